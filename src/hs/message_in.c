/*
 * Handshake messages out of records. A message that its record holds whole is used where it lies; only one that spans
 * records is gathered in c->frag. RFC 8446 5.1, RFC 5246 6.2.1.
 */
#include "src/base/secret.h"
#include "src/hs/hs.h"

#include <stdlib.h>

static bs_status not_handshake(const struct bs_conn *c) {
    if (c->rec_type == BS_RECORD_CCS && !bs_conn_is13(c) && (c->rec.len != 1 || c->rec.p[0] != 1)) return BS_E_BAD_CCS;
    if (c->rec_type == BS_RECORD_CCS) return c->hs && bs_conn_is13(c) ? BS_E_UNEXPECTED_CCS : BS_E_EARLY_CCS;
    if (c->rec_type == BS_RECORD_DATA) return BS_E_DATA_IN_HANDSHAKE;
    return BS_E_UNEXPECTED_RECORD;
}

/* Room for n bytes in frag. */
static bs_status frag_room(struct bs_conn *c, size_t n) {
    if (n <= c->frag.cap) return BS_OK;
    uint8_t *p = (uint8_t *)malloc(n);
    if (!p) return BS_E_MEMORY;
    if (c->frag.p) {
        memcpy(p, c->frag.p, c->frag.len);
        bs_wipe(c->frag.p, c->frag.cap);
        free(c->frag.p);
    }
    c->frag.p = p;
    c->frag.cap = n;
    return BS_OK;
}

/* Moves bytes to frag until it holds n. */
static bs_status gather(struct bs_conn *c, size_t n) {
    BS_TRY(frag_room(c, n));
    while (c->frag.len < n) {
        BS_TRY(bs_in_record(c));
        if (c->rec_type != BS_RECORD_HANDSHAKE) return not_handshake(c);
        size_t k = n - c->frag.len;
        if (k > c->rec.len) k = c->rec.len;
        memcpy(c->frag.p + c->frag.len, c->rec.p, k);
        c->frag.len += k;
        bs_in_used(c, k);
    }
    return BS_OK;
}

/* In a renegotiation data may still come until the peer has begun it too: a client's until the ServerHello. */
static bool data_may_come(const struct bs_conn *c) {
    return c->rec_type == BS_RECORD_DATA && c->hs && c->hs->renegotiation && !c->hs->peer_began;
}

static bs_status peek(struct bs_conn *c, uint8_t *out_type, size_t *out_len) {
    const uint8_t *h;
    if (c->frag.len == 0) {
        BS_TRY(bs_in_record(c));
        if (data_may_come(c)) return BS_WANT_READ;
        if (c->rec_type != BS_RECORD_HANDSHAKE) return not_handshake(c);
    }
    if (c->frag.len > 0 || c->rec.len < BS_MSG_HEADER_LEN) {
        if (c->frag.len < BS_MSG_HEADER_LEN) BS_TRY(gather(c, BS_MSG_HEADER_LEN));
        h = c->frag.p;
    } else {
        h = c->rec.p;
    }
    *out_type = h[0];
    *out_len = (size_t)h[1] << 16 | (size_t)h[2] << 8 | h[3];
    return BS_OK;
}

/* Remembers whether a failure came from here. */
static bs_status taken(struct bs_conn *c, bs_status s) {
    c->taking = s != BS_OK;
    return s;
}

bs_status bs_msg_peek(struct bs_conn *c, uint8_t *out_type, size_t *out_len) { return taken(c, peek(c, out_type, out_len)); }

static bs_status whole(struct bs_conn *c, size_t body_len, bs_reader *out) {
    size_t n = BS_MSG_HEADER_LEN + body_len;
    if (c->frag.len == 0 && c->rec.len >= n) {
        *out = bs_r_from(c->rec.p, n);
        return BS_OK;
    }
    BS_TRY(gather(c, n));
    c->msg_in_frag = 1;
    *out = bs_r_from(c->frag.p, n);
    return BS_OK;
}

bs_status bs_msg_whole(struct bs_conn *c, size_t body_len, bs_reader *out) { return taken(c, whole(c, body_len, out)); }

void bs_msg_done(struct bs_conn *c, size_t whole_len) {
    if (!c->msg_in_frag) {
        bs_in_used(c, whole_len);
        return;
    }
    bs_wipe(c->frag.p, c->frag.cap);
    free(c->frag.p);
    c->frag = (struct bs_buf){ 0 };
    c->msg_in_frag = 0;
}

bool bs_msg_on_boundary(const struct bs_conn *c, size_t whole_len) {
    return c->msg_in_frag ? c->rec.len == 0 : c->rec.len == whole_len;
}

static bs_status change_cipher_spec(struct bs_conn *c) {
    if (c->frag.len > 0) return BS_E_UNEXPECTED_MESSAGE;
    BS_TRY(bs_in_record(c));
    if (c->rec_type == BS_RECORD_HANDSHAKE) return BS_E_UNEXPECTED_MESSAGE;
    if (c->rec_type != BS_RECORD_CCS) return not_handshake(c);
    if (c->rec.len != 1 || c->rec.p[0] != 1) return BS_E_BAD_CCS;
    bs_in_used(c, 1);
    return BS_OK;
}

static bs_status is_ccs(struct bs_conn *c, bool *out) {
    if (c->frag.len == 0) BS_TRY(bs_in_record(c));
    *out = c->frag.len == 0 && c->rec_type == BS_RECORD_CCS;
    return BS_OK;
}

bs_status bs_msg_is_ccs(struct bs_conn *c, bool *out) { return taken(c, is_ccs(c, out)); }

bs_status bs_msg_ccs(struct bs_conn *c) { return taken(c, change_cipher_spec(c)); }
