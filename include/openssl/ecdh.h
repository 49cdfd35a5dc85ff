/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/ecdh.h
 * OpenSSL 3.0 interface: ecdh.h.
 */
#ifndef OPENSSL_ECDH_H
#define OPENSSL_ECDH_H

#include <openssl/ec.h>

#endif /* OPENSSL_ECDH_H */
