/**
 * \file sm3.h
 * \brief SM3 (Nettle's) as a class that plugs in where BearSSL's hashes do.                           GB/T 32905-2016
 */
#ifndef BS_CRYPTO_SM3_H
#define BS_CRYPTO_SM3_H

#include <bearssl.h>
#include <nettle/sm3.h>

/** A running hash. */
typedef struct {
    const br_hash_class *vtable;
    struct sm3_ctx state;
} bs_sm3_context;

/** The class; it has no `state` and `set_state`. */
extern const br_hash_class bs_sm3_vtable;

#endif
