/* One session of several connections: another takes it out of use at any moment while it is offered. */
#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"

/* The clock is read whenever the engine looks at a session's age: that is when the other connection strikes. */
static struct {
    struct bs_session *session;
    size_t at, num; /* at which look, and how many there were */
} looks;

static uint64_t look(void *arg) {
    if (looks.session && looks.num++ == looks.at) looks.session->not_resumable = true;
    return ((struct peer *)arg)->now_ms;
}

static bs_status strike_when_asked(void *app, enum bs_hash hash, bs_reader *out_id, struct bs_session **out) {
    (void)app, (void)hash, (void)out_id;
    if (looks.session) looks.session->not_resumable = true;
    *out = NULL;
    return BS_OK;
}

static void set(struct pair *p, uint16_t version) {
    looks.session = NULL;
    pair_init(p);
    peer_use_versions(&p->c, BS_TLS12, version);
    p->c.env.now_ms = look;
    pair_start(p);
}

/* The handshake ends well at every such moment, in full or resumed. \return how often it was resumed. */
static size_t each_look(struct pair *p, const char *what) {
    size_t resumed = 0;
    for (looks.at = 0;; looks.at++) {
        looks.session = p->c.cache[p->c.num_cache - 1];
        looks.session->not_resumable = false;
        looks.num = 0;
        pair_again(p);
        cr_assert(pair_works(p), "%s, look %zu: %s %s", what, looks.at, bs_status_name(p->c.last), bs_status_name(p->s.last));
        cr_assert_eq(p->c.conn->resumed, p->s.conn->resumed, "%s, look %zu", what, looks.at);
        resumed += p->c.conn->resumed;
        if (looks.num <= looks.at) break; /* it did not come to it */
    }
    looks.session = NULL;
    cr_expect_gt(looks.at, 0, "%s", what);
    return resumed;
}

Test(hs_shared_session, a_ticket_is_offered_or_not_whenever_another_takes_it_out_of_use) { /* RFC 8446 4.2.11 */
    struct pair p;
    set(&p, BS_TLS13);
    cr_assert(pair_works(&p));
    cr_expect_gt(each_look(&p, "1.3"), 1);
    pair_free(&p);
}

Test(hs_shared_session, and_so_after_a_retry) { /* 4.1.4 */
    struct pair p;
    set(&p, BS_TLS13);
    peer_use_group(&p.s, 24);
    cr_assert(pair_works(&p));
    cr_expect_gt(each_look(&p, "retry"), 1);
    pair_free(&p);
}

Test(hs_shared_session, and_so_beside_the_programs_psk) {
    struct pair p;
    set(&p, BS_TLS13);
    cr_assert(pair_works(&p));
    pair_use_external_psk(&p); /* taken where the ticket is not */
    cr_expect_gt(each_look(&p, "external"), 1);
    pair_free(&p);
}

Test(hs_shared_session, and_so_with_early_data) { /* 4.2.10: they go with the first PSK */
    struct pair p;
    set(&p, BS_TLS13);
    p.s.cfg.max_early_data = 100;
    p.s.cfg.flags |= BS_CF_NO_ANTI_REPLAY;
    pair_again(&p);
    cr_assert(pair_works(&p));
    p.c.early = p.s.early = true;
    p.c.early_say = "early";
    for (looks.at = 0; looks.at < 20; looks.at++) {
        looks.session = p.c.cache[p.c.num_cache - 1];
        looks.session->not_resumable = false;
        looks.num = 0;
        pair_again(&p);
        cr_assert(pair_run(&p), "look %zu: %s %s", looks.at, bs_status_name(p.c.last), bs_status_name(p.s.last));
        cr_assert_eq(p.c.conn->resumed, p.s.conn->resumed);
    }
    looks.session = NULL;
    pair_free(&p);
}

Test(hs_shared_session, and_so_for_a_session_of_tls12) {
    struct pair p;
    set(&p, BS_TLS12);
    cr_assert(pair_works(&p));
    cr_expect_gt(each_look(&p, "1.2"), 0);
    p.s.cfg.flags |= BS_CF_NO_TICKET;
    cr_expect_gt(each_look(&p, "1.2 by id"), 0);
    pair_free(&p);
}

Test(hs_shared_session, a_callback_that_takes_it_out_of_use_comes_too_late) {
    struct pair p;
    set(&p, BS_TLS13);
    cr_assert(pair_works(&p));
    p.c.ops.psk_use = strike_when_asked;
    looks.session = p.c.cache[p.c.num_cache - 1];
    looks.at = SIZE_MAX;
    pair_again(&p);
    cr_assert(pair_works(&p), "%s %s", bs_status_name(p.c.last), bs_status_name(p.s.last));
    cr_expect(p.c.conn->resumed && p.s.conn->resumed);
    cr_expect(looks.session->not_resumable);
    pair_again(&p); /* with a newer one, if the handshake left one */
    bs_conn_set_session(p.c.conn, looks.session);
    cr_assert(pair_works(&p));
    cr_expect(!p.c.conn->resumed, "it is out of use now");
    looks.session = NULL;
    pair_free(&p);
}
