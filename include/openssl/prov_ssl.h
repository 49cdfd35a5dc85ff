/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/prov_ssl.h
 * Sizes that TLS and cipher providers agree on.
 */
#ifndef OPENSSL_PROV_SSL_H
#define OPENSSL_PROV_SSL_H

/* Limits. */
#define SSL_MAX_MASTER_KEY_LENGTH 48

/* TLS 1.3 suites. */
#define TLS1_3_VERSION 0x0304

/* Other constants of SSL3. */
#define SSL3_VERSION 0x0300

/* Other constants of TLS1. */
#define TLS1_VERSION   0x0301
#define TLS1_1_VERSION 0x0302
#define TLS1_2_VERSION 0x0303

/* Other constants of DTLS1. */
#define DTLS1_BAD_VER   0x0100
#define DTLS1_2_VERSION 0xFEFD
#define DTLS1_VERSION   0xFEFF

#endif /* OPENSSL_PROV_SSL_H */
