/* What each certificate of a chain must say of itself to stand where it stands. */
#include "src/x509/key_der.h"
#include "src/x509/name.h"
#include "src/x509/path_local.h"
#include "src/x509/purpose.h"

/* One rule of the strict check: broken by this certificate? */
struct rule {
    bool (*broken)(const struct bs_path *p, const struct bs_cert *c, size_t i);
    int code;
};

static bool has(const struct bs_cert *c, uint32_t flag) { return (c->flags & flag) != 0; }
static bool may_use(const struct bs_cert *c, uint32_t usage) { return has(c, BS_EXFLAG_KUSAGE) && (c->key_usage & usage) != 0; }

#define RULE(name) static bool name(const struct bs_path *p, const struct bs_cert *c, size_t i)
#define UNUSED ((void)p, (void)i)

/* RFC 5280 4.2.1.9: pathLenConstraint only "if the cA boolean is asserted and the key usage extension [...] asserts
 * the keyCertSign bit" */
RULE(pathlen_without_ca) { return UNUSED, c->path_len != -1 && !has(c, BS_EXFLAG_CA); }
RULE(pathlen_without_sign) { return UNUSED, c->path_len != -1 && !may_use(c, BS_KU_KEY_CERT_SIGN); }
RULE(bcons_not_critical) {
    return UNUSED, has(c, BS_EXFLAG_CA) && has(c, BS_EXFLAG_BCONS) && !has(c, BS_EXFLAG_BCONS_CRITICAL);
}
/* RFC 5280 4.2.1.3 */
RULE(ca_without_usage) { return UNUSED, has(c, BS_EXFLAG_CA) && !has(c, BS_EXFLAG_KUSAGE); }
RULE(sign_without_ca) { return UNUSED, !has(c, BS_EXFLAG_CA) && may_use(c, BS_KU_KEY_CERT_SIGN); }
/* RFC 5280 4.1.2.4, 4.1.2.6 */
RULE(issuer_empty) { return UNUSED, bs_name_empty(c->issuer); }
RULE(subject_empty) {
    return UNUSED, (has(c, BS_EXFLAG_CA) || may_use(c, BS_KU_CRL_SIGN) || !c->san.p) && bs_name_empty(c->subject);
}
RULE(subject_empty_san_not_critical) {
    return UNUSED, bs_name_empty(c->subject) && c->san.p && !has(c, BS_EXFLAG_SAN_CRITICAL);
}
/* RFC 5280 4.2.1.6 */
RULE(san_empty) { return UNUSED, c->san.p && c->san.len == 0; }
/* RFC 5280 4.1.1.2 */
RULE(algorithms_differ) { return UNUSED, !bs_r_same(c->sig_alg, c->tbs_sig_alg); }
/* RFC 5280 4.2.1.1, 4.2.1.2: "Conforming CAs MUST mark this extension as non-critical" */
RULE(akid_critical) { return UNUSED, c->has_akid && has(c, BS_EXFLAG_AKID_CRITICAL); }
RULE(skid_critical) { return UNUSED, c->skid.p && has(c, BS_EXFLAG_SKID_CRITICAL); }
RULE(akid_missing) { return c->version >= 2 && i + 1 < p->num && (!c->has_akid || !c->akid.key_id.p); }
RULE(skid_missing) { return UNUSED, c->version >= 2 && has(c, BS_EXFLAG_CA) && !c->skid.p; }
/* RFC 5280 4.1.2.9: "This field MUST only appear if the version is 3" */
RULE(extensions_before_v3) { return UNUSED, c->version < 2 && c->extensions.len > 0; }

static const struct rule strict_rules[] = {
    { pathlen_without_ca, BS_V_ERR_PATHLEN_INVALID_FOR_NON_CA },
    { pathlen_without_sign, BS_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN },
    { bcons_not_critical, BS_V_ERR_CA_BCONS_NOT_CRITICAL },
    { ca_without_usage, BS_V_ERR_CA_CERT_MISSING_KEY_USAGE },
    { sign_without_ca, BS_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA },
    { issuer_empty, BS_V_ERR_ISSUER_NAME_EMPTY },
    { subject_empty, BS_V_ERR_SUBJECT_NAME_EMPTY },
    { subject_empty_san_not_critical, BS_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL },
    { san_empty, BS_V_ERR_EMPTY_SUBJECT_ALT_NAME },
    { algorithms_differ, BS_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY },
    { akid_critical, BS_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL },
    { skid_critical, BS_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL },
    { akid_missing, BS_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER },
    { skid_missing, BS_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER },
    { extensions_before_v3, BS_V_ERR_EXTENSIONS_REQUIRE_VERSION_3 },
};

static bool check_strict(struct bs_path *p, size_t i) {
    const struct bs_path_cert *x = &p->chain[i];
    for (size_t r = 0; r < sizeof strict_rules / sizeof strict_rules[0]; r++) {
        if (!bs_path_expect(p, strict_rules[r].broken(p, x->cert, i), x, (int)i, strict_rules[r].code)) return false;
    }
    return true;
}

/* What a certificate must be where it stands. */
enum place { PLACE_LEAF, PLACE_OF_PROXY, PLACE_CA };

/* What bs_cert_check_ca() must answer: the leaf may be a CA or not, who issued a proxy certificate must be none, all
 * above must be one, intermediates properly. */
static int ca_fault(const struct bs_path *p, size_t i, enum place place) {
    bool strict = (p->flags & BS_PATH_STRICT) != 0;
    int ca = bs_cert_check_ca(p->chain[i].cert);
    if (place == PLACE_OF_PROXY) return ca != 0 ? BS_V_ERR_INVALID_NON_CA : BS_V_OK;
    if (place == PLACE_LEAF) return strict && ca != 0 && ca != 1 ? BS_V_ERR_INVALID_CA : BS_V_OK;
    return ca == 0 || ((strict || i + 1 < p->num) && ca != 1) ? BS_V_ERR_INVALID_CA : BS_V_OK;
}

static bool check_purpose(struct bs_path *p, size_t i, bool as_ca) {
    const struct bs_path_cert *x = &p->chain[i];
    int purpose = p->for_crl ? (int)BS_PURPOSE_CRL_SIGN : p->purpose;
    if (purpose <= 0) return true;
    enum bs_trust t = BS_TRUST_UNTRUSTED;
    /* settings beside a trusted certificate may overrule what it says of itself; they are for p->purpose */
    if (i >= p->num_untrusted && purpose == p->purpose) t = bs_path_trust(p, x, BS_TRUST_NO_SS_COMPAT);
    if (t == BS_TRUST_TRUSTED) return true;
    if (t == BS_TRUST_UNTRUSTED) {
        int ok = p->ops->purpose ? p->ops->purpose(p->arg, x, purpose, as_ca)
                                 : bs_cert_check_purpose(x->cert, purpose, as_ca);
        if (ok == 1) return true;
        if (ok != 0 && (p->flags & BS_PATH_STRICT) == 0) return true;
    }
    return bs_path_fault(p, x, (int)i, BS_V_ERR_INVALID_PURPOSE);
}

/* RFC 3820 4.1.3 (b) (1), 4.1.4 (a), from below: how many proxy certificates may follow this one. */
static bool count_proxy(struct bs_path *p, size_t i, long *depth) {
    const struct bs_path_cert x = p->chain[i];
    if (x.cert->proxy_path_len != -1) {
        bool too_long = *depth > x.cert->proxy_path_len;
        if (!bs_path_expect(p, too_long, &x, (int)i, BS_V_ERR_PROXY_PATH_LENGTH_EXCEEDED)) return false;
        *depth = x.cert->proxy_path_len < BS_PATH_MAX ? x.cert->proxy_path_len : BS_PATH_MAX; /* no chain is longer */
    }
    (*depth)++;
    return true;
}

/* RFC 5480 2.1.1: a curve has a name. One that is given by numbers may hold a trap. */
static bool check_key(struct bs_path *p, size_t i) {
    const struct bs_path_cert x = p->chain[i];
    bool numbers = bs_path_has_key(p, i) && bs_spki_curve_by_numbers(x.cert->spki);
    return bs_path_expect(p, !bs_path_has_key(p, i), &x, (int)i, BS_V_ERR_UNSPECIFIED) &&
           bs_path_expect(p, numbers, &x, (int)i, BS_V_ERR_EC_KEY_EXPLICIT_PARAMS);
}

int bs_path_check_extensions(struct bs_path *p) {
    bool strict = (p->flags & BS_PATH_STRICT) != 0;
    bool proxies = (p->flags & BS_PATH_ALLOW_PROXY) != 0 && !p->for_crl;
    enum place place = PLACE_LEAF;
    long proxy_depth = 0;
    long below = 0; /* intermediates below that are not self-issued: RFC 5280 6.1.4 (l), (m) */
    for (size_t i = 0; i < p->num; i++) {
        const struct bs_path_cert x = p->chain[i];
        int at = (int)i;
        bool proxy = has(x.cert, BS_EXFLAG_PROXY);
        bool critical = (p->flags & BS_PATH_IGNORE_CRITICAL) == 0 && has(x.cert, BS_EXFLAG_CRITICAL);
        if (!bs_path_expect(p, critical, &x, at, BS_V_ERR_UNHANDLED_CRITICAL_EXTENSION) ||
            !bs_path_expect(p, proxy && !proxies, &x, at, BS_V_ERR_PROXY_CERTIFICATES_NOT_ALLOWED) ||
            !bs_path_expect(p, ca_fault(p, i, place) != BS_V_OK, &x, at, ca_fault(p, i, place))) {
            return 0;
        }
        if (p->num > 1 && !check_key(p, i)) return 0;
        if (strict && p->num > 1 && !check_strict(p, i)) return 0;
        if (!check_purpose(p, i, place == PLACE_CA)) return 0;
        bool too_long = i > 1 && x.cert->path_len != -1 && below - proxy_depth > x.cert->path_len;
        if (!bs_path_expect(p, too_long, &x, at, BS_V_ERR_PATH_LENGTH_EXCEEDED)) return 0;
        if (i > 0 && !has(x.cert, BS_EXFLAG_SI)) below++;
        if (proxy && !count_proxy(p, i, &proxy_depth)) return 0;
        place = proxy ? PLACE_OF_PROXY : PLACE_CA;
    }
    return 1;
}
