/* What X509_STORE_CTX_get_verify() and its like answer where a program has set nothing: functions that do what the
 * library does by itself, for hooks of a program's to call. */
#include <openssl/err.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/x509/store_local.h"
#include "src/x509/cert_ext.h"
#include "src/x509/purpose.h"

/* They need the verification that is going on: what the program has made of its error counts. */
static struct bs_path *enter(X509_STORE_CTX *ctx) {
    if (ctx->path) {
        ctx->path->error = ctx->error;
        return ctx->path;
    }
    BS_RAISE(ERR_LIB_X509, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    ctx->error = X509_V_ERR_INVALID_CALL;
    return NULL;
}

static int stage(X509_STORE_CTX *ctx, int (*run)(struct bs_path *p)) {
    struct bs_path *p = enter(ctx);
    if (!p) return -1;
    int r = run(p);
    bs_store_ctx_show(ctx, p);
    return r;
}

static int own_verify(X509_STORE_CTX *ctx) { return stage(ctx, bs_path_check_signatures); }
static int own_check_revocation(X509_STORE_CTX *ctx) { return stage(ctx, bs_path_check_revocation); }
static int own_check_policy(X509_STORE_CTX *ctx) { return stage(ctx, bs_path_check_policies); }

static int own_verify_cb(int ok, X509_STORE_CTX *ctx) {
    (void)ctx;
    return ok;
}

static int own_check_issued(X509_STORE_CTX *ctx, X509 *x, X509 *issuer) {
    (void)ctx;
    return bs_cert_likely_issued(bs_x509_cert(issuer), bs_x509_cert(x)) == BS_V_OK;
}

static int another_crl(void) {
    BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_INVALID_ARGUMENT);
    return 0;
}

static int own_check_crl(X509_STORE_CTX *ctx, X509_CRL *crl) {
    struct bs_path *p = enter(ctx);
    bool good;
    if (!p) return 0;
    if (!bs_path_check_crl(p, crl, &good)) return another_crl();
    bs_store_ctx_show(ctx, p);
    return good;
}

static int own_cert_crl(X509_STORE_CTX *ctx, X509_CRL *crl, X509 *x) {
    struct bs_path *p = enter(ctx);
    int verdict;
    if (!p) return 0;
    if (x != ctx->current_cert || !bs_path_check_crl_entry(p, crl, &verdict)) return another_crl();
    bs_store_ctx_show(ctx, p);
    return verdict;
}

/* A context that is set up has them all, but for get_crl and cleanup, which the library has no function for. */
#define HOOK(field, type, own) \
    type X509_STORE_CTX_get_##field(const X509_STORE_CTX *ctx) { \
        return ctx->hooks.field || !ctx->param ? ctx->hooks.field : (own); \
    }
HOOK(verify_cb, X509_STORE_CTX_verify_cb, own_verify_cb)
HOOK(verify, X509_STORE_CTX_verify_fn, own_verify)
HOOK(get_issuer, X509_STORE_CTX_get_issuer_fn, X509_STORE_CTX_get1_issuer)
HOOK(check_issued, X509_STORE_CTX_check_issued_fn, own_check_issued)
HOOK(check_revocation, X509_STORE_CTX_check_revocation_fn, own_check_revocation)
HOOK(get_crl, X509_STORE_CTX_get_crl_fn, NULL)
HOOK(check_crl, X509_STORE_CTX_check_crl_fn, own_check_crl)
HOOK(cert_crl, X509_STORE_CTX_cert_crl_fn, own_cert_crl)
HOOK(check_policy, X509_STORE_CTX_check_policy_fn, own_check_policy)
HOOK(lookup_certs, X509_STORE_CTX_lookup_certs_fn, X509_STORE_CTX_get1_certs)
HOOK(lookup_crls, X509_STORE_CTX_lookup_crls_fn, X509_STORE_CTX_get1_crls)
HOOK(cleanup, X509_STORE_CTX_cleanup_fn, NULL)
