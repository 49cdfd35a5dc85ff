/* Values that programs hang on objects. A class of objects has a list of indices with callbacks; an object has a stack
 * of values, made when the first is set. */
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/raise.h"

struct callbacks {
    CRYPTO_EX_new *new_func;
    CRYPTO_EX_dup *dup_func;
    CRYPTO_EX_free *free_func;
    long argl;
    void *argp;
};

struct class {
    struct callbacks *list; /* index 0 is left free: SSL_set_app_data() and its like use it without asking */
    int num;
    atomic_int num_active; /* indices with a callback: mostly none, and then no lock is taken */
};

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static struct class classes[CRYPTO_EX_INDEX__COUNT];

static struct class *find_class(int index) {
    if (index >= 0 && index < CRYPTO_EX_INDEX__COUNT) return &classes[index];
    BS_RAISE(ERR_LIB_CRYPTO, ERR_R_PASSED_INVALID_ARGUMENT);
    return NULL;
}

static bool has_callback(const struct callbacks *cb) {
    return cb->new_func != NULL || cb->dup_func != NULL || cb->free_func != NULL;
}

int CRYPTO_get_ex_new_index(int class_index, long argl, void *argp, CRYPTO_EX_new *new_func, CRYPTO_EX_dup *dup_func,
                            CRYPTO_EX_free *free_func) {
    struct class *c = find_class(class_index);
    if (c == NULL) return -1;
    struct callbacks cb = { new_func, dup_func, free_func, argl, argp };
    int index = -1;
    pthread_rwlock_wrlock(&lock);
    int num = c->num == 0 ? 1 : c->num;
    struct callbacks *list = (struct callbacks *)realloc(c->list, (size_t)(num + 1) * sizeof(*list));
    if (list != NULL) {
        if (c->num == 0) list[0] = (struct callbacks){ 0 };
        list[num] = cb;
        index = num;
        c->list = list;
        c->num = num + 1;
        if (has_callback(&cb)) atomic_fetch_add(&c->num_active, 1);
    }
    pthread_rwlock_unlock(&lock);
    if (index < 0) BS_RAISE(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
    return index;
}

int CRYPTO_free_ex_index(int class_index, int idx) {
    struct class *c = find_class(class_index);
    if (c == NULL) return 0;
    int ok = 0;
    pthread_rwlock_wrlock(&lock);
    if (idx >= 0 && idx < c->num) {
        if (has_callback(&c->list[idx])) atomic_fetch_sub(&c->num_active, 1);
        c->list[idx] = (struct callbacks){ 0 };
        ok = 1;
    }
    pthread_rwlock_unlock(&lock);
    return ok;
}

/* A copy of the class's list, so that callbacks run without the lock; *num is its length. NULL if there is none. */
static struct callbacks *snapshot(struct class *c, int *num) {
    *num = 0;
    if (atomic_load(&c->num_active) == 0) return NULL;
    pthread_rwlock_rdlock(&lock);
    size_t size = (size_t)c->num * sizeof(*c->list);
    struct callbacks *list = size == 0 ? NULL : (struct callbacks *)malloc(size);
    if (list != NULL) {
        memcpy(list, c->list, size);
        *num = c->num;
    }
    pthread_rwlock_unlock(&lock);
    if (list == NULL && size > 0) BS_RAISE(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
    return list;
}

int CRYPTO_new_ex_data(int class_index, void *obj, CRYPTO_EX_DATA *ad) {
    ad->ctx = NULL;
    ad->sk = NULL;
    struct class *c = find_class(class_index);
    if (c == NULL) return 0;
    int num;
    struct callbacks *list = snapshot(c, &num);
    if (list == NULL && atomic_load(&c->num_active) > 0) return 0;
    for (int i = 0; i < num; i++) {
        if (list[i].new_func == NULL) continue;
        list[i].new_func(obj, CRYPTO_get_ex_data(ad, i), ad, i, list[i].argl, list[i].argp);
    }
    free(list);
    return 1;
}

int CRYPTO_dup_ex_data(int class_index, CRYPTO_EX_DATA *to, const CRYPTO_EX_DATA *from) {
    struct class *c = find_class(class_index);
    if (c == NULL) return 0;
    to->ctx = from->ctx;
    if (from->sk == NULL) return 1;
    int num, ok = 1;
    struct callbacks *list = snapshot(c, &num);
    if (list == NULL && atomic_load(&c->num_active) > 0) return 0;
    for (int i = 0; ok && i < sk_void_num(from->sk); i++) {
        void *value = CRYPTO_get_ex_data(from, i);
        if (i < num && list[i].dup_func != NULL) {
            ok = list[i].dup_func(to, from, &value, i, list[i].argl, list[i].argp);
        }
        if (ok) ok = CRYPTO_set_ex_data(to, i, value);
    }
    free(list);
    return ok ? 1 : 0;
}

void CRYPTO_free_ex_data(int class_index, void *obj, CRYPTO_EX_DATA *ad) {
    struct class *c = find_class(class_index);
    if (c != NULL) {
        int num;
        struct callbacks *list = snapshot(c, &num);
        for (int i = 0; i < num; i++) {
            if (list[i].free_func == NULL) continue;
            list[i].free_func(obj, CRYPTO_get_ex_data(ad, i), ad, i, list[i].argl, list[i].argp);
        }
        free(list);
    }
    sk_void_free(ad->sk);
    ad->sk = NULL;
    ad->ctx = NULL;
}

int CRYPTO_alloc_ex_data(int class_index, void *obj, CRYPTO_EX_DATA *ad, int idx) {
    if (CRYPTO_get_ex_data(ad, idx) != NULL) return 1;
    struct class *c = find_class(class_index);
    if (c == NULL) return 0;
    struct callbacks cb = { 0 };
    pthread_rwlock_rdlock(&lock);
    if (idx >= 0 && idx < c->num) cb = c->list[idx];
    pthread_rwlock_unlock(&lock);
    if (cb.new_func == NULL) return 0;
    cb.new_func(obj, NULL, ad, idx, cb.argl, cb.argp);
    return 1;
}

int CRYPTO_set_ex_data(CRYPTO_EX_DATA *ad, int idx, void *val) {
    if (idx < 0) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_PASSED_INVALID_ARGUMENT);
        return 0;
    }
    if (ad->sk == NULL && (ad->sk = sk_void_new_null()) == NULL) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    while (sk_void_num(ad->sk) <= idx) {
        if (!sk_void_push(ad->sk, NULL)) return 0;
    }
    sk_void_set(ad->sk, idx, val);
    return 1;
}

void *CRYPTO_get_ex_data(const CRYPTO_EX_DATA *ad, int idx) {
    return ad->sk == NULL ? NULL : sk_void_value(ad->sk, idx);
}
