/* Pre-shared keys up to TLS 1.2.            man 3 SSL_CTX_set_psk_client_callback, SSL_CTX_use_psk_identity_hint */
#include "compat/ssl/hooks.h"
#include "compat/ssl/ssl_local.h"

#include <string.h>

bs_status ssl_op_psk_client(void *app, const char *hint, char identity[BS_PSK_IDENTITY_MAX + 1],
                            uint8_t key[BS_PSK_KEY_MAX], size_t *out_len) {
    SSL *s = (SSL *)app;
    if (!s->set.psk_client_cb) return BS_E_PSK_NO_CLIENT_CB;
    *out_len = s->set.psk_client_cb(s, hint, identity, BS_PSK_IDENTITY_MAX, key, BS_PSK_KEY_MAX);
    return BS_OK;
}

bs_status ssl_op_psk_server(void *app, const char *identity, uint8_t key[BS_PSK_KEY_MAX], size_t *out_len) {
    SSL *s = (SSL *)app;
    if (!s->set.psk_server_cb) return BS_E_PSK_NO_SERVER_CB;
    *out_len = s->set.psk_server_cb(s, identity, key, BS_PSK_KEY_MAX);
    return BS_OK;
}

bool ssl_has_psk(const SSL *s, bool server) { return server ? s->set.psk_server_cb != NULL : s->set.psk_client_cb != NULL; }

void SSL_CTX_set_psk_client_callback(SSL_CTX *ctx, SSL_psk_client_cb_func cb) { ctx->set.psk_client_cb = cb; }

void SSL_set_psk_client_callback(SSL *s, SSL_psk_client_cb_func cb) { s->set.psk_client_cb = cb; }

void SSL_CTX_set_psk_server_callback(SSL_CTX *ctx, SSL_psk_server_cb_func cb) { ctx->set.psk_server_cb = cb; }

void SSL_set_psk_server_callback(SSL *s, SSL_psk_server_cb_func cb) { s->set.psk_server_cb = cb; }

/* --- hints ------------------------------------------------------------------------------------------------------ */

static int use_hint(struct ssl_settings *set, const char *hint) {
    struct ssl_blob *fresh = NULL;
    if (hint && strlen(hint) > PSK_MAX_IDENTITY_LEN) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_DATA_LENGTH_TOO_LONG);
        return 0;
    }
    if (hint && !(fresh = ssl_blob_new(hint, strlen(hint)))) return 0;
    ssl_blob_free(set->psk_hint);
    set->psk_hint = fresh;
    return 1;
}

int SSL_CTX_use_psk_identity_hint(SSL_CTX *ctx, const char *hint) { return use_hint(&ctx->set, hint); }

int SSL_use_psk_identity_hint(SSL *s, const char *hint) { return s ? use_hint(&s->set, hint) : 0; }

const char *SSL_get_psk_identity_hint(const SSL *s) {
    const SSL_SESSION *sess = s ? SSL_get_session(s) : NULL;
    return sess ? sess->core.psk_hint : NULL;
}

const char *SSL_get_psk_identity(const SSL *s) {
    const SSL_SESSION *sess = s ? SSL_get_session(s) : NULL;
    return sess ? sess->core.psk_identity : NULL;
}
