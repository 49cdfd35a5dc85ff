/* RFC 4279; RFC 5489 for ECDHE_PSK */
#include "src/hs/psk.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/secret.h"
#include "src/hs/premaster.h"

void bs_psk_wipe(struct bs_hs *hs) {
    if (hs->shared_key) bs_wipe(hs->shared_key, hs->shared_key_len);
    free(hs->shared_key);
    hs->shared_key = NULL;
    hs->shared_key_len = 0;
}

static bs_status keep_key(struct bs_hs *hs, const uint8_t *key, size_t len) {
    bs_psk_wipe(hs);
    if (len > BS_PSK_KEY_MAX) return hs->c->role == BS_CLIENT ? BS_E_PSK_TOO_LONG : BS_E_PSK_SERVER_TOO_LONG;
    hs->shared_key = (uint8_t *)malloc(len);
    if (!hs->shared_key) return BS_E_MEMORY;
    memcpy(hs->shared_key, key, len);
    hs->shared_key_len = len;
    return BS_OK;
}

/* Programs know identities and hints as strings: one with a NUL inside would be taken for what stands before it. */
static bool is_string(bs_reader r) { return r.len == 0 || !memchr(r.p, 0, r.len); }

bs_status bs_psk_take_hint(struct bs_hs *hs, bs_reader hint) {
    if (hint.len > BS_PSK_IDENTITY_MAX) return BS_E_PSK_HINT;
    if (!hs->session) return BS_E_INTERNAL;
    if (hint.len == 0) return BS_OK; /* none, as far as the program is told */
    return is_string(hint) ? bs_session_set_string(&hs->session->psk_hint, hint) : BS_E_LENGTH;
}

bs_status bs_psk_put_identity(struct bs_hs *hs, bs_writer *w) {
    const struct bs_ops *ops = hs->c->cfg.ops;
    char identity[BS_PSK_IDENTITY_MAX + 1] = { 0 };
    uint8_t key[BS_PSK_KEY_MAX];
    size_t len = 0;
    if (!ops->psk_client || !hs->session) return BS_E_INTERNAL;
    bs_status s = ops->psk_client(hs->c->app, hs->session->psk_hint, identity, key, &len);
    if (s == BS_OK && len == 0) s = BS_E_PSK_NO_IDENTITY;
    if (s == BS_OK) s = keep_key(hs, key, len);
    bs_wipe(key, sizeof(key));
    BS_TRY(s);
    identity[BS_PSK_IDENTITY_MAX] = '\0';
    bs_reader id = bs_r_from(identity, strlen(identity));
    bs_w_vec(w, 2, id.p, id.len);
    return bs_session_set_string(&hs->session->psk_identity, id);
}

bs_status bs_psk_read_identity(struct bs_hs *hs, bs_reader *body) {
    const struct bs_ops *ops = hs->c->cfg.ops;
    uint8_t key[BS_PSK_KEY_MAX];
    size_t len = 0;
    bs_reader id;
    if (!bs_r_vec(body, 2, 0, 65535, &id)) return BS_E_LENGTH;
    if (id.len > BS_PSK_IDENTITY_MAX) return BS_E_PSK_IDENTITY_LENGTH;
    if (!ops->psk_server || !hs->session) return BS_E_INTERNAL;
    if (!is_string(id)) return BS_E_PSK_UNKNOWN_IDENTITY;
    BS_TRY(bs_session_set_string(&hs->session->psk_identity, id));
    bs_status s = ops->psk_server(hs->c->app, hs->session->psk_identity, key, &len);
    /* RFC 4279 2: "If the server does not recognize the PSK identity, it MAY respond with an "unknown_psk_identity"" */
    if (s == BS_OK && len == 0) s = BS_E_PSK_UNKNOWN_IDENTITY;
    if (s == BS_OK) s = keep_key(hs, key, len);
    bs_wipe(key, sizeof(key));
    return s;
}

/* 2: "if the PSK is N octets long, concatenate a uint16 with the value N, N zero octets, a second uint16 with the value
 * N, and the PSK itself"; 3, 4 and RFC 5489 2 have their own secret where the zeros are. */
bs_status bs_psk_premaster(struct bs_hs *hs) {
    size_t n = hs->shared_key_len;
    if (n == 0) return BS_E_INTERNAL;
    if (hs->suite->kx == BS_KX_PSK) BS_TRY(bs_premaster_room(hs, n));
    size_t max = 2 + hs->premaster_len + 2 + n;
    uint8_t *whole = (uint8_t *)malloc(max);
    if (!whole) return BS_E_MEMORY;
    bs_writer w = bs_w_to(whole, max);
    bs_w_vec(&w, 2, hs->premaster, hs->premaster_len);
    bs_w_vec(&w, 2, hs->shared_key, n);
    bs_premaster_wipe(hs);
    bs_psk_wipe(hs);
    hs->premaster = whole;
    hs->premaster_len = max;
    return w.bad ? BS_E_INTERNAL : BS_OK;
}
