/* What a server that asked a client to try again says to second ClientHellos that changed, or are malformed: RFC 8446 4.1.2
 * names what may change. OpenSSL does not look at the random, the session id and the name again (docs/differences.md), nor
 * misses the groups. */
#include "bad_client.h"

/* The first one has a share of a group that the server does not take; it asks for P-256, which the client has too. */
static void hello(struct bytes *b, int again, int skip, const struct ext *add, size_t num_add) {
    struct ext all[4];
    static byte first[38] = { 0, 36, 0, 29, 0, 32, 9 }, second[71] = { 0, 69, 0, 23, 0, 65 };
    size_t n = 0;
    EVP_PKEY *k = EVP_EC_gen("P-256");
    byte *point = NULL;
    check(EVP_PKEY_get1_encoded_public_key(k, &point) == 65, "point");
    memcpy(second + 6, point, 65);
    OPENSSL_free(point);
    EVP_PKEY_free(k);
    for (size_t i = 0; i < num_add; i++) all[n++] = add[i];
    if (skip != 51 && !among(add, num_add, 51)) {
        all[n++] = again ? (struct ext){ 51, (const char *)second, 71 } : (struct ext){ 51, (const char *)first, 38 };
    }
    client_hello(b, 1, skip, all, n);
}

static void feed_hello(struct bytes *rec, const struct bytes *body) {
    struct bytes msg = { .n = 0 };
    put_msg(&msg, 1, body);
    put_record(rec, 22, msg.p, msg.n);
}

static void try_second(const char *what, size_t at, const struct bytes *body) {
    struct end e;
    struct bytes b, rec = { .n = 0 };
    end_new(&e, ctx, 1);
    hello(&b, 0, -1, NULL, 0);
    feed_hello(&rec, &b);
    check(end_go(&e, rec.p, rec.n) == SSL_ERROR_WANT_READ, "first hello");
    e.out.n = 0;
    rec.n = 0;
    feed_hello(&rec, body);
    int err = end_go(&e, rec.p, rec.n);
    print_end(what, at, &e, err);
}

static const struct ext values[] = {
    E(10, "\0\2\0\35"), E(10, "\0\2\0\27"), E(10, "\0\4\0\27\0\35"), E(13, "\0\2\4\3"),
    E(13, "\0\2\10\4"), E(16, "\0\3\2h3"), E(43, "\2\3\4"), E(43, "\2\3\3"), E(45, "\1\0"), E(51, ""), E(51, "\0\0"),
    E(51, "\0\1\0"), E(51, "\0\5\0\35\0\1x"), E(51, "\0\5\0\27\0\1x"), E(51, "\0\5\0\30\0\1x"), E(51, "\0\4\0\27\0\0"),
    E(51, "\0\12\0\27\0\1x\0\27\0\1x"), E(51, "\0\12\0\35\0\1x\0\27\0\1x"), E(42, ""), E(5, "\1\0\0\0\0"), E(1, "\1"), E(49, ""),
    E(0x5a5a, "x"), E(21, "\0\0\0"),
};

static void extensions(void) {
    struct bytes b;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        hello(&b, 1, -1, &values[i], 1);
        try_second("second hello with an extension, case", i, &b);
    }
    for (int type = 1; type < 52; type++) {
        if (type == 10) continue;
        hello(&b, 1, type, NULL, 0);
        try_second("second hello without extension", (size_t)type, &b);
    }
}

static void fields(void) {
    static const struct {
        const char *what;
        size_t at;          /* a byte of the hello */
        byte value;
    } cases[] = {
        { "as it should be", 0, 3 }, { "legacy version 3.2", 1, 2 }, { "legacy version 3.4", 1, 4 },
        { "no session id", 34, 0 },
        { "another suite of 1.3", 2 + 32 + 33 + 3, 3 }, { "a suite of another hash", 2 + 32 + 33 + 3, 2 },
        { "no suite of 1.3", 2 + 32 + 33 + 2, 0x5a }, { "deflate", 2 + 32 + 33 + 2 + 4 + 1, 1 },
        { "no suites", 2 + 32 + 33 + 1, 0 }, { "odd suites", 2 + 32 + 33 + 1, 3 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes b;
        hello(&b, 1, -1, NULL, 0);
        b.p[cases[i].at] = cases[i].value;
        try_second(cases[i].what, i, &b);
    }
}

/* Suites and compressions that are added or put first. */
static void suites(void) {
    static const struct {
        const char *suites, *compressions;
        size_t suites_len, compressions_len;
    } cases[] = {
#define CASE(suites, comps) { suites, comps, sizeof(suites) - 1, sizeof(comps) - 1 }
        CASE("\x13\1", "\0"), CASE("\x13\2\x13\1", "\0"), CASE("\x13\1\x13\2", "\0"), CASE("\x13\3", "\0"),
        CASE("\xc0\x2b", "\0"), CASE("\x13\1\x56\0", "\0"), CASE("\x13\1\0\xff", "\0"), CASE("\x13\1", "\0\1"),
        CASE("\x13\1", "\1"), CASE("\x13\1", ""),
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes full, b = { .n = 0 };
        byte random[32];
        memset(random, 0x5a, 32);
        hello(&full, 1, -1, NULL, 0);
        put_num(&b, 2, 0x303);
        put(&b, random, 32);
        put_vec(&b, 1, random, 32);
        put_vec(&b, 2, cases[i].suites, cases[i].suites_len);
        put_vec(&b, 1, cases[i].compressions, cases[i].compressions_len);
        put(&b, full.p + 75, full.n - 75);
        try_second("second hello with suites, case", i, &b);
    }
}

static void cuts(void) {
    struct bytes b;
    hello(&b, 1, -1, NULL, 0);
    size_t n = b.n;
    for (size_t i = 0; i < n; i += i < 80 ? 1 : 3) {
        b.n = i;
        try_second("second hello cut", i, &b);
    }
}

int main(void) {
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    ctx = server_ctx("ec.pem");
    check(SSL_CTX_set1_groups_list(ctx, "P-256") == 1, "groups");
    extensions();
    fields();
    suites();
    cuts();
    SSL_CTX_free(ctx);
    return 0;
}
