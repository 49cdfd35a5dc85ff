/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/buffererr.h
 * Reason codes of errors that library BUF reports; ERR_GET_REASON() yields them.
 */
#ifndef OPENSSL_BUFFERERR_H
#define OPENSSL_BUFFERERR_H

#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

#endif /* OPENSSL_BUFFERERR_H */
