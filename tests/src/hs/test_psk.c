/* TLS 1.3's PSKs: the program's own, with and without (EC)DHE, and tickets sent later. */
#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"

static struct bs_session *made;
static int num_asked;

static bs_status on_use(void *app, enum bs_hash hash, bs_reader *out_id, struct bs_session **out) {
    (void)hash;
    num_asked++;
    *out_id = bs_r_from("id", 2);
    *out = made ? bs_session_ref(made) : peer_make_psk(app, 0x1301, 1);
    return BS_OK;
}

static void set(struct pair *p) {
    pair_init(p);
    made = NULL;
    num_asked = 0;
    pair_use_external_psk(p);
    p->c.ops.psk_use = on_use;
}

static bool resumed(const struct pair *p) { return p->c.conn->resumed && p->s.conn->resumed; }

Test(hs_psk, an_external_psk_takes_the_certificates_place) {
    struct pair p;
    set(&p);
    peer_use_suite(&p.s, 0x1301);
    pair_start(&p);
    cr_assert(pair_works(&p), "%s %s", bs_status_name(p.c.last), bs_status_name(p.s.last));
    cr_expect(resumed(&p));
    cr_expect_eq(p.c.num_verified, 0);
    pair_free(&p);
}

Test(hs_psk, an_external_psk_survives_a_retry) {
    struct pair p;
    set(&p);
    peer_use_suite(&p.s, 0x1301);
    peer_use_group(&p.s, 24);
    pair_start(&p);
    cr_assert(pair_works(&p));
    cr_expect(resumed(&p));
    cr_expect_eq(num_asked, 2);
    pair_free(&p);
}

Test(hs_psk, another_hash_is_a_full_handshake) {
    struct pair p;
    set(&p);
    peer_use_suite(&p.s, 0x1302);
    pair_start(&p);
    cr_assert(pair_works(&p));
    cr_expect(!resumed(&p));
    cr_expect_eq(p.c.num_verified, 1);
    pair_free(&p);
}

Test(hs_psk, another_key_does_not_verify) {
    struct pair p;
    set(&p);
    peer_use_suite(&p.s, 0x1301);
    made = peer_make_psk(&p.c, 0x1301, 2);
    pair_start(&p);
    cr_expect(!pair_run(&p));
    cr_expect_eq(p.s.last, BS_E_BAD_PSK_BINDER);
    bs_session_free(made);
    pair_free(&p);
}

Test(hs_psk, what_is_no_psk_of_tls13_is_the_programs_error) {
    struct pair p;
    set(&p);
    made = peer_make_psk(&p.c, 0x1301, 1);
    made->version = BS_TLS12;
    pair_start(&p);
    cr_expect(!pair_run(&p));
    cr_expect_eq(p.c.last, BS_E_BAD_PSK);
    bs_session_free(made);
    pair_free(&p);
}

Test(hs_psk, without_dhe_where_both_allow_it_and_no_share_fits) { /* RFC 8446 4.2.9 */
    for (int both = 0; both < 2; both++) {
        struct pair p;
        pair_init(&p);
        p.c.cfg.flags |= BS_CF_ALLOW_PSK_KE;
        if (both) p.s.cfg.flags |= BS_CF_ALLOW_PSK_KE;
        pair_start(&p);
        cr_assert(pair_works(&p));
        peer_use_group(&p.c, 25);
        peer_use_group(&p.s, 24);
        pair_again(&p);
        cr_expect_eq(pair_run(&p), both == 1, "%d: %s %s", both, bs_status_name(p.c.last), bs_status_name(p.s.last));
        if (both) cr_expect(resumed(&p));
        if (!both) cr_expect_eq(p.s.last, BS_E_NO_SHARED_GROUP);
        pair_free(&p);
    }
}

Test(hs_psk, a_server_sends_more_tickets_when_it_is_asked_to) {
    struct pair p;
    pair_init(&p);
    pair_start(&p);
    cr_expect_eq(bs_conn_new_ticket(p.s.conn), BS_E_STATE);
    cr_assert(pair_run(&p) && pair_say(&p, &p.c, "x", 1));
    size_t before = p.c.num_cache;
    cr_expect_eq(bs_conn_new_ticket(p.c.conn), BS_E_STATE);
    for (int i = 0; i < 3; i++) cr_assert_eq(bs_conn_new_ticket(p.s.conn), BS_OK);
    cr_assert(pair_say(&p, &p.s, "y", 1));
    cr_expect_eq(p.c.num_cache, before + 3);
    for (size_t i = 0; i < p.c.num_cache; i++) { /* a nonce of its own each: no two PSKs are the same */
        for (size_t k = 0; k < i; k++) cr_expect_neq(memcmp(p.c.cache[i]->secret, p.c.cache[k]->secret, 32), 0);
    }
    pair_again(&p);
    cr_assert(pair_works(&p));
    cr_expect(resumed(&p));
    pair_free(&p);
}

static enum bs_ticket_result answer;
static bs_status on_judge(void *app, struct bs_session *s, bs_reader ticket, enum bs_ticket_result *io) {
    (void)app, (void)s, (void)ticket;
    *io = answer;
    return BS_OK;
}

Test(hs_psk, the_program_judges_tickets) {
    for (uint16_t v = BS_TLS12; v <= BS_TLS13; v++) {
        for (int a = BS_TICKET_NONE; a <= BS_TICKET_SUCCESS_RENEW; a++) {
            struct pair p;
            pair_init(&p);
            peer_use_versions(&p.s, v, v);
            pair_start(&p);
            cr_assert(pair_works(&p));
            size_t before = p.c.num_cache;
            p.s.ops.ticket_judge = on_judge;
            answer = (enum bs_ticket_result)a;
            pair_again(&p);
            cr_assert(pair_works(&p), "%x %d", v, a);
            cr_expect_eq(resumed(&p), a >= BS_TICKET_SUCCESS, "%x %d", v, a);
            bool fresh = p.c.num_cache > before, due = a != BS_TICKET_NONE && a != BS_TICKET_SUCCESS;
            cr_expect_eq(fresh, due || (v == BS_TLS12 && a == BS_TICKET_NONE), "%x %d", v, a); /* an id then, in 1.2 */
            pair_free(&p);
        }
    }
}
