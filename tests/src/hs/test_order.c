/*
 * Every handshake type in every waiting state: the victim is brought to the state where `n` records have come, then
 * gets a message that is sealed with the keys it reads with.
 */
#include <criterion/criterion.h>

#include "src/hs/messages.h"
#include "tests/src/hs/peers.h"

struct flow {
    const char *name;
    uint16_t version;
    bool retry, client_auth, resume;
    uint32_t flags;
};

static const struct flow flows[] = {
    { "1.3", BS_TLS13, false, false, false, 0 },
    { "1.3 with a retry and a client certificate", BS_TLS13, true, true, false, 0 },
    { "1.3 resumed", BS_TLS13, false, false, true, 0 },
    { "1.2", BS_TLS12, false, false, false, 0 },
    { "1.2 with a client certificate", BS_TLS12, false, true, false, 0 },
    { "1.2 without tickets", BS_TLS12, false, false, false, BS_CF_NO_TICKET },
    { "1.2 resumed", BS_TLS12, false, false, true, 0 },
};

static void flow_init(struct pair *p, const struct flow *f) {
    pair_init(p);
    peer_use_versions(&p->s, f->version, f->version);
    p->s.cfg.flags |= f->flags;
    if (f->retry) peer_use_group(&p->s, 24);
    if (f->client_auth) {
        p->s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
        peer_use_cred(&p->c, CRED_P256);
    }
    pair_start(p);
    if (f->resume) cr_assert(pair_run(p));
}

/* Moves record by record; stops before the n-th that goes to the victim. False if the handshake was over before. */
static bool flow_to(struct pair *p, const struct flow *f, struct peer *victim, int n) {
    if (f->resume) {
        pair_again(p);
    } else {
        pair_start(p);
    }
    peer_work(&p->c);
    peer_work(&p->s);
    for (;;) {
        struct peer *from = bs_conn_output(p->c.conn).len > 0 ? &p->c : &p->s;
        bs_reader out = bs_conn_output(from->conn);
        if (out.len == 0 || victim->done) return false;
        size_t len = 5 + ((size_t)out.p[3] << 8 | out.p[4]);
        uint8_t rec[20000];
        if (from != victim && n-- == 0) return true;
        memcpy(rec, out.p, len);
        bs_conn_drained(from->conn, len);
        peer_feed(p, other(p, from), rec, len);
    }
}

/* A record for the victim's reading state. */
static size_t seal_for(const struct bs_conn *victim, uint8_t type, bs_reader msg, uint8_t *out) {
    struct bs_hs *hs = victim->hs;
    struct bs_conn fake = *victim; /* for its keys alone */
    struct bs_hs fake_hs = *hs;
    size_t len;
    fake_hs.c = &fake;
    memset(&fake.wr, 0, sizeof(fake.wr));
    if (victim->rd.vtable && victim->version >= BS_TLS13) {
        cr_assert_eq(bs_keys13_set(&fake, victim->suite, hs->peer_hs, true), BS_OK);
    } else if (victim->rd.vtable) {
        fake.role = victim->role == BS_CLIENT ? BS_SERVER : BS_CLIENT;
        cr_assert_eq(bs_keys12_set(&fake_hs, true), BS_OK);
    }
    fake.wr.seq = victim->rd.seq;
    size_t head = bs_protect_head(&fake.wr);
    memcpy(out + 5 + head, msg.p, msg.len);
    const struct bs_env *env = victim->cfg.env;
    cr_assert_eq(bs_protect_seal(&fake.wr, type, BS_TLS12, out, msg.len, 0, env->random, env->arg, &len), BS_OK);
    return len;
}

static bool row_expects(const struct bs_conn *c, int type) {
    const struct bs_hs_step *row = c->hs->at;
    for (; row->name; row++) { /* MAY rows stand before what else may come */
        enum bs_hs_need need = row->need ? row->need(c->hs) : BS_MUST;
        if (need == BS_SKIP || row->from == BS_LOCAL) continue;
        if ((unsigned)row->from == (unsigned)c->role) continue;
        if (row->msg_type == type) return true;
        if (need == BS_MUST) return false;
    }
    return false;
}

static void try_type(const struct flow *f, struct pair *p, struct peer *victim, int n, int type, bool *out_over) {
    uint8_t rec[600];
    const uint8_t msg[4] = { (uint8_t)type, 0, 0, 0 };
    *out_over = !flow_to(p, f, victim, n);
    if (*out_over) return;
    if (!victim->conn->hs) return;
    bool ccs = victim->conn->hs->at->msg_type == BS_MT_CCS;
    bool expected = row_expects(victim->conn, type) && !ccs;
    bool ignored = type == BS_MT_HELLO_REQUEST && victim->role == BS_CLIENT && victim->conn->version < BS_TLS13 && !ccs;
    size_t len = seal_for(victim->conn, BS_RECORD_HANDSHAKE, bs_r_from(msg, 4), rec);
    peer_feed(p, victim, rec, len);
    if (ignored) {
        cr_expect_eq(victim->last, BS_WANT_INPUT);
    } else if (expected) {
        cr_expect_neq(victim->last, BS_E_UNEXPECTED_MESSAGE, "%s, role %d, record %d, type %d", f->name, victim->role, n, type);
        cr_expect(victim->last > BS_E_FIRST_ || type == BS_MT_SERVER_HELLO_DONE, "%s, role %d, record %d, type %d: %s",
                  f->name, victim->role, n, type, bs_status_name(victim->last));
    } else {
        cr_expect_eq(victim->last, BS_E_UNEXPECTED_MESSAGE, "%s, role %d, record %d, type %d: %s", f->name, victim->role, n,
                     type, bs_status_name(victim->last));
    }
    if (victim->last > BS_E_FIRST_) {
        pair_move(p, victim);
        cr_expect_eq(bs_conn_phase(victim->conn), BS_PHASE_FAILED);
    }
}

static void every_type(const struct flow *f, enum bs_role role) {
    struct pair p;
    bool over = false;
    flow_init(&p, f);
    struct peer *victim = role == BS_CLIENT ? &p.c : &p.s;
    for (int n = 0; !over && n < 30; n++) {
        for (int type = 0; type < 256 && !over; type++) {
            /* all types in full, and in the costlier states those near the ones that exist */
            if (type > 30 && type != 254 && type != 255 && n > 0) continue;
            try_type(f, &p, victim, n, type, &over);
        }
    }
    cr_expect(over);
    pair_free(&p);
}

Test(hs_order, every_type_at_a_client) {
    for (size_t i = 0; i < sizeof(flows) / sizeof(flows[0]); i++) every_type(&flows[i], BS_CLIENT);
}

Test(hs_order, every_type_at_a_server) {
    for (size_t i = 0; i < sizeof(flows) / sizeof(flows[0]); i++) every_type(&flows[i], BS_SERVER);
}

/* The same with the other record types. */
static void every_record(const struct flow *f, enum bs_role role) {
    static const uint8_t types[] = { BS_RECORD_DATA, BS_RECORD_CCS, 24, 19, 0, 255 };
    struct pair p;
    uint8_t rec[600];
    bool over = false;
    flow_init(&p, f);
    struct peer *victim = role == BS_CLIENT ? &p.c : &p.s;
    for (int n = 0; !over && n < 30; n++) {
        for (size_t t = 0; t < sizeof(types) && !over; t++) {
            over = !flow_to(&p, f, victim, n);
            if (over) break;
            bool ccs = types[t] == BS_RECORD_CCS;
            if (ccs && victim->conn->hs->at->msg_type == BS_MT_CCS) continue;
            size_t len = seal_for(victim->conn, types[t], bs_r_from("\2\1", 2), rec);
            peer_feed(&p, victim, rec, len);
            cr_expect_gt(victim->last, BS_E_FIRST_, "%s, role %d, record %d, type %d: %s", f->name, role, n, types[t],
                         bs_status_name(victim->last));
            cr_expect_eq(bs_status_alert(victim->last), BS_ALERT_UNEXPECTED_MESSAGE, "%s, role %d, record %d, type %d: %s",
                         f->name, role, n, types[t], bs_status_name(victim->last));
        }
    }
    pair_free(&p);
}

Test(hs_order, other_records_where_a_message_is_due) {
    for (size_t i = 0; i < sizeof(flows) / sizeof(flows[0]); i++) {
        every_record(&flows[i], BS_CLIENT);
        every_record(&flows[i], BS_SERVER);
    }
}

/* The transport ends, or the peer closes, at each record. */
Test(hs_order, end_at_each_record) {
    for (size_t i = 0; i < sizeof(flows) / sizeof(flows[0]); i++) {
        for (int role = 0; role < 2; role++) {
            struct pair p;
            flow_init(&p, &flows[i]);
            struct peer *victim = role == BS_CLIENT ? &p.c : &p.s;
            for (int n = 0; flow_to(&p, &flows[i], victim, n); n++) {
                bs_conn_eof(victim->conn);
                peer_work(victim);
                cr_expect_eq(victim->last, BS_E_UNEXPECTED_EOF);
                if (role == BS_SERVER && n == 0) continue; /* a connection does not begin with an alert */
                uint8_t rec[300];
                cr_assert(flow_to(&p, &flows[i], victim, n));
                size_t len = seal_for(victim->conn, BS_RECORD_ALERT, bs_r_from("\1\0", 2), rec);
                peer_feed(&p, victim, rec, len);
                cr_expect_eq(victim->last, BS_E_CLOSED);
                cr_assert(flow_to(&p, &flows[i], victim, n));
                len = seal_for(victim->conn, BS_RECORD_ALERT, bs_r_from("\2\50", 2), rec);
                peer_feed(&p, victim, rec, len);
                cr_expect_eq(victim->last, BS_E_PEER_ALERT);
                cr_expect_eq(victim->conn->peer_alert, 40);
            }
            pair_free(&p);
        }
    }
}
