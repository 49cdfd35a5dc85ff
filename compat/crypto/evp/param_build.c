/* OSSL_PARAM_BLD, and arrays that the library owns.                      man 3 OSSL_PARAM_BLD, OSSL_PARAM_dup
 *
 * An array of ours is one block: the parameters, then their values. Its end marker has the block's size in data_size,
 * so that OSSL_PARAM_free() can wipe what may have been a key. */
#include <openssl/param_build.h>

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/cryptoerr.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/core/raise.h"

/* A value that was pushed: the number itself, or where the caller has it. */
struct entry {
    OSSL_PARAM head; /* data is set when the array is made; data_size is the value's */
    const void *from;
    const BIGNUM *bn;
    uint64_t number;
};

struct ossl_param_bld_st {
    struct entry *entries;
    size_t num, cap;
};

OSSL_PARAM_BLD *OSSL_PARAM_BLD_new(void) { return OPENSSL_zalloc(sizeof(OSSL_PARAM_BLD)); }

static void forget(OSSL_PARAM_BLD *bld) {
    OPENSSL_clear_free(bld->entries, bld->cap * sizeof *bld->entries);
    *bld = (OSSL_PARAM_BLD){ 0 };
}

void OSSL_PARAM_BLD_free(OSSL_PARAM_BLD *bld) {
    if (bld == NULL) return;
    forget(bld);
    OPENSSL_free(bld);
}

static struct entry *push(OSSL_PARAM_BLD *bld, const char *key, unsigned type, size_t size) {
    if (bld->num == bld->cap) {
        size_t cap = bld->cap == 0 ? 8 : 2 * bld->cap;
        struct entry *grown =
            OPENSSL_clear_realloc(bld->entries, bld->cap * sizeof *grown, cap * sizeof *grown);
        if (grown == NULL) {
            BS_RAISE(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
            return NULL;
        }
        bld->entries = grown;
        bld->cap = cap;
    }
    struct entry *e = &bld->entries[bld->num++];
    *e = (struct entry){ .head = { key, type, NULL, size, OSSL_PARAM_UNMODIFIED } };
    return e;
}

static int push_number(OSSL_PARAM_BLD *bld, const char *key, unsigned type, const void *value, size_t size) {
    struct entry *e = push(bld, key, type, size);
    if (e == NULL) return 0;
    memcpy(&e->number, value, size);
    return 1;
}

#define NUMBER(NAME, TYPE, KIND) \
    int OSSL_PARAM_BLD_push_##NAME(OSSL_PARAM_BLD *bld, const char *key, TYPE val) { \
        return push_number(bld, key, KIND, &val, sizeof val); \
    }
NUMBER(int, int, OSSL_PARAM_INTEGER)
NUMBER(long, long int, OSSL_PARAM_INTEGER)
NUMBER(int32, int32_t, OSSL_PARAM_INTEGER)
NUMBER(int64, int64_t, OSSL_PARAM_INTEGER)
NUMBER(time_t, time_t, OSSL_PARAM_INTEGER)
NUMBER(uint, unsigned int, OSSL_PARAM_UNSIGNED_INTEGER)
NUMBER(ulong, unsigned long int, OSSL_PARAM_UNSIGNED_INTEGER)
NUMBER(uint32, uint32_t, OSSL_PARAM_UNSIGNED_INTEGER)
NUMBER(uint64, uint64_t, OSSL_PARAM_UNSIGNED_INTEGER)
NUMBER(size_t, size_t, OSSL_PARAM_UNSIGNED_INTEGER)
NUMBER(double, double, OSSL_PARAM_REAL)

int OSSL_PARAM_BLD_push_BN_pad(OSSL_PARAM_BLD *bld, const char *key, const BIGNUM *bn, size_t sz) {
    if (bn != NULL && (size_t)BN_num_bytes(bn) > sz) {
        BS_RAISE(ERR_LIB_CRYPTO, CRYPTO_R_TOO_SMALL_BUFFER);
        return 0;
    }
    struct entry *e = push(bld, key, OSSL_PARAM_UNSIGNED_INTEGER, sz);
    if (e == NULL) return 0;
    e->bn = bn;
    return 1;
}

int OSSL_PARAM_BLD_push_BN(OSSL_PARAM_BLD *bld, const char *key, const BIGNUM *bn) {
    size_t n = bn != NULL ? (size_t)BN_num_bytes(bn) : 0;
    return OSSL_PARAM_BLD_push_BN_pad(bld, key, bn, bn != NULL && n == 0 ? 1 : n);
}

static int push_bytes(OSSL_PARAM_BLD *bld, const char *key, unsigned type, const void *buf, size_t size) {
    if (size > INT32_MAX) {
        BS_RAISE(ERR_LIB_CRYPTO, CRYPTO_R_STRING_TOO_LONG);
        return 0;
    }
    struct entry *e = push(bld, key, type, size);
    if (e == NULL) return 0;
    e->from = buf;
    return 1;
}

int OSSL_PARAM_BLD_push_utf8_string(OSSL_PARAM_BLD *bld, const char *key, const char *buf, size_t bsize) {
    return push_bytes(bld, key, OSSL_PARAM_UTF8_STRING, buf, bsize > 0 ? bsize : strlen(buf));
}

int OSSL_PARAM_BLD_push_utf8_ptr(OSSL_PARAM_BLD *bld, const char *key, char *buf, size_t bsize) {
    return push_bytes(bld, key, OSSL_PARAM_UTF8_PTR, buf, bsize > 0 ? bsize : strlen(buf));
}

int OSSL_PARAM_BLD_push_octet_string(OSSL_PARAM_BLD *bld, const char *key, const void *buf, size_t bsize) {
    return push_bytes(bld, key, OSSL_PARAM_OCTET_STRING, buf, bsize);
}

int OSSL_PARAM_BLD_push_octet_ptr(OSSL_PARAM_BLD *bld, const char *key, void *buf, size_t bsize) {
    return push_bytes(bld, key, OSSL_PARAM_OCTET_PTR, buf, bsize);
}

static bool is_pointer(const OSSL_PARAM *p) {
    return p->data_type == OSSL_PARAM_UTF8_PTR || p->data_type == OSSL_PARAM_OCTET_PTR;
}

/* Bytes that a value takes in our block, in steps of 8 so that each begins aligned. */
static size_t room(const OSSL_PARAM *p) {
    size_t n = is_pointer(p) ? sizeof(void *) : p->data_size + (p->data_type == OSSL_PARAM_UTF8_STRING);
    return (n + 7) / 8 * 8;
}

/* A block for num parameters and an end marker, with values of this many bytes behind; *values is where they begin. */
static OSSL_PARAM *new_block(size_t num, size_t bytes, uint8_t **values) {
    const size_t heads = (num + 1) * sizeof(OSSL_PARAM);
    OSSL_PARAM *block = OPENSSL_zalloc(heads + bytes);
    if (block == NULL) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    block[num].data_size = heads + bytes;
    *values = (uint8_t *)block + heads;
    return block;
}

static void put_value(const struct entry *e, void *to) {
    const size_t n = e->head.data_size;
    if (is_pointer(&e->head)) {
        memcpy(to, &e->from, sizeof e->from);
    } else if (e->bn != NULL) {
        (void)BN_bn2nativepad(e->bn, to, (int)n); /* its length was looked at when it was pushed */
    } else if (e->from != NULL) {
        memcpy(to, e->from, n);
    } else if (n <= sizeof e->number) {
        memcpy(to, &e->number, n);
    }
}

OSSL_PARAM *OSSL_PARAM_BLD_to_param(OSSL_PARAM_BLD *bld) {
    size_t bytes = 0;
    uint8_t *at;
    for (size_t i = 0; i < bld->num; i++) bytes += room(&bld->entries[i].head);
    OSSL_PARAM *params = new_block(bld->num, bytes, &at);
    if (params == NULL) return NULL;
    for (size_t i = 0; i < bld->num; i++) {
        params[i] = bld->entries[i].head;
        params[i].data = at;
        put_value(&bld->entries[i], at);
        at += room(&params[i]);
    }
    forget(bld);
    return params;
}

void OSSL_PARAM_free(OSSL_PARAM *params) {
    if (params == NULL) return;
    const OSSL_PARAM *end = params;
    while (end->key != NULL) end++;
    OPENSSL_clear_free(params, end->data_size);
}

/* Copies of num parameters, as OSSL_PARAM_free() takes them. */
static OSSL_PARAM *copy(const OSSL_PARAM *const *from, size_t num) {
    size_t bytes = 0;
    uint8_t *at;
    for (size_t i = 0; i < num; i++) bytes += room(from[i]);
    OSSL_PARAM *params = new_block(num, bytes, &at);
    for (size_t i = 0; params != NULL && i < num; i++) {
        params[i] = *from[i];
        params[i].data = at;
        if (from[i]->data != NULL) memcpy(at, from[i]->data, is_pointer(from[i]) ? sizeof(void *) : from[i]->data_size);
        at += room(from[i]);
    }
    return params;
}

static size_t count(const OSSL_PARAM *p) {
    size_t n = 0;
    while (p != NULL && p[n].key != NULL) n++;
    return n;
}

OSSL_PARAM *OSSL_PARAM_dup(const OSSL_PARAM *src) {
    if (src == NULL) return NULL; /* OpenSSL queues nothing */
    const size_t n = count(src);
    const OSSL_PARAM **list = OPENSSL_zalloc((n + 1) * sizeof *list);
    for (size_t i = 0; list != NULL && i < n; i++) list[i] = &src[i];
    OSSL_PARAM *made = list != NULL ? copy(list, n) : NULL;
    OPENSSL_free(list);
    return made;
}

/* man 3 OSSL_PARAM_merge: of two with one key, p2's is taken. The result is in the order of the keys. */
static size_t merge(const OSSL_PARAM **list, const OSSL_PARAM *p1, const OSSL_PARAM *p2) {
    const OSSL_PARAM *const sources[2] = { p2, p1 };
    size_t num = 0;
    for (size_t s = 0; s < 2; s++) {
        for (const OSSL_PARAM *p = sources[s]; p != NULL && p->key != NULL; p++) {
            size_t at = 0;
            while (at < num && strcasecmp(list[at]->key, p->key) < 0) at++;
            if (at < num && strcasecmp(list[at]->key, p->key) == 0) continue;
            memmove(list + at + 1, list + at, (num - at) * sizeof *list);
            list[at] = p;
            num++;
        }
    }
    return num;
}

OSSL_PARAM *OSSL_PARAM_merge(const OSSL_PARAM *p1, const OSSL_PARAM *p2) {
    const size_t most = count(p1) + count(p2);
    if (most == 0) return NULL; /* OpenSSL queues nothing */
    const OSSL_PARAM **list = OPENSSL_zalloc((most + 1) * sizeof *list);
    OSSL_PARAM *made = list != NULL ? copy(list, merge(list, p1, p2)) : NULL;
    OPENSSL_free(list);
    return made;
}
