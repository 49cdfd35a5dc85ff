/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/sha.h
 * SHA-1 and SHA-2: one-shot functions, and (deprecated) contexts as plain structs of the caller.
 */
#ifndef OPENSSL_SHA_H
#define OPENSSL_SHA_H

#include <stddef.h>
#include <openssl/macros.h>
#include <openssl/e_os2.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_SHA_H
#endif

/* Constants SHA_*. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define SHA_LBLOCK 16
#define SHA_LONG   unsigned int
#define SHA_CBLOCK (SHA_LBLOCK * 4)
#define SHA_LONG64 unsigned long long
#endif

/* Other constants of SHA. */
#define SHA_DIGEST_LENGTH 20
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define SHA_LAST_BLOCK    (SHA_CBLOCK - 8)
#endif

/* Other constants of SHA256. */
#define SHA256_DIGEST_LENGTH 32
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define SHA256_CBLOCK        (SHA_LBLOCK * 4)
#endif

/* Other constants of SHA224. */
#define SHA224_DIGEST_LENGTH 28

/* Other constants of SHA384. */
#define SHA384_DIGEST_LENGTH 48

/* Other constants of SHA512. */
#define SHA512_DIGEST_LENGTH 64
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define SHA512_CBLOCK        (SHA_LBLOCK * 8)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Types. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
struct SHAstate_st {
    unsigned int h0;
    unsigned int h1;
    unsigned int h2;
    unsigned int h3;
    unsigned int h4;
    unsigned int Nl;
    unsigned int Nh;
    unsigned int data[16];
    unsigned int num;
};

typedef struct SHAstate_st SHA_CTX;

struct SHA256state_st {
    unsigned int h[8];
    unsigned int Nl;
    unsigned int Nh;
    unsigned int data[16];
    unsigned int num;
    unsigned int md_len;
};

typedef struct SHA256state_st SHA256_CTX;

struct SHA512state_st {
    unsigned long long h[8];
    unsigned long long Nl;
    unsigned long long Nh;
    union {
        unsigned long long d[16];
        unsigned char p[128];
    } u;
    unsigned int num;
    unsigned int md_len;
};

typedef struct SHA512state_st SHA512_CTX;
#endif

/* SHA-1. */
unsigned char *SHA1(const unsigned char *d, size_t n, unsigned char *md);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int SHA1_Final(unsigned char *md, SHA_CTX *c);
OSSL_DEPRECATEDIN_3_0 int SHA1_Init(SHA_CTX *c);
OSSL_DEPRECATEDIN_3_0 void SHA1_Transform(SHA_CTX *c, const unsigned char *data);
OSSL_DEPRECATEDIN_3_0 int SHA1_Update(SHA_CTX *c, const void *data, size_t len);
#endif

/* SHA-224. */
unsigned char *SHA224(const unsigned char *d, size_t n, unsigned char *md);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int SHA224_Final(unsigned char *md, SHA256_CTX *c);
OSSL_DEPRECATEDIN_3_0 int SHA224_Init(SHA256_CTX *c);
OSSL_DEPRECATEDIN_3_0 int SHA224_Update(SHA256_CTX *c, const void *data, size_t len);
#endif

/* SHA-256. */
unsigned char *SHA256(const unsigned char *d, size_t n, unsigned char *md);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int SHA256_Final(unsigned char *md, SHA256_CTX *c);
OSSL_DEPRECATEDIN_3_0 int SHA256_Init(SHA256_CTX *c);
OSSL_DEPRECATEDIN_3_0 void SHA256_Transform(SHA256_CTX *c, const unsigned char *data);
OSSL_DEPRECATEDIN_3_0 int SHA256_Update(SHA256_CTX *c, const void *data, size_t len);
#endif

/* SHA-384. */
unsigned char *SHA384(const unsigned char *d, size_t n, unsigned char *md);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int SHA384_Final(unsigned char *md, SHA512_CTX *c);
OSSL_DEPRECATEDIN_3_0 int SHA384_Init(SHA512_CTX *c);
OSSL_DEPRECATEDIN_3_0 int SHA384_Update(SHA512_CTX *c, const void *data, size_t len);
#endif

/* SHA-512. */
unsigned char *SHA512(const unsigned char *d, size_t n, unsigned char *md);
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 int SHA512_Final(unsigned char *md, SHA512_CTX *c);
OSSL_DEPRECATEDIN_3_0 int SHA512_Init(SHA512_CTX *c);
OSSL_DEPRECATEDIN_3_0 void SHA512_Transform(SHA512_CTX *c, const unsigned char *data);
OSSL_DEPRECATEDIN_3_0 int SHA512_Update(SHA512_CTX *c, const void *data, size_t len);
#endif

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_SHA_H */
