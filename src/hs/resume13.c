/* TLS 1.3: which PSK of a ClientHello is taken, a ticket's or the program's. RFC 8446 2.2, 4.2.11 */
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"

#define MAX_IDENTITIES 10 /* of a ClientHello that are tried */

/* One that the program knows; the engine's copy is of its own context. */
static bs_status find_external(struct bs_hs *hs, bs_reader identity, struct bs_session **out) {
    struct bs_conn *c = hs->c;
    struct bs_session *theirs = NULL;
    *out = NULL;
    if (!c->cfg.ops->psk_find) return BS_OK;
    BS_TRY(c->cfg.ops->psk_find(c->app, identity, &theirs));
    if (!theirs) return BS_OK;
    struct bs_session *s = c->cfg.ops->session_alloc(c->app);
    bs_status st = s ? bs_session_copy(s, theirs) : BS_E_MEMORY;
    bs_session_free(theirs);
    if (st != BS_OK) {
        bs_session_free(s);
        return st;
    }
    s->sid_ctx_len = c->cfg.sid_ctx_len;
    memcpy(s->sid_ctx, c->cfg.sid_ctx, sizeof(s->sid_ctx));
    *out = s;
    return BS_OK;
}

/* A ticket, or the id of a session in the cache. */
static bs_status find_ticket(struct bs_hs *hs, bs_reader identity, struct bs_session **out) {
    enum bs_ticket_result result = BS_TICKET_SUCCESS_RENEW;
    *out = NULL;
    if (!bs_stateful13(hs)) {
        BS_TRY(bs_session_by_ticket(hs, identity, out, &result));
    } else if (identity.len == BS_SESSION_ID_MAX) {
        BS_TRY(bs_session_by_id(hs, identity, out));
    }
    if (result != BS_TICKET_NONE && result != BS_TICKET_SUCCESS) hs->ticket_due = true;
    return BS_OK;
}

#define AGE_TOLERANCE_MS 10000 /* OpenSSL's: how long a ClientHello may have been under way */

/* RFC 8446 8.3: "freshness", in the whole seconds that a ticket tells, with one more for the rounding */
static bool is_young(const struct bs_hs *hs, const struct bs_session *s, uint32_t obfuscated) {
    const struct bs_env *env = hs->c->cfg.env;
    uint64_t now_s = env->now_ms(env->arg) / 1000, age_s = now_s - s->time_s;
    uint32_t theirs = obfuscated - s->ticket_age_add;
    if (now_s < s->time_s || age_s > s->timeout_s || age_s > UINT32_MAX / 1000 - 1) return false;
    uint32_t ours = (uint32_t)age_s * 1000 + 1000;
    return theirs <= ours && (uint64_t)theirs + AGE_TOLERANCE_MS >= ours;
}

/* RFC 8446 8.1: where early data may come, a ticket is good for one handshake. */
static bool is_single_use(const struct bs_hs *hs) {
    return hs->c->cfg.max_early_data > 0 && !bs_hs_flag(hs, BS_CF_NO_ANTI_REPLAY);
}

static bool claims(const struct bs_hs *hs, struct bs_session *s) {
    const struct bs_ops *ops = hs->c->cfg.ops;
    return ops->session_claim && ops->session_claim(hs->c->app, s);
}

static bs_status try_identity(struct bs_hs *hs, bs_reader identity, uint32_t age, bool *out_ok) {
    struct bs_session *s;
    *out_ok = false;
    BS_TRY(find_external(hs, identity, &s));
    bool external = s != NULL;
    if (external) hs->ticket_due = true;
    if (!s) BS_TRY(find_ticket(hs, identity, &s));
    if (!s) return BS_OK;
    bs_status st = bs_session_judge(hs, s, false, out_ok);
    const struct bs_suite *suite = bs_suite_find(s->suite);
    /* RFC 8446 4.2.11: the PSK's hash must be that of the suite */
    if (!suite || suite->prf != hs->suite->prf || bs_session_secret(s).len == 0) *out_ok = false;
    bool claimed = !external && is_single_use(hs);
    if (claimed && !claims(hs, s)) *out_ok = false;
    hs->early_ok = external || is_young(hs, s, age);
    if (st != BS_OK || !*out_ok) {
        const struct bs_ops *ops = hs->c->cfg.ops;
        /* else it is out of the cache already */
        if (st != BS_OK && !claimed && ops->session_remove) ops->session_remove(hs->c->app, s);
        bs_session_free(s);
        hs->ticket_due = true; /* in place of the one of no use */
        return st;
    }
    bs_session_take(hs, s);
    hs->external_psk = external;
    return BS_OK;
}

/* After a pause the search goes on where it was: what was tried before is judged, and may be out of the cache. */
static bs_status try_identities(struct bs_hs *hs) {
    bs_reader ids = hs->psk_ids, identity;
    uint32_t age;
    for (uint16_t i = 0; i < MAX_IDENTITIES && bs_psk_next(&ids, &identity, &age); i++) {
        bool ok = false;
        if (i < hs->num_psks_tried) continue;
        BS_TRY(try_identity(hs, identity, age, &ok));
        hs->num_psks_tried = (uint8_t)(i + 1);
        if (!ok) continue;
        hs->psk_index = i;
        return bs_psk_check_binder(hs);
    }
    return BS_OK;
}

bs_status bs_resume13(struct bs_hs *hs, bs_reader body) {
    (void)body;
    if (hs->num_psks_tried == 0) {
        hs->resumed = hs->c->resumed = hs->external_psk = false; /* of a first ClientHello, that is */
        hs->ticket_due = true;
        if (!bs_ext_got(hs, BS_EXT_PRE_SHARED_KEY) || hs->psk_modes == 0) return BS_OK;
        hs->ticket_due = false; /* as OpenSSL: unless what is found of the PSKs says so */
    }
    bs_status st = try_identities(hs);
    if (!bs_is_want(st)) hs->num_psks_tried = 0;
    return st;
}

bool bs_stateful13(const struct bs_hs *hs) {
    return bs_hs_flag(hs, BS_CF_NO_TICKET) || is_single_use(hs); /* which needs a cache */
}
