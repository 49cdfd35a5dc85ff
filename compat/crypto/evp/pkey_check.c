/* Checking keys.                                                                          man 3 EVP_PKEY_check */
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/ec_local.h"
#include "compat/crypto/evp/pctx_local.h"
#include "compat/crypto/evp/rsa_local.h"

static bool has_key(const EVP_PKEY_CTX *ctx) {
    if (ctx != NULL && ctx->pkey != NULL) return true;
    BS_RAISE(ERR_LIB_EVP, EVP_R_NO_KEY_SET);
    return false;
}

static int dh_public_ok(const DH *dh) {
    int codes = 0;
    return dh->pub != NULL && dh->p != NULL && DH_check_pub_key(dh, dh->pub, &codes) && codes == 0;
}

int EVP_PKEY_public_check(EVP_PKEY_CTX *ctx) {
    if (!has_key(ctx)) return 0;
    if (ctx->pkey->dh != NULL) return dh_public_ok(ctx->pkey->dh);
    const struct bs_pubkey *pub = bs_evp_pkey_public(ctx->pkey);
    return pub != NULL && bs_pubkey_check(pub);
}

int EVP_PKEY_public_check_quick(EVP_PKEY_CTX *ctx) { return EVP_PKEY_public_check(ctx); }

/* g^x is y; x is below the order, or below p where that is not known. SP 800-56A rev. 3, 5.6.2.1 */
static int dh_pair_ok(const DH *dh) {
    if (dh->priv == NULL || dh->pub == NULL || dh->p == NULL || dh->g == NULL) return 0;
    BN_CTX *bn = BN_CTX_new();
    BIGNUM *y = BN_new();
    int ok = bn != NULL && y != NULL && BN_mod_exp(y, dh->g, dh->priv, dh->p, bn) && BN_cmp(y, dh->pub) == 0;
    BN_free(y);
    BN_CTX_free(bn);
    return ok;
}

static int dh_private_ok(const DH *dh) {
    if (dh->priv == NULL || dh->p == NULL) return 0;
    return !BN_is_zero(dh->priv) && !BN_is_negative(dh->priv) && BN_cmp(dh->priv, dh->q != NULL ? dh->q : dh->p) < 0;
}

int EVP_PKEY_param_check(EVP_PKEY_CTX *ctx) {
    int codes = 0;
    if (!has_key(ctx)) return 0;
    if (ctx->pkey->dh != NULL) return ctx->pkey->dh->p != NULL && DH_check(ctx->pkey->dh, &codes) && codes == 0;
    if (ctx->type == EVP_PKEY_EC) return !EVP_PKEY_missing_parameters(ctx->pkey); /* the curves are standard ones */
    if (ctx->type == EVP_PKEY_RSA || ctx->type == EVP_PKEY_RSA_PSS || bs_pkey_is_raw(ctx->type)) return 1; /* they have none */
    BS_RAISE(ERR_LIB_EVP, EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
    return -2;
}

int EVP_PKEY_param_check_quick(EVP_PKEY_CTX *ctx) { return EVP_PKEY_param_check(ctx); }

int EVP_PKEY_pairwise_check(EVP_PKEY_CTX *ctx) {
    if (!has_key(ctx)) return 0;
    if (ctx->pkey->dh != NULL) return dh_pair_ok(ctx->pkey->dh);
    if (bs_evp_pkey_private(ctx->pkey) == NULL) return 0;
    switch (ctx->type) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS: return RSA_check_key(EVP_PKEY_get0_RSA(ctx->pkey));
    case EVP_PKEY_EC: return EC_KEY_check_key(EVP_PKEY_get0_EC_KEY(ctx->pkey));
    default: return 1; /* the public key was made from the private one */
    }
}

int EVP_PKEY_private_check(EVP_PKEY_CTX *ctx) {
    if (!has_key(ctx)) return 0;
    return ctx->pkey->dh != NULL ? dh_private_ok(ctx->pkey->dh) : bs_evp_pkey_private(ctx->pkey) != NULL;
}

int EVP_PKEY_check(EVP_PKEY_CTX *ctx) { return EVP_PKEY_public_check(ctx) ? EVP_PKEY_pairwise_check(ctx) : 0; }
