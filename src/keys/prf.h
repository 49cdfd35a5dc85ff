/**
 * \file prf.h
 * \brief TLS 1.0-1.2's PRF and what is derived with it.                     RFC 5246 5, 6.3, 8.1; RFC 7627; RFC 5705
 */
#ifndef BS_KEYS_PRF_H
#define BS_KEYS_PRF_H

#include "src/base/reader.h"
#include "src/crypto/hash.h"

/**
 * \brief PRF(secret, label, seed_a + seed_b) of a version.
 * \param hash   the suite's PRF hash for TLS 1.2; ignored (MD5 with SHA-1) before.
 * \param label  ASCII, NUL-terminated.
 */
void bs_prf(uint16_t version, enum bs_hash hash, bs_reader secret, const char *label, bs_reader seed_a, bs_reader seed_b,
            uint8_t *out, size_t out_len);

#define BS_MASTER_LEN 48
#define BS_TLS12_VERIFY_LEN 12

#endif
