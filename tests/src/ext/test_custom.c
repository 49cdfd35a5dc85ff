/* Extensions of the program's own: what the walker keeps from it, and what reaches it. */
#include <criterion/criterion.h>

#include "src/ext/ext.h"
#include "tests/src/hs/peers.h"

#define EVERY (BS_IN_CH | BS_IN_SH12 | BS_IN_SH13 | BS_IN_HRR | BS_IN_EE | BS_IN_CR | BS_IN_CT | BS_IN_NST)
#define BOTH (1 << BS_CLIENT | 1 << BS_SERVER)

static struct pair p;
static unsigned added[2], parsed[2];    /* messages, by role */
static size_t num_added, num_freed, num_parsed, body_len;
static unsigned skip, fail_add, fail_parse; /* messages in which the program does so */
static uint8_t body[70000];

static bs_status on_add(void *app, const struct bs_custom_ext *e, enum bs_ext_msg m, const struct bs_ext_cert *cert,
                        bs_reader *out, bool *out_send) {
    struct peer *at = app;
    cr_expect_eq(cert != NULL, m == BS_IN_CT);
    cr_expect_eq(e->type, 0x5a5a);
    if (fail_add & m) return BS_E_CALLBACK_FAILED;
    *out_send = !(skip & m);
    *out = bs_r_from(body, body_len);
    added[at->role] |= m;
    num_added += *out_send;
    return BS_OK;
}

static void on_added(void *app, const struct bs_custom_ext *e, enum bs_ext_msg m, bs_reader lent) {
    (void)app, (void)e, (void)m;
    cr_expect_eq(lent.p, body);
    num_freed++;
}

static bs_status on_parse(void *app, const struct bs_custom_ext *e, enum bs_ext_msg m, const struct bs_ext_cert *cert,
                          bs_reader in) {
    struct peer *at = app;
    cr_expect_eq(cert != NULL, m == BS_IN_CT);
    if (cert) cr_expect_gt(cert->der.len, 100);
    cr_expect(bs_r_equal(in, body, body_len));
    cr_expect_eq(e->type, 0x5a5a);
    parsed[at->role] |= m;
    num_parsed++;
    return fail_parse & m ? BS_E_BAD_EXTENSION : BS_OK;
}

static struct bs_custom_ext row = { .type = 0x5a5a, .messages = EVERY, .roles = BOTH };

static void begin(uint16_t version) {
    pair_init(&p);
    peer_use_versions(&p.c, version, version);
    peer_use_cred(&p.c, CRED_P256);
    p.s.cfg.verify = BS_VERIFY_PEER;
    for (struct peer *e = &p.c;; e = &p.s) {
        e->ops.custom_add = on_add;
        e->ops.custom_added = on_added;
        e->ops.custom_parse = on_parse;
        e->cfg.custom = &row;
        e->cfg.num_custom = 1;
        if (e == &p.s) break;
    }
    memset(added, 0, sizeof(added));
    memset(parsed, 0, sizeof(parsed));
    num_added = num_freed = num_parsed = skip = fail_add = fail_parse = 0;
    body_len = 3;
}

static void run(void) {
    pair_start(&p);
    cr_assert(pair_works(&p));
    cr_expect_eq(num_added, num_freed);
    cr_expect_eq(num_added, num_parsed);
    pair_free(&p);
}

Test(ext_custom, each_message_of_tls13_carries_it) {
    begin(BS_TLS13);
    peer_use_group(&p.s, 24);
    run();
    cr_expect_eq(added[BS_CLIENT], BS_IN_CH | BS_IN_CT);
    cr_expect_eq(parsed[BS_SERVER], BS_IN_CH | BS_IN_CT);
    cr_expect_eq(added[BS_SERVER], BS_IN_HRR | BS_IN_SH13 | BS_IN_EE | BS_IN_CR | BS_IN_CT | BS_IN_NST);
    cr_expect_eq(parsed[BS_CLIENT], added[BS_SERVER]);
}

Test(ext_custom, both_hellos_of_tls12_carry_it) {
    begin(BS_TLS12);
    run();
    cr_expect_eq(added[BS_CLIENT], BS_IN_CH);
    cr_expect_eq(added[BS_SERVER], BS_IN_SH12);
}

Test(ext_custom, no_answer_without_a_request) {
    for (uint16_t version = BS_TLS12; version <= BS_TLS13; version++) {
        begin(version);
        skip = BS_IN_CH | BS_IN_CR;
        run();
        cr_expect_eq(added[BS_SERVER] & ~(unsigned)(BS_IN_CR | BS_IN_NST), 0);
        cr_expect_eq(added[BS_CLIENT], BS_IN_CH);
    }
}

Test(ext_custom, large_bodies_fit_and_larger_ones_are_an_error) {
    begin(BS_TLS13);
    body_len = 16000;
    run();
    begin(BS_TLS13);
    body_len = 65536;
    pair_start(&p);
    cr_expect(!pair_run(&p));
    cr_expect_eq(p.c.last, BS_E_SPACE);
    cr_expect_eq(num_freed, num_added);
    pair_free(&p);
}

Test(ext_custom, each_callback_may_end_the_handshake) {
    static const unsigned messages[] = { BS_IN_CH, BS_IN_SH13, BS_IN_EE, BS_IN_CR, BS_IN_CT, BS_IN_NST };
    for (size_t i = 0; i < 2 * sizeof(messages) / sizeof(messages[0]); i++) {
        begin(BS_TLS13);
        *(i % 2 ? &fail_add : &fail_parse) = messages[i / 2];
        pair_start(&p);
        cr_expect(!pair_works(&p), "%zu", i);
        bs_status want = i % 2 ? BS_E_CALLBACK_FAILED : BS_E_BAD_EXTENSION;
        cr_expect(p.c.last == want || p.s.last == want, "%zu: %s, %s", i, bs_status_name(p.c.last), bs_status_name(p.s.last));
        pair_free(&p);
    }
}

Test(ext_custom, versions_and_resumption_decide) {
    for (uint16_t version = BS_TLS12; version <= BS_TLS13; version++) {
        for (int k = 0; k < 3; k++) {
            begin(version);
            p.s.cfg.verify = BS_VERIFY_NONE;
            row.only12 = k == 0;
            row.only13 = k == 1;
            row.unless_resumed = k == 2;
            pair_start(&p);
            cr_assert(pair_works(&p));
            bool fits = k == 2 || (k == 0) == (version == BS_TLS12);
            cr_expect_eq(parsed[BS_SERVER] != 0, fits);
            cr_expect_eq(parsed[BS_CLIENT] != 0, fits);
            parsed[BS_SERVER] = parsed[BS_CLIENT] = 0;
            pair_again(&p);
            cr_assert(pair_works(&p));
            cr_expect_eq(parsed[BS_SERVER] != 0, fits && k != 2);
            cr_expect_eq(parsed[BS_CLIENT] != 0, fits && k != 2);
            pair_free(&p);
        }
    }
    row.only12 = row.only13 = row.unless_resumed = false;
}

/* --- the walker ---------------------------------------------------------------------------------------------- */

static struct bs_hs *reader_of(enum bs_ext_msg m) {
    begin(m == BS_IN_SH12 ? BS_TLS12 : BS_TLS13);
    pair_start(&p);
    struct peer *e = m == BS_IN_CH ? &p.s : &p.c;
    cr_assert_eq(bs_hs_start(e->conn, true), BS_OK);
    e->conn->version = m == BS_IN_SH12 ? BS_TLS12 : BS_TLS13;
    e->conn->hs->offer_min = BS_TLS12;
    e->conn->hs->offer_max = BS_TLS13;
    e->conn->hs->ext_sent = UINT64_MAX;
    e->conn->hs->c->cfg.flags |= BS_CF_LEGACY_SERVER_CONNECT;
    return e->conn->hs;
}

static bs_status read_times(struct bs_hs *hs, enum bs_ext_msg m, int times, uint16_t type) {
    uint8_t block[100];
    bs_writer w = bs_w_to(block, sizeof(block));
    for (int i = 0; i < times; i++) {
        bs_w_u16(&w, type);
        bs_w_vec(&w, 2, body, body_len);
    }
    return bs_ext_read(hs, m, bs_w_written(&w));
}

Test(ext_custom, unsolicited_misplaced_and_repeated_ones_do_not_reach_the_program) {
    static const unsigned answers = BS_IN_SH12 | BS_IN_SH13 | BS_IN_HRR | BS_IN_EE | BS_IN_CT;
    for (unsigned m = BS_IN_CH; m <= BS_IN_NST; m <<= 1) {
        struct bs_hs *hs = reader_of((enum bs_ext_msg)m);
        bs_status s = read_times(hs, (enum bs_ext_msg)m, 1, row.type);
        cr_expect_eq(s == BS_E_UNSOLICITED_EXTENSION, (m & answers) != 0, "%u: %s", m, bs_status_name(s));
        pair_free(&p);
        hs = reader_of((enum bs_ext_msg)m);
        cr_expect_eq(read_times(hs, (enum bs_ext_msg)m, 2, row.type),
                     m & answers ? BS_E_UNSOLICITED_EXTENSION : BS_E_REPEATED_EXTENSION, "%u", m);
        pair_free(&p);
        hs = reader_of((enum bs_ext_msg)m);
        row.messages = EVERY & ~m;
        parsed[BS_CLIENT] = parsed[BS_SERVER] = 0;
        cr_expect_eq(read_times(hs, (enum bs_ext_msg)m, 1, row.type), BS_E_MISPLACED_EXTENSION, "%u", m);
        cr_expect_eq(parsed[BS_CLIENT] | parsed[BS_SERVER], 0);
        row.messages = EVERY;
        pair_free(&p);
    }
}

Test(ext_custom, a_row_of_the_other_role_is_unknown) {
    struct bs_hs *hs = reader_of(BS_IN_EE);
    row.roles = 1 << BS_SERVER;
    cr_expect_eq(read_times(hs, BS_IN_EE, 1, row.type), BS_E_UNSOLICITED_EXTENSION);
    cr_expect_eq(read_times(hs, BS_IN_CR, 1, row.type) == BS_E_MISPLACED_EXTENSION, false);
    cr_expect_eq(num_parsed, 0);
    row.roles = BOTH;
    pair_free(&p);
}

/* The block of a ticket is judged without a handshake's state. */
Test(ext_custom, a_tickets_block_whole_cut_repeated_and_misplaced) {
    uint8_t block[100];
    struct bs_hs *hs = reader_of(BS_IN_NST);
    bs_writer w = bs_w_to(block, sizeof(block));
    bs_w_u16(&w, BS_EXT_EARLY_DATA);
    bs_w_vec(&w, 2, "\0\0\0\0", 4);
    size_t first = w.len;
    bs_w_u16(&w, row.type);
    bs_w_vec(&w, 2, body, body_len);
    for (size_t n = 0; n <= w.len; n++) {
        bs_status want = n == 0 || n == first || n == w.len ? BS_OK : BS_E_BAD_EXTENSION;
        cr_expect_eq(bs_ext_judge_ticket(hs->c, bs_r_from(block, n)), want, "%zu", n);
    }
    cr_expect_eq(bs_custom_read_ticket(hs->c, bs_w_written(&w)), BS_OK);
    cr_expect_eq(parsed[BS_CLIENT], BS_IN_NST);
    row.messages = BS_IN_CH;
    cr_expect_eq(bs_ext_judge_ticket(hs->c, bs_w_written(&w)), BS_E_MISPLACED_EXTENSION);
    row.messages = EVERY;
    bs_w_u16(&w, row.type);
    bs_w_vec(&w, 2, body, 0);
    cr_expect_eq(bs_ext_judge_ticket(hs->c, bs_w_written(&w)), BS_E_REPEATED_EXTENSION);
    w = bs_w_to(block, sizeof(block));
    bs_w_u16(&w, BS_EXT_KEY_SHARE);
    bs_w_vec(&w, 2, body, 0);
    cr_expect_eq(bs_ext_judge_ticket(hs->c, bs_w_written(&w)), BS_E_MISPLACED_EXTENSION);
    pair_free(&p);
}
