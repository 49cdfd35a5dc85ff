#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/x509/host.h"
#include "src/x509/name.h"
#include "src/x509/text.h"
#include "tests/vectors/openssl_chain.h"

/* A name of one RDN a value, or of one RDN with all of them. */
static bs_reader make(uint8_t *buf, size_t cap, const uint8_t *tags, const char *const *values, size_t n, bool one_rdn) {
    static const uint8_t attr[][3] = { { 0x55, 4, 3 }, { 0x55, 4, 10 }, { 0x55, 4, 11 } };
    bs_writer w = bs_w_to(buf, cap);
    bs_mark set = { 0 }, seq = bs_der_open(&w, BS_DER_SEQUENCE);
    for (size_t i = 0; i < n; i++) {
        if (!one_rdn || i == 0) set = bs_der_open(&w, BS_DER_SET);
        bs_mark e = bs_der_open(&w, BS_DER_SEQUENCE);
        bs_der_put(&w, BS_DER_OID, attr[i % 3], 3);
        bs_der_put(&w, tags[i], values[i], strlen(values[i]));
        bs_der_close(&w, e);
        if (!one_rdn || i + 1 == n) bs_der_close(&w, set);
    }
    bs_der_close(&w, seq);
    cr_assert_not(w.bad);
    return bs_w_written(&w);
}

static void compare(uint8_t ta, const char *a, uint8_t tb, const char *b, bool equal) {
    uint8_t ba[256], bb[256], ca[600], cb[600];
    bs_reader na = make(ba, sizeof ba, &ta, &a, 1, false), nb = make(bb, sizeof bb, &tb, &b, 1, false);
    bs_writer wa = bs_w_to(ca, sizeof ca), wb = bs_w_to(cb, sizeof cb);
    cr_expect_eq(bs_name_equal(na, nb), equal, "'%s' and '%s'", a, b);
    cr_expect(bs_name_canon(&wa, na) && bs_name_canon(&wb, nb));
    cr_expect_eq(bs_r_same(bs_w_written(&wa), bs_w_written(&wb)), equal, "canonical '%s' and '%s'", a, b);
    if (equal) cr_expect_eq(bs_name_index_hash(na), bs_name_index_hash(nb));
}

Test(x509_name, strings_are_equal_by_their_canonical_form) {
    compare(BS_DER_PRINTABLE, "Root CA", BS_DER_UTF8, "root ca", true);
    compare(BS_DER_PRINTABLE, "  Root \t CA ", BS_DER_IA5, "root ca", true);
    compare(BS_DER_UTF8, "Root CA", BS_DER_UTF8, "RootCA", false);
    compare(BS_DER_UTF8, "Root CA", BS_DER_UTF8, "Root CA2", false);
    compare(BS_DER_T61, "caf\xE9", BS_DER_UTF8, "Caf\xC3\xA9", true);
    compare(BS_DER_UTF8, "caf\xC3\xA9", BS_DER_UTF8, "caf\xC3\x89", false); /* only ASCII has cases here */
    compare(BS_DER_UTF8, "", BS_DER_UTF8, "   ", true);
    compare(BS_DER_UTF8, "\xC3\xA9 \xC3\xA9", BS_DER_UTF8, "\xC3\xA9   \xC3\xA9", true);
    compare(BS_DER_OCTET_STRING, "a", BS_DER_OCTET_STRING, "A", false);
    compare(BS_DER_OCTET_STRING, "a", BS_DER_UTF8, "a", false);
}

Test(x509_name, the_members_of_an_rdn_have_no_order) {
    const uint8_t tags[3] = { BS_DER_UTF8, BS_DER_UTF8, BS_DER_UTF8 };
    const char *values[3] = { "x", "y", "z" };
    uint8_t b1[256], b2[256], swapped[256];
    bs_reader one = make(b1, sizeof b1, tags, values, 2, true), two = make(b2, sizeof b2, tags, values, 2, false);
    cr_expect_not(bs_name_equal(one, two));
    /* SEQUENCE SET { A, B }: swap the members, which have one length */
    size_t len = (one.len - 4) / 2;
    memcpy(swapped, one.p, 4);
    memcpy(swapped + 4, one.p + 4 + len, len);
    memcpy(swapped + 4 + len, one.p + 4, len);
    bs_reader other = bs_r_from(swapped, one.len);
    cr_expect(bs_name_equal(one, other));
    cr_expect_eq(bs_name_index_hash(one), bs_name_index_hash(other));
    uint8_t c1[256], c2[256];
    bs_writer w1 = bs_w_to(c1, sizeof c1), w2 = bs_w_to(c2, sizeof c2);
    cr_expect(bs_name_canon(&w1, one) && bs_name_canon(&w2, other) && bs_r_same(bs_w_written(&w1), bs_w_written(&w2)));
}

Test(x509_name, a_prefix_is_seen) {
    const uint8_t tags[3] = { BS_DER_UTF8, BS_DER_UTF8, BS_DER_UTF8 };
    const char *values[3] = { "x", "y", "z" }, *upper[3] = { "X", "Y", "Z" };
    uint8_t b1[256], b2[256], b3[256];
    bs_reader full = make(b1, sizeof b1, tags, values, 3, false), base = make(b2, sizeof b2, tags, upper, 2, false);
    bs_reader none = make(b3, sizeof b3, tags, values, 0, false);
    cr_expect(bs_name_starts_with(full, base));
    cr_expect(bs_name_starts_with(full, none) && bs_name_empty(none));
    cr_expect_not(bs_name_starts_with(base, full));
}

Test(x509_name, bad_strings_make_a_bad_name) {
    uint8_t buf[64], tag = BS_DER_UTF8;
    static const char *const bad[] = { "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "a\x80" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cr_expect_not(bs_name_valid(make(buf, sizeof buf, &tag, &bad[i], 1, false)), "%zu", i);
    }
    tag = BS_DER_BMP;
    const char *odd = "abc";
    cr_expect_not(bs_name_valid(make(buf, sizeof buf, &tag, &odd, 1, false)));
}

static int host(const char *name, unsigned flags) {
    struct bs_cert c;
    struct bs_host_match m;
    cr_assert_eq(bs_cert_decode(&c, bs_r_from(openssl_leaf, sizeof openssl_leaf)), BS_OK);
    return bs_host_check(&c, bs_r_from(name, strlen(name)), flags, &m);
}

Test(x509_host, names_and_wildcards) { /* the great table is in tests/compat/crypto/x509_twin */
    cr_expect_eq(host("www.example.com", 0), 1);
    cr_expect_eq(host("WWW.example.COM", 0), 1);
    cr_expect_eq(host("a.wild.example.com", 0), 1);
    cr_expect_eq(host("a.wild.example.com", BS_HOST_NO_WILDCARDS), 0);
    cr_expect_eq(host("a.b.wild.example.com", 0), 0);
    cr_expect_eq(host("a.b.wild.example.com", BS_HOST_MULTI_LABEL_WILDCARDS), 1);
    cr_expect_eq(host("wild.example.com", 0), 0);
    cr_expect_eq(host(".example.com", 0), 1);
    cr_expect_eq(host("leaf.example.com", 0), 0); /* the common name, but there is a SAN */
    cr_expect_eq(host("leaf.example.com", BS_HOST_ALWAYS_CHECK_SUBJECT), 1);
    cr_expect_eq(host("", 0), 0);
}

Test(x509_host, addresses) {
    struct bs_cert c;
    static const uint8_t v4[4] = { 127, 0, 0, 1 }, v6[16] = { [15] = 1 };
    cr_assert_eq(bs_cert_decode(&c, bs_r_from(openssl_leaf, sizeof openssl_leaf)), BS_OK);
    cr_expect(bs_ip_check(&c, bs_r_from(v4, 4)));
    cr_expect(bs_ip_check(&c, bs_r_from(v6, 16)));
    cr_expect_not(bs_ip_check(&c, bs_r_from(v4, 3)));
}
