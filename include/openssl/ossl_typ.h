/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/ossl_typ.h
 * The name openssl/types.h had before OpenSSL 3.0.
 */
#include <openssl/types.h>
