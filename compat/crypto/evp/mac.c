/* EVP_MAC, and its HMAC, CMAC and GMAC.                         man 3 EVP_MAC, man 7 EVP_MAC-HMAC, -CMAC, -GMAC */
#include "compat/crypto/evp/mac_local.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/cipher_local.h"
#include "compat/crypto/evp/md_local.h"

/* --- HMAC ------------------------------------------------------------------------------------------------------- */

static bool hmac_create(EVP_MAC_CTX *ctx) { return (ctx->hmac = HMAC_CTX_new()) != NULL; }
static void hmac_destroy(EVP_MAC_CTX *ctx) { HMAC_CTX_free(ctx->hmac); }
static bool hmac_copy(EVP_MAC_CTX *to, const EVP_MAC_CTX *from) { return HMAC_CTX_copy(to->hmac, from->hmac) == 1; }

static int hmac_set_key(EVP_MAC_CTX *ctx, const void *key, size_t len) {
    if (ctx->md == NULL || len > INT32_MAX) return 0;
    return HMAC_Init_ex(ctx->hmac, key != NULL ? key : "", (int)len, ctx->md, NULL);
}

static int hmac_restart(EVP_MAC_CTX *ctx) { return HMAC_Init_ex(ctx->hmac, NULL, 0, NULL, NULL); }

static int hmac_update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t len) {
    return HMAC_Update(ctx->hmac, data, len);
}

static int hmac_final(EVP_MAC_CTX *ctx, unsigned char *out) { return HMAC_Final(ctx->hmac, out, NULL); }
static size_t hmac_size(const EVP_MAC_CTX *ctx) { return ctx->md != NULL ? (size_t)ctx->md->size : 0; }
static size_t hmac_block(const EVP_MAC_CTX *ctx) { return ctx->md != NULL ? (size_t)ctx->md->block_size : 0; }

/* --- CMAC ------------------------------------------------------------------------------------------------------- */

static bool cmac_create(EVP_MAC_CTX *ctx) { return (ctx->cmac = CMAC_CTX_new()) != NULL; }
static void cmac_destroy(EVP_MAC_CTX *ctx) { CMAC_CTX_free(ctx->cmac); }

static bool cmac_copy(EVP_MAC_CTX *to, const EVP_MAC_CTX *from) {
    *to->cmac = *from->cmac;
    return true;
}

static int cmac_set_key(EVP_MAC_CTX *ctx, const void *key, size_t len) {
    return ctx->cipher != NULL && CMAC_Init(ctx->cmac, key, len, ctx->cipher, NULL);
}

static int cmac_restart(EVP_MAC_CTX *ctx) { return CMAC_Init(ctx->cmac, NULL, 0, NULL, NULL); }

static int cmac_update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t len) {
    return CMAC_Update(ctx->cmac, data, len);
}

static int cmac_final(EVP_MAC_CTX *ctx, unsigned char *out) { return CMAC_Final(ctx->cmac, out, NULL); }
static size_t cipher_block(const EVP_MAC_CTX *ctx) { return ctx->cipher != NULL ? (size_t)ctx->cipher->block_size : 0; }

/* --- GMAC: GCM of additional data alone (SP 800-38D 3) ----------------------------------------------------------- */

static bool gmac_create(EVP_MAC_CTX *ctx) { return (ctx->gcm = EVP_CIPHER_CTX_new()) != NULL; }
static void gmac_destroy(EVP_MAC_CTX *ctx) { EVP_CIPHER_CTX_free(ctx->gcm); }

static bool gmac_copy(EVP_MAC_CTX *to, const EVP_MAC_CTX *from) {
    return from->cipher == NULL || EVP_CIPHER_CTX_copy(to->gcm, from->gcm) == 1;
}

static int gmac_set_key(EVP_MAC_CTX *ctx, const void *key, size_t len) {
    if (len != (size_t)EVP_CIPHER_CTX_get_key_length(ctx->gcm)) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_KEY_LENGTH);
        return 0;
    }
    return EVP_EncryptInit_ex(ctx->gcm, NULL, NULL, key, NULL);
}

static int gmac_restart(EVP_MAC_CTX *ctx) { return EVP_EncryptInit_ex(ctx->gcm, NULL, NULL, NULL, NULL); }

static int gmac_update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t len) {
    while (len > 0) {
        int n = len > 1 << 30 ? 1 << 30 : (int)len, out = 0;
        if (!EVP_EncryptUpdate(ctx->gcm, NULL, &out, data, n)) return 0;
        data += n;
        len -= (size_t)n;
    }
    return 1;
}

static int gmac_final(EVP_MAC_CTX *ctx, unsigned char *out) {
    int n = 0;
    return EVP_EncryptFinal_ex(ctx->gcm, out, &n) && EVP_CIPHER_CTX_ctrl(ctx->gcm, EVP_CTRL_AEAD_GET_TAG, 16, out);
}

static size_t gmac_size(const EVP_MAC_CTX *ctx) {
    (void)ctx;
    return 16;
}

static size_t no_block(const EVP_MAC_CTX *ctx) {
    (void)ctx;
    return 0;
}

/* The nonce. */
static int gmac_set_iv(EVP_MAC_CTX *ctx, const OSSL_PARAM params[]) {
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_IV);
    if (p == NULL) return 1;
    return p->data_type == OSSL_PARAM_OCTET_STRING && p->data_size <= BS_CIPHER_MAX_IV && p->data_size > 0 &&
           EVP_CIPHER_CTX_ctrl(ctx->gcm, EVP_CTRL_AEAD_SET_IVLEN, (int)p->data_size, NULL) > 0 &&
           EVP_EncryptInit_ex(ctx->gcm, NULL, NULL, NULL, p->data);
}

/* --- what is beneath --------------------------------------------------------------------------------------------- */

static int set_digest(EVP_MAC_CTX *ctx, const char *name) {
    const EVP_MD *md = bs_md_by_name(name);
    if (md == NULL) {
        bs_raise_unsupported(name, 0, "");
        return 0;
    }
    ctx->md = md;
    return 1;
}

static int set_cipher(EVP_MAC_CTX *ctx, const char *name) {
    const EVP_CIPHER *c = bs_cipher_by_name(name);
    if (c == NULL || c->kind == BS_CIPHER_UNAVAILABLE) {
        bs_raise_unsupported(name, 0, "");
        return 0;
    }
    if (ctx->gcm != NULL) {
        if (c->kind != BS_CIPHER_GCM) {
            BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_MODE);
            return 0;
        }
        if (!EVP_EncryptInit_ex(ctx->gcm, c, NULL, NULL, NULL)) return 0;
    }
    ctx->cipher = c;
    return 1;
}

/* --- the table and the contexts --------------------------------------------------------------------------------- */

static const EVP_MAC hmac = { "HMAC",       ":HMAC:",     OSSL_MAC_PARAM_DIGEST, set_digest,  NULL,
                              hmac_create,  hmac_destroy, hmac_copy,             hmac_set_key, hmac_restart,
                              hmac_update,  hmac_final,   hmac_size,             hmac_block };
static const EVP_MAC cmac = { "CMAC",       ":CMAC:",     OSSL_MAC_PARAM_CIPHER, set_cipher,  NULL,
                              cmac_create,  cmac_destroy, cmac_copy,             cmac_set_key, cmac_restart,
                              cmac_update,  cmac_final,   cipher_block,          cipher_block };
static const EVP_MAC gmac = { "GMAC",       ":GMAC:1.0.9797.3.4:", OSSL_MAC_PARAM_CIPHER, set_cipher,  gmac_set_iv,
                              gmac_create,  gmac_destroy, gmac_copy,             gmac_set_key, gmac_restart,
                              gmac_update,  gmac_final,   gmac_size,             no_block };

static const EVP_MAC *const macs[] = { &hmac, &cmac, &gmac, &bs_mac_kmac128, &bs_mac_kmac256, &bs_mac_poly1305,
                                     &bs_mac_blake2b, &bs_mac_blake2s, &bs_mac_siphash };
enum { NUM_MACS = sizeof macs / sizeof macs[0] };

static EVP_MAC *handle(const EVP_MAC *mac) {
    union {
        const EVP_MAC *from;
        EVP_MAC *to;
    } constant = { mac }; /* the API counts it; ours never change and are never freed */
    return constant.to;
}

EVP_MAC *EVP_MAC_fetch(OSSL_LIB_CTX *libctx, const char *algorithm, const char *properties) {
    (void)libctx;
    for (size_t i = 0; algorithm != NULL && i < NUM_MACS; i++) {
        if (bs_name_listed(macs[i]->names, algorithm) && bs_properties_ok(properties)) return handle(macs[i]);
    }
    bs_raise_unsupported(algorithm, 0, properties);
    return NULL;
}

int EVP_MAC_up_ref(EVP_MAC *mac) {
    (void)mac;
    return 1;
}

void EVP_MAC_free(EVP_MAC *mac) { (void)mac; }
const char *EVP_MAC_get0_name(const EVP_MAC *mac) { return mac->name; }
const char *EVP_MAC_get0_description(const EVP_MAC *mac) {
    (void)mac;
    return NULL; /* as OpenSSL's */
}

int EVP_MAC_names_do_all(const EVP_MAC *mac, void (*fn)(const char *name, void *data), void *data) {
    bs_names_do_all(mac->names, fn, data);
    return 1;
}

void EVP_MAC_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(EVP_MAC *mac, void *arg), void *arg) {
    (void)libctx;
    for (size_t i = 0; i < NUM_MACS; i++) fn(handle(macs[i]), arg);
}

int EVP_MAC_is_a(const EVP_MAC *mac, const char *name) { return mac != NULL && bs_name_listed(mac->names, name); }

EVP_MAC_CTX *EVP_MAC_CTX_new(EVP_MAC *mac) {
    EVP_MAC_CTX *ctx = mac != NULL ? OPENSSL_zalloc(sizeof *ctx) : NULL;
    if (ctx == NULL) return NULL;
    ctx->mac = mac;
    if (mac->create(ctx)) return ctx;
    OPENSSL_free(ctx);
    return NULL;
}

void EVP_MAC_CTX_free(EVP_MAC_CTX *ctx) {
    if (ctx == NULL) return;
    ctx->mac->destroy(ctx);
    OPENSSL_free(ctx);
}

EVP_MAC_CTX *EVP_MAC_CTX_dup(const EVP_MAC_CTX *src) {
    EVP_MAC_CTX *ctx = src != NULL ? EVP_MAC_CTX_new(handle(src->mac)) : NULL;
    if (ctx == NULL) return NULL;
    ctx->md = src->md;
    ctx->cipher = src->cipher;
    if (ctx->mac->copy(ctx, src)) return ctx;
    EVP_MAC_CTX_free(ctx);
    return NULL;
}

EVP_MAC *EVP_MAC_CTX_get0_mac(EVP_MAC_CTX *ctx) { return handle(ctx->mac); }

/* The underlying digest or cipher by its name in a parameter; one of the other kind is none of this MAC's. */
static int set_subalg(EVP_MAC_CTX *ctx, const OSSL_PARAM params[]) {
    const OSSL_PARAM *p = ctx->mac->subalg != NULL ? OSSL_PARAM_locate_const(params, ctx->mac->subalg) : NULL;
    char *name = NULL;
    if (p == NULL) return 1;
    if (!OSSL_PARAM_get_utf8_string(p, &name, 0)) return 0;
    int ok = ctx->mac->set_subalg(ctx, name);
    OPENSSL_free(name);
    return ok;
}

int EVP_MAC_CTX_set_params(EVP_MAC_CTX *ctx, const OSSL_PARAM params[]) {
    if (params == NULL) return 1;
    const OSSL_PARAM *key = OSSL_PARAM_locate_const(params, OSSL_MAC_PARAM_KEY);
    if (!set_subalg(ctx, params)) return 0; /* first, wherever it stands: the key needs it */
    if (key != NULL && key->data_type != OSSL_PARAM_OCTET_STRING) return 0;
    if (key != NULL && !ctx->mac->set_key(ctx, key->data, key->data_size)) return 0;
    return ctx->mac->set_own == NULL || ctx->mac->set_own(ctx, params);
}

int EVP_MAC_init(EVP_MAC_CTX *ctx, const unsigned char *key, size_t keylen, const OSSL_PARAM params[]) {
    if (!EVP_MAC_CTX_set_params(ctx, params)) return 0;
    return key != NULL ? ctx->mac->set_key(ctx, key, keylen) : ctx->mac->restart(ctx);
}

int EVP_MAC_update(EVP_MAC_CTX *ctx, const unsigned char *data, size_t datalen) {
    return datalen == 0 || ctx->mac->update(ctx, data, datalen);
}

size_t EVP_MAC_CTX_get_mac_size(EVP_MAC_CTX *ctx) { return ctx->mac->size(ctx); }
size_t EVP_MAC_CTX_get_block_size(EVP_MAC_CTX *ctx) { return ctx->mac->block != NULL ? ctx->mac->block(ctx) : 0; }

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
    if (!ctx->mac->final(ctx, out)) return 0;
    if (outl != NULL) *outl = size;
    return 1;
}

int EVP_MAC_finalXOF(EVP_MAC_CTX *ctx, unsigned char *out, size_t outsize) {
    int on = 1;
    const OSSL_PARAM params[] = { OSSL_PARAM_construct_int(OSSL_MAC_PARAM_XOF, &on), OSSL_PARAM_construct_end() };
    if (EVP_MAC_CTX_set_params(ctx, params)) return EVP_MAC_final(ctx, out, NULL, outsize);
    BS_RAISE(ERR_LIB_EVP, EVP_R_SETTING_XOF_FAILED);
    return 0;
}

unsigned char *EVP_Q_mac(OSSL_LIB_CTX *libctx, const char *name, const char *propq, const char *subalg,
                         const OSSL_PARAM *params, const void *key, size_t keylen, const unsigned char *data,
                         size_t datalen, unsigned char *out, size_t outsize, size_t *outlen) {
    EVP_MAC *mac = EVP_MAC_fetch(libctx, name, propq);
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
    unsigned char *made = NULL;
    size_t len = 0;
    bool ok = ctx != NULL;
    if (outlen != NULL) *outlen = 0;
    if (ok && subalg != NULL && mac->set_subalg != NULL) ok = mac->set_subalg(ctx, subalg);
    ok = ok && EVP_MAC_init(ctx, key != NULL ? key : data, key != NULL ? keylen : 0, params) &&
         EVP_MAC_update(ctx, data, datalen) && EVP_MAC_final(ctx, NULL, &len, 0);
    if (ok && out == NULL) { /* the result is the caller's to free */
        out = made = OPENSSL_malloc(len > 0 ? len : 1);
        outsize = len;
    }
    ok = ok && out != NULL && EVP_MAC_final(ctx, out, &len, outsize);
    EVP_MAC_CTX_free(ctx);
    if (!ok) {
        OPENSSL_free(made);
        return NULL;
    }
    if (outlen != NULL) *outlen = len;
    return out;
}
