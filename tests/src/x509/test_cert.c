#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/x509/cert.h"
#include "src/x509/cert_verify.h"
#include "src/x509/crl.h"
#include "src/x509/purpose.h"
#include "src/x509/verify_codes.h"
#include "tests/vectors/openssl_chain.h"

#define CERT(name) bs_r_from(openssl_##name, sizeof openssl_##name)

static struct bs_cert decode(bs_reader der) {
    struct bs_cert c;
    cr_assert_eq(bs_cert_decode(&c, der), BS_OK);
    return c;
}

Test(x509_cert, fields_and_extensions_are_found) {
    struct bs_cert c = decode(CERT(leaf)), ca = decode(CERT(int));
    cr_expect_eq(c.version, 2);
    cr_expect_eq(c.key.type, BS_KEY_EC);
    cr_expect_eq(c.key.curve, BR_EC_secp256r1);
    cr_expect_eq(c.not_after - c.not_before, 900 * 86400);
    cr_expect_eq(c.ext_key_usage, BS_XKU_SSL_SERVER);
    cr_expect_eq(c.key_usage, UINT32_MAX);
    cr_expect(c.has_akid && bs_r_same(c.akid.key_id, ca.skid));
    cr_expect_not_null(c.san.p);
    cr_expect_eq(c.flags & (BS_EXFLAG_CA | BS_EXFLAG_SI | BS_EXFLAG_INVALID | BS_EXFLAG_CRITICAL), 0);
    cr_expect_eq(ca.flags & (BS_EXFLAG_CA | BS_EXFLAG_BCONS_CRITICAL), BS_EXFLAG_CA | BS_EXFLAG_BCONS_CRITICAL);
    cr_expect_eq(ca.key_usage, BS_KU_KEY_CERT_SIGN | BS_KU_CRL_SIGN);
    cr_expect_eq(ca.path_len, -1);
}

Test(x509_cert, every_truncation_is_refused) {
    for (size_t n = 0; n < sizeof openssl_leaf; n++) {
        struct bs_cert c;
        uint8_t *copy = malloc(n + 1); /* so that a sanitizer sees the end */
        memcpy(copy, openssl_leaf, n);
        cr_expect_eq(bs_cert_decode(&c, bs_r_from(copy, n)), BS_E_CERT_DECODE, "cut at %zu", n);
        free(copy);
    }
}

Test(x509_cert, a_trailing_byte_is_refused) {
    uint8_t more[sizeof openssl_leaf + 1] = { 0 };
    struct bs_cert c;
    memcpy(more, openssl_leaf, sizeof openssl_leaf);
    cr_expect_eq(bs_cert_decode(&c, bs_r_from(more, sizeof more)), BS_E_CERT_DECODE);
}

Test(x509_cert, no_changed_byte_of_the_signed_part_verifies) {
    struct bs_impl impl;
    bs_impl_choose(&impl);
    struct bs_cert ca = decode(CERT(int)), good = decode(CERT(leaf));
    cr_expect_eq(bs_cert_verify_signature(&impl, &good, &ca.key), BS_OK);
    for (size_t i = 0; i < sizeof openssl_leaf; i += 7) {
        uint8_t bad[sizeof openssl_leaf];
        struct bs_cert c;
        memcpy(bad, openssl_leaf, sizeof bad);
        bad[i] ^= 1;
        if (bs_cert_decode(&c, bs_r_from(bad, sizeof bad)) != BS_OK) continue;
        cr_expect_neq(bs_cert_verify_signature(&impl, &c, &ca.key), BS_OK, "byte %zu", i);
    }
}

Test(x509_cert, the_wrong_key_does_not_verify) {
    struct bs_impl impl;
    bs_impl_choose(&impl);
    struct bs_cert other = decode(CERT(root2)), leaf = decode(CERT(leaf));
    cr_expect_eq(bs_cert_verify_signature(&impl, &leaf, &other.key), BS_E_BAD_SIGNATURE);
}

Test(x509_cert, issuers_are_known_by_name_and_key_identifier) {
    struct bs_cert root = decode(CERT(root)), root2 = decode(CERT(root2)), ca = decode(CERT(int)), leaf = decode(CERT(leaf));
    cr_expect_eq(bs_cert_likely_issued(&ca, &leaf), BS_V_OK);
    cr_expect_eq(bs_cert_likely_issued(&root, &ca), BS_V_OK);
    cr_expect_eq(bs_cert_likely_issued(&root2, &ca), BS_V_ERR_SUBJECT_ISSUER_MISMATCH);
    cr_expect_eq(bs_cert_likely_issued(&leaf, &ca), BS_V_ERR_SUBJECT_ISSUER_MISMATCH);
    cr_expect_eq(bs_cert_check_ca(&leaf), 0);
    cr_expect_eq(bs_cert_check_ca(&ca), 1);
    cr_expect_eq(bs_cert_check_purpose(&leaf, BS_PURPOSE_SSL_CLIENT, false), 0);
    cr_expect_eq(bs_cert_check_purpose(&leaf, BS_PURPOSE_SSL_SERVER, false), 1);
}

static void expect_time(uint8_t tag, const char *text, bool ok, int64_t want) {
    int64_t got = -1;
    bool r = bs_x509_time(tag, bs_r_from(text, strlen(text)), &got);
    cr_expect_eq(r, ok, "%s", text);
    if (ok) cr_expect_eq(got, want, "%s: %lld", text, (long long)got);
}

Test(x509_time, both_forms_at_their_bounds) {
    expect_time(BS_DER_UTC_TIME, "700101000000Z", true, 0);
    expect_time(BS_DER_UTC_TIME, "491231235959Z", true, 2524607999);
    expect_time(BS_DER_UTC_TIME, "500101000000Z", true, -631152000);
    expect_time(BS_DER_GENERALIZED_TIME, "20500101000000Z", true, 2524608000);
    expect_time(BS_DER_GENERALIZED_TIME, "99991231235959Z", true, 253402300799);
    expect_time(BS_DER_GENERALIZED_TIME, "20000229000000Z", true, 951782400);
    expect_time(BS_DER_GENERALIZED_TIME, "19000229000000Z", false, 0);
    expect_time(BS_DER_UTC_TIME, "700101000000", false, 0);
    expect_time(BS_DER_UTC_TIME, "7001010000Z", false, 0);
    expect_time(BS_DER_UTC_TIME, "700101000000+0000", false, 0);
    expect_time(BS_DER_UTC_TIME, "701301000000Z", false, 0);
    expect_time(BS_DER_UTC_TIME, "700100000000Z", false, 0);
    expect_time(BS_DER_UTC_TIME, "700101240000Z", false, 0);
    expect_time(BS_DER_UTC_TIME, "700101000060Z", false, 0);
    expect_time(BS_DER_UTC_TIME, "70010100000 Z", false, 0);
    expect_time(BS_DER_GENERALIZED_TIME, "20500101000000.5Z", false, 0);
    expect_time(BS_DER_OCTET_STRING, "700101000000Z", false, 0);
}

Test(x509_crl, entries_are_found_and_truncations_refused) {
    struct bs_crl crl;
    struct bs_crl_entry e;
    struct bs_cert revoked = decode(CERT(leaf_client)), good = decode(CERT(leaf)), ca = decode(CERT(int));
    cr_assert_eq(bs_crl_decode(&crl, CERT(int_crl)), BS_OK);
    cr_expect(bs_crl_find(&crl, crl.issuer, revoked.serial, &e));
    cr_expect_not(bs_crl_find(&crl, crl.issuer, good.serial, &e));
    cr_expect(crl.has_akid && bs_r_same(crl.akid.key_id, ca.skid));
    cr_expect_not(crl.critical || crl.base_number.p || crl.has_issuing_point);
    for (size_t n = 0; n < sizeof openssl_int_crl; n++) {
        cr_expect_eq(bs_crl_decode(&crl, bs_r_from(openssl_int_crl, n)), BS_E_CERT_DECODE, "cut at %zu", n);
    }
}
