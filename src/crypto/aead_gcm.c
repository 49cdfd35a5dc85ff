#include <string.h>

#include "src/base/secret.h"
#include "src/crypto/aead.h"

/* GCM straight on BearSSL's counter mode and GHASH, SP 800-38D 7. br_gcm_context would do the same, but points to its
 * cipher's keys, so that a context of ours could not be moved. */

static bs_aead_gcm_context *self(const bs_aead_class **ctx) { return (bs_aead_gcm_context *)(void *)ctx; }

/* Counter mode from block number cc; block 1 is the tag's mask, the text starts at 2. */
static void run_ctr(bs_aead_gcm_context *c, const uint8_t *nonce, uint32_t cc, uint8_t *data, size_t len) {
    const br_block_ctr_class *cls = c->aes.vtable;
    cls->run(&c->aes.vtable, nonce, cc, data, len);
}

static void init(bs_aead_gcm_context *c, const struct bs_impl *impl, const uint8_t *key, size_t key_len) {
    static const uint8_t zero_nonce[BS_AEAD_NONCE_LEN];
    impl->aes_ctr->init(&c->aes.vtable, key, key_len);
    c->ghash = impl->ghash;
    memset(c->h, 0, sizeof c->h);
    run_ctr(c, zero_nonce, 0, c->h, sizeof c->h); /* H is the cipher of the zero block */
}

static void init_128(const bs_aead_class **ctx, const struct bs_impl *impl, const uint8_t *key) {
    *ctx = &bs_aead_aes128_gcm_class;
    init(self(ctx), impl, key, 16);
}

static void init_256(const bs_aead_class **ctx, const struct bs_impl *impl, const uint8_t *key) {
    *ctx = &bs_aead_aes256_gcm_class;
    init(self(ctx), impl, key, 32);
}

static void put_bits(uint8_t *out, size_t bytes) {
    uint64_t bits = (uint64_t)bytes * 8;
    for (unsigned i = 0; i < 8; i++) out[i] = (uint8_t)(bits >> (56 - 8 * i));
}

static void make_tag(bs_aead_gcm_context *c, const uint8_t *nonce, bs_reader aad, const uint8_t *text, size_t len,
                     uint8_t *tag) {
    uint8_t lengths[16];
    put_bits(lengths, aad.len);
    put_bits(lengths + 8, len);
    memset(tag, 0, 16);
    c->ghash(tag, c->h, aad.p, aad.len);
    c->ghash(tag, c->h, text, len);
    c->ghash(tag, c->h, lengths, sizeof lengths);
    run_ctr(c, nonce, 1, tag, 16);
}

static void seal(const bs_aead_class **ctx, const uint8_t nonce[BS_AEAD_NONCE_LEN], bs_reader aad, uint8_t *data,
                 size_t len, uint8_t *tag) {
    bs_aead_gcm_context *c = self(ctx);
    run_ctr(c, nonce, 2, data, len);
    make_tag(c, nonce, aad, data, len, tag);
}

static bool open_checked(const bs_aead_class **ctx, const uint8_t nonce[BS_AEAD_NONCE_LEN], bs_reader aad, uint8_t *data,
                         size_t len, const uint8_t *tag) {
    bs_aead_gcm_context *c = self(ctx);
    uint8_t want[BS_AEAD_TAG_LEN];
    make_tag(c, nonce, aad, data, len, want);
    if (!bs_ct_equal(want, tag, sizeof want)) return false;
    run_ctr(c, nonce, 2, data, len);
    return true;
}

const bs_aead_class bs_aead_aes128_gcm_class = {
    .context_size = sizeof(bs_aead_gcm_context),
    .key_len = 16,
    .tag_len = 16,
    .init = init_128,
    .seal = seal,
    .open = open_checked,
};

const bs_aead_class bs_aead_aes256_gcm_class = {
    .context_size = sizeof(bs_aead_gcm_context),
    .key_len = 32,
    .tag_len = 16,
    .init = init_256,
    .seal = seal,
    .open = open_checked,
};
