#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "apps/dane.h"
#include "apps/show.h"
#include "apps/tls_setup.h"

/* openssl's tools print names in this form: "C = XX, CN = name", non-ASCII escaped. */
#define NAME_FLAGS XN_FLAG_ONELINE

void app_show_name(FILE *out, const char *label, const X509_NAME *name) {
    fputs(label, out);
    BIO *bio = BIO_new_fp(out, BIO_NOCLOSE);
    if (bio != NULL && name != NULL) {
        X509_NAME_print_ex(bio, name, 0, NAME_FLAGS);
    }
    BIO_free(bio);
    fputc('\n', out);
}

void app_show_pem(FILE *out, X509 *cert) {
    BIO *bio = BIO_new_fp(out, BIO_NOCLOSE);
    if (bio != NULL) {
        PEM_write_bio_X509(bio, cert);
    }
    BIO_free(bio);
}

void app_show_session(FILE *out, const SSL_SESSION *session) {
    BIO *bio = BIO_new_fp(out, BIO_NOCLOSE);
    if (bio != NULL) {
        SSL_SESSION_print(bio, session);
    }
    BIO_free(bio);
}

static void show_time(FILE *out, const char *label, const ASN1_TIME *time) {
    fputs(label, out);
    BIO *bio = BIO_new_fp(out, BIO_NOCLOSE);
    if (bio != NULL) {
        ASN1_TIME_print(bio, time);
    }
    BIO_free(bio);
    fputc('\n', out);
}

static void show_verify_error(X509_STORE_CTX *ctx, const struct app_tls *t, int depth, int error, int *ok) {
    fprintf(stderr, "verify error:num=%d:%s\n", error, X509_verify_cert_error_string(error));
    /* Without a depth, or within it, the error is shown and let pass unless asked otherwise. */
    if (t->verify_depth_arg < 0 || t->verify_depth_arg >= depth) {
        *ok = !t->verify_return_error;
    } else {
        *ok = 0;
        X509_STORE_CTX_set_error(ctx, X509_V_ERR_CERT_CHAIN_TOO_LONG);
    }
}

static void show_details(X509 *cert, int error) {
    switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        app_show_name(stderr, "issuer= ", X509_get_issuer_name(cert));
        break;
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD:
        show_time(stderr, "notBefore=", X509_get0_notBefore(cert));
        break;
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD:
        show_time(stderr, "notAfter=", X509_get0_notAfter(cert));
        break;
    default:
        break;
    }
}

static void print_nodes(BIO *out, const char *whose, const STACK_OF(X509_POLICY_NODE) *nodes) {
    BIO_printf(out, "%s Policies:%s\n", whose, nodes != NULL ? "" : " <empty>");
    for (int i = 0; i < sk_X509_POLICY_NODE_num(nodes); i++) {
        X509_POLICY_NODE_print(out, sk_X509_POLICY_NODE_value(nodes, i), 2);
    }
}

void app_show_policies(const X509_STORE_CTX *ctx) {
    const X509_POLICY_TREE *tree = X509_STORE_CTX_get0_policy_tree(ctx);
    BIO *out = BIO_new_fp(stderr, BIO_NOCLOSE);
    if (out != NULL) {
        BIO_printf(out, "Require explicit Policy: %s\n", X509_STORE_CTX_get_explicit_policy(ctx) ? "True" : "False");
        print_nodes(out, "Authority", X509_policy_tree_get0_policies(tree));
        print_nodes(out, "User", X509_policy_tree_get0_user_policies(tree));
    }
    BIO_free(out);
}

int app_verify_callback(int ok, X509_STORE_CTX *ctx) {
    const SSL *ssl = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct app_tls *t = app_tls_of(ssl);
    X509 *cert = X509_STORE_CTX_get_current_cert(ctx);
    int error = X509_STORE_CTX_get_error(ctx);
    int depth = X509_STORE_CTX_get_error_depth(ctx);
    bool quiet = t->verify_quiet || t->brief;
    if (!quiet || !ok) {
        fprintf(stderr, "depth=%d ", depth);
        if (cert != NULL) {
            app_show_name(stderr, "", X509_get_subject_name(cert));
        } else {
            fputs("<no cert>\n", stderr);
        }
    }
    if (!ok) {
        show_verify_error(ctx, t, depth, error, &ok);
        t->verify_failed = true;
    }
    if (cert != NULL) { /* of an error that was let pass, too: it stays */
        show_details(cert, error);
    }
    if (!quiet && (error == X509_V_ERR_NO_EXPLICIT_POLICY || (ok == 2 && error == X509_V_OK))) {
        app_show_policies(ctx);
    }
    if (ok && !quiet) {
        fprintf(stderr, "verify return:%d\n", ok);
    }
    return ok;
}

void app_show_verification(FILE *out, SSL *ssl) {
    long result = SSL_get_verify_result(ssl);
    if (result != X509_V_OK) {
        fprintf(out, "Verification error: %s\n", X509_verify_cert_error_string(result));
        return;
    }
    const char *name = SSL_get0_peername(ssl);
    fputs("Verification: OK\n", out);
    if (name != NULL) {
        fprintf(out, "Verified peername: %s\n", name);
    }
    app_dane_show(out, ssl);
}
