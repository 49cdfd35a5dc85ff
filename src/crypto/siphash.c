#include "src/crypto/siphash.h"

#include "src/base/secret.h"

static uint64_t get64(const uint8_t *p) {
    uint64_t v = 0;
    for (int i = 7; i >= 0; i--) v = v << 8 | p[i];
    return v;
}

static uint64_t left(uint64_t v, unsigned n) { return v << n | v >> (64 - n); }

static void rounds(uint64_t v[4], unsigned n) {
    for (; n > 0; n--) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = left(v[1], 13) ^ v[0];
        v[3] = left(v[3], 16) ^ v[2];
        v[0] = left(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = left(v[1], 17) ^ v[2];
        v[3] = left(v[3], 21) ^ v[0];
        v[2] = left(v[2], 32);
    }
}

static void absorb(bs_siphash *ctx, uint64_t m) {
    ctx->v[3] ^= m;
    rounds(ctx->v, ctx->c_rounds);
    ctx->v[0] ^= m;
}

void bs_siphash_init(bs_siphash *ctx, const uint8_t key[BS_SIPHASH_KEY], size_t out_len, unsigned c_rounds, unsigned d_rounds) {
    const uint64_t k0 = get64(key), k1 = get64(key + 8);
    *ctx = (bs_siphash){ .c_rounds = c_rounds, .d_rounds = d_rounds, .out_len = out_len };
    /* "somepseudorandomlygeneratedbytes" */
    ctx->v[0] = k0 ^ 0x736F6D6570736575;
    ctx->v[1] = k1 ^ 0x646F72616E646F6D;
    ctx->v[2] = k0 ^ 0x6C7967656E657261;
    ctx->v[3] = k1 ^ 0x7465646279746573;
    if (out_len == BS_SIPHASH_MAX) ctx->v[1] ^= 0xEE; /* the two lengths are two functions */
}

void bs_siphash_update(bs_siphash *ctx, const void *data, size_t len) {
    const uint8_t *in = data;
    for (size_t i = 0; i < len; i++) {
        ctx->block[ctx->total++ % 8] = in[i];
        if (ctx->total % 8 == 0) absorb(ctx, get64(ctx->block));
    }
}

static void put(uint8_t *out, const uint64_t v[4]) {
    const uint64_t sum = v[0] ^ v[1] ^ v[2] ^ v[3];
    for (unsigned i = 0; i < 8; i++) out[i] = (uint8_t)(sum >> 8 * i);
}

void bs_siphash_out(const bs_siphash *ctx, uint8_t *out) {
    bs_siphash last = *ctx;
    for (size_t i = last.total % 8; i < 7; i++) last.block[i] = 0;
    last.block[7] = (uint8_t)last.total; /* the length modulo 256 */
    absorb(&last, get64(last.block));
    last.v[2] ^= last.out_len == BS_SIPHASH_MAX ? 0xEE : 0xFF;
    rounds(last.v, last.d_rounds);
    put(out, last.v);
    if (last.out_len == BS_SIPHASH_MAX) {
        last.v[1] ^= 0xDD;
        rounds(last.v, last.d_rounds);
        put(out + 8, last.v);
    }
    bs_wipe(&last, sizeof last);
}
