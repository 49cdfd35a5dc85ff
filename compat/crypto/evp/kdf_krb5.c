/* Kerberos's key derivation.                                                     man 7 EVP_KDF-KRB5KDF; RFC 3961 5.1, 5.3 */
#include <openssl/des.h>
#include <openssl/obj_mac.h>
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/evp/kdf_local.h"
#include "src/base/secret.h"

static size_t common_divisor(size_t a, size_t b) {
    while (b != 0) {
        const size_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

/* RFC 3961 5.1, n-fold: copies of the constant, each rotated 13 bits more to the right, up to the least common multiple
 * of both lengths, added in pieces of n bytes with the carry going round. */
static void fold(uint8_t *out, size_t n, bs_reader constant) {
    const size_t bits = 8 * constant.len, total = n * constant.len / common_divisor(n, constant.len);
    unsigned carry = 0;
    memset(out, 0, n);
    for (size_t i = total; i-- > 0;) { /* from the least significant byte on */
        const size_t copy = i / constant.len, shift = 13 * copy % bits;
        const size_t from = (8 * (i % constant.len) + bits - shift) % bits, low = from % 8;
        const unsigned both = (unsigned)constant.p[from / 8] << 8 | constant.p[(from / 8 + 1) % constant.len];
        carry += out[i % n] + ((both >> (8 - low)) & 0xFF);
        out[i % n] = (uint8_t)carry;
        carry >>= 8;
    }
    for (size_t i = n; carry > 0; i = i > 0 ? i : n) {
        i--;
        carry += out[i];
        out[i] = (uint8_t)carry;
        carry >>= 8;
    }
}

/* RFC 3961 6.3: of 56 bits a DES key, whose last byte has the lowest bits of the others. */
static void spread(uint8_t key[24]) {
    for (size_t i = 3; i-- > 0;) {
        uint8_t *block = key + 8 * i;
        memmove(block, key + 7 * i, 7);
        block[7] = 0;
        for (unsigned j = 0; j < 7; j++) block[7] |= (uint8_t)((block[j] & 1) << (j + 1));
        DES_set_odd_parity((DES_cblock *)(void *)block);
    }
}

/* RFC 3961 5.3: DR(Key, Constant) = k-truncate(E(Key, Constant) | E(Key, E(Key, Constant)) | ...) */
static int chain(const EVP_CIPHER *cipher, bs_reader key, bs_reader constant, uint8_t *out, size_t len) {
    uint8_t block[EVP_MAX_BLOCK_LENGTH];
    const size_t n = (size_t)EVP_CIPHER_get_block_size(cipher);
    if (constant.len > n) return bs_kdf_refuse(PROV_R_INVALID_CONSTANT_LENGTH);
    if (constant.len == n) memcpy(block, constant.p, n);
    else fold(block, n, constant);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int ok = ctx != NULL;
    for (size_t done = 0; ok && done < len; done += n) {
        int made = 0;
        ok = EVP_EncryptInit_ex(ctx, cipher, NULL, NULL, NULL) && EVP_CIPHER_CTX_set_key_length(ctx, (int)key.len) &&
             EVP_EncryptInit_ex(ctx, NULL, NULL, key.p, NULL) && EVP_CIPHER_CTX_set_padding(ctx, 0) &&
             EVP_EncryptUpdate(ctx, block, &made, block, (int)n) && (size_t)made == n;
        if (ok) memcpy(out + done, block, n < len - done ? n : len - done);
    }
    EVP_CIPHER_CTX_free(ctx);
    bs_wipe(block, sizeof block);
    return ok;
}

int bs_krb5kdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len) {
    if (ctx->cipher == NULL) return bs_kdf_refuse(PROV_R_MISSING_CIPHER);
    if (!bs_kdf_has(ctx, BS_KDF_KEY)) return bs_kdf_refuse(PROV_R_MISSING_KEY);
    if (!bs_kdf_has(ctx, BS_KDF_CONSTANT)) return bs_kdf_refuse(PROV_R_MISSING_CONSTANT);
    const bs_reader key = bs_kdf_view(ctx, BS_KDF_KEY), constant = bs_kdf_view(ctx, BS_KDF_CONSTANT);
    const bool des3 = EVP_CIPHER_get_nid(ctx->cipher) == NID_des_ede3_cbc;
    const bool bare = des3 && key.len == 24 && len == 21; /* the random bits as they are */
    if (key.len != len && !bare) return bs_kdf_refuse(PROV_R_WRONG_OUTPUT_BUFFER_SIZE);
    if (constant.len == 0) return bs_kdf_refuse(PROV_R_INVALID_CONSTANT_LENGTH);
    if (!chain(ctx->cipher, key, constant, out, len)) return 0;
    if (des3 && !bare) spread(out);
    return 1;
}

size_t bs_krb5kdf_size(const EVP_KDF_CTX *ctx) {
    return ctx->cipher != NULL ? (size_t)EVP_CIPHER_get_key_length(ctx->cipher) : EVP_MAX_KEY_LENGTH;
}
