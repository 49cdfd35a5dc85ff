/* What is known of a connection. */
#include "src/base/secret.h"
#include "src/hs/early.h"
#include "src/hs/hs.h"
#include "src/hs/negotiate.h"

#include <stdlib.h>

enum bs_phase bs_conn_phase(const struct bs_conn *c) { return c->phase; }

struct bs_state bs_conn_state(const struct bs_conn *c) {
    struct bs_state s = c->state;
    s.phase = c->phase;
    s.running = c->running;
    return s;
}

struct bs_session *bs_conn_session(const struct bs_conn *c) {
    if (c->hs && c->hs->session) return c->hs->session;
    if (c->session) return c->session;
    return c->hs ? c->hs->old : NULL;
}

static void info_of_handshake(const struct bs_hs *hs, struct bs_conn_info *out) {
    out->pending_suite = hs->suite;
    out->retry_sent = hs->retry_sent && !hs->second_hello;
    out->second_hello = hs->second_hello;
    out->cookie_ok = hs->cookie_ok;
    out->cert_types = hs->cert_types;
    out->peer_ca_names = hs->ca_names;
    out->peer_sigalgs = hs->peer_sigalgs;
    out->num_peer_sigalgs = hs->sigalgs_named ? hs->num_peer_sigalgs : 0;
    out->peer_groups = hs->peer_groups;
    out->num_peer_groups = hs->num_peer_groups;
    out->peer_suites = hs->c->role == BS_SERVER ? hs->ch.cipher_suites : (bs_reader){ 0 };
    /* RFC 8446 4.2.7: point formats mean nothing in 1.3 */
    if (!bs_conn_is13(hs->c)) out->peer_point_formats = bs_r_from(hs->point_formats, hs->num_point_formats);
    out->peer_share = hs->peer_share;
    out->peer_dh = hs->peer_dh;
    if (hs->group && hs->group->kind == BS_GROUP_FFDHE) out->peer_dh = bs_dh_group_by_name(hs->group->name)->dh;
    if (hs->sni.len > 0 && hs->c->role == BS_SERVER) out->server_name = hs->sni;
}

void bs_conn_get_info(const struct bs_conn *c, struct bs_conn_info *out) {
    *out = (struct bs_conn_info){
        .role = c->role,
        .version = c->version || c->role == BS_SERVER ? c->version : bs_highest_version(c),
        .version_agreed = c->version != 0,
        .client_version = c->client_version < BS_TLS12 ? c->client_version : BS_TLS12,
        .suite = c->suite,
        .group = c->group,
        .own_sigalg = c->own_sigalg,
        .peer_sigalg = c->peer_sigalg,
        .own_cred = c->own_cred,
        .resumed = c->resumed,
        .ems = c->ems,
        .secure_renegotiation = c->secure_renegotiation,
        .ticket_expected = c->ticket_expected,
        .error_in_input = c->taking,
        .renegotiating = c->hs && c->hs->renegotiation,
        .sent_close = c->sent_close,
        .got_close = c->got_close,
        .key_update_due = c->update_due,
        .early_status = (enum bs_early_status)c->early_status,
        .early_over = c->role == BS_SERVER && c->early_mode == BS_EARLY_FINISHED,
        .num_post_messages = c->num_post,
        .peer_alert = c->peer_alert,
        .error = c->error,
        .alpn = bs_r_from(c->alpn, c->alpn_len),
        .server_name = c->role == BS_CLIENT ? c->cfg.server_name : bs_r_from(c->server_name, c->server_name_len),
        .own_finished = bs_r_from(c->own_finished, c->own_finished_len),
        .peer_finished = bs_r_from(c->peer_finished, c->peer_finished_len),
    };
    if (c->have_randoms) {
        out->client_random = bs_r_from(c->client_random, 32);
        out->server_random = bs_r_from(c->server_random, 32);
    } else if (c->hs) {
        out->client_random = bs_r_from(c->client_random, 32);
    }
    if (c->hs) info_of_handshake(c->hs, out);
}

/* RFC 8446 7.5: TLS-Exporter(label, context, length), where no context is the same as an empty one. */
static bs_status export13(enum bs_hash h, const uint8_t *master, const char *label, bs_reader context, uint8_t *out,
                          size_t out_len) {
    uint8_t secret[BS_HASH_MAX], digest[BS_HASH_MAX];
    if (out_len > 255 * bs_hash_len(h)) return BS_E_ARGUMENT;
    bs_hkdf_expand_label(h, master, label, bs_r_from(digest, bs_hash_once(h, (bs_reader){ 0 }, digest)), secret,
                         bs_hash_len(h));
    bs_hkdf_expand_label(h, secret, "exporter", bs_r_from(digest, bs_hash_once(h, context, digest)), out, out_len);
    bs_wipe(secret, sizeof(secret));
    return BS_OK;
}

/* RFC 5705 4: PRF(master_secret, label, client_random + server_random [+ context_value_length + context_value]). */
static bs_status export12(const struct bs_conn *c, const char *label, bs_reader context, bool has_context,
                          uint8_t *out, size_t out_len) {
    static const char *const reserved[] = { "client finished", "server finished", "master secret",
                                            "extended master secret", "key expansion" };
    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
        /* a prefix is enough: the random that follows the label must not make one of these either */
        if (strncmp(label, reserved[i], strlen(reserved[i])) == 0) return BS_E_ARGUMENT;
    }
    if (!c->session || context.len > 65535) return BS_E_ARGUMENT;
    size_t n = 64 + (has_context ? 2 + context.len : 0);
    uint8_t *seed = (uint8_t *)malloc(n);
    if (!seed) return BS_E_MEMORY;
    bs_writer w = bs_w_to(seed, n);
    bs_w_bytes(&w, c->client_random, 32);
    bs_w_bytes(&w, c->server_random, 32);
    if (has_context) bs_w_vec(&w, 2, context.p, context.len);
    bs_prf(c->version, c->suite->prf, bs_session_secret(c->session), label, bs_w_written(&w),
           (bs_reader){ 0 }, out, out_len);
    free(seed);
    return BS_OK;
}

/* RFC 8446 7.1: label<7..255> with "tls13 " before it */
#define LABEL_MAX 250

static bool copy_label(const char *label, size_t len, char out[LABEL_MAX]) {
    if (len >= LABEL_MAX) return false;
    memcpy(out, label, len);
    out[len] = 0;
    return true;
}

bs_status bs_conn_export(const struct bs_conn *c, const char *label, size_t label_len, bs_reader context,
                         bool has_context, uint8_t *out, size_t out_len) {
    char text[LABEL_MAX];
    bool ready = c->phase == BS_PHASE_OPEN || (c->phase == BS_PHASE_HANDSHAKE && c->hs && c->hs->exporter_ready);
    if (!ready || !c->suite) return BS_E_STATE;
    if (!copy_label(label, label_len, text)) return BS_E_ARGUMENT;
    if (bs_conn_is13(c)) return export13(c->suite->prf, c->exporter, text, context, out, out_len);
    return export12(c, text, context, has_context, out, out_len);
}

bs_status bs_conn_export_early(const struct bs_conn *c, const char *label, size_t label_len, bs_reader context,
                               uint8_t *out, size_t out_len) {
    char text[LABEL_MAX];
    if (!c->early) return BS_E_STATE;
    if (!copy_label(label, label_len, text)) return BS_E_ARGUMENT;
    return export13(c->early->hash, c->early->exporter, text, context, out, out_len);
}
