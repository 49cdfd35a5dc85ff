/* What a client says to malformed answers: ServerHello, HelloRetryRequest, and what follows them in TLS 1.2 and 1.3. */
#include <openssl/pem.h>

#include "wire.h"

static SSL_CTX *ctx;
static EVP_PKEY *key;
static struct bytes der;      /* the certificate of the key */
static char alert_text[40];

static const byte scalar[32] = { 0x40, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 0x47 };

/* One client that has said its hello, and the server that is made by hand. */
struct talk {
    struct end e;
    struct bytes hello;       /* the ClientHello, a message */
    struct bytes said;        /* all messages so far */
    struct keys13 keys;
    byte sid[32], share[32], random[32];
    size_t sid_len;
    struct bytes in;          /* records for the client */
};

static void on_info(const SSL *s, int where, int value) {
    (void)s;
    if (where == SSL_CB_WRITE_ALERT) snprintf(alert_text, sizeof alert_text, " sent %d/%d", value >> 8, value & 255);
}

static void read_hello(struct talk *t) {
    size_t at = 9 + 34;
    const byte *p = t->e.out.p;
    put(&t->hello, p + 5, t->e.out.n - 5);
    memcpy(t->random, p + 11, 32);
    t->sid_len = p[at];
    memcpy(t->sid, p + at + 1, t->sid_len);
    at += 1 + t->sid_len;
    at += 2 + ((size_t)p[at] << 8 | p[at + 1]);
    at += 1 + (size_t)p[at] + 2;
    while (at + 4 <= t->e.out.n) {
        if (p[at] == 0 && p[at + 1] == 51) memcpy(t->share, p + at + 10, 32);
        at += 4 + ((size_t)p[at + 2] << 8 | p[at + 3]);
    }
    t->e.out.n = 0;
}

static void begin(struct talk *t) {
    memset(t, 0, sizeof *t);
    alert_text[0] = 0;
    end_new(&t->e, ctx, 0);
    SSL_set_info_callback(t->e.ssl, on_info);
    check(SSL_set_tlsext_host_name(t->e.ssl, "server") == 1, "name");
    check(SSL_set_alpn_protos(t->e.ssl, (const byte *)"\2h2", 3) == 0, "ALPN");
    check(end_go(&t->e, "", 0) == SSL_ERROR_WANT_READ, "hello");
    read_hello(t);
    put(&t->said, t->hello.p, t->hello.n);
}

static void finish(const char *what, size_t at, struct talk *t) {
    int err = end_go(&t->e, t->in.p, t->in.n);
    char text[120];
    snprintf(text, sizeof text, "%s", what);
    t->e.out.n = 0;
    printf("%s %zu:%s ", what, at, alert_text);
    print_end("", at, &t->e, err);
}

/* ---- TLS 1.3 ---- */

static void public_share(byte out[32]) {
    size_t n = 32;
    EVP_PKEY *k = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, scalar, 32);
    check(k && EVP_PKEY_get_raw_public_key(k, out, &n) == 1, "share");
    EVP_PKEY_free(k);
}

static void agree(const byte peer[32], byte out[32]) {
    size_t n = 32;
    EVP_PKEY *k = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, scalar, 32);
    EVP_PKEY *p = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, peer, 32);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL);
    check(c && EVP_PKEY_derive_init(c) == 1 && EVP_PKEY_derive_set_peer(c, p) == 1 && EVP_PKEY_derive(c, out, &n) == 1, "derive");
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_free(p);
    EVP_PKEY_free(k);
}

static const byte retry_random[32] = { 0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
                                       0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c };

/* skip: an extension left out; add: one added. */
static void server_hello13(struct talk *t, struct bytes *b, int retry, int skip, unsigned add, const void *body, size_t n) {
    byte random[32], share[36] = { 0, 29, 0, 32 };
    memset(random, 0x33, 32);
    b->n = 0;
    put_num(b, 2, 0x303);
    put(b, retry ? retry_random : random, 32);
    put_vec(b, 1, t->sid, t->sid_len);
    put_num(b, 2, 0x1301);
    put_num(b, 1, 0);
    size_t block = open_vec(b, 2);
    if (skip != 43) put_ext(b, 43, "\3\4", 2);
    public_share(share + 4);
    if (skip != 51 && !retry) put_ext(b, 51, share, 36);
    if (skip != 51 && retry) put_ext(b, 51, "\0\27", 2);
    if (add != 65536) put_ext(b, add, body, n);
    close_vec(b, block, 2);
}

static void feed_plain(struct talk *t, unsigned type, const struct bytes *body) {
    struct bytes m = { .n = 0 };
    put_msg(&m, type, body);
    put_record(&t->in, 22, m.p, m.n);
    put(&t->said, m.p, m.n);
}

static void feed_sealed(struct talk *t, unsigned type, const struct bytes *body) {
    struct bytes m = { .n = 0 };
    put_msg(&m, type, body);
    put_sealed(&t->in, &t->keys, t->keys.server, 22, m.p, m.n);
    put(&t->said, m.p, m.n);
}

struct value {
    unsigned type;
    const char *body;
    size_t n;
};
#define V(type, body) { type, body, sizeof(body) - 1 }

static void hellos13(int retry) {
    static const struct value values[] = {
        V(0, ""), V(10, "\0\2\0\35"), V(11, "\1\0"), V(13, "\0\2\4\3"), V(16, "\0\3\2h2"), V(23, ""), V(35, ""), V(0xff01, "\0"), V(41, "\0\0"), V(41, ""),
        V(42, ""), V(44, "\0\1x"), V(44, ""), V(44, "\0\1"), V(45, "\1\1"), V(47, "\0\0"),     };
    static const struct value instead[] = {
        V(43, ""), V(43, "\3"), V(43, "\3\3"), V(43, "\3\5"), V(43, "\3\4x"), V(43, "\177\34"), V(51, ""), V(51, "\0"), V(51, "\0\35"), V(51, "\0\27"), V(51, "\0\30"),
        V(51, "\0\35\0\0"), V(51, "\0\35\0\1x"), V(51, "\0\27\0\1x"), V(51, "\0\35\0\2x"), V(51, "\0\35x"), V(51, "\5\5"),
    };
    struct bytes b;
    char what[60];
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct talk t;
        begin(&t);
        server_hello13(&t, &b, retry, -1, values[i].type, values[i].body, values[i].n);
        feed_plain(&t, 2, &b);
        snprintf(what, sizeof what, "1.3 hello %d with extension %u, case", retry, values[i].type);
        finish(what, i, &t);
    }
    for (size_t i = 0; i < sizeof instead / sizeof instead[0]; i++) {
        struct talk t;
        begin(&t);
        server_hello13(&t, &b, retry, (int)instead[i].type, instead[i].type, instead[i].body, instead[i].n);
        feed_plain(&t, 2, &b);
        snprintf(what, sizeof what, "1.3 hello %d with another extension %u, case", retry, instead[i].type);
        finish(what, i, &t);
    }
    struct talk t;
    begin(&t);
    server_hello13(&t, &b, retry, 51, 65536, NULL, 0);
    feed_plain(&t, 2, &b);
    finish("1.3 hello without key_share", (size_t)retry, &t);
}

/* Each byte and each cut of a hello that is built by `make`. */
static void bytes_and_cuts(const char *name, int version13, int retry, void (*make)(struct talk *t, struct bytes *b, int retry)) {
    struct talk t;
    struct bytes full, b;
    char what[60];
    begin(&t);
    make(&t, &full, retry);
    SSL_free(t.e.ssl);
    for (size_t i = 0; i < full.n; i++) {
        /* not: versions and extensions, which differ on purpose or have their own cases; the random, most of the id */
        if (i < 34 || (version13 ? (i > 44 && i < 60) || (i > 71 && i < 86) : i > 39)) continue;
        for (int d = -1; d <= 1; d += 2) {
            begin(&t);
            make(&t, &b, retry);
            b.p[i] = (byte)(b.p[i] + d);
            feed_plain(&t, 2, &b);
            snprintf(what, sizeof what, "%s byte %+d", name, d);
            finish(what, i, &t);
        }
    }
    for (size_t n = 0; n < full.n; n++) {
        begin(&t);
        make(&t, &b, retry);
        b.n = retry && n == 70 ? 69 : n; /* a retry without any extension is none to us */
        feed_plain(&t, 2, &b);
        snprintf(what, sizeof what, "%s cut", name);
        finish(what, n, &t);
    }
}

static void make13(struct talk *t, struct bytes *b, int retry) { server_hello13(t, b, retry, -1, 65536, NULL, 0); }

/* A client that has our ServerHello and the keys that follow. */
static void begin13(struct talk *t) {
    struct bytes b;
    byte shared[32];
    begin(t);
    server_hello13(t, &b, 0, -1, 65536, NULL, 0);
    feed_plain(t, 2, &b);
    agree(t->share, shared);
    keys13_derive(&t->keys, shared, &t->said);
}

static void put_ee(struct talk *t) {
    struct bytes b = { .n = 0 };
    put_num(&b, 2, 0);
    feed_sealed(t, 8, &b);
}

static void certificate13(struct bytes *b) {
    b->n = 0;
    put_num(b, 1, 0);
    size_t list = open_vec(b, 3);
    put_vec(b, 3, der.p, der.n);
    put_num(b, 2, 0);
    close_vec(b, list, 3);
}

static void put_certificate(struct talk *t) {
    struct bytes b;
    certificate13(&b);
    feed_sealed(t, 11, &b);
}

static void sign(struct bytes *out, const void *content, size_t n, unsigned scheme) {
    byte sig[200];
    size_t len = sizeof sig;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    check(c && EVP_DigestSignInit(c, NULL, EVP_sha256(), NULL, key) == 1 && EVP_DigestSign(c, sig, &len, content, n) == 1, "sign");
    EVP_MD_CTX_free(c);
    put_num(out, 2, scheme);
    put_vec(out, 2, sig, len);
}

static void verify13(struct talk *t, struct bytes *b) {
    struct bytes c = { .n = 0 };
    byte hash[32];
    sha256(&t->said, hash);
    for (int i = 0; i < 64; i++) put_num(&c, 1, 0x20);
    put(&c, "TLS 1.3, server CertificateVerify", 34);
    put(&c, hash, 32);
    b->n = 0;
    sign(b, c.p, c.n, 0x403);
}

static void finished13(struct talk *t, struct bytes *b) {
    byte k[32], hash[32], mac[32];
    unsigned len = 32;
    sha256(&t->said, hash);
    hkdf_label(t->keys.server, "finished", NULL, 0, k, 32);
    check(HMAC(EVP_sha256(), k, 32, hash, 32, mac, &len) != NULL, "HMAC");
    b->n = 0;
    put(b, mac, 32);
}

static void extensions13(void) {
    static const struct value ee[] = {
        V(0, ""), V(0, "x"), V(1, ""), V(5, ""), V(10, "\0\2\0\35"), V(11, "\1\0"), V(13, "\0\2\4\3"), V(16, "\0\3\2h2"), V(16, ""), V(16, "\0\0"), V(16, "\0\6\2h2\2h3"), V(16, "\0\3\2h2x"), V(23, ""), V(35, ""), V(0xff01, "\0"), V(41, "\0\0"), V(42, ""), V(43, "\3\4"), V(44, "\0\1x"), V(45, "\1\1"),
        V(47, ""), V(50, ""), V(51, "\0\27"),
    };
    char what[60];
    for (size_t i = 0; i < sizeof ee / sizeof ee[0]; i++) {
        for (int twice = 0; twice < 2; twice++) {
            struct talk t;
            struct bytes b = { .n = 0 };
            if (twice && i % 5) continue;
            begin13(&t);
            size_t block = open_vec(&b, 2);
            put_ext(&b, ee[i].type, ee[i].body, ee[i].n);
            if (twice) put_ext(&b, ee[i].type, ee[i].body, ee[i].n);
            close_vec(&b, block, 2);
            feed_sealed(&t, 8, &b);
            snprintf(what, sizeof what, "EncryptedExtensions %u, case", ee[i].type);
            finish(what, 2 * i + (size_t)twice, &t);
        }
    }
    static const struct value raw[] = { V(0, ""), V(0, "\0"), V(0, "\0\1"), V(0, "\0\1\0"), V(0, "\0\4\0\0\0\1"), V(0, "\0\0x"), V(0, "\0\3\0\0\0") };
    for (size_t i = 0; i < sizeof raw / sizeof raw[0]; i++) {
        struct talk t;
        struct bytes b = { .n = 0 };
        begin13(&t);
        put(&b, raw[i].body, raw[i].n);
        feed_sealed(&t, 8, &b);
        finish("EncryptedExtensions raw", i, &t);
    }
    static const struct value cr[] = {
        V(13, "\0\2\4\3"), V(13, ""), V(13, "\0\0"), V(13, "\0\1\4"), V(13, "\0\2\1\1"), V(0, ""), V(16, "\0\3\2h2"), V(51, "\0\35"), V(0x5a5a, "x"), V(10, "\0\2\0\35"),
    };
    for (size_t i = 0; i < sizeof cr / sizeof cr[0]; i++) {
        struct talk t;
        struct bytes b = { .n = 0 };
        begin13(&t);
        put_ee(&t);
        put_num(&b, 1, 0);
        size_t block = open_vec(&b, 2);
        if (cr[i].type != 13) put_ext(&b, 13, "\0\2\4\3", 4);
        put_ext(&b, cr[i].type, cr[i].body, cr[i].n);
        close_vec(&b, block, 2);
        feed_sealed(&t, 13, &b);
        snprintf(what, sizeof what, "CertificateRequest %u, case", cr[i].type);
        finish(what, i, &t);
    }
    static const struct value raw_cr[] = { V(0, ""), V(0, "\0"), V(0, "\0\0\0"), V(0, "\0\0\10\0\15\0\4\0\2\4"), V(0, "\0\0\10\0\15\0\4\0\2\4\3x") };
    for (size_t i = 0; i < sizeof raw_cr / sizeof raw_cr[0]; i++) {
        struct talk t;
        struct bytes b = { .n = 0 };
        begin13(&t);
        put_ee(&t);
        put(&b, raw_cr[i].body, raw_cr[i].n);
        feed_sealed(&t, 13, &b);
        finish("CertificateRequest raw", i, &t);
    }
}

static void authentication13(void) {
    struct bytes full, b;
    for (size_t i = 0; i < 12; i++) { /* Certificate */
        struct talk t;
        begin13(&t);
        put_ee(&t);
        certificate13(&b);
        size_t n = b.n;
        switch (i) {
        case 0: b.n = 0; break;
        case 1: b.n = 1; break;
        case 2: b.n = 4; b.p[3] = 0; break;          /* none */
        case 3: b.n = n - 1; break;
        case 4: b.p[0] = 1; break;                   /* a context */
        case 5: b.p[3]++; break;
        case 6: b.p[3]--; break;
        case 9: b.p[7] = 0x31; break;                /* not a SEQUENCE */
        case 10: put_num(&b, 1, 0); break;
        default: b.p[n - 1] = 1; break;              /* an extension block that is not there */
        }
        feed_sealed(&t, 11, &b);
        finish("Certificate 1.3", i, &t);
    }
    static const struct value exts[] = { V(5, ""), V(0, ""), V(13, "\0\2\4\3") };
    for (size_t i = 0; i < sizeof exts / sizeof exts[0]; i++) {
        struct talk t;
        struct bytes c = { .n = 0 };
        begin13(&t);
        put_ee(&t);
        put_num(&c, 1, 0);
        size_t list = open_vec(&c, 3);
        put_vec(&c, 3, der.p, der.n);
        size_t block = open_vec(&c, 2);
        put_ext(&c, exts[i].type, exts[i].body, exts[i].n);
        close_vec(&c, block, 2);
        close_vec(&c, list, 3);
        feed_sealed(&t, 11, &c);
        finish("Certificate 1.3 with an extension", i, &t);
    }
    for (size_t i = 0; i < 14; i++) { /* CertificateVerify */
        struct talk t;
        begin13(&t);
        put_ee(&t);
        put_certificate(&t);
        verify13(&t, &b);
        switch (i) {
        case 0: b.n = 0; break;
        case 1: b.n = 1; break;
        case 2: b.n = 3; break;
        case 3: b.n--; break;
        case 4: put_num(&b, 1, 0); break;
        case 5: b.p[3]++; break;
        case 6: b.p[b.n - 1] ^= 1; break;
        case 7: b.p[0] = 5; break;                   /* P-384 with SHA-384 */
        case 8: b.p[0] = 8; b.p[1] = 4; break;       /* RSA-PSS */
        case 9: b.p[0] = 2; break;                   /* SHA-1 */
        case 10: b.p[0] = 0x5a; break;
        case 11: b.p[4] = 0x31; break;
        case 12: b.n = 4; b.p[2] = b.p[3] = 0; break;
        default: break;
        }
        feed_sealed(&t, 15, &b);
        finish("CertificateVerify 1.3", i, &t);
    }
    for (size_t i = 0; i < 6; i++) { /* Finished */
        struct talk t;
        begin13(&t);
        put_ee(&t);
        put_certificate(&t);
        verify13(&t, &b);
        feed_sealed(&t, 15, &b);
        finished13(&t, &full);
        b = full;
        if (i == 0) b.n = 0;
        if (i == 1) b.n = 31;
        if (i == 2) put_num(&b, 1, 0);
        if (i == 3) b.p[0] ^= 1;
        if (i == 4) b.p[31] ^= 1;
        feed_sealed(&t, 20, &b);
        finish("Finished 1.3", i, &t);
    }
    for (unsigned type = 0; type < 256; type++) { /* another message in each place */
        static const char *const places[] = { "for EncryptedExtensions", "for Certificate", "for CertificateVerify" };
        if (type > 26 && type != 254 && type != 255) continue;
        for (size_t place = 0; place < 3; place++) {
            struct talk t;
            struct bytes none = { .n = 0 };
            if (type == 0 || (place == 0 && type == 8) || (place == 1 && (type == 11 || type == 13)) || (place == 2 && type == 15)) continue;
            begin13(&t);
            if (place > 0) put_ee(&t);
            if (place > 1) put_certificate(&t);
            feed_sealed(&t, type, &none);
            finish(places[place], type, &t);
        }
    }
    for (unsigned type = 0; type < 26; type++) { /* records inside of the protection */
        struct talk t;
        if (type == 22) continue;
        begin13(&t);
        put_sealed(&t.in, &t.keys, t.keys.server, type, "\2\50", 2);
        finish("protected record", type, &t);
    }
    for (size_t i = 0; i < 5; i++) {
        struct talk t;
        begin13(&t);
        if (i == 0) put_record(&t.in, 22, "\10\0\0\2\0\0", 6);
        if (i == 1) put_record(&t.in, 23, "0123456789012345678901234567890123456789", 40);
        if (i == 2) put_record(&t.in, 23, "x", 1);
        if (i == 3) put_record(&t.in, 24, "x", 1);
        if (i == 4) put_sealed(&t.in, &t.keys, t.keys.server, 22, "", 0);
        finish("record", i, &t);
    }
}

/* ---- TLS 1.2 ---- */

static void server_hello12(struct bytes *b, unsigned version, const byte random[32], unsigned suite, unsigned compression, int skip, unsigned add,
                           const void *body, size_t n) {
    b->n = 0;
    put_num(b, 2, version);
    put(b, random, 32);
    put_vec(b, 1, "", 0);
    put_num(b, 2, suite);
    put_num(b, 1, compression);
    size_t block = open_vec(b, 2);
    if (skip != 0xff01) put_ext(b, 0xff01, "\0", 1);
    if (skip != 23) put_ext(b, 23, "", 0);
    if (skip != 11) put_ext(b, 11, "\1\0", 2);
    if (add != 65536) put_ext(b, add, body, n);
    close_vec(b, block, 2);
}

static byte random12[32];

static void make12(struct talk *t, struct bytes *b, int retry) {
    (void)t, (void)retry;
    server_hello12(b, 0x303, random12, 0xc02b, 0, -1, 65536, NULL, 0);
}

static void hellos12(void) {
    static const struct value values[] = {
        V(0, ""), V(0, "x"), V(1, "\1"), V(5, ""), V(10, "\0\2\0\35"), V(11, ""), V(11, "\2\1\0"), V(13, "\0\2\4\3"), V(16, "\0\3\2h2"), V(16, ""), V(16, "\0\0"), V(16, "\0\6\2h2\2h3"), V(35, ""), V(35, "x"), V(0xff01, ""), V(0xff01, "\1"), V(42, ""), V(44, "\0\1x"), V(45, "\1\1"), V(47, ""), V(50, ""), V(51, "\0\27"),
    };
    char what[60];
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct talk t;
        struct bytes b;
        begin(&t);
        server_hello12(&b, 0x303, random12, 0xc02b, 0, (int)values[i].type, values[i].type, values[i].body, values[i].n);
        feed_plain(&t, 2, &b);
        snprintf(what, sizeof what, "1.2 hello with extension %u, case", values[i].type);
        finish(what, i, &t);
    }
    static const int left_out[] = { 0xff01, 23, 11 };
    for (size_t i = 0; i < 3; i++) {
        struct talk t;
        struct bytes b;
        begin(&t);
        server_hello12(&b, 0x303, random12, 0xc02b, 0, left_out[i], 65536, NULL, 0);
        feed_plain(&t, 2, &b);
        finish("1.2 hello without", (size_t)left_out[i], &t);
    }
    static const unsigned suites[] = { 0x1301, 0xc02f, 0x5a5a, 0, 0xff, 0x5600, 0xc02c };
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        struct talk t;
        struct bytes b;
        begin(&t);
        server_hello12(&b, 0x303, random12, suites[i], 0, -1, 65536, NULL, 0);
        feed_plain(&t, 2, &b);
        finish("1.2 hello with suite", suites[i], &t);
    }
    for (size_t i = 0; i < 4; i++) { /* downgrade sentinels, RFC 8446 4.1.3 */
        struct talk t;
        struct bytes b;
        byte random[32] = { 0 };
        memcpy(random + 24, "DOWNGRD", 7);
        random[31] = (byte)(i & 1);
        begin(&t);
        server_hello12(&b, 0x303, i < 2 ? random : random12, 0xc02b, i < 2 ? 0 : 1, -1, 65536, NULL, 0);
        feed_plain(&t, 2, &b);
        finish("1.2 hello with a sentinel or compression", i, &t);
    }
}

static void begin12(struct talk *t) {
    struct bytes b;
    begin(t);
    make12(t, &b, 0);
    feed_plain(t, 2, &b);
}

static void certificate12(struct bytes *b) {
    b->n = 0;
    size_t list = open_vec(b, 3);
    put_vec(b, 3, der.p, der.n);
    close_vec(b, list, 3);
}

static void key_exchange12(struct talk *t, struct bytes *b) {
    struct bytes c = { .n = 0 };
    byte share[32];
    public_share(share);
    b->n = 0;
    put_num(b, 1, 3);
    put_num(b, 2, 29);
    put_vec(b, 1, share, 32);
    put(&c, t->random, 32);
    put(&c, random12, 32);
    put(&c, b->p, b->n);
    sign(b, c.p, c.n, 0x403);
}

static void messages12(void) {
    struct bytes b;
    for (size_t i = 0; i < 9; i++) {
        struct talk t;
        begin12(&t);
        certificate12(&b);
        size_t n = b.n;
        switch (i) {
        case 0: b.n = 0; break;
        case 1: b.n = 2; break;
        case 2: b.n = 3; b.p[1] = b.p[2] = 0; break;
        case 3: b.n = n - 1; break;
        case 4: b.p[2]++; break;
        case 5: b.p[2]--; break;
        case 6: b.p[5]++; break;
        case 7: b.p[6] = 0x31; break;
        default: put_num(&b, 1, 0); break;
        }
        feed_plain(&t, 11, &b);
        finish("Certificate 1.2", i, &t);
    }
    struct talk first;
    begin(&first);
    key_exchange12(&first, &b);
    SSL_free(first.e.ssl);
    for (size_t n = 0; n < 44; n++) { /* cuts; the signature's own length varies */
        struct talk t;
        begin12(&t);
        certificate12(&b);
        feed_plain(&t, 11, &b);
        key_exchange12(&t, &b);
        b.n = n;
        feed_plain(&t, 12, &b);
        finish("ServerKeyExchange cut", n, &t);
    }
    for (size_t i = 0; i < 16; i++) {
        struct talk t;
        begin12(&t);
        certificate12(&b);
        feed_plain(&t, 11, &b);
        key_exchange12(&t, &b);
        switch (i) {
        case 0: b.p[0] = 1; break;                   /* explicit_prime */
        case 1: b.p[0] = 0; break;
        case 2: b.p[2] = 23; break;                  /* another group's length */
        case 3: b.p[2] = 1; break;                   /* not offered */
        case 4: b.p[1] = 0x5a; break;
        case 7: b.p[4] ^= 1; break;                  /* the signature is over another share */
        case 8: b.p[36] = 8; b.p[37] = 4; break;     /* RSA-PSS */
        case 9: b.p[36] = 2; break;                  /* SHA-1 */
        case 10: b.p[36] = 0x5a; break;
        case 11: b.p[39]++; break;
        case 12: b.p[b.n - 1] ^= 1; break;
        case 13: put_num(&b, 1, 0); break;
        case 14: b.p[36] = 5; break;                 /* SHA-384, which 1.2 leaves to the key */
        default: break;
        }
        feed_plain(&t, 12, &b);
        finish("ServerKeyExchange", i, &t);
    }
    static const struct value requests[] = {
        V(0, ""), V(0, "\1"), V(0, "\1\100\0\2\4\3\0\0"), V(0, "\1\100\0\2\4\3\0\1"), 
        V(0, "\1\100\0\2\4\3\0\3\0\2x"), V(0, "\1\100\0\2\4\3\0\4\0\0020\0"), V(0, "\1\100\0\2\4\3\0\0x"), V(0, "\1\100\0\2\1\1\0\0"),
    };
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        struct talk t;
        begin12(&t);
        certificate12(&b);
        feed_plain(&t, 11, &b);
        key_exchange12(&t, &b);
        feed_plain(&t, 12, &b);
        b.n = 0;
        put(&b, requests[i].body, requests[i].n);
        feed_plain(&t, 13, &b);
        finish("CertificateRequest 1.2", i, &t);
    }
    for (size_t n = 0; n < 3; n++) { /* ServerHelloDone, and what may not come in its place */
        struct talk t;
        begin12(&t);
        certificate12(&b);
        feed_plain(&t, 11, &b);
        key_exchange12(&t, &b);
        feed_plain(&t, 12, &b);
        b.n = 0;
        put(&b, "xx", n);
        feed_plain(&t, 14, &b);
        finish("ServerHelloDone of", n, &t);
    }
    for (unsigned type = 0; type < 256; type++) {
        static const char *const places[] = { "for ServerHello", "for Certificate", "for ServerKeyExchange", "for ServerHelloDone" };
        if (type > 26 && type != 254 && type != 255) continue;
        for (size_t place = 0; place < 4; place++) {
            struct talk t;
            struct bytes none = { .n = 0 };
            if ((place == 0 && type == 2) || (place == 1 && type == 11) || (place == 2 && type == 12) || (place == 3 && (type == 13 || type == 14))) continue;
            if (type == 22) continue;                /* CertificateStatus was not asked for */
            if (place == 0) begin(&t);
            else begin12(&t);
            certificate12(&b);
            if (place > 1) feed_plain(&t, 11, &b);
            if (place > 2) {
                key_exchange12(&t, &b);
                feed_plain(&t, 12, &b);
            }
            feed_plain(&t, type, &none);
            finish(places[place], type, &t);
        }
    }
    static const struct value records[] = { V(20, "\1"), V(20, "\2"), V(20, ""), V(23, "x"), V(23, ""), V(24, "x"), V(21, "\1\0"), V(21, "\1\132"), V(21, "\2\50"), V(21, "\3\50"), V(21, "\1"), V(22, "") };
    for (size_t place = 0; place < 2; place++) {
        for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
            struct talk t;
            if (records[i].n == 0 || (records[i].type == 20 && !place)) continue;
            if (place) begin12(&t);
            else begin(&t);
            put_record(&t.in, records[i].type, records[i].body, records[i].n);
            finish(place ? "record after the 1.2 hello" : "record for the hello", i, &t);
        }
    }
}

int main(void) {
    X509 *cert = NULL;
    BIO *in = BIO_new_file(data_file("ec.pem"), "r");
    byte *p = der.p;
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    check(in && (cert = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL, "certificate");
    der.n = (size_t)i2d_X509(cert, &p);
    BIO_free(in);
    in = BIO_new_file(data_file("ec.pem"), "r");
    check(in && (key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL)) != NULL, "key");
    BIO_free(in);
    memset(random12, 0x44, 32);
    ctx = client_ctx(0);
    hellos13(0);
    hellos13(1);
    bytes_and_cuts("1.3 hello", 1, 0, make13);
    bytes_and_cuts("1.3 retry", 1, 1, make13);
    extensions13();
    authentication13();
    hellos12();
    bytes_and_cuts("1.2 hello", 0, 0, make12);
    messages12();
    X509_free(cert);
    EVP_PKEY_free(key);
    SSL_CTX_free(ctx);
    return 0;
}
