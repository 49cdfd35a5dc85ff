/* Certificate status: asked for and given in both versions, pauses, failures, and what may not come. RFC 6066 8 */
#include <criterion/criterion.h>

#include "src/ext/ext.h"
#include "src/hs/messages.h"
#include "tests/src/hs/peers.h"

static struct pair p;

static void begin(uint16_t version) {
    pair_init(&p);
    peer_use_versions(&p.s, version, version);
    p.c.cfg.request_status = true;
    p.s.status = bs_r_from("response", 8);
}

Test(hs_status, asked_for_and_given) {
    for (uint16_t v = BS_TLS12; v <= BS_TLS13; v++) {
        for (int pause = 0; pause < 2; pause++) {
            begin(v);
            p.c.pause = p.s.pause = pause == 1;
            pair_start(&p);
            cr_expect(pair_works(&p), "%x: %s %s", v, bs_status_name(p.c.last), bs_status_name(p.s.last));
            cr_expect_eq(p.s.num_status, 1);
            cr_expect_eq(p.c.num_status, 1);
            cr_expect(bs_r_equal(p.c.status, "response", 8));
            pair_free(&p);
        }
    }
}

Test(hs_status, one_side_alone) {
    for (uint16_t v = BS_TLS12; v <= BS_TLS13; v++) {
        begin(v);
        p.c.cfg.request_status = false;
        pair_start(&p);
        cr_expect(pair_works(&p));
        cr_expect_eq(p.s.num_status, 0, "who is not asked does not tell");
        cr_expect_eq(p.c.status.len, 0);
        pair_free(&p);
        begin(v);
        p.s.status.len = 0;
        pair_start(&p);
        cr_expect(pair_works(&p));
        cr_expect_eq(p.s.num_status, 1);
        cr_expect_eq(p.c.num_status, 1, "judged all the same");
        pair_free(&p);
    }
}

Test(hs_status, not_when_resuming) {
    for (uint16_t v = BS_TLS12; v <= BS_TLS13; v++) {
        begin(v);
        pair_start(&p);
        cr_assert(pair_works(&p));
        p.c.status.len = p.c.num_status = p.s.num_status = 0;
        pair_again(&p);
        cr_expect(pair_works(&p));
        cr_expect(p.c.conn->resumed);
        cr_expect_eq(p.s.num_status, 0);
        cr_expect_eq(p.c.status.len, 0);
        pair_free(&p);
    }
}

Test(hs_status, a_callback_ends_it) {
    for (uint16_t v = BS_TLS12; v <= BS_TLS13; v++) {
        begin(v);
        p.c.status_answer = BS_E_BAD_STATUS_RESPONSE;
        pair_start(&p);
        cr_expect_not(pair_run(&p));
        cr_expect_eq(p.c.last, BS_E_BAD_STATUS_RESPONSE);
        cr_expect_eq(p.s.conn->peer_alert, BS_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE);
        pair_free(&p);
        begin(v);
        p.s.status_answer = BS_E_STATUS_CALLBACK_SERVER;
        pair_start(&p);
        cr_expect_not(pair_run(&p));
        cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_INTERNAL_ERROR);
        pair_free(&p);
    }
}

/* --- TLS 1.2: the message ---------------------------------------------------------------------------------------- */

/* The record of the server's CertificateStatus in what it sends; NULL if it is not there. */
static uint8_t *find_status(uint8_t *bytes, size_t len) {
    for (size_t i = 0; i + 6 < len; i += 5 + (size_t)(bytes[i + 3] << 8 | bytes[i + 4])) {
        if (bytes[i] == BS_RECORD_HANDSHAKE && bytes[i + 5] == BS_MT_CERTIFICATE_STATUS) return bytes + i;
    }
    return NULL;
}

/* p->arg says what is done to it: a type to become; 256: an unknown status type; 257: no response; 258: a wrong length. */
static void damage(struct pair *q, struct peer *from, uint8_t *bytes, size_t *len) {
    uint8_t *r = from == &q->s && q->seen == 0 ? find_status(bytes, *len) : NULL;
    if (!r) return;
    q->seen++;
    if (q->arg < 256) r[5] = (uint8_t)q->arg;
    if (q->arg == 256) r[9] = 2;
    if (q->arg == 258) r[12]--;
    if (q->arg != 257) return;
    r[12] = 0; /* response<0>: the record is cut short with it */
    r[4] = 8;
    r[8] = 4;
    memmove(r + 13, r + 21, (size_t)(bytes + *len - (r + 21)));
    *len -= 8;
}

Test(hs_status, every_other_type_in_its_place) {
    for (int type = 0; type < 256; type++) {
        if (type == BS_MT_CERTIFICATE_STATUS || type == BS_MT_HELLO_REQUEST) continue;
        begin(BS_TLS12);
        p.tap = damage;
        p.arg = type;
        pair_start(&p);
        cr_expect_not(pair_run(&p), "%d", type);
        cr_expect_eq(p.seen, 1);
        /* a ServerKeyExchange may stand there, for the message is optional; its body is none */
        bool next = type == BS_MT_SERVER_KEY_EXCHANGE;
        cr_expect_eq(p.c.last == BS_E_UNEXPECTED_MESSAGE, !next, "%d: %s", type, bs_status_name(p.c.last));
        cr_expect_eq(p.c.status.len, 0);
        pair_free(&p);
    }
}

Test(hs_status, malformed) {
    static const struct {
        int arg;
        bs_status want;
    } rows[] = { { 256, BS_E_STATUS_TYPE }, { 257, BS_E_LENGTH }, { 258, BS_E_LENGTH } };
    for (size_t i = 0; i < 3; i++) {
        begin(BS_TLS12);
        p.tap = damage;
        p.arg = rows[i].arg;
        pair_start(&p);
        cr_expect_not(pair_run(&p));
        cr_expect_eq(p.c.last, rows[i].want, "%d: %s", rows[i].arg, bs_status_name(p.c.last));
        cr_expect_eq(p.s.conn->peer_alert, BS_ALERT_DECODE_ERROR);
        pair_free(&p);
    }
}

/* The server's answer is changed to say nothing of it: the type of the empty extension becomes another. */
static void unannounce(struct pair *q, struct peer *from, uint8_t *bytes, size_t *len) {
    static const uint8_t ext[4] = { 0, BS_EXT_STATUS_REQUEST, 0, 0 };
    if (from != &q->s) return;
    for (size_t i = 0; q->seen == 0 && i + 4 < *len; i++) {
        if (memcmp(bytes + i, ext, 4) != 0) continue;
        bytes[i + 1] = BS_EXT_EXTENDED_MASTER_SECRET; /* twice then, or alone where we turned it off */
        q->seen = 1;
    }
}

Test(hs_status, unannounced) {
    begin(BS_TLS12);
    p.s.cfg.flags |= BS_CF_NO_EXTENDED_MASTER;
    p.tap = unannounce;
    pair_start(&p);
    cr_expect_not(pair_run(&p));
    cr_expect_eq(p.seen, 1);
    cr_expect_eq(p.c.last, BS_E_UNEXPECTED_MESSAGE, "%s", bs_status_name(p.c.last));
    pair_free(&p);
}

/* --- the extension ------------------------------------------------------------------------------------------------ */

static bs_status read_ext(enum bs_role role, enum bs_ext_msg m, size_t index, bs_reader body) {
    uint8_t block[200];
    bs_writer w = bs_w_to(block, sizeof(block));
    begin(m == BS_IN_SH12 ? BS_TLS12 : BS_TLS13);
    pair_start(&p);
    struct peer *e = role == BS_SERVER ? &p.s : &p.c;
    cr_assert_eq(bs_hs_start(e->conn, false), BS_OK);
    e->conn->version = m == BS_IN_SH12 ? BS_TLS12 : BS_TLS13;
    e->conn->cfg.flags |= BS_CF_LEGACY_SERVER_CONNECT; /* of a ServerHello it is the one extension */
    e->conn->hs->ext_sent = role == BS_SERVER ? 0 : UINT64_MAX; /* a server asks for no response of the client's */
    e->conn->hs->ext_cert.index = index;
    bs_w_u16(&w, BS_EXT_STATUS_REQUEST);
    bs_w_vec(&w, 2, body.p, body.len);
    bs_status s = bs_ext_read(e->conn->hs, m, bs_w_written(&w));
    if (s == BS_OK && m == BS_IN_CH) s = e->conn->hs->status_asked ? BS_OK : BS_E_NOT_FOUND;
    pair_free(&p);
    return s;
}

Test(hs_status, a_request_whole_cut_and_trailed) {
    static const uint8_t body[] = { 1, 0, 12, 0, 4, 0xa2, 2, 4, 0, 0, 4, 0xa1, 2, 0x30, 0, 0, 4, 0x30, 2, 5, 0, 99 };
    size_t len = sizeof(body) - 1;
    for (size_t n = 0; n <= len + 1; n++) {
        cr_expect_eq(read_ext(BS_SERVER, BS_IN_CH, 0, bs_r_from(body, n)), n == len ? BS_OK : BS_E_BAD_EXTENSION, "%zu", n);
    }
    static const uint8_t bare[] = { 1, 0, 0, 0, 0 }, other[] = { 2, 9 };
    cr_expect_eq(read_ext(BS_SERVER, BS_IN_CH, 0, bs_r_from(bare, 5)), BS_OK);
    cr_expect_eq(read_ext(BS_SERVER, BS_IN_CH, 0, bs_r_from(other, 2)), BS_E_NOT_FOUND, "another type is not ours to read");
    static const uint8_t bad[][12] = { { 1, 0, 2, 0, 0, 0, 0 },             /* an empty responder */
                                       { 1, 0, 4, 0, 2, 0xa3, 0, 0, 0 },    /* neither name nor key */
                                       { 1, 0, 5, 0, 3, 0xa2, 0, 0, 0, 0 }, /* something behind it */
                                       { 1, 0, 0, 0, 2, 0x31, 0 } };        /* no SEQUENCE */
    static const size_t lens[] = { 7, 9, 10, 7 };
    for (size_t i = 0; i < 4; i++) {
        cr_expect_eq(read_ext(BS_SERVER, BS_IN_CH, 0, bs_r_from(bad[i], lens[i])), BS_E_BAD_EXTENSION, "row %zu", i);
    }
}

Test(hs_status, in_a_certificate_for_the_leaf_alone) {
    static const uint8_t body[] = { 1, 0, 0, 2, 7, 8, 9 };
    for (size_t n = 0; n <= sizeof(body); n++) {
        bs_status want = n == 6 ? BS_OK : n == 0 ? BS_E_STATUS_TYPE : BS_E_LENGTH;
        cr_expect_eq(read_ext(BS_CLIENT, BS_IN_CT, 0, bs_r_from(body, n)), want, "cut at %zu", n);
        cr_expect_eq(read_ext(BS_CLIENT, BS_IN_CT, 1, bs_r_from(body, n)), BS_OK, "not looked into");
        cr_expect_eq(read_ext(BS_SERVER, BS_IN_CT, 0, bs_r_from(body, n)), BS_E_UNSOLICITED_EXTENSION, "not asked for");
        cr_expect_eq(read_ext(BS_CLIENT, BS_IN_SH12, 0, bs_r_from(body, n)), n == 0 ? BS_OK : BS_E_BAD_EXTENSION);
        cr_expect_eq(read_ext(BS_CLIENT, BS_IN_CR, 0, bs_r_from(body, n)), BS_OK);
    }
}
