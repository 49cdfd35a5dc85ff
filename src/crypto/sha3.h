/**
 * \file sha3.h
 * \brief SHA-3, SHAKE and cSHAKE as classes that plug in where BearSSL's hashes do.       FIPS 202; SP 800-185 3
 *
 * The permutation is Nettle's; the sponge around it is one for all. The classes have no `state` and `set_state`: a
 * sponge's state is no chaining value. BearSSL's HMAC must not be used with them: their blocks are no power of two.
 */
#ifndef BS_CRYPTO_SHA3_H
#define BS_CRYPTO_SHA3_H

#include <bearssl.h>
#include <nettle/sha3.h>

/** A running sponge; vtable is the base of a bs_sha3_class. */
typedef struct {
    const br_hash_class *vtable;
    struct sha3_state state;
    size_t fill; /* bytes of the current block that are absorbed */
} bs_sha3_context;

/** A hash class with what tells one function of the family from another. */
struct bs_sha3_class {
    br_hash_class base;
    size_t rate;    /* bytes of a block */
    size_t out_len; /* what `out` gives */
    uint8_t suffix; /* domain separation and the padding's first bit (FIPS 202 B.2, SP 800-185 3.3) */
};

/* FIPS 202 6.1, 6.2; SP 800-185 3.3, for which the prefix is the caller's matter. */
extern const struct bs_sha3_class bs_sha3_224, bs_sha3_256, bs_sha3_384, bs_sha3_512;
extern const struct bs_sha3_class bs_shake128, bs_shake256;
extern const struct bs_sha3_class bs_cshake128, bs_cshake256;

/** The first len bytes of output for what was absorbed so far; the running state stays as it is.   FIPS 202 4, 5.1 */
void bs_sha3_squeeze(const bs_sha3_context *ctx, uint8_t *out, size_t len);

#endif
