/* Plain settings: options, modes, verification, callbacks that watch.        man 3 SSL_CTX_set_options */
#include "compat/ssl/ssl_local.h"

uint64_t SSL_CTX_set_options(SSL_CTX *ctx, uint64_t op) { return ctx->set.options |= op; }

uint64_t SSL_CTX_clear_options(SSL_CTX *ctx, uint64_t op) { return ctx->set.options &= ~op; }

uint64_t SSL_CTX_get_options(const SSL_CTX *ctx) { return ctx->set.options; }

/* A connection obeys at once: an open one in what it answers to a renegotiation, say. */
static uint64_t set_options(SSL *s, uint64_t options) {
    s->set.options = options;
    ssl_config_options(s);
    return options;
}

uint64_t SSL_set_options(SSL *s, uint64_t op) { return set_options(s, s->set.options | op); }

uint64_t SSL_clear_options(SSL *s, uint64_t op) { return set_options(s, s->set.options & ~op); }

uint64_t SSL_get_options(const SSL *s) { return s->set.options; }

/* --- verification of the peer -------------------------------------------------------------------------------- */

static X509_VERIFY_PARAM *own_param(SSL *s) {
    if (s->param) return s->param;
    s->param = X509_VERIFY_PARAM_new();
    if (s->param && !X509_VERIFY_PARAM_inherit(s->param, s->ctx->param)) {
        X509_VERIFY_PARAM_free(s->param);
        s->param = NULL;
    }
    return s->param;
}

void SSL_CTX_set_verify(SSL_CTX *ctx, int mode, SSL_verify_cb cb) {
    ctx->set.verify_mode = mode;
    ctx->set.verify_cb = cb;
}

void SSL_set_verify(SSL *s, int mode, SSL_verify_cb cb) {
    s->set.verify_mode = mode;
    if (cb) s->set.verify_cb = cb;
}

int SSL_CTX_get_verify_mode(const SSL_CTX *ctx) { return ctx->set.verify_mode; }

int SSL_get_verify_mode(const SSL *s) { return s->set.verify_mode; }

SSL_verify_cb SSL_CTX_get_verify_callback(const SSL_CTX *ctx) { return ctx->set.verify_cb; }

SSL_verify_cb SSL_get_verify_callback(const SSL *s) { return s->set.verify_cb; }

void SSL_set_verify_depth(SSL *s, int depth) {
    X509_VERIFY_PARAM *param = own_param(s);
    if (param) X509_VERIFY_PARAM_set_depth(param, depth);
}

int SSL_get_verify_depth(const SSL *s) { return X509_VERIFY_PARAM_get_depth(s->param ? s->param : s->ctx->param); }

X509_VERIFY_PARAM *SSL_get0_param(SSL *s) { return own_param(s); }

int SSL_set1_param(SSL *s, X509_VERIFY_PARAM *vpm) {
    X509_VERIFY_PARAM *param = own_param(s);
    return param && X509_VERIFY_PARAM_set1(param, vpm);
}

int SSL_set1_host(SSL *s, const char *hostname) {
    X509_VERIFY_PARAM *param = own_param(s);
    /* An address is matched as one, RFC 6125 1.7.2. */
    if (!param) return 0;
    if (hostname && X509_VERIFY_PARAM_set1_ip_asc(param, hostname) == 1) return 1;
    return X509_VERIFY_PARAM_set1_host(param, hostname, 0);
}

int SSL_add1_host(SSL *s, const char *hostname) {
    X509_VERIFY_PARAM *param = own_param(s);
    return param && X509_VERIFY_PARAM_add1_host(param, hostname, 0);
}

void SSL_set_hostflags(SSL *s, unsigned int flags) {
    X509_VERIFY_PARAM *param = own_param(s);
    if (param) X509_VERIFY_PARAM_set_hostflags(param, flags);
}

const char *SSL_get0_peername(SSL *s) { return X509_VERIFY_PARAM_get0_peername(s->param ? s->param : s->ctx->param); }

int SSL_set_purpose(SSL *s, int purpose) {
    X509_VERIFY_PARAM *param = own_param(s);
    return param && X509_VERIFY_PARAM_set_purpose(param, purpose);
}

int SSL_set_trust(SSL *s, int trust) {
    X509_VERIFY_PARAM *param = own_param(s);
    return param && X509_VERIFY_PARAM_set_trust(param, trust);
}

void SSL_CTX_set_cert_verify_callback(SSL_CTX *ctx, int (*cb)(X509_STORE_CTX *ctx, void *arg), void *arg) {
    ctx->app_verify_cb = cb;
    ctx->app_verify_arg = arg;
}

void SSL_set_verify_result(SSL *s, long result) { s->verify_result = result; }

long SSL_get_verify_result(const SSL *s) { return s->verify_result; }

/* --- callbacks that watch ------------------------------------------------------------------------------------ */

void SSL_CTX_set_info_callback(SSL_CTX *ctx, ssl_info_cb cb) { ctx->set.info_cb = cb; }

ssl_info_cb SSL_CTX_get_info_callback(SSL_CTX *ctx) { return ctx->set.info_cb; }

void SSL_set_info_callback(SSL *s, ssl_info_cb cb) { s->set.info_cb = cb; }

ssl_info_cb SSL_get_info_callback(const SSL *s) { return s->set.info_cb; }

void SSL_CTX_set_msg_callback(SSL_CTX *ctx, ssl_msg_cb cb) { ctx->set.msg_cb = cb; }

void SSL_set_msg_callback(SSL *s, ssl_msg_cb cb) { s->set.msg_cb = cb; }

void SSL_CTX_set_keylog_callback(SSL_CTX *ctx, SSL_CTX_keylog_cb_func cb) { ctx->keylog_cb = cb; }

SSL_CTX_keylog_cb_func SSL_CTX_get_keylog_callback(const SSL_CTX *ctx) { return ctx->keylog_cb; }

void SSL_CTX_set_client_hello_cb(SSL_CTX *ctx, SSL_client_hello_cb_fn cb, void *arg) {
    ctx->client_hello_cb = cb;
    ctx->client_hello_arg = arg;
}

/* --- tickets, early data, post-handshake authentication ------------------------------------------------------ */

int SSL_CTX_set_num_tickets(SSL_CTX *ctx, size_t num) {
    ctx->set.num_tickets = num;
    return 1;
}

size_t SSL_CTX_get_num_tickets(const SSL_CTX *ctx) { return ctx->set.num_tickets; }

int SSL_set_num_tickets(SSL *s, size_t num) {
    s->set.num_tickets = num;
    return 1;
}

size_t SSL_get_num_tickets(const SSL *s) { return s->set.num_tickets; }

/* The extension post_handshake_auth is not offered yet: a server then cannot ask (RFC 8446 4.2.6), so nothing that the
 * program could rely on is lost. */
void SSL_CTX_set_post_handshake_auth(SSL_CTX *ctx, int val) { ctx->set.pha_enabled = val; }

void SSL_set_post_handshake_auth(SSL *s, int val) { s->set.pha_enabled = val; }

void SSL_set_read_ahead(SSL *s, int yes) { s->set.read_ahead = yes; }

int SSL_get_read_ahead(const SSL *s) { return s->set.read_ahead; }
