/* OSSL_PARAM: named values of any kind in arrays.                                       man 3 OSSL_PARAM, OSSL_PARAM_int */
#include <openssl/params.h>

#include <openssl/crypto.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

OSSL_PARAM *OSSL_PARAM_locate(OSSL_PARAM *p, const char *key) {
    for (; p != NULL && key != NULL && p->key != NULL; p++) {
        if (strcmp(p->key, key) == 0) return p;
    }
    return NULL;
}

const OSSL_PARAM *OSSL_PARAM_locate_const(const OSSL_PARAM *p, const char *key) {
    for (; p != NULL && key != NULL && p->key != NULL; p++) {
        if (strcmp(p->key, key) == 0) return p;
    }
    return NULL;
}

static OSSL_PARAM construct(const char *key, unsigned type, void *data, size_t size) {
    return (OSSL_PARAM){ key, type, data, size, OSSL_PARAM_UNMODIFIED };
}

OSSL_PARAM OSSL_PARAM_construct_end(void) { return (OSSL_PARAM){ NULL, 0, NULL, 0, 0 }; }

OSSL_PARAM OSSL_PARAM_construct_utf8_string(const char *key, char *buf, size_t bsize) {
    if (buf != NULL && bsize == 0) bsize = strlen(buf);
    return construct(key, OSSL_PARAM_UTF8_STRING, buf, bsize);
}

OSSL_PARAM OSSL_PARAM_construct_octet_string(const char *key, void *buf, size_t bsize) {
    return construct(key, OSSL_PARAM_OCTET_STRING, buf, bsize);
}

OSSL_PARAM OSSL_PARAM_construct_BN(const char *key, unsigned char *buf, size_t bsize) {
    return construct(key, OSSL_PARAM_UNSIGNED_INTEGER, buf, bsize);
}

static bool little_endian(void) {
    const uint16_t probe = 1;
    return *(const uint8_t *)&probe == 1;
}

/* A real that is a whole number and fits, as OpenSSL takes it for an integer. */
static bool read_real(const OSSL_PARAM *p, uint64_t *magnitude, bool *negative) {
    double d;
    if (p->data_size != sizeof d) return false;
    memcpy(&d, p->data, sizeof d);
    *negative = d < 0;
    if (*negative) d = -d;
    if (!(d < 18446744073709551616.0)) return false; /* 2^64; neither does NaN pass */
    *magnitude = (uint64_t)d;
    return (double)*magnitude >= d; /* no fraction was cut off */
}

/* Integers stand in the machine's order, at any width. Into 64 bits and a sign. */
static bool read_int(const OSSL_PARAM *p, uint64_t *magnitude, bool *negative) {
    if (p == NULL || p->data == NULL || p->data_size == 0) return false;
    if (p->data_type == OSSL_PARAM_REAL) return read_real(p, magnitude, negative);
    if (p->data_type != OSSL_PARAM_INTEGER && p->data_type != OSSL_PARAM_UNSIGNED_INTEGER) return false;
    const uint8_t *in = p->data;
    const size_t n = p->data_size;
    const bool little = little_endian();
    *negative = p->data_type == OSSL_PARAM_INTEGER && in[little ? n - 1 : 0] >> 7 != 0;
    const uint8_t fill = *negative ? 0xff : 0;
    uint64_t v = *negative ? UINT64_MAX : 0;
    for (size_t i = n; i-- > 0;) {
        uint8_t b = in[little ? i : n - 1 - i];
        if (i >= 8 && b != fill) return false;
        v = v << 8 | b;
    }
    if (*negative && v >> 63 == 0) return false; /* below INT64_MIN */
    *magnitude = *negative ? 0 - v : v;
    return true;
}

static bool read_signed(const OSSL_PARAM *p, int64_t min, int64_t max, int64_t *out) {
    uint64_t m;
    bool negative;
    if (!read_int(p, &m, &negative)) return false;
    if (negative) {
        if (m > (uint64_t)INT64_MAX + 1 || (m <= (uint64_t)INT64_MAX && -(int64_t)m < min)) return false;
        if (m == (uint64_t)INT64_MAX + 1 && min > INT64_MIN) return false;
        *out = m == (uint64_t)INT64_MAX + 1 ? INT64_MIN : -(int64_t)m;
        return true;
    }
    if (m > (uint64_t)max) return false;
    *out = (int64_t)m;
    return true;
}

static bool read_unsigned(const OSSL_PARAM *p, uint64_t max, uint64_t *out) {
    bool negative;
    return read_int(p, out, &negative) && !negative && *out <= max;
}

/* A real takes an integer that it can give back. */
static int write_real(OSSL_PARAM *p, uint64_t bits, bool negative) {
    const uint64_t magnitude = negative ? 0 - bits : bits;
    double d = (double)magnitude;
    p->return_size = sizeof d;
    if (p->data == NULL) return 1;
    if (p->data_size != sizeof d || magnitude > (uint64_t)1 << 53) return 0;
    if (negative) d = -d;
    memcpy(p->data, &d, sizeof d);
    return 1;
}

/*
 * Writes an integer at the parameter's own width; 0 if it does not fit. What return_size says then is OpenSSL's: the width
 * of the type if the place is too narrow, else 0.
 */
static int write_int(OSSL_PARAM *p, uint64_t bits, bool negative, size_t natural) {
    if (p == NULL) return 0;
    p->return_size = 0;
    if (p->data_type == OSSL_PARAM_REAL) return write_real(p, bits, negative);
    if (p->data_type != OSSL_PARAM_INTEGER && p->data_type != OSSL_PARAM_UNSIGNED_INTEGER) return 0;
    if (p->data != NULL && negative && p->data_type == OSSL_PARAM_UNSIGNED_INTEGER) return 0;
    p->return_size = natural;
    if (p->data == NULL) return 1;
    const size_t n = p->data_size;
    const uint64_t fill = negative ? UINT64_MAX : 0;
    if (n == 0) return 0;
    if (n <= 8) {
        const unsigned spare = (unsigned)(8 * n) - (p->data_type == OSSL_PARAM_INTEGER);
        if (spare < 64 && bits >> spare != fill >> spare) return 0;
    }
    const bool little = little_endian();
    uint8_t *out = p->data;
    for (size_t i = 0; i < n; i++) {
        uint64_t b = i < 8 ? bits >> (8 * i) : fill;
        out[little ? i : n - 1 - i] = (uint8_t)b;
    }
    p->return_size = n;
    return 1;
}

#define SIGNED(NAME, TYPE, MIN, MAX) \
    OSSL_PARAM OSSL_PARAM_construct_##NAME(const char *key, TYPE *buf) { \
        return construct(key, OSSL_PARAM_INTEGER, buf, sizeof *buf); \
    } \
    int OSSL_PARAM_get_##NAME(const OSSL_PARAM *p, TYPE *val) { \
        int64_t v; \
        if (val == NULL || !read_signed(p, MIN, MAX, &v)) return 0; \
        *val = (TYPE)v; \
        return 1; \
    } \
    int OSSL_PARAM_set_##NAME(OSSL_PARAM *p, TYPE val) { \
        return write_int(p, (uint64_t)(int64_t)val, val < 0, sizeof val); \
    }
SIGNED(int, int, INT32_MIN, INT32_MAX)
SIGNED(long, long int, INT64_MIN, INT64_MAX)
SIGNED(int32, int32_t, INT32_MIN, INT32_MAX)
SIGNED(int64, int64_t, INT64_MIN, INT64_MAX)

#define UNSIGNED(NAME, TYPE, MAX) \
    OSSL_PARAM OSSL_PARAM_construct_##NAME(const char *key, TYPE *buf) { \
        return construct(key, OSSL_PARAM_UNSIGNED_INTEGER, buf, sizeof *buf); \
    } \
    int OSSL_PARAM_get_##NAME(const OSSL_PARAM *p, TYPE *val) { \
        uint64_t v; \
        if (val == NULL || !read_unsigned(p, MAX, &v)) return 0; \
        *val = (TYPE)v; \
        return 1; \
    } \
    int OSSL_PARAM_set_##NAME(OSSL_PARAM *p, TYPE val) { return write_int(p, val, false, sizeof val); }
UNSIGNED(uint, unsigned int, UINT32_MAX)
UNSIGNED(ulong, unsigned long int, UINT64_MAX)
UNSIGNED(uint32, uint32_t, UINT32_MAX)
UNSIGNED(uint64, uint64_t, UINT64_MAX)
UNSIGNED(size_t, size_t, SIZE_MAX)

int OSSL_PARAM_get_BN(const OSSL_PARAM *p, BIGNUM **val) {
    if (p == NULL || val == NULL || p->data_type != OSSL_PARAM_UNSIGNED_INTEGER || p->data_size > INT32_MAX) return 0;
    BIGNUM *bn = BN_native2bn(p->data, (int)p->data_size, *val);
    if (bn == NULL) return 0;
    *val = bn;
    return 1;
}

int OSSL_PARAM_set_BN(OSSL_PARAM *p, const BIGNUM *val) {
    if (p == NULL) return 0;
    p->return_size = 0;
    if (val == NULL || p->data_type != OSSL_PARAM_UNSIGNED_INTEGER || BN_is_negative(val)) return 0;
    size_t n = (size_t)BN_num_bytes(val);
    if (n == 0) n = 1;
    p->return_size = n;
    if (p->data == NULL) return 1;
    if (p->data_size < n || p->data_size > INT32_MAX) return 0;
    p->return_size = p->data_size;
    return BN_bn2nativepad(val, p->data, (int)p->data_size) >= 0;
}

static int set_string(OSSL_PARAM *p, unsigned type, const void *val, size_t len) {
    if (p == NULL || val == NULL) return 0;
    p->return_size = len;
    if (p->data == NULL) return 1; /* whatever the type, as OpenSSL has it */
    if (p->data_type != type) return 0;
    if (p->data_size < len) return 0;
    memcpy(p->data, val, len);
    if (type == OSSL_PARAM_UTF8_STRING && p->data_size > len) ((char *)p->data)[len] = '\0';
    return 1;
}

int OSSL_PARAM_set_utf8_string(OSSL_PARAM *p, const char *val) {
    return val != NULL ? set_string(p, OSSL_PARAM_UTF8_STRING, val, strlen(val)) : 0;
}

int OSSL_PARAM_set_octet_string(OSSL_PARAM *p, const void *val, size_t len) {
    return set_string(p, OSSL_PARAM_OCTET_STRING, val, len);
}

int OSSL_PARAM_get_utf8_string(const OSSL_PARAM *p, char **val, size_t max_len) {
    if (p == NULL || val == NULL || p->data_type != OSSL_PARAM_UTF8_STRING || p->data == NULL) return 0;
    size_t n = strnlen(p->data, p->data_size);
    if (*val == NULL) {
        *val = OPENSSL_malloc(n + 1);
        if (*val == NULL) return 0;
    } else if (n >= max_len) {
        return 0;
    }
    memcpy(*val, p->data, n);
    (*val)[n] = '\0';
    return 1;
}

int OSSL_PARAM_get_octet_string(const OSSL_PARAM *p, void **val, size_t max_len, size_t *used_len) {
    if (p == NULL || p->data_type != OSSL_PARAM_OCTET_STRING) return 0;
    if (used_len != NULL) *used_len = p->data_size;
    if (val == NULL) return 1; /* only the size was asked for */
    if (*val == NULL) {
        *val = OPENSSL_malloc(p->data_size > 0 ? p->data_size : 1);
        if (*val == NULL) return 0;
    } else if (p->data_size > max_len) {
        return 0;
    }
    if (p->data_size > 0) memcpy(*val, p->data, p->data_size);
    return 1;
}

int OSSL_PARAM_set_utf8_ptr(OSSL_PARAM *p, const char *val) {
    if (p == NULL) return 0;
    p->return_size = val != NULL ? strlen(val) : 0;
    if (p->data_type != OSSL_PARAM_UTF8_PTR) return 0;
    if (p->data != NULL) memcpy(p->data, &val, sizeof val);
    return 1;
}

/* The bytes where they are, whether they are there or pointed to. */
static int lend(const OSSL_PARAM *p, unsigned direct, unsigned pointer, const void **val, size_t *len) {
    if (p == NULL || val == NULL || (p->data_type != direct && p->data_type != pointer)) return 0;
    if (len != NULL) *len = p->data_size;
    *val = p->data_type == direct ? p->data : *(const void *const *)p->data;
    return 1;
}

int OSSL_PARAM_get_utf8_string_ptr(const OSSL_PARAM *p, const char **val) {
    const void *at = NULL;
    if (val == NULL || !lend(p, OSSL_PARAM_UTF8_STRING, OSSL_PARAM_UTF8_PTR, &at, NULL)) return 0;
    *val = at;
    return 1;
}

int OSSL_PARAM_get_octet_string_ptr(const OSSL_PARAM *p, const void **val, size_t *used_len) {
    return lend(p, OSSL_PARAM_OCTET_STRING, OSSL_PARAM_OCTET_PTR, val, used_len);
}

int OSSL_PARAM_modified(const OSSL_PARAM *p) { return p != NULL && p->return_size != OSSL_PARAM_UNMODIFIED; }
