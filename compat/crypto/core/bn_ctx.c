/* BN_CTX: temporaries in frames. GMP needs none of them; programs use them for their own numbers. */
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/core/bn_local.h"
#include "compat/crypto/core/raise.h"

struct bignum_ctx {
    BIGNUM **pool; /* every number ever lent; those from `used` on are free */
    size_t used, num, cap;
    size_t *frames; /* `used` at each BN_CTX_start() */
    size_t depth, frames_cap;
    bool secure, failed;
};

BN_CTX *BN_CTX_new_ex(OSSL_LIB_CTX *libctx) {
    (void)libctx;
    BN_CTX *ctx = (BN_CTX *)OPENSSL_zalloc(sizeof(*ctx));
    if (ctx == NULL) BS_RAISE(ERR_LIB_BN, ERR_R_MALLOC_FAILURE);
    return ctx;
}

BN_CTX *BN_CTX_new(void) { return BN_CTX_new_ex(NULL); }

BN_CTX *BN_CTX_secure_new_ex(OSSL_LIB_CTX *libctx) {
    BN_CTX *ctx = BN_CTX_new_ex(libctx);
    if (ctx != NULL) ctx->secure = true;
    return ctx;
}

BN_CTX *BN_CTX_secure_new(void) { return BN_CTX_secure_new_ex(NULL); }

void BN_CTX_free(BN_CTX *ctx) {
    if (ctx == NULL) return;
    for (size_t i = 0; i < ctx->num; i++) BN_clear_free(ctx->pool[i]);
    OPENSSL_free(ctx->pool);
    OPENSSL_free(ctx->frames);
    OPENSSL_free(ctx);
}

void BN_CTX_start(BN_CTX *ctx) {
    if (ctx->depth == ctx->frames_cap) {
        size_t cap = ctx->frames_cap == 0 ? 16 : ctx->frames_cap * 2;
        size_t *frames = (size_t *)OPENSSL_realloc(ctx->frames, cap * sizeof(*frames));
        if (frames == NULL) {
            ctx->failed = true; /* the gets of this frame say so */
            BS_RAISE(ERR_LIB_BN, BN_R_TOO_MANY_TEMPORARY_VARIABLES);
            return;
        }
        ctx->frames = frames;
        ctx->frames_cap = cap;
    }
    ctx->frames[ctx->depth++] = ctx->used;
}

void BN_CTX_end(BN_CTX *ctx) {
    if (ctx == NULL) return;
    if (ctx->failed)
        ctx->failed = false;
    else if (ctx->depth > 0)
        ctx->used = ctx->frames[--ctx->depth];
}

static bool grow(BN_CTX *ctx) {
    if (ctx->num == ctx->cap) {
        size_t cap = ctx->cap == 0 ? 16 : ctx->cap * 2;
        BIGNUM **pool = (BIGNUM **)OPENSSL_realloc(ctx->pool, cap * sizeof(*pool));
        if (pool == NULL) return false;
        ctx->pool = pool;
        ctx->cap = cap;
    }
    BIGNUM *n = ctx->secure ? BN_secure_new() : BN_new();
    if (n == NULL) return false;
    ctx->pool[ctx->num++] = n;
    return true;
}

BIGNUM *BN_CTX_get(BN_CTX *ctx) {
    if (ctx->failed) return NULL;
    if (ctx->used == ctx->num && !grow(ctx)) {
        BS_RAISE(ERR_LIB_BN, BN_R_TOO_MANY_TEMPORARY_VARIABLES);
        return NULL;
    }
    BIGNUM *n = ctx->pool[ctx->used++];
    BN_zero(n);
    n->flags &= ~BN_FLG_CONSTTIME;
    return n;
}
