/* Damage in transit: nothing but an error may come of it, never two ends that disagree. */
#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"

static uint32_t lcg = 1;
static uint32_t rnd(void) { return (lcg = lcg * 1664525u + 1013904223u) >> 8; }

static void flip(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    (void)from;
    if (p->arg < p->seen || p->arg >= p->seen + (int)*len) {
        p->seen += (int)*len;
        return;
    }
    bytes[p->arg - p->seen] ^= (uint8_t)(1u << (rnd() & 7));
    p->seen += (int)*len;
}

static void cut(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    (void)from, (void)bytes;
    if (p->seen++ == p->arg && *len > 6) {
        size_t n = 1 + rnd() % (*len - 5), at = rnd() % (*len - n);
        memmove(bytes + at, bytes + at + n, *len - at - n);
        *len -= n;
    }
}

static void twice(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    (void)from;
    if (p->seen++ == p->arg && *len <= 2048) {
        memcpy(bytes + *len, bytes, *len);
        *len *= 2;
    }
}

static void settings(struct pair *p, unsigned n) {
    pair_init(p);
    p->c.seed += n;
    peer_use_versions(&p->s, n & 1 ? BS_TLS12 : BS_TLS13, n & 1 ? BS_TLS12 : BS_TLS13);
    if (n & 2) {
        p->s.cfg.verify = BS_VERIFY_PEER;
        peer_use_cred(&p->c, n & 4 ? CRED_P384 : CRED_P256); /* on a curve of the server's groups */
    }
    if (n & 4) peer_use_group(&p->s, 24);
    p->c.cfg.alpn = bs_r_from("\2h2", 3);
    p->s.alpn = "h2";
    p->s.cfg.sid_ctx_len = 1;
}

/* Both open with different views of what was said would be the one unforgivable outcome. */
static void expect_agreement(struct pair *p, const char *what) {
    if (!(p->c.done && p->s.done)) return;
    cr_expect_str_eq(p->c.keylog, p->s.keylog, "%s", what);
    cr_expect_eq(p->c.conn->version, p->s.conn->version);
    cr_expect_eq(p->c.conn->suite, p->s.conn->suite);
}

static int total;
static void count(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    (void)p, (void)from, (void)bytes;
    total += (int)*len;
}

Test(hs_attack, every_byte_of_the_handshake_is_protected, .timeout = 900) {
    for (unsigned n = 0; n < 8; n++) {
        struct pair p;
        total = 0;
        settings(&p, n);
        p.tap = count;
        pair_start(&p);
        cr_assert(pair_run(&p));
        pair_free(&p);
        int end = total;
        for (int at = 0; at < end; at += 1 + (int)(rnd() % 29)) {
            settings(&p, n);
            p.tap = flip;
            p.arg = at;
            pair_start(&p);
            pair_run(&p);
            expect_agreement(&p, "flipped");
            pair_free(&p);
        }
    }
}

Test(hs_attack, bytes_missing_or_repeated, .timeout = 900) {
    for (unsigned n = 0; n < 400; n++) {
        struct pair p;
        settings(&p, n);
        p.tap = n % 3 == 0 ? twice : cut;
        p.arg = (int)(n / 3 % 5);
        pair_start(&p);
        pair_run(&p);
        expect_agreement(&p, "cut or repeated");
        if (n % 5 == 0) {
            pair_again(&p);
            pair_run(&p);
            expect_agreement(&p, "cut or repeated, again");
        }
        pair_free(&p);
    }
}

/* Bytes of no kind, at both. */
Test(hs_attack, noise) {
    for (unsigned n = 0; n < 2000; n++) {
        struct pair p;
        uint8_t junk[200];
        pair_init(&p);
        pair_start(&p);
        peer_work(&p.c);
        for (size_t i = 0; i < sizeof(junk); i++) junk[i] = (uint8_t)rnd();
        if (n % 2) memcpy(junk, "\26\3\1\0\150\1\0\0\144\3\3", 11);
        if (n % 4 == 3) junk[5] = 2;
        struct peer *e = n % 3 ? &p.s : &p.c;
        peer_feed(&p, e, junk, sizeof(junk));
        cr_expect_neq(e->last, BS_OK);
        pair_free(&p);
    }
}
