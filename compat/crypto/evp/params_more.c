/* OSSL_PARAM: numbers with a fraction, moments, and pointers to what stays where it is.   man 3 OSSL_PARAM_int */
#include <openssl/params.h>
#include <string.h>
#include <time.h>

#define EXACT_BITS 53 /* what a double holds of an integer */

OSSL_PARAM OSSL_PARAM_construct_double(const char *key, double *buf) {
    return (OSSL_PARAM){ key, OSSL_PARAM_REAL, buf, sizeof *buf, OSSL_PARAM_UNMODIFIED };
}

OSSL_PARAM OSSL_PARAM_construct_time_t(const char *key, time_t *buf) {
    return (OSSL_PARAM){ key, OSSL_PARAM_INTEGER, buf, sizeof *buf, OSSL_PARAM_UNMODIFIED };
}

OSSL_PARAM OSSL_PARAM_construct_utf8_ptr(const char *key, char **buf, size_t bsize) {
    return (OSSL_PARAM){ key, OSSL_PARAM_UTF8_PTR, buf, bsize, OSSL_PARAM_UNMODIFIED };
}

OSSL_PARAM OSSL_PARAM_construct_octet_ptr(const char *key, void **buf, size_t bsize) {
    return (OSSL_PARAM){ key, OSSL_PARAM_OCTET_PTR, buf, bsize, OSSL_PARAM_UNMODIFIED };
}

int OSSL_PARAM_get_time_t(const OSSL_PARAM *p, time_t *val) {
    int64_t v;
    if (!OSSL_PARAM_get_int64(p, &v)) return 0;
    *val = (time_t)v;
    return 1;
}

int OSSL_PARAM_set_time_t(OSSL_PARAM *p, time_t val) { return OSSL_PARAM_set_int64(p, (int64_t)val); }

/* Only what a double says exactly; numbers of 4 or 8 bytes. */
int OSSL_PARAM_get_double(const OSSL_PARAM *p, double *val) {
    uint64_t u;
    int64_t i;
    if (val == NULL || p == NULL || p->data == NULL) return 0;
    if (p->data_type == OSSL_PARAM_REAL) {
        if (p->data_size != sizeof *val) return 0;
        memcpy(val, p->data, sizeof *val);
        return 1;
    }
    if (p->data_size != 4 && p->data_size != 8) return 0;
    if (p->data_type == OSSL_PARAM_UNSIGNED_INTEGER && OSSL_PARAM_get_uint64(p, &u)) {
        if (u >> EXACT_BITS != 0) return 0;
        *val = (double)u;
        return 1;
    }
    if (p->data_type == OSSL_PARAM_INTEGER && OSSL_PARAM_get_int64(p, &i)) {
        const uint64_t magnitude = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
        if (magnitude >> EXACT_BITS != 0) return 0;
        *val = (double)i;
        return 1;
    }
    return 0;
}

/* A double as an integer of the parameter's size; false if it is none. */
static int set_whole(OSSL_PARAM *p, double val) {
    const int is_signed = p->data_type == OSSL_PARAM_INTEGER;
    const double least = !is_signed ? 0 : p->data_size == 4 ? -2147483648.0 : -9223372036854775808.0;
    const double above = p->data_size == 4 ? (is_signed ? 2147483648.0 : 4294967296.0)
                                           : (is_signed ? 9223372036854775808.0 : 18446744073709551616.0);
    if ((p->data_size != 4 && p->data_size != 8) || !(val >= least && val < above)) return 0;
    const uint64_t bits = val < 0 ? (uint64_t)(int64_t)val : (uint64_t)val;
    if ((val < 0 ? (double)(int64_t)bits : (double)bits) != val) return 0;
    const uint32_t low = (uint32_t)bits;
    p->return_size = p->data_size;
    if (p->data_size == 4) memcpy(p->data, &low, sizeof low);
    else memcpy(p->data, &bits, sizeof bits);
    return 1;
}

int OSSL_PARAM_set_double(OSSL_PARAM *p, double val) {
    if (p == NULL) return 0;
    p->return_size = 0;
    const int whole = p->data_type == OSSL_PARAM_INTEGER || p->data_type == OSSL_PARAM_UNSIGNED_INTEGER;
    if (p->data_type != OSSL_PARAM_REAL && !whole) return 0;
    p->return_size = sizeof val;
    if (p->data == NULL) return 1;
    if (whole) return set_whole(p, val);
    if (p->data_size != sizeof val) return 0;
    memcpy(p->data, &val, sizeof val);
    return 1;
}

/* --- pointers ----------------------------------------------------------------------------------------------------- */

static int get_ptr(const OSSL_PARAM *p, unsigned type, const void **val, size_t *len) {
    if (val == NULL || p == NULL || p->data_type != type) return 0;
    if (len != NULL) *len = p->data_size;
    memcpy(val, p->data, sizeof *val);
    return 1;
}

int OSSL_PARAM_get_utf8_ptr(const OSSL_PARAM *p, const char **val) {
    const void *v;
    if (val == NULL || !get_ptr(p, OSSL_PARAM_UTF8_PTR, &v, NULL)) return 0;
    *val = v;
    return 1;
}

int OSSL_PARAM_get_octet_ptr(const OSSL_PARAM *p, const void **val, size_t *used_len) {
    return get_ptr(p, OSSL_PARAM_OCTET_PTR, val, used_len);
}

int OSSL_PARAM_set_octet_ptr(OSSL_PARAM *p, const void *val, size_t used_len) {
    if (p == NULL) return 0;
    p->return_size = used_len;
    if (p->data_type != OSSL_PARAM_OCTET_PTR) return 0;
    if (p->data != NULL) memcpy(p->data, &val, sizeof val);
    return 1;
}

void OSSL_PARAM_set_all_unmodified(OSSL_PARAM *p) {
    for (; p != NULL && p->key != NULL; p++) p->return_size = OSSL_PARAM_UNMODIFIED;
}
