/**
 * \file poly1305.h
 * \brief Poly1305 by itself, a one-time authenticator.                                                  RFC 8439 2.5
 */
#ifndef BS_CRYPTO_POLY1305_H
#define BS_CRYPTO_POLY1305_H

#include <nettle/poly1305.h>
#include <stddef.h>
#include <stdint.h>

enum { BS_POLY1305_KEY = 32, BS_POLY1305_TAG = 16 }; /* bytes */

/** A running computation; may be copied. */
typedef struct {
    struct poly1305_aes_ctx state;
    uint8_t s[16];   /* the key's second half */
    uint8_t pad[16]; /* what the state adds in its place */
} bs_poly1305;

/** Begins under a key, r and then s; a key is for one message. */
void bs_poly1305_init(bs_poly1305 *ctx, const uint8_t key[BS_POLY1305_KEY]);
/** Takes in more of the message. */
void bs_poly1305_update(bs_poly1305 *ctx, const void *data, size_t len);
/** The tag of what was taken in so far; the running state stays as it is. */
void bs_poly1305_out(const bs_poly1305 *ctx, uint8_t tag[BS_POLY1305_TAG]);

#endif
