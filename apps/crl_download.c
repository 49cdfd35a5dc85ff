#include "apps/crl_download.h"

#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <string.h>

#include "apps/certs.h"

enum { PATIENCE_S = 60 };

/* The first HTTP URI of a point; NULL if it has none. With TLS somebody's CRL could be needed to fetch it. */
static const char *http_uri(const DIST_POINT *point) {
    if (point->distpoint == NULL || point->distpoint->type != 0) {
        return NULL;
    }
    const GENERAL_NAMES *names = point->distpoint->name.fullname;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        int type;
        const ASN1_STRING *uri = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, i), &type);
        const char *text = type == GEN_URI ? (const char *)ASN1_STRING_get0_data(uri) : NULL;
        if (text != NULL && strncmp(text, OSSL_HTTP_PREFIX, strlen(OSSL_HTTP_PREFIX)) == 0 &&
            strlen(text) == (size_t)ASN1_STRING_length(uri)) {
            return text;
        }
    }
    return NULL;
}

static X509_CRL *fetch(const char *uri) {
    BIO *body = OSSL_HTTP_get(uri, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 1, OSSL_HTTP_DEFAULT_MAX_CRL_LEN,
                              PATIENCE_S);
    X509_CRL *crl = body != NULL ? d2i_X509_CRL_bio(body, NULL) : NULL;
    if (crl == NULL) {
        app_library_error("verify", "warning: no CRL could be read from %s", uri);
    }
    BIO_free(body);
    return crl;
}

/* Of the first point that names an HTTP URI; false if there is none, or no CRL there. */
static bool add_from(const X509 *cert, int nid, STACK_OF(X509_CRL) *into) {
    CRL_DIST_POINTS *points = X509_get_ext_d2i(cert, nid, NULL, NULL);
    const char *uri = NULL;
    for (int i = 0; uri == NULL && i < sk_DIST_POINT_num(points); i++) {
        uri = http_uri(sk_DIST_POINT_value(points, i));
    }
    X509_CRL *crl = uri != NULL ? fetch(uri) : NULL;
    CRL_DIST_POINTS_free(points);
    if (crl != NULL && sk_X509_CRL_push(into, crl) <= 0) {
        X509_CRL_free(crl);
        crl = NULL;
    }
    return crl != NULL;
}

/* The certificate's own, and a delta to it where there is one. */
static STACK_OF(X509_CRL) *download(const X509_STORE_CTX *ctx, const X509_NAME *name) {
    (void)name;
    const X509 *cert = X509_STORE_CTX_get_current_cert(ctx);
    STACK_OF(X509_CRL) *crls = sk_X509_CRL_new_null();
    ERR_set_mark();
    if (cert == NULL || crls == NULL || !add_from(cert, NID_crl_distribution_points, crls)) {
        ERR_pop_to_mark();
        sk_X509_CRL_free(crls);
        return NULL;
    }
    (void)add_from(cert, NID_freshest_crl, crls);
    ERR_pop_to_mark();
    return crls;
}

void app_crl_download(X509_STORE *store) { X509_STORE_set_lookup_crls(store, download); }
