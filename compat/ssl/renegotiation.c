/* Renegotiation; post-handshake authentication; compression, which is not built.                  man 3 SSL_renegotiate */
#include "compat/ssl/ctrl.h"
#include "compat/ssl/handshake.h"
#include "compat/ssl/hooks.h"

static int refuse(int reason) {
    BS_RAISE(ERR_LIB_SSL, reason);
    return 0;
}

/* As in OpenSSL the call only asks: the next call that reads, writes or does a handshake acts on it. */
static int renegotiate(SSL *s, bool fresh) {
    if (ssl_is_tls13(s)) return refuse(SSL_R_WRONG_SSL_VERSION); /* RFC 8446 1.2: there is none */
    if ((s->set.options & SSL_OP_NO_RENEGOTIATION) != 0) return refuse(SSL_R_NO_RENEGOTIATION);
    s->renegotiation.pending = true;
    s->renegotiation.fresh = fresh;
    s->renegotiation.due = s->role_set;
    return 1;
}

int SSL_renegotiate(SSL *s) { return renegotiate(s, true); }

int SSL_renegotiate_abbreviated(SSL *s) { return renegotiate(s, false); }

int SSL_renegotiate_pending(const SSL *s) { return s->renegotiation.pending; }

static void count(SSL *s) {
    s->renegotiation.num++;
    s->renegotiation.total++;
}

int ssl_renegotiate_if_due(SSL *s) {
    if (!s->renegotiation.due || !s->conn || bs_conn_phase(s->conn) != BS_PHASE_OPEN || s->write_sealed > 0) return 1;
    bs_status st = bs_conn_renegotiate(s->conn, !s->renegotiation.fresh);
    if (bs_is_want(st)) return 1; /* what is in hand comes first */
    s->renegotiation.due = false;
    if (st != BS_OK && st != BS_E_CLOSED) return ssl_fail(s, st);
    if (st == BS_E_CLOSED || s->server != 1) return 1;
    s->shutdown = 0; /* OpenSSL's server forgets, with its HelloRequest, what it heard */
    count(s);
    return 1;
}

/* Whatever the last handshake left for the program to ask about, and the settings, are of the past now. */
bs_status ssl_op_renegotiation(void *app) {
    SSL *s = (SSL *)app;
    if (s->server != 1) count(s); /* a HelloRequest counts as if the program had asked */
    if (s->server != 1) s->renegotiation.pending = true; /* a server's, when it has read the ClientHello */
    s->renegotiation.chain_stale = true;
    OPENSSL_free(s->peer_lists);
    s->peer_lists = NULL;
    sk_X509_NAME_pop_free(s->peer_ca_names, X509_NAME_free);
    s->peer_ca_names = NULL;
    return ssl_config_refresh(s) ? BS_OK : BS_E_INTERNAL;
}

long ssl_renegotiation_number(SSL *s, int cmd) {
    long num = cmd == SSL_CTRL_GET_TOTAL_RENEGOTIATIONS ? s->renegotiation.total : s->renegotiation.num;
    if (cmd == SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS) s->renegotiation.num = 0;
    return num;
}

/* The request goes out with the next call that reads, writes or does a handshake. */
int SSL_verify_client_post_handshake(SSL *s) {
    if (!ssl_is_tls13(s)) return refuse(SSL_R_WRONG_SSL_VERSION);
    if (s->server != 1) return refuse(SSL_R_NOT_SERVER);
    if (!SSL_is_init_finished(s)) return refuse(SSL_R_STILL_IN_INIT);
    if (!bs_conn_auth_possible(s->conn)) return refuse(SSL_R_EXTENSION_NOT_RECEIVED);
    if (bs_conn_auth_requested(s->conn)) return refuse(SSL_R_REQUEST_SENT);
    if (!ssl_config_refresh_auth(s)) return 0;
    bs_status st = bs_conn_request_auth(s->conn);
    if (st == BS_OK) return 1;
    return refuse(st == BS_E_ARGUMENT ? SSL_R_INVALID_CONFIG
        : st == BS_E_CLOSED           ? SSL_R_PROTOCOL_IS_SHUTDOWN
                                      : ERR_R_INTERNAL_ERROR);
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
