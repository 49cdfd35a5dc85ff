/* What digests, ciphers, MACs and KDFs tell by OSSL_PARAM. A parameter that nobody here knows is left as it is, as
 * OSSL_PARAM_modified() shows. */
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "compat/crypto/evp/cipher_local.h"
#include "compat/crypto/evp/md_local.h"

static bool put_size(OSSL_PARAM params[], const char *key, size_t value) {
    OSSL_PARAM *p = OSSL_PARAM_locate(params, key);
    return p == NULL || OSSL_PARAM_set_size_t(p, value);
}

static bool put_uint(OSSL_PARAM params[], const char *key, unsigned value) {
    OSSL_PARAM *p = OSSL_PARAM_locate(params, key);
    return p == NULL || OSSL_PARAM_set_uint(p, value);
}

static bool put_flag(OSSL_PARAM params[], const char *key, bool value) {
    OSSL_PARAM *p = OSSL_PARAM_locate(params, key);
    return p == NULL || OSSL_PARAM_set_int(p, value);
}

int EVP_MD_get_params(const EVP_MD *digest, OSSL_PARAM params[]) {
    return digest != NULL && digest->own == NULL &&
           put_size(params, OSSL_DIGEST_PARAM_BLOCK_SIZE, (size_t)digest->block_size) &&
           put_size(params, OSSL_DIGEST_PARAM_SIZE, (size_t)digest->size) &&
           put_flag(params, OSSL_DIGEST_PARAM_XOF, (digest->flags & EVP_MD_FLAG_XOF) != 0) &&
           put_flag(params, OSSL_DIGEST_PARAM_ALGID_ABSENT, (digest->flags & EVP_MD_FLAG_DIGALGID_ABSENT) != 0);
}

int EVP_CIPHER_get_params(EVP_CIPHER *cipher, OSSL_PARAM params[]) {
    return cipher != NULL && cipher->kind != BS_CIPHER_OWN &&
           put_uint(params, OSSL_CIPHER_PARAM_MODE, (unsigned)EVP_CIPHER_get_mode(cipher)) &&
           put_size(params, OSSL_CIPHER_PARAM_KEYLEN, (size_t)cipher->key_len) &&
           put_size(params, OSSL_CIPHER_PARAM_IVLEN, (size_t)cipher->iv_len) &&
           put_size(params, OSSL_CIPHER_PARAM_BLOCK_SIZE, (size_t)cipher->block_size) &&
           put_flag(params, OSSL_CIPHER_PARAM_AEAD, bs_cipher_is_aead(cipher));
}

/* The tag of what was encrypted, as long as its room is; and how long it may be. */
static bool put_tag(EVP_CIPHER_CTX *ctx, OSSL_PARAM params[]) {
    OSSL_PARAM *p = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_AEAD_TAG);
    if (!bs_cipher_is_aead(ctx->cipher)) return true;
    if (!put_size(params, OSSL_CIPHER_PARAM_AEAD_TAGLEN, ctx->tag_len)) return false;
    if (p == NULL) return true;
    uint8_t tag[16];
    return p->data_type == OSSL_PARAM_OCTET_STRING && p->data_size <= sizeof tag &&
           EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, (int)p->data_size, tag) > 0 &&
           OSSL_PARAM_set_octet_string(p, tag, p->data_size);
}

int EVP_CIPHER_CTX_get_params(EVP_CIPHER_CTX *ctx, OSSL_PARAM params[]) {
    if (ctx == NULL || ctx->cipher == NULL || ctx->cipher->kind == BS_CIPHER_OWN) return 0;
    OSSL_PARAM *iv = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_IV);
    OSSL_PARAM *running = OSSL_PARAM_locate(params, OSSL_CIPHER_PARAM_UPDATED_IV);
    const uint8_t *now = bs_cipher_is_aead(ctx->cipher) ? ctx->oiv : ctx->iv;
    return put_size(params, OSSL_CIPHER_PARAM_KEYLEN, (size_t)EVP_CIPHER_CTX_get_key_length(ctx)) &&
           put_size(params, OSSL_CIPHER_PARAM_IVLEN, ctx->iv_len) &&
           put_uint(params, OSSL_CIPHER_PARAM_PADDING, !ctx->no_padding) &&
           (iv == NULL || OSSL_PARAM_set_octet_string(iv, ctx->oiv, ctx->iv_len)) &&
           (running == NULL || OSSL_PARAM_set_octet_string(running, now, ctx->iv_len)) && put_tag(ctx, params);
}

int EVP_MAC_CTX_get_params(EVP_MAC_CTX *ctx, OSSL_PARAM params[]) {
    return ctx != NULL && put_size(params, OSSL_MAC_PARAM_SIZE, EVP_MAC_CTX_get_mac_size(ctx)) &&
           put_size(params, OSSL_MAC_PARAM_BLOCK_SIZE, EVP_MAC_CTX_get_block_size(ctx));
}

int EVP_KDF_CTX_get_params(EVP_KDF_CTX *ctx, OSSL_PARAM params[]) {
    return ctx != NULL && put_size(params, OSSL_KDF_PARAM_SIZE, EVP_KDF_CTX_get_kdf_size(ctx));
}
