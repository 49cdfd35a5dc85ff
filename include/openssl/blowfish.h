/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/blowfish.h
 * The Blowfish cipher, deprecated.
 */
#ifndef OPENSSL_BLOWFISH_H
#define OPENSSL_BLOWFISH_H

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/e_os2.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_BLOWFISH_H
#endif

/* Constants BF_*. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define BF_DECRYPT 0
#define BF_ENCRYPT 1
#endif
#define BF_BLOCK   8
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define BF_ROUNDS  16
#define BF_LONG    unsigned int
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Types. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
struct bf_key_st {
    unsigned int P[18];
    unsigned int S[1024];
};

typedef struct bf_key_st BF_KEY;
#endif

/* Blowfish. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0
void BF_cbc_encrypt(const unsigned char *in, unsigned char *out, long length, const BF_KEY *schedule,
    unsigned char *ivec, int enc);
OSSL_DEPRECATEDIN_3_0
void BF_cfb64_encrypt(const unsigned char *in, unsigned char *out, long length, const BF_KEY *schedule,
    unsigned char *ivec, int *num, int enc);
OSSL_DEPRECATEDIN_3_0 void BF_decrypt(unsigned int *data, const BF_KEY *key);
OSSL_DEPRECATEDIN_3_0
void BF_ecb_encrypt(const unsigned char *in, unsigned char *out, const BF_KEY *key, int enc);
OSSL_DEPRECATEDIN_3_0 void BF_encrypt(unsigned int *data, const BF_KEY *key);
OSSL_DEPRECATEDIN_3_0
void BF_ofb64_encrypt(const unsigned char *in, unsigned char *out, long length, const BF_KEY *schedule,
    unsigned char *ivec, int *num);
OSSL_DEPRECATEDIN_3_0 const char *BF_options(void);
OSSL_DEPRECATEDIN_3_0 void BF_set_key(BF_KEY *key, int len, const unsigned char *data);
#endif

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_BLOWFISH_H */
