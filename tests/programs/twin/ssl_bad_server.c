/* What a TLS 1.3 client says to malformed answers: ServerHello, HelloRetryRequest, and what follows them. */
#include "bad_server.h"

static void hellos13(int retry) {
    static const struct value values[] = {
        V(0, ""),
        V(10, "\0\2\0\35"),
        V(11, "\1\0"),
        V(13, "\0\2\4\3"),
        V(16, "\0\3\2h2"),
        V(23, ""),
        V(35, ""),
        V(0xff01, "\0"),
        V(41, "\0\0"),
        V(41, ""),
        V(42, ""),
        V(44, "\0\1x"),
        V(44, ""),
        V(44, "\0\1"),
        V(45, "\1\1"),
        V(47, "\0\0"),
    };
    static const struct value instead[] = {
        V(43, ""),
        V(43, "\3"),
        V(43, "\3\3"),
        V(43, "\3\5"),
        V(43, "\3\4x"),
        V(43, "\177\34"),
        V(51, ""),
        V(51, "\0"),
        V(51, "\0\35"),
        V(51, "\0\27"),
        V(51, "\0\30"),
        V(51, "\0\35\0\0"),
        V(51, "\0\35\0\1x"),
        V(51, "\0\27\0\1x"),
        V(51, "\0\35\0\2x"),
        V(51, "\0\35x"),
        V(51, "\5\5"),
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

static void make13(struct talk *t, struct bytes *b, int retry) { server_hello13(t, b, retry, -1, 65536, NULL, 0); }

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
        V(0, ""),
        V(0, "x"),
        V(1, ""),
        V(5, ""),
        V(10, "\0\2\0\35"),
        V(11, "\1\0"),
        V(13, "\0\2\4\3"),
        V(16, "\0\3\2h2"),
        V(16, ""),
        V(16, "\0\0"),
        V(16, "\0\6\2h2\2h3"),
        V(16, "\0\3\2h2x"),
        V(23, ""),
        V(35, ""),
        V(0xff01, "\0"),
        V(41, "\0\0"),
        V(42, ""),
        V(43, "\3\4"),
        V(44, "\0\1x"),
        V(45, "\1\1"),
        V(47, ""),
        V(50, ""),
        V(51, "\0\27"),
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
    static const struct value raw[] = { V(0, ""), V(0, "\0"), V(0, "\0\1"), V(0, "\0\1\0"), V(0, "\0\4\0\0\0\1"),
        V(0, "\0\0x"), V(0, "\0\3\0\0\0") };
    for (size_t i = 0; i < sizeof raw / sizeof raw[0]; i++) {
        struct talk t;
        struct bytes b = { .n = 0 };
        begin13(&t);
        put(&b, raw[i].body, raw[i].n);
        feed_sealed(&t, 8, &b);
        finish("EncryptedExtensions raw", i, &t);
    }
    static const struct value cr[] = {
        V(13, "\0\2\4\3"),
        V(13, ""),
        V(13, "\0\0"),
        V(13, "\0\1\4"),
        V(13, "\0\2\1\1"),
        V(0, ""),
        V(16, "\0\3\2h2"),
        V(51, "\0\35"),
        V(0x5a5a, "x"),
        V(10, "\0\2\0\35"),
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
    static const struct value raw_cr[] = { V(0, ""), V(0, "\0"), V(0, "\0\0\0"), V(0, "\0\0\10\0\15\0\4\0\2\4"),
        V(0, "\0\0\10\0\15\0\4\0\2\4\3x") };
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
            if (type == 0 || (place == 0 && type == 8) || (place == 1 && (type == 11 || type == 13)) ||
                (place == 2 && type == 15))
                continue;
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

/* Headers that promise more than a record may have, alone and with what they promise. */
static void long_records(void) {
    static const unsigned lens[] = { 16384, 16385, 16384 + 256, 16384 + 257, 18433, 65535 };
    static struct bytes r;
    for (int state = 0; state < 4; state++) {
        for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
            struct talk t;
            if (state & 2 && lens[i] > 19000) continue;
            if (state & 1) begin13(&t);
            else begin(&t);
            check(end_go(&t.e, t.in.p, t.in.n) == SSL_ERROR_WANT_READ, "hello");
            t.in.n = 0;
            put_num(&t.in, 1, state & 1 ? 23 : 22);
            put_num(&t.in, 2, 0x303);
            put_num(&t.in, 2, lens[i]);
            r = t.in;
            put(&r, "\2\0\1\0", 4);
            while (state & 2 && r.n < 5 + lens[i]) put_num(&r, 1, 0);
            t.in = r;
            finish(state & 2 ? "long record" : "header of a long record", lens[i], &t);
        }
    }
}

/* The second certificate of a chain is judged as the first. */
static void chains13(void) {
    for (size_t i = 0; i < 10; i++) {
        struct talk t;
        struct bytes b = { .n = 0 }, other = der;
        switch (i / 2) {
        case 0: other.n = 4; break;
        case 1: put_num(&other, 1, 0); break;
        case 2: other.n--; break;
        case 3: other.p[4] = 0x31; break;
        default: break;
        }
        begin13(&t);
        put_ee(&t);
        put_num(&b, 1, 0);
        size_t list = open_vec(&b, 3);
        if (i & 1) {
            put_vec(&b, 3, der.p, der.n);
            put_num(&b, 2, 0);
        }
        put_vec(&b, 3, other.p, other.n);
        put_num(&b, 2, 0);
        close_vec(&b, list, 3);
        feed_sealed(&t, 11, &b);
        finish("chain 1.3", i, &t);
    }
}

int main(void) {
    bad_server_begin();
    hellos13(0);
    hellos13(1);
    bytes_and_cuts("1.3 hello", 1, 0, make13);
    bytes_and_cuts("1.3 retry", 1, 1, make13);
    extensions13();
    authentication13();
    long_records();
    chains13();
    bad_server_end();
    return 0;
}
