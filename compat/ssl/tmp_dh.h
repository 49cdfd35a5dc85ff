/**
 * \file tmp_dh.h
 * \brief Parameters for DHE: what programs set, and what handshakes take of it.      man 3 SSL_CTX_set_tmp_dh_callback
 */
#ifndef BS_COMPAT_SSL_TMP_DH_H
#define BS_COMPAT_SSL_TMP_DH_H

#include "compat/ssl/ssl_local.h"

/** A new DH key of these numbers; pub may be empty. NULL when out of memory. */
EVP_PKEY *ssl_dh_key(bs_reader p, bs_reader g, bs_reader pub);

#endif
