/* Encrypting and decrypting: EVP_CIPHER_CTX. */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/cipher_own.h"
#include "compat/crypto/evp/md_local.h"
#include "src/base/secret.h"

EVP_CIPHER_CTX *EVP_CIPHER_CTX_new(void) { return OPENSSL_zalloc(sizeof(EVP_CIPHER_CTX)); }

int EVP_CIPHER_CTX_reset(EVP_CIPHER_CTX *ctx) {
    if (ctx == NULL) return 1;
    if (!bs_own_cipher_cleanup(ctx)) return 0;
    bs_own_cipher_drop(ctx);
    bs_aead_clear(ctx);
    bs_wipe(ctx, sizeof *ctx);
    return 1;
}

void EVP_CIPHER_CTX_free(EVP_CIPHER_CTX *ctx) {
    if (ctx == NULL) return;
    if (!EVP_CIPHER_CTX_reset(ctx)) bs_own_cipher_drop(ctx);
    OPENSSL_free(ctx);
}

int EVP_CIPHER_CTX_copy(EVP_CIPHER_CTX *out, const EVP_CIPHER_CTX *in) {
    if (in == NULL || in->cipher == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INPUT_NOT_INITIALIZED);
        return 0;
    }
    (void)EVP_CIPHER_CTX_reset(out);
    *out = *in;
    if (bs_own_cipher_of(in->cipher) != NULL) return bs_own_cipher_copied(out, in);
    if (bs_aead_copied(out, in)) return 1;
    (void)EVP_CIPHER_CTX_reset(out);
    BS_RAISE(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
    return 0;
}

static bool is_wrap(const EVP_CIPHER *c) { return c->kind == BS_CIPHER_WRAP || c->kind == BS_CIPHER_WRAP_PAD; }

/* A new cipher begins from nothing, but for the padding choice. */
static bool take_cipher(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher) {
    if (cipher->kind == BS_CIPHER_UNAVAILABLE) {
        bs_raise_unsupported(cipher->name, 0, "");
        return false;
    }
    bool no_padding = ctx->no_padding;
    int flags = ctx->flags;
    void *app_data = ctx->app_data;
    (void)EVP_CIPHER_CTX_reset(ctx);
    ctx->cipher = cipher;
    ctx->no_padding = no_padding;
    ctx->flags = flags;
    ctx->app_data = app_data;
    ctx->iv_len = (size_t)cipher->iv_len;
    if (cipher->kind == BS_CIPHER_CCM) {
        ctx->iv_len = 7; /* as OpenSSL's: a length field of 8 bytes */
        ctx->tag_len = 12;
    } else if (cipher->kind == BS_CIPHER_CHACHA20_POLY1305) {
        ctx->tag_len = 0; /* as OpenSSL's: of a tag that was set */
    } else {
        ctx->tag_len = 16;
    }
    return true;
}

/* True if a key's schedule is made for one of encrypting and decrypting. */
static bool has_direction(const EVP_CIPHER *c) {
    return c->kind == BS_CIPHER_CBC || c->kind == BS_CIPHER_ECB || c->kind == BS_CIPHER_XTS || is_wrap(c);
}

/* The cipher that is given, or else the one that is there, is a program's. */
static bool is_own(const EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher) {
    return bs_own_cipher_of(cipher != NULL ? cipher : ctx->cipher) != NULL;
}

static int init(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv, int enc) {
    bool was_encrypt = ctx->encrypt;
    if (cipher == NULL && ctx->cipher == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_NO_CIPHER_SET);
        return 0;
    }
    if (is_own(ctx, cipher)) return bs_own_cipher_init(ctx, cipher, key, iv, enc);
    if (is_own(ctx, NULL)) { /* as in OpenSSL its end is called twice, the second time without data */
        if (!bs_own_cipher_cleanup(ctx)) return 0;
        bs_own_cipher_drop(ctx);
    }
    if (cipher != NULL && !take_cipher(ctx, cipher)) return 0;
    ctx->encrypt = enc == -1 ? was_encrypt : enc != 0;
    if (ctx->cipher->kind != BS_CIPHER_CHACHA20 || key != NULL || iv != NULL) bs_cipher_leave_block(ctx);
    if (key != NULL) {
        if (ctx->cipher->kind == BS_CIPHER_XTS && ctx->encrypt && !bs_xts_keys_differ(ctx, key)) return 0;
        bs_cipher_set_key(ctx, key);
        ctx->key_set = true;
    } else if (ctx->encrypt != was_encrypt && cipher == NULL && has_direction(ctx->cipher)) {
        ctx->key_set = false; /* the schedule is that of the other direction */
    }
    if (ctx->cipher->kind == BS_CIPHER_NULL) ctx->key_set = true;
    if (iv != NULL && ctx->iv_len > 0) {
        memcpy(ctx->oiv, iv, ctx->iv_len);
        ctx->iv_set = true;
    }
    if (bs_cipher_is_aead(ctx->cipher)) {
        if (key != NULL || iv != NULL) bs_aead_reset(ctx);
    } else if (iv != NULL || !bs_cipher_counts(ctx->cipher)) { /* a counter is begun anew by a new IV alone */
        memcpy(ctx->iv, ctx->oiv, sizeof ctx->iv);
    }
    return 1;
}

static int set_params(EVP_CIPHER_CTX *ctx, const OSSL_PARAM params[]);

int EVP_CipherInit_ex2(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv,
                       int enc, const OSSL_PARAM params[]) {
    if (params == NULL || is_own(ctx, cipher)) return init(ctx, cipher, key, iv, enc);
    /* parameters (a nonce's length) come before the nonce */
    return init(ctx, cipher, NULL, NULL, enc) && set_params(ctx, params) && init(ctx, NULL, key, iv, enc);
}

int EVP_CipherInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, ENGINE *impl, const unsigned char *key,
                      const unsigned char *iv, int enc) {
    (void)impl; /* no engine can be loaded, so none can be here */
    return init(ctx, cipher, key, iv, enc);
}

int EVP_CipherInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv,
                   int enc) {
    if (cipher != NULL) (void)EVP_CIPHER_CTX_reset(ctx);
    return init(ctx, cipher, key, iv, enc);
}

int EVP_EncryptInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv) {
    return EVP_CipherInit(ctx, cipher, key, iv, 1);
}

int EVP_DecryptInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv) {
    return EVP_CipherInit(ctx, cipher, key, iv, 0);
}

int EVP_EncryptInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, ENGINE *impl, const unsigned char *key,
                       const unsigned char *iv) {
    return EVP_CipherInit_ex(ctx, cipher, impl, key, iv, 1);
}

int EVP_DecryptInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, ENGINE *impl, const unsigned char *key,
                       const unsigned char *iv) {
    return EVP_CipherInit_ex(ctx, cipher, impl, key, iv, 0);
}

int EVP_EncryptInit_ex2(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv,
                        const OSSL_PARAM params[]) {
    return EVP_CipherInit_ex2(ctx, cipher, key, iv, 1, params);
}

int EVP_DecryptInit_ex2(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const unsigned char *key, const unsigned char *iv,
                        const OSSL_PARAM params[]) {
    return EVP_CipherInit_ex2(ctx, cipher, key, iv, 0, params);
}

/* Whole blocks pass; a rest waits, and when padding is to be taken off the last block waits too. */
static size_t block_update(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    const size_t block = (size_t)ctx->cipher->block_size;
    const bool hold = !ctx->encrypt && !ctx->no_padding;
    size_t written = 0;
    if (ctx->fill > 0) {
        size_t n = block - ctx->fill < len ? block - ctx->fill : len;
        memcpy(ctx->buf + ctx->fill, in, n);
        ctx->fill += n;
        in += n;
        len -= n;
        if (ctx->fill < block || (hold && len == 0)) return 0;
        uint8_t first[16]; /* out may overlap in: the rest is moved before this block is written */
        memcpy(first, ctx->buf, block);
        ctx->fill = 0;
        size_t whole = len / block * block;
        if (hold && whole == len && whole > 0) whole -= block;
        size_t rest = len - whole;
        memcpy(ctx->buf, in + whole, rest);
        ctx->fill = rest;
        memmove(out + block, in, whole);
        memcpy(out, first, block);
        bs_cipher_blocks(ctx, out, out, block + whole);
        return block + whole;
    }
    size_t whole = len / block * block;
    if (hold && whole == len && whole > 0) whole -= block;
    memcpy(ctx->buf, in + whole, len - whole);
    ctx->fill = len - whole;
    bs_cipher_blocks(ctx, out, in, whole);
    written += whole;
    return written;
}

int EVP_CipherUpdate(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl, const unsigned char *in, int inl) {
    return ctx->encrypt ? EVP_EncryptUpdate(ctx, out, outl, in, inl) : EVP_DecryptUpdate(ctx, out, outl, in, inl);
}

static int update(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl, const unsigned char *in, int inl) {
    if (ctx->cipher == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_NO_CIPHER_SET);
        return 0;
    }
    if (is_own(ctx, NULL)) return bs_own_cipher_update(ctx, out, outl, in, inl);
    if (!ctx->key_set) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_NO_KEY_SET);
        return 0;
    }
    size_t len = (size_t)inl;
    if (bs_cipher_is_aead(ctx->cipher)) {
        if (!bs_aead_update(ctx, out, in, len)) return 0;
        *outl = inl;
        return 1;
    }
    if (len == 0 && ctx->cipher->kind != BS_CIPHER_XTS) return 1;
    if (is_wrap(ctx->cipher)) {
        if (bs_wrap_update(ctx, out, outl, in, len)) return 1;
        BS_RAISE(ERR_LIB_EVP, EVP_R_UPDATE_ERROR);
        return 0;
    }
    if (ctx->cipher->kind == BS_CIPHER_XTS) {
        if (!bs_xts_update(ctx, out, in, len)) {
            BS_RAISE(ERR_LIB_PROV, PROV_R_CIPHER_OPERATION_FAILED);
            return 0;
        }
        *outl = inl;
    } else if (ctx->cipher->block_size == 1) {
        bs_cipher_stream(ctx, out, in, len);
        *outl = inl;
    } else {
        *outl = (int)block_update(ctx, out, in, len);
    }
    return 1;
}

static int checked_update(EVP_CIPHER_CTX *ctx, bool encrypt, unsigned char *out, int *outl, const unsigned char *in,
                          int inl) {
    if (inl < 0) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_LENGTH);
        return 0;
    }
    if (outl == NULL) {
        BS_RAISE(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    *outl = 0;
    if (ctx->encrypt != encrypt) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_OPERATION);
        return 0;
    }
    return update(ctx, out, outl, in, inl);
}

int EVP_EncryptUpdate(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl, const unsigned char *in, int inl) {
    return checked_update(ctx, true, out, outl, in, inl);
}

int EVP_DecryptUpdate(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl, const unsigned char *in, int inl) {
    return checked_update(ctx, false, out, outl, in, inl);
}

size_t bs_cipher_padding_of(const uint8_t *last, size_t block) {
    uint32_t pad = last[block - 1];
    uint32_t good = ~bs_ct_eq_mask(pad, 0) & (uint32_t)(((int32_t)pad - (int32_t)block - 1) >> 31);
    for (size_t i = 0; i < block; i++) {
        uint32_t inside = (uint32_t)(((int32_t)(block - 1 - i) - (int32_t)pad) >> 31);
        good &= ~inside | bs_ct_eq_mask(last[i], pad);
    }
    return pad & good;
}

static int final_block(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl) {
    const size_t block = (size_t)ctx->cipher->block_size;
    if (ctx->no_padding) {
        if (ctx->fill == 0) return 1;
        BS_RAISE(ERR_LIB_PROV, PROV_R_WRONG_FINAL_BLOCK_LENGTH);
        return 0;
    }
    if (ctx->encrypt) {
        memset(ctx->buf + ctx->fill, (int)(block - ctx->fill), block - ctx->fill);
        bs_cipher_blocks(ctx, out, ctx->buf, block);
        ctx->fill = 0;
        *outl = (int)block;
        return 1;
    }
    if (ctx->fill != block) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_WRONG_FINAL_BLOCK_LENGTH);
        return 0;
    }
    bs_cipher_blocks(ctx, ctx->buf, ctx->buf, block);
    ctx->fill = 0;
    size_t pad = bs_cipher_padding_of(ctx->buf, block);
    if (pad == 0) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_BAD_DECRYPT);
        return 0;
    }
    memcpy(out, ctx->buf, block - pad);
    *outl = (int)(block - pad);
    return 1;
}

static int final(EVP_CIPHER_CTX *ctx, bool encrypt, unsigned char *out, int *outl) {
    if (outl == NULL) {
        BS_RAISE(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    *outl = 0;
    if (ctx->encrypt != encrypt) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_OPERATION);
        return 0;
    }
    if (ctx->cipher == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_NO_CIPHER_SET);
        return 0;
    }
    if (is_own(ctx, NULL)) return bs_own_cipher_final(ctx, out, outl);
    if (!ctx->key_set) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_NO_KEY_SET);
        return 0;
    }
    if (bs_cipher_is_aead(ctx->cipher)) return bs_aead_final(ctx);
    return ctx->cipher->block_size == 1 || is_wrap(ctx->cipher) ? 1 : final_block(ctx, out, outl);
}

int EVP_EncryptFinal_ex(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl) { return final(ctx, true, out, outl); }
int EVP_DecryptFinal_ex(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl) { return final(ctx, false, out, outl); }
int EVP_EncryptFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl) { return final(ctx, true, out, outl); }
int EVP_DecryptFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl) { return final(ctx, false, out, outl); }
int EVP_CipherFinal_ex(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl) { return final(ctx, ctx->encrypt, out, outl); }
int EVP_CipherFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl) { return final(ctx, ctx->encrypt, out, outl); }

int EVP_Cipher(EVP_CIPHER_CTX *ctx, unsigned char *out, const unsigned char *in, unsigned int inl) {
    if (ctx == NULL || ctx->cipher == NULL) return 0;
    if (is_own(ctx, NULL)) return bs_own_cipher_once(ctx, out, in, inl);
    if (!ctx->key_set) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_NO_KEY_SET);
        return -1;
    }
    if (bs_cipher_is_aead(ctx->cipher)) {
        if (in == NULL) return bs_aead_final(ctx) ? 0 : -1;
        return bs_aead_update(ctx, out, in, inl) ? (int)inl : -1;
    }
    size_t block = (size_t)ctx->cipher->block_size;
    if (is_wrap(ctx->cipher)) {
        int n = 0;
        return bs_wrap_update(ctx, out, &n, in, inl) ? n : -1;
    }
    if (ctx->cipher->kind == BS_CIPHER_XTS) return bs_xts_update(ctx, out, in, inl) ? (int)inl : -1;
    if (block == 1) {
        bs_cipher_stream(ctx, out, in, inl);
    } else if (inl % block == 0) {
        bs_cipher_blocks(ctx, out, in, inl);
    } else {
        return -1; /* man 3 EVP_Cipher: whole blocks, no padding */
    }
    return (int)inl;
}

int EVP_CIPHER_CTX_ctrl(EVP_CIPHER_CTX *ctx, int type, int arg, void *ptr) {
    if (ctx == NULL || ctx->cipher == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_NO_CIPHER_SET);
        return 0;
    }
    if (is_own(ctx, NULL)) return bs_own_cipher_ctrl(ctx, type, arg, ptr);
    int r = bs_cipher_is_aead(ctx->cipher) ? bs_aead_ctrl(ctx, type, arg, ptr) : -1;
    if (r >= 0) return r;
    switch (type) {
    case EVP_CTRL_INIT: return 1;
    case EVP_CTRL_SET_KEY_LENGTH: return arg == ctx->cipher->key_len;
    case EVP_CTRL_GET_IVLEN: *(int *)ptr = (int)ctx->iv_len; return 1;
    case EVP_CTRL_AEAD_SET_IVLEN: return arg >= 0 && (size_t)arg == ctx->iv_len;
    case EVP_CTRL_RAND_KEY: return EVP_CIPHER_CTX_rand_key(ctx, ptr);
    default: BS_RAISE(ERR_LIB_EVP, EVP_R_CTRL_OPERATION_NOT_IMPLEMENTED); return 0;
    }
}

static int set_params(EVP_CIPHER_CTX *ctx, const OSSL_PARAM params[]) {
    for (const OSSL_PARAM *p = params; p != NULL && p->key != NULL; p++) {
        size_t n = 0;
        unsigned pad = 0;
        if (strcmp(p->key, OSSL_CIPHER_PARAM_IVLEN) == 0) {
            if (!OSSL_PARAM_get_size_t(p, &n) || n > BS_CIPHER_MAX_IV) return 0;
            if (!EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)n, NULL)) return 0;
        } else if (strcmp(p->key, OSSL_CIPHER_PARAM_PADDING) == 0) {
            if (!OSSL_PARAM_get_uint(p, &pad)) return 0;
            ctx->no_padding = pad == 0;
        } else if (strcmp(p->key, OSSL_CIPHER_PARAM_AEAD_TAG) == 0) {
            if (p->data_type != OSSL_PARAM_OCTET_STRING || p->data_size > 16) return 0;
            if (!EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, (int)p->data_size, p->data)) return 0;
        } else if (strcmp(p->key, OSSL_CIPHER_PARAM_KEYLEN) == 0) {
            if (!OSSL_PARAM_get_size_t(p, &n) || n != (size_t)ctx->cipher->key_len) return 0;
        }
    }
    return 1;
}

int EVP_CIPHER_CTX_set_params(EVP_CIPHER_CTX *ctx, const OSSL_PARAM params[]) {
    return ctx->cipher != NULL && !is_own(ctx, NULL) && set_params(ctx, params);
}
