/* Delta CRLs, extensions of CRLs by object, attributes by name, names of requests, other names, keys in DER, OCSP's hashes. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static EVP_PKEY *key;

static void errors(const char *what) {
    unsigned long e = ERR_peek_last_error();
    if (e != 0) printf("%s: error %d %d\n", what, ERR_GET_LIB(e), ERR_GET_REASON(e));
    ERR_clear_error();
}

static BIO *data(const char *name) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", getenv("TWIN_DATA"), name);
    return BIO_new_file(path, "r");
}

static void print_bio(BIO *b) {
    char *text;
    long n = BIO_get_mem_data(b, &text);
    printf("%.*s|\n", (int)n, text);
    BIO_free(b);
}

/* number < 0: none. what: 1 with an authority key identifier, 2 with a scope, 4 of another issuer, 8 a delta itself */
static X509_CRL *make_crl(long number, int what, int from, int to) {
    X509_CRL *crl = X509_CRL_new();
    X509_NAME *name = X509_NAME_new();
    ASN1_TIME *t = ASN1_TIME_set(NULL, 1700000000 + 1000 * number);
    ASN1_INTEGER *n = ASN1_INTEGER_new();
    X509_NAME_add_entry_by_txt(name, "CN",
        MBSTRING_ASC, (const unsigned char *)(what & 4 ? "Other" : "Issuer"), -1, -1, 0);
    X509_CRL_set_version(crl, X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(crl, name);
    X509_CRL_set1_lastUpdate(crl, t);
    ASN1_TIME_set(t, 1800000000 + 1000 * number);
    if (number != 3) X509_CRL_set1_nextUpdate(crl, t);
    for (int i = from; i < to; i++) {
        X509_REVOKED *r = X509_REVOKED_new();
        ASN1_INTEGER_set(n, i);
        X509_REVOKED_set_serialNumber(r, n);
        X509_REVOKED_set_revocationDate(r, t);
        if (i & 1) {
            ASN1_ENUMERATED *why = ASN1_ENUMERATED_new();
            ASN1_ENUMERATED_set(why, 1);
            X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, why, 0, 0);
            ASN1_ENUMERATED_free(why);
        }
        X509_CRL_add0_revoked(crl, r);
    }
    ASN1_INTEGER_set(n, number);
    if (number >= 0) X509_CRL_add1_ext_i2d(crl, NID_crl_number, n, 0, 0);
    if (what & 8) X509_CRL_add1_ext_i2d(crl, NID_delta_crl, n, 1, 0);
    if (what & 1) {
        AUTHORITY_KEYID *a = AUTHORITY_KEYID_new();
        a->keyid = ASN1_OCTET_STRING_new();
        ASN1_OCTET_STRING_set(a->keyid, (const unsigned char *)"key", 3);
        X509_CRL_add1_ext_i2d(crl, NID_authority_key_identifier, a, 0, 0);
        AUTHORITY_KEYID_free(a);
    }
    if (what & 2) {
        ISSUING_DIST_POINT *idp = ISSUING_DIST_POINT_new();
        idp->onlyuser = 0xff;
        X509_CRL_add1_ext_i2d(crl, NID_issuing_distribution_point, idp, 1, 0);
        ISSUING_DIST_POINT_free(idp);
    }
    X509_CRL_sign(crl, key, EVP_sha256());
    ASN1_INTEGER_free(n);
    ASN1_TIME_free(t);
    X509_NAME_free(name);
    unsigned char *der = NULL; /* OpenSSL looks for a number when a CRL is read */
    int len = i2d_X509_CRL(crl, &der);
    const unsigned char *p = der;
    X509_CRL_free(crl);
    crl = d2i_X509_CRL(NULL, &p, len);
    OPENSSL_free(der);
    return crl;
}

static void diff(X509_CRL *base, X509_CRL *newer, EVP_PKEY *by, const EVP_MD *md) {
    X509_CRL *delta = X509_CRL_diff(base, newer, by, md, 0);
    printf("delta: %d\n", delta != NULL);
    errors("delta");
    if (delta && by && md) {
        BIO *b = BIO_new(BIO_s_mem());
        X509_CRL_print(b, delta);
        char line[200];
        while (BIO_gets(b, line, sizeof line) > 0 && !strstr(line, "Signature Value")) printf("%s", line);
        BIO_free(b);
        printf("verified %d\n", X509_CRL_verify(delta, by));
        ASN1_OBJECT *obj = OBJ_nid2obj(NID_crl_number);
        printf("%d %d", X509_CRL_get_ext_by_OBJ(delta, obj, -1), X509_CRL_get_ext_by_OBJ(delta, obj, 5));
        printf(" %d %d", X509_CRL_get_ext_by_critical(delta, 1, -1), X509_CRL_get_ext_by_critical(delta, 0, -1));
        printf(" %d\n", X509_CRL_get_ext_by_critical(delta, 0, 1));
    }
    X509_CRL_free(delta);
    errors("delta's");
}

static void deltas(EVP_PKEY *other) {
    X509_CRL *base = make_crl(1, 3, 10, 14);
    static const struct { long number; int what, from, to; } newer[] = { { 2, 3, 10, 18 }, { 3, 3, 12, 16 },
        { 2, 3, 0, 0 }, { 1, 3, 10, 18 }, { 0, 3, 0, 1 },
        { -1, 3, 0, 1 }, { 2, 1, 0, 1 }, { 2, 2, 0, 1 }, { 2, 0, 0, 1 }, { 2, 7, 0, 1 }, { 2, 11, 0, 1 } };
    for (size_t i = 0; i < sizeof newer / sizeof newer[0]; i++) {
        X509_CRL *crl = make_crl(newer[i].number, newer[i].what, newer[i].from, newer[i].to);
        printf("--- %zu\n", i);
        diff(base, crl, key, EVP_sha256());
        diff(base, crl, NULL, NULL);
        diff(base, crl, other, EVP_sha256());
        diff(base, crl, key, NULL);
        diff(crl, base, key, EVP_sha256());
        X509_CRL_free(crl);
    }
    X509_CRL_free(base);
}

static void attributes(void) {
    STACK_OF(X509_ATTRIBUTE) *sk = NULL;
    ASN1_OBJECT *obj = OBJ_nid2obj(NID_pkcs9_unstructuredName);
    const unsigned char *text = (const unsigned char *)"text";
    printf("%d", X509at_add1_attr_by_NID(&sk, NID_pkcs9_challengePassword, MBSTRING_ASC, text, -1) != NULL);
    printf("%d", X509at_add1_attr_by_OBJ(&sk, obj, V_ASN1_UTF8STRING, text, 2) != NULL);
    printf("%d", X509at_add1_attr_by_txt(&sk, "contentType", V_ASN1_OCTET_STRING, text, 4) != NULL);
    printf("%d", X509at_add1_attr_by_txt(&sk, "1.2.3.4", V_ASN1_OCTET_STRING, text, 4) != NULL);
    printf("%d", X509at_add1_attr_by_txt(&sk, "1.2.3.4", V_ASN1_OCTET_STRING, text, 4) != NULL);
    errors("twice");
    printf("%d", X509at_add1_attr_by_txt(&sk, "no such name", V_ASN1_OCTET_STRING, text, 4) != NULL);
    errors("name");
    printf("%d", X509at_add1_attr_by_NID(&sk, 99999, V_ASN1_OCTET_STRING, text, 4) != NULL);
    errors("NID");
    printf(" %d\n", X509at_get_attr_count(sk));
    for (int last = -4; last < 3; last++) {
        ASN1_STRING *s = X509at_get0_data_by_OBJ(sk, obj, last, V_ASN1_UTF8STRING);
        printf("%d: %d %d\n", last, s ? ASN1_STRING_length(s) : -1, X509at_get0_data_by_OBJ(sk, obj, last,
        V_ASN1_IA5STRING) != NULL);
        errors("data");
    }
    printf("%d\n", X509at_get0_data_by_OBJ(NULL, obj, -1, V_ASN1_UTF8STRING) != NULL);
    errors("none");
    sk_X509_ATTRIBUTE_pop_free(sk, X509_ATTRIBUTE_free);
}

static void requests(void) {
    X509_REQ *req = X509_REQ_new();
    X509_NAME *name = X509_REQ_get_subject_name(req);
    STACK_OF(X509_EXTENSION) *sk = NULL;
    GENERAL_NAMES *gens = sk_GENERAL_NAME_new_null();
    for (int i = 0; i < 3; i++) {
        static const char *const texts[] = { "a@example.com", "b@example.com", "c@example.com" };
        X509_NAME_add_entry_by_txt(name, "emailAddress", MBSTRING_ASC, (const unsigned char *)texts[i], -1, -1, 0);
        GENERAL_NAME *g = GENERAL_NAME_new();
        ASN1_IA5STRING *s = ASN1_IA5STRING_new();
        ASN1_STRING_set(s, i == 1 ? texts[0] : "d@example.com", -1);
        GENERAL_NAME_set0_value(g, i == 2 ? GEN_DNS : GEN_EMAIL, s);
        sk_GENERAL_NAME_push(gens, g);
    }
    for (int with = 0; with < 2; with++) {
        STACK_OF(OPENSSL_STRING) *list = X509_REQ_get1_email(req);
        for (int i = 0; i < sk_OPENSSL_STRING_num(list); i++) printf("%s ", sk_OPENSSL_STRING_value(list, i));
        printf("%d\n", sk_OPENSSL_STRING_num(list));
        X509_email_free(list);
        if (with == 0) {
            X509V3_add1_i2d(&sk, NID_subject_alt_name, gens, 0, 0);
            X509_REQ_add_extensions(req, sk);
        }
    }
    sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
    GENERAL_NAMES_free(gens);
    X509_REQ_free(req);
    errors("requests");
}

/* Kinds that are known, with values of their own type and of others. */
static void typed_names(void) {
    static const int kinds[] = { NID_id_on_SmtpUTF8Mailbox, NID_XmppAddr, NID_SRVName, NID_ms_upn, NID_NAIRealm, NID_commonName };
    static const int types[] = { V_ASN1_UTF8STRING, V_ASN1_IA5STRING, V_ASN1_OCTET_STRING };
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
            GENERAL_NAME *g = GENERAL_NAME_new();
            ASN1_TYPE *t = ASN1_TYPE_new();
            ASN1_STRING *s = ASN1_STRING_type_new(types[i]);
            BIO *b = BIO_new(BIO_s_mem());
            ASN1_STRING_set(s, "someone", -1);
            ASN1_TYPE_set(t, types[i], s);
            GENERAL_NAME_set0_othername(g, OBJ_dup(OBJ_nid2obj(kinds[k])), t);
            GENERAL_NAME_print(b, g);
            print_bio(b);
            GENERAL_NAME_free(g);
        }
    }
}

static void other_names(void) {
    typed_names();
    OTHERNAME *all[4];
    for (int i = 0; i < 4; i++) {
        GENERAL_NAME *g = GENERAL_NAME_new();
        ASN1_TYPE *t = ASN1_TYPE_new();
        ASN1_UTF8STRING *s = ASN1_UTF8STRING_new();
        ASN1_STRING_set(s, i & 1 ? "one" : "two", -1);
        ASN1_TYPE_set(t, V_ASN1_UTF8STRING, s);
        printf("%d ", GENERAL_NAME_set0_othername(g, OBJ_txt2obj(i & 2 ? "1.2.3" : "1.2.4", 1), t));
        BIO *b = BIO_new(BIO_s_mem());
        GENERAL_NAME_print(b, g);
        print_bio(b);
        all[i] = g->d.otherName;
        g->d.ptr = NULL;
        g->type = -1;
        OPENSSL_free(g);
    }
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < 4; k++) printf("%d ", OTHERNAME_cmp(all[i], all[k]) == 0);
    }
    printf("%d %d\n", OTHERNAME_cmp(NULL, all[0]), OTHERNAME_cmp(all[0], NULL));
    for (int i = 0; i < 4; i++) OTHERNAME_free(all[i]);
    ACCESS_DESCRIPTION *a = ACCESS_DESCRIPTION_new();
    ASN1_OBJECT_free(a->method);
    a->method = OBJ_nid2obj(NID_ad_OCSP);
    BIO *b = BIO_new(BIO_s_mem());
    printf("%d ", i2a_ACCESS_DESCRIPTION(b, a));
    print_bio(b);
    ACCESS_DESCRIPTION_free(a);
}

static void public_keys(X509 *cert) {
    BIO *b = BIO_new(BIO_s_mem());
    X509_PUBKEY *pub = X509_get_X509_PUBKEY(cert), *back;
    printf("%d", i2d_X509_PUBKEY_bio(b, pub));
    back = d2i_X509_PUBKEY_bio(b, NULL);
    printf(" %d\n", back ? X509_PUBKEY_eq(pub, back) : -5);
    X509_PUBKEY_free(back);
    back = d2i_X509_PUBKEY_bio(b, NULL);
    printf("%d\n", back != NULL);
    errors("end");
    BIO_free(b);
    FILE *f = tmpfile();
    printf("%d", i2d_X509_PUBKEY_fp(f, pub));
    rewind(f);
    back = d2i_X509_PUBKEY_fp(f, NULL);
    printf(" %d\n", back ? X509_PUBKEY_eq(pub, back) : -5);
    X509_PUBKEY_free(back);
    fclose(f);
    b = BIO_new(BIO_s_mem());
    printf("%d ", X509_ocspid_print(b, cert));
    print_bio(b);
}

int main(void) {
    BIO *in = data("ec.pem");
    key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    in = data("p384.pem");
    EVP_PKEY *other = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    in = data("ca.pem");
    X509 *cert = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    if (!key || !other || !cert) return 1;
    deltas(other);
    attributes();
    requests();
    other_names();
    public_keys(cert);
    EVP_PKEY_free(key);
    EVP_PKEY_free(other);
    X509_free(cert);
    return 0;
}
