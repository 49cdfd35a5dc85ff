/* CMAC_*.                                                                             RFC 4493; SP 800-38B */
#include "compat/crypto/evp/mac_local.h"

#include <openssl/crypto.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/cipher_local.h"
#include "compat/crypto/evp/pkey_local.h"
#include "src/base/secret.h"

CMAC_CTX *CMAC_CTX_new(void) { return OPENSSL_zalloc(sizeof(CMAC_CTX)); }

void CMAC_CTX_free(CMAC_CTX *ctx) { OPENSSL_clear_free(ctx, sizeof *ctx); }

int CMAC_CTX_copy(CMAC_CTX *out, const CMAC_CTX *in) {
    if (!in->keyed) return 0;
    *out = *in;
    return 1;
}

/* The primitive is CBC: other modes would give other results. */
static const br_block_cbcenc_class *class_of(const EVP_CIPHER *cipher) {
    if (cipher->kind != BS_CIPHER_CBC) return NULL;
    return cipher->des ? bs_crypto_impl()->des_cbcenc : bs_crypto_impl()->aes_cbcenc;
}

int CMAC_Init(CMAC_CTX *ctx, const void *key, size_t keylen, const EVP_CIPHER *cipher, ENGINE *impl) {
    (void)impl; /* no engine can be loaded, so none can be here */
    if (key == NULL && cipher == NULL && keylen == 0) { /* once more with the same key */
        if (ctx->keyed) bs_cmac_restart(&ctx->state);
        return ctx->keyed;
    }
    if (cipher != NULL) {
        ctx->keyed = false;
        if (class_of(cipher) == NULL) {
            BS_RAISE(ERR_LIB_EVP, EVP_R_UNSUPPORTED_CIPHER);
            return 0;
        }
        ctx->cipher = cipher;
    }
    if (key == NULL) return 1;
    if (ctx->cipher == NULL) return 0;
    if (keylen != (size_t)ctx->cipher->key_len) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_KEY_LENGTH);
        return 0;
    }
    bs_cmac_init(&ctx->state, class_of(ctx->cipher), key, keylen);
    ctx->keyed = true;
    return 1;
}

int CMAC_Update(CMAC_CTX *ctx, const void *data, size_t dlen) {
    if (ctx->keyed) bs_cmac_update(&ctx->state, data, dlen);
    return ctx->keyed;
}

int CMAC_Final(CMAC_CTX *ctx, unsigned char *out, size_t *poutlen) {
    if (!ctx->keyed) return 0;
    if (poutlen != NULL) *poutlen = ctx->state.block;
    if (out != NULL) bs_cmac_out(&ctx->state, out);
    return 1;
}
