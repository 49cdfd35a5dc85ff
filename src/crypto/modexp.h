/**
 * \file modexp.h
 * \brief Arithmetic on large numbers that BearSSL's public headers lack, on GMP's side-channel silent functions.
 *
 * Three things need it: importing a private key (a modulo and an inverse), RSA beyond BearSSL's 4096 bits, and DH.
 * Everything runs in memory that the caller gives or that is wiped here, and in a time that depends on lengths alone.
 */
#ifndef BS_CRYPTO_MODEXP_H
#define BS_CRYPTO_MODEXP_H

#include <gmp.h>

#include "src/base/error.h"
#include "src/base/reader.h"

/** Limbs that hold n bytes. */
static inline size_t bs_limbs_for(size_t n) { return (n + sizeof(mp_limb_t) - 1) / sizeof(mp_limb_t); }

/** Big-endian bytes to `count` limbs, least significant first; bytes must fit. */
void bs_limbs_load(mp_limb_t *out, size_t count, bs_reader bytes);

/** Limbs to exactly n big-endian bytes; what lies above is dropped. */
void bs_limbs_store(uint8_t *out, size_t n, const mp_limb_t *limbs, size_t count);

/** The view without its leading zero bytes. */
bs_reader bs_strip_zeros(bs_reader r);

/** Significant bits of an unsigned big-endian number. */
unsigned bs_bit_length(bs_reader r);

/**
 * \brief x = x^e mod m.
 * \param x   m.len bytes, below m; replaced by the result.
 * \param e   not zero. Its length in bytes is not hidden.
 * \param m   odd, no leading zero byte.
 * \return BS_OK or BS_E_MEMORY.
 */
bs_status bs_modexp(uint8_t *x, bs_reader e, bs_reader m);

/** \brief out (m.len bytes) = a mod m; a and m without leading zeros. \return BS_OK or BS_E_MEMORY. */
bs_status bs_mod(uint8_t *out, bs_reader a, bs_reader m);

/**
 * \brief out (m.len bytes) = 1/a mod m; m odd, a and m without leading zeros.
 * \return BS_OK, BS_E_ARGUMENT if there is no inverse, BS_E_MEMORY.
 */
bs_status bs_mod_inverse(uint8_t *out, bs_reader a, bs_reader m);

/** \brief Sets *equal to p * q == n. \return BS_OK or BS_E_MEMORY. */
bs_status bs_is_product(bool *equal, bs_reader p, bs_reader q, bs_reader n);

#endif
