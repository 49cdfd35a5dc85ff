/* Judging and making parameters of Diffie-Hellman.                          man 3 DH_check, DH_generate_parameters_ex */
#include <openssl/objects.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"

#define MIN_BITS 512
#define MAX_CHECK_BITS OPENSSL_DH_CHECK_MAX_MODULUS_BITS /* above, primality would take too long to tell */

int DH_check_params(const DH *dh, int *codes) {
    BIGNUM *top = BN_dup(dh->p);
    *codes = 0;
    if (top == NULL || !BN_sub_word(top, 1)) {
        BN_free(top);
        return 0;
    }
    if (!BN_is_odd(dh->p)) *codes |= DH_CHECK_P_NOT_PRIME;
    if (BN_is_negative(dh->g) || BN_is_zero(dh->g) || BN_is_one(dh->g) || BN_cmp(dh->g, top) >= 0) {
        *codes |= DH_NOT_SUITABLE_GENERATOR;
    }
    if (BN_num_bits(dh->p) < MIN_BITS) *codes |= DH_MODULUS_TOO_SMALL;
    if (BN_num_bits(dh->p) > OPENSSL_DH_MAX_MODULUS_BITS) *codes |= DH_MODULUS_TOO_LARGE;
    BN_free(top);
    return 1;
}

/* The subgroup of order q. */
static bool check_order(const DH *dh, int *codes, BN_CTX *ctx) {
    BIGNUM *t = BN_new();
    bool ok = t != NULL;
    if (ok && (BN_cmp(dh->g, BN_value_one()) <= 0 || BN_cmp(dh->g, dh->p) >= 0)) {
        *codes |= DH_NOT_SUITABLE_GENERATOR;
    } else if (ok) {
        ok = BN_mod_exp(t, dh->g, dh->q, dh->p, ctx);
        if (ok && !BN_is_one(t)) *codes |= DH_NOT_SUITABLE_GENERATOR;
    }
    int prime = ok ? BN_check_prime(dh->q, ctx, NULL) : -1;
    if (prime == 0) *codes |= DH_CHECK_Q_NOT_PRIME;
    ok = prime >= 0 && BN_mod(t, dh->p, dh->q, ctx);
    if (ok && !BN_is_one(t)) *codes |= DH_CHECK_INVALID_Q_VALUE;
    BN_free(t);
    return ok;
}

static bool check_prime(const DH *dh, int *codes, BN_CTX *ctx) {
    int prime = BN_check_prime(dh->p, ctx, NULL);
    if (prime < 0) return false;
    if (prime == 0) {
        *codes |= DH_CHECK_P_NOT_PRIME;
        return true;
    }
    if (dh->q != NULL) return true;
    BIGNUM *half = BN_new();
    int safe = half != NULL && BN_rshift1(half, dh->p) ? BN_check_prime(half, ctx, NULL) : -1;
    if (safe == 0) *codes |= DH_CHECK_P_NOT_SAFE_PRIME;
    BN_free(half);
    return safe >= 0;
}

int DH_check(const DH *dh, int *codes) {
    if (BN_num_bits(dh->p) > MAX_CHECK_BITS) {
        BS_RAISE(ERR_LIB_DH, DH_R_MODULUS_TOO_LARGE);
        *codes = DH_MODULUS_TOO_LARGE | DH_CHECK_P_NOT_PRIME;
        return 0;
    }
    if (dh->nid != NID_undef) { /* known to be good */
        *codes = 0;
        return 1;
    }
    if (!DH_check_params(dh, codes)) return 0;
    bool with_q = dh->q != NULL;
    if (with_q && BN_ucmp(dh->p, dh->q) <= 0) { /* its exponentiation is not worth the time */
        *codes |= DH_CHECK_INVALID_Q_VALUE;
        with_q = false;
    }
    BN_CTX *ctx = BN_CTX_new();
    bool ok = ctx != NULL && (!with_q || check_order(dh, codes, ctx)) && check_prime(dh, codes, ctx);
    BN_CTX_free(ctx);
    return ok;
}

static int refuse(int reason) {
    BS_RAISE(ERR_LIB_DH, reason);
    return 0;
}

/* A safe prime for which the generator's order is (p - 1) / 2: 2 and 5 are squares modulo such ones. */
int DH_generate_parameters_ex(DH *dh, int prime_len, int generator, BN_GENCB *cb) {
    if (prime_len > OPENSSL_DH_MAX_MODULUS_BITS) return refuse(DH_R_MODULUS_TOO_LARGE);
    if (prime_len < MIN_BITS) return refuse(DH_R_MODULUS_TOO_SMALL);
    if (generator <= 1) {
        (void)refuse(DH_R_BAD_GENERATOR);
        return refuse(ERR_R_BN_LIB);
    }
    const unsigned add = generator == 2 ? 24 : generator == 5 ? 60 : 12, rem = add - 1;
    BIGNUM *p = BN_new(), *g = BN_new(), *step = BN_new(), *rest = BN_new();
    bool ok = p != NULL && g != NULL && step != NULL && rest != NULL && BN_set_word(step, add) && BN_set_word(rest, rem) &&
              BN_set_word(g, (unsigned)generator) && BN_generate_prime_ex(p, prime_len, 1, step, rest, cb) &&
              BN_GENCB_call(cb, 3, 0) && DH_set0_pqg(dh, p, NULL, g);
    BN_free(step);
    BN_free(rest);
    if (ok) return 1;
    BN_free(p);
    BN_free(g);
    return refuse(ERR_R_BN_LIB);
}
