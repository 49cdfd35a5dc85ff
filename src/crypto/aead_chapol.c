#include <string.h>

#include "src/base/secret.h"
#include "src/crypto/aead.h"

/* ChaCha20-Poly1305, RFC 8439 2.8; BearSSL's Poly1305 drives the cipher itself. */

static bs_aead_chapol_context *self(const bs_aead_class **ctx) { return (bs_aead_chapol_context *)(void *)ctx; }

static void init(const bs_aead_class **ctx, const struct bs_impl *impl, const uint8_t *key) {
    *ctx = &bs_aead_chacha20_poly1305_class;
    bs_aead_chapol_context *c = self(ctx);
    c->chacha20 = impl->chacha20;
    c->poly1305 = impl->poly1305;
    memcpy(c->key, key, sizeof c->key);
}

static void seal(const bs_aead_class **ctx, const uint8_t nonce[BS_AEAD_NONCE_LEN], bs_reader aad, uint8_t *data,
                 size_t len, uint8_t *tag) {
    bs_aead_chapol_context *c = self(ctx);
    c->poly1305(c->key, nonce, data, len, aad.p, aad.len, tag, c->chacha20, 1);
}

static bool open_checked(const bs_aead_class **ctx, const uint8_t nonce[BS_AEAD_NONCE_LEN], bs_reader aad, uint8_t *data,
                         size_t len, const uint8_t *tag) {
    bs_aead_chapol_context *c = self(ctx);
    uint8_t want[BS_AEAD_TAG_LEN];
    c->poly1305(c->key, nonce, data, len, aad.p, aad.len, want, c->chacha20, 0);
    return bs_ct_equal(want, tag, sizeof want);
}

const bs_aead_class bs_aead_chacha20_poly1305_class = {
    .context_size = sizeof(bs_aead_chapol_context),
    .key_len = 32,
    .tag_len = 16,
    .init = init,
    .seal = seal,
    .open = open_checked,
};
