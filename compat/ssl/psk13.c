/* External PSKs of TLS 1.3.         man 3 SSL_CTX_set_psk_use_session_callback, SSL_CTX_set_psk_find_session_callback */
#include "compat/ssl/hooks.h"
#include "compat/ssl/ssl_local.h"

static const EVP_MD *digest_of(enum bs_hash hash) {
    if (hash == BS_HASH_SHA384) return EVP_sha384();
    return hash == BS_HASH_SHA256 ? EVP_sha256() : NULL;
}

bs_status ssl_op_psk_use(void *app, enum bs_hash hash, bs_reader *out_id, struct bs_session **out) {
    SSL *s = (SSL *)app;
    const unsigned char *id = NULL;
    size_t id_len = 0;
    SSL_SESSION *sess = NULL;
    *out = NULL;
    if (!s->set.psk_use_session_cb) return BS_OK;
    if (!s->set.psk_use_session_cb(s, digest_of(hash), &id, &id_len, &sess)) {
        SSL_SESSION_free(sess);
        return BS_E_BAD_PSK;
    }
    if (!sess) return BS_OK;
    *out = &sess->core;
    *out_id = bs_r_from(id, id_len);
    return BS_OK;
}

bs_status ssl_op_psk_find(void *app, bs_reader identity, struct bs_session **out) {
    SSL *s = (SSL *)app;
    SSL_SESSION *sess = NULL;
    *out = NULL;
    if (!s->set.psk_find_session_cb) return BS_OK;
    if (!s->set.psk_find_session_cb(s, identity.p, identity.len, &sess)) {
        SSL_SESSION_free(sess);
        return BS_E_PSK_CALLBACK;
    }
    if (sess) *out = &sess->core;
    return BS_OK;
}

void SSL_CTX_set_psk_use_session_callback(SSL_CTX *ctx, SSL_psk_use_session_cb_func cb) { ctx->set.psk_use_session_cb = cb; }

void SSL_set_psk_use_session_callback(SSL *s, SSL_psk_use_session_cb_func cb) { s->set.psk_use_session_cb = cb; }

void SSL_CTX_set_psk_find_session_callback(SSL_CTX *ctx, SSL_psk_find_session_cb_func cb) { ctx->set.psk_find_session_cb = cb; }

void SSL_set_psk_find_session_callback(SSL *s, SSL_psk_find_session_cb_func cb) { s->set.psk_find_session_cb = cb; }
