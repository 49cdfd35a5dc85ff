/* The primes of the well-known groups, computed from what defines them. */
#include <openssl/bn.h>

#include <pthread.h>

#include "compat/crypto/core/bn_local.h"

/* arctan(1/x) * 2^bits */
static void arctan(mpz_t r, unsigned long x, mp_bitcnt_t bits) {
    mpz_t power, term;
    mpz_inits(power, term, NULL);
    mpz_setbit(power, bits);
    mpz_tdiv_q_ui(power, power, x);
    mpz_set(r, power);
    for (unsigned long n = 3; mpz_sgn(power) != 0; n += 2) {
        mpz_tdiv_q_ui(power, power, x * x);
        mpz_tdiv_q_ui(term, power, n);
        if (n % 4 == 3)
            mpz_sub(r, r, term);
        else
            mpz_add(r, r, term);
    }
    mpz_clears(power, term, NULL);
}

/* floor(2^bits * pi), by Machin's formula: pi = 16 arctan(1/5) - 4 arctan(1/239) */
static void pi_scaled(mpz_t r, mp_bitcnt_t bits) {
    const mp_bitcnt_t guard = 64;
    mpz_t t;
    mpz_init(t);
    arctan(r, 5, bits + guard);
    mpz_mul_2exp(r, r, 4);
    arctan(t, 239, bits + guard);
    mpz_mul_2exp(t, t, 2);
    mpz_sub(r, r, t);
    mpz_tdiv_q_2exp(r, r, guard);
    mpz_clear(t);
}

/* RFC 2409 6, RFC 3526: 2^n - 2^(n-64) - 1 + 2^64 * ([2^(n-130) pi] + c) */
static BIGNUM *modp(BIGNUM *bn, mp_bitcnt_t n, unsigned long c) {
    if (bn == NULL && (bn = BN_new()) == NULL) return NULL;
    mpz_t t;
    mpz_init(t);
    pi_scaled(bn->v, n - 130);
    mpz_add_ui(bn->v, bn->v, c);
    mpz_mul_2exp(bn->v, bn->v, 64);
    mpz_setbit(t, n);
    mpz_add(bn->v, bn->v, t);
    mpz_tdiv_q_2exp(t, t, 64);
    mpz_sub(bn->v, bn->v, t);
    mpz_sub_ui(bn->v, bn->v, 1);
    mpz_clear(t);
    return bn;
}

BIGNUM *BN_get_rfc2409_prime_768(BIGNUM *bn) { return modp(bn, 768, 149686); }
BIGNUM *BN_get_rfc2409_prime_1024(BIGNUM *bn) { return modp(bn, 1024, 129093); }
BIGNUM *BN_get_rfc3526_prime_1536(BIGNUM *bn) { return modp(bn, 1536, 741804); }
BIGNUM *BN_get_rfc3526_prime_2048(BIGNUM *bn) { return modp(bn, 2048, 124476); }
BIGNUM *BN_get_rfc3526_prime_3072(BIGNUM *bn) { return modp(bn, 3072, 1690314); }
BIGNUM *BN_get_rfc3526_prime_4096(BIGNUM *bn) { return modp(bn, 4096, 240904); }
BIGNUM *BN_get_rfc3526_prime_6144(BIGNUM *bn) { return modp(bn, 6144, 929484); }
BIGNUM *BN_get_rfc3526_prime_8192(BIGNUM *bn) { return modp(bn, 8192, 4743158); }

/* --- FIPS 186-4 D.1.2: sums of powers of two -------------------------------------------- */

static pthread_once_t nist_once = PTHREAD_ONCE_INIT;
static BIGNUM nist[5];

static void make_nist(void) {
    static const short powers[5][6] = { /* the sign is the term's; 0 is one, given with its sign apart */
        { 192, -64 }, { 224, -96 }, { 256, -224, 192, 96 }, { 384, -128, -96, 32 }, { 521 },
    };
    for (int i = 0; i < 5; i++) {
        mpz_init(nist[i].v);
        nist[i].flags = BN_FLG_STATIC_DATA;
        for (int j = 0; powers[i][j] != 0; j++) {
            mpz_t t;
            int e = powers[i][j];
            mpz_init(t);
            mpz_setbit(t, (mp_bitcnt_t)(e < 0 ? -e : e));
            if (e < 0)
                mpz_sub(nist[i].v, nist[i].v, t);
            else
                mpz_add(nist[i].v, nist[i].v, t);
            mpz_clear(t);
        }
        if (i == 1) /* P-224 alone ends in + 1 */
            mpz_add_ui(nist[i].v, nist[i].v, 1);
        else
            mpz_sub_ui(nist[i].v, nist[i].v, 1);
    }
}

static const BIGNUM *get_nist(int i) {
    pthread_once(&nist_once, make_nist);
    return &nist[i];
}

const BIGNUM *BN_get0_nist_prime_192(void) { return get_nist(0); }
const BIGNUM *BN_get0_nist_prime_224(void) { return get_nist(1); }
const BIGNUM *BN_get0_nist_prime_256(void) { return get_nist(2); }
const BIGNUM *BN_get0_nist_prime_384(void) { return get_nist(3); }
const BIGNUM *BN_get0_nist_prime_521(void) { return get_nist(4); }
