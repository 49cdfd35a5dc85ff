/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/ecdh.h
 * The name under which programs look for ECDH; all of it is in openssl/ec.h.
 */
#ifndef OPENSSL_ECDH_H
#define OPENSSL_ECDH_H

#include <openssl/ec.h>

#endif /* OPENSSL_ECDH_H */
