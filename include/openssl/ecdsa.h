/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/ecdsa.h
 * OpenSSL 3.0 interface: ecdsa.h.
 */
#ifndef OPENSSL_ECDSA_H
#define OPENSSL_ECDSA_H

#include <openssl/ec.h>

#endif /* OPENSSL_ECDSA_H */
