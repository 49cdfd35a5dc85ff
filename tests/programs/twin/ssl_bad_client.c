/* What a server says to ClientHellos and what follows them, when they are malformed: each field, each length, each cut. */
#include "bad_client.h"

/* The types of extensions have cases of their own below; the others differ on purpose (docs/differences.md). */
static int skipped(const struct bytes *body, int tls13, size_t i) {
    size_t at = 2 + 32 + 1 + (tls13 ? 32 : 0) + 2 + 4 + 2 + 2;
    if (i > 3 && i < 34) return 1; /* the random */
    while (at < body->n) {
        unsigned type = (unsigned)(body->p[at] << 8 | body->p[at + 1]);
        size_t next = at + 4 + ((size_t)body->p[at + 2] << 8 | body->p[at + 3]);
        if (i == at || i == at + 1) return 1;
        if ((type == 43 || type == 45) && i == at + 4) return 1;
        if (type == 51 && i == at + 9) return 1;
        if (type == 11 && i == at + 5) return 1;
        at = next;
    }
    return i == 1;
}

static void bytes_and_cuts(int tls13) {
    struct bytes body;
    char what[40];
    client_hello(&body, tls13, -1, NULL, 0);
    for (size_t i = 0; i < body.n; i++) {
        if (skipped(&body, tls13, i)) continue;
        for (int d = -1; d <= 1; d += 2) {
            struct bytes b = body;
            b.p[i] = (byte)(b.p[i] + d);
            snprintf(what, sizeof what, "1.%d byte %+d", tls13 ? 3 : 2, d);
            try_hello(what, i, &b);
        }
    }
    for (size_t n = 0; n < body.n; n++) {
        struct bytes b = body;
        b.n = n;
        snprintf(what, sizeof what, "1.%d cut", tls13 ? 3 : 2);
        try_hello(what, n, &b);
    }
}

/* Values of extensions that are well-formed or nearly so. */
static const struct ext values[] = {
    E(0, ""),
    E(0, "\0\0"),
    E(0, "\0\1\0"),
    E(0, "\0\4\1\0\1a"),
    E(0, "\0\10\0\0\1a\0\0\1b"),
    E(0, "\0\5\0\0\2a\0"),
    E(10, ""),
    E(10, "\0\0"),
    E(10, "\0\1\0"),
    E(10, "\0\3\0\35\0"),
    E(10, "\0\2\0\1"),
    E(10, "\0\2\0\27"),
    E(10, "\0\2\0\35x"),
    E(11, ""),
    E(11, "\0"),
    E(11, "\2\1\0"),
    E(11, "\1\0x"),
    E(13, ""),
    E(13, "\0\0"),
    E(13, "\0\1\4"),
    E(13, "\0\3\4\3\1"),
    E(13, "\0\2\1\1"),
    E(13, "\0\2\4\3x"),
    E(13, "\0\2\7\7"),
    E(16, ""),
    E(16, "\0\0"),
    E(16, "\0\1\0"),
    E(16, "\0\2\0a"),
    E(16, "\0\3\2h"),
    E(16, "\0\3\1ha"),
    E(16, "\0\2\1hx"),
    E(23, "x"),
    E(35, "x"),
    E(35, "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"),
    E(0xff01, ""),
    E(0xff01, "\1x"),
    E(0xff01, "\1"),
    E(0xff01,
        "\14"
        "012345678901"),
    E(43, "\2\3\4"),
    E(43, "\2\3\3"),
    E(43, "\2\3\0"),
    E(43, "\2\177\34"),
    E(43, "\4\177\34\3\4"),
    E(43, "\2\2\0"),
    E(43, "\2\3\5"),
    E(45, ""),
    E(45, "\0"),
    E(45, "\1\0"),
    E(45, "\1\2"),
    E(45, "\2\0\1"),
    E(45, "\1\1x"),
    E(51, ""),
    E(51, "\0\0"),
    E(51, "\0\1\0"),
    E(51, "\0\4\0\35\0\0"),
    E(51, "\0\5\0\35\0\1x"),
    E(51, "\0\5\0\27\0\1x"),
    E(51, "\0\5\0\30\0\1x"),
    E(51, "\0\5\0\1\0\1x"),
    E(51, "\0\12\0\35\0\1x\0\27\0\1x"),
    E(51, "\0\12\0\30\0\1x\0\30\0\1x"),
    E(44, "\0\1x"),
    E(50, ""),
    E(50, "\0\2\4\3"),
    E(50, "\0\1\4"),
    E(49, ""),
    E(1, "\1"),
    E(5, "\1\0\0\0\0"),
    E(22, ""),
    E(0x5a5a, "x"),
    E(21, "\0\0\0"),
    E(13172, ""),
    E(0xffff, ""),
};

static void extensions(int tls13) {
    char what[60];
    struct bytes body;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        client_hello(&body, tls13, -1, &values[i], 1);
        snprintf(what, sizeof what, "1.%d extension %u of %zu, case", tls13 ? 3 : 2, values[i].type, values[i].n);
        try_hello(what, i, &body);
    }
    for (int type = 0; type < 52; type++) {
        client_hello(&body, tls13, type, NULL, 0);
        snprintf(what, sizeof what, "1.%d without extension", tls13 ? 3 : 2);
        try_hello(what, (size_t)type, &body);
    }
    for (size_t i = 0; i < 8; i++) { /* twice */
        size_t at = 2 + 32 + 1 + (tls13 ? 32 : 0) + 2 + 4 + 2 + 2;
        client_hello(&body, tls13, -1, NULL, 0);
        put_ext(&body, common[i].type, common[i].body, common[i].n);
        close_vec(&body, at, 2);
        snprintf(what, sizeof what, "1.%d twice", tls13 ? 3 : 2);
        try_hello(what, common[i].type, &body);
    }
    for (size_t i = 1; i < 2; i++) { /* pre_shared_key before the last */
        size_t at = 2 + 32 + 1 + (tls13 ? 32 : 0) + 2 + 4 + 2 + 2;
        client_hello(&body, tls13, -1, &(struct ext)E(41, "\0\7\0\1i\0\0\0\0\0\41\40aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), 1);
        put_ext(&body, 0x5a5a, "", 0);
        close_vec(&body, at, 2);
        snprintf(what, sizeof what, "1.%d at the end", tls13 ? 3 : 2);
        try_hello(what, i, &body);
    }
}

/* Fields before the extensions. */
static void fields(void) {
    static const struct {
        const char *what;
        unsigned version;
        const char *sid, *suites, *compressions;
        size_t sid_len, suites_len, compressions_len;
    } cases[] = {
#define CASE(what, version, sid, suites, comps)                                                                        \
    { what, version, sid, suites, comps, sizeof(sid) - 1, sizeof(suites) - 1, sizeof(comps) - 1 }
        CASE("SSL 2", 0x0200, "", "\xc0\x2b", "\0"),
        CASE("1.3 as legacy", 0x0304, "", "\xc0\x2b", "\0"),
        CASE("3.255", 0x03ff, "", "\xc0\x2b", "\0"),
        CASE("4.0", 0x0400, "", "\xc0\x2b", "\0"),
        CASE("id of 1", 0x0303, "a", "\xc0\x2b", "\0"),
        CASE("id of 33", 0x0303, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "\xc0\x2b", "\0"),
        CASE("no suites", 0x0303, "", "", "\0"),
        CASE("odd suites", 0x0303, "", "\xc0\x2b\xc0", "\0"),
        CASE("unknown suites", 0x0303, "", "\x5a\x5a", "\0"),
        CASE("1.3 suites alone", 0x0303, "", "\x13\x01", "\0"),
        CASE("RSA suite for an EC key", 0x0303, "", "\xc0\x2f", "\0"),
        CASE("SCSVs", 0x0303, "", "\xc0\x2b\0\xff", "\0"),
        CASE("fallback", 0x0303, "", "\xc0\x2b\x56\0", "\0"),
        CASE("no compression", 0x0303, "", "\xc0\x2b", ""),
        CASE("deflate alone", 0x0303, "", "\xc0\x2b", "\1"),
        CASE("deflate too", 0x0303, "", "\xc0\x2b", "\1\0"),
        CASE("two nulls", 0x0303, "", "\xc0\x2b", "\0\0"),
        CASE("1.3, no compression", 0x0303, "", "\x13\1\xc0\x2b", ""),
        CASE("1.3, deflate alone", 0x0303, "", "\x13\1\xc0\x2b", "\1"),
        CASE("1.3, deflate too", 0x0303, "", "\x13\1\xc0\x2b", "\1\0"),
        CASE("1.3, two nulls", 0x0303, "", "\x13\1\xc0\x2b", "\0\0"),
    };
    for (int with13 = 0; with13 < 2; with13++) {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            struct bytes full, b = { .n = 0 };
            byte random[32] = { 1 };
            size_t skip = 2 + 32 + 1 + (with13 ? 32 : 0) + 2 + 4 + 2;
            client_hello(&full, with13, -1, NULL, 0);
            put_num(&b, 2, cases[i].version);
            put(&b, random, 32);
            put_vec(&b, 1, cases[i].sid, cases[i].sid_len);
            put_vec(&b, 2, cases[i].suites, cases[i].suites_len);
            put_vec(&b, 1, cases[i].compressions, cases[i].compressions_len);
            put(&b, full.p + skip, full.n - skip);
            try_hello(cases[i].what, (size_t)with13, &b);
        }
    }
}

/* Other first records, and messages that are not a ClientHello. */
static void records(void) {
    struct bytes body, msg = { .n = 0 };
    client_hello(&body, 1, -1, NULL, 0);
    put_msg(&msg, 1, &body);
    for (unsigned type = 0; type < 256; type++) {
        if (type == 20 || (type > 26 && type < 250)) continue;
        struct bytes r = { .n = 0 };
        put_record(&r, type, msg.p, msg.n);
        try_records("record type", type, &r);
        if (type == 1) continue;
        r.n = 0;
        msg.p[0] = (byte)type;
        put_record(&r, 22, msg.p, msg.n);
        try_records("message type", type, &r);
        msg.p[0] = 1;
    }
    static const char *const first[] = { "GET / HTTP/1.0\r\n\r\n", "POST / HTTP/1.0\r\n\r\n", "HEAD / HTTP/1.0\r\n\r\n",
        "PUT / HTTP/1.0\r\n\r\n", "CONNECT a:1 HTTP/1.0\r\n\r\n", "OPTIONS * HTTP/1.0\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n", "\x16\x03\x01\x50\x01xxxxxxx", "\x16\x02\x01\x01\x01xxxxxxx",
        "\x16\x04\x01\x01\x01xxxxxxx" };
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
        struct bytes r = { .n = 0 };
        put(&r, first[i], strlen(first[i]));
        try_records("first bytes", i, &r);
    }
    for (size_t excess = 0; excess < 4; excess++) { 
        struct bytes r = { .n = 0 };
        static const unsigned lens[] = { 16384, 16385, 16384 + 256, 16384 + 2048 + 100 };
        put_num(&r, 1, 22);
        put_num(&r, 2, 0x301);
        put_num(&r, 2, lens[excess]);
        put(&r, msg.p, msg.n);
        while (r.n < 5 + lens[excess]) put_num(&r, 4, 0);
        try_records("record of", lens[excess], &r);
    }
    for (size_t excess = 0; excess < 4; excess++) { /* lengths that a message claims */
        static const unsigned lens[] = { 0, 1, 131397, 0xffffff };
        struct bytes r = { .n = 0 };
        struct bytes m = { .n = 0 };
        put_num(&m, 1, 1);
        put_num(&m, 3, lens[excess]);
        put(&m, msg.p + 4, lens[excess] < 2 ? lens[excess] : 20);
        put_record(&r, 22, m.p, m.n);
        try_records("message of", lens[excess], &r);
    }
    for (size_t piece = 1; piece < 60; piece += 7) { /* fragments, and an empty one between them */
        struct bytes r = { .n = 0 };
        for (size_t at = 0; at < msg.n; at += piece) put_record(&r, 22, msg.p + at, at + piece > msg.n ? msg.n - at : piece);
        try_records("fragments of", piece, &r);
        r.n = 0;
        put_record(&r, 22, msg.p, piece);
        put_record(&r, 22, "", 0);
        put_record(&r, 22, msg.p + piece, msg.n - piece);
        try_records("an empty fragment after", piece, &r);
    }
    static const struct {
        unsigned type;
        const char *body;
        size_t n;
    } between[] = { { 21, "\1\132", 2 }, { 21, "\1\0", 2 }, { 21, "\2\50", 2 }, { 21, "\3\50", 2 }, { 21, "\1", 1 },
        { 21, "", 0 }, { 21, "\1\132\1", 3 }, { 20, "\1", 1 }, { 20, "\2", 1 }, { 20, "", 0 }, { 20, "\1\1", 2 },
        { 23, "x", 1 }, { 23, "", 0 }, { 24, "x", 1 }, { 22, "", 0 } };
    for (int place = 0; place < 2; place++) {
        for (size_t i = 0; i < sizeof between / sizeof between[0]; i++) {
            struct bytes r = { .n = 0 };
            if (between[i].n == 0 && between[i].type == 21 && !place) continue;
            put_record(&r, 22, msg.p, place ? 50 : msg.n);
            put_record(&r, between[i].type, between[i].body, between[i].n);
            if (place) put_record(&r, 22, msg.p + 50, msg.n - 50);
            try_records(place ? "within the hello" : "after the hello", i, &r);
        }
    }
    for (size_t n = 0; n < 4; n++) { /* bytes after the hello in its record */
        struct bytes r = { .n = 0 }, m = msg;
        put(&m, "\1\0\0\0", n + 1);
        put_record(&r, 22, m.p, m.n);
        try_records("trailing", n + 1, &r);
    }
}

int main(void) {
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    ctx = server_ctx("ec.pem");
    bytes_and_cuts(0);
    bytes_and_cuts(1);
    extensions(0);
    extensions(1);
    fields();
    records();
    SSL_CTX_free(ctx);
    return 0;
}
