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
bs_status ssl_op_own_chain(void *app, const bs_reader *chain, size_t num);
bs_status ssl_op_alpn_select(void *app, bs_reader offered, bs_reader *out);
bs_status ssl_op_dh_params(void *app, struct bs_dh *out);
bool ssl_op_dh_allowed(void *app, const struct bs_dh *dh);
bool ssl_op_security(void *app, enum bs_security_op op, unsigned bits, uint32_t id);
bool ssl_op_padding(void *app, uint8_t type, size_t len, size_t *out_pad);
void ssl_op_message(void *app, bool sent, uint16_t version, uint16_t content_type, bs_reader bytes);
void ssl_op_event(void *app, enum bs_event event, unsigned value);
void ssl_op_keylog(void *app, const char *label, bs_reader client_random, bs_reader secret);

/**
 * A callback of the program's comes, which may ask what the peer offers: SSL_get_sigalgs(3) and its like.
 * \param matched   OpenSSL has compared them with our own: SSL_get_shared_ciphers(3) and its like.
 */
void ssl_show_peer_lists(SSL *s, bool matched);

/** The names a server puts into CertificateRequest; borrowed, NULL if none. */
const STACK_OF(X509_NAME) *ssl_wanted_ca_names(const SSL *s);

/** \name session hooks, session.c and ticket.c @{ */
struct bs_session *ssl_op_session_alloc(void *app);
bool ssl_op_session_claim(void *app, struct bs_session *s);
bool ssl_op_early_allow(void *app);
bs_status ssl_op_session_find(void *app, bs_reader id, struct bs_session **out);
void ssl_op_session_new(void *app, struct bs_session *sess);
void ssl_op_session_remove(void *app, struct bs_session *sess);
void ssl_op_session_expired(void *app, struct bs_session *sess, bool found);
bs_status ssl_op_ticket_seal(void *app, struct bs_session *sess, bs_reader state, uint8_t *out, size_t *out_len);
bs_status ssl_op_ticket_open(void *app, bs_reader ticket, uint8_t *out, size_t *out_len, bool *out_renew);
bs_status ssl_op_ticket_prepare(void *app, struct bs_session *sess);
bs_status ssl_op_ticket_judge(void *app, struct bs_session *core, bs_reader ticket, enum bs_ticket_result *io);
bs_status ssl_op_session_id(void *app, uint8_t id[BS_SESSION_ID_MAX], uint8_t *out_len);
bool ssl_op_session_forbid(void *app, bool forward_secret);
bs_status ssl_op_psk_use(void *app, enum bs_hash hash, bs_reader *out_id, struct bs_session **out);
bs_status ssl_op_psk_find(void *app, bs_reader identity, struct bs_session **out);
bs_status ssl_op_psk_client(void *app, const char *hint, char identity[BS_PSK_IDENTITY_MAX + 1],
                            uint8_t key[BS_PSK_KEY_MAX], size_t *out_len);
bs_status ssl_op_psk_server(void *app, const char *identity, uint8_t key[BS_PSK_KEY_MAX], size_t *out_len);

/** \name shared_secret.c @{ */
bs_status ssl_op_ticket_ext(void *app, bs_reader body);
bs_status ssl_op_master_secret(void *app, const struct bs_client_hello *ch, uint8_t secret[BS_SESSION_SECRET_MAX],
                               size_t *out_len, uint16_t *out_suite);
/** @} */

/** \name stateless.c: cookies. @{ */
bs_status ssl_op_cookie_make(void *app, uint8_t *out, size_t *io_len);
bs_status ssl_op_cookie_check(void *app, bs_reader cookie);
/** @} */
/** Frees what SSL_CTX_sessions() lent. */
void ssl_lent_sessions_free(SSL_CTX *ctx);
/** @} */

#endif
