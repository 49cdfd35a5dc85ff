/* scrypt.                                                                                man 3 EVP_PBE_scrypt; RFC 7914 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "compat/crypto/core/raise.h"

#define DEFAULT_MAXMEM (UINT64_C(32) * 1024 * 1024)

static uint32_t rotl(uint32_t x, unsigned n) { return x << n | x >> (32 - n); }

/* RFC 7914 3: Salsa20/8 core, added to its input. */
static void salsa8(uint32_t b[16]) {
    static const uint8_t quarter[8][4] = { { 0, 4, 8, 12 },  { 5, 9, 13, 1 },  { 10, 14, 2, 6 },  { 15, 3, 7, 11 },
                                           { 0, 1, 2, 3 },   { 5, 6, 7, 4 },   { 10, 11, 8, 9 },  { 15, 12, 13, 14 } };
    uint32_t x[16];
    memcpy(x, b, sizeof x);
    for (int round = 0; round < 4; round++) {
        for (int q = 0; q < 8; q++) {
            const uint8_t *i = quarter[q];
            x[i[1]] ^= rotl(x[i[0]] + x[i[3]], 7);
            x[i[2]] ^= rotl(x[i[1]] + x[i[0]], 9);
            x[i[3]] ^= rotl(x[i[2]] + x[i[1]], 13);
            x[i[0]] ^= rotl(x[i[3]] + x[i[2]], 18);
        }
    }
    for (int i = 0; i < 16; i++) b[i] += x[i];
}

/* RFC 7914 4: even blocks to the first half, odd ones to the second. */
static void block_mix(uint32_t *out, const uint32_t *in, size_t r) {
    uint32_t x[16];
    memcpy(x, in + (2 * r - 1) * 16, sizeof x);
    for (size_t i = 0; i < 2 * r; i++) {
        for (size_t j = 0; j < 16; j++) x[j] ^= in[i * 16 + j];
        salsa8(x);
        memcpy(out + (i / 2 + (i & 1) * r) * 16, x, sizeof x);
    }
}

/* RFC 7914 5. The index depends on the passphrase: scrypt is made that way. v: N blocks; t: two more. */
static void ro_mix(uint8_t *b, size_t r, uint64_t n, uint32_t *v, uint32_t *t) {
    const size_t words = 32 * r;
    uint32_t *x = t, *y = t + words;
    for (size_t i = 0; i < words; i++) {
        const uint8_t *p = b + 4 * i;
        x[i] = (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
    }
    for (uint64_t i = 0; i < n; i++) {
        memcpy(v + i * words, x, words * 4);
        block_mix(y, x, r);
        memcpy(x, y, words * 4);
    }
    for (uint64_t i = 0; i < n; i++) {
        uint64_t j = ((uint64_t)x[words - 15] << 32 | x[words - 16]) & (n - 1);
        for (size_t k = 0; k < words; k++) x[k] ^= v[j * words + k];
        block_mix(y, x, r);
        memcpy(x, y, words * 4);
    }
    for (size_t i = 0; i < words; i++) {
        for (size_t k = 0; k < 4; k++) b[4 * i + k] = (uint8_t)(x[i] >> (8 * k));
    }
}

static int refuse(int reason) {
    BS_RAISE(ERR_LIB_EVP, reason);
    return 0;
}

int EVP_PBE_scrypt(const char *pass, size_t passlen, const unsigned char *salt, size_t saltlen, uint64_t N, uint64_t r,
                   uint64_t p, uint64_t maxmem, unsigned char *key, size_t keylen) {
    if (r == 0 || p == 0 || N < 2 || (N & (N - 1)) != 0) return 0; /* OpenSSL has no word for it */
    if (p > ((UINT64_C(1) << 30) - 1) / r) return refuse(EVP_R_MEMORY_LIMIT_EXCEEDED);
    if (16 * r <= 63 && N >= UINT64_C(1) << (16 * r)) return refuse(EVP_R_MEMORY_LIMIT_EXCEEDED);
    if (maxmem == 0) maxmem = DEFAULT_MAXMEM;
    uint64_t block = 128 * r, blocks = p * block;
    if (N + 2 > UINT64_MAX / block || blocks > INT32_MAX || blocks + (N + 2) * block > maxmem ||
        blocks + (N + 2) * block > SIZE_MAX || passlen > INT32_MAX || saltlen > INT32_MAX || keylen > INT32_MAX) {
        return refuse(EVP_R_MEMORY_LIMIT_EXCEEDED);
    }
    if (key == NULL) return 1; /* the parameters are good */
    uint8_t *b = OPENSSL_malloc((size_t)blocks);
    uint32_t *v = OPENSSL_malloc((size_t)((N + 2) * block));
    int ok = b != NULL && v != NULL &&
             PKCS5_PBKDF2_HMAC(pass, (int)passlen, salt, (int)saltlen, 1, EVP_sha256(), (int)blocks, b);
    for (uint64_t i = 0; ok && i < p; i++) ro_mix(b + i * block, (size_t)r, N, v, v + N * (block / 4));
    ok = ok && PKCS5_PBKDF2_HMAC(pass, (int)passlen, b, (int)blocks, 1, EVP_sha256(), (int)keylen, key);
    OPENSSL_clear_free(b, (size_t)blocks);
    OPENSSL_clear_free(v, (size_t)((N + 2) * block));
    return ok;
}
