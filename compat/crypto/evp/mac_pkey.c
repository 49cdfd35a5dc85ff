/* HMAC keys as EVP_PKEYs.                             man 3 EVP_PKEY_new_raw_private_key, EVP_DigestSignInit */
#include <openssl/crypto.h>
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/pctx_local.h"

bool bs_mac_pkey_become(EVP_PKEY *pkey, const uint8_t *key, size_t len) {
    uint8_t *copy = OPENSSL_malloc(len + 1);
    if (copy == NULL) {
        BS_RAISE(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
        return false;
    }
    if (len > 0) memcpy(copy, key, len);
    bs_pkey_clear(pkey);
    pkey->mac_key = copy;
    pkey->mac_key_len = len;
    pkey->type = EVP_PKEY_HMAC;
    return true;
}

EVP_PKEY *bs_mac_pkey_new(const uint8_t *key, size_t len) {
    EVP_PKEY *pkey = EVP_PKEY_new();
    if (pkey == NULL || bs_mac_pkey_become(pkey, key, len)) return pkey;
    EVP_PKEY_free(pkey);
    return NULL;
}

bool bs_mac_pkey_set(EVP_PKEY *pkey, const OSSL_PARAM *p) {
    if (p->data_type != OSSL_PARAM_OCTET_STRING) {
        BS_RAISE(ERR_LIB_PROV, ERR_R_PASSED_INVALID_ARGUMENT);
        return false;
    }
    return bs_mac_pkey_become(pkey, p->data, p->data_size);
}

EVP_PKEY *EVP_PKEY_new_mac_key(int type, ENGINE *e, const unsigned char *key, int keylen) {
    (void)e; /* no engine can be loaded, so none can be here */
    if (type == EVP_PKEY_HMAC && keylen >= 0) return bs_mac_pkey_new(key, (size_t)keylen);
    BS_RAISE_DATA(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM, "key type %d", type);
    return NULL;
}

int bs_pctx_mac_init(EVP_PKEY_CTX *ctx, const EVP_MD *md) {
    const EVP_PKEY *key = ctx->pkey;
    if (md == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_NO_DEFAULT_DIGEST);
        return 0;
    }
    if (key == NULL || key->mac_key == NULL || key->mac_key_len > INT32_MAX) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_NO_KEY_SET);
        return 0;
    }
    HMAC_CTX_free(ctx->hmac);
    ctx->hmac = HMAC_CTX_new();
    ctx->md = md;
    if (ctx->hmac != NULL && HMAC_Init_ex(ctx->hmac, key->mac_key, (int)key->mac_key_len, md, NULL)) return 1;
    HMAC_CTX_free(ctx->hmac);
    ctx->hmac = NULL;
    return 0;
}

int bs_pctx_mac_final(const EVP_PKEY_CTX *ctx, uint8_t *out, size_t *len) {
    const size_t size = HMAC_size(ctx->hmac);
    if (out == NULL) {
        *len = size;
        return 1;
    }
    if (*len < size) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_BUFFER_TOO_SMALL);
        return 0;
    }
    HMAC_CTX *last = HMAC_CTX_new();
    int ok = last != NULL && HMAC_CTX_copy(last, ctx->hmac) && HMAC_Final(last, out, NULL);
    if (ok) *len = size;
    HMAC_CTX_free(last);
    return ok;
}
