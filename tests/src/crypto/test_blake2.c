/* BLAKE2b, BLAKE2s and SipHash. */
#include <criterion/criterion.h>

#include "src/crypto/blake2.h"
#include "src/crypto/hash.h"
#include "src/crypto/siphash.h"
#include "tests/vectors/hex.h"
#include "tests/vectors/rfc7693_blake2.h"

static const bs_reader none = { 0 };

Test(crypto_blake2, the_examples_as_classes) {
    union bs_hash_context ctx;
    uint8_t out[BS_BLAKE2B_MAX];
    bs_blake2b_vtable.init(&ctx.vtable);
    bs_blake2b_vtable.update(&ctx.vtable, "abc", 3);
    bs_blake2b_vtable.out(&ctx.vtable, out);
    cr_expect(bs_r_equal(hex(rfc7693_blake2b_abc), out, 64));
    bs_blake2s_vtable.init(&ctx.vtable);
    bs_blake2s_vtable.update(&ctx.vtable, "a", 1);
    bs_blake2s_vtable.update(&ctx.vtable, "bc", 2);
    bs_blake2s_vtable.out(&ctx.vtable, out);
    cr_expect(bs_r_equal(hex(rfc7693_blake2s_abc), out, 32));
}

/* RFC 7693 appendix E: bytes of a Fibonacci generator. */
static bs_reader sequence(uint8_t *out, size_t len, uint32_t seed) {
    uint32_t a = 0xDEAD4BADu * seed, b = 1;
    for (size_t i = 0; i < len; i++) {
        uint32_t t = a + b;
        a = b;
        b = t;
        out[i] = (uint8_t)(t >> 24);
    }
    return bs_r_from(out, len);
}

Test(crypto_blake2, blake2b_passes_the_self_test) {
    static const size_t outs[] = { 20, 32, 48, 64 }, ins[] = { 0, 3, 128, 129, 255, 1024 };
    uint8_t in[1024], key[64], out[64];
    bs_blake2b_context all, one;
    cr_assert(bs_blake2b_begin(&all, 32, none, none, none));
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 6; j++) {
            (void)sequence(in, ins[j], (uint32_t)ins[j]);
            for (int keyed = 0; keyed < 2; keyed++) {
                bs_reader k = keyed ? sequence(key, outs[i], (uint32_t)outs[i]) : none;
                cr_assert(bs_blake2b_begin(&one, outs[i], k, none, none));
                for (size_t at = 0; at < ins[j]; at += 100) bs_blake2b_update(&one, in + at, ins[j] - at < 100 ? ins[j] - at : 100);
                bs_blake2b_out(&one, out);
                bs_blake2b_update(&all, out, outs[i]);
            }
        }
    }
    bs_blake2b_out(&all, out);
    cr_expect(bs_r_equal(hex(rfc7693_blake2b_self_test), out, 32));
}

Test(crypto_blake2, blake2s_passes_the_self_test) {
    static const size_t outs[] = { 16, 20, 28, 32 }, ins[] = { 0, 3, 64, 65, 255, 1024 };
    uint8_t in[1024], key[32], out[32];
    bs_blake2s_context all, one;
    cr_assert(bs_blake2s_begin(&all, 32, none, none, none));
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 6; j++) {
            (void)sequence(in, ins[j], (uint32_t)ins[j]);
            for (int keyed = 0; keyed < 2; keyed++) {
                bs_reader k = keyed ? sequence(key, outs[i], (uint32_t)outs[i]) : none;
                cr_assert(bs_blake2s_begin(&one, outs[i], k, none, none));
                for (size_t at = 0; at < ins[j]; at += 50) bs_blake2s_update(&one, in + at, ins[j] - at < 50 ? ins[j] - at : 50);
                bs_blake2s_out(&one, out);
                bs_blake2s_update(&all, out, outs[i]);
            }
        }
    }
    bs_blake2s_out(&all, out);
    cr_expect(bs_r_equal(hex(rfc7693_blake2s_self_test), out, 32));
}

Test(crypto_blake2, lengths_are_bounded) {
    static const uint8_t bytes[65] = { 0 };
    bs_blake2b_context b;
    bs_blake2s_context s;
    cr_expect_not(bs_blake2b_begin(&b, 0, none, none, none));
    cr_expect(bs_blake2b_begin(&b, 1, none, none, none));
    cr_expect(bs_blake2b_begin(&b, 64, bs_r_from(bytes, 64), bs_r_from(bytes, 16), bs_r_from(bytes, 16)));
    cr_expect_not(bs_blake2b_begin(&b, 65, none, none, none));
    cr_expect_not(bs_blake2b_begin(&b, 64, bs_r_from(bytes, 65), none, none));
    cr_expect_not(bs_blake2b_begin(&b, 64, none, bs_r_from(bytes, 17), none));
    cr_expect_not(bs_blake2b_begin(&b, 64, none, none, bs_r_from(bytes, 17)));
    cr_expect_not(bs_blake2s_begin(&s, 0, none, none, none));
    cr_expect(bs_blake2s_begin(&s, 32, bs_r_from(bytes, 32), bs_r_from(bytes, 8), bs_r_from(bytes, 8)));
    cr_expect_not(bs_blake2s_begin(&s, 33, none, none, none));
    cr_expect_not(bs_blake2s_begin(&s, 32, bs_r_from(bytes, 33), none, none));
    cr_expect_not(bs_blake2s_begin(&s, 32, none, bs_r_from(bytes, 9), none));
}

Test(crypto_siphash, the_example_in_pieces_of_any_size) {
    uint8_t bytes[16], out[BS_SIPHASH_MAX];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)i;
    for (size_t piece = 1; piece <= 15; piece++) {
        bs_siphash s;
        bs_siphash_init(&s, bytes, 8, 2, 4);
        for (size_t at = 0; at < 15; at += piece) bs_siphash_update(&s, bytes + at, 15 - at < piece ? 15 - at : piece);
        bs_siphash_out(&s, out);
        cr_expect(bs_r_equal(hex(siphash_2_4_example), out, 8), "pieces of %zu", piece);
    }
}
