/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/cast.h
 * The CAST-128 cipher, deprecated.
 */
#ifndef OPENSSL_CAST_H
#define OPENSSL_CAST_H

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_CAST_H
#endif

/* Constants CAST_*. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define CAST_DECRYPT 0
#define CAST_ENCRYPT 1
#endif
#define CAST_BLOCK   8
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define CAST_LONG    unsigned int
#endif

/* Constants CAST_KEY_*. */
#define CAST_KEY_LENGTH 16

#ifdef __cplusplus
extern "C" {
#endif

/* Types. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
struct cast_key_st {
    unsigned int data[32];
    int short_key;
};

typedef struct cast_key_st CAST_KEY;
#endif

/* CAST-128. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0
void CAST_cbc_encrypt(const unsigned char *in, unsigned char *out, long length, const CAST_KEY *ks,
    unsigned char *iv, int enc);
OSSL_DEPRECATEDIN_3_0
void CAST_cfb64_encrypt(const unsigned char *in, unsigned char *out, long length, const CAST_KEY *schedule,
    unsigned char *ivec, int *num, int enc);
OSSL_DEPRECATEDIN_3_0 void CAST_decrypt(unsigned int *data, const CAST_KEY *key);
OSSL_DEPRECATEDIN_3_0
void CAST_ecb_encrypt(const unsigned char *in, unsigned char *out, const CAST_KEY *key, int enc);
OSSL_DEPRECATEDIN_3_0 void CAST_encrypt(unsigned int *data, const CAST_KEY *key);
OSSL_DEPRECATEDIN_3_0
void CAST_ofb64_encrypt(const unsigned char *in, unsigned char *out, long length, const CAST_KEY *schedule,
    unsigned char *ivec, int *num);
OSSL_DEPRECATEDIN_3_0 void CAST_set_key(CAST_KEY *key, int len, const unsigned char *data);
#endif

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_CAST_H */
