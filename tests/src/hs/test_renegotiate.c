/* Renegotiation: who may ask, what binds it to the connection, what may come in between, what is refused. RFC 5746 */
#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"

static void open_pair(struct pair *p, uint32_t client_flags, uint32_t server_flags) {
    pair_init(p);
    peer_use_versions(&p->s, BS_TLS12, BS_TLS12);
    p->c.cfg.flags |= client_flags;
    p->s.cfg.flags |= server_flags;
    pair_start(p);
    cr_assert(pair_run(p));
}

static void ask(struct pair *p, struct peer *e, bool resume) {
    cr_expect_eq(bs_conn_renegotiate(e->conn, resume), BS_OK);
    e->done = false;
    pair_run(p);
}

static bool is_open_again(struct pair *p) {
    return p->c.done && p->s.done && !p->c.conn->hs && !p->s.conn->hs && p->c.buffers == 0 && p->s.buffers == 0 &&
           pair_say(p, &p->c, "to the server", 13) && pair_say(p, &p->s, "to the client", 13);
}

Test(hs_renegotiate, asked_for_by_either_end_again_and_again) {
    for (int chunk = 0; chunk < 2; chunk++) {
        struct pair p;
        open_pair(&p, 0, BS_CF_ALLOW_CLIENT_RENEGOTIATION);
        p.chunk = (size_t)chunk;
        for (int i = 0; i < 40; i++) {
            uint8_t before[BS_SECRET_MAX];
            memcpy(before, p.c.conn->own_finished, sizeof(before));
            ask(&p, i % 2 ? &p.c : &p.s, i % 4 < 2);
            cr_expect(is_open_again(&p), "%d: %s %s", i, bs_status_name(p.c.last), bs_status_name(p.s.last));
            cr_expect_neq(memcmp(before, p.c.conn->own_finished, 12), 0);
            bool resumed = i % 2 == 0 || i % 4 < 2; /* a client that is asked offers its session */
            cr_expect_eq(p.c.conn->resumed, resumed, "%d", i);
            cr_expect_eq(p.s.conn->resumed, resumed, "%d", i);
        }
        pair_free(&p);
    }
}

Test(hs_renegotiate, a_server_may_want_a_new_session) {
    struct pair p;
    open_pair(&p, 0, BS_CF_NO_RESUME_ON_RENEGOTIATION);
    ask(&p, &p.s, false);
    cr_expect(is_open_again(&p) && !p.c.conn->resumed);
    ask(&p, &p.s, true);
    cr_expect(is_open_again(&p) && p.c.conn->resumed);
    pair_free(&p);
}

Test(hs_renegotiate, clients_are_refused_unless_allowed) {
    static const uint32_t flags[] = { 0, BS_CF_NO_RENEGOTIATION | BS_CF_ALLOW_CLIENT_RENEGOTIATION };
    for (size_t i = 0; i < 2; i++) {
        struct pair p;
        open_pair(&p, 0, flags[i]);
        ask(&p, &p.c, false);
        cr_expect_eq(p.c.last, BS_E_NO_RENEGOTIATION);
        cr_expect_eq(p.s.last, BS_E_PEER_ALERT);
        cr_expect_eq(p.s.conn->peer_alert, BS_ALERT_HANDSHAKE_FAILURE);
        pair_free(&p);
    }
}

Test(hs_renegotiate, a_request_allows_one_answer) {
    struct pair p;
    open_pair(&p, 0, 0);
    ask(&p, &p.s, false);
    cr_expect(is_open_again(&p));
    cr_expect(!p.s.conn->asked);
    ask(&p, &p.c, false);
    cr_expect_eq(p.c.last, BS_E_NO_RENEGOTIATION);
    pair_free(&p);
}

Test(hs_renegotiate, a_client_may_refuse) {
    struct pair p;
    open_pair(&p, BS_CF_NO_RENEGOTIATION, 0);
    ask(&p, &p.s, false);
    cr_expect_eq(p.s.last, BS_E_NO_RENEGOTIATION);
    pair_free(&p);
}

Test(hs_renegotiate, needs_an_open_connection_before_tls13) {
    struct pair p;
    pair_init(&p);
    pair_start(&p);
    cr_expect_eq(bs_conn_renegotiate(p.c.conn, false), BS_E_STATE);
    cr_assert(pair_run(&p));
    cr_expect_eq(bs_conn_renegotiate(p.c.conn, false), BS_E_STATE);
    cr_expect_eq(bs_conn_renegotiate(p.s.conn, false), BS_E_STATE);
    pair_free(&p);
    open_pair(&p, 0, 0);
    bs_conn_close(p.c.conn);
    cr_expect_eq(bs_conn_renegotiate(p.c.conn, false), BS_E_CLOSED);
    pair_free(&p);
}

/* Data that was on its way is handed out until the peer has begun; a client's until the ServerHello. */
Test(hs_renegotiate, data_may_come_before_the_peer_begins) {
    struct pair p;
    size_t taken;
    open_pair(&p, 0, BS_CF_ALLOW_CLIENT_RENEGOTIATION);
    cr_assert_eq(bs_conn_renegotiate(p.c.conn, false), BS_OK);
    cr_expect_eq(bs_conn_handshake(p.c.conn), BS_WANT_INPUT);
    p.c.done = false;
    for (int i = 0; i < 3; i++) {
        cr_expect_eq(bs_conn_write(p.s.conn, bs_r_from("some data", 9), &taken), BS_OK);
        bs_reader out = bs_conn_output(p.s.conn);
        uint8_t copy[64];
        memcpy(copy, out.p, out.len);
        size_t n = out.len;
        bs_conn_drained(p.s.conn, n);
        peer_feed(&p, &p.c, copy, n);
        cr_expect_eq(p.c.rx_len, 9u * (unsigned)(i + 1));
    }
    pair_run(&p);
    cr_expect(is_open_again(&p));
    pair_free(&p);
}

/* Records of the peer's making, once it takes part in the handshake. */
Test(hs_renegotiate, data_may_not_come_in_the_midst) {
    struct pair p;
    open_pair(&p, 0, BS_CF_ALLOW_CLIENT_RENEGOTIATION);
    cr_assert_eq(bs_conn_renegotiate(p.c.conn, false), BS_OK);
    p.c.done = false;
    peer_work(&p.c);
    pair_move(&p, &p.c);
    cr_expect_eq(p.s.last, BS_WANT_INPUT); /* its flight is out */
    cr_assert_eq(bs_out_bytes(p.c.conn, BS_RECORD_DATA, bs_r_from("late", 4)), BS_OK);
    pair_move(&p, &p.c);
    cr_expect_eq(p.s.last, BS_E_DATA_IN_HANDSHAKE);
    cr_expect_eq(p.s.rx_len, 0);
    pair_free(&p);
}

Test(hs_renegotiate, bytes_in_hand_come_first) {
    struct pair p;
    size_t taken, want, room;
    open_pair(&p, 0, 0);
    cr_assert_eq(bs_conn_write(p.c.conn, bs_r_from("x", 1), &taken), BS_OK);
    cr_expect_eq(bs_conn_renegotiate(p.c.conn, false), BS_WANT_OUTPUT);
    uint8_t *at = bs_conn_input(p.s.conn, &want, &room);
    memcpy(at, bs_conn_output(p.c.conn).p, 3);
    bs_conn_fed(p.s.conn, 3);
    cr_expect_eq(bs_conn_renegotiate(p.s.conn, false), BS_WANT_READ);
    pair_free(&p);
}

Test(hs_renegotiate, only_so_often_without_data) {
    struct pair p;
    int i;
    open_pair(&p, 0, BS_CF_ALLOW_CLIENT_RENEGOTIATION);
    for (i = 0; i < 2 * BS_MAX_KEY_UPDATES; i++) {
        cr_expect_eq(bs_conn_renegotiate(p.c.conn, true), BS_OK);
        p.c.done = false;
        pair_run(&p);
        if (p.s.last != BS_WANT_INPUT) break;
    }
    cr_expect_eq(i, BS_MAX_KEY_UPDATES);
    cr_expect_eq(p.s.last, BS_E_NO_RENEGOTIATION);
    pair_free(&p);
    open_pair(&p, BS_CF_NO_RENEGOTIATION, 0);
    for (i = 0; i < 2 * BS_MAX_KEY_UPDATES && p.c.last == BS_WANT_INPUT; i++) {
        cr_assert_eq(bs_out_bytes(p.s.conn, BS_RECORD_HANDSHAKE, bs_r_from("\0\0\0\0", 4)), BS_OK);
        pair_move(&p, &p.s);
        bs_conn_drained(p.c.conn, bs_conn_output(p.c.conn).len);
    }
    cr_expect_eq(p.c.last, BS_E_NO_RENEGOTIATION);
    cr_expect_eq(i, BS_MAX_KEY_UPDATES + 1);
    pair_free(&p);
}

Test(hs_renegotiate, nothing_is_answered_after_our_close_notify) {
    struct pair p;
    open_pair(&p, 0, 0);
    bs_conn_close(p.c.conn);
    bs_conn_drained(p.c.conn, bs_conn_output(p.c.conn).len);
    cr_assert_eq(bs_conn_renegotiate(p.s.conn, false), BS_OK);
    p.s.done = false;
    pair_run(&p);
    cr_expect_eq(p.c.last, BS_WANT_INPUT);
    cr_expect(!p.c.conn->hs);
    cr_expect(pair_say(&p, &p.s, "bye", 3));
    pair_free(&p);
}

/* What binds the handshakes together is changed on the victim's side: so it finds a difference. RFC 5746 3.5, 3.7 */
Test(hs_renegotiate, other_verify_data_ends_it) {
    for (int of = 0; of < 4; of++) {
        struct pair p;
        open_pair(&p, 0, BS_CF_ALLOW_CLIENT_RENEGOTIATION);
        struct bs_conn *victim = of < 2 ? p.c.conn : p.s.conn;
        (of % 2 ? victim->own_finished : victim->peer_finished)[of] ^= 1;
        ask(&p, &p.c, true);
        const struct peer *end = of == 1 || of == 2 ? &p.s : &p.c; /* the client's is judged by the server first */
        cr_expect_eq(end->last, BS_E_RENEGOTIATION_INFO, "%d: %s %s", of, bs_status_name(p.c.last), bs_status_name(p.s.last));
        pair_free(&p);
    }
}

/* Peers without the extension are not asked and not answered; what they may say is judged in test_walker.c. */
Test(hs_renegotiate, unsafe_peers_are_refused_unless_allowed) {
    for (int allowed = 0; allowed < 2; allowed++) {
        struct pair p;
        open_pair(&p, 0, BS_CF_ALLOW_CLIENT_RENEGOTIATION | (allowed ? BS_CF_UNSAFE_LEGACY_RENEGOTIATION : 0u));
        p.s.conn->secure_renegotiation = false;
        ask(&p, &p.c, true);
        cr_expect_eq(p.s.last, allowed ? BS_E_RENEGOTIATION_INFO : BS_E_PEER_ALERT); /* it did have it: 4.4 */
        cr_expect_eq(p.c.last, allowed ? BS_E_PEER_ALERT : BS_E_NO_RENEGOTIATION);
        pair_free(&p);
        open_pair(&p, allowed ? BS_CF_UNSAFE_LEGACY_RENEGOTIATION : 0u, 0);
        p.c.conn->secure_renegotiation = false;
        ask(&p, &p.s, true);
        cr_expect_eq(p.c.last, allowed ? BS_E_RENEGOTIATION_INFO : BS_E_PEER_ALERT);
        cr_expect_eq(p.s.last, allowed ? BS_E_PEER_ALERT : BS_E_NO_RENEGOTIATION);
        pair_free(&p);
    }
}

Test(hs_renegotiate, the_extended_master_secret_is_not_lost) {
    for (int side = 0; side < 2; side++) {
        struct pair p;
        open_pair(&p, 0, BS_CF_ALLOW_CLIENT_RENEGOTIATION);
        bs_conn_config(side ? p.s.conn : p.c.conn)->flags |= BS_CF_NO_EXTENDED_MASTER;
        ask(&p, &p.c, false);
        cr_expect_eq(p.s.last, BS_E_INCONSISTENT_EMS);
        pair_free(&p);
    }
}

/* The version is not negotiated again, whatever the settings say by now. */
Test(hs_renegotiate, the_version_stays) {
    struct pair p;
    open_pair(&p, 0, BS_CF_ALLOW_CLIENT_RENEGOTIATION);
    bs_conn_config(p.s.conn)->max_version = bs_conn_config(p.s.conn)->min_version = BS_TLS13;
    bs_conn_config(p.c.conn)->max_version = bs_conn_config(p.c.conn)->min_version = BS_TLS13;
    ask(&p, &p.c, false);
    cr_expect(is_open_again(&p));
    cr_expect_eq(p.s.conn->version, BS_TLS12);
    pair_free(&p);
}

/* Callbacks that pause each time they are called. */
Test(hs_renegotiate, pauses_at_every_callback) {
    for (int full = 0; full < 2; full++) {
        struct pair p;
        open_pair(&p, 0, BS_CF_ALLOW_CLIENT_RENEGOTIATION);
        p.c.pause = p.s.pause = true;
        ask(&p, &p.c, !full);
        cr_expect(is_open_again(&p), "%s %s", bs_status_name(p.c.last), bs_status_name(p.s.last));
        cr_expect_eq(p.c.conn->resumed, !full);
        pair_free(&p);
    }
}

/* Whatever message comes instead of the one that is due. */
Test(hs_renegotiate, every_message_type_instead_of_the_answer) {
    for (int type = 0; type < 256; type++) {
        struct pair p;
        const uint8_t msg[4] = { (uint8_t)type, 0, 0, 0 };
        open_pair(&p, 0, BS_CF_ALLOW_CLIENT_RENEGOTIATION);
        cr_assert_eq(bs_conn_renegotiate(p.c.conn, false), BS_OK);
        p.c.done = false;
        peer_work(&p.c);
        cr_assert_eq(bs_out_bytes(p.s.conn, BS_RECORD_HANDSHAKE, bs_r_from(msg, 4)), BS_OK);
        pair_move(&p, &p.s);
        bs_status want = type == BS_MT_HELLO_REQUEST ? BS_WANT_INPUT
            : type == BS_MT_SERVER_HELLO             ? BS_E_LENGTH
                                                     : BS_E_UNEXPECTED_MESSAGE;
        cr_expect_eq(p.c.last, want, "%d: %s", type, bs_status_name(p.c.last));
        pair_free(&p);
    }
}

/* Freed while it waits, at each byte of the way. */
Test(hs_renegotiate, freed_in_the_middle) {
    for (size_t stop = 1; stop < 6; stop++) {
        struct pair p;
        open_pair(&p, 0, BS_CF_ALLOW_CLIENT_RENEGOTIATION);
        cr_assert_eq(bs_conn_renegotiate(p.c.conn, stop % 2), BS_OK);
        p.c.done = false;
        peer_work(&p.c);
        for (size_t i = 0; i < stop; i++) pair_move(&p, i % 2 ? &p.s : &p.c);
        pair_free(&p);
    }
}

/* RFC 7366 3.1 */
Test(hs_renegotiate, encrypt_then_mac_is_not_lost) {
    for (int forgets = 0; forgets < 3; forgets++) { /* a client, a server, or a server that does not mind */
        struct pair p;
        pair_init(&p);
        peer_use_versions(&p.s, BS_TLS12, BS_TLS12);
        peer_use_suite(&p.c, 0xC009);
        pair_start(&p);
        cr_assert(pair_run(&p));
        ask(&p, &p.s, false);
        cr_assert(is_open_again(&p));
        struct peer *e = forgets == 0 ? &p.c : &p.s, *victim = forgets == 2 ? &p.c : &p.s;
        e->conn->cfg.flags |= BS_CF_NO_ENCRYPT_THEN_MAC;
        if (forgets == 2) p.s.conn->etm = false;
        ask(&p, &p.s, false);
        cr_expect_eq(victim->last, BS_E_LOST_ENCRYPT_THEN_MAC, "%d: %s", forgets, bs_status_name(victim->last));
        cr_expect_eq(other(&p, victim)->conn->peer_alert, BS_ALERT_HANDSHAKE_FAILURE);
        pair_free(&p);
    }
}

/* Another suite may have no use for it, and it may come anew. */
Test(hs_renegotiate, encrypt_then_mac_goes_and_comes_with_the_suite) {
    struct pair p;
    pair_init(&p);
    peer_use_versions(&p.s, BS_TLS12, BS_TLS12);
    p.s.cfg.flags |= BS_CF_NO_RESUME_ON_RENEGOTIATION;
    peer_use_suite(&p.c, 0xC009);
    pair_start(&p);
    cr_assert(pair_run(&p));
    for (int i = 0; i < 4; i++) {
        cr_expect_eq(p.c.conn->etm, i % 2 == 0);
        cr_expect_eq(p.s.conn->etm, i % 2 == 0);
        p.c.suites[0] = i % 2 ? 0xC009 : 0xC02B;
        ask(&p, &p.s, false);
        cr_expect(is_open_again(&p), "%d: %s %s", i, bs_status_name(p.c.last), bs_status_name(p.s.last));
    }
    pair_free(&p);
}
