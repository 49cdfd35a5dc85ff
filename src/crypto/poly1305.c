/* Nettle's public Poly1305 is the one of Bernstein's paper, which adds AES_k(nonce) where RFC 8439 adds s. Both additions
 * are modulo 2^128, so that what it adds, known from the tag of nothing, can be taken off again. */
#include "src/crypto/poly1305.h"

#include <string.h>

#include "src/base/secret.h"

void bs_poly1305_init(bs_poly1305 *ctx, const uint8_t key[BS_POLY1305_KEY]) {
    static const uint8_t nonce[POLY1305_AES_NONCE_SIZE];
    uint8_t aes_and_r[POLY1305_AES_KEY_SIZE] = { 0 };
    memcpy(aes_and_r + 16, key, 16);
    memcpy(ctx->s, key + 16, 16);
    poly1305_aes_set_key(&ctx->state, aes_and_r);
    poly1305_aes_set_nonce(&ctx->state, nonce);
    poly1305_aes_digest(&ctx->state, sizeof ctx->pad, ctx->pad);
    poly1305_aes_set_nonce(&ctx->state, nonce); /* the digest counted it up */
    bs_wipe(aes_and_r, sizeof aes_and_r);
}

void bs_poly1305_update(bs_poly1305 *ctx, const void *data, size_t len) {
    poly1305_aes_update(&ctx->state, len, data);
}

void bs_poly1305_out(const bs_poly1305 *ctx, uint8_t tag[BS_POLY1305_TAG]) {
    struct poly1305_aes_ctx last = ctx->state;
    poly1305_aes_digest(&last, BS_POLY1305_TAG, tag);
    int carry = 0; /* between -1 and 1 */
    for (size_t i = 0; i < BS_POLY1305_TAG; i++) {
        int sum = tag[i] - ctx->pad[i] + ctx->s[i] + carry;
        tag[i] = (uint8_t)((unsigned)sum & 0xFF);
        carry = (sum - tag[i]) / 256;
    }
    bs_wipe(&last, sizeof last);
}
