#include "src/crypto/key_wrap.h"

#include <string.h>

#include "src/base/secret.h"

const uint8_t bs_key_wrap_iv[8] = { 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6 };
const uint8_t bs_key_wrap_pad_iv[4] = { 0xA6, 0x59, 0x59, 0xA6 };

/* One block is CBC with a zero IV. */
static void encrypt_block(const br_block_cbcenc_class **enc, uint8_t block[16]) {
    uint8_t zero[16] = { 0 };
    (*enc)->run(enc, zero, block, 16);
}

static void decrypt_block(const br_block_cbcdec_class **dec, uint8_t block[16]) {
    uint8_t zero[16] = { 0 };
    (*dec)->run(dec, zero, block, 16);
}

static void xor_step(uint8_t a[8], uint32_t t) {
    for (unsigned i = 0; i < 4; i++) a[4 + i] ^= (uint8_t)(t >> (24 - 8 * i));
}

bool bs_key_wrap(const br_block_cbcenc_class **enc, const uint8_t iv[8], uint8_t *out, const uint8_t *in, size_t n) {
    if (n % 8 != 0 || n < 16 || n > BS_KEY_WRAP_MAX) return false;
    uint8_t block[16]; /* A | R[i] */
    uint32_t t = 1;
    memmove(out + 8, in, n);
    memcpy(block, iv, 8);
    for (unsigned j = 0; j < 6; j++) {
        for (size_t at = 8; at <= n; at += 8, t++) {
            memcpy(block + 8, out + at, 8);
            encrypt_block(enc, block);
            xor_step(block, t);
            memcpy(out + at, block + 8, 8);
        }
    }
    memcpy(out, block, 8);
    bs_wipe(block, sizeof block);
    return true;
}

/* The steps back; a: what stood before the key. */
static bool unwrap_raw(const br_block_cbcdec_class **dec, uint8_t a[8], uint8_t *out, const uint8_t *in, size_t n) {
    if (n % 8 != 0 || n < 24 || n - 8 > BS_KEY_WRAP_MAX) return false;
    uint8_t block[16];
    const size_t len = n - 8;
    uint32_t t = (uint32_t)(6 * (len / 8));
    memcpy(block, in, 8);
    memmove(out, in + 8, len);
    for (unsigned j = 0; j < 6; j++) {
        for (size_t at = len; at > 0; at -= 8, t--) {
            xor_step(block, t);
            memcpy(block + 8, out + at - 8, 8);
            decrypt_block(dec, block);
            memcpy(out + at - 8, block + 8, 8);
        }
    }
    memcpy(a, block, 8);
    bs_wipe(block, sizeof block);
    return true;
}

bool bs_key_unwrap(const br_block_cbcdec_class **dec, const uint8_t iv[8], uint8_t *out, const uint8_t *in, size_t n) {
    uint8_t a[8];
    if (!unwrap_raw(dec, a, out, in, n)) return false;
    if (bs_ct_equal(a, iv, 8)) return true;
    bs_wipe(out, n - 8);
    return false;
}

bool bs_key_wrap_pad(const br_block_cbcenc_class **enc, const uint8_t icv[4], uint8_t *out, size_t *out_len,
                     const uint8_t *in, size_t n) {
    if (n == 0 || n >= BS_KEY_WRAP_MAX) return false;
    const size_t padded = (n + 7) / 8 * 8;
    uint8_t aiv[8];
    memcpy(aiv, icv, 4);
    for (unsigned i = 0; i < 4; i++) aiv[4 + i] = (uint8_t)(n >> (24 - 8 * i)); /* the message length indicator */
    memmove(out + 8, in, n);
    memset(out + 8 + n, 0, padded - n);
    *out_len = padded + 8;
    if (padded > 8) return bs_key_wrap(enc, aiv, out, out + 8, padded);
    memcpy(out, aiv, 8); /* RFC 5649 4.1: 8 bytes are one block of ECB */
    encrypt_block(enc, out);
    return true;
}

bool bs_key_unwrap_pad(const br_block_cbcdec_class **dec, const uint8_t icv[4], uint8_t *out, size_t *out_len,
                       const uint8_t *in, size_t n) {
    uint8_t a[8], block[16];
    if (n == 16) {
        memcpy(block, in, 16);
        decrypt_block(dec, block);
        memcpy(a, block, 8);
        memcpy(out, block + 8, 8);
        bs_wipe(block, sizeof block);
    } else if (!unwrap_raw(dec, a, out, in, n)) {
        return false;
    }
    const size_t padded = n - 8;
    size_t len = 0;
    for (unsigned i = 0; i < 4; i++) len = len << 8 | a[4 + i];
    bool ok = bs_ct_equal(a, icv, 4) && len <= padded && len > padded - 8;
    uint8_t rest = 0; /* RFC 5649 3: what pads is zero */
    for (size_t i = padded - 8; i < padded; i++) rest |= (uint8_t)(i >= len ? out[i] : 0);
    if (ok && rest == 0) {
        *out_len = len;
        return true;
    }
    bs_wipe(out, padded);
    return false;
}
