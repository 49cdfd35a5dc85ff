/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/rc2.h
 * The RC2 cipher, deprecated.
 */
#ifndef OPENSSL_RC2_H
#define OPENSSL_RC2_H

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_RC2_H
#endif

/* Constants RC2_*. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define RC2_DECRYPT 0
#define RC2_ENCRYPT 1
#endif
#define RC2_BLOCK   8

/* Constants RC2_KEY_*. */
#define RC2_KEY_LENGTH 16

#ifdef __cplusplus
extern "C" {
#endif

/* Types. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
typedef unsigned int RC2_INT;

struct rc2_key_st {
    RC2_INT data[64];
};

typedef struct rc2_key_st RC2_KEY;
#endif

/* RC2. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0
void RC2_cbc_encrypt(const unsigned char *in, unsigned char *out, long length, RC2_KEY *ks, unsigned char *iv,
    int enc);
OSSL_DEPRECATEDIN_3_0
void RC2_cfb64_encrypt(const unsigned char *in, unsigned char *out, long length, RC2_KEY *schedule,
    unsigned char *ivec, int *num, int enc);
OSSL_DEPRECATEDIN_3_0 void RC2_decrypt(unsigned long *data, RC2_KEY *key);
OSSL_DEPRECATEDIN_3_0
void RC2_ecb_encrypt(const unsigned char *in, unsigned char *out, RC2_KEY *key, int enc);
OSSL_DEPRECATEDIN_3_0 void RC2_encrypt(unsigned long *data, RC2_KEY *key);
OSSL_DEPRECATEDIN_3_0
void RC2_ofb64_encrypt(const unsigned char *in, unsigned char *out, long length, RC2_KEY *schedule,
    unsigned char *ivec, int *num);
OSSL_DEPRECATEDIN_3_0 void RC2_set_key(RC2_KEY *key, int len, const unsigned char *data, int bits);
#endif

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_RC2_H */
