/* A server's callbacks around a HelloRetryRequest: each is asked for either ClientHello, and may answer anew, wait or fail. */
#include "pair.h"

enum call { HELLO, NAME, ALPN, CERT, STATUS, FORBID, NUM_CALLS };
static const char *const names[] = { "client hello", "server name", "ALPN", "certificate", "status", "not resumable" };

/* What the second call of one does. */
enum deed { NOTHING, FAILS, WAITS, OTHERWISE, NUM_DEEDS };
static const char *const deeds[] = { "is as the first", "fails", "waits", "answers otherwise" };

static struct {
    enum call which;
    enum deed deed;
    int num[NUM_CALLS], waited;
    SSL_CTX *other;
} now;

/* Counts, tells, and says what is to be done. */
static enum deed called(SSL *s, enum call c) {
    int n = ++now.num[c];
    printf("    %s %d: version %s, server name %s", names[c], n, SSL_get_version(s),
           SSL_get_servername(s, TLSEXT_NAMETYPE_host_name) ? SSL_get_servername(s, TLSEXT_NAMETYPE_host_name) : "-");
    if (c != NAME) printf(", reused %d", SSL_session_reused(s)); /* docs/differences.md: ours judges tickets after it */
    printf("\n");
    if (n < 2 || c != now.which || (now.deed == WAITS && now.waited++)) return NOTHING;
    return now.deed;
}

static int on_hello(SSL *s, int *al, void *arg) {
    (void)arg;
    enum deed d = called(s, HELLO);
    int share = SSL_client_hello_get0_ext(s, 51, NULL, NULL), cookie = SSL_client_hello_get0_ext(s, 44, NULL, NULL);
    printf("      key_share %d, cookie %d\n", share, cookie);
    *al = SSL_AD_ACCESS_DENIED;
    if (d == OTHERWISE) SSL_set_options(s, SSL_OP_NO_TICKET);
    return d == FAILS ? SSL_CLIENT_HELLO_ERROR : d == WAITS ? SSL_CLIENT_HELLO_RETRY : SSL_CLIENT_HELLO_SUCCESS;
}

static int on_name(SSL *s, int *al, void *arg) {
    (void)arg;
    enum deed d = called(s, NAME);
    *al = SSL_AD_ACCESS_DENIED;
    if (now.other && now.num[NAME] == 1) SSL_set_SSL_CTX(s, now.other);
    return d == FAILS ? SSL_TLSEXT_ERR_ALERT_FATAL : d == OTHERWISE ? SSL_TLSEXT_ERR_NOACK : SSL_TLSEXT_ERR_OK;
}

static int on_alpn(SSL *s, const unsigned char **out, unsigned char *outlen, const unsigned char *in, unsigned inlen, void *arg) {
    (void)inlen, (void)arg;
    enum deed d = called(s, ALPN);
    *out = in + (d == OTHERWISE ? 3 : 1);
    *outlen = 1;
    return d == FAILS ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_OK;
}

static int on_cert(SSL *s, void *arg) {
    (void)arg;
    enum deed d = called(s, CERT);
    if (d == OTHERWISE) {
        SSL_use_certificate_file(s, data_file("ec.pem"), SSL_FILETYPE_PEM);
        SSL_use_PrivateKey_file(s, data_file("ec.pem"), SSL_FILETYPE_PEM);
    }
    return d == FAILS ? 0 : d == WAITS ? -1 : 1;
}

static int on_status(SSL *s, void *arg) {
    (void)arg;
    if (!SSL_is_server(s)) {
        const unsigned char *p = NULL;
        long n = SSL_get_tlsext_status_ocsp_resp(s, &p);
        printf("    client's status: %ld %.*s\n", n, n > 0 ? (int)n : 0, n > 0 ? (const char *)p : "");
        return 1;
    }
    enum deed d = called(s, STATUS);
    char *resp = OPENSSL_strdup(d == OTHERWISE ? "another" : "response");
    if (d == OTHERWISE && now.other) {
        OPENSSL_free(resp);
        return SSL_TLSEXT_ERR_NOACK;
    }
    SSL_set_tlsext_status_ocsp_resp(s, resp, (long)strlen(resp));
    return d == FAILS ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_OK;
}

static int on_forbid(SSL *s, int is_forward_secure) {
    enum deed d = called(s, FORBID);
    printf("      forward secure %d\n", is_forward_secure);
    return d == OTHERWISE;
}

static SSL_CTX *server(void) {
    SSL_CTX *ctx = server_ctx("rsa.pem");
    SSL_CTX_set_client_hello_cb(ctx, on_hello, NULL);
    SSL_CTX_set_tlsext_servername_callback(ctx, on_name);
    SSL_CTX_set_alpn_select_cb(ctx, on_alpn, NULL);
    SSL_CTX_set_cert_cb(ctx, on_cert, NULL);
    SSL_CTX_set_tlsext_status_cb(ctx, on_status);
    SSL_CTX_set_not_resumable_session_callback(ctx, on_forbid);
    return ctx;
}

static SSL_SESSION *run(SSL_CTX *cc, SSL_CTX *sc, const char *groups, SSL_SESSION *sess) {
    memset(now.num, 0, sizeof now.num);
    now.waited = 0;
    struct pair p = pair_new(cc, sc);
    SSL_set1_groups_list(p.s, groups);
    SSL_set_tlsext_host_name(p.c, "host.example");
    if (sess) SSL_set_session(p.c, sess);
    SSL_SESSION_free(sess);
    sess = NULL;
    int ok = pair_handshake(p);
    while (!ok && now.waited == 1) ok = pair_handshake(p);
    if (ok) {
        const unsigned char *alpn = NULL;
        unsigned len = 0;
        pair_exchange(p);
        SSL_get0_alpn_selected(p.c, &alpn, &len);
        printf("  %s, reused %d, ALPN %.*s, key %d, host %s\n", SSL_get_version(p.c), SSL_session_reused(p.c), (int)len,
               len ? (const char *)alpn : "", EVP_PKEY_get_id(X509_get0_pubkey(SSL_get0_peer_certificate(p.c))),
               SSL_SESSION_get0_hostname(SSL_get_session(p.s)) ? SSL_SESSION_get0_hostname(SSL_get_session(p.s)) : "-");
        sess = SSL_get1_session(p.c);
        pair_close(p);
    }
    pair_free(p);
    return sess;
}

static void each(const char *groups, SSL_CTX *other) {
    for (enum call c = 0; c < NUM_CALLS; c++) {
        for (enum deed d = c == 0 ? NOTHING : FAILS; d < NUM_DEEDS; d++) {
            if (d == WAITS && c != HELLO && c != CERT) continue;
            if (d == FAILS && c == FORBID) continue;
            printf("groups %s%s: the second call for %s %s\n", groups, other ? ", another context" : "", names[c], deeds[d]);
            SSL_CTX *cc = client_ctx(0), *sc = server();
            SSL_CTX_set1_groups_list(cc, "X25519:P-256");
            SSL_CTX_set_alpn_protos(cc, (const unsigned char *)"\1a\1b", 4);
            SSL_CTX_set_tlsext_status_type(cc, TLSEXT_STATUSTYPE_ocsp);
            SSL_CTX_set_tlsext_status_cb(cc, on_status);
            now.which = c;
            now.deed = d;
            now.other = other;
            SSL_SESSION *sess = run(cc, sc, groups, NULL);
            if (sess) sess = run(cc, sc, groups, sess);
            SSL_SESSION_free(sess);
            printf("  accepted %ld %ld, good %ld\n", SSL_CTX_sess_accept(sc), other ? SSL_CTX_sess_accept(other) : 0,
                   SSL_CTX_sess_accept_good(sc));
            SSL_CTX_free(cc);
            SSL_CTX_free(sc);
        }
    }
}

int main(void) {
    each("X25519", NULL);
    each("P-256", NULL);
    SSL_CTX *other = server();
    each("P-256", other);
    SSL_CTX_free(other);
    return 0;
}
