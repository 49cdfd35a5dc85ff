#include <criterion/criterion.h>
#include <gmp.h>

#include "src/crypto/group.h"
#include "tests/vectors/hex.h"

#define PAIR __attribute__((cleanup(bs_kex_wipe))) struct bs_kex

/* floor(2^bits * e): the sum of 1/n! */
static void e_scaled(mpz_t r, mp_bitcnt_t bits) {
    mpz_t term;
    mpz_init(term);
    mpz_set_ui(r, 0);
    mpz_setbit(term, bits + 64);
    for (unsigned long n = 1; mpz_sgn(term) != 0; n++) {
        mpz_add(r, r, term);
        mpz_tdiv_q_ui(term, term, n);
    }
    mpz_tdiv_q_2exp(r, r, 64);
    mpz_clear(term);
}

/* arctan(1/x) * 2^bits */
static void arctan(mpz_t r, unsigned long x, mp_bitcnt_t bits) {
    mpz_t power, term;
    mpz_inits(power, term, NULL);
    mpz_set_ui(r, 0);
    mpz_setbit(power, bits);
    mpz_tdiv_q_ui(power, power, x);
    for (unsigned long n = 1; mpz_sgn(power) != 0; n += 2) {
        mpz_tdiv_q_ui(term, power, n);
        if (n % 4 == 1) {
            mpz_add(r, r, term);
        } else {
            mpz_sub(r, r, term);
        }
        mpz_tdiv_q_ui(power, power, x * x);
    }
    mpz_clears(power, term, NULL);
}

/* floor(2^bits * pi) = 16 arctan(1/5) - 4 arctan(1/239) */
static void pi_scaled(mpz_t r, mp_bitcnt_t bits) {
    mpz_t t;
    mpz_init(t);
    arctan(r, 5, bits + 64);
    mpz_mul_ui(r, r, 16);
    arctan(t, 239, bits + 64);
    mpz_submul_ui(r, t, 4);
    mpz_tdiv_q_2exp(r, r, 64);
    mpz_clear(t);
}

/* RFC 7919 A: p = 2^b - 2^{b-64} + {[2^{b-130} e] + X } * 2^64 - 1; RFC 3526 has pi in the place of e. */
static void prime(mpz_t p, unsigned b, unsigned long x, bool of_e) {
    mpz_t t;
    mpz_init(t);
    if (of_e) {
        e_scaled(p, b - 130);
    } else {
        pi_scaled(p, b - 130);
    }
    mpz_add_ui(p, p, x);
    mpz_mul_2exp(p, p, 64);
    mpz_setbit(t, b);
    mpz_add(p, p, t);
    mpz_tdiv_q_2exp(t, t, 64);
    mpz_sub(p, p, t);
    mpz_sub_ui(p, p, 1);
    mpz_clear(t);
}

static const struct {
    const char *name;
    unsigned bits;
    unsigned long x;
} defined[] = {
    { "ffdhe2048", 2048, 560316 },  { "ffdhe3072", 3072, 2625351 }, { "ffdhe4096", 4096, 5736041 },
    { "ffdhe6144", 6144, 15705020 }, { "ffdhe8192", 8192, 10965728 }, { "modp_1024", 1024, 129093 },
    { "modp_2048", 2048, 124476 },  { "modp_3072", 3072, 1690314 }, { "modp_4096", 4096, 240904 },
    { "modp_6144", 6144, 929484 },  { "modp_8192", 8192, 4743158 },
};

Test(crypto_dh, the_known_primes_are_those_of_the_rfcs) {
    cr_expect_eq(bs_num_dh_groups, sizeof defined / sizeof defined[0]);
    for (size_t i = 0; i < sizeof defined / sizeof defined[0]; i++) {
        const struct bs_dh_group *g = bs_dh_group_by_name(defined[i].name);
        mpz_t want, have;
        cr_assert_not_null(g, "%s", defined[i].name);
        mpz_inits(want, have, NULL);
        prime(want, defined[i].bits, defined[i].x, g->name[0] == 'f');
        mpz_import(have, g->dh.p.len, 1, 1, 1, 0, g->dh.p.p);
        cr_expect_eq(mpz_cmp(want, have), 0, "%s", g->name);
        cr_expect_eq(mpz_sizeinbase(have, 2), g->bits);
        if (g->bits <= 2048) { /* p and (p - 1) / 2 are prime; beyond it takes too long, and the formula is the definition */
            cr_expect_neq(mpz_probab_prime_p(have, 2), 0, "%s", g->name);
            mpz_tdiv_q_2exp(have, have, 1);
            cr_expect_neq(mpz_probab_prime_p(have, 2), 0, "%s", g->name);
        }
        cr_expect_eq(bs_dh_check(&g->dh), BS_OK);
        cr_expect_eq(bs_dh_group_of(g->dh.p, g->dh.g), g);
        mpz_clears(want, have, NULL);
    }
    cr_expect_null(bs_dh_group_by_name("ffdhe1024"));
    cr_expect_null(bs_dh_group_of(bs_dh_groups[0].dh.p, hex("03")));
}

/* a number near p: p + add, as p.len bytes */
static bs_reader near(uint8_t out[BS_DH_MAX_LEN], bs_reader p, int add) {
    memcpy(out, p.p, p.len);
    out[p.len - 1] = (uint8_t)(out[p.len - 1] + add);
    return bs_r_from(out, p.len);
}

Test(crypto_dh, a_public_value_is_above_one_and_below_p_minus_one) {
    for (size_t i = 0; i < bs_num_dh_groups; i++) {
        const struct bs_dh *dh = &bs_dh_groups[i].dh;
        uint8_t buf[BS_DH_MAX_LEN + 1] = { 0 };
        static const char *const bad[] = { "", "00", "0000", "01", "000001" };
        for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
            cr_expect_eq(bs_dh_check_public(dh, hex(bad[k])), BS_E_BAD_DH, "%s", bad[k]);
        }
        cr_expect_eq(bs_dh_check_public(dh, hex("02")), BS_OK);
        cr_expect_eq(bs_dh_check_public(dh, hex("000002")), BS_OK);
        cr_expect_eq(bs_dh_check_public(dh, near(buf, dh->p, -2)), BS_OK);
        cr_expect_eq(bs_dh_check_public(dh, near(buf, dh->p, -1)), BS_E_BAD_DH);
        cr_expect_eq(bs_dh_check_public(dh, near(buf, dh->p, 0)), BS_E_BAD_DH);
        memset(buf, 0, sizeof buf);
        buf[0] = 1; /* one byte longer than p */
        cr_expect_eq(bs_dh_check_public(dh, bs_r_from(buf, dh->p.len + 1)), BS_E_BAD_DH);
        buf[0] = 0; /* a leading zero is no matter */
        buf[dh->p.len] = 7;
        cr_expect_eq(bs_dh_check_public(dh, bs_r_from(buf, dh->p.len + 1)), BS_OK);
    }
}

Test(crypto_dh, parameters_have_bounds) {
    static uint8_t p[BS_DH_MAX_LEN + 1];
    memset(p, 0xFF, sizeof p);
    struct bs_dh dh = { .p = bs_r_from(p, 64), .g = hex("02") };
    cr_expect_eq(bs_dh_check(&dh), BS_OK); /* 512 bits */
    p[0] = 0x7F;
    cr_expect_eq(bs_dh_check(&dh), BS_E_BAD_DH);
    p[0] = 0xFF;
    dh.p = bs_r_from(p, 1250);
    cr_expect_eq(bs_dh_check(&dh), BS_OK); /* 10000 */
    p[0] = 1;
    dh.p = bs_r_from(p, 1251);
    cr_expect_eq(bs_dh_check(&dh), BS_E_BAD_DH);
    p[0] = 0xFF;
    dh.p = (bs_reader){ 0 };
    cr_expect_eq(bs_dh_check(&dh), BS_E_BAD_DH);
    dh.p = bs_r_from(p, 128);
    p[127] = 0xFE; /* even */
    cr_expect_eq(bs_dh_check(&dh), BS_E_BAD_DH);
    p[127] = 0xFF;
    static const char *const bad_g[] = { "", "00", "01", "0001" };
    for (size_t i = 0; i < sizeof bad_g / sizeof bad_g[0]; i++) {
        dh.g = hex(bad_g[i]);
        cr_expect_eq(bs_dh_check(&dh), BS_E_BAD_DH, "g = %s", bad_g[i]);
    }
    uint8_t g[BS_DH_MAX_LEN];
    dh.g = near(g, dh.p, -1);
    cr_expect_eq(bs_dh_check(&dh), BS_E_BAD_DH);
    dh.g = near(g, dh.p, -2);
    cr_expect_eq(bs_dh_check(&dh), BS_OK);
}

Test(crypto_dh, exponents_have_their_length_always) {
    uint64_t seed = 5;
    for (unsigned bits = 1; bits < 2050; bits += 31) {
        struct bs_dh dh = bs_dh_groups[0].dh;
        uint8_t x[BS_DH_MAX_LEN];
        dh.exp_bits = bits;
        unsigned n = bs_dh_exp_bits(&dh);
        cr_expect_eq(n, bits < 2047 ? bits : 2047);
        cr_assert_eq(bs_dh_draw(&dh, toy_random, &seed, x), BS_OK);
        cr_expect_eq(x[0] >> ((n - 1) % 8), 1, "%u", bits);
        cr_expect_eq(bs_dh_draw(&dh, no_random, NULL, x), BS_E_ENTROPY);
    }
    struct bs_dh dh = bs_dh_groups[0].dh;
    dh.exp_bits = 0;
    cr_expect_eq(bs_dh_exp_bits(&dh), 2047);
}

/* Against GMP's own modular power. */
Test(crypto_dh, both_ends_agree_with_any_parameters) {
    uint64_t seed = 6;
    static const unsigned sizes[] = { 512, 1016, 1024, 1025, 2048 };
    struct bs_impl impl;
    bs_impl_choose(&impl);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint8_t p[BS_DH_MAX_LEN] = { 0 }, g[2] = { 0, 5 }, x[BS_DH_MAX_LEN], y[BS_DH_MAX_LEN];
        size_t n = (sizes[i] + 7) / 8;
        (void)toy_random(&seed, p + 1, n);
        p[1] = (uint8_t)(sizes[i] % 8 == 0 ? p[1] | 0x80 : 1); /* odd, of that length, behind a leading zero */
        p[n] |= 1;
        struct bs_dh dh = { .p = bs_r_from(p, n + 1), .g = bs_r_from(g, 2) };
        PAIR a = { 0 }, b = { 0 };
        cr_assert_eq(bs_kex_init_dh(&a, &dh, toy_random, &seed), BS_OK);
        cr_assert_eq(bs_kex_init_dh(&b, &dh, toy_random, &seed), BS_OK);
        cr_expect_eq(a.secret_len, n);
        cr_assert_eq(bs_kex_derive(&a, &impl, bs_r_from(b.share, b.share_len), x), BS_OK);
        cr_assert_eq(bs_kex_derive(&b, &impl, bs_r_from(a.share, a.share_len), y), BS_OK);
        cr_expect_eq(memcmp(x, y, n), 0);
        mpz_t base, exp, mod, want;
        mpz_inits(base, exp, mod, want, NULL);
        mpz_import(base, b.share_len, 1, 1, 1, 0, b.share);
        mpz_import(exp, a.scalar_len, 1, 1, 1, 0, a.scalar);
        mpz_import(mod, n, 1, 1, 1, 0, p + 1);
        mpz_powm(want, base, exp, mod);
        mpz_import(base, n, 1, 1, 1, 0, x);
        cr_expect_eq(mpz_cmp(base, want), 0);
        mpz_clears(base, exp, mod, want, NULL);
        cr_expect_eq(bs_kex_derive(&a, &impl, hex("01"), x), BS_E_BAD_DH);
        cr_expect_eq(bs_kex_derive(&a, &impl, near(y, a.dh.p, -1), x), BS_E_BAD_DH);
    }
}

Test(crypto_dh, a_known_group_gets_short_exponents_unless_told) {
    uint64_t seed = 7;
    struct bs_dh dh = { .p = bs_dh_groups[0].dh.p, .g = bs_dh_groups[0].dh.g };
    PAIR a = { 0 }, b = { 0 }, none = { 0 };
    cr_assert_eq(bs_kex_init_dh(&a, &dh, toy_random, &seed), BS_OK);
    cr_expect_eq(a.scalar_len, 29); /* 225 bits */
    dh.exp_bits = 256;
    cr_assert_eq(bs_kex_init_dh(&b, &dh, toy_random, &seed), BS_OK);
    cr_expect_eq(b.scalar_len, 32);
    dh.g = hex("01");
    cr_expect_eq(bs_kex_init_dh(&none, &dh, toy_random, &seed), BS_E_BAD_DH);
    cr_expect_null(none.scalar);
}

/* A modulus that is no prime, or a value of small order, can give them. */
Test(crypto_dh, a_secret_that_is_none_is_refused) {
    uint8_t p[64], z[64] = { 0 };
    memset(p, 0xFF, sizeof p);
    struct bs_dh dh = { .p = bs_r_from(p, 64), .g = hex("02") };
    cr_expect_not(bs_dh_secret_good(&dh, z));
    z[63] = 1;
    cr_expect_not(bs_dh_secret_good(&dh, z));
    z[63] = 2;
    cr_expect(bs_dh_secret_good(&dh, z));
    memset(z, 0xFF, sizeof z);
    z[63] = 0xFE;
    cr_expect_not(bs_dh_secret_good(&dh, z));
    z[63] = 0xFD;
    cr_expect(bs_dh_secret_good(&dh, z));
}
