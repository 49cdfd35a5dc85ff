/**
 * \file hex.h
 * \brief Hexadecimal text to bytes, and sources of "random" bytes that tests can repeat.
 */
#ifndef TESTS_VECTORS_HEX_H
#define TESTS_VECTORS_HEX_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "src/base/reader.h"

static inline unsigned hex_digit(char c) { return c <= '9' ? (unsigned)(c - '0') : ((unsigned)c | 0x20u) - 'a' + 10; }

/** Decodes into out, which has room for cap bytes; a test that asks for more is wrong and aborts. */
static inline bs_reader hex_to(uint8_t *out, size_t cap, const char *text) {
    size_t n = strlen(text) / 2;
    if (n > cap) abort();
    for (size_t i = 0; i < n; i++) out[i] = (uint8_t)(hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]));
    return bs_r_from(out, n);
}

/** The same into memory that lasts as long as the (short) test; all of it hangs on one chain, so no leak is reported. */
static inline bs_reader hex(const char *text) {
    static uint8_t *chain;
    size_t n = strlen(text) / 2;
    uint8_t *p = (uint8_t *)malloc(sizeof chain + n);
    if (!p) abort();
    memcpy(p, &chain, sizeof chain);
    chain = p;
    return hex_to(p + sizeof chain, n, text);
}

/** xorshift; arg is the state, a uint64_t that is not zero. For tests alone. */
static inline bool toy_random(void *arg, uint8_t *out, size_t n) {
    uint64_t *s = (uint64_t *)arg;
    for (size_t i = 0; i < n; i++) {
        *s ^= *s << 13;
        *s ^= *s >> 7;
        *s ^= *s << 17;
        out[i] = (uint8_t)(*s >> 24);
    }
    return true;
}

/** Gives the bytes of the bs_reader that arg points to, in order, and fails when they run out. */
static inline bool scripted_random(void *arg, uint8_t *out, size_t n) {
    bs_reader v;
    if (!bs_r_bytes((bs_reader *)arg, n, &v)) return false;
    return bs_r_copy(v, out, n);
}

static inline bool no_random(void *arg, uint8_t *out, size_t n) {
    (void)arg;
    (void)out;
    (void)n;
    return false;
}

#endif
