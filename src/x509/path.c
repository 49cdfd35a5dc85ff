#include "src/x509/path.h"

#include "src/x509/constraints.h"
#include "src/x509/cert_ext.h"
#include "src/x509/cert_verify.h"
#include "src/x509/host.h"
#include "src/x509/name.h"
#include "src/x509/path_local.h"
#include "src/x509/purpose.h"
#include "src/x509/suite_b.h"

bool bs_path_fault(struct bs_path *p, const struct bs_path_cert *cert, int depth, int code) {
    if (depth < 0) depth = p->error_depth;
    p->error_depth = depth;
    if (cert) {
        p->current = *cert;
    } else {
        p->current = (size_t)depth < p->num ? p->chain[depth] : (struct bs_path_cert){ NULL, NULL };
    }
    if (code != BS_V_OK) p->error = code;
    return p->ops->event(p->arg, p, 0);
}

bool bs_path_check_issued(struct bs_path *p, const struct bs_path_cert *subject, const struct bs_path_cert *issuer) {
    if (p->ops->check_issued) return p->ops->check_issued(p->arg, p, subject, issuer);
    return bs_cert_likely_issued(issuer->cert, subject->cert) == BS_V_OK;
}

/* The time to check against, or false if time is not to be checked. */
static bool time_wanted(const struct bs_path *p) {
    return (p->flags & BS_PATH_USE_CHECK_TIME) != 0 || (p->flags & BS_PATH_NO_CHECK_TIME) == 0;
}

/* RFC 5280 4.1.2.5: valid from notBefore on; OpenSSL counts the second of notAfter as expired. */
bool bs_path_time_ok(const struct bs_path *p, const struct bs_cert *c) {
    if (!time_wanted(p)) return true;
    return c->not_before_ok && c->not_before <= p->time && c->not_after_ok && c->not_after > p->time;
}

bool bs_path_check_time(struct bs_path *p, const struct bs_path_cert *c, int depth) {
    const struct bs_cert *x = c->cert;
    if (!time_wanted(p)) return true;
    return bs_path_expect(p, !x->not_before_ok, c, depth, BS_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD) &&
           bs_path_expect(p, x->not_before_ok && x->not_before > p->time, c, depth, BS_V_ERR_CERT_NOT_YET_VALID) &&
           bs_path_expect(p, !x->not_after_ok, c, depth, BS_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD) &&
           bs_path_expect(p, x->not_after_ok && x->not_after <= p->time, c, depth, BS_V_ERR_CERT_HAS_EXPIRED);
}

/* Security bits that a level asks for; man 3 SSL_CTX_set_security_level. */
static unsigned level_bits(int level) {
    static const unsigned bits[] = { 0, 80, 112, 128, 192, 256 };
    return bits[level > 5 ? 5 : level];
}

static bool key_strong(const struct bs_path *p, size_t depth) {
    if (p->auth_level <= 0) return true;
    return bs_path_has_key(p, depth) && bs_pubkey_security_bits(&p->chain[depth].cert->key) >= level_bits(p->auth_level);
}

static bool signature_strong(const struct bs_path *p, const struct bs_cert *c) {
    return p->auth_level <= 0 || bs_sig_alg_security_bits(c->sig_alg) >= level_bits(p->auth_level);
}

/* The leaf's key was looked at before; the anchor's signature says nothing. */
static bool check_auth_level(struct bs_path *p) {
    for (size_t i = 0; p->auth_level > 0 && i < p->num; i++) {
        const struct bs_path_cert *c = &p->chain[i];
        if (i > 0 && !bs_path_expect(p, !key_strong(p, i), c, (int)i, BS_V_ERR_CA_KEY_TOO_SMALL)) return false;
        if (i + 1 < p->num &&
            !bs_path_expect(p, !signature_strong(p, c->cert), c, (int)i, BS_V_ERR_CA_MD_TOO_WEAK)) {
            return false;
        }
    }
    return true;
}

static bool host_ok(struct bs_path *p) {
    bs_reader host;
    struct bs_host_match m;
    size_t i = 0;
    for (; p->ops->host && p->ops->host(p->arg, i, &host); i++) {
        if (bs_host_check(p->chain[0].cert, host, p->host_flags, &m) != 1) continue;
        return !p->ops->host_matched || p->ops->host_matched(p->arg, p, m.tag, m.text);
    }
    return i == 0;
}

static bool check_id(struct bs_path *p) {
    struct bs_path_cert leaf = p->chain[0];
    return bs_path_expect(p, !host_ok(p), &leaf, 0, BS_V_ERR_HOSTNAME_MISMATCH) &&
           bs_path_expect(p, p->email.len > 0 && bs_email_check(leaf.cert, p->email, 0) != 1, &leaf, 0,
                          BS_V_ERR_EMAIL_MISMATCH) &&
           bs_path_expect(p, p->ip.len > 0 && !bs_ip_check(leaf.cert, p->ip), &leaf, 0, BS_V_ERR_IP_ADDRESS_MISMATCH);
}

/* One signature: n is the subject's depth. */
static bool check_signature(struct bs_path *p, const struct bs_path_cert *xi, const struct bs_path_cert *xs, int n,
                            bool own) {
    /* RFC 5280 6.1.4 (n): the issuer's key usage; a self-signed leaf is its own affair (RFC 6818 2) */
    int allowed = own && (xi->cert->flags & BS_EXFLAG_CA) == 0 ? BS_V_OK : bs_cert_signing_allowed(xi->cert, xs->cert);
    int issuer_depth = own ? n : n + 1;
    if (!bs_path_expect(p, allowed != BS_V_OK, xi, issuer_depth, allowed)) return false;
    if (xi->cert->key.type == BS_KEY_NONE) {
        return bs_path_fault(p, xi, issuer_depth, BS_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY);
    }
    return bs_path_expect(p, bs_cert_verify_signature(p->impl, xs->cert, &xi->cert->key) != BS_OK, xs, n,
                          BS_V_ERR_CERT_SIGNATURE_FAILURE);
}

int bs_path_check_signatures(struct bs_path *p) {
    int n = (int)p->num - 1;
    struct bs_path_cert xi = p->chain[n], xs = xi;
    bool own = true; /* xs is xi: the top, whose own signature proves nothing */
    p->error_depth = n;
    if (p->dane != NULL && p->dane->bare_key) {
        xi = (struct bs_path_cert){ NULL, NULL }; /* a key in no certificate has signed the top, which was checked */
    } else if (!bs_path_check_issued(p, &xi, &xi) && (p->flags & BS_PATH_PARTIAL_CHAIN) == 0) {
        if (n > 0) {
            xs = p->chain[--n];
            p->error_depth = n;
            own = false;
        } else if (!bs_path_fault(p, &xi, 0, BS_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE)) {
            return 0;
        }
    }
    for (; n >= 0; n--) {
        const bool self_signed = xi.cert != NULL && (xi.cert->flags & BS_EXFLAG_SS) != 0;
        bool wanted = !own || ((p->flags & BS_PATH_CHECK_SS_SIGNATURE) != 0 && self_signed);
        if (wanted && !check_signature(p, &xi, &xs, n, own)) return 0;
        if (!bs_path_check_time(p, &xs, n)) return 0;
        p->current_issuer = xi;
        p->current = xs;
        p->error_depth = n;
        if (!p->ops->event(p->arg, p, 1)) return 0;
        if (n == 0) break;
        xi = xs;
        xs = p->chain[n - 1];
        own = false;
    }
    return 1;
}

/* Each pair may take 2^20 comparisons, but there are 5,000 pairs: the path has a limit too. */
static int constraint_of(struct bs_path *p, size_t ca, size_t i) {
    const struct bs_cert *x = p->chain[i].cert, *above = p->chain[ca].cert;
    size_t cost = bs_constraints_cost(above, x);
    if (cost > BS_PATH_NAME_CHECKS_MAX - p->name_checks) return BS_V_ERR_UNSPECIFIED;
    p->name_checks += cost;
    int r = bs_constraints_check(above, x);
    if (r != BS_V_OK || i != 0 || (p->host_flags & BS_HOST_NEVER_CHECK_SUBJECT) != 0) return r;
    if ((p->host_flags & BS_HOST_ALWAYS_CHECK_SUBJECT) == 0 && bs_cert_has_san(x, BS_GN_DNS)) return r;
    return bs_constraints_check_cn(above, x);
}

/* RFC 3820 3.4: the issuer's name and one more RDN, a single common name. */
static bool proxy_name_ok(const struct bs_cert *c) {
    static const uint8_t common_name[] = { 0x55, 0x04, 0x03 };
    struct bs_name_iter it;
    struct bs_name_entry e, last = { .rdn = 0 }, before = { .rdn = 0 };
    size_t own = 0, above = 0;
    if (!bs_name_iter_init(&it, c->subject)) return false;
    for (; bs_name_next(&it, &e); own++) {
        before = last;
        last = e;
    }
    if (!bs_name_iter_init(&it, c->issuer)) return false;
    while (bs_name_next(&it, &e)) above++;
    return own >= 2 && own == above + 1 && last.rdn != before.rdn && bs_r_equal(last.oid, common_name, sizeof common_name) &&
           bs_name_starts_with(c->subject, c->issuer);
}

/* RFC 5280 6.1.3 (b), (c): every certificate against all above it, but self-issued ones other than the leaf. */
static bool check_constraints(struct bs_path *p) {
    for (size_t i = p->num; i-- > 0;) {
        if (i != 0 && (p->chain[i].cert->flags & BS_EXFLAG_SI) != 0) continue;
        bool bad_proxy = (p->chain[i].cert->flags & BS_EXFLAG_PROXY) != 0 && !proxy_name_ok(p->chain[i].cert);
        if (!bs_path_expect(p, bad_proxy, &p->chain[i], (int)i, BS_V_ERR_PROXY_SUBJECT_NAME_VIOLATION)) return false;
        for (size_t ca = p->num - 1; ca > i; ca--) {
            if (!p->chain[ca].cert->name_constraints.p) continue;
            int r = constraint_of(p, ca, i);
            if (!bs_path_expect(p, r != BS_V_OK, &p->chain[i], (int)i, r)) return false;
        }
    }
    return true;
}

static int verify_chain(struct bs_path *p) {
    int ok = bs_path_build(p);
    if (ok <= 0) return ok;
    if ((ok = bs_path_check_extensions(p)) <= 0) return ok;
    if (!check_auth_level(p) || !check_id(p)) return 0;
    if (!p->leaf_key_ok) return -1; /* nothing that is signed with it could be checked */
    ok = p->ops->check_revocation ? p->ops->check_revocation(p->arg, p) : bs_path_check_revocation(p);
    if (ok <= 0) return ok;
    int at = p->error_depth, suite_b = bs_suite_b_chain(NULL, p->chain, p->num, p->flags, &at);
    if (!bs_path_expect(p, suite_b != BS_V_OK, NULL, at, suite_b)) return 0;
    ok = p->ops->verify ? p->ops->verify(p->arg, p) : bs_path_check_signatures(p);
    if (ok <= 0) return ok;
    if (!check_constraints(p) || bs_path_check_resources(p) <= 0) return 0;
    if ((p->flags & BS_PATH_POLICY_CHECK) == 0 || p->for_crl) return 1;
    return p->ops->check_policy ? p->ops->check_policy(p->arg, p) : bs_path_check_policies(p);
}

/* RFC 7671 5.1: with DANE-EE "the server certificate's" dates and names do not count, but for the names as the caller
 * wishes; the other usages ask for a chain. */
static int verify_dane(struct bs_path *p) {
    bs_dane_reset(p->dane);
    const int matched = bs_dane_match(p, 0);
    const bool done = matched != 0 || (!bs_dane_has(p->dane, BS_DANE_ANY_TA) && p->dane->match_depth < 0);
    if (!done) return verify_chain(p);
    if (!p->leaf_key_ok) return -1;
    p->error_depth = 0;
    p->current = p->chain[0];
    if (matched < 0) {
        p->error = BS_V_ERR_OUT_OF_MEM;
        return -1;
    }
    int suite_b = bs_suite_b_chain(p->chain[0].cert, NULL, 0, p->flags, NULL);
    if (!bs_path_expect(p, suite_b != BS_V_OK, &p->chain[0], 0, suite_b)) return 0;
    if (matched == 0) return bs_path_fault(p, &p->chain[0], 0, BS_V_ERR_DANE_NO_MATCH);
    if (!p->dane->no_ee_names && !check_id(p)) return 0;
    p->error_depth = 0;
    p->current = p->chain[0];
    return p->ops->event(p->arg, p, 1);
}

static void begin(struct bs_path *p) {
    p->num = p->num_untrusted = 1;
    p->error = BS_V_OK;
    p->error_depth = 0;
    p->name_checks = 0;
    p->current = p->current_issuer = (struct bs_path_cert){ NULL, NULL };
    p->current_crl = NULL;
    p->at_crl = NULL;
    p->leaf_key_ok = bs_pubkey_check(&p->chain[0].cert->key);
}

int bs_path_build_chain(struct bs_path *p) {
    begin(p);
    return bs_path_build(p);
}

int bs_path_verify(struct bs_path *p) {
    begin(p);
    struct bs_path_cert leaf = p->chain[0];
    int ok = 0;
    if (bs_path_expect(p, !key_strong(p, 0), &leaf, 0, BS_V_ERR_EE_KEY_TOO_SMALL)) {
        ok = p->dane != NULL ? verify_dane(p) : verify_chain(p);
    }
    /* a refusal always has a reason */
    if (ok <= 0 && p->error == BS_V_OK) p->error = BS_V_ERR_UNSPECIFIED;
    return ok;
}
