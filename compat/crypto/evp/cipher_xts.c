/* AES-XTS.                                                                     SP 800-38E, IEEE 1619-2007 5.3 */
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/cipher_local.h"
#include "compat/crypto/evp/pkey_local.h"
#include "src/base/secret.h"

#define MAX_BLOCKS ((size_t)1 << 20) /* SP 800-38E 4: of a data unit */

bool bs_xts_keys_differ(const EVP_CIPHER_CTX *ctx, const uint8_t *key) {
    const size_t half = (size_t)ctx->cipher->key_len / 2;
    if (!bs_ct_equal(key, key + half, half)) return true;
    BS_RAISE(ERR_LIB_PROV, PROV_R_XTS_DUPLICATED_KEYS);
    return false;
}

/* The tweak times the primitive element: little-endian, with no branch on the bit that falls out. */
static void next_tweak(uint8_t t[16]) {
    uint8_t carry = 0;
    for (unsigned i = 0; i < 16; i++) {
        uint8_t out = t[i] >> 7;
        t[i] = (uint8_t)(t[i] << 1 | carry);
        carry = out;
    }
    t[0] ^= (uint8_t)(0x87 & ((uint8_t) - carry));
}

static void one_block(EVP_CIPHER_CTX *ctx, const uint8_t tweak[16], uint8_t block[16]) {
    for (unsigned i = 0; i < 16; i++) block[i] ^= tweak[i];
    bs_cipher_one_block(ctx, block);
    for (unsigned i = 0; i < 16; i++) block[i] ^= tweak[i];
}

/* A last short block takes what it lacks from the block before. When decrypting, their tweaks change places. */
static void steal(EVP_CIPHER_CTX *ctx, uint8_t tweak[16], uint8_t *last, size_t rest) {
    uint8_t after[16], block[16];
    memcpy(after, tweak, sizeof after);
    next_tweak(after);
    one_block(ctx, ctx->encrypt ? tweak : after, last);
    memcpy(block, last, sizeof block);
    memcpy(block, last + 16, rest);
    memcpy(last + 16, last, rest);
    one_block(ctx, ctx->encrypt ? after : tweak, block);
    memcpy(last, block, sizeof block);
    bs_wipe(block, sizeof block);
}

bool bs_xts_update(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    uint8_t tweak[16], zero[16] = { 0 };
    if (!ctx->iv_set || len < 16) return false; /* OpenSSL queues nothing */
    if (len > MAX_BLOCKS * 16) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_XTS_DATA_UNIT_IS_TOO_LARGE);
        return false;
    }
    memcpy(tweak, ctx->oiv, sizeof tweak);
    ctx->tweak.vtable->run(&ctx->tweak.vtable, zero, tweak, sizeof tweak);
    memmove(out, in, len);
    const size_t rest = len % 16, plain = rest > 0 ? len - rest - 16 : len;
    for (size_t at = 0; at < plain; at += 16) {
        one_block(ctx, tweak, out + at);
        next_tweak(tweak);
    }
    if (rest > 0) steal(ctx, tweak, out + plain, rest);
    return true;
}
