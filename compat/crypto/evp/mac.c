/* EVP_MAC: HMAC.                                                                               man 3 EVP_MAC, 7 EVP_MAC-HMAC */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"

struct evp_mac_st {
    const char *names; /* as bs_name_listed() takes them */
};

struct evp_mac_ctx_st {
    const EVP_MAC *mac;
    const EVP_MD *md; /* NULL: not set yet */
    HMAC_CTX *hmac;
};

/* A constant of the library: nothing is counted or freed. */
static const EVP_MAC hmac_mac = { .names = ":hmac:" };

EVP_MAC *EVP_MAC_fetch(OSSL_LIB_CTX *libctx, const char *algorithm, const char *properties) {
    (void)libctx;
    if (algorithm == NULL || !bs_name_listed(hmac_mac.names, algorithm) || !bs_properties_ok(properties)) {
        bs_raise_unsupported(algorithm, 0, properties);
        return NULL;
    }
    union {
        const EVP_MAC *from;
        EVP_MAC *to;
    } constant = { &hmac_mac };
    return constant.to;
}

int EVP_MAC_up_ref(EVP_MAC *mac) {
    (void)mac;
    return 1;
}

void EVP_MAC_free(EVP_MAC *mac) { (void)mac; }

EVP_MAC_CTX *EVP_MAC_CTX_new(EVP_MAC *mac) {
    EVP_MAC_CTX *ctx = mac != NULL ? (EVP_MAC_CTX *)OPENSSL_zalloc(sizeof *ctx) : NULL;
    if (ctx == NULL) return NULL;
    ctx->mac = mac;
    ctx->hmac = HMAC_CTX_new();
    if (ctx->hmac != NULL) return ctx;
    OPENSSL_free(ctx);
    return NULL;
}

void EVP_MAC_CTX_free(EVP_MAC_CTX *ctx) {
    if (ctx == NULL) return;
    HMAC_CTX_free(ctx->hmac);
    OPENSSL_free(ctx);
}

static int set_digest(EVP_MAC_CTX *ctx, const OSSL_PARAM *p) {
    char name[64];
    if (p->data_type != OSSL_PARAM_UTF8_STRING || p->data == NULL || p->data_size >= sizeof name) return 0;
    memcpy(name, p->data, p->data_size);
    name[p->data_size] = '\0';
    const EVP_MD *md = bs_md_by_name(name);
    if (md == NULL) {
        bs_raise_unsupported(name, 0, "");
        return 0;
    }
    ctx->md = md;
    return 1;
}

static int set_key(EVP_MAC_CTX *ctx, const void *key, size_t len) {
    if (ctx->md == NULL || len > INT32_MAX) return 0;
    return HMAC_Init_ex(ctx->hmac, key != NULL ? key : "", (int)len, ctx->md, NULL);
}

int EVP_MAC_CTX_set_params(EVP_MAC_CTX *ctx, const OSSL_PARAM params[]) {
    if (params == NULL) return 1;
    const OSSL_PARAM *digest = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_DIGEST);
    const OSSL_PARAM *key = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_KEY);
    if (digest != NULL && !set_digest(ctx, digest)) return 0; /* first, wherever it stands: the key needs it */
    if (key == NULL) return 1;
    return key->data_type == OSSL_PARAM_OCTET_STRING && set_key(ctx, key->data, key->data_size);
}

int EVP_MAC_init(EVP_MAC_CTX *ctx, const unsigned char *key, size_t keylen, const OSSL_PARAM params[]) {
    if (!EVP_MAC_CTX_set_params(ctx, params)) return 0;
    if (key != NULL) return set_key(ctx, key, keylen);
    return HMAC_Init_ex(ctx->hmac, NULL, 0, NULL, NULL); /* once more with the key that is set */
}

int EVP_MAC_update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t datalen) {
    return datalen == 0 || HMAC_Update(ctx->hmac, data, datalen);
}

size_t EVP_MAC_CTX_get_mac_size(EVP_MAC_CTX *ctx) { return ctx->md != NULL ? (size_t)EVP_MD_get_size(ctx->md) : 0; }

int EVP_MAC_final(EVP_MAC_CTX *ctx, unsigned char *out, size_t *outl, size_t outsize) {
    size_t size = EVP_MAC_CTX_get_mac_size(ctx);
    if (out == NULL) {
        if (outl == NULL) {
            BS_RAISE(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
            return 0;
        }
        *outl = size;
        return 1;
    }
    if (outsize < size) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_BUFFER_TOO_SMALL);
        return 0;
    }
    if (!HMAC_Final(ctx->hmac, out, NULL)) return 0;
    if (outl != NULL) *outl = size;
    return 1;
}
