/*
 * Every handshake type and every record type in every waiting state: the victim is brought to the state where `n`
 * records have come, then copies of it get a message each, sealed with the keys it reads with.
 */
#include <criterion/criterion.h>

#include <stdio.h>

#include "src/hs/messages.h"
#include "tests/src/hs/flows.h"

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
    uint16_t version = victim->version != 0 && victim->version < BS_TLS12 ? victim->version : BS_TLS12;
    cr_assert_eq(bs_protect_seal(&fake.wr, type, version, out, msg.len, 0, env->random, env->arg, &len), BS_OK);
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

static bool ends(struct pair *p, struct peer *victim, enum bs_alert alert) {
    pair_move(p, victim);
    return victim->last > BS_E_FIRST_ && bs_status_alert(victim->last) == alert &&
           bs_conn_phase(victim->conn) == BS_PHASE_FAILED && other(p, victim)->conn->peer_alert == (int)alert;
}

/* True if the message has the effect that it must have. */
static bool right_for_type(struct pair *p, struct peer *victim, int type) {
    uint8_t rec[600];
    const uint8_t msg[4] = { (uint8_t)type, 0, 0, 0 };
    bool ccs = victim->conn->hs->at->msg_type == BS_MT_CCS;
    bool expected = row_expects(victim->conn, type) && !ccs;
    bool ignored = type == BS_MT_HELLO_REQUEST && victim->role == BS_CLIENT && victim->conn->version < BS_TLS13 && !ccs;
    size_t len = seal_for(victim->conn, BS_RECORD_HANDSHAKE, bs_r_from(msg, 4), rec);
    peer_feed(p, victim, rec, len);
    if (ignored) return victim->last == BS_WANT_INPUT;
    if (!expected) return victim->last == BS_E_UNEXPECTED_MESSAGE && ends(p, victim, BS_ALERT_UNEXPECTED_MESSAGE);
    if (type == BS_MT_SERVER_HELLO_DONE) return victim->last != BS_E_UNEXPECTED_MESSAGE; /* empty is what it is */
    return victim->last > BS_E_FIRST_ && victim->last != BS_E_UNEXPECTED_MESSAGE;
}

static void every_type(const struct flow *f, enum bs_role role) {
    struct pair p;
    flow_init(&p, f);
    struct peer *victim = role == BS_CLIENT ? &p.c : &p.s;
    for (int n = 0; flow_to(&p, f, victim, n); n++) {
        cr_assert_lt(n, 30);
        for (int type = 0; victim->conn->hs && type < 256; type++) {
            if (f->suite && type > 31 && type < 254) continue; /* the named flows have these states too, nearly all */
            if (branch_begin()) branch_end(right_for_type(&p, victim, type));
            cr_expect(branch_result(), "%s, role %d, record %d, type %d", f->name, role, n, type);
        }
    }
    pair_free(&p);
}

static void each_flow(void (*test)(const struct flow *f, enum bs_role role), enum bs_role role) {
    static struct flow flows[MAX_FLOWS];
    size_t num = flows_list(flows);
    for (size_t i = 0; i < num; i++) test(&flows[i], role);
}

Test(hs_order, every_type_at_a_client, .timeout = 300) { each_flow(every_type, BS_CLIENT); }
Test(hs_order, every_type_at_a_server, .timeout = 300) { each_flow(every_type, BS_SERVER); }

/* The same with the types of records; a ChangeCipherSpec inside of protection is one too many in every version. */
static bool right_for_record(struct pair *p, struct peer *victim, int type) {
    uint8_t rec[600];
    size_t len = seal_for(victim->conn, (uint8_t)type, bs_r_from("\2\1", 2), rec);
    peer_feed(p, victim, rec, len);
    return ends(p, victim, BS_ALERT_UNEXPECTED_MESSAGE);
}

static void every_record(const struct flow *f, enum bs_role role) {
    struct pair p;
    flow_init(&p, f);
    struct peer *victim = role == BS_CLIENT ? &p.c : &p.s;
    for (int n = 0; flow_to(&p, f, victim, n); n++) {
        for (int type = 0; victim->conn->hs && type < 256; type++) {
            if (f->suite && type > 31 && type < 254) continue;
            bool ccs = type == BS_RECORD_CCS && victim->conn->hs->at->msg_type == BS_MT_CCS;
            if (ccs || type == BS_RECORD_HANDSHAKE || type == BS_RECORD_ALERT) continue;
            if (branch_begin()) branch_end(right_for_record(&p, victim, type));
            cr_expect(branch_result(), "%s, role %d, record %d, type %d", f->name, role, n, type);
        }
    }
    pair_free(&p);
}

Test(hs_order, every_record_at_a_client, .timeout = 300) { each_flow(every_record, BS_CLIENT); }
Test(hs_order, every_record_at_a_server, .timeout = 300) { each_flow(every_record, BS_SERVER); }

static bool right_at_end(struct pair *p, struct peer *victim) {
    (void)p;
    bs_conn_eof(victim->conn);
    peer_work(victim);
    return victim->last == BS_E_UNEXPECTED_EOF;
}

static bool right_for_alert(struct pair *p, struct peer *victim, const char *alert, bs_status want) {
    uint8_t rec[300];
    size_t len = seal_for(victim->conn, BS_RECORD_ALERT, bs_r_from(alert, 2), rec);
    peer_feed(p, victim, rec, len);
    return victim->last == want && (want != BS_E_PEER_ALERT || victim->conn->peer_alert == alert[1]);
}

/* The peer closes, gives up, or the transport ends, at each record. */
static void end_at_each_record(const struct flow *f, enum bs_role role) {
    struct pair p;
    flow_init(&p, f);
    struct peer *victim = role == BS_CLIENT ? &p.c : &p.s;
    for (int n = 0; flow_to(&p, f, victim, n); n++) {
        if (branch_begin()) branch_end(right_at_end(&p, victim));
        cr_expect(branch_result(), "%s, role %d, record %d: end of file", f->name, role, n);
        if ((role == BS_SERVER && n == 0) || !victim->conn->hs) continue; /* a connection does not begin with an alert */
        if (branch_begin()) branch_end(right_for_alert(&p, victim, "\1\0", BS_E_CLOSED));
        cr_expect(branch_result(), "%s, role %d, record %d: close_notify", f->name, role, n);
        if (branch_begin()) branch_end(right_for_alert(&p, victim, "\2\50", BS_E_PEER_ALERT));
        cr_expect(branch_result(), "%s, role %d, record %d: alert", f->name, role, n);
    }
    pair_free(&p);
}

Test(hs_order, ends_at_each_record_at_a_client, .timeout = 300) { each_flow(end_at_each_record, BS_CLIENT); }
Test(hs_order, ends_at_each_record_at_a_server, .timeout = 300) { each_flow(end_at_each_record, BS_SERVER); }

/* The transport ends at each byte: within headers, bodies and between records. */
static void end_at_each_byte(const struct flow *f, enum bs_role role) {
    struct pair p;
    int at = 0;
    flow_init(&p, f);
    struct peer *victim = role == BS_CLIENT ? &p.c : &p.s;
    flow_start(&p, f);
    for (;;) {
        struct peer *from = bs_conn_output(p.c.conn).len > 0 ? &p.c : &p.s;
        bs_reader out = bs_conn_output(from->conn);
        if (out.len == 0) break;
        uint8_t byte = out.p[0];
        bs_conn_drained(from->conn, 1);
        peer_feed(&p, other(&p, from), &byte, 1);
        if (from == victim || at++ % 3 != (int)f->version % 3) continue; /* the flows share the bytes among them */
        if (branch_begin()) branch_end(right_at_end(&p, victim));
        cr_expect(branch_result(), "%s, role %d, after %d bytes", f->name, role, at);
    }
    cr_expect(p.c.done && p.s.done);
    pair_free(&p);
}

Test(hs_order, ends_at_each_byte_at_a_client, .timeout = 300) { each_flow(end_at_each_byte, BS_CLIENT); }
Test(hs_order, ends_at_each_byte_at_a_server, .timeout = 300) { each_flow(end_at_each_byte, BS_SERVER); }
