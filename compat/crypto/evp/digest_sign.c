/* EVP_DigestSign*, EVP_DigestVerify*, EVP_SignFinal, EVP_VerifyFinal. */
#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/pctx_local.h"

/* A context for the operation: the one that was set beforehand, or a new one. */
static EVP_PKEY_CTX *prepare(EVP_MD_CTX *ctx, EVP_PKEY *pkey, bool verify) {
    if (!ctx->keep_pctx || ctx->pctx == NULL) {
        EVP_PKEY_CTX_free(ctx->pctx);
        ctx->keep_pctx = false;
        ctx->pctx = EVP_PKEY_CTX_new(pkey, NULL);
    }
    if (ctx->pctx == NULL) return NULL;
    return bs_pctx_digest_init(ctx->pctx, verify ? EVP_PKEY_OP_VERIFY : EVP_PKEY_OP_SIGN) > 0 ? ctx->pctx : NULL;
}

static int init(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *asked, EVP_PKEY *pkey, bool verify) {
    const EVP_MD *type = bs_md_provided(asked);
    if (asked != NULL && type == NULL) { /* as OpenSSL, which knows of its name alone here */
        BS_RAISE(ERR_LIB_EVP, EVP_R_NO_DIGEST_SET);
        return 0;
    }
    EVP_PKEY_CTX *p = prepare(ctx, pkey, verify);
    if (p == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
        return 0;
    }
    if (pctx != NULL) *pctx = p;
    if (bs_pkey_is_eddsa(p->type)) {
        if (type == NULL) return 1;
        BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_DIGEST); /* RFC 8032: the kinds that sign the message, not its hash */
        return 0;
    }
    if (p->type == EVP_PKEY_HMAC) {
        ctx->md = type;
        ctx->ready = false; /* the digest's state is the MAC's */
        return bs_pctx_mac_init(p, type);
    }
    if (type == NULL) type = p->md != NULL ? p->md : EVP_sha256(); /* the default digest of all key types here */
    int ok = EVP_PKEY_CTX_set_signature_md(p, type) > 0 && EVP_DigestInit_ex(ctx, type, NULL);
    if (asked != type) ctx->asked = asked;
    return ok;
}

int EVP_DigestSignInit(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type, ENGINE *e, EVP_PKEY *pkey) {
    (void)e;
    return init(ctx, pctx, type, pkey, false);
}

int EVP_DigestVerifyInit(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type, ENGINE *e, EVP_PKEY *pkey) {
    (void)e;
    return init(ctx, pctx, type, pkey, true);
}

static int init_ex(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const char *mdname, const char *props, EVP_PKEY *pkey,
                   const OSSL_PARAM params[], bool verify) {
    const EVP_MD *md = NULL;
    if (mdname != NULL) {
        md = EVP_MD_fetch(NULL, mdname, props);
        if (md == NULL) {
            BS_RAISE(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
            return 0;
        }
    }
    return init(ctx, pctx, md, pkey, verify) && (params == NULL || EVP_PKEY_CTX_set_params(ctx->pctx, params) > 0);
}

int EVP_DigestSignInit_ex(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const char *mdname, OSSL_LIB_CTX *libctx,
                          const char *props, EVP_PKEY *pkey, const OSSL_PARAM params[]) {
    (void)libctx;
    return init_ex(ctx, pctx, mdname, props, pkey, params, false);
}

int EVP_DigestVerifyInit_ex(EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const char *mdname, OSSL_LIB_CTX *libctx,
                            const char *props, EVP_PKEY *pkey, const OSSL_PARAM params[]) {
    (void)libctx;
    return init_ex(ctx, pctx, mdname, props, pkey, params, true);
}

/* EdDSA goes over the message twice, so that it takes no parts. */
static bool whole_only(const EVP_MD_CTX *ctx) { return ctx->pctx != NULL && bs_pkey_is_eddsa(ctx->pctx->type); }

static bool is_mac(const EVP_MD_CTX *ctx) { return ctx->pctx != NULL && ctx->pctx->hmac != NULL; }

static int update(EVP_MD_CTX *ctx, const void *data, size_t n) {
    if (is_mac(ctx)) return HMAC_Update(ctx->pctx->hmac, data, n);
    if (!whole_only(ctx)) return EVP_DigestUpdate(ctx, data, n);
    BS_RAISE(ERR_LIB_EVP, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    return 0;
}

int EVP_DigestSignUpdate(EVP_MD_CTX *ctx, const void *data, size_t dsize) { return update(ctx, data, dsize); }
int EVP_DigestVerifyUpdate(EVP_MD_CTX *ctx, const void *data, size_t dsize) { return update(ctx, data, dsize); }

static bool ready(const EVP_MD_CTX *ctx, int op) {
    if (ctx->pctx != NULL && ctx->pctx->op == op && ctx->ready) return true;
    BS_RAISE(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
    return false;
}

/* The running state is left as it is, so that more data may follow. */
static bs_reader digest_so_far(const EVP_MD_CTX *ctx, uint8_t out[EVP_MAX_MD_SIZE]) {
    bs_md_out(ctx->md, &ctx->state, out);
    return bs_r_from(out, (size_t)ctx->md->size);
}

/* And where the digest may be a program's own. */
static bool any_digest_so_far(const EVP_MD_CTX *ctx, uint8_t out[EVP_MAX_MD_SIZE], bs_reader *digest) {
    EVP_MD_CTX copy = { 0 };
    unsigned n = 0;
    if (!ctx->ready || ctx->md->size <= 0) return false;
    if (ctx->md->own == NULL) {
        *digest = digest_so_far(ctx, out);
        return true;
    }
    bool ok = EVP_MD_CTX_copy_ex(&copy, ctx) > 0 && EVP_DigestFinal_ex(&copy, out, &n) > 0;
    (void)EVP_MD_CTX_reset(&copy);
    *digest = bs_r_from(out, n);
    return ok;
}

int EVP_DigestSignFinal(EVP_MD_CTX *ctx, unsigned char *sig, size_t *siglen) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    if (is_mac(ctx)) return bs_pctx_mac_final(ctx->pctx, sig, siglen);
    if (!ready(ctx, EVP_PKEY_OP_SIGN)) return 0;
    return bs_pctx_sign(ctx->pctx, sig, siglen, digest_so_far(ctx, digest));
}

int EVP_DigestVerifyFinal(EVP_MD_CTX *ctx, const unsigned char *sig, size_t siglen) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    if (!ready(ctx, EVP_PKEY_OP_VERIFY)) return -1;
    return bs_pctx_verify(ctx->pctx, bs_r_from(sig, siglen), digest_so_far(ctx, digest));
}

int EVP_DigestSign(EVP_MD_CTX *ctx, unsigned char *sigret, size_t *siglen, const unsigned char *tbs, size_t tbslen) {
    if (whole_only(ctx) && ctx->pctx->op == EVP_PKEY_OP_SIGN) {
        return bs_eddsa_sign(ctx->pctx, sigret, siglen, bs_r_from(tbs, tbslen));
    }
    if (sigret != NULL && EVP_DigestSignUpdate(ctx, tbs, tbslen) <= 0) return 0;
    return EVP_DigestSignFinal(ctx, sigret, siglen);
}

int EVP_DigestVerify(EVP_MD_CTX *ctx, const unsigned char *sigret, size_t siglen, const unsigned char *tbs,
                     size_t tbslen) {
    if (whole_only(ctx) && ctx->pctx->op == EVP_PKEY_OP_VERIFY) {
        return bs_eddsa_verify(ctx->pctx, bs_r_from(sigret, siglen), bs_r_from(tbs, tbslen));
    }
    if (EVP_DigestVerifyUpdate(ctx, tbs, tbslen) <= 0) return -1;
    return EVP_DigestVerifyFinal(ctx, sigret, siglen);
}

int EVP_SignFinal(EVP_MD_CTX *ctx, unsigned char *md, unsigned int *s, EVP_PKEY *pkey) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    bs_reader so_far;
    *s = 0;
    if (!any_digest_so_far(ctx, digest, &so_far)) return 0;
    EVP_PKEY_CTX *p = EVP_PKEY_CTX_new(pkey, NULL);
    size_t len = p != NULL ? (size_t)EVP_PKEY_get_size(pkey) : 0;
    int ok = p != NULL && EVP_PKEY_sign_init(p) > 0 && EVP_PKEY_CTX_set_signature_md(p, ctx->md) > 0 &&
             bs_pctx_sign(p, md, &len, so_far) > 0;
    if (ok) *s = (unsigned)len;
    EVP_PKEY_CTX_free(p);
    return ok;
}

int EVP_SignFinal_ex(EVP_MD_CTX *ctx, unsigned char *md, unsigned int *s, EVP_PKEY *pkey, OSSL_LIB_CTX *libctx,
                     const char *propq) {
    (void)libctx;
    (void)propq;
    return EVP_SignFinal(ctx, md, s, pkey);
}

int EVP_VerifyFinal(EVP_MD_CTX *ctx, const unsigned char *sigbuf, unsigned int siglen, EVP_PKEY *pkey) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    bs_reader so_far;
    int r = -1;
    if (!any_digest_so_far(ctx, digest, &so_far)) return 0;
    EVP_PKEY_CTX *p = EVP_PKEY_CTX_new(pkey, NULL);
    if (p != NULL && EVP_PKEY_verify_init(p) > 0 && EVP_PKEY_CTX_set_signature_md(p, ctx->md) > 0) {
        r = bs_pctx_verify(p, bs_r_from(sigbuf, siglen), so_far);
    }
    EVP_PKEY_CTX_free(p);
    return r;
}

int EVP_VerifyFinal_ex(EVP_MD_CTX *ctx, const unsigned char *sigbuf, unsigned int siglen, EVP_PKEY *pkey,
                       OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return EVP_VerifyFinal(ctx, sigbuf, siglen, pkey);
}
