/* Square roots modulo a prime: p = 3 mod 4 in one power, p = 5 mod 8 by Atkin's way, else Tonelli and Shanks'. */
#include <openssl/bn.h>
#include <openssl/err.h>

#include "compat/crypto/core/bn_local.h"
#include "compat/crypto/core/raise.h"

static void mul_mod(mpz_t r, const mpz_t a, const mpz_t b, const mpz_t p) {
    mpz_mul(r, a, b);
    mpz_mod(r, r, p);
}

/* r = a^((p + 1) / 4) */
static void root_3_mod_4(mpz_t r, const mpz_t a, const mpz_t p) {
    mpz_t e;
    mpz_init(e);
    mpz_add_ui(e, p, 1);
    mpz_tdiv_q_2exp(e, e, 2);
    mpz_powm(r, a, e, p);
    mpz_clear(e);
}

/* b = (2a)^((p - 5) / 8), i = 2a b^2, r = a b (i - 1) */
static void root_5_mod_8(mpz_t r, const mpz_t a, const mpz_t p) {
    mpz_t e, twice, b, i;
    mpz_inits(e, twice, b, i, NULL);
    mpz_sub_ui(e, p, 5);
    mpz_tdiv_q_2exp(e, e, 3);
    mpz_mul_2exp(twice, a, 1);
    mpz_mod(twice, twice, p);
    mpz_powm(b, twice, e, p);
    mul_mod(i, b, b, p);
    mul_mod(i, i, twice, p);
    mpz_sub_ui(i, i, 1);
    mul_mod(i, i, a, p);
    mul_mod(r, i, b, p);
    mpz_clears(e, twice, b, i, NULL);
}

/* False if no non-residue is found or the order of b does not shrink: p is then no prime. */
static bool tonelli_shanks(mpz_t r, const mpz_t a, const mpz_t p) {
    mpz_t q, y, b, t;
    mpz_inits(q, y, b, t, NULL);
    mpz_sub_ui(q, p, 1);
    mp_bitcnt_t e = mpz_scan1(q, 0);
    mpz_tdiv_q_2exp(q, q, e);
    unsigned long candidate = 2;
    while (candidate < 1000 && mpz_ui_kronecker(candidate, p) != -1) candidate++;
    bool ok = candidate < 1000;
    if (ok) {
        mpz_set_ui(y, candidate);
        mpz_powm(y, y, q, p); /* a generator of the group of order 2^e */
        mpz_sub_ui(t, q, 1);
        mpz_tdiv_q_2exp(t, t, 1);
        mpz_powm(t, a, t, p);
        mul_mod(r, t, a, p); /* a^((q + 1) / 2) */
        mul_mod(b, r, t, p); /* a^q */
    }
    while (ok && mpz_cmp_ui(b, 1) != 0) {
        mp_bitcnt_t i = 0;
        mpz_set(t, b);
        while (i < e && mpz_cmp_ui(t, 1) != 0) {
            mul_mod(t, t, t, p);
            i++;
        }
        if (i >= e || i == 0) {
            ok = false;
            break;
        }
        mpz_set(t, y);
        for (mp_bitcnt_t j = e - i - 1; j > 0; j--) mul_mod(t, t, t, p);
        mul_mod(y, t, t, p);
        mul_mod(r, r, t, p);
        mul_mod(b, b, y, p);
        e = i;
    }
    mpz_clears(q, y, b, t, NULL);
    return ok;
}

static int find_root(mpz_t r, const mpz_t a, const mpz_t p) {
    unsigned long low = mpz_fdiv_ui(p, 8);
    bool ok = true;
    if (low == 3 || low == 7)
        root_3_mod_4(r, a, p);
    else if (low == 5)
        root_5_mod_8(r, a, p);
    else
        ok = tonelli_shanks(r, a, p);
    if (!ok) return mpz_kronecker(a, p) == -1 ? BN_R_NOT_A_SQUARE : BN_R_P_IS_NOT_PRIME;
    mpz_t check;
    mpz_init(check);
    mul_mod(check, r, r, p);
    ok = mpz_cmp(check, a) == 0;
    mpz_clear(check);
    return ok ? 0 : BN_R_NOT_A_SQUARE;
}

BIGNUM *BN_mod_sqrt(BIGNUM *in, const BIGNUM *a, const BIGNUM *p, BN_CTX *ctx) {
    (void)ctx;
    bool two = mpz_cmpabs_ui(p->v, 2) == 0;
    if (!two && (mpz_even_p(p->v) || mpz_cmpabs_ui(p->v, 1) == 0 || mpz_sgn(p->v) < 0)) {
        BS_RAISE(ERR_LIB_BN, BN_R_P_IS_NOT_PRIME);
        return NULL;
    }
    BIGNUM *out = in != NULL ? in : BN_new();
    if (out == NULL) return NULL;
    if (two || BN_is_zero(a) || BN_is_one(a)) {
        BN_set_word(out, BN_is_one(a) || (two && BN_is_odd(a)));
        return out;
    }
    mpz_t reduced, root;
    mpz_inits(reduced, root, NULL);
    mpz_mod(reduced, a->v, p->v);
    int reason = find_root(root, reduced, p->v);
    if (reason == 0) mpz_swap(out->v, root);
    mpz_clears(reduced, root, NULL);
    if (reason == 0) return out;
    BS_RAISE(ERR_LIB_BN, reason);
    if (in == NULL) BN_free(out);
    return NULL;
}
