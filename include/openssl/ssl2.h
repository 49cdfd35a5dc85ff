/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/ssl2.h
 * What is left of SSL 2.0: its version number.
 */
#ifndef OPENSSL_SSL2_H
#define OPENSSL_SSL2_H

#include <openssl/macros.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_SSL2_H
#endif

/* Other constants of SSL2. */
#define SSL2_MT_CLIENT_HELLO 1
#define SSL2_VERSION         0x0002

#endif /* OPENSSL_SSL2_H */
