#include <string.h>

#include "src/base/secret.h"
#include "src/crypto/hash.h"

/* FIPS 180-4 5.3.6 */
static const uint64_t iv_224[8] = { 0x8C3D37C819544DA2, 0x73E1996689DCD4D6, 0x1DFAB7AE32FF9C82, 0x679DD514582F9FCF,
                                    0x0F6D2B697BD44DA8, 0x77E36F7304C48942, 0x3F9D85A86A1D36C8, 0x1112E6AD91D692A1 };
static const uint64_t iv_256[8] = { 0x22312194FC2BF72C, 0x9F555FA3C84C64C2, 0x2393B86B6F53B151, 0x963877195940EABD,
                                    0x96283EE2A88EFFE3, 0xBE5E1E2553863992, 0x2B0199FC2C85B8AA, 0x0EB72DDC81C52CA2 };

static br_sha512_context *self(const br_hash_class **ctx) { return (br_sha512_context *)(void *)ctx; }

static void start(const br_hash_class **ctx, const br_hash_class *class, const uint64_t words[8]) {
    uint8_t iv[64];
    for (size_t i = 0; i < sizeof iv; i++) iv[i] = (uint8_t)(words[i / 8] >> (56 - 8 * (i % 8)));
    br_sha512_init(self(ctx));
    br_sha512_set_state(self(ctx), iv, 0);
    self(ctx)->vtable = class;
}

static void update(const br_hash_class **ctx, const void *data, size_t len) { br_sha512_update(self(ctx), data, len); }

static void cut(const br_hash_class *const *ctx, void *dst, size_t len) {
    uint8_t full[br_sha512_SIZE];
    br_sha512_out((const br_sha512_context *)(const void *)ctx, full);
    memcpy(dst, full, len);
    bs_wipe(full, sizeof full);
}

#define SHA512_T(BITS) \
    static void init_##BITS(const br_hash_class **ctx) { start(ctx, &bs_sha512_##BITS##_vtable, iv_##BITS); } \
    static void out_##BITS(const br_hash_class *const *ctx, void *dst) { cut(ctx, dst, BITS / 8); } \
    const br_hash_class bs_sha512_##BITS##_vtable = { .context_size = sizeof(br_sha512_context), \
                                                      .desc = BR_HASHDESC_OUT(BITS / 8), \
                                                      .init = init_##BITS, \
                                                      .update = update, \
                                                      .out = out_##BITS };
SHA512_T(224)
SHA512_T(256)
