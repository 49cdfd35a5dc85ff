/* Making keys: generation, parameters, and from given numbers.                 man 3 EVP_PKEY_keygen, EVP_PKEY_fromdata */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <stdarg.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/ec_local.h"
#include "compat/crypto/evp/pctx_local.h"
#include "compat/crypto/evp/rsa_local.h"

static int tell(int p, int n, BN_GENCB *cb) {
    EVP_PKEY_CTX *ctx = BN_GENCB_get_arg(cb);
    ctx->gen_info[0] = p;
    ctx->gen_info[1] = n;
    return ctx->gen_cb(ctx);
}

BN_GENCB *bs_pctx_gencb(EVP_PKEY_CTX *ctx) {
    BN_GENCB *cb = ctx->gen_cb != NULL ? BN_GENCB_new() : NULL;
    if (cb != NULL) BN_GENCB_set(cb, tell, ctx);
    return cb;
}

static struct bs_keymat *generate_rsa(EVP_PKEY_CTX *ctx) {
    BIGNUM *e = ctx->rsa_e != NULL ? BN_dup(ctx->rsa_e) : BN_new();
    BN_GENCB *cb = bs_pctx_gencb(ctx);
    struct bs_keymat *mat = NULL;
    bool ok = e != NULL && (ctx->gen_cb == NULL || cb != NULL) && (ctx->rsa_e != NULL || BN_set_word(e, RSA_F4));
    if (ok && ctx->rsa_bits > 0) {
        mat = bs_rsa_generate((unsigned)ctx->rsa_bits, e, ctx->type == EVP_PKEY_RSA_PSS, cb);
        if (mat != NULL) bs_pctx_pss_limit(ctx, mat);
    }
    BN_GENCB_free(cb);
    BN_free(e);
    return mat;
}

static struct bs_keymat *generate_ec(EVP_PKEY_CTX *ctx) {
    int nid = ctx->curve_nid;
    if (nid == 0 && ctx->pkey != NULL) {
        const EC_KEY *ec = EVP_PKEY_get0_EC_KEY(ctx->pkey);
        nid = ec != NULL && ec->group != NULL ? ec->group->nid : 0;
    }
    if (nid != 0) return bs_ec_generate(bs_curve_by_nid(nid));
    BS_RAISE(ERR_LIB_EC, EC_R_NO_PARAMETERS_SET);
    return NULL;
}

static bool place(EVP_PKEY **ppkey) {
    if (*ppkey == NULL) *ppkey = EVP_PKEY_new();
    return *ppkey != NULL;
}

int EVP_PKEY_keygen(EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey) {
    if (ppkey == NULL) return -1;
    if (ctx == NULL || ctx->op != EVP_PKEY_OP_KEYGEN) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    if (bs_pkey_is_dh(ctx->type)) return place(ppkey) ? bs_pctx_dh_generate(ctx, *ppkey, true) : -1;
    struct bs_keymat *mat = ctx->type == EVP_PKEY_EC    ? generate_ec(ctx)
                            : bs_pkey_is_raw(ctx->type) ? bs_raw_generate(ctx->type)
                                                        : generate_rsa(ctx);
    if (mat == NULL) return 0;
    if (!place(ppkey)) {
        bs_keymat_free(mat);
        return -1;
    }
    bs_pkey_set_mat(*ppkey, mat);
    return 1;
}

int EVP_PKEY_paramgen(EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey) {
    if (ppkey == NULL) return -1;
    if (ctx == NULL || ctx->op != EVP_PKEY_OP_PARAMGEN) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return -1;
    }
    if (bs_pkey_is_dh(ctx->type)) return place(ppkey) ? bs_pctx_dh_generate(ctx, *ppkey, false) : -1;
    if (ctx->curve_nid == 0) {
        BS_RAISE(ERR_LIB_EC, EC_R_NO_PARAMETERS_SET);
        return 0;
    }
    EC_KEY *k = EC_KEY_new_by_curve_name(ctx->curve_nid);
    if (k != NULL && place(ppkey) && bs_pkey_own(*ppkey, EVP_PKEY_EC, k)) return 1;
    EC_KEY_free(k);
    return 0;
}

int EVP_PKEY_generate(EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey) {
    return ctx != NULL && ctx->op == EVP_PKEY_OP_PARAMGEN ? EVP_PKEY_paramgen(ctx, ppkey) : EVP_PKEY_keygen(ctx, ppkey);
}

EVP_PKEY *EVP_PKEY_Q_keygen(OSSL_LIB_CTX *libctx, const char *propq, const char *type, ...) {
    EVP_PKEY *pkey = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(libctx, type, propq);
    va_list args;
    va_start(args, type);
    bool ok = ctx != NULL && (ctx->type == EVP_PKEY_RSA || ctx->type == EVP_PKEY_EC || bs_pkey_is_raw(ctx->type));
    if (ctx != NULL && !ok) BS_RAISE(ERR_LIB_EVP, ERR_R_PASSED_INVALID_ARGUMENT); /* others have no arguments here */
    ok = ok && EVP_PKEY_keygen_init(ctx) > 0;
    if (ok && ctx->type == EVP_PKEY_RSA) ok = EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)va_arg(args, size_t)) > 0;
    if (ok && ctx->type == EVP_PKEY_EC) ok = EVP_PKEY_CTX_set_group_name(ctx, va_arg(args, char *)) > 0;
    va_end(args);
    if (ok && EVP_PKEY_keygen(ctx, &pkey) <= 0) pkey = NULL;
    EVP_PKEY_CTX_free(ctx);
    return pkey;
}

/* A number from a parameter; absent leaves NULL. */
static bool number(const OSSL_PARAM *params, const char *key, BIGNUM **out) {
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, key);
    return p == NULL || OSSL_PARAM_get_BN(p, out);
}

static int rsa_from(EVP_PKEY *pkey, const OSSL_PARAM *params, bool pss, bool private) {
    RSA *r = RSA_new();
    bool ok = r != NULL && number(params, OSSL_PKEY_PARAM_RSA_N, &r->n) && number(params, OSSL_PKEY_PARAM_RSA_E, &r->e);
    if (ok && private) {
        ok = number(params, OSSL_PKEY_PARAM_RSA_D, &r->d) && number(params, OSSL_PKEY_PARAM_RSA_FACTOR1, &r->p) &&
             number(params, OSSL_PKEY_PARAM_RSA_FACTOR2, &r->q) && number(params, OSSL_PKEY_PARAM_RSA_EXPONENT1, &r->dmp1) &&
             number(params, OSSL_PKEY_PARAM_RSA_EXPONENT2, &r->dmq1) &&
             number(params, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, &r->iqmp);
    }
    if (ok) r->pss = pss;
    struct bs_keymat *mat = ok ? bs_rsa_mat(r) : NULL;
    if (mat != NULL && pss && !bs_pss_limit_by_params(mat, params)) mat = NULL;
    if (mat != NULL) bs_pkey_set_mat(pkey, bs_keymat_up_ref(mat));
    RSA_free(r);
    return mat != NULL;
}

static int ec_from(EVP_PKEY *pkey, const OSSL_PARAM *params, bool private) {
    const OSSL_PARAM *name = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_GROUP_NAME);
    const OSSL_PARAM *pub = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PUB_KEY);
    EVP_PKEY_CTX probe = { .type = EVP_PKEY_EC, .op = EVP_PKEY_OP_PARAMGEN };
    BIGNUM *priv = NULL;
    if (name == NULL || name->data_type != OSSL_PARAM_UTF8_STRING || EVP_PKEY_CTX_set_group_name(&probe, name->data) <= 0) {
        BS_RAISE(ERR_LIB_EC, EC_R_INVALID_CURVE);
        return 0;
    }
    EC_KEY *k = EC_KEY_new_by_curve_name(probe.curve_nid);
    bool ok = k != NULL && (!private || number(params, OSSL_PKEY_PARAM_PRIV_KEY, &priv));
    if (ok && pub != NULL) ok = pub->data_type == OSSL_PARAM_OCTET_STRING && EC_KEY_oct2key(k, pub->data, pub->data_size, NULL);
    if (ok && priv != NULL) ok = EC_KEY_set_private_key(k, priv);
    if (ok && k->pub != NULL && k->priv != NULL) ok = EC_KEY_check_key(k);
    BN_clear_free(priv);
    struct bs_keymat *mat = ok && (k->pub != NULL || k->priv != NULL) ? bs_ec_key_mat(k) : NULL;
    if (mat != NULL) {
        bs_pkey_set_mat(pkey, bs_keymat_up_ref(mat));
        EC_KEY_free(k);
    } else if (ok && k->pub == NULL && k->priv == NULL) {
        return bs_pkey_own(pkey, EVP_PKEY_EC, k);
    } else {
        EC_KEY_free(k);
    }
    return mat != NULL;
}

static int mac_from(EVP_PKEY *pkey, const OSSL_PARAM *params, bool private) {
    const OSSL_PARAM *key = private ? OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PRIV_KEY) : NULL;
    return key != NULL && key->data_type == OSSL_PARAM_OCTET_STRING && bs_mac_pkey_become(pkey, key->data, key->data_size);
}

static int raw_from(EVP_PKEY *pkey, const OSSL_PARAM *params, int type, bool private) {
    struct bs_keymat *mat = bs_raw_from_params(type, params, private);
    if (mat != NULL) bs_pkey_set_mat(pkey, mat);
    return mat != NULL;
}

int EVP_PKEY_fromdata(EVP_PKEY_CTX *ctx, EVP_PKEY **ppkey, int selection, OSSL_PARAM params[]) {
    if (ctx == NULL || ctx->op != EVP_PKEY_OP_FROMDATA) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return -2;
    }
    EVP_PKEY *made = EVP_PKEY_new();
    if (ppkey == NULL || made == NULL) {
        EVP_PKEY_free(made);
        return -1;
    }
    bool private = (selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) != 0;
    int ok = ctx->type == EVP_PKEY_EC    ? ec_from(made, params, private)
             : bs_pkey_is_dh(ctx->type)  ? bs_dh_from_data(made, ctx->type, selection, params)
             : bs_pkey_is_raw(ctx->type) ? raw_from(made, params, ctx->type, private)
             : ctx->type == EVP_PKEY_HMAC ? mac_from(made, params, private)
                                         : rsa_from(made, params, ctx->type == EVP_PKEY_RSA_PSS, private);
    if (!ok) {
        EVP_PKEY_free(made);
        return 0;
    }
    EVP_PKEY_free(*ppkey);
    *ppkey = made;
    return 1;
}
