/* Checking keys.                                                                          man 3 EVP_PKEY_check */
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/ec_local.h"
#include "compat/crypto/evp/pctx_local.h"
#include "compat/crypto/evp/rsa_local.h"

static bool has_key(const EVP_PKEY_CTX *ctx) {
    if (ctx != NULL && ctx->pkey != NULL) return true;
    BS_RAISE(ERR_LIB_EVP, EVP_R_NO_KEY_SET);
    return false;
}

int EVP_PKEY_public_check(EVP_PKEY_CTX *ctx) {
    if (!has_key(ctx)) return 0;
    const struct bs_pubkey *pub = bs_evp_pkey_public(ctx->pkey);
    return pub != NULL && bs_pubkey_check(pub);
}

int EVP_PKEY_public_check_quick(EVP_PKEY_CTX *ctx) { return EVP_PKEY_public_check(ctx); }

int EVP_PKEY_param_check(EVP_PKEY_CTX *ctx) {
    if (!has_key(ctx)) return 0;
    if (ctx->type == EVP_PKEY_EC) return !EVP_PKEY_missing_parameters(ctx->pkey); /* the curves are standard ones */
    if (ctx->type == EVP_PKEY_RSA || ctx->type == EVP_PKEY_RSA_PSS || bs_pkey_is_raw(ctx->type)) return 1; /* they have none */
    BS_RAISE(ERR_LIB_EVP, EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
    return -2;
}

int EVP_PKEY_param_check_quick(EVP_PKEY_CTX *ctx) { return EVP_PKEY_param_check(ctx); }

int EVP_PKEY_pairwise_check(EVP_PKEY_CTX *ctx) {
    if (!has_key(ctx)) return 0;
    if (bs_evp_pkey_private(ctx->pkey) == NULL) return 0;
    switch (ctx->type) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS: return RSA_check_key(EVP_PKEY_get0_RSA(ctx->pkey));
    case EVP_PKEY_EC: return EC_KEY_check_key(EVP_PKEY_get0_EC_KEY(ctx->pkey));
    default: return 1; /* the public key was made from the private one */
    }
}

int EVP_PKEY_private_check(EVP_PKEY_CTX *ctx) { return has_key(ctx) && bs_evp_pkey_private(ctx->pkey) != NULL; }

int EVP_PKEY_check(EVP_PKEY_CTX *ctx) { return EVP_PKEY_public_check(ctx) ? EVP_PKEY_pairwise_check(ctx) : 0; }
