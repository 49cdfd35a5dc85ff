/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/symhacks.h
 * Elsewhere, renames for linkers that limit the length of a name. Nothing needs renaming here; programs include it.
 */
#ifndef OPENSSL_SYMHACKS_H
#define OPENSSL_SYMHACKS_H

#include <openssl/macros.h>
#include <openssl/e_os2.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_SYMHACKS_H
#endif

#endif /* OPENSSL_SYMHACKS_H */
