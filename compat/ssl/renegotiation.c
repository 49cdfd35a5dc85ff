/* Renegotiation, post-handshake authentication and compression: not built, and none of them looks granted. */
#include "compat/ssl/ssl_local.h"

static int refuse(int reason) {
    BS_RAISE(ERR_LIB_SSL, reason);
    return 0;
}

/* Negotiated, not only possible. */
static bool is_tls13(const SSL *s) { return SSL_get_current_cipher(s) && SSL_version(s) == TLS1_3_VERSION; }

/* TLS 1.3 has no renegotiation (RFC 8446 1.2); OpenSSL says so in the same words. */
static int renegotiate(const SSL *s) {
    return refuse(is_tls13(s) ? SSL_R_WRONG_SSL_VERSION : SSL_R_NO_RENEGOTIATION);
}

int SSL_renegotiate(SSL *s) { return renegotiate(s); }

int SSL_renegotiate_abbreviated(SSL *s) { return renegotiate(s); }

int SSL_renegotiate_pending(const SSL *s) {
    (void)s;
    return 0;
}

/* The checks come in OpenSSL's order; a server that passes them all finds a client that did not offer the extension. */
int SSL_verify_client_post_handshake(SSL *s) {
    if (!is_tls13(s)) return refuse(SSL_R_WRONG_SSL_VERSION);
    if (s->server != 1) return refuse(SSL_R_NOT_SERVER);
    if (!SSL_is_init_finished(s)) return refuse(SSL_R_STILL_IN_INIT);
    return refuse(SSL_R_EXTENSION_NOT_RECEIVED);
}

/* --- compression ------------------------------------------------------------------------------------------------ */

static pthread_once_t methods_once = PTHREAD_ONCE_INIT;
static STACK_OF(SSL_COMP) *methods; /* empty, and as old as the process */

static void make_methods(void) { methods = sk_SSL_COMP_new_null(); }

STACK_OF(SSL_COMP) *SSL_COMP_get_compression_methods(void) {
    (void)pthread_once(&methods_once, make_methods);
    return methods;
}

STACK_OF(SSL_COMP) *SSL_COMP_set0_compression_methods(STACK_OF(SSL_COMP) *meths) { return meths; }

const COMP_METHOD *SSL_get_current_compression(const SSL *s) {
    (void)s;
    return NULL;
}

const COMP_METHOD *SSL_get_current_expansion(const SSL *s) {
    (void)s;
    return NULL;
}

const char *SSL_COMP_get_name(const COMP_METHOD *comp) {
    (void)comp;
    return NULL;
}

const char *SSL_COMP_get0_name(const SSL_COMP *comp) {
    (void)comp;
    return NULL;
}

int SSL_COMP_get_id(const SSL_COMP *comp) {
    (void)comp;
    return 0;
}

int SSL_COMP_add_compression_method(int id, COMP_METHOD *cm) {
    (void)id;
    (void)cm;
    return 1; /* fails: 1 is this function's failure value */
}
