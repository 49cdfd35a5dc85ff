/* What a client says to malformed answers in TLS 1.2: ServerHello to ServerHelloDone. */
#include "bad_server.h"

static void server_hello12(struct bytes *b, unsigned version, const byte random[32], unsigned suite,
    unsigned compression, int skip, unsigned add, const void *body, size_t n) {
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
        V(0, ""),
        V(0, "x"),
        V(1, "\1"),
        V(5, ""),
        V(10, "\0\2\0\35"),
        V(11, ""),
        V(11, "\2\1\0"),
        V(13, "\0\2\4\3"),
        V(16, "\0\3\2h2"),
        V(16, ""),
        V(16, "\0\0"),
        V(16, "\0\6\2h2\2h3"),
        V(35, ""),
        V(35, "x"),
        V(0xff01, ""),
        V(0xff01, "\1"),
        V(42, ""),
        V(44, "\0\1x"),
        V(45, "\1\1"),
        V(47, ""),
        V(50, ""),
        V(51, "\0\27"),
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
        V(0, ""),
        V(0, "\1"),
        V(0, "\1\100\0\2\4\3\0\0"),
        V(0, "\1\100\0\2\4\3\0\1"),
        V(0, "\1\100\0\2\4\3\0\3\0\2x"),
        V(0, "\1\100\0\2\4\3\0\4\0\0020\0"),
        V(0, "\1\100\0\2\4\3\0\0x"),
        V(0, "\1\100\0\2\1\1\0\0"),
        V(0, "\1\100\0\2\4\3\0\3\0\1x"),            /* names that are none */
        V(0, "\1\100\0\2\4\3\0\2\0\0"),
        V(0, "\1\100\0\2\4\3\0\4\0\0021\0"),
        V(0, "\1\100\0\2\4\3\0\4\0\0020\1"),
        V(0, "\1\100\0\2\4\3\0\6\0\0040\0021\0"),
        V(0, "\1\100\0\2\4\3\0\5\0\0030\0x"),     /* a byte behind one */
        V(0, "\1\100\0\2\4\3\0\10\0\0020\0\0\0020\0"),
        V(0, "\1\100\0\2\4\3\0\1\0"),
        /* 2.5.4.3 with a PrintableString, a UTF8String that is none, and a BOOLEAN */
        V(0, "\1\100\0\2\4\3\0\22\0\0200\0161\0140\012\6\3\125\4\3\23\3abc"),
        V(0, "\1\100\0\2\4\3\0\20\0\0160\0141\0120\010\6\3\125\4\3\14\1\377"),
        V(0, "\1\100\0\2\4\3\0\20\0\0160\0141\0120\010\6\3\125\4\3\1\1\377"),
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
        static const char *const places[] = { "for ServerHello", "for Certificate", "for ServerKeyExchange",
            "for ServerHelloDone" };
        if (type > 26 && type != 254 && type != 255) continue;
        for (size_t place = 0; place < 4; place++) {
            struct talk t;
            struct bytes none = { .n = 0 };
            if ((place == 0 && type == 2) || (place == 1 && type == 11) || (place == 2 && type == 12) ||
                (place == 3 && (type == 13 || type == 14)))
                continue;
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
    static const struct value records[] = { V(20, "\1"), V(20, "\2"), V(20, ""), V(23, "x"), V(23, ""), V(24, "x"),
        V(21, "\1\0"), V(21, "\1\132"), V(21, "\2\50"), V(21, "\3\50"), V(21, "\1"), V(22, "") };
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
    memset(random12, 0x44, 32);
    bad_server_begin();
    hellos12();
    bytes_and_cuts("1.2 hello", 0, 0, make12);
    messages12();
    bad_server_end();
    return 0;
}
