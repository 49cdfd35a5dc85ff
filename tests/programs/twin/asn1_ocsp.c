/* OCSP: requests that are made, responses of a responder run by the openssl command. */
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static BIO *out;

static void make(const char *file, const char *command) {
    char line[1024];
    if (access(file, R_OK) == 0) return; /* the second run uses the first one's */
    snprintf(line, sizeof line, "env -u LD_LIBRARY_PATH -u LD_PRELOAD openssl %s >ocsp.log 2>&1", command);
    if (system(line) != 0) printf("cannot make %s\n", file);
}

static void put(const char *file, const char *text) {
    FILE *f = fopen(file, "w");
    if (f) {
        fputs(text, f);
        fclose(f);
    }
}

static X509 *load(const char *file) {
    BIO *b = BIO_new_file(file, "r");
    X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    return x;
}

static void errors(void) {
    unsigned long e;
    while ((e = ERR_get_error()) != 0) {
        if (ERR_GET_LIB(e) == ERR_LIB_OCSP) BIO_printf(out, "  error reason %d\n", ERR_GET_REASON(e));
    }
}

static void show(const char *file, X509 *subject, X509 *issuer, X509 *root, STACK_OF(X509) *certs) {
    static const unsigned long flags[] = { 0, OCSP_TRUSTOTHER, OCSP_NOINTERN, OCSP_NOVERIFY, OCSP_NOCHECKS,
        OCSP_NOSIGS | OCSP_NOVERIFY };
    BIO *b = BIO_new_file(file, "rb");
    OCSP_RESPONSE *r = ASN1_d2i_bio_of(OCSP_RESPONSE, OCSP_RESPONSE_new, d2i_OCSP_RESPONSE, b, NULL);
    BIO_free(b);
    BIO_printf(out, "== %s: %s\n", file, r ? OCSP_response_status_str(OCSP_response_status(r)) : "none");
    OCSP_BASICRESP *bs = r ? OCSP_response_get1_basic(r) : NULL;
    errors();
    if (!bs) {
        OCSP_RESPONSE_free(r);
        return;
    }
    OCSP_CERTID *id = OCSP_cert_to_id(NULL, subject, issuer);
    int status = -1, reason = -1;
    ASN1_GENERALIZEDTIME *rev = NULL, *this = NULL, *next = NULL;
    int found = OCSP_resp_find_status(bs, id, &status, &reason, &rev, &this, &next);
    BIO_printf(out, "found %d %s %s", found, OCSP_cert_status_str(status), OCSP_crl_reason_str(reason));
    if (rev) ASN1_GENERALIZEDTIME_print(out, rev);
    BIO_printf(out, " this %d next %d valid %d %d\n", this != NULL, next != NULL,
        this ? OCSP_check_validity(this, next, 300, -1) : -1, this ? OCSP_check_validity(this, next, 0, 0) : -1);
    ERR_clear_error();
    unsigned char *der = NULL;
    int n = i2d_OCSP_RESPONSE(r, &der);
    BIO_printf(out, "count %d der %d\n", OCSP_resp_count(bs), n);
    OPENSSL_free(der);
    for (int with = 0; with < 2; with++) {
        for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
            X509_STORE *st = X509_STORE_new();
            X509_STORE_add_cert(st, root);
            BIO_printf(out, "verify %d %lx: %d\n", with, flags[i], OCSP_basic_verify(bs, with ? certs : NULL, st, flags[i]));
            errors();
            X509_STORE_free(st);
        }
    }
    X509_STORE *none = X509_STORE_new();
    BIO_printf(out, "empty store: %d\n", OCSP_basic_verify(bs, certs, none, 0));
    errors();
    X509_STORE_free(none);
    OCSP_CERTID_free(id);
    X509 *signer = NULL;
    int by = OCSP_resp_get0_signer(bs, &signer, certs);
    BIO_printf(out, "signer %d %d\n", by, signer != NULL);
    ERR_clear_error();
    OCSP_BASICRESP_free(bs);
    OCSP_RESPONSE_free(r);
}

/* Nonces, extensions of requests and responses, identifiers of responders. */
static void more(X509 *ca, X509 *other) {
    unsigned char nonce[] = "0123456789abcdef";
    OCSP_REQUEST *req = OCSP_REQUEST_new(), *req2 = OCSP_REQUEST_new();
    FILE *f = fopen("good_ca.ors", "rb");
    BIO *b = BIO_new_fp(f, BIO_CLOSE);
    OCSP_RESPONSE *resp = d2i_OCSP_RESPONSE_bio(b, NULL);
    OCSP_BASICRESP *bs = OCSP_response_get1_basic(resp);
    OCSP_SINGLERESP *single = OCSP_resp_get0(bs, 0);
    BIO_printf(out, "none %d", OCSP_check_nonce(req, bs));
    BIO_printf(out, " add %d", OCSP_request_add1_nonce(req, nonce, 16));
    BIO_printf(out, " asked alone %d", OCSP_check_nonce(req, bs));
    BIO_printf(out, " fresh %d", OCSP_request_add1_nonce(req2, NULL, -1));
    BIO_printf(out, " again %d", OCSP_request_add1_nonce(req, nonce, 8));
    BIO_printf(out, " count %d %d\n", OCSP_REQUEST_get_ext_count(req), OCSP_REQUEST_get_ext_count(req2));
    int at = OCSP_REQUEST_get_ext_by_NID(req, NID_id_pkix_OCSP_Nonce, -1);
    X509_EXTENSION *ex = OCSP_REQUEST_get_ext(req, at);
    const ASN1_OCTET_STRING *data = X509_EXTENSION_get_data(ex);
    BIO_dump(out, (const char *)data->data, data->length);
    BIO_printf(out, "add_ext %d", OCSP_REQUEST_add_ext(req2, ex, -1));
    BIO_printf(out, " %d\n", OCSP_REQUEST_get_ext_count(req2));
    BIO_printf(out, "response %d at %d %d single %d %d\n", OCSP_BASICRESP_get_ext_count(bs),
               OCSP_BASICRESP_get_ext_by_NID(bs, NID_id_pkix_OCSP_Nonce, -1), OCSP_BASICRESP_get_ext(bs, 0) != NULL,
               OCSP_SINGLERESP_get_ext_count(single), OCSP_SINGLERESP_get_ext(single, 0) != NULL);
    OCSP_RESPID *id = OCSP_RESPID_new();
    for (int i = 0; i < 2; i++) {
        unsigned char *der = NULL;
        BIO_printf(out, "by %d", i == 0 ? OCSP_RESPID_set_by_name(id, ca) : OCSP_RESPID_set_by_key(id, ca));
        BIO_printf(out, " match %d other %d\n", OCSP_RESPID_match(id, ca), OCSP_RESPID_match(id, other));
        int n = i2d_OCSP_RESPID(id, &der);
        BIO_dump(out, (char *)der, n);
        OPENSSL_free(der);
        OCSP_RESPID_free(id);
        id = OCSP_RESPID_new();
    }
    OCSP_RESPID_free(id);
    OCSP_BASICRESP_free(bs);
    OCSP_RESPONSE_free(resp);
    BIO_free(b);
    OCSP_REQUEST_free(req);
    OCSP_REQUEST_free(req2);
}

int main(void) {
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    mkdir("../made", 0777); /* both runs work on the same files */
    if (chdir("../made") != 0) return 99;
    put("ocsp.cnf",
        "[req]\ndistinguished_name=dn\n[dn]\n[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign,"
        "digitalSignature\n"
        "[responder]\nextendedKeyUsage=OCSPSigning\nnoCheck=ignored\n[plain]\nbasicConstraints=CA:FALSE\n");
    make("oca.pem",
        "req -x509 -config ocsp.cnf -extensions ca -newkey rsa:2048 -nodes -keyout oca.key -out oca.pem -subj /CN=oca "
        "-days 3650");
    make("good.csr", "req -config ocsp.cnf -newkey rsa:2048 -nodes -keyout good.key -out good.csr -subj /CN=good");
    make("good.pem",
        "x509 -req -in good.csr -CA oca.pem -CAkey oca.key -set_serial 0x1001 -out good.pem -days 3650 -extfile "
        "ocsp.cnf -extensions plain");
    make("bad.pem",
        "x509 -req -in good.csr -CA oca.pem -CAkey oca.key -set_serial 0x1002 -out bad.pem -days 3650 -extfile "
        "ocsp.cnf -extensions plain");
    make("resp.pem",
        "x509 -req -in good.csr -CA oca.pem -CAkey oca.key -set_serial 0x1003 -out resp.pem -days 3650 -extfile "
        "ocsp.cnf -extensions responder");
    put("index.txt",
        "V\t360101000000Z\t\t1001\tunknown\t/CN=good\nR\t360101000000Z\t250101000000Z,keyCompromise\t1002\tunknown\t/"
        "CN=bad\n");
    make("good.req", "ocsp -issuer oca.pem -cert good.pem -no_nonce -reqout good.req");
    make("bad.req", "ocsp -issuer oca.pem -cert bad.pem -no_nonce -reqout bad.req");
    make("other.req", "ocsp -issuer oca.pem -cert resp.pem -no_nonce -reqout other.req");
#define ANSWER(resp, req, signer, key, more)                                                                           \
    make(resp,                                                                                                         \
        "ocsp -index index.txt -CA oca.pem -rsigner " signer " -rkey " key " -reqin " req " -respout " resp            \
        " -ndays 3000 " more)
    ANSWER("good_ca.ors", "good.req", "oca.pem", "oca.key", "");
    ANSWER("good_del.ors", "good.req", "resp.pem", "good.key", "-resp_key_id");
    ANSWER("good_plain.ors", "good.req", "good.pem", "good.key", "");
    ANSWER("bad_ca.ors", "bad.req", "oca.pem", "oca.key", "-rmd sha512");
    ANSWER("other_ca.ors", "other.req", "oca.pem", "oca.key", "-resp_no_certs");
    static const unsigned char unauthorized[] = { 0x30, 3, 0x0A, 1, 6 };
    FILE *f = fopen("unauthorized.ors", "wb");
    fwrite(unauthorized, 1, 5, f);
    fclose(f);
    X509 *ca = load("oca.pem"), *good = load("good.pem"), *bad = load("bad.pem"), *resp = load("resp.pem");
    STACK_OF(X509) *certs = sk_X509_new_null();
    sk_X509_push(certs, ca);
    sk_X509_push(certs, resp);
    OCSP_REQUEST *req = OCSP_REQUEST_new();
    OCSP_request_add0_id(req, OCSP_cert_to_id(NULL, good, ca));
    OCSP_request_add0_id(req, OCSP_cert_to_id(EVP_sha256(), bad, ca));
    unsigned char *der = NULL;
    int n = i2d_OCSP_REQUEST(req, &der);
    BIO_dump(out, (char *)der, n);
    const unsigned char *p = der;
    OCSP_REQUEST *again = d2i_OCSP_REQUEST(NULL, &p, n);
    BIO_printf(out, "again %d\n", again != NULL);
    OCSP_REQUEST_free(again);
    OCSP_REQUEST_free(req);
    OPENSSL_free(der);
    show("good_ca.ors", good, ca, ca, certs);
    show("good_del.ors", good, ca, ca, certs);
    show("good_plain.ors", good, ca, ca, certs);
    show("bad_ca.ors", bad, ca, ca, certs);
    show("other_ca.ors", resp, ca, ca, certs);
    show("unauthorized.ors", good, ca, ca, certs);
    for (int i = -1; i < 12; i++)
        BIO_printf(out, "%s %s %s\n", OCSP_response_status_str(i), OCSP_cert_status_str(i), OCSP_crl_reason_str(i));
    more(ca, good);
    sk_X509_free(certs);
    X509_free(ca);
    X509_free(good);
    X509_free(bad);
    X509_free(resp);
    BIO_free(out);
    return 0;
}
