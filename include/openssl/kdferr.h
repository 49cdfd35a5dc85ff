/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/kdferr.h
 * OpenSSL 3.0 interface: kdferr.h.
 */
#ifndef OPENSSL_KDFERR_H
#define OPENSSL_KDFERR_H

#include <openssl/cryptoerr_legacy.h>

#endif /* OPENSSL_KDFERR_H */
