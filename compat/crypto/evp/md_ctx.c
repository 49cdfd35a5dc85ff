/* Digesting: EVP_MD_CTX. */
#include <openssl/crypto.h>
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "src/base/secret.h"

bool bs_md_start(const EVP_MD *md, union bs_hash_context *state) {
    const br_hash_class *c = md->class != NULL ? md->class : bs_hash_class(md->hash);
    if (c == NULL || md->own != NULL) return false;
    c->init(&state->vtable);
    return true;
}

void bs_md_out(const EVP_MD *md, const union bs_hash_context *state, uint8_t *out) {
    uint8_t full[BS_HASH_MAX];
    state->vtable->out(&state->vtable, full);
    memcpy(out, full, (size_t)md->size);
}

EVP_MD_CTX *EVP_MD_CTX_new(void) { return OPENSSL_zalloc(sizeof(EVP_MD_CTX)); }

int EVP_MD_CTX_reset(EVP_MD_CTX *ctx) {
    if (ctx == NULL) return 1;
    if (!ctx->keep_pctx) EVP_PKEY_CTX_free(ctx->pctx);
    bs_own_md_end(ctx);
    bs_wipe(ctx, sizeof *ctx);
    return 1;
}

void EVP_MD_CTX_free(EVP_MD_CTX *ctx) {
    if (ctx == NULL) return;
    (void)EVP_MD_CTX_reset(ctx);
    OPENSSL_free(ctx);
}

static int start(EVP_MD_CTX *ctx, const EVP_MD *type) {
    if (type == NULL) type = ctx->md;
    if (type == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_NO_DIGEST_SET);
        return 0;
    }
    ctx->flags &= ~(unsigned long)(EVP_MD_CTX_FLAG_CLEANED | EVP_MD_CTX_FLAG_FINALISE);
    ctx->asked = NULL;
    if (type->own != NULL) return bs_own_md_start(ctx, type);
    bs_own_md_end(ctx);
    if (type->size == 0) { /* the null digest */
        ctx->md = type;
        ctx->ready = true;
        return 1;
    }
    if (!bs_md_start(type, &ctx->state)) {
        ctx->ready = false;
        bs_raise_unsupported(type->name, 0, "");
        BS_RAISE(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
        return 0;
    }
    ctx->md = type;
    ctx->ready = true;
    ctx->xof_len = SIZE_MAX;
    return 1;
}

/* OpenSSL's SHA-1 and MD5-SHA1 have a parameter too, for SSLv3, which is not built. */
static bool has_ssl3(const EVP_MD *md) { return md->hash == BS_HASH_SHA1 || md->hash == BS_HASH_MD5SHA1; }
static bool is_settable(const EVP_MD *md) {
    return md->own == NULL && ((md->flags & EVP_MD_FLAG_XOF) != 0 || has_ssl3(md));
}

int EVP_DigestInit_ex2(EVP_MD_CTX *ctx, const EVP_MD *type, const OSSL_PARAM params[]) {
    int ok = start(ctx, type);
    if (ok <= 0 || ctx->md->own != NULL) return ok;
    return params == NULL || !is_settable(ctx->md) || EVP_MD_CTX_set_params(ctx, params); /* else they are ignored */
}

int EVP_DigestInit_ex(EVP_MD_CTX *ctx, const EVP_MD *type, ENGINE *impl) {
    (void)impl; /* no engine can be loaded, so none can be here */
    return EVP_DigestInit_ex2(ctx, type, NULL);
}

int EVP_DigestInit(EVP_MD_CTX *ctx, const EVP_MD *type) {
    (void)EVP_MD_CTX_reset(ctx);
    return EVP_DigestInit_ex2(ctx, type, NULL);
}

int EVP_DigestUpdate(EVP_MD_CTX *ctx, const void *data, size_t count) {
    if (count == 0) return 1;
    if (ctx->md != NULL && ctx->md->own != NULL) return bs_own_md_update(ctx, data, count);
    if (!ctx->ready) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_UPDATE_ERROR);
        return 0;
    }
    if (ctx->md->size > 0) ctx->state.vtable->update(&ctx->state.vtable, data, count);
    return 1;
}

int EVP_DigestFinal_ex(EVP_MD_CTX *ctx, unsigned char *md, unsigned int *isize) {
    if (!ctx->ready) return 0;
    size_t n = (size_t)ctx->md->size;
    int ok = 1;
    if (ctx->md->own != NULL) {
        ok = bs_own_md_final(ctx, md);
    } else if (n > 0 && ctx->xof_len != SIZE_MAX) {
        n = ctx->xof_len;
        bs_sha3_squeeze(&ctx->state.sha3, md, n);
    } else if (n > 0) {
        bs_md_out(ctx->md, &ctx->state, md);
    }
    if (isize != NULL) *isize = (unsigned)n;
    return ok;
}

int EVP_DigestFinal(EVP_MD_CTX *ctx, unsigned char *md, unsigned int *size) {
    int ok = EVP_DigestFinal_ex(ctx, md, size);
    (void)EVP_MD_CTX_reset(ctx);
    return ok;
}

int EVP_DigestFinalXOF(EVP_MD_CTX *ctx, unsigned char *md, size_t len) {
    if (ctx->md != NULL && ctx->md->own != NULL) return bs_own_md_final_xof(ctx, md, len);
    if (ctx->md == NULL || !(ctx->md->flags & EVP_MD_FLAG_XOF)) {
        if (ctx->md == NULL) BS_RAISE(ERR_LIB_EVP, EVP_R_NOT_XOF_OR_INVALID_LENGTH);
        return 0;
    }
    if (!ctx->ready) return 0;
    bs_sha3_squeeze(&ctx->state.sha3, md, len);
    ctx->ready = false; /* man 3 EVP_DigestFinalXOF: "should only be called once" */
    return 1;
}

int EVP_MD_CTX_set_params(EVP_MD_CTX *ctx, const OSSL_PARAM params[]) {
    if (ctx->md == NULL || !is_settable(ctx->md)) return 0;
    bool ssl3 = has_ssl3(ctx->md);
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, ssl3 ? OSSL_DIGEST_PARAM_SSL3_MS : OSSL_DIGEST_PARAM_XOFLEN);
    if (p == NULL) return 1;
    if (ssl3) {
        BS_RAISE_DATA(ERR_LIB_PROV, ERR_R_UNSUPPORTED, "parameter %s", p->key);
        return 0;
    }
    if (OSSL_PARAM_get_size_t(p, &ctx->xof_len)) return 1;
    BS_RAISE(ERR_LIB_PROV, PROV_R_FAILED_TO_GET_PARAMETER);
    return 0;
}

int EVP_MD_CTX_copy_ex(EVP_MD_CTX *out, const EVP_MD_CTX *in) {
    if (in == NULL) {
        BS_RAISE(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (out == in) return 1;
    EVP_PKEY_CTX *pctx = NULL;
    if (in->pctx != NULL) {
        pctx = EVP_PKEY_CTX_dup(in->pctx);
        if (pctx == NULL) return 0;
    }
    (void)EVP_MD_CTX_reset(out);
    *out = *in;
    out->pctx = pctx;
    out->keep_pctx = false;
    return out->md != NULL && out->md->own != NULL ? bs_own_md_copied(out, in) : 1;
}

int EVP_MD_CTX_copy(EVP_MD_CTX *out, const EVP_MD_CTX *in) { return EVP_MD_CTX_copy_ex(out, in); }

const EVP_MD *EVP_MD_CTX_get0_md(const EVP_MD_CTX *ctx) {
    if (ctx == NULL) return NULL;
    return ctx->asked != NULL ? ctx->asked : ctx->md;
}

const EVP_MD *EVP_MD_CTX_md(const EVP_MD_CTX *ctx) { return EVP_MD_CTX_get0_md(ctx); }

EVP_MD *EVP_MD_CTX_get1_md(EVP_MD_CTX *ctx) {
    union {
        const EVP_MD *from;
        EVP_MD *to;
    } constant = { EVP_MD_CTX_get0_md(ctx) };
    return constant.to;
}

void EVP_MD_CTX_set_flags(EVP_MD_CTX *ctx, int flags) { ctx->flags |= (unsigned long)(unsigned)flags; }
void EVP_MD_CTX_clear_flags(EVP_MD_CTX *ctx, int flags) { ctx->flags &= ~(unsigned long)(unsigned)flags; }
int EVP_MD_CTX_test_flags(const EVP_MD_CTX *ctx, int flags) { return (int)(ctx->flags & (unsigned)flags); }

EVP_PKEY_CTX *EVP_MD_CTX_get_pkey_ctx(const EVP_MD_CTX *ctx) { return ctx->pctx; }

void EVP_MD_CTX_set_pkey_ctx(EVP_MD_CTX *ctx, EVP_PKEY_CTX *pctx) {
    if (!ctx->keep_pctx) EVP_PKEY_CTX_free(ctx->pctx);
    ctx->pctx = pctx;
    ctx->keep_pctx = pctx != NULL; /* the caller's from here on, too */
}

int EVP_Digest(const void *data, size_t count, unsigned char *md, unsigned int *size, const EVP_MD *type, ENGINE *impl) {
    EVP_MD_CTX ctx = { 0 };
    int ok = EVP_DigestInit_ex(&ctx, type, impl) && EVP_DigestUpdate(&ctx, data, count) &&
             EVP_DigestFinal_ex(&ctx, md, size);
    (void)EVP_MD_CTX_reset(&ctx);
    return ok;
}

int EVP_Q_digest(OSSL_LIB_CTX *libctx, const char *name, const char *propq, const void *data, size_t datalen,
                 unsigned char *md, size_t *mdlen) {
    EVP_MD *type = EVP_MD_fetch(libctx, name, propq);
    unsigned n = 0;
    if (type == NULL || !EVP_Digest(data, datalen, md, &n, type, NULL)) return 0;
    if (mdlen != NULL) *mdlen = n;
    return 1;
}

int bs_md_digest_as_named(bs_reader data, unsigned char *out, unsigned *out_len, const EVP_MD *md) {
    const EVP_MD *provided = bs_md_provided(md);
    if (md != NULL && provided == NULL) {
        bs_raise_unsupported(md->name, 0, NULL);
        return 0;
    }
    return EVP_Digest(data.p, data.len, out, out_len, provided, NULL);
}
