/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/srtp.h
 * Protection profiles of SRTP, negotiated by DTLS (RFC 5764).
 */
#ifndef OPENSSL_SRTP_H
#define OPENSSL_SRTP_H

#include <openssl/macros.h>
#include <openssl/ssl.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_D1_SRTP_H
#endif

/* Constants SRTP_AES128_*. */
#define SRTP_AES128_CM_SHA1_80 0x0001
#define SRTP_AES128_CM_SHA1_32 0x0002
#define SRTP_AES128_F8_SHA1_80 0x0003
#define SRTP_AES128_F8_SHA1_32 0x0004

/* Constants SRTP_NULL_*. */
#define SRTP_NULL_SHA1_80 0x0005
#define SRTP_NULL_SHA1_32 0x0006

/* Constants SRTP_AEAD_*. */
#define SRTP_AEAD_AES_128_GCM 0x0007
#define SRTP_AEAD_AES_256_GCM 0x0008

#ifdef __cplusplus
extern "C" {
#endif

/* SSL_CTX: what connections have in common: certificates, trust, options, sessions. Reference-counted;
 * each SSL holds a reference, and settings made later do not reach connections already made. */
int SSL_CTX_set_tlsext_use_srtp(SSL_CTX *ctx, const char *profiles);

/* Settings of one connection. */
int SSL_set_tlsext_use_srtp(SSL *ssl, const char *profiles);

/* What a connection knows. Plain getters and those named get0 lend; get1 hands over, as does the old
 * SSL_get_peer_certificate(). */
SRTP_PROTECTION_PROFILE *SSL_get_selected_srtp_profile(SSL *s);
STACK_OF(SRTP_PROTECTION_PROFILE) *SSL_get_srtp_profiles(SSL *ssl);

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_SRTP_H */
