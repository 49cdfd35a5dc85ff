/**
 * \file bn_local.h
 * \brief A BIGNUM is a GMP integer with OpenSSL's flags.
 *
 * GMP ends the process when memory is out, so numbers that a program can make arbitrarily large are bounded by
 * BS_BN_MAX_BITS before the work begins.
 */
#ifndef BS_COMPAT_BN_LOCAL_H
#define BS_COMPAT_BN_LOCAL_H

#include <openssl/bn.h>

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bignum_st {
    mpz_t v;
    int flags; /* BN_FLG_*; STATIC_DATA: the limbs belong to another */
};

#define BS_BN_MAX_BITS (1L << 27)

/** Sets dst to n bytes, most significant first; NULL makes a new number. NULL when memory is out. */
BIGNUM *bs_bn_from_bytes(BIGNUM *dst, const uint8_t *bytes, size_t n);

/** Writes |a| into exactly n bytes, most significant first; false if it does not fit. Time depends on n. */
bool bs_bn_to_bytes(const BIGNUM *a, uint8_t *out, size_t n);

/** Wipes the limbs that a holds, all that is allocated. */
void bs_bn_wipe(mpz_t v);

/** False, with BN_R_DIV_BY_ZERO queued, if m is zero. */
bool bs_bn_modulus_ok(const BIGNUM *m);

/** r = a^p mod m with m not zero; in constant time (for lengths of p and m) if `secret` and m is odd. */
void bs_bn_powm(mpz_t r, const mpz_t a, const mpz_t p, const mpz_t m, bool secret);

/** Uniform in [0, range); false with an error queued if range is not positive or there is no entropy. */
bool bs_bn_random_below(mpz_t r, const mpz_t range);

static inline bool bs_bn_secret(const BIGNUM *a) { return (a->flags & BN_FLG_CONSTTIME) != 0; }

#endif
