/* A master secret and a session ticket of the programs' own, RFC 4851 3.2.2: taken, refused, different, cut and bent. */
#include <criterion/criterion.h>

#include "src/hs/client_hello.h"
#include "tests/src/hs/peers.h"

struct end {
    size_t len;        /* of the secret; 0: there is none */
    uint8_t byte;      /* all of it */
    uint16_t suite;    /* to go with it; 0: none said */
    bs_status answer;
    size_t num_asked, ticket_len;
    bool had_hello;
};

static struct end ends[2];

static bs_status on_secret(void *app, const struct bs_client_hello *ch, uint8_t secret[BS_SESSION_SECRET_MAX],
                           size_t *out_len, uint16_t *out_suite) {
    struct end *e = &ends[((struct peer *)app)->role];
    e->num_asked++;
    e->had_hello = ch != NULL;
    memset(secret, e->byte, e->len);
    *out_len = e->len;
    *out_suite = e->suite;
    return e->answer;
}

static bs_status on_ticket(void *app, bs_reader body) {
    ends[((struct peer *)app)->role].ticket_len = body.len;
    return BS_OK;
}

/* Both know the secret, and the client sends a ticket of its own. */
static void set(struct pair *p) {
    pair_init(p);
    peer_use_versions(&p->c, BS_TLS10, BS_TLS12);
    struct peer *both[] = { &p->c, &p->s };
    for (int i = 0; i < 2; i++) {
        both[i]->cfg.flags |= BS_CF_SHARED_SECRET;
        both[i]->ops.master_secret = on_secret;
        both[i]->ops.ticket_ext = on_ticket;
        ends[i] = (struct end){ .len = 48, .byte = 7 };
    }
    p->c.cfg.ticket_ext_set = true;
    p->c.cfg.ticket_ext = bs_r_from("opaque", 6);
}

static bool resumed(const struct pair *p) { return p->c.conn->resumed && p->s.conn->resumed; }

Test(hs_shared_secret, takes_the_place_of_a_full_handshake) {
    for (uint16_t version = BS_TLS10; version <= BS_TLS12; version++) {
        struct pair p;
        set(&p);
        peer_use_versions(&p.c, version, version);
        pair_start(&p);
        cr_assert(pair_works(&p), "%x: %s %s", version, bs_status_name(p.c.last), bs_status_name(p.s.last));
        cr_expect(resumed(&p));
        cr_expect_eq(p.c.num_verified, 0, "no certificate was sent");
        cr_expect_eq(ends[BS_SERVER].ticket_len, 6);
        cr_expect(ends[BS_SERVER].had_hello && !ends[BS_CLIENT].had_hello);
        cr_expect_eq(bs_conn_session(p.c.conn)->secret[47], 7);
        pair_free(&p);
    }
}

Test(hs_shared_secret, may_be_of_any_length_up_to_a_master_secrets) {
    static const size_t lens[] = { 1, 16, 47, 48 };
    for (size_t i = 0; i < 4; i++) {
        struct pair p;
        set(&p);
        ends[0].len = ends[1].len = lens[i];
        pair_start(&p);
        cr_assert(pair_works(&p), "%zu", lens[i]);
        cr_expect(resumed(&p));
        pair_free(&p);
    }
}

Test(hs_shared_secret, that_differs_ends_at_the_first_record_under_it) {
    static const struct end wrongs[] = { { .len = 48, .byte = 8 }, { .len = 47, .byte = 7 }, { .len = 1, .byte = 7 } };
    for (int role = 0; role < 2; role++) {
        for (size_t i = 0; i < 3; i++) {
            struct pair p;
            set(&p);
            ends[role] = wrongs[i];
            pair_start(&p);
            cr_expect(!pair_run(&p));
            /* the server speaks first: the client cannot open its Finished */
            cr_expect_eq(p.c.last, BS_E_BAD_MAC, "%d %zu: %s", role, i, bs_status_name(p.c.last));
            cr_expect_eq(p.s.last, BS_E_PEER_ALERT);
            cr_expect(!p.c.done && !p.s.done);
            pair_free(&p);
        }
    }
}

Test(hs_shared_secret, that_the_server_does_not_know_is_a_full_handshake) {
    struct pair p;
    set(&p);
    ends[BS_SERVER].len = 0;
    pair_start(&p);
    cr_assert(pair_works(&p), "%s %s", bs_status_name(p.c.last), bs_status_name(p.s.last));
    cr_expect(!p.c.conn->resumed && !p.s.conn->resumed);
    cr_expect_eq(p.c.num_verified, 1);
    cr_expect_neq(bs_conn_session(p.c.conn)->secret[47], 7, "it made its own");
    pair_free(&p);
}

Test(hs_shared_secret, that_a_client_with_a_ticket_lacks_is_its_programs_error) {
    struct pair p;
    set(&p);
    ends[BS_CLIENT].len = 0;
    pair_start(&p);
    cr_expect(!pair_run(&p));
    cr_expect_eq(p.c.last, BS_E_INTERNAL);
    pair_free(&p);
}

Test(hs_shared_secret, whose_callback_fails_ends_the_handshake) {
    for (int role = 0; role < 2; role++) {
        struct pair p;
        set(&p);
        ends[role].answer = BS_E_CALLBACK_FAILED;
        pair_start(&p);
        cr_expect(!pair_run(&p));
        cr_expect_eq((role == 0 ? &p.c : &p.s)->last, BS_E_CALLBACK_FAILED);
        pair_free(&p);
    }
}

Test(hs_shared_secret, goes_with_a_suite_that_was_offered_alone) {
    struct pair p;
    set(&p);
    ends[BS_SERVER].suite = 0xc02f;
    pair_start(&p);
    cr_assert(pair_works(&p));
    cr_expect_eq(p.c.conn->suite->id, 0xc02f);
    pair_free(&p);
    static const uint16_t wrong[] = { 0x1301, 0xabcd, 0xc02c };
    for (size_t i = 0; i < 3; i++) {
        set(&p);
        peer_use_suite(&p.c, 0xc02f);
        ends[BS_SERVER].suite = wrong[i];
        pair_start(&p);
        cr_expect(!pair_run(&p));
        cr_expect_eq(p.s.last, BS_E_INTERNAL, "%x", wrong[i]);
        pair_free(&p);
    }
}

Test(hs_shared_secret, is_not_asked_for_in_tls13) {
    struct pair p;
    set(&p);
    peer_use_versions(&p.c, BS_TLS12, BS_TLS13);
    pair_start(&p);
    cr_expect(!pair_run(&p));
    cr_expect_eq(p.c.last, BS_E_INTERNAL, "a ticket for TLS 1.2 in an offer of 1.3");
    pair_free(&p);
    set(&p);
    peer_use_versions(&p.c, BS_TLS12, BS_TLS13);
    p.c.cfg.ticket_ext_set = false;
    pair_start(&p);
    cr_assert(pair_works(&p));
    cr_expect_eq(p.s.conn->version, BS_TLS13);
    cr_expect_eq(ends[BS_SERVER].num_asked, 0);
    pair_free(&p);
}

Test(hs_shared_secret, without_a_ticket_of_the_clients_own_is_the_servers_alone) {
    struct pair p;
    set(&p);
    p.c.cfg.ticket_ext_set = false;
    pair_start(&p);
    cr_expect(!pair_run(&p)); /* the client was not told to have one */
    cr_expect_eq(ends[BS_CLIENT].num_asked, 0);
    cr_expect_eq(p.c.last, BS_E_EARLY_CCS, "%s", bs_status_name(p.c.last));
    pair_free(&p);
}

/* --- the server's flight, ServerHello to Finished, cut and bent ---------------------------------------------------- */

static void cut(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    (void)bytes;
    if (from->role != BS_SERVER || p->seen++ > 0) return;
    if (*len > (size_t)p->arg) *len = (size_t)p->arg;
}

/* Of a record, which before TLS 1.3 too is not looked at closely: RFC 5246 E.1 */
static bool is_minor_version(const uint8_t *bytes, size_t len, size_t at) {
    for (size_t off = 0; off + 5 <= len; off += 5 + (size_t)(bytes[off + 3] << 8 | bytes[off + 4])) {
        if (at == off + 2) return true;
    }
    return false;
}

static void bend(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    size_t at = (size_t)p->arg;
    if (from->role != BS_SERVER || p->seen++ > 0) return;
    if (at >= *len) {
        p->seen = -1;
    } else if (!is_minor_version(bytes, *len, at)) {
        bytes[at] ^= 0x40;
    } else {
        bytes[at + 2] ^= 0x40; /* its length instead */
    }
}

Test(hs_shared_secret, cut_anywhere_waits_and_then_is_an_unexpected_end) {
    struct pair p;
    set(&p);
    for (p.arg = 0; p.arg < 400; p.arg++) {
        pair_again(&p);
        p.tap = cut;
        if (pair_run(&p)) break;
        cr_assert_eq(p.c.last, BS_WANT_INPUT, "cut at %d: %s", p.arg, bs_status_name(p.c.last));
        bs_conn_eof(p.c.conn);
        cr_assert_eq(bs_conn_handshake(p.c.conn), BS_E_UNEXPECTED_EOF, "cut at %d", p.arg);
    }
    cr_expect(p.arg > 100 && p.arg < 400, "%d", p.arg);
    pair_free(&p);
}

Test(hs_shared_secret, bent_anywhere_is_refused) {
    struct pair p;
    set(&p);
    for (p.arg = 0; p.arg < 400; p.arg++) {
        pair_again(&p);
        p.tap = bend;
        bool ok = pair_run(&p);
        if (p.seen <= 0) break; /* the flight is shorter */
        cr_assert(!ok && !p.c.done, "bent at %d: %s", p.arg, bs_status_name(p.c.last));
    }
    cr_expect(p.arg > 100 && p.arg < 400, "%d", p.arg);
    pair_free(&p);
}
