/* SipHash by EVP_MAC.                                                                             man 7 EVP_MAC-Siphash */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

#include "compat/crypto/evp/mac_local.h"

static bool create(EVP_MAC_CTX *ctx) { return (ctx->siphash = OPENSSL_zalloc(sizeof *ctx->siphash)) != NULL; }
static void destroy(EVP_MAC_CTX *ctx) { OPENSSL_clear_free(ctx->siphash, sizeof *ctx->siphash); }

static bool copy(EVP_MAC_CTX *to, const EVP_MAC_CTX *from) {
    *to->siphash = *from->siphash;
    return true;
}

static unsigned rounds(unsigned set, unsigned usual) { return set != 0 ? set : usual; }

static int set_key(EVP_MAC_CTX *ctx, const void *key, size_t len) {
    struct bs_siphash_settings *s = ctx->siphash;
    if (len != BS_SIPHASH_KEY) return 0;
    if (s->size == 0) s->size = BS_SIPHASH_MAX;
    bs_siphash_init(&s->begun, key, s->size, rounds(s->c_rounds, 2), rounds(s->d_rounds, 4));
    s->state = s->begun;
    s->keyed = true;
    return 1;
}

/* With the key that was set before; without one there is nothing to begin yet. */
static int restart(EVP_MAC_CTX *ctx) {
    ctx->siphash->state = ctx->siphash->begun;
    return 1;
}

static int set_own(EVP_MAC_CTX *ctx, const OSSL_PARAM params[]) {
    struct bs_siphash_settings *s = ctx->siphash;
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_SIZE);
    size_t size = s->size;
    if (p != NULL && (!OSSL_PARAM_get_size_t(p, &size) || (size != 8 && size != 0 && size != BS_SIPHASH_MAX))) return 0;
    if (p != NULL) s->size = size == 0 ? BS_SIPHASH_MAX : size;
    p = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_C_ROUNDS);
    if (p != NULL && !OSSL_PARAM_get_uint(p, &s->c_rounds)) return 0;
    p = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_D_ROUNDS);
    return p == NULL || OSSL_PARAM_get_uint(p, &s->d_rounds);
}

static int update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t len) {
    if (ctx->siphash->keyed) bs_siphash_update(&ctx->siphash->state, data, len);
    return ctx->siphash->keyed;
}

static int final(EVP_MAC_CTX *ctx, unsigned char *out) {
    if (ctx->siphash->keyed) bs_siphash_out(&ctx->siphash->state, out);
    return ctx->siphash->keyed;
}

static size_t size(const EVP_MAC_CTX *ctx) { return ctx->siphash->size; }

const EVP_MAC bs_mac_siphash = { .name = "SIPHASH",
                                 .names = ":SIPHASH:",
                                 .set_own = set_own,
                                 .create = create,
                                 .destroy = destroy,
                                 .copy = copy,
                                 .set_key = set_key,
                                 .restart = restart,
                                 .update = update,
                                 .final = final,
                                 .size = size };
