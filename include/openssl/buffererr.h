/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/buffererr.h
 * OpenSSL 3.0 interface: buffererr.h.
 */
#ifndef OPENSSL_BUFFERERR_H
#define OPENSSL_BUFFERERR_H

#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

#endif /* OPENSSL_BUFFERERR_H */
