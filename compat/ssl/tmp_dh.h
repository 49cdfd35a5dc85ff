/**
 * \file tmp_dh.h
 * \brief Parameters for DHE: what programs set, and what handshakes take of it.      man 3 SSL_CTX_set_tmp_dh_callback
 */
#ifndef BS_COMPAT_SSL_TMP_DH_H
#define BS_COMPAT_SSL_TMP_DH_H

#include "compat/ssl/ssl_local.h"

/** \name What programs set. @{ */
/** Takes params on success. 1, or 0 with an error queued: the security level of ctx or s, whichever is given, says no. */
int ssl_set_tmp_dh(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, EVP_PKEY *params);
/** The same with a DH, which is counted. */
long ssl_ctrl_tmp_dh(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, DH *dh);
/** The same with the parameters in a PEM file. */
int ssl_set_tmp_dh_file(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, const char *file);
/** @} */

/** True if there is something for a handshake to take. */
static inline bool ssl_has_tmp_dh(const struct ssl_settings *set) { return set->dh_auto || set->tmp_dh || set->tmp_dh_cb; }

/** A new DH key of these numbers; pub may be empty. NULL when out of memory. */
EVP_PKEY *ssl_dh_key(bs_reader p, bs_reader g, bs_reader pub);

#endif
