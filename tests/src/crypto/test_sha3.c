#include <criterion/criterion.h>

#include "src/crypto/ripemd160.h"
#include "src/crypto/sha3.h"
#include "tests/vectors/fips202_sha3.h"
#include "tests/vectors/hex.h"

static void start(bs_sha3_context *c, const struct bs_sha3_class *k) { k->base.init(&c->vtable); }

static void add(bs_sha3_context *c, const void *p, size_t n) { c->vtable->update(&c->vtable, p, n); }

Test(crypto_sha3, published_examples) {
    for (size_t i = 0; i < sizeof fips202_sha3 / sizeof fips202_sha3[0]; i++) {
        bs_reader want = hex(fips202_sha3[i].out);
        uint8_t out[64];
        bs_sha3_context c;
        start(&c, fips202_sha3[i].class);
        add(&c, fips202_sha3[i].msg, strlen(fips202_sha3[i].msg));
        bs_sha3_squeeze(&c, out, want.len);
        cr_expect(bs_r_equal(want, out, want.len), "row %zu", i);
    }
}

Test(crypto_sha3, the_way_a_message_is_cut_does_not_matter) {
    uint8_t msg[400], whole[64], cut[64];
    for (size_t i = 0; i < sizeof msg; i++) msg[i] = (uint8_t)(3 * i + i / 7);
    for (size_t at = 0; at <= sizeof msg; at++) {
        bs_sha3_context a, b;
        start(&a, &bs_sha3_224);
        start(&b, &bs_sha3_224);
        add(&a, msg, sizeof msg);
        add(&b, msg, at);
        add(&b, msg + at, sizeof msg - at);
        bs_sha3_squeeze(&a, whole, 28);
        bs_sha3_squeeze(&b, cut, 28);
        cr_expect_arr_eq(whole, cut, 28, "cut at %zu", at);
    }
}

Test(crypto_sha3, output_leaves_the_state_running_and_is_a_prefix_of_longer_output) {
    uint8_t few[64], many[500], more[64];
    bs_sha3_context c, d;
    start(&c, &bs_shake128);
    add(&c, "abc", 3);
    bs_sha3_squeeze(&c, few, sizeof few);
    bs_sha3_squeeze(&c, many, sizeof many);
    cr_expect_arr_eq(few, many, sizeof few);
    add(&c, "def", 3);
    start(&d, &bs_shake128);
    add(&d, "abcdef", 6);
    bs_sha3_squeeze(&c, few, sizeof few);
    bs_sha3_squeeze(&d, more, sizeof more);
    cr_expect_arr_eq(few, more, sizeof few);
}

/* The authors' page on RIPEMD-160 (Dobbertin, Bosselaers, Preneel): of nothing and of "abc". */
Test(crypto_ripemd160, published_examples) {
    static const struct {
        const char *msg, *out;
    } rows[] = { { "", "9c1185a5c5e9fc54612808977ee8f548b2258d31" },
                 { "abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc" } };
    for (size_t i = 0; i < 2; i++) {
        uint8_t out[20];
        bs_ripemd160_context c;
        bs_ripemd160_vtable.init(&c.vtable);
        c.vtable->update(&c.vtable, rows[i].msg, strlen(rows[i].msg));
        c.vtable->out(&c.vtable, out);
        cr_expect(bs_r_equal(hex(rows[i].out), out, sizeof out), "row %zu", i);
    }
}
