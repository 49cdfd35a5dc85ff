/**
 * \file suite.h
 * \brief The one table of cipher suites: a suite is a row of data.
 * RFC 8446 B.4; RFC 5246 A.5; RFC 5289; RFC 5487; RFC 7905
 */
#ifndef BS_HS_SUITE_H
#define BS_HS_SUITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/crypto/hash.h"
#include "src/record/bulk.h"

/** Key exchange; a bit each, so that sets of them can be matched. */
enum bs_kx {
    BS_KX_ANY = 0, /* TLS 1.3 */
    BS_KX_RSA = 1,
    BS_KX_ECDHE = 2,
    BS_KX_DHE = 4,
    BS_KX_PSK = 8, /* alone, or with one of those above */
    BS_KX_RSA_PSK = BS_KX_RSA | BS_KX_PSK,
    BS_KX_ECDHE_PSK = BS_KX_ECDHE | BS_KX_PSK,
    BS_KX_DHE_PSK = BS_KX_DHE | BS_KX_PSK
};

/** Authentication; a bit each. */
enum bs_auth { BS_AUTH_ANY = 0 /* TLS 1.3 */, BS_AUTH_RSA = 1, BS_AUTH_ECDSA = 2, BS_AUTH_PSK = 4 };

struct bs_suite {
    uint16_t id;           /* on the wire */
    const char *name;      /* OpenSSL's: "ECDHE-RSA-AES128-GCM-SHA256" */
    const char *std_name;  /* IANA's: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" */
    uint16_t min_version;  /* first and last version that may use it */
    uint16_t max_version;
    enum bs_kx kx;
    enum bs_auth auth;
    enum bs_bulk_id bulk;
    enum bs_hash mac;      /* CBC suites; BS_HASH_NONE for AEAD */
    enum bs_hash prf;      /* TLS 1.2 PRF and Finished, TLS 1.3 HKDF */
    uint16_t strength_bits;/* as OpenSSL's SSL_CIPHER_get_bits() */
    uint16_t alg_bits;
};

/** The table, in the order OpenSSL prints `ciphers ALL`. */
extern const struct bs_suite bs_suites[];
extern const size_t bs_num_suites;

/** By wire value; NULL if unknown. */
const struct bs_suite *bs_suite_find(uint16_t id);

/** By OpenSSL's or IANA's name, whole and case-sensitive; NULL if unknown. */
const struct bs_suite *bs_suite_by_name(const char *name, size_t len);

/** True if the suite may be negotiated at this version. */
static inline bool bs_suite_allows(const struct bs_suite *s, uint16_t version) {
    return version >= s->min_version && version <= s->max_version;
}

/** True for (EC)DHE with a certificate; as OpenSSL judges, which does not count the PSK suites. */
static inline bool bs_suite_is_forward_secret(const struct bs_suite *s) {
    return s->kx == BS_KX_ECDHE || s->kx == BS_KX_DHE;
}

#endif
