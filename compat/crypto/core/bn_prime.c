/* Primes: testing, finding, and telling the program how far it is. */
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/core/bn_local.h"
#include "compat/crypto/core/raise.h"

/* GMP does a Baillie-PSW test for the first 24 and Miller-Rabin rounds for the rest: an error below 2^-128. */
#define ROUNDS (24 + 64)

struct bn_gencb_st {
    unsigned ver; /* 1: the callback of old returns nothing */
    void *arg;
    union {
        void (*old)(int, int, void *);
        int (*call)(int, int, BN_GENCB *);
    } cb;
};

BN_GENCB *BN_GENCB_new(void) {
    BN_GENCB *cb = (BN_GENCB *)OPENSSL_zalloc(sizeof(*cb));
    if (cb == NULL) BS_RAISE(ERR_LIB_BN, ERR_R_MALLOC_FAILURE);
    return cb;
}

void BN_GENCB_free(BN_GENCB *cb) { OPENSSL_free(cb); }
void *BN_GENCB_get_arg(BN_GENCB *cb) { return cb->arg; }

void BN_GENCB_set_old(BN_GENCB *cb, void (*callback)(int, int, void *), void *arg) {
    *cb = (struct bn_gencb_st){ .ver = 1, .arg = arg, .cb.old = callback };
}

void BN_GENCB_set(BN_GENCB *cb, int (*callback)(int, int, BN_GENCB *), void *arg) {
    *cb = (struct bn_gencb_st){ .ver = 2, .arg = arg, .cb.call = callback };
}

int BN_GENCB_call(BN_GENCB *cb, int a, int b) {
    if (cb == NULL) return 1;
    if (cb->ver == 2) return cb->cb.call(a, b, cb);
    if (cb->ver != 1) return 0;
    if (cb->cb.old != NULL) cb->cb.old(a, b, cb->arg);
    return 1;
}

/* --- testing ------------------------------------------------------------------------- */

static int test_prime(const BIGNUM *p, BN_GENCB *cb) {
    if (mpz_cmp_ui(p->v, 1) <= 0) return 0;
    if (mpz_even_p(p->v)) return BN_is_word(p, 2);
    if (mpz_probab_prime_p(p->v, ROUNDS) == 0) return 0;
    return BN_GENCB_call(cb, 1, 0) ? 1 : -1;
}

int BN_check_prime(const BIGNUM *p, BN_CTX *ctx, BN_GENCB *cb) {
    (void)ctx;
    return test_prime(p, cb);
}

int BN_is_prime_fasttest_ex(const BIGNUM *p, int checks, BN_CTX *ctx, int do_trial_division, BN_GENCB *cb) {
    (void)checks, (void)ctx, (void)do_trial_division;
    return test_prime(p, cb);
}

int BN_is_prime_ex(const BIGNUM *p, int checks, BN_CTX *ctx, BN_GENCB *cb) {
    (void)checks, (void)ctx;
    return test_prime(p, cb);
}

/* --- finding -------------------------------------------------------------------------- */

/* Moves a random candidate to the residue that the caller asks for; without one, 1 mod `add` (3 for a safe prime). */
static void adjust(mpz_t p, const BIGNUM *add, const BIGNUM *rem, bool safe) {
    if (add == NULL) {
        mpz_setbit(p, 0);
        if (safe) mpz_setbit(p, 1); /* p = 3 mod 4, so that (p - 1) / 2 is odd */
        return;
    }
    mpz_t r;
    mpz_init(r);
    mpz_mod(r, p, add->v);
    mpz_sub(p, p, r);
    if (rem != NULL)
        mpz_add(p, p, rem->v);
    else
        mpz_add_ui(p, p, safe ? 3 : 1);
    mpz_clear(r);
}

static bool is_safe(const mpz_t p) {
    mpz_t half;
    mpz_init(half);
    mpz_tdiv_q_2exp(half, p, 1);
    bool ok =
        mpz_probab_prime_p(half, 1) != 0 && mpz_probab_prime_p(p, ROUNDS) != 0 && mpz_probab_prime_p(half, ROUNDS) != 0;
    bs_bn_wipe(half);
    mpz_clear(half);
    return ok;
}

int BN_generate_prime_ex2(BIGNUM *ret, int bits, int safe, const BIGNUM *add, const BIGNUM *rem, BN_GENCB *cb,
                          BN_CTX *ctx) {
    (void)ctx;
    if (bits < 2 || (add == NULL && safe && bits < 6 && bits != 3)) { /* 7 is the one small safe prime in reach */
        BS_RAISE(ERR_LIB_BN, BN_R_BITS_TOO_SMALL);
        return 0;
    }
    if (add != NULL && !bs_bn_modulus_ok(add)) return 0;
    int top = bits > 3 || !safe ? BN_RAND_TOP_TWO : BN_RAND_TOP_ONE;
    for (int count = 0;; count++) {
        if (!BN_priv_rand(ret, bits, add == NULL ? top : BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD)) return 0;
        adjust(ret->v, add, rem, safe != 0);
        if (BN_num_bits(ret) != bits) continue;
        if (!BN_GENCB_call(cb, 0, count)) return 0;
        if (safe ? is_safe(ret->v) : mpz_probab_prime_p(ret->v, ROUNDS) != 0) break;
    }
    return 1;
}

int BN_generate_prime_ex(BIGNUM *ret, int bits, int safe, const BIGNUM *add, const BIGNUM *rem, BN_GENCB *cb) {
    return BN_generate_prime_ex2(ret, bits, safe, add, rem, cb, NULL);
}
