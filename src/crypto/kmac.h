/**
 * \file kmac.h
 * \brief KMAC128 and KMAC256 over the sponge of sha3.h.                                              SP 800-185 4
 */
#ifndef BS_CRYPTO_KMAC_H
#define BS_CRYPTO_KMAC_H

#include "src/base/reader.h"
#include "src/crypto/sha3.h"

/** A running computation; may be copied. */
typedef struct {
    bs_sha3_context sponge;
} bs_kmac;

/**
 * \brief Begins: bytepad(encode_string("KMAC") || encode_string(S)) || bytepad(encode_string(K)).   SP 800-185 3.3, 4.3
 * \param kind    bs_cshake128 or bs_cshake256
 * \param custom  S; may be empty
 */
void bs_kmac_init(bs_kmac *ctx, const struct bs_sha3_class *kind, bs_reader key, bs_reader custom);

/** Takes in more of the message. */
void bs_kmac_update(bs_kmac *ctx, const void *data, size_t len);

/**
 * \brief The first len bytes of the result for what was taken in so far; the running state stays as it is.
 * \param xof  true for KMACXOF, whose outputs of any length begin alike.                             SP 800-185 4.3.1
 */
void bs_kmac_out(const bs_kmac *ctx, bool xof, uint8_t *out, size_t len);

#endif
