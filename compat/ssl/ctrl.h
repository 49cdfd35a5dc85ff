/**
 * \file ctrl.h
 * \brief What the ctrl families ask about a handshake.
 */
#ifndef BS_COMPAT_SSL_CTRL_H
#define BS_COMPAT_SSL_CTRL_H

#include "compat/ssl/ssl_local.h"

/** The peer's ephemeral key as an EVP_PKEY of the caller's, for "Server Temp Key"; 1, or 0 if there is none. */
long ssl_peer_tmp_key(const struct bs_conn_info *info, EVP_PKEY **out);

/** man 3 SSL_get_shared_group: the n-th shared group's NID, or their number for n = -1. */
long ssl_shared_group(const SSL *s, const struct bs_conn_info *info, long n);

#endif
