#include "src/crypto/kmac.h"

#include "src/base/secret.h"

static void absorb(bs_sha3_context *c, const void *data, size_t len) { c->vtable->update(&c->vtable, data, len); }

/* SP 800-185 2.3.1: the number's bytes, and before (left_encode) or behind them (right_encode) how many there are. */
static size_t encode(size_t n, bool left, uint8_t out[1 + sizeof(size_t)]) {
    size_t bytes = 1;
    while (bytes < sizeof n && n >> (8 * bytes) != 0) bytes++;
    for (size_t i = 0; i < bytes; i++) out[i + left] = (uint8_t)(n >> (8 * (bytes - 1 - i)));
    out[left ? 0 : bytes] = (uint8_t)bytes;
    return bytes + 1;
}

static void absorb_number(bs_sha3_context *c, size_t n, bool left) {
    uint8_t bytes[1 + sizeof(size_t)];
    absorb(c, bytes, encode(n, left, bytes));
}

/* SP 800-185 2.3.2: encode_string, whose length counts bits. */
static void absorb_string(bs_sha3_context *c, bs_reader s) {
    absorb_number(c, 8 * s.len, true);
    absorb(c, s.p, s.len);
}

/* SP 800-185 2.3.3: bytepad fills up the block. */
static void fill_block(bs_sha3_context *c) {
    static const uint8_t zero;
    while (c->fill != 0) absorb(c, &zero, 1);
}

void bs_kmac_init(bs_kmac *ctx, const struct bs_sha3_class *kind, bs_reader key, bs_reader custom) {
    bs_sha3_context *c = &ctx->sponge;
    kind->base.init(&c->vtable);
    absorb_number(c, kind->rate, true);
    absorb_string(c, bs_r_from("KMAC", 4));
    absorb_string(c, custom);
    fill_block(c);
    absorb_number(c, kind->rate, true);
    absorb_string(c, key);
    fill_block(c);
}

void bs_kmac_update(bs_kmac *ctx, const void *data, size_t len) { absorb(&ctx->sponge, data, len); }

void bs_kmac_out(const bs_kmac *ctx, bool xof, uint8_t *out, size_t len) {
    bs_sha3_context last = ctx->sponge;
    absorb_number(&last, xof ? 0 : 8 * len, false);
    bs_sha3_squeeze(&last, out, len);
    bs_wipe(&last, sizeof last);
}
