/* After the handshake: data, KeyUpdate, closing. */
#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"

static void open_pair(struct pair *p, uint16_t v) {
    pair_init(p);
    peer_use_versions(&p->s, v, v);
    pair_start(p);
    cr_assert(pair_run(p));
}

/* A handshake message in a record of its own, as the peer's keys protect it. */
static void inject(struct pair *p, struct peer *from, const void *msg, size_t len) {
    cr_assert_eq(bs_out_bytes(from->conn, BS_RECORD_HANDSHAKE, bs_r_from(msg, len)), BS_OK);
    pair_run(p);
}

Test(hs_open, key_updates_both_ways) {
    struct pair p;
    open_pair(&p, BS_TLS13);
    for (int i = 0; i < 100; i++) {
        struct peer *e = i % 3 ? &p.c : &p.s;
        cr_expect_eq(bs_conn_key_update(e->conn, i % 2), BS_OK);
        cr_expect(pair_say(&p, &p.c, "one", 3), "%d", i);
        cr_expect(pair_say(&p, &p.s, "two", 3), "%d", i);
    }
    pair_free(&p);
}

Test(hs_open, key_update_needs_tls13_and_an_open_connection) {
    struct pair p;
    pair_init(&p);
    pair_start(&p);
    cr_expect_eq(bs_conn_key_update(p.c.conn, false), BS_E_STATE);
    pair_free(&p);
    open_pair(&p, BS_TLS12);
    cr_expect_eq(bs_conn_key_update(p.c.conn, false), BS_E_STATE);
    pair_free(&p);
}

Test(hs_open, too_many_key_updates_without_data) {
    struct pair p;
    open_pair(&p, BS_TLS13);
    for (int i = 0; i < BS_MAX_KEY_UPDATES; i++) bs_conn_key_update(p.c.conn, false);
    pair_run(&p);
    cr_expect_eq(p.s.last, BS_WANT_INPUT);
    bs_conn_key_update(p.c.conn, false);
    pair_run(&p);
    cr_expect_eq(p.s.last, BS_E_TOO_MANY_KEY_UPDATES);
    pair_free(&p);
}

Test(hs_open, bad_key_updates) {
    static const struct {
        uint8_t msg[8];
        size_t len;
        bs_status want;
    } cases[] = { { { 24, 0, 0, 1, 2 }, 5, BS_E_BAD_KEY_UPDATE },
                  { { 24, 0, 0, 0 }, 4, BS_E_KEY_UPDATE_LENGTH },
                  { { 24, 0, 0, 2, 0, 0 }, 6, BS_E_MESSAGE_TOO_LARGE },
                  { { 24, 0, 0, 1, 0, 24 }, 6, BS_E_NOT_ON_RECORD_BOUNDARY } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pair p;
        open_pair(&p, BS_TLS13);
        inject(&p, &p.c, cases[i].msg, cases[i].len);
        cr_expect_eq(p.s.last, cases[i].want, "%zu: %s", i, bs_status_name(p.s.last));
        cr_expect_eq(p.c.conn->peer_alert, (int)bs_status_alert(cases[i].want));
        pair_free(&p);
    }
}

/* All handshake types, once the connection is open. */
static bool may_come(uint16_t v, enum bs_role to, int type) {
    if (v == BS_TLS13) return type == BS_MT_KEY_UPDATE || (type == BS_MT_NEW_SESSION_TICKET && to == BS_CLIENT);
    return to == BS_CLIENT ? type == BS_MT_HELLO_REQUEST : type == BS_MT_CLIENT_HELLO;
}

Test(hs_open, every_message_type) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        for (int to = 0; to < 2; to++) {
            for (int type = 0; type < 256; type++) {
                struct pair p;
                const uint8_t msg[4] = { (uint8_t)type, 0, 0, 0 };
                open_pair(&p, v);
                struct peer *victim = to == BS_CLIENT ? &p.c : &p.s;
                inject(&p, other(&p, victim), msg, 4);
                if (!may_come(v, victim->role, type)) {
                    cr_expect_eq(victim->last, BS_E_UNEXPECTED_MESSAGE, "%d to %d in %x: %s", type, to, v,
                        bs_status_name(victim->last));
                    cr_expect_eq(other(&p, victim)->conn->peer_alert, BS_ALERT_UNEXPECTED_MESSAGE);
                } else if (v == BS_TLS13) {
                    cr_expect_eq(victim->last, type == BS_MT_KEY_UPDATE ? BS_E_KEY_UPDATE_LENGTH : BS_E_LENGTH);
                } else {
                    cr_expect_eq(p.c.last, BS_E_NO_RENEGOTIATION); /* this server does not */
                }
                pair_free(&p);
            }
        }
    }
}

Test(hs_open, close_is_half_a_close) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        struct pair p;
        size_t taken;
        open_pair(&p, v);
        cr_expect_eq(bs_conn_close(p.c.conn), BS_OK);
        cr_expect_eq(bs_conn_close(p.c.conn), BS_OK, "once is enough");
        cr_expect_eq(bs_conn_write(p.c.conn, bs_r_from("x", 1), &taken), BS_E_CLOSED);
        pair_run(&p);
        cr_expect_eq(p.s.last, BS_E_CLOSED);
        cr_expect(pair_say(&p, &p.s, "goodbye", 7), "the other direction stays open");
        pair_free(&p);
    }
}

Test(hs_open, end_of_file) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        struct pair p;
        bs_reader r;
        open_pair(&p, v);
        bs_conn_eof(p.c.conn);
        cr_expect_eq(bs_conn_read(p.c.conn, &r), BS_E_UNEXPECTED_EOF);
        cr_expect_eq(bs_conn_phase(p.c.conn), BS_PHASE_FAILED);
        p.s.cfg.flags |= BS_CF_IGNORE_UNEXPECTED_EOF;
        bs_conn_config(p.s.conn)->flags |= BS_CF_IGNORE_UNEXPECTED_EOF;
        bs_conn_eof(p.s.conn);
        cr_expect_eq(bs_conn_read(p.s.conn, &r), BS_E_CLOSED);
        pair_free(&p);
    }
}

Test(hs_open, output_must_be_drained_before_the_next_write) {
    struct pair p;
    size_t taken;
    open_pair(&p, BS_TLS13);
    cr_expect_eq(bs_conn_write(p.c.conn, bs_r_from("x", 1), &taken), BS_OK);
    cr_expect_eq(bs_conn_write(p.c.conn, bs_r_from("x", 1), &taken), BS_WANT_OUTPUT);
    bs_conn_drained(p.c.conn, 1);
    cr_expect_eq(bs_conn_write(p.c.conn, bs_r_from("x", 1), &taken), BS_WANT_OUTPUT);
    pair_free(&p);
}

Test(hs_open, damage_is_noticed) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        for (size_t at = 0; at < 30; at++) {
            struct pair p;
            size_t taken;
            uint8_t copy[100];
            open_pair(&p, v);
            cr_assert_eq(bs_conn_write(p.c.conn, bs_r_from("0123456789", 10), &taken), BS_OK);
            bs_reader out = bs_conn_output(p.c.conn);
            memcpy(copy, out.p, out.len);
            copy[at % out.len] ^= 0x80;
            peer_feed(&p, &p.s, copy, out.len);
            cr_expect_eq(p.s.rx_len, 0);
            cr_expect(p.s.last != BS_OK && (p.s.last > BS_E_FIRST_ || at < 5), "%zu", at); /* a longer length waits */
            pair_free(&p);
        }
    }
}

static bs_status refuse(void *app, const struct bs_client_hello *ch) {
    struct peer *e = app;
    (void)ch;
    bs_conn_send_alert(e->conn, true, BS_ALERT_ACCESS_DENIED);
    return BS_E_CLIENT_HELLO_CB;
}

Test(hs_open, an_alert_that_a_callback_sent_is_the_only_one) {
    struct pair p;
    pair_init(&p);
    p.s.ops.client_hello = refuse;
    pair_start(&p);
    peer_work(&p.c);
    pair_move(&p, &p.c);
    cr_expect_eq(p.s.last, BS_E_CLIENT_HELLO_CB);
    cr_expect_eq(bs_conn_output(p.s.conn).len, 7);
    pair_run(&p);
    cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_ACCESS_DENIED);
    pair_free(&p);
}
