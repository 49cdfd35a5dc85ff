/* Keys that sign with PSS alone, and may bind hash, mask and salt.    man 3 EVP_PKEY_CTX_set_rsa_pss_keygen_md; RFC 4055 3.3 */
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/pctx_local.h"
#include "src/x509/key_der.h"

#define DEFAULT_SALT 20 /* RFC 8017 A.2.3 */

void bs_pctx_pss_init(EVP_PKEY_CTX *ctx) {
    ctx->pss_salt = -1;
    const struct bs_pubkey *pub = ctx->type == EVP_PKEY_RSA_PSS && ctx->pkey != NULL ? bs_evp_pkey_public(ctx->pkey) : NULL;
    if (pub == NULL || pub->pss_hash == BS_HASH_NONE) return;
    ctx->md = ctx->pss_md = bs_md_by_hash(pub->pss_hash);
    ctx->mgf1_md = ctx->pss_mgf1 = bs_md_by_hash(pub->pss_mgf_hash);
    ctx->salt_len = ctx->pss_salt = (int)pub->pss_min_salt;
}

static bool one_alone(const EVP_MD *bound, const EVP_MD *md) {
    if (bound == NULL || (md != NULL && EVP_MD_get_type(md) == EVP_MD_get_type(bound))) return true;
    BS_RAISE(ERR_LIB_PROV, PROV_R_DIGEST_NOT_ALLOWED);
    return false;
}

bool bs_pctx_pss_md_ok(const EVP_PKEY_CTX *ctx, const EVP_MD *md) { return one_alone(ctx->pss_md, md); }
bool bs_pctx_pss_mgf1_ok(const EVP_PKEY_CTX *ctx, const EVP_MD *md) { return one_alone(ctx->pss_mgf1, md); }

bool bs_pctx_pss_salt_ok(const EVP_PKEY_CTX *ctx, int salt) {
    const int least = ctx->pss_salt, digest = ctx->md != NULL ? EVP_MD_get_size(ctx->md) : 0;
    if (least < 0) return true;
    if (salt == RSA_PSS_SALTLEN_AUTO && ctx->op == EVP_PKEY_OP_VERIFY) {
        BS_RAISE_DATA(ERR_LIB_PROV, PROV_R_INVALID_SALT_LENGTH, "Cannot use autodetected salt length");
        return false;
    }
    if (salt == RSA_PSS_SALTLEN_DIGEST && least > digest) {
        BS_RAISE_DATA(ERR_LIB_PROV, PROV_R_PSS_SALTLEN_TOO_SMALL,
                      "Should be more than %d, but would be set to match digest size (%d)", least, digest);
        return false;
    }
    if (salt < 0 || salt >= least) return true;
    BS_RAISE_DATA(ERR_LIB_PROV, PROV_R_PSS_SALTLEN_TOO_SMALL, "Should be more than %d, but would be set to %d", least, salt);
    return false;
}

static void limit(struct bs_keymat *mat, const EVP_MD *md, const EVP_MD *mgf1, int salt) {
    mat->pub.pss_hash = md != NULL ? bs_md_hash(md) : BS_HASH_SHA1; /* what is not said has its default */
    mat->pub.pss_mgf_hash = mgf1 != NULL ? bs_md_hash(mgf1) : BS_HASH_SHA1;
    mat->pub.pss_min_salt = salt >= 0 ? (unsigned)salt : DEFAULT_SALT;
    if (mat->priv != NULL) {
        mat->priv->pub.pss_hash = mat->pub.pss_hash;
        mat->priv->pub.pss_mgf_hash = mat->pub.pss_mgf_hash;
        mat->priv->pub.pss_min_salt = mat->pub.pss_min_salt;
    }
}

void bs_pctx_pss_limit(const EVP_PKEY_CTX *ctx, struct bs_keymat *mat) {
    if (ctx->type != EVP_PKEY_RSA_PSS || (ctx->pss_md == NULL && ctx->pss_mgf1 == NULL && ctx->pss_salt < 0)) return;
    limit(mat, ctx->pss_md, ctx->pss_mgf1, ctx->pss_salt);
}

static bool md_param(const OSSL_PARAM *p, const EVP_MD **md) {
    const char *name = NULL;
    if (p == NULL) return true;
    *md = OSSL_PARAM_get_utf8_string_ptr(p, &name) && name != NULL ? bs_md_by_name(name) : NULL;
    return bs_hash_oid(bs_md_hash(*md)).len > 0;
}

bool bs_pss_limit_by_params(struct bs_keymat *mat, const OSSL_PARAM *params) {
    const OSSL_PARAM *hash = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_DIGEST),
                     *mask = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_MGF1_DIGEST),
                     *salt = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_RSA_PSS_SALTLEN);
    const EVP_MD *md = NULL, *mgf1 = NULL;
    int len = DEFAULT_SALT;
    if (hash == NULL && mask == NULL && salt == NULL) return true;
    if (!md_param(hash, &md) || !md_param(mask, &mgf1) || (salt != NULL && (!OSSL_PARAM_get_int(salt, &len) || len < 0))) {
        return false; /* a limit that is not understood is not left out */
    }
    limit(mat, md, mgf1, len);
    return true;
}

/* --- settings of a key to be made ------------------------------------------------------------------------------------- */

static int making(const EVP_PKEY_CTX *ctx) {
    if (ctx == NULL) return -2;
    if (ctx->type != EVP_PKEY_RSA_PSS) return -1;
    if (ctx->op == EVP_PKEY_OP_KEYGEN) return 1;
    BS_RAISE(ERR_LIB_EVP, ctx->op == EVP_PKEY_OP_UNDEFINED ? EVP_R_NO_OPERATION_SET : EVP_R_INVALID_OPERATION);
    return -1;
}

static int set_md(EVP_PKEY_CTX *ctx, const EVP_MD **field, const EVP_MD *md) {
    if (ctx->type != EVP_PKEY_RSA_PSS) return -2; /* but -1 for the salt: as OpenSSL's do */
    int r = making(ctx);
    if (r <= 0) return r;
    if (md != NULL && bs_hash_oid(bs_md_hash(md)).len > 0) {
        *field = bs_md_provided(md);
        return 1;
    }
    BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_DIGEST);
    return 0;
}

int EVP_PKEY_CTX_set_rsa_pss_keygen_md(EVP_PKEY_CTX *ctx, const EVP_MD *md) {
    return ctx != NULL ? set_md(ctx, &ctx->pss_md, md) : -2;
}

int EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(EVP_PKEY_CTX *ctx, const EVP_MD *md) {
    return ctx != NULL ? set_md(ctx, &ctx->pss_mgf1, md) : -2;
}

int EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(EVP_PKEY_CTX *ctx, int saltlen) {
    int r = making(ctx);
    if (r <= 0) return r;
    if (saltlen < 0) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_SALT_LENGTH);
        return 0;
    }
    ctx->pss_salt = saltlen;
    return 1;
}

int bs_pctx_pss_ctrl_str(EVP_PKEY_CTX *ctx, const char *type, const char *value) {
    if (strcmp(type, "rsa_pss_keygen_saltlen") == 0) return EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(ctx, atoi(value));
    if (strcmp(type, "rsa_pss_keygen_md") == 0) {
        return EVP_PKEY_CTX_set_rsa_pss_keygen_md(ctx, EVP_get_digestbyname(value));
    }
    if (strcmp(type, "rsa_pss_keygen_mgf1_md") == 0) {
        return EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(ctx, EVP_get_digestbyname(value));
    }
    return -2;
}
