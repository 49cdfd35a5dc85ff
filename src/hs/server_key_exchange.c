/* ECDHE. RFC 8422 5.4 */
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"
#include "src/hs/premaster.h"
#include "src/hs/sign.h"
#include "src/ext/ext.h"
#include "src/x509/cert.h"

#define NAMED_CURVE 3
#define SIGNED_MAX (64 + 4 + BS_GROUP_MAX_EC_SHARE)

bs_status bs_server_key_exchange_decode(struct bs_server_key_exchange *out, bs_reader body) {
    *out = (struct bs_server_key_exchange){ 0 };
    bs_reader start = body;
    uint8_t type;
    bool ok = bs_r_u8(&body, &type)                     /* ECCurveType curve_type: named_curve */
        && bs_r_u16(&body, &out->group);                /* NamedCurve namedcurve               */
    if (!ok) return BS_E_TOO_SHORT;
    if (!bs_r_vec(&body, 1, 1, 255, &out->share)) return BS_E_LENGTH; /* opaque point <1..2^8-1> */
    if (type != NAMED_CURVE) return BS_E_WRONG_GROUP;
    out->params = bs_r_from(start.p, start.len - body.len);
    return body.len < 2 ? BS_E_TOO_SHORT : bs_signed_decode(&out->sig, body);
}

/* What is signed: client_random + server_random + params. RFC 5246 7.4.3 */
static bs_reader content(const struct bs_conn *c, bs_reader params, uint8_t out[SIGNED_MAX]) {
    bs_writer w = bs_w_to(out, SIGNED_MAX);
    bs_w_bytes(&w, c->client_random, 32);
    bs_w_bytes(&w, c->server_random, 32);
    bs_w_view(&w, params);
    return w.bad ? (bs_reader){ 0 } : bs_w_written(&w);
}

bs_status bs_server_key_exchange_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    uint8_t bytes[SIGNED_MAX], hash[BS_HASH_MAX];
    bs_writer w;
    if (!hs->scheme || !hs->cred) return BS_E_INTERNAL;
    if (!hs->kex.scalar) BS_TRY(bs_key_share_make(hs, hs->group)); /* kept when the signer pauses */
    BS_TRY(bs_hs_begin(hs, BS_MT_SERVER_KEY_EXCHANGE, SIGNED_MAX + 16 + bs_sig_max_len(hs->cred->pub), &w));
    size_t start = w.len;
    bs_w_u8(&w, NAMED_CURVE);
    bs_w_u16(&w, hs->group->id);
    bs_w_vec(&w, 1, hs->kex.share, hs->group->share_len);
    bs_reader digest = content(c, bs_r_from(w.buf + start, w.len - start), bytes);
    if (hs->scheme->hash != BS_HASH_NONE) digest = bs_r_from(hash, bs_hash_once(hs->scheme->hash, digest, hash));
    BS_TRY(bs_sign_digest_with(hs->cred, hs->scheme, digest, &w));
    c->own_sigalg = hs->scheme;
    c->group = hs->group;
    return bs_hs_send(hs, &w);
}

bs_status bs_server_key_exchange_recv(struct bs_hs *hs, bs_reader body) {
    struct bs_conn *c = hs->c;
    struct bs_server_key_exchange ske;
    struct bs_cert leaf;
    const struct bs_sigscheme *s;
    uint8_t bytes[SIGNED_MAX];
    BS_TRY(bs_server_key_exchange_decode(&ske, body));
    const struct bs_group *g = bs_group_usable(c, ske.group, BS_SEC_GROUP_CHECK);
    if (!g || g->kind == BS_GROUP_FFDHE) return BS_E_WRONG_GROUP;
    if (ske.share.len != g->share_len) return BS_E_BAD_POINT;
    BS_TRY(bs_peer_leaf(hs, &leaf));
    BS_TRY(bs_check_scheme(hs, ske.sig.scheme, &leaf.key, &s));
    c->peer_sigalg = s;
    BS_TRY(bs_verify(c->cfg.impl, &leaf.key, s, content(c, ske.params, bytes), ske.sig.signature));
    BS_TRY(bs_peer_share_keep(hs, ske.share));
    hs->group = c->group = g;
    return BS_OK;
}
