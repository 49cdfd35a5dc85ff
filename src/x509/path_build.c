/*
 * Chain building.
 *
 * Two sources of issuers: what the peer sent ("untrusted") and the trust store. By default the store is asked first
 * at each step, and once it has answered, the peer's certificates are not looked at again. Without TRUSTED_FIRST the
 * peer's go first, and when they lead nowhere, the chain is cut back one certificate at a time to find one that the
 * store knows an issuer of (an "alternate" chain).
 *
 * TLSA records (dane.h) may make one of the peer's a trust anchor, or ask for more than the store's word. Without
 * records that ask for the store, it is not looked at.
 */
#include "src/x509/name.h"
#include "src/x509/path_local.h"
#include "src/x509/purpose.h"

struct search {
    bool untrusted, trusted, alternate; /* where to look now */
    bool may_trust, may_alternate;
    bool failed;      /* what the records say could not be found out */
    size_t alt;       /* certificates of the peer's that an alternate chain would keep */
    size_t max;       /* certificates a chain may have before it is too long */
    enum bs_trust trust;
};

static bool self_signed(const struct bs_cert *c) { return (c->flags & BS_EXFLAG_SS) != 0; }

/* Without a key or with malformed extensions that question cannot be answered, and validation ends. */
static bool self_signed_known(const struct bs_cert *c) {
    return c->key.type != BS_KEY_NONE && (c->flags & BS_EXFLAG_INVALID) == 0;
}

static bool in_chain(const struct bs_path *p, const struct bs_cert *c) {
    for (size_t i = 0; i < p->num; i++) {
        if (bs_cert_same(p->chain[i].cert, c)) return true;
    }
    return false;
}

static bool better(const struct bs_cert *a, const struct bs_cert *b) {
    return a->not_after_ok && (!b->not_after_ok || a->not_after > b->not_after);
}

int bs_path_best_issuer(struct bs_path *p, const struct bs_path_cert *subject, const struct bs_path_cert *candidates,
                        size_t num_candidates) {
    int best = -1;
    for (size_t i = 0; i < num_candidates; i++) {
        const struct bs_path_cert *c = &candidates[i];
        if (!bs_path_check_issued(p, subject, c)) continue;
        if (bs_path_time_ok(p, c->cert)) return (int)i;
        if (best < 0 || better(c->cert, candidates[best].cert)) best = (int)i;
    }
    return best;
}

/* The same among the peer's certificates, none of them twice in the chain. */
static int best_untrusted(struct bs_path *p, const struct bs_path_cert *subject) {
    bool self_issued_leaf = (subject->cert->flags & BS_EXFLAG_SI) != 0 && p->num == 1;
    int best = -1;
    for (size_t i = 0; i < p->num_untrusted_given; i++) {
        const struct bs_path_cert *c = &p->untrusted[i];
        if (!bs_path_check_issued(p, subject, c) || (!self_issued_leaf && in_chain(p, c->cert))) continue;
        if (bs_path_time_ok(p, c->cert)) return (int)i;
        if (best < 0 || better(c->cert, p->untrusted[best].cert)) best = (int)i;
    }
    return best;
}

/* The store trusts the chain from this depth on. */
static enum bs_trust by_store(struct bs_path *p, size_t depth) {
    return bs_dane_pkix_suffices(p, depth) ? BS_TRUST_TRUSTED : BS_TRUST_UNTRUSTED;
}

/* Trust of the certificates from depth `from` up, all of the store's. */
static enum bs_trust check_trust(struct bs_path *p, struct search *s, size_t from) {
    if (from > 0 && bs_dane_issuer(p, from, &s->failed)) return BS_TRUST_TRUSTED;
    if (s->failed) return BS_TRUST_UNTRUSTED;
    for (size_t i = from; i < p->num; i++) {
        enum bs_trust t = bs_path_trust(p, &p->chain[i], 0);
        if (t == BS_TRUST_TRUSTED) return by_store(p, from);
        if (t == BS_TRUST_REJECTED) {
            return bs_path_fault(p, &p->chain[i], (int)i, BS_V_ERR_CERT_REJECTED) ? BS_TRUST_UNTRUSTED : BS_TRUST_REJECTED;
        }
    }
    if (from < p->num && (p->flags & BS_PATH_PARTIAL_CHAIN) != 0) return by_store(p, from);
    return BS_TRUST_UNTRUSTED;
}

/* PARTIAL_CHAIN: the leaf itself may stand in the store. -1 if the store fails. */
static int check_direct_trust(struct bs_path *p) {
    struct bs_path_cert match;
    if ((p->flags & BS_PATH_PARTIAL_CHAIN) == 0) return BS_TRUST_UNTRUSTED;
    int found = p->ops->trusted_match(p->arg, p, &p->chain[0], &match);
    if (found <= 0) return found < 0 ? -1 : BS_TRUST_UNTRUSTED;
    if (bs_path_trust(p, &match, 0) == BS_TRUST_REJECTED) {
        return bs_path_fault(p, &p->chain[0], 0, BS_V_ERR_CERT_REJECTED) ? BS_TRUST_UNTRUSTED : BS_TRUST_REJECTED;
    }
    p->chain[0] = match;
    p->num_untrusted = 0;
    return (int)by_store(p, p->num);
}

/* What a step of the search says: look again, fall through to the peer's certificates, stop, or fail. */
enum step { STEP_AGAIN, STEP_FALL, STEP_STOP, STEP_FAIL };

/* The store has an issuer for chain[keep - 1]. */
static enum step add_trusted(struct bs_path *p, struct search *s, size_t keep, struct bs_path_cert issuer) {
    const struct bs_cert *of = p->chain[keep - 1].cert;
    if (!self_signed_known(of) || !bs_path_has_key(p, keep - 1)) return STEP_FAIL;
    bool top = self_signed(of);
    size_t from = keep;
    if (s->alternate) {
        s->alternate = false;
        p->num = p->num_untrusted = keep;
        bs_dane_cut(p, keep);
    }
    if (!top) {
        p->chain[p->num++] = issuer;
        if (!self_signed_known(issuer.cert)) return STEP_FAIL;
        top = self_signed(issuer.cert);
    } else if (!bs_cert_same(of, issuer.cert)) {
        return STEP_FALL; /* a self-signed certificate under the name of a trusted one */
    } else {
        p->num_untrusted = from = p->num - 1;
        p->chain[from] = issuer;
    }
    s->untrusted = false;
    s->trust = check_trust(p, s, from);
    if (s->failed) return STEP_FAIL;
    if (s->trust != BS_TRUST_UNTRUSTED) return STEP_STOP;
    return top ? STEP_FALL : STEP_AGAIN;
}

/* The store has nothing more: is there a shorter chain to try? */
static enum step try_shorter(struct bs_path *p, struct search *s) {
    if (s->alternate && --s->alt > 0) return STEP_AGAIN;
    if (!s->may_alternate || s->alternate || p->num_untrusted < 2) return STEP_STOP;
    s->alternate = true;
    s->alt = p->num_untrusted - 1;
    return STEP_AGAIN;
}

static enum step step_trusted(struct bs_path *p, struct search *s) {
    size_t keep = s->alternate ? s->alt : p->num;
    struct bs_path_cert issuer;
    int found = p->num > s->max ? 0 : p->ops->trusted_issuer(p->arg, p, &p->chain[keep - 1], &issuer);
    if (found < 0) {
        p->error = BS_V_ERR_STORE_LOOKUP;
        return STEP_FAIL;
    }
    if (found > 0) {
        enum step st = add_trusted(p, s, keep, issuer);
        if (st != STEP_FALL) return st;
    }
    return s->untrusted ? STEP_FALL : try_shorter(p, s);
}

static enum step step_untrusted(struct bs_path *p, struct search *s) {
    struct bs_path_cert *top = &p->chain[p->num - 1];
    bool end = p->num > s->max || (self_signed_known(top->cert) && self_signed(top->cert));
    int i = end ? -1 : best_untrusted(p, top);
    if (i < 0) {
        s->untrusted = false;
        s->trusted = s->may_trust;
        return STEP_AGAIN;
    }
    p->chain[p->num++] = p->untrusted[i];
    p->num_untrusted++;
    if (bs_dane_issuer(p, p->num_untrusted - 1, &s->failed)) {
        s->trust = BS_TRUST_TRUSTED;
        return STEP_STOP;
    }
    return s->failed ? STEP_FAIL : STEP_AGAIN;
}

static int run(struct bs_path *p, struct search *s) {
    /* each turn lengthens the chain, shortens it for good, or ends one of the sources */
    while (s->untrusted || s->trusted) {
        p->error_depth = (int)p->num - 1;
        enum step st = s->trusted ? step_trusted(p, s) : STEP_FALL;
        if (st == STEP_FALL) st = s->untrusted ? step_untrusted(p, s) : STEP_AGAIN;
        if (st == STEP_STOP) break;
        if (st != STEP_FAIL) continue;
        if (p->error == BS_V_OK) p->error = BS_V_ERR_UNSPECIFIED;
        return -1;
    }
    return 1;
}

/* No trusted certificate was reached: say why. */
static int report_untrusted(struct bs_path *p, const struct search *s) {
    int top = (int)p->num - 1;
    int code;
    if (p->error == BS_V_ERR_CERT_NOT_YET_VALID || p->error == BS_V_ERR_CERT_HAS_EXPIRED) return 0;
    if (p->error != BS_V_OK) return bs_path_fault(p, NULL, top, p->error);
    if (p->num > s->max && !bs_path_fault(p, NULL, top, BS_V_ERR_CERT_CHAIN_TOO_LONG)) return 0;
    const struct bs_dane *d = p->dane;
    const bool unmatched = d != NULL && (!bs_dane_has(d, BS_DANE_ANY_PKIX) || d->pkix_depth >= 0);
    if (unmatched && !bs_path_fault(p, NULL, top, BS_V_ERR_DANE_NO_MATCH)) return 0;
    if (self_signed_known(p->chain[top].cert) && self_signed(p->chain[top].cert)) {
        code = p->num == 1 ? BS_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT : BS_V_ERR_SELF_SIGNED_CERT_IN_CHAIN;
    } else {
        code = p->num_untrusted < p->num ? BS_V_ERR_UNABLE_TO_GET_ISSUER_CERT : BS_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
    }
    return bs_path_fault(p, NULL, top, code);
}

int bs_path_build(struct bs_path *p) {
    int depth = p->depth > BS_PATH_MAX - 2 ? BS_PATH_MAX - 2 : p->depth;
    struct search s = { .max = depth < 0 ? 0 : (size_t)depth + 1, .trust = BS_TRUST_UNTRUSTED };
    s.untrusted = p->has_untrusted;
    s.may_trust = p->dane == NULL || bs_dane_has(p->dane, BS_DANE_ANY_PKIX) || !bs_dane_has(p->dane, BS_DANE_ANY_DANE);
    s.trusted = s.may_trust && (!s.untrusted || (p->flags & BS_PATH_TRUSTED_FIRST) != 0);
    s.may_alternate = s.may_trust && !s.trusted && (p->flags & BS_PATH_NO_ALT_CHAINS) == 0;
    if (run(p, &s) < 0) return -1;
    if (p->num <= s.max && s.trust == BS_TRUST_UNTRUSTED && bs_dane_bare_key(p)) s.trust = BS_TRUST_TRUSTED;
    if (p->num <= s.max && s.trust == BS_TRUST_UNTRUSTED && p->num == p->num_untrusted) {
        int direct = check_direct_trust(p);
        if (direct < 0) return -1;
        s.trust = (enum bs_trust)direct;
    }
    switch (s.trust) {
    case BS_TRUST_TRUSTED: return 1;
    case BS_TRUST_REJECTED: return 0;
    default: return report_untrusted(p, &s);
    }
}
