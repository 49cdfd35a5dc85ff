/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/decodererr.h
 * Reason codes of errors that library OSSL_DECODER reports; ERR_GET_REASON() yields them.
 */
#ifndef OPENSSL_DECODERERR_H
#define OPENSSL_DECODERERR_H

#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

/* Constants OSSL_DECODER_*. */
#define OSSL_DECODER_R_MISSING_GET_PARAMS      100
#define OSSL_DECODER_R_COULD_NOT_DECODE_OBJECT 101
#define OSSL_DECODER_R_DECODER_NOT_FOUND       102

#endif /* OPENSSL_DECODERERR_H */
