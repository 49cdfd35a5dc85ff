#include <criterion/criterion.h>

#include "src/crypto/group.h"
#include "tests/vectors/hex.h"
#include "tests/vectors/rfc8448_simple_1rtt.h"

static struct bs_impl impl;

static void setup(void) { bs_impl_choose(&impl); }

TestSuite(crypto_group, .init = setup);

/* a pair that is wiped, and so freed, when it goes out of scope */
#define PAIR __attribute__((cleanup(bs_kex_wipe))) struct bs_kex

static struct bs_kex pair_from(const struct bs_group *g, const char *scalar) {
    struct bs_kex k;
    bs_reader script = hex(scalar);
    cr_assert_eq(bs_kex_init(&k, &impl, g, scripted_random, &script), BS_OK);
    return k;
}

/* RFC 7748 5.2 */
Test(crypto_group, x25519_rfc7748) {
    static const struct {
        const char *scalar, *u, *out;
    } rows[] = {
        { "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
          "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
          "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552" },
        { "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
          "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
          "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957" },
    };
    for (size_t i = 0; i < 2; i++) {
        PAIR k = pair_from(bs_group_find(29), rows[i].scalar);
        uint8_t out[BS_GROUP_MAX_SECRET];
        cr_expect_eq(bs_kex_derive(&k, &impl, hex(rows[i].u), out), BS_OK);
        cr_expect(bs_r_equal(hex(rows[i].out), out, 32), "row %zu", i);
    }
}

Test(crypto_group, x25519_rfc8448) {
    PAIR c = pair_from(bs_group_find(29), RFC8448_CLIENT_PRIVATE);
    PAIR s = pair_from(bs_group_find(29), RFC8448_SERVER_PRIVATE);
    uint8_t out[BS_GROUP_MAX_SECRET];
    cr_expect(bs_r_equal(hex(RFC8448_CLIENT_SHARE), c.share, 32));
    cr_expect(bs_r_equal(hex(RFC8448_SERVER_SHARE), s.share, 32));
    cr_expect_eq(bs_kex_derive(&c, &impl, hex(RFC8448_SERVER_SHARE), out), BS_OK);
    cr_expect(bs_r_equal(hex(RFC8448_SHARED_SECRET), out, 32));
}

/* RFC 7748 6.1: points of small order give zero whatever the scalar is. */
Test(crypto_group, x25519_refuses_a_zero_result) {
    static const char *const small[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    };
    PAIR k = pair_from(bs_group_find(29), RFC8448_CLIENT_PRIVATE);
    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
        uint8_t out[BS_GROUP_MAX_SECRET] = { 1 };
        cr_expect_eq(bs_kex_derive(&k, &impl, hex(small[i]), out), BS_E_BAD_KEY_SHARE, "row %zu", i);
    }
}

Test(crypto_group, both_ends_agree_in_every_group) {
    uint64_t seed = 42;
    for (size_t i = 0; i < bs_num_groups; i++) {
        const struct bs_group *g = &bs_groups[i];
        for (int round = 0; round < 4; round++) {
            PAIR a = { 0 }, b = { 0 };
            uint8_t x[BS_GROUP_MAX_SECRET], y[BS_GROUP_MAX_SECRET];
            cr_assert_eq(bs_kex_init(&a, &impl, g, toy_random, &seed), BS_OK);
            cr_assert_eq(bs_kex_init(&b, &impl, g, toy_random, &seed), BS_OK);
            cr_assert_eq(bs_kex_derive(&a, &impl, bs_r_from(b.share, g->share_len), x), BS_OK);
            cr_assert_eq(bs_kex_derive(&b, &impl, bs_r_from(a.share, g->share_len), y), BS_OK);
            cr_expect_eq(memcmp(x, y, g->secret_len), 0, "%s", g->name);
        }
    }
}

Test(crypto_group, a_bad_share_is_refused) {
    uint64_t seed = 43;
    for (size_t i = 0; i < bs_num_groups; i++) {
        const struct bs_group *g = &bs_groups[i];
        PAIR a = { 0 }, b = { 0 };
        uint8_t out[BS_GROUP_MAX_SECRET], share[BS_GROUP_MAX_SHARE + 1] = { 0 };
        cr_assert_eq(bs_kex_init(&a, &impl, g, toy_random, &seed), BS_OK);
        cr_assert_eq(bs_kex_init(&b, &impl, g, toy_random, &seed), BS_OK);
        memcpy(share, b.share, g->share_len);
        for (size_t n = 0; n < g->share_len; n++) {
            cr_expect_eq(bs_kex_derive(&a, &impl, bs_r_from(share, n), out), BS_E_BAD_POINT, "%s, %zu", g->name, n);
        }
        cr_expect_eq(bs_kex_derive(&a, &impl, bs_r_from(share, g->share_len + 1), out), BS_E_BAD_POINT);
        if (g->kind != BS_GROUP_ECP) continue;
        for (size_t at = 0; at < g->share_len; at++) { /* off the curve, or compressed, or hybrid */
            share[at] ^= 2;
            cr_expect_eq(bs_kex_derive(&a, &impl, bs_r_from(share, g->share_len), out), BS_E_BAD_POINT, "%s, byte %zu",
                         g->name, at);
            share[at] ^= 2;
        }
        memset(share, 0, sizeof share); /* infinity in an uncompressed coat */
        share[0] = 4;
        cr_expect_eq(bs_kex_derive(&a, &impl, bs_r_from(share, g->share_len), out), BS_E_BAD_POINT);
        memset(share + 1, 0xFF, g->share_len - 1); /* coordinates not below the field's prime */
        cr_expect_eq(bs_kex_derive(&a, &impl, bs_r_from(share, g->share_len), out), BS_E_BAD_POINT);
    }
}

Test(crypto_group, scalars_out_of_range_are_drawn_again) {
    /* all ones is above the order of P-256, zero below one; then a good one */
    PAIR k = pair_from(bs_group_find(23), "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                                                   "0000000000000000000000000000000000000000000000000000000000000000"
                                                   "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
                                                   "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550");
    cr_expect_eq(k.scalar[31], 0x50);
    for (size_t i = 0; i < bs_num_groups; i++) {
        PAIR none = { 0 };
        cr_expect_eq(bs_kex_init(&none, &impl, &bs_groups[i], no_random, NULL), BS_E_ENTROPY);
    }
}

Test(crypto_group, a_wiped_pair_cannot_derive) {
    PAIR k = pair_from(bs_group_find(29), RFC8448_CLIENT_PRIVATE);
    uint8_t out[BS_GROUP_MAX_SECRET];
    bs_kex_wipe(&k);
    cr_expect_null(k.scalar);
    cr_expect_eq(bs_kex_derive(&k, &impl, hex(RFC8448_SERVER_SHARE), out), BS_E_STATE);
}

Test(crypto_group, names) {
    static const struct {
        const char *name;
        int id;
    } rows[] = { { "X25519", 29 },    { "x25519", 29 },    { "P-256", 23 }, { "prime256v1", 23 }, { "secp256r1", 23 },
                 { "ffdhe2048", 256 }, { "FFDHE8192", 260 }, { "ffdhe1024", 0 },
                 { "secp384r1", 24 }, { "SECP521R1", 25 }, { "P-25", 0 },   { "P-2566", 0 },      { "", 0 } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct bs_group *g = bs_group_by_name(rows[i].name, strlen(rows[i].name));
        cr_expect_eq(g ? g->id : 0, rows[i].id, "%s", rows[i].name);
    }
    cr_expect_null(bs_group_find(0));
    cr_expect_not_null(bs_group_by_name("P-256:P-384", 5), "the length ends the name");
}
