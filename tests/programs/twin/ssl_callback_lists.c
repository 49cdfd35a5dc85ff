/* What a callback can ask about the peer while the handshake is under way, and what is told after it: by each callback, in
 * full and resumed handshakes, and after one that failed. */
#include <openssl/x509.h>

#include "pair.h"

static int resuming, failing;

static void print_sigalgs(const char *what, SSL *s, int shared) {
    int sign, hash, both;
    unsigned char a, b;
    int num = shared ? SSL_get_shared_sigalgs(s, 0, NULL, NULL, NULL, NULL, NULL)
                     : SSL_get_sigalgs(s, -1, NULL, NULL, NULL, NULL, NULL);
    printf("    %s %d:", what, num);
    for (int i = 0; i < num; i++) {
        if (shared) {
            SSL_get_shared_sigalgs(s, i, &sign, &hash, &both, &a, &b);
        } else {
            SSL_get_sigalgs(s, i, &sign, &hash, &both, &a, &b);
        }
        printf(" %02x%02x", b, a);
    }
    printf("\n");
}

static void print_ciphers(SSL *s) {
    char buf[400] = "";
    STACK_OF(SSL_CIPHER) *sk = SSL_get_client_ciphers(s);
    const unsigned char *raw = NULL;
    printf("    client's ciphers %d, raw %ld, shared %s\n", sk_SSL_CIPHER_num(sk),
           SSL_is_server(s) ? (long)SSL_get0_raw_cipherlist(s, &raw) : 0,
           SSL_get_shared_ciphers(s, buf, sizeof buf) ? buf : "none");
}

static void print_groups(SSL *s) {
    int groups[50];
    int num = SSL_is_server(s) ? (int)SSL_get1_groups(s, NULL) : 0;
    if (num > 50) num = 0;
    if (num > 0) SSL_get1_groups(s, groups);
    printf("    groups %d:", num);
    for (int i = 0; i < num; i++) printf(" %d", groups[i]);
    printf(", shared %ld", SSL_is_server(s) ? (long)SSL_get_shared_group(s, -1) : 0);
    printf("\n");
}

static void look(const char *where, SSL *s) {
    printf("  %s of %s\n", where, SSL_is_server(s) ? "server" : "client");
    print_sigalgs("sigalgs", s, 0);
    print_sigalgs("shared", s, 1);
    print_ciphers(s);
    print_groups(s);
    printf("    names %d\n", sk_X509_NAME_num(SSL_get0_peer_CA_list(s)));
    print_errors("look");
}

static int on_hello(SSL *s, int *al, void *arg) {
    (void)al, (void)arg;
    look("client_hello_cb", s);
    return SSL_CLIENT_HELLO_SUCCESS;
}

static int on_name(SSL *s, int *al, void *arg) {
    (void)al, (void)arg;
    if (!resuming || SSL_version(s) < TLS1_3_VERSION) look("servername_cb", s); /* ours has not yet looked for the session */
    return SSL_TLSEXT_ERR_OK;
}

static int on_alpn(SSL *s, const unsigned char **out, unsigned char *len, const unsigned char *in, unsigned inlen, void *arg) {
    (void)arg, (void)inlen;
    look("alpn_select_cb", s);
    *out = in + 1;
    *len = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static int on_cert(SSL *s, void *arg) {
    (void)arg;
    look("cert_cb", s);
    return !failing || !SSL_is_server(s);
}

static int on_status(SSL *s, void *arg) {
    (void)arg;
    look("status_cb", s);
    return SSL_is_server(s) ? SSL_TLSEXT_ERR_NOACK : 1;
}

static int on_verify(int ok, X509_STORE_CTX *ctx) {
    SSL *s = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
    if (X509_STORE_CTX_get_error_depth(ctx) == 0) look("verify_cb", s);
    return ok;
}

static SSL_SESSION *kept;

static int on_session(SSL *s, SSL_SESSION *sess) {
    (void)s;
    SSL_SESSION_free(kept);
    kept = sess;
    return 1;
}

static SSL_CTX *looking_server(void) {
    SSL_CTX *sc = server_ctx("ec.pem");
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"lists", 5);
    check(SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL) == 1, "CA");
    SSL_CTX_set_client_CA_list(sc, SSL_load_client_CA_file(data_file("ca.pem")));
    SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, on_verify);
    SSL_CTX_set1_client_sigalgs_list(sc, "RSA-PSS+SHA256:RSA+SHA256:ECDSA+SHA384");
    SSL_CTX_set_client_hello_cb(sc, on_hello, NULL);
    SSL_CTX_set_tlsext_servername_callback(sc, on_name);
    SSL_CTX_set_alpn_select_cb(sc, on_alpn, NULL);
    SSL_CTX_set_cert_cb(sc, on_cert, NULL);
    SSL_CTX_set_tlsext_status_cb(sc, on_status);
    return sc;
}

static SSL_CTX *looking_client(int version) {
    SSL_CTX *cc = client_ctx(1);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_verify(cc, SSL_VERIFY_PEER, on_verify);
    check(SSL_CTX_use_certificate_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM) == 1, "certificate");
    check(SSL_CTX_use_PrivateKey_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM) == 1, "key");
    SSL_CTX_set_cert_cb(cc, on_cert, NULL);
    SSL_CTX_set_tlsext_servername_callback(cc, on_name);
    SSL_CTX_set_tlsext_status_type(cc, TLSEXT_STATUSTYPE_ocsp);
    SSL_CTX_set_tlsext_status_cb(cc, on_status);
    SSL_CTX_set_alpn_protos(cc, (const unsigned char *)"\2h2", 3);
    SSL_CTX_set_cipher_list(cc, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256");
    SSL_CTX_set1_groups_list(cc, "X25519:P-256:P-384");
    SSL_CTX_set1_sigalgs_list(cc, "ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256");
    SSL_CTX_set_session_cache_mode(cc, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(cc, on_session);
    return cc;
}

static void run(SSL_CTX *cc, SSL_CTX *sc) {
    struct pair p = pair_new(cc, sc);
    printf("=== version %d, resuming %d, failing %d\n", (int)SSL_CTX_get_max_proto_version(cc), resuming, failing);
    SSL_set_tlsext_host_name(p.c, "server.example");
    if (resuming && kept) SSL_set_session(p.c, kept);
    int done = pair_handshake(p);
    printf("  done %d, reused %d\n", done, SSL_session_reused(p.c));
    look("afterwards", p.c);
    look("afterwards", p.s);
    if (done) pair_exchange(p);
    pair_close(p);
    pair_free(p);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        SSL_CTX *sc = looking_server(), *cc = looking_client(version);
        for (resuming = 0; resuming < 2; resuming++) {
            for (failing = 0; failing < 2; failing++) {
                if (failing && !resuming) run(cc, sc);
                if (!failing) run(cc, sc);
            }
        }
        SSL_SESSION_free(kept);
        kept = NULL;
        SSL_CTX_free(sc);
        SSL_CTX_free(cc);
    }
    return 0;
}
