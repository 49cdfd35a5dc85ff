/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/rc4.h
 * The RC4 cipher, deprecated.
 */
#ifndef OPENSSL_RC4_H
#define OPENSSL_RC4_H

#include <stddef.h>
#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_RC4_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Types. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
struct rc4_key_st {
    unsigned int x;
    unsigned int y;
    unsigned int data[256];
};

typedef struct rc4_key_st RC4_KEY;
#endif

/* RC4. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
OSSL_DEPRECATEDIN_3_0 void RC4(RC4_KEY *key, size_t len, const unsigned char *indata, unsigned char *outdata);
OSSL_DEPRECATEDIN_3_0 const char *RC4_options(void);
OSSL_DEPRECATEDIN_3_0 void RC4_set_key(RC4_KEY *key, int len, const unsigned char *data);
#endif

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_RC4_H */
