/* External PSKs in TLS 1.3: the session callbacks of both ends, hashes, retries, a ticket besides. */
#include "pair.h"

static SSL_SESSION *last;
static const char *client_id, *server_id;
static const SSL_CIPHER *client_suite, *server_suite;
static unsigned char client_key, server_key;
static size_t key_len = 48;
static int client_version, use_answer, find_answer, num_found;

static int on_new(SSL *s, SSL_SESSION *sess) {
    (void)s;
    SSL_SESSION_free(last);
    last = sess;
    return 1;
}

static const SSL_CIPHER *suite(SSL *s, unsigned char low) {
    const unsigned char id[2] = { 0x13, low };
    return SSL_CIPHER_find(s, id);
}

static SSL_SESSION *make(const SSL_CIPHER *c, unsigned char key, int version) {
    unsigned char bytes[512];
    SSL_SESSION *sess = SSL_SESSION_new();
    memset(bytes, key, sizeof bytes);
    check(sess && SSL_SESSION_set1_master_key(sess, bytes, key_len) && SSL_SESSION_set_cipher(sess, c) &&
              SSL_SESSION_set_protocol_version(sess, version),
          "session");
    return sess;
}

static int on_use(SSL *s, const EVP_MD *md, const unsigned char **id, size_t *id_len, SSL_SESSION **sess) {
    (void)s;
    printf("  use: digest of %d bytes\n", md ? EVP_MD_get_size(md) : 0);
    *sess = NULL;
    if (client_id) {
        *id = (const unsigned char *)client_id;
        *id_len = strlen(client_id);
        *sess = make(client_suite, client_key, client_version);
    }
    return use_answer;
}

static int on_find(SSL *s, const unsigned char *id, size_t len, SSL_SESSION **sess) {
    (void)s;
    num_found++;
    *sess = NULL;
    if (len < 40) printf("  find: %.*s\n", (int)len, (const char *)id);
    if (server_id && strlen(server_id) == len && memcmp(id, server_id, len) == 0)
        *sess = make(server_suite, server_key, TLS1_3_VERSION);
    return find_answer;
}

static void reset(SSL *s) {
    client_id = server_id = "someone";
    client_suite = server_suite = suite(s, 1);
    client_key = server_key = 1;
    client_version = TLS1_3_VERSION;
    use_answer = find_answer = 1;
}

static int once(const char *what, SSL_CTX *cc, SSL_CTX *sc, SSL_SESSION *with) {
    struct pair p = pair_new(cc, sc);
    int ok;
    printf(" %s\n", what);
    if (with) SSL_set_session(p.c, with);
    ok = pair_handshake(p);
    if (ok) {
        pair_exchange(p);
        printf("  reused %d %d, %s, certificate %d, ticket afterwards %d\n", SSL_session_reused(p.c), SSL_session_reused(p.s),
               SSL_get_cipher_name(p.c), SSL_get0_peer_certificate(p.c) != NULL, SSL_SESSION_has_ticket(SSL_get_session(p.c)));
        printf("  verify results %ld %ld\n", SSL_get_verify_result(p.c), SSL_get_verify_result(p.s));
        pair_close(p);
    } else {
        printf("  failed\n");
    }
    pair_free(p);
    return ok;
}

static void contexts(SSL_CTX **cc, SSL_CTX **sc) {
    *cc = client_ctx(0);
    *sc = server_ctx("ec.pem");
    SSL_CTX_set_session_cache_mode(*cc, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(*cc, on_new);
    SSL_CTX_set_psk_use_session_callback(*cc, on_use);
    SSL_CTX_set_psk_find_session_callback(*sc, on_find);
}

/* Keys of any length, and what a session with one is written as. */
static void lengths(SSL *s, SSL_CTX *cc, SSL_CTX *sc) {
    static const size_t lens[] = { 1, 32, 63, 64, 65, 100, 255, 256, 257, 511, 512 };
    char text[60];
    SSL_CTX_set_ciphersuites(sc, "TLS_AES_128_GCM_SHA256");
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        unsigned char out[600], *der = NULL;
        const unsigned char *at;
        reset(s);
        key_len = lens[i];
        snprintf(text, sizeof text, "a key of %zu bytes", key_len);
        once(text, cc, sc, NULL);
        SSL_SESSION *sess = make(suite(s, 1), 7, TLS1_3_VERSION), *copy = SSL_SESSION_dup(sess);
        memset(out, 0, sizeof out);
        printf("  %zu %zu", SSL_SESSION_get_master_key(copy, NULL, 0), SSL_SESSION_get_master_key(copy, out, 500));
        int len = i2d_SSL_SESSION(sess, &der);
        at = der;
        SSL_SESSION *read = d2i_SSL_SESSION(NULL, &at, len);
        printf(" %d, read %zu, the last %d\n", read != NULL, SSL_SESSION_get_master_key(read, out, sizeof out), out[key_len - 1]);
        printf("  shorter again %d", SSL_SESSION_set1_master_key(read, out, 5));
        printf(" %zu\n", SSL_SESSION_get_master_key(read, out, sizeof out));
        OPENSSL_free(der);
        SSL_SESSION_free(sess);
        SSL_SESSION_free(copy);
        SSL_SESSION_free(read);
    }
    key_len = 48;
}

int main(void) {
    SSL_CTX *cc, *sc;
    contexts(&cc, &sc);
    SSL *s = SSL_new(cc);
    reset(s);
    once("the PSK", cc, sc, NULL);
    client_id = "stranger";
    once("unknown identity", cc, sc, NULL);
    client_id = NULL;
    once("no PSK", cc, sc, NULL);
    reset(s);
    server_key = 2;
    once("another key", cc, sc, NULL);
    reset(s);
    use_answer = 0;
    once("the client's callback fails", cc, sc, NULL);
    reset(s);
    find_answer = 0;
    once("the server's callback fails", cc, sc, NULL);
    reset(s);
    client_version = TLS1_2_VERSION;
    once("a TLS 1.2 session", cc, sc, NULL);
    reset(s);
    client_suite = server_suite = suite(s, 2);
    once("SHA-384", cc, sc, NULL);
    SSL_CTX_set_ciphersuites(sc, "TLS_AES_128_GCM_SHA256");
    once("SHA-384, of which the server has no suite", cc, sc, NULL);
    reset(s);
    once("SHA-256", cc, sc, NULL);
    SSL_CTX_set_ciphersuites(sc, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
    SSL_CTX_set1_groups_list(sc, "P-384");
    once("a retry", cc, sc, NULL);
    client_suite = server_suite = suite(s, 2);
    once("a retry with SHA-384", cc, sc, NULL);
    client_suite = suite(s, 1);
    once("a retry, server's hash is another", cc, sc, NULL);
    SSL_CTX_set_ciphersuites(sc, "TLS_AES_128_GCM_SHA256");
    client_suite = server_suite = suite(s, 2);
    once("a retry with another hash", cc, sc, NULL);
    lengths(s, cc, sc);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);

    contexts(&cc, &sc);
    reset(s);
    client_suite = server_suite = suite(s, 2);
    client_id = "stranger";
    once("a ticket", cc, sc, NULL);
    SSL_SESSION *t = last;
    last = NULL;
    client_id = "someone";
    once("ticket and PSK", cc, sc, t);
    SSL_CTX *other = server_ctx("ec.pem");
    SSL_CTX_set_psk_find_session_callback(other, on_find);
    once("ticket that is of no use and PSK", cc, other, t);
    client_id = "stranger";
    once("both of no use", cc, other, t);
    once("ticket and a PSK of no use", cc, sc, t);
    client_id = "someone";
    SSL_CTX_set_psk_find_session_callback(other, NULL);
    once("a server without PSKs", cc, other, t);
    SSL_CTX_set_max_proto_version(other, TLS1_2_VERSION);
    once("a TLS 1.2 server", cc, other, NULL);
    SSL_CTX_set_max_proto_version(other, 0);
    SSL_CTX_set_options(cc, SSL_OP_ALLOW_NO_DHE_KEX);
    once("psk_ke alone at the client", cc, sc, NULL);
    SSL_CTX_set_options(sc, SSL_OP_ALLOW_NO_DHE_KEX);
    once("psk_ke at both", cc, sc, NULL);

    /* on the connection, not the context */
    SSL_CTX_set_psk_use_session_callback(cc, NULL);
    SSL_CTX_set_psk_find_session_callback(sc, NULL);
    struct pair p = pair_new(cc, sc);
    SSL_set_psk_use_session_callback(p.c, on_use);
    SSL_set_psk_find_session_callback(p.s, on_find);
    printf(" on the connections: %d\n", pair_handshake(p));
    printf("  reused %d %d\n", SSL_session_reused(p.c), SSL_session_reused(p.s));
    pair_free(p);

    SSL_SESSION_free(t);
    SSL_SESSION_free(last);
    SSL_free(s);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
    SSL_CTX_free(other);
    return 0;
}
