/* Post-handshake authentication over memory: answers of each kind, and messages that may not come. RFC 8446 4.6.2 */
#include <criterion/criterion.h>

#include "src/hs/messages.h"
#include "tests/src/hs/peers.h"

static struct pair p;

static void begin(int cred) {
    pair_init(&p);
    p.c.cfg.flags |= BS_CF_PHA;
    p.s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_PHA;
    if (cred >= 0) peer_use_cred(&p.c, (enum cred_kind)cred);
}

static void open_both(void) {
    pair_start(&p);
    cr_assert(pair_run(&p));
    cr_assert_eq(p.s.num_verified, 0, "nothing is asked for in the handshake");
}

/* The request is on its way to the client. */
static void request(void) {
    cr_assert_eq(bs_conn_request_auth(p.s.conn), BS_OK);
    p.s.done = false;
    peer_work(&p.s);
    cr_assert(p.s.done);
    cr_assert(bs_conn_auth_requested(p.s.conn));
}

static bool server_knows_client(void) {
    bs_reader leaf;
    return bs_session_peer_leaf(p.s.conn->session, &leaf) && bs_r_same(leaf, p.c.creds[0].chain[0]);
}

Test(hs_post_auth, every_certificate_as_often_as_it_is_asked_for) {
    for (int k = 0; k < NUM_CREDS; k++) {
        for (size_t chunk = 0; chunk < 2; chunk++) {
            begin(k);
            p.chunk = chunk;
            p.c.pause = p.s.pause = chunk == 1;
            open_both();
            for (size_t i = 1; i <= 3; i++) {
                request();
                cr_expect(pair_say(&p, &p.s, "before the answer", 17), "%s", bs_status_name(p.c.last));
                cr_expect(pair_say(&p, &p.c, "after it", 8), "%s", bs_status_name(p.s.last));
                cr_expect_eq(p.s.num_verified, i, "certificate %d: %s", k, bs_status_name(p.s.last));
                cr_expect(server_knows_client());
                cr_expect_not(bs_conn_auth_requested(p.s.conn));
                cr_expect(!p.c.conn->hs && !p.s.conn->hs);
            }
            cr_expect(pair_works(&p));
            pair_free(&p);
        }
    }
}

Test(hs_post_auth, none_may_be_an_answer) {
    for (int required = 0; required < 2; required++) {
        begin(-1);
        if (required) p.s.cfg.verify |= BS_VERIFY_REQUIRE;
        open_both();
        request();
        cr_expect_eq(pair_run(&p), !required);
        cr_expect_eq(p.s.last == BS_E_CERT_REQUIRED, required);
        if (required) cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_CERTIFICATE_REQUIRED);
        bs_reader leaf;
        if (!required) cr_expect_not(bs_session_peer_leaf(p.s.conn->session, &leaf));
        pair_free(&p);
    }
}

Test(hs_post_auth, data_and_key_updates_go_between) {
    size_t taken;
    begin(CRED_P256);
    open_both();
    request();
    cr_expect_eq(bs_conn_write(p.c.conn, bs_r_from("not yet", 7), &taken), BS_OK); /* has not seen the request */
    pair_move(&p, &p.c);
    cr_expect_eq(p.s.rx_len, 7);
    cr_expect_eq(bs_conn_key_update(p.c.conn, false), BS_OK); /* the Finished is keyed with the secret of the moment */
    cr_expect(pair_run(&p), "%s %s", bs_status_name(p.c.last), bs_status_name(p.s.last));
    cr_expect_eq(p.s.num_verified, 1);
    cr_expect_eq(bs_conn_key_update(p.s.conn, true), BS_OK);
    request();
    cr_expect(pair_run(&p), "%s %s", bs_status_name(p.c.last), bs_status_name(p.s.last));
    cr_expect_eq(p.s.num_verified, 2);
    cr_expect(pair_works(&p));
    pair_free(&p);
}

Test(hs_post_auth, when_it_cannot_be_asked_for) {
    begin(CRED_P256);
    p.c.cfg.flags = 0; /* not offered */
    open_both();
    cr_expect_eq(bs_conn_request_auth(p.s.conn), BS_E_NOT_FOUND);
    cr_expect_eq(bs_conn_request_auth(p.c.conn), BS_E_STATE);
    cr_expect_null(p.s.conn->pha, "an idle connection keeps nothing for it");
    cr_expect_null(p.c.conn->pha);
    pair_free(&p);
    begin(CRED_P256);
    open_both();
    p.s.conn->cfg.verify = BS_VERIFY_NONE;
    cr_expect_eq(bs_conn_request_auth(p.s.conn), BS_E_ARGUMENT);
    p.s.conn->cfg.verify = BS_VERIFY_PEER | BS_VERIFY_ONCE;
    request();
    cr_expect_eq(bs_conn_request_auth(p.s.conn), BS_E_STATE, "one is out");
    cr_expect(pair_run(&p));
    cr_expect_eq(bs_conn_request_auth(p.s.conn), BS_E_ARGUMENT, "once is enough");
    cr_expect(pair_works(&p));
    cr_expect_eq(bs_conn_request_auth(p.s.conn), BS_E_CLOSED);
    pair_free(&p);
    begin(CRED_P256);
    peer_use_versions(&p.s, BS_TLS12, BS_TLS12);
    p.s.cfg.verify = BS_VERIFY_NONE;
    open_both();
    cr_expect_eq(bs_conn_request_auth(p.s.conn), BS_E_STATE);
    pair_free(&p);
}

/* --- what may not come --------------------------------------------------------------------------------------------- */

static void say_raw(struct peer *from, uint8_t type, bs_reader body) {
    uint8_t msg[200] = { type, 0, 0, (uint8_t)body.len };
    if (body.len > 0) memcpy(msg + 4, body.p, body.len);
    cr_assert_eq(bs_out_bytes(from->conn, BS_RECORD_HANDSHAKE, bs_r_from(msg, 4 + body.len)), BS_OK);
    pair_move(&p, from);
}

/* What an end says to an empty message of a type. */
static bs_status of_empty(int type, bool known) {
    if (!known) return BS_E_UNEXPECTED_MESSAGE;
    if (type == BS_MT_KEY_UPDATE) return BS_E_KEY_UPDATE_LENGTH;
    return type == BS_MT_CERTIFICATE ? BS_E_INVALID_CONTEXT : BS_E_LENGTH;
}

Test(hs_post_auth, every_type_where_an_answer_may_come) {
    for (int asked = 0; asked < 2; asked++) {
        for (int type = 0; type < 256; type++) {
            begin(CRED_P256);
            open_both();
            if (asked) request();
            say_raw(&p.c, (uint8_t)type, bs_r_from(NULL, 0));
            bool known = type == BS_MT_KEY_UPDATE || (asked && type == BS_MT_CERTIFICATE); /* and malformed */
            cr_expect_eq(p.s.last, of_empty(type, known), "%d, asked %d: %s", type, asked,
                         bs_status_name(p.s.last));
            pair_free(&p);
        }
    }
}

Test(hs_post_auth, every_type_where_a_request_may_come) {
    for (int offered = 0; offered < 2; offered++) {
        for (int type = 0; type < 256; type++) {
            begin(CRED_P256);
            if (!offered) p.c.cfg.flags = 0;
            open_both();
            say_raw(&p.s, (uint8_t)type, bs_r_from(NULL, 0));
            bool known = type == BS_MT_KEY_UPDATE || type == BS_MT_NEW_SESSION_TICKET ||
                         (offered && type == BS_MT_CERTIFICATE_REQUEST);
            cr_expect_eq(p.c.last, of_empty(type, known), "%d, offered %d: %s", type, offered,
                         bs_status_name(p.c.last));
            if (!known) cr_expect_eq(p.c.conn->error, BS_E_UNEXPECTED_MESSAGE);
            pair_free(&p);
        }
    }
}

/* After each message of the answer, another in the place of the next. */
Test(hs_post_auth, every_type_within_an_answer) {
    static const uint8_t next[] = { BS_MT_CERTIFICATE_VERIFY, BS_MT_FINISHED };
    for (size_t empty = 0; empty < 2; empty++) { /* a Finished follows a Certificate without contents at once */
        for (int type = 0; type < 256; type++) {
            begin(empty ? -1 : (int)CRED_P256);
            open_both();
            request();
            uint8_t body[100] = { 32 };
            memcpy(body + 1, p.s.conn->pha->context, 32);
            if (!empty) { /* a Certificate whose chain is taken; what follows is not its signature */
                bs_reader leaf = p.c.creds[0].chain[0];
                uint8_t *msg = malloc(60 + leaf.len);
                bs_writer w = bs_w_to(msg, 60 + leaf.len);
                bs_w_u8(&w, BS_MT_CERTIFICATE);
                bs_mark whole = bs_w_open(&w, 3);
                bs_w_vec(&w, 1, p.s.conn->pha->context, 32);
                bs_mark list = bs_w_open(&w, 3);
                bs_w_vec(&w, 3, leaf.p, leaf.len);
                bs_w_u16(&w, 0);
                bs_w_close(&w, list);
                bs_w_close(&w, whole);
                cr_assert_eq(bs_out_bytes(p.c.conn, BS_RECORD_HANDSHAKE, bs_w_written(&w)), BS_OK);
                pair_move(&p, &p.c);
                free(msg);
            } else {
                say_raw(&p.c, BS_MT_CERTIFICATE, bs_r_from(body, 36));
            }
            cr_assert_eq(p.s.last, BS_WANT_INPUT, "%s", bs_status_name(p.s.last));
            say_raw(&p.c, (uint8_t)type, bs_r_from(NULL, 0));
            bool malformed = type == next[empty];
            cr_expect_eq(p.s.last == BS_E_UNEXPECTED_MESSAGE, !malformed, "%d: %s", type, bs_status_name(p.s.last));
            cr_expect_neq(p.s.conn->error, BS_OK);
            pair_free(&p);
        }
    }
}

Test(hs_post_auth, data_within_an_answer_is_refused) {
    size_t taken;
    begin(-1);
    open_both();
    request();
    uint8_t body[36] = { 32 };
    memcpy(body + 1, p.s.conn->pha->context, 32);
    say_raw(&p.c, BS_MT_CERTIFICATE, bs_r_from(body, 36));
    cr_assert_eq(bs_conn_write(p.c.conn, bs_r_from("x", 1), &taken), BS_OK);
    pair_move(&p, &p.c);
    cr_expect_eq(p.s.last, BS_E_DATA_IN_HANDSHAKE, "%s", bs_status_name(p.s.last));
    pair_free(&p);
}

Test(hs_post_auth, an_answer_to_another_request) {
    for (int row = 0; row < 3; row++) {
        begin(CRED_P256);
        open_both();
        request();
        uint8_t body[40] = { 32 };
        memcpy(body + 1, p.s.conn->pha->context, 32);
        body[1 + 7] ^= row == 0;
        if (row == 1) { /* shorter */
            body[0] = 31;
            memset(body + 32, 0, 4);
        }
        if (row == 2) memset(body, 0, sizeof(body)); /* as in the handshake itself */
        say_raw(&p.c, BS_MT_CERTIFICATE, bs_r_from(body, row == 0 ? 36 : row == 1 ? 35 : 4));
        cr_expect_eq(p.s.last, BS_E_INVALID_CONTEXT, "row %d: %s", row, bs_status_name(p.s.last));
        pair_run(&p);
        cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_DECODE_ERROR);
        pair_free(&p);
    }
}

/* RFC 8446 4.4: the transcript is that of this connection's handshake, and this request. */
Test(hs_post_auth, an_answer_over_another_transcript) {
    begin(CRED_P256);
    open_both();
    struct bs_transcript t;
    bs_transcript_init(&t);
    bs_transcript_keep(&t, p.c.conn->suite->prf, &p.c.conn->pha->finished_hash);
    request();
    cr_expect_not(pair_run(&p));
    cr_expect_eq(p.s.last, BS_E_BAD_SIGNATURE, "%s", bs_status_name(p.s.last));
    pair_free(&p);
    begin(-1);
    open_both();
    bs_transcript_keep(&t, p.c.conn->suite->prf, &p.c.conn->pha->finished_hash);
    request();
    cr_expect_not(pair_run(&p));
    cr_expect_eq(p.s.last, BS_E_BAD_FINISHED, "%s", bs_status_name(p.s.last));
    pair_free(&p);
}
