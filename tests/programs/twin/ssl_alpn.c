/* ALPN: lists, each answer of the server's callback, what is kept over a resumption; and that NPN agrees on nothing. */
#include "pair.h"

static struct {
    int ret;
    const char *name;   /* to choose, if offered; NULL: nothing is set */
    int calls;
} answer;

static int choose(
    SSL *s, const unsigned char **out, unsigned char *outlen, const unsigned char *in, unsigned int inlen, void *arg) {
    answer.calls++;
    printf("    asked in %s, resumed %d, offered %.*s, arg %s\n", SSL_get_version(s), SSL_session_reused(s), (int)inlen, in,
           (const char *)arg);
    for (unsigned i = 0; answer.name && i < inlen; i += in[i] + 1u) {
        if (in[i] != strlen(answer.name) || memcmp(in + i + 1, answer.name, in[i]) != 0) continue;
        *out = in + i + 1;
        *outlen = in[i];
    }
    return answer.ret;
}

static void show(const char *who, SSL *s) {
    const unsigned char *p = (const unsigned char *)"?";
    const SSL_SESSION *sess = SSL_get_session(s);
    unsigned n = 1;
    size_t len = 1;
    SSL_get0_alpn_selected(s, &p, &n);
    printf("  %s: %u '%.*s'", who, n, (int)n, p ? (const char *)p : "");
    SSL_SESSION_get0_alpn_selected(sess, &p, &len);
    printf(", session %zu '%.*s'", len, (int)len, p ? (const char *)p : "");
    p = (const unsigned char *)"?";
    n = 1;
    SSL_get0_next_proto_negotiated(s, &p, &n);
    printf(", npn %d %u\n", p != NULL, n);
}

static SSL_SESSION *run(SSL_CTX *cc, SSL_CTX *sc, SSL_SESSION *offer) {
    SSL_SESSION *sess = NULL;
    struct pair p = pair_new(cc, sc);
    if (offer) SSL_set_session(p.c, offer);
    if (pair_handshake(p)) {
        pair_exchange(p);
        printf("  %s, resumed %d\n", SSL_get_version(p.c), SSL_session_reused(p.c));
        show("client", p.c);
        show("server", p.s);
        sess = SSL_get1_session(p.c);
        pair_close(p);
    }
    pair_free(p);
    return sess;
}

static void answers(int version) {
    static const struct {
        int ret;
        const char *name;
    } cases[] = {
        { SSL_TLSEXT_ERR_OK, "h2" },           { SSL_TLSEXT_ERR_OK, "http/1.1" },   { SSL_TLSEXT_ERR_NOACK, NULL },
        { SSL_TLSEXT_ERR_NOACK, "h2" },        { SSL_TLSEXT_ERR_ALERT_FATAL, "h2" }, { SSL_TLSEXT_ERR_ALERT_WARNING, "h2" },
        { SSL_TLSEXT_ERR_ALERT_WARNING, NULL }, { 4, "h2" },                         { -1, NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        SSL_CTX *cc = client_ctx(0), *sc = server_ctx("rsa.pem");
        SSL_CTX_set_max_proto_version(cc, version);
        SSL_CTX_set_num_tickets(sc, 1);
        SSL_CTX_set_alpn_protos(cc, (const unsigned char *)"\2h2\10http/1.1", 12);
        SSL_CTX_set_alpn_select_cb(sc, choose, (void *)"x");
        answer.ret = cases[i].ret;
        answer.name = cases[i].name;
        printf("answer %d %s\n", answer.ret, answer.name ? answer.name : "-");
        SSL_SESSION *sess = run(cc, sc, NULL);
        /* resumed with the same answer, with another one, without a question, and without a callback */
        if (sess) SSL_SESSION_free(run(cc, sc, sess));
        if (sess && answer.ret == SSL_TLSEXT_ERR_OK) {
            answer.name = i ? "h2" : "http/1.1";
            SSL_SESSION_free(run(cc, sc, sess));
            answer.ret = SSL_TLSEXT_ERR_NOACK;
            SSL_SESSION_free(run(cc, sc, sess));
            answer.ret = SSL_TLSEXT_ERR_OK;
            SSL_CTX_set_alpn_protos(cc, (const unsigned char *)"\2h2", 3);
            SSL_SESSION_free(run(cc, sc, sess));
            SSL_CTX_set_alpn_protos(cc, NULL, 0);
            SSL_SESSION_free(run(cc, sc, sess));
            SSL_CTX_set_alpn_protos(cc, (const unsigned char *)"\2h2", 3);
            SSL_CTX_set_alpn_select_cb(sc, NULL, NULL);
            SSL_SESSION_free(run(cc, sc, sess));
        }
        SSL_SESSION_free(sess);
        printf("  calls %d\n", answer.calls);
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

/* A name that changes context: whose callback is asked? */
static int switch_ctx(SSL *s, int *al, void *arg) {
    (void)al;
    SSL_set_SSL_CTX(s, arg);
    return SSL_TLSEXT_ERR_OK;
}

static void switched(int version) {
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("rsa.pem"), *other = server_ctx("rsa.pem");
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_alpn_protos(cc, (const unsigned char *)"\2h2\10http/1.1", 12);
    SSL_CTX_set_alpn_select_cb(sc, choose, (void *)"first");
    SSL_CTX_set_alpn_select_cb(other, choose, (void *)"second");
    SSL_CTX_set_tlsext_servername_callback(sc, switch_ctx);
    SSL_CTX_set_tlsext_servername_arg(sc, other);
    answer.ret = SSL_TLSEXT_ERR_OK;
    answer.name = "h2";
    printf("switched\n");
    SSL_SESSION_free(run(cc, sc, NULL));
    SSL_CTX_set_alpn_select_cb(other, NULL, NULL);
    SSL_SESSION_free(run(cc, sc, NULL));
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
    SSL_CTX_free(other);
}

static void lists(void) {
    static const struct {
        const char *p;
        unsigned n;
    } cases[] = { { "\2h2", 3 },      { "\2h2", 2 },       { "\2h2\0", 4 },      { "\0", 1 }, { "", 0 },
                  { "\3h2", 3 },      { "\2h2\1", 4 },     { "\2h2\2h2", 6 },    { "\1a\1b\1c", 6 } };
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        printf("list %zu: %d", i, SSL_CTX_set_alpn_protos(ctx, (const unsigned char *)cases[i].p, cases[i].n));
        printf(" %d\n", SSL_set_alpn_protos(s, (const unsigned char *)cases[i].p, cases[i].n));
        print_errors("list");
    }
    printf("null: %d %d\n", SSL_CTX_set_alpn_protos(ctx, NULL, 3), SSL_set_alpn_protos(s, NULL, 0));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
            unsigned char *out = (unsigned char *)"?", len = 1;
            int ret = SSL_select_next_proto(&out, &len, (const unsigned char *)cases[i].p, cases[i].n,
                                            (const unsigned char *)cases[k].p, cases[k].n);
            printf("select %zu %zu: %d %u %.*s\n", i, k, ret, len, out ? len : 0, out ? (const char *)out : "");
        }
    }
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void sessions(void) {
    SSL_SESSION *s = SSL_SESSION_new();
    const unsigned char *p;
    size_t n;
    printf("set %d", SSL_SESSION_set1_alpn_selected(s, (const unsigned char *)"h2", 2));
    SSL_SESSION_get0_alpn_selected(s, &p, &n);
    printf(" '%.*s'", (int)n, p);
    printf(", empty %d", SSL_SESSION_set1_alpn_selected(s, (const unsigned char *)"", 0));
    SSL_SESSION_get0_alpn_selected(s, &p, &n);
    printf(" %d %zu", p != NULL, n);
    printf(", null %d\n", SSL_SESSION_set1_alpn_selected(s, NULL, 2));
    SSL_SESSION_free(s);
}

int main(void) {
    lists();
    sessions();
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        answers(version);
        switched(version);
    }
    return 0;
}
