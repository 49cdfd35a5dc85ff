/* Arithmetic modulo m. Results are never negative. Exponents that a program marked as secret go through GMP's
 * constant-time power. */
#include <openssl/bn.h>
#include <openssl/err.h>

#include "compat/crypto/core/bn_local.h"
#include "compat/crypto/core/raise.h"

int BN_nnmod(BIGNUM *r, const BIGNUM *a, const BIGNUM *m, BN_CTX *ctx) {
    (void)ctx;
    if (!bs_bn_modulus_ok(m)) return 0;
    mpz_mod(r->v, a->v, m->v);
    return 1;
}

/* r = op(a, b) mod m, with a place in between so that r may be m. */
static int combine(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m,
                   void (*op)(mpz_ptr, mpz_srcptr, mpz_srcptr)) {
    if (!bs_bn_modulus_ok(m)) return 0;
    mpz_t t;
    mpz_init(t);
    op(t, a->v, b->v);
    mpz_mod(r->v, t, m->v);
    bs_bn_wipe(t);
    mpz_clear(t);
    return 1;
}

static void add(mpz_ptr r, mpz_srcptr a, mpz_srcptr b) { mpz_add(r, a, b); }
static void sub(mpz_ptr r, mpz_srcptr a, mpz_srcptr b) { mpz_sub(r, a, b); }
static void mul(mpz_ptr r, mpz_srcptr a, mpz_srcptr b) { mpz_mul(r, a, b); }

int BN_mod_add(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m, BN_CTX *ctx) {
    (void)ctx;
    return combine(r, a, b, m, add);
}

int BN_mod_sub(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m, BN_CTX *ctx) {
    (void)ctx;
    return combine(r, a, b, m, sub);
}

int BN_mod_mul(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m, BN_CTX *ctx) {
    (void)ctx;
    return combine(r, a, b, m, mul);
}

int BN_mod_sqr(BIGNUM *r, const BIGNUM *a, const BIGNUM *m, BN_CTX *ctx) { return BN_mod_mul(r, a, a, m, ctx); }

int BN_mod_add_quick(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m) { return combine(r, a, b, m, add); }
int BN_mod_sub_quick(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, const BIGNUM *m) { return combine(r, a, b, m, sub); }

int BN_mod_lshift(BIGNUM *r, const BIGNUM *a, int n, const BIGNUM *m, BN_CTX *ctx) {
    return BN_nnmod(r, a, m, ctx) && BN_lshift(r, r, n) && BN_nnmod(r, r, m, ctx);
}

int BN_mod_lshift1(BIGNUM *r, const BIGNUM *a, const BIGNUM *m, BN_CTX *ctx) { return BN_mod_lshift(r, a, 1, m, ctx); }
int BN_mod_lshift_quick(BIGNUM *r, const BIGNUM *a, int n, const BIGNUM *m) { return BN_mod_lshift(r, a, n, m, NULL); }
int BN_mod_lshift1_quick(BIGNUM *r, const BIGNUM *a, const BIGNUM *m) { return BN_mod_lshift(r, a, 1, m, NULL); }

/* --- powers -------------------------------------------------------------------------- */

void bs_bn_powm(mpz_t r, const mpz_t a, const mpz_t p, const mpz_t m, bool secret) {
    mpz_t exponent;
    exponent[0] = p[0];
    if (exponent->_mp_size < 0) exponent->_mp_size = -exponent->_mp_size; /* its sign was never looked at */
    if (secret && mpz_odd_p(m) && mpz_sgn(exponent) > 0)
        mpz_powm_sec(r, a, exponent, m);
    else
        mpz_powm(r, a, exponent, m);
}

static int power(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, bool secret) {
    if (!bs_bn_modulus_ok(m)) return 0;
    secret = secret || bs_bn_secret(a) || bs_bn_secret(p) || bs_bn_secret(m);
    if (secret && mpz_even_p(m->v)) { /* there is no constant-time power for these */
        BS_RAISE(ERR_LIB_BN, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
        return 0;
    }
    bs_bn_powm(r->v, a->v, p->v, m->v, secret);
    return 1;
}

static int odd(const BIGNUM *m) {
    if (mpz_odd_p(m->v)) return 1;
    BS_RAISE(ERR_LIB_BN, BN_R_CALLED_WITH_EVEN_MODULUS);
    return 0;
}

int BN_mod_exp(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *ctx) {
    (void)ctx;
    return power(r, a, p, m, false);
}

int BN_mod_exp_simple(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *ctx) {
    return BN_mod_exp(r, a, p, m, ctx);
}

int BN_mod_exp_recp(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *ctx) {
    if (BN_is_zero(m)) return 0; /* without an error on the queue, unlike the others */
    return BN_mod_exp(r, a, p, m, ctx);
}

int BN_mod_exp_mont(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *ctx, BN_MONT_CTX *mont) {
    (void)ctx, (void)mont;
    return odd(m) && power(r, a, p, m, false);
}

int BN_mod_exp_mont_consttime(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *ctx,
                              BN_MONT_CTX *mont) {
    (void)ctx, (void)mont;
    return odd(m) && power(r, a, p, m, true);
}

int BN_mod_exp_mont_word(BIGNUM *r, BN_ULONG a, const BIGNUM *p, const BIGNUM *m, BN_CTX *ctx, BN_MONT_CTX *mont) {
    BIGNUM *base = BN_new();
    int ok = base != NULL && BN_set_word(base, a) && BN_mod_exp_mont(r, base, p, m, ctx, mont);
    BN_free(base);
    return ok;
}

int BN_mod_exp2_mont(BIGNUM *r, const BIGNUM *a1, const BIGNUM *p1, const BIGNUM *a2, const BIGNUM *p2, const BIGNUM *m,
                     BN_CTX *ctx, BN_MONT_CTX *mont) {
    BIGNUM *first = BN_new(), *second = BN_new();
    int ok = first != NULL && second != NULL && BN_mod_exp_mont(first, a1, p1, m, ctx, mont) &&
             BN_mod_exp_mont(second, a2, p2, m, ctx, mont) && BN_mod_mul(r, first, second, m, ctx);
    BN_free(first);
    BN_free(second);
    return ok;
}

/* --- inverse --------------------------------------------------------------------------- */

/* 1/a = r * 1/(a r): GMP's time then tells of a r alone, which a random r makes independent of a. */
static bool invert_blinded(mpz_t out, const mpz_t a, const mpz_t n) {
    mpz_t blind, product;
    mpz_inits(blind, product, NULL);
    bool ok = bs_bn_random_below(blind, n);
    if (ok && mpz_invert(product, blind, n) == 0) mpz_set_ui(blind, 1); /* rare: n has small factors */
    if (ok) {
        mpz_mul(product, a, blind);
        mpz_mod(product, product, n);
        ok = mpz_invert(product, product, n) != 0;
    }
    if (ok) {
        mpz_mul(product, product, blind);
        mpz_mod(out, product, n);
    }
    bs_bn_wipe(blind);
    bs_bn_wipe(product);
    mpz_clears(blind, product, NULL);
    return ok;
}

BIGNUM *BN_mod_inverse(BIGNUM *in, const BIGNUM *a, const BIGNUM *n, BN_CTX *ctx) {
    (void)ctx;
    bool ok = mpz_cmpabs_ui(n->v, 1) > 0;
    BIGNUM *r = in != NULL ? in : BN_new();
    if (r == NULL) return NULL;
    if (ok) {
        mpz_t m; /* |n| */
        m[0] = n->v[0];
        if (m->_mp_size < 0) m->_mp_size = -m->_mp_size;
        ok = bs_bn_secret(a) || bs_bn_secret(n) ? invert_blinded(r->v, a->v, m) : mpz_invert(r->v, a->v, m) != 0;
    }
    if (ok) return r;
    BS_RAISE(ERR_LIB_BN, BN_R_NO_INVERSE);
    if (in == NULL) BN_free(r);
    return NULL;
}
