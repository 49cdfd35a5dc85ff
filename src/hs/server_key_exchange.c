/* ECDHE: RFC 8422 5.4. DHE: RFC 5246 7.4.3. PSK: RFC 4279, RFC 5489 */
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"
#include "src/hs/premaster.h"
#include "src/hs/psk.h"
#include "src/hs/sign.h"
#include "src/ext/ext.h"
#include "src/x509/cert.h"

#include <stdlib.h>
#include <string.h>

#define NAMED_CURVE 3

static bs_status read_ecdhe(struct bs_server_key_exchange *out, bs_reader *body) {
    bs_reader start = *body;
    uint8_t type;
    bool ok = bs_r_u8(body, &type)                      /* ECCurveType curve_type: named_curve */
        && bs_r_u16(body, &out->group);                 /* NamedCurve namedcurve               */
    if (!ok) return BS_E_TOO_SHORT;
    if (!bs_r_vec(body, 1, 1, 255, &out->share)) return BS_E_LENGTH; /* opaque point <1..2^8-1> */
    if (type != NAMED_CURVE) return BS_E_WRONG_GROUP;
    out->params = bs_r_from(start.p, start.len - body->len);
    return BS_OK;
}

static bs_status read_dhe(struct bs_server_key_exchange *out, bs_reader *body) {
    bs_reader start = *body;
    bool ok = bs_r_vec(body, 2, 1, 65535, &out->p)      /* opaque dh_p<1..2^16-1>  */
        && bs_r_vec(body, 2, 1, 65535, &out->g)         /* opaque dh_g<1..2^16-1>  */
        && bs_r_vec(body, 2, 1, 65535, &out->share);    /* opaque dh_Ys<1..2^16-1> */
    if (!ok) return BS_E_LENGTH;
    out->params = bs_r_from(start.p, start.len - body->len);
    return BS_OK;
}

bs_status bs_server_key_exchange_decode_psk(struct bs_server_key_exchange *out, enum bs_kx kx, bs_reader body) {
    *out = (struct bs_server_key_exchange){ 0 };
    if (!bs_r_vec(&body, 2, 0, 65535, &out->hint)) return BS_E_LENGTH; /* opaque psk_identity_hint<0..2^16-1> */
    if (kx & BS_KX_DHE) BS_TRY(read_dhe(out, &body));
    if (kx & BS_KX_ECDHE) BS_TRY(read_ecdhe(out, &body));
    return bs_r_done(&body) ? BS_OK : BS_E_LENGTH;
}

bs_status bs_server_key_exchange_decode(struct bs_server_key_exchange *out, uint16_t version, bs_reader body) {
    *out = (struct bs_server_key_exchange){ 0 };
    BS_TRY(read_ecdhe(out, &body));
    return body.len < 2 ? BS_E_TOO_SHORT : bs_signed_decode(&out->sig, version, body);
}

bs_status bs_server_key_exchange_decode_dhe(struct bs_server_key_exchange *out, uint16_t version, bs_reader body) {
    *out = (struct bs_server_key_exchange){ 0 };
    BS_TRY(read_dhe(out, &body));
    return bs_signed_decode(&out->sig, version, body);
}

/* What is signed: client_random + server_random + params. RFC 5246 7.4.3. NULL when out of memory; free it. */
static uint8_t *content_new(const struct bs_conn *c, bs_reader params, bs_reader *out) {
    uint8_t *mem = (uint8_t *)malloc(64 + params.len);
    if (!mem) return NULL;
    memcpy(mem, c->client_random, 32);
    memcpy(mem + 32, c->server_random, 32);
    memcpy(mem + 64, params.p, params.len);
    *out = bs_r_from(mem, 64 + params.len);
    return mem;
}

/* The digest of it as the scheme takes it, or, where the scheme has no hash, all of it. */
static bs_status sign_params(struct bs_hs *hs, bs_reader params, bs_writer *w) {
    uint8_t hash[BS_HASH_MAX];
    bs_reader digest;
    uint8_t *mem = content_new(hs->c, params, &digest);
    if (!mem) return BS_E_MEMORY;
    if (hs->scheme->hash != BS_HASH_NONE) digest = bs_r_from(hash, bs_hash_once(hs->scheme->hash, digest, hash));
    bs_status s = bs_sign_digest_with(hs, digest, w);
    free(mem);
    return s == BS_E_SIGN_FAILED ? BS_E_SIGN_PARAMS_FAILED : s;
}

/* Our pair, once: it is kept when the signer pauses. */
static bs_status make_pair(struct bs_hs *hs) {
    const struct bs_conn *c = hs->c;
    const struct bs_env *env = c->cfg.env;
    struct bs_dh dh;
    if (hs->kex.scalar) return BS_OK;
    if (hs->suite->kx & BS_KX_ECDHE) return bs_key_share_make(hs, hs->group);
    if (!(hs->suite->kx & BS_KX_DHE)) return BS_OK;
    if (!c->cfg.ops->dh_params) return BS_E_NO_DH;
    BS_TRY(c->cfg.ops->dh_params(c->app, &dh));
    if (c->cfg.ops->dh_allowed && !c->cfg.ops->dh_allowed(c->app, &dh)) return BS_E_WEAK_DH;
    return bs_kex_init_dh(&hs->kex, &dh, env->random, env->arg);
}

static void write_params(const struct bs_hs *hs, bs_writer *w) {
    const struct bs_kex *kex = &hs->kex;
    if (hs->suite->kx & BS_KX_PSK) bs_w_vec(w, 2, hs->c->cfg.psk_hint.p, hs->c->cfg.psk_hint.len);
    if (hs->suite->kx & BS_KX_DHE) {
        bs_w_vec(w, 2, kex->dh.p.p, kex->dh.p.len);
        bs_w_vec(w, 2, kex->dh.g.p, kex->dh.g.len);
        bs_w_vec(w, 2, kex->share, kex->share_len); /* as long as p, as OpenSSL writes it: some peers ask for it */
        return;
    }
    if (!(hs->suite->kx & BS_KX_ECDHE)) return;
    bs_w_u8(w, NAMED_CURVE);
    bs_w_u16(w, hs->group->id);
    bs_w_vec(w, 1, kex->share, kex->share_len);
}

bs_status bs_server_key_exchange_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    bs_writer w;
    bool is_signed = !(hs->suite->kx & BS_KX_PSK);
    if (is_signed && (!hs->scheme || !hs->cred)) return BS_E_INTERNAL;
    BS_TRY(make_pair(hs));
    size_t max = 16 + hs->kex.dh.p.len + hs->kex.dh.g.len + hs->kex.share_len + 16;
    max += is_signed ? bs_sig_max_len(hs->cred->pub) : hs->c->cfg.psk_hint.len;
    BS_TRY(bs_hs_begin(hs, BS_MT_SERVER_KEY_EXCHANGE, max, &w));
    size_t start = w.len;
    write_params(hs, &w);
    if (is_signed) {
        BS_TRY(sign_params(hs, bs_r_from(w.buf + start, w.len - start), &w));
        c->own_sigalg = hs->scheme;
    }
    c->group = hs->group;
    return bs_hs_send(hs, &w);
}

static bs_status judge_ecdhe(struct bs_hs *hs, const struct bs_server_key_exchange *ske) {
    const struct bs_group *g = bs_group_usable(hs->c, ske->group, BS_SEC_GROUP_CHECK);
    if (!g || g->kind == BS_GROUP_FFDHE || !bs_suite_b_allows(hs->c, hs->suite, g->id)) return BS_E_WRONG_GROUP;
    if (ske->share.len != g->share_len) return BS_E_BAD_POINT;
    hs->group = g;
    return BS_OK;
}

static bs_status judge_dhe(struct bs_hs *hs, const struct bs_server_key_exchange *ske) {
    const struct bs_conn *c = hs->c;
    const struct bs_dh dh = { .p = ske->p, .g = ske->g };
    BS_TRY(bs_dh_check(&dh));
    BS_TRY(bs_dh_check_public(&dh, ske->share));
    return c->cfg.ops->dh_allowed && !c->cfg.ops->dh_allowed(c->app, &dh) ? BS_E_WEAK_DH : BS_OK;
}

static bs_status verify_params(struct bs_hs *hs, const struct bs_server_key_exchange *ske) {
    struct bs_cert leaf;
    const struct bs_sigscheme *s;
    bs_reader content;
    BS_TRY(bs_peer_leaf(hs, &leaf));
    BS_TRY(bs_check_scheme(hs, ske->sig.scheme, &leaf.key, &s));
    hs->c->peer_sigalg = s;
    uint8_t *mem = content_new(hs->c, ske->params, &content);
    if (!mem) return BS_E_MEMORY;
    bs_status ret = bs_verify(hs->c->cfg.impl, &leaf.key, s, content, ske->sig.signature);
    free(mem);
    return ret;
}

/* The parameters move to memory of ours with the share. */
static bs_status keep_dhe(struct bs_hs *hs, const struct bs_server_key_exchange *ske) {
    BS_TRY(bs_peer_share_keep(hs, ske->params));
    bs_reader at = hs->peer_share;
    bool ok = bs_r_vec(&at, 2, 1, 65535, &hs->peer_dh.p) && bs_r_vec(&at, 2, 1, 65535, &hs->peer_dh.g) &&
              bs_r_vec(&at, 2, 1, 65535, &hs->peer_share);
    return ok ? BS_OK : BS_E_INTERNAL;
}

static bs_status decode(struct bs_server_key_exchange *out, const struct bs_hs *hs, bs_reader body) {
    uint16_t version = hs->c->version;
    if (hs->suite->kx & BS_KX_PSK) return bs_server_key_exchange_decode_psk(out, hs->suite->kx, body);
    return hs->suite->kx == BS_KX_DHE ? bs_server_key_exchange_decode_dhe(out, version, body)
                                      : bs_server_key_exchange_decode(out, version, body);
}

bs_status bs_server_key_exchange_recv(struct bs_hs *hs, bs_reader body) {
    struct bs_server_key_exchange ske;
    enum bs_kx kx = hs->suite->kx;
    BS_TRY(decode(&ske, hs, body));
    if (kx & BS_KX_PSK) BS_TRY(bs_psk_take_hint(hs, ske.hint));
    if (kx & BS_KX_DHE) BS_TRY(judge_dhe(hs, &ske));
    if (kx & BS_KX_ECDHE) BS_TRY(judge_ecdhe(hs, &ske));
    if (!(kx & BS_KX_PSK)) BS_TRY(verify_params(hs, &ske));
    hs->c->group = hs->group;
    if (kx & BS_KX_DHE) return keep_dhe(hs, &ske);
    return kx & BS_KX_ECDHE ? bs_peer_share_keep(hs, ske.share) : BS_OK;
}
