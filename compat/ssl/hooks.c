/* The engine's callbacks, translated to the program's. */
#include "compat/ssl/hooks.h"

#include "compat/ssl/ctrl.h"
#include "compat/ssl/handshake.h"

#include <string.h>

/* --- server: the client's wishes ------------------------------------------------------------------------------ */

bs_status ssl_op_client_hello(void *app, const struct bs_client_hello *ch) {
    SSL *s = (SSL *)app;
    int alert = SSL_AD_INTERNAL_ERROR;
    struct bs_conn_info info;
    bs_conn_get_info(s->conn, &info);
    if (info.renegotiating) s->renegotiation.pending = true;
    if (info.retry_sent) { /* this ClientHello's name is not read yet */
        OPENSSL_free(s->hostname);
        s->hostname = NULL;
    }
    if (!s->ctx->client_hello_cb) return BS_OK;
    s->client_hello = ch;
    int ret = s->ctx->client_hello_cb(s, &alert, s->ctx->client_hello_arg);
    s->client_hello = NULL;
    if (ret == SSL_CLIENT_HELLO_RETRY) {
        s->rwstate = SSL_CLIENT_HELLO_CB;
        return BS_WANT_CALLBACK;
    }
    if (ret != SSL_CLIENT_HELLO_SUCCESS) {
        (void)bs_conn_send_alert(s->conn, true, (enum bs_alert)alert);
        return BS_E_CLIENT_HELLO_CB;
    }
    return ssl_config_refresh(s) ? BS_OK : BS_E_INTERNAL;
}

static int take_hostname(SSL *s, bs_reader name) {
    if (name.len == 0) return 1;
    OPENSSL_free(s->hostname);
    s->hostname = OPENSSL_strndup((const char *)name.p, name.len);
    return s->hostname != NULL;
}

/* A connection that went over to another context counts there, or more would be finished than begun. */
static void move_count(const SSL *s) {
    struct bs_conn_info info;
    bs_conn_get_info(s->conn, &info);
    if (s->ctx == s->session_ctx || info.renegotiating || info.second_hello) return;
    atomic_fetch_sub_explicit(&s->session_ctx->cache.stats[SSL_STAT_ACCEPT], 1, memory_order_relaxed);
    ssl_stat(&s->ctx->cache, SSL_STAT_ACCEPT);
}

bs_status ssl_op_server_name(void *app, bs_reader name, bool *out_ack) {
    SSL *s = (SSL *)app;
    /* The callback asked is the one of the context that accepted, as in OpenSSL. */
    const SSL_CTX *ctx = s->ctx->servername_cb ? s->ctx : s->session_ctx;
    int alert = SSL_AD_UNRECOGNIZED_NAME, ret = SSL_TLSEXT_ERR_NOACK;
    if (!take_hostname(s, name)) return BS_E_MEMORY;
    if (ctx->servername_cb) ssl_show_peer_lists(s, s->server == 0);
    if (ctx->servername_cb) ret = ctx->servername_cb(s, &alert, ctx->servername_arg);
    move_count(s);
    *out_ack = ret != SSL_TLSEXT_ERR_NOACK && ret != SSL_TLSEXT_ERR_ALERT_WARNING && name.len > 0;
    if (ret == SSL_TLSEXT_ERR_ALERT_FATAL) {
        (void)bs_conn_send_alert(s->conn, true, (enum bs_alert)alert);
        return BS_E_UNRECOGNIZED_NAME;
    }
    /* TLS 1.3 has no warning alerts besides close_notify and user_canceled (RFC 8446 6). */
    if (ret == SSL_TLSEXT_ERR_ALERT_WARNING && SSL_version(s) < TLS1_3_VERSION) {
        (void)bs_conn_send_alert(s->conn, false, (enum bs_alert)alert);
    }
    return ssl_config_refresh(s) ? BS_OK : BS_E_INTERNAL;
}

bs_status ssl_op_alpn_select(void *app, bs_reader offered, bs_reader *out) {
    SSL *s = (SSL *)app;
    const unsigned char *chosen = NULL;
    unsigned char chosen_len = 0;
    *out = bs_r_from(NULL, 0);
    if (!s->ctx->alpn_select_cb || offered.len == 0) return BS_OK;
    ssl_show_peer_lists(s, !ssl_is_tls13(s));
    int ret = s->ctx->alpn_select_cb(s, &chosen, &chosen_len, offered.p, (unsigned)offered.len, s->ctx->alpn_select_arg);
    if (ret == SSL_TLSEXT_ERR_OK) {
        *out = bs_r_from(chosen, chosen_len);
        return chosen_len > 0 ? BS_OK : BS_E_INTERNAL;
    }
    return ret == SSL_TLSEXT_ERR_NOACK ? BS_OK : BS_E_NO_APPLICATION_PROTOCOL;
}

/* --- both: own certificate ----------------------------------------------------------------------------------- */

static bs_status ask_cert_cb(SSL *s) {
    ssl_show_peer_lists(s, true);
    int ret = s->set.certs->cert_cb(s, s->set.certs->cert_cb_arg);
    if (ret < 0) {
        s->rwstate = SSL_X509_LOOKUP;
        return BS_WANT_CALLBACK;
    }
    if (ret > 0) return BS_OK;
    return s->server == 1 ? BS_E_CERT_CB : BS_E_CALLBACK_FAILED; /* two reasons in OpenSSL */
}

static bs_status ask_client_cert_cb(SSL *s) {
    X509 *x = NULL;
    EVP_PKEY *key = NULL;
    ssl_show_peer_lists(s, true);
    int ret = s->ctx->client_cert_cb(s, &x, &key);
    s->client_cert_waits = ret < 0;
    if (ret < 0) {
        s->rwstate = SSL_X509_LOOKUP;
        return BS_WANT_CALLBACK;
    }
    bool ok = ret == 0 || (x && key && SSL_use_certificate(s, x) && SSL_use_PrivateKey(s, key));
    X509_free(x);
    EVP_PKEY_free(key);
    return ok ? BS_OK : BS_E_CERT_CB;
}

bs_status ssl_op_select_cert(void *app) {
    SSL *s = (SSL *)app;
    if (s->set.certs->cert_cb && !s->client_cert_waits) BS_TRY(ask_cert_cb(s));
    const struct ssl_cert_slot *slot = ssl_cert_set_current(s->set.certs);
    bool have = slot && slot->x509 && slot->key && !s->client_cert_waits; /* who paused is asked again */
    if (s->server == 0 && !have && s->ctx->client_cert_cb) BS_TRY(ask_client_cert_cb(s));
    s->rwstate = SSL_NOTHING;
    return ssl_config_refresh(s) ? BS_OK : BS_E_INTERNAL;
}

const STACK_OF(X509_NAME) *ssl_wanted_ca_names(const SSL *s) {
    const STACK_OF(X509_NAME) *const lists[] = { s->set.client_ca_names, s->set.ca_names, s->ctx->set.client_ca_names,
                                                 s->ctx->set.ca_names };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (lists[i]) return lists[i];
    }
    return NULL;
}

bs_status ssl_op_own_chain(void *app, const bs_reader *chain, size_t num) {
    const SSL *s = (const SSL *)app;
    for (size_t i = 0; i < num; i++) {
        int ok = ssl_security_cert(NULL, s, ssl_own_x509(s, chain[i].p), i == 0);
        if (ok == SSL_R_EE_KEY_TOO_SMALL) return BS_E_OWN_KEY_WEAK;
        if (ok == SSL_R_CA_KEY_TOO_SMALL) return BS_E_OWN_CA_KEY_WEAK;
        if (ok != 1) return BS_E_OWN_DIGEST_WEAK;
    }
    return BS_OK;
}

/* --- watching ------------------------------------------------------------------------------------------------ */

void ssl_info(const SSL *s, int where, int ret) {
    ssl_info_cb cb = s->set.info_cb ? s->set.info_cb : s->ctx->set.info_cb;
    if (cb) cb(s, where, ret);
}

/* Without memory for it, the lists are told as empty: they only inform. */
static void keep_peer_lists(SSL *s, bool final) {
    struct bs_conn_info info;
    bs_conn_get_info(s->conn, &info);
    OPENSSL_free(s->peer_lists);
    s->peer_lists = ssl_peer_lists_new(&info);
    if (s->peer_lists) s->peer_lists->final = final;
}

/* Authentication after the handshake tells nothing of the lists that the handshake had. */
void ssl_show_peer_lists(SSL *s, bool matched) {
    if (bs_conn_phase(s->conn) != BS_PHASE_HANDSHAKE) return;
    keep_peer_lists(s, false);
    if (s->peer_lists && !matched) s->peer_lists->sigalgs_matched = s->peer_lists->suites_matched = false;
}

/* As OpenSSL counts: a server that asked counts the client's answer twice. */
static void count_renegotiation(const SSL *s, unsigned what) {
    if (what == BS_RENEGOTIATION_REFUSAL) return;
    if (s->server != 1) {
        ssl_stat(&s->session_ctx->cache, SSL_STAT_CONNECT_RENEGOTIATE);
        return;
    }
    ssl_stat(&s->ctx->cache, SSL_STAT_ACCEPT_RENEGOTIATE);
    if (what == BS_RENEGOTIATION_HELLO && s->renegotiation.pending) ssl_stat(&s->ctx->cache, SSL_STAT_ACCEPT_RENEGOTIATE);
}

/* What failed may be asked about. */
static void keep_for_failure(SSL *s) {
    bool have = s->peer_lists && s->peer_lists->final;
    if (bs_conn_phase(s->conn) != BS_PHASE_OPEN && !have) keep_peer_lists(s, true);
}

void ssl_op_event(void *app, enum bs_event event, unsigned value) {
    SSL *s = (SSL *)app;
    switch (event) {
    case BS_EV_HANDSHAKE_START:
        if (value != 0) count_renegotiation(s, value);
        ssl_status_begin(&s->status, s->server == 1);
        ssl_info(s, SSL_CB_HANDSHAKE_START, 1);
        break;
    case BS_EV_STATE:
        if (value == 1) ERR_clear_error(); /* as a handshake begins with an empty queue */
        ssl_info(s, s->server == 1 ? SSL_CB_ACCEPT_LOOP : SSL_CB_CONNECT_LOOP, 1);
        break;
    case BS_EV_HANDSHAKE_DONE:
        if (value != 0) {
            keep_peer_lists(s, true);
            ssl_handshake_done(s);
        }
        ssl_info(s, SSL_CB_HANDSHAKE_DONE, 1);
        break;
    case BS_EV_EARLY: ssl_info(s, SSL_CB_HANDSHAKE_DONE, 1); break; /* as OpenSSL: done for now */
    case BS_EV_AUTH_START:
        sk_X509_NAME_pop_free(s->peer_ca_names, X509_NAME_free);
        s->peer_ca_names = NULL;
        break;
    case BS_EV_AUTH_DONE: ssl_auth_done(s); break;
    case BS_EV_RUN_DONE: ssl_info(s, s->server == 1 ? SSL_CB_ACCEPT_EXIT : SSL_CB_CONNECT_EXIT, value != 0 ? 1 : -1); break;
    case BS_EV_ALERT_READ:
        s->alert_read = (int)value;
        if (value >> 8 == SSL3_AL_FATAL) keep_for_failure(s);
        ssl_info(s, SSL_CB_READ_ALERT, (int)value);
        break;
    case BS_EV_ALERT_WRITE:
        keep_for_failure(s);
        ssl_info(s, SSL_CB_WRITE_ALERT, (int)value);
        break;
    }
}

void ssl_op_message(void *app, bool sent, uint16_t version, uint16_t content_type, bs_reader bytes) {
    SSL *s = (SSL *)app;
    if (s->set.msg_cb) s->set.msg_cb(sent, version, content_type, bytes.p, bytes.len, s, s->set.msg_arg);
}

static size_t put_hex(char *out, bs_reader bytes) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.len; i++) {
        out[2 * i] = digits[bytes.p[i] >> 4];
        out[2 * i + 1] = digits[bytes.p[i] & 15];
    }
    return 2 * bytes.len;
}

void ssl_op_keylog(void *app, const char *label, bs_reader client_random, bs_reader secret) {
    SSL *s = (SSL *)app;
    char line[64 + 2 * 64 + 2 * 64 + 3];
    size_t n = strlen(label);
    if (!s->ctx->keylog_cb || n > 64 || client_random.len > 64 || secret.len > 64) return;
    memcpy(line, label, n);
    line[n++] = ' ';
    n += put_hex(line + n, client_random);
    line[n++] = ' ';
    n += put_hex(line + n, secret);
    line[n] = '\0';
    s->ctx->keylog_cb(s, line);
    OPENSSL_cleanse(line, sizeof line);
}

/* The digest of a scheme as OpenSSL's table has it: none for EdDSA. */
static int digest_nid(uint16_t scheme) {
    const struct bs_sigscheme *sig = scheme == bs_sigscheme_md5sha1.id ? &bs_sigscheme_md5sha1 : bs_sigscheme_find(scheme);
    return sig ? ssl_hash_nid(sig->hash) : NID_undef;
}

bool ssl_op_security(void *app, enum bs_security_op op, unsigned bits, uint32_t id) {
    SSL *s = (SSL *)app;
    uint8_t wire[2] = { (uint8_t)(id >> 8), (uint8_t)id };
    static const int ops[] = {
        [BS_SEC_SUITE_SUPPORTED] = SSL_SECOP_CIPHER_SUPPORTED, [BS_SEC_SUITE_SHARED] = SSL_SECOP_CIPHER_SHARED,
        [BS_SEC_SUITE_CHECK] = SSL_SECOP_CIPHER_CHECK,         [BS_SEC_GROUP_SUPPORTED] = SSL_SECOP_CURVE_SUPPORTED,
        [BS_SEC_GROUP_SHARED] = SSL_SECOP_CURVE_SHARED,        [BS_SEC_GROUP_CHECK] = SSL_SECOP_CURVE_CHECK,
        [BS_SEC_VERSION] = SSL_SECOP_VERSION,                  [BS_SEC_TICKET] = SSL_SECOP_TICKET,
        [BS_SEC_SIGALG_SUPPORTED] = SSL_SECOP_SIGALG_SUPPORTED, [BS_SEC_SIGALG_SHARED] = SSL_SECOP_SIGALG_SHARED,
        [BS_SEC_SIGALG_CHECK] = SSL_SECOP_SIGALG_CHECK,        [BS_SEC_SIGALG_MASK] = SSL_SECOP_SIGALG_MASK,
    };
    int nid = 0;
    void *other = NULL;
    switch ((unsigned)ops[op] & SSL_SECOP_OTHER_TYPE) {
    case SSL_SECOP_OTHER_CIPHER: other = (void *)(uintptr_t)bs_suite_find((uint16_t)id); break;
    case SSL_SECOP_OTHER_CURVE:
        nid = ssl_group_nid((uint16_t)id);
        other = wire;
        break;
    case SSL_SECOP_OTHER_SIGALG:
        nid = digest_nid((uint16_t)id);
        other = wire;
        break;
    default: nid = (int)id; break;
    }
    return ssl_security_allows(s, ops[op], (int)bits, nid, other);
}
