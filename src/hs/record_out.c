/* Output: records are sealed in place at the end of one growing buffer, which a flight fills before it is drained. */
#include "src/base/secret.h"
#include "src/hs/hs.h"

#include <stdlib.h>

#define OUT_SMALL 4096

void bs_out_release(struct bs_conn *c) {
    if (!c->out.p) return;
    bs_wipe(c->out.p, c->out.len);
    c->cfg.env->buffer_put(c->cfg.env->arg, c->out.p, c->out.cap);
    c->out = (struct bs_buf){ 0 };
}

/* Room for n more bytes after out.len. */
static bs_status room(struct bs_conn *c, size_t n) {
    if (c->out.p && c->out.cap - c->out.len >= n) return BS_OK;
    const struct bs_env *env = c->cfg.env;
    size_t held = c->out.len - c->out.off, cap = OUT_SMALL;
    if (held + n > cap) cap = BS_IN_CAP;
    while (cap < held + n) cap *= 2;
    uint8_t *p = (uint8_t *)env->buffer_get(env->arg, cap);
    if (!p) return BS_E_MEMORY;
    if (c->out.p && held > 0) memcpy(p, c->out.p + c->out.off, held);
    bs_out_release(c);
    c->out = (struct bs_buf){ p, cap, held, 0 };
    return BS_OK;
}

/*
 * RFC 8446 5.1: an initial ClientHello may say 0x0301, all else 0x0303; RFC 5246 E.1: what was agreed before TLS 1.3. Who
 * is too old for us is told so in its own version, as OpenSSL does.
 */
static uint16_t header_version(const struct bs_conn *c, uint8_t type) {
    bool hello = type == BS_RECORD_HANDSHAKE || c->state.msg_type == 0; /* or an alert in its place */
    if (c->role == BS_CLIENT && hello && c->version == 0) return BS_TLS10;
    uint16_t v = c->version != 0 ? c->version : c->client_version;
    return v != 0 && v < BS_TLS12 ? v : BS_TLS12;
}

static void tell_header(struct bs_conn *c, const uint8_t *rec, uint8_t type) {
    uint16_t version = (uint16_t)(rec[1] << 8 | rec[2]);
    bs_conn_tell(c, true, version, BS_MSG_HEADER, bs_r_from(rec, BS_RECORD_HEADER));
    bool inner = bs_conn_is13(c) || (c->hs && c->hs->early_keys);
    if (c->wr.vtable && inner && type != BS_RECORD_CCS) {
        bs_conn_tell(c, true, version, BS_MSG_INNER_TYPE, bs_r_from(&type, 1));
    }
}

/* Plaintext bytes that a record may have, with padding. */
static size_t max_fragment(const struct bs_conn *c) {
    if (c->max_fragment_code != BS_MAX_FRAGMENT_NONE) return (size_t)256 << c->max_fragment_code;
    size_t max = c->cfg.max_send_fragment;
    return max == 0 || max > BS_RECORD_MAX_PLAIN ? BS_RECORD_MAX_PLAIN : max;
}

size_t bs_out_fragment(const struct bs_conn *c) {
    size_t max = max_fragment(c), split = c->cfg.split_send_fragment;
    return split != 0 && split < max ? split : max;
}

/*
 * RFC 8446 5.4: zeros after the content and its type, as the program's callback or its block size wants them; "padding
 * [...] does not change the overall record size limitations".
 */
static size_t padding(const struct bs_conn *c, uint8_t type, size_t len) {
    const struct bs_config *cfg = &c->cfg;
    size_t max = max_fragment(c), inner = len + 1, pad = 0;
    if (!c->wr.vtable || c->wr.version < BS_TLS13 || inner >= max) return 0;
    if (!cfg->ops->padding || !cfg->ops->padding(c->app, type, inner, &pad)) {
        size_t over = cfg->block_padding > 1 ? inner % cfg->block_padding : 0;
        pad = over > 0 ? cfg->block_padding - over : 0;
    }
    return pad < max - inner ? pad : max - inner;
}

static bs_status out_record(struct bs_conn *c, uint8_t type, bs_reader plain) {
    const struct bs_env *env = c->cfg.env;
    size_t head = bs_protect_head(&c->wr), pad = padding(c, type, plain.len), len;
    BS_TRY(room(c, BS_RECORD_HEADER + head + plain.len + pad + bs_protect_tail(&c->wr, plain.len)));
    uint8_t *rec = c->out.p + c->out.len;
    if (plain.len > 0) memcpy(rec + BS_RECORD_HEADER + head, plain.p, plain.len);
    BS_TRY(bs_protect_seal(&c->wr, type, header_version(c, type), rec, plain.len, pad, env->random, env->arg, &len));
    c->out.len += len;
    tell_header(c, rec, type);
    return BS_OK;
}

bs_status bs_out_bytes(struct bs_conn *c, uint8_t type, bs_reader bytes) {
    size_t max = bs_out_fragment(c);
    while (bytes.len > 0) {
        bs_reader part;
        if (!bs_r_bytes(&bytes, bytes.len < max ? bytes.len : max, &part)) return BS_E_INTERNAL;
        BS_TRY(out_record(c, type, part));
    }
    return BS_OK;
}

bs_status bs_out_ccs(struct bs_conn *c) {
    static const uint8_t one[1] = { 1 };
    if (bs_conn_is13(c) || c->version == 0) {
        static const uint8_t rec[] = { BS_RECORD_CCS, 3, 3, 0, 1, 1 };
        BS_TRY(room(c, sizeof(rec)));
        memcpy(c->out.p + c->out.len, rec, sizeof(rec));
        c->out.len += sizeof(rec);
        tell_header(c, rec, BS_RECORD_CCS);
    } else {
        BS_TRY(out_record(c, BS_RECORD_CCS, bs_r_from(one, 1)));
    }
    bs_conn_tell(c, true, c->version ? c->version : BS_TLS13, BS_RECORD_CCS, bs_r_from(one, 1));
    return BS_OK;
}

bs_status bs_out_alert(struct bs_conn *c, bool fatal, uint8_t description) {
    const uint8_t a[2] = { fatal ? 2 : 1, description };
    BS_TRY(out_record(c, BS_RECORD_ALERT, bs_r_from(a, 2)));
    bs_conn_tell(c, true, c->version ? c->version : BS_TLS13, BS_RECORD_ALERT, bs_r_from(a, 2));
    bs_conn_event(c, BS_EV_ALERT_WRITE, (unsigned)a[0] << 8 | description);
    return BS_OK;
}

bs_reader bs_conn_output(const struct bs_conn *c) {
    return bs_r_from(c->out.p ? c->out.p + c->out.off : NULL, c->out.len - c->out.off);
}

void bs_conn_drained(struct bs_conn *c, size_t n) {
    c->out.off += n;
    if (c->out.off == c->out.len) bs_out_release(c);
}
