/* What the targets over the public API share: an input as a BIO, and somewhere to print to. */
#ifndef TESTS_FUZZ_FACE_H
#define TESTS_FUZZ_FACE_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "tests/fuzz/take.h"

static inline BIO *input_bio(bs_reader in) {
    BIO *b = BIO_new_mem_buf(in.len ? (const void *)in.p : "", (int)in.len);
    if (!b) abort();
    return b;
}

/* Takes any amount of text; what is printed must have a bound. */
static inline BIO *sink(void) {
    BIO *b = BIO_new(BIO_s_mem());
    if (!b) abort();
    return b;
}

static inline void sink_free(BIO *b, size_t input_len) {
    must(BIO_ctrl_pending(b) <= 4096 + 600 * input_len);
    BIO_free(b);
}

#endif
