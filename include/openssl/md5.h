/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/md5.h
 * MD5 by itself, deprecated. The context is a plain struct of the caller.
 */
#ifndef OPENSSL_MD5_H
#define OPENSSL_MD5_H

#include <stddef.h>
#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/e_os2.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_MD5_H
#endif

/* Constants MD5_DIGEST_*. */
#define MD5_DIGEST_LENGTH 16

/* Constants MD5_*. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define MD5_CBLOCK 64
#define MD5_LONG   unsigned int
#define MD5_LBLOCK (MD5_CBLOCK / 4)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Types. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
struct MD5state_st {
    unsigned int A;
    unsigned int B;
    unsigned int C;
    unsigned int D;
    unsigned int Nl;
    unsigned int Nh;
    unsigned int data[16];
    unsigned int num;
};

typedef struct MD5state_st MD5_CTX;
#endif

/* MD5. Functions return 1 or 0; the one-shot MD5() returns md. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 unsigned char *MD5(const unsigned char *d, size_t n, unsigned char *md);
OSSL_DEPRECATEDIN_3_0 int MD5_Final(unsigned char *md, MD5_CTX *c);
OSSL_DEPRECATEDIN_3_0 int MD5_Init(MD5_CTX *c);
OSSL_DEPRECATEDIN_3_0 void MD5_Transform(MD5_CTX *c, const unsigned char *b);
OSSL_DEPRECATEDIN_3_0 int MD5_Update(MD5_CTX *c, const void *data, size_t len);
#endif

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_MD5_H */
