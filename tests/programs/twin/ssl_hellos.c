/* What the hellos of both ends say, field by field, for each setting that shapes them: versions, suites, groups, options,
 * security levels; and what the server's other messages carry. What is random is told by its length. */
#include "pair.h"

typedef unsigned char byte;

static int told; /* messages of the connection at hand that are printed */

static unsigned num(const byte *p, unsigned width) {
    unsigned v = 0;
    for (unsigned i = 0; i < width; i++) v = v << 8 | p[i];
    return v;
}

static void print_bytes(const byte *p, size_t n) {
    for (size_t i = 0; i < n; i++) printf("%02x", p[i]);
}

/* Without those of DSA, which only OpenSSL has. */
static void print_schemes(const byte *p, size_t n) {
    for (size_t at = 2; at + 1 < n; at += 2) {
        if (p[at + 1] != 2 || p[at] > 6) print_bytes(p + at, 2);
    }
    printf("\n");
}

/* Key shares, tickets and PSKs are told by their shape; of point formats, that uncompressed is first, or the only one. */
static void print_extension(unsigned message, unsigned type, const byte *p, size_t n) {
    printf("    %u of ", type);
    if (type == 13) print_schemes(p, n);
    else if (type == 11) printf("%s\n", n > 1 && p[1] == 0 ? "uncompressed" : "another format");
    else if (type == 35) printf("%s\n", n > 0 ? "a ticket" : "nothing");
    else if (type == 41 && message == 1) printf("%u identities\n", num(p, 2) > 0);
    else if (type == 51 && message == 1) printf("%zu, share of %04x\n", n, num(p + 2, 2));
    else if (type == 51) printf("%zu, share of %04x\n", n, num(p, 2));
    else if (type == 0xff01) printf("%zu\n", n);
    else {
        printf("%zu ", n);
        print_bytes(p, n);
        printf("\n");
    }
}

static void print_extensions(unsigned message, const byte *p, size_t n) {
    if (n == 0) {
        printf("    none\n");
        return;
    }
    for (size_t at = 2; at + 4 <= 2 + (size_t)num(p, 2); at += 4 + num(p + at + 2, 2)) {
        print_extension(message, num(p + at, 2), p + at + 4, num(p + at + 2, 2));
    }
}

static void print_client_hello(const byte *p, size_t n) {
    size_t at = 34;
    printf("  ClientHello %04x, id of %d\n    suites ", num(p, 2), p[34]);
    at += 1 + (size_t)p[34];
    print_bytes(p + at + 2, num(p + at, 2));
    at += 2 + num(p + at, 2);
    printf("\n    compressions ");
    print_bytes(p + at + 1, p[at]);
    printf("\n");
    at += 1 + (size_t)p[at];
    print_extensions(1, p + at, n - at);
}

static void print_server_hello(const byte *p, size_t n) {
    size_t at = 35 + (size_t)p[34];
    printf("  ServerHello %04x, id of %d, suite %04x, compression %d\n", num(p, 2), p[34], num(p + at, 2), p[at + 2]);
    print_extensions(2, p + at + 3, n - at - 3);
}

static void on_message(int sent, int version, int type, const void *buf, size_t len, SSL *ssl, void *arg) {
    const byte *m = (const byte *)buf, *p = m + 4;
    (void)version, (void)ssl, (void)arg;
    if (!sent || type != SSL3_RT_HANDSHAKE) return;
    size_t n = len - 4;
    switch (m[0]) {
    case SSL3_MT_CLIENT_HELLO: print_client_hello(p, n); break;
    case SSL3_MT_SERVER_HELLO: print_server_hello(p, n); break;
    case SSL3_MT_ENCRYPTED_EXTENSIONS:
        printf("  EncryptedExtensions\n");
        print_extensions(8, p, n > 2 ? n : 0);
        break;
    case SSL3_MT_NEWSESSION_TICKET: printf("  NewSessionTicket, lifetime %u\n", num(p, 4)); break;
    default: break;
    }
    told++;
}

/* What is set besides. */
struct shape {
    const char *what;
    int min, max;
    unsigned long off, on;        /* options of the client: cleared, set */
    const char *ciphers, *suites, *groups, *schemes;
    int level;                    /* -1: the default */
    const char *server_groups;
    int server_max;
    unsigned asks;                /* of the features below */
};

enum { NAME = 1, ALPN = 2, STATUS = 4, POST_AUTH = 8, FRAGMENT = 16, FALLBACK = 32, AUTHORITIES = 64, EARLY = 128,
       CERTIFICATE = 256 };

static const struct shape shapes[] = {
    { .what = "as it is", .level = -1 },
    { .what = "1.3 alone", .min = TLS1_3_VERSION, .level = -1 },
    { .what = "1.2 alone", .max = TLS1_2_VERSION, .level = -1 },
    { .what = "1.0 to 1.2, level 0", .min = TLS1_VERSION, .max = TLS1_2_VERSION, .level = 0 },
    { .what = "1.0 to 1.3, level 0", .min = TLS1_VERSION, .level = 0 },
    { .what = "1.0, level 0", .min = TLS1_VERSION, .max = TLS1_VERSION, .level = 0 },
    { .what = "1.1 and 1.3, level 0", .min = TLS1_1_VERSION, .on = SSL_OP_NO_TLSv1_2, .level = 0 },
    { .what = "no 1.3", .on = SSL_OP_NO_TLSv1_3, .level = -1 },
    { .what = "no ticket", .on = SSL_OP_NO_TICKET, .level = -1 },
    { .what = "1.3 alone, no ticket", .min = TLS1_3_VERSION, .on = SSL_OP_NO_TICKET, .level = -1 },
    { .what = "1.3 alone, no encrypt-then-MAC", .min = TLS1_3_VERSION, .on = SSL_OP_NO_ENCRYPT_THEN_MAC, .level = -1 },
    { .what = "1.3 alone, no extended master secret", .min = TLS1_3_VERSION, .on = SSL_OP_NO_EXTENDED_MASTER_SECRET, .level = -1 },
    { .what = "neither of both", .on = SSL_OP_NO_ENCRYPT_THEN_MAC | SSL_OP_NO_EXTENDED_MASTER_SECRET, .level = -1 },
    { .what = "no middlebox compatibility", .off = SSL_OP_ENABLE_MIDDLEBOX_COMPAT, .level = -1 },
    { .what = "psk_ke", .on = SSL_OP_ALLOW_NO_DHE_KEX, .level = -1 },
    { .what = "one group", .groups = "P-384", .level = -1 },
    { .what = "a group that the server wants not", .groups = "P-256:X25519", .server_groups = "X25519:P-256", .level = -1 },
    { .what = "a retry", .groups = "P-256:X25519", .server_groups = "X25519", .level = -1 },
    { .what = "a retry with 1.3 alone", .min = TLS1_3_VERSION, .groups = "P-256:X25519", .server_groups = "X25519", .level = -1 },
    { .what = "finite fields", .groups = "ffdhe2048:X25519", .level = -1 },
    { .what = "finite fields alone, 1.3", .min = TLS1_3_VERSION, .groups = "ffdhe2048", .server_groups = "ffdhe2048", .level = -1 },
    { .what = "finite fields, 1.2", .max = TLS1_2_VERSION, .groups = "ffdhe2048:X25519", .level = -1 },
    { .what = "RSA key exchange, 1.2", .max = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256", .level = -1 },
    { .what = "RSA key exchange, 1.2 and 1.3", .ciphers = "AES128-GCM-SHA256", .level = -1 },
    { .what = "CBC, 1.2", .max = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES128-SHA256", .level = -1 },
    { .what = "one suite of 1.3", .suites = "TLS_CHACHA20_POLY1305_SHA256", .level = -1 },
    { .what = "no suite of 1.3", .max = TLS1_2_VERSION, .suites = "", .level = -1 },
    { .what = "two schemes", .schemes = "RSA-PSS+SHA256:RSA+SHA256", .level = -1 },
    { .what = "level 1", .level = 1 },
    { .what = "level 3", .level = 3 },
    { .what = "all features", .asks = NAME | ALPN | STATUS | POST_AUTH | FRAGMENT | AUTHORITIES | CERTIFICATE, .level = -1 },
    { .what = "all features, 1.2", .max = TLS1_2_VERSION, .level = -1,
      .asks = NAME | ALPN | STATUS | POST_AUTH | FRAGMENT | AUTHORITIES | CERTIFICATE },
    { .what = "all features, 1.3 alone", .min = TLS1_3_VERSION, .level = -1,
      .asks = NAME | ALPN | STATUS | POST_AUTH | FRAGMENT | AUTHORITIES | CERTIFICATE },
    { .what = "all features, a server of 1.2", .server_max = TLS1_2_VERSION, .level = -1,
      .asks = NAME | ALPN | STATUS | POST_AUTH | FRAGMENT | AUTHORITIES },
    { .what = "a fallback, to a server of 1.2", .max = TLS1_2_VERSION, .server_max = TLS1_2_VERSION, .asks = FALLBACK, .level = -1 },
    { .what = "a name and early data", .asks = NAME | EARLY, .level = -1 },
    { .what = "early data and a retry", .groups = "P-256:X25519", .server_groups = "X25519", .asks = EARLY, .level = -1 },
    { .what = "a server of 1.2", .server_max = TLS1_2_VERSION, .level = -1 },
};

static SSL_CTX *shaped_client(const struct shape *s) {
    SSL_CTX *c = client_ctx(0);
    check(SSL_CTX_set_min_proto_version(c, s->min) == 1 && SSL_CTX_set_max_proto_version(c, s->max) == 1, "versions");
    SSL_CTX_clear_options(c, s->off);
    SSL_CTX_set_options(c, s->on);
    if (s->level >= 0) SSL_CTX_set_security_level(c, s->level);
    if (s->ciphers) check(SSL_CTX_set_cipher_list(c, s->ciphers) == 1, "ciphers");
    if (s->suites) check(SSL_CTX_set_ciphersuites(c, s->suites) == 1, "suites");
    if (s->groups) check(SSL_CTX_set1_groups_list(c, s->groups) == 1, "groups");
    if (s->schemes) check(SSL_CTX_set1_sigalgs_list(c, s->schemes) == 1, "schemes");
    SSL_CTX_set_msg_callback(c, on_message);
    if (s->asks & STATUS) SSL_CTX_set_tlsext_status_type(c, TLSEXT_STATUSTYPE_ocsp);
    if (s->asks & POST_AUTH) SSL_CTX_set_post_handshake_auth(c, 1);
    if (s->asks & FRAGMENT) SSL_CTX_set_tlsext_max_fragment_length(c, TLSEXT_max_fragment_length_2048);
    if (s->asks & ALPN) check(SSL_CTX_set_alpn_protos(c, (const byte *)"\2h2\10http/1.1", 12) == 0, "ALPN");
    if (s->asks & FALLBACK) SSL_CTX_set_mode(c, SSL_MODE_SEND_FALLBACK_SCSV);
    if (s->asks & AUTHORITIES) SSL_CTX_set0_CA_list(c, SSL_load_client_CA_file(data_file("ca.pem")));
    return c;
}

static int choose_protocol(SSL *s, const byte **out, byte *out_len, const byte *in, unsigned len, void *arg) {
    (void)s, (void)arg, (void)len;
    *out = in + 1;
    *out_len = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static int give_status(SSL *s, void *arg) {
    (void)arg;
    SSL_set_tlsext_status_ocsp_resp(s, OPENSSL_memdup("abc", 3), 3);
    return SSL_TLSEXT_ERR_OK;
}

static int take_name(SSL *s, int *alert, void *arg) {
    (void)s, (void)alert, (void)arg;
    return SSL_TLSEXT_ERR_OK;
}

static SSL_CTX *shaped_server(const struct shape *s) {
    SSL_CTX *c = server_ctx("rsa.pem");
    SSL_CTX_set_min_proto_version(c, TLS1_VERSION);
    if (s->level == 0) SSL_CTX_set_security_level(c, 0);
    if (s->server_groups) check(SSL_CTX_set1_groups_list(c, s->server_groups) == 1, "groups");
    check(SSL_CTX_set_max_proto_version(c, s->server_max) == 1, "version");
    SSL_CTX_set_msg_callback(c, on_message);
    SSL_CTX_set_alpn_select_cb(c, choose_protocol, NULL);
    SSL_CTX_set_tlsext_status_cb(c, give_status);
    SSL_CTX_set_tlsext_servername_callback(c, take_name);
    if (s->asks & EARLY) SSL_CTX_set_max_early_data(c, 1000);
    if (s->asks & CERTIFICATE) {
        check(SSL_CTX_load_verify_locations(c, data_file("ca.pem"), NULL) == 1, "CA");
        SSL_CTX_set_client_CA_list(c, SSL_load_client_CA_file(data_file("ca.pem")));
        SSL_CTX_set_verify(c, SSL_VERIFY_PEER, NULL);
        SSL_CTX_set_session_id_context(c, (const byte *)"s", 1);
    }
    return c;
}

static void once(const struct shape *s, SSL_CTX *cc, SSL_CTX *sc, SSL_SESSION *old, SSL_SESSION **out) {
    struct pair p = pair_new(cc, sc);
    size_t n;
    told = 0;
    if (s->asks & NAME) check(SSL_set_tlsext_host_name(p.c, "server.example") == 1, "name");
    if (old) check(SSL_set_session(p.c, old) == 1, "session");
    if (old && s->asks & EARLY) check(SSL_write_early_data(p.c, "early", 5, &n) == 1, "early data");
    if (pair_handshake(p)) {
        pair_exchange(p);
        printf("  %s %s, resumed %d\n", SSL_get_version(p.c), SSL_get_cipher(p.c), SSL_session_reused(p.c));
        if (out) *out = SSL_get1_session(p.c);
        pair_close(p);
    }
    printf("  %d messages\n", told);
    pair_free(p);
}

static void each_shape(void) {
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        const struct shape *s = &shapes[i];
        SSL_CTX *cc = shaped_client(s), *sc = shaped_server(s);
        SSL_SESSION *kept = NULL;
        printf("%s\n", s->what);
        once(s, cc, sc, NULL, &kept);
        if (kept) {
            printf("%s, again\n", s->what);
            once(s, cc, sc, kept, NULL);
        }
        SSL_SESSION_free(kept);
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

int main(void) {
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    each_shape();
    return 0;
}
