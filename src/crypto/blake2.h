/**
 * \file blake2.h
 * \brief BLAKE2b and BLAKE2s as classes that plug in where BearSSL's hashes do, and as MACs with a key.          RFC 7693
 *
 * Constant-time: additions, rotations and exclusive-ors alone; nothing of the message or key is an index or a branch.
 */
#ifndef BS_CRYPTO_BLAKE2_H
#define BS_CRYPTO_BLAKE2_H

#include <bearssl.h>

#include "src/base/reader.h"

#define BS_BLAKE2B_BLOCK 128
#define BS_BLAKE2S_BLOCK 64
#define BS_BLAKE2B_MAX 64 /* bytes of a key and of a digest */
#define BS_BLAKE2S_MAX 32
#define BS_BLAKE2B_SALT 16 /* bytes of salt, and as many of personalisation */
#define BS_BLAKE2S_SALT 8

/** A running BLAKE2b. */
typedef struct {
    const br_hash_class *vtable;
    uint64_t h[8], total; /* bytes compressed: 2^64 are enough for anyone */
    uint8_t block[BS_BLAKE2B_BLOCK];
    size_t fill, out_len;
} bs_blake2b_context;

/** A running BLAKE2s. */
typedef struct {
    const br_hash_class *vtable;
    uint32_t h[8];
    uint64_t total;
    uint8_t block[BS_BLAKE2S_BLOCK];
    size_t fill, out_len;
} bs_blake2s_context;

/** The classes, of 64 and 32 bytes of output without a key; they have no `state` and `set_state`. */
extern const br_hash_class bs_blake2b_vtable, bs_blake2s_vtable;

/**
 * \brief Begin BLAKE2b with what its parameter block has.                                        RFC 7693 2.5, 2.8, 2.9
 * \param out_len           1 to BS_BLAKE2B_MAX bytes of output.
 * \param key               at most BS_BLAKE2B_MAX bytes; empty for a hash.
 * \param salt, personal    at most BS_BLAKE2B_SALT bytes each; zeros follow.
 * \return false, and nothing done, if a length is none of these.
 */
BS_CHECKED bool bs_blake2b_begin(bs_blake2b_context *ctx, size_t out_len, bs_reader key, bs_reader salt, bs_reader personal);
/** The same of BLAKE2s. */
BS_CHECKED bool bs_blake2s_begin(bs_blake2s_context *ctx, size_t out_len, bs_reader key, bs_reader salt, bs_reader personal);
/** More of the message. */
void bs_blake2b_update(bs_blake2b_context *ctx, const void *data, size_t len);
void bs_blake2s_update(bs_blake2s_context *ctx, const void *data, size_t len);
/** The digest of what came so far, out_len bytes; the context can go on. */
void bs_blake2b_out(const bs_blake2b_context *ctx, uint8_t *out);
void bs_blake2s_out(const bs_blake2s_context *ctx, uint8_t *out);

#endif
