#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#include "apps/certs.h"
#include "apps/commands.h"
#include "apps/crl_download.h"
#include "apps/options.h"
#include "apps/providers.h"
#include "apps/print_flags.h"
#include "apps/show.h"
#include "apps/verify_options.h"

struct verify_options {
    bool verbose, show_chain, crl_download;
    struct app_list nameopt, trusted, untrusted, crls, vfyopt;
    struct app_trust_options trust;
    struct app_verify_options verify;
    struct app_provider_options providers;
};

#define AT(field) offsetof(struct verify_options, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Chains", 0 },
    { "trusted", APP_OPT_LIST, AT(trusted), "FILE", "Trusted certificates, and no others; may be repeated", 0 },
    { "untrusted", APP_OPT_LIST, AT(untrusted), "FILE", "Certificates to build chains with; may be repeated", 0 },
    { "CRLfile", APP_OPT_LIST, AT(crls), "FILE", "CRLs to look in; may be repeated", 0 },
    { "crl_download", APP_OPT_SET, AT(crl_download), NULL, "Fetch CRLs from where certificates say that they are", 0 },
    { "vfyopt", APP_OPT_LIST, AT(vfyopt), "NAME:VALUE", "A parameter for signatures: there is none but for SM2", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Output", 0 },
    { "show_chain", APP_OPT_SET, AT(show_chain), NULL, "Print the chain that was found", 0 },
    { "verbose", APP_OPT_SET, AT(verbose), NULL, "Print errors of the library too", 0 },
    { "nameopt", APP_OPT_LIST, AT(nameopt), "WORDS", "How names are printed; may be repeated", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = {
    { rows, 0 },
    { app_trust_rows, AT(trust) },
    { app_verify_rows, AT(verify) },
    { app_provider_rows, AT(providers) },
    { NULL, 0 },
};
static const struct app_opt_command command = { "verify", "[options] [CERTIFICATE...]", "Verify certificates and their chains.",
    groups, NULL };

/* What all certificates are judged with. */
struct judge {
    X509_STORE *store;
    STACK_OF(X509) *trusted, *untrusted;
    STACK_OF(X509_CRL) *crls;
    unsigned long name_flags;
    const struct app_list *vfyopt;
    bool verbose, show_chain;
};

/* After these the path is looked at further, so that all that is wrong with it is told. */
static bool go_on_after(int error) {
    switch (error) {
    case X509_V_ERR_NO_EXPLICIT_POLICY:
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_INVALID_CA:
    case X509_V_ERR_INVALID_NON_CA:
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_NOT_YET_VALID:
    case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
    case X509_V_ERR_INVALID_PURPOSE: /* from here on: -x509_strict */
    case X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA:
    case X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN:
    case X509_V_ERR_CA_BCONS_NOT_CRITICAL:
    case X509_V_ERR_CA_CERT_MISSING_KEY_USAGE:
    case X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA:
    case X509_V_ERR_ISSUER_NAME_EMPTY:
    case X509_V_ERR_SUBJECT_NAME_EMPTY:
    case X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL:
    case X509_V_ERR_EMPTY_SUBJECT_ALT_NAME:
    case X509_V_ERR_SIGNATURE_ALGORITHM_INCONSISTENCY:
    case X509_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL:
    case X509_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL:
    case X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER:
    case X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER:
    case X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3: return true;
    default: return false;
    }
}

/* Of a CRL's path, too, which is judged in a context of its own. */
static const struct judge *judge_of(const X509_STORE_CTX *ctx) {
    const X509_STORE_CTX *parent;
    while ((parent = X509_STORE_CTX_get0_parent_ctx(ctx)) != NULL) {
        ctx = parent;
    }
    return X509_STORE_CTX_get_app_data(ctx);
}

static int on_error(int ok, X509_STORE_CTX *ctx) {
    const struct judge *j = judge_of(ctx);
    int error = X509_STORE_CTX_get_error(ctx);
    X509 *x = X509_STORE_CTX_get_current_cert(ctx);
    if (!ok) {
        if (x != NULL) {
            X509_NAME_print_ex_fp(stderr, X509_get_subject_name(x), 0, j->name_flags);
            fputc('\n', stderr);
        }
        fprintf(stderr, "%serror %d at %d depth lookup: %s\n",
                X509_STORE_CTX_get0_parent_ctx(ctx) != NULL ? "[CRL path] " : "", error,
                X509_STORE_CTX_get_error_depth(ctx), X509_verify_cert_error_string(error));
        if (error == X509_V_ERR_NO_EXPLICIT_POLICY) {
            app_show_policies(ctx);
        }
        return go_on_after(error);
    }
    if (ok == 2 && error == X509_V_OK) { /* -policy_print */
        app_show_policies(ctx);
    }
    if (!j->verbose) {
        ERR_clear_error();
    }
    return ok;
}

static void print_chain(X509_STORE_CTX *ctx, unsigned long name_flags) {
    const STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(ctx);
    printf("Chain:\n");
    for (int i = 0; i < sk_X509_num(chain); i++) {
        printf("depth=%d: ", i);
        X509_NAME_print_ex_fp(stdout, X509_get_subject_name(sk_X509_value(chain, i)), 0, name_flags);
        printf("%s\n", i < X509_STORE_CTX_get_num_untrusted(ctx) ? " (untrusted)" : "");
    }
}

/* The exit status for one certificate: 0, or 2 where it is not valid. */
static int judge_one(struct judge *j, const char *file) {
    X509 *x = app_cert_load("verify", file, NULL, NULL);
    if (x == NULL || !app_no_vfyopt("verify", j->vfyopt)) {
        X509_free(x);
        return 2;
    }
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    int status = 2;
    if (ctx == NULL || !X509_STORE_CTX_init(ctx, j->store, x, j->untrusted) || !X509_STORE_CTX_set_app_data(ctx, j)) {
        app_library_error("verify", "cannot begin");
    } else {
        if (j->trusted != NULL) {
            X509_STORE_CTX_set0_trusted_stack(ctx, j->trusted);
        }
        X509_STORE_CTX_set0_crls(ctx, j->crls);
        bool valid = X509_verify_cert(ctx) > 0;
        const char *name = file != NULL ? file : "stdin";
        if (valid && X509_STORE_CTX_get_error(ctx) == X509_V_OK) {
            printf("%s: OK\n", name);
            status = 0;
            if (j->show_chain) {
                print_chain(ctx, j->name_flags);
            }
        } else {
            fflush(stdout);
            fprintf(stderr, "error %s: verification failed\n", name);
        }
    }
    X509_STORE_CTX_free(ctx);
    X509_free(x);
    return status;
}

static bool gather(const struct verify_options *o, struct judge *j) {
    X509_VERIFY_PARAM *p = app_verify_param("verify", &o->verify);
    j->store = p != NULL ? app_trust_store("verify", &o->trust) : NULL;
    bool ok = j->store != NULL && X509_STORE_set1_param(j->store, p);
    X509_VERIFY_PARAM_free(p);
    if (!ok) {
        return false;
    }
    X509_STORE_set_verify_cb(j->store, on_error);
    if (o->crl_download) {
        app_crl_download(j->store);
    }
    if (o->trusted.num > 0) {
        j->trusted = sk_X509_new_null();
    }
    j->untrusted = sk_X509_new_null();
    j->crls = sk_X509_CRL_new_null();
    for (size_t i = 0; ok && i < o->trusted.num; i++) {
        ok = app_certs_load("verify", o->trusted.list[i], NULL, j->trusted);
    }
    for (size_t i = 0; ok && i < o->untrusted.num; i++) {
        ok = app_certs_load("verify", o->untrusted.list[i], NULL, j->untrusted);
    }
    for (size_t i = 0; ok && i < o->crls.num; i++) {
        ok = app_crls_load("verify", o->crls.list[i], j->crls);
    }
    return ok;
}

int app_verify(int argc, char **argv) {
    struct verify_options o = { 0 };
    app_verify_defaults(&o.verify);
    int rest;
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (!app_providers_load("verify", &o.providers)) {
        return 1;
    }
    struct judge j = { .vfyopt = &o.vfyopt, .verbose = o.verbose, .show_chain = o.show_chain };
    if (!app_name_flags("verify", &o.nameopt, &j.name_flags)) {
        return 1;
    }
    if (o.trusted.num > 0 && (o.trust.ca_file != NULL || o.trust.ca_path != NULL || o.trust.ca_store != NULL)) {
        return app_usage_error("verify", "-trusted excludes -CAfile, -CApath and -CAstore");
    }
    if (o.trusted.num > 0) {
        o.trust.no_ca_file = o.trust.no_ca_path = o.trust.no_ca_store = true;
    }
    int status = 1;
    if (gather(&o, &j)) {
        status = 0;
        if (rest == argc) {
            status = judge_one(&j, NULL);
        }
        for (int i = rest; i < argc; i++) {
            int one = judge_one(&j, argv[i]);
            status = one != 0 ? one : status;
        }
    }
    X509_STORE_free(j.store);
    sk_X509_pop_free(j.trusted, X509_free);
    sk_X509_pop_free(j.untrusted, X509_free);
    sk_X509_CRL_pop_free(j.crls, X509_CRL_free);
    return status;
}
