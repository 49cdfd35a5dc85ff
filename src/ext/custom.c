#include "src/base/secret.h"
#include "src/ext/ext.h"

#include <stdlib.h>

/* What is remembered of a type for the rest of the handshake. */
enum { SENT = 1, GOT = 2 };

static bool has_role(const struct bs_conn *c, const struct bs_custom_ext *e) { return (e->roles >> c->role & 1) != 0; }

const struct bs_custom_ext *bs_custom_find(const struct bs_conn *c, uint16_t type) {
    for (size_t i = 0; i < c->cfg.num_custom; i++) {
        const struct bs_custom_ext *e = &c->cfg.custom[i];
        if (e->type == type && has_role(c, e)) return e;
    }
    return NULL;
}

/* By type, not by row: the list may be another one once a server went over to another context. */
static bool marked(const struct bs_hs *hs, uint16_t type, uint8_t which) {
    for (size_t i = 0; i < hs->num_custom; i++) {
        if (hs->custom[i].type == type) return (hs->custom[i].marks & which) != 0;
    }
    return false;
}

static bs_status mark(struct bs_hs *hs, uint16_t type, uint8_t which) {
    for (size_t i = 0; i < hs->num_custom; i++) {
        if (hs->custom[i].type != type) continue;
        hs->custom[i].marks |= which;
        return BS_OK;
    }
    struct bs_custom_mark *p = (struct bs_custom_mark *)realloc(hs->custom, (hs->num_custom + 1) * sizeof(*p));
    if (!p) return BS_E_MEMORY;
    hs->custom = p;
    p[hs->num_custom++] = (struct bs_custom_mark){ type, which };
    return BS_OK;
}

bool bs_custom_sent(const struct bs_hs *hs, uint16_t type) { return marked(hs, type, SENT); }
bool bs_custom_got(const struct bs_hs *hs, uint16_t type) { return marked(hs, type, GOT); }

/* A client's hello speaks for all versions that it offers, a second one too: RFC 8446 4.1.2 lets it change nothing else. */
static bool relevant_to_offer(const struct bs_hs *hs, const struct bs_custom_ext *e) {
    return !e->only13 || hs->offer_max >= BS_TLS13;
}

static bool relevant(const struct bs_conn *c, const struct bs_custom_ext *e, enum bs_ext_msg m, bool resumed) {
    bool is13 = bs_conn_is13(c) || m == BS_IN_HRR;
    if (!(e->messages & m) || !has_role(c, e)) return false;
    return !(is13 ? e->only12 : e->only13) && !(resumed && e->unless_resumed);
}

/* --- writing ------------------------------------------------------------------------------------------------- */

/* Makes room for n bytes more than the message was thought to need. */
static bs_status make_room(struct bs_hs *hs, bs_writer *w, size_t n) {
    size_t cap = hs->out_cap + n;
    uint8_t *p = (uint8_t *)malloc(cap);
    if (!p) return BS_E_MEMORY;
    memcpy(p, hs->out, hs->out_cap);
    bs_wipe(hs->out, hs->out_cap);
    free(hs->out);
    hs->out = w->buf = p;
    hs->out_cap = cap;
    w->cap += n;
    return BS_OK;
}

static bool is_due(const struct bs_hs *hs, const struct bs_custom_ext *e, enum bs_ext_msg m) {
    if (m == BS_IN_CH) return (e->messages & m) && has_role(hs->c, e) && relevant_to_offer(hs, e);
    if (!relevant(hs->c, e, m, hs->resumed)) return false;
    /* RFC 8446 4.2: "MUST NOT send extension responses" without a request; what asks itself needs none */
    return m == BS_IN_CR || m == BS_IN_NST || bs_custom_got(hs, e->type);
}

static bs_status write_one(struct bs_hs *hs, const struct bs_custom_ext *e, enum bs_ext_msg m, bs_writer *w) {
    struct bs_conn *c = hs->c;
    const struct bs_ops *ops = c->cfg.ops;
    const struct bs_ext_cert *cert = m == BS_IN_CT ? &hs->ext_cert : NULL;
    bs_reader body = { 0 };
    bool send = false;
    BS_TRY(ops->custom_add(c->app, e, m, cert, &body, &send));
    if (!send) return BS_OK;
    bs_status s = make_room(hs, w, 4 + body.len);
    if (s == BS_OK) {
        bs_w_u16(w, e->type);
        bs_w_vec(w, 2, body.p, body.len);
        if (w->bad) s = BS_E_SPACE;
    }
    if (s == BS_OK && m == BS_IN_CH) s = mark(hs, e->type, SENT);
    if (ops->custom_added) ops->custom_added(c->app, e, m, body);
    return s;
}

bs_status bs_custom_write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    const struct bs_config *cfg = &hs->c->cfg;
    if (cfg->num_custom == 0 || !cfg->ops->custom_add) return BS_OK;
    if (m == BS_IN_CH) hs->num_custom = 0; /* a new hello */
    for (size_t i = 0; i < cfg->num_custom; i++) {
        if (is_due(hs, &cfg->custom[i], m)) BS_TRY(write_one(hs, &cfg->custom[i], m, w));
    }
    return BS_OK;
}

/* --- reading ------------------------------------------------------------------------------------------------- */

/* From a block that the walker has been through, or one that is ignored from its first fault on; a type of the list's own
 * is read by its row alone. */
static bool find_body(bs_reader block, uint16_t type, bs_reader *out) {
    uint16_t t;
    if (bs_conn_has_extension(type)) return false;
    while (bs_r_u16(&block, &t) && bs_r_vec(&block, 2, 0, 65535, out)) {
        if (t == type) return true;
    }
    return false;
}

static bs_status tell(struct bs_conn *c, const struct bs_custom_ext *e, enum bs_ext_msg m, const struct bs_ext_cert *cert,
                      bs_reader body) {
    return c->cfg.ops->custom_parse ? c->cfg.ops->custom_parse(c->app, e, m, cert, body) : BS_OK;
}

bs_status bs_custom_read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader block) {
    struct bs_conn *c = hs->c;
    const struct bs_ext_cert *cert = m == BS_IN_CT ? &hs->ext_cert : NULL;
    bool resumed = hs->resumed || (m == BS_IN_SH13 && bs_ext_got(hs, BS_EXT_PRE_SHARED_KEY));
    bs_reader body;
    for (size_t i = 0; i < c->cfg.num_custom; i++) {
        const struct bs_custom_ext *e = &c->cfg.custom[i];
        if (!relevant(c, e, m, resumed) || !find_body(block, e->type, &body)) continue;
        if (m == BS_IN_CR) BS_TRY(mark(hs, e->type, GOT));
        BS_TRY(tell(c, e, m, cert, body));
    }
    return BS_OK;
}

/* The list may be exchanged by a callback, so that rows are looked up by their place and not held. */
static bs_status read_hello(struct bs_hs *hs, bool early, bool late) {
    struct bs_conn *c = hs->c;
    bs_reader body;
    for (size_t i = 0; i < c->cfg.num_custom; i++) {
        const struct bs_custom_ext *e = &c->cfg.custom[i];
        if (!(e->unless_resumed ? late : early) || !relevant(c, e, BS_IN_CH, hs->resumed)) continue;
        if (!find_body(hs->ch.extensions, e->type, &body)) continue;
        BS_TRY(mark(hs, e->type, GOT));
        BS_TRY(tell(c, e, BS_IN_CH, NULL, body));
    }
    return BS_OK;
}

/* TLS 1.3 judges sessions after the groups; before, it is known by now. */
static bool may_resume_yet(const struct bs_hs *hs) { return bs_conn_is13(hs->c) && bs_ext_got(hs, BS_EXT_PRE_SHARED_KEY); }

bs_status bs_custom_read_hello(struct bs_hs *hs, bs_reader body) {
    (void)body;
    hs->num_custom = 0;
    return read_hello(hs, true, !may_resume_yet(hs));
}

bs_status bs_custom_read_hello_late(struct bs_hs *hs, bs_reader body) {
    (void)body;
    return read_hello(hs, false, may_resume_yet(hs));
}

bs_status bs_custom_read_ticket(struct bs_conn *c, bs_reader block) {
    bs_reader body;
    for (size_t i = 0; i < c->cfg.num_custom; i++) {
        const struct bs_custom_ext *e = &c->cfg.custom[i];
        if (!relevant(c, e, BS_IN_NST, c->resumed) || !find_body(block, e->type, &body)) continue;
        BS_TRY(tell(c, e, BS_IN_NST, NULL, body));
    }
    return BS_OK;
}
