/**
 * \file dane.h
 * \brief TLSA records and what they say of a chain.                                       RFC 6698; RFC 7671
 *
 * Records with usages PKIX-TA and PKIX-EE restrict a chain that the trust store accepts; those with DANE-TA and DANE-EE
 * are trust anchors and end entities of their own. The caller keeps records in order (bs_dane_before()); path building
 * asks them for each certificate from the peer.
 */
#ifndef BS_X509_DANE_H
#define BS_X509_DANE_H

#include "src/crypto/impl.h"
#include "src/x509/cert.h"

/** Certificate usages, selectors and the matching type without a digest.                          RFC 7218 2 */
enum bs_dane_usage { BS_DANE_PKIX_TA, BS_DANE_PKIX_EE, BS_DANE_TA, BS_DANE_EE, BS_DANE_USAGES };
enum bs_dane_selector { BS_DANE_CERT, BS_DANE_SPKI, BS_DANE_SELECTORS };
#define BS_DANE_FULL 0
#define BS_DANE_MAX_DIGEST 64 /* bytes */

/** One TLSA record. */
struct bs_dane_record {
    uint8_t usage, selector, mtype;
    uint8_t strength;            /* of the matching type's digest; the caller's scale                    RFC 7671 9 */
    bs_reader data;              /* certificate association data; the caller's */
    const struct bs_pubkey *key; /* DANE-TA, SPKI, full: the key that data is; else NULL */
};

/** The digest of a matching type over bytes; false if it cannot be made. */
typedef bool (*bs_dane_digest)(void *arg, uint8_t mtype, bs_reader in, uint8_t out[BS_DANE_MAX_DIGEST], size_t *len);

/** The records of one peer, and what was found. */
struct bs_dane {
    /* set by the caller */
    const struct bs_dane_record *const *records; /* sorted */
    size_t num;
    bs_dane_digest digest;
    void *arg;
    bool no_ee_names; /* DANE-EE says all: the names of the leaf are not looked at              RFC 7671 5.1 */

    /* found while verifying */
    const struct bs_dane_record *match; /* NULL: none */
    int match_depth;                    /* -1: none */
    int pkix_depth;                     /* where the trust store was reached; -1: nowhere */
    void *match_handle;                 /* of the certificate that matched; NULL if it was a bare key */
    bool bare_key;                      /* the top of the chain is signed with match->key */
};

struct bs_path;
struct bs_path_cert;

/** True if a record goes before another: the stronger usage, the key before the certificate, the stronger digest. */
bool bs_dane_before(const struct bs_dane_record *a, const struct bs_dane_record *b);

/** True if one of the records has a usage of this set of bits (1 << usage); false for NULL. */
bool bs_dane_has(const struct bs_dane *d, unsigned usages);
#define BS_DANE_BIT(usage) (1u << (usage))
#define BS_DANE_ANY_PKIX (BS_DANE_BIT(BS_DANE_PKIX_TA) | BS_DANE_BIT(BS_DANE_PKIX_EE))
#define BS_DANE_ANY_DANE (BS_DANE_BIT(BS_DANE_TA) | BS_DANE_BIT(BS_DANE_EE))
#define BS_DANE_ANY_TA (BS_DANE_BIT(BS_DANE_PKIX_TA) | BS_DANE_BIT(BS_DANE_TA))
#define BS_DANE_ANY_EE (BS_DANE_BIT(BS_DANE_PKIX_EE) | BS_DANE_BIT(BS_DANE_EE))

/** Nothing was found yet. */
void bs_dane_reset(struct bs_dane *d);

/**
 * \brief Do the records speak of the certificate at this depth of a path with DANE?                 RFC 7671 4, 5, 9
 * Notes the match. \return 1: a DANE-TA or DANE-EE record does, which decides; 0: none, or one that needs a chain to
 * the trust store besides; -1: a digest could not be made.
 */
int bs_dane_match(struct bs_path *p, size_t depth);

/**
 * The same for an issuer (depth 1 or more) while the chain grows: true if it is a trust anchor by DANE; *failed is set
 * if that could not be found out.
 */
bool bs_dane_issuer(struct bs_path *p, size_t depth, bool *failed);

/**
 * \brief Is the last of the peer's certificates signed with a key that a DANE-TA(2) SPKI(1) Full(0) record holds?
 * Then the chain ends there, with a match.                                                       RFC 7671 5.2.2
 */
bool bs_dane_bare_key(struct bs_path *p);

/** A chain from a source other than the records is good: is that enough? Notes the depth. */
bool bs_dane_pkix_suffices(struct bs_path *p, size_t depth);

/** The chain was cut back to `num` certificates: what matched above is gone. */
void bs_dane_cut(struct bs_path *p, size_t num);

#endif
