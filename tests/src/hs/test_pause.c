/* Callbacks that pause, one after the other: the connection is freed there, or the callback fails when it is asked again. */
#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"

static size_t left; /* pauses to pass over */

/* Goes on with a handshake. True at the pause that is looked for. */
static bool advance(struct peer *e) {
    while ((e->last = bs_conn_handshake(e->conn)) == BS_WANT_CALLBACK) {
        if (left-- == 0) return true;
    }
    return false;
}

/* What `from` wrote goes over. True if `to` paused at a part of it. */
static bool carry(struct peer *from, struct peer *to) {
    bs_reader out = bs_conn_output(from->conn);
    while (out.len > 0) {
        size_t want, room;
        uint8_t *at = bs_conn_input(to->conn, &want, &room);
        if (!at) return false; /* it has failed or is done */
        size_t n = want < out.len ? want : out.len;
        memcpy(at, out.p, n);
        bs_conn_fed(to->conn, n);
        out = bs_r_from(out.p + n, out.len - n);
        if (advance(to)) return true;
    }
    bs_conn_drained(from->conn, bs_conn_output(from->conn).len);
    return false;
}

/* On to the pause after `skip` others: the end that pauses, NULL if there are not so many. */
static struct peer *to_pause(struct pair *p, size_t skip) {
    left = skip;
    for (int i = 0; i < 12; i++) {
        struct peer *e = i % 2 ? &p->s : &p->c, *to = other(p, e);
        if (advance(e)) return e;
        if (carry(e, to)) return to;
    }
    return NULL;
}

enum how { BY_TICKET, BY_ID };

/* Each callback of both ends pauses once; the second connection resumes. */
static void set(struct pair *p, uint16_t version, enum how how, bool again) {
    pair_init(p);
    peer_use_versions(&p->c, BS_TLS12, version);
    if (how == BY_ID) p->s.cfg.flags |= BS_CF_NO_TICKET;
    p->s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
    p->s.cfg.sid_ctx_len = 1;
    p->c.cfg.alpn = bs_r_from("\2h2", 3);
    p->s.alpn = "h2";
    peer_use_cred(&p->c, CRED_P384);
    pair_start(p);
    if (again) {
        cr_assert(pair_works(p));
        pair_again(p);
    }
    p->s.pause = p->c.pause = true;
}

typedef size_t (*each_fn)(uint16_t version, enum how how, bool again);

static void in_each_flow(each_fn fn) {
    for (uint16_t version = BS_TLS12; version <= BS_TLS13; version++) {
        for (int how = BY_TICKET; how <= BY_ID; how++) {
            cr_expect_geq(fn(version, (enum how)how, false), 6, "%x %d", version, how);
            cr_expect_geq(fn(version, (enum how)how, true), 3, "%x %d", version, how);
        }
    }
}

static size_t freed(uint16_t version, enum how how, bool again) {
    for (size_t n = 0;; n++) {
        struct pair p;
        set(&p, version, how, again);
        struct peer *e = to_pause(&p, n);
        if (e) cr_expect_eq(bs_conn_phase(e->conn), BS_PHASE_HANDSHAKE);
        pair_free(&p);
        if (!e) return n;
    }
}

Test(hs_pause, the_connection_may_be_freed_at_each) { in_each_flow(freed); }

/* The peer's alert comes meanwhile, or the end of its transport: the callback is asked again all the same, then it is seen. */
static size_t left_alone(uint16_t version, enum how how, bool again) {
    for (size_t n = 0;; n++) {
        struct pair p;
        set(&p, version, how, again);
        struct peer *e = to_pause(&p, n);
        if (e) {
            bs_conn_eof(e->conn);
            size_t calls = e->num_calls;
            left = SIZE_MAX;
            bool more = advance(e);
            cr_expect(!more && (e->last == BS_E_UNEXPECTED_EOF || e->last == BS_OK), "%x %zu: %s", version, n,
                      bs_status_name(e->last));
            cr_expect_gt(e->num_calls, calls, "asked again");
        }
        pair_free(&p);
        if (!e) return n;
    }
}

Test(hs_pause, the_peer_may_have_gone_at_each) { in_each_flow(left_alone); }

/* --- failures ------------------------------------------------------------------------------------------------------- */

static bs_status fail_hello(void *app, const struct bs_client_hello *ch) {
    (void)app, (void)ch;
    return BS_E_CALLBACK_FAILED;
}

static bs_status fail_name(void *app, bs_reader name, bool *out_ack) {
    (void)app, (void)name, (void)out_ack;
    return BS_E_CALLBACK_FAILED;
}

static bs_status fail_app(void *app) {
    (void)app;
    return BS_E_CALLBACK_FAILED;
}

static bs_status fail_alpn(void *app, bs_reader offered, bs_reader *out) {
    (void)app, (void)offered, (void)out;
    return BS_E_CALLBACK_FAILED;
}

static bs_status fail_verify(void *app, const bs_reader *certs, size_t num, int32_t *out_result) {
    (void)app, (void)certs, (void)num, (void)out_result;
    return BS_E_CALLBACK_FAILED;
}

static bs_status fail_find(void *app, bs_reader id, struct bs_session **out) {
    (void)app, (void)id, (void)out;
    return BS_E_CALLBACK_FAILED;
}

static bs_status fail_seal(void *app, struct bs_session *s, bs_reader state, uint8_t *out, size_t *out_len) {
    (void)app, (void)s, (void)state, (void)out, (void)out_len;
    return BS_E_CALLBACK_FAILED;
}

static bs_status fail_open(void *app, bs_reader ticket, uint8_t *out, size_t *out_len, bool *out_renew) {
    (void)app, (void)ticket, (void)out, (void)out_len, (void)out_renew;
    return BS_E_CALLBACK_FAILED;
}

static bs_status fail_sign(const struct bs_signer *s, const struct bs_sigscheme *scheme, bs_reader digest, uint8_t *sig,
                           size_t *sig_len) {
    (void)s, (void)scheme, (void)digest, (void)sig, (void)sig_len;
    return BS_E_CALLBACK_FAILED;
}

static void fail_all(struct peer *e) {
    e->ops.client_hello = fail_hello;
    e->ops.server_name = fail_name;
    e->ops.select_cert = fail_app;
    e->ops.status_judge = fail_app;
    e->ops.alpn_select = fail_alpn;
    e->ops.verify_peer = fail_verify;
    e->ops.session_find = fail_find;
    e->ops.ticket_seal = fail_seal;
    e->ops.ticket_open = fail_open;
    e->creds[0].signer.sign = fail_sign;
}

static size_t failed(uint16_t version, enum how how, bool again) {
    for (size_t n = 0;; n++) {
        struct pair p;
        set(&p, version, how, again);
        struct peer *e = to_pause(&p, n);
        if (e) {
            fail_all(e);
            bs_conn_drained(e->conn, bs_conn_output(e->conn).len);
            cr_expect_eq(bs_conn_handshake(e->conn), BS_E_CALLBACK_FAILED, "%x %d %d, pause %zu", version, how, again, n);
            cr_expect_eq(bs_conn_handshake(e->conn), BS_E_CALLBACK_FAILED, "it sticks");
            cr_expect_gt(bs_conn_output(e->conn).len, 0, "an alert");
            cr_expect_eq(bs_conn_phase(e->conn), BS_PHASE_FAILED);
        }
        pair_free(&p);
        if (!e) return n;
    }
}

Test(hs_pause, the_callback_may_fail_after_each) { in_each_flow(failed); }
