/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/comperr.h
 * Reason codes of errors that library COMP reports; ERR_GET_REASON() yields them.
 */
#ifndef OPENSSL_COMPERR_H
#define OPENSSL_COMPERR_H

#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

/* Reason codes of library COMP. */
#define COMP_R_ZLIB_DEFLATE_ERROR 99
#define COMP_R_ZLIB_INFLATE_ERROR 100
#define COMP_R_ZLIB_NOT_SUPPORTED 101

#endif /* OPENSSL_COMPERR_H */
