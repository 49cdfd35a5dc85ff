/* What a side must not take on trust: certificates unfit for their use, sessions of elsewhere, entropy that fails,
 * memory that fails in a callback, requests without end. */
#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"
#include "tests/vectors/openssl_key_usage.h"

static struct pair p;

static void set(uint16_t version) {
    pair_init(&p);
    peer_use_versions(&p.s, version, version);
}

Test(hs_trust, an_ecdsa_certificate_must_be_allowed_to_sign) { /* RFC 5246 7.4.2 */
    const bs_reader certs[] = { bs_r_from(ku_agreement_cert, sizeof(ku_agreement_cert)),
                                bs_r_from(ku_signature_cert, sizeof(ku_signature_cert)) };
    for (int i = 0; i < 2; i++) {
        set(BS_TLS12);
        p.s.creds[0].chain = &certs[i]; /* of another key: that shows only once the certificate is taken */
        pair_start(&p);
        cr_expect(!pair_run(&p));
        cr_expect_eq(p.c.last, i == 0 ? BS_E_CERT_KEY : BS_E_BAD_SIGNATURE, "%s", bs_status_name(p.c.last));
        pair_free(&p);
    }
}

Test(hs_trust, a_client_certificate_must_be_on_a_curve_of_both) { /* RFC 8422 5.1 */
    for (int server = 0; server < 2; server++) {
        for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
            set(v);
            peer_use_cred(&p.s, CRED_RSA);
            peer_use_cred(&p.c, CRED_P384);
            p.s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
            peer_use_group(server ? &p.s : &p.c, 23);
            pair_start(&p);
            bool ok = pair_run(&p);
            cr_expect_eq(ok, v == BS_TLS13, "there the scheme says the curve");
            if (v < BS_TLS13) cr_expect_eq(p.s.last, BS_E_WRONG_GROUP, "%s", bs_status_name(p.s.last));
            pair_free(&p);
        }
    }
}

Test(hs_trust, a_client_resumes_sessions_of_its_own_context) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        set(v);
        pair_start(&p);
        cr_assert(pair_works(&p));
        p.c.cfg.sid_ctx_len = 1;
        pair_again(&p);
        cr_expect(!pair_run(&p));
        cr_expect_eq(p.c.last, BS_E_SESSION_CONTEXT, "%x: %s", v, bs_status_name(p.c.last));
        cr_expect_eq(p.s.conn->peer_alert, BS_ALERT_ILLEGAL_PARAMETER);
        pair_free(&p);
    }
}

static bool (*draw)(void *arg, uint8_t *out, size_t n);
static int draws_left;
static bool draw_some(void *arg, uint8_t *out, size_t n) { return draws_left-- > 0 && draw(arg, out, n); }

/* One more draw is granted each time, until all goes well. */
static int until_it_works(uint16_t v, bool client, bool again, uint16_t suite) {
    for (int n = 0; n < 100; n++) {
        set(v);
        if (suite) peer_use_suite(&p.c, suite);
        if (suite) peer_use_cred(&p.s, CRED_RSA);
        p.s.cfg.verify = BS_VERIFY_PEER;
        p.s.cfg.sid_ctx_len = 1;
        peer_use_cred(&p.c, CRED_P256);
        pair_start(&p);
        if (again) {
            cr_assert(pair_works(&p));
            pair_again(&p);
        }
        struct peer *e = client ? &p.c : &p.s;
        draw = e->env.random;
        e->env.random = draw_some;
        draws_left = n;
        bool ok = pair_works(&p);
        cr_expect(ok || e->last == BS_E_ENTROPY || draws_left < 0, "%x %d %d: %s", v, client, n, bs_status_name(e->last));
        cr_expect(!ok || draws_left >= 0, "%x %d: worked without the draw after %d", v, client, n);
        pair_free(&p);
        if (ok) return n;
    }
    return -1;
}

Test(hs_trust, every_draw_of_entropy_counts) {
    for (int client = 0; client < 2; client++) {
        for (int again = 0; again < 2; again++) {
            cr_expect_gt(until_it_works(BS_TLS13, client, again, 0), 1);
            cr_expect_gt(until_it_works(BS_TLS12, client, again, 0), 0);
            cr_expect_gt(until_it_works(BS_TLS12, client, again, 0x009c), 0, "RSA key exchange");
            cr_expect_gt(until_it_works(BS_TLS12, client, again, 0xc013), 0, "CBC");
        }
    }
}

static bs_status warn_without_memory(void *app, bs_reader name, bool *out_ack) {
    struct peer *e = app;
    (void)name;
    *out_ack = false;
    e->allow_buffers = 0;
    cr_expect_eq(bs_conn_send_alert(e->conn, false, BS_ALERT_UNRECOGNIZED_NAME), BS_E_MEMORY);
    e->allow_buffers = -1;
    return BS_OK;
}

Test(hs_trust, an_alert_that_cannot_be_written_leaves_the_handshake_to_its_callback) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        set(v);
        p.s.ops.server_name = warn_without_memory;
        pair_start(&p);
        cr_expect(pair_works(&p), "%x: %s", v, bs_status_name(p.s.last));
        pair_free(&p);
    }
}

Test(hs_trust, many_requests_for_a_key_update_get_one_answer_before_data) { /* RFC 8446 4.6.3 */
    set(BS_TLS13);
    pair_start(&p);
    cr_assert(pair_works(&p));
    pair_free(&p);
    set(BS_TLS13);
    pair_start(&p);
    cr_assert(pair_run(&p));
    uint8_t before[BS_SECRET_MAX], once[BS_SECRET_MAX];
    for (int i = 0; i < 20; i++) {
        memcpy(before, p.s.conn->own_secret, sizeof(before));
        for (int k = 0; k < 10; k++) bs_conn_key_update(p.c.conn, true);
        pair_run(&p);
        cr_expect_arr_eq(p.s.conn->own_secret, before, sizeof(before), "who only reads writes nothing");
        cr_expect_eq(bs_conn_output(p.s.conn).len, 0);
        cr_expect(pair_say(&p, &p.s, "data", 4));
        memcpy(once, before, sizeof(once));
        bs_traffic_secret_next(p.s.conn->suite->prf, once);
        cr_expect_arr_eq(p.s.conn->own_secret, once, bs_hash_len(p.s.conn->suite->prf));
        cr_expect(pair_say(&p, &p.c, "data", 4));
    }
    pair_free(&p);
}

Test(hs_trust, a_failed_connection_keeps_no_secret) {
    static const uint8_t zero[BS_SECRET_MAX];
    set(BS_TLS13);
    pair_start(&p);
    cr_assert(pair_run(&p));
    bs_conn_abort(p.c.conn, BS_E_STATE);
    cr_expect_arr_eq(p.c.conn->own_secret, zero, sizeof(zero));
    cr_expect_arr_eq(p.c.conn->peer_secret, zero, sizeof(zero));
    cr_expect_arr_eq(p.c.conn->exporter, zero, sizeof(zero));
    cr_expect_arr_eq(p.c.conn->resumption, zero, sizeof(zero));
    pair_run(&p);
    cr_expect_eq(p.s.conn->peer_alert, BS_ALERT_INTERNAL_ERROR, "its alert was sealed before");
    pair_free(&p);
}

static void look(void *app, enum bs_event event, unsigned value) {
    struct peer *e = app;
    struct bs_conn_info info;
    (void)event, (void)value;
    bs_conn_get_info(e->conn, &info);
    cr_expect(info.server_name.len == 0 || bs_r_equal(info.server_name, "test.example", 12));
}

/* The second ClientHello, cut short. */
static void shorten(struct pair *q, struct peer *from, uint8_t *bytes, size_t *len) {
    if (from != &q->c || q->seen++ != 1) return;
    uint8_t *rec = bytes;
    while (rec[0] != BS_RECORD_HANDSHAKE) rec += 5 + rec[4];
    rec[3] = rec[6] = rec[7] = 0;
    rec[4] = 4 + 36;
    rec[8] = 36;
    *len = (size_t)(rec - bytes) + 5 + 40;
}

Test(hs_trust, no_view_outlives_the_first_hello) {
    set(BS_TLS13);
    peer_use_group(&p.s, 24);
    p.s.ops.event = look;
    p.tap = shorten;
    pair_start(&p);
    cr_expect(!pair_run(&p));
    cr_expect_eq(p.s.last, BS_E_LENGTH, "%s", bs_status_name(p.s.last));
    pair_free(&p);
}
