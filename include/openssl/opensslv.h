/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/opensslv.h
 * The version a program sees: the OpenSSL release whose API this is. bearshim's own version stands only in
 * OPENSSL_VERSION_TEXT and BEARSHIM_VERSION_STR, which no program parses.
 */
#ifndef OPENSSL_OPENSSLV_H
#define OPENSSL_OPENSSLV_H

/* bearshim itself; also the way for a program to know that it is built against bearshim. */
#define BEARSHIM_VERSION_STR "0.1.0"

/* The API's release in parts. */
#define OPENSSL_VERSION_MAJOR 3
#define OPENSSL_VERSION_MINOR 0
#define OPENSSL_VERSION_PATCH 19
#define OPENSSL_VERSION_PRE_RELEASE ""
#define OPENSSL_VERSION_BUILD_METADATA ""
#define OPENSSL_SHLIB_VERSION 3

/* True if the API is at least that of release maj.min. */
#define OPENSSL_VERSION_PREREQ(maj, min) \
    ((OPENSSL_VERSION_MAJOR << 16) + OPENSSL_VERSION_MINOR >= ((maj) << 16) + (min))

/* The same as text and as the number 0xMNN00PP0. */
#define OPENSSL_VERSION_STR "3.0.19"
#define OPENSSL_FULL_VERSION_STR "3.0.19"
#define OPENSSL_RELEASE_DATE "27 Jan 2026"
#define OPENSSL_VERSION_TEXT "OpenSSL 3.0.19 27 Jan 2026 (bearshim " BEARSHIM_VERSION_STR ")"
#define OPENSSL_VERSION_NUMBER \
    ((OPENSSL_VERSION_MAJOR << 28) | (OPENSSL_VERSION_MINOR << 20) | (OPENSSL_VERSION_PATCH << 4) | 0x0L)

#include <openssl/macros.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_OPENSSLV_H
#endif

#endif /* OPENSSL_OPENSSLV_H */
