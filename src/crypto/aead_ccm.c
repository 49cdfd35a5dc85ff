#include "src/crypto/aead.h"

/* CCM, SP 800-38C, and with tags of eight bytes, RFC 6655 4. BearSSL's br_ccm_context points to its cipher's keys, so
 * one is made for each record; that costs nothing. */

static bs_aead_ccm_context *self(const bs_aead_class **ctx) { return (bs_aead_ccm_context *)(void *)ctx; }

static void init(const bs_aead_class **ctx, const bs_aead_class *cls, const struct bs_impl *impl, const uint8_t *key) {
    *ctx = cls;
    impl->aes_ctrcbc->init(&self(ctx)->aes.vtable, key, cls->key_len);
}

static void init_128(const bs_aead_class **ctx, const struct bs_impl *impl, const uint8_t *key) {
    init(ctx, &bs_aead_aes128_ccm_class, impl, key);
}

static void init_256(const bs_aead_class **ctx, const struct bs_impl *impl, const uint8_t *key) {
    init(ctx, &bs_aead_aes256_ccm_class, impl, key);
}

static void init_128_8(const bs_aead_class **ctx, const struct bs_impl *impl, const uint8_t *key) {
    init(ctx, &bs_aead_aes128_ccm_8_class, impl, key);
}

static void init_256_8(const bs_aead_class **ctx, const struct bs_impl *impl, const uint8_t *key) {
    init(ctx, &bs_aead_aes256_ccm_8_class, impl, key);
}

/* The lengths of tag and nonce are ones that CCM has, and no record is too long for it. */
static void run(const bs_aead_class **ctx, br_ccm_context *ccm, const uint8_t *nonce, bs_reader aad, int encrypt,
                uint8_t *data, size_t len) {
    br_ccm_init(ccm, &self(ctx)->aes.vtable);
    (void)br_ccm_reset(ccm, nonce, BS_AEAD_NONCE_LEN, aad.len, len, (*ctx)->tag_len);
    br_ccm_aad_inject(ccm, aad.p, aad.len);
    br_ccm_flip(ccm);
    br_ccm_run(ccm, encrypt, data, len);
}

static void seal(const bs_aead_class **ctx, const uint8_t nonce[BS_AEAD_NONCE_LEN], bs_reader aad, uint8_t *data,
                 size_t len, uint8_t *tag) {
    br_ccm_context ccm;
    run(ctx, &ccm, nonce, aad, 1, data, len);
    (void)br_ccm_get_tag(&ccm, tag);
}

static bool open_checked(const bs_aead_class **ctx, const uint8_t nonce[BS_AEAD_NONCE_LEN], bs_reader aad, uint8_t *data,
                         size_t len, const uint8_t *tag) {
    br_ccm_context ccm;
    run(ctx, &ccm, nonce, aad, 0, data, len);
    return br_ccm_check_tag(&ccm, tag) == 1; /* in constant time */
}

#define CLASS(key, tag, start) \
    { .context_size = sizeof(bs_aead_ccm_context), .key_len = key, .tag_len = tag, .init = start, .seal = seal, .open = open_checked }

const bs_aead_class bs_aead_aes128_ccm_class = CLASS(16, 16, init_128);
const bs_aead_class bs_aead_aes256_ccm_class = CLASS(32, 16, init_256);
const bs_aead_class bs_aead_aes128_ccm_8_class = CLASS(16, 8, init_128_8);
const bs_aead_class bs_aead_aes256_ccm_8_class = CLASS(32, 8, init_256_8);
