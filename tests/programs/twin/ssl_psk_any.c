/* The callbacks of the PSK suites where TLS 1.3 is spoken, too: what they are asked in each version, and a server that
 * has no certificate. */
#include "pair.h"

static const char *identity;
static unsigned client_len, server_len;

static unsigned on_client(SSL *s, const char *hint, char *out, unsigned max_identity, unsigned char *psk,
                          unsigned max_psk) {
    (void)s;
    printf("  client asked: hint %s, room %u %u\n", hint ? hint : "(none)", max_identity, max_psk);
    snprintf(out, max_identity + 1, "%s", identity);
    if (client_len <= max_psk) memset(psk, 'k', client_len);
    return client_len;
}

static unsigned on_server(SSL *s, const char *id, unsigned char *psk, unsigned max_psk) {
    if (strlen(id) < 40 || id[0] == 'l') {
        printf("  server asked in %s: %zu bytes, %.20s, room %u\n", SSL_get_version(s), strlen(id), id, max_psk);
    }
    if (strcmp(id, "nobody") == 0) return 0;
    if (server_len <= max_psk) memset(psk, 'k', server_len);
    return server_len;
}

/* The new callbacks come first, and say nothing. */
static int use_none(SSL *s, const EVP_MD *md, const unsigned char **id, size_t *id_len, SSL_SESSION **sess) {
    (void)s;
    printf("  use: digest %d\n", md != NULL);
    *id = NULL;
    *id_len = 0;
    *sess = NULL;
    return 1;
}

static int find_none(SSL *s, const unsigned char *id, size_t len, SSL_SESSION **sess) {
    (void)s;
    (void)id;
    printf("  find: %zu bytes\n", len);
    *sess = NULL;
    return 1;
}

static const char *text(const char *s) { return s ? s : "(none)"; }

static void run(const char *what, SSL_CTX *cc, SSL_CTX *sc) {
    struct pair p = pair_new(cc, sc);
    printf(" %s\n", what);
    if (pair_handshake(p)) {
        pair_exchange(p);
        printf("  %s %s, reused %d %d, certificate %d\n", SSL_get_version(p.c), SSL_get_cipher_name(p.c),
               SSL_session_reused(p.c), SSL_session_reused(p.s), SSL_get0_peer_certificate(p.c) != NULL);
        printf("  client: identity %s, hint %s\n", text(SSL_get_psk_identity(p.c)),
               text(SSL_get_psk_identity_hint(p.c)));
        printf("  server: identity %s, hint %s\n", text(SSL_get_psk_identity(p.s)),
               text(SSL_get_psk_identity_hint(p.s)));
    } else {
        printf("  failed\n");
    }
    pair_free(p);
}

static void begin(const char *id) {
    identity = id;
    client_len = server_len = 16;
}

static void all(const char *pem, int max, int new_ones) {
    static char longest[257];
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx(pem);
    printf("%s, up to %x%s\n", pem ? pem : "no certificate", (unsigned)max,
           new_ones ? ", with callbacks that know none" : "");
    memset(longest, 'l', 256);
    SSL_CTX_set_security_level(cc, 1);
    SSL_CTX_set_security_level(sc, 1);
    SSL_CTX_set_max_proto_version(sc, max);
    SSL_CTX_set_psk_client_callback(cc, on_client);
    SSL_CTX_set_psk_server_callback(sc, on_server);
    if (new_ones) {
        SSL_CTX_set_psk_use_session_callback(cc, use_none);
        SSL_CTX_set_psk_find_session_callback(sc, find_none);
    }
    check(SSL_CTX_set_cipher_list(cc, "PSK") == 1 && SSL_CTX_set_cipher_list(sc, "PSK") == 1, "ciphers");
    check(SSL_CTX_set_ciphersuites(cc, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384") == 1, "suites");
    begin("someone");
    run("both know it", cc, sc);
    begin("nobody");
    run("unknown to the server", cc, sc);
    begin("someone");
    client_len = 0;
    run("the client has none", cc, sc);
    begin("someone");
    client_len = 513;
    run("too long for the client", cc, sc);
    begin("someone");
    server_len = 513;
    run("too long for the server", cc, sc);
    begin("someone");
    client_len = server_len = 64;
    run("a long key", cc, sc);
    begin(longest);
    run("the longest name", cc, sc);
    begin("someone");
    check(SSL_CTX_set_ciphersuites(sc, "TLS_AES_256_GCM_SHA384") == 1, "suites");
    run("a suite with another hash", cc, sc);
    check(SSL_CTX_set1_groups_list(sc, "P-256") == 1, "groups");
    if (pem) run("the same after a retry", cc, sc); /* without a certificate OpenSSL fails before it */
    check(SSL_CTX_set_ciphersuites(sc, "TLS_AES_128_GCM_SHA256") == 1, "suites");
    run("a suite that fits, after a retry", cc, sc);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

int main(void) {
    for (int n = 0; n < 2; n++) {
        all("rsa.pem", TLS1_3_VERSION, n);
        all(NULL, TLS1_3_VERSION, n);
        all("rsa.pem", TLS1_2_VERSION, n);
    }
    return 0;
}
