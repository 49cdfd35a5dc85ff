/* KDFs as EVP_PKEY_derive() has them: HKDF, TLS1-PRF, scrypt.    man 3 EVP_PKEY_CTX_set_hkdf_md, _set_tls1_prf_md */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/kdf_local.h"
#include "compat/crypto/evp/pctx_local.h"

static const char *kdf_name(int type) {
    switch (type) {
    case EVP_PKEY_HKDF: return "HKDF";
    case EVP_PKEY_TLS1_PRF: return "TLS1-PRF";
    case EVP_PKEY_SCRYPT: return "SCRYPT";
    default: return NULL;
    }
}

bool bs_pkey_is_kdf(int type) { return kdf_name(type) != NULL; }

bool bs_pctx_kdf_init(EVP_PKEY_CTX *ctx) {
    EVP_KDF_CTX_free(ctx->kdf);
    ctx->kdf = EVP_KDF_CTX_new(EVP_KDF_fetch(NULL, kdf_name(ctx->type), NULL));
    return ctx->kdf != NULL;
}

int bs_pctx_kdf_derive(EVP_PKEY_CTX *ctx, unsigned char *key, size_t *keylen) {
    if (key != NULL) return EVP_KDF_derive(ctx->kdf, key, *keylen, NULL);
    *keylen = EVP_KDF_CTX_get_kdf_size(ctx->kdf);
    return 1;
}

static bool ready(const EVP_PKEY_CTX *ctx) {
    if (ctx != NULL && ctx->op == EVP_PKEY_OP_DERIVE && ctx->kdf != NULL) return true;
    BS_RAISE(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
    return false;
}

static int set_octets(EVP_PKEY_CTX *ctx, const char *name, const void *data, int len) {
    if (!ready(ctx)) return -2;
    if (len < 0) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_LENGTH);
        return 0;
    }
    union {
        const void *from;
        void *to;
    } constant = { data }; /* it is only read */
    OSSL_PARAM p[2] = { OSSL_PARAM_construct_octet_string(name, constant.to, (size_t)len), OSSL_PARAM_construct_end() };
    return EVP_KDF_CTX_set_params(ctx->kdf, p);
}

static int set_md(EVP_PKEY_CTX *ctx, const EVP_MD *md) {
    char name[64];
    if (!ready(ctx)) return -2;
    strncpy(name, md != NULL ? EVP_MD_get0_name(md) : "", sizeof name - 1);
    name[sizeof name - 1] = '\0';
    OSSL_PARAM p[2] = { OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end() };
    return EVP_KDF_CTX_set_params(ctx->kdf, p);
}

static int set_number(EVP_PKEY_CTX *ctx, const char *name, uint64_t n) {
    if (!ready(ctx)) return -2;
    OSSL_PARAM p[2] = { OSSL_PARAM_construct_uint64(name, &n), OSSL_PARAM_construct_end() };
    return EVP_KDF_CTX_set_params(ctx->kdf, p);
}

int EVP_PKEY_CTX_set_hkdf_md(EVP_PKEY_CTX *ctx, const EVP_MD *md) { return set_md(ctx, md); }

int EVP_PKEY_CTX_set1_hkdf_salt(EVP_PKEY_CTX *ctx, const unsigned char *salt, int saltlen) {
    return set_octets(ctx, OSSL_KDF_PARAM_SALT, salt, saltlen);
}

int EVP_PKEY_CTX_set1_hkdf_key(EVP_PKEY_CTX *ctx, const unsigned char *key, int keylen) {
    return set_octets(ctx, OSSL_KDF_PARAM_KEY, key, keylen);
}

int EVP_PKEY_CTX_add1_hkdf_info(EVP_PKEY_CTX *ctx, const unsigned char *info, int infolen) {
    if (!ready(ctx)) return -2;
    if (infolen < 0) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_LENGTH);
        return 0;
    }
    return bs_kdf_append(&ctx->kdf->value[BS_KDF_INFO], info, (size_t)infolen);
}

int EVP_PKEY_CTX_set_hkdf_mode(EVP_PKEY_CTX *ctx, int mode) {
    if (!ready(ctx)) return -2;
    OSSL_PARAM p[2] = { OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode), OSSL_PARAM_construct_end() };
    return EVP_KDF_CTX_set_params(ctx->kdf, p);
}

int EVP_PKEY_CTX_set_tls1_prf_md(EVP_PKEY_CTX *ctx, const EVP_MD *md) { return set_md(ctx, md); }

int EVP_PKEY_CTX_set1_tls1_prf_secret(EVP_PKEY_CTX *ctx, const unsigned char *sec, int seclen) {
    return set_octets(ctx, OSSL_KDF_PARAM_SECRET, sec, seclen);
}

int EVP_PKEY_CTX_add1_tls1_prf_seed(EVP_PKEY_CTX *ctx, const unsigned char *seed, int seedlen) {
    return set_octets(ctx, OSSL_KDF_PARAM_SEED, seed, seedlen);
}

int EVP_PKEY_CTX_set1_pbe_pass(EVP_PKEY_CTX *ctx, const char *pass, int passlen) {
    return set_octets(ctx, OSSL_KDF_PARAM_PASSWORD, pass, passlen);
}

int EVP_PKEY_CTX_set1_scrypt_salt(EVP_PKEY_CTX *ctx, const unsigned char *salt, int saltlen) {
    return set_octets(ctx, OSSL_KDF_PARAM_SALT, salt, saltlen);
}

int EVP_PKEY_CTX_set_scrypt_N(EVP_PKEY_CTX *ctx, uint64_t n) { return set_number(ctx, OSSL_KDF_PARAM_SCRYPT_N, n); }
int EVP_PKEY_CTX_set_scrypt_r(EVP_PKEY_CTX *ctx, uint64_t r) { return set_number(ctx, OSSL_KDF_PARAM_SCRYPT_R, r); }
int EVP_PKEY_CTX_set_scrypt_p(EVP_PKEY_CTX *ctx, uint64_t p) { return set_number(ctx, OSSL_KDF_PARAM_SCRYPT_P, p); }

int EVP_PKEY_CTX_set_scrypt_maxmem_bytes(EVP_PKEY_CTX *ctx, uint64_t maxmem_bytes) {
    return set_number(ctx, OSSL_KDF_PARAM_SCRYPT_MAXMEM, maxmem_bytes);
}

int bs_pctx_kdf_ctrl(EVP_PKEY_CTX *ctx, int cmd, int p1, void *p2) {
    switch (cmd) {
    case EVP_PKEY_CTRL_TLS_MD:
    case EVP_PKEY_CTRL_HKDF_MD: return set_md(ctx, p2);
    case EVP_PKEY_CTRL_TLS_SECRET: return EVP_PKEY_CTX_set1_tls1_prf_secret(ctx, p2, p1);
    case EVP_PKEY_CTRL_TLS_SEED: return EVP_PKEY_CTX_add1_tls1_prf_seed(ctx, p2, p1);
    case EVP_PKEY_CTRL_HKDF_SALT:
    case EVP_PKEY_CTRL_SCRYPT_SALT: return EVP_PKEY_CTX_set1_hkdf_salt(ctx, p2, p1);
    case EVP_PKEY_CTRL_HKDF_KEY: return EVP_PKEY_CTX_set1_hkdf_key(ctx, p2, p1);
    case EVP_PKEY_CTRL_HKDF_INFO: return EVP_PKEY_CTX_add1_hkdf_info(ctx, p2, p1);
    case EVP_PKEY_CTRL_HKDF_MODE: return EVP_PKEY_CTX_set_hkdf_mode(ctx, p1);
    case EVP_PKEY_CTRL_PASS: return EVP_PKEY_CTX_set1_pbe_pass(ctx, p2, p1);
    default: return -2;
    }
}

/* "hexNAME" has its value in hexadecimal. */
static int octets_by_text(EVP_PKEY_CTX *ctx, const char *name, const char *value, bool hex) {
    long n = 0;
    if (!hex) return set_octets(ctx, name, value, (int)strlen(value));
    unsigned char *bytes = OPENSSL_hexstr2buf(value, &n);
    int r = bytes != NULL ? set_octets(ctx, name, bytes, (int)n) : 0;
    OPENSSL_clear_free(bytes, (size_t)n);
    return r;
}

int bs_pctx_kdf_ctrl_str(EVP_PKEY_CTX *ctx, const char *type, const char *value) {
    static const char *const octets[] = { OSSL_KDF_PARAM_SALT, OSSL_KDF_PARAM_KEY,  OSSL_KDF_PARAM_INFO,
                                          OSSL_KDF_PARAM_SEED, OSSL_KDF_PARAM_SECRET, OSSL_KDF_PARAM_PASSWORD };
    if (strcmp(type, "md") == 0) return set_md(ctx, EVP_get_digestbyname(value));
    if (strcmp(type, "mode") == 0) {
        char name[32];
        strncpy(name, value, sizeof name - 1);
        name[sizeof name - 1] = '\0';
        OSSL_PARAM p[2] = { OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MODE, name, 0),
                            OSSL_PARAM_construct_end() };
        return ready(ctx) ? EVP_KDF_CTX_set_params(ctx->kdf, p) : -2;
    }
    const bool hex = strncmp(type, "hex", 3) == 0;
    for (size_t i = 0; i < sizeof octets / sizeof octets[0]; i++) {
        if (strcmp(type + (hex ? 3 : 0), octets[i]) == 0) return octets_by_text(ctx, octets[i], value, hex);
    }
    if (strcmp(type, "N") == 0) return EVP_PKEY_CTX_set_scrypt_N(ctx, strtoull(value, NULL, 10));
    if (strcmp(type, "r") == 0) return EVP_PKEY_CTX_set_scrypt_r(ctx, strtoull(value, NULL, 10));
    if (strcmp(type, "p") == 0) return EVP_PKEY_CTX_set_scrypt_p(ctx, strtoull(value, NULL, 10));
    if (strcmp(type, "maxmem_bytes") == 0) {
        return EVP_PKEY_CTX_set_scrypt_maxmem_bytes(ctx, strtoull(value, NULL, 10));
    }
    return -2;
}
