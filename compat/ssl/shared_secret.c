/* Secrets and tickets of the program's own, for EAP-FAST.                  RFC 4851; OpenSSL has no manual page for them */
#include <string.h>

#include "compat/ssl/hooks.h"
#include "compat/ssl/ssl_local.h"
#include "src/hs/client_hello.h"

int SSL_set_session_secret_cb(SSL *s, tls_session_secret_cb_fn cb, void *arg) {
    if (!s) return 0;
    s->session_secret_cb = cb;
    s->session_secret_arg = arg;
    return 1;
}

int SSL_set_session_ticket_ext_cb(SSL *s, tls_session_ticket_ext_cb_fn cb, void *arg) {
    if (!s) return 0;
    s->ticket_ext_cb = cb;
    s->ticket_ext_arg = arg;
    return 1;
}

int SSL_set_session_ticket_ext(SSL *s, void *data, int len) {
    if (len < 0 || len > 0xFFFF) return 0;
    struct ssl_blob *blob = data ? ssl_blob_new(data, (size_t)len) : NULL;
    if (data && !blob) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    ssl_blob_free(s->ticket_ext);
    s->ticket_ext = blob;
    s->ticket_ext_set = true;
    return 1;
}

bs_status ssl_op_ticket_ext(void *app, bs_reader body) {
    SSL *s = (SSL *)app;
    if (!s->ticket_ext_cb || s->ticket_ext_cb(s, body.p, (int)body.len, s->ticket_ext_arg)) return BS_OK;
    return s->server == 1 ? BS_E_INTERNAL : BS_E_TICKET_EXT;
}

/* The suites of a ClientHello that are known here; NULL for a client, or without memory. */
static STACK_OF(SSL_CIPHER) *offered(const struct bs_client_hello *ch) {
    STACK_OF(SSL_CIPHER) *sk = ch ? sk_SSL_CIPHER_new_null() : NULL;
    bs_reader at = ch ? ch->cipher_suites : bs_r_from(NULL, 0);
    uint16_t id;
    while (sk && bs_r_u16(&at, &id)) {
        const struct bs_suite *suite = bs_suite_find(id);
        if (suite && sk_SSL_CIPHER_push(sk, ssl_cipher_of(suite)) <= 0) {
            sk_SSL_CIPHER_free(sk);
            return NULL;
        }
    }
    return sk;
}

bs_status ssl_op_master_secret(void *app, const struct bs_client_hello *ch, uint8_t secret[BS_SESSION_SECRET_MAX],
                               size_t *out_len, uint16_t *out_suite) {
    SSL *s = (SSL *)app;
    const SSL_CIPHER *preferred = NULL;
    uint8_t room[512]; /* what OpenSSL lends */
    int len = sizeof room;
    STACK_OF(SSL_CIPHER) *suites = offered(ch);
    if (ch && !suites) return BS_E_MEMORY;
    int ret = s->session_secret_cb(s, room, &len, suites, &preferred, s->session_secret_arg);
    sk_SSL_CIPHER_free(suites);
    bool given = ret != 0 && len > 0, fits = len <= SSL_MAX_MASTER_KEY_LENGTH;
    *out_len = given && fits ? (size_t)len : 0;
    memcpy(secret, room, *out_len);
    OPENSSL_cleanse(room, sizeof room);
    *out_suite = preferred ? ssl_suite_of(preferred)->id : 0;
    return given && !fits ? BS_E_INTERNAL : BS_OK;
}
