/* A server that goes over to another context: from which callback, what follows, and what stays. */
#include "pair.h"

enum { NEVER, IN_HELLO, IN_NAME, IN_CERT };
static struct {
    int when, ret, al, back;
    SSL_CTX *to;
} plan;

static const char *name_of(SSL_CTX *ctx) { return SSL_CTX_get_ex_data(ctx, 0) ? (const char *)SSL_CTX_get_ex_data(ctx, 0) : "?"; }

static void go(SSL *s, int where) {
    if (plan.when != where) return;
    SSL_CTX *got = SSL_set_SSL_CTX(s, plan.to);
    printf("    switched to %s, options %d, verify %d, level %d, min %d, mode %d\n", name_of(got),
           (SSL_get_options(s) & SSL_OP_CIPHER_SERVER_PREFERENCE) != 0, SSL_get_verify_mode(s), SSL_get_security_level(s),
           (int)SSL_get_min_proto_version(s), (int)(SSL_get_mode(s) & SSL_MODE_AUTO_RETRY));
    if (plan.back) printf("    back to %s\n", name_of(SSL_set_SSL_CTX(s, NULL)));
}

static int on_hello(SSL *s, int *al, void *arg) {
    (void)al;
    printf("    hello of %s\n", (const char *)arg);
    go(s, IN_HELLO);
    return SSL_CLIENT_HELLO_SUCCESS;
}

static int on_name(SSL *s, int *al, void *arg) {
    /* of TLS 1.3's sessions ours knows later */
    printf("    name of %s: %s, resumed %d\n", (const char *)arg, SSL_get_servername(s, 0) ? SSL_get_servername(s, 0) : "none",
           SSL_version(s) < TLS1_3_VERSION && SSL_session_reused(s));
    go(s, IN_NAME);
    if (plan.al >= 0) *al = plan.al;
    return plan.ret;
}

static int on_cert(SSL *s, void *arg) {
    printf("    certificate of %s\n", (const char *)arg);
    go(s, IN_CERT);
    return 1;
}

static int on_alpn(
    SSL *s, const unsigned char **out, unsigned char *outlen, const unsigned char *in, unsigned int inlen, void *arg) {
    (void)s, (void)inlen;
    printf("    protocol of %s\n", (const char *)arg);
    *out = in + 1;
    *outlen = in[0];
    return SSL_TLSEXT_ERR_OK;
}

/* Which context's callbacks were called; their order among each other is another test's. */
static int info_a, info_b, keys_a, keys_b, sessions_a, sessions_b;
static void on_info_a(const SSL *s, int where, int ret) { (void)s, (void)ret; info_a += (where & SSL_CB_HANDSHAKE_DONE) != 0; }
static void on_info_b(const SSL *s, int where, int ret) { (void)s, (void)ret; info_b += (where & SSL_CB_HANDSHAKE_DONE) != 0; }
static void on_key_a(const SSL *s, const char *line) { (void)s, (void)line; keys_a++; }
static void on_key_b(const SSL *s, const char *line) { (void)s, (void)line; keys_b++; }
static int new_a(SSL *s, SSL_SESSION *sess) { (void)s, (void)sess; sessions_a++; return 0; }
static int new_b(SSL *s, SSL_SESSION *sess) { (void)s, (void)sess; sessions_b++; return 0; }
static int verify_a(int ok, X509_STORE_CTX *x) {
    printf("    verify of a: %d at %d\n", ok, X509_STORE_CTX_get_error_depth(x));
    return 1;
}
static int verify_b(int ok, X509_STORE_CTX *x) {
    printf("    verify of b: %d at %d\n", ok, X509_STORE_CTX_get_error_depth(x));
    return 1;
}

static SSL_CTX *context(const char *name, int b) {
    SSL_CTX *ctx = server_ctx(b ? "ec.pem" : "rsa.pem");
    SSL_CTX_set_ex_data(ctx, 0, (void *)name);
    SSL_CTX_set_client_hello_cb(ctx, on_hello, (void *)name);
    SSL_CTX_set_tlsext_servername_callback(ctx, on_name);
    SSL_CTX_set_tlsext_servername_arg(ctx, (void *)name);
    SSL_CTX_set_cert_cb(ctx, on_cert, (void *)name);
    SSL_CTX_set_alpn_select_cb(ctx, on_alpn, (void *)name);
    SSL_CTX_set_info_callback(ctx, b ? on_info_b : on_info_a);
    SSL_CTX_set_keylog_callback(ctx, b ? on_key_b : on_key_a);
    SSL_CTX_sess_set_new_cb(ctx, b ? new_b : new_a);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)name, 1);
    SSL_CTX_set_num_tickets(ctx, b ? 1 : 2);
    SSL_CTX_set_timeout(ctx, b ? 1000 : 2000);
    SSL_CTX_set1_groups_list(ctx, b ? "P-384:P-256" : "P-256:P-384");
    if (b) SSL_CTX_set_options(ctx, SSL_OP_CIPHER_SERVER_PREFERENCE);
    /* a has what b has, so that both libraries resume there: ours wants the suite in the list still */
    SSL_CTX_set_cipher_list(ctx, b ? "ECDHE+AES256+AESGCM" : "ECDHE+AESGCM");
    SSL_CTX_set_ciphersuites(ctx, b ? "TLS_AES_128_GCM_SHA256" : "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_verify(ctx, b ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, b ? verify_b : verify_a);
    SSL_CTX_load_verify_locations(ctx, data_file("ca.pem"), NULL);
    SSL_CTX_set_client_CA_list(ctx, SSL_load_client_CA_file(data_file(b ? "ec.pem" : "ca.pem")));
    if (b) SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
    return ctx;
}

static void cas(SSL *c) {
    STACK_OF(X509_NAME) *sk = SSL_get_client_CA_list(c);
    char line[100];
    for (int i = 0; i < sk_X509_NAME_num(sk); i++) {
        printf("  CA %s\n", X509_NAME_oneline(sk_X509_NAME_value(sk, i), line, sizeof line));
    }
}

static void show(struct pair p) {
    char line[100];
    unsigned n;
    const unsigned char *id = SSL_SESSION_get0_id_context(SSL_get_session(p.s), &n);
    X509 *x = SSL_get1_peer_certificate(p.c);
    printf("  %s %s, %s, group %d, context %s\n", SSL_get_version(p.c), SSL_get_cipher(p.c),
           x ? X509_NAME_oneline(X509_get_subject_name(x), line, sizeof line) : "none", (int)SSL_get_negotiated_group(p.c),
           name_of(SSL_get_SSL_CTX(p.s)));
    /* a TLS 1.3 session of ours is of the context gone over to */
    if (SSL_version(p.s) == TLS1_3_VERSION) n = 0;
    printf("  session context %.*s, timeout %ld, level %d, verify %d, tickets %zu, reused %d\n", (int)n, id,
           SSL_SESSION_get_timeout(SSL_get_session(p.s)), SSL_get_security_level(p.s), SSL_get_verify_mode(p.s),
           SSL_get_num_tickets(p.s), SSL_session_reused(p.s));
    printf("  certificate of the server's: %s\n",
        SSL_get_certificate(p.s) ? X509_NAME_oneline(X509_get_subject_name(SSL_get_certificate(p.s)), line, sizeof line)
                                 : "none");
    cas(p.c);
    X509_free(x);
}

static void counts(SSL_CTX *ctx) {
    printf("  %s: accepted %ld good %ld hits %ld misses %ld kept %ld\n", name_of(ctx), SSL_CTX_sess_accept(ctx),
           SSL_CTX_sess_accept_good(ctx), SSL_CTX_sess_hits(ctx), SSL_CTX_sess_misses(ctx), SSL_CTX_sess_number(ctx));
}

static SSL_CTX *client(int version, int tickets) {
    SSL_CTX *cc = client_ctx(0);
    SSL_CTX_set_min_proto_version(cc, version);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set1_groups_list(cc, "P-256:P-384");
    SSL_CTX_set_cipher_list(cc, "ECDHE+AES128+AESGCM:ECDHE+AESGCM");
    SSL_CTX_set_alpn_protos(cc, (const unsigned char *)"\2h2", 3);
    if (!tickets) SSL_CTX_set_options(cc, SSL_OP_NO_TICKET);
    check(SSL_CTX_use_certificate_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM) == 1, "client certificate");
    check(SSL_CTX_use_PrivateKey_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM) == 1, "client key");
    return cc;
}

static SSL_SESSION *run(SSL_CTX *cc, SSL_CTX *sc, SSL_SESSION *offer, const char *name) {
    struct pair p = pair_new(cc, sc);
    SSL_SESSION *sess = NULL;
    if (name) SSL_set_tlsext_host_name(p.c, name);
    if (offer) SSL_set_session(p.c, offer);
    info_a = info_b = keys_a = keys_b = sessions_a = sessions_b = 0;
    if (pair_handshake(p)) {
        pair_exchange(p);
        show(p);
        sess = SSL_get1_session(p.c);
        pair_close(p);
    }
    printf("  info %d %d, keys %d %d, sessions %d %d\n", info_a, info_b, keys_a > 0, keys_b > 0, sessions_a, sessions_b);
    pair_free(p);
    return sess;
}

static void switching(int version, int tickets) {
    static const char *const names[] = { "never", "in client_hello", "in servername", "in cert_cb" };
    for (int when = NEVER; when <= IN_CERT; when++) {
        for (int back = 0; back < 2; back++) {
            if (back && when == NEVER) continue;
            SSL_CTX *a = context("a", 0), *b = context("b", 1), *cc = client(version, tickets);
            plan.when = when;
            plan.to = b;
            plan.back = back;
            plan.ret = SSL_TLSEXT_ERR_OK;
            plan.al = -1;
            printf("%04x %s%s, tickets %d\n", version, names[when], back ? " and back" : "", tickets);
            SSL_SESSION *sess = run(cc, a, NULL, "example.org");
            if (sess) {
                printf(" again\n");
                SSL_SESSION_free(run(cc, a, sess, "example.org"));
                printf(" at b\n");
                plan.when = NEVER;
                SSL_SESSION_free(run(cc, b, sess, "example.org"));
            }
            SSL_SESSION_free(sess);
            counts(a);
            counts(b);
            SSL_CTX_free(a);
            SSL_CTX_free(b);
            SSL_CTX_free(cc);
        }
    }
}

/* Each answer of a servername callback; with and without a name. */
static void answers(int version) {
    static const int rets[] = { SSL_TLSEXT_ERR_OK, SSL_TLSEXT_ERR_ALERT_WARNING, SSL_TLSEXT_ERR_ALERT_FATAL,
        SSL_TLSEXT_ERR_NOACK, 7, -1 };
    plan.when = NEVER;
    for (size_t i = 0; i < sizeof rets / sizeof rets[0]; i++) {
        for (int how = 0; how < 4; how++) {
            SSL_CTX *a = context("a", 0), *cc = client(version, 1);
            plan.ret = rets[i];
            plan.al = how & 1 ? SSL_AD_ACCESS_DENIED : -1;
            printf("%04x answer %d %s, alert %d\n", version, rets[i], how & 2 ? "unnamed" : "named", plan.al);
            SSL_SESSION *sess = run(cc, a, NULL, how & 2 ? NULL : "example.org");
            if (sess) printf("  session's name %s\n", SSL_SESSION_get0_hostname(sess) ? SSL_SESSION_get0_hostname(sess) : "none");
            SSL_SESSION_free(sess);
            SSL_CTX_free(a);
            SSL_CTX_free(cc);
        }
    }
    plan.ret = SSL_TLSEXT_ERR_OK;
    plan.al = -1;
}

int main(void) {
    switching(TLS1_2_VERSION, 1);
    switching(TLS1_2_VERSION, 0);
    switching(TLS1_3_VERSION, 1);
    answers(TLS1_2_VERSION);
    answers(TLS1_3_VERSION);
    return 0;
}
