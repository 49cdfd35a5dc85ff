/* Sums, products, quotients and shifts. */
#include <openssl/bn.h>
#include <openssl/err.h>

#include "compat/crypto/core/bn_local.h"
#include "compat/crypto/core/raise.h"

/* False, with an error queued, for a result beyond all use. */
static bool fits(size_t bits) {
    if (bits <= (size_t)BS_BN_MAX_BITS) return true;
    BS_RAISE(ERR_LIB_BN, BN_R_BIGNUM_TOO_LONG);
    return false;
}

int BN_add(BIGNUM *r, const BIGNUM *a, const BIGNUM *b) {
    mpz_add(r->v, a->v, b->v);
    return 1;
}

int BN_sub(BIGNUM *r, const BIGNUM *a, const BIGNUM *b) {
    mpz_sub(r->v, a->v, b->v);
    return 1;
}

/* The unsigned ones work on magnitudes; copies of the heads only. */
static mpz_srcptr magnitude(mpz_ptr head, const BIGNUM *a) {
    head[0] = a->v[0];
    if (head->_mp_size < 0) head->_mp_size = -head->_mp_size;
    return head;
}

int BN_uadd(BIGNUM *r, const BIGNUM *a, const BIGNUM *b) {
    mpz_t x, y, sum;
    mpz_init(sum);
    mpz_add(sum, magnitude(x, a), magnitude(y, b));
    mpz_swap(sum, r->v);
    bs_bn_wipe(sum);
    mpz_clear(sum);
    return 1;
}

int BN_usub(BIGNUM *r, const BIGNUM *a, const BIGNUM *b) {
    if (mpz_cmpabs(a->v, b->v) < 0) {
        BS_RAISE(ERR_LIB_BN, BN_R_ARG2_LT_ARG3);
        return 0;
    }
    mpz_t x, y, difference;
    mpz_init(difference);
    mpz_sub(difference, magnitude(x, a), magnitude(y, b));
    mpz_swap(difference, r->v);
    bs_bn_wipe(difference);
    mpz_clear(difference);
    return 1;
}

int BN_mul(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, BN_CTX *ctx) {
    (void)ctx;
    if (!fits((size_t)BN_num_bits(a) + (size_t)BN_num_bits(b))) return 0;
    mpz_mul(r->v, a->v, b->v);
    return 1;
}

int BN_sqr(BIGNUM *r, const BIGNUM *a, BN_CTX *ctx) { return BN_mul(r, a, a, ctx); }

int BN_exp(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, BN_CTX *ctx) {
    (void)ctx;
    if (bs_bn_secret(a) || bs_bn_secret(p)) {
        BS_RAISE(ERR_LIB_BN, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
        return 0;
    }
    if (mpz_cmpabs_ui(a->v, 1) > 0) {
        if (mpz_cmpabs_ui(p->v, (unsigned long)BS_BN_MAX_BITS) > 0) return fits(SIZE_MAX);
        if (!fits((size_t)BN_num_bits(a) * mpz_get_ui(p->v))) return 0;
    }
    /* beyond a word only 0, 1 and -1 are left, for which the lowest bit of the exponent says all */
    mpz_pow_ui(r->v, a->v, mpz_size(p->v) > 1 ? 2 + (mpz_get_ui(p->v) & 1) : mpz_get_ui(p->v));
    return 1;
}

bool bs_bn_modulus_ok(const BIGNUM *m) {
    if (mpz_sgn(m->v) != 0) return true;
    BS_RAISE(ERR_LIB_BN, BN_R_DIV_BY_ZERO);
    return false;
}

int BN_div(BIGNUM *dv, BIGNUM *rem, const BIGNUM *a, const BIGNUM *d, BN_CTX *ctx) {
    (void)ctx;
    if (!bs_bn_modulus_ok(d)) return 0;
    if (dv != NULL && rem != NULL)
        mpz_tdiv_qr(dv->v, rem->v, a->v, d->v);
    else if (dv != NULL)
        mpz_tdiv_q(dv->v, a->v, d->v);
    else if (rem != NULL)
        mpz_tdiv_r(rem->v, a->v, d->v);
    return 1;
}

static int shift_ok(int n) {
    if (n >= 0) return 1;
    BS_RAISE(ERR_LIB_BN, BN_R_INVALID_SHIFT);
    return 0;
}

int BN_lshift(BIGNUM *r, const BIGNUM *a, int n) {
    if (!shift_ok(n) || !fits((size_t)BN_num_bits(a) + (size_t)n)) return 0;
    mpz_mul_2exp(r->v, a->v, (mp_bitcnt_t)n);
    return 1;
}

int BN_rshift(BIGNUM *r, const BIGNUM *a, int n) {
    if (!shift_ok(n)) return 0;
    mpz_tdiv_q_2exp(r->v, a->v, (mp_bitcnt_t)n);
    return 1;
}

int BN_lshift1(BIGNUM *r, const BIGNUM *a) { return BN_lshift(r, a, 1); }
int BN_rshift1(BIGNUM *r, const BIGNUM *a) { return BN_rshift(r, a, 1); }

int BN_gcd(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, BN_CTX *ctx) {
    (void)ctx;
    mpz_gcd(r->v, a->v, b->v);
    return 1;
}

int BN_kronecker(const BIGNUM *a, const BIGNUM *b, BN_CTX *ctx) {
    (void)ctx;
    return mpz_kronecker(a->v, b->v);
}
