/* RFC 3779 for chains that programs have at hand. */
#include <openssl/err.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/v3_resources.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/x509/store_local.h"

static const struct bs_cert *cert_of(void *arg, size_t i) {
    return bs_x509_cert(sk_X509_value((const STACK_OF(X509) *)arg, (int)i));
}

static bool fault(void *arg, size_t i, int depth, int code) {
    (void)arg, (void)i, (void)depth, (void)code;
    return false;
}

bool bs_v3_resources_of_chain(STACK_OF(X509) *chain, const bs_reader *claim, bs_v3_resource_check check) {
    const struct bs_resource_chain c = { .num = (size_t)sk_X509_num(chain), .cert = cert_of, .fault = fault,
                                         .arg = chain, .claim = claim };
    return check(&c) == 1;
}

static const struct bs_cert *path_cert(void *arg, size_t i) { return cert_of(((X509_STORE_CTX *)arg)->chain, i); }

static bool path_fault(void *arg, size_t i, int depth, int code) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    ctx->error = code;
    ctx->error_depth = depth;
    ctx->current_cert = sk_X509_value(ctx->chain, (int)i);
    return X509_STORE_CTX_get_verify_cb(ctx)(0, ctx) != 0;
}

int bs_v3_resources_of_path(X509_STORE_CTX *ctx, bs_v3_resource_check check) {
    if (!ctx->chain || sk_X509_num(ctx->chain) == 0 || !X509_STORE_CTX_get_verify_cb(ctx)) {
        ctx->error = X509_V_ERR_UNSPECIFIED;
        return 0;
    }
    const struct bs_resource_chain c = { .num = (size_t)sk_X509_num(ctx->chain), .cert = path_cert, .fault = path_fault,
                                         .arg = ctx };
    int r = check(&c);
    if (r < 0) ctx->error = X509_V_ERR_OUT_OF_MEM;
    return r == 1;
}
