/* HMAC.                                                                                        man 3 HMAC, RFC 2104 */
#include <openssl/hmac.h>

#include <openssl/crypto.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "src/base/secret.h"

/* With a digest of a program's own. */
struct own_hmac { EVP_MD_CTX inner_start, outer_start, running; };

struct hmac_ctx_st {
    const EVP_MD *md;
    bool keyed;
    struct own_hmac *own; /* NULL: the digest is the library's, and its states are these: */
    union bs_hash_context inner_start, outer_start, running; /* states after the padded key; the message's */
};

HMAC_CTX *HMAC_CTX_new(void) { return OPENSSL_zalloc(sizeof(HMAC_CTX)); }

static void own_free(struct own_hmac *own) {
    if (own == NULL) return;
    (void)EVP_MD_CTX_reset(&own->inner_start);
    (void)EVP_MD_CTX_reset(&own->outer_start);
    (void)EVP_MD_CTX_reset(&own->running);
    OPENSSL_free(own);
}

int HMAC_CTX_reset(HMAC_CTX *ctx) {
    own_free(ctx->own);
    bs_wipe(ctx, sizeof *ctx);
    return 1;
}

void HMAC_CTX_free(HMAC_CTX *ctx) {
    if (ctx == NULL) return;
    (void)HMAC_CTX_reset(ctx);
    OPENSSL_free(ctx);
}

static bool own_copy(struct own_hmac *to, const struct own_hmac *from) {
    return EVP_MD_CTX_copy_ex(&to->inner_start, &from->inner_start) > 0 &&
           EVP_MD_CTX_copy_ex(&to->outer_start, &from->outer_start) > 0 &&
           EVP_MD_CTX_copy_ex(&to->running, &from->running) > 0;
}

int HMAC_CTX_copy(HMAC_CTX *dctx, HMAC_CTX *sctx) {
    struct own_hmac *own = dctx->own;
    if (dctx == sctx) return 1;
    if (sctx->own != NULL && own == NULL) own = OPENSSL_zalloc(sizeof *own);
    if (sctx->own == NULL) {
        own_free(own);
        own = NULL;
    }
    *dctx = *sctx;
    dctx->own = own;
    dctx->keyed = sctx->keyed && (sctx->own == NULL || (own != NULL && own_copy(own, sctx->own)));
    return dctx->keyed == sctx->keyed;
}

void HMAC_CTX_set_flags(HMAC_CTX *ctx, unsigned long flags) {
    (void)ctx; /* the flags tune digests that lie in an engine */
    (void)flags;
}

const EVP_MD *HMAC_CTX_get_md(const HMAC_CTX *ctx) { return ctx->md; }

size_t HMAC_size(const HMAC_CTX *ctx) { return ctx->md != NULL ? (size_t)ctx->md->size : 0; }

static bool pad(const EVP_MD *md, const uint8_t *block, uint8_t with, union bs_hash_context *out) {
    uint8_t x[BS_MD_MAX_BLOCK];
    size_t n = (size_t)md->block_size;
    for (size_t i = 0; i < n; i++) x[i] = block[i] ^ with;
    bool ok = bs_md_start(md, out);
    if (ok) out->vtable->update(&out->vtable, x, n);
    bs_wipe(x, sizeof x);
    return ok;
}

/* RFC 2104 2, the digest a program's: its functions are called as OpenSSL calls them. */
static bool own_set_key(struct own_hmac *own, const EVP_MD *md, const void *key, size_t len) {
    uint8_t block[BS_MD_MAX_BLOCK] = { 0 };
    unsigned n = 0;
    if (md->block_size < 0 || md->block_size > BS_MD_MAX_BLOCK) return false;
    bool ok = true;
    if (len > (size_t)md->block_size) {
        ok = EVP_DigestInit_ex(&own->running, md, NULL) > 0 && EVP_DigestUpdate(&own->running, key, len) > 0 &&
             EVP_DigestFinal_ex(&own->running, block, &n) > 0;
    } else if (len > 0) {
        memcpy(block, key, len);
    }
    for (size_t i = 0; i < sizeof block; i++) block[i] ^= 0x36;
    ok = ok && EVP_DigestInit_ex(&own->inner_start, md, NULL) > 0 &&
         EVP_DigestUpdate(&own->inner_start, block, (size_t)md->block_size) > 0;
    for (size_t i = 0; i < sizeof block; i++) block[i] ^= 0x36 ^ 0x5C;
    ok = ok && EVP_DigestInit_ex(&own->outer_start, md, NULL) > 0 &&
         EVP_DigestUpdate(&own->outer_start, block, (size_t)md->block_size) > 0;
    bs_wipe(block, sizeof block);
    return ok;
}

static int own_init(HMAC_CTX *ctx, const void *key, int len) {
    if (ctx->own == NULL) ctx->own = OPENSSL_zalloc(sizeof *ctx->own);
    if (ctx->own == NULL) return 0;
    if (key != NULL) ctx->keyed = len >= 0 && own_set_key(ctx->own, ctx->md, key, (size_t)len);
    return ctx->keyed && EVP_MD_CTX_copy_ex(&ctx->own->running, &ctx->own->inner_start) > 0;
}

static int own_final(struct own_hmac *own, unsigned char *md, unsigned *len) {
    uint8_t inner[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    bool ok = EVP_DigestFinal_ex(&own->running, inner, &n) > 0 &&
              EVP_MD_CTX_copy_ex(&own->running, &own->outer_start) > 0 &&
              EVP_DigestUpdate(&own->running, inner, n) > 0 && EVP_DigestFinal_ex(&own->running, md, len) > 0;
    bs_wipe(inner, sizeof inner);
    return ok;
}

static bool set_key(HMAC_CTX *ctx, const void *key, size_t len) {
    uint8_t block[BS_MD_MAX_BLOCK] = { 0 };
    bool ok = true;
    if (len > (size_t)ctx->md->block_size) {
        union bs_hash_context hc;
        ok = bs_md_start(ctx->md, &hc);
        if (ok) {
            hc.vtable->update(&hc.vtable, key, len);
            bs_md_out(ctx->md, &hc, block);
        }
    } else if (len > 0) {
        memcpy(block, key, len);
    }
    ok = ok && pad(ctx->md, block, 0x36, &ctx->inner_start) && pad(ctx->md, block, 0x5C, &ctx->outer_start);
    bs_wipe(block, sizeof block);
    ctx->keyed = ok;
    return ok;
}

int HMAC_Init_ex(HMAC_CTX *ctx, const void *key, int len, const EVP_MD *md, ENGINE *impl) {
    (void)impl;
    /* man 3 HMAC: a changed digest needs a key */
    if (md != NULL && md != ctx->md && (key == NULL || len < 0)) return 0;
    if (md != NULL) {
        ctx->md = md;
    } else if (ctx->md == NULL) {
        return 0;
    }
    if (ctx->md->flags & EVP_MD_FLAG_XOF || ctx->md->size == 0) return 0;
    if (ctx->md->own != NULL) return own_init(ctx, key, len);
    if (key != NULL) {
        if (len < 0) return 0;
        if (!set_key(ctx, key, (size_t)len)) {
            bs_raise_unsupported(ctx->md->name, 0, "");
            BS_RAISE(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
            return 0;
        }
    }
    if (!ctx->keyed) return 0;
    ctx->running = ctx->inner_start;
    return 1;
}

int HMAC_Init(HMAC_CTX *ctx, const void *key, int len, const EVP_MD *md) {
    if (key != NULL && md != NULL) (void)HMAC_CTX_reset(ctx);
    return HMAC_Init_ex(ctx, key, len, md, NULL);
}

int HMAC_Update(HMAC_CTX *ctx, const unsigned char *data, size_t len) {
    if (!ctx->keyed) return 0;
    if (ctx->md->own != NULL) return EVP_DigestUpdate(&ctx->own->running, data, len);
    ctx->running.vtable->update(&ctx->running.vtable, data, len);
    return 1;
}

int HMAC_Final(HMAC_CTX *ctx, unsigned char *md, unsigned int *len) {
    if (!ctx->keyed) return 0;
    if (ctx->md->own != NULL) return own_final(ctx->own, md, len);
    uint8_t inner[BS_HASH_MAX];
    bs_md_out(ctx->md, &ctx->running, inner);
    ctx->running = ctx->outer_start;
    ctx->running.vtable->update(&ctx->running.vtable, inner, (size_t)ctx->md->size);
    bs_md_out(ctx->md, &ctx->running, md);
    if (len != NULL) *len = (unsigned)ctx->md->size;
    bs_wipe(inner, sizeof inner);
    return 1;
}

unsigned char *HMAC(const EVP_MD *evp_md, const void *key, int key_len, const unsigned char *data, size_t data_len,
                    unsigned char *md, unsigned int *md_len) {
    static unsigned char fallback[EVP_MAX_MD_SIZE]; /* as the manual page warns */
    HMAC_CTX ctx = { 0 };
    const EVP_MD *given = evp_md;
    if (md == NULL) md = fallback;
    evp_md = bs_md_provided(given);
    if (given != NULL && evp_md == NULL) bs_raise_unsupported(given->name, 0, NULL);
    int ok = evp_md != NULL && HMAC_Init_ex(&ctx, key != NULL ? key : "", key != NULL ? key_len : 0, evp_md, NULL) &&
             HMAC_Update(&ctx, data, data_len) && HMAC_Final(&ctx, md, md_len);
    bs_wipe(&ctx, sizeof ctx);
    return ok ? md : NULL;
}
