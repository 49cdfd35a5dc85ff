/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/ecdsa.h
 * The name under which programs look for ECDSA; all of it is in openssl/ec.h.
 */
#ifndef OPENSSL_ECDSA_H
#define OPENSSL_ECDSA_H

#include <openssl/ec.h>

#endif /* OPENSSL_ECDSA_H */
