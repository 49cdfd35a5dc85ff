/* Block and stream modes over BearSSL's CBC and CTR classes. */
#include <string.h>

#include "compat/crypto/evp/cipher_local.h"
#include "compat/crypto/evp/pkey_local.h"
#include "src/base/secret.h"

static void init_block(EVP_CIPHER_CTX *ctx, bool des, bool inverse, const uint8_t *key, size_t len) {
    const struct bs_impl *impl = bs_crypto_impl();
    const br_block_cbcdec_class *dec = des ? impl->des_cbcdec : impl->aes_cbcdec;
    const br_block_cbcenc_class *enc = des ? impl->des_cbcenc : impl->aes_cbcenc;
    if (inverse) {
        dec->init(&ctx->keys.dec, key, len);
    } else {
        enc->init(&ctx->keys.enc, key, len);
    }
}

void bs_cipher_set_key(EVP_CIPHER_CTX *ctx, const uint8_t *key) {
    const struct bs_impl *impl = bs_crypto_impl();
    const EVP_CIPHER *c = ctx->cipher;
    size_t len = (size_t)c->key_len;
    switch (c->kind) {
    case BS_CIPHER_CTR:
    case BS_CIPHER_GCM: impl->aes_ctr->init(&ctx->keys.ctr.vtable, key, len); break;
    case BS_CIPHER_CCM: impl->aes_ctrcbc->init(&ctx->keys.ctrcbc.vtable, key, len); break;
    case BS_CIPHER_CHACHA20:
    case BS_CIPHER_CHACHA20_POLY1305: memcpy(ctx->keys.chacha, key, len); break;
    case BS_CIPHER_ECB:
    case BS_CIPHER_WRAP:
    case BS_CIPHER_WRAP_PAD:
    case BS_CIPHER_CBC: init_block(ctx, c->des, !ctx->encrypt, key, len); break;
    case BS_CIPHER_XTS:
        init_block(ctx, false, !ctx->encrypt, key, len / 2);
        impl->aes_cbcenc->init(&ctx->tweak.vtable, key + len / 2, len / 2);
        break;
    case BS_CIPHER_CFB:
    case BS_CIPHER_CFB8:
    case BS_CIPHER_CFB1:
    case BS_CIPHER_OFB: init_block(ctx, c->des, false, key, len); break;
    default: break;
    }
}

/* Whole blocks in place with this chaining value. */
static void run(EVP_CIPHER_CTX *ctx, uint8_t *iv, uint8_t *data, size_t len) {
    if (ctx->encrypt) {
        ctx->keys.enc->run(&ctx->keys.enc, iv, data, len);
    } else {
        ctx->keys.dec->run(&ctx->keys.dec, iv, data, len);
    }
}

void bs_cipher_blocks(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    if (len == 0) return;
    if (out != in) memmove(out, in, len);
    if (ctx->cipher->kind == BS_CIPHER_CBC) {
        run(ctx, ctx->iv, out, len);
        return;
    }
    size_t block = (size_t)ctx->cipher->block_size;
    for (size_t i = 0; i < len; i += block) {
        uint8_t zero[16] = { 0 };
        run(ctx, zero, out + i, block);
    }
}

void bs_cipher_one_block(EVP_CIPHER_CTX *ctx, uint8_t *block) {
    uint8_t zero[16] = { 0 };
    run(ctx, zero, block, 16);
}

/* Feedback modes have a block size of 1 for EVP; this is the cipher's. */
static size_t inner_block(const EVP_CIPHER_CTX *ctx) { return ctx->cipher->des ? 8 : 16; }

static void encrypt_block(EVP_CIPHER_CTX *ctx, uint8_t *block) {
    uint8_t zero[16] = { 0 };
    ctx->keys.enc->run(&ctx->keys.enc, zero, block, inner_block(ctx));
}

static void encrypt_iv(EVP_CIPHER_CTX *ctx) { encrypt_block(ctx, ctx->iv); }

static void cfb(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if (ctx->fill == 0) encrypt_iv(ctx);
        uint8_t x = in[i];
        out[i] = (uint8_t)(x ^ ctx->iv[ctx->fill]);
        ctx->iv[ctx->fill] = ctx->encrypt ? out[i] : x;
        ctx->fill = (ctx->fill + 1) % inner_block(ctx);
    }
}

/* SP 800-38A 6.3 with s = 8: the register moves on by a byte of ciphertext. */
static void cfb8(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    const size_t block = inner_block(ctx);
    for (size_t i = 0; i < len; i++) {
        uint8_t stream[16], x = in[i];
        memcpy(stream, ctx->iv, block);
        encrypt_block(ctx, stream);
        out[i] = x ^ stream[0];
        memmove(ctx->iv, ctx->iv + 1, block - 1);
        ctx->iv[block - 1] = ctx->encrypt ? out[i] : x;
    }
}

/* The same with s = 1. The length counts bits if the program has said so. */
static void cfb1(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    const size_t block = inner_block(ctx), bits = ctx->flags & EVP_CIPH_FLAG_LENGTH_BITS ? len : 8 * len;
    for (size_t i = 0; i < bits; i++) {
        uint8_t stream[16];
        const unsigned at = 7 - i % 8;
        memcpy(stream, ctx->iv, block);
        encrypt_block(ctx, stream);
        const unsigned x = in[i / 8] >> at & 1, y = x ^ stream[0] >> 7;
        out[i / 8] = (uint8_t)((out[i / 8] & ~(1u << at)) | y << at);
        for (size_t j = 0; j + 1 < block; j++) ctx->iv[j] = (uint8_t)(ctx->iv[j] << 1 | ctx->iv[j + 1] >> 7);
        ctx->iv[block - 1] = (uint8_t)((unsigned)ctx->iv[block - 1] << 1 | (ctx->encrypt ? y : x));
    }
}

static void ofb(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if (ctx->fill == 0) encrypt_iv(ctx);
        out[i] = (uint8_t)(in[i] ^ ctx->iv[ctx->fill]);
        ctx->fill = (ctx->fill + 1) % inner_block(ctx);
    }
}

static uint32_t load32(const uint8_t *p, bool little) {
    return little ? (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0]
                  : (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void store32(uint8_t *p, uint32_t v, bool little) {
    for (unsigned i = 0; i < 4; i++) p[i] = (uint8_t)(v >> (little ? 8 * i : 24 - 8 * i));
}

/* XORs whole blocks with the key stream and moves the 128-bit counter on: the classes count 32 bits alone. */
static void ctr_blocks(EVP_CIPHER_CTX *ctx, uint8_t *data, size_t num, size_t block) {
    const bool chacha = ctx->cipher->kind == BS_CIPHER_CHACHA20;
    while (num > 0) {
        uint32_t cc = load32(chacha ? ctx->iv : ctx->iv + 12, chacha);
        uint64_t room = ((uint64_t)1 << 32) - cc;
        size_t n = num < room ? num : (size_t)room;
        if (chacha) {
            (void)bs_crypto_impl()->chacha20(ctx->keys.chacha, ctx->iv + 4, cc, data, n * block);
        } else {
            ctx->keys.ctr.vtable->run(&ctx->keys.ctr.vtable, ctx->iv, cc, data, n * block);
        }
        cc += (uint32_t)n;
        store32(chacha ? ctx->iv : ctx->iv + 12, cc, chacha);
        if (cc == 0 && chacha) {
            store32(ctx->iv + 4, load32(ctx->iv + 4, true) + 1, true); /* the counter's upper half */
        } else if (cc == 0) {
            for (int i = 11; i >= 0 && ++ctx->iv[i] == 0; i--) continue;
        }
        data += n * block;
        num -= n;
    }
}

static void counter_mode(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    /* the key stream of a block in progress is made again from its counter: fill bytes of it are spent */
    const size_t block = ctx->cipher->kind == BS_CIPHER_CHACHA20 ? 64 : 16;
    if (out != in) memmove(out, in, len);
    while (len > 0 && (ctx->fill > 0 || len < block)) {
        uint8_t stream[64] = { 0 }, saved[16];
        size_t n = block - ctx->fill < len ? block - ctx->fill : len;
        memcpy(saved, ctx->iv, sizeof saved);
        ctr_blocks(ctx, stream, 1, block);
        for (size_t i = 0; i < n; i++) out[i] ^= stream[ctx->fill + i];
        ctx->fill = (ctx->fill + n) % block;
        if (ctx->fill > 0) memcpy(ctx->iv, saved, sizeof saved);
        out += n;
        len -= n;
    }
    size_t whole = len / block;
    ctr_blocks(ctx, out, whole, block);
    if (len > whole * block) counter_mode(ctx, out + whole * block, out + whole * block, len - whole * block);
}

void bs_cipher_leave_block(EVP_CIPHER_CTX *ctx) {
    uint8_t stream[16] = { 0 };
    if (ctx->cipher->kind == BS_CIPHER_CTR && ctx->fill > 0) ctr_blocks(ctx, stream, 1, sizeof stream);
    ctx->fill = 0;
    bs_wipe(stream, sizeof stream);
}

void bs_cipher_stream(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    switch (ctx->cipher->kind) {
    case BS_CIPHER_CFB: cfb(ctx, out, in, len); break;
    case BS_CIPHER_CFB8: cfb8(ctx, out, in, len); break;
    case BS_CIPHER_CFB1: cfb1(ctx, out, in, len); break;
    case BS_CIPHER_OFB: ofb(ctx, out, in, len); break;
    case BS_CIPHER_CTR:
    case BS_CIPHER_CHACHA20: counter_mode(ctx, out, in, len); break;
    default:
        if (out != in) memmove(out, in, len);
    }
}
