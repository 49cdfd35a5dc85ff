/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/prov_ssl.h
 * OpenSSL 3.0 interface: prov_ssl.h.
 */
#ifndef OPENSSL_PROV_SSL_H
#define OPENSSL_PROV_SSL_H

/* SSL: single constants. */
#define SSL_MAX_MASTER_KEY_LENGTH 48

/* SSL3: single constants. */
#define SSL3_VERSION 0x0300

/* TLS1: single constants. */
#define TLS1_VERSION   0x0301
#define TLS1_1_VERSION 0x0302
#define TLS1_2_VERSION 0x0303
#define TLS1_3_VERSION 0x0304

/* DTLS1: single constants. */
#define DTLS1_BAD_VER   0x0100
#define DTLS1_2_VERSION 0xFEFD
#define DTLS1_VERSION   0xFEFF

#endif /* OPENSSL_PROV_SSL_H */
