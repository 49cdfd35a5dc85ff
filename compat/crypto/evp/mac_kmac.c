/* KMAC by EVP_MAC.                                                                                man 7 EVP_MAC-KMAC */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/mac_local.h"

enum { MIN_KEY = 4 }; /* bytes, as in OpenSSL */

static const struct bs_sha3_class *sponge(const EVP_MAC_CTX *ctx) {
    return ctx->mac == &bs_mac_kmac128 ? &bs_cshake128 : &bs_cshake256;
}

static bool create(EVP_MAC_CTX *ctx) {
    ctx->kmac = OPENSSL_zalloc(sizeof *ctx->kmac);
    if (ctx->kmac == NULL) return false;
    ctx->kmac->size = sponge(ctx)->out_len;
    return true;
}

static void destroy(EVP_MAC_CTX *ctx) { OPENSSL_clear_free(ctx->kmac, sizeof *ctx->kmac); }

static bool copy(EVP_MAC_CTX *to, const EVP_MAC_CTX *from) {
    *to->kmac = *from->kmac;
    return true;
}

static int restart(EVP_MAC_CTX *ctx) {
    struct bs_kmac_settings *k = ctx->kmac;
    if (k->key_len == 0) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_NO_KEY_SET);
        return 0;
    }
    bs_kmac_init(&k->state, sponge(ctx), bs_r_from(k->key, k->key_len), bs_r_from(k->custom, k->custom_len));
    k->begun = true;
    return 1;
}

static int set_key(EVP_MAC_CTX *ctx, const void *key, size_t len) {
    if (len < MIN_KEY || len > BS_KMAC_MAX) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_KEY_LENGTH);
        return 0;
    }
    memcpy(ctx->kmac->key, key, len);
    ctx->kmac->key_len = len;
    return restart(ctx);
}

static int set_own(EVP_MAC_CTX *ctx, const OSSL_PARAM params[]) {
    struct bs_kmac_settings *k = ctx->kmac;
    const OSSL_PARAM *xof = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_XOF);
    const OSSL_PARAM *size = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_SIZE);
    const OSSL_PARAM *custom = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_CUSTOM);
    int on = k->xof;
    if (xof != NULL && !OSSL_PARAM_get_int(xof, &on)) return 0;
    k->xof = on != 0;
    if (size != NULL && !OSSL_PARAM_get_size_t(size, &k->size)) return 0;
    if (custom == NULL) return 1;
    if (custom->data_type != OSSL_PARAM_OCTET_STRING || custom->data_size > BS_KMAC_MAX) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_CUSTOM_LENGTH);
        return 0;
    }
    if (custom->data_size > 0) memcpy(k->custom, custom->data, custom->data_size);
    k->custom_len = custom->data_size;
    return 1;
}

static int update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t len) {
    if (!ctx->kmac->begun) return 0;
    bs_kmac_update(&ctx->kmac->state, data, len);
    return 1;
}

static int final(EVP_MAC_CTX *ctx, unsigned char *out) {
    if (!ctx->kmac->begun) return 0;
    bs_kmac_out(&ctx->kmac->state, ctx->kmac->xof, out, ctx->kmac->size);
    ctx->kmac->begun = false;
    return 1;
}

static size_t size(const EVP_MAC_CTX *ctx) { return ctx->kmac->size; }
static size_t block(const EVP_MAC_CTX *ctx) { return sponge(ctx)->rate; }

#define KMAC(NAME, NAMES) \
    { .name = NAME, \
      .names = NAMES, \
      .set_own = set_own, \
      .create = create, \
      .destroy = destroy, \
      .copy = copy, \
      .set_key = set_key, \
      .restart = restart, \
      .update = update, \
      .final = final, \
      .size = size, \
      .block = block }

const EVP_MAC bs_mac_kmac128 = KMAC("KMAC-128", ":KMAC-128:KMAC128:2.16.840.1.101.3.4.2.19:");
const EVP_MAC bs_mac_kmac256 = KMAC("KMAC-256", ":KMAC-256:KMAC256:2.16.840.1.101.3.4.2.20:");
