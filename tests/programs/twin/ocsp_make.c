/* OCSP from the responder's side: requests signed and verified, responses made, signed and printed; all extensions. The
 * clock stands still, so that what is made is equal to the byte. */
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

time_t time(time_t *t) { /* takes the place of the C library's, in the libraries too */
    if (t) *t = 1767225600;
    return 1767225600;
}

static BIO *out;
static X509 *ca, *leaf;
static EVP_PKEY *ca_key, *leaf_key;

static void errors(void) {
    unsigned long e;
    while ((e = ERR_get_error()) != 0) {
        bool shown = ERR_GET_LIB(e) == ERR_LIB_OCSP || ERR_GET_LIB(e) == ERR_LIB_ASN1;
        if (shown) BIO_printf(out, "  error %d %d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
    }
}

static void said(const char *what, int result) {
    BIO_printf(out, "%s: %d\n", what, result);
    errors();
}

static EVP_PKEY *load_key(const char *name) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", getenv("TWIN_DATA"), name);
    BIO *b = BIO_new_file(path, "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    BIO_free(b);
    return key;
}

static void add(X509 *x, int nid, const char *value) {
    X509_EXTENSION *ex = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    X509_add_ext(x, ex, -1);
    X509_EXTENSION_free(ex);
}

static X509 *make(const char *cn, EVP_PKEY *key, int serial, const char *constraints, const char *usage) {
    X509 *x = X509_new();
    X509_NAME *name = X509_get_subject_name(x);
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), serial);
    X509_gmtime_adj(X509_getm_notBefore(x), 0);
    X509_gmtime_adj(X509_getm_notAfter(x), 86400);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)cn, -1, -1, 0);
    X509_set_pubkey(x, key);
    X509_set_issuer_name(x, ca ? X509_get_subject_name(ca) : name);
    add(x, NID_basic_constraints, constraints);
    if (usage) add(x, NID_ext_key_usage, usage);
    X509_sign(x, ca_key, EVP_sha256());
    return x;
}

static void print_request(OCSP_REQUEST *r) {
    unsigned char *der = NULL;
    int n = i2d_OCSP_REQUEST(r, &der);
    said("print", OCSP_REQUEST_print(out, r, 0));
    BIO_dump(out, der, n);
    const unsigned char *p = der;
    OCSP_REQUEST *again = d2i_OCSP_REQUEST(NULL, &p, n);
    said("again", again != NULL);
    said("print again", OCSP_REQUEST_print(out, again, X509V3_EXT_DUMP_UNKNOWN));
    OCSP_REQUEST_free(again);
    OPENSSL_free(der);
}

static void verify_request(OCSP_REQUEST *r, STACK_OF(X509) *certs) {
    static const unsigned long flags[] = { 0, OCSP_NOINTERN, OCSP_TRUSTOTHER | OCSP_NOINTERN, OCSP_NOSIGS, OCSP_NOVERIFY,
        OCSP_NOCHAIN, OCSP_PARTIAL_CHAIN, OCSP_NOSIGS | OCSP_NOVERIFY };
    for (int with = 0; with < 2; with++) {
        for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
            X509_STORE *st = X509_STORE_new();
            X509_STORE_add_cert(st, ca);
            BIO_printf(out, "verify %d %lx", with, flags[i]);
            said("", OCSP_request_verify(r, with ? certs : NULL, st, flags[i]));
            X509_STORE_free(st);
        }
    }
}

static void requests(STACK_OF(X509) *certs) {
    OCSP_REQUEST *r = OCSP_REQUEST_new();
    OCSP_ONEREQ *one = OCSP_request_add0_id(r, OCSP_cert_to_id(NULL, leaf, ca));
    OCSP_request_add0_id(r, OCSP_cert_to_id(EVP_sha256(), leaf, ca));
    const char *urls[] = { "http://a.example/", "http://b.example/x", NULL };
    X509_EXTENSION *ex = OCSP_url_svcloc_new(X509_get_subject_name(ca), urls);
    said("svcloc", ex && OCSP_ONEREQ_add_ext(one, ex, -1));
    X509_EXTENSION_free(ex);
    ex = OCSP_url_svcloc_new(X509_get_subject_name(ca), NULL);
    said("svcloc", ex && OCSP_ONEREQ_add_ext(one, ex, 0));
    X509_EXTENSION_free(ex);
    said("count", OCSP_ONEREQ_get_ext_count(one));
    said("by nid", OCSP_ONEREQ_get_ext_by_NID(one, NID_id_pkix_OCSP_serviceLocator, 0));
    said("by obj", OCSP_ONEREQ_get_ext_by_OBJ(one, OBJ_nid2obj(NID_id_pkix_OCSP_serviceLocator), -1));
    said("by critical", OCSP_ONEREQ_get_ext_by_critical(one, 0, -1));
    int crit = -5, idx = -1;
    OCSP_SERVICELOC *loc = OCSP_ONEREQ_get1_ext_d2i(one, NID_id_pkix_OCSP_serviceLocator, &crit, &idx);
    BIO_printf(out, "got %d crit %d idx %d\n", loc != NULL, crit, idx);
    unsigned char *der = NULL;
    int n = i2d_OCSP_SERVICELOC(loc, &der);
    const unsigned char *p = der;
    OCSP_SERVICELOC *same = d2i_OCSP_SERVICELOC(NULL, &p, n);
    said("again", n > 0 && same);
    said("add1", OCSP_ONEREQ_add1_ext_i2d(one, NID_id_pkix_OCSP_serviceLocator, loc, 1, X509V3_ADD_APPEND));
    OCSP_SERVICELOC_free(loc);
    OCSP_SERVICELOC_free(same);
    OPENSSL_free(der);
    X509_EXTENSION_free(OCSP_ONEREQ_delete_ext(one, 0));
    said("left", OCSP_ONEREQ_get_ext(one, 1) != NULL);
    unsigned char nonce[] = "0123456789abcdef";
    OCSP_request_add1_nonce(r, nonce, 16);
    ASN1_INTEGER *i = ASN1_INTEGER_new();
    ASN1_INTEGER_set(i, 5);
    said("add1", OCSP_REQUEST_add1_ext_i2d(r, NID_crl_number, i, 0, 0));
    said("add1 twice", OCSP_REQUEST_add1_ext_i2d(r, NID_crl_number, i, 0, 0));
    ASN1_INTEGER_free(i);
    i = OCSP_REQUEST_get1_ext_d2i(r, NID_crl_number, NULL, NULL);
    said("number", (int)ASN1_INTEGER_get(i));
    ASN1_INTEGER_free(i);
    said("by obj", OCSP_REQUEST_get_ext_by_OBJ(r, OBJ_nid2obj(NID_crl_number), -1));
    said("by critical", OCSP_REQUEST_get_ext_by_critical(r, 1, -1));
    X509_EXTENSION_free(OCSP_REQUEST_delete_ext(r, 1));
    said("signed", OCSP_request_is_signed(r));
    said("unsigned", OCSP_request_verify(r, certs, NULL, 0));
    print_request(r);
    said("name", OCSP_request_set1_name(r, X509_get_subject_name(leaf)));
    said("wrong key", OCSP_request_sign(r, leaf, ca_key, EVP_sha256(), NULL, 0));
    said("signed", OCSP_request_is_signed(r));
    said("sign", OCSP_request_sign(r, leaf, leaf_key, EVP_sha256(), certs, 0));
    said("signed", OCSP_request_is_signed(r));
    print_request(r);
    verify_request(r, certs);
    said("sign bare", OCSP_request_sign(r, leaf, leaf_key, EVP_sha512(), NULL, OCSP_NOCERTS));
    print_request(r);
    verify_request(r, certs);
    OCSP_request_add1_nonce(r, nonce, 8);
    BIO_puts(out, "changed\n");
    verify_request(r, certs);
    said("no key", OCSP_request_sign(r, leaf, NULL, NULL, NULL, OCSP_NOCERTS));
    said("cert", OCSP_request_add1_cert(r, ca));
    verify_request(r, certs);
    OCSP_REQUEST_free(r);
    r = OCSP_REQUEST_new();
    said("cert", OCSP_request_add1_cert(r, ca));
    said("none", OCSP_request_add1_cert(r, NULL));
    said("signed", OCSP_request_is_signed(r));
    said("no name", OCSP_request_verify(r, certs, NULL, 0));
    OCSP_REQUEST_free(r);
}

static void statuses(OCSP_BASICRESP *bs, OCSP_CERTID *id) {
    ASN1_TIME *now = X509_gmtime_adj(NULL, 0), *later = X509_gmtime_adj(NULL, 3600);
    static const struct { int status, reason, when, next; } rows[] = {
        { V_OCSP_CERTSTATUS_GOOD, 0, 0, 1 }, { V_OCSP_CERTSTATUS_UNKNOWN, 0, 0, 0 },
        { V_OCSP_CERTSTATUS_REVOKED, OCSP_REVOKED_STATUS_NOSTATUS, 1, 1 },
        { V_OCSP_CERTSTATUS_REVOKED, OCSP_REVOKED_STATUS_KEYCOMPROMISE, 1, 0 },
        { V_OCSP_CERTSTATUS_REVOKED, OCSP_REVOKED_STATUS_AACOMPROMISE, 1, 0 },
        { V_OCSP_CERTSTATUS_REVOKED, 7, 0, 0 }, { 3, 0, 0, 0 }, { -1, 0, 0, 0 } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        OCSP_SINGLERESP *s = OCSP_basic_add1_status(bs, id, rows[i].status, rows[i].reason, rows[i].when ? now : NULL, now,
                                                    rows[i].next ? later : NULL);
        said("status", s != NULL);
    }
    ASN1_TIME_free(now);
    ASN1_TIME_free(later);
}

static void single_extensions(OCSP_SINGLERESP *s) {
    char when[] = "20260102030405Z", bad[] = "2026";
    char url[] = "http://crl.example/";
    long n = 77;
    X509_EXTENSION *ex = OCSP_crlID_new(url, &n, when);
    said("crlid", ex && OCSP_SINGLERESP_add_ext(s, ex, -1));
    X509_EXTENSION_free(ex);
    ex = OCSP_crlID_new(NULL, NULL, NULL);
    said("crlid", ex && OCSP_SINGLERESP_add_ext(s, ex, -1));
    X509_EXTENSION_free(ex);
    said("bad time", OCSP_crlID_new(NULL, NULL, bad) != NULL);
    said("bad time", OCSP_archive_cutoff_new(bad) != NULL);
    ex = OCSP_archive_cutoff_new(when);
    said("cutoff", ex && OCSP_SINGLERESP_add_ext(s, ex, 0));
    X509_EXTENSION_free(ex);
    said("by nid", OCSP_SINGLERESP_get_ext_by_NID(s, NID_id_pkix_OCSP_CrlID, -1));
    said("by obj", OCSP_SINGLERESP_get_ext_by_OBJ(s, OBJ_nid2obj(NID_id_pkix_OCSP_CrlID), 1));
    said("by critical", OCSP_SINGLERESP_get_ext_by_critical(s, 1, -1));
    int at = 0;
    OCSP_CRLID *id = OCSP_SINGLERESP_get1_ext_d2i(s, NID_id_pkix_OCSP_CrlID, NULL, &at);
    unsigned char *der = NULL;
    int len = i2d_OCSP_CRLID(id, &der);
    const unsigned char *p = der;
    OCSP_CRLID *same = d2i_OCSP_CRLID(NULL, &p, len);
    said("crlid again", len > 0 && same);
    said("add1", OCSP_SINGLERESP_add1_ext_i2d(s, NID_id_pkix_OCSP_CrlID, id, 1, X509V3_ADD_REPLACE));
    OCSP_CRLID_free(id);
    OCSP_CRLID_free(same);
    OPENSSL_free(der);
    X509_EXTENSION_free(OCSP_SINGLERESP_delete_ext(s, 2));
    ASN1_OBJECT *hold = OBJ_nid2obj(NID_hold_instruction_call_issuer);
    said("hold", OCSP_SINGLERESP_add1_ext_i2d(s, NID_hold_instruction_code, hold, 0, X509V3_ADD_APPEND));
}

static void basic_extensions(OCSP_BASICRESP *bs) {
    unsigned char nonce[] = "fedcba9876543210";
    said("nonce", OCSP_basic_add1_nonce(bs, nonce, 16));
    said("again", OCSP_basic_add1_nonce(bs, nonce, 4));
    char basic[] = "basicOCSPResponse", unknown[] = "nobody's", *oids[] = { basic, unknown, NULL };
    STACK_OF(ASN1_OBJECT) *types = sk_ASN1_OBJECT_new_null();
    sk_ASN1_OBJECT_push(types, OBJ_nid2obj(NID_id_pkix_OCSP_basic));
    X509_EXTENSION *accept = OCSP_accept_responses_new(oids);
    said("accept", accept != NULL);
    X509V3_EXT_print(out, accept, 0, 2);
    X509_EXTENSION_free(accept);
    said("add1", OCSP_BASICRESP_add1_ext_i2d(bs, NID_id_pkix_OCSP_acceptableResponses, types, 1, X509V3_ADD_APPEND));
    sk_ASN1_OBJECT_free(types);
    said("by obj", OCSP_BASICRESP_get_ext_by_OBJ(bs, OBJ_nid2obj(NID_id_pkix_OCSP_acceptableResponses), -1));
    said("by critical", OCSP_BASICRESP_get_ext_by_critical(bs, 1, -1));
    types = OCSP_BASICRESP_get1_ext_d2i(bs, NID_id_pkix_OCSP_acceptableResponses, NULL, NULL);
    said("types", sk_ASN1_OBJECT_num(types));
    sk_ASN1_OBJECT_pop_free(types, ASN1_OBJECT_free);
    X509_EXTENSION *ex = OCSP_BASICRESP_delete_ext(bs, 0);
    said("back", OCSP_BASICRESP_add_ext(bs, ex, -1));
    X509_EXTENSION_free(ex);
    OCSP_REQUEST *r = OCSP_REQUEST_new();
    OCSP_BASICRESP *other = OCSP_BASICRESP_new();
    said("copy none", OCSP_copy_nonce(other, r));
    OCSP_request_add1_nonce(r, nonce, 16);
    said("copy", OCSP_copy_nonce(other, r));
    said("check", OCSP_check_nonce(r, other));
    OCSP_BASICRESP_free(other);
    OCSP_REQUEST_free(r);
}

static void print_response(int status, OCSP_BASICRESP *bs) {
    OCSP_RESPONSE *r = OCSP_response_create(status, bs);
    said("create", r != NULL);
    if (!r) return;
    unsigned char *der = NULL;
    int n = i2d_OCSP_RESPONSE(r, &der);
    said("print", OCSP_RESPONSE_print(out, r, 0));
    BIO_dump(out, der, n);
    const unsigned char *p = der;
    OCSP_RESPONSE *again = d2i_OCSP_RESPONSE(NULL, &p, n);
    OCSP_BASICRESP *back = again ? OCSP_response_get1_basic(again) : NULL;
    said("again", again != NULL);
    X509_STORE *st = X509_STORE_new();
    X509_STORE_add_cert(st, ca);
    if (back) said("verify", OCSP_basic_verify(back, NULL, st, 0));
    if (back) said("verify other", OCSP_basic_verify(back, OCSP_resp_get0_certs(bs) ? NULL : NULL, st, OCSP_NOCHECKS));
    X509_STORE_free(st);
    OCSP_BASICRESP_free(back);
    OCSP_RESPONSE_free(again);
    OCSP_RESPONSE_free(r);
    OPENSSL_free(der);
}

static void identity(OCSP_BASICRESP *bs) {
    ASN1_OCTET_STRING *key = NULL;
    X509_NAME *name = NULL;
    said("id", OCSP_resp_get1_id(bs, &key, &name));
    BIO_printf(out, "by key %d by name %d\n", key != NULL, name != NULL);
    ASN1_OCTET_STRING_free(key);
    X509_NAME_free(name);
    unsigned char *der = NULL;
    int n = i2d_OCSP_RESPDATA(OCSP_resp_get0_respdata(bs), &der);
    const unsigned char *p = der;
    OCSP_RESPDATA *same = d2i_OCSP_RESPDATA(NULL, &p, n);
    said("data", n > 0 && same);
    OCSP_RESPDATA_free(same);
    OPENSSL_free(der);
}

static void responses(STACK_OF(X509) *certs) {
    OCSP_BASICRESP *bs = OCSP_BASICRESP_new();
    OCSP_CERTID *id = OCSP_cert_to_id(NULL, leaf, ca);
    statuses(bs, id);
    single_extensions(OCSP_resp_get0(bs, 0));
    basic_extensions(bs);
    said("no context", OCSP_basic_sign_ctx(bs, ca, NULL, NULL, 0));
    said("wrong key", OCSP_basic_sign(bs, ca, leaf_key, EVP_sha256(), NULL, 0));
    said("sign", OCSP_basic_sign(bs, ca, ca_key, EVP_sha256(), NULL, 0));
    identity(bs);
    print_response(OCSP_RESPONSE_STATUS_SUCCESSFUL, bs);
    said("sign by key", OCSP_basic_sign(bs, leaf, leaf_key, EVP_sha384(), certs, OCSP_RESPID_KEY));
    identity(bs);
    print_response(OCSP_RESPONSE_STATUS_SUCCESSFUL, bs);
    OCSP_BASICRESP_free(bs);
    bs = OCSP_BASICRESP_new();
    said("cert", OCSP_basic_add1_cert(bs, leaf));
    said("default digest", OCSP_basic_sign(bs, ca, ca_key, NULL, NULL, OCSP_NOCERTS));
    print_response(OCSP_RESPONSE_STATUS_SUCCESSFUL, bs);
    ASN1_TIME *now = X509_gmtime_adj(NULL, 0);
    OCSP_basic_add1_status(bs, id, V_OCSP_CERTSTATUS_GOOD, 0, NULL, now, NULL); /* not signed since */
    ASN1_TIME_free(now);
    print_response(OCSP_RESPONSE_STATUS_SUCCESSFUL, bs);
    for (int i = 0; i < 8; i++) print_response(i, NULL);
    OCSP_CERTID_free(id);
    OCSP_BASICRESP_free(bs);
}

/* The parts that are types of their own. */
static void parts(void) {
    OCSP_CERTSTATUS *st = OCSP_CERTSTATUS_new();
    static const unsigned char good[] = { 0x80, 0 }, revoked[] = { 0xA1, 0x11, 0x18, 0x0F, '2', '0', '2', '6', '0', '1', '0', '1',
        '0', '0', '0', '0', '0', '0', 'Z' };
    const unsigned char *p = good;
    st = d2i_OCSP_CERTSTATUS(&st, &p, sizeof good);
    said("status", i2d_OCSP_CERTSTATUS(st, NULL));
    p = revoked;
    st = d2i_OCSP_CERTSTATUS(&st, &p, sizeof revoked);
    said("status", i2d_OCSP_CERTSTATUS(st, NULL));
    OCSP_CERTSTATUS_free(st);
    OCSP_REVOKEDINFO *ri = OCSP_REVOKEDINFO_new();
    unsigned char again[32] = { 0x30 }, *q = NULL;
    memcpy(again + 1, revoked + 1, sizeof revoked - 1);
    p = again;
    ri = d2i_OCSP_REVOKEDINFO(&ri, &p, sizeof revoked);
    said("revoked", i2d_OCSP_REVOKEDINFO(ri, NULL));
    OCSP_REVOKEDINFO_free(ri);
    OCSP_RESPBYTES *rb = OCSP_RESPBYTES_new();
    static const unsigned char bytes[] = { 0x30, 7, 6, 2, 0x2A, 3, 4, 1, 5 };
    p = bytes;
    rb = d2i_OCSP_RESPBYTES(&rb, &p, sizeof bytes);
    said("bytes", i2d_OCSP_RESPBYTES(rb, NULL));
    OCSP_RESPBYTES_free(rb);
    OCSP_RESPONSE *r = OCSP_RESPONSE_new();
    static const unsigned char other[] = { 0x30, 14, 10, 1, 0, 0xA0, 9, 0x30, 7, 6, 2, 0x2A, 3, 4, 1, 5 };
    p = other;
    r = d2i_OCSP_RESPONSE(&r, &p, sizeof other);
    said("unknown type", r && OCSP_RESPONSE_print(out, r, 0));
    OCSP_RESPONSE_free(r);
    OCSP_SIGNATURE *sig = OCSP_SIGNATURE_new();
    OCSP_SIGNATURE_free(sig);
    static const unsigned char sig_der[] = { 0x30, 10, 0x30, 4, 6, 2, 0x2A, 3, 3, 2, 0, 5 };
    p = sig_der;
    sig = d2i_OCSP_SIGNATURE(NULL, &p, sizeof sig_der);
    said("signature", i2d_OCSP_SIGNATURE(sig, NULL));
    OCSP_SIGNATURE_free(sig);
    OCSP_REQINFO *info = OCSP_REQINFO_new();
    int n = i2d_OCSP_REQINFO(info, &q);
    said("info", n);
    p = q;
    OCSP_REQINFO *same = d2i_OCSP_REQINFO(NULL, &p, n);
    said("again", same != NULL);
    OCSP_REQINFO_free(same);
    OCSP_REQINFO_free(info);
    OPENSSL_free(q);
    OCSP_CRLID *id = OCSP_CRLID_new();
    said("crlid", i2d_OCSP_CRLID(id, NULL));
    OCSP_CRLID_free(id);
    OCSP_SERVICELOC *loc = OCSP_SERVICELOC_new();
    said("locator", i2d_OCSP_SERVICELOC(loc, NULL));
    OCSP_SERVICELOC_free(loc);
    OCSP_RESPDATA *data = OCSP_RESPDATA_new();
    OCSP_RESPDATA_free(data);
    OCSP_RESPID *by = OCSP_RESPID_new();
    said("by key", OCSP_RESPID_set_by_key_ex(by, ca, NULL, NULL));
    said("match", OCSP_RESPID_match_ex(by, ca, NULL, NULL));
    said("no match", OCSP_RESPID_match_ex(by, leaf, NULL, NULL));
    OCSP_RESPID_free(by);
    ERR_clear_error();
}

/* Requests from certificates, certificates from requests, lists of certificates. */
static void conversions(void) {
    X509_REQ *r = X509_to_X509_REQ(leaf, NULL, NULL);
    said("request", r != NULL);
    X509_REQ_print(out, r);
    X509_REQ_free(r);
    r = X509_to_X509_REQ(leaf, leaf_key, EVP_sha256());
    said("request", r && X509_REQ_verify(r, leaf_key) == 1);
    PEM_write_bio_X509_REQ(out, r);
    X509 *x = X509_REQ_to_X509(r, 30, ca_key);
    said("certificate", x != NULL);
    if (x) X509_print(out, x);
    X509_free(x);
    X509_REQ_free(r);
    STACK_OF(X509) *sk = sk_X509_new_null(), *all = sk_X509_new_null();
    static const int flags[] = { X509_ADD_FLAG_UP_REF, X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_PREPEND,
        X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_DUP, X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_SS,
        X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_PREPEND | X509_ADD_FLAG_NO_DUP };
    sk_X509_push(all, leaf);
    sk_X509_push(all, ca);
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        said("add", X509_add_cert(sk, i % 2 ? ca : leaf, flags[i]));
        said("add all", X509_add_certs(sk, all, flags[i]));
        for (int k = 0; k < sk_X509_num(sk); k++) BIO_puts(out, X509_cmp(sk_X509_value(sk, k), ca) == 0 ? " ca" : " leaf");
        BIO_puts(out, "\n");
    }
    said("nothing", X509_add_certs(sk, NULL, 0));
    said("null", X509_add_cert(sk, NULL, 0));
    said("null", X509_add_cert(NULL, ca, 0));
    sk_X509_pop_free(sk, X509_free);
    sk_X509_free(all);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    ca_key = load_key("rsa.pem");
    leaf_key = load_key("rsa_sign.pem");
    ca = make("responder ca", ca_key, 1, "critical,CA:TRUE", NULL);
    leaf = make("leaf", leaf_key, 4097, "CA:FALSE", "OCSPSigning");
    STACK_OF(X509) *certs = sk_X509_new_null();
    sk_X509_push(certs, leaf);
    sk_X509_push(certs, ca);
    requests(certs);
    responses(certs);
    parts();
    conversions();
    sk_X509_free(certs);
    X509_free(ca);
    X509_free(leaf);
    EVP_PKEY_free(ca_key);
    EVP_PKEY_free(leaf_key);
    BIO_free(out);
    return 0;
}
