/**
 * \file pbe.h
 * \brief Password-based encryption of PKCS#12 and PKCS#5.                       RFC 7292 appendix B; RFC 8018 5.2, 6.2
 */
#ifndef BS_COMPAT_PBE_H
#define BS_COMPAT_PBE_H

#include "src/crypto/hash.h"
#include "src/x509/der.h"

/** Upper limit of iteration counts that a file may ask for: minutes of work, not days. */
#define BS_PBE_MAX_ITERATIONS 10000000u

enum bs_pbe_purpose { BS_PBE_KEY = 1, BS_PBE_IV = 2, BS_PBE_MAC = 3 }; /* RFC 7292 B.3 */

/**
 * \brief Key material from a password in PKCS#12's way.                                      RFC 7292 B.2
 * \param pass   the BMPString with its two zero octets at the end; empty for no password at all.
 */
void bs_pkcs12_kdf(enum bs_hash h, enum bs_pbe_purpose purpose, bs_reader pass, bs_reader salt, uint32_t iterations,
                   uint8_t *out, size_t out_len);

/** PBKDF2 with HMAC.                                                                           RFC 8018 5.2 */
void bs_pbkdf2(enum bs_hash h, bs_reader pass, bs_reader salt, uint32_t iterations, uint8_t *out, size_t out_len);

/** A UTF-8 password as the BMPString of PKCS#12, big-endian, with two zero octets; OPENSSL_clear_free it. */
uint8_t *bs_pkcs12_password(const char *utf8, size_t len, size_t *out_len);

/**
 * \brief Decrypt by an AlgorithmIdentifier: PBES2 (PBKDF2, AES-CBC or 3DES), or PKCS#12's PBE with SHA-1 and 3DES.
 * \param alg    the SEQUENCE, with header.
 * \param pass   UTF-8 (PBES2) password; p is NULL for none.
 * \param out    room for data.len bytes; wiped on failure.
 * \return BS_OK, BS_E_DECODE, BS_E_UNSUPPORTED (RC2, RC4, scrypt, ...), BS_E_BAD_MAC (padding: wrong password).
 */
BS_CHECKED bs_status bs_pbe_decrypt(bs_reader alg, bs_reader pass, bs_reader data, uint8_t *out, size_t *out_len);

#endif
