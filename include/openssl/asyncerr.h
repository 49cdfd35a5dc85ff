/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/asyncerr.h
 * Reason codes of errors that library ASYNC reports; ERR_GET_REASON() yields them.
 */
#ifndef OPENSSL_ASYNCERR_H
#define OPENSSL_ASYNCERR_H

#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

/* Reason codes of library ASYNC. */
#define ASYNC_R_FAILED_TO_SET_POOL     101
#define ASYNC_R_FAILED_TO_SWAP_CONTEXT 102
#define ASYNC_R_INVALID_POOL_SIZE      103
#define ASYNC_R_INIT_FAILED            105

#endif /* OPENSSL_ASYNCERR_H */
