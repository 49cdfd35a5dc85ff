/* Montgomery form for programs that compute in it: a is kept as a R mod N, where R is 2^64 to the words of N. */
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/core/bn_local.h"
#include "compat/crypto/core/raise.h"

struct bn_mont_ctx_st {
    mpz_t n, r, r_inverse; /* all modulo n; n zero: not set */
};

BN_MONT_CTX *BN_MONT_CTX_new(void) {
    BN_MONT_CTX *m = (BN_MONT_CTX *)OPENSSL_zalloc(sizeof(*m));
    if (m == NULL)
        BS_RAISE(ERR_LIB_BN, ERR_R_MALLOC_FAILURE);
    else
        mpz_inits(m->n, m->r, m->r_inverse, NULL);
    return m;
}

void BN_MONT_CTX_free(BN_MONT_CTX *m) {
    if (m == NULL) return;
    bs_bn_wipe(m->n);
    mpz_clears(m->n, m->r, m->r_inverse, NULL);
    OPENSSL_free(m);
}

int BN_MONT_CTX_set(BN_MONT_CTX *m, const BIGNUM *modulus, BN_CTX *ctx) {
    (void)ctx;
    if (BN_is_zero(modulus)) return 0;
    if (!BN_is_odd(modulus)) {
        BS_RAISE(ERR_LIB_BN, BN_R_NO_INVERSE);
        return 0;
    }
    mpz_abs(m->n, modulus->v);
    mpz_set_ui(m->r, 1);
    mpz_mul_2exp(m->r, m->r, mpz_size(m->n) * GMP_NUMB_BITS);
    mpz_mod(m->r, m->r, m->n);
    if (mpz_cmp_ui(m->n, 1) > 0) mpz_invert(m->r_inverse, m->r, m->n);
    return 1;
}

BN_MONT_CTX *BN_MONT_CTX_copy(BN_MONT_CTX *to, BN_MONT_CTX *from) {
    if (to == from) return to;
    mpz_set(to->n, from->n);
    mpz_set(to->r, from->r);
    mpz_set(to->r_inverse, from->r_inverse);
    return to;
}

BN_MONT_CTX *BN_MONT_CTX_set_locked(BN_MONT_CTX **pmont, CRYPTO_RWLOCK *lock, const BIGNUM *mod, BN_CTX *ctx) {
    if (!CRYPTO_THREAD_read_lock(lock)) return NULL;
    BN_MONT_CTX *m = *pmont;
    CRYPTO_THREAD_unlock(lock);
    if (m != NULL) return m;
    m = BN_MONT_CTX_new();
    if (m == NULL || !BN_MONT_CTX_set(m, mod, ctx) || !CRYPTO_THREAD_write_lock(lock)) {
        BN_MONT_CTX_free(m);
        return NULL;
    }
    if (*pmont != NULL) { /* another thread was first */
        BN_MONT_CTX_free(m);
        m = *pmont;
    } else {
        *pmont = m;
    }
    CRYPTO_THREAD_unlock(lock);
    return m;
}

static int multiply(BIGNUM *r, const mpz_t a, const mpz_t b, const mpz_t n) {
    mpz_mul(r->v, a, b);
    mpz_mod(r->v, r->v, n);
    return 1;
}

int BN_to_montgomery(BIGNUM *r, const BIGNUM *a, BN_MONT_CTX *m, BN_CTX *ctx) {
    (void)ctx;
    return mpz_sgn(m->n) != 0 && multiply(r, a->v, m->r, m->n);
}

int BN_from_montgomery(BIGNUM *r, const BIGNUM *a, BN_MONT_CTX *m, BN_CTX *ctx) {
    (void)ctx;
    return mpz_sgn(m->n) != 0 && multiply(r, a->v, m->r_inverse, m->n);
}

int BN_mod_mul_montgomery(BIGNUM *r, const BIGNUM *a, const BIGNUM *b, BN_MONT_CTX *m, BN_CTX *ctx) {
    (void)ctx;
    return mpz_sgn(m->n) != 0 && multiply(r, a->v, b->v, m->n) && multiply(r, r->v, m->r_inverse, m->n);
}
