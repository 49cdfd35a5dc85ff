/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/md4.h
 * MD4 by itself, deprecated. The context is a plain struct of the caller.
 */
#ifndef OPENSSL_MD4_H
#define OPENSSL_MD4_H

#include <stddef.h>
#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/e_os2.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_MD4_H
#endif

/* Constants MD4_DIGEST_*. */
#define MD4_DIGEST_LENGTH 16

/* Constants MD4_*. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define MD4_CBLOCK 64
#define MD4_LONG   unsigned int
#define MD4_LBLOCK (MD4_CBLOCK / 4)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Types. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
struct MD4state_st {
    unsigned int A;
    unsigned int B;
    unsigned int C;
    unsigned int D;
    unsigned int Nl;
    unsigned int Nh;
    unsigned int data[16];
    unsigned int num;
};

typedef struct MD4state_st MD4_CTX;
#endif

/* MD4. Functions return 1 or 0; the one-shot MD4() returns md. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 unsigned char *MD4(const unsigned char *d, size_t n, unsigned char *md);
OSSL_DEPRECATEDIN_3_0 int MD4_Final(unsigned char *md, MD4_CTX *c);
OSSL_DEPRECATEDIN_3_0 int MD4_Init(MD4_CTX *c);
OSSL_DEPRECATEDIN_3_0 void MD4_Transform(MD4_CTX *c, const unsigned char *b);
OSSL_DEPRECATEDIN_3_0 int MD4_Update(MD4_CTX *c, const void *data, size_t len);
#endif

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_MD4_H */
