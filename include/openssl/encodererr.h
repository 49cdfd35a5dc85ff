/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/encodererr.h
 * OpenSSL 3.0 interface: encodererr.h.
 */
#ifndef OPENSSL_ENCODERERR_H
#define OPENSSL_ENCODERERR_H

#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

/* OSSL_ENCODER constants. */
#define OSSL_ENCODER_R_INCORRECT_PROPERTY_QUERY 100
#define OSSL_ENCODER_R_ENCODER_NOT_FOUND        101
#define OSSL_ENCODER_R_MISSING_GET_PARAMS       102

#endif /* OPENSSL_ENCODERERR_H */
