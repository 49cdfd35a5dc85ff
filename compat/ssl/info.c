/* What a connection tells about itself.                                man 3 SSL_get_version, SSL_get_peer_certificate */
#include <string.h>

#include "compat/crypto/asn1/x509_local.h"
#include "compat/ssl/ssl_local.h"
#include "src/base/secret.h"

static bool get_info(const SSL *s, struct bs_conn_info *info) {
    if (!s->conn) return false;
    bs_conn_get_info(s->conn, info);
    return true;
}

int SSL_version(const SSL *s) {
    struct bs_conn_info info;
    if (get_info(s, &info) && info.version != 0) return info.version;
    return s->method->max_version;
}

bool ssl_is_tls13(const SSL *s) {
    struct bs_conn_info info;
    return get_info(s, &info) && info.version_agreed && info.version == TLS1_3_VERSION;
}

const char *SSL_get_version(const SSL *s) {
    switch (SSL_version(s)) {
    case TLS1_3_VERSION: return "TLSv1.3";
    case TLS1_2_VERSION: return "TLSv1.2";
    case TLS1_1_VERSION: return "TLSv1.1";
    case TLS1_VERSION: return "TLSv1";
    default: return "unknown";
    }
}

int SSL_client_version(const SSL *s) {
    struct bs_conn_info info;
    return get_info(s, &info) ? info.client_version : s->method->version;
}

int SSL_is_dtls(const SSL *s) {
    (void)s;
    return 0;
}

const SSL_METHOD *SSL_get_ssl_method(const SSL *s) { return s->method; }

const SSL_CIPHER *SSL_get_current_cipher(const SSL *s) {
    struct bs_conn_info info;
    bool known = get_info(s, &info) && info.suite;
    /* Before TLS 1.3 a suite is current from ChangeCipherSpec on; a handshake that failed earlier has none. */
    if (known && info.error != BS_OK && info.version < BS_TLS13 && info.own_finished.len == 0) return NULL;
    if (known) return ssl_cipher_of(info.suite);
    return s->session ? SSL_SESSION_get0_cipher(s->session) : NULL;
}

const SSL_CIPHER *SSL_get_pending_cipher(const SSL *s) {
    struct bs_conn_info info;
    return get_info(s, &info) && info.pending_suite ? ssl_cipher_of(info.pending_suite) : NULL;
}

/* --- the peer ------------------------------------------------------------------------------------------------ */

/* In a handshake that failed later there is no session, but the certificate was seen and judged. */
X509 *SSL_get0_peer_certificate(const SSL *s) {
    SSL_SESSION *sess = SSL_get_session(s);
    if (s->rwstate == SSL_RETRY_VERIFY) return NULL; /* it is not known to be the peer's */
    if (sess) return SSL_SESSION_get0_peer(sess);
    return s->peer_accepted && !s->peer_chain_cut ? sk_X509_value(s->peer_chain, 0) : NULL;
}

X509 *SSL_get1_peer_certificate(const SSL *s) {
    X509 *x = SSL_get0_peer_certificate(s);
    if (x) X509_up_ref(x);
    return x;
}

static STACK_OF(X509) *chain_of_session(const SSL_SESSION *sess) {
    bs_reader r = bs_r_from(sess->core.peer_chain, sess->core.peer_chain_len), der;
    STACK_OF(X509) *sk = r.len > 0 || sess->core.no_peer_cert ? sk_X509_new_null() : NULL;
    while (sk && !bs_r_done(&r)) {
        X509 *x = bs_r_vec(&r, 3, 1, 0xFFFFFF, &der) ? bs_x509_from_der(der) : NULL;
        if (!x || sk_X509_push(sk, x) <= 0) {
            X509_free(x);
            sk_X509_pop_free(sk, X509_free);
            return NULL;
        }
    }
    return sk;
}

/* A client's list starts with the peer's own certificate, a server's does not: man 3 SSL_get_peer_cert_chain. */
STACK_OF(X509) *SSL_get_peer_cert_chain(const SSL *s) {
    SSL *w = (SSL *)(uintptr_t)s;
    const SSL_SESSION *sess = SSL_get_session(s);
    if (!sess || sess->core.leaf_only) return s->peer_chain; /* nobody remembers the others */
    if (!s->peer_chain) w->peer_chain = chain_of_session(sess);
    if (s->server == 1 && s->peer_chain && !s->peer_chain_cut) {
        X509_free(sk_X509_shift(w->peer_chain));
        w->peer_chain_cut = true;
    }
    return s->peer_chain;
}

STACK_OF(X509) *SSL_get0_verified_chain(const SSL *s) { return s->verified_chain; }

/* --- names and protocols ------------------------------------------------------------------------------------- */

const char *SSL_get_servername(const SSL *s, const int type) {
    if (type != TLSEXT_NAMETYPE_host_name) return NULL;
    if (s->hostname) return s->hostname;
    const SSL_SESSION *sess = SSL_get_session(s);
    return sess && s->server == 0 && SSL_session_reused(s) ? sess->core.server_name : s->hostname;
}

int SSL_get_servername_type(const SSL *s) {
    return SSL_get_servername(s, TLSEXT_NAMETYPE_host_name) ? TLSEXT_NAMETYPE_host_name : -1;
}

void SSL_get0_alpn_selected(const SSL *s, const unsigned char **data, unsigned int *len) {
    struct bs_conn_info info;
    *data = NULL;
    *len = 0;
    if (!get_info(s, &info) || info.alpn.len == 0) return;
    *data = info.alpn.p;
    *len = (unsigned)info.alpn.len;
}

/* --- numbers from the handshake ------------------------------------------------------------------------------ */

static size_t copy_out(bs_reader from, void *buf, size_t count) {
    size_t n = from.len < count ? from.len : count;
    if (n > 0) memcpy(buf, from.p, n);
    return from.len;
}

size_t SSL_get_finished(const SSL *s, void *buf, size_t count) {
    struct bs_conn_info info;
    return get_info(s, &info) ? copy_out(info.own_finished, buf, count) : 0;
}

size_t SSL_get_peer_finished(const SSL *s, void *buf, size_t count) {
    struct bs_conn_info info;
    return get_info(s, &info) ? copy_out(info.peer_finished, buf, count) : 0;
}

/* As OpenSSL: zeros before there is one. */
static size_t random_out(bs_reader r, unsigned char *out, size_t outlen) {
    if (outlen == 0) return SSL3_RANDOM_SIZE;
    size_t n = outlen < SSL3_RANDOM_SIZE ? outlen : SSL3_RANDOM_SIZE;
    memset(out, 0, n);
    (void)copy_out(r, out, n);
    return n;
}

size_t SSL_get_client_random(const SSL *s, unsigned char *out, size_t outlen) {
    struct bs_conn_info info = { .client_random = { NULL, 0 } };
    (void)get_info(s, &info);
    return random_out(info.client_random, out, outlen);
}

size_t SSL_get_server_random(const SSL *s, unsigned char *out, size_t outlen) {
    struct bs_conn_info info = { .server_random = { NULL, 0 } };
    (void)get_info(s, &info);
    return random_out(info.server_random, out, outlen);
}

int SSL_export_keying_material(SSL *s, unsigned char *out, size_t olen, const char *label, size_t llen,
                               const unsigned char *context, size_t contextlen, int use_context) {
    if (!s->conn || !SSL_get_session(s)) return -1;
    bs_reader ctx = bs_r_from(context, use_context ? contextlen : 0);
    bs_status st = bs_conn_export(s->conn, label, llen, ctx, use_context != 0, out, olen);
    if (st == BS_OK) return 1;
    if (st == BS_E_ARGUMENT) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_TLS_ILLEGAL_EXPORTER_LABEL);
    } else if (st != BS_E_STATE || !ssl_is_tls13(s)) { /* as OpenSSL: too early in TLS 1.3 is no more than 0 */
        ssl_raise_status(s, st);
    }
    return 0;
}
