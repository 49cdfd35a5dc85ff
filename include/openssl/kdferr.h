/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/kdferr.h
 * Reason codes of errors that library KDF reports; ERR_GET_REASON() yields them.
 */
#ifndef OPENSSL_KDFERR_H
#define OPENSSL_KDFERR_H

#include <openssl/cryptoerr_legacy.h>

#endif /* OPENSSL_KDFERR_H */
