/**
 * \file ctrl.h
 * \brief What the ctrl families ask about a handshake.
 */
#ifndef BS_COMPAT_SSL_CTRL_H
#define BS_COMPAT_SSL_CTRL_H

#include "compat/ssl/ssl_local.h"

/** The peer's ephemeral key as an EVP_PKEY of the caller's, for "Server Temp Key"; 1, or 0 if there is none. */
long ssl_peer_tmp_key(const SSL *s, EVP_PKEY **out);

/** man 3 SSL_get_shared_group: the n-th shared group's NID, or their number for n = -1. */
long ssl_shared_group(const SSL *s, long n);

/** man 3 SSL_get1_groups: how many groups the peer named; their NIDs to out unless NULL. */
long ssl_peer_groups(const SSL *s, int *out);

/** The peer's ec_point_formats, borrowed; how many, 0 if there are none. */
long ssl_peer_point_formats(const SSL *s, const unsigned char **out);

/** The client's cipher suites as on the wire, borrowed; bytes, 0 if unknown. */
long ssl_peer_raw_suites(const SSL *s, const unsigned char **out);

/** man 3 SSL_num_renegotiations: the SSL_CTRL_* commands that count them. */
long ssl_renegotiation_number(SSL *s, int cmd);

/** The NID of a digest; NID_undef for none. */
int ssl_hash_nid(enum bs_hash hash);

/** The NID of the key that makes a scheme's signatures, as OpenSSL tells it: EVP_PKEY_RSA_PSS for both kinds of PSS. */
int ssl_sig_nid(const struct bs_sigscheme *scheme);

/** The NID of a group, or TLSEXT_nid_unknown with its number. */
int ssl_group_nid(uint16_t id);

#endif
