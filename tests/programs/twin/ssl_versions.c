/* Versions: every bound and every hole on either side, the methods of one version, fallbacks, old and future hellos;
 * what a TLS 1.0 and 1.1 connection says about itself. */
#include "pair.h"

#define LEVEL0 "DEFAULT:@SECLEVEL=0"

static SSL_CTX *any_version(SSL_CTX *ctx) {
    check(SSL_CTX_set_cipher_list(ctx, LEVEL0) == 1, "cipher list");
    SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(ctx, 0);
    return ctx;
}

static void print_end(const char *who, const SSL *s) {
    int nid = 0, peer = 0;
    const SSL_CIPHER *c = SSL_get_current_cipher(s);
    SSL_get_signature_nid((SSL *)s, &nid);
    SSL_get_peer_signature_nid((SSL *)s, &peer);
    printf("  %s: %s %x %s signs %s, peer %s\n", who, SSL_get_version(s), SSL_version(s), SSL_CIPHER_get_name(c),
           OBJ_nid2sn(nid), OBJ_nid2sn(peer));
    printf("  reused %d, extms %ld, session %x\n", SSL_session_reused(s), SSL_get_extms_support((SSL *)s),
           SSL_SESSION_get_protocol_version(SSL_get0_session(s)));
}

/* Handshake, data both ways, what both ends say. */
static void run(SSL_CTX *cc, SSL_CTX *sc, SSL_SESSION **sess) {
    struct pair p = pair_new(cc, sc);
    if (sess && *sess) SSL_set_session(p.c, *sess);
    if (pair_handshake(p)) {
        char buf[200] = { 0 };
        pair_exchange(p);
        check(SSL_write(p.c, buf, 200) == 200, "write");
        int n = 0;
        for (int i = 0; i < 4 && n < 200; i++) {
            int k = SSL_read(p.s, buf, 200);
            if (k > 0) n += k;
        }
        check(n == 200, "200 bytes");
        print_end("client", p.c);
        print_end("server", p.s);
        if (sess) {
            SSL_SESSION_free(*sess);
            *sess = SSL_get1_session(p.c);
        }
        pair_close(p);
    }
    pair_free(p);
}

static void bounds(void) {
    static const int v[] = { TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION };
    for (int ci = 0; ci < 4; ci++) {
        for (int ca = ci; ca < 4; ca++) {
            for (int si = 0; si < 4; si++) {
                for (int sa = si; sa < 4; sa++) {
                    SSL_CTX *cc = any_version(client_ctx(1)), *sc = any_version(server_ctx("rsa.pem"));
                    SSL_CTX_set_min_proto_version(cc, v[ci]);
                    SSL_CTX_set_max_proto_version(cc, v[ca]);
                    SSL_CTX_set_min_proto_version(sc, v[si]);
                    SSL_CTX_set_max_proto_version(sc, v[sa]);
                    printf("client %x-%x, server %x-%x\n", v[ci], v[ca], v[si], v[sa]);
                    struct pair p = pair_new(cc, sc);
                    if (pair_handshake(p)) printf("  %s\n", SSL_get_version(p.s));
                    pair_free(p);
                    SSL_CTX_free(cc);
                    SSL_CTX_free(sc);
                }
            }
        }
    }
}

static uint64_t options_of(int set) {
    return (set & 1 ? 0 : SSL_OP_NO_TLSv1) | (set & 2 ? 0 : SSL_OP_NO_TLSv1_1) | (set & 4 ? 0 : SSL_OP_NO_TLSv1_2) |
           (set & 8 ? 0 : SSL_OP_NO_TLSv1_3);
}

static void holes(void) {
    for (int c = 0; c < 16; c++) {
        for (int s = 0; s < 16; s++) {
            SSL_CTX *cc = any_version(client_ctx(1)), *sc = any_version(server_ctx("ec.pem"));
            SSL_CTX_set_options(cc, options_of(c));
            SSL_CTX_set_options(sc, options_of(s));
            printf("client set %x, server set %x\n", c, s);
            struct pair p = pair_new(cc, sc);
            if (pair_handshake(p)) printf("  %s, %s\n", SSL_get_version(p.c), SSL_get_version(p.s));
            pair_free(p);
            SSL_CTX_free(cc);
            SSL_CTX_free(sc);
        }
    }
}

typedef const SSL_METHOD *(*method)(void);

static void methods(void) {
    static const method client[] = { TLSv1_client_method, TLSv1_1_client_method, TLSv1_2_client_method, TLS_client_method,
                                     TLSv1_method };
    static const method server[] = { TLSv1_server_method, TLSv1_1_server_method, TLSv1_2_server_method, TLS_server_method,
                                     TLSv1_1_method };
    for (int c = 0; c < 5; c++) {
        for (int s = 0; s < 5; s++) {
            SSL_CTX *cc = SSL_CTX_new(client[c]()), *sc = SSL_CTX_new(server[s]());
            check(cc && sc, "contexts");
            any_version(cc);
            any_version(sc);
            SSL_CTX_use_certificate_file(sc, data_file("rsa.pem"), SSL_FILETYPE_PEM);
            SSL_CTX_use_PrivateKey_file(sc, data_file("rsa.pem"), SSL_FILETYPE_PEM);
            printf("client method %d, server method %d\n", c, s);
            struct pair p = pair_new(cc, sc);
            printf("  before: %s %x, %s %x\n", SSL_get_version(p.c), SSL_version(p.c), SSL_get_version(p.s), SSL_version(p.s));
            if (pair_handshake(p)) printf("  %s, %s\n", SSL_get_version(p.c), SSL_get_version(p.s));
            pair_free(p);
            SSL_CTX_free(cc);
            SSL_CTX_free(sc);
        }
    }
}

static void levels(void) {
    static const char *const suites[] = { "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "AES128-SHA" };
    for (int level = 0; level < 5; level++) {
        for (int i = 0; i < 12; i++) {
            int side = i & 1, v = i & 2 ? TLS1_VERSION : TLS1_1_VERSION;
            SSL_CTX *cc = any_version(client_ctx(0)), *sc = any_version(server_ctx(i < 4 ? "ec.pem" : "rsa.pem"));
            SSL_CTX_set_max_proto_version(cc, v);
            SSL_CTX_set_cipher_list(cc, suites[i / 4]);
            SSL_CTX_set_security_level(cc, 0);
            SSL_CTX_set_security_level(side ? sc : cc, level);
            printf("level %d at the %s, %x, %s\n", level, side ? "server" : "client", v, suites[i / 4]);
            run(cc, sc, NULL);
            SSL_CTX_free(cc);
            SSL_CTX_free(sc);
        }
    }
}

static void ask_for_certificate(SSL_CTX *cc, SSL_CTX *sc, const char *pem) {
    SSL_CTX_set_verify(sc, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL);
    if (!pem) return;
    SSL_CTX_use_certificate_file(cc, data_file(pem), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(cc, data_file(pem), SSL_FILETYPE_PEM);
}

/* Each key exchange and certificate of the old versions, a client's certificate, resumption by ticket and by id. */
static void old_versions(void) {
    static const struct {
        const char *server, *client, *cipher;
    } rows[] = { { "rsa.pem", NULL, "ECDHE-RSA-AES128-SHA" },     { "ec.pem", NULL, "ECDHE-ECDSA-AES256-SHA" },
                 { "rsa.pem", NULL, "AES256-SHA" },               { "p384.pem", "client.pem", "ECDHE-ECDSA-AES128-SHA" },
                 { "rsa.pem", "p384.pem", "ECDHE-RSA-AES256-SHA" }, { "rsa.pem", "rsa.pem", "AES128-SHA" },
                 { "rsa.pem", NULL, "AES128-GCM-SHA256" } /* not theirs */ };
    for (int v = TLS1_VERSION; v <= TLS1_1_VERSION; v++) {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            for (int tickets = 0; tickets < 2; tickets++) {
                SSL_CTX *cc = any_version(client_ctx(1)), *sc = any_version(server_ctx(rows[i].server));
                SSL_SESSION *sess = NULL;
                printf("%x: %s, client %s, tickets %d\n", v, rows[i].cipher, rows[i].client ? rows[i].client : "-", tickets);
                SSL_CTX_set_max_proto_version(cc, v);
                check(SSL_CTX_set_cipher_list(cc, rows[i].cipher) == 1, "cipher");
                if (rows[i].client) ask_for_certificate(cc, sc, rows[i].client);
                if (!tickets) SSL_CTX_set_options(sc, SSL_OP_NO_TICKET);
                SSL_CTX_set_session_id_context(sc, (const unsigned char *)"v", 1);
                SSL_CTX_set_options(cc, SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS);
                run(cc, sc, &sess);
                if (sess) run(cc, sc, &sess);
                SSL_SESSION_free(sess);
                SSL_CTX_free(cc);
                SSL_CTX_free(sc);
            }
        }
    }
}

static void fallback(void) {
    for (int v = TLS1_VERSION; v <= TLS1_3_VERSION; v++) {
        SSL_CTX *cc = any_version(client_ctx(1)), *sc = any_version(server_ctx("ec.pem"));
        SSL_CTX_set_max_proto_version(cc, v);
        SSL_CTX_set_mode(cc, SSL_MODE_SEND_FALLBACK_SCSV);
        printf("fallback to %x\n", v);
        run(cc, sc, NULL);
        SSL_CTX_set_max_proto_version(sc, v);
        run(cc, sc, NULL);
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

/* A hello without extensions, and the first records that come back. */
static void raw_hello(SSL_CTX *sc, int version, int scsv) {
    unsigned char hello[] = { 22, 3, 1, 0, 0, 1, 0, 0, 0, (unsigned char)(version >> 8), (unsigned char)version };
    unsigned char rest[32 + 1 + 2 + 6 + 2] = { 1, 2, 3 }, answer[64];
    SSL *s = SSL_new(sc);
    BIO *a = NULL, *b = NULL;
    rest[34] = scsv ? 6 : 4;
    rest[35] = 0xC0, rest[36] = 0x09, rest[37] = 0, rest[38] = 0x35;
    size_t n = 39;
    if (scsv) rest[n++] = 0x56, rest[n++] = 0;
    rest[n++] = 1, rest[n++] = 0;
    hello[4] = (unsigned char)(6 + n);
    hello[8] = (unsigned char)(2 + n);
    check(BIO_new_bio_pair(&a, 1 << 16, &b, 1 << 16) == 1, "pair");
    SSL_set_bio(s, a, a);
    SSL_set_accept_state(s);
    BIO_write(b, hello, sizeof hello);
    BIO_write(b, rest, (int)n);
    int r = SSL_do_handshake(s);
    printf("  hello %04x%s: %s\n", version, scsv ? " with SCSV" : "", error_name(SSL_get_error(s, r)));
    print_errors("server");
    int got = BIO_read(b, answer, sizeof answer);
    if (got >= 11)
        printf("    answer: type %d, version %02x%02x, hello %02x%02x\n", answer[0], answer[1], answer[2], answer[9],
            answer[10]);
    if (got == 7)
        printf("    answer: type %d, version %02x%02x, alert %d %d\n", answer[0], answer[1], answer[2], answer[5],
            answer[6]);
    BIO_free(b);
    SSL_free(s);
}

static void hellos(void) {
    static const int versions[] = { 0x0301, 0x0302, 0x0303, 0x0304, 0x0305, 0x03ff };
    for (int min = TLS1_VERSION; min <= TLS1_3_VERSION; min++) {
        SSL_CTX *sc = any_version(server_ctx("rsa.pem"));
        SSL_CTX_set_min_proto_version(sc, min);
        printf("a server from %x on\n", min);
        for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
            /* OpenSSL's alert repeats the record version of a client from the future, ours does not */
            if (min < TLS1_3_VERSION || versions[i] <= TLS1_3_VERSION) raw_hello(sc, versions[i], 0);
        }
        raw_hello(sc, 0x0301, 1);
        raw_hello(sc, 0x0303, 1);
        SSL_CTX_free(sc);
    }
}

int main(void) {
    bounds();
    holes();
    methods();
    levels();
    old_versions();
    fallback();
    hellos();
    return 0;
}
