/**
 * \file der_bio.h
 * \brief One DER element from a BIO, and to one.
 */
#ifndef BS_COMPAT_DER_BIO_H
#define BS_COMPAT_DER_BIO_H

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/** Reads one element, no byte more; its length and OPENSSL_malloc'd bytes, or -1 with an error queued. */
long bs_bio_read_der(BIO *in, uint8_t **out);

/** Writes n bytes and frees them; false if n is not positive or not all went out. */
bool bs_bio_write_der(BIO *out, uint8_t *der, int n);

/** Defines d2i_name_bio, d2i_name_fp, i2d_name_bio and i2d_name_fp. */
#define BS_DER_BIO(type, name) \
    type *d2i_##name##_bio(BIO *bp, type **x) { \
        uint8_t *der; \
        long n = bs_bio_read_der(bp, &der); \
        if (n < 0) return NULL; \
        const unsigned char *p = der; \
        type *v = d2i_##name(x, &p, n); \
        OPENSSL_free(der); \
        return v; \
    } \
    type *d2i_##name##_fp(FILE *fp, type **x) { \
        BIO *b = BIO_new_fp(fp, BIO_NOCLOSE); \
        type *v = b ? d2i_##name##_bio(b, x) : NULL; \
        BIO_free(b); \
        return v; \
    } \
    int i2d_##name##_bio(BIO *bp, const type *x) { \
        unsigned char *der = NULL; \
        int n = i2d_##name(x, &der); \
        return bs_bio_write_der(bp, der, n); \
    } \
    int i2d_##name##_fp(FILE *fp, const type *x) { \
        BIO *b = BIO_new_fp(fp, BIO_NOCLOSE); \
        int ret = b ? i2d_##name##_bio(b, x) : 0; \
        BIO_free(b); \
        return ret; \
    }

#endif
