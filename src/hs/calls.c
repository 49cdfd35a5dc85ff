/* The rows that ask the face. Each may pause, and is then run again from its beginning. */
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"

#include <stdlib.h>

bs_status bs_call_client_hello(struct bs_hs *hs, bs_reader body) {
    (void)body;
    const struct bs_ops *ops = hs->c->cfg.ops;
    return ops->client_hello ? ops->client_hello(hs->c->app, &hs->ch) : BS_OK;
}

static bs_status keep_bytes(uint8_t **dst, uint16_t *dst_len, bs_reader r) {
    uint8_t *p = NULL;
    if (r.len > UINT16_MAX) return BS_E_INTERNAL;
    if (r.len > 0) {
        p = (uint8_t *)malloc(r.len);
        if (!p) return BS_E_MEMORY;
        memcpy(p, r.p, r.len);
    }
    free(*dst);
    *dst = p;
    *dst_len = (uint16_t)r.len;
    return BS_OK;
}

bs_status bs_call_server_name(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    BS_TRY(keep_bytes(&c->server_name, &c->server_name_len, hs->sni));
    hs->ack_server_name = false;
    return c->cfg.ops->server_name ? c->cfg.ops->server_name(c->app, hs->sni, &hs->ack_server_name) : BS_OK;
}

/* OpenSSL asks a client's callback too, once the server's answer is known. */
bs_status bs_call_server_answer(struct bs_hs *hs, bs_reader body) {
    (void)body;
    const struct bs_ops *ops = hs->c->cfg.ops;
    bool ack = hs->ack_server_name;
    return ops->server_name ? ops->server_name(hs->c->app, (bs_reader){ 0 }, &ack) : BS_OK;
}

bs_status bs_call_select_cert(struct bs_hs *hs, bs_reader body) {
    (void)body;
    const struct bs_ops *ops = hs->c->cfg.ops;
    bool server12 = hs->c->role == BS_SERVER && hs->c->version >= BS_TLS12;
    if (server12 && !bs_any_scheme_shared(hs)) return BS_E_NO_COMMON_SIGALGS; /* no certificate would serve */
    return ops->select_cert ? ops->select_cert(hs->c->app) : BS_OK;
}

bs_status bs_call_alpn(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    bs_reader chosen = { 0 };
    if (hs->alpn.len > 0 && c->cfg.ops->alpn_select) BS_TRY(c->cfg.ops->alpn_select(c->app, hs->alpn, &chosen));
    if (chosen.len > 255) return BS_E_CALLBACK_FAILED;
    return keep_bytes(&c->alpn, &c->alpn_len, chosen);
}

/* Views of the certificates of the session's chain. */
static bs_reader *list_chain(const struct bs_session *s, size_t *out_num) {
    bs_reader at = bs_r_from(s->peer_chain, s->peer_chain_len), der;
    size_t num = 0;
    while (bs_r_vec(&at, 3, 1, 0xffffff, &der)) num++;
    bs_reader *list = (bs_reader *)calloc(num ? num : 1, sizeof(*list));
    if (!list) return NULL;
    at = bs_r_from(s->peer_chain, s->peer_chain_len);
    for (size_t i = 0; i < num && bs_r_vec(&at, 3, 1, 0xffffff, &der); i++) list[i] = der;
    *out_num = num;
    return list;
}

bs_status bs_call_verify(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    const struct bs_config *cfg = &c->cfg;
    if (!hs->peer_cert) {
        if (c->role == BS_CLIENT) return BS_E_NO_PEER_CERT;
        if ((cfg->verify & BS_VERIFY_PEER) && (cfg->verify & BS_VERIFY_REQUIRE)) {
            return bs_conn_is13(c) ? BS_E_CERT_REQUIRED : BS_E_CERT_REQUIRED_TLS12;
        }
        return BS_OK;
    }
    /* fail closed: who asks for verification must bring a judge */
    if (!cfg->ops->verify_peer) return cfg->verify & BS_VERIFY_PEER ? BS_E_VERIFY_INTERNAL : BS_OK;
    size_t num = 0;
    bs_reader *certs = list_chain(hs->session, &num);
    if (!certs) return BS_E_MEMORY;
    bs_status s = cfg->ops->verify_peer(c->app, certs, num, &hs->session->verify_result);
    free(certs);
    return s;
}
