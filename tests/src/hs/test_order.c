/*
 * Every handshake type and every record type in every waiting state: the victim is brought to the state where `n`
 * records have come, then copies of it get a message each, sealed with the keys it reads with.
 */
#include <criterion/criterion.h>

#include <stdio.h>

#include "src/hs/messages.h"
#include "tests/src/hs/flows.h"

/* A record that the victim takes for its peer's. */
static size_t seal_for(const struct bs_conn *victim, uint8_t type, bs_reader msg, uint8_t *out) {
    struct bs_protect wr;
    size_t len;
    flow_keys(victim, &wr);
    size_t head = bs_protect_head(&wr);
    memcpy(out + 5 + head, msg.p, msg.len);
    const struct bs_env *env = victim->cfg.env;
    uint16_t version = victim->version != 0 && victim->version < BS_TLS12 ? victim->version : BS_TLS12;
    cr_assert_eq(bs_protect_seal(&wr, type, version, out, msg.len, 0, env->random, env->arg, &len), BS_OK);
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

/* A client whose early data were refused, and which does not know it, tells of its failure under keys that the server
 * does not have: they are skipped as early data. */
static bool unheard(const struct pair *p, const struct peer *victim) {
    const struct bs_hs *hs = victim->conn->hs;
    return victim == &p->c && hs->early_keys && !hs->early_told && p->s.conn->early_status == BS_EARLY_REJECTED;
}

static bool ends(struct pair *p, struct peer *victim, enum bs_alert alert, bool silent) {
    struct bs_conn *peer = other(p, victim)->conn;
    if (bs_conn_output(peer).len > 0) bs_conn_drained(peer, bs_conn_output(peer).len); /* what it had still to say first */
    pair_move(p, victim);
    return victim->last > BS_E_FIRST_ && bs_status_alert(victim->last) == alert &&
           bs_conn_phase(victim->conn) == BS_PHASE_FAILED && peer->peer_alert == (silent ? -1 : (int)alert);
}

/* True if the message has the effect that it must have. */
static bool right_for_type(struct pair *p, struct peer *victim, int type) {
    uint8_t rec[600];
    const uint8_t msg[4] = { (uint8_t)type, 0, 0, 0 };
    bool ccs = victim->conn->hs->at->msg_type == BS_MT_CCS;
    bool expected = row_expects(victim->conn, type) && !ccs;
    bool ignored = type == BS_MT_HELLO_REQUEST && victim->role == BS_CLIENT && victim->conn->version < BS_TLS13 && !ccs;
    bool silent = unheard(p, victim);
    size_t len = seal_for(victim->conn, BS_RECORD_HANDSHAKE, bs_r_from(msg, 4), rec);
    peer_feed(p, victim, rec, len);
    if (ignored) return victim->last == BS_WANT_INPUT;
    if (!expected) return victim->last == BS_E_UNEXPECTED_MESSAGE && ends(p, victim, BS_ALERT_UNEXPECTED_MESSAGE, silent);
    if (type == BS_MT_SERVER_HELLO_DONE || type == BS_MT_END_OF_EARLY_DATA) { /* empty is what they are */
        return victim->last != BS_E_UNEXPECTED_MESSAGE;
    }
    return victim->last > BS_E_FIRST_ && victim->last != BS_E_UNEXPECTED_MESSAGE;
}

static bool known_message(int type) { return type <= 25 || type == 67 || type >= 254; }
static bool known_record(int type) { return type == 0 || (type >= 19 && type <= 25) || type == 255; }

static void feed(struct bs_conn *c, const uint8_t *rec, size_t len) {
    while (len > 0) {
        size_t want, room;
        uint8_t *at = bs_conn_input(c, &want, &room);
        if (!at || want > len) abort();
        memcpy(at, rec, want);
        bs_conn_fed(c, want);
        rec += want;
        len -= want;
    }
}

/*
 * Types that nothing knows differ in nothing but their number. One copy of the process tries them all, each in the state
 * as it was: the handshake tells of them before bs_conn_fail() would tear all down.
 */
static bool refuses_unknown(struct bs_conn *c, bool records) {
    struct bs_conn was = *c;
    struct bs_hs *hs = c->hs, hs_was = *hs;
    for (int type = 0; type < 256; type++) {
        uint8_t rec[600];
        const uint8_t msg[4] = { (uint8_t)type, 0, 0, 0 };
        if (records ? known_record(type) : known_message(type)) continue;
        size_t len = seal_for(c, (uint8_t)(records ? type : BS_RECORD_HANDSHAKE), bs_r_from(msg, 4), rec);
        feed(c, rec, len);
        bs_status s = bs_hs_run(hs);
        bool right = s > BS_E_FIRST_ && bs_status_alert(s) == BS_ALERT_UNEXPECTED_MESSAGE;
        if (!right) fprintf(stderr, "type %d: %s\n", type, bs_status_name(s));
        if (!right) return false;
        *c = was;
        *hs = hs_was;
    }
    return true;
}

static void try_unknown(const struct flow *f, struct peer *victim, int n, bool records) {
    if (branch_begin()) branch_end(refuses_unknown(victim->conn, records));
    cr_expect(branch_result(), "%s, role %d, record %d, unknown types", f->name, victim->role, n);
}

static void every_type(const struct flow *f, enum bs_role role) {
    struct pair p;
    flow_init(&p, f);
    struct peer *victim = role == BS_CLIENT ? &p.c : &p.s;
    for (int n = 0; flow_to(&p, f, victim, n); n++) {
        cr_assert_lt(n, 30);
        if (!victim->conn->hs) continue; /* test_open.c has what may come to an open connection */
        bool paused = victim->conn->state.paused; /* early data are read by another way: bs_conn_read() */
        if (!paused) try_unknown(f, victim, n, false);
        for (int type = 0; type < 256; type++) {
            if (!paused && !known_message(type)) continue;
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

Test(hs_order, every_type_at_a_client, .timeout = 900) { each_flow(every_type, BS_CLIENT); }
Test(hs_order, every_type_at_a_server, .timeout = 900) { each_flow(every_type, BS_SERVER); }

/* Data where they may come: early ones, and in a renegotiation what was on its way. */
static bool takes_data(const struct bs_conn *c) {
    const struct bs_hs *hs = c->hs;
    if (c->role == BS_SERVER && (hs->early_keys || hs->early_skips)) return true;
    return hs->renegotiation && !hs->peer_began;
}

/* The same with the types of records; a ChangeCipherSpec inside of protection is one too many in every version. */
static bool right_for_record(struct pair *p, struct peer *victim, int type) {
    uint8_t rec[600];
    bool silent = unheard(p, victim);
    size_t len = seal_for(victim->conn, (uint8_t)type, bs_r_from("\2\1", 2), rec);
    peer_feed(p, victim, rec, len);
    return ends(p, victim, BS_ALERT_UNEXPECTED_MESSAGE, silent);
}

static void every_record(const struct flow *f, enum bs_role role) {
    struct pair p;
    flow_init(&p, f);
    struct peer *victim = role == BS_CLIENT ? &p.c : &p.s;
    for (int n = 0; flow_to(&p, f, victim, n); n++) {
        if (!victim->conn->hs) continue;
        bool paused = victim->conn->state.paused;
        if (!paused) try_unknown(f, victim, n, true);
        for (int type = 0; type < 256; type++) {
            if (!paused && !known_record(type)) continue;
            bool ccs = type == BS_RECORD_CCS && victim->conn->hs->at->msg_type == BS_MT_CCS;
            if (ccs || type == BS_RECORD_HANDSHAKE || type == BS_RECORD_ALERT) continue;
            if (type == BS_RECORD_DATA && takes_data(victim->conn)) continue;
            if (branch_begin()) branch_end(right_for_record(&p, victim, type));
            cr_expect(branch_result(), "%s, role %d, record %d, type %d", f->name, role, n, type);
        }
    }
    pair_free(&p);
}

Test(hs_order, every_record_at_a_client, .timeout = 900) { each_flow(every_record, BS_CLIENT); }
Test(hs_order, every_record_at_a_server, .timeout = 900) { each_flow(every_record, BS_SERVER); }

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

Test(hs_order, ends_at_each_record_at_a_client, .timeout = 900) { each_flow(end_at_each_record, BS_CLIENT); }
Test(hs_order, ends_at_each_record_at_a_server, .timeout = 900) { each_flow(end_at_each_record, BS_SERVER); }

/* The transport ends at each byte: within headers, bodies and between records. */
static void end_at_each_byte(const struct flow *f, enum bs_role role) {
    struct pair p;
    int at = 0;
    flow_init(&p, f);
    struct peer *victim = role == BS_CLIENT ? &p.c : &p.s;
    flow_begin(&p, f);
    peer_work(&p.c);
    peer_work(&p.s);
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

Test(hs_order, ends_at_each_byte_at_a_client, .timeout = 900) { each_flow(end_at_each_byte, BS_CLIENT); }
Test(hs_order, ends_at_each_byte_at_a_server, .timeout = 900) { each_flow(end_at_each_byte, BS_SERVER); }
