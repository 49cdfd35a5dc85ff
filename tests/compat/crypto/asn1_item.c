/* The machine for ASN.1 types, and what is built on it, against damaged input. */
#include <criterion/criterion.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>
#include <string.h>

static unsigned char *names_der(int *n) {
    unsigned char *der = NULL;
    GENERAL_NAMES *gens = GENERAL_NAMES_new();
    GENERAL_NAME *dns = GENERAL_NAME_new(), *dir = GENERAL_NAME_new(), *rid = GENERAL_NAME_new();
    ASN1_IA5STRING *ia5 = ASN1_IA5STRING_new();
    X509_NAME *name = X509_NAME_new();
    ASN1_STRING_set(ia5, "a.example", -1);
    GENERAL_NAME_set0_value(dns, GEN_DNS, ia5);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"x", -1, -1, 0);
    GENERAL_NAME_set0_value(dir, GEN_DIRNAME, name);
    GENERAL_NAME_set0_value(rid, GEN_RID, OBJ_txt2obj("1.2.3.4", 1));
    sk_GENERAL_NAME_push(gens, dns);
    sk_GENERAL_NAME_push(gens, dir);
    sk_GENERAL_NAME_push(gens, rid);
    *n = i2d_GENERAL_NAMES(gens, &der);
    GENERAL_NAMES_free(gens);
    return der;
}

Test(asn1_item, a_list_of_choices_survives_the_round_trip) {
    int n, m;
    unsigned char *der = names_der(&n), *again = NULL;
    const unsigned char *p = der;
    cr_assert_gt(n, 0);
    GENERAL_NAMES *gens = d2i_GENERAL_NAMES(NULL, &p, n);
    cr_assert_not_null(gens);
    cr_expect_eq(p, der + n);
    cr_expect_eq(sk_GENERAL_NAME_num(gens), 3);
    m = i2d_GENERAL_NAMES(gens, &again);
    cr_expect(m == n && memcmp(der, again, (size_t)n) == 0);
    GENERAL_NAMES_free(gens);
    OPENSSL_free(der);
    OPENSSL_free(again);
}

Test(asn1_item, every_truncation_is_refused) {
    int n;
    unsigned char *der = names_der(&n);
    for (int i = 0; i < n; i++) {
        unsigned char *cut = (unsigned char *)malloc((size_t)i + 1); /* of its own, so that a sanitizer sees an overread */
        memcpy(cut, der, (size_t)i);
        const unsigned char *p = cut;
        cr_expect_null(d2i_GENERAL_NAMES(NULL, &p, i), "cut at %d", i);
        cr_expect_eq(p, cut, "a failure moves nothing");
        cr_expect_neq(ERR_get_error(), 0ul);
        ERR_clear_error();
        free(cut);
    }
    OPENSSL_free(der);
}

Test(asn1_item, no_flipped_bit_crashes) {
    int n;
    unsigned char *der = names_der(&n);
    for (int i = 0; i < n * 8; i++) {
        der[i / 8] ^= (unsigned char)(1 << (i % 8));
        const unsigned char *p = der;
        GENERAL_NAMES_free(d2i_GENERAL_NAMES(NULL, &p, n));
        p = der;
        X509_free(d2i_X509(NULL, &p, n));
        p = der;
        PKCS12_free(d2i_PKCS12(NULL, &p, n));
        p = der;
        OCSP_BASICRESP_free(d2i_OCSP_BASICRESP(NULL, &p, n));
        ERR_clear_error();
        der[i / 8] ^= (unsigned char)(1 << (i % 8));
    }
    OPENSSL_free(der);
}

Test(asn1_item, decoding_into_an_object_keeps_its_address) {
    static const unsigned char der[] = { 0x02, 0x01, 0x2A };
    const unsigned char *p = der;
    ASN1_INTEGER *a = ASN1_INTEGER_new(), *same = a;
    cr_expect_eq(d2i_ASN1_INTEGER(&a, &p, sizeof der), same);
    cr_expect_eq(a, same);
    cr_expect_eq(ASN1_INTEGER_get(a), 42);
    p = der;
    cr_expect_null(d2i_ASN1_INTEGER(&a, &p, 2));
    cr_expect_null(a, "freed on failure, man 3 d2i_X509");
}

Test(asn1_item, encoding_writes_into_the_callers_buffer_and_moves_on) {
    unsigned char buf[8] = { 0 }, *p = buf;
    ASN1_INTEGER *a = ASN1_INTEGER_new();
    ASN1_INTEGER_set(a, 300);
    cr_expect_eq(i2d_ASN1_INTEGER(a, NULL), 4);
    cr_expect_eq(i2d_ASN1_INTEGER(a, &p), 4);
    cr_expect_eq(p, buf + 4);
    cr_expect_eq(memcmp(buf, "\x02\x02\x01\x2C", 4), 0);
    ASN1_INTEGER_free(a);
}

Test(asn1_item, what_lacks_a_mandatory_part_is_not_encoded) {
    unsigned char *out = NULL;
    GENERAL_NAME *gen = GENERAL_NAME_new();
    cr_expect_eq(i2d_GENERAL_NAME(gen, &out), 0); /* a choice of nothing, as in OpenSSL */
    cr_expect_null(out);
    GENERAL_NAME_free(gen);
    X509 *x = X509_new();
    cr_expect_lt(i2d_X509(x, &out), 0);
    cr_expect_eq(X509_NAME_entry_count(X509_get_subject_name(x)), 0, "a fresh certificate answers with empty objects");
    cr_expect_not_null(X509_get_serialNumber(x));
    cr_expect_null(X509_get0_extensions(x));
    X509_free(x);
}

Test(asn1_item, deep_nesting_ends) {
    /* constructed elements all the way down: kept as bytes, not descended into */
    unsigned char der[400];
    for (int i = 0; i < 400; i += 4) {
        int left = 400 - i - 4;
        der[i] = 0x30;
        der[i + 1] = 0x82;
        der[i + 2] = (unsigned char)(left >> 8);
        der[i + 3] = (unsigned char)left;
    }
    const unsigned char *p = der;
    ASN1_TYPE_free(d2i_ASN1_TYPE(NULL, &p, sizeof der));
    p = der;
    cr_expect_null(d2i_GENERAL_NAMES(NULL, &p, sizeof der));
}

Test(asn1_item, a_long_number_is_read_back_over_several_lines) {
    unsigned char bytes[100];
    char line[200];
    memset(bytes, 0x81, sizeof bytes);
    BIO *mem = BIO_new(BIO_s_mem());
    ASN1_INTEGER *n = ASN1_INTEGER_new(), *back = ASN1_INTEGER_new();
    ASN1_STRING_set(n, bytes, sizeof bytes);
    cr_assert_gt(i2a_ASN1_INTEGER(mem, n), 200); /* with the ends of two lines */
    cr_assert_eq(a2i_ASN1_INTEGER(mem, back, line, sizeof line), 1);
    cr_expect_eq(ASN1_INTEGER_cmp(n, back), 0);
    ASN1_INTEGER_free(n);
    ASN1_INTEGER_free(back);
    BIO_free(mem);
}
