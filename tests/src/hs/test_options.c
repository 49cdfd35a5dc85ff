/* Client certificates, retries, versions, names, fragments, pauses, short feeding, failing memory. */
#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"

static void both_versions(void (*test)(struct pair *p, uint16_t v)) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        struct pair p;
        pair_init(&p);
        peer_use_versions(&p.s, v, v);
        test(&p, v);
        pair_free(&p);
    }
}

static void with_certificate(struct pair *p, uint16_t v) {
    for (int k = 0; k <= (int)last_cred(v); k++) {
        p->s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
        p->s.cfg.ca_names = bs_r_from("\0\2\x30\0", 4);
        peer_use_cred(&p->c, (enum cred_kind)k);
        pair_start(p);
        cr_expect(pair_works(p), "certificate %d in %x: %s %s", k, v, bs_status_name(p->c.last), bs_status_name(p->s.last));
        cr_expect_eq(p->s.num_verified, (size_t)k + 1);
        cr_expect(p->s.conn->peer_sigalg && p->s.conn->peer_sigalg == p->c.conn->own_sigalg);
        cr_expect_gt(bs_conn_session(p->s.conn)->peer_chain_len, 0);
    }
}

static void without_certificate(struct pair *p, uint16_t v) {
    p->s.cfg.verify = BS_VERIFY_PEER;
    pair_start(p);
    cr_expect(pair_works(p), "%x", v);
    cr_expect_eq(p->s.num_verified, 0);
    p->s.cfg.verify |= BS_VERIFY_REQUIRE;
    pair_start(p);
    pair_run(p);
    cr_expect_eq(p->s.last, v == BS_TLS13 ? BS_E_CERT_REQUIRED : BS_E_CERT_REQUIRED_TLS12);
    cr_expect_eq(p->c.last, BS_E_PEER_ALERT);
    cr_expect_eq(p->c.conn->peer_alert, v == BS_TLS13 ? BS_ALERT_CERTIFICATE_REQUIRED : BS_ALERT_HANDSHAKE_FAILURE);
}

static void refused(struct pair *p, uint16_t v) {
    p->c.verify_answer = BS_E_VERIFY_UNKNOWN_CA;
    pair_start(p);
    cr_expect(!pair_run(p), "%x", v);
    cr_expect_eq(p->c.last, BS_E_VERIFY_UNKNOWN_CA);
    cr_expect_eq(p->s.conn->peer_alert, BS_ALERT_UNKNOWN_CA);
    p->c.verify_answer = BS_OK;
    p->c.ops.verify_peer = NULL; /* a client that verifies but has no judge must not go on */
    pair_start(p);
    cr_expect(!pair_run(p), "%x", v);
    cr_expect_eq(p->c.last, BS_E_VERIFY_INTERNAL);
}

Test(hs_options, client_certificates_of_every_kind) { both_versions(with_certificate); }
Test(hs_options, client_without_a_certificate) { both_versions(without_certificate); }
Test(hs_options, a_refused_chain_ends_the_handshake) { both_versions(refused); }

static void paused(struct pair *p, uint16_t v) {
    for (int again = 0; again < 2; again++) {
        p->s.pause = p->c.pause = true;
        p->s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
        p->s.cfg.sid_ctx_len = 1;
        p->c.cfg.alpn = bs_r_from("\2h2", 3);
        p->s.alpn = "h2";
        peer_use_cred(&p->c, CRED_P384);
        if (again) {
            pair_again(p);
        } else {
            pair_start(p);
        }
        cr_expect(pair_works(p), "%x: %s %s", v, bs_status_name(p->c.last), bs_status_name(p->s.last));
        cr_expect_eq(p->s.conn->resumed, again);
        cr_expect_gt(p->s.num_calls, again ? 20 : 10);
        cr_expect(bs_r_equal(bs_r_from(p->c.conn->alpn, p->c.conn->alpn_len), "h2", 2));
    }
}

static void bytewise(struct pair *p, uint16_t v) {
    p->chunk = 1;
    p->c.cfg.max_send_fragment = p->s.cfg.max_send_fragment = 64;
    pair_start(p);
    cr_expect(pair_works(p), "%x: %s %s", v, bs_status_name(p->c.last), bs_status_name(p->s.last));
}

static void read_ahead(struct pair *p, uint16_t v) {
    static uint8_t big[40000];
    pair_start(p);
    bs_conn_set_read_ahead(p->c.conn, true);
    bs_conn_set_read_ahead(p->s.conn, true);
    cr_expect(pair_works(p), "%x: %s %s", v, bs_status_name(p->c.last), bs_status_name(p->s.last));
    pair_start(p);
    cr_assert(pair_run(p));
    for (size_t i = 0; i < sizeof(big); i++) big[i] = (uint8_t)(i * 7);
    cr_expect(pair_say(p, &p->c, big, sizeof(big)));
    cr_expect(pair_say(p, &p->s, big, sizeof(big)));
}

static void no_buffers(struct pair *p, uint16_t v) {
    for (long n = 0; n < 12; n++) {
        p->c.allow_buffers = n / 2;
        p->s.allow_buffers = n - n / 2;
        pair_start(p);
        pair_run(p); /* any outcome but a crash; nothing may be lent at the end */
        bs_conn_free(p->c.conn);
        bs_conn_free(p->s.conn);
        p->c.conn = p->s.conn = NULL;
        cr_expect_eq(p->c.buffers + p->s.buffers, 0, "%ld buffers in %x", n, v);
    }
}

Test(hs_options, every_callback_may_pause) { both_versions(paused); }
Test(hs_options, one_byte_at_a_time_in_small_fragments) { both_versions(bytewise); }
Test(hs_options, reading_ahead_and_long_data) { both_versions(read_ahead); }
Test(hs_options, buffers_that_cannot_be_had) { both_versions(no_buffers); }

static void names(struct pair *p, uint16_t v) {
    p->s.ack_name = true;
    p->c.cfg.alpn = bs_r_from("\2h2\10http/1.1", 12);
    p->s.alpn = "http/1.1";
    pair_start(p);
    cr_expect(pair_works(p), "%x: %s %s", v, bs_status_name(p->c.last), bs_status_name(p->s.last));
    cr_expect_str_eq(p->s.name, "test.example");
    cr_expect(bs_r_equal(bs_r_from(p->c.conn->alpn, p->c.conn->alpn_len), "http/1.1", 8));
    p->s.sni_answer = BS_E_UNRECOGNIZED_NAME;
    pair_start(p);
    cr_expect(!pair_run(p));
    cr_expect_eq(p->c.conn->peer_alert, BS_ALERT_UNRECOGNIZED_NAME);
}

Test(hs_options, server_name_and_alpn) { both_versions(names); }

Test(hs_options, a_retry_for_each_group) {
    for (size_t i = 1; i < bs_num_groups; i++) {
        struct pair p;
        pair_init(&p);
        peer_use_cred(&p.s, CRED_RSA);
        peer_use_group(&p.s, p.c.groups[i]);
        pair_start(&p);
        cr_expect(pair_works(&p), "group %u: %s %s", p.c.groups[i], bs_status_name(p.c.last), bs_status_name(p.s.last));
        cr_expect_eq(p.c.conn->group->id, p.c.groups[i]);
        pair_free(&p);
    }
}

Test(hs_options, without_middlebox_compatibility) {
    struct pair p;
    pair_init(&p);
    p.c.cfg.flags = p.s.cfg.flags = 0;
    pair_start(&p);
    cr_expect(pair_works(&p));
    pair_free(&p);
}

Test(hs_options, nothing_shared) {
    static const struct {
        uint16_t client, server;
        bs_status want;
    } versions[] = { { BS_TLS12, BS_TLS13, BS_E_UNSUPPORTED_VERSION }, { BS_TLS13, BS_TLS12, BS_E_UNSUPPORTED_VERSION } };
    struct pair p;
    for (size_t i = 0; i < 2; i++) {
        pair_init(&p);
        peer_use_versions(&p.c, versions[i].client, versions[i].client);
        peer_use_versions(&p.s, versions[i].server, versions[i].server);
        pair_start(&p);
        cr_expect(!pair_run(&p));
        cr_expect_eq(p.s.last, versions[i].want);
        cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_PROTOCOL_VERSION);
        pair_free(&p);
    }
    pair_init(&p);
    peer_use_suite(&p.c, 0x1301);
    peer_use_suite(&p.s, 0x1302);
    pair_start(&p);
    pair_run(&p);
    cr_expect_eq(p.s.last, BS_E_NO_SHARED_CIPHER);
    pair_free(&p);
    pair_init(&p);
    peer_use_group(&p.c, 23);
    peer_use_group(&p.s, 24);
    pair_start(&p);
    pair_run(&p);
    cr_expect_eq(p.s.last, BS_E_NO_SHARED_GROUP);
    pair_free(&p);
    pair_init(&p);
    peer_use_cred(&p.s, CRED_RSA);
    p.c.cfg.num_sigalgs = 1; /* ECDSA alone */
    pair_start(&p);
    pair_run(&p);
    cr_expect_eq(p.s.last, BS_E_NO_SHARED_SIGALG);
    pair_free(&p);
}

/* Takes supported_versions out of the ClientHello, as an attacker who wants TLS 1.2 would: 2b becomes unknown. */
static void hide_versions(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    for (size_t i = 0; from == &p->c && i + 5 < *len; i++) {
        if (memcmp(bytes + i, "\0\x2b\0\x09\x08\3\4", 7) == 0) bytes[i + 1] = 0xfe;
    }
}

Test(hs_options, a_downgrade_is_seen_in_the_random) { /* RFC 8446 4.1.3 */
    struct pair p;
    pair_init(&p);
    p.tap = hide_versions;
    pair_start(&p);
    cr_expect(!pair_run(&p));
    cr_expect_eq(p.c.last, BS_E_DOWNGRADE);
    cr_expect_eq(p.s.conn->peer_alert, BS_ALERT_ILLEGAL_PARAMETER);
    pair_free(&p);
}

Test(hs_options, exporters_agree) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        struct pair p;
        uint8_t a[40], b[40], d[40];
        pair_init(&p);
        peer_use_versions(&p.s, v, v);
        pair_start(&p);
        cr_expect_eq(bs_conn_export(p.c.conn, "EXPERIMENTAL", 12, (bs_reader){ 0 }, false, a, 40), BS_E_STATE);
        cr_assert(pair_run(&p));
        cr_expect_eq(bs_conn_export(p.c.conn, "EXPERIMENTAL", 12, bs_r_from("x", 1), true, a, 40), BS_OK);
        cr_expect_eq(bs_conn_export(p.s.conn, "EXPERIMENTAL", 12, bs_r_from("x", 1), true, b, 40), BS_OK);
        cr_expect_eq(bs_conn_export(p.s.conn, "EXPERIMENTAL", 12, (bs_reader){ 0 }, false, d, 40), BS_OK);
        cr_expect_arr_eq(a, b, 40);
        cr_expect_arr_neq(a, d, 40);
        if (v < BS_TLS13)
            cr_expect_eq(bs_conn_export(p.c.conn, "key expansion", 13, bs_r_from("x", 1), true, a, 40), BS_E_ARGUMENT);
        pair_free(&p);
    }
}

Test(hs_options, an_idle_connection_is_small) { cr_expect_leq(sizeof(struct bs_conn), 3072, "%zu", sizeof(struct bs_conn)); }
