/* Random numbers. */
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include "compat/crypto/core/bn_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/core/rand.h"

static bool random_bits(mpz_t r, size_t bits) {
    size_t n = (bits + 7) / 8;
    uint8_t *buf = (uint8_t *)OPENSSL_malloc(n);
    if (buf == NULL) {
        BS_RAISE(ERR_LIB_BN, ERR_R_MALLOC_FAILURE);
        return false;
    }
    bool ok = bs_rand_bytes(buf, n);
    if (ok) {
        if (bits % 8 != 0) buf[0] &= (uint8_t)(0xff >> (8 - bits % 8));
        mpz_import(r, n, 1, 1, 0, 0, buf);
    } else {
        BS_RAISE(ERR_LIB_RAND, RAND_R_ERROR_RETRIEVING_ENTROPY);
    }
    OPENSSL_clear_free(buf, n);
    return ok;
}

int BN_rand_ex(BIGNUM *r, int bits, int top, int bottom, unsigned int strength, BN_CTX *ctx) {
    (void)strength, (void)ctx;
    if (bits == 0 && top == BN_RAND_TOP_ANY && bottom == BN_RAND_BOTTOM_ANY) {
        BN_zero(r);
        return 1;
    }
    if (bits <= 0 || (bits == 1 && top > 0)) {
        BS_RAISE(ERR_LIB_BN, BN_R_BITS_TOO_SMALL);
        return 0;
    }
    if (bits > BS_BN_MAX_BITS) {
        BS_RAISE(ERR_LIB_BN, BN_R_BIGNUM_TOO_LONG);
        return 0;
    }
    if (!random_bits(r->v, (size_t)bits)) return 0;
    if (top >= 0) mpz_setbit(r->v, (mp_bitcnt_t)bits - 1);
    if (top > 0) mpz_setbit(r->v, (mp_bitcnt_t)bits - 2);
    if (bottom) mpz_setbit(r->v, 0);
    return 1;
}

int BN_rand(BIGNUM *r, int bits, int top, int bottom) { return BN_rand_ex(r, bits, top, bottom, 0, NULL); }
int BN_priv_rand(BIGNUM *r, int bits, int top, int bottom) { return BN_rand_ex(r, bits, top, bottom, 0, NULL); }
int BN_pseudo_rand(BIGNUM *r, int bits, int top, int bottom) { return BN_rand_ex(r, bits, top, bottom, 0, NULL); }
int BN_priv_rand_ex(BIGNUM *r, int bits, int top, int bottom, unsigned int strength, BN_CTX *ctx) {
    return BN_rand_ex(r, bits, top, bottom, strength, ctx);
}

/* Rejection keeps it uniform; half of the tries succeed at worst. */
bool bs_bn_random_below(mpz_t r, const mpz_t range) {
    if (mpz_sgn(range) <= 0) {
        BS_RAISE(ERR_LIB_BN, BN_R_INVALID_RANGE);
        return false;
    }
    size_t bits = mpz_sizeinbase(range, 2);
    for (int tries = 0; tries < 128; tries++) {
        if (!random_bits(r, bits)) return false;
        if (mpz_cmp(r, range) < 0) return true;
    }
    BS_RAISE(ERR_LIB_BN, BN_R_TOO_MANY_ITERATIONS);
    return false;
}

int BN_rand_range_ex(BIGNUM *r, const BIGNUM *range, unsigned int strength, BN_CTX *ctx) {
    (void)strength, (void)ctx;
    return bs_bn_random_below(r->v, range->v);
}

int BN_rand_range(BIGNUM *r, const BIGNUM *range) { return BN_rand_range_ex(r, range, 0, NULL); }
int BN_priv_rand_range(BIGNUM *r, const BIGNUM *range) { return BN_rand_range_ex(r, range, 0, NULL); }
int BN_pseudo_rand_range(BIGNUM *r, const BIGNUM *range) { return BN_rand_range_ex(r, range, 0, NULL); }
int BN_priv_rand_range_ex(BIGNUM *r, const BIGNUM *range, unsigned int strength, BN_CTX *ctx) {
    return BN_rand_range_ex(r, range, strength, ctx);
}
