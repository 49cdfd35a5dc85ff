/* Early data at both ends: taken once, refused for each reason, within limits, and ended as the RFC has it. */
#include <criterion/criterion.h>

#include "src/ext/ext.h"
#include "src/hs/early.h"
#include "src/hs/messages.h"
#include "tests/src/hs/peers.h"

#define MAX 1000

/* A first connection leaves a ticket that allows early data. */
static void first_with(struct pair *p, uint32_t flags, uint16_t suite) {
    pair_init(p);
    if (suite) peer_use_suite(&p->s, suite);
    p->s.cfg.max_early_data = MAX;
    p->s.cfg.flags |= flags;
    pair_start(p);
    cr_assert(pair_works(p));
    cr_assert_eq(p->c.cache[p->c.num_cache - 1]->max_early_data, MAX);
    p->c.early = p->s.early = true;
    p->c.early_say = "early";
}

static void first(struct pair *p, uint32_t flags) { first_with(p, flags, 0); }

static bool works(struct pair *p) {
    if (!pair_run(p)) return false;
    p->s.rx_len = p->c.rx_len = 0;
    return pair_works(p);
}

static enum bs_early_status status(const struct peer *e) {
    struct bs_conn_info info;
    bs_conn_get_info(e->conn, &info);
    return info.early_status;
}

static void expect_taken(struct pair *p, const char *what) {
    cr_assert(works(p), "%s: %s %s", what, bs_status_name(p->c.last), bs_status_name(p->s.last));
    cr_expect_eq(status(&p->c), BS_EARLY_ACCEPTED, "%s", what);
    cr_expect_eq(status(&p->s), BS_EARLY_ACCEPTED, "%s", what);
    cr_expect_eq(p->s.early_len, 5, "%s", what);
}

static void expect_refused(struct pair *p, bool resumed, const char *what) {
    cr_assert(works(p), "%s: %s %s", what, bs_status_name(p->c.last), bs_status_name(p->s.last));
    cr_expect_eq(status(&p->c), BS_EARLY_REJECTED, "%s", what);
    cr_expect_eq(status(&p->s), BS_EARLY_REJECTED, "%s", what);
    cr_expect_eq(p->s.early_len, 0, "%s", what);
    cr_expect_eq(p->s.conn->resumed, resumed, "%s", what);
    cr_expect_null(p->s.conn->early, "%s: a secret of what was refused", what);
}

Test(hs_early, is_taken_whole_and_byte_by_byte) {
    for (size_t chunk = 0; chunk < 2; chunk++) {
        struct pair p;
        uint8_t a[20], b[20];
        first(&p, 0);
        pair_again(&p);
        p.chunk = chunk;
        expect_taken(&p, chunk ? "bytes" : "whole");
        cr_expect_eq(bs_conn_export_early(p.c.conn, "label", 5, bs_r_from("c", 1), a, 20), BS_OK);
        cr_expect_eq(bs_conn_export_early(p.s.conn, "label", 5, bs_r_from("c", 1), b, 20), BS_OK);
        cr_expect_arr_eq(a, b, 20);
        cr_expect(strstr(p.c.keylog, "CLIENT_EARLY_TRAFFIC_SECRET") && strstr(p.s.keylog, "EARLY_EXPORTER_SECRET"));
        pair_again(&p); /* by the new ticket */
        p.chunk = 0;
        expect_taken(&p, "again");
        pair_free(&p);
    }
}

Test(hs_early, a_ticket_is_good_for_once) { /* RFC 8446 8.1 */
    struct pair p;
    first(&p, 0);
    struct bs_session *s = bs_session_ref(p.c.cache[p.c.num_cache - 1]);
    for (int i = 0; i < 3; i++) {
        pair_start(&p);
        bs_conn_set_session(p.c.conn, s);
        if (i == 0) expect_taken(&p, "first");
        else expect_refused(&p, false, "again");
    }
    pair_free(&p);
    first(&p, BS_CF_NO_ANTI_REPLAY);
    struct bs_session *t = bs_session_ref(p.c.cache[p.c.num_cache - 1]);
    for (int i = 0; i < 3; i++) {
        pair_start(&p);
        bs_conn_set_session(p.c.conn, t);
        expect_taken(&p, "as often as it comes");
    }
    pair_free(&p);
    bs_session_free(s);
    bs_session_free(t);
}

/* All that a client sent in a connection, for another one. */
static uint8_t said[10000];
static size_t num_said;

static void listen(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    if (from != &p->c || num_said + *len > sizeof(said)) return;
    memcpy(said + num_said, bytes, *len);
    num_said += *len;
}

Test(hs_early, a_replay_is_not_heard) {
    struct pair p;
    first(&p, 0);
    pair_again(&p);
    p.tap = listen;
    cr_assert(pair_run(&p));
    cr_assert_eq(p.s.early_len, 5);
    pair_start(&p);
    peer_feed(&p, &p.s, said, num_said);
    cr_expect_eq(p.s.rx_len, 0);
    cr_expect_neq(p.s.last, BS_OK);
    cr_expect_not(p.s.done);
    pair_free(&p);
}

static bool never(void *app) {
    (void)app;
    return false;
}

static bs_status choose_h2(void *app, bs_reader offered, bs_reader *out) {
    (void)app;
    (void)offered;
    *out = bs_r_from("h2", 2);
    return BS_OK;
}

Test(hs_early, is_refused_for_each_reason) {
    static const struct {
        const char *what;
        bool resumed;
    } reasons[] = { { "not wanted any more", true },     { "the server's program does not ask", true },
                    { "the program says no", true },     { "another protocol", true },
                    { "another group", true },           { "an old ticket", true },
                    { "another suite, same hash", true }, { "a ticket of the future", true },
                    { "ticket keys changed", false } };
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        struct pair p;
        first_with(&p, BS_CF_NO_ANTI_REPLAY, 0x1301);
        if (i == 0) p.s.cfg.max_early_data = 0;
        if (i == 1) p.s.early = false;
        if (i == 2) p.s.ops.early_allow = never;
        if (i == 3) {
            p.c.cfg.alpn = bs_r_from("\2h2", 3);
            p.s.ops.alpn_select = choose_h2;
        }
        if (i == 4) peer_use_group(&p.s, 24);
        if (i == 5) p.s.now_ms += 12000;
        if (i == 6) peer_use_suite(&p.s, 0x1303);
        if (i == 7) p.c.cache[p.c.num_cache - 1]->ticket_age_add -= 60000;
        if (i == 8) memset(&p.s.keys, 0x17, sizeof(p.s.keys));
        pair_again(&p);
        expect_refused(&p, reasons[i].resumed, reasons[i].what);
        pair_free(&p);
    }
}

/* A program that wants early data and then none: before, and after they were offered or taken. */
Test(hs_early, may_be_given_up) {
    struct pair p;
    first(&p, 0);
    pair_again(&p);
    bs_conn_early_want(p.c.conn, false);
    cr_assert(works(&p));
    cr_expect_eq(status(&p.c), BS_EARLY_NOT_SENT);
    cr_expect_eq(status(&p.s), BS_EARLY_NOT_SENT);
    pair_again(&p);
    cr_assert_eq(bs_conn_handshake(p.c.conn), BS_WANT_EARLY);
    bs_conn_early_want(p.c.conn, false);
    bs_conn_early_leave(p.c.conn, false);
    cr_assert(works(&p));
    cr_expect_eq(status(&p.c), BS_EARLY_ACCEPTED);
    cr_expect_eq(p.s.early_len, 0);
    pair_again(&p);
    bs_conn_early_want(p.s.conn, false);
    expect_refused(&p, true, "the server changed its mind");
    pair_again(&p);
    cr_assert_eq(bs_conn_handshake(p.c.conn), BS_WANT_EARLY);
    pair_move(&p, &p.c);
    cr_assert_eq(status(&p.s), BS_EARLY_ACCEPTED);
    bs_conn_early_want(p.s.conn, false); /* too late: but a client that says nothing can go on */
    bs_conn_early_leave(p.s.conn, false);
    p.c.early_say = NULL;
    cr_assert(works(&p));
    pair_free(&p);
}

Test(hs_early, an_older_server_is_refused) { /* RFC 8446 D.3 */
    struct pair p;
    first(&p, 0);
    peer_use_versions(&p.s, BS_TLS12, BS_TLS12);
    pair_again(&p);
    cr_expect_not(pair_run(&p));
    cr_expect_eq(p.c.last, BS_E_UNSUPPORTED_VERSION, "%s", bs_status_name(p.c.last));
    pair_free(&p);
}

Test(hs_early, limits) {
    static char text[MAX + 2];
    for (int over = 0; over < 2; over++) {
        for (int forged = 0; forged < 2; forged++) {
            struct pair p;
            first(&p, 0);
            memset(text, 'x', sizeof(text) - 1);
            text[MAX + over] = 0;
            p.c.early_say = text;
            if (forged) p.c.cache[p.c.num_cache - 1]->max_early_data = 2 * MAX;
            pair_again(&p);
            bool ok = pair_run(&p);
            cr_expect_eq(ok, !over);
            if (!over) cr_expect_eq(p.s.early_len, MAX);
            if (over && !forged) cr_expect_eq(p.c.last, BS_E_EARLY_DATA_TOO_LONG, "%s", bs_status_name(p.c.last));
            if (over && forged) cr_expect_eq(p.s.last, BS_E_TOO_MUCH_EARLY_DATA, "%s", bs_status_name(p.s.last));
            if (over) cr_expect_eq(p.s.early_len, 0);
            pair_free(&p);
        }
    }
}

/* A server that waits for early data, and a client whose early keys seal what the test says. */
static void waiting(struct pair *p) {
    first(p, 0);
    pair_again(p);
    p->c.last = bs_conn_handshake(p->c.conn);
    cr_assert_eq(p->c.last, BS_WANT_EARLY);
    pair_move(p, &p->c);
    cr_assert_eq(p->s.last, BS_WANT_INPUT);
    cr_assert_eq(status(&p->s), BS_EARLY_ACCEPTED);
    bs_conn_drained(p->s.conn, bs_conn_output(p->s.conn).len);
}

static bs_status after(const char *bytes, size_t len, uint8_t type) {
    struct pair p;
    waiting(&p);
    cr_assert_eq(bs_out_bytes(p.c.conn, type, bs_r_from(bytes, len)), BS_OK);
    pair_move(&p, &p.c);
    bs_status s = p.s.last;
    cr_expect_eq(p.s.early_len, 0);
    pair_free(&p);
    return s;
}

Test(hs_early, only_its_end_may_follow) {
    for (int type = 0; type < 256; type++) {
        char message[4] = { (char)type, 0, 0, 0 };
        bs_status s = after(message, 4, BS_RECORD_HANDSHAKE);
        cr_expect_eq(s, type == BS_MT_END_OF_EARLY_DATA ? BS_WANT_INPUT : BS_E_UNEXPECTED_MESSAGE, "%d: %s", type,
                     bs_status_name(s));
    }
    cr_expect_eq(after("\5\0\0\1x", 5, BS_RECORD_HANDSHAKE), BS_E_LENGTH);
    cr_expect_eq(after("\5\0\0\0\5", 5, BS_RECORD_HANDSHAKE), BS_E_NOT_ON_RECORD_BOUNDARY);
    cr_expect_eq(after("\5\0\0", 3, BS_RECORD_HANDSHAKE), BS_WANT_INPUT);
    cr_expect_eq(after("\1\0", 2, BS_RECORD_ALERT), BS_E_CLOSED);
    cr_expect_eq(after("\2\50", 2, BS_RECORD_ALERT), BS_E_PEER_ALERT);
    cr_expect_eq(after("\1", 1, BS_RECORD_CCS), BS_E_BAD_RECORD_TYPE);
}

Test(hs_early, a_record_that_does_not_open_is_no_early_data) {
    struct pair p;
    uint8_t rec[5 + 30] = { BS_RECORD_DATA, 3, 3, 0, 30 };
    waiting(&p);
    peer_feed(&p, &p.s, rec, sizeof(rec));
    cr_expect_eq(p.s.last, BS_E_BAD_MAC, "%s", bs_status_name(p.s.last));
    pair_free(&p);
}

/* The server's 0.5-RTT data, read by a client that has not done with early data. */
Test(hs_early, the_server_may_answer_at_once) {
    struct pair p;
    bs_reader r;
    size_t taken;
    first(&p, 0);
    pair_again(&p);
    cr_assert_eq(bs_conn_handshake(p.c.conn), BS_WANT_EARLY);
    pair_move(&p, &p.c);
    cr_assert_eq(bs_conn_write(p.s.conn, bs_r_from("half", 4), &taken), BS_WANT_OUTPUT);
    bs_conn_early_leave(p.c.conn, false);
    bs_reader out = bs_conn_output(p.s.conn);
    while (out.len > 0) {
        size_t want, room;
        uint8_t *at = bs_conn_input(p.c.conn, &want, &room);
        if (!at) cr_assert_eq(p.c.last = bs_conn_handshake(p.c.conn), BS_WANT_INPUT);
        if (!at) continue;
        size_t n = want < out.len ? want : out.len;
        cr_assert(bs_r_copy(bs_r_from(out.p, n), at, n));
        bs_conn_fed(p.c.conn, n);
        bs_conn_drained(p.s.conn, n);
        out = bs_conn_output(p.s.conn);
        p.c.last = bs_conn_handshake(p.c.conn);
    }
    cr_assert_eq(p.c.last, BS_WANT_EARLY, "%s", bs_status_name(p.c.last));
    cr_assert_eq(bs_conn_write(p.s.conn, bs_r_from("half", 4), &taken), BS_OK);
    out = bs_conn_output(p.s.conn);
    while (out.len > 0) {
        size_t want, room;
        uint8_t *at = bs_conn_input(p.c.conn, &want, &room);
        cr_assert_not_null(at);
        cr_assert(bs_r_copy(bs_r_from(out.p, want), at, want));
        bs_conn_fed(p.c.conn, want);
        bs_conn_drained(p.s.conn, want);
        out = bs_conn_output(p.s.conn);
    }
    cr_assert_eq(bs_conn_read(p.c.conn, &r), BS_OK);
    cr_expect(bs_r_equal(r, "half", 4));
    bs_conn_consume(p.c.conn, r.len);
    expect_taken(&p, "and then the end");
    pair_free(&p);
}

Test(hs_early, limits_in_tickets) { /* RFC 8446 4.6.1 */
    uint32_t max;
    for (size_t n = 0; n < 7; n++) {
        uint8_t exts[11] = { 0, 42, 0, (uint8_t)n, 1, 2, 3, 4, 5, 6 };
        bs_status s = bs_early_read_ticket(bs_r_from(exts, 4 + n), &max);
        cr_expect_eq(s, n == 4 ? BS_OK : BS_E_MAX_EARLY_DATA, "%zu", n);
        if (n == 4) cr_expect_eq(max, 0x01020304u);
    }
    cr_expect_eq(bs_early_read_ticket(bs_r_from("\0\1\0\0", 4), &max), BS_OK);
    cr_expect_eq(max, 0);
}

Test(hs_early, names_and_protocols_of_the_session) { /* RFC 8446 4.2.10 */
    struct pair p;
    first(&p, 0);
    struct bs_session *s = p.c.cache[p.c.num_cache - 1];
    cr_assert_eq(bs_session_set_string(&s->server_name, bs_r_from("other.example", 13)), BS_OK);
    pair_again(&p);
    cr_expect_not(pair_run(&p));
    cr_expect_eq(p.c.last, BS_E_EARLY_SERVER_NAME);
    cr_assert_eq(bs_session_set_string(&s->server_name, bs_r_from("test.example", 12)), BS_OK);
    cr_assert_eq(bs_session_set_bytes(&s->alpn, &s->alpn_len, bs_r_from("h2", 2)), BS_OK);
    pair_again(&p);
    cr_expect_not(pair_run(&p));
    cr_expect_eq(p.c.last, BS_E_EARLY_ALPN);
    bs_session_free(s);
    p.c.num_cache--;
    p.c.cache[p.c.num_cache - 1]->max_early_data = 0;
    pair_again(&p);
    cr_expect_not(pair_run(&p));
    cr_expect_eq(p.c.last, BS_E_EARLY_NOT_OFFERED);
    pair_free(&p);
    first_with(&p, 0, 0x1301);
    peer_use_suite(&p.c, 0x1303); /* which could resume it */
    pair_again(&p);
    cr_expect_not(pair_run(&p));
    cr_expect_eq(p.c.last, BS_E_EARLY_NOT_OFFERED);
    pair_free(&p);
}
