/* Sizes of records and limits of keys: what is sent, what is taken. RFC 6066 4; RFC 8446 5.1, 5.2, 5.4, 5.5 */
#include <criterion/criterion.h>

#include "src/ext/ext.h"
#include "src/hs/messages.h"
#include "tests/src/hs/peers.h"

static uint8_t big[BS_RECORD_MAX_PLAIN];

static void open_pair(struct pair *p, uint16_t version) {
    pair_init(p);
    peer_use_versions(&p->c, version, version);
    peer_use_versions(&p->s, version, version);
}

static size_t longest; /* body of a record that one end sent after its first, plaintext or not */

static void measure(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    (void)p, (void)from;
    for (size_t at = 0; at + 5 <= *len;) {
        size_t n = (size_t)bytes[at + 3] << 8 | bytes[at + 4];
        if (n > longest) longest = n;
        at += 5 + n;
    }
}

Test(hs_sizes, max_fragment_length_limits_both_ends) {
    static const uint16_t versions[] = { BS_TLS12, BS_TLS13 };
    for (size_t v = 0; v < 2; v++) {
        for (uint8_t code = BS_MAX_FRAGMENT_512; code <= BS_MAX_FRAGMENT_4096; code++) {
            struct pair p;
            size_t limit = (size_t)256 << code;
            open_pair(&p, versions[v]);
            p.c.cfg.max_fragment_code = code;
            pair_start(&p);
            longest = 0;
            p.tap = measure;
            cr_assert(pair_run(&p));
            cr_expect_eq(p.c.conn->max_fragment_code, code);
            cr_expect_eq(p.s.conn->max_fragment_code, code);
            cr_expect_eq(p.c.conn->session->max_fragment_code, code);
            cr_expect_eq(p.s.conn->session->max_fragment_code, code);
            cr_expect(pair_say(&p, &p.c, big, 5000));
            cr_expect(pair_say(&p, &p.s, big, 5000));
            cr_expect_leq(longest, limit + 256, "%zu", longest);
            pair_free(&p);
        }
    }
}

Test(hs_sizes, a_longer_record_than_agreed_on_is_an_overflow) {
    static const uint16_t versions[] = { BS_TLS12, BS_TLS13 };
    for (size_t v = 0; v < 2; v++) {
        for (size_t len = 511; len <= 513; len++) {
            struct pair p;
            open_pair(&p, versions[v]);
            p.c.cfg.max_fragment_code = BS_MAX_FRAGMENT_512;
            pair_start(&p);
            cr_assert(pair_run(&p));
            p.s.conn->max_fragment_code = BS_MAX_FRAGMENT_NONE; /* a server that forgot */
            cr_expect_eq(pair_say(&p, &p.s, big, len), len <= 512);
            if (len > 512) cr_expect_eq(p.c.last, BS_E_PLAINTEXT_OVERFLOW, "%s", bs_status_name(p.c.last));
            pair_free(&p);
        }
    }
}

Test(hs_sizes, a_server_may_not_answer_with_another_length) {
    for (uint8_t code = 0; code <= 5; code++) {
        struct pair p;
        open_pair(&p, BS_TLS13);
        p.c.cfg.max_fragment_code = BS_MAX_FRAGMENT_1024;
        pair_start(&p);
        peer_work(&p.c);
        p.c.conn->cfg.max_fragment_code = code; /* as if it had asked for this */
        pair_move(&p, &p.c);
        peer_work(&p.s);
        pair_move(&p, &p.s);
        peer_work(&p.c);
        if (code != BS_MAX_FRAGMENT_1024) cr_expect_eq(p.c.last, BS_E_MAX_FRAGMENT, "%s", bs_status_name(p.c.last));
        else cr_expect_neq(p.c.last, BS_E_MAX_FRAGMENT);
        pair_free(&p);
    }
}

Test(hs_sizes, the_extension_has_one_byte_of_four_values) {
    static const struct {
        const char *body;
        size_t len;
        bs_status want;
    } cases[] = { { "", 0, BS_E_BAD_EXTENSION }, { "\1\1", 2, BS_E_BAD_EXTENSION }, { "\0", 1, BS_E_MAX_FRAGMENT },
                  { "\1", 1, BS_OK },            { "\4", 1, BS_OK },                { "\5", 1, BS_E_MAX_FRAGMENT },
                  { "\377", 1, BS_E_MAX_FRAGMENT } };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint8_t block[8] = { 0, 1, 0, (uint8_t)cases[i].len };
        struct pair p;
        open_pair(&p, BS_TLS13);
        pair_start(&p);
        cr_assert_eq(bs_hs_start(p.s.conn, true), BS_OK);
        memcpy(block + 4, cases[i].body, cases[i].len);
        cr_expect_eq(bs_ext_read(p.s.conn->hs, BS_IN_CH, bs_r_from(block, 4 + cases[i].len)), cases[i].want, "%zu", i);
        pair_free(&p);
    }
}

/* What the tap of a padding test sees, and what the callback answers. */
static size_t pad_with;

static bool on_padding(void *app, uint8_t type, size_t len, size_t *out_pad) {
    (void)app, (void)type, (void)len;
    *out_pad = pad_with;
    return true;
}

Test(hs_sizes, padding_fills_a_record_and_no_more) {
    static const size_t pads[] = { 0, 1, 1000, BS_RECORD_MAX_PLAIN, SIZE_MAX };
    for (size_t i = 0; i < sizeof(pads) / sizeof(pads[0]); i++) {
        struct pair p;
        open_pair(&p, BS_TLS13);
        p.c.ops.padding = on_padding;
        pad_with = pads[i];
        pair_start(&p);
        cr_assert(pair_run(&p));
        longest = 0;
        p.tap = measure;
        cr_expect(pair_say(&p, &p.c, big, 10));
        size_t inner = pads[i] > BS_RECORD_MAX_PLAIN - 11 ? BS_RECORD_MAX_PLAIN : 11 + pads[i];
        cr_expect_eq(longest, inner + 16, "%zu", longest);
        cr_expect(pair_say(&p, &p.c, big, BS_RECORD_MAX_PLAIN));
        pair_free(&p);
    }
}

/* ---- limits of keys ---- */

/* Secret changes show as another application traffic secret. */
static bool keys_of(const struct peer *e, uint8_t out[2][BS_SECRET_MAX]) {
    memcpy(out[0], e->conn->own_secret, BS_SECRET_MAX);
    memcpy(out[1], e->conn->peer_secret, BS_SECRET_MAX);
    return true;
}

Test(hs_sizes, keys_are_updated_before_their_limit) {
    for (int role = 0; role < 2; role++) {
        uint8_t before[2][BS_SECRET_MAX], after[2][BS_SECRET_MAX];
        struct pair p;
        open_pair(&p, BS_TLS13);
        (role == 0 ? &p.c : &p.s)->cfg.seal_limit = 10;
        pair_start(&p);
        cr_assert(pair_run(&p));
        struct peer *from = role == 0 ? &p.c : &p.s;
        unsigned updates = 0;
        for (unsigned i = 0; i < 100; i++) {
            keys_of(from, before);
            cr_assert(pair_say(&p, from, "x", 1), "%u", i);
            cr_assert_leq(from->conn->wr.seq, 10, "the update itself is the last record under a key");
            keys_of(from, after);
            if (memcmp(before[0], after[0], BS_SECRET_MAX) != 0) updates++;
            cr_expect_arr_eq(before[1], after[1], BS_SECRET_MAX, "the other direction keeps its keys");
            cr_expect_arr_eq(from->conn->own_secret, other(&p, from)->conn->peer_secret, BS_SECRET_MAX, "the peer follows");
        }
        cr_expect_geq(updates, 9);
        cr_expect(pair_say(&p, other(&p, from), "y", 1));
        pair_free(&p);
    }
}

Test(hs_sizes, a_sequence_number_does_not_wrap) {
    struct pair p;
    open_pair(&p, BS_TLS13);
    peer_use_suite(&p.c, 0x1303); /* its cipher has no other limit */
    pair_start(&p);
    cr_assert(pair_run(&p));
    p.c.conn->wr.seq = p.s.conn->rd.seq = UINT64_MAX - 1;
    cr_expect(pair_say(&p, &p.c, "x", 1), "a KeyUpdate takes the last number");
    cr_expect_eq(p.c.conn->wr.seq, 1);
    pair_free(&p);

    size_t taken;
    open_pair(&p, BS_TLS12); /* which knows no KeyUpdate */
    pair_start(&p);
    cr_assert(pair_run(&p));
    p.c.conn->wr.seq = p.s.conn->rd.seq = UINT64_MAX - 1;
    cr_expect(pair_say(&p, &p.c, "x", 1));
    cr_expect_eq(bs_conn_write(p.c.conn, bs_r_from("x", 1), &taken), BS_E_SEQUENCE_EXHAUSTED);
    cr_expect_eq(taken, 0);
    pair_free(&p);
}
