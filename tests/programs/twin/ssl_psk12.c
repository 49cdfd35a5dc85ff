/* Pre-shared keys up to TLS 1.2: each key exchange, hints, wrong identities and keys, no callbacks, resumption. */
#include "pair.h"

static const char *client_identity, *server_key;
static unsigned key_len;

static unsigned on_client(SSL *s, const char *hint, char *identity, unsigned max_identity, unsigned char *psk,
                          unsigned max_psk) {
    printf("  client asked: %d, hint %s, room %u %u\n", s != NULL, hint ? hint : "(none)", max_identity, max_psk);
    if (!client_identity) return 0;
    snprintf(identity, max_identity + 1, "%s", client_identity);
    if (key_len <= max_psk) memset(psk, 'k', key_len);
    return key_len;
}

static unsigned on_server(SSL *s, const char *identity, unsigned char *psk, unsigned max_psk) {
    printf("  server asked: %d, identity %zu %.20s, room %u\n", s != NULL, strlen(identity), identity, max_psk);
    if (strcmp(identity, "nobody") == 0) return 0;
    if (strcmp(identity, "large") == 0) return max_psk + 1;
    memset(psk, server_key[0], key_len);
    return key_len;
}

static const char *text(const char *s) { return s ? s : "(none)"; }

static void show(struct pair p) {
    X509 *peer = SSL_get1_peer_certificate(p.c);
    printf("  %s %s, reused %d %d, certificate %d, verified %ld\n", SSL_get_version(p.c), SSL_get_cipher_name(p.c),
           SSL_session_reused(p.c), SSL_session_reused(p.s), peer != NULL, SSL_get_verify_result(p.c));
    printf("  client: identity %s, hint %s\n", text(SSL_get_psk_identity(p.c)), text(SSL_get_psk_identity_hint(p.c)));
    printf("  server: identity %s, hint %s\n", text(SSL_get_psk_identity(p.s)), text(SSL_get_psk_identity_hint(p.s)));
    X509_free(peer);
}

static SSL_CTX *cc, *sc;

static void begin(const char *pem, const char *ciphers, int version) {
    cc = client_ctx(1);
    sc = server_ctx(pem);
    client_identity = "someone";
    server_key = "k";
    key_len = 16;
    SSL_CTX_set_security_level(cc, version < TLS1_2_VERSION ? 0 : 1);
    SSL_CTX_set_security_level(sc, version < TLS1_2_VERSION ? 0 : 1);
    SSL_CTX_set_min_proto_version(sc, version);
    SSL_CTX_set_min_proto_version(cc, version);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_max_proto_version(sc, version);
    SSL_CTX_set_psk_client_callback(cc, on_client);
    SSL_CTX_set_psk_server_callback(sc, on_server);
    SSL_CTX_set_dh_auto(sc, 1);
    printf("%s, %x\n", ciphers, (unsigned)version);
    check(SSL_CTX_set_cipher_list(cc, ciphers) == 1 && SSL_CTX_set_cipher_list(sc, ciphers) == 1, "ciphers");
}

static void end(void) {
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

static void run(void) {
    struct pair p = pair_new(cc, sc);
    if (pair_handshake(p)) {
        show(p);
        pair_exchange(p);
    }
    pair_free(p);
}

static void go(const char *pem, const char *ciphers, int version) {
    begin(pem, ciphers, version);
    run();
    end();
}

static void hints(const char *ciphers, const char *pem) {
    char large[300];
    memset(large, 'h', sizeof large);
    large[256] = '\0';
    begin(pem, ciphers, TLS1_2_VERSION);
    printf(" hint %d\n", SSL_CTX_use_psk_identity_hint(sc, "a hint"));
    run();
    printf(" longest %d\n", SSL_CTX_use_psk_identity_hint(sc, large));
    run();
    large[256] = 'h', large[257] = '\0';
    printf(" too long %d\n", SSL_CTX_use_psk_identity_hint(sc, large));
    print_errors("main");
    printf(" empty %d\n", SSL_CTX_use_psk_identity_hint(sc, ""));
    run();
    printf(" none %d\n", SSL_CTX_use_psk_identity_hint(sc, NULL));
    struct pair p = pair_new(cc, sc);
    printf(" its own %d\n", SSL_use_psk_identity_hint(p.s, "own hint"));
    if (pair_handshake(p)) show(p);
    pair_free(p);
    end();
}

static void failures(const char *ciphers, const char *pem) {
    begin(pem, ciphers, TLS1_2_VERSION);
    client_identity = "nobody";
    run();
    client_identity = "large";
    run();
    client_identity = NULL;
    run();
    client_identity = "";
    run();
    client_identity = "someone";
    server_key = "x";
    printf(" another key\n");
    run();
    server_key = "k";
    printf(" the longest and a longer key\n");
    key_len = 512;
    run();
    key_len = 513;
    run();
    key_len = 1;
    run();
    printf(" no server callback\n");
    struct pair p = pair_new(cc, sc);
    SSL_set_psk_server_callback(p.s, NULL);
    pair_handshake(p);
    pair_free(p);
    printf(" no client callback\n");
    p = pair_new(cc, sc);
    SSL_set_psk_client_callback(p.c, NULL);
    pair_handshake(p);
    pair_free(p);
    end();
}

static void resume(const char *ciphers, const char *pem, int tickets) {
    begin(pem, ciphers, TLS1_2_VERSION);
    printf(" resumption, tickets %d\n", tickets);
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"x", 1);
    SSL_CTX_use_psk_identity_hint(sc, "a hint");
    if (!tickets) SSL_CTX_set_options(sc, SSL_OP_NO_TICKET);
    struct pair p = pair_new(cc, sc);
    check(pair_handshake(p), "first");
    SSL_SESSION *sess = SSL_get1_session(p.c), *back;
    pair_close(p);
    pair_free(p);
    unsigned char *der = NULL;
    int n = i2d_SSL_SESSION(sess, &der);
    const unsigned char *at = der;
    check(n > 0 && (back = d2i_SSL_SESSION(NULL, &at, n)) != NULL, "session");
    p = pair_new(cc, sc);
    SSL_set_session(p.c, back);
    if (pair_handshake(p)) show(p);
    pair_free(p);
    SSL_SESSION_free(sess);
    SSL_SESSION_free(back);
    OPENSSL_free(der);
    end();
}

int main(void) {
    static const char *const kinds[] = { "PSK", "DHE-PSK", "ECDHE-PSK", "RSA-PSK" };
    static const char *const rest[] = { "AES256-GCM-SHA384", "CHACHA20-POLY1305", "AES128-GCM-SHA256",
                                        "AES256-CBC-SHA384", "AES256-CBC-SHA",    "AES128-CBC-SHA256",
                                        "AES128-CBC-SHA" };
    char name[64];
    for (int k = 0; k < 4; k++) {
        const char *pem = k == 3 ? "rsa.pem" : NULL;
        for (int i = 0; i < 7; i++) {
            if (k == 2 && (i == 0 || i == 2)) continue;
            snprintf(name, sizeof name, "%s-%s", kinds[k], rest[i]);
            go(pem, name, TLS1_2_VERSION);
            snprintf(name, sizeof name, "%s-%s:@SECLEVEL=0", kinds[k], rest[i]);
            if (i > 2) go(pem, name, TLS1_VERSION);
            if (i > 2) go(pem, name, TLS1_1_VERSION);
        }
        snprintf(name, sizeof name, "%s-AES128-CBC-SHA256", kinds[k]);
        hints(name, pem);
        failures(name, pem);
        resume(name, pem, 0);
        resume(name, pem, 1);
    }
    go(NULL, "kRSAPSK", TLS1_2_VERSION);
    go("ec.pem", "kRSAPSK", TLS1_2_VERSION);
    go("rsa.pem", "ALL", TLS1_2_VERSION);
    begin("rsa.pem", "PSK", TLS1_2_VERSION);
    SSL_CTX_set_verify(sc, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    run();
    check(SSL_CTX_set_cipher_list(sc, "kDHEPSK") == 1, "ciphers");
    run();
    check(SSL_CTX_set_cipher_list(sc, "kRSAPSK") == 1, "ciphers");
    run();
    end();
    return 0;
}
