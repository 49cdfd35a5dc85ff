/*
 * RFC 8448's connections through whole ends of ours, each role against the RFC's bytes. What an end draws is what the
 * RFC's drew, and all that a handshake computes must be what the RFC has: shares, secrets, MACs, records. Messages in
 * which the RFC's implementation made other choices than ours (extensions and their order, certificates, a randomised
 * signature) are written by our code first, and then the RFC's take their place.
 */
#include <criterion/criterion.h>

#include "src/ext/ext.h"
#include "src/hs/early.h"
#include "src/hs/messages.h"
#include "src/session/session_asn1.h"
#include "tests/src/hs/peers.h"
#include "tests/vectors/hex.h"
#include "tests/vectors/rfc8448_client_auth.h"
#include "tests/vectors/rfc8448_compatibility.h"
#include "tests/vectors/rfc8448_hello_retry.h"
#include "tests/vectors/rfc8448_resumed_0rtt.h"
#include "tests/vectors/rfc8448_simple.h"

#define MAX_ROWS 64
#define MAX_FLIGHT 2000

static const struct rfc8448_trace *const traces[] = { &rfc8448_simple, &rfc8448_hello_retry, &rfc8448_client_auth,
                                                      &rfc8448_compatibility };
#define NUM_TRACES (sizeof(traces) / sizeof(traces[0]))

static struct {
    const struct rfc8448_trace *t;
    struct bs_hs_step script[MAX_ROWS]; /* TLS 1.3's with the functions below in it */
    bs_reader random;                   /* what is left to draw; then anything */
    uint8_t random_buf[200];
    bs_reader say;                      /* messages of ours that are still to come, one after the other */
    uint8_t say_buf[4 * MAX_FLIGHT];
    size_t num_secrets;
} now;

/* ---- bytes ---- */

static bs_reader text(const char *t) { return hex(t); }

/* The content of a record that was sealed as the seq-th with keys of a secret; AES-128-GCM in all traces. */
static bs_reader opened(const struct bs_config *cfg, bs_reader rec, const char *secret, uint64_t seq, uint8_t *out) {
    static struct bs_conn c;
    uint8_t type;
    bs_reader plain;
    c.cfg = *cfg;
    cr_assert_eq(bs_keys13_set(&c, bs_suite_find(0x1301), text(secret).p, false), BS_OK);
    c.rd.seq = seq;
    memcpy(out, rec.p, rec.len);
    cr_assert_eq(bs_protect_open(&c.rd, out, out + 5, rec.len - 5, &type, &plain), BS_OK);
    cr_assert_eq(type, BS_RECORD_HANDSHAKE);
    return plain;
}

static void expect_bytes(bs_reader got, const char *want, const char *what) {
    cr_expect(bs_r_same(got, text(want)), "%s: %s", now.t->name, what);
}

static void add(uint8_t *buf, bs_reader *r, bs_reader more) {
    memcpy(buf + r->len, more.p, more.len);
    *r = bs_r_from(buf, r->len + more.len);
}

/* A plaintext record around a message. */
static void feed_message(struct pair *p, struct peer *e, const char *msg) {
    bs_reader m = text(msg);
    uint8_t rec[1000] = { BS_RECORD_HANDSHAKE, 3, 3, (uint8_t)(m.len >> 8), (uint8_t)m.len };
    memcpy(rec + 5, m.p, m.len);
    peer_feed(p, e, rec, 5 + m.len);
}

static void feed_record(struct pair *p, struct peer *e, const char *rec) {
    bs_reader r = text(rec);
    peer_feed(p, e, r.p, r.len);
}

static void expect_output(struct peer *e, const char *rec, const char *what) {
    bs_reader out = bs_conn_output(e->conn);
    expect_bytes(out, rec, what);
    bs_conn_drained(e->conn, out.len);
}

/* The next record of what an end has written. */
static bs_reader next_record(bs_reader *out) {
    bs_reader rec = { 0 };
    cr_assert(out->len >= 5 && bs_r_bytes(out, 5 + ((size_t)out->p[3] << 8 | out->p[4]), &rec));
    return rec;
}

/* ---- what the ends ask for ---- */

static bool draw(void *arg, uint8_t *out, size_t n) {
    static uint64_t any = 77;
    (void)arg;
    return now.random.len > 0 ? scripted_random(&now.random, out, n) : toy_random(&any, out, n);
}

static void on_keylog(void *app, const char *label, bs_reader random, bs_reader secret) {
    const struct {
        const char *label, *want;
    } all[] = { { "CLIENT_HANDSHAKE_TRAFFIC_SECRET", now.t->client_hs },
                { "SERVER_HANDSHAKE_TRAFFIC_SECRET", now.t->server_hs },
                { "CLIENT_TRAFFIC_SECRET_0", now.t->client_ap },
                { "SERVER_TRAFFIC_SECRET_0", now.t->server_ap },
                { "EXPORTER_SECRET", now.t->exporter },
                { "CLIENT_EARLY_TRAFFIC_SECRET", now.t->early_traffic },
                { "EARLY_EXPORTER_SECRET", now.t->early_exporter } };
    (void)app, (void)random;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (strcmp(label, all[i].label) != 0) continue;
        expect_bytes(secret, all[i].want, label);
        now.num_secrets++;
    }
}

static size_t message_len(bs_reader m) { return 4 + ((size_t)m.p[1] << 16 | (size_t)m.p[2] << 8 | m.p[3]); }

static bool next_extension(bs_reader *block, bs_reader *out) {
    bs_reader at = *block, body;
    uint16_t type;
    return bs_r_u16(&at, &type) && bs_r_vec(&at, 2, 0, 65535, &body) && bs_r_bytes(block, 4 + body.len, out);
}

/* A ServerHello is the RFC's but for the order of its extensions. */
static void expect_server_hello(bs_reader ours, bs_reader rfc) {
    struct bs_server_hello a, b;
    bs_reader x, y;
    size_t fixed = 4 + 2 + 32 + 1 + 2 + 1 + 2;
    cr_assert_eq(ours.len, rfc.len);
    cr_assert_eq(bs_server_hello_decode(&a, bs_r_from(ours.p + 4, ours.len - 4)), BS_OK);
    cr_assert_eq(bs_server_hello_decode(&b, bs_r_from(rfc.p + 4, rfc.len - 4)), BS_OK);
    cr_expect(bs_r_equal(bs_r_from(ours.p, fixed + a.session_id.len), rfc.p, fixed + b.session_id.len));
    while (next_extension(&b.extensions, &y)) {
        bool same = false;
        for (bs_reader at = a.extensions; next_extension(&at, &x);) same = same || bs_r_same(x, y);
        cr_expect(same, "%s: extension %d", now.t->name, y.p[1]);
    }
}

/* A row that sends: ours is written, compared where it can be, and taken back for the RFC's. */
static bs_status send_theirs(struct bs_hs *hs, bs_reader body) {
    struct bs_conn *c = hs->c;
    const struct bs_hs_step *row = &bs_script_tls13[hs->at - now.script];
    struct bs_transcript transcript = hs->transcript;
    struct bs_protect wr = c->wr;
    size_t held = c->out.len - c->out.off;
    bs_reader theirs;
    bs_writer w;
    BS_TRY(row->run[c->role](hs, body));
    bs_reader ours = bs_r_from(hs->out, message_len(bs_r_from(hs->out, 4)));
    cr_assert(now.say.len > 4 && bs_r_bytes(&now.say, message_len(now.say), &theirs), "%s: too many messages", now.t->name);
    cr_assert_eq(theirs.p[0], row->msg_type, "%s: %s", now.t->name, row->name);
    bool retry = row->run[BS_SERVER] == bs_hello_retry_send;
    if (retry) bs_transcript_rewind_hrr(&transcript, hs->suite->prf); /* which comes before the message itself */
    if (row->msg_type == BS_MT_SERVER_HELLO && !retry) expect_server_hello(ours, theirs);
    if (row->msg_type == BS_MT_FINISHED) cr_expect(bs_r_same(ours, theirs), "%s: Finished", now.t->name);
    hs->transcript = transcript;
    c->wr = wr;
    c->out.len = c->out.off + held;
    BS_TRY(bs_hs_begin(hs, row->msg_type, theirs.len, &w));
    bs_w_bytes(&w, theirs.p + 4, theirs.len - 4);
    return bs_hs_send(hs, &w);
}

/* EncryptedExtensions without record_size_limit, which we do not offer. */
static bs_status read_extensions(struct bs_hs *hs, bs_reader body) {
    uint8_t buf[200];
    bs_reader block, e;
    bs_writer w = bs_w_to(buf, sizeof(buf));
    cr_assert(bs_r_vec(&body, 2, 0, 65535, &block));
    bs_mark m = bs_w_open(&w, 2);
    while (next_extension(&block, &e)) {
        if (e.p[1] != 28) bs_w_bytes(&w, e.p, e.len);
    }
    bs_w_close(&w, m);
    return bs_encrypted_extensions_recv(hs, bs_w_written(&w));
}

/* From inside the first function that TLS 1.3's script calls: goes on with the copy, after the row in hand. */
static void take_script(struct bs_hs *hs) {
    size_t n = 0;
    enum bs_role role = hs->c->role;
    if (hs->at >= now.script && hs->at < now.script + MAX_ROWS) return;
    for (;; n++) {
        cr_assert_lt(n, MAX_ROWS);
        struct bs_hs_step *row = &now.script[n];
        *row = bs_script_tls13[n];
        if (!row->name) break;
        if ((unsigned)row->from == (unsigned)role && row->msg_type != BS_MT_CCS) row->run[role] = send_theirs;
        if (role == BS_CLIENT && row->msg_type == BS_MT_ENCRYPTED_EXTENSIONS) row->run[role] = read_extensions;
    }
    hs->at = &now.script[hs->at - bs_script_tls13 + 1];
}

static void on_message(void *app, bool sent, uint16_t version, uint16_t type, bs_reader bytes) {
    struct peer *e = app;
    (void)version, (void)bytes;
    if (!sent && type == BS_RECORD_HANDSHAKE && e->conn->hs && bs_conn_is13(e->conn)) take_script(e->conn->hs);
}

static bs_status on_server_name(void *app, bs_reader name, bool *out_ack) {
    struct peer *e = app;
    cr_expect(bs_r_equal(name, "server", 6));
    *out_ack = true;
    take_script(e->conn->hs);
    return BS_OK;
}

/* ---- the ends ---- */

static void begin(struct peer *e, const struct rfc8448_trace *t) {
    bs_reader hello = text(e->role == BS_CLIENT ? t->client_hello : t->server_hello);
    memset(&now, 0, sizeof(now));
    now.t = t;
    add(now.random_buf, &now.random, bs_r_from(hello.p + 6, 32));
    if (e->role == BS_CLIENT && hello.p[38] > 0) add(now.random_buf, &now.random, bs_r_from(hello.p + 39, 32));
    if (e->role == BS_CLIENT && t->first_private) add(now.random_buf, &now.random, text(t->first_private));
    add(now.random_buf, &now.random, text(e->role == BS_CLIENT ? t->client_private : t->server_private));
    e->env.random = draw;
    e->ops.keylog = on_keylog;
    e->cfg.flags &= ~(uint32_t)BS_CF_MIDDLEBOX_COMPAT;
    if (hello.p[38] > 0) e->cfg.flags |= BS_CF_MIDDLEBOX_COMPAT;
    peer_use_versions(e, BS_TLS13, BS_TLS13);
}

static void expect_secrets(const struct peer *e) {
    cr_expect_eq(now.num_secrets, now.t->early_traffic ? 7 : 5, "%s", now.t->name);
    cr_expect_eq(now.say.len, 0, "%s: messages were left out", now.t->name);
    if (now.t->resumption) expect_bytes(bs_r_from(e->conn->resumption, 32), now.t->resumption, "res master");
}

static void exchange_data(struct pair *p, struct peer *e) {
    uint8_t data[50];
    size_t taken;
    bool client = e->role == BS_CLIENT;
    for (size_t i = 0; i < 50; i++) data[i] = (uint8_t)i;
    if (now.t->client_data) {
        feed_record(p, e, client ? now.t->server_data : now.t->client_data);
        cr_expect(e->rx_len == 50 && memcmp(e->rx, data, 50) == 0, "%s: data", now.t->name);
        cr_assert_eq(bs_conn_write(e->conn, bs_r_from(data, 50), &taken), BS_OK);
        expect_output(e, client ? now.t->client_data : now.t->server_data, "data");
    }
    cr_assert_eq(bs_conn_close(e->conn), BS_OK);
    expect_output(e, client ? now.t->client_alert : now.t->server_alert, "close_notify");
    feed_record(p, e, client ? now.t->server_alert : now.t->client_alert);
    cr_expect_eq(e->last, BS_E_CLOSED, "%s", now.t->name);
}

/* The client's own ClientHello has the RFC's random, session id and share; the RFC's then takes its place. */
static void replace_hello(struct peer *e) {
    struct bs_client_hello ours, rfc;
    bs_reader out = bs_conn_output(e->conn), theirs = text(now.t->client_hello), a, b;
    cr_assert_eq(bs_client_hello_decode(&ours, bs_r_from(out.p + 9, out.len - 9)), BS_OK);
    cr_assert_eq(bs_client_hello_decode(&rfc, bs_r_from(theirs.p + 4, theirs.len - 4)), BS_OK);
    cr_expect(bs_r_same(ours.random, rfc.random) && bs_r_same(ours.session_id, rfc.session_id));
    cr_assert(bs_client_hello_ext(&ours, BS_EXT_KEY_SHARE, &a) && bs_client_hello_ext(&rfc, BS_EXT_KEY_SHARE, &b));
    cr_expect(bs_r_same(a, b), "%s: key_share", now.t->name);
    bs_conn_drained(e->conn, out.len);
    bs_transcript_init(&e->conn->hs->transcript);
    bs_transcript_add(&e->conn->hs->transcript, theirs);
}

/* All handshake records of a flight are the RFC's one record, cut at its messages. */
static void expect_flight(struct peer *e, const char *record, const char *secret) {
    uint8_t buf[MAX_FLIGHT], ours[MAX_FLIGHT];
    bs_reader all = opened(&e->cfg, text(record), secret, 0, buf), out = bs_conn_output(e->conn), got = { 0 };
    size_t left = out.len;
    for (uint64_t seq = 0; got.len < all.len; seq++) {
        uint8_t one[MAX_FLIGHT];
        bs_reader rec = next_record(&out);
        if (rec.p[0] == BS_RECORD_DATA) add(ours, &got, opened(&e->cfg, rec, secret, seq, one));
    }
    cr_expect(bs_r_same(got, all), "%s: the flight", now.t->name);
    bs_conn_drained(e->conn, left - out.len);
}

static void expect_client_flight(struct peer *e) {
    if (now.t == &rfc8448_client_auth) {
        expect_flight(e, now.t->client_flight, now.t->client_hs);
        return;
    }
    if (now.t == &rfc8448_compatibility) {
        bs_reader out = bs_conn_output(e->conn);
        cr_expect(out.len > 6 && bs_r_equal(bs_r_from(out.p, 6), "\x14\3\3\0\1\1", 6));
        bs_conn_drained(e->conn, 6);
    }
    expect_output(e, now.t->client_flight, "Finished");
}

static void as_a_client(const struct rfc8448_trace *t) {
    struct pair p;
    uint8_t flight[MAX_FLIGHT];
    pair_init(&p);
    begin(&p.c, t);
    p.c.cfg.server_name = bs_r_from("server", 6);
    p.c.ops.message = on_message;
    if (t == &rfc8448_client_auth) peer_use_cred(&p.c, CRED_RSA);
    pair_start(&p);
    peer_work(&p.c);
    replace_hello(&p.c);
    if (t->second_hello) {
        add(now.say_buf, &now.say, text(t->second_hello));
        feed_message(&p, &p.c, t->retry);
        bs_reader out = bs_conn_output(p.c.conn);
        cr_expect(out.len > 5 && bs_r_same(bs_r_from(out.p + 5, out.len - 5), text(t->second_hello)));
        bs_conn_drained(p.c.conn, out.len);
    }
    add(now.say_buf, &now.say, opened(&p.c.cfg, text(t->client_flight), t->client_hs, 0, flight));
    feed_message(&p, &p.c, t->server_hello);
    cr_assert_eq(p.c.last, BS_WANT_INPUT, "%s: %s", t->name, bs_status_name(p.c.last));
    if (t == &rfc8448_compatibility) peer_feed(&p, &p.c, (const uint8_t *)"\x14\3\3\0\1\1", 6);
    feed_record(&p, &p.c, t->server_flight);
    cr_assert(p.c.done, "%s: %s", t->name, bs_status_name(p.c.last));
    expect_client_flight(&p.c);
    expect_secrets(&p.c);
    if (t->ticket) {
        feed_record(&p, &p.c, t->ticket);
        cr_assert_eq(p.c.num_cache, 1);
        expect_bytes(bs_r_from(p.c.cache[0]->secret, p.c.cache[0]->secret_len), t->psk, "PSK");
    }
    exchange_data(&p, &p.c);
    pair_free(&p);
}

static void as_a_server(const struct rfc8448_trace *t) {
    struct pair p;
    uint8_t flight[MAX_FLIGHT], ticket[MAX_FLIGHT], rec[1000];
    bs_reader out, sh = text(t->server_hello);
    pair_init(&p);
    begin(&p.s, t);
    p.s.ops.server_name = on_server_name;
    peer_use_cred(&p.s, t == &rfc8448_client_auth ? CRED_P256 : CRED_RSA);
    if (t == &rfc8448_client_auth) p.s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
    p.s.cfg.num_tickets = t->ticket ? 1 : 0;
    if (t->second_hello) peer_use_group(&p.s, 23);
    pair_start(&p);
    if (t->retry) add(now.say_buf, &now.say, text(t->retry));
    add(now.say_buf, &now.say, sh);
    add(now.say_buf, &now.say, opened(&p.s.cfg, text(t->server_flight), t->server_hs, 0, flight));
    if (t->ticket) add(now.say_buf, &now.say, opened(&p.s.cfg, text(t->ticket), t->server_ap, 0, ticket));

    feed_message(&p, &p.s, t->client_hello);
    if (t->retry) {
        out = bs_conn_output(p.s.conn);
        cr_assert(out.len > 5 && bs_r_same(bs_r_from(out.p + 5, out.len - 5), text(t->retry)), "%s", t->name);
        bs_conn_drained(p.s.conn, out.len);
        feed_message(&p, &p.s, t->second_hello);
    }
    cr_assert_eq(p.s.last, BS_WANT_INPUT, "%s: %s", t->name, bs_status_name(p.s.last));
    memcpy(rec, "\x16\3\3\0", 4);
    rec[4] = (uint8_t)sh.len;
    memcpy(rec + 5, sh.p, sh.len);
    out = bs_conn_output(p.s.conn);
    cr_expect(bs_r_equal(next_record(&out), rec, 5 + sh.len), "%s: ServerHello", t->name);
    if (t == &rfc8448_compatibility) cr_expect(bs_r_equal(next_record(&out), "\x14\3\3\0\1\1", 6));
    bs_conn_drained(p.s.conn, bs_conn_output(p.s.conn).len - out.len);
    expect_flight(&p.s, t->server_flight, t->server_hs);
    cr_expect_eq(bs_conn_output(p.s.conn).len, 0);

    if (t == &rfc8448_compatibility) peer_feed(&p, &p.s, (const uint8_t *)"\x14\3\3\0\1\1", 6);
    feed_record(&p, &p.s, t->client_flight);
    cr_assert(p.s.done, "%s: %s", t->name, bs_status_name(p.s.last));
    expect_secrets(&p.s);
    if (t->ticket) expect_output(&p.s, t->ticket, "NewSessionTicket");
    exchange_data(&p, &p.s);
    pair_free(&p);
}

Test(hs_rfc8448, each_trace_as_a_client) {
    for (size_t i = 0; i < NUM_TRACES; i++) as_a_client(traces[i]);
}

Test(hs_rfc8448, each_trace_as_a_server) {
    for (size_t i = 0; i < NUM_TRACES; i++) as_a_server(traces[i]);
}

/* ---- section 4: the ticket of section 3, and early data ---- */

/* What both ends remember of section 3's connection. The ticket and its age are in the RFC's ClientHello. */
static struct bs_session *remembered(struct peer *e, bs_reader *out_ticket, uint32_t *out_age) {
    struct bs_client_hello ch;
    bs_reader hello = text(rfc8448_resumed_0rtt.client_hello), psks, ids, psk = text(rfc8448_resumed_0rtt.psk);
    struct bs_session *s = e->ops.session_alloc(e);
    cr_assert_eq(bs_client_hello_decode(&ch, bs_r_from(hello.p + 4, hello.len - 4)), BS_OK);
    cr_assert(bs_client_hello_ext(&ch, BS_EXT_PRE_SHARED_KEY, &psks) && bs_r_vec(&psks, 2, 7, 65535, &ids));
    cr_assert(bs_psk_next(&ids, out_ticket, out_age));
    s->version = BS_TLS13;
    s->suite = 0x1301;
    s->secret_len = (uint8_t)psk.len;
    memcpy(s->secret, psk.p, psk.len);
    s->time_ms = e->now_ms;
    s->time_s = e->now_ms / 1000;
    s->timeout_s = s->ticket_lifetime_s = 30;
    s->ticket_age_add = *out_age;
    s->max_early_data = 1024;
    return s;
}

/* Before our ClientHello is used for anything, the RFC's takes its place. */
static void on_early_message(void *app, bool sent, uint16_t version, uint16_t type, bs_reader bytes) {
    struct peer *e = app;
    if (sent && type == BS_RECORD_HANDSHAKE && bytes.p[0] == BS_MT_CLIENT_HELLO) replace_hello(e);
    on_message(app, sent, version, type, bytes);
}

Test(hs_rfc8448, early_data_as_a_client) {
    const struct rfc8448_trace *t = &rfc8448_resumed_0rtt;
    struct pair p;
    bs_reader ticket, out;
    uint32_t age;
    size_t taken;
    uint8_t flight[MAX_FLIGHT];
    pair_init(&p);
    begin(&p.c, t);
    p.c.cfg.server_name = bs_r_from("server", 6);
    p.c.ops.message = on_early_message;
    struct bs_session *s = remembered(&p.c, &ticket, &age);
    cr_assert_eq(bs_session_set_bytes(&s->ticket, &s->ticket_len, ticket), BS_OK);
    p.c.early = true;
    pair_start(&p);
    bs_conn_set_session(p.c.conn, s);
    bs_session_free(s);
    cr_assert_eq(bs_conn_handshake(p.c.conn), BS_WANT_EARLY);
    cr_assert_eq(bs_conn_write(p.c.conn, bs_r_from("ABCDEF", 6), &taken), BS_OK);
    expect_output(&p.c, t->early_data, "early data");
    add(now.say_buf, &now.say, bs_r_from("\5\0\0\0", 4));
    add(now.say_buf, &now.say, opened(&p.c.cfg, text(t->client_flight), t->client_hs, 0, flight));
    bs_conn_early_leave(p.c.conn, true);
    feed_message(&p, &p.c, t->server_hello);
    feed_record(&p, &p.c, t->server_flight);
    cr_assert(p.c.done, "%s", bs_status_name(p.c.last));
    out = bs_conn_output(p.c.conn);
    expect_bytes(next_record(&out), t->end_of_early_data, "EndOfEarlyData");
    bs_conn_drained(p.c.conn, bs_conn_output(p.c.conn).len - out.len);
    expect_output(&p.c, t->client_flight, "Finished");
    expect_secrets(&p.c);
    exchange_data(&p, &p.c);
    pair_free(&p);
}

static bs_status open_ticket(void *app, bs_reader ticket, uint8_t *out, size_t *out_len, bool *out_renew) {
    struct peer *e = app;
    bs_reader theirs;
    uint32_t age;
    struct bs_session *s = remembered(e, &theirs, &age);
    cr_expect(bs_r_same(ticket, theirs));
    *out_renew = false;
    bs_status st = bs_session_encode(s, out, out_len);
    bs_session_free(s);
    return st;
}

Test(hs_rfc8448, early_data_as_a_server) {
    const struct rfc8448_trace *t = &rfc8448_resumed_0rtt;
    struct pair p;
    bs_reader out, sh = text(t->server_hello);
    uint8_t flight[MAX_FLIGHT], rec[1000] = { BS_RECORD_HANDSHAKE, 3, 3, 0, (uint8_t)sh.len };
    pair_init(&p);
    begin(&p.s, t);
    p.s.ops.server_name = on_server_name;
    p.s.ops.ticket_open = open_ticket;
    p.s.cfg.flags |= BS_CF_NO_ANTI_REPLAY;
    p.s.cfg.max_early_data = 1024;
    p.s.cfg.num_tickets = 0;
    p.s.early = true;
    pair_start(&p);
    add(now.say_buf, &now.say, sh);
    add(now.say_buf, &now.say, opened(&p.s.cfg, text(t->server_flight), t->server_hs, 0, flight));
    feed_message(&p, &p.s, t->client_hello);
    cr_assert_eq(p.s.last, BS_WANT_INPUT, "%s", bs_status_name(p.s.last));
    memcpy(rec + 5, sh.p, sh.len);
    out = bs_conn_output(p.s.conn);
    cr_expect(bs_r_equal(next_record(&out), rec, 5 + sh.len), "ServerHello");
    bs_conn_drained(p.s.conn, bs_conn_output(p.s.conn).len - out.len);
    expect_flight(&p.s, t->server_flight, t->server_hs);
    feed_record(&p, &p.s, t->early_data);
    cr_expect(p.s.early_len == 6 && memcmp(p.s.rx, "ABCDEF", 6) == 0);
    p.s.rx_len = 0;
    feed_record(&p, &p.s, t->end_of_early_data);
    feed_record(&p, &p.s, t->client_flight);
    cr_assert(p.s.done, "%s", bs_status_name(p.s.last));
    expect_secrets(&p.s);
    exchange_data(&p, &p.s);
    pair_free(&p);
}

/* Records as the RFC cut them: the messages of a flight in one. */
Test(hs_rfc8448, flights_sealed_in_one_record) {
    static struct bs_conn c;
    struct pair p;
    pair_init(&p);
    c.cfg = p.c.cfg;
    for (size_t i = 0; i < NUM_TRACES; i++) {
        for (int client = 0; client < 2; client++) {
            const char *record = client ? traces[i]->client_flight : traces[i]->server_flight;
            const char *secret = client ? traces[i]->client_hs : traces[i]->server_hs;
            uint8_t buf[MAX_FLIGHT], rec[MAX_FLIGHT];
            size_t len;
            bs_reader plain = opened(&p.c.cfg, text(record), secret, 0, buf);
            cr_assert_eq(bs_keys13_set(&c, bs_suite_find(0x1301), text(secret).p, true), BS_OK);
            memcpy(rec + 5, plain.p, plain.len);
            cr_assert_eq(bs_protect_seal(&c.wr, BS_RECORD_HANDSHAKE, BS_TLS12, rec, plain.len, 0, no_random, NULL, &len), BS_OK);
            cr_expect(bs_r_equal(text(record), rec, len), "%s", traces[i]->name);
        }
    }
    pair_free(&p);
}
