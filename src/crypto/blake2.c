#include "src/crypto/blake2.h"

#include <string.h>

#include "src/base/secret.h"

/* RFC 7693 2.7: the message's words in the order of each round; BLAKE2b's last two rounds begin again. */
static const uint8_t sigma[10][16] = {
    { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 }, { 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3 },
    { 11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4 }, { 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8 },
    { 9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13 }, { 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9 },
    { 12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11 }, { 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10 },
    { 6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5 }, { 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0 },
};

/* RFC 7693 2.6: the initial values of SHA-512 and SHA-256. */
static const uint64_t iv_b[8] = { 0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
                                  0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179 };
static const uint32_t iv_s[8] = { 0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
                                  0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19 };

static uint64_t get64(const uint8_t *p) {
    uint64_t v = 0;
    for (int i = 7; i >= 0; i--) v = v << 8 | p[i];
    return v;
}

static uint32_t get32(const uint8_t *p) { return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0]; }
static uint64_t right64(uint64_t v, unsigned n) { return v >> n | v << (64 - n); }
static uint32_t right32(uint32_t v, unsigned n) { return v >> n | v << (32 - n); }

/* RFC 7693 3.1: the mixing function G, over columns and then diagonals of v. */
static void mix_b(uint64_t v[16], unsigned a, unsigned b, unsigned c, unsigned d, uint64_t x, uint64_t y) {
    v[a] += v[b] + x;
    v[d] = right64(v[d] ^ v[a], 32);
    v[c] += v[d];
    v[b] = right64(v[b] ^ v[c], 24);
    v[a] += v[b] + y;
    v[d] = right64(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = right64(v[b] ^ v[c], 63);
}

static void mix_s(uint32_t v[16], unsigned a, unsigned b, unsigned c, unsigned d, uint32_t x, uint32_t y) {
    v[a] += v[b] + x;
    v[d] = right32(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = right32(v[b] ^ v[c], 12);
    v[a] += v[b] + y;
    v[d] = right32(v[d] ^ v[a], 8);
    v[c] += v[d];
    v[b] = right32(v[b] ^ v[c], 7);
}

#define ROUND(mix, v, m, s) \
    mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]); \
    mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]); \
    mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]); \
    mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]); \
    mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]); \
    mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]); \
    mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]); \
    mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]])

/* RFC 7693 3.2: the compression function F; n more bytes of the message are in the block. */
static void compress_b(bs_blake2b_context *c, size_t n, bool last) {
    uint64_t v[16], m[16];
    c->total += n;
    for (size_t i = 0; i < 16; i++) m[i] = get64(c->block + 8 * i);
    memcpy(v, c->h, sizeof c->h);
    memcpy(v + 8, iv_b, sizeof iv_b);
    v[12] ^= c->total;
    if (last) v[14] = ~v[14];
    for (size_t r = 0; r < 12; r++) {
        const uint8_t *s = sigma[r % 10];
        ROUND(mix_b, v, m, s);
    }
    for (size_t i = 0; i < 8; i++) c->h[i] ^= v[i] ^ v[i + 8];
    bs_wipe(m, sizeof m);
    bs_wipe(v, sizeof v);
}

static void compress_s(bs_blake2s_context *c, size_t n, bool last) {
    uint32_t v[16], m[16];
    c->total += n;
    for (size_t i = 0; i < 16; i++) m[i] = get32(c->block + 4 * i);
    memcpy(v, c->h, sizeof c->h);
    memcpy(v + 8, iv_s, sizeof iv_s);
    v[12] ^= (uint32_t)c->total;
    v[13] ^= (uint32_t)(c->total >> 32);
    if (last) v[14] = ~v[14];
    for (size_t r = 0; r < 10; r++) {
        const uint8_t *s = sigma[r];
        ROUND(mix_s, v, m, s);
    }
    for (size_t i = 0; i < 8; i++) c->h[i] ^= v[i] ^ v[i + 8];
    bs_wipe(m, sizeof m);
    bs_wipe(v, sizeof v);
}

/* RFC 7693 2.5: digest length, key length, fanout and depth of 1; salt and personalisation make the second half. */
static bool parameters(uint8_t *p, size_t len, size_t out_len, bs_reader key, bs_reader salt, bs_reader personal) {
    if (out_len == 0 || out_len > len || key.len > len || salt.len > len / 4 || personal.len > len / 4) return false;
    memset(p, 0, len);
    p[0] = (uint8_t)out_len;
    p[1] = (uint8_t)key.len;
    p[2] = p[3] = 1;
    if (salt.len > 0) memcpy(p + len / 2, salt.p, salt.len);
    if (personal.len > 0) memcpy(p + len / 2 + len / 4, personal.p, personal.len);
    return true;
}

bool bs_blake2b_begin(bs_blake2b_context *ctx, size_t out_len, bs_reader key, bs_reader salt, bs_reader personal) {
    uint8_t p[BS_BLAKE2B_MAX];
    if (!parameters(p, sizeof p, out_len, key, salt, personal)) return false;
    *ctx = (bs_blake2b_context){ .vtable = &bs_blake2b_vtable, .out_len = out_len };
    for (size_t i = 0; i < 8; i++) ctx->h[i] = iv_b[i] ^ get64(p + 8 * i);
    if (key.len == 0) return true;
    memcpy(ctx->block, key.p, key.len); /* RFC 7693 2.9: the key, padded with zeros, is the first block */
    ctx->fill = sizeof ctx->block;
    return true;
}

bool bs_blake2s_begin(bs_blake2s_context *ctx, size_t out_len, bs_reader key, bs_reader salt, bs_reader personal) {
    uint8_t p[BS_BLAKE2S_MAX];
    if (!parameters(p, sizeof p, out_len, key, salt, personal)) return false;
    *ctx = (bs_blake2s_context){ .vtable = &bs_blake2s_vtable, .out_len = out_len };
    for (size_t i = 0; i < 8; i++) ctx->h[i] = iv_s[i] ^ get32(p + 4 * i);
    if (key.len == 0) return true;
    memcpy(ctx->block, key.p, key.len);
    ctx->fill = sizeof ctx->block;
    return true;
}

/* How much of what comes the block had room for. */
static size_t gather(uint8_t *block, size_t size, size_t fill, const uint8_t *in, size_t len) {
    size_t n = size - fill < len ? size - fill : len;
    memcpy(block + fill, in, n);
    return n;
}

/* A full block waits: the last one is compressed in another way. */
void bs_blake2b_update(bs_blake2b_context *ctx, const void *data, size_t len) {
    const uint8_t *in = data;
    while (len > 0) {
        if (ctx->fill == sizeof ctx->block) {
            compress_b(ctx, ctx->fill, false);
            ctx->fill = 0;
        }
        size_t n = gather(ctx->block, sizeof ctx->block, ctx->fill, in, len);
        ctx->fill += n;
        in += n;
        len -= n;
    }
}

void bs_blake2s_update(bs_blake2s_context *ctx, const void *data, size_t len) {
    const uint8_t *in = data;
    while (len > 0) {
        if (ctx->fill == sizeof ctx->block) {
            compress_s(ctx, ctx->fill, false);
            ctx->fill = 0;
        }
        size_t n = gather(ctx->block, sizeof ctx->block, ctx->fill, in, len);
        ctx->fill += n;
        in += n;
        len -= n;
    }
}

void bs_blake2b_out(const bs_blake2b_context *ctx, uint8_t *out) {
    bs_blake2b_context last = *ctx;
    memset(last.block + last.fill, 0, sizeof last.block - last.fill);
    compress_b(&last, last.fill, true);
    for (size_t i = 0; i < last.out_len; i++) out[i] = (uint8_t)(last.h[i / 8] >> 8 * (i % 8));
    bs_wipe(&last, sizeof last);
}

void bs_blake2s_out(const bs_blake2s_context *ctx, uint8_t *out) {
    bs_blake2s_context last = *ctx;
    memset(last.block + last.fill, 0, sizeof last.block - last.fill);
    compress_s(&last, last.fill, true);
    for (size_t i = 0; i < last.out_len; i++) out[i] = (uint8_t)(last.h[i / 4] >> 8 * (i % 4));
    bs_wipe(&last, sizeof last);
}

/* --- as BearSSL's classes ------------------------------------------------------------------------------------------- */

static const bs_reader none = { 0 };

static void init_b(const br_hash_class **ctx) {
    (void)!bs_blake2b_begin((bs_blake2b_context *)(void *)ctx, BS_BLAKE2B_MAX, none, none, none);
}

static void init_s(const br_hash_class **ctx) {
    (void)!bs_blake2s_begin((bs_blake2s_context *)(void *)ctx, BS_BLAKE2S_MAX, none, none, none);
}

static void update_b(const br_hash_class **ctx, const void *data, size_t len) {
    bs_blake2b_update((bs_blake2b_context *)(void *)ctx, data, len);
}

static void update_s(const br_hash_class **ctx, const void *data, size_t len) {
    bs_blake2s_update((bs_blake2s_context *)(void *)ctx, data, len);
}

static void out_b(const br_hash_class *const *ctx, void *dst) {
    bs_blake2b_out((const bs_blake2b_context *)(const void *)ctx, dst);
}

static void out_s(const br_hash_class *const *ctx, void *dst) {
    bs_blake2s_out((const bs_blake2s_context *)(const void *)ctx, dst);
}

const br_hash_class bs_blake2b_vtable = { .context_size = sizeof(bs_blake2b_context),
                                          .desc = BR_HASHDESC_OUT(BS_BLAKE2B_MAX),
                                          .init = init_b,
                                          .update = update_b,
                                          .out = out_b };
const br_hash_class bs_blake2s_vtable = { .context_size = sizeof(bs_blake2s_context),
                                          .desc = BR_HASHDESC_OUT(BS_BLAKE2S_MAX),
                                          .init = init_s,
                                          .update = update_s,
                                          .out = out_s };
