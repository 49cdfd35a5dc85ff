#include "src/session/session.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/secret.h"

struct bs_session *bs_session_ref(struct bs_session *s) {
    atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
    return s;
}

void bs_session_free(struct bs_session *s) {
    if (!s || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1) return;
    s->destroy(s);
}

static void drop_secret(struct bs_session *s) {
    bs_wipe(s->secret, sizeof s->secret);
    s->secret_len = 0;
    if (s->long_secret) bs_wipe(s->long_secret, s->long_secret_len);
    free(s->long_secret);
    s->long_secret = NULL;
    s->long_secret_len = 0;
}

void bs_session_clear(struct bs_session *s) {
    free(s->ticket);
    free(s->server_name);
    free(s->psk_identity);
    free(s->psk_hint);
    free(s->alpn);
    free(s->peer_chain);
    free(s->ticket_appdata);
    s->ticket = s->alpn = s->peer_chain = s->ticket_appdata = NULL;
    s->ticket_len = s->alpn_len = s->peer_chain_len = s->ticket_appdata_len = 0;
    s->server_name = s->psk_identity = s->psk_hint = NULL;
    drop_secret(s);
    s->version = 0;
}

bs_status bs_session_set_secret(struct bs_session *s, bs_reader secret) {
    uint8_t *p = NULL;
    if (secret.len > BS_SESSION_PSK_MAX) return BS_E_ARGUMENT;
    bool fits = secret.len <= sizeof s->secret;
    if (!fits && !(p = (uint8_t *)malloc(secret.len))) return BS_E_MEMORY;
    drop_secret(s);
    if (secret.len > 0) memcpy(fits ? s->secret : p, secret.p, secret.len);
    s->secret_len = (uint8_t)(fits ? secret.len : 0);
    s->long_secret = p;
    s->long_secret_len = fits ? 0 : secret.len;
    return BS_OK;
}

bs_status bs_session_set_bytes(uint8_t **field, size_t *field_len, bs_reader bytes) {
    uint8_t *p = NULL;
    if (bytes.len > 0) {
        p = (uint8_t *)malloc(bytes.len);
        if (!p) return BS_E_MEMORY;
        memcpy(p, bytes.p, bytes.len);
    }
    free(*field);
    *field = p;
    *field_len = bytes.len;
    return BS_OK;
}

bs_status bs_session_set_string(char **field, bs_reader bytes) {
    char *p = (char *)malloc(bytes.len + 1);
    if (!p) return BS_E_MEMORY;
    if (bytes.len > 0) memcpy(p, bytes.p, bytes.len);
    p[bytes.len] = '\0';
    free(*field);
    *field = p;
    return BS_OK;
}

static void copy_plain(struct bs_session *dst, const struct bs_session *src) {
    dst->version = src->version;
    dst->suite = src->suite;
    dst->group = src->group;
    dst->id_len = src->id_len;
    dst->sid_ctx_len = src->sid_ctx_len;
    memcpy(dst->id, src->id, sizeof dst->id);
    memcpy(dst->sid_ctx, src->sid_ctx, sizeof dst->sid_ctx);
    dst->time_s = src->time_s;
    dst->time_ms = src->time_ms;
    dst->timeout_s = src->timeout_s;
    dst->ticket_lifetime_s = src->ticket_lifetime_s;
    dst->ticket_age_add = src->ticket_age_add;
    dst->max_early_data = src->max_early_data;
    dst->verify_result = src->verify_result;
    dst->max_fragment_code = src->max_fragment_code;
    dst->no_peer_cert = src->no_peer_cert;
    dst->leaf_only = src->leaf_only;
    dst->ems = src->ems;
    dst->not_resumable = src->not_resumable;
}

bs_status bs_session_copy(struct bs_session *dst, const struct bs_session *src) {
    copy_plain(dst, src);
    bs_status st = bs_session_set_secret(dst, bs_session_secret(src));
    if (st == BS_OK) st = bs_session_set_bytes(&dst->ticket, &dst->ticket_len, bs_r_from(src->ticket, src->ticket_len));
    if (st == BS_OK) st = bs_session_set_bytes(&dst->alpn, &dst->alpn_len, bs_r_from(src->alpn, src->alpn_len));
    if (st == BS_OK) {
        st = bs_session_set_bytes(&dst->peer_chain, &dst->peer_chain_len,
                                  bs_r_from(src->peer_chain, src->peer_chain_len));
    }
    if (st == BS_OK) {
        st = bs_session_set_bytes(&dst->ticket_appdata, &dst->ticket_appdata_len,
                                  bs_r_from(src->ticket_appdata, src->ticket_appdata_len));
    }
    if (st == BS_OK && src->server_name && !(dst->server_name = strdup(src->server_name))) st = BS_E_MEMORY;
    if (st == BS_OK && src->psk_identity && !(dst->psk_identity = strdup(src->psk_identity))) st = BS_E_MEMORY;
    if (st == BS_OK && src->psk_hint && !(dst->psk_hint = strdup(src->psk_hint))) st = BS_E_MEMORY;
    if (st != BS_OK) bs_session_clear(dst);
    return st;
}

bool bs_session_is_fresh(const struct bs_session *s, uint64_t now_s) {
    /* One from the future is fresh: clocks of a fleet differ by a little. Before 1970 is long ago. */
    return !s->not_resumable && s->version != 0 && (int64_t)(now_s - s->time_s) <= (int64_t)s->timeout_s;
}

bool bs_session_peer_leaf(const struct bs_session *s, bs_reader *out) {
    bs_reader r = bs_r_from(s->peer_chain, s->peer_chain_len);
    return bs_r_vec(&r, 3, 1, 0xFFFFFF, out);
}
