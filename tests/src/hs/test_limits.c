/* What a peer may make us do, and how often: sizes, empty records, warnings, ChangeCipherSpecs, early data, signatures. */
#include <criterion/criterion.h>

#include "src/hs/early.h"
#include "src/hs/messages.h"
#include "tests/src/hs/peers.h"

static bool raw(struct pair *p, struct peer *e, const char *bytes, size_t len) {
    peer_feed(p, e, (const uint8_t *)bytes, len);
    return e->last == BS_WANT_INPUT;
}

static void fresh(struct pair *p) {
    pair_init(p);
    pair_start(p);
    peer_work(&p->c);
    peer_work(&p->s);
}

Test(hs_limits, records_before_the_handshake) {
    static const struct {
        const char *bytes;
        size_t len;
        bs_status want;
    } cases[] = {
        { "GET / HTTP/1.0\r\n", 16, BS_E_HTTP_REQUEST },
        { "POST / HTTP/1.0\r\n", 16, BS_E_HTTP_REQUEST },
        { "CONNECT a:1", 11, BS_E_HTTPS_PROXY_REQUEST },
        { "SSH-2.0-x\r\n", 11, BS_E_NOT_TLS },
        { "\x16\2\0\0\1\1", 6, BS_E_NOT_TLS },
        { "\x16\3\1\x50\0", 5, BS_E_PACKET_TOO_LONG },
        { "\x17\3\1\0\1a", 6, BS_E_UNEXPECTED_MESSAGE }, /* what a first record may not be */
        { "\x14\3\1\0\1\1", 6, BS_E_UNEXPECTED_MESSAGE },
        { "\x15\3\1\0\2\2\50", 7, BS_E_UNEXPECTED_MESSAGE },
        { "\x16\3\1\0\0\x16\2\1\0\1\1", 11, BS_E_RECORD_VERSION }, /* and after a first one */
        { "\x16\3\1\0\0\x17\3\1\0\1a", 11, BS_E_UNEXPECTED_MESSAGE },
        { "\x16\3\1\0\0\x15\3\1\0\1\1", 11, BS_E_UNEXPECTED_MESSAGE },
        { "\x16\3\1\0\1\1\x15\3\1\0\2\3\12", 13, BS_E_UNEXPECTED_MESSAGE },
        { "\x16\3\1\0\0\x15\3\1\0\2\2\50", 12, BS_E_UNEXPECTED_MESSAGE },
        { "\x16\3\1\0\4\1\3\0\0", 9, BS_E_MESSAGE_TOO_LARGE },
        { "\x16\3\1\0\4\1\0\0\0", 9, BS_E_TOO_SHORT },
        { "\x16\3\1\0\0\x14\3\1\0\1\1", 11, BS_E_UNEXPECTED_MESSAGE },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pair p;
        fresh(&p);
        raw(&p, &p.s, cases[i].bytes, cases[i].len);
        cr_expect_eq(p.s.last, cases[i].want, "%zu: %s", i, bs_status_name(p.s.last));
        enum bs_alert alert = bs_status_alert(cases[i].want);
        bs_reader out = bs_conn_output(p.s.conn);
        cr_expect_eq(out.len, alert == BS_ALERT_NONE ? 0u : 7u);
        if (out.len == 7) cr_expect_eq(out.p[6], alert);
        cr_expect_eq(bs_conn_handshake(p.s.conn), cases[i].want, "it sticks");
        pair_free(&p);
    }
}

/* RFC 8446 5.1: "The length MUST NOT exceed 2^14 bytes"; as in OpenSSL, who sends more is told when it is there. */
Test(hs_limits, a_plain_record_of_more_than_2_14_bytes) {
    static const char zeros[16386];
    for (size_t n = 16384; n <= 16386; n++) {
        struct pair p;
        const char head[5] = { 22, 3, 1, (char)(n >> 8), (char)n };
        fresh(&p);
        cr_expect(raw(&p, &p.s, head, sizeof(head)), "%zu: %s", n, bs_status_name(p.s.last));
        cr_expect(raw(&p, &p.s, zeros, n - 1), "%zu: %s", n, bs_status_name(p.s.last));
        raw(&p, &p.s, zeros, 1);
        bs_status want = n > 16384 ? BS_E_PLAINTEXT_OVERFLOW : BS_E_UNEXPECTED_MESSAGE;
        cr_expect_eq(p.s.last, want, "%zu: %s", n, bs_status_name(p.s.last));
        cr_expect_eq(bs_conn_output(p.s.conn).len, 7);
        pair_free(&p);
    }
}

/* Alerts where a client may send them: after its ClientHello. */
Test(hs_limits, alerts_in_a_handshake) {
    static const struct {
        const char *bytes;
        size_t len;
        bs_status want;
    } cases[] = {
        { "\x15\3\3\0\1\1", 6, BS_E_BAD_ALERT },
        { "\x15\3\3\0\3\1\0\0", 8, BS_E_BAD_ALERT },
        { "\x15\3\3\0\2\3\12", 7, BS_E_UNKNOWN_ALERT_LEVEL },
        { "\x15\3\3\0\2\2\50", 7, BS_E_PEER_ALERT },
        { "\x15\3\3\0\2\1\0", 7, BS_E_CLOSED },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pair p;
        pair_init(&p);
        peer_use_versions(&p.s, BS_TLS12, BS_TLS12);
        pair_start(&p);
        peer_work(&p.c);
        pair_move(&p, &p.c);
        raw(&p, &p.s, cases[i].bytes, cases[i].len);
        cr_expect_eq(p.s.last, cases[i].want, "%zu: %s", i, bs_status_name(p.s.last));
        pair_free(&p);
    }
}

Test(hs_limits, empty_records_and_warnings_in_a_row) {
    struct pair p;
    fresh(&p);
    for (int i = 0; i < BS_MAX_EMPTY; i++) cr_expect(raw(&p, &p.s, "\x16\3\1\0\0", 5));
    cr_expect(!raw(&p, &p.s, "\x16\3\1\0\0", 5));
    cr_expect_eq(p.s.last, BS_E_TOO_MANY_EMPTY_RECORDS);
    pair_free(&p);
    fresh(&p);
    for (int i = 1; i < BS_MAX_WARNINGS; i++) cr_expect(raw(&p, &p.c, "\x15\3\1\0\2\1\x5a", 7));
    cr_expect(!raw(&p, &p.c, "\x15\3\1\0\2\1\x5a", 7));
    cr_expect_eq(p.c.last, BS_E_TOO_MANY_WARNINGS);
    pair_free(&p);
}

/* Puts a ChangeCipherSpec before each record that goes to the other side. */
static const char *ccs;
static void add_ccs(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    if (p->arg != (int)from->role || p->seen++ >= 2) return; /* the tickets' flight comes after the Finished */
    memmove(bytes + 6, bytes, *len);
    memcpy(bytes, ccs, 6);
    *len += 6;
}

Test(hs_limits, change_cipher_spec_in_tls13) { /* RFC 8446 5, D.4 */
    struct pair p;
    for (int role = 0; role < 2; role++) {
        pair_init(&p);
        peer_use_group(&p.s, 24); /* with a retry there are more places */
        pair_start(&p);
        peer_work(&p.c);
        if (role == BS_CLIENT) pair_move(&p, &p.c); /* never before the first ClientHello */
        p.tap = add_ccs;
        p.arg = role;
        ccs = "\x14\3\3\0\1\1";
        cr_expect(pair_run(&p), "role %d: %s %s", role, bs_status_name(p.c.last), bs_status_name(p.s.last));
        pair_free(&p);
        pair_init(&p);
        pair_start(&p);
        peer_work(&p.c);
        pair_move(&p, &p.c);
        p.tap = add_ccs;
        p.arg = role;
        ccs = "\x14\3\3\0\1\2"; /* "any other value" */
        cr_expect(!pair_run(&p));
        cr_expect_eq(role == BS_CLIENT ? p.s.last : p.c.last, BS_E_INVALID_CCS);
        pair_free(&p);
        pair_init(&p);
        pair_start(&p);
        cr_assert(pair_run(&p));
        struct peer *to = role == BS_CLIENT ? &p.s : &p.c;
        raw(&p, to, "\x14\3\3\0\1\1", 6); /* after the Finished */
        cr_expect_eq(to->last, BS_E_UNEXPECTED_CCS);
        pair_free(&p);
    }
}

/* Makes the ClientHello say early_data by renaming an extension that does not matter, and adds a record of it. */
static void send_early(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    if (from != &p->c || p->seen++ > 0) return;
    for (size_t i = 40; i + 4 < *len; i++) {
        if (memcmp(bytes + i, "\0\x17\0\0", 4) == 0) bytes[i + 1] = 42; /* extended_master_secret, empty too */
    }
    for (int k = 0; k < p->arg; k++) {
        memcpy(bytes + *len, "\x17\3\3\0\x40", 5);
        memset(bytes + *len + 5, 0xa5, 64);
        *len += 69;
    }
}

Test(hs_limits, early_data_is_skipped) { /* RFC 8446 4.2.10 */
    for (int retry = 0; retry < 2; retry++) {
        struct pair p;
        pair_init(&p);
        if (retry) peer_use_group(&p.s, 24);
        p.tap = send_early;
        p.arg = 3;
        pair_start(&p);
        pair_run(&p);
        /* the transcripts differ by our renaming, so that it is the client's Finished or the server's flight that fails */
        if (!retry) cr_expect_neq(p.s.last, BS_E_BAD_MAC, "%s", bs_status_name(p.s.last));
        cr_expect_neq(p.s.last, BS_E_DATA_IN_HANDSHAKE);
        cr_expect_eq(p.c.last, BS_E_BAD_MAC, "%s", bs_status_name(p.c.last));
        pair_free(&p);
        pair_init(&p);
        if (retry) peer_use_group(&p.s, 24);
        p.tap = send_early;
        p.arg = 40; /* more in a row than empty records may come */
        p.s.cfg.recv_max_early_data = 40 * 64 - BS_EARLY_OVERHEAD;
        pair_start(&p);
        pair_run(&p);
        cr_expect_eq(p.c.last, BS_E_BAD_MAC, "%s", bs_status_name(p.c.last));
        pair_free(&p);
        pair_init(&p);
        if (retry) peer_use_group(&p.s, 24);
        p.tap = send_early;
        p.arg = 40;
        p.s.cfg.recv_max_early_data = 40 * 64 - BS_EARLY_OVERHEAD - 1;
        pair_start(&p);
        pair_run(&p);
        cr_expect(p.s.last == BS_E_TOO_MUCH_EARLY_DATA, "retry %d: %s", retry, bs_status_name(p.s.last));
        pair_free(&p);
    }
}

static bs_status (*real_sign)(const struct bs_signer *s, const struct bs_sigscheme *scheme, bs_reader digest, uint8_t *sig,
                              size_t *sig_len);
static bs_status bad_sign(const struct bs_signer *s, const struct bs_sigscheme *scheme, bs_reader digest, uint8_t *sig,
                          size_t *sig_len) {
    static const uint8_t other[16384] = { 1 }; /* with EdDSA it is the messages themselves */
    cr_assert_leq(digest.len, sizeof(other));
    return real_sign(s, scheme, bs_r_from(other, digest.len), sig, sig_len);
}

Test(hs_limits, signatures_over_something_else) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        for (int role = 0; role < 2; role++) {
            for (int k = 0; k <= (int)last_cred(v); k++) {
                struct pair p;
                pair_init(&p);
                peer_use_versions(&p.s, v, v);
                p.s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
                peer_use_cred(&p.c, CRED_P256);
                struct peer *e = role == BS_CLIENT ? &p.c : &p.s;
                peer_use_cred(e, (enum cred_kind)k);
                real_sign = e->creds[0].signer.sign;
                e->creds[0].signer.sign = bad_sign;
                pair_start(&p);
                cr_expect(!pair_run(&p));
                cr_expect_eq(other(&p, e)->last, BS_E_BAD_SIGNATURE, "%x %d %d: %s", v, role, k,
                    bs_status_name(other(&p, e)->last));
                cr_expect_eq(e->conn->peer_alert, BS_ALERT_DECRYPT_ERROR);
                pair_free(&p);
            }
        }
    }
}

/* One side's view of what was said differs by one byte when it makes its Finished. */
Test(hs_limits, finished_over_something_else) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        struct pair p;
        pair_init(&p);
        peer_use_versions(&p.s, v, v);
        peer_use_cred(&p.s, CRED_RSA);
        pair_start(&p);
        peer_work(&p.c);
        pair_move(&p, &p.c);
        if (v == BS_TLS13) { /* all of the server's flight is in hand: only the client's Finished can go wrong */
            pair_move(&p, &p.s);
            cr_assert(p.c.done);
            bs_transcript_add(&p.s.conn->hs->transcript, bs_r_from("x", 1));
        } else {
            bs_transcript_add(&p.s.conn->hs->transcript, bs_r_from("x", 1));
            p.s.conn->hs->ems = p.c.conn->hs->ems;
        }
        cr_expect(!pair_run(&p));
        cr_expect(p.s.last == BS_E_BAD_FINISHED || p.s.last == BS_E_BAD_MAC, "%x: %s", v, bs_status_name(p.s.last));
        pair_free(&p);
    }
}

Test(hs_limits, a_certificate_message_over_the_limit) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        struct pair p;
        pair_init(&p);
        peer_use_versions(&p.s, v, v);
        p.c.cfg.max_cert_list = 100;
        pair_start(&p);
        cr_expect(!pair_run(&p));
        cr_expect_eq(p.c.last, BS_E_MESSAGE_TOO_LARGE);
        pair_free(&p);
    }
}
