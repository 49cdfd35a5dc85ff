/*
 * Each message that an honest end sends, changed before it is hashed and sealed: cut at each length, with a byte too
 * many, each byte one more and one less, each extension twice; and its record with something in the middle or at the
 * end. Each change is tried in a copy of the process that goes on with the handshake from there (flows.h).
 * The program is linked with --wrap for the three functions by which messages leave.
 */
#include <criterion/criterion.h>

#include <stdio.h>

#include "src/hs/messages.h"
#include "tests/src/hs/flows.h"

#define MAX_TEXT 5000

bs_status __real_bs_hs_send(struct bs_hs *hs, bs_writer *w);
bs_status __wrap_bs_hs_send(struct bs_hs *hs, bs_writer *w);
bs_status __real_bs_hs_send_unhashed(struct bs_hs *hs, bs_writer *w);
bs_status __wrap_bs_hs_send_unhashed(struct bs_hs *hs, bs_writer *w);
bs_status __real_bs_out_bytes(struct bs_conn *c, uint8_t type, bs_reader bytes);
bs_status __wrap_bs_out_bytes(struct bs_conn *c, uint8_t type, bs_reader bytes);

/* What the other end must do. */
enum outcome {
    ANY,          /* go on or fail, but never with internal_error, and never two ends that disagree */
    REFUSE_SHAPE, /* decode_error */
    REFUSE_VALUE, /* illegal_parameter */
    REFUSE_PLACE, /* unexpected_message */
    TAKE_OR_PLACE /* go on, or unexpected_message */
};

static struct {
    bool messages, records, in_copy;
    enum bs_role from;   /* whose are changed */
    enum outcome want;
    uint8_t type;        /* of the message in hand */
    const struct flow *flow;
} now;

typedef size_t (*mutate_fn)(uint8_t *msg, size_t len, size_t at); /* returns the new length */

static size_t cut(uint8_t *msg, size_t len, size_t at) { return (void)msg, (void)len, 4 + at; }
static size_t more(uint8_t *msg, size_t len, size_t at) { return msg[at]++, len; }
static size_t less(uint8_t *msg, size_t len, size_t at) { return msg[at]--, len; }
static size_t trail(uint8_t *msg, size_t len, size_t at) {
    (void)at;
    msg[len] = 0;
    return len + 1;
}

/* Where the hello's extension block stands, with its length; 0: no such message. */
static size_t block_at(const uint8_t *msg, size_t len) {
    size_t at = 4 + 34;
    if (msg[0] != BS_MT_CLIENT_HELLO && msg[0] != BS_MT_SERVER_HELLO && msg[0] != BS_MT_ENCRYPTED_EXTENSIONS) return 0;
    if (msg[0] == BS_MT_ENCRYPTED_EXTENSIONS) return 4;
    at += 1 + (size_t)msg[at];
    if (msg[0] == BS_MT_SERVER_HELLO) return at + 3 < len ? at + 3 : 0;
    at += 2 + ((size_t)msg[at] << 8 | msg[at + 1]);
    at += 1 + (size_t)msg[at];
    return at < len ? at : 0;
}

/* The at-th extension once more, at the block's beginning: pre_shared_key must stay the last. */
static size_t double_ext(uint8_t *msg, size_t len, size_t at) {
    size_t block = block_at(msg, len), e = block + 2;
    while (at-- > 0) e += 4 + ((size_t)msg[e + 2] << 8 | msg[e + 3]);
    size_t n = 4 + ((size_t)msg[e + 2] << 8 | msg[e + 3]), total = ((size_t)msg[block] << 8 | msg[block + 1]) + n;
    uint8_t copy[MAX_TEXT];
    memcpy(copy, msg + e, n);
    memmove(msg + block + 2 + n, msg + block + 2, len - block - 2);
    memcpy(msg + block + 2, copy, n);
    msg[block] = (uint8_t)(total >> 8);
    msg[block + 1] = (uint8_t)total;
    return len + n;
}

static size_t num_exts(const uint8_t *msg, size_t len) {
    size_t block = block_at(msg, len), n = 0;
    if (block == 0) return 0;
    for (size_t e = block + 2; e < len; e += 4 + ((size_t)msg[e + 2] << 8 | msg[e + 3])) n++;
    return n;
}

static const char *name_of(mutate_fn f) {
    return f == cut ? "cut" : f == more ? "more" : f == less ? "less" : f == trail ? "trailed" : "extension twice";
}

/* True in the copy, which then has its text. */
static bool try_one(const bs_writer *w, mutate_fn f, size_t at, enum outcome want, bs_writer *out) {
    static uint8_t text[2 * MAX_TEXT];
    if (branch_begin()) {
        memcpy(text, w->buf, w->len);
        *out = bs_w_to(text, sizeof(text));
        out->len = f(text, w->len, at);
        now.messages = false;
        now.in_copy = true;
        now.want = want;
        return true;
    }
    cr_expect(branch_result(), "%s: message %d of role %d, %s at %zu", now.flow->name, w->buf[0], now.from, name_of(f), at);
    return false;
}

/* Long messages are mostly certificates' and keys' bytes: of their middle, some. */
static bool sampled(size_t at, size_t len) { return len < 100 || at < 56 || at + 16 > len || at % 19 == 0; }

/* What the flows have in common is changed in some of them. */
static bool seen_elsewhere(uint8_t type) {
    const struct flow *f = now.flow;
    if (f->suite && !f->hint) return type != BS_MT_SERVER_KEY_EXCHANGE && type != BS_MT_CLIENT_KEY_EXCHANGE;
    bool common = type == BS_MT_CERTIFICATE || type == BS_MT_CERTIFICATE_VERIFY || type == BS_MT_NEW_SESSION_TICKET;
    return common && (f->early || f->external || f->after == CLIENT_RENEGOTIATES || f->after == SERVER_RENEGOTIATES);
}

static bool mutated(const bs_writer *w, bs_writer *out) {
    size_t len = w->len, body = len - 4, block = block_at(w->buf, len);
    /* their limit is 0 bytes, and what is over a limit is illegal */
    bool done = w->buf[0] == BS_MT_SERVER_HELLO_DONE || w->buf[0] == BS_MT_HELLO_REQUEST;
    cr_assert_lt(len, MAX_TEXT);
    if (seen_elsewhere(w->buf[0])) return false;
    for (size_t n = 0; n < body; n++) {
        bool whole = n + 4 == block && w->buf[0] != BS_MT_ENCRYPTED_EXTENSIONS; /* a hello without extensions */
        if (sampled(n, body) && try_one(w, cut, n, whole ? ANY : REFUSE_SHAPE, out)) return true;
    }
    if (try_one(w, trail, 0, done ? REFUSE_VALUE : REFUSE_SHAPE, out)) return true;
    if (body == 0) return false;
    for (size_t i = 4; i < len; i++) {
        if (!sampled(i, len)) continue;
        if (try_one(w, more, i, ANY, out) || try_one(w, less, i, ANY, out)) return true;
    }
    for (size_t i = 0; i < num_exts(w->buf, len); i++) {
        if (try_one(w, double_ext, i, REFUSE_VALUE, out)) return true;
    }
    return false;
}

void (*flow_edit)(struct bs_hs *hs, bs_writer *w);

bs_status __wrap_bs_hs_send(struct bs_hs *hs, bs_writer *w) {
    bs_writer other_text;
    if (flow_edit) flow_edit(hs, w);
    if (w->len > 0) now.type = w->buf[0];
    if (now.messages && !w->bad && hs->c->role == now.from && mutated(w, &other_text)) return __real_bs_hs_send(hs, &other_text);
    return __real_bs_hs_send(hs, w);
}

bs_status __wrap_bs_hs_send_unhashed(struct bs_hs *hs, bs_writer *w) {
    bs_writer other_text;
    if (flow_edit && w->len > 0 && w->buf[0] == BS_MT_NEW_SESSION_TICKET) flow_edit(hs, w); /* the rest was hashed */
    if (w->len > 0) now.type = w->buf[0];
    if (now.messages && !w->bad && hs->c->role == now.from && mutated(w, &other_text)) {
        return __real_bs_hs_send_unhashed(hs, &other_text);
    }
    return __real_bs_hs_send_unhashed(hs, w);
}

/* ---- records ---- */

static const struct {
    uint8_t type;
    const char *body;
    size_t len;
    enum outcome want, want13;
} between[] = {
    { BS_RECORD_ALERT, "\1\x5a", 2, TAKE_OR_PLACE, REFUSE_PLACE },
    { BS_RECORD_CCS, "\1", 1, REFUSE_PLACE, REFUSE_PLACE },
    { BS_RECORD_DATA, "x", 1, REFUSE_PLACE, REFUSE_PLACE },
    { 24, "x", 1, REFUSE_PLACE, REFUSE_PLACE },
};
#define NUM_BETWEEN (sizeof(between) / sizeof(between[0]))

static bool try_record(size_t i, enum outcome want) {
    if (branch_begin()) {
        now.records = false;
        now.in_copy = true;
        now.want = want;
        return true;
    }
    cr_expect(branch_result(), "%s: message %d of role %d, record change %zu", now.flow->name, now.type, now.from, i);
    return false;
}

bs_status __wrap_bs_out_bytes(struct bs_conn *c, uint8_t type, bs_reader bytes) {
    bool sealed13 = bs_conn_is13(c) && c->wr.vtable;
    if (!now.records || type != BS_RECORD_HANDSHAKE || c->role != now.from || bytes.len < 2) {
        return __real_bs_out_bytes(c, type, bytes);
    }
    for (size_t i = 0; i < NUM_BETWEEN; i++) {
        if (!try_record(i, sealed13 ? between[i].want13 : between[i].want)) continue;
        bs_reader first = bs_r_from(bytes.p, bytes.len / 2), rest = bs_r_from(bytes.p + first.len, bytes.len - first.len);
        BS_TRY(__real_bs_out_bytes(c, type, first));
        BS_TRY(__real_bs_out_bytes(c, between[i].type, bs_r_from(between[i].body, between[i].len)));
        return __real_bs_out_bytes(c, type, rest);
    }
    /* The beginning of another message behind it, over a change of keys or not: RFC 8446 5.1, RFC 5246 7.1. Behind a
       last message it would only be waited for. */
    bool last = now.type == BS_MT_NEW_SESSION_TICKET || (now.type == BS_MT_FINISHED && !bs_conn_is13(c));
    if (!last && try_record(NUM_BETWEEN, REFUSE_PLACE)) {
        uint8_t text[MAX_TEXT];
        memcpy(text, bytes.p, bytes.len);
        text[bytes.len] = 99;
        return __real_bs_out_bytes(c, type, bs_r_from(text, bytes.len + 1));
    }
    /* In pieces of one byte it is the same message. */
    if (bytes.len < 400 && try_record(NUM_BETWEEN + 1, ANY)) {
        for (size_t i = 0; i < bytes.len; i++) BS_TRY(__real_bs_out_bytes(c, type, bs_r_from(bytes.p + i, 1)));
        return BS_OK;
    }
    return __real_bs_out_bytes(c, type, bytes);
}

/* ---- the test ---- */

static bool sane(const struct peer *e) {
    return e->last < BS_E_FIRST_ || bs_status_alert(e->last) != BS_ALERT_INTERNAL_ERROR;
}

/* The secrets after those of early data, which a server that refuses them does not have. */
static const char *from_handshake(const struct peer *e) {
    const char *early = strstr(e->keylog, "CLIENT_EARLY_TRAFFIC_SECRET");
    const char *end = early ? strchr(early, '\n') : NULL;
    return end ? end + 1 : e->keylog;
}

static bool good(struct pair *p, bool open) {
    struct peer *victim = now.from == BS_CLIENT ? &p->s : &p->c;
    enum bs_alert alert = victim->last > BS_E_FIRST_ ? bs_status_alert(victim->last) : BS_ALERT_NONE;
    if (!sane(&p->c) || !sane(&p->s)) {
        fprintf(stderr, "internal error: %s, %s\n", bs_status_name(p->c.last), bs_status_name(p->s.last));
        return false;
    }
    if (p->c.done && p->s.done && strcmp(from_handshake(&p->c), from_handshake(&p->s)) != 0) return false;
    bool right = true;
    switch (now.want) {
    case ANY: break;
    case REFUSE_SHAPE: right = alert == BS_ALERT_DECODE_ERROR; break;
    case REFUSE_VALUE: right = alert == BS_ALERT_ILLEGAL_PARAMETER; break;
    case REFUSE_PLACE: right = alert == BS_ALERT_UNEXPECTED_MESSAGE; break;
    case TAKE_OR_PLACE: right = open || alert == BS_ALERT_UNEXPECTED_MESSAGE; break;
    }
    if (!right) fprintf(stderr, "%s, alert %d\n", bs_status_name(victim->last), alert);
    return right;
}

static void change_each(enum bs_role from, bool messages) {
    static struct flow flows[MAX_FLOWS];
    size_t num = flows_list(flows);
    for (size_t i = 0; i < num; i++) {
        struct pair p;
        now.flow = &flows[i];
        now.messages = now.records = false;
        flow_init(&p, &flows[i]);
        flow_begin(&p, &flows[i]);
        now.from = from;
        now.messages = messages;
        now.records = !messages;
        bool open = pair_run(&p);
        if (now.in_copy) branch_end(good(&p, open));
        cr_expect(open, "%s", flows[i].name);
        now.messages = now.records = false;
        pair_free(&p);
    }
}

Test(hs_mutation, messages_of_a_client, .timeout = 900) { change_each(BS_CLIENT, true); }
Test(hs_mutation, messages_of_a_server, .timeout = 900) { change_each(BS_SERVER, true); }
Test(hs_mutation, records_of_a_client, .timeout = 900) { change_each(BS_CLIENT, false); }
Test(hs_mutation, records_of_a_server, .timeout = 900) { change_each(BS_SERVER, false); }
