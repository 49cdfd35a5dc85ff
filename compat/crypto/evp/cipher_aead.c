/* GCM, CCM and ChaCha20-Poly1305 behind EVP_CIPHER_CTX.                                        RFC 5116, 8439, 3610
 *
 * BearSSL's GCM streams. Its Poly1305 takes a whole message, and CCM must know the lengths beforehand; what is to be
 * authenticated is therefore gathered, and the tag made at the end. */
#include <openssl/crypto.h>
#include <openssl/proverr.h>
#include <openssl/rand.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/cipher_local.h"
#include "compat/crypto/evp/pkey_local.h"
#include "src/base/secret.h"

bool bs_cipher_is_aead(const EVP_CIPHER *c) {
    return c->kind == BS_CIPHER_GCM || c->kind == BS_CIPHER_CCM || c->kind == BS_CIPHER_CHACHA20_POLY1305;
}

void bs_aead_clear(EVP_CIPHER_CTX *ctx) {
    OPENSSL_clear_free(ctx->aad, ctx->aad_cap);
    OPENSSL_clear_free(ctx->data, ctx->data_cap);
    ctx->aad = NULL;
    ctx->data = NULL;
    ctx->aad_cap = ctx->data_cap = 0;
    ctx->aad_len = ctx->data_len = 0;
}

static bool append(uint8_t **buf, size_t *len, size_t *cap, const uint8_t *in, size_t n) {
    if (n > SIZE_MAX / 4 - *len) return false;
    if (*len + n > *cap) {
        size_t want = 2 * (*len + n) + 64;
        uint8_t *grown = OPENSSL_clear_realloc(*buf, *cap, want);
        if (grown == NULL) return false;
        *buf = grown;
        *cap = want;
    }
    if (n > 0) memcpy(*buf + *len, in, n);
    *len += n;
    return true;
}

bool bs_aead_copied(EVP_CIPHER_CTX *out, const EVP_CIPHER_CTX *in) {
    out->aad = out->data = NULL;
    out->aad_cap = out->data_cap = 0;
    out->aad_len = out->data_len = 0;
    out->gcm.bctx = &out->keys.ctr.vtable;
    if (in->aad_len > 0 && !append(&out->aad, &out->aad_len, &out->aad_cap, in->aad, in->aad_len)) return false;
    return in->data_len == 0 || append(&out->data, &out->data_len, &out->data_cap, in->data, in->data_len);
}

void bs_aead_reset(EVP_CIPHER_CTX *ctx) {
    ctx->phase = BS_AEAD_AAD;
    ctx->aad_len = ctx->data_len = 0;
    ctx->fill = 0;
    if (!ctx->key_set || !ctx->iv_set) return;
    if (ctx->cipher->kind == BS_CIPHER_GCM) {
        br_gcm_init(&ctx->gcm, &ctx->keys.ctr.vtable, bs_crypto_impl()->ghash);
        br_gcm_reset(&ctx->gcm, ctx->oiv, ctx->iv_len);
    }
}

/* OpenSSL's GCM draws a nonce when it encrypts and none was given. */
static bool need_iv(EVP_CIPHER_CTX *ctx) {
    if (ctx->iv_set) return true;
    if (ctx->cipher->kind != BS_CIPHER_GCM || !ctx->encrypt) return false;
    if (RAND_bytes(ctx->oiv, (int)ctx->iv_len) <= 0) return false;
    ctx->iv_set = true;
    bs_aead_reset(ctx);
    return true;
}

/* The cipher of ChaCha20-Poly1305, from the byte where it stopped. */
static void chacha(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    const uint8_t *nonce = ctx->oiv;
    br_chacha20_run run = bs_crypto_impl()->chacha20;
    if (out != in) memmove(out, in, len);
    uint64_t at = ctx->data_len;
    while (len > 0) {
        size_t skip = (size_t)(at % 64);
        uint32_t cc = (uint32_t)(1 + at / 64);
        size_t n = len;
        if (skip > 0) {
            uint8_t block[64] = { 0 };
            n = 64 - skip < len ? 64 - skip : len;
            (void)run(ctx->keys.chacha, nonce, cc, block, 64);
            for (size_t i = 0; i < n; i++) out[i] ^= block[skip + i];
        } else {
            (void)run(ctx->keys.chacha, nonce, cc, out, n);
        }
        out += n;
        at += n;
        len -= n;
    }
}

static bool chapoly_update(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    if (ctx->data_len + len > ((uint64_t)1 << 38) - 64) return false; /* RFC 8439 2.8: the counter's limit */
    if (!ctx->encrypt) { /* the ciphertext is what is authenticated; out may be the same memory */
        size_t at = ctx->data_len;
        if (!append(&ctx->data, &ctx->data_len, &ctx->data_cap, in, len)) return false;
        ctx->data_len = at;
        chacha(ctx, out, in, len);
        ctx->data_len = at + len;
        return true;
    }
    chacha(ctx, out, in, len);
    return append(&ctx->data, &ctx->data_len, &ctx->data_cap, out, len);
}

/* For the one-time key (counter 0) the true cipher; the message itself is ciphertext already. */
static uint32_t key_block_only(const void *key, const void *iv, uint32_t cc, void *data, size_t len) {
    return cc == 0 ? bs_crypto_impl()->chacha20(key, iv, cc, data, len) : cc;
}

static void chapoly_tag(EVP_CIPHER_CTX *ctx, uint8_t tag[16]) {
    uint8_t none[1] = { 0 };
    bs_crypto_impl()->poly1305(ctx->keys.chacha, ctx->oiv, ctx->data_len > 0 ? ctx->data : none, ctx->data_len,
                               ctx->aad_len > 0 ? ctx->aad : none, ctx->aad_len, tag, key_block_only, 0);
}

/* CCM is one message in one call; when decrypting, the tag is checked before anything is let out. */
static bool ccm_message(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    br_ccm_context cc;
    const bool length_ok = !ctx->msg_len_set || len == ctx->msg_len;
    if (ctx->phase != BS_AEAD_AAD || (!ctx->encrypt && !ctx->tag_set)) return false;
    ctx->phase = BS_AEAD_DONE;
    br_ccm_init(&cc, &ctx->keys.ctrcbc.vtable);
    if (!length_ok || !br_ccm_reset(&cc, ctx->oiv, ctx->iv_len, ctx->aad_len, len, ctx->tag_len)) return false;
    br_ccm_aad_inject(&cc, ctx->aad, ctx->aad_len);
    br_ccm_flip(&cc);
    if (out != in && len > 0) memmove(out, in, len);
    br_ccm_run(&cc, ctx->encrypt, out, len);
    uint8_t tag[16];
    (void)br_ccm_get_tag(&cc, tag);
    if (ctx->encrypt) {
        memcpy(ctx->tag, tag, ctx->tag_len);
        ctx->tag_set = true;
        return true;
    }
    bool ok = bs_ct_equal(tag, ctx->tag, ctx->tag_len);
    if (!ok) bs_wipe(out, len);
    ctx->tag_set = ok; /* what the end tells */
    return ok;
}

static bool ccm_update(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    if (ccm_message(ctx, out, in, len)) return true;
    BS_RAISE(ERR_LIB_PROV, PROV_R_CIPHER_OPERATION_FAILED);
    return false;
}

/* All was done in the update, unless there was none: then the message is empty. */
static bool ccm_final(EVP_CIPHER_CTX *ctx) {
    uint8_t none[1] = { 0 };
    if (ctx->encrypt && ctx->iv_set && ctx->phase == BS_AEAD_AAD) (void)ccm_message(ctx, none, none, 0);
    return ctx->phase == BS_AEAD_DONE && ctx->tag_set;
}

static bool add_aad(EVP_CIPHER_CTX *ctx, const uint8_t *in, size_t len) {
    /* man 3 EVP_EncryptInit: CCM's length comes before additional data */
    const bool early = ctx->cipher->kind == BS_CIPHER_CCM && !ctx->msg_len_set && len > 0;
    if (ctx->phase != BS_AEAD_AAD || early) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_CIPHER_OPERATION_FAILED);
        return false;
    }
    if (ctx->cipher->kind == BS_CIPHER_GCM) {
        br_gcm_aad_inject(&ctx->gcm, in, len);
        return true;
    }
    return append(&ctx->aad, &ctx->aad_len, &ctx->aad_cap, in, len);
}

bool bs_aead_update(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len) {
    if (ctx->cipher->kind == BS_CIPHER_CCM && out == NULL && in == NULL) { /* the message's length */
        ctx->msg_len = len;
        ctx->msg_len_set = true;
        return true;
    }
    if (!need_iv(ctx) || ctx->phase == BS_AEAD_DONE) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_CIPHER_OPERATION_FAILED);
        return false;
    }
    if (out == NULL) return add_aad(ctx, in, len);
    if (ctx->cipher->kind == BS_CIPHER_CCM) return ccm_update(ctx, out, in, len);
    bool first = ctx->phase == BS_AEAD_AAD;
    ctx->phase = BS_AEAD_DATA;
    if (ctx->cipher->kind == BS_CIPHER_CHACHA20_POLY1305) return chapoly_update(ctx, out, in, len);
    if (first) br_gcm_flip(&ctx->gcm);
    if (out != in) memmove(out, in, len);
    br_gcm_run(&ctx->gcm, ctx->encrypt, out, len);
    return true;
}

bool bs_aead_final(EVP_CIPHER_CTX *ctx) {
    uint8_t tag[16];
    if (ctx->cipher->kind == BS_CIPHER_CCM) return ccm_final(ctx);
    if (!ctx->iv_set || ctx->phase == BS_AEAD_DONE || (!ctx->encrypt && !ctx->tag_set)) return false;
    if (ctx->cipher->kind == BS_CIPHER_GCM) {
        if (ctx->phase == BS_AEAD_AAD) br_gcm_flip(&ctx->gcm);
        br_gcm_get_tag(&ctx->gcm, tag);
    } else {
        chapoly_tag(ctx, tag);
    }
    ctx->phase = BS_AEAD_DONE;
    if (ctx->encrypt) {
        memcpy(ctx->tag, tag, sizeof tag);
        if (ctx->cipher->kind == BS_CIPHER_GCM) ctx->tag_len = sizeof tag;
        return true;
    }
    return bs_ct_equal(tag, ctx->tag, ctx->tag_len);
}

static int refuse(int reason) {
    BS_RAISE(ERR_LIB_PROV, reason);
    return 0;
}

static int set_iv_len(EVP_CIPHER_CTX *ctx, int arg) {
    int max = ctx->cipher->kind == BS_CIPHER_GCM ? BS_CIPHER_MAX_IV : ctx->cipher->kind == BS_CIPHER_CCM ? 13 : 12;
    int min = ctx->cipher->kind == BS_CIPHER_GCM ? 1 : ctx->cipher->kind == BS_CIPHER_CCM ? 7 : 12;
    if (arg < 0) return 0;
    if (arg < min || arg > max) return refuse(PROV_R_INVALID_IV_LENGTH);
    if (ctx->iv_len != (size_t)arg) ctx->iv_set = false;
    ctx->iv_len = (size_t)arg;
    return 1;
}

/* What is wrong with a tag to come, in each cipher's words; 0: nothing. Without bytes, it is a length alone. */
static int tag_fault(const EVP_CIPHER_CTX *ctx, int arg, const void *ptr) {
    bool length_ok = arg >= 1 && arg <= 16;
    if (ctx->cipher->kind == BS_CIPHER_GCM) {
        if (ptr == NULL || arg < 0 || arg > 16) return PROV_R_FAILED_TO_GET_PARAMETER;
        return arg == 0 || ctx->encrypt ? PROV_R_INVALID_TAG : 0;
    }
    if (ctx->cipher->kind == BS_CIPHER_CCM && (arg < 4 || arg % 2 != 0)) length_ok = false; /* RFC 3610 2: M */
    if (!length_ok) return PROV_R_INVALID_TAG_LENGTH;
    return ptr != NULL && ctx->encrypt ? PROV_R_TAG_NOT_NEEDED : 0;
}

static int set_tag(EVP_CIPHER_CTX *ctx, int arg, const void *ptr) {
    int fault = tag_fault(ctx, arg, ptr);
    if (fault != 0) return refuse(fault);
    ctx->tag_len = (size_t)arg;
    if (ptr != NULL) {
        memcpy(ctx->tag, ptr, (size_t)arg);
        ctx->tag_set = true;
    }
    return 1;
}

static int get_tag(EVP_CIPHER_CTX *ctx, int arg, void *ptr) {
    const bool gcm = ctx->cipher->kind == BS_CIPHER_GCM, ccm = ctx->cipher->kind == BS_CIPHER_CCM;
    if (!ctx->encrypt || ctx->phase != BS_AEAD_DONE || (ccm && !ctx->tag_set)) {
        return refuse(gcm ? PROV_R_INVALID_TAG : PROV_R_TAG_NOT_SET);
    }
    if (arg < 1 || arg > 16) return refuse(gcm ? PROV_R_INVALID_TAG : PROV_R_INVALID_TAG_LENGTH);
    if (ccm && (size_t)arg != ctx->tag_len) return 0; /* RFC 3610 2: the length is part of what is authenticated */
    memcpy(ptr, ctx->tag, (size_t)arg);
    if (ccm) ctx->tag_set = ctx->iv_set = ctx->msg_len_set = false; /* the message is over */
    return 1;
}

int bs_aead_ctrl(EVP_CIPHER_CTX *ctx, int type, int arg, void *ptr) {
    switch (type) {
    case EVP_CTRL_AEAD_SET_IVLEN: return set_iv_len(ctx, arg);
    case EVP_CTRL_AEAD_SET_TAG: return set_tag(ctx, arg, ptr);
    case EVP_CTRL_AEAD_GET_TAG: return get_tag(ctx, arg, ptr);
    case EVP_CTRL_CCM_SET_L:
        return ctx->cipher->kind == BS_CIPHER_CCM && arg >= 2 && arg <= 8 ? set_iv_len(ctx, 15 - arg) : 0;
    default: return -1;
    }
}
