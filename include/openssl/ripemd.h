/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/ripemd.h
 * RIPEMD-160 by itself, deprecated.
 */
#ifndef OPENSSL_RIPEMD_H
#define OPENSSL_RIPEMD_H

#include <stddef.h>
#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/e_os2.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_RIPEMD_H
#endif

/* Constants RIPEMD160_DIGEST_*. */
#define RIPEMD160_DIGEST_LENGTH 20

/* Constants RIPEMD160_*. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define RIPEMD160_CBLOCK 64
#define RIPEMD160_LONG   unsigned int
#define RIPEMD160_LBLOCK (RIPEMD160_CBLOCK / 4)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Types. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
struct RIPEMD160state_st {
    unsigned int A;
    unsigned int B;
    unsigned int C;
    unsigned int D;
    unsigned int E;
    unsigned int Nl;
    unsigned int Nh;
    unsigned int data[16];
    unsigned int num;
};

typedef struct RIPEMD160state_st RIPEMD160_CTX;
#endif

/* RIPEMD-160. Functions return 1 or 0; the one-shot function returns md. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 unsigned char *RIPEMD160(const unsigned char *d, size_t n, unsigned char *md);
OSSL_DEPRECATEDIN_3_0 int RIPEMD160_Final(unsigned char *md, RIPEMD160_CTX *c);
OSSL_DEPRECATEDIN_3_0 int RIPEMD160_Init(RIPEMD160_CTX *c);
OSSL_DEPRECATEDIN_3_0 void RIPEMD160_Transform(RIPEMD160_CTX *c, const unsigned char *b);
OSSL_DEPRECATEDIN_3_0 int RIPEMD160_Update(RIPEMD160_CTX *c, const void *data, size_t len);
#endif

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_RIPEMD_H */
