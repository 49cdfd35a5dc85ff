/* The PSK callbacks of TLS 1.2, used for TLS 1.3. */
#include "pair.h"

static unsigned client_len = 16, server_len = 16;
static unsigned char server_byte = 'k';
static const char *identity = "someone";

static unsigned on_client(SSL *s, const char *hint, char *id, unsigned max_id, unsigned char *key, unsigned max) {
    (void)s;
    printf("  client callback: hint %s, room %u %u\n", hint ? hint : "(null)", max_id, max);
    snprintf(id, max_id + 1, "%s", identity);
    memset(key, 'k', client_len < max ? client_len : max);
    return client_len;
}

static unsigned on_server(SSL *s, const char *id, unsigned char *key, unsigned max) {
    (void)s;
    printf("  server callback: %s, room %u\n", id, max);
    if (strcmp(id, "someone") != 0 && strlen(id) != PSK_MAX_IDENTITY_LEN) return 0;
    memset(key, server_byte, server_len < max ? server_len : max);
    return server_len;
}

static int use_nothing(SSL *s, const EVP_MD *md, const unsigned char **id, size_t *len, SSL_SESSION **sess) {
    (void)s;
    printf("  use: %s\n", md ? "with a digest" : "no digest");
    *id = NULL;
    *len = 0;
    *sess = NULL;
    return 1;
}

static int find_nothing(SSL *s, const unsigned char *id, size_t len, SSL_SESSION **sess) {
    (void)s;
    (void)id;
    printf("  find: %zu\n", len);
    *sess = NULL;
    return 1;
}

static void show(SSL *s, const char *who) {
    const char *id = SSL_get_psk_identity(s);
    printf("  %s: %s %s resumed %d identity %s, peer %s\n", who, SSL_get_version(s), SSL_get_cipher_name(s), SSL_session_reused(s),
           id ? id : "(null)", SSL_get0_peer_certificate(s) ? "has one" : "has none");
}

enum how { PLAIN, NO_CERT, BOTH, SUITE384, RETRY, NO_SERVER_CB, DUP, OLD };

static void run(const char *what, enum how how) {
    printf("%s\n", what);
    SSL_CTX *cc = client_ctx(1), *sc = server_ctx(how == NO_CERT ? NULL : "rsa.pem");
    SSL_CTX_set_psk_client_callback(cc, on_client);
    if (how != NO_SERVER_CB) SSL_CTX_set_psk_server_callback(sc, on_server);
    if (how == BOTH) {
        SSL_CTX_set_psk_use_session_callback(cc, use_nothing);
        SSL_CTX_set_psk_find_session_callback(sc, find_nothing);
    }
    if (how == SUITE384) SSL_CTX_set_ciphersuites(sc, "TLS_AES_256_GCM_SHA384");
    if (how == RETRY) SSL_CTX_set1_groups_list(sc, "P-384");
    if (how == OLD) SSL_CTX_set_max_proto_version(sc, TLS1_2_VERSION);
    struct pair p = pair_new(cc, sc);
    if (how == DUP) {
        SSL *d = SSL_new(cc), *e = SSL_dup(d);
        BIO *b = SSL_get_rbio(p.c);
        BIO_up_ref(b);
        SSL_set_bio(e, b, b);
        SSL_set_connect_state(e);
        SSL_free(p.c);
        SSL_free(d);
        p.c = e;
    }
    if (pair_handshake(p)) {
        show(p.c, "client");
        show(p.s, "server");
        pair_exchange(p);
        pair_close(p);
    }
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

int main(void) {
    static char longest[PSK_MAX_IDENTITY_LEN + 1];
    setvbuf(stdout, NULL, _IONBF, 0);
    run("with a certificate", PLAIN);
    run("without", NO_CERT);
    run("after those of TLS 1.3", BOTH);
    run("the server's suite is of SHA-384", SUITE384);
    run("after a retry", RETRY);
    run("the server has no callback", NO_SERVER_CB);
    run("of a duplicate", DUP);
    identity = "nobody";
    run("unknown", PLAIN);
    memset(longest, 'i', PSK_MAX_IDENTITY_LEN);
    identity = longest;
    run("the longest identity", PLAIN);
    identity = "";
    run("an empty identity", PLAIN);
    identity = "someone";
    client_len = 0;
    run("the client has none", PLAIN);
    client_len = 16;
    server_len = 0;
    run("the server has none", PLAIN);
    server_len = 17;
    run("another length", PLAIN);
    server_len = 16;
    server_byte = 'x';
    run("another key", PLAIN);
    server_byte = 'k';
    client_len = 513;
    run("the client's is too long", PLAIN);
    client_len = 16;
    server_len = 513;
    run("the server's is too long", PLAIN);
    server_len = 16;
    run("a TLS 1.2 server", OLD);
    return 0;
}
