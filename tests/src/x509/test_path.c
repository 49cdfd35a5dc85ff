#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/x509/host.h"
#include "src/x509/name.h"
#include "src/x509/path.h"
#include "src/x509/purpose.h"
#include "tests/vectors/openssl_chain.h"

enum { ROOT, ROOT2, INT, LEAF, CLIENT, NUM };
static struct bs_cert certs[NUM];
static struct bs_crl crl;

/* A world: what is trusted, and what was told. */
struct world {
    unsigned trusted; /* bits by number */
    bool go_on, have_crl;
    const char *host;
    char events[256];
};

static struct bs_path_cert cert(int i) { return (struct bs_path_cert){ &certs[i], &certs[i] }; }

static int trusted_issuer(void *arg, struct bs_path *p, const struct bs_path_cert *of, struct bs_path_cert *out) {
    const struct world *w = arg;
    for (int i = 0; i < NUM; i++) {
        struct bs_path_cert c = cert(i);
        if ((w->trusted >> i & 1) == 0 || !bs_path_check_issued(p, of, &c)) continue;
        *out = c;
        return 1;
    }
    return 0;
}

static int trusted_match(void *arg, struct bs_path *p, const struct bs_path_cert *of, struct bs_path_cert *out) {
    const struct world *w = arg;
    (void)p;
    *out = *of;
    return (int)(w->trusted >> ((const struct bs_cert *)of->handle - certs) & 1);
}

static enum bs_trust trust(void *arg, const struct bs_path_cert *c, int trust_id, unsigned flags) {
    (void)arg, (void)trust_id;
    return bs_path_trust_itself(c->cert, flags);
}

static bool event(void *arg, struct bs_path *p, int ok) {
    struct world *w = arg;
    size_t n = strlen(w->events);
    snprintf(w->events + n, sizeof w->events - n, "%d/%d/%d ", ok, p->error, p->error_depth);
    return ok || w->go_on;
}

static bool host(void *arg, size_t i, bs_reader *out) {
    const struct world *w = arg;
    if (!w->host || i > 0) return false;
    *out = bs_r_from(w->host, strlen(w->host));
    return true;
}

static bool next_crl(void *arg, enum bs_crl_source from, bs_reader issuer, size_t i, const struct bs_crl **out,
                     void **handle) {
    const struct world *w = arg;
    *out = &crl;
    *handle = &crl;
    return w->have_crl && from == BS_CRL_STORED && i == 0 && bs_name_equal(issuer, crl.issuer);
}

static const struct bs_path_ops ops = {
    .trusted_issuer = trusted_issuer, .trusted_match = trusted_match, .trust = trust, .event = event, .host = host,
    .crl = next_crl,
};

static struct bs_impl impl;

static void setup(void) {
    const bs_reader der[NUM] = { { openssl_root, sizeof openssl_root },   { openssl_root2, sizeof openssl_root2 },
                                 { openssl_int, sizeof openssl_int },     { openssl_leaf, sizeof openssl_leaf },
                                 { openssl_leaf_client, sizeof openssl_leaf_client } };
    for (int i = 0; i < NUM; i++) cr_assert_eq(bs_cert_decode(&certs[i], der[i]), BS_OK);
    cr_assert_eq(bs_crl_decode(&crl, bs_r_from(openssl_int_crl, sizeof openssl_int_crl)), BS_OK);
    bs_impl_choose(&impl);
}

static struct bs_path path(struct world *w, int leaf) {
    static struct bs_path_cert sent[1];
    sent[0] = cert(INT);
    struct bs_path p = { .ops = &ops, .arg = w, .impl = &impl, .untrusted = sent, .num_untrusted_given = 1, .has_untrusted = true,
                         .flags = BS_PATH_USE_CHECK_TIME | BS_PATH_TRUSTED_FIRST, .depth = 100,
                         .time = certs[LEAF].not_before + 86400 };
    p.chain[0] = cert(leaf);
    return p;
}

TestSuite(x509_path, .init = setup);

Test(x509_path, a_good_chain_is_told_from_the_top_down) {
    struct world w = { .trusted = 1 << ROOT };
    struct bs_path p = path(&w, LEAF);
    cr_expect_eq(bs_path_verify(&p), 1);
    cr_expect_str_eq(w.events, "1/0/2 1/0/1 1/0/0 ");
    cr_expect_eq(p.num, 3);
    cr_expect_eq(p.num_untrusted, 2);
}

Test(x509_path, another_root_is_no_root) {
    struct world w = { .trusted = 1 << ROOT2 };
    struct bs_path p = path(&w, LEAF);
    cr_expect_eq(bs_path_verify(&p), 0);
    cr_expect_eq(p.error, BS_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    cr_expect_str_eq(w.events, "0/20/1 ");
}

Test(x509_path, without_the_intermediate) {
    struct world w = { .trusted = 1 << ROOT, .go_on = true };
    struct bs_path p = path(&w, LEAF);
    p.num_untrusted_given = 0;
    cr_expect_eq(bs_path_verify(&p), 1); /* every fault overridden */
    cr_expect_eq(p.error, BS_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE);
    cr_expect_str_eq(w.events, "0/20/0 0/21/0 1/21/0 ");
}

Test(x509_path, time_is_checked_at_each_depth) {
    struct world w = { .trusted = 1 << ROOT, .go_on = true };
    struct bs_path p = path(&w, LEAF);
    p.time = certs[LEAF].not_after;
    cr_expect_eq(bs_path_verify(&p), 1);
    cr_expect_str_eq(w.events, "1/0/2 1/0/1 0/10/0 1/10/0 ");
    w.events[0] = '\0';
    p = path(&w, LEAF);
    p.time = certs[ROOT].not_before - 1;
    cr_expect_eq(bs_path_verify(&p), 1);
    cr_expect_eq(p.error, BS_V_ERR_CERT_NOT_YET_VALID);
}

Test(x509_path, purpose_host_and_level) {
    struct world w = { .trusted = 1 << ROOT, .go_on = true, .host = "nope.example" };
    struct bs_path p = path(&w, CLIENT);
    p.purpose = BS_PURPOSE_SSL_SERVER;
    p.auth_level = 4;
    cr_expect_eq(bs_path_verify(&p), 1);
    cr_expect_str_eq(w.events, "0/66/0 0/26/0 0/68/0 0/67/1 0/68/1 0/67/2 0/62/0 1/62/2 1/62/1 1/62/0 ");
}

Test(x509_path, revocation) {
    struct world w = { .trusted = 1 << ROOT, .have_crl = true };
    struct bs_path p = path(&w, CLIENT);
    p.flags |= BS_PATH_CRL_CHECK;
    cr_expect_eq(bs_path_verify(&p), 0);
    cr_expect_eq(p.error, BS_V_ERR_CERT_REVOKED);
    p = path(&w, LEAF);
    p.flags |= BS_PATH_CRL_CHECK;
    cr_expect_eq(bs_path_verify(&p), 1);
    p = path(&w, LEAF);
    p.flags |= BS_PATH_CRL_CHECK | BS_PATH_CRL_CHECK_ALL;
    cr_expect_eq(bs_path_verify(&p), 0);
    cr_expect_eq(p.error, BS_V_ERR_UNABLE_TO_GET_CRL);
    cr_expect_eq(p.error_depth, 1);
}

Test(x509_path, a_partial_chain_may_end_in_a_trusted_leaf) {
    struct world w = { .trusted = 1 << LEAF };
    struct bs_path p = path(&w, LEAF);
    p.num_untrusted_given = 0;
    p.flags |= BS_PATH_PARTIAL_CHAIN;
    cr_expect_eq(bs_path_verify(&p), 1);
    cr_expect_eq(p.num_untrusted, 0);
}

Test(x509_path, depth_bounds_the_intermediates) {
    struct world w = { .trusted = 1 << ROOT };
    struct bs_path p = path(&w, LEAF);
    p.depth = 1;
    cr_expect_eq(bs_path_verify(&p), 1);
    p = path(&w, LEAF);
    p.depth = 0;
    cr_expect_eq(bs_path_verify(&p), 0);
    cr_expect_eq(p.error, BS_V_ERR_CERT_CHAIN_TOO_LONG);
}

Test(x509_path, a_policy_that_is_required_and_missing) {
    struct world w = { .trusted = 1 << ROOT };
    struct bs_path p = path(&w, LEAF);
    p.flags |= BS_PATH_POLICY_CHECK | BS_PATH_EXPLICIT_POLICY;
    cr_expect_eq(bs_path_verify(&p), 0);
    cr_expect_eq(p.error, BS_V_ERR_NO_EXPLICIT_POLICY);
}

/* RFC 5759 3: P-256 with SHA-256 is good for 128 bits of security, and not for 192. */
Test(x509_path, suite_b) {
    struct world w = { .trusted = 1 << ROOT };
    struct bs_path p = path(&w, LEAF);
    p.flags |= 0x30000; /* X509_V_FLAG_SUITEB_128_LOS */
    cr_expect_eq(bs_path_verify(&p), 1);
    p = path(&w, LEAF);
    p.flags |= 0x20000; /* X509_V_FLAG_SUITEB_192_LOS */
    cr_expect_eq(bs_path_verify(&p), 0);
    cr_expect_eq(p.error, BS_V_ERR_SUITE_B_LOS_NOT_ALLOWED);
}

/* --- TLSA records ------------------------------------------------------------------------------------------------ */

static bool no_digest(void *arg, uint8_t mtype, bs_reader in, uint8_t out[BS_DANE_MAX_DIGEST], size_t *len) {
    (void)arg, (void)mtype, (void)in, (void)out, (void)len;
    return false;
}

/* One record, over whole certificates or keys. */
static int with_record(struct world *w, const struct bs_dane_record *r, struct bs_dane *d) {
    static const struct bs_dane_record *list[1];
    struct bs_path p = path(w, LEAF);
    list[0] = r;
    *d = (struct bs_dane){ .records = list, .num = 1, .digest = no_digest, .match_depth = 7 };
    p.dane = d;
    int ok = bs_path_verify(&p);
    return ok == 1 ? 1 : ok < 0 ? -1 : -1000 - p.error;
}

Test(x509_path, a_record_of_the_leaf_is_enough_by_itself) {
    struct world w = { .trusted = 0, .host = "nobody.example" };
    struct bs_dane d;
    struct bs_dane_record r = { .usage = BS_DANE_EE, .selector = BS_DANE_SPKI, .data = certs[LEAF].spki };
    cr_expect_eq(with_record(&w, &r, &d), -1000 - BS_V_ERR_HOSTNAME_MISMATCH);
    w = (struct world){ .trusted = 0 };
    cr_expect_eq(with_record(&w, &r, &d), 1);
    cr_expect_str_eq(w.events, "1/0/0 ");
    cr_expect_eq(d.match, &r);
    cr_expect_eq(d.match_depth, 0);
    r.data = certs[INT].spki;
    w = (struct world){ .trusted = 1 << ROOT };
    cr_expect_eq(with_record(&w, &r, &d), -1000 - BS_V_ERR_DANE_NO_MATCH);
    cr_expect_eq(d.match_depth, -1);
    r.data = bs_r_from(certs[LEAF].spki.p, certs[LEAF].spki.len - 1);
    cr_expect_eq(with_record(&w, &r, &d), -1000 - BS_V_ERR_DANE_NO_MATCH);
    r.mtype = 1;
    cr_expect_eq(with_record(&w, &r, &d), -1, "a digest that cannot be made matches nothing");
}

Test(x509_path, records_that_restrict_need_the_store_too) {
    struct bs_dane d;
    struct bs_dane_record ee = { .usage = BS_DANE_PKIX_EE, .selector = BS_DANE_CERT, .data = certs[LEAF].der };
    struct bs_dane_record ta = { .usage = BS_DANE_PKIX_TA, .selector = BS_DANE_CERT, .data = certs[INT].der };
    struct world w = { .trusted = 0 };
    cr_expect_eq(with_record(&w, &ee, &d), -1000 - BS_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    cr_expect_eq(with_record(&w, &ta, &d), -1000 - BS_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    w.trusted = 1 << ROOT;
    cr_expect_eq(with_record(&w, &ee, &d), 1);
    cr_expect_eq(with_record(&w, &ta, &d), 1);
    cr_expect_eq(d.match_depth, 1);
    ee.data = certs[INT].der;
    cr_expect_eq(with_record(&w, &ee, &d), -1000 - BS_V_ERR_DANE_NO_MATCH, "an issuer is no end entity");
    ta.data = certs[LEAF].der;
    cr_expect_eq(with_record(&w, &ta, &d), -1000 - BS_V_ERR_DANE_NO_MATCH, "nor the other way round");
}

Test(x509_path, a_trust_anchor_may_be_a_certificate_or_a_bare_key) {
    struct bs_dane d;
    struct bs_dane_record cert_of = { .usage = BS_DANE_TA, .selector = BS_DANE_CERT, .data = certs[INT].der };
    struct bs_dane_record key_of = { .usage = BS_DANE_TA, .selector = BS_DANE_SPKI, .data = certs[ROOT].spki,
        .key = &certs[ROOT].key };
    struct world w = { .trusted = 0 };
    cr_expect_eq(with_record(&w, &cert_of, &d), 1);
    cr_expect_eq(d.match_depth, 1);
    cr_expect(!d.bare_key);
    cr_expect_eq(with_record(&w, &key_of, &d), 1);
    cr_expect_eq(d.match_depth, 1);
    cr_expect(d.bare_key);
    key_of.data = certs[ROOT2].spki;
    key_of.key = &certs[ROOT2].key;
    cr_expect_eq(with_record(&w, &key_of, &d), -1000 - BS_V_ERR_DANE_NO_MATCH);
    w.trusted = 1 << ROOT;
    cr_expect_eq(with_record(&w, &key_of, &d), -1000 - BS_V_ERR_DANE_NO_MATCH, "the store's word counts for nothing");
}

Test(x509_path, records_have_an_order) {
    struct bs_dane_record a = { .usage = BS_DANE_EE, .selector = BS_DANE_SPKI, .mtype = 1, .strength = 1 }, b = a;
    cr_expect(!bs_dane_before(&a, &b));
    b.strength = 2;
    cr_expect(bs_dane_before(&b, &a) && !bs_dane_before(&a, &b));
    b.selector = BS_DANE_CERT;
    cr_expect(bs_dane_before(&a, &b));
    b.usage = BS_DANE_TA;
    cr_expect(bs_dane_before(&a, &b));
}
