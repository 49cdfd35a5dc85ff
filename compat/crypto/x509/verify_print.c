/* X509_STORE_CTX_print_verify_cb(): what is wrong with a certificate, as text on the error queue. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

#include "compat/crypto/core/raise.h"

#define NAME_FLAGS (ASN1_STRFLGS_RFC2253 | ASN1_STRFLGS_ESC_QUOTE | XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_SN)
#define ALL_BUT(flags) (~(unsigned long)(flags))

static void print_cert(BIO *out, X509 *x, unsigned long also) {
    if (!x) {
        BIO_puts(out, "    (no certificate)\n");
        return;
    }
    BIO_puts(out, "    certificate\n");
    X509_print_ex(out, x, NAME_FLAGS, ALL_BUT(X509_FLAG_NO_SUBJECT));
    if (X509_check_issued(x, x) == X509_V_OK) {
        BIO_puts(out, "        self-issued\n");
    } else {
        BIO_puts(out, " ");
        X509_print_ex(out, x, NAME_FLAGS, ALL_BUT(X509_FLAG_NO_ISSUER));
    }
    X509_print_ex(out, x, NAME_FLAGS, ALL_BUT(X509_FLAG_NO_SERIAL | X509_FLAG_NO_VALIDITY));
    if (X509_cmp_current_time(X509_get0_notBefore(x)) > 0) BIO_puts(out, "        not yet valid\n");
    if (X509_cmp_current_time(X509_get0_notAfter(x)) < 0) BIO_puts(out, "        no more valid\n");
    X509_print_ex(out, x, NAME_FLAGS, ALL_BUT(also) & ALL_BUT(X509_FLAG_EXTENSIONS_ONLY_KID));
}

static void print_certs(BIO *out, const char *title, const STACK_OF(X509) *sk) {
    BIO_printf(out, "%s:\n", title);
    if (sk_X509_num(sk) <= 0) BIO_puts(out, "    (no certificates)\n");
    for (int i = 0; i < sk_X509_num(sk); i++) {
        X509 *x = sk_X509_value(sk, i);
        print_cert(out, x, 0);
        X509V3_extensions_print(out, NULL, X509_get0_extensions(x), X509_FLAG_EXTENSIONS_ONLY_KID, 8);
    }
}

static void print_store(BIO *out, X509_STORE *store) {
    STACK_OF(X509) *sk = store ? X509_STORE_get1_all_certs(store) : NULL;
    if (store) print_certs(out, "Certs in trust store", sk);
    else BIO_puts(out, "Certs in trust store:\n    (no trusted store)\n");
    sk_X509_pop_free(sk, X509_free);
}

static void print_hosts(BIO *out, X509_VERIFY_PARAM *param) {
    const char *host;
    BIO_puts(out, "Expected hostname(s) = ");
    for (int i = 0; (host = X509_VERIFY_PARAM_get0_host(param, i)) != NULL; i++) {
        BIO_printf(out, "%s%s", i > 0 ? ", " : "", host);
    }
    BIO_puts(out, "\n");
}

/* What was asked for, where that was not met. */
static void print_wanted(BIO *out, int error, X509_VERIFY_PARAM *param) {
    if (error == X509_V_ERR_HOSTNAME_MISMATCH) print_hosts(out, param);
    if (error == X509_V_ERR_EMAIL_MISMATCH) {
        const char *email = X509_VERIFY_PARAM_get0_email(param);
        if (email) BIO_printf(out, "Expected email address = %s\n", email);
    }
    if (error == X509_V_ERR_IP_ADDRESS_MISMATCH) {
        char *ip = X509_VERIFY_PARAM_get1_ip_asc(param);
        if (ip) BIO_printf(out, "Expected IP address = %s\n", ip);
        OPENSSL_free(ip);
    }
}

/* Errors about which it matters what there was to build a chain with. */
static bool is_about_chain(int error) {
    switch (error) {
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_STORE_LOOKUP: return true;
    default: return false;
    }
}

int X509_STORE_CTX_print_verify_cb(int ok, X509_STORE_CTX *ctx) {
    if (ok != 0 || !ctx) return ok;
    const int error = X509_STORE_CTX_get_error(ctx);
    BIO *out = BIO_new(BIO_s_mem());
    if (out) {
        BIO_printf(out, "%s at depth = %d error = %d (%s)\n",
                   X509_STORE_CTX_get0_parent_ctx(ctx) ? "CRL path validation" : "Certificate verification",
                   X509_STORE_CTX_get_error_depth(ctx), error, X509_verify_cert_error_string(error));
        X509_STORE *store = X509_STORE_CTX_get0_store(ctx);
        if (store) print_wanted(out, error, X509_STORE_get0_param(store)); /* as OpenSSL, not the context's */
        BIO_puts(out, "Failure for:\n");
        print_cert(out, X509_STORE_CTX_get_current_cert(ctx), X509_FLAG_NO_EXTENSIONS);
        if (is_about_chain(error)) {
            print_certs(out, "Non-trusted certs", X509_STORE_CTX_get0_untrusted(ctx));
            print_store(out, store);
        }
    }
    BS_RAISE(ERR_LIB_X509, X509_R_CERTIFICATE_VERIFICATION_FAILED);
    if (out) ERR_add_error_mem_bio("\n", out);
    BIO_free(out);
    return ok;
}
