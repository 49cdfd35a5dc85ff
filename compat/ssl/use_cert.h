/**
 * \file use_cert.h
 * \brief Chains set through SSL_CTX_ctrl() and SSL_ctrl().                     man 3 SSL_CTX_add1_chain_cert
 */
#ifndef BS_COMPAT_USE_CERT_H
#define BS_COMPAT_USE_CERT_H

#include "compat/ssl/ssl_local.h"

/** Replaces the current slot's chain; copy: count references, else take the stack over. */
int ssl_ctrl_chain(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, long copy, STACK_OF(X509) *chain);
/** Appends one certificate; copy: count a reference, else take it over. */
int ssl_ctrl_chain_cert(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, long copy, X509 *x);

/** The slot that the handshake chose, in the set that it was made with (ssl_st.conf_certs); NULL if none was. */
const struct ssl_cert_slot *ssl_slot_chosen(const SSL *s);

#endif
