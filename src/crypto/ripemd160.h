/**
 * \file ripemd160.h
 * \brief RIPEMD-160 (Nettle's) as a class that plugs in where BearSSL's hashes do.                    ISO/IEC 10118-3
 */
#ifndef BS_CRYPTO_RIPEMD160_H
#define BS_CRYPTO_RIPEMD160_H

#include <bearssl.h>
#include <nettle/ripemd160.h>

/** A running hash. */
typedef struct {
    const br_hash_class *vtable;
    struct ripemd160_ctx state;
} bs_ripemd160_context;

/** The class; it has no `state` and `set_state`. */
extern const br_hash_class bs_ripemd160_vtable;

#endif
