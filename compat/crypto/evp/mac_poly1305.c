/* Poly1305 by EVP_MAC.                                                                        man 7 EVP_MAC-Poly1305 */
#include <openssl/crypto.h>
#include <openssl/proverr.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/mac_local.h"
#include "src/base/secret.h"

static bool create(EVP_MAC_CTX *ctx) { return (ctx->poly1305 = OPENSSL_zalloc(sizeof *ctx->poly1305)) != NULL; }
static void destroy(EVP_MAC_CTX *ctx) { OPENSSL_clear_free(ctx->poly1305, sizeof *ctx->poly1305); }

static bool copy(EVP_MAC_CTX *to, const EVP_MAC_CTX *from) {
    *to->poly1305 = *from->poly1305;
    return true;
}

static int set_key(EVP_MAC_CTX *ctx, const void *key, size_t len) {
    if (len != BS_POLY1305_KEY) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_KEY_LENGTH);
        return 0;
    }
    bs_poly1305_init(&ctx->poly1305->state, key);
    ctx->poly1305->keyed = true;
    return 1;
}

/* RFC 8439 2.5: "The key [...] MUST be unique, and MUST be unpredictable for each invocation", so none is used again. */
static int restart(EVP_MAC_CTX *ctx) { return ctx->poly1305->keyed; }

static int update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t len) {
    if (!ctx->poly1305->keyed) return 0;
    bs_poly1305_update(&ctx->poly1305->state, data, len);
    return 1;
}

static int final(EVP_MAC_CTX *ctx, unsigned char *out) {
    if (!ctx->poly1305->keyed) return 0;
    bs_poly1305_out(&ctx->poly1305->state, out);
    bs_wipe(ctx->poly1305, sizeof *ctx->poly1305);
    return 1;
}

static size_t size(const EVP_MAC_CTX *ctx) {
    (void)ctx;
    return BS_POLY1305_TAG;
}

const EVP_MAC bs_mac_poly1305 = { .name = "POLY1305",
                                  .names = ":POLY1305:",
                                  .create = create,
                                  .destroy = destroy,
                                  .copy = copy,
                                  .set_key = set_key,
                                  .restart = restart,
                                  .update = update,
                                  .final = final,
                                  .size = size };
