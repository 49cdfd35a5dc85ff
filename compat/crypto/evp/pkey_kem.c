/* RSASVE: a secret value, encrypted without padding.       man 3 EVP_PKEY_encapsulate, man 7 EVP_KEM-RSA; SP 800-56B 7.2.1 */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/proverr.h>
#include <openssl/rsa.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/pctx_local.h"
#include "compat/crypto/evp/rsa_local.h"
#include "src/crypto/rsa_op.h"

static int begin(EVP_PKEY_CTX *ctx, int op, const OSSL_PARAM params[]) {
    if (ctx == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
        return 0;
    }
    int r = bs_pctx_begin(ctx, op);
    return r <= 0 || params == NULL ? r : EVP_PKEY_CTX_set_params(ctx, params);
}

int EVP_PKEY_encapsulate_init(EVP_PKEY_CTX *ctx, const OSSL_PARAM params[]) {
    return begin(ctx, EVP_PKEY_OP_ENCAPSULATE, params);
}

int EVP_PKEY_decapsulate_init(EVP_PKEY_CTX *ctx, const OSSL_PARAM params[]) {
    return begin(ctx, EVP_PKEY_OP_DECAPSULATE, params);
}

int EVP_PKEY_CTX_set_kem_op(EVP_PKEY_CTX *ctx, const char *op) {
    if (ctx == NULL || op == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_VALUE);
        return 0;
    }
    if (ctx->op != EVP_PKEY_OP_ENCAPSULATE && ctx->op != EVP_PKEY_OP_DECAPSULATE) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
        return -2;
    }
    if (strcasecmp(op, OSSL_KEM_PARAM_OPERATION_RSASVE) != 0) return 0;
    ctx->rsasve = true;
    return 1;
}

/* The key for an operation that was begun, or NULL and *ret. */
static const struct bs_keymat *key_for(const EVP_PKEY_CTX *ctx, int op, int *ret) {
    *ret = -1;
    if (ctx == NULL) {
        *ret = 0;
        return NULL;
    }
    if (ctx->op != op) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_OPERATION_NOT_INITIALIZED);
        return NULL;
    }
    if (!ctx->rsasve) {
        *ret = -2; /* there is no default */
        return NULL;
    }
    *ret = 0;
    return bs_pkey_mat(ctx->pkey);
}

/* 1 < z < n - 1, from the modulus' own length: what is too large is drawn again. */
static bool draw(const struct bs_pubkey *pub, uint8_t *z, size_t n) {
    BIGNUM *number = BN_new(), *two = BN_new(), *most = bs_bn_from(pub->n);
    bool ok = number != NULL && two != NULL && most != NULL && BN_set_word(two, 2) && BN_sub_word(most, 3) &&
              BN_priv_rand_range(number, most) && BN_add(number, number, two) && BN_bn2binpad(number, z, (int)n) == (int)n;
    BN_clear_free(number);
    BN_free(two);
    BN_free(most);
    return ok;
}

static int too_small(void) {
    BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_OUTPUT_LENGTH);
    return 0;
}

int EVP_PKEY_encapsulate(EVP_PKEY_CTX *ctx, unsigned char *wrappedkey, size_t *wrappedkeylen, unsigned char *genkey,
                         size_t *genkeylen) {
    static const struct bs_rsa_padding none = { .mode = RSA_NO_PADDING };
    int ret;
    const struct bs_keymat *mat = key_for(ctx, EVP_PKEY_OP_ENCAPSULATE, &ret);
    const size_t n = mat != NULL ? bs_rsa_len(&mat->pub) : 0;
    if (n == 0) return ret;
    if (wrappedkey == NULL) {
        if (wrappedkeylen == NULL && genkeylen == NULL) return 0;
        if (wrappedkeylen != NULL) *wrappedkeylen = n;
        if (genkeylen != NULL) *genkeylen = n;
        return 1;
    }
    if (genkey == NULL) return 0;
    if (wrappedkeylen != NULL && *wrappedkeylen < n) return too_small();
    if (!draw(&mat->pub, genkey, n) || bs_rsa_encrypt(mat, &none, bs_r_from(genkey, n), wrappedkey) < 0) {
        OPENSSL_cleanse(genkey, n);
        return 0;
    }
    if (wrappedkeylen != NULL) *wrappedkeylen = n;
    if (genkeylen != NULL) *genkeylen = n;
    return 1;
}

int EVP_PKEY_decapsulate(EVP_PKEY_CTX *ctx, unsigned char *unwrapped, size_t *unwrappedlen, const unsigned char *wrapped,
                         size_t wrappedlen) {
    static const struct bs_rsa_padding none = { .mode = RSA_NO_PADDING };
    int ret;
    if (ctx == NULL || wrapped == NULL || wrappedlen == 0 || (unwrapped == NULL && unwrappedlen == NULL)) return 0;
    const struct bs_keymat *mat = key_for(ctx, EVP_PKEY_OP_DECAPSULATE, &ret);
    const size_t n = mat != NULL ? bs_rsa_len(&mat->pub) : 0;
    if (n == 0) return ret;
    if (unwrapped == NULL) {
        *unwrappedlen = n;
        return 1;
    }
    if (unwrappedlen != NULL && *unwrappedlen < n) return too_small();
    if (wrappedlen != n) { /* SP 800-56B 7.2.1.3: "If the length of the ciphertext C is not nLen bytes in length" */
        BS_RAISE(ERR_LIB_PROV, PROV_R_BAD_LENGTH);
        return 0;
    }
    if (bs_rsa_decrypt(mat, &none, bs_r_from(wrapped, wrappedlen), unwrapped) < 0) return 0;
    if (unwrappedlen != NULL) *unwrappedlen = n;
    return 1;
}
