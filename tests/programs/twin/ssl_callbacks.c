/* The callbacks of a handshake: their order, what they may answer, pauses, and what they can look at. */
#include "pair.h"

static int version;
static SSL_CTX *other; /* with another certificate */
static struct {
    int hello, hello_alert, hello_pauses;
    int name, name_alert, name_switch;
    int cert, cert_pauses, cert_install;
    int alpn;
    int client_cert, client_pauses, client_install;
    int verify, verify_pauses;
} plan;

static void use(SSL *s, const char *pem) {
    check(SSL_use_certificate_file(s, data_file(pem), SSL_FILETYPE_PEM) == 1, pem);
    check(SSL_use_PrivateKey_file(s, data_file(pem), SSL_FILETYPE_PEM) == 1, pem);
}

static int on_hello(SSL *s, int *al, void *arg) {
    const unsigned char *p;
    size_t n;
    int *types;
    printf("  client_hello %s, isv2 %d version %x random %zu session %d ciphers %d compressions %zu\n", (const char *)arg,
           SSL_client_hello_isv2(s), SSL_client_hello_get0_legacy_version(s), SSL_client_hello_get0_random(s, &p),
           SSL_client_hello_get0_session_id(s, &p) > 0, SSL_client_hello_get0_ciphers(s, &p) > 0,
           SSL_client_hello_get0_compression_methods(s, &p));
    int has = SSL_client_hello_get0_ext(s, TLSEXT_TYPE_server_name, &p, &n);
    printf("    server_name %d", has);
    if (has) printf(" %zu", n);
    has = SSL_client_hello_get0_ext(s, 16, &p, &n);
    printf(", alpn %d %zu", has, n);
    printf(", none %d", SSL_client_hello_get0_ext(s, 0x1234, &p, &n));
    has = SSL_client_hello_get1_extensions_present(s, &types, &n);
    printf(", present %d %d", has, n > 3);
    printf(", name %s\n", SSL_get_servername(s, 0) ? SSL_get_servername(s, 0) : "unknown yet");
    OPENSSL_free(types);
    if (plan.hello_pauses-- > 0) return SSL_CLIENT_HELLO_RETRY;
    if (plan.hello == SSL_CLIENT_HELLO_ERROR && plan.hello_alert) *al = plan.hello_alert;
    return plan.hello;
}

static int on_name(SSL *s, int *al, void *arg) {
    printf("  servername %s %s type %d al %d resumed %d\n", (const char *)arg,
           SSL_get_servername(s, 0) ? SSL_get_servername(s, 0) : "none", SSL_get_servername_type(s), *al,
           SSL_session_reused(s));
    if (plan.name_switch) printf("    switched %d\n", SSL_set_SSL_CTX(s, other) == other);
    if (plan.name_alert) *al = plan.name_alert;
    return plan.name;
}

static int on_cert(SSL *s, void *arg) {
    printf("  cert %s server %d name %s\n", (const char *)arg, SSL_is_server(s),
           SSL_get_servername(s, 0) ? SSL_get_servername(s, 0) : "none");
    if (plan.cert_pauses-- > 0) return -1;
    if (plan.cert_install) use(s, "p384.pem");
    return plan.cert;
}

static int on_client_cert(SSL *s, void *arg) {
    printf("  client cert %s server %d cas %d\n", (const char *)arg, SSL_is_server(s),
           sk_X509_NAME_num(SSL_get_client_CA_list(s)));
    if (plan.client_pauses-- > 0) return -1;
    if (plan.client_install) use(s, "client.pem");
    return plan.client_cert;
}

static int on_alpn(SSL *s, const unsigned char **out, unsigned char *out_len, const unsigned char *in, unsigned in_len,
                   void *arg) {
    printf("  alpn %s offered %u name %s\n", (const char *)arg, in_len, SSL_get_servername(s, 0) ? "known" : "none");
    *out = in + 4;
    *out_len = in[3];
    return plan.alpn;
}

static int on_verify(X509_STORE_CTX *ctx, void *arg) {
    SSL *s = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
    printf("  verify %s server %d chain %d\n", (const char *)arg, s ? SSL_is_server(s) : -1,
           sk_X509_num(X509_STORE_CTX_get0_untrusted(ctx)));
    if (plan.verify_pauses-- > 0) return SSL_set_retry_verify(s);
    X509_STORE_CTX_set_error(ctx, plan.verify ? X509_V_OK : X509_V_ERR_CERT_REVOKED);
    return plan.verify;
}

/* When a secret is told is nobody's business; which ones, and how long they are, is. */
static char keys[32][80];
static int num_keys;

static void on_key(const SSL *s, const char *line) {
    size_t label = strcspn(line, " "), rest = strlen(line) - label;
    if (num_keys == 32) return;
    snprintf(keys[num_keys++], sizeof keys[0], "%s: %.*s %zu", SSL_is_server(s) ? "server" : "client", (int)label, line, rest);
}

static int by_text(const void *a, const void *b) { return strcmp((const char *)a, (const char *)b); }

static void print_keys(void) {
    qsort(keys, (size_t)num_keys, sizeof keys[0], by_text);
    for (int i = 0; i < num_keys; i++) printf("  key of %s\n", keys[i]);
    num_keys = 0;
}

static void on_message(int write_p, int v, int type, const void *buf, size_t len, SSL *s, void *arg) {
    (void)arg;
    int first = len > 0 && type != SSL3_RT_HEADER ? ((const unsigned char *)buf)[0] : -1;
    if (type == SSL3_RT_HEADER) first = ((const unsigned char *)buf)[0] << 8 | (len == 5);
    printf("  message %s %s %x %d %d\n", SSL_is_server(s) ? "server" : "client", write_p ? "out" : "in", (unsigned)v, type,
           first);
}

static void subject(const char *what, SSL *s) {
    char name[256] = "none";
    X509 *x = SSL_get0_peer_certificate(s);
    if (x) X509_NAME_oneline(X509_get_subject_name(x), name, sizeof name);
    printf("  %s sees %s, result %ld\n", what, name, SSL_get_verify_result(s));
}

static int step(const char *who, SSL *s, int *ret) {
    if (*ret == 1) return 1;
    *ret = SSL_do_handshake(s);
    int e = SSL_get_error(s, *ret);
    printf("  %s %d %s", who, *ret, *ret == 1 ? "done" : error_name(e));
    printf(e == SSL_ERROR_NONE || e == SSL_ERROR_SSL ? "\n" : " want %d\n", SSL_want(s));
    print_errors(who);
    return e != SSL_ERROR_SSL;
}

/* Steps both ends by hand, so that pauses show; after a failure each gets one more turn. */
static void steps(struct pair p) {
    int c = 0, s = 0, ok = 1;
    for (int i = 0; i < 12 && ok && !(c == 1 && s == 1); i++) {
        ok = step("client", p.c, &c);
        ok = step("server", p.s, &s) && ok;
    }
    if (!ok && c != 1) (void)step("client", p.c, &c);
}

static void run(const char *title, const char *host, int messages) {
    SSL_CTX *sc = server_ctx("rsa.pem"), *cc = client_ctx(1);
    const unsigned char *proto;
    unsigned len;
    printf("=== %s %x\n", title, (unsigned)version);
    other = server_ctx("ec.pem");
    SSL_CTX_set_max_proto_version(sc, version);
    SSL_CTX_set_num_tickets(sc, 0);
    SSL_CTX_set_options(sc, SSL_OP_NO_TICKET);
    if (plan.hello != -2) SSL_CTX_set_client_hello_cb(sc, on_hello, (void *)"arg");
    if (plan.name != -2) {
        SSL_CTX_set_tlsext_servername_callback(sc, on_name);
        SSL_CTX_set_tlsext_servername_arg(sc, (void *)"arg");
    }
    if (plan.cert != -2) SSL_CTX_set_cert_cb(sc, on_cert, (void *)"arg");
    if (plan.alpn != -2) SSL_CTX_set_alpn_select_cb(sc, on_alpn, (void *)"arg");
    if (plan.client_cert != -2) {
        SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
        SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL);
        SSL_CTX_set_client_CA_list(sc, SSL_load_client_CA_file(data_file("ca.pem")));
        SSL_CTX_set_cert_cb(cc, on_client_cert, (void *)"arg");
    }
    if (plan.verify != -2) SSL_CTX_set_cert_verify_callback(cc, on_verify, (void *)"arg");
    SSL_CTX_set_alpn_protos(cc, (const unsigned char *)"\2h2\10http/1.1", 12);
    if (messages) {
        SSL_CTX_set_keylog_callback(cc, on_key);
        SSL_CTX_set_keylog_callback(sc, on_key);
        SSL_CTX_set_msg_callback(cc, on_message);
        SSL_CTX_set_msg_callback(sc, on_message);
    }
    struct pair p = pair_new(cc, sc);
    if (host) SSL_set_tlsext_host_name(p.c, host);
    steps(p);
    print_keys();
    if (SSL_is_init_finished(p.c)) subject("client", p.c);
    if (SSL_is_init_finished(p.s)) subject("server", p.s);
    SSL_get0_alpn_selected(p.c, &proto, &len);
    printf("  alpn '%.*s', names %s %s, ctx %d\n", (int)len, len ? (const char *)proto : "",
           SSL_get_servername(p.c, 0) ? SSL_get_servername(p.c, 0) : "-",
           SSL_get_servername(p.s, 0) ? SSL_get_servername(p.s, 0) : "-", SSL_get_SSL_CTX(p.s) == other);
    pair_free(p);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
    SSL_CTX_free(other);
}

static void nothing_planned(void) {
    memset(&plan, 0, sizeof plan);
    plan.hello = plan.name = plan.cert = plan.alpn = plan.client_cert = plan.verify = -2;
}

#define PLAN(title, host, ...) \
    do { \
        nothing_planned(); \
        __VA_ARGS__; \
        run(title, host, 0); \
    } while (0)

static void hellos(void) {
    PLAN("hello taken", "a.example", plan.hello = SSL_CLIENT_HELLO_SUCCESS);
    PLAN("hello refused", "a.example", plan.hello = SSL_CLIENT_HELLO_ERROR);
    PLAN("hello refused with an alert", NULL, plan.hello = SSL_CLIENT_HELLO_ERROR; plan.hello_alert = SSL_AD_ACCESS_DENIED);
    PLAN("hello pauses", "a.example", plan.hello = SSL_CLIENT_HELLO_SUCCESS; plan.hello_pauses = 2);
}

static void server_names(void) {
    PLAN("name taken", "a.example", plan.name = SSL_TLSEXT_ERR_OK);
    PLAN("name passed over", "a.example", plan.name = SSL_TLSEXT_ERR_NOACK);
    PLAN("no name", NULL, plan.name = SSL_TLSEXT_ERR_OK);
    PLAN("name refused", "a.example", plan.name = SSL_TLSEXT_ERR_ALERT_FATAL);
    PLAN("name refused with an alert", "a.example", plan.name = SSL_TLSEXT_ERR_ALERT_FATAL;
         plan.name_alert = SSL_AD_ACCESS_DENIED);
    PLAN("no name, refused", NULL, plan.name = SSL_TLSEXT_ERR_ALERT_FATAL);
    PLAN("name switches", "a.example", plan.name = SSL_TLSEXT_ERR_OK; plan.name_switch = 1);
    PLAN("no name switches", NULL, plan.name = SSL_TLSEXT_ERR_NOACK; plan.name_switch = 1);
}

static void certificates(void) {
    PLAN("cert taken", "a.example", plan.cert = 1);
    PLAN("cert refused", "a.example", plan.cert = 0);
    PLAN("cert pauses", "a.example", plan.cert = 1; plan.cert_pauses = 2);
    PLAN("cert installed", "a.example", plan.cert = 1; plan.cert_install = 1);
    PLAN("client cert none", NULL, plan.client_cert = 1);
    PLAN("client cert refused", NULL, plan.client_cert = 0);
    PLAN("client cert pauses", NULL, plan.client_cert = 1; plan.client_pauses = 2; plan.client_install = 1);
    PLAN("verify taken", NULL, plan.verify = 1);
    PLAN("verify refused", NULL, plan.verify = 0);
    PLAN("verify pauses", NULL, plan.verify = 1; plan.verify_pauses = 2);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        hellos();
        server_names();
        certificates();
        PLAN("alpn taken", "a.example", plan.alpn = SSL_TLSEXT_ERR_OK);
        PLAN("alpn passed over", NULL, plan.alpn = SSL_TLSEXT_ERR_NOACK);
        PLAN("alpn refused", NULL, plan.alpn = SSL_TLSEXT_ERR_ALERT_FATAL);
        PLAN("alpn warned", NULL, plan.alpn = SSL_TLSEXT_ERR_ALERT_WARNING);
        PLAN("all", "a.example", plan.hello = 1; plan.name = 0; plan.cert = 1; plan.alpn = 0; plan.client_cert = 1;
             plan.client_install = 1; plan.verify = 1);
        PLAN("all pause", "a.example", plan.hello = 1; plan.hello_pauses = 1; plan.name = 0; plan.cert = 1;
             plan.cert_pauses = 1; plan.alpn = 0; plan.client_cert = 1; plan.client_install = 1; plan.client_pauses = 1;
             plan.verify = 1; plan.verify_pauses = 1);
        nothing_planned();
        run("watched", "a.example", 1);
    }
    return 0;
}
