#include "apps/certs.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "apps/options.h"
#include "apps/streams.h"

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

/* A kind of object: how it is read. */
struct kind {
    const char *what;
    void *(*read_pem)(BIO *in);
    void *(*read_der)(BIO *in);
};

static void *cert_pem(BIO *in) { return PEM_read_bio_X509_AUX(in, NULL, NULL, NULL); }
static void *cert_der(BIO *in) { return d2i_X509_bio(in, NULL); }
static void *request_pem(BIO *in) { return PEM_read_bio_X509_REQ(in, NULL, NULL, NULL); }
static void *request_der(BIO *in) { return d2i_X509_REQ_bio(in, NULL); }
static void *crl_pem(BIO *in) { return PEM_read_bio_X509_CRL(in, NULL, NULL, NULL); }
static void *crl_der(BIO *in) { return d2i_X509_CRL_bio(in, NULL); }

static const struct kind certificate = { "certificate", cert_pem, cert_der };
static const struct kind request = { "certificate request", request_pem, request_der };
static const struct kind crl = { "CRL", crl_pem, crl_der };

/* The whole of an input, in memory, so that it can be read in one form after the other. */
static BIO *slurp(const char *command, const char *name) {
    BIO *in = app_open_in(command, name), *whole = in != NULL ? BIO_new(BIO_s_mem()) : NULL;
    char part[4096];
    int n;
    while (whole != NULL && (n = BIO_read(in, part, sizeof(part))) > 0) {
        if (BIO_write(whole, part, n) != n) {
            BIO_free(whole);
            whole = NULL;
        }
    }
    BIO_free_all(in);
    ERR_clear_error();
    return whole;
}

static void *load(const char *command, const char *name, const char *format, const struct kind *kind) {
    BIO *in = slurp(command, name);
    if (in == NULL) {
        return NULL;
    }
    char *data;
    long len = BIO_get_mem_data(in, &data);
    BIO *again = BIO_new_mem_buf(data, (int)len);
    void *got = NULL;
    if (format == NULL || strcmp(format, "PEM") == 0) {
        got = kind->read_pem(in);
    }
    if (got == NULL && again != NULL && (format == NULL || strcmp(format, "DER") == 0)) {
        got = kind->read_der(again);
    }
    BIO_free(again);
    BIO_free(in);
    ERR_clear_error();
    if (got == NULL) {
        app_error(command, "no %s could be read from %s", kind->what, name != NULL ? name : "the standard input");
    }
    return got;
}

X509 *app_cert_load(const char *command, const char *name, const char *format) {
    return load(command, name, format, &certificate);
}

X509_REQ *app_request_load(const char *command, const char *name, const char *format) {
    return load(command, name, format, &request);
}

X509_CRL *app_crl_load(const char *command, const char *name, const char *format) {
    return load(command, name, format, &crl);
}

static void cert_drop(void *cert) { X509_free(cert); }
static void crl_drop(void *list) { X509_CRL_free(list); }

/* Read each of a kind, PEM blocks to the file's end or one in DER, into a stack. */
static bool load_all(const char *command, const char *name, const struct kind *kind, OPENSSL_STACK *into,
                     void (*drop)(void *)) {
    BIO *in = app_open_in(command, name);
    if (in == NULL) {
        return false;
    }
    int before = OPENSSL_sk_num(into);
    bool ok = true;
    void *one;
    while (ok && (one = kind->read_pem(in)) != NULL) {
        ok = OPENSSL_sk_push(into, one) > 0;
        if (!ok) {
            drop(one);
        }
    }
    unsigned long e = ERR_peek_last_error();
    bool at_end = ERR_GET_LIB(e) == ERR_LIB_PEM && ERR_GET_REASON(e) == PEM_R_NO_START_LINE;
    BIO_free_all(in);
    ERR_clear_error();
    if (ok && at_end && OPENSSL_sk_num(into) == before && name != NULL) {
        one = load(command, name, "DER", kind);
        return one != NULL && OPENSSL_sk_push(into, one) > 0;
    }
    if (!ok || !at_end) {
        app_error(command, "a malformed %s in %s", kind->what, name != NULL ? name : "the standard input");
        return false;
    }
    return true;
}

bool app_certs_load(const char *command, const char *name, STACK_OF(X509) *into) {
    return load_all(command, name, &certificate, (OPENSSL_STACK *)into, cert_drop);
}

bool app_crls_load(const char *command, const char *name, STACK_OF(X509_CRL) *into) {
    return load_all(command, name, &crl, (OPENSSL_STACK *)into, crl_drop);
}
