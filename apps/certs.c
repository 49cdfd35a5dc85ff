#include "apps/certs.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "apps/options.h"
#include "apps/streams.h"
#include "apps/uri.h"

int app_library_error(const char *command, const char *format, ...) {
    char what[512];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof(what), format, args);
    va_end(args);
    const char *why = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return app_error(command, "%s%s%s", what, why != NULL ? ": " : "", why != NULL ? why : "");
}

static const char *shown(const char *name) { return name != NULL ? name : "the standard input"; }

static void *none(const char *command, const char *what, const char *name) {
    app_library_error(command, "no %s could be read from %s", what, shown(name));
    return NULL;
}

X509 *app_cert_load(const char *command, const char *name, const char *format, struct app_pass *pass) {
    struct app_uri u;
    if (!app_uri_open(&u, command, name, format, pass, OSSL_STORE_INFO_CERT)) {
        return NULL;
    }
    OSSL_STORE_INFO *info = app_uri_next(&u);
    X509 *cert = info != NULL ? OSSL_STORE_INFO_get1_CERT(info) : none(command, "certificate", name);
    ERR_clear_error();
    OSSL_STORE_INFO_free(info);
    app_uri_close(&u);
    return cert;
}

X509_CRL *app_crl_load(const char *command, const char *name, const char *format) {
    struct app_uri u;
    if (!app_uri_open(&u, command, name, format, NULL, OSSL_STORE_INFO_CRL)) {
        return NULL;
    }
    OSSL_STORE_INFO *info = app_uri_next(&u);
    X509_CRL *crl = info != NULL ? OSSL_STORE_INFO_get1_CRL(info) : none(command, "CRL", name);
    ERR_clear_error();
    OSSL_STORE_INFO_free(info);
    app_uri_close(&u);
    return crl;
}

X509_REQ *app_request_load(const char *command, const char *name, const char *format) {
    BIO *in = app_open_in(command, name);
    if (in == NULL) {
        return NULL;
    }
    const bool der = format != NULL && strcmp(format, "DER") == 0;
    X509_REQ *req = der ? d2i_X509_REQ_bio(in, NULL) : PEM_read_bio_X509_REQ(in, NULL, NULL, NULL);
    if (req == NULL) {
        none(command, "certificate request", name);
    }
    BIO_free_all(in);
    ERR_clear_error();
    return req;
}

bool app_certs_load(const char *command, const char *name, struct app_pass *pass, STACK_OF(X509) *into) {
    struct app_uri u;
    OSSL_STORE_INFO *info;
    int before = sk_X509_num(into);
    if (!app_uri_open(&u, command, name, NULL, pass, OSSL_STORE_INFO_CERT)) {
        return false;
    }
    while ((info = app_uri_next(&u)) != NULL) {
        X509 *cert = OSSL_STORE_INFO_get1_CERT(info);
        if (cert != NULL && sk_X509_push(into, cert) <= 0) {
            X509_free(cert);
        }
        OSSL_STORE_INFO_free(info);
    }
    app_uri_close(&u);
    bool some = sk_X509_num(into) > before || none(command, "certificates", name) != NULL;
    ERR_clear_error();
    return some;
}

bool app_crls_load(const char *command, const char *name, STACK_OF(X509_CRL) *into) {
    struct app_uri u;
    OSSL_STORE_INFO *info;
    int before = sk_X509_CRL_num(into);
    if (!app_uri_open(&u, command, name, NULL, NULL, OSSL_STORE_INFO_CRL)) {
        return false;
    }
    while ((info = app_uri_next(&u)) != NULL) {
        X509_CRL *crl = OSSL_STORE_INFO_get1_CRL(info);
        if (crl != NULL && sk_X509_CRL_push(into, crl) <= 0) {
            X509_CRL_free(crl);
        }
        OSSL_STORE_INFO_free(info);
    }
    app_uri_close(&u);
    bool some = sk_X509_CRL_num(into) > before || none(command, "CRLs", name) != NULL;
    ERR_clear_error();
    return some;
}
