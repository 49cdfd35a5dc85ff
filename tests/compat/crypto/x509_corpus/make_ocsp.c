/*
 * Makes a corpus of OCSP responses on the system's OpenSSL: from the issuer itself, from responders that it delegated to
 * or did not, and a copy of each for each way of damaging each element, signed anew so that the damage itself is judged.
 * Prints records: a name and bytes. First those of the certificates and the request, whose names begin with '@'.
 *
 * usage: make_ocsp > FILE
 */
#include <openssl/ocsp.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus_put.h"

struct authority {
    X509 *cert;
    EVP_PKEY *key;
};

static X509 *leaf;
static OCSP_REQUEST *request;

static void add_ext(X509 *x, X509 *issuer, int nid, const char *value) {
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    must(e != NULL, value);
    X509_add_ext(x, e, -1);
    X509_EXTENSION_free(e);
}

static struct authority make_cert(const char *cn, const struct authority *issuer, int ca, const char *eku, long days) {
    static long serial = 1;
    struct authority a = { X509_new(), plain_key(NULL) }, by = issuer ? *issuer : a;
    X509_NAME *name = X509_get_subject_name(a.cert);
    X509_set_version(a.cert, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(a.cert), serial++);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)cn, -1, -1, 0);
    X509_set_issuer_name(a.cert, X509_get_subject_name(by.cert));
    X509_gmtime_adj(X509_getm_notBefore(a.cert), -86400L * 50);
    X509_gmtime_adj(X509_getm_notAfter(a.cert), 86400L * days);
    X509_set_pubkey(a.cert, a.key);
    add_ext(a.cert, by.cert, NID_basic_constraints, ca ? "critical,CA:TRUE" : "CA:FALSE");
    if (eku) add_ext(a.cert, by.cert, NID_ext_key_usage, eku);
    if (eku) add_ext(a.cert, by.cert, NID_id_pkix_OCSP_noCheck, "ignored");
    must(X509_sign(a.cert, by.key, EVP_sha256()) > 0, "sign");
    return a;
}

static void put_record(const char *name, struct bytes b) {
    put_field((struct bytes){ (unsigned char *)(size_t)name, strlen(name) });
    put_field(b);
}

static void put_cert(const char *name, X509 *x) {
    unsigned char *der = NULL;
    int n = i2d_X509(x, &der);
    put_record(name, (struct bytes){ der, (size_t)n });
    OPENSSL_free(der);
}

static struct bytes wrap(unsigned char tag, struct bytes in) {
    struct bytes out = { malloc(in.len + 4), 0 };
    out.len = put_header(out.p, tag, in.len);
    memcpy(out.p + out.len, in.p, in.len);
    out.len += in.len;
    return out;
}

/* OCSPResponse { successful, [0] { id-pkix-ocsp-basic, OCTET STRING { basic } } } */
static struct bytes whole_of(struct bytes basic) {
    static const unsigned char oid[] = { 0x06, 0x09, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01 },
                               status[] = { 0x0a, 0x01, 0x00 };
    struct bytes octets = wrap(0x04, basic), body = { malloc(sizeof oid + octets.len), sizeof oid + octets.len };
    memcpy(body.p, oid, sizeof oid);
    memcpy(body.p + sizeof oid, octets.p, octets.len);
    struct bytes inner = wrap(0x30, body), tagged = wrap(0xa0, inner), all = { malloc(3 + tagged.len), 3 + tagged.len };
    memcpy(all.p, status, 3);
    memcpy(all.p + 3, tagged.p, tagged.len);
    struct bytes out = wrap(0x30, all);
    free(octets.p);
    free(body.p);
    free(inner.p);
    free(tagged.p);
    free(all.p);
    return out;
}

static void put_basic(const char *name, struct bytes basic) {
    struct bytes whole = whole_of(basic);
    put_record(name, whole);
    free(whole.p);
}

static OCSP_BASICRESP *answer(const struct authority *issuer, const struct authority *by, int by_key, int own_cert) {
    OCSP_BASICRESP *bs = OCSP_BASICRESP_new();
    ASN1_TIME *then = X509_gmtime_adj(NULL, -86400L * 30), *last = X509_gmtime_adj(NULL, -3600),
              *next = X509_gmtime_adj(NULL, 86400L * 20);
    for (int status = 0; status < 3; status++) {
        OCSP_CERTID *id = OCSP_cert_to_id(status == 1 ? EVP_sha256() : NULL, status == 0 ? leaf : by->cert, issuer->cert);
        OCSP_SINGLERESP *one = OCSP_basic_add1_status(bs, id, status, OCSP_REVOKED_STATUS_KEYCOMPROMISE,
                                                      status == 1 ? then : NULL, last, status == 2 ? NULL : next);
        if (status == 1) OCSP_SINGLERESP_add1_ext_i2d(one, NID_id_pkix_OCSP_archiveCutoff, then, 0, 0);
        OCSP_CERTID_free(id);
    }
    OCSP_copy_nonce(bs, request);
    must(OCSP_basic_sign(bs, by->cert, by->key, EVP_sha256(), NULL, (by_key ? OCSP_RESPID_KEY : 0) | (own_cert ? 0 : OCSP_NOCERTS)),
         "sign a response");
    ASN1_TIME_free(then);
    ASN1_TIME_free(last);
    ASN1_TIME_free(next);
    return bs;
}

/* [0] EXPLICIT SEQUENCE OF Certificate, which stands behind the signature. */
static struct bytes certs_of(const OCSP_BASICRESP *bs, int own_cert) {
    unsigned char *der = NULL;
    if (!own_cert) return (struct bytes){ NULL, 0 };
    int n = i2d_X509(sk_X509_value(OCSP_resp_get0_certs(bs), 0), &der);
    struct bytes list = wrap(0x30, (struct bytes){ der, (size_t)n }), out = wrap(0xa0, list);
    OPENSSL_free(der);
    free(list.p);
    return out;
}

/* Both what is signed, signed anew, and the rest, as it is. */
static void damage(const char *who, struct bytes basic, EVP_PKEY *key, struct bytes certs) {
    struct bytes tbs = tbs_of(basic), whole = whole_of(basic);
    size_t first = der_count(tbs.p, tbs.len);
    char name[128];
    for (size_t i = 0; i < first; i++) {
        for (int how = 0; how < NUM_EDITS; how++) {
            struct bytes changed = der_edit(tbs.p, tbs.len, i, (enum edit)how);
            if (!changed.p) continue;
            struct bytes again = sign_anew(changed, key, certs);
            snprintf(name, sizeof name, "%s, element %zu of what is signed, %s", who, i, edit_names[how]);
            put_basic(name, again);
            free(changed.p);
            free(again.p);
        }
    }
    for (size_t i = 0; i < der_count(whole.p, whole.len); i++) {
        for (int how = 0; how < NUM_EDITS; how++) {
            struct bytes changed = der_edit(whole.p, whole.len, i, (enum edit)how);
            if (!changed.p) continue;
            snprintf(name, sizeof name, "%s, element %zu of the whole, %s", who, i, edit_names[how]);
            put_record(name, changed);
            free(changed.p);
        }
    }
    free(whole.p);
}

static void put_answer(const char *who, const struct authority *issuer, const struct authority *by, int by_key, int own_cert,
                       int damaged) {
    OCSP_BASICRESP *bs = answer(issuer, by, by_key, own_cert);
    unsigned char *der = NULL;
    int n = i2d_OCSP_BASICRESP(bs, &der);
    struct bytes basic = { der, (size_t)n }, certs = certs_of(bs, own_cert);
    char name[128];
    snprintf(name, sizeof name, "%s, named by its %s%s", who, by_key ? "key" : "name", own_cert ? ", with its certificate" : "");
    put_basic(name, basic);
    if (damaged) damage(who, basic, by->key, certs);
    free(certs.p);
    OPENSSL_free(der);
    OCSP_BASICRESP_free(bs);
}

int main(void) {
    struct authority root = make_cert("Root", NULL, 1, NULL, 1000), issuer = make_cert("Issuer", &root, 1, NULL, 500),
                     end = make_cert("leaf", &issuer, 0, NULL, 100), good = make_cert("Responder", &issuer, 0, "OCSPSigning", 100),
                     useless = make_cert("Useless", &issuer, 0, "serverAuth", 100),
                     cousin = make_cert("Cousin", &root, 0, "OCSPSigning", 100),
                     over = make_cert("Over", &issuer, 0, "OCSPSigning", -10), stranger = make_cert("Stranger", NULL, 1, NULL, 100);
    leaf = end.cert;
    request = OCSP_REQUEST_new();
    OCSP_request_add0_id(request, OCSP_cert_to_id(NULL, leaf, issuer.cert));
    OCSP_request_add1_nonce(request, (unsigned char *)(size_t)"0123456789abcdef", 16);
    unsigned char *der = NULL;
    int n = i2d_OCSP_REQUEST(request, &der);
    put_cert("@root", root.cert);
    put_cert("@issuer", issuer.cert);
    put_cert("@leaf", leaf);
    put_cert("@responder", good.cert);
    put_record("@request", (struct bytes){ der, (size_t)n });
    for (int by_key = 0; by_key < 2; by_key++) {
        for (int own = 0; own < 2; own++) {
            put_answer("issuer", &issuer, &issuer, by_key, own, by_key == 0 && own == 0);
            put_answer("responder", &issuer, &good, by_key, own, by_key == 1 && own == 1);
            put_answer("without the usage", &issuer, &useless, by_key, own, 0);
            put_answer("of the root's", &issuer, &cousin, by_key, own, 0);
            put_answer("of the root's, about it", &root, &cousin, by_key, own, 0);
            put_answer("no longer valid", &issuer, &over, by_key, own, 0);
            put_answer("stranger", &issuer, &stranger, by_key, own, 0);
            put_answer("the root", &issuer, &root, by_key, own, 0);
            put_answer("the leaf", &issuer, &end, by_key, own, 0);
        }
    }
    for (int status = 1; status < 8; status++) {
        OCSP_RESPONSE *r = OCSP_response_create(status, NULL);
        der = NULL;
        n = i2d_OCSP_RESPONSE(r, &der);
        char name[32];
        snprintf(name, sizeof name, "status %d alone", status);
        put_record(name, (struct bytes){ der, (size_t)n });
        OPENSSL_free(der);
        OCSP_RESPONSE_free(r);
    }
    return 0;
}
