/* CRLs and what is revoked in them; OCSP's identifiers, requests and answers, field by field. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

static const char crl_text[] = "-----BEGIN X509 CRL-----\n"
    "MIIBFTCBvAIBATAKBggqhkjOPQQDAjAhMRAwDgYDVQQDDAdSb290IENBMQ0wCwYD\n"
    "VQQKDARUZXN0Fw0yNjExMjMxMDM0MDBaGA8yMDU0MDQxMDEwMzQwMFowNzASAgEF\n"
    "Fw0yNTAxMDEwMDAwMDBaMCECAhI0Fw0yNTAxMDEwMDAwMDBaMAwwCgYDVR0VBAMK\n"
    "AQGgLzAtMB8GA1UdIwQYMBaAFEOgAlEw3/m0uRX5YPywh/NWxW7hMAoGA1UdFAQD\n"
    "AgEBMAoGCCqGSM49BAMCA0gAMEUCIAqBmKuCngYlbOlODd9+ICAtcS9u/vQo+1ER\n"
    "9tRgxKKSAiEA07TQzv+H59alCipy1QOoXxgrhsIzQXpNnkzR4kh3JI4=\n-----END X509 CRL-----\n";

static void string(const char *what, const ASN1_STRING *s) {
    if (s) printf("%s type %d", what, s->type), hex("", s->data, s->length);
    else printf("%s none\n", what);
}

static void crl(void) {
    BIO *b = BIO_new_mem_buf(crl_text, -1);
    X509_CRL *c = PEM_read_bio_X509_CRL(b, NULL, NULL, NULL), *d = X509_CRL_dup(c);
    BIO_free(b);
    SHOW(X509_CRL_match(c, d));
    string("last", X509_CRL_get_lastUpdate(c));
    string("next", X509_CRL_get_nextUpdate(c));
    const ASN1_BIT_STRING *sig;
    const X509_ALGOR *alg;
    X509_CRL_get0_signature(c, &sig, &alg);
    string("signature", sig);
    SHOW(X509_CRL_get_signature_nid(c));
    SHOW(X509_CRL_get_ext_count(c));
    SHOW(X509_CRL_get_ext_by_NID(c, NID_crl_number, -1));
    SHOW(X509_CRL_get_ext_by_NID(c, NID_crl_number, 5));
    SHOW(OBJ_obj2nid(X509_EXTENSION_get_object(X509_CRL_get_ext(c, 1))));
    SHOWP(X509_CRL_get_ext(c, 9));
    int crit = -7, idx = -1;
    ASN1_INTEGER *n = X509_CRL_get_ext_d2i(c, NID_crl_number, &crit, &idx);
    string("number", n);
    printf("critical %d index %d\n", crit, idx);
    ASN1_INTEGER_free(n);
    SHOWP(X509_CRL_get_ext_d2i(c, NID_delta_crl, &crit, NULL));
    SHOW(crit);
    unsigned char md[64];
    unsigned len = 0;
    SHOW(X509_CRL_digest(c, EVP_sha256(), md, &len));
    hex("digest", md, len);
    FILE *f = fopen("crl.tmp", "w+");
    SHOW(X509_CRL_print_fp(f, c));
    rewind(f);
    char line[300];
    while (fgets(line, sizeof line, f)) fputs(line, stdout);
    fclose(f);
    remove("crl.tmp");
    STACK_OF(X509_REVOKED) *all = X509_CRL_get_REVOKED(c);
    for (int i = 0; i < sk_X509_REVOKED_num(all); i++) {
        X509_REVOKED *r = sk_X509_REVOKED_value(all, i), *q = X509_REVOKED_dup(r);
        string("serial", X509_REVOKED_get0_serialNumber(q));
        SHOW(X509_REVOKED_get_ext_count(q));
        SHOW(X509_REVOKED_get_ext_by_NID(q, NID_crl_reason, -1));
        SHOWP(X509_REVOKED_get_ext(q, 0));
        ASN1_ENUMERATED *e = X509_REVOKED_get_ext_d2i(q, NID_crl_reason, &crit, NULL);
        printf("reason %ld critical %d\n", e ? ASN1_ENUMERATED_get(e) : -1, crit);
        ASN1_ENUMERATED_free(e);
        X509_REVOKED_free(q);
    }
    b = BIO_new_file(data_file("ca.pem"), "r");
    X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    X509_REVOKED *r = NULL;
    SHOW(X509_CRL_get0_by_cert(c, &r, x));
    SHOWP(r);
    SHOW(X509_CRL_get0_by_serial(c, &r, X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(all, 0))));
    X509_free(x);
    X509_CRL_free(c);
    X509_CRL_free(d);
}

static void ocsp(void) {
    BIO *b = BIO_new_file(data_file("ca.pem"), "r");
    X509 *ca = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    b = BIO_new_file(data_file("client.pem"), "r");
    X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    OCSP_CERTID *i = OCSP_cert_to_id(NULL, x, ca), *j = OCSP_CERTID_dup(i), *k, *l;
    SHOW(OCSP_id_cmp(i, j));
    SHOW(OCSP_id_issuer_cmp(i, j));
    k = OCSP_cert_id_new(EVP_sha1(), X509_get_subject_name(ca), X509_get0_pubkey_bitstr(ca), X509_get0_serialNumber(ca));
    l = OCSP_cert_id_new(EVP_sha256(), X509_get_subject_name(ca), X509_get0_pubkey_bitstr(ca), X509_get0_serialNumber(x));
    SHOW(OCSP_id_cmp(i, k) != 0);
    SHOW(OCSP_id_issuer_cmp(i, k));
    SHOW(OCSP_id_issuer_cmp(i, l) != 0);
    ASN1_OCTET_STRING *name, *key;
    ASN1_OBJECT *md;
    ASN1_INTEGER *serial;
    SHOW(OCSP_id_get0_info(&name, &md, &key, &serial, i));
    string("name", name); string("key", key); string("serial", serial);
    SHOW(OBJ_obj2nid(md));
    SHOW(OCSP_id_get0_info(NULL, NULL, NULL, NULL, i));
    OCSP_REQUEST *q = OCSP_REQUEST_new();
    SHOW(OCSP_request_onereq_count(q));
    SHOWP(OCSP_request_add0_id(q, j));
    SHOWP(OCSP_request_add0_id(q, k));
    SHOW(OCSP_request_onereq_count(q));
    OCSP_ONEREQ *one = OCSP_request_onereq_get0(q, 1);
    SHOW(OCSP_onereq_get0_id(one) == k);
    SHOWP(OCSP_request_onereq_get0(q, 2));
    OCSP_REQUEST_free(q);
    OCSP_BASICRESP *r = OCSP_BASICRESP_new();
    SHOW(OCSP_resp_count(r));
    SHOWP(OCSP_resp_get0(r, 0));
    SHOW(OCSP_resp_find(r, i, -1));
    SHOW(sk_X509_num(OCSP_resp_get0_certs(r)));
    const ASN1_OCTET_STRING *id = NULL;
    const X509_NAME *rn = NULL;
    printf("responder %d\n", OCSP_resp_get0_id(r, &id, &rn));
    string("signature", OCSP_resp_get0_signature(r));
    SHOWP(OCSP_resp_get0_tbs_sigalg(r));
    SHOWP(OCSP_resp_get0_produced_at(r));
    ERR_clear_error();
    OCSP_BASICRESP_free(r);
    OCSP_SINGLERESP *s = OCSP_SINGLERESP_new();
    SHOWP(OCSP_SINGLERESP_get0_id(s));
    int reason = -3;
    printf("status %d\n", OCSP_single_get0_status(NULL, &reason, NULL, NULL, NULL));
    OCSP_SINGLERESP_free(s);
    OCSP_CERTID_free(i);
    OCSP_CERTID_free(l);
    X509_free(ca);
    X509_free(x);
}

static void others(void) {
    BIO *b = BIO_new_file(data_file("evp/rsa8.pem"), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL), *back;
    BIO_free(b);
    unsigned char *der = NULL;
    int n = i2d_PrivateKey(k, &der);
    const unsigned char *p = der;
    back = d2i_PrivateKey(EVP_PKEY_RSA, NULL, &p, n);
    SHOW(EVP_PKEY_eq(k, back));
    p = der;
    printf("wrong type %d cut %d\n", d2i_PrivateKey(EVP_PKEY_EC, NULL, &p, n) != NULL,
        d2i_PrivateKey(EVP_PKEY_RSA, NULL, &p, n - 1) != NULL);
    ERR_clear_error();
    OPENSSL_free(der);
    EVP_PKEY_free(k);
    EVP_PKEY_free(back);
    /* an empty PKCS12 has nothing to write; through a file and a BIO */
    PKCS12 *e = PKCS12_new();
    FILE *f = fopen("p12.tmp", "w");
    b = BIO_new(BIO_s_mem());
    printf("empty %d %d\n", i2d_PKCS12_fp(f, e) > 0, i2d_PKCS12_bio(b, e) > 0);
    ERR_clear_error();
    fclose(f);
    remove("p12.tmp");
    BIO_free(b);
    PKCS12_free(e);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 1 << 14);
    crl();
    ocsp();
    others();
    return 0;
}
