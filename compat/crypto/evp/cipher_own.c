/* Contexts with a cipher of a program's own: its functions see whole blocks, unless it wants to do all by itself. */
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/cipher_own.h"

/* The callers know that it is one. */
static const struct bs_own_cipher *own(const EVP_CIPHER_CTX *ctx) {
    return (const struct bs_own_cipher *)(const void *)ctx->cipher;
}

static bool has(const EVP_CIPHER_CTX *ctx, unsigned long flag) { return (ctx->cipher->flags & flag) != 0; }

int bs_own_cipher_cleanup(EVP_CIPHER_CTX *ctx) {
    const struct bs_own_cipher *o = bs_own_cipher_of(ctx->cipher);
    return o == NULL || o->cleanup == NULL || o->cleanup(ctx);
}

void bs_own_cipher_drop(EVP_CIPHER_CTX *ctx) {
    const struct bs_own_cipher *o = bs_own_cipher_of(ctx->cipher);
    OPENSSL_clear_free(ctx->own_data, o != NULL && o->data_size > 0 ? (size_t)o->data_size : 0);
    ctx->own_data = NULL;
}

static bool make_data(EVP_CIPHER_CTX *ctx) {
    const int n = own(ctx)->data_size;
    ctx->own_data = n > 0 ? OPENSSL_zalloc((size_t)n) : NULL;
    if (n <= 0 || ctx->own_data != NULL) return true;
    ctx->cipher = NULL;
    BS_RAISE(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
    return false;
}

/* --- beginning ---------------------------------------------------------------------------------------------------- */

static bool take(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher) {
    const bool encrypt = ctx->encrypt;
    const int flags = ctx->flags & EVP_CIPHER_CTX_FLAG_WRAP_ALLOW;
    if (ctx->cipher != NULL && !EVP_CIPHER_CTX_reset(ctx)) bs_own_cipher_drop(ctx);
    ctx->cipher = cipher;
    ctx->encrypt = encrypt;
    ctx->flags = flags;
    ctx->no_padding = false;
    if (!make_data(ctx)) return false;
    ctx->own_key_len = cipher->key_len;
    ctx->own_num = 0;
    ctx->iv_len = cipher->iv_len > 0 && cipher->iv_len <= (int)sizeof ctx->iv ? (size_t)cipher->iv_len : 0;
    if (!has(ctx, EVP_CIPH_CTRL_INIT) || EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_INIT, 0, NULL) > 0) return true;
    bs_own_cipher_drop(ctx);
    ctx->cipher = NULL;
    BS_RAISE(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
    return false;
}

static bool take_iv(EVP_CIPHER_CTX *ctx, const uint8_t *iv) {
    const int mode = EVP_CIPHER_get_mode(ctx->cipher);
    if (mode == EVP_CIPH_STREAM_CIPHER || mode == EVP_CIPH_ECB_MODE) return true;
    if (mode < EVP_CIPH_CBC_MODE || mode > EVP_CIPH_CTR_MODE) return false;
    const int n = EVP_CIPHER_CTX_get_iv_length(ctx);
    if (mode != EVP_CIPH_CBC_MODE) ctx->own_num = 0;
    if (n < 0 || n > (int)sizeof ctx->iv) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_IV_LENGTH);
        return false;
    }
    if (mode == EVP_CIPH_CTR_MODE) { /* none is used twice */
        if (iv != NULL) memcpy(ctx->iv, iv, (size_t)n);
        return true;
    }
    if (iv != NULL) memcpy(ctx->oiv, iv, (size_t)n);
    memcpy(ctx->iv, ctx->oiv, (size_t)n);
    return true;
}

int bs_own_cipher_init(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const uint8_t *key, const uint8_t *iv, int enc) {
    if (enc != -1) ctx->encrypt = enc != 0;
    if (cipher != NULL && !take(ctx, cipher)) return 0;
    const struct bs_own_cipher *o = own(ctx);
    const int block = o->cipher.block_size;
    if ((block != 1 && block != 8 && block != 16) || o->init == NULL || o->do_cipher == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
        return 0;
    }
    if (EVP_CIPHER_get_mode(ctx->cipher) == EVP_CIPH_WRAP_MODE && !(ctx->flags & EVP_CIPHER_CTX_FLAG_WRAP_ALLOW)) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_WRAP_MODE_NOT_ALLOWED);
        return 0;
    }
    if (!has(ctx, EVP_CIPH_CUSTOM_IV) && !take_iv(ctx, iv)) return 0;
    if ((key != NULL || has(ctx, EVP_CIPH_ALWAYS_CALL_INIT)) && !o->init(ctx, key, iv, ctx->encrypt)) return 0;
    ctx->fill = 0;
    ctx->own_final_used = false;
    ctx->key_set = true;
    return 1;
}

int bs_own_cipher_copied(EVP_CIPHER_CTX *to, const EVP_CIPHER_CTX *from) {
    const struct bs_own_cipher *o = own(from);
    to->own_data = NULL;
    if (from->own_data != NULL && o->data_size > 0) {
        if (!make_data(to)) return 0;
        memcpy(to->own_data, from->own_data, (size_t)o->data_size);
    }
    if (!has(from, EVP_CIPH_CUSTOM_COPY)) return 1;
    union {
        const EVP_CIPHER_CTX *from;
        EVP_CIPHER_CTX *to;
    } constant = { from };
    if (o->ctrl != NULL && o->ctrl(constant.to, EVP_CTRL_COPY, 0, to)) return 1;
    bs_own_cipher_drop(to);
    to->cipher = NULL;
    BS_RAISE(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
    return 0;
}

/* --- the data ----------------------------------------------------------------------------------------------------- */

/* Neither apart nor the same: what is written would be read. */
static bool overlap(const EVP_CIPHER_CTX *ctx, const uint8_t *out, const uint8_t *in, int inl) {
    const uintptr_t n = (uintptr_t)((ctx->flags & EVP_CIPH_FLAG_LENGTH_BITS) != 0 ? (inl + 7) / 8 : inl);
    const uintptr_t apart = (uintptr_t)out - (uintptr_t)in;
    if (n == 0 || apart == 0 || (apart >= n && apart <= (uintptr_t)0 - n)) return false;
    BS_RAISE(ERR_LIB_EVP, EVP_R_PARTIALLY_OVERLAPPING);
    return true;
}

/* As many whole blocks as there are; the rest waits. */
static int blocks(EVP_CIPHER_CTX *ctx, uint8_t *out, int *outl, const uint8_t *in, int inl) {
    const bs_own_do_fn run = own(ctx)->do_cipher;
    const int block = ctx->cipher->block_size, fill = (int)ctx->fill;
    if (overlap(ctx, out + fill, in, inl)) return 0;
    if (fill > 0 && inl >= block - fill) {
        const int n = block - fill;
        if ((inl - n) / block * block > INT_MAX - block) {
            BS_RAISE(ERR_LIB_EVP, EVP_R_OUTPUT_WOULD_OVERFLOW);
            return 0;
        }
        memcpy(ctx->buf + fill, in, (size_t)n);
        if (!run(ctx, out, ctx->buf, (size_t)block)) return 0;
        ctx->fill = 0;
        in += n;
        inl -= n;
        out += block;
        *outl = block;
    }
    const int whole = ctx->fill == 0 ? inl / block * block : 0;
    if (whole > 0) {
        if (!run(ctx, out, in, (size_t)whole)) return 0;
        *outl += whole;
    }
    memcpy(ctx->buf + ctx->fill, in + whole, (size_t)(inl - whole));
    ctx->fill += (size_t)(inl - whole);
    return 1;
}

/* The last block is held back: it may be padding. */
static int decrypt(EVP_CIPHER_CTX *ctx, uint8_t *out, int *outl, const uint8_t *in, int inl) {
    const int block = ctx->cipher->block_size;
    const bool held = ctx->own_final_used;
    if (held) {
        if (out == in) {
            BS_RAISE(ERR_LIB_EVP, EVP_R_PARTIALLY_OVERLAPPING);
            return 0;
        }
        if (overlap(ctx, out, in, block)) return 0;
        memcpy(out, ctx->own_final, (size_t)block);
        out += block;
    }
    if (!blocks(ctx, out, outl, in, inl)) return 0;
    ctx->own_final_used = block > 1 && ctx->fill == 0;
    if (ctx->own_final_used) {
        *outl -= block;
        memcpy(ctx->own_final, out + *outl, (size_t)block);
    }
    if (held) *outl += block;
    return 1;
}

static bool is_there(const EVP_CIPHER_CTX *ctx) {
    if (own(ctx)->do_cipher != NULL) return true;
    BS_RAISE(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
    return false;
}

int bs_own_cipher_update(EVP_CIPHER_CTX *ctx, uint8_t *out, int *outl, const uint8_t *in, int inl) {
    if (!is_there(ctx)) return 0;
    if (has(ctx, EVP_CIPH_FLAG_CUSTOM_CIPHER)) {
        if (ctx->cipher->block_size == 1 && overlap(ctx, out, in, inl)) return 0;
        const int n = own(ctx)->do_cipher(ctx, out, in, (size_t)inl);
        if (n >= 0) *outl = n;
        return n >= 0;
    }
    if (inl == 0) return 1;
    return ctx->encrypt || ctx->no_padding ? blocks(ctx, out, outl, in, inl) : decrypt(ctx, out, outl, in, inl);
}

static int unpad(const EVP_CIPHER_CTX *ctx, uint8_t *out, int *outl) {
    const int block = ctx->cipher->block_size;
    if (ctx->fill > 0 || !ctx->own_final_used) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_WRONG_FINAL_BLOCK_LENGTH);
        return 0;
    }
    const size_t pad = bs_cipher_padding_of(ctx->own_final, (size_t)block);
    if (pad == 0) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_BAD_DECRYPT);
        return 0;
    }
    *outl = block - (int)pad;
    memcpy(out, ctx->own_final, (size_t)*outl);
    return 1;
}

int bs_own_cipher_final(EVP_CIPHER_CTX *ctx, uint8_t *out, int *outl) {
    const struct bs_own_cipher *o = own(ctx);
    const size_t block = (size_t)o->cipher.block_size;
    if (!is_there(ctx)) return 0;
    if (has(ctx, EVP_CIPH_FLAG_CUSTOM_CIPHER)) {
        const int n = o->do_cipher(ctx, out, NULL, 0);
        if (n >= 0) *outl = n;
        return n >= 0;
    }
    if (block == 1) return 1;
    if (ctx->no_padding) {
        if (ctx->fill == 0) return 1;
        BS_RAISE(ERR_LIB_EVP, EVP_R_DATA_NOT_MULTIPLE_OF_BLOCK_LENGTH);
        return 0;
    }
    if (!ctx->encrypt) return unpad(ctx, out, outl);
    memset(ctx->buf + ctx->fill, (int)(block - ctx->fill), block - ctx->fill);
    const int ok = o->do_cipher(ctx, out, ctx->buf, block);
    if (ok) *outl = (int)block;
    return ok;
}

int bs_own_cipher_once(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    return is_there(ctx) ? own(ctx)->do_cipher(ctx, out, in, len) : 0;
}

/* --- settings ----------------------------------------------------------------------------------------------------- */

int bs_own_cipher_ctrl(EVP_CIPHER_CTX *ctx, int type, int arg, void *ptr) {
    const struct bs_own_cipher *o = own(ctx);
    if (o->ctrl == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_CTRL_NOT_IMPLEMENTED);
        return 0;
    }
    const int ret = o->ctrl(ctx, type, arg, ptr);
    if (ret != -1) return ret;
    BS_RAISE(ERR_LIB_EVP, EVP_R_CTRL_OPERATION_NOT_IMPLEMENTED);
    return 0;
}

int bs_own_cipher_set_key_length(EVP_CIPHER_CTX *ctx, int len) {
    if (has(ctx, EVP_CIPH_CUSTOM_KEY_LENGTH)) return EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_SET_KEY_LENGTH, len, NULL);
    if (len == ctx->own_key_len) return 1;
    if (len > 0 && has(ctx, EVP_CIPH_VARIABLE_LENGTH)) {
        ctx->own_key_len = len;
        return 1;
    }
    BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_KEY_LENGTH);
    return 0;
}

int bs_own_cipher_rand_key(EVP_CIPHER_CTX *ctx, uint8_t *key) {
    if (has(ctx, EVP_CIPH_RAND_KEY)) return EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_RAND_KEY, 0, key);
    return ctx->own_key_len > 0 && RAND_priv_bytes(key, ctx->own_key_len) > 0;
}

void *EVP_CIPHER_CTX_get_cipher_data(const EVP_CIPHER_CTX *ctx) { return ctx->own_data; }

void *EVP_CIPHER_CTX_set_cipher_data(EVP_CIPHER_CTX *ctx, void *cipher_data) {
    void *old = ctx->own_data;
    ctx->own_data = cipher_data;
    return old;
}

unsigned char *EVP_CIPHER_CTX_buf_noconst(EVP_CIPHER_CTX *ctx) { return ctx->buf; }

/* The library's key streams cannot be entered in the middle of a block. */
int EVP_CIPHER_CTX_set_num(EVP_CIPHER_CTX *ctx, int num) {
    if (ctx->cipher != NULL && bs_own_cipher_of(ctx->cipher) == NULL) {
        BS_RAISE(ERR_LIB_EVP, ERR_R_UNSUPPORTED);
        return 0;
    }
    ctx->own_num = num;
    return 1;
}
