/* Sessions: made, found again, judged. RFC 5246 7.3, F.1.4; RFC 5077 3; RFC 7627 5.3 */
#include "src/base/secret.h"
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"
#include "src/session/session_asn1.h"

#include <stdlib.h>

static uint64_t now_s(const struct bs_conn *c) { return c->cfg.env->now_ms(c->cfg.env->arg) / 1000; }

/*
 * A session belongs to the name that the server acknowledged, as in OpenSSL; without an answer it belongs to none. It
 * remembers the protocol too, until another full handshake.
 */
bs_status bs_session_keep_names(const struct bs_hs *hs, struct bs_session *s) {
    if (!hs->resumed) BS_TRY(bs_session_set_bytes(&s->alpn, &s->alpn_len, bs_r_from(hs->c->alpn, hs->c->alpn_len)));
    bs_reader name = hs->c->role == BS_CLIENT ? hs->c->cfg.server_name : hs->sni;
    if (!hs->ack_server_name || name.len == 0 || s->server_name) return BS_OK;
    s->server_name = (char *)malloc(name.len + 1);
    if (!s->server_name) return BS_E_MEMORY;
    memcpy(s->server_name, name.p, name.len);
    s->server_name[name.len] = 0;
    return BS_OK;
}

bs_status bs_session_begin(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    const struct bs_config *cfg = &c->cfg;
    struct bs_session *s = cfg->ops->session_alloc ? cfg->ops->session_alloc(c->app) : NULL;
    if (!s) return BS_E_MEMORY;
    bs_session_free(hs->session);
    hs->session = s;
    s->version = c->version;
    s->suite = hs->suite ? hs->suite->id : 0;
    bool kept = c->role == BS_SERVER && c->version < BS_TLS13;
    s->sid_ctx_len = kept ? hs->sid_ctx_len : cfg->sid_ctx_len;
    memcpy(s->sid_ctx, kept ? hs->sid_ctx : cfg->sid_ctx, s->sid_ctx_len);
    s->time_ms = cfg->env->now_ms(cfg->env->arg);
    s->time_s = s->time_ms / 1000;
    s->timeout_s = cfg->timeout_s;
    c->max_fragment_code = BS_MAX_FRAGMENT_NONE; /* until it is agreed on */
    return bs_session_keep_names(hs, s);
}

bs_status bs_session_name(struct bs_hs *hs, struct bs_session *s) {
    const struct bs_ops *ops = hs->c->cfg.ops;
    s->id_len = BS_SESSION_ID_MAX;
    return ops->session_id ? ops->session_id(hs->c->app, s->id, &s->id_len) : bs_hs_random(hs, s->id, BS_SESSION_ID_MAX);
}

bool bs_session_forbidden(struct bs_hs *hs) {
    const struct bs_ops *ops = hs->c->cfg.ops;
    if (ops->session_forbid && ops->session_forbid(hs->c->app, bs_suite_is_forward_secret(hs->suite))) {
        hs->session->not_resumable = true;
    }
    return hs->session->not_resumable;
}

void bs_session_establish(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    struct bs_session *s = hs->session ? hs->session : hs->old;
    if (hs->session) {
        if (bs_session_keep_names(hs, s) != BS_OK) s->not_resumable = true; /* out of memory: better not resumed than misused */
        hs->session = NULL;
    } else {
        hs->old = NULL;
    }
    bs_session_free(c->session);
    c->session = s;
}

/* RFC 8446 4.6.1: a ticket "MUST NOT [be used] longer than" its lifetime. Before, the server alone judges the age. */
static bool in_lifetime(const struct bs_hs *hs, const struct bs_session *s) {
    uint64_t now = now_s(hs->c);
    return s->version < BS_TLS13 || (now >= s->time_s && now - s->time_s <= s->ticket_lifetime_s);
}

bool bs_can_offer(const struct bs_hs *hs, uint16_t version) {
    const struct bs_session *s = hs->old;
    if (!s || s->version != version || s->not_resumable || !bs_version_enabled(hs->c, version)) return false;
    if (version < hs->offer_min || version > hs->offer_max || !in_lifetime(hs, s)) return false;
    const struct bs_suite *suite = bs_suite_find(s->suite);
    if (version >= BS_TLS13) return suite != NULL; /* another suite with the same hash will do: RFC 8446 4.2.11 */
    if (!suite || !bs_list_has(hs->c->cfg.suites, hs->c->cfg.num_suites, s->suite)) return false;
    return bs_suite_usable(hs->c, suite, version, BS_SEC_SUITE_SUPPORTED);
}

bs_status bs_session_judge(struct bs_hs *hs, struct bs_session *s, bool found, bool *out_ok) {
    const struct bs_config *cfg = &hs->c->cfg;
    *out_ok = false;
    if (s->version != hs->c->version || s->not_resumable) return BS_OK;
    if (!bs_r_equal(bs_r_from(s->sid_ctx, s->sid_ctx_len), cfg->sid_ctx, cfg->sid_ctx_len)) return BS_OK;
    if ((cfg->verify & BS_VERIFY_PEER) && cfg->sid_ctx_len == 0) return BS_E_SESSION_CONTEXT_UNSET;
    *out_ok = bs_session_is_fresh(s, now_s(hs->c));
    if (!*out_ok && cfg->ops->session_expired) cfg->ops->session_expired(hs->c->app, s, found);
    return BS_OK;
}

bs_status bs_session_by_id(struct bs_hs *hs, bs_reader id, struct bs_session **out) {
    *out = NULL;
    if (!hs->c->cfg.ops->session_find || id.len == 0 || id.len > BS_SESSION_ID_MAX) return BS_OK;
    return hs->c->cfg.ops->session_find(hs->c->app, id, out);
}

void bs_session_take(struct bs_hs *hs, struct bs_session *s) {
    bs_session_free(hs->old);
    hs->old = s;
    hs->resumed = hs->c->resumed = true; /* as callbacks find it from now on */
}

/* RFC 6066 3: "MUST NOT accept the request to resume the session if the server_name extension contains a different name" */
static bool same_name(const struct bs_hs *hs, const struct bs_session *s) {
    return !s->server_name || hs->sni.len == 0 || bs_r_equal(hs->sni, s->server_name, strlen(s->server_name));
}

/* RFC 7627 5.3, and the suite, which RFC 5246 7.4.1.2 wants in the list. */
static bs_status judge12(struct bs_hs *hs, struct bs_session *s, bool found, bool *out_ok) {
    BS_TRY(bs_session_judge(hs, s, found, out_ok));
    if (!*out_ok) return BS_OK;
    if (s->ems && !hs->ems) return BS_E_INCONSISTENT_EMS;
    *out_ok = s->ems == hs->ems && same_name(hs, s);
    if (!*out_ok) return BS_OK;
    if (!bs_client_hello_offers(&hs->ch, s->suite)) return BS_E_RESUMED_WITHOUT_CIPHER;
    const struct bs_suite *suite = bs_suite_find(s->suite);
    *out_ok = bs_suite_usable(hs->c, suite, hs->c->version, BS_SEC_SUITE_SHARED) &&
              bs_list_has(hs->c->cfg.suites, hs->c->cfg.num_suites, s->suite);
    return BS_OK;
}

static bool uses_tickets12(const struct bs_hs *hs) {
    if (bs_hs_flag(hs, BS_CF_NO_TICKET) || !bs_conn_allows(hs->c, BS_SEC_TICKET, 0, 0)) return false;
    return bs_ext_got(hs, BS_EXT_SESSION_TICKET) && hs->c->cfg.ops->ticket_seal;
}

bs_status bs_resume12(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_session *s = NULL;
    bool ok = false, tickets = uses_tickets12(hs);
    hs->c->resumed = false;
    hs->sid_ctx_len = hs->c->cfg.sid_ctx_len;
    memcpy(hs->sid_ctx, hs->c->cfg.sid_ctx, hs->sid_ctx_len);
    if (hs->c->ems && !hs->ems) return BS_E_INCONSISTENT_EMS; /* a renegotiation may not lose it, as OpenSSL has it */
    /* as OpenSSL, which then makes no new ticket either */
    if (hs->renegotiation && hs->c->fresh_session && bs_hs_flag(hs, BS_CF_NO_RESUME_ON_RENEGOTIATION)) return BS_OK;
    /* a ticket of the programs' own is none of ours, and goes with a secret of theirs: shared_secret.c */
    bool theirs = bs_hs_flag(hs, BS_CF_SHARED_SECRET);
    if (theirs && tickets && hs->ticket.len > 0) return BS_OK;
    enum bs_ticket_result result = BS_TICKET_NONE;
    if (tickets) BS_TRY(bs_session_by_ticket(hs, hs->ticket, &s, &result));
    if (result <= BS_TICKET_EMPTY) BS_TRY(bs_session_by_id(hs, hs->ch.session_id, &s));
    hs->send_ticket = !theirs && result != BS_TICKET_NONE && result != BS_TICKET_SUCCESS;
    if (!s) return BS_OK;
    bs_status st = judge12(hs, s, result <= BS_TICKET_EMPTY, &ok);
    if (st != BS_OK || !ok) {
        bs_session_free(s);
        if (result > BS_TICKET_EMPTY) hs->send_ticket = true; /* in place of the one of no use */
        return st;
    }
    if (s->id_len == 0 && bs_r_copy(hs->ch.session_id, s->id, sizeof(s->id))) {
        s->id_len = (uint8_t)hs->ch.session_id.len; /* RFC 5077 3.4: a session out of a ticket goes by the client's id */
    }
    bs_session_take(hs, s);
    hs->suite = bs_suite_find(s->suite);
    return BS_OK;
}

bs_status bs_rejudge12(struct bs_hs *hs, bs_reader body) {
    (void)body;
    const struct bs_config *cfg = &hs->c->cfg;
    if (!hs->resumed || !(cfg->verify & BS_VERIFY_PEER)) return BS_OK;
    if (bs_r_equal(bs_r_from(hs->sid_ctx, hs->sid_ctx_len), cfg->sid_ctx, cfg->sid_ctx_len)) return BS_OK;
    if (hs->old->server_name && hs->sni.len > 0) return BS_OK; /* of the same name, as was judged */
    hs->resumed = hs->c->resumed = false;
    hs->send_ticket = uses_tickets12(hs);
    hs->suite = NULL;
    bs_session_free(hs->old);
    hs->old = NULL;
    return BS_OK;
}
