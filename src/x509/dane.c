#include "src/x509/dane.h"

#include <string.h>

#include "src/x509/cert_verify.h"
#include "src/x509/path.h"

bool bs_dane_before(const struct bs_dane_record *a, const struct bs_dane_record *b) {
    if (a->usage != b->usage) return a->usage > b->usage;
    if (a->selector != b->selector) return a->selector > b->selector;
    return a->strength > b->strength;
}

bool bs_dane_has(const struct bs_dane *d, unsigned usages) {
    for (size_t i = 0; d != NULL && i < d->num; i++) {
        if ((BS_DANE_BIT(d->records[i]->usage) & usages) != 0) return true;
    }
    return false;
}

void bs_dane_reset(struct bs_dane *d) {
    d->match = NULL;
    d->match_depth = d->pkix_depth = -1;
    d->match_handle = NULL;
    d->bare_key = false;
}

/* What a record's data are compared with: the bytes that its selector names, or their digest, kept for the next record
 * of the same kind. */
struct view {
    const struct bs_cert *cert;
    int selector, mtype; /* -1: none yet */
    bs_reader bytes;
    uint8_t digest[BS_DANE_MAX_DIGEST];
};

static bool look_at(struct view *v, const struct bs_dane *d, const struct bs_dane_record *r) {
    size_t len;
    if (v->selector == r->selector && v->mtype == r->mtype) return true;
    bs_reader whole = r->selector == BS_DANE_CERT ? v->cert->der : v->cert->spki;
    v->selector = r->selector;
    v->mtype = r->mtype;
    v->bytes = whole;
    if (r->mtype == BS_DANE_FULL) return true;
    if (!d->digest(d->arg, r->mtype, whole, v->digest, &len)) return false;
    v->bytes = bs_r_from(v->digest, len);
    return true;
}

/* RFC 7671 9: of the digests that records of one usage and selector offer, the strongest alone is used. */
static bool outdone(const struct bs_dane *d, size_t i) {
    const struct bs_dane_record *r = d->records[i];
    while (i > 0 && d->records[i - 1]->usage == r->usage && d->records[i - 1]->selector == r->selector) i--;
    return r->mtype != BS_DANE_FULL && r->strength < d->records[i]->strength;
}

/* Usages that may speak of a certificate at this depth. */
static unsigned usages_at(const struct bs_path *p, size_t depth) {
    unsigned usages = depth == 0 ? BS_DANE_ANY_EE : BS_DANE_ANY_TA;
    if (depth >= p->num_untrusted) usages &= BS_DANE_ANY_PKIX; /* the trust store's are no business of DANE-TA */
    if (p->dane->match_depth >= 0) usages &= ~BS_DANE_ANY_PKIX; /* one such match is enough */
    return usages;
}

int bs_dane_match(struct bs_path *p, size_t depth) {
    struct bs_dane *d = p->dane;
    const struct bs_path_cert *c = &p->chain[depth];
    const unsigned usages = usages_at(p, depth);
    struct view v = { .cert = c->cert, .selector = -1, .mtype = -1 };
    for (size_t i = 0; i < d->num; i++) {
        const struct bs_dane_record *r = d->records[i];
        if ((BS_DANE_BIT(r->usage) & usages) == 0 || outdone(d, i)) continue;
        if (!look_at(&v, d, r)) return -1;
        if (!bs_r_same(v.bytes, r->data)) continue;
        d->match = r;
        d->match_depth = (int)depth;
        d->match_handle = c->handle;
        return (BS_DANE_BIT(r->usage) & BS_DANE_ANY_DANE) != 0;
    }
    return 0;
}

bool bs_dane_issuer(struct bs_path *p, size_t depth, bool *failed) {
    if (depth == 0 || depth >= p->num || !bs_dane_has(p->dane, BS_DANE_ANY_TA)) return false;
    int r = bs_dane_match(p, depth);
    if (r > 0) p->num_untrusted = depth - 1; /* as OpenSSL counts */
    if (r < 0) *failed = true;
    return r > 0;
}

bool bs_dane_bare_key(struct bs_path *p) {
    struct bs_dane *d = p->dane;
    if (!bs_dane_has(d, BS_DANE_BIT(BS_DANE_TA)) || p->num_untrusted == 0) return false;
    const struct bs_cert *top = p->chain[p->num_untrusted - 1].cert;
    for (size_t i = 0; i < d->num; i++) {
        const struct bs_dane_record *r = d->records[i];
        if (r->key == NULL || bs_cert_verify_signature(p->impl, top, r->key) != BS_OK) continue;
        d->match = r;
        d->match_depth = (int)p->num_untrusted - 1;
        d->match_handle = NULL;
        d->bare_key = true;
        p->num = p->num_untrusted;
        return true;
    }
    return false;
}

bool bs_dane_pkix_suffices(struct bs_path *p, size_t depth) {
    if (p->dane == NULL) return true;
    if (p->dane->pkix_depth < 0) p->dane->pkix_depth = (int)depth;
    return p->dane->match_depth >= 0;
}

void bs_dane_cut(struct bs_path *p, size_t num) {
    struct bs_dane *d = p->dane;
    if (d == NULL) return;
    if (d->match_depth >= (int)num) {
        d->match_depth = -1;
        d->match_handle = NULL;
    }
    if (d->pkix_depth >= (int)num) d->pkix_depth = -1;
}
