/*
 * Revocation by CRLs of the certificate's own issuer, of one above it in the chain, or, with
 * BS_PATH_EXTENDED_CRL_SUPPORT, of one that stands apart.                                           RFC 5280 6.3
 *
 * Of the CRLs under the issuer's name, and indirect ones under others, the best is taken by its score: one that fits in
 * scope, time and extensions before one that does not; what is wrong with the one taken is reported. A CRL may speak for
 * some reasons alone (RFC 5280 6.3.3 (d)): the search goes on until all are covered, or nothing new is found. An issuer
 * that is not on the path is looked for among the untrusted certificates, and its own path must lead to the same anchor.
 */
#include "src/x509/cert_ext.h"
#include "src/x509/name.h"
#include "src/x509/path_local.h"
#include "src/x509/purpose.h"
#include "src/x509/sig_alg.h"
#include "src/x509/suite_b.h"

enum {
    SCORE_TIME_DELTA = 0x2,   /* the delta is in time, which makes up for its base */
    SCORE_SAME_PATH = 0x8,    /* the issuer stands in the chain */
    SCORE_ISSUER_CERT = 0x10, /* it is the certificate's own */
    SCORE_ISSUER_NAME = 0x20,
    SCORE_TIME = 0x40,
    SCORE_SCOPE = 0x80,
    SCORE_NOCRITICAL = 0x100,
    SCORE_VALID = SCORE_TIME | SCORE_SCOPE | SCORE_NOCRITICAL
};

#define REASON_REMOVE_FROM_CRL 8

/* A CRL with what it was chosen by. */
struct choice {
    const struct bs_crl *crl, *delta;
    void *handle, *delta_handle;
    const struct bs_path_cert *issuer;
    int score;
    uint32_t reasons; /* covered by it and those before it */
};

/* OpenSSL's crl callbacks show the CRL beside the certificate at hand. */
static bool crl_fault(struct bs_path *p, bool bad, int code) {
    if (!bad) return true;
    p->error = code;
    return p->ops->event(p->arg, p, 0);
}

static bool has_flag(const struct bs_path *p, uint32_t flag) { return (p->flags & flag) != 0; }

static bool no_time(const struct bs_path *p) {
    return !has_flag(p, BS_PATH_USE_CHECK_TIME) && has_flag(p, BS_PATH_NO_CHECK_TIME);
}

static bool crl_time_ok(const struct bs_path *p, const struct bs_crl *c) {
    if (no_time(p)) return true;
    if (!c->this_update_ok || c->this_update > p->time) return false;
    return !c->next_update_raw.p || (c->next_update_ok && c->next_update > p->time);
}

/* A base that has ended does not matter beside a delta that has not. */
static bool report_crl_time(struct bs_path *p, const struct bs_crl *c, bool delta_in_time) {
    if (no_time(p)) return true;
    bool next = c->next_update_raw.p != NULL;
    bool over = next && c->next_update_ok && c->next_update <= p->time;
    return crl_fault(p, !c->this_update_ok, BS_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD) &&
           crl_fault(p, c->this_update_ok && c->this_update > p->time, BS_V_ERR_CRL_NOT_YET_VALID) &&
           crl_fault(p, next && !c->next_update_ok, BS_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD) &&
           crl_fault(p, over && !delta_in_time, BS_V_ERR_CRL_HAS_EXPIRED);
}

/* Depth of the certificate that should have signed the CRL: the next in the chain, or the top itself. */
static size_t issuer_depth(const struct bs_path *p) {
    size_t i = (size_t)p->error_depth;
    return i + 1 < p->num ? i + 1 : i;
}

/* By the CRL's authority key identifier, which may be absent. */
static bool akid_fits(const struct bs_crl *c, const struct bs_cert *issuer) {
    static const struct bs_akid none = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
    return bs_akid_matches(issuer, c->has_akid ? &c->akid : &none) == BS_AKID_MATCH;
}

static const struct bs_path_cert *find_named(const struct bs_path_cert *from, size_t num, const struct bs_crl *c) {
    for (size_t i = 0; i < num; i++) {
        if (bs_name_equal(from[i].cert->subject, c->issuer) && akid_fits(c, from[i].cert)) return &from[i];
    }
    return NULL;
}

/* Who signed the CRL: the certificate's issuer, or one of the CRL's name further up, or apart. */
static const struct bs_path_cert *find_issuer(const struct bs_path *p, const struct bs_crl *c, int *score) {
    size_t i = issuer_depth(p);
    if ((*score & SCORE_ISSUER_NAME) != 0 && akid_fits(c, p->chain[i].cert)) {
        *score |= SCORE_SAME_PATH | SCORE_ISSUER_CERT;
        return &p->chain[i];
    }
    const struct bs_path_cert *found = find_named(p->chain + i + 1, p->num - i - 1, c);
    if (found) *score |= SCORE_SAME_PATH;
    if (!found && has_flag(p, BS_PATH_EXTENDED_CRL_SUPPORT)) found = find_named(p->untrusted, p->num_untrusted_given, c);
    return found;
}

/* RFC 5280 6.3.3 (b): does the CRL speak for the certificate, and for which reasons? */
static bool in_scope(const struct bs_crl *c, const struct bs_cert *x, bool same_name, uint32_t *out_reasons) {
    const struct bs_issuing_point *idp = c->has_issuing_point ? &c->issuing_point : NULL;
    bs_reader points = x->crl_points;
    struct bs_dist_point point;
    *out_reasons = BS_REASONS_ALL;
    if (idp) {
        if (idp->only_attribute || ((x->flags & BS_EXFLAG_CA) != 0 ? idp->only_user : idp->only_ca)) return false;
        *out_reasons = idp->reasons;
    }
    while (bs_dist_point_next(&points, x->issuer, &point)) {
        if (point.crl_issuer.p ? !bs_general_names_have(point.crl_issuer, c->issuer) : !same_name) continue;
        if (idp && !bs_dist_point_same(&point.name, &idp->name)) continue;
        *out_reasons &= point.reasons;
        return true;
    }
    /* RFC 5280 6.3.3 (b) (1): without cRLIssuer the CRL issuer must match the certificate's */
    return same_name && (!idp || (!idp->name.full.p && !idp->name.relative.p));
}

/* More than one of the "only" flags contradict each other. RFC 5280 5.2.5 */
static bool issuing_point_invalid(const struct bs_issuing_point *idp) {
    return (int)idp->only_user + (int)idp->only_ca + (int)idp->only_attribute > 1;
}

static bool usable(const struct bs_path *p, const struct bs_crl *c, uint32_t reasons) {
    bool extended = has_flag(p, BS_PATH_EXTENDED_CRL_SUPPORT);
    if (c->invalid) return false;       /* who cannot be understood is no witness */
    if (c->base_number.p) return false; /* a delta comes with its base */
    if (c->has_issuing_point) {
        const struct bs_issuing_point *idp = &c->issuing_point;
        if (issuing_point_invalid(idp) || (!extended && (idp->indirect || idp->some_reasons))) return false;
        if (idp->some_reasons) return (idp->reasons & ~reasons) != 0;
    }
    return true;
}

/* 0: of no use at all. *reasons: in, covered so far; out, with this one. */
static int score(const struct bs_path *p, const struct bs_crl *c, const struct bs_cert *x, uint32_t *reasons,
                 const struct bs_path_cert **out_issuer) {
    uint32_t own;
    bool same_name = bs_name_equal(c->issuer, x->issuer);
    int s = same_name ? SCORE_ISSUER_NAME : 0;
    if (!usable(p, c, *reasons)) return 0;
    if (!same_name && !(c->has_issuing_point && c->issuing_point.indirect)) return 0;
    if (!c->critical) s |= SCORE_NOCRITICAL;
    if (crl_time_ok(p, c)) s |= SCORE_TIME;
    *out_issuer = find_issuer(p, c, &s);
    if (!*out_issuer) return 0;
    if (!in_scope(c, x, same_name, &own)) return s;
    if ((own & ~*reasons) == 0) return 0;
    *reasons |= own;
    return s | SCORE_SCOPE;
}

static int compare_numbers(bs_reader a, bs_reader b) {
    while (a.len > 0 && a.p[0] == 0) a = bs_r_from(a.p + 1, a.len - 1);
    while (b.len > 0 && b.p[0] == 0) b = bs_r_from(b.p + 1, b.len - 1);
    if (a.len != b.len) return a.len < b.len ? -1 : 1;
    return a.len == 0 ? 0 : memcmp(a.p, b.p, a.len); /* public numbers */
}

/* RFC 5280 5.2.4: a delta's scope, issuer and numbers fit its base. */
static bool is_delta_of(const struct bs_crl *delta, const struct bs_crl *base) {
    return delta->base_number.p && delta->number.p && base->number.p && bs_name_equal(delta->issuer, base->issuer) &&
           bs_r_same(delta->akid_raw, base->akid_raw) && bs_r_same(delta->issuing_point_raw, base->issuing_point_raw) &&
           compare_numbers(delta->base_number, base->number) <= 0 && compare_numbers(delta->number, base->number) > 0;
}

static void find_delta(struct bs_path *p, enum bs_crl_source from, const struct bs_cert *x, struct choice *best) {
    const struct bs_crl *c;
    void *handle;
    best->delta = NULL;
    if (!has_flag(p, BS_PATH_USE_DELTAS)) return;
    if ((x->flags & BS_EXFLAG_FRESHEST) == 0 && !best->crl->freshest) return;
    for (size_t i = 0; p->ops->crl(p->arg, from, x->issuer, i, &c, &handle); i++) {
        if (!is_delta_of(c, best->crl)) continue;
        if (crl_time_ok(p, c)) best->score |= SCORE_TIME_DELTA;
        best->delta = c;
        best->delta_handle = handle;
        return;
    }
}

/*
 * One source; a delta stands beside its base. As in OpenSSL, a CRL that only just fits covers its reasons for the source
 * that comes after, so what was given for this verification bars what is stored.
 */
static void find_in(struct bs_path *p, enum bs_crl_source from, const struct bs_cert *x, struct choice *best) {
    const uint32_t reasons = best->reasons;
    struct choice at = { 0 };
    bool found = false;
    if (p->ops->crl_begin) p->ops->crl_begin(p->arg, p, from, x->issuer);
    for (size_t i = 0; p->ops->crl(p->arg, from, x->issuer, i, &at.crl, &at.handle); i++) {
        at.reasons = reasons;
        at.score = score(p, at.crl, x, &at.reasons, &at.issuer);
        if (at.score == 0 || at.score < best->score) continue;
        /* the newer of two equals */
        if (at.score == best->score && best->crl && at.crl->this_update <= best->crl->this_update) continue;
        *best = at;
        found = true;
    }
    if (found) find_delta(p, from, x, best);
}

static bool find_crl(struct bs_path *p, const struct bs_cert *x, uint32_t reasons, struct choice *best) {
    *best = (struct choice){ .reasons = reasons };
    for (int from = 0; p->ops->crl && from < BS_CRL_SOURCES && best->score < SCORE_VALID; from++) {
        find_in(p, (enum bs_crl_source)from, x, best);
    }
    return best->crl != NULL;
}

/* A CRL of the program's choice is judged as the only one there is. */
static bool ask_for_crl(struct bs_path *p, struct choice *ch) {
    *ch = (struct choice){ .reasons = 0 };
    if (!p->ops->get_crl(p->arg, p, &ch->crl, &ch->handle)) return false;
    if (ch->crl) ch->score = score(p, ch->crl, p->current.cert, &ch->reasons, &ch->issuer);
    p->current_issuer = ch->issuer ? *ch->issuer : (struct bs_path_cert){ NULL, NULL };
    if (!ch->issuer) ch->issuer = &p->chain[issuer_depth(p)];
    return true;
}

static bool check_signature(struct bs_path *p, const struct bs_crl *c, const struct bs_cert *issuer) {
    if (issuer->key.type == BS_KEY_NONE) return crl_fault(p, true, BS_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY);
    int suite_b = bs_suite_b_crl(c->sig_alg, &issuer->key, p->flags);
    if (!crl_fault(p, suite_b != BS_V_OK, suite_b)) return false;
    bool bad = !bs_r_same(c->sig_alg, c->tbs_sig_alg) || c->signature_unused != 0 ||
               bs_sig_alg_verify(p->impl, c->sig_alg, &issuer->key, c->tbs, c->signature) != BS_OK;
    return crl_fault(p, bad, BS_V_ERR_CRL_SIGNATURE_FAILURE);
}

/* RFC 5280 6.3.3 (f): "The trust anchor for the certification path MUST be the same as the trust anchor used to validate
 * the target certificate." A path that is itself a CRL issuer's asks for no further ones. */
static bool issuer_path_good(struct bs_path *p, const struct bs_path_cert *issuer) {
    struct bs_path_cert anchor;
    return issuer->cert && !p->for_crl && p->ops->crl_path && p->ops->crl_path(p->arg, p, issuer, &anchor) &&
           bs_cert_same(anchor.cert, p->chain[p->num - 1].cert);
}

/* What is asked of a CRL that is no delta: of a delta it was asked of its base. */
static bool check_fit(struct bs_path *p, const struct choice *ch, const struct bs_crl *c) {
    bool bad_point = c->has_issuing_point && issuing_point_invalid(&c->issuing_point);
    if (!crl_fault(p, bs_ku_reject(ch->issuer->cert, BS_KU_CRL_SIGN), BS_V_ERR_KEYUSAGE_NO_CRL_SIGN) ||
        !crl_fault(p, (ch->score & SCORE_SCOPE) == 0, BS_V_ERR_DIFFERENT_CRL_SCOPE)) {
        return false;
    }
    bool bad_path = (ch->score & SCORE_SAME_PATH) == 0 && !issuer_path_good(p, &p->current_issuer);
    return crl_fault(p, bad_path, BS_V_ERR_CRL_PATH_VALIDATION_ERROR) &&
           crl_fault(p, bad_point || c->invalid, BS_V_ERR_INVALID_EXTENSION);
}

/* Who is at the top, and not its own issuer, has signed no CRL that speaks of it. */
static bool check_signer(struct bs_path *p, const struct choice *ch) {
    if (p->current_issuer.cert || (size_t)p->error_depth + 1 < p->num) return true;
    bool own = bs_path_check_issued(p, ch->issuer, ch->issuer);
    return crl_fault(p, !own, BS_V_ERR_UNABLE_TO_GET_CRL_ISSUER);
}

/* What the program's hooks may ask for while they are called. */
struct bs_path_crl {
    const struct choice *choice;
    const struct bs_crl *crl;
    void *handle;
};

static bool judge_crl(struct bs_path *p, const struct choice *ch, const struct bs_crl *c) {
    if (!c) return crl_fault(p, true, BS_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE); /* nothing of it can be read */
    if (!check_signer(p, ch) || (!c->base_number.p && !check_fit(p, ch, c))) return false;
    if ((ch->score & SCORE_TIME) == 0) {
        if (!report_crl_time(p, c, (ch->score & SCORE_TIME_DELTA) != 0)) return false;
        p->current_crl = NULL; /* OpenSSL's callbacks see none from here on */
    }
    return check_signature(p, c, ch->issuer->cert);
}

bool bs_path_check_crl(struct bs_path *p, const void *handle, bool *out_good) {
    if (!p->at_crl || p->at_crl->handle != handle) return false;
    *out_good = judge_crl(p, p->at_crl->choice, p->at_crl->crl);
    return true;
}

static bool check_crl(struct bs_path *p, const struct choice *ch, const struct bs_crl *c, void *handle) {
    const struct bs_path_crl at = { ch, c, handle };
    p->current_crl = handle;
    if (!p->ops->check_crl) return judge_crl(p, ch, c);
    p->at_crl = &at;
    bool ok = p->ops->check_crl(p->arg, p, handle);
    p->at_crl = NULL;
    return ok;
}

enum entry { ENTRY_STOP, ENTRY_GO_ON, ENTRY_REMOVED };

static enum entry judge_entry(struct bs_path *p, const struct bs_crl *c) {
    const struct bs_cert *x = p->current.cert;
    struct bs_crl_entry e;
    if (!c) return crl_fault(p, true, BS_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE) ? ENTRY_GO_ON : ENTRY_STOP;
    bool critical = !has_flag(p, BS_PATH_IGNORE_CRITICAL) && c->critical;
    if (!crl_fault(p, critical, BS_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION)) return ENTRY_STOP;
    if (!bs_crl_find(c, x->issuer, x->serial, &e)) return ENTRY_GO_ON;
    if (e.reason == REASON_REMOVE_FROM_CRL) return ENTRY_REMOVED;
    return crl_fault(p, true, BS_V_ERR_CERT_REVOKED) ? ENTRY_GO_ON : ENTRY_STOP;
}

bool bs_path_check_crl_entry(struct bs_path *p, const void *handle, int *out_verdict) {
    if (!p->at_crl || p->at_crl->handle != handle) return false;
    enum entry e = judge_entry(p, p->at_crl->crl);
    *out_verdict = e == ENTRY_REMOVED ? 2 : e == ENTRY_GO_ON;
    return true;
}

static enum entry check_entry(struct bs_path *p, const struct choice *ch, const struct bs_crl *c, void *handle) {
    const struct bs_path_crl at = { ch, c, handle };
    if (!p->ops->cert_crl) return judge_entry(p, c);
    p->at_crl = &at;
    int r = p->ops->cert_crl(p->arg, p, handle);
    p->at_crl = NULL;
    return r == 2 ? ENTRY_REMOVED : r != 0 ? ENTRY_GO_ON : ENTRY_STOP;
}

/* One CRL with its delta: what the delta says of a certificate taken back counts. */
static bool check_choice(struct bs_path *p, const struct choice *ch) {
    enum entry e = ENTRY_GO_ON;
    if (!check_crl(p, ch, ch->crl, ch->handle)) return false;
    if (ch->delta) {
        if (!check_crl(p, ch, ch->delta, ch->delta_handle)) return false;
        e = check_entry(p, ch, ch->delta, ch->delta_handle);
    }
    if (e == ENTRY_GO_ON) e = check_entry(p, ch, ch->crl, ch->handle);
    return e != ENTRY_STOP;
}

static bool check_cert(struct bs_path *p, size_t depth) {
    uint32_t reasons = 0;
    struct choice ch;
    p->error_depth = (int)depth;
    p->current = p->chain[depth];
    p->current_issuer = (struct bs_path_cert){ NULL, NULL };
    while (reasons != BS_REASONS_ALL) {
        bool found = p->ops->get_crl ? ask_for_crl(p, &ch) : find_crl(p, p->current.cert, reasons, &ch);
        if (!found) return crl_fault(p, true, BS_V_ERR_UNABLE_TO_GET_CRL);
        if (!p->ops->get_crl) p->current_issuer = *ch.issuer;
        bool more = ch.reasons != reasons;
        reasons = ch.reasons;
        bool ok = check_choice(p, &ch);
        p->current_crl = NULL;
        if (!ok) return false;
        if (!more) return crl_fault(p, true, BS_V_ERR_UNABLE_TO_GET_CRL);
    }
    return true;
}

int bs_path_check_revocation(struct bs_path *p) {
    if (!has_flag(p, BS_PATH_CRL_CHECK)) return 1;
    /* CRL_CHECK alone asks about the end of the path that all is for, not about a CRL's issuer */
    size_t n = has_flag(p, BS_PATH_CRL_CHECK_ALL) ? p->num : p->for_crl ? 0 : 1;
    for (size_t i = 0; i < n; i++) {
        if (!check_cert(p, i)) return 0;
    }
    return 1;
}
