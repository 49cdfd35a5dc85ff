#include "compat/crypto/asn1/pbe.h"

#include <bearssl.h>
#include <openssl/crypto.h>
#include <string.h>

#include "compat/crypto/evp/pkey_local.h"
#include "src/base/secret.h"
#include "src/x509/key_der.h"
#include "src/x509/text.h"

#define OID(name, ...) static const uint8_t name[] = { __VA_ARGS__ }
OID(oid_pbes2, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D);
OID(oid_pbkdf2, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0C);
OID(oid_sha1_3des, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x03);
OID(oid_sha1_2des, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x04);
OID(oid_des_ede3, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x03, 0x07);
OID(oid_aes_cbc_prefix, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01); /* .2, .22, .42: 128, 192, 256 bits */
OID(oid_hmac_prefix, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02);          /* .7 SHA-1 ... .11 SHA-512 */
#define IS(r, oid) bs_r_equal(r, oid, sizeof(oid))

#define MAX_BLOCK 128 /* SHA-512's */

static size_t block_len(enum bs_hash h) { return h == BS_HASH_SHA384 || h == BS_HASH_SHA512 ? 128 : 64; }

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

void bs_pkcs12_kdf(enum bs_hash h, enum bs_pbe_purpose purpose, bs_reader pass, bs_reader salt, uint32_t iterations,
                   uint8_t *out, size_t out_len) {
    size_t v = block_len(h), u = bs_hash_len(h), cap = v + salt.len + v + pass.len + v;
    uint8_t *buf = (uint8_t *)OPENSSL_zalloc(cap), a[BS_HASH_MAX], b[MAX_BLOCK];
    if (!buf) {
        memset(out, 0, out_len); /* the MAC or padding check then fails */
        return;
    }
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
}

void bs_pbkdf2(enum bs_hash h, bs_reader pass, bs_reader salt, uint32_t iterations, uint8_t *out, size_t out_len) {
    br_hmac_key_context key;
    br_hmac_context mac;
    uint8_t u[BS_HASH_MAX], t[BS_HASH_MAX], number[4];
    size_t n = bs_hash_len(h);
    br_hmac_key_init(&key, bs_hash_class(h), pass.p, pass.len);
    for (uint32_t block = 1; out_len > 0; block++) {
        for (int k = 0; k < 4; k++) number[k] = (uint8_t)(block >> (24 - 8 * k));
        br_hmac_init(&mac, &key, 0);
        br_hmac_update(&mac, salt.p, salt.len);
        br_hmac_update(&mac, number, 4);
        br_hmac_out(&mac, u);
        memcpy(t, u, n);
        for (uint32_t k = 1; k < iterations; k++) {
            br_hmac_init(&mac, &key, 0);
            br_hmac_update(&mac, u, n);
            br_hmac_out(&mac, u);
            for (size_t j = 0; j < n; j++) t[j] ^= u[j];
        }
        size_t take = out_len < n ? out_len : n;
        memcpy(out, t, take);
        out += take;
        out_len -= take;
    }
    bs_wipe(&key, sizeof key);
    bs_wipe(&mac, sizeof mac);
    bs_wipe(u, sizeof u);
    bs_wipe(t, sizeof t);
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

/* What decrypts: a key, an IV and a block cipher in CBC mode. */
struct cbc {
    bool aes;
    uint8_t key[32], iv[16];
    size_t key_len, block;
};

static bs_status run_cbc(const struct cbc *c, bs_reader data, uint8_t *out, size_t *out_len) {
    union {
        const br_block_cbcdec_class *vtable;
        br_aes_gen_cbcdec_keys aes;
        br_des_gen_cbcdec_keys des;
    } ctx;
    uint8_t iv[16];
    if (data.len == 0 || data.len % c->block != 0) return BS_E_DECODE;
    const br_block_cbcdec_class *cl = c->aes ? bs_crypto_impl()->aes_cbcdec : bs_crypto_impl()->des_cbcdec;
    memcpy(out, data.p, data.len);
    memcpy(iv, c->iv, sizeof iv);
    cl->init(&ctx.vtable, c->key, c->key_len);
    cl->run(&ctx.vtable, iv, out, data.len);
    bs_wipe(&ctx, sizeof ctx);
    /* the padding tells a wrong password, which the user learns anyway */
    uint8_t pad = out[data.len - 1];
    bool ok = pad >= 1 && pad <= c->block;
    for (size_t k = 1; ok && k <= pad; k++) ok = out[data.len - k] == pad;
    if (!ok) {
        bs_wipe(out, data.len);
        return BS_E_BAD_MAC;
    }
    *out_len = data.len - pad;
    return BS_OK;
}

static bs_status pkcs12_pbe(struct cbc *c, bool two_keys, bs_reader params, bs_reader pass) {
    bs_reader seq, salt;
    uint64_t iterations;
    if (!bs_der_read(&params, BS_DER_SEQUENCE, &seq) || !bs_der_read(&seq, BS_DER_OCTET_STRING, &salt)
        || !bs_der_uint64(&seq, &iterations) || !bs_r_done(&seq) || iterations == 0
        || iterations > BS_PBE_MAX_ITERATIONS) {
        return BS_E_DECODE;
    }
    size_t n = 0;
    uint8_t *bmp = pass.p ? bs_pkcs12_password((const char *)pass.p, pass.len, &n) : NULL;
    if (pass.p && !bmp) return BS_E_MEMORY;
    bs_reader p = bs_r_from(bmp, n);
    *c = (struct cbc){ .aes = false, .key_len = two_keys ? 16 : 24, .block = 8 };
    bs_pkcs12_kdf(BS_HASH_SHA1, BS_PBE_KEY, p, salt, (uint32_t)iterations, c->key, c->key_len);
    bs_pkcs12_kdf(BS_HASH_SHA1, BS_PBE_IV, p, salt, (uint32_t)iterations, c->iv, 8);
    OPENSSL_clear_free(bmp, n);
    return BS_OK;
}

static enum bs_hash prf_of(bs_reader oid) {
    static const enum bs_hash by_arc[] = { BS_HASH_SHA1, BS_HASH_SHA224, BS_HASH_SHA256, BS_HASH_SHA384, BS_HASH_SHA512 };
    size_t n = sizeof oid_hmac_prefix;
    if (oid.len != n + 1 || memcmp(oid.p, oid_hmac_prefix, n) != 0 || oid.p[n] < 7 || oid.p[n] > 11) return BS_HASH_NONE;
    return by_arc[oid.p[n] - 7];
}

static bs_status read_pbkdf2(bs_reader kdf, bs_reader *salt, uint64_t *iterations, enum bs_hash *prf) {
    bs_reader oid, seq, alg;
    uint64_t key_len;
    if (!bs_der_read(&kdf, BS_DER_OID, &oid)) return BS_E_DECODE;
    if (!IS(oid, oid_pbkdf2)) return BS_E_UNSUPPORTED;
    if (!bs_der_read(&kdf, BS_DER_SEQUENCE, &seq) || !bs_der_read(&seq, BS_DER_OCTET_STRING, salt)
        || !bs_der_uint64(&seq, iterations) || *iterations == 0 || *iterations > BS_PBE_MAX_ITERATIONS) {
        return BS_E_DECODE;
    }
    if (bs_der_next_is(&seq, BS_DER_INTEGER) && !bs_der_uint64(&seq, &key_len)) return BS_E_DECODE;
    *prf = BS_HASH_SHA1; /* RFC 8018 A.2: the default */
    if (bs_r_done(&seq)) return BS_OK;
    if (!bs_der_read(&seq, BS_DER_SEQUENCE, &alg) || !bs_der_read(&alg, BS_DER_OID, &oid)) return BS_E_DECODE;
    *prf = prf_of(oid);
    return *prf == BS_HASH_NONE ? BS_E_UNSUPPORTED : BS_OK;
}

static bs_status read_cipher(struct cbc *c, bs_reader enc) {
    bs_reader oid, iv;
    size_t n = sizeof oid_aes_cbc_prefix;
    if (!bs_der_read(&enc, BS_DER_OID, &oid)) return BS_E_DECODE;
    *c = (struct cbc){ .aes = true, .block = 16 };
    if (IS(oid, oid_des_ede3)) *c = (struct cbc){ .aes = false, .key_len = 24, .block = 8 };
    else if (oid.len != n + 1 || memcmp(oid.p, oid_aes_cbc_prefix, n) != 0) return BS_E_UNSUPPORTED;
    else c->key_len = oid.p[n] == 2 ? 16 : oid.p[n] == 22 ? 24 : oid.p[n] == 42 ? 32 : 0;
    if (c->key_len == 0) return BS_E_UNSUPPORTED;
    if (!bs_der_read(&enc, BS_DER_OCTET_STRING, &iv) || iv.len != c->block) return BS_E_DECODE;
    memcpy(c->iv, iv.p, iv.len);
    return BS_OK;
}

static bs_status pbes2(struct cbc *c, bs_reader params, bs_reader pass) {
    bs_reader seq, kdf, enc, salt;
    uint64_t iterations;
    enum bs_hash prf;
    if (!bs_der_read(&params, BS_DER_SEQUENCE, &seq) || !bs_der_read(&seq, BS_DER_SEQUENCE, &kdf)
        || !bs_der_read(&seq, BS_DER_SEQUENCE, &enc)) {
        return BS_E_DECODE;
    }
    BS_TRY(read_pbkdf2(kdf, &salt, &iterations, &prf));
    BS_TRY(read_cipher(c, enc));
    bs_pbkdf2(prf, pass, salt, (uint32_t)iterations, c->key, c->key_len);
    return BS_OK;
}

bs_status bs_pbe_decrypt(bs_reader alg, bs_reader pass, bs_reader data, uint8_t *out, size_t *out_len) {
    bs_reader seq, oid;
    struct cbc c;
    if (!bs_der_read(&alg, BS_DER_SEQUENCE, &seq) || !bs_der_read(&seq, BS_DER_OID, &oid)) return BS_E_DECODE;
    bs_status s = IS(oid, oid_pbes2)       ? pbes2(&c, seq, pass)
                  : IS(oid, oid_sha1_3des) ? pkcs12_pbe(&c, false, seq, pass)
                  : IS(oid, oid_sha1_2des) ? pkcs12_pbe(&c, true, seq, pass)
                                           : BS_E_UNSUPPORTED;
    if (s == BS_OK) s = run_cbc(&c, data, out, out_len);
    bs_wipe(&c, sizeof c);
    return s;
}
