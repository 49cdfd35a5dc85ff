/*
 * Revocation by complete CRLs of the certificate's own issuer.
 *
 * Of the CRLs under the issuer's name, the best is taken: one that fits in scope, time and extensions before one that
 * does not. What is wrong with the one taken is reported. A CRL for part of the certificates (an issuing distribution
 * point), a delta, or one with critical extensions that nobody handles never counts as good news.
 */
#include "src/x509/cert_ext.h"
#include "src/x509/name.h"
#include "src/x509/path_local.h"
#include "src/x509/purpose.h"
#include "src/x509/sig_alg.h"

enum { SCORE_AKID = 0x4, SCORE_TIME = 0x40, SCORE_SCOPE = 0x80, SCORE_NOCRITICAL = 0x100 };

#define REASON_REMOVE_FROM_CRL 8

/* OpenSSL's crl callbacks show the CRL beside the certificate at hand. */
static bool crl_fault(struct bs_path *p, bool bad, int code) {
    if (!bad) return true;
    p->error = code;
    return p->ops->event(p->arg, p, false);
}

static bool no_time(const struct bs_path *p) {
    return (p->flags & BS_PATH_USE_CHECK_TIME) == 0 && (p->flags & BS_PATH_NO_CHECK_TIME) != 0;
}

static bool crl_time_ok(const struct bs_path *p, const struct bs_crl *c) {
    if (no_time(p)) return true;
    if (!c->this_update_ok || c->this_update > p->time) return false;
    return !c->next_update_raw.p || (c->next_update_ok && c->next_update > p->time);
}

static bool report_crl_time(struct bs_path *p, const struct bs_crl *c) {
    if (no_time(p)) return true;
    bool next = c->next_update_raw.p != NULL;
    return crl_fault(p, !c->this_update_ok, BS_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD) &&
           crl_fault(p, c->this_update_ok && c->this_update > p->time, BS_V_ERR_CRL_NOT_YET_VALID) &&
           crl_fault(p, next && !c->next_update_ok, BS_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD) &&
           crl_fault(p, next && c->next_update_ok && c->next_update <= p->time, BS_V_ERR_CRL_HAS_EXPIRED);
}

/* The certificate that should have signed the CRL: the next in the chain, or the top itself. */
static const struct bs_path_cert *crl_issuer(const struct bs_path *p) {
    size_t i = (size_t)p->error_depth;
    return &p->chain[i + 1 < p->num ? i + 1 : i];
}

/* 0: of no use at all. */
static int score(const struct bs_path *p, const struct bs_crl *c, const struct bs_cert *x) {
    int s = 0;
    if (c->is_delta || c->invalid || !bs_name_equal(c->issuer, x->issuer)) return 0;
    const struct bs_cert *issuer = crl_issuer(p)->cert;
    if (!bs_name_equal(issuer->subject, c->issuer)) return 0;
    if (c->has_akid && bs_akid_matches(issuer, &c->akid) != BS_AKID_MATCH) return 0;
    s |= SCORE_AKID;
    if (!c->critical) s |= SCORE_NOCRITICAL;
    if (crl_time_ok(p, c)) s |= SCORE_TIME;
    if (!c->has_distribution_point) s |= SCORE_SCOPE;
    return s;
}

static const struct bs_crl *best_crl(struct bs_path *p, const struct bs_cert *x, int *out_score) {
    const struct bs_crl *c, *best = NULL;
    void *handle;
    *out_score = 0;
    for (size_t i = 0; p->ops->crl && p->ops->crl(p->arg, x->issuer, i, &c, &handle); i++) {
        int s = score(p, c, x);
        if (s == 0 || s < *out_score) continue;
        if (s == *out_score && best && c->this_update <= best->this_update) continue; /* the newer of two equals */
        *out_score = s;
        best = c;
        p->current_crl = handle;
    }
    return best;
}

static bool check_crl(struct bs_path *p, const struct bs_crl *c, int s) {
    const struct bs_path_cert *issuer = crl_issuer(p);
    if ((size_t)p->error_depth + 1 == p->num &&
        !crl_fault(p, !bs_path_check_issued(p, issuer, issuer), BS_V_ERR_UNABLE_TO_GET_CRL_ISSUER)) {
        return false;
    }
    bool no_key = issuer->cert->key.type == BS_KEY_NONE;
    if (!crl_fault(p, bs_ku_reject(issuer->cert, BS_KU_CRL_SIGN), BS_V_ERR_KEYUSAGE_NO_CRL_SIGN) ||
        !crl_fault(p, (s & SCORE_SCOPE) == 0, BS_V_ERR_DIFFERENT_CRL_SCOPE) ||
        ((s & SCORE_TIME) == 0 && !report_crl_time(p, c)) ||
        !crl_fault(p, no_key, BS_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY)) {
        return false;
    }
    bool bad = !no_key && (!bs_r_same(c->sig_alg, c->tbs_sig_alg) || c->signature_unused != 0 ||
                           bs_sig_alg_verify(p->impl, c->sig_alg, &issuer->cert->key, c->tbs, c->signature) != BS_OK);
    return crl_fault(p, bad, BS_V_ERR_CRL_SIGNATURE_FAILURE);
}

static bool check_entry(struct bs_path *p, const struct bs_crl *c, const struct bs_cert *x) {
    struct bs_crl_entry e;
    bool critical = (p->flags & BS_PATH_IGNORE_CRITICAL) == 0 && c->critical;
    if (!crl_fault(p, critical, BS_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION)) return false;
    bool revoked = bs_crl_find(c, x->serial, &e) && e.reason != REASON_REMOVE_FROM_CRL;
    return crl_fault(p, revoked, BS_V_ERR_CERT_REVOKED);
}

static bool check_cert(struct bs_path *p, size_t depth) {
    int s;
    p->error_depth = (int)depth;
    p->current = p->chain[depth];
    p->current_issuer = (struct bs_path_cert){ NULL, NULL };
    const struct bs_cert *x = p->current.cert;
    const struct bs_crl *c = best_crl(p, x, &s);
    bool ok = c ? check_crl(p, c, s) && check_entry(p, c, x) : crl_fault(p, true, BS_V_ERR_UNABLE_TO_GET_CRL);
    p->current_crl = NULL;
    return ok;
}

int bs_path_check_revocation(struct bs_path *p) {
    if ((p->flags & BS_PATH_CRL_CHECK) == 0) return 1;
    size_t n = (p->flags & BS_PATH_CRL_CHECK_ALL) != 0 ? p->num : 1;
    for (size_t i = 0; i < n; i++) {
        if (!check_cert(p, i)) return 0;
    }
    return 1;
}
