/**
 * \file key_wrap.h
 * \brief AES key wrap, plain and with padding, over one-block ciphers.                           RFC 3394, RFC 5649
 */
#ifndef BS_CRYPTO_KEY_WRAP_H
#define BS_CRYPTO_KEY_WRAP_H

#include "src/base/reader.h"

#include <bearssl.h>

#define BS_KEY_WRAP_MAX ((size_t)1 << 31) /* bytes that are wrapped at once: the step counter stays below 2^32 */

/** RFC 3394 2.2.3.1 and RFC 5649 3: the values that are checked when unwrapping (the second has a length behind). */
extern const uint8_t bs_key_wrap_iv[8];
extern const uint8_t bs_key_wrap_pad_iv[4];

/**
 * \brief Wrap n bytes (a multiple of 8, at least 16) to n + 8 at out.                             RFC 3394 2.2.1
 * in and out may be the same. \return false, with nothing written, for another length.
 */
BS_CHECKED bool bs_key_wrap(const br_block_cbcenc_class **enc, const uint8_t iv[8], uint8_t *out, const uint8_t *in,
                            size_t n);

/**
 * \brief Unwrap n bytes (a multiple of 8, at least 24) to n - 8 at out.                           RFC 3394 2.2.2
 * \return false for another length, or when the value does not match iv; out is wiped then.
 */
BS_CHECKED bool bs_key_unwrap(const br_block_cbcdec_class **dec, const uint8_t iv[8], uint8_t *out, const uint8_t *in,
                              size_t n);

/** Wrap n bytes (at least one) to *out_len at out, which has room for n + 15.                      RFC 5649 4.1 */
BS_CHECKED bool bs_key_wrap_pad(const br_block_cbcenc_class **enc, const uint8_t icv[4], uint8_t *out, size_t *out_len,
                                const uint8_t *in, size_t n);

/** Unwrap n bytes to *out_len at out, which has room for n. On failure out is wiped.               RFC 5649 4.2 */
BS_CHECKED bool bs_key_unwrap_pad(const br_block_cbcdec_class **dec, const uint8_t icv[4], uint8_t *out,
                                  size_t *out_len, const uint8_t *in, size_t n);

#endif
