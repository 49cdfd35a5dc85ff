/* A server that asks a TLS 1.3 client to try again, and is hostile: cookies of each kind, requests that ask for nothing or
 * come twice, and the ServerHellos after one. RFC 8446 4.1.4, 4.2.2 */
#include "bad_server.h"

enum { GROUP = 1, COOKIE = 2, VERSION = 4, SAME_GROUP = 8, TWICE = 16, UNKNOWN_GROUP = 32 };

static void retry(struct talk *t, unsigned with, const void *cookie, size_t cookie_len) {
    struct bytes b = { .n = 0 };
    put_num(&b, 2, 0x303);
    put(&b, retry_random, 32);
    put_vec(&b, 1, t->sid, t->sid_len);
    put_num(&b, 2, 0x1301);
    put_num(&b, 1, 0);
    size_t block = open_vec(&b, 2);
    if (with & VERSION) put_ext(&b, 43, "\3\4", 2);
    if (with & GROUP) put_ext(&b, 51, "\0\27", 2);
    if (with & SAME_GROUP) put_ext(&b, 51, "\0\35", 2);
    if (with & UNKNOWN_GROUP) put_ext(&b, 51, "\5\5", 2);
    if (with & COOKIE) put_ext(&b, 44, cookie, cookie_len);
    if (with & TWICE) put_ext(&b, 44, cookie, cookie_len);
    close_vec(&b, block, 2);
    feed_plain(t, 2, &b);
}

/* The second ClientHello: its group's share, and whether the cookie came back as it was. */
static void print_second(const struct talk *t, const void *cookie, size_t cookie_len) {
    const byte *p = t->e.out.p;
    size_t n = t->e.out.n, at = 0, records = 0;
    static struct bytes hello;
    for (hello.n = 0; at + 5 <= n; at += 5 + ((size_t)p[at + 3] << 8 | p[at + 4])) {
        if (p[at] == 22) put(&hello, p + at + 5, (size_t)p[at + 3] << 8 | p[at + 4]);
        records++;
    }
    printf(" %zu records", records);
    if (hello.n < 50) return;
    p = hello.p;
    at = 4 + 34;
    at += 1 + (size_t)p[at];
    at += 2 + ((size_t)p[at] << 8 | p[at + 1]);
    at += 1 + (size_t)p[at] + 2;
    while (at + 4 <= hello.n) {
        size_t len = (size_t)p[at + 2] << 8 | p[at + 3];
        if (p[at] == 0 && p[at + 1] == 51) printf(" share of %02x%02x", p[at + 6], p[at + 7]);
        if (p[at] == 0 && p[at + 1] == 44) {
            printf(" cookie %zu %s", len, len == cookie_len && memcmp(p + at + 4, cookie, len) == 0 ? "same" : "other");
        }
        at += 4 + len;
    }
}

static int answer(struct talk *t) {
    int err = end_go(&t->e, t->in.p, t->in.n);
    t->in.n = 0;
    return err;
}

static void try_retry(const char *what, size_t at, unsigned with, const void *cookie, size_t cookie_len) {
    struct talk t;
    begin(&t);
    retry(&t, with, cookie, cookie_len);
    int err = answer(&t);
    printf("%s, with %u:%s", what, with, alert_text);
    print_second(&t, cookie, cookie_len);
    t.e.out.n = 0;
    print_end("", at, &t.e, err);
}

static void cookies(void) {
    static const struct value all[] = { V(0, ""), V(0, "\0"), V(0, "\0\1"), V(0, "\0\1x"), V(0, "\0\1xy"), V(0, "\0\2x"),
        V(0, "\0\6cookie"), V(0, "\0\6cooki"), V(0, "\1\0\6cookie"), V(0, "\0\7cookie"), V(0, "\377\377x"), V(0, "x") };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        for (unsigned with = 0; with < 4; with++) {
            if (with >= 2 && i % 3) continue;
            try_retry("cookie", i, VERSION | COOKIE | (with & 1 ? GROUP : 0) | (with & 2 ? TWICE : 0), all[i].body, all[i].n);
        }
    }
    static byte huge[16384];
    static const size_t lens[] = { 250, 256, 1000, 4000, 5000, 8000, 15000, 16200 };
    memset(huge, 'c', sizeof huge);
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        huge[0] = (byte)(lens[i] >> 8);
        huge[1] = (byte)lens[i];
        try_retry("huge cookie", lens[i], VERSION | COOKIE, huge, 2 + lens[i]);
        try_retry("huge cookie", lens[i], VERSION | COOKIE | GROUP, huge, 2 + lens[i]);
    }
    static const unsigned others[] = { VERSION, VERSION | SAME_GROUP, VERSION | SAME_GROUP | COOKIE, VERSION | UNKNOWN_GROUP,
        VERSION | UNKNOWN_GROUP | COOKIE, VERSION | GROUP };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) try_retry("a retry", i, others[i], "\0\1x", 3);
}

/* A second one is never taken, whatever it asks for. */
static void second_retries(void) {
    static const unsigned firsts[] = { VERSION | COOKIE, VERSION | GROUP, VERSION | GROUP | COOKIE };
    static const struct {
        unsigned with;
        const char *cookie;
    } seconds[] = { { VERSION | COOKIE, "\0\3abc" }, { VERSION | COOKIE, "\0\3abd" }, { VERSION | GROUP, "" },
        { VERSION | SAME_GROUP, "" }, { VERSION | SAME_GROUP | COOKIE, "\0\3abd" }, { VERSION, "" } };
    for (size_t f = 0; f < sizeof firsts / sizeof firsts[0]; f++) {
        for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++) {
            struct talk t;
            begin(&t);
            retry(&t, firsts[f], "\0\3abc", 5);
            printf("after a retry with %u: %s", firsts[f], error_name(answer(&t)));
            print_second(&t, "\0\3abc", 5);
            retry(&t, seconds[i].with, seconds[i].cookie, 5);
            finish(", another", i, &t);
        }
    }
}

/* The ServerHello after it. */
static void hellos_after(void) {
    static const unsigned firsts[] = { VERSION | COOKIE, VERSION | GROUP | COOKIE };
    for (size_t f = 0; f < 2; f++) {
        for (size_t i = 0; i < 13; i++) {
            struct talk t;
            struct bytes b;
            int skip = i == 1 ? 43 : i == 2 ? 51 : -1;
            unsigned add = i == 3 ? 44 : i == 4 ? 41 : i == 5 ? 0x5a5a : 65536;
            if (i == 5) continue;                               /* unknown to both: docs/differences.md */
            begin(&t);
            retry(&t, firsts[f], "\0\3abc", 5);
            answer(&t);
            server_hello13(&t, &b, 0, skip, add, "\0\1x", add == 44 ? 3 : 0);
            size_t suite = 35 + t.sid_len, exts = suite + 5;
            if (i == 6) b.p[suite + 1] = 3;                     /* another suite */
            if (i == 7) b.p[suite + 1] = 2;                     /* and of another hash */
            if (i == 8) b.p[suite + 2] = 1;                     /* compression */
            if (i == 9) b.p[35] ^= 1;                           /* the session id */
            if (i == 10) b.p[exts + 5] = 3;                     /* TLS 1.2 in supported_versions */
            if (i == 11) b.p[exts + 5] = 5;
            if (i == 12) b.n = suite + 3;                       /* no extensions at all */
            feed_plain(&t, 2, &b);
            finish(f ? "the hello after a retry for a group" : "the hello after a cookie", i, &t);
        }
    }
}

int main(void) {
    bad_server_begin();
    cookies();
    second_retries();
    hellos_after();
    bad_server_end();
    return 0;
}
