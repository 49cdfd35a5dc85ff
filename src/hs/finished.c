#include "src/base/secret.h"
#include "src/hs/messages.h"

/* verify_data of a side over the transcript so far. Returns its length. RFC 8446 4.4.4; RFC 5246 7.4.9 */
static size_t verify_data(const struct bs_hs *hs, enum bs_role side, uint8_t out[BS_HASH_MAX]) {
    const struct bs_conn *c = hs->c;
    uint8_t hash[BS_HASH_MAX];
    size_t len = bs_hs_hash(hs, hash);
    if (bs_conn_is13(c)) {
        bs_finished_mac(hs->suite->prf, side == c->role ? hs->own_hs : hs->peer_hs, bs_r_from(hash, len), out);
        return len;
    }
    const struct bs_session *s = hs->session ? hs->session : hs->old;
    bs_prf(c->version, hs->suite->prf, bs_session_secret(s),
           side == BS_CLIENT ? "client finished" : "server finished", bs_r_from(hash, len), (bs_reader){ 0 }, out,
           BS_TLS12_VERIFY_LEN);
    return BS_TLS12_VERIFY_LEN;
}

bs_status bs_finished_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    uint8_t mac[BS_HASH_MAX];
    size_t len = verify_data(hs, c->role, mac);
    bs_writer w;
    BS_TRY(bs_hs_begin(hs, BS_MT_FINISHED, len, &w));
    bs_w_bytes(&w, mac, len);
    memcpy(c->own_finished, mac, len);
    c->own_finished_len = (uint8_t)len;
    return bs_hs_send(hs, &w);
}

bs_status bs_finished_recv(struct bs_hs *hs, bs_reader body) {
    struct bs_conn *c = hs->c;
    uint8_t mac[BS_HASH_MAX];
    size_t len = verify_data(hs, c->role == BS_CLIENT ? BS_SERVER : BS_CLIENT, mac);
    if (body.len != len) return BS_E_BAD_FINISHED_LENGTH;
    if (!bs_ct_equal(body.p, mac, len)) return BS_E_BAD_FINISHED;
    memcpy(c->peer_finished, mac, len);
    c->peer_finished_len = (uint8_t)len;
    hs->peer_finished = true;
    return BS_OK;
}
