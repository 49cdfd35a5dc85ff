#include <criterion/criterion.h>

#include "src/session/session_asn1.h"
#include "tests/src/hs/peers.h"

/* One handshake, then one that offers what came of it. */
static bool twice(struct pair *p) {
    pair_start(p);
    if (!pair_works(p)) return false;
    pair_again(p);
    return pair_works(p);
}

static bool resumed(const struct pair *p) { return p->c.conn->resumed && p->s.conn->resumed; }

static void set(struct pair *p, uint16_t version, uint32_t server_flags) {
    pair_init(p);
    peer_use_versions(&p->s, version, version);
    p->s.cfg.flags |= server_flags;
}

Test(hs_resumption, by_ticket_in_tls13_and_again_by_the_new_one) {
    struct pair p;
    set(&p, BS_TLS13, 0);
    pair_start(&p);
    cr_assert(pair_works(&p));
    cr_expect_eq(p.c.num_cache, 2);
    cr_expect_eq(p.s.num_cache, 2);
    for (int i = 0; i < 3; i++) {
        pair_again(&p);
        cr_assert(pair_works(&p), "%s %s", bs_status_name(p.c.last), bs_status_name(p.s.last));
        cr_expect(resumed(&p));
        cr_expect_eq(p.c.num_cache, (size_t)(3 + i), "one ticket after a resumption");
    }
    cr_expect_eq(p.c.num_verified, 1);
    cr_expect_gt(bs_conn_session(p.c.conn)->peer_chain_len, 0, "the chain is handed on");
    pair_free(&p);
}

Test(hs_resumption, by_the_cache_in_tls13_without_tickets) {
    struct pair p;
    set(&p, BS_TLS13, BS_CF_NO_TICKET);
    cr_assert(twice(&p));
    cr_expect(resumed(&p));
    cr_expect_eq(p.c.cache[0]->ticket_len, BS_SESSION_ID_MAX);
    pair_free(&p);
}

Test(hs_resumption, by_ticket_in_tls12) {
    struct pair p;
    set(&p, BS_TLS12, 0);
    cr_assert(twice(&p));
    cr_expect(resumed(&p));
    cr_expect_eq(p.c.num_cache, 1);
    pair_free(&p);
}

Test(hs_resumption, by_ticket_in_tls12_with_a_new_ticket) {
    struct pair p;
    set(&p, BS_TLS12, 0);
    p.s.renew = true;
    cr_assert(twice(&p));
    cr_expect(resumed(&p));
    cr_expect_eq(p.c.num_cache, 2);
    pair_again(&p);
    cr_assert(pair_works(&p));
    cr_expect(resumed(&p));
    pair_free(&p);
}

Test(hs_resumption, by_session_id_in_tls12) {
    struct pair p;
    set(&p, BS_TLS12, BS_CF_NO_TICKET);
    cr_assert(twice(&p));
    cr_expect(resumed(&p));
    cr_expect_eq(p.c.cache[0]->id_len, 32);
    cr_expect_eq(p.c.cache[0]->ticket_len, 0);
    pair_free(&p);
}

Test(hs_resumption, a_retry_keeps_the_psk) {
    struct pair p;
    set(&p, BS_TLS13, 0);
    peer_use_group(&p.s, 24);
    cr_assert(twice(&p));
    cr_expect(resumed(&p));
    pair_free(&p);
}

Test(hs_resumption, a_psk_of_another_hash_is_not_used) {
    struct pair p;
    set(&p, BS_TLS13, 0);
    pair_start(&p);
    cr_assert(pair_works(&p));
    cr_expect_eq(p.c.conn->suite->prf, BS_HASH_SHA384);
    peer_use_suite(&p.s, 0x1301);
    pair_again(&p);
    cr_assert(pair_works(&p));
    cr_expect(!resumed(&p));
    pair_free(&p);
}

static void expect_full_after(uint16_t version, uint32_t flags, void (*change)(struct pair *p), const char *what) {
    struct pair p;
    set(&p, version, flags);
    p.s.ack_name = true; /* a session belongs to the name that was acknowledged */
    pair_start(&p);
    cr_assert(pair_works(&p));
    change(&p);
    pair_again(&p);
    cr_expect(pair_works(&p), "%s in %x: %s %s", what, version, bs_status_name(p.c.last), bs_status_name(p.s.last));
    cr_expect(!p.c.conn->resumed && !p.s.conn->resumed, "%s in %x", what, version);
    pair_free(&p);
}

static void other_keys(struct pair *p) { memset(&p->s.keys, 0x43, sizeof(p->s.keys)); }
static void broken_tag(struct pair *p) {
    p->c.cache[p->c.num_cache - 1]->ticket[p->c.cache[p->c.num_cache - 1]->ticket_len - 1] ^= 1;
}
static void short_ticket(struct pair *p) { p->c.cache[p->c.num_cache - 1]->ticket_len = 1; }
static void other_context(struct pair *p) { p->s.cfg.sid_ctx_len = 1; }
static void server_clock(struct pair *p) { p->s.now_ms += 7300 * 1000; }
static void client_clock(struct pair *p) { p->c.now_ms += 8 * 86400 * (uint64_t)1000; }
static void empty_cache(struct pair *p) {
    for (size_t i = 0; i < p->s.num_cache; i++) p->s.cache[i]->id[0] ^= 1;
}
static void other_name(struct pair *p) { p->c.cfg.server_name = bs_r_from("else.example", 12); }

Test(hs_resumption, falls_back_to_a_full_handshake) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        expect_full_after(v, 0, other_keys, "other ticket keys");
        expect_full_after(v, 0, broken_tag, "broken tag");
        expect_full_after(v, 0, short_ticket, "short ticket");
        expect_full_after(v, 0, other_context, "other session id context");
        expect_full_after(v, BS_CF_NO_TICKET, empty_cache, "not in the cache");
        expect_full_after(v, BS_CF_NO_TICKET, other_context, "other session id context");
        expect_full_after(v, 0, server_clock, "expired at the server");
        expect_full_after(v, BS_CF_NO_TICKET, server_clock, "expired in the cache");
    }
    expect_full_after(BS_TLS13, 0, client_clock, "expired at the client"); /* RFC 8446 4.6.1; before, the server decides */
    expect_full_after(BS_TLS12, 0, other_name, "another server name");
}

static void no_ems(struct pair *p) { p->c.cfg.flags |= BS_CF_NO_EXTENDED_MASTER; }

Test(hs_resumption, extended_master_secret_must_stay) { /* RFC 7627 5.3 */
    struct pair p;
    set(&p, BS_TLS12, 0);
    pair_start(&p);
    cr_assert(pair_works(&p));
    no_ems(&p);
    pair_again(&p);
    cr_expect(!pair_run(&p));
    cr_expect_eq(p.s.last, BS_E_INCONSISTENT_EMS);
    pair_free(&p);

    set(&p, BS_TLS12, 0);
    no_ems(&p);
    pair_start(&p);
    cr_assert(pair_works(&p));
    p.c.cfg.flags &= ~(uint32_t)BS_CF_NO_EXTENDED_MASTER;
    pair_again(&p);
    cr_expect(pair_works(&p) && !resumed(&p), "a session without it is not resumed with it");
    pair_free(&p);
}

Test(hs_resumption, needs_a_context_where_clients_are_verified) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        struct pair p;
        set(&p, v, 0);
        p.s.cfg.verify = BS_VERIFY_PEER;
        pair_start(&p);
        cr_assert(pair_works(&p));
        pair_again(&p);
        cr_expect(!pair_run(&p));
        cr_expect_eq(p.s.last, BS_E_SESSION_CONTEXT_UNSET);
        pair_free(&p);
    }
}

static void spoil_binder(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    if (from == &p->c && p->seen++ == 0) bytes[*len - 1] ^= 1;
}

Test(hs_resumption, a_bad_binder_ends_the_handshake) {
    struct pair p;
    set(&p, BS_TLS13, 0);
    pair_start(&p);
    cr_assert(pair_works(&p));
    pair_again(&p);
    p.tap = spoil_binder;
    cr_expect(!pair_run(&p));
    cr_expect_eq(p.s.last, BS_E_BAD_PSK_BINDER);
    cr_expect_eq(p.c.last, BS_E_PEER_ALERT);
    cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_DECRYPT_ERROR);
    pair_free(&p);
}

Test(hs_resumption, an_error_removes_the_session) {
    struct pair p;
    set(&p, BS_TLS13, 0);
    pair_start(&p);
    cr_assert(pair_run(&p));
    bs_conn_send_alert(p.s.conn, true, BS_ALERT_INTERNAL_ERROR);
    pair_run(&p);
    cr_expect_eq(p.c.last, BS_E_PEER_ALERT);
    cr_expect_eq(p.c.num_removed, 1);
    pair_free(&p);
}

Test(hs_resumption, goes_on_when_the_session_fails_elsewhere_meanwhile) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        struct pair p;
        set(&p, v, 0);
        pair_start(&p);
        cr_assert(pair_works(&p));
        pair_again(&p);
        peer_work(&p.c);
        p.c.cache[p.c.num_cache - 1]->not_resumable = true;
        cr_expect(pair_works(&p), "%x: %s", v, bs_status_name(p.c.last));
        cr_expect(resumed(&p));
        pair_free(&p);
    }
}

/* A server_name callback that goes over to a context which verifies its clients. */
static bs_status to_other_context(void *app, bs_reader name, bool *out_ack) {
    struct peer *e = app;
    struct bs_config *cfg = bs_conn_config(e->conn);
    *out_ack = e->ack_name && name.len > 0;
    cfg->sid_ctx_len = 1;
    cfg->sid_ctx[0] = 'b';
    cfg->verify = BS_VERIFY_PEER;
    return BS_OK;
}

Test(hs_resumption, no_session_of_another_context_passes_a_verifying_one) {
    for (uint16_t version = BS_TLS12; version <= BS_TLS13; version++) {
        for (int named = 0; named < 2; named++) {
            struct pair p;
            set(&p, version, 0);
            p.s.cfg.sid_ctx_len = 1;
            p.s.cfg.sid_ctx[0] = 'a';
            p.s.ack_name = named;
            p.c.cfg.server_name = bs_r_from("host", 4);
            pair_start(&p);
            cr_assert(pair_works(&p));
            p.s.ops.server_name = to_other_context;
            pair_again(&p);
            cr_assert(pair_works(&p), "%s", bs_status_name(p.s.last));
            cr_expect_eq(resumed(&p), version == BS_TLS12 && named, "%04x, named %d", version, named);
            pair_free(&p);
        }
    }
}
