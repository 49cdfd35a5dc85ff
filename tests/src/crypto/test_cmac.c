#include <criterion/criterion.h>

#include "src/crypto/cmac.h"
#include "src/crypto/impl.h"
#include "src/crypto/key_wrap.h"
#include "tests/vectors/hex.h"
#include "tests/vectors/rfc3394_rfc5649_key_wrap.h"
#include "tests/vectors/rfc4493_cmac.h"

Test(crypto_cmac, published_examples_however_they_are_cut) {
    struct bs_impl impl;
    bs_reader key = hex(rfc4493_key), msg = hex(rfc4493_msg);
    bs_impl_choose(&impl);
    for (size_t i = 0; i < sizeof rfc4493_cmac / sizeof rfc4493_cmac[0]; i++) {
        for (size_t at = 0; at <= rfc4493_cmac[i].len; at++) {
            uint8_t out[16];
            bs_cmac c;
            bs_cmac_init(&c, impl.aes_cbcenc, key.p, key.len);
            bs_cmac_update(&c, msg.p, at);
            bs_cmac_update(&c, msg.p + at, rfc4493_cmac[i].len - at);
            bs_cmac_out(&c, out);
            cr_expect(bs_r_equal(hex(rfc4493_cmac[i].mac), out, sizeof out), "row %zu cut at %zu", i, at);
            bs_cmac_restart(&c);
            bs_cmac_out(&c, out);
            cr_expect(bs_r_equal(hex(rfc4493_cmac[0].mac), out, sizeof out), "begun again");
        }
    }
}

/* One row of the table, wrapped and unwrapped. */
static void wrap_row(const struct bs_impl *impl, size_t i) {
    bs_reader kek = hex(key_wraps[i].kek), key = hex(key_wraps[i].key), want = hex(key_wraps[i].wrapped);
    br_aes_gen_cbcenc_keys e;
    br_aes_gen_cbcdec_keys d;
    uint8_t out[64], back[64];
    size_t n = key.len + 8, m = key.len;
    impl->aes_cbcenc->init(&e.vtable, kek.p, kek.len);
    impl->aes_cbcdec->init(&d.vtable, kek.p, kek.len);
    cr_assert(key_wraps[i].pad ? bs_key_wrap_pad(&e.vtable, bs_key_wrap_pad_iv, out, &n, key.p, key.len)
                               : bs_key_wrap(&e.vtable, bs_key_wrap_iv, out, key.p, key.len));
    cr_assert_eq(n, want.len);
    cr_expect(bs_r_equal(want, out, n), "row %zu", i);
    cr_assert(key_wraps[i].pad ? bs_key_unwrap_pad(&d.vtable, bs_key_wrap_pad_iv, back, &m, out, n)
                               : bs_key_unwrap(&d.vtable, bs_key_wrap_iv, back, out, n));
    cr_expect(m == key.len && bs_r_equal(key, back, m), "row %zu", i);
    for (size_t at = 0; at < n; at++) { /* no changed byte passes */
        out[at] ^= 0x10;
        cr_expect(!(key_wraps[i].pad ? bs_key_unwrap_pad(&d.vtable, bs_key_wrap_pad_iv, back, &m, out, n)
                                     : bs_key_unwrap(&d.vtable, bs_key_wrap_iv, back, out, n)),
                  "row %zu, byte %zu", i, at);
        out[at] ^= 0x10;
    }
}

Test(crypto_key_wrap, published_examples_and_each_changed_byte) {
    struct bs_impl impl;
    bs_impl_choose(&impl);
    for (size_t i = 0; i < sizeof key_wraps / sizeof key_wraps[0]; i++) wrap_row(&impl, i);
}

Test(crypto_key_wrap, other_lengths_are_refused) {
    struct bs_impl impl;
    br_aes_gen_cbcenc_keys e;
    br_aes_gen_cbcdec_keys d;
    uint8_t key[16] = { 0 }, in[64] = { 0 }, out[80];
    size_t n = 0;
    bs_impl_choose(&impl);
    impl.aes_cbcenc->init(&e.vtable, key, sizeof key);
    impl.aes_cbcdec->init(&d.vtable, key, sizeof key);
    for (size_t len = 0; len <= sizeof in; len++) {
        cr_expect_eq(bs_key_wrap(&e.vtable, bs_key_wrap_iv, out, in, len), len % 8 == 0 && len >= 16, "%zu", len);
        cr_expect_eq(bs_key_wrap_pad(&e.vtable, bs_key_wrap_pad_iv, out, &n, in, len), len > 0, "%zu", len);
        if (len < 24 || len % 8 != 0) cr_expect_not(bs_key_unwrap(&d.vtable, bs_key_wrap_iv, out, in, len), "%zu", len);
        if (len < 16 || len % 8 != 0) {
            cr_expect_not(bs_key_unwrap_pad(&d.vtable, bs_key_wrap_pad_iv, out, &n, in, len), "%zu", len);
        }
    }
}
