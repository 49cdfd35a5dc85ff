/**
 * \file hooks.h
 * \brief The engine's callbacks, translated to the program's.                        src/hs/config.h, struct bs_ops
 */
#ifndef BS_COMPAT_SSL_HOOKS_H
#define BS_COMPAT_SSL_HOOKS_H

#include "compat/ssl/ssl_local.h"

bs_status ssl_op_client_hello(void *app, const struct bs_client_hello *ch);
bs_status ssl_op_server_name(void *app, bs_reader name, bool *out_ack);
bs_status ssl_op_renegotiation(void *app);
bs_status ssl_op_select_cert(void *app);
bs_status ssl_op_alpn_select(void *app, bs_reader offered, bs_reader *out);
bs_status ssl_op_dh_params(void *app, struct bs_dh *out);
bool ssl_op_dh_allowed(void *app, const struct bs_dh *dh);
bool ssl_op_security(void *app, enum bs_security_op op, unsigned bits, uint32_t id);
void ssl_op_message(void *app, bool sent, uint16_t version, uint16_t content_type, bs_reader bytes);
void ssl_op_event(void *app, enum bs_event event, unsigned value);
void ssl_op_keylog(void *app, const char *label, bs_reader client_random, bs_reader secret);

/** The names a server puts into CertificateRequest; borrowed, NULL if none. */
const STACK_OF(X509_NAME) *ssl_wanted_ca_names(const SSL *s);

#endif
