/*
 * Purposes and trust: the tables and what programs add to them, certificates with every combination of the extensions
 * that purposes look at, settings beside certificates, and verifications by a program's own purpose and trust.
 */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "extend.h"

static EVP_PKEY *key;

static X509 *make_cert(int version, const char *subject, const char *issuer, const char *bc, const char *ku, const char *eku,
                       const char *ns) {
    X509 *x = X509_new();
    X509_set_version(x, version);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 5);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, (const unsigned char *)subject, -1, -1, 0);
    X509_NAME_add_entry_by_txt(X509_get_issuer_name(x), "CN", MBSTRING_ASC, (const unsigned char *)issuer, -1, -1, 0);
    X509_gmtime_adj(X509_getm_notBefore(x), -1000);
    X509_gmtime_adj(X509_getm_notAfter(x), 100000);
    X509_set_pubkey(x, key);
    add_ext(x, x, NID_basic_constraints, bc);
    add_ext(x, x, NID_key_usage, ku);
    add_ext(x, x, NID_ext_key_usage, eku);
    add_ext(x, x, NID_netscape_cert_type, ns);
    X509_sign(x, key, NULL);
    return x;
}

static void show_trusts(void) {
    printf("trusts %d\n", X509_TRUST_get_count());
    for (int i = -1; i <= X509_TRUST_get_count(); i++) {
        X509_TRUST *t = X509_TRUST_get0(i);
        if (!t) printf(" %d none\n", i);
        else printf(" %d: %d flags %x %s arg %d %d\n", i, X509_TRUST_get_trust(t), (unsigned)X509_TRUST_get_flags(t),
                    X509_TRUST_get0_name(t), t->arg1, t->arg2 != NULL);
    }
    for (int id = -2; id < 60; id += 3) printf(" %d", X509_TRUST_get_by_id(id));
    printf("\n");
}

static void show_purposes(void) {
    printf("purposes %d\n", X509_PURPOSE_get_count());
    for (int i = -1; i <= X509_PURPOSE_get_count(); i++) {
        X509_PURPOSE *p = X509_PURPOSE_get0(i);
        if (!p) printf(" %d none\n", i);
        else printf(" %d: %d trust %d flags %x %s %s at %d data %d\n", i, X509_PURPOSE_get_id(p), X509_PURPOSE_get_trust(p),
                    (unsigned)p->flags, X509_PURPOSE_get0_name(p), X509_PURPOSE_get0_sname(p),
                    X509_PURPOSE_get_by_sname(X509_PURPOSE_get0_sname(p)), p->usr_data != NULL);
    }
    for (int id = -2; id < 60; id += 3) printf(" %d", X509_PURPOSE_get_by_id(id));
    printf(" %d\n", X509_PURPOSE_get_by_sname("nothing"));
}

static int own_trust(X509_TRUST *t, X509 *x, int flags) {
    printf("  own trust %d arg %d flags %x\n", t->trust, t->arg1, (unsigned)flags);
    (void)x;
    return t->arg1;
}

static int other_trust(int id, X509 *x, int flags) {
    printf("  any other trust %d flags %x\n", id, (unsigned)flags);
    (void)x;
    return id % 3 + 1;
}

static int own_purpose(const X509_PURPOSE *p, const X509 *x, int ca) {
    printf("  own purpose %d ca %d data %s\n", p->purpose, ca, (const char *)p->usr_data);
    (void)x;
    return ((const char *)p->usr_data)[0] - '0';
}

/* Every combination of the extensions that say what a certificate is for. */
static void combinations(void) {
    static const char *const bcs[] = { NULL, "critical,CA:TRUE", "CA:FALSE", "CA:TRUE,pathlen:0" };
    static const char *const kus[] = { NULL, "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment",
                                       "keyAgreement", "keyCertSign", "cRLSign", "critical,keyCertSign,cRLSign",
                                       "digitalSignature,keyEncipherment", "digitalSignature,keyCertSign", "encipherOnly" };
    static const char *const ekus[] = { NULL, "serverAuth", "clientAuth", "emailProtection", "critical,timeStamping",
                                        "timeStamping", "critical,timeStamping,serverAuth", "OCSPSigning", "msSGC", "nsSGC",
                                        "anyExtendedKeyUsage", "1.2.3.4", "codeSigning" };
    static const char *const nss[] = { NULL, "server", "client", "email", "objsign", "sslCA", "emailCA", "objCA" };
    enum { BC = 4, KU = 12, EKU = 13, NS = 8 };
    for (int i = 0; i < BC * KU * EKU * NS; i++) {
        int bc = i % BC, ku = i / BC % KU, eku = i / (BC * KU) % EKU, ns = i / (BC * KU * EKU);
        if (ns > 0 && (eku > 3 || eku == 2) && (i / BC) % 7 != 0) continue;
        X509 *x = make_cert(bc + ku + eku + ns ? 2 : 0, "x", (i & 1) ? "x" : "y", bcs[bc], kus[ku], ekus[eku], nss[ns]);
        printf("%d %d %d %d ca %d self %d:", bc, ku, eku, ns, X509_check_ca(x), X509_self_signed(x, 0));
        for (int id = -1; id <= 10; id++) {
            for (int ca = 0; ca < 2; ca++) printf(" %d", X509_check_purpose(x, id, ca));
        }
        printf(" trust");
        for (int id = 0; id < 9; id++) printf(" %d", X509_check_trust(x, id, 0));
        printf("\n");
        X509_free(x);
        ERR_clear_error();
    }
}

static void show_list(const char *what, STACK_OF(ASN1_OBJECT) *sk) {
    char text[64];
    printf("  %s %d:", what, sk_ASN1_OBJECT_num(sk));
    for (int i = 0; i < sk_ASN1_OBJECT_num(sk); i++) {
        OBJ_obj2txt(text, sizeof text, sk_ASN1_OBJECT_value(sk, i), 0);
        printf(" %s", text);
    }
    printf("\n");
}

static void show_settings(X509 *x) {
    int len = 0;
    unsigned char *s = X509_alias_get0(x, &len);
    printf("  alias %.*s", s ? len : 1, s ? (char *)s : "-");
    s = X509_keyid_get0(x, &len);
    printf(" keyid %.*s\n", s ? len : 1, s ? (char *)s : "-");
    show_list("trusted", X509_get0_trust_objects(x));
    show_list("rejected", X509_get0_reject_objects(x));
}

/* Beside a certificate: each pair of uses trusted and rejected, asked for each trust, with each flag; and in a file. */
static void settings(void) {
    static const int nids[] = { 0, NID_server_auth, NID_client_auth, NID_anyExtendedKeyUsage, NID_email_protect, NID_OCSP_sign,
                                NID_ad_OCSP, NID_time_stamp, NID_code_sign };
    static const int ids[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 42, -1, NID_server_auth, NID_OCSP_sign, NID_ad_OCSP, 100000 };
    static const int flags[] = { 0, X509_TRUST_NO_SS_COMPAT, X509_TRUST_DO_SS_COMPAT, X509_TRUST_OK_ANY_EKU,
                                 X509_TRUST_DO_SS_COMPAT | X509_TRUST_OK_ANY_EKU | X509_TRUST_NO_SS_COMPAT };
    enum { N = sizeof nids / sizeof nids[0] };
    for (int i = 0; i < N * N * 2; i++) {
        int good = nids[i % N], bad = nids[i / N % N];
        X509 *x = make_cert(2, "x", i / (N * N) ? "x" : "y", NULL, NULL, NULL, NULL), *back = NULL;
        if (good) X509_add1_trust_object(x, OBJ_nid2obj(good));
        if (bad) X509_add1_reject_object(x, OBJ_nid2obj(bad));
        if (i % 3 == 0) X509_alias_set1(x, (const unsigned char *)"alias", -1);
        if (i % 5 == 0) X509_keyid_set1(x, (const unsigned char *)"id", 2);
        printf("trusted %d rejected %d:", good, bad);
        for (size_t k = 0; k < sizeof ids / sizeof ids[0]; k++) {
            for (size_t f = 0; f < sizeof flags / sizeof flags[0]; f++) printf(" %d", X509_check_trust(x, ids[k], flags[f]));
        }
        BIO *b = BIO_new(BIO_s_mem());
        printf("\n  written %d\n", PEM_write_bio_X509_AUX(b, x));
        back = PEM_read_bio_X509_AUX(b, NULL, NULL, NULL);
        show_settings(back);
        unsigned char *der = NULL;
        int len = i2d_X509_AUX(back, &der);
        printf("  encoded %d more than %d\n", len, i2d_X509(back, NULL));
        const unsigned char *p = der;
        X509 *again = d2i_X509_AUX(NULL, &p, len);
        show_settings(again);
        X509_trust_clear(again);
        if (i % 2) X509_reject_clear(again);
        X509_alias_set1(again, NULL, 0);
        show_settings(again);
        X509_free(again);
        OPENSSL_free(der);
        X509_free(back);
        X509_free(x);
        BIO_free(b);
        ERR_clear_error();
    }
}

static int verify_cb(int ok, X509_STORE_CTX *ctx) {
    printf("  callback %d error %d depth %d\n", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    return 1;
}

static void verify(int purpose, int trust) {
    X509_STORE *s = X509_STORE_new();
    X509 *ca = make_cert(2, "ca", "ca", "CA:TRUE", NULL, NULL, NULL), *x = make_cert(2, "x", "ca", NULL, NULL, NULL, NULL);
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509_STORE_add_cert(s, ca);
    X509_STORE_CTX_init(ctx, s, x, NULL);
    X509_STORE_CTX_set_verify_cb(ctx, verify_cb);
    int p = X509_STORE_CTX_set_purpose(ctx, purpose), t = X509_STORE_CTX_set_trust(ctx, trust);
    printf("purpose %d trust %d: set %d %d\n", purpose, trust, p, t);
    int r = X509_verify_cert(ctx);
    printf("  = %d error %d\n", r, X509_STORE_CTX_get_error(ctx));
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(s);
    X509_free(ca);
    X509_free(x);
    ERR_clear_error();
}

static void own_rules(void) {
    static char yes[] = "1", no[] = "0", odd[] = "3";
    X509 *x = make_cert(2, "x", "y", NULL, NULL, NULL, NULL);
    printf("added %d %d %d\n", X509_TRUST_add(42, 0x100, own_trust, "forty-two", X509_TRUST_TRUSTED, yes),
           X509_TRUST_add(41, 3, own_trust, "forty-one", X509_TRUST_REJECTED, NULL),
           X509_TRUST_add(58, 0, own_trust, "more", X509_TRUST_UNTRUSTED, NULL));
    printf("added %d %d %d\n", X509_PURPOSE_add(43, 42, 0x200, own_purpose, "forty-three", "fortythree", yes),
           X509_PURPOSE_add(40, 41, 3, own_purpose, "forty", "forty", no),
           X509_PURPOSE_add(58, 2, 0, own_purpose, "more", "more", odd));
    show_trusts();
    show_purposes();
    for (int id = 38; id < 60; id++) printf(" %d: %d\n", id, X509_check_trust(x, id, 8));
    for (int id = 38; id < 60; id++) printf(" %d: %d %d\n", id, X509_check_purpose(x, id, 0), X509_check_purpose(x, id, 1));
    for (int p = 39; p < 60; p++) {
        if (p > 44 && p < 58) continue;
        for (int t = 0; t < 4; t++) verify(p, t == 0 ? 0 : 40 + t);
    }
    int t = 7, p = 8;
    printf("set %d %d %d", X509_TRUST_set(&t, 42), X509_TRUST_set(&t, 43), t);
    printf(" %d %d %d\n", X509_PURPOSE_set(&p, 43), X509_PURPOSE_set(&p, 44), p);
    ERR_clear_error();
    printf("changed %d %d\n", X509_TRUST_add(42, 0, own_trust, "new name", X509_TRUST_REJECTED, NULL),
           X509_PURPOSE_add(43, 3, 0, own_purpose, "new", "short", no));
    printf("changed ours %d\n", X509_TRUST_add(X509_TRUST_TSA, 0, own_trust, "our time", 2, NULL));
    show_trusts();
    show_purposes();
    verify(43, 0);
    verify(X509_PURPOSE_TIMESTAMP_SIGN, 0);
    int (*before)(int, X509 *, int) = X509_TRUST_set_default(other_trust);
    for (int id = 60; id < 66; id++) printf(" %d: %d\n", id, X509_check_trust(x, id, 1));
    printf("back %d\n", X509_TRUST_set_default(before) == other_trust);
    for (int id = 60; id < 66; id++) printf(" %d: %d\n", id, X509_check_trust(x, id, 1));
    X509_TRUST_cleanup();
    X509_PURPOSE_cleanup();
    printf("clean %d %d %d %d\n", X509_TRUST_get_count(), X509_PURPOSE_get_count(), X509_TRUST_get_by_id(42),
           X509_PURPOSE_get_by_id(43));
    X509_free(x);
}

static X509_VERIFY_PARAM *named(const char *name, int depth) {
    X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_new();
    X509_VERIFY_PARAM_set1_name(p, name);
    X509_VERIFY_PARAM_set_depth(p, depth);
    return p;
}

static void show_params(void) {
    printf("params %d\n", X509_VERIFY_PARAM_get_count());
    for (int i = 0; i <= X509_VERIFY_PARAM_get_count(); i++) {
        const X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_get0(i);
        printf(" %s %d\n", p ? X509_VERIFY_PARAM_get0_name(p) : "none", p ? X509_VERIFY_PARAM_get_depth(p) : 0);
    }
    for (int i = 0; i < 4; i++) {
        static const char *const names[] = { "default", "mine", "yours", "nobody's" };
        const X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_lookup(names[i]);
        printf(" %s %d\n", names[i], p ? X509_VERIFY_PARAM_get_depth(p) : -9);
    }
}

static void params(void) {
    show_params();
    printf("add %d %d %d %d\n", X509_VERIFY_PARAM_add0_table(named("yours", 1)), X509_VERIFY_PARAM_add0_table(named("mine", 2)),
           X509_VERIFY_PARAM_add0_table(named("default", 3)), X509_VERIFY_PARAM_add0_table(named("mine", 4)));
    show_params();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509_STORE_CTX_init(ctx, NULL, NULL, NULL);
    printf("depth %d\n", X509_VERIFY_PARAM_get_depth(X509_STORE_CTX_get0_param(ctx)));
    printf("set default %d %d\n", X509_STORE_CTX_set_default(ctx, "mine"), X509_STORE_CTX_set_default(ctx, "nobody's"));
    X509_STORE_CTX_free(ctx);
    X509_VERIFY_PARAM_table_cleanup();
    show_params();
    X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_new();
    ASN1_TIME *start = ASN1_TIME_set(NULL, 1000), *end = ASN1_TIME_set(NULL, 2000);
    for (int i = 0; i < 5; i++) {
        time_t at = 500 + 500 * i;
        X509_VERIFY_PARAM_set_time(p, at);
        printf("at %d: %d %d %d\n", (int)at, X509_cmp_timeframe(p, start, end), X509_cmp_timeframe(p, start, NULL),
               X509_cmp_timeframe(p, NULL, end));
    }
    printf("now %d", X509_cmp_timeframe(NULL, start, end));
    X509_VERIFY_PARAM_clear_flags(p, X509_V_FLAG_USE_CHECK_TIME);
    X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_NO_CHECK_TIME);
    printf(" not asked %d\n", X509_cmp_timeframe(p, start, end));
    ASN1_TIME_free(start);
    ASN1_TIME_free(end);
    X509_VERIFY_PARAM_free(p);
    ERR_clear_error();
}

/* By its parts: key identifier, serial number, issuer. */
static void identifiers(void) {
    X509 *x = make_cert(2, "x", "y", NULL, NULL, NULL, NULL);
    add_ext(x, x, NID_subject_key_identifier, "0102030405");
    X509_sign(x, key, NULL);
    X509_check_purpose(x, -1, 0);
    printf("no identifier %d\n", X509_check_akid(x, NULL));
    for (int i = 0; i < 27; i++) {
        AUTHORITY_KEYID *a = AUTHORITY_KEYID_new();
        int id = i % 3, serial = i / 3 % 3, issuer = i / 9;
        if (id) {
            a->keyid = ASN1_OCTET_STRING_new();
            ASN1_OCTET_STRING_set(a->keyid, (const unsigned char *)(id == 1 ? "\1\2\3\4\5" : "\1\2"), id == 1 ? 5 : 2);
        }
        if (serial) {
            a->serial = ASN1_INTEGER_new();
            ASN1_INTEGER_set(a->serial, serial == 1 ? 5 : 500);
        }
        if (issuer) {
            GENERAL_NAME *g = GENERAL_NAME_new();
            a->issuer = GENERAL_NAMES_new();
            X509_NAME *name = X509_NAME_dup(issuer == 1 ? X509_get_issuer_name(x) : X509_get_subject_name(x));
            GENERAL_NAME_set0_value(g, GEN_DIRNAME, name);
            sk_GENERAL_NAME_push(a->issuer, g);
        }
        printf("identifier %d %d %d: %d\n", id, serial, issuer, X509_check_akid(x, a));
        AUTHORITY_KEYID_free(a);
    }
    X509_free(x);
}

static void lists(void) {
    X509_CRL *crl = X509_CRL_new(), *back;
    ASN1_TIME *t = ASN1_TIME_set(NULL, 1000000000);
    ASN1_INTEGER *n = ASN1_INTEGER_new();
    X509_NAME *name = X509_NAME_new();
    unsigned char *der = NULL;
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"ca", -1, -1, 0);
    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, name);
    X509_CRL_set1_lastUpdate(crl, t);
    ASN1_INTEGER_set(n, 7);
    X509_CRL_add1_ext_i2d(crl, NID_crl_number, n, 0, 0);
    X509_CRL_add1_ext_i2d(crl, NID_delta_crl, n, 1, 0);
    X509_CRL_sign(crl, key, NULL);
    int len = i2d_X509_CRL(crl, &der);
    const unsigned char *p = der;
    back = d2i_X509_CRL(NULL, &p, len);
    for (int last = -1; last < 3; last++) {
        printf("extensions %d: %d %d %d\n", last, X509_CRL_get_ext_by_OBJ(back, OBJ_nid2obj(NID_delta_crl), last),
               X509_CRL_get_ext_by_critical(back, 1, last), X509_CRL_get_ext_by_critical(back, 0, last));
    }
    X509_STORE *s = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509_STORE_CTX_init(ctx, s, NULL, NULL);
    for (int i = 0; i < 2; i++) {
        STACK_OF(X509_CRL) *found = X509_STORE_CTX_get1_crls(ctx, name);
        printf("found %d", sk_X509_CRL_num(found));
        sk_X509_CRL_pop_free(found, X509_CRL_free);
        found = X509_STORE_CTX_get1_crls(ctx, X509_CRL_get_issuer(crl));
        printf(" %d\n", sk_X509_CRL_num(found));
        sk_X509_CRL_pop_free(found, X509_CRL_free);
        X509_STORE_add_crl(s, back);
    }
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(s);
    X509_CRL_free(crl);
    X509_CRL_free(back);
    ASN1_TIME_free(t);
    ASN1_INTEGER_free(n);
    X509_NAME_free(name);
    OPENSSL_free(der);
    ERR_clear_error();
}

int main(void) {
    key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    show_trusts();
    show_purposes();
    combinations();
    settings();
    own_rules();
    params();
    identifiers();
    lists();
    EVP_PKEY_free(key);
    return 0;
}
