/* RFC 8422 5.7 (ECDHE); RFC 5246 7.4.7.1 (RSA), 7.4.7.2 (DHE); RFC 4279, RFC 5489 (PSK) */
#include "src/base/secret.h"
#include "src/crypto/rsa_kx.h"
#include "src/ext/ext.h"
#include "src/hs/messages.h"
#include "src/hs/premaster.h"
#include "src/hs/psk.h"
#include "src/x509/cert.h"

#define PREMASTER_LEN 48

static bs_status send_ecdhe(struct bs_hs *hs, bs_writer *w) {
    BS_TRY(bs_key_share_make(hs, hs->group));
    BS_TRY(bs_premaster_derive(hs, hs->peer_share));
    bs_w_vec(w, 1, hs->kex.share, hs->kex.share_len);
    return BS_OK;
}

static bs_status send_dhe(struct bs_hs *hs, bs_writer *w) {
    const struct bs_env *env = hs->c->cfg.env;
    bs_kex_wipe(&hs->kex);
    BS_TRY(bs_kex_init_dh(&hs->kex, &hs->peer_dh, env->random, env->arg));
    BS_TRY(bs_premaster_derive_dh(hs, hs->peer_share));
    bs_w_vec(w, 2, hs->kex.share, hs->kex.share_len);
    return BS_OK;
}

static bs_status send_rsa(struct bs_hs *hs, bs_writer *w) {
    const struct bs_env *env = hs->c->cfg.env;
    uint16_t version = hs->c->client_version;
    struct bs_cert leaf;
    BS_TRY(bs_peer_leaf(hs, &leaf));
    BS_TRY(bs_premaster_room(hs, PREMASTER_LEN));
    BS_TRY(bs_hs_random(hs, hs->premaster, PREMASTER_LEN));
    /* RFC 5246 7.4.7.1: "the version number in the PreMasterSecret is the version offered by the client" */
    hs->premaster[0] = 3;
    hs->premaster[1] = (uint8_t)((version < BS_TLS12 ? version : BS_TLS12) & 0xff);
    bs_mark m = bs_w_open(w, 2);
    size_t len = w->cap - w->len;
    BS_TRY(bs_rsa_pkcs1_encrypt(hs->c->cfg.impl, &leaf.key, bs_r_from(hs->premaster, PREMASTER_LEN), env->random,
                                env->arg, w->buf + w->len, &len));
    if (!bs_w_room(w, len)) return BS_E_SPACE;
    bs_w_close(w, m);
    return BS_OK;
}

bs_status bs_client_key_exchange_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    bs_writer w;
    BS_TRY(bs_hs_begin(hs, BS_MT_CLIENT_KEY_EXCHANGE, 2 + BS_PSK_IDENTITY_MAX + 2 + 2048 + BS_GROUP_MAX_EC_SHARE, &w));
    enum bs_kx kx = hs->suite->kx;
    if (kx & BS_KX_PSK) BS_TRY(bs_psk_put_identity(hs, &w)); /* it comes first */
    if (kx & BS_KX_RSA) BS_TRY(send_rsa(hs, &w));
    if (kx & BS_KX_DHE) BS_TRY(send_dhe(hs, &w));
    if (kx & BS_KX_ECDHE) BS_TRY(send_ecdhe(hs, &w));
    if (kx & BS_KX_PSK) BS_TRY(bs_psk_premaster(hs));
    return bs_hs_send(hs, &w);
}

static bs_status recv_ecdhe(struct bs_hs *hs, bs_reader body) {
    bs_reader share;
    if (!bs_r_vec(&body, 1, 1, 255, &share) || !bs_r_done(&body)) return BS_E_LENGTH;
    return bs_premaster_derive(hs, share);
}

static bs_status recv_dhe(struct bs_hs *hs, bs_reader body) {
    bs_reader share;
    if (!bs_r_vec(&body, 2, 1, 65535, &share) || !bs_r_done(&body)) return BS_E_DH_LENGTH;
    return bs_premaster_derive_dh(hs, share);
}

/* RFC 5246 7.4.7.1: the fallback is drawn before, so that nothing tells a bad ciphertext from a good one. */
static bs_status recv_rsa(struct bs_hs *hs, bs_reader body) {
    bs_reader ct;
    uint8_t fallback[PREMASTER_LEN];
    if (!bs_r_vec(&body, 2, 1, 65535, &ct) || !bs_r_done(&body)) return BS_E_LENGTH;
    BS_TRY(bs_premaster_room(hs, PREMASTER_LEN));
    BS_TRY(bs_hs_random(hs, fallback, sizeof(fallback)));
    const struct bs_signer *key = &hs->cred->signer;
    bs_status s = key->decrypt_premaster(key, ct, hs->ch.legacy_version, fallback, hs->premaster);
    bs_wipe(fallback, sizeof(fallback));
    return s;
}

bs_status bs_client_key_exchange_recv(struct bs_hs *hs, bs_reader body) {
    enum bs_kx kx = hs->suite->kx;
    if (kx & BS_KX_PSK) BS_TRY(bs_psk_read_identity(hs, &body));
    if (kx == BS_KX_PSK && !bs_r_done(&body)) return BS_E_LENGTH;
    if (kx & BS_KX_RSA) BS_TRY(recv_rsa(hs, body));
    if (kx & BS_KX_DHE) BS_TRY(recv_dhe(hs, body));
    if (kx & BS_KX_ECDHE) BS_TRY(recv_ecdhe(hs, body));
    return kx & BS_KX_PSK ? bs_psk_premaster(hs) : BS_OK;
}
