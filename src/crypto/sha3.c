#include "src/crypto/sha3.h"

#include "src/base/secret.h"

static const struct bs_sha3_class *class_of(const bs_sha3_context *c) {
    return (const struct bs_sha3_class *)(const void *)c->vtable; /* its first member */
}

static bs_sha3_context *self(const br_hash_class **ctx) { return (bs_sha3_context *)(void *)ctx; }

/* Byte i of the state: lanes are little-endian (FIPS 202 B.1). */
static void absorb_byte(struct sha3_state *s, size_t i, uint8_t b) { s->a[i / 8] ^= (uint64_t)b << (8 * (i % 8)); }

static void update(const br_hash_class **ctx, const void *data, size_t len) {
    bs_sha3_context *c = self(ctx);
    const uint8_t *p = data;
    const size_t rate = class_of(c)->rate;
    while (len > 0) {
        if (c->fill % 8 == 0 && len >= 8) {
            uint64_t lane = 0;
            for (unsigned i = 0; i < 8; i++) lane |= (uint64_t)p[i] << (8 * i);
            c->state.a[c->fill / 8] ^= lane;
            c->fill += 8;
            p += 8;
            len -= 8;
        } else {
            absorb_byte(&c->state, c->fill++, *p++);
            len--;
        }
        if (c->fill == rate) {
            sha3_permute(&c->state);
            c->fill = 0;
        }
    }
}

void bs_sha3_squeeze(const bs_sha3_context *ctx, uint8_t *out, size_t len) {
    const struct bs_sha3_class *k = class_of(ctx);
    struct sha3_state s = ctx->state;
    absorb_byte(&s, ctx->fill, k->suffix);
    absorb_byte(&s, k->rate - 1, 0x80);
    for (size_t i = 0; i < len; i++) {
        size_t at = i % k->rate;
        if (at == 0) sha3_permute(&s);
        out[i] = (uint8_t)(s.a[at / 8] >> (8 * (at % 8)));
    }
    bs_wipe(&s, sizeof s);
}

static void out(const br_hash_class *const *ctx, void *dst) {
    const bs_sha3_context *c = (const bs_sha3_context *)(const void *)ctx;
    bs_sha3_squeeze(c, dst, class_of(c)->out_len);
}

#define SHA3(NAME, RATE, LEN, SUFFIX) \
    static void start_##NAME(const br_hash_class **ctx) { \
        *self(ctx) = (bs_sha3_context){ .vtable = &bs_##NAME.base }; \
    } \
    const struct bs_sha3_class bs_##NAME = { .base = { .context_size = sizeof(bs_sha3_context), \
                                                       .desc = BR_HASHDESC_OUT(LEN), \
                                                       .init = start_##NAME, \
                                                       .update = update, \
                                                       .out = out }, \
                                             .rate = RATE, \
                                             .out_len = LEN, \
                                             .suffix = SUFFIX };
SHA3(sha3_224, 144, 28, 0x06)
SHA3(sha3_256, 136, 32, 0x06)
SHA3(sha3_384, 104, 48, 0x06)
SHA3(sha3_512, 72, 64, 0x06)
SHA3(shake128, 168, 16, 0x1F)
SHA3(shake256, 136, 32, 0x1F)
SHA3(cshake128, 168, 32, 0x04)
SHA3(cshake256, 136, 64, 0x04)
