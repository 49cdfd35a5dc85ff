/**
 * \file pkcs12_kdf.h
 * \brief PKCS#12's own way from a password to keys.                                                RFC 7292 appendix B
 */
#ifndef BS_COMPAT_PKCS12_KDF_H
#define BS_COMPAT_PKCS12_KDF_H

#include "src/crypto/hash.h"

/** Upper limit of iteration counts that a file may ask for: minutes of work, not days. */
#define BS_PBE_MAX_ITERATIONS 10000000u

enum bs_pbe_purpose { BS_PBE_KEY = 1, BS_PBE_IV = 2, BS_PBE_MAC = 3 }; /* RFC 7292 B.3 */

/**
 * \brief Key material from a password in PKCS#12's way.                                      RFC 7292 B.2
 * \param pass   the BMPString with its two zero octets at the end; empty for no password at all.
 * \return false when memory is out
 */
BS_CHECKED bool bs_pkcs12_kdf(enum bs_hash h, enum bs_pbe_purpose purpose, bs_reader pass, bs_reader salt,
                              uint32_t iterations, uint8_t *out, size_t out_len);

/** A UTF-8 password as the BMPString of PKCS#12, big-endian, with two zero octets; OPENSSL_clear_free it. */
uint8_t *bs_pkcs12_password(const char *utf8, size_t len, size_t *out_len);

#endif
