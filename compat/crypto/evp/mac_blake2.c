/* BLAKE2's MACs by EVP_MAC.                                                                man 7 EVP_MAC-BLAKE2; RFC 7693 2.9 */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/mac_local.h"

static int refuse(int reason) {
    BS_RAISE(ERR_LIB_PROV, reason);
    return 0;
}

static bool create(EVP_MAC_CTX *ctx, size_t size) {
    ctx->blake2 = OPENSSL_zalloc(sizeof *ctx->blake2);
    if (ctx->blake2 != NULL) ctx->blake2->size = size;
    return ctx->blake2 != NULL;
}

static bool create_b(EVP_MAC_CTX *ctx) { return create(ctx, BS_BLAKE2B_MAX); }
static bool create_s(EVP_MAC_CTX *ctx) { return create(ctx, BS_BLAKE2S_MAX); }
static void destroy(EVP_MAC_CTX *ctx) { OPENSSL_clear_free(ctx->blake2, sizeof *ctx->blake2); }

static bool copy(EVP_MAC_CTX *to, const EVP_MAC_CTX *from) {
    *to->blake2 = *from->blake2;
    return true;
}

static bool is_b(const EVP_MAC_CTX *ctx) { return ctx->mac == &bs_mac_blake2b; }

static int restart(EVP_MAC_CTX *ctx) {
    struct bs_blake2_settings *s = ctx->blake2;
    if (s->key_len == 0) return refuse(PROV_R_NO_KEY_SET);
    const bs_reader key = bs_r_from(s->key, s->key_len), salt = bs_r_from(s->salt, s->salt_len),
                    custom = bs_r_from(s->custom, s->custom_len);
    return is_b(ctx) ? bs_blake2b_begin(&s->state.b, s->size, key, salt, custom)
                     : bs_blake2s_begin(&s->state.s, s->size, key, salt, custom);
}

static int set_key(EVP_MAC_CTX *ctx, const void *key, size_t len) {
    struct bs_blake2_settings *s = ctx->blake2;
    if (len == 0 || len > (is_b(ctx) ? BS_BLAKE2B_MAX : BS_BLAKE2S_MAX)) return refuse(PROV_R_INVALID_KEY_LENGTH);
    memcpy(s->key, key, len);
    s->key_len = len;
    return restart(ctx);
}

static int set_octets(const OSSL_PARAM *p, uint8_t *to, size_t *len, size_t most, int reason) {
    if (p == NULL) return 1;
    if (p->data_type != OSSL_PARAM_OCTET_STRING || p->data_size > most) return refuse(reason);
    if (p->data_size > 0) memcpy(to, p->data, p->data_size);
    *len = p->data_size;
    return 1;
}

static int set_own(EVP_MAC_CTX *ctx, const OSSL_PARAM params[]) {
    struct bs_blake2_settings *s = ctx->blake2;
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_SIZE);
    const size_t most = is_b(ctx) ? BS_BLAKE2B_SALT : BS_BLAKE2S_SALT;
    size_t size = s->size;
    if (p != NULL && (!OSSL_PARAM_get_size_t(p, &size) || size < 1 || size > (is_b(ctx) ? BS_BLAKE2B_MAX : BS_BLAKE2S_MAX))) {
        return refuse(PROV_R_NOT_XOF_OR_INVALID_LENGTH);
    }
    s->size = size;
    return set_octets(OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_CUSTOM), s->custom, &s->custom_len, most,
                      PROV_R_INVALID_CUSTOM_LENGTH) &&
           set_octets(OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_SALT), s->salt, &s->salt_len, most,
                      PROV_R_INVALID_SALT_LENGTH);
}

static int update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t len) {
    if (ctx->blake2->key_len == 0) return 0;
    if (is_b(ctx)) bs_blake2b_update(&ctx->blake2->state.b, data, len);
    else bs_blake2s_update(&ctx->blake2->state.s, data, len);
    return 1;
}

static int final(EVP_MAC_CTX *ctx, unsigned char *out) {
    if (ctx->blake2->key_len == 0) return 0;
    if (is_b(ctx)) bs_blake2b_out(&ctx->blake2->state.b, out);
    else bs_blake2s_out(&ctx->blake2->state.s, out);
    return 1;
}

static size_t size(const EVP_MAC_CTX *ctx) { return ctx->blake2->size; }
static size_t block(const EVP_MAC_CTX *ctx) { return is_b(ctx) ? BS_BLAKE2B_BLOCK : BS_BLAKE2S_BLOCK; }

const EVP_MAC bs_mac_blake2b = { .name = "BLAKE2BMAC",
                                 .names = ":BLAKE2BMAC:1.3.6.1.4.1.1722.12.2.1:",
                                 .set_own = set_own,
                                 .create = create_b,
                                 .destroy = destroy,
                                 .copy = copy,
                                 .set_key = set_key,
                                 .restart = restart,
                                 .update = update,
                                 .final = final,
                                 .size = size,
                                 .block = block };
const EVP_MAC bs_mac_blake2s = { .name = "BLAKE2SMAC",
                                 .names = ":BLAKE2SMAC:1.3.6.1.4.1.1722.12.2.2:",
                                 .set_own = set_own,
                                 .create = create_s,
                                 .destroy = destroy,
                                 .copy = copy,
                                 .set_key = set_key,
                                 .restart = restart,
                                 .update = update,
                                 .final = final,
                                 .size = size,
                                 .block = block };
