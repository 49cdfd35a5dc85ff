/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/srtp.h
 * OpenSSL 3.0 interface: srtp.h.
 */
#ifndef OPENSSL_SRTP_H
#define OPENSSL_SRTP_H

#include <openssl/macros.h>
#include <openssl/ssl.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_D1_SRTP_H
#endif

/* SRTP_AES128 constants. */
#define SRTP_AES128_CM_SHA1_80 0x0001
#define SRTP_AES128_CM_SHA1_32 0x0002
#define SRTP_AES128_F8_SHA1_80 0x0003
#define SRTP_AES128_F8_SHA1_32 0x0004

/* SRTP_NULL constants. */
#define SRTP_NULL_SHA1_80 0x0005
#define SRTP_NULL_SHA1_32 0x0006

/* SRTP_AEAD constants. */
#define SRTP_AEAD_AES_128_GCM 0x0007
#define SRTP_AEAD_AES_256_GCM 0x0008

#ifdef __cplusplus
extern "C" {
#endif

/* SSL. */
int SSL_CTX_set_tlsext_use_srtp(SSL_CTX *ctx, const char *profiles);
SRTP_PROTECTION_PROFILE *SSL_get_selected_srtp_profile(SSL *s);
STACK_OF(SRTP_PROTECTION_PROFILE) *SSL_get_srtp_profiles(SSL *ssl);
int SSL_set_tlsext_use_srtp(SSL *ssl, const char *profiles);

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_SRTP_H */
