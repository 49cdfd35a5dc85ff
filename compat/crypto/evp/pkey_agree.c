/* The settings of ECDH: the KDF that follows it, and the cofactor.      man 3 EVP_PKEY_CTX_set_ecdh_kdf_type */
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/kdf_local.h"
#include "compat/crypto/evp/pctx_local.h"

int bs_pctx_agree_kdf(const EVP_PKEY_CTX *ctx, bs_reader secret, unsigned char *key, size_t *keylen) {
    EVP_KDF_CTX *kdf = EVP_KDF_CTX_new(EVP_KDF_fetch(NULL, "X963KDF", NULL));
    if (kdf == NULL) return 0;
    kdf->md = ctx->agree.md;
    int ok = bs_kdf_set(&kdf->value[BS_KDF_KEY], secret.p, secret.len) &&
             (ctx->agree.ukm_len == 0 || bs_kdf_set(&kdf->value[BS_KDF_INFO], ctx->agree.ukm, ctx->agree.ukm_len)) &&
             EVP_KDF_derive(kdf, key, ctx->agree.len, NULL) > 0;
    EVP_KDF_CTX_free(kdf);
    if (ok) *keylen = ctx->agree.len;
    return ok;
}

static int ctrl(EVP_PKEY_CTX *ctx, int cmd, int p1, void *p2) {
    return EVP_PKEY_CTX_ctrl(ctx, EVP_PKEY_EC, EVP_PKEY_OP_DERIVE, cmd, p1, p2);
}

int EVP_PKEY_CTX_set_ecdh_kdf_type(EVP_PKEY_CTX *ctx, int kdf) { return ctrl(ctx, EVP_PKEY_CTRL_EC_KDF_TYPE, kdf, NULL); }

int EVP_PKEY_CTX_get_ecdh_kdf_type(EVP_PKEY_CTX *ctx) { return ctrl(ctx, EVP_PKEY_CTRL_EC_KDF_TYPE, -2, NULL); }

int EVP_PKEY_CTX_set_ecdh_cofactor_mode(EVP_PKEY_CTX *ctx, int cofactor_mode) {
    /* -2 asks for the mode there */
    return cofactor_mode >= -1 && cofactor_mode <= 1 ? ctrl(ctx, EVP_PKEY_CTRL_EC_ECDH_COFACTOR, cofactor_mode, NULL) : -2;
}

int EVP_PKEY_CTX_get_ecdh_cofactor_mode(EVP_PKEY_CTX *ctx) {
    return ctrl(ctx, EVP_PKEY_CTRL_EC_ECDH_COFACTOR, -2, NULL);
}

int EVP_PKEY_CTX_set_ecdh_kdf_outlen(EVP_PKEY_CTX *ctx, int len) {
    return ctrl(ctx, EVP_PKEY_CTRL_EC_KDF_OUTLEN, len, NULL);
}

int EVP_PKEY_CTX_get_ecdh_kdf_outlen(EVP_PKEY_CTX *ctx, int *len) {
    return ctrl(ctx, EVP_PKEY_CTRL_GET_EC_KDF_OUTLEN, 0, len);
}

int EVP_PKEY_CTX_set_ecdh_kdf_md(EVP_PKEY_CTX *ctx, const EVP_MD *md) {
    union {
        const EVP_MD *from;
        void *to;
    } constant = { md }; /* it is only read */
    return ctrl(ctx, EVP_PKEY_CTRL_EC_KDF_MD, 0, constant.to);
}

int EVP_PKEY_CTX_get_ecdh_kdf_md(EVP_PKEY_CTX *ctx, const EVP_MD **md) {
    return ctrl(ctx, EVP_PKEY_CTRL_GET_EC_KDF_MD, 0, (void *)md);
}

int EVP_PKEY_CTX_set0_ecdh_kdf_ukm(EVP_PKEY_CTX *ctx, unsigned char *ukm, int len) {
    return ctrl(ctx, EVP_PKEY_CTRL_EC_KDF_UKM, len, ukm);
}

int EVP_PKEY_CTX_get0_ecdh_kdf_ukm(EVP_PKEY_CTX *ctx, unsigned char **ukm) {
    int r = ctrl(ctx, EVP_PKEY_CTRL_GET_EC_KDF_UKM, 0, (void *)ukm);
    return r == 1 ? (int)ctx->agree.ukm_len : r;
}

static int kdf_type(EVP_PKEY_CTX *ctx, int type) {
    if (type == -2) return ctx->agree.kdf ? EVP_PKEY_ECDH_KDF_X9_63 : EVP_PKEY_ECDH_KDF_NONE;
    if (type != EVP_PKEY_ECDH_KDF_NONE && type != EVP_PKEY_ECDH_KDF_X9_63) return -2;
    ctx->agree.kdf = type == EVP_PKEY_ECDH_KDF_X9_63;
    return 1;
}

static int cofactor(EVP_PKEY_CTX *ctx, int mode) {
    if (mode == -2) return ctx->agree.cofactor > 0;
    if (mode < -1 || mode > 1) return -2;
    ctx->agree.cofactor = mode;
    return 1;
}

static int set_len(EVP_PKEY_CTX *ctx, int len) {
    if (len <= 0) return -2;
    ctx->agree.len = (size_t)len;
    return 1;
}

/* Takes ukm. */
static int set_ukm(EVP_PKEY_CTX *ctx, unsigned char *ukm, int len) {
    if (len < 0) return -2;
    OPENSSL_clear_free(ctx->agree.ukm, ctx->agree.ukm_len);
    ctx->agree.ukm = ukm;
    ctx->agree.ukm_len = ukm != NULL ? (size_t)len : 0;
    return 1;
}

int bs_pctx_ecdh_ctrl(EVP_PKEY_CTX *ctx, int cmd, int p1, void *p2) {
    switch (cmd) {
    case EVP_PKEY_CTRL_EC_KDF_TYPE: return kdf_type(ctx, p1);
    case EVP_PKEY_CTRL_EC_ECDH_COFACTOR: return cofactor(ctx, p1);
    case EVP_PKEY_CTRL_EC_KDF_MD: ctx->agree.md = p2; return 1;
    case EVP_PKEY_CTRL_GET_EC_KDF_MD: *(const EVP_MD **)p2 = ctx->agree.md; return 1;
    case EVP_PKEY_CTRL_EC_KDF_OUTLEN: return set_len(ctx, p1);
    case EVP_PKEY_CTRL_GET_EC_KDF_OUTLEN: *(int *)p2 = (int)ctx->agree.len; return 1;
    case EVP_PKEY_CTRL_EC_KDF_UKM: return set_ukm(ctx, p2, p1);
    case EVP_PKEY_CTRL_GET_EC_KDF_UKM: *(unsigned char **)p2 = ctx->agree.ukm; return 1;
    default: return -2;
    }
}
