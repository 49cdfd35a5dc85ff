/**
 * \file secret.h
 * \brief Wiping, constant-time comparison, and marks for the constant-time checker.
 */
#ifndef BS_BASE_SECRET_H
#define BS_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Overwrites n bytes with zeros; not optimised away. p may be NULL if n is 0. */
void bs_wipe(void *p, size_t n);

/** True if the n bytes are equal; time depends on n alone. */
bool bs_ct_equal(const void *a, const void *b, size_t n);

/** 0xFF..FF if a == b, else 0, without a branch. */
static inline uint32_t bs_ct_eq_mask(uint32_t a, uint32_t b) {
    uint32_t x = a ^ b;
    return ((x | (0u - x)) >> 31) - 1u;
}

/** 0xFF..FF if 0 < x < limit as big-endian numbers of n bytes, else 0, without a branch. */
uint32_t bs_ct_in_range_mask(const uint8_t *x, const uint8_t *limit, size_t n);

/** dst = mask ? src : dst, byte by byte without a branch; mask is all ones or zero. */
void bs_ct_select(uint8_t *dst, const uint8_t *src, size_t n, uint32_t mask);

#endif
