/**
 * \file peer_lists.h
 * \brief What the peer offered, kept beyond the handshake for SSL_get_shared_ciphers(3) and its like.
 */
#ifndef BS_COMPAT_SSL_PEER_LISTS_H
#define BS_COMPAT_SSL_PEER_LISTS_H

#include "src/hs/conn.h"

struct ssl_peer_lists {
    const struct bs_group *group; /* of peer_share */
    bool suites_matched;          /* a resumption of TLS 1.2 matches no lists */
    bool sigalgs_matched;
    bool final;                   /* the handshake is over; else a callback was to see them */
    size_t num_suites, num_groups, num_sigalgs, share_len, num_point_formats;
    const uint16_t *groups, *sigalgs; /* these and the next point behind the struct */
    const uint8_t *suites;            /* as on the wire, 2 bytes each */
    const uint8_t *share, *point_formats;
    bs_reader dh_p, dh_g;             /* parameters of peer_share, if it is of DH */
    bs_reader cert_types, ca_names;   /* of a CertificateRequest */
};

/** What a handshake knows so far; NULL when out of memory. One block: free with OPENSSL_free(). */
struct ssl_peer_lists *ssl_peer_lists_new(const struct bs_conn_info *info);

#endif
