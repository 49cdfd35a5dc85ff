/* How a fuzz target takes its settings off the front of an input: what is not there is zero. */
#ifndef TESTS_FUZZ_TAKE_H
#define TESTS_FUZZ_TAKE_H

#include <stdlib.h>

#include "src/base/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline uint8_t take_u8(bs_reader *in) {
    uint8_t v;
    return bs_r_u8(in, &v) ? v : 0;
}

static inline uint16_t take_u16(bs_reader *in) {
    uint16_t v;
    return bs_r_u16(in, &v) ? v : 0;
}

/* n bytes, or as many as there are. */
static inline bs_reader take_bytes(bs_reader *in, size_t n) {
    bs_reader v = { 0 };
    if (!bs_r_bytes(in, n < in->len ? n : in->len, &v)) abort();
    return v;
}

/* A copy of exact size, so that the sanitizer sees its end; free it. */
static inline uint8_t *exact_copy(bs_reader v) {
    uint8_t *p = (uint8_t *)malloc(v.len ? v.len : 1);
    if (!p) abort();
    if (v.len > 0) memcpy(p, v.p, v.len);
    return p;
}

/* A property that must hold of every input. */
static inline void must(bool ok) {
    if (!ok) abort();
}

/* For a checked result of which either answer is fine. */
static inline void either(int answer) { (void)answer; }

#endif
