/* Two honest ends, and a list of edits to what they say: to a message before it enters the sender's transcript and is
 * sealed (so that the other end reads it, and may go on), to the content of a record before it is sealed, or to the
 * bytes in transit.
 *
 * Input: three bytes of settings, then edits: level, sender and number of the message; kind; place (2 bytes); number of
 * bytes; those bytes. The program is linked with --wrap=bs_hs_send and --wrap=bs_out_bytes. */
#include "src/hs/messages.h"
#include "tests/fuzz/take.h"
#include "tests/src/hs/peers.h"

#define MAX_EDITS 12
#define MAX_TEXT 40000

enum level { AT_MESSAGE, AT_RECORD, AT_TRANSIT, NUM_LEVELS };
enum kind { SET, INSERT, ERASE, CUT, REPLACE, TWICE, FLIP, RETYPE, SPLIT, BEFORE, NUM_KINDS };

struct edit {
    enum level level;
    enum bs_role from;
    unsigned number;
    enum kind kind;
    size_t at;
    bs_reader bytes;
    uint8_t count;
};

static struct edit edits[MAX_EDITS];
static size_t num_edits;
static unsigned counts[NUM_LEVELS][2];
static bool editing, sealed_edits;
static bs_status fragment_status;

bs_status __real_bs_hs_send(struct bs_hs *hs, bs_writer *w);
bs_status __wrap_bs_hs_send(struct bs_hs *hs, bs_writer *w);
bs_status __real_bs_out_bytes(struct bs_conn *c, uint8_t type, bs_reader bytes);
bs_status __wrap_bs_out_bytes(struct bs_conn *c, uint8_t type, bs_reader bytes);

/* Text under edit: room for twice as much and an insertion. */
struct text {
    uint8_t *p;
    size_t len, cap;
};

static void insert(struct text *t, size_t at, const uint8_t *bytes, size_t len) {
    if (t->len + len > t->cap) return;
    memmove(t->p + at + len, t->p + at, t->len - at);
    if (len > 0) memcpy(t->p + at, bytes, len);
    t->len += len;
}

static void erase(struct text *t, size_t at, size_t len) {
    if (len > t->len - at) len = t->len - at;
    memmove(t->p + at, t->p + at + len, t->len - at - len);
    t->len -= len;
}

static void apply(const struct edit *e, struct text *t) {
    size_t at = e->at % (t->len + 1), room = t->len - at;
    switch (e->kind) {
    case SET:
        for (size_t i = 0; i < e->bytes.len && i < room; i++) t->p[at + i] = e->bytes.p[i];
        break;
    case INSERT: insert(t, at, e->bytes.p, e->bytes.len); break;
    case ERASE: erase(t, at, e->count); break;
    case CUT: t->len = at; break;
    case REPLACE:
        erase(t, at, room);
        insert(t, at, e->bytes.p, e->bytes.len);
        break;
    case TWICE:
        if (t->len * 2 <= t->cap) insert(t, t->len, t->p, t->len);
        break;
    case FLIP:
        if (room > 0) t->p[at] ^= (uint8_t)(1u << (e->count & 7));
        break;
    default: break;
    }
}

static const struct edit *next_edit(enum level l, enum bs_role from, unsigned number, const struct edit *after) {
    const struct edit *e = after ? after + 1 : edits;
    for (; editing && e < edits + num_edits; e++) {
        if (e->level == l && e->from == from && e->number == number) return e;
    }
    return NULL;
}

/* True if there was something to edit. */
static bool edit_text(enum level l, enum bs_role from, unsigned number, struct text *t) {
    bool any = false;
    for (const struct edit *e = NULL; (e = next_edit(l, from, number, e)) != NULL; any = true) apply(e, t);
    return any;
}

bs_status __wrap_bs_hs_send(struct bs_hs *hs, bs_writer *w) {
    enum bs_role from = hs->c->role;
    unsigned number = editing ? counts[AT_MESSAGE][from]++ : 0;
    if (!next_edit(AT_MESSAGE, from, number, NULL) || w->bad) return __real_bs_hs_send(hs, w);
    struct text t = { (uint8_t *)malloc(MAX_TEXT), w->len, MAX_TEXT };
    if (!t.p || t.len > t.cap) abort();
    memcpy(t.p, w->buf, w->len);
    sealed_edits |= edit_text(AT_MESSAGE, from, number, &t);
    while (t.len < 4) t.p[t.len++] = 0; /* the header, whose length is patched */
    bs_writer edited = bs_w_to(t.p, t.cap);
    edited.len = t.len;
    bs_status s = __real_bs_hs_send(hs, &edited);
    free(t.p);
    return s;
}

static void say(struct bs_conn *c, uint8_t type, bs_reader bytes) {
    if (fragment_status == BS_OK) fragment_status = __real_bs_out_bytes(c, type, bytes);
}

bs_status __wrap_bs_out_bytes(struct bs_conn *c, uint8_t type, bs_reader bytes) {
    unsigned number = editing ? counts[AT_RECORD][c->role]++ : 0;
    const struct edit *e = next_edit(AT_RECORD, c->role, number, NULL);
    if (!e) return __real_bs_out_bytes(c, type, bytes);
    struct text t = { (uint8_t *)malloc(MAX_TEXT), bytes.len, MAX_TEXT };
    size_t piece = 0;
    if (!t.p || t.len > t.cap) abort();
    if (bytes.len > 0) memcpy(t.p, bytes.p, bytes.len);
    sealed_edits |= edit_text(AT_RECORD, c->role, number, &t);
    fragment_status = BS_OK;
    for (; e; e = next_edit(AT_RECORD, c->role, number, e)) {
        if (e->kind == RETYPE) type = e->count;
        if (e->kind == SPLIT) piece = 1 + e->count;
        if (e->kind == BEFORE) {
            bs_reader r = e->bytes;
            uint8_t other_type = take_u8(&r);
            say(c, other_type, r);
        }
    }
    bs_reader rest = bs_r_from(t.p, t.len);
    while (piece > 0 && rest.len > piece && rest.len / piece < 200) say(c, type, take_bytes(&rest, piece));
    say(c, type, rest);
    free(t.p);
    return fragment_status;
}

/* peers.c leaves 4096 bytes of room. */
static void tap(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    (void)p;
    struct text t = { bytes, *len, *len + 4096 };
    if (editing) edit_text(AT_TRANSIT, from->role, counts[AT_TRANSIT][from->role]++, &t);
    *len = t.len;
}

static void read_edits(bs_reader *in) {
    memset(counts, 0, sizeof(counts));
    sealed_edits = false;
    for (num_edits = 0; in->len > 0 && num_edits < MAX_EDITS; num_edits++) {
        struct edit *e = &edits[num_edits];
        uint8_t b = take_u8(in);
        e->level = (enum level)((b >> 6) % NUM_LEVELS);
        e->from = b & 32 ? BS_SERVER : BS_CLIENT;
        e->number = b & 31;
        e->kind = (enum kind)(take_u8(in) % NUM_KINDS);
        e->at = take_u16(in);
        e->count = take_u8(in);
        bool has_bytes = e->kind == SET || e->kind == INSERT || e->kind == REPLACE || e->kind == BEFORE;
        e->bytes = take_bytes(in, has_bytes ? e->count : 0);
    }
}

/* Taken, or refused because the server does not ask for them or wants another group. */
static void want_early(struct pair *p, uint8_t how) {
    bool fits = p->c.num_cache > 0 && p->c.cache[p->c.num_cache - 1]->max_early_data > 0;
    p->c.early = (how & 128) && fits;
    p->s.early = !(how & 32);
    p->c.early_say = "early data";
}

static void settings(struct pair *p, bs_reader *in) {
    static const uint16_t suites[] = { 0, 0xc02b, 0xcca9, 0xc009, 0xc023, 0x009c, 0x002f, 0x1303, 0x1302 };
    uint8_t how = take_u8(in), what = take_u8(in);
    uint16_t version = how & 1 ? BS_TLS12 : BS_TLS13;
    peer_use_versions(&p->s, version, version);
    peer_use_cred(&p->s, (enum cred_kind)((what & 3) == 3 ? CRED_P256 : what & 3));
    uint16_t suite = suites[(what >> 2) % (sizeof(suites) / sizeof(suites[0]))];
    if (suite) peer_use_suite(&p->s, suite);
    if (how & 4) {
        p->s.cfg.verify = BS_VERIFY_PEER;
        p->s.cfg.sid_ctx_len = 1;
        peer_use_cred(&p->c, CRED_P256);
    }
    if (how & 8) peer_use_group(&p->s, 24);
    if (how & 16) p->s.cfg.flags |= BS_CF_NO_TICKET;
    if (how & 32) p->c.cfg.flags |= BS_CF_NO_EXTENDED_MASTER;
    if (how & 64) p->c.pause = p->s.pause = true;
    p->c.cfg.alpn = bs_r_from("\2h2\3abc", 7);
    p->s.alpn = "h2";
    p->s.ack_name = true;
    p->s.cfg.flags |= BS_CF_ALLOW_CLIENT_RENEGOTIATION;
    p->chunk = take_u8(in);
    p->tap = tap;
    if (how & 128) p->s.cfg.max_early_data = 200;
    pair_start(p);
    if ((how & 2) && pair_run(p)) {
        want_early(p, how);
        pair_again(p);
    } else if (how & 2) {
        pair_start(p);
    }
}

/* Asked for by either end, as the settings have it. */
static void renegotiate(struct pair *p) {
    struct peer *asks = p->chunk & 1 ? &p->c : &p->s;
    if (bs_conn_renegotiate(asks->conn, (p->chunk & 2) != 0) != BS_OK) return;
    asks->done = false;
    p->c.rx_len = p->s.rx_len = 0;
    bool open = pair_run(p);
    must((open && pair_say(p, &p->s, "again", 5)) || num_edits > 0);
}

/* Data and what may come after a handshake, as far as the edits let it. */
static void talk(struct pair *p) {
    p->c.rx_len = p->s.rx_len = 0;
    struct bs_conn_info c, s;
    bs_conn_get_info(p->c.conn, &c);
    bs_conn_get_info(p->s.conn, &s);
    must(c.early_status == s.early_status || num_edits > 0);
    bool said = pair_say(p, &p->c, "hello", 5) && pair_say(p, &p->s, "world!", 6);
    must(said || num_edits > 0);
    if (p->c.conn->version < BS_TLS13 && p->c.done && p->s.done) renegotiate(p);
    if (p->c.conn->version == BS_TLS13 && p->c.done) {
        (void)bs_conn_key_update(p->c.conn, true);
        pair_run(p);
        p->c.rx_len = p->s.rx_len = 0;
        must(pair_say(p, &p->s, "again", 5) || num_edits > 0);
    }
    (void)bs_conn_close(p->c.conn);
    (void)bs_conn_close(p->s.conn);
    pair_run(p);
}

/* Behind the secrets of early data, which come first, and which a server that refuses them does not have. */
static const char *without_early(const char *log) {
    while (strncmp(log, "EARLY_EXPORTER_SECRET", 21) == 0 || strncmp(log, "CLIENT_EARLY_", 13) == 0) {
        const char *end = strchr(log, '\n');
        if (!end) abort();
        log = end + 1;
    }
    return log;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct pair p;
    bs_reader in = bs_r_from(data, size);
    editing = false;
    num_edits = 0;
    pair_init(&p);
    settings(&p, &in);
    read_edits(&in);
    editing = true;
    bool open = pair_run(&p);
    /* Damage in transit never leaves two ends that disagree. */
    if (open && !sealed_edits) must(strcmp(without_early(p.c.keylog), without_early(p.s.keylog)) == 0);
    if (p.c.done && p.s.done) talk(&p);
    editing = false;
    bs_conn_eof(p.c.conn);
    bs_conn_eof(p.s.conn);
    peer_work(&p.c);
    peer_work(&p.s);
    must(p.c.last > BS_E_FIRST_ && p.s.last > BS_E_FIRST_);
    pair_free(&p);
    must(p.c.buffers == 0 && p.s.buffers == 0);
    return 0;
}
