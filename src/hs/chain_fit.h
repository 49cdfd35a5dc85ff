/**
 * \file chain_fit.h
 * \brief Is an own chain as the peer wants it?          RFC 8446 4.4.2.2, 4.4.2.3; RFC 5246 7.4.2, 7.4.6; RFC 8422 5.1
 *
 * By its signatures, its curves and, for a client, its type and whom it is issued by. Asked for by programs that choose
 * among chains themselves, and by the engine before it sends one, if it is told to be strict (BS_CF_STRICT_CHAINS).
 */
#ifndef BS_HS_CHAIN_FIT_H
#define BS_HS_CHAIN_FIT_H

#include "src/hs/conn.h"

#define BS_MAX_PEER_LIST 128 /* entries kept of a peer's list of groups or signature schemes */

/** What a peer said of the certificates that it takes; borrowed. */
struct bs_peer_terms {
    const uint16_t *sigalgs; /* num_sigalgs is 0 if it named none */
    size_t num_sigalgs;
    const uint16_t *groups;  /* a client's supported_groups */
    size_t num_groups;
    bs_reader cert_types, ca_names; /* of a server's CertificateRequest */
};

/** What of a chain is as it must be; the values are OpenSSL's CERT_PKEY_*. */
enum bs_chain_fit {
    BS_FIT_VALID = 0x1,            /* all that is asked for */
    BS_FIT_SIGN = 0x2,             /* a key of this type may sign */
    BS_FIT_EE_SIGNATURE = 0x10,    /* by a scheme that the peer named: the leaf's signature; in TLS 1.3, those of its key */
    BS_FIT_CA_SIGNATURE = 0x20,    /* and the others' */
    BS_FIT_EE_PARAM = 0x40,        /* the leaf's curve */
    BS_FIT_CA_PARAM = 0x80,        /* and the others' */
    BS_FIT_EXPLICIT_SIGN = 0x100,  /* the peer named a scheme for keys of this type */
    BS_FIT_ISSUER_NAME = 0x200,    /* client: by one of ca_names */
    BS_FIT_CERT_TYPE = 0x400,      /* client: one of cert_types */
    BS_FIT_SUITE_B = 0x800         /* of Suite B, where that is in force (bs_config.suite_b) */
};

/**
 * \brief Judge a chain that is the program's to choose.                                   man 3 SSL_check_chain
 * \param chain   DER, leaf first; at least one.
 * \param key     of the private key.
 * \return bs_chain_fit bits.
 */
unsigned bs_conn_chain_fit(const struct bs_conn *c, const struct bs_peer_terms *peer, const bs_reader *chain, size_t num,
                           const struct bs_pubkey *key);

/**
 * The schemes that the peer named and that we sign with, as the security level allows, in the order that decides; how
 * many. num is at most BS_MAX_PEER_LIST. RFC 8446 4.2.3
 */
size_t bs_conn_shared_schemes(const struct bs_conn *c, const uint16_t *peer, size_t num, uint16_t out[BS_MAX_PEER_LIST]);

struct bs_hs;
/** Strict mode: true if the credential's whole chain is as the peer of this handshake wants it. RFC 5246 7.4.2, 7.4.6 */
bool bs_chain_fits(const struct bs_hs *hs, const struct bs_credential *cred);

#endif
