/**
 * \file cert_ctrl.h
 * \brief The SSL_CTRL_* commands about own certificates beside setting them.
 *                             man 3 SSL_CTX_add1_chain_cert, SSL_CTX_set1_verify_cert_store, SSL_check_chain
 */
#ifndef BS_COMPAT_CERT_CTRL_H
#define BS_COMPAT_CERT_CTRL_H

#include "compat/ssl/ssl_local.h"

/** One such command, for a context (s is NULL) or a connection; *known tells whether it is one. */
long ssl_ctrl_cert(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, int cmd, long larg, void *parg, bool *known);

#endif
