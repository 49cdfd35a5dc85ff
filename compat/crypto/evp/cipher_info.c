/* What can be asked of an EVP_CIPHER_CTX, and EVP_BytesToKey(). */
#include <openssl/crypto.h>
#include <openssl/proverr.h>
#include <openssl/rand.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/cipher_own.h"
#include "src/base/secret.h"

const EVP_CIPHER *EVP_CIPHER_CTX_get0_cipher(const EVP_CIPHER_CTX *ctx) { return ctx != NULL ? ctx->cipher : NULL; }
const EVP_CIPHER *EVP_CIPHER_CTX_cipher(const EVP_CIPHER_CTX *ctx) { return ctx != NULL ? ctx->cipher : NULL; }

EVP_CIPHER *EVP_CIPHER_CTX_get1_cipher(EVP_CIPHER_CTX *ctx) {
    union {
        const EVP_CIPHER *from;
        EVP_CIPHER *to;
    } constant = { ctx != NULL ? ctx->cipher : NULL };
    return constant.to;
}

int EVP_CIPHER_CTX_is_encrypting(const EVP_CIPHER_CTX *ctx) { return ctx->encrypt; }
int EVP_CIPHER_CTX_get_nid(const EVP_CIPHER_CTX *ctx) { return EVP_CIPHER_get_nid(ctx->cipher); }
int EVP_CIPHER_CTX_get_block_size(const EVP_CIPHER_CTX *ctx) { return ctx->cipher != NULL ? ctx->cipher->block_size : 0; }

int EVP_CIPHER_CTX_get_key_length(const EVP_CIPHER_CTX *ctx) {
    if (ctx->cipher == NULL) return 0;
    return bs_own_cipher_of(ctx->cipher) != NULL ? ctx->own_key_len : ctx->cipher->key_len;
}

static int own_iv_length(const EVP_CIPHER_CTX *ctx) {
    union {
        const EVP_CIPHER_CTX *from;
        EVP_CIPHER_CTX *to;
    } constant = { ctx };
    int len = 0;
    if (!(ctx->cipher->flags & EVP_CIPH_CUSTOM_IV_LENGTH)) return ctx->cipher->iv_len;
    return EVP_CIPHER_CTX_ctrl(constant.to, EVP_CTRL_GET_IVLEN, 0, &len) > 0 ? len : -1;
}

int EVP_CIPHER_CTX_get_iv_length(const EVP_CIPHER_CTX *ctx) {
    if (ctx->cipher == NULL) return 0;
    return bs_own_cipher_of(ctx->cipher) != NULL ? own_iv_length(ctx) : (int)ctx->iv_len;
}

int EVP_CIPHER_CTX_get_tag_length(const EVP_CIPHER_CTX *ctx) {
    return ctx->cipher != NULL && bs_cipher_is_aead(ctx->cipher) ? (int)ctx->tag_len : 0;
}

void *EVP_CIPHER_CTX_get_app_data(const EVP_CIPHER_CTX *ctx) { return ctx->app_data; }
void EVP_CIPHER_CTX_set_app_data(EVP_CIPHER_CTX *ctx, void *data) { ctx->app_data = data; }
int EVP_CIPHER_CTX_get_num(const EVP_CIPHER_CTX *ctx) { /* how much of a key stream's block is spent; of no other mode */
    if (ctx->cipher == NULL) return -1;
    if (bs_own_cipher_of(ctx->cipher) != NULL) return ctx->own_num;
    const bool stream = ctx->cipher->kind == BS_CIPHER_CFB || ctx->cipher->kind == BS_CIPHER_OFB ||
        ctx->cipher->kind == BS_CIPHER_CTR;
    return stream ? (int)ctx->fill : 0;
}
const unsigned char *EVP_CIPHER_CTX_iv(const EVP_CIPHER_CTX *ctx) { return ctx->iv; }
unsigned char *EVP_CIPHER_CTX_iv_noconst(EVP_CIPHER_CTX *ctx) { return ctx->iv; }
const unsigned char *EVP_CIPHER_CTX_original_iv(const EVP_CIPHER_CTX *ctx) { return ctx->oiv; }

static int iv_out(const EVP_CIPHER_CTX *ctx, const uint8_t *iv, void *buf, size_t len) {
    const size_t have = ctx->iv_len;
    if (len < have) {
        BS_RAISE(ERR_LIB_PROV, bs_cipher_is_aead(ctx->cipher) ? PROV_R_INVALID_IV_LENGTH : PROV_R_FAILED_TO_SET_PARAMETER);
        return 0;
    }
    memcpy(buf, iv, have);
    return 1;
}

int EVP_CIPHER_CTX_get_updated_iv(EVP_CIPHER_CTX *ctx, void *buf, size_t len) {
    if (ctx->cipher == NULL) return 0;
    if (ctx->cipher->kind == BS_CIPHER_CTR && ctx->fill > 0) { /* ours waits in the block in progress, OpenSSL's is past it */
        uint8_t next[16];
        memcpy(next, ctx->iv, sizeof next);
        for (int i = 15; i >= 0 && ++next[i] == 0; i--) continue;
        return iv_out(ctx, next, buf, len);
    }
    return bs_cipher_is_aead(ctx->cipher) ? iv_out(ctx, ctx->oiv, buf, len)
                                          : iv_out(ctx, ctx->iv, buf, len);
}

int EVP_CIPHER_CTX_get_original_iv(EVP_CIPHER_CTX *ctx, void *buf, size_t len) {
    return ctx->cipher != NULL && iv_out(ctx, ctx->oiv, buf, len);
}

int EVP_CIPHER_CTX_set_padding(EVP_CIPHER_CTX *ctx, int pad) {
    ctx->no_padding = pad == 0;
    return 1;
}

void EVP_CIPHER_CTX_set_flags(EVP_CIPHER_CTX *ctx, int flags) {
    ctx->flags |= flags;
    if (flags & EVP_CIPH_NO_PADDING) ctx->no_padding = true;
}

void EVP_CIPHER_CTX_clear_flags(EVP_CIPHER_CTX *ctx, int flags) {
    ctx->flags &= ~flags;
    if (flags & EVP_CIPH_NO_PADDING) ctx->no_padding = false;
}

int EVP_CIPHER_CTX_test_flags(const EVP_CIPHER_CTX *ctx, int flags) { return ctx->flags & flags; }

int EVP_CIPHER_CTX_set_key_length(EVP_CIPHER_CTX *ctx, int keylen) {
    if (bs_own_cipher_of(ctx->cipher) != NULL) return bs_own_cipher_set_key_length(ctx, keylen);
    if (ctx->cipher != NULL && ctx->cipher->key_len == keylen) return 1;
    const enum bs_cipher_kind kind = ctx->cipher != NULL ? ctx->cipher->kind : BS_CIPHER_UNAVAILABLE;
    if (kind == BS_CIPHER_XTS) return 0; /* without a word, as in OpenSSL */
    if (kind == BS_CIPHER_CHACHA20 || kind == BS_CIPHER_CHACHA20_POLY1305) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_KEY_LENGTH);
    } else {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_KEY_LENGTH);
    }
    return 0;
}

int EVP_CIPHER_CTX_rand_key(EVP_CIPHER_CTX *ctx, unsigned char *key) {
    if (bs_own_cipher_of(ctx->cipher) != NULL) return bs_own_cipher_rand_key(ctx, key);
    return ctx->cipher != NULL && RAND_priv_bytes(key, ctx->cipher->key_len) > 0;
}

/* D_i = HASH^count(D_(i-1) || data || salt), strung together: first the key, then the IV. man 3 EVP_BytesToKey */
int EVP_BytesToKey(const EVP_CIPHER *type, const EVP_MD *md, const unsigned char *salt, const unsigned char *data,
                   int datal, int count, unsigned char *key, unsigned char *iv) {
    size_t nkey = (size_t)type->key_len, niv = (size_t)type->iv_len, have = 0;
    unsigned char d[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (data == NULL) return (int)nkey;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    bool ok = c != NULL;
    while (ok && have < nkey + niv) {
        ok = EVP_DigestInit_ex(c, md, NULL) && (len == 0 || EVP_DigestUpdate(c, d, len)) &&
             EVP_DigestUpdate(c, data, (size_t)datal) && (salt == NULL || EVP_DigestUpdate(c, salt, PKCS5_SALT_LEN)) &&
             EVP_DigestFinal_ex(c, d, &len) && len > 0;
        for (int i = 1; ok && i < count; i++) {
            ok = EVP_DigestInit_ex(c, md, NULL) && EVP_DigestUpdate(c, d, len) && EVP_DigestFinal_ex(c, d, &len);
        }
        for (size_t i = 0; ok && i < len; i++, have++) {
            if (have < nkey && key != NULL) key[have] = d[i];
            if (have >= nkey && have < nkey + niv && iv != NULL) iv[have - nkey] = d[i];
        }
    }
    EVP_MD_CTX_free(c);
    bs_wipe(d, sizeof d);
    return ok ? (int)nkey : 0;
}
