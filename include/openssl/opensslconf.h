/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/opensslconf.h
 * What this build has and has not, through openssl/configuration.h.
 */
#ifndef OPENSSL_OPENSSLCONF_H
#define OPENSSL_OPENSSLCONF_H

#include <openssl/configuration.h>
#include <openssl/macros.h>

#endif /* OPENSSL_OPENSSLCONF_H */
