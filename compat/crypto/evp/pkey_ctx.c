/* The EVP_PKEY_CTX object, and starting operations. */
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/kdf_local.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/pctx_local.h"

/* Each operation begins with the key's own settings: those of the one before are gone. */
static void defaults(EVP_PKEY_CTX *ctx) {
    ctx->padding = ctx->type == EVP_PKEY_RSA_PSS ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
    ctx->salt_len = RSA_PSS_SALTLEN_AUTO;
    ctx->md = ctx->mgf1_md = ctx->oaep_md = NULL;
    OPENSSL_free(ctx->label);
    ctx->label = NULL;
    ctx->label_len = 0;
    bs_pctx_pss_init(ctx);
}

static EVP_PKEY_CTX *make(int type, EVP_PKEY *pkey) {
    EVP_PKEY_CTX *ctx = OPENSSL_zalloc(sizeof *ctx);
    if (ctx == NULL) {
        BS_RAISE(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    ctx->type = type;
    ctx->pkey = pkey;
    ctx->rsa_bits = 2048;
    ctx->dh.set[BS_DH_TYPE] = type == EVP_PKEY_DHX ? DH_PARAMGEN_TYPE_FIPS_186_2 : DH_PARAMGEN_TYPE_GENERATOR;
    ctx->dh.set[BS_DH_PRIME_LEN] = 2048;
    ctx->dh.set[BS_DH_GENERATOR] = DH_GENERATOR_2;
    if (pkey != NULL) {
        (void)EVP_PKEY_up_ref(pkey);
    }
    defaults(ctx);
    return ctx;
}

static EVP_PKEY_CTX *for_type(int type, const char *name) {
    switch (type) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
    case EVP_PKEY_DH:
    case EVP_PKEY_DHX:
    case EVP_PKEY_EC: return make(type, NULL);
    default: break;
    }
    if (bs_pkey_is_raw(type) || bs_pkey_is_kdf(type)) return make(type, NULL);
    bs_raise_unsupported(name, 0, NULL);
    return NULL;
}

EVP_PKEY_CTX *EVP_PKEY_CTX_new(EVP_PKEY *pkey, ENGINE *e) {
    (void)e;
    if (pkey == NULL || pkey->type == EVP_PKEY_NONE) return NULL;
    return make(pkey->type, pkey);
}

EVP_PKEY_CTX *EVP_PKEY_CTX_new_id(int id, ENGINE *e) {
    (void)e;
    return for_type(bs_pkey_is_kdf(id) ? id : EVP_PKEY_type(id), OBJ_nid2sn(id));
}

int bs_pkey_type_by_name(const char *name) {
    static const struct {
        const char *name;
        int type;
    } names[] = { { "RSA", EVP_PKEY_RSA },         { "rsaEncryption", EVP_PKEY_RSA }, { "RSA-PSS", EVP_PKEY_RSA_PSS },
                  { "RSASSA-PSS", EVP_PKEY_RSA_PSS }, { "EC", EVP_PKEY_EC },          { "id-ecPublicKey", EVP_PKEY_EC },
                  { "X25519", EVP_PKEY_X25519 },       { "X448", EVP_PKEY_X448 },
                  { "ED25519", EVP_PKEY_ED25519 },     { "ED448", EVP_PKEY_ED448 },
                  { "HKDF", EVP_PKEY_HKDF },           { "TLS1-PRF", EVP_PKEY_TLS1_PRF },
                  { "SCRYPT", EVP_PKEY_SCRYPT },       { "id-scrypt", EVP_PKEY_SCRYPT },
                  { "DH", EVP_PKEY_DH },               { "dhKeyAgreement", EVP_PKEY_DH },
                  { "DHX", EVP_PKEY_DHX },             { "X9.42 DH", EVP_PKEY_DHX } };
    for (size_t i = 0; name != NULL && i < sizeof names / sizeof names[0]; i++) {
        if (strcasecmp(names[i].name, name) == 0) return names[i].type;
    }
    return 0;
}

EVP_PKEY_CTX *EVP_PKEY_CTX_new_from_name(OSSL_LIB_CTX *libctx, const char *name, const char *propquery) {
    (void)libctx;
    int type = bs_pkey_type_by_name(name);
    if (type != 0 && bs_properties_ok(propquery)) return make(type, NULL);
    bs_raise_unsupported(name, 0, propquery);
    return NULL;
}

EVP_PKEY_CTX *EVP_PKEY_CTX_new_from_pkey(OSSL_LIB_CTX *libctx, EVP_PKEY *pkey, const char *propquery) {
    (void)libctx;
    if (bs_properties_ok(propquery)) return EVP_PKEY_CTX_new(pkey, NULL);
    bs_raise_unsupported(pkey != NULL ? EVP_PKEY_get0_type_name(pkey) : NULL, 0, propquery);
    return NULL;
}

void EVP_PKEY_CTX_free(EVP_PKEY_CTX *ctx) {
    if (ctx == NULL) return;
    EVP_PKEY_free(ctx->pkey);
    EVP_PKEY_free(ctx->peer);
    BN_free(ctx->rsa_e);
    OPENSSL_free(ctx->label);
    OPENSSL_clear_free(ctx->agree.ukm, ctx->agree.ukm_len);
    EVP_KDF_CTX_free(ctx->kdf);
    HMAC_CTX_free(ctx->hmac);
    OPENSSL_free(ctx);
}

EVP_PKEY_CTX *EVP_PKEY_CTX_dup(const EVP_PKEY_CTX *src) {
    EVP_PKEY_CTX *ctx = OPENSSL_zalloc(sizeof *ctx);
    if (ctx == NULL) return NULL;
    *ctx = *src;
    ctx->label = src->label_len > 0 ? OPENSSL_memdup(src->label, src->label_len) : NULL;
    ctx->rsa_e = src->rsa_e != NULL ? BN_dup(src->rsa_e) : NULL;
    ctx->agree.ukm = src->agree.ukm_len > 0 ? OPENSSL_memdup(src->agree.ukm, src->agree.ukm_len) : NULL;
    if (ctx->pkey != NULL) (void)EVP_PKEY_up_ref(ctx->pkey);
    if (ctx->peer != NULL) (void)EVP_PKEY_up_ref(ctx->peer);
    ctx->kdf = bs_kdf_ctx_dup(src->kdf);
    ctx->hmac = src->hmac != NULL ? HMAC_CTX_new() : NULL;
    if (ctx->hmac != NULL) (void)HMAC_CTX_copy(ctx->hmac, src->hmac);
    if ((src->hmac != NULL && ctx->hmac == NULL) || (src->kdf != NULL && ctx->kdf == NULL) ||
        (src->label_len > 0 && ctx->label == NULL) || (src->agree.ukm_len > 0 && ctx->agree.ukm == NULL) ||
        (src->rsa_e != NULL && ctx->rsa_e == NULL)) {
        EVP_PKEY_CTX_free(ctx);
        return NULL;
    }
    return ctx;
}

EVP_PKEY *EVP_PKEY_CTX_get0_pkey(EVP_PKEY_CTX *ctx) { return ctx->pkey; }
EVP_PKEY *EVP_PKEY_CTX_get0_peerkey(EVP_PKEY_CTX *ctx) { return ctx->peer; }
int EVP_PKEY_CTX_get_operation(EVP_PKEY_CTX *ctx) { return ctx->op; }
void EVP_PKEY_CTX_set_app_data(EVP_PKEY_CTX *ctx, void *data) { ctx->app_data = data; }
void *EVP_PKEY_CTX_get_app_data(EVP_PKEY_CTX *ctx) { return ctx->app_data; }
void EVP_PKEY_CTX_set_data(EVP_PKEY_CTX *ctx, void *data) { ctx->data = data; }
void *EVP_PKEY_CTX_get_data(const EVP_PKEY_CTX *ctx) { return ctx->data; }
void EVP_PKEY_CTX_set_cb(EVP_PKEY_CTX *ctx, EVP_PKEY_gen_cb *cb) { ctx->gen_cb = cb; }
EVP_PKEY_gen_cb *EVP_PKEY_CTX_get_cb(EVP_PKEY_CTX *ctx) { return ctx->gen_cb; }

int EVP_PKEY_CTX_get_keygen_info(EVP_PKEY_CTX *ctx, int idx) {
    enum { NUMBERS = sizeof ctx->gen_info / sizeof ctx->gen_info[0] };
    if (idx == -1) return NUMBERS;
    return idx >= 0 && idx < NUMBERS ? ctx->gen_info[idx] : 0;
}

static bool is_rsa(const EVP_PKEY_CTX *ctx) { return ctx->type == EVP_PKEY_RSA || ctx->type == EVP_PKEY_RSA_PSS; }

static bool has_params(const EVP_PKEY_CTX *ctx) { return ctx->type == EVP_PKEY_EC || bs_pkey_is_dh(ctx->type); }

static bool has_keys(const EVP_PKEY_CTX *ctx) { return is_rsa(ctx) || has_params(ctx) || bs_pkey_is_raw(ctx->type); }

/* Can keys of this type do that at all? */
static bool possible(const EVP_PKEY_CTX *ctx, int op) {
    switch (op) {
    case EVP_PKEY_OP_SIGN:
    case EVP_PKEY_OP_VERIFY: return is_rsa(ctx) || ctx->type == EVP_PKEY_EC;
    case EVP_PKEY_OP_VERIFYRECOVER:
    case EVP_PKEY_OP_ENCAPSULATE:
    case EVP_PKEY_OP_DECAPSULATE:
    case EVP_PKEY_OP_ENCRYPT:
    case EVP_PKEY_OP_DECRYPT: return ctx->type == EVP_PKEY_RSA;
    case EVP_PKEY_OP_DERIVE: return has_params(ctx) || bs_pkey_is_kdf(ctx->type) ||
               (bs_pkey_is_raw(ctx->type) && !bs_pkey_is_eddsa(ctx->type));
    case EVP_PKEY_OP_PARAMGEN: return has_params(ctx);
    case EVP_PKEY_OP_FROMDATA: return ctx->type == EVP_PKEY_HMAC || has_keys(ctx);
    case EVP_PKEY_OP_KEYGEN: return has_keys(ctx);
    default: return false;
    }
}

int bs_pctx_begin(EVP_PKEY_CTX *ctx, int op) {
    if (ctx == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return -2;
    }
    if (!possible(ctx, op)) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return -2;
    }
    if (bs_pkey_is_kdf(ctx->type)) {
        if (!bs_pctx_kdf_init(ctx)) return 0;
        ctx->op = op;
        return 1;
    }
    bool makes = op == EVP_PKEY_OP_PARAMGEN || op == EVP_PKEY_OP_KEYGEN || op == EVP_PKEY_OP_FROMDATA;
    if (!makes && ctx->pkey == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_NO_KEY_SET);
        return 0;
    }
    if (!makes) defaults(ctx);
    ctx->rsasve = false;
    ctx->op = op;
    return 1;
}

int bs_pctx_digest_init(EVP_PKEY_CTX *ctx, int op) {
    const bool mac = ctx->type == EVP_PKEY_HMAC && op == EVP_PKEY_OP_SIGN;
    if (!bs_pkey_is_eddsa(ctx->type) && !mac) return bs_pctx_begin(ctx, op);
    ctx->op = op;
    return 1;
}

int EVP_PKEY_sign_init(EVP_PKEY_CTX *ctx) { return bs_pctx_begin(ctx, EVP_PKEY_OP_SIGN); }
int EVP_PKEY_verify_init(EVP_PKEY_CTX *ctx) { return bs_pctx_begin(ctx, EVP_PKEY_OP_VERIFY); }
int EVP_PKEY_verify_recover_init(EVP_PKEY_CTX *ctx) { return bs_pctx_begin(ctx, EVP_PKEY_OP_VERIFYRECOVER); }
int EVP_PKEY_encrypt_init(EVP_PKEY_CTX *ctx) { return bs_pctx_begin(ctx, EVP_PKEY_OP_ENCRYPT); }
int EVP_PKEY_decrypt_init(EVP_PKEY_CTX *ctx) { return bs_pctx_begin(ctx, EVP_PKEY_OP_DECRYPT); }
int EVP_PKEY_derive_init(EVP_PKEY_CTX *ctx) { return bs_pctx_begin(ctx, EVP_PKEY_OP_DERIVE); }

/* The same, and settings at once. */
static int with(int begun, EVP_PKEY_CTX *ctx, const OSSL_PARAM *params) {
    return begun > 0 && params != NULL ? EVP_PKEY_CTX_set_params(ctx, params) : begun;
}

int EVP_PKEY_sign_init_ex(EVP_PKEY_CTX *ctx, const OSSL_PARAM params[]) { return with(EVP_PKEY_sign_init(ctx), ctx, params); }
int EVP_PKEY_verify_init_ex(EVP_PKEY_CTX *ctx, const OSSL_PARAM params[]) {
    return with(EVP_PKEY_verify_init(ctx), ctx, params);
}
int EVP_PKEY_verify_recover_init_ex(EVP_PKEY_CTX *ctx, const OSSL_PARAM params[]) {
    return with(EVP_PKEY_verify_recover_init(ctx), ctx, params);
}
int EVP_PKEY_encrypt_init_ex(EVP_PKEY_CTX *ctx, const OSSL_PARAM params[]) {
    return with(EVP_PKEY_encrypt_init(ctx), ctx, params);
}
int EVP_PKEY_decrypt_init_ex(EVP_PKEY_CTX *ctx, const OSSL_PARAM params[]) {
    return with(EVP_PKEY_decrypt_init(ctx), ctx, params);
}
int EVP_PKEY_derive_init_ex(EVP_PKEY_CTX *ctx, const OSSL_PARAM params[]) {
    return with(EVP_PKEY_derive_init(ctx), ctx, params);
}

int EVP_PKEY_paramgen_init(EVP_PKEY_CTX *ctx) { return bs_pctx_begin(ctx, EVP_PKEY_OP_PARAMGEN); }
int EVP_PKEY_keygen_init(EVP_PKEY_CTX *ctx) { return bs_pctx_begin(ctx, EVP_PKEY_OP_KEYGEN); }
int EVP_PKEY_fromdata_init(EVP_PKEY_CTX *ctx) { return bs_pctx_begin(ctx, EVP_PKEY_OP_FROMDATA); }
