/* Signed certificate timestamps: made, read, written, printed; the extension of a certificate. */
#include "trace.h"
#include <openssl/ct.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static void bytes(const char *what, unsigned char *p, size_t n) { hex(what, p, (long)n); }

static void show(const SCT *s) {
    unsigned char *p = NULL;
    size_t n;
    printf("version %d entry %d time %llu source %d status %d nid %d\n", SCT_get_version(s), SCT_get_log_entry_type(s),
           (unsigned long long)SCT_get_timestamp(s), SCT_get_source(s), SCT_get_validation_status(s), SCT_get_signature_nid(s));
    n = SCT_get0_log_id(s, &p);
    bytes("log", p, n);
    n = SCT_get0_extensions(s, &p);
    bytes("extensions", p, n);
    n = SCT_get0_signature(s, &p);
    bytes("signature", p, n);
    BIO *b = BIO_new(BIO_s_mem());
    SCT_print(s, b, 3, NULL);
    text("printed", b);
    BIO_free(b);
    unsigned char *o = NULL;
    int len = i2o_SCT(s, &o);
    printf("i2o %d %d", len, i2o_SCT(s, NULL));
    errors();
    if (len > 0) hex("o", o, len);
    for (int cut = 0; cut <= len; cut++) {
        const unsigned char *at = o;
        SCT *r = o2i_SCT(NULL, &at, (size_t)cut);
        if (r) printf("cut at %d is read, moved %d\n", cut, (int)(at - o));
        else if (cut % 7 == 0) {
            unsigned long e = ERR_peek_last_error();
            printf("cut at %d %d:%d\n", cut, ERR_GET_LIB(e), ERR_GET_REASON(e));
        }
        ERR_clear_error();
        SCT_free(r);
    }
    OPENSSL_free(o);
}

static SCT *make(int ext, int nid) {
    unsigned char log[32], sig[71];
    memset(log, 0x5A, sizeof log);
    memset(sig, 0x33, sizeof sig);
    SCT *s = SCT_new();
    SHOW(SCT_set_version(s, SCT_VERSION_V1));
    SHOW(SCT_set1_log_id(s, log, sizeof log));
    SCT_set_timestamp(s, 1700000000123ULL + (unsigned)ext);
    if (ext) SHOW(SCT_set1_extensions(s, (const unsigned char *)"some extension", 14));
    SHOW(SCT_set_signature_nid(s, nid));
    SHOW(SCT_set1_signature(s, sig, sizeof sig));
    return s;
}

static void lists(void) {
    STACK_OF(SCT) *sk = sk_SCT_new_null(), *back;
    unsigned char *o = NULL, *der = NULL;
    const unsigned char *p;
    for (int i = 0; i < 3; i++) sk_SCT_push(sk, make(i & 1, i == 2 ? NID_sha256WithRSAEncryption : NID_ecdsa_with_SHA256));
    int n = i2o_SCT_LIST(sk, &o), d = i2d_SCT_LIST(sk, &der);
    hex("list", o, n);
    hex("in DER", der, d);
    SHOW(i2o_SCT_LIST(sk, NULL));
    p = o;
    back = o2i_SCT_LIST(NULL, &p, (size_t)n);
    printf("back %d moved %d\n", sk_SCT_num(back), (int)(p - o));
    SCT_LIST_free(back);
    p = der;
    back = d2i_SCT_LIST(NULL, &p, d);
    printf("back %d moved %d\n", sk_SCT_num(back), (int)(p - der));
    BIO *b = BIO_new(BIO_s_mem());
    SCT_LIST_print(back, b, 2, "\n--\n", NULL);
    text("list", b);
    BIO_free(b);
    SCT_LIST_free(back);
    for (int cut = 0; cut < n; cut += 5) {
        p = o;
        back = o2i_SCT_LIST(NULL, &p, (size_t)cut);
        if (back) printf("cut at %d is read\n", cut);
        SCT_LIST_free(back);
    }
    ERR_clear_error();
    /* in a certificate */
    X509 *x = X509_new();
    ASN1_OCTET_STRING *os = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(os, der, d);
    X509_EXTENSION *e = X509_EXTENSION_create_by_NID(NULL, NID_ct_precert_scts, 0, os);
    SHOW(X509_add_ext(x, e, -1));
    back = X509_get_ext_d2i(x, NID_ct_precert_scts, NULL, NULL);
    printf("extension %d\n", sk_SCT_num(back));
    if (sk_SCT_num(back) > 0) show(sk_SCT_value(back, 0));
    SHOW(X509_add1_ext_i2d(x, NID_ct_precert_scts, back, 0, X509V3_ADD_REPLACE));
    b = BIO_new(BIO_s_mem());
    SHOW(X509V3_EXT_print(b, X509_get_ext(x, 0), 0, 4));
    text("extension", b);
    BIO_free(b);
    SCT_LIST_free(back);
    X509_EXTENSION_free(e);
    ASN1_OCTET_STRING_free(os);
    X509_free(x);
    sk_SCT_push(sk, SCT_new());
    SHOW(i2o_SCT_LIST(sk, NULL));
    SCT_LIST_free(sk);
    OPENSSL_free(o);
    OPENSSL_free(der);
}

int main(void) {
    SCT *s = SCT_new(), *t;
    unsigned char other[] = { 1, 2, 3, 4, 5, 6 };
    const unsigned char *p = other;
    SHOW(SCT_get_version(s));
    SHOW(SCT_get_log_entry_type(s));
    SHOW(SCT_get_signature_nid(s));
    SHOW(i2o_SCT(s, NULL));
    SHOW(SCT_set_version(s, 3));
    SHOW(SCT_set_version(s, SCT_VERSION_V1));
    SHOW(SCT_set1_log_id(s, other, 6));
    SHOW(SCT_set_signature_nid(s, NID_sha256));
    SHOW(SCT_set_log_entry_type(s, CT_LOG_ENTRY_TYPE_PRECERT));
    SHOW(SCT_set_log_entry_type(s, 7));
    for (int i = 0; i < 5; i++) {
        printf("source %d: %d", i, SCT_set_source(s, i));
        errors();
        printf("%d %d\n", SCT_get_source(s), SCT_get_log_entry_type(s));
    }
    SHOW(i2o_SCT(s, NULL));
    SCT_set0_extensions(s, OPENSSL_memdup("xyz", 3), 3);
    SCT_set0_signature(s, OPENSSL_memdup("sig", 3), 3);
    SHOW(SCT_set0_log_id(s, OPENSSL_zalloc(32), 32));
    SHOW(i2o_SCT(s, NULL));
    SCT_free(s);
    s = make(0, NID_ecdsa_with_SHA256);
    show(s);
    SCT_free(s);
    s = make(1, NID_sha256WithRSAEncryption);
    show(s);
    t = o2i_SCT(&s, &p, 6);
    printf("unknown version %d\n", t == s && t != NULL);
    show(s);
    SCT_free(s);
    SCT_free(NULL);
    lists();
    return 0;
}
