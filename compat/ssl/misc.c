/* Small calls that belong to no other file's subject. */
#include <openssl/sslerr.h>
#include <string.h>

#include "compat/ssl/session_cache.h"
#include "compat/ssl/ssl_local.h"

#define DEFAULT_TIMEOUT_S 7200

long SSL_get_default_timeout(const SSL *s) {
    (void)s;
    return DEFAULT_TIMEOUT_S;
}

/* The texts of errors are in libcrypto's tables already. */
int ERR_load_SSL_strings(void) { return 1; }

/* --- methods ---------------------------------------------------------------------------------------------------- */

int SSL_CTX_set_ssl_version(SSL_CTX *ctx, const SSL_METHOD *method) {
    ctx->method = method;
    return SSL_CTX_set_ciphersuites(ctx, OSSL_default_ciphersuites()) &&
           SSL_CTX_set_cipher_list(ctx, OSSL_default_cipher_list());
}

/* The role said before stays; a method of one role sets it when none was said. */
int SSL_set_ssl_method(SSL *s, const SSL_METHOD *method) {
    s->method = method;
    if (s->server < 0 && method->client != method->server) s->server = method->server;
    return 1;
}

/* --- sessions --------------------------------------------------------------------------------------------------- */

int SSL_has_matching_session_id(const SSL *s, const unsigned char *id, unsigned int id_len) {
    if (id_len > SSL_MAX_SSL_SESSION_ID_LENGTH) return 0;
    SSL_SESSION *found = ssl_cache_find(&s->session_ctx->cache, bs_r_from(id, id_len));
    SSL_SESSION_free(found);
    return found != NULL;
}

/* The session, the certificates and the session id context. */
int SSL_copy_session_id(SSL *to, const SSL *from) {
    if (!SSL_set_session(to, SSL_get_session(from))) return 0;
    struct ssl_cert_set *certs = ssl_cert_set_ref(from->set.certs);
    ssl_cert_set_free(to->set.certs);
    to->set.certs = certs;
    to->method = from->method;
    return SSL_set_session_id_context(to, from->set.sid_ctx, from->set.sid_ctx_len);
}

/* --- asynchronous jobs: there are none -------------------------------------------------------------------------- */

int SSL_waiting_for_async(SSL *s) {
    (void)s;
    return 0;
}

int SSL_get_async_status(SSL *s, int *status) {
    (void)s;
    (void)status;
    return 0; /* as for a connection that never began a job */
}

int SSL_get_all_async_fds(SSL *s, OSSL_ASYNC_FD *fds, size_t *numfds) {
    (void)s;
    (void)fds;
    (void)numfds;
    return 0; /* as for a connection that never began a job */
}

int SSL_get_changed_async_fds(SSL *s, OSSL_ASYNC_FD *addfd, size_t *numaddfds, OSSL_ASYNC_FD *delfd, size_t *numdelfds) {
    (void)s;
    (void)addfd;
    (void)numaddfds;
    (void)delfd;
    (void)numdelfds;
    return 0;
}

/* --- buffers: they come and go by themselves -------------------------------------------------------------------- */

int SSL_alloc_buffers(SSL *s) {
    (void)s;
    return 1;
}

/* 1 if no data is in hand. */
int SSL_free_buffers(SSL *s) { return !SSL_has_pending(s) && (!s->conn || bs_conn_output(s->conn).len == 0); }

/* --- without effect in OpenSSL too ------------------------------------------------------------------------------ */

void SSL_set_debug(SSL *s, int debug) {
    (void)s;
    (void)debug;
}

/* The module of openssl.cnf that SSL_CTX_config(3) reads is always there. */
void SSL_add_ssl_module(void) {}

/* Cookies of DTLS servers, which are not built: TLS never asks for one by these (stateless.c has TLS's). */
void SSL_CTX_set_cookie_generate_cb(SSL_CTX *ctx, int (*cb)(SSL *s, unsigned char *cookie, unsigned int *len)) {
    (void)ctx;
    (void)cb;
}

void SSL_CTX_set_cookie_verify_cb(SSL_CTX *ctx, int (*cb)(SSL *s, const unsigned char *cookie, unsigned int len)) {
    (void)ctx;
    (void)cb;
}
