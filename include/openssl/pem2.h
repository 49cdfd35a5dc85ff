/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/pem2.h
 * Kept for programs that include it; openssl/pem.h has all.
 */
#ifndef OPENSSL_PEM2_H
#define OPENSSL_PEM2_H

#include <openssl/macros.h>
#include <openssl/pemerr.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_PEM2_H
#endif

#endif /* OPENSSL_PEM2_H */
