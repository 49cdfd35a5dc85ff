/* Input: a header, then its body, opened where it was read; alerts and what middleboxes need are dealt with here. */
#include "src/base/secret.h"
#include "src/hs/early.h"
#include "src/hs/hs.h"

#include <stdlib.h>

static size_t raw_len(const struct bs_conn *c) { return c->in.p ? c->in.len - c->in.off : c->head_len; }
static const uint8_t *raw(const struct bs_conn *c) { return c->in.p ? c->in.p + c->in.off : c->head; }
static size_t body_len(const uint8_t *header) { return (size_t)header[3] << 8 | header[4]; }

static void give_back(struct bs_conn *c) {
    if (!c->in.p) return;
    bs_wipe(c->in.p, c->in.len); /* all before len may be plaintext */
    c->cfg.env->buffer_put(c->cfg.env->arg, c->in.p, c->in.cap);
    c->in = (struct bs_buf){ 0 };
}

void bs_in_release(struct bs_conn *c) {
    give_back(c);
    c->rec = (bs_reader){ 0 };
    c->rec_wire = 0;
    c->head_len = 0;
    if (c->frag.p) {
        bs_wipe(c->frag.p, c->frag.cap);
        free(c->frag.p);
        c->frag = (struct bs_buf){ 0 };
    }
    c->msg_in_frag = 0;
}

/* From the inline header to a buffer of the pool. */
static bool take_buffer(struct bs_conn *c) {
    if (c->in.p) return true;
    size_t cap = c->read_ahead && c->cfg.read_buffer > BS_IN_CAP ? c->cfg.read_buffer : BS_IN_CAP;
    c->in.p = (uint8_t *)c->cfg.env->buffer_get(c->cfg.env->arg, cap);
    if (!c->in.p) return false;
    memcpy(c->in.p, c->head, c->head_len);
    c->in.cap = cap;
    c->in.len = c->head_len;
    c->in.off = 0;
    c->head_len = 0;
    return true;
}

bool bs_in_waiting(const struct bs_conn *c) { return raw_len(c) > c->rec_wire; }

uint8_t *bs_conn_input(struct bs_conn *c, size_t *out_want, size_t *out_room) {
    *out_want = *out_room = 0;
    if (c->rec_wire > 0 && c->rec.len > 0) return NULL;
    size_t need = BS_RECORD_HEADER, have = raw_len(c) - c->rec_wire;
    if (c->rec_wire > 0) bs_in_used(c, 0);
    if (have >= BS_RECORD_HEADER) need += body_len(raw(c));
    if (have >= need || need > BS_IN_CAP) return NULL;
    if (have < BS_RECORD_HEADER && !c->in.p && !c->read_ahead) {
        *out_want = *out_room = BS_RECORD_HEADER - have;
        return c->head + c->head_len;
    }
    if (!take_buffer(c)) return NULL;
    if (c->in.off > 0) {
        memmove(c->in.p, c->in.p + c->in.off, have);
        bs_wipe(c->in.p + have, c->in.len - have);
        c->in.off = 0;
        c->in.len = have;
    }
    *out_want = need - have;
    *out_room = c->in.cap - c->in.len;
    return c->in.p + c->in.len;
}

void bs_conn_fed(struct bs_conn *c, size_t n) {
    if (c->in.p) {
        c->in.len += n;
        if (c->in.len == c->in.off) give_back(c); /* the transport had nothing: hold no buffer for it */
    } else {
        c->head_len = (uint8_t)(c->head_len + n);
    }
}

void bs_conn_set_read_ahead(struct bs_conn *c, bool on) { c->read_ahead = on; }

void bs_conn_eof(struct bs_conn *c) { c->eof = true; }

void bs_in_used(struct bs_conn *c, size_t n) {
    c->rec.p += n;
    c->rec.len -= n;
    if (c->rec.len > 0 || c->rec_wire == 0) return;
    bs_wipe(c->in.p + c->in.off, c->rec_wire);
    c->in.off += c->rec_wire;
    c->rec_wire = 0;
    c->rec = (bs_reader){ 0 };
    if (c->in.off == c->in.len) give_back(c);
}

/* What OpenSSL's read buffer holds: a longer record has another error there, whatever its protection. */
#define MAX_BODY (BS_RECORD_MAX_PLAIN + BS_RECORD_MAX_EXPANSION_TLS13 + 64)

static bs_status starved(struct bs_conn *c) {
    if (!c->eof) return BS_WANT_INPUT;
    if (c->got_close) return BS_E_CLOSED;
    if (c->cfg.flags & BS_CF_IGNORE_UNEXPECTED_EOF) {
        c->got_close = true;
        return BS_E_CLOSED;
    }
    return BS_E_UNEXPECTED_EOF;
}

static bool starts(const uint8_t *p, const char *word) {
    return bs_r_equal(bs_r_from(p, strlen(word)), word, strlen(word));
}

/* The first bytes of a connection may be another protocol's. */
static bs_status judge_stranger(const struct bs_conn *c, const uint8_t *h) {
    if (c->first_record && c->role == BS_SERVER) {
        if (starts(h, "GET ") || starts(h, "POST ") || starts(h, "HEAD ") || starts(h, "PUT ")) return BS_E_HTTP_REQUEST;
        if (starts(h, "CONNE")) return BS_E_HTTPS_PROXY_REQUEST;
    }
    return c->first_record ? BS_E_NOT_TLS : BS_E_RECORD_VERSION; /* who is no TLS peer gets no alert */
}

/* RFC 8446 D.4: who keeps no state may find the ChangeCipherSpec of a client that was sent a HelloRetryRequest. */
static bool may_be_between(const struct bs_conn *c, uint8_t type) {
    return type == BS_RECORD_CCS && c->role == BS_SERVER && c->version == 0 && (c->cfg.flags & BS_CF_STATELESS) != 0;
}

/* A connection begins with a whole ClientHello and nothing else, not even an alert; the answer may be one. */
static bool before_hello(const struct bs_conn *c, uint8_t type) {
    if (c->version != 0 || type == BS_RECORD_HANDSHAKE) return false;
    if (c->role == BS_SERVER) return !c->hs || (!c->hs->hello && !may_be_between(c, type));
    return type != BS_RECORD_ALERT && type != BS_RECORD_CCS;
}

static bs_status judge_header(const struct bs_conn *c, const uint8_t *h) {
    if (h[1] != 3) return judge_stranger(c, h);
    /* RFC 5246 E.1: once the version is agreed, records carry it; RFC 8446 5.1: in 1.3 the field is ignored. */
    if (c->version != 0 && !bs_conn_is13(c) && h[2] != (c->version & 0xff)) {
        /* as OpenSSL does: what looks like the alert of a client that refuses the version is not answered */
        if (!c->wr.vtable && h[0] == BS_RECORD_ALERT) return BS_E_NOT_TLS;
        if (c->rd.vtable) return BS_E_RECORD_VERSION;
    }
    if (before_hello(c, h[0])) return BS_E_UNEXPECTED_MESSAGE;
    if (h[0] < BS_RECORD_CCS || h[0] > BS_RECORD_DATA) { /* before 1.3 a protected one is opened first, as in OpenSSL */
        if (!c->rd.vtable) return BS_E_UNEXPECTED_RECORD;
        if (bs_conn_is13(c)) return BS_E_BAD_RECORD_TYPE;
    }
    if (body_len(h) > MAX_BODY) return BS_E_PACKET_TOO_LONG;
    return c->rd.vtable && body_len(h) > bs_protect_max_body(&c->rd) ? BS_E_RECORD_OVERFLOW : BS_OK;
}

/* RFC 8446 5: until the peer's Finished a CCS is plain; so is the alert of a client that could not derive keys: a
   protected one is longer. */
static bool stays_plain(const struct bs_conn *c, const uint8_t *h) {
    if (!c->hs || !bs_conn_is13(c) || c->hs->peer_finished) return false;
    if (h[0] == BS_RECORD_CCS) return true;
    return h[0] == BS_RECORD_ALERT && c->role == BS_SERVER && c->rd.seq == 0 && body_len(h) <= 3;
}

/*
 * RFC 8446 4.2.10: a server that takes no early data skips it: after a HelloRetryRequest the records of the outer type
 * application_data, otherwise those that its handshake keys do not open, up to a limit.
 */
static bool skips_early(const struct bs_conn *c, uint8_t outer_type) {
    const struct bs_hs *hs = c->hs;
    if (!hs || !hs->early_skips || c->rd.seq > 0 || outer_type != BS_RECORD_DATA) return false;
    return c->rd.vtable || (hs->retry && !hs->second_hello);
}

static bs_status skip(struct bs_conn *c, size_t n) {
    if (n > c->hs->skip_early) return BS_E_TOO_MUCH_EARLY_DATA;
    c->hs->skip_early -= n;
    c->rec.len = 0;
    if (n > 0) c->num_empty = 0; /* the limit is on their bytes */
    return BS_OK;
}

static bs_status count_early(struct bs_conn *c) {
    bool early = c->hs && c->hs->early_keys && c->role == BS_SERVER && c->rec_type == BS_RECORD_DATA;
    return early ? bs_early_count(c, c->rec.len) : BS_OK;
}

static bs_status open_record(struct bs_conn *c) {
    uint8_t *h = c->in.p + c->in.off;
    size_t n = body_len(h);
    bs_conn_tell(c, false, (uint16_t)(h[1] << 8 | h[2]), BS_MSG_HEADER, bs_r_from(h, BS_RECORD_HEADER));
    c->first_record = false;
    c->rec_type = h[0];
    c->rec = bs_r_from(h + BS_RECORD_HEADER, n);
    if (c->rd.vtable && !stays_plain(c, h)) {
        if (bs_conn_is13(c) && h[0] != BS_RECORD_DATA) { /* RFC 8446 5.2: the outer type of all protected ones */
            return h[0] == BS_RECORD_CCS ? BS_E_UNEXPECTED_CCS : BS_E_BAD_RECORD_TYPE;
        }
        bs_status s = bs_protect_open(&c->rd, h, h + BS_RECORD_HEADER, n, &c->rec_type, &c->rec);
        if (s == BS_E_BAD_MAC && skips_early(c, h[0])) {
            c->rec_type = BS_RECORD_DATA;
            c->rec = bs_r_from(h + BS_RECORD_HEADER, 0);
            s = skip(c, n);
        } else if (s == BS_OK && bs_conn_is13(c)) {
            bs_conn_tell(c, false, c->version, BS_MSG_INNER_TYPE, bs_r_from(&c->rec_type, 1));
            if (c->rec_type < BS_RECORD_ALERT || c->rec_type > BS_RECORD_DATA) return BS_E_BAD_RECORD_TYPE;
        }
        if (s != BS_OK) { /* what stands behind it is all that is left */
            c->rec.len = 0;
            c->rec_wire = BS_RECORD_HEADER + n;
            return s;
        }
        BS_TRY(count_early(c));
    } else if (skips_early(c, h[0])) {
        BS_TRY(skip(c, n));
    }
    c->rec_wire = BS_RECORD_HEADER + n;
    /* RFC 8446 5.1, RFC 6066 4: a record_overflow alert; as in OpenSSL, it is the content that counts, without any padding */
    bool limited = c->max_fragment_code != BS_MAX_FRAGMENT_NONE;
    if (c->rec.len <= (limited ? (size_t)256 << c->max_fragment_code : BS_RECORD_MAX_PLAIN)) return BS_OK;
    c->rec.len = 0;
    return BS_E_PLAINTEXT_OVERFLOW;
}

static bs_status judge_alert(struct bs_conn *c, uint8_t level, uint8_t what) {
    bool is13 = bs_conn_is13(c);
    if (what == BS_ALERT_CLOSE_NOTIFY && (is13 || level == 1)) {
        c->got_close = true;
        return BS_E_CLOSED;
    }
    if (is13 ? what == BS_ALERT_USER_CANCELED : level == 1) {
        if (++c->num_warnings >= BS_MAX_WARNINGS) return BS_E_TOO_MANY_WARNINGS;
        /* RFC 5246 7.2.2: who asked may give up. As OpenSSL does: a program that asks has a reason. */
        return !is13 && what == BS_ALERT_NO_RENEGOTIATION ? BS_E_NO_RENEGOTIATION : BS_OK;
    }
    if (!is13 && level != 2) return BS_E_UNKNOWN_ALERT_LEVEL;
    c->peer_alert = what; /* RFC 8446 6: in 1.3 the level is ignored */
    return BS_E_PEER_ALERT;
}

static bs_status take_alert(struct bs_conn *c) {
    if (bs_conn_is13(c) && c->rec.len == 0) return BS_E_EMPTY_RECORD;
    if (c->rec.len != 2) return BS_E_BAD_ALERT;
    if (bs_conn_is13(c) && c->frag.len > 0) return BS_E_UNEXPECTED_RECORD;
    uint8_t level = c->rec.p[0], what = c->rec.p[1];
    bs_conn_tell(c, false, c->version ? c->version : BS_TLS13, BS_RECORD_ALERT, c->rec);
    bs_in_used(c, 2);
    bs_conn_event(c, BS_EV_ALERT_READ, (unsigned)level << 8 | what);
    return judge_alert(c, level, what);
}

/*
 * RFC 8446 5: "An implementation may receive an unencrypted record of type change_cipher_spec consisting of the
 * single byte value 0x01 at any time after the first ClientHello message has been sent or received and before the
 * peer's Finished message has been received and MUST simply drop it".
 */
static bool drops_ccs(struct bs_conn *c) {
    if (!c->hs || c->hs->peer_finished || c->frag.len > 0) return false;
    if (bs_conn_is13(c)) return true;
    if (c->version != 0 || c->role == BS_SERVER || c->hs->offer_max < BS_TLS13 || c->hs->early_ccs) return false;
    c->hs->early_ccs = true; /* an error after all if the server chooses an older version */
    return true;
}

static bs_status judge_empty(struct bs_conn *c) {
    /* RFC 8446 5.1: "Implementations MUST NOT send zero-length fragments of Handshake types" */
    if (bs_conn_is13(c) && c->rec_type != BS_RECORD_DATA) return BS_E_EMPTY_RECORD;
    if (c->rec_type == BS_RECORD_CCS) return c->hs ? BS_E_UNEXPECTED_RECORD : BS_E_CCS_WHEN_OPEN;
    bs_in_used(c, 0);
    return ++c->num_empty > BS_MAX_EMPTY ? BS_E_TOO_MANY_EMPTY_RECORDS : BS_OK;
}

static bs_status judge_record(struct bs_conn *c, bool *out_again) {
    *out_again = true;
    if (c->rec_type == BS_RECORD_ALERT) return take_alert(c);
    if (may_be_between(c, c->rec_type)) {
        if (c->rec.len != 1 || c->rec.p[0] != 1) return BS_E_BAD_CCS;
        bs_in_used(c, 1);
        return BS_WANT_HELLO;
    }
    if (c->rec_type == BS_RECORD_CCS && drops_ccs(c)) {
        if (c->rec.len != 1 || c->rec.p[0] != 1) return BS_E_INVALID_CCS;
        bs_in_used(c, 1);
        return ++c->num_empty > BS_MAX_EMPTY ? BS_E_UNEXPECTED_CCS : BS_OK;
    }
    if (bs_conn_is13(c) && c->frag.len > 0 && c->rec_type != BS_RECORD_HANDSHAKE) return BS_E_UNEXPECTED_RECORD;
    c->num_warnings = 0;
    if (c->rec.len == 0) return judge_empty(c);
    c->num_empty = 0;
    *out_again = false;
    return BS_OK;
}

bs_status bs_in_record(struct bs_conn *c) {
    for (bool again = true; again;) {
        if (c->rec_wire > 0 && c->rec.len > 0) return BS_OK;
        if (c->rec_wire > 0) bs_in_used(c, 0);
        if (c->got_close) return BS_E_CLOSED;
        if (raw_len(c) < BS_RECORD_HEADER) return starved(c);
        BS_TRY(judge_header(c, raw(c)));
        if (raw_len(c) < BS_RECORD_HEADER + body_len(raw(c))) return starved(c);
        if (!take_buffer(c)) return BS_E_MEMORY;
        BS_TRY(open_record(c));
        BS_TRY(judge_record(c, &again));
    }
    return BS_OK;
}
