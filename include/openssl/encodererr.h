/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/encodererr.h
 * Reason codes of errors that library OSSL_ENCODER reports; ERR_GET_REASON() yields them.
 */
#ifndef OPENSSL_ENCODERERR_H
#define OPENSSL_ENCODERERR_H

#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

/* Constants OSSL_ENCODER_*. */
#define OSSL_ENCODER_R_INCORRECT_PROPERTY_QUERY 100
#define OSSL_ENCODER_R_ENCODER_NOT_FOUND        101
#define OSSL_ENCODER_R_MISSING_GET_PARAMS       102

#endif /* OPENSSL_ENCODERERR_H */
