/* External PSKs of TLS 1.3.         man 3 SSL_CTX_set_psk_use_session_callback, SSL_CTX_set_psk_find_session_callback */
#include <string.h>

#include "compat/ssl/hooks.h"
#include "compat/ssl/ssl_local.h"

static const EVP_MD *digest_of(enum bs_hash hash) {
    if (hash == BS_HASH_SHA384) return EVP_sha384();
    return hash == BS_HASH_SHA256 ? EVP_sha256() : NULL;
}

/* --- by the callbacks of TLS 1.2, where those of TLS 1.3 give nothing ------------------------------------------- */

/* man 3 SSL_CTX_set_psk_client_callback: in TLS 1.3 such a key goes with SHA-256. */
static SSL_SESSION *session_of_key(const uint8_t *key, size_t len) {
    SSL_SESSION *sess = SSL_SESSION_new();
    const SSL_CIPHER *suite = ssl_cipher_of(bs_suite_find(0x1301)); /* TLS_AES_128_GCM_SHA256 */
    if (sess && SSL_SESSION_set1_master_key(sess, key, len) && SSL_SESSION_set_cipher(sess, suite) &&
        SSL_SESSION_set_protocol_version(sess, TLS1_3_VERSION)) {
        return sess;
    }
    SSL_SESSION_free(sess);
    return NULL;
}

static bs_status use_old_callback(SSL *s, bs_reader *out_id, struct bs_session **out) {
    char identity[PSK_MAX_IDENTITY_LEN + 1] = { 0 };
    uint8_t key[PSK_MAX_PSK_LEN];
    size_t len = s->set.psk_client_cb(s, NULL, identity, PSK_MAX_IDENTITY_LEN, key, sizeof key);
    identity[PSK_MAX_IDENTITY_LEN] = '\0';
    if (len > sizeof key) {
        OPENSSL_cleanse(key, sizeof key);
        return BS_E_PSK_TOO_LONG;
    }
    SSL_SESSION *sess = len > 0 ? session_of_key(key, len) : NULL;
    OPENSSL_cleanse(key, sizeof key);
    if (len == 0) return BS_OK;
    if (identity[0] == '\0') { /* RFC 8446 4.2.11: identity<1..2^16-1>; told as OpenSSL does, which copies it to no bytes */
        SSL_SESSION_free(sess);
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return BS_E_INTERNAL;
    }
    struct ssl_blob *id = sess ? ssl_blob_new(identity, strlen(identity)) : NULL;
    if (!id) {
        SSL_SESSION_free(sess);
        return BS_E_INTERNAL;
    }
    ssl_blob_free(s->conf_psk_id);
    s->conf_psk_id = id;
    *out_id = ssl_blob_view(id);
    *out = &sess->core;
    return BS_OK;
}

/* An identity with a NUL inside, as most tickets have one, would be taken for what stands before it. */
static bs_status find_by_old_callback(SSL *s, bs_reader identity, struct bs_session **out) {
    char name[PSK_MAX_IDENTITY_LEN + 1] = { 0 };
    uint8_t key[PSK_MAX_PSK_LEN];
    if (identity.len > PSK_MAX_IDENTITY_LEN || memchr(identity.p, 0, identity.len)) return BS_OK;
    memcpy(name, identity.p, identity.len);
    size_t len = s->set.psk_server_cb(s, name, key, sizeof key);
    bool found = len > 0 && len <= sizeof key;
    SSL_SESSION *sess = found ? session_of_key(key, len) : NULL;
    OPENSSL_cleanse(key, sizeof key);
    if (len > sizeof key) return BS_E_PSK_SERVER_TOO_LONG;
    if (found && !sess) return BS_E_INTERNAL;
    if (sess) *out = &sess->core;
    return BS_OK;
}

/* --- both ------------------------------------------------------------------------------------------------------- */

bs_status ssl_op_psk_use(void *app, enum bs_hash hash, bs_reader *out_id, struct bs_session **out) {
    SSL *s = (SSL *)app;
    const unsigned char *id = NULL;
    size_t id_len = 0;
    SSL_SESSION *sess = NULL;
    *out = NULL;
    if (s->set.psk_use_session_cb && !s->set.psk_use_session_cb(s, digest_of(hash), &id, &id_len, &sess)) {
        SSL_SESSION_free(sess);
        return BS_E_BAD_PSK;
    }
    if (!sess) return s->set.psk_client_cb ? use_old_callback(s, out_id, out) : BS_OK;
    *out = &sess->core;
    *out_id = bs_r_from(id, id_len);
    return BS_OK;
}

bs_status ssl_op_psk_find(void *app, bs_reader identity, struct bs_session **out) {
    SSL *s = (SSL *)app;
    SSL_SESSION *sess = NULL;
    *out = NULL;
    if (s->set.psk_find_session_cb && !s->set.psk_find_session_cb(s, identity.p, identity.len, &sess)) {
        SSL_SESSION_free(sess);
        return BS_E_PSK_CALLBACK;
    }
    if (!sess) return s->set.psk_server_cb ? find_by_old_callback(s, identity, out) : BS_OK;
    *out = &sess->core;
    return BS_OK;
}

void SSL_CTX_set_psk_use_session_callback(SSL_CTX *ctx, SSL_psk_use_session_cb_func cb) { ctx->set.psk_use_session_cb = cb; }

void SSL_set_psk_use_session_callback(SSL *s, SSL_psk_use_session_cb_func cb) { s->set.psk_use_session_cb = cb; }

void SSL_CTX_set_psk_find_session_callback(SSL_CTX *ctx, SSL_psk_find_session_cb_func cb) { ctx->set.psk_find_session_cb = cb; }

void SSL_set_psk_find_session_callback(SSL *s, SSL_psk_find_session_cb_func cb) { s->set.psk_find_session_cb = cb; }
