/* A TLS 1.3 server that keeps nothing before a cookie has come back.
 *                                                        man 3 SSL_stateless, SSL_CTX_set_stateless_cookie_generate_cb */
#include "compat/ssl/hooks.h"
#include "compat/ssl/ssl_local.h"

bs_status ssl_op_cookie_make(void *app, uint8_t *out, size_t *io_len) {
    SSL *s = (SSL *)app;
    if (!s->ctx->make_cookie_cb) return BS_E_NO_COOKIE_CALLBACK;
    return s->ctx->make_cookie_cb(s, out, io_len) ? BS_OK : BS_E_COOKIE_CALLBACK;
}

bs_status ssl_op_cookie_check(void *app, bs_reader cookie) {
    SSL *s = (SSL *)app;
    return s->ctx->check_cookie_cb(s, cookie.p, cookie.len) ? BS_OK : BS_E_COOKIE_MISMATCH;
}

/* 1: the client has proved that it is there, SSL_accept() goes on; 0: it was asked to; -1: an error, or too few bytes. */
int SSL_stateless(SSL *s) {
    struct bs_conn_info info = { 0 };
    if (!SSL_clear(s)) return 0;
    ERR_clear_error();
    s->stateless = true;
    int ret = SSL_accept(s);
    s->stateless = false;
    ssl_config_options(s);
    if (s->conn) bs_conn_get_info(s->conn, &info);
    if (ret > 0 && info.cookie_ok) return 1;
    return info.retry_sent && info.error == BS_OK ? 0 : -1;
}

void SSL_CTX_set_stateless_cookie_generate_cb(SSL_CTX *ctx, int (*cb)(SSL *ssl, unsigned char *cookie, size_t *cookie_len)) {
    ctx->make_cookie_cb = cb;
}

void SSL_CTX_set_stateless_cookie_verify_cb(SSL_CTX *ctx,
                                            int (*cb)(SSL *ssl, const unsigned char *cookie, size_t cookie_len)) {
    ctx->check_cookie_cb = cb;
}
