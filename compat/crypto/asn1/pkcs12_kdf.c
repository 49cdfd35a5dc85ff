#include "compat/crypto/asn1/pkcs12_kdf.h"

#include <openssl/crypto.h>
#include <string.h>

#include "src/base/secret.h"
#include "src/x509/der.h"
#include "src/x509/text.h"

#define MAX_BLOCK 144 /* SHA3-224's */

/* I_j = (I_j + B + 1) mod 2^8v, over each block of I. */
static void add_block(uint8_t *i, const uint8_t *b, size_t v) {
    unsigned carry = 1;
    for (size_t k = v; k-- > 0;) {
        carry += (unsigned)i[k] + b[k];
        i[k] = (uint8_t)carry;
        carry >>= 8;
    }
}

static size_t fill_cyclic(uint8_t *out, bs_reader from, size_t v) {
    if (from.len == 0) return 0;
    size_t n = (from.len + v - 1) / v * v;
    for (size_t k = 0; k < n; k++) out[k] = from.p[k % from.len];
    return n;
}

bool bs_pkcs12_kdf(enum bs_hash h, enum bs_pbe_purpose purpose, bs_reader pass, bs_reader salt, uint32_t iterations,
                   uint8_t *out, size_t out_len) {
    size_t v = bs_hash_block_len(h), u = bs_hash_len(h), cap = v + salt.len + v + pass.len + v;
    uint8_t *buf = (uint8_t *)OPENSSL_zalloc(cap), a[BS_HASH_MAX], b[MAX_BLOCK];
    if (!buf) return false;
    memset(buf, (int)purpose, v);
    uint8_t *i = buf + v;
    size_t i_len = fill_cyclic(i, salt, v);
    i_len += fill_cyclic(i + i_len, pass, v);
    while (out_len > 0) {
        bs_hash_once(h, bs_r_from(buf, v + i_len), a);
        for (uint32_t k = 1; k < iterations; k++) bs_hash_once(h, bs_r_from(a, u), a);
        size_t take = out_len < u ? out_len : u;
        memcpy(out, a, take);
        out += take;
        out_len -= take;
        fill_cyclic(b, bs_r_from(a, u), v);
        for (size_t k = 0; k < i_len; k += v) add_block(i + k, b, v);
    }
    bs_wipe(a, sizeof a);
    bs_wipe(b, sizeof b);
    OPENSSL_clear_free(buf, cap);
    return true;
}

uint8_t *bs_pkcs12_password(const char *utf8, size_t len, size_t *out_len) {
    bs_reader at = bs_r_from(utf8, len);
    uint8_t *out = (uint8_t *)OPENSSL_malloc(2 * len + 2);
    size_t n = 0;
    uint32_t c;
    int got = 0;
    if (!out) return NULL;
    while ((got = bs_text_next(BS_DER_UTF8, &at, &c)) > 0) {
        if (c > 0xFFFF) { /* a surrogate pair: four bytes of UTF-8 gave four bytes */
            uint32_t hi = 0xD800 + ((c - 0x10000) >> 10);
            out[n++] = (uint8_t)(hi >> 8);
            out[n++] = (uint8_t)hi;
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        out[n++] = (uint8_t)(c >> 8);
        out[n++] = (uint8_t)c;
    }
    for (size_t k = 0; got < 0 && k < len; k++) { /* not UTF-8: each byte is a character, as OpenSSL takes it */
        out[2 * k] = 0;
        out[2 * k + 1] = (uint8_t)utf8[k];
    }
    if (got < 0) n = 2 * len;
    out[n++] = 0;
    out[n++] = 0;
    *out_len = n;
    return out;
}
