/**
 * \file env.h
 * \brief What the engine needs from outside: time, entropy and buffers.
 *
 * src/ has no clock, no system call and no global that changes; whoever makes a connection hands in one of these.
 * All members are required. Tests fix time and randomness through it.
 */
#ifndef BS_BASE_ENV_H
#define BS_BASE_ENV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bs_env {
    void *arg; /* given back to each function */

    /** Milliseconds since 1970-01-01 UTC. */
    uint64_t (*now_ms)(void *arg);

    /** Fills n bytes with cryptographic randomness; false if there is none (the operation then fails). */
    bool (*random)(void *arg, uint8_t *out, size_t n);

    /** Lends a buffer of at least n bytes for record I/O, NULL when out of memory; may come from a pool. */
    void *(*buffer_get)(void *arg, size_t n);

    /** Takes back what buffer_get() lent, with the same n. It may hold plaintext: the connection has wiped it. */
    void (*buffer_put)(void *arg, void *p, size_t n);
};

#endif
