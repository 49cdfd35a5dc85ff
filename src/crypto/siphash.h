/**
 * \file siphash.h
 * \brief SipHash, a MAC for short messages.                Aumasson, Bernstein: SipHash, a fast short-input PRF (2012)
 */
#ifndef BS_CRYPTO_SIPHASH_H
#define BS_CRYPTO_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

#define BS_SIPHASH_KEY 16
#define BS_SIPHASH_MAX 16 /* bytes of output: 8 or these */

/** A running MAC. */
typedef struct {
    uint64_t v[4], total;
    uint8_t block[8];
    unsigned c_rounds, d_rounds;
    size_t out_len;
} bs_siphash;

/**
 * \brief Begin.                                                                                           section 2.1
 * \param out_len              8 or BS_SIPHASH_MAX.
 * \param c_rounds, d_rounds   per block and at the end; 2 and 4 are SipHash's own choice.
 */
void bs_siphash_init(bs_siphash *ctx, const uint8_t key[BS_SIPHASH_KEY], size_t out_len, unsigned c_rounds, unsigned d_rounds);
/** More of the message.                                                                                   section 2.2 */
void bs_siphash_update(bs_siphash *ctx, const void *data, size_t len);
/** The MAC of what came so far, out_len bytes; the context can go on.                                     section 2.3 */
void bs_siphash_out(const bs_siphash *ctx, uint8_t *out);

#endif
