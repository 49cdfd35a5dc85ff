/* Versions: what is agreed on, who is told that he is too old or too new, and what is different on the wire. */
#include <criterion/criterion.h>

#include "src/hs/negotiate.h"
#include "tests/src/hs/peers.h"

/* A set of versions, bit 0 for TLS 1.0. */
static void use_set(struct peer *e, unsigned set) {
    e->cfg.min_version = BS_TLS10;
    e->cfg.max_version = BS_TLS13;
    e->cfg.disabled_versions = (uint16_t)((~set & 15) << 1);
}

static bool has(unsigned set, uint16_t v) { return set >> (v - BS_TLS10) & 1; }

/* What a server should choose: of a hello with supported_versions the best, of an older one the best up to its version. */
static uint16_t best(unsigned client, unsigned server) {
    uint16_t v = BS_TLS13;
    while (v >= BS_TLS10 && !has(client, v)) v--;
    bool listed = v == BS_TLS13;
    for (; v >= BS_TLS10; v--) {
        if (has(server, v) && (!listed || has(client, v))) return v;
    }
    return 0;
}

Test(hs_versions, each_subset_with_each) {
    for (unsigned client = 1; client < 16; client++) {
        for (unsigned server = 1; server < 16; server++) {
            struct pair p;
            pair_init(&p);
            use_set(&p.c, client);
            use_set(&p.s, server);
            pair_start(&p);
            uint16_t want = best(client, server);
            bool ok = pair_works(&p);
            /* RFC 8446 4.1.3: a server with 1.2 that chooses less for a client with more has been fooled, or so it looks;
             * a version below the client's is refused before that */
            bool fooled = want != 0 && want < BS_TLS12 && has(server, BS_TLS12) &&
                          client >> (want - BS_TLS10 + 1) != 0 && (client & ((2u << (want - BS_TLS10)) - 1)) != 0;
            cr_expect_eq(ok, want != 0 && has(client, want) && !fooled, "%x with %x: %s, %s", client, server,
                         bs_status_name(p.c.last), bs_status_name(p.s.last));
            if (ok) {
                cr_expect_eq(p.c.conn->version, want);
                cr_expect_eq(p.s.conn->version, want);
            } else if (want == 0) {
                cr_expect_eq(p.s.last, BS_E_UNSUPPORTED_VERSION, "%x with %x", client, server);
                cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_PROTOCOL_VERSION);
            } else if (fooled) {
                cr_expect_eq(p.c.last, BS_E_DOWNGRADE, "%x with %x: %s", client, server, bs_status_name(p.c.last));
            } else { /* the client's list has a hole that its hello could not tell of */
                cr_expect_eq(p.c.last, BS_E_UNSUPPORTED_VERSION, "%x with %x: %s", client, server, bs_status_name(p.c.last));
                /* its alert goes by its own version, which is not the server's any more */
                cr_expect(p.s.last == BS_E_NOT_TLS || p.s.conn->peer_alert == BS_ALERT_PROTOCOL_VERSION);
            }
            pair_free(&p);
        }
    }
}

/* Both key exchanges, each certificate, with and without a client's, full, by id and by ticket. */
static void everything_in(uint16_t v, uint16_t suite, enum cred_kind k, bool client_auth, bool tickets) {
    struct pair p;
    pair_init(&p);
    peer_use_versions(&p.c, v, v);
    peer_use_suite(&p.c, suite);
    peer_use_cred(&p.s, k);
    if (!tickets) p.s.cfg.flags |= BS_CF_NO_TICKET;
    if (client_auth) {
        p.s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
        p.s.cfg.sid_ctx_len = 1;
        peer_use_cred(&p.c, k == CRED_RSA ? CRED_P384 : CRED_RSA);
    }
    pair_start(&p);
    cr_expect(pair_works(&p), "%x, %x: %s, %s", v, suite, bs_status_name(p.c.last), bs_status_name(p.s.last));
    cr_expect(!p.s.conn->resumed);
    if (client_auth) {
        enum bs_hash want = k == CRED_RSA ? BS_HASH_SHA1 : BS_HASH_MD5SHA1;
        cr_expect(p.s.conn->peer_sigalg && p.s.conn->peer_sigalg->hash == want);
    }
    pair_again(&p);
    cr_expect(pair_works(&p), "again: %s, %s", bs_status_name(p.c.last), bs_status_name(p.s.last));
    cr_expect(p.s.conn->resumed && p.c.conn->resumed);
    cr_expect_eq(bs_conn_session(p.c.conn)->version, v);
    pair_free(&p);
}

Test(hs_versions, old_ones_with_everything) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS11; v++) {
        for (int i = 0; i < 4; i++) {
            everything_in(v, 0xC013, CRED_RSA, i & 1, i & 2);
            everything_in(v, 0xC00A, CRED_P256, i & 1, i & 2);
            everything_in(v, 0x0035, CRED_RSA, i & 1, i & 2);
        }
    }
}

Test(hs_versions, a_session_of_another_version_is_not_resumed) {
    struct pair p;
    pair_init(&p);
    peer_use_versions(&p.c, BS_TLS10, BS_TLS11);
    pair_start(&p);
    cr_assert(pair_works(&p));
    peer_use_versions(&p.c, BS_TLS10, BS_TLS12);
    pair_again(&p);
    cr_expect(pair_works(&p), "%s, %s", bs_status_name(p.c.last), bs_status_name(p.s.last));
    cr_expect_eq(p.c.conn->version, BS_TLS12);
    cr_expect(!p.c.conn->resumed);
    pair_free(&p);
}

/* ---- a hand-made ClientHello ---------------------------------------------------------------------------------- */

/* A first flight of a client that knows no extension but supported_groups; returns its length. */
static size_t bare_hello(uint8_t *out, uint16_t version, bool fallback) {
    bs_writer w = bs_w_to(out, 256);
    bs_w_u8(&w, 22);
    bs_w_u16(&w, BS_TLS10);
    bs_mark record = bs_w_open(&w, 2);
    bs_w_u8(&w, 1);
    bs_mark body = bs_w_open(&w, 3);
    bs_w_u16(&w, version);
    for (int i = 0; i < 32; i++) bs_w_u8(&w, (uint8_t)i);
    bs_w_u8(&w, 0);
    bs_mark suites = bs_w_open(&w, 2);
    bs_w_u16(&w, 0x002f);
    bs_w_u16(&w, 0xC009);
    if (fallback) bs_w_u16(&w, 0x5600);
    bs_w_close(&w, suites);
    bs_w_u16(&w, 0x0100);
    bs_w_bytes(&w, "\0\12\0\12\0\6\0\4\0\35\0\27", 12);
    bs_w_close(&w, body);
    bs_w_close(&w, record);
    return w.len;
}

static bs_status server_on_hello(struct pair *p, uint16_t version, bool fallback) {
    uint8_t hello[256];
    pair_start(p);
    peer_feed(p, &p->s, hello, bare_hello(hello, version, fallback));
    return p->s.last;
}

/* The first bytes of the server's answer. */
static void expect_answer(struct pair *p, uint8_t type, uint16_t version, const char *what) {
    bs_reader out = bs_conn_output(p->s.conn);
    cr_assert_geq(out.len, 11, "%s", what);
    cr_expect_eq(out.p[0], type, "%s: %d", what, out.p[0]);
    cr_expect_eq(out.p[1] << 8 | out.p[2], version, "%s: %x", what, out.p[1] << 8 | out.p[2]);
    if (type == 22) cr_expect_eq(out.p[9] << 8 | out.p[10], version, "%s", what);
}

static void expect_alert(struct pair *p, uint16_t version, uint8_t alert, const char *what) {
    bs_reader out = bs_conn_output(p->s.conn);
    cr_assert_eq(out.len, 7, "%s", what);
    cr_expect_eq(out.p[0], 21, "%s", what);
    cr_expect_eq(out.p[1] << 8 | out.p[2], version, "%s: %x", what, out.p[1] << 8 | out.p[2]);
    cr_expect_eq(out.p[6], alert, "%s: %d", what, out.p[6]);
}

Test(hs_versions, a_server_answers_old_and_future_clients) {
    struct pair p;
    pair_init(&p);
    cr_expect_eq(server_on_hello(&p, 0x0301, false), BS_WANT_INPUT);
    expect_answer(&p, 22, 0x0301, "1.0");
    cr_expect_eq(server_on_hello(&p, 0x0302, false), BS_WANT_INPUT);
    expect_answer(&p, 22, 0x0302, "1.1");
    static const uint16_t later[] = { 0x0303, 0x0304, 0x0305, 0x03ff, 0x0400, 0x7f7f, 0xffff };
    for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++) {
        cr_expect_eq(server_on_hello(&p, later[i], false), BS_WANT_INPUT, "%x", later[i]);
        expect_answer(&p, 22, 0x0303, "1.2 and later"); /* RFC 5246 E.1 */
    }
    static const uint16_t before[] = { 0x0300, 0x0200, 0x0002, 0 };
    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
        cr_expect_eq(server_on_hello(&p, before[i], false), BS_E_VERSION_TOO_LOW, "%x", before[i]);
    }
    p.s.cfg.min_version = BS_TLS12;
    cr_expect_eq(server_on_hello(&p, 0x0301, false), BS_E_UNSUPPORTED_VERSION);
    expect_alert(&p, 0x0301, BS_ALERT_PROTOCOL_VERSION, "too old, told in its own version");
    pair_free(&p);
}

Test(hs_versions, a_fallback_that_was_not_needed_is_refused) {
    struct pair p;
    pair_init(&p);
    cr_expect_eq(server_on_hello(&p, 0x0302, true), BS_E_INAPPROPRIATE_FALLBACK);
    expect_alert(&p, 0x0302, BS_ALERT_INAPPROPRIATE_FALLBACK, "RFC 7507");
    p.s.cfg.max_version = BS_TLS11;
    cr_expect_eq(server_on_hello(&p, 0x0302, true), BS_WANT_INPUT, "our highest: nothing was lost");
    p.s.cfg.max_version = BS_TLS13;
    p.c.cfg.flags |= BS_CF_FALLBACK_SCSV;
    p.c.cfg.max_version = BS_TLS12;
    pair_start(&p);
    cr_expect(!pair_run(&p));
    cr_expect_eq(p.s.last, BS_E_INAPPROPRIATE_FALLBACK);
    cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_INAPPROPRIATE_FALLBACK);
    pair_free(&p);
}

/* RFC 8446 4.1.3: what the server's random says of each version that it chose, by what else it has. */
Test(hs_versions, a_downgrade_shows_in_the_random) {
    static const struct {
        unsigned server;
        uint16_t version;
        int tail; /* the last byte of the sentinel; -1: none */
    } rows[] = { { 15, 0x0303, 1 }, { 7, 0x0303, -1 }, { 15, 0x0302, 0 }, { 7, 0x0302, 0 }, { 15, 0x0301, 0 },
                 { 3, 0x0301, -1 }, { 11, 0x0302, -1 } /* 1.3 but not 1.2: older clients must get through */ };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct pair p;
        pair_init(&p);
        use_set(&p.s, rows[i].server);
        cr_expect_eq(server_on_hello(&p, rows[i].version, false), BS_WANT_INPUT);
        const uint8_t *tail = p.s.conn->server_random + 24;
        bool sentinel = memcmp(tail, "DOWNGRD", 7) == 0;
        cr_expect_eq(sentinel, rows[i].tail >= 0, "row %zu", i);
        if (sentinel) cr_expect_eq(tail[7], rows[i].tail, "row %zu", i);
        pair_free(&p);
    }
}

/* Makes the client's hello look older: an attacker's downgrade, which the random gives away. */
static void forge_hello(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    if (from != &p->c || p->seen++ > 0) return;
    *len = bare_hello(bytes, (uint16_t)p->arg, false);
}

Test(hs_versions, a_client_sees_a_downgrade) {
    for (int v = 0x0301; v <= 0x0303; v++) {
        struct pair p;
        pair_init(&p);
        p.arg = v;
        p.tap = forge_hello;
        pair_start(&p);
        cr_expect(!pair_run(&p));
        cr_expect_eq(p.c.last, BS_E_DOWNGRADE, "%x: %s", v, bs_status_name(p.c.last));
        cr_expect(p.s.last == BS_E_NOT_TLS || p.s.conn->peer_alert == BS_ALERT_ILLEGAL_PARAMETER);
        pair_free(&p);
    }
}

/* ---- records -------------------------------------------------------------------------------------------------- */

static size_t lens[8], num_lens;

static void note_records(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    if (from != &p->c || !p->c.done) return;
    for (size_t at = 0; at < *len && num_lens < 8; at += 5 + lens[num_lens++]) {
        cr_expect_eq(bytes[at + 1] << 8 | bytes[at + 2], p->c.conn->version);
        lens[num_lens] = (size_t)bytes[at + 3] << 8 | bytes[at + 4];
    }
}

static void expect_records(uint16_t v, uint16_t suite, uint32_t flags, size_t say, size_t want) {
    static uint8_t data[20000];
    struct pair p;
    pair_init(&p);
    peer_use_versions(&p.c, v, v);
    peer_use_suite(&p.c, suite);
    p.c.cfg.flags |= flags;
    pair_start(&p);
    cr_assert(pair_run(&p), "%s, %s", bs_status_name(p.c.last), bs_status_name(p.s.last));
    p.tap = note_records;
    num_lens = 0;
    cr_expect(pair_say(&p, &p.c, data, say));
    cr_expect_eq(num_lens, want, "%x, %x, %zu bytes: %zu records", v, suite, say, num_lens);
    if (want == 2) cr_expect_eq(lens[0], 36, "a block of one byte and its padding, and the MAC");
    pair_free(&p);
}

Test(hs_versions, a_byte_goes_first_in_cbc_of_tls10) {
    expect_records(BS_TLS10, 0xC009, 0, 100, 2);
    expect_records(BS_TLS10, 0xC009, 0, 2, 2);
    expect_records(BS_TLS10, 0xC009, 0, 1, 1);
    expect_records(BS_TLS10, 0xC009, 0, 20000, 4);
    expect_records(BS_TLS10, 0xC009, BS_CF_NO_CBC_SPLIT, 100, 1);
    expect_records(BS_TLS11, 0xC009, 0, 100, 1);
    expect_records(BS_TLS12, 0xC009, 0, 100, 1);
    expect_records(BS_TLS12, 0xC02B, 0, 100, 1);
}

static void change_record_version(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    if (from == &p->c && p->c.done && *len > 5) bytes[2] ^= 1;
}

Test(hs_versions, a_record_of_another_version_is_refused) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS12; v++) {
        struct pair p;
        pair_init(&p);
        peer_use_versions(&p.c, v, v);
        pair_start(&p);
        cr_assert(pair_run(&p));
        p.tap = change_record_version;
        cr_expect(!pair_say(&p, &p.c, "hello", 5));
        cr_expect_eq(p.s.last, BS_E_RECORD_VERSION, "%x: %s", v, bs_status_name(p.s.last));
        cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_PROTOCOL_VERSION);
        pair_free(&p);
    }
}
