/* The lists of parameters that digests, ciphers, MACs and KDFs take and tell.   man 3 EVP_MD_gettable_params, OSSL_PARAM
 *
 * What OpenSSL has besides is not here: "properties" (there is one of each algorithm), and what its TLS needs. */
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <string.h>

#include "compat/crypto/core/provider_local.h"
#include "compat/crypto/evp/cipher_local.h"
#include "compat/crypto/evp/kdf_local.h"
#include "compat/crypto/evp/mac_local.h"
#include "compat/crypto/evp/md_local.h"

#define SIZE(key) OSSL_PARAM_size_t(key, NULL)
#define INT(key) OSSL_PARAM_int(key, NULL)
#define UINT(key) OSSL_PARAM_uint(key, NULL)
#define TEXT(key) OSSL_PARAM_utf8_string(key, NULL, 0)
#define OCTETS(key) OSSL_PARAM_octet_string(key, NULL, 0)
#define LIST(name, ...) static const OSSL_PARAM name[] = { __VA_ARGS__, OSSL_PARAM_END }

/* --- digests ------------------------------------------------------------------------------------------------------ */

LIST(md_told, SIZE(OSSL_DIGEST_PARAM_BLOCK_SIZE), SIZE(OSSL_DIGEST_PARAM_SIZE), INT(OSSL_DIGEST_PARAM_XOF),
     INT(OSSL_DIGEST_PARAM_ALGID_ABSENT));
LIST(xof_taken, { OSSL_DIGEST_PARAM_XOFLEN, OSSL_PARAM_UNSIGNED_INTEGER, NULL, 0, 0 });

/* A program's own has none of this. */
static bool is_ours(const EVP_MD *md) { return md != NULL && md->own == NULL; }

const OSSL_PARAM *EVP_MD_gettable_params(const EVP_MD *digest) { return is_ours(digest) ? md_told : NULL; }

const OSSL_PARAM *EVP_MD_settable_ctx_params(const EVP_MD *md) {
    return is_ours(md) && (EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF) != 0 ? xof_taken : NULL;
}

const OSSL_PARAM *EVP_MD_CTX_settable_params(EVP_MD_CTX *ctx) {
    return ctx != NULL ? EVP_MD_settable_ctx_params(EVP_MD_CTX_get0_md(ctx)) : NULL;
}

/* A digest that has begun tells nothing. */
const OSSL_PARAM *EVP_MD_gettable_ctx_params(const EVP_MD *md) {
    (void)md;
    return NULL;
}

const OSSL_PARAM *EVP_MD_CTX_gettable_params(EVP_MD_CTX *ctx) {
    (void)ctx;
    return NULL;
}

int EVP_MD_CTX_get_params(EVP_MD_CTX *ctx, OSSL_PARAM params[]) {
    (void)ctx;
    (void)params;
    return 0;
}

const OSSL_PROVIDER *EVP_MD_get0_provider(const EVP_MD *md) { return is_ours(md) ? bs_provider_default() : NULL; }

/* --- ciphers ------------------------------------------------------------------------------------------------------ */

LIST(cipher_told, UINT(OSSL_CIPHER_PARAM_MODE), SIZE(OSSL_CIPHER_PARAM_KEYLEN), SIZE(OSSL_CIPHER_PARAM_IVLEN),
     SIZE(OSSL_CIPHER_PARAM_BLOCK_SIZE), INT(OSSL_CIPHER_PARAM_AEAD));
LIST(cipher_ctx_told, SIZE(OSSL_CIPHER_PARAM_KEYLEN), SIZE(OSSL_CIPHER_PARAM_IVLEN), UINT(OSSL_CIPHER_PARAM_PADDING),
     OCTETS(OSSL_CIPHER_PARAM_IV), OCTETS(OSSL_CIPHER_PARAM_UPDATED_IV));
LIST(aead_ctx_told, SIZE(OSSL_CIPHER_PARAM_KEYLEN), SIZE(OSSL_CIPHER_PARAM_IVLEN), SIZE(OSSL_CIPHER_PARAM_AEAD_TAGLEN),
     OCTETS(OSSL_CIPHER_PARAM_IV), OCTETS(OSSL_CIPHER_PARAM_UPDATED_IV), OCTETS(OSSL_CIPHER_PARAM_AEAD_TAG));
LIST(cipher_taken, UINT(OSSL_CIPHER_PARAM_PADDING));
LIST(aead_taken, SIZE(OSSL_CIPHER_PARAM_IVLEN), OCTETS(OSSL_CIPHER_PARAM_AEAD_TAG));

static bool is_our_cipher(const EVP_CIPHER *cipher) { return cipher != NULL && cipher->kind != BS_CIPHER_OWN; }

const OSSL_PARAM *EVP_CIPHER_gettable_params(const EVP_CIPHER *cipher) {
    return is_our_cipher(cipher) ? cipher_told : NULL;
}

const OSSL_PARAM *EVP_CIPHER_gettable_ctx_params(const EVP_CIPHER *cipher) {
    if (!is_our_cipher(cipher)) return NULL;
    return bs_cipher_is_aead(cipher) ? aead_ctx_told : cipher_ctx_told;
}

const OSSL_PARAM *EVP_CIPHER_settable_ctx_params(const EVP_CIPHER *cipher) {
    if (!is_our_cipher(cipher)) return NULL;
    return bs_cipher_is_aead(cipher) ? aead_taken : cipher_taken;
}

const OSSL_PARAM *EVP_CIPHER_CTX_gettable_params(EVP_CIPHER_CTX *ctx) {
    return ctx != NULL ? EVP_CIPHER_gettable_ctx_params(ctx->cipher) : NULL;
}

const OSSL_PARAM *EVP_CIPHER_CTX_settable_params(EVP_CIPHER_CTX *ctx) {
    return ctx != NULL ? EVP_CIPHER_settable_ctx_params(ctx->cipher) : NULL;
}

const OSSL_PROVIDER *EVP_CIPHER_get0_provider(const EVP_CIPHER *cipher) {
    return is_our_cipher(cipher) ? bs_provider_default() : NULL;
}

/* --- MACs --------------------------------------------------------------------------------------------------------- */

LIST(fixed_told, SIZE(OSSL_MAC_PARAM_SIZE));
LIST(mac_ctx_told, SIZE(OSSL_MAC_PARAM_SIZE), SIZE(OSSL_MAC_PARAM_BLOCK_SIZE));
LIST(hmac_taken, TEXT(OSSL_MAC_PARAM_DIGEST), OCTETS(OSSL_MAC_PARAM_KEY));
LIST(cmac_taken, TEXT(OSSL_MAC_PARAM_CIPHER), OCTETS(OSSL_MAC_PARAM_KEY));
LIST(gmac_taken, TEXT(OSSL_MAC_PARAM_CIPHER), OCTETS(OSSL_MAC_PARAM_KEY), OCTETS(OSSL_MAC_PARAM_IV));
LIST(kmac_taken, INT(OSSL_MAC_PARAM_XOF), SIZE(OSSL_MAC_PARAM_SIZE), OCTETS(OSSL_MAC_PARAM_KEY),
     OCTETS(OSSL_MAC_PARAM_CUSTOM));
LIST(blake2_taken, SIZE(OSSL_MAC_PARAM_SIZE), OCTETS(OSSL_MAC_PARAM_KEY), OCTETS(OSSL_MAC_PARAM_CUSTOM),
     OCTETS(OSSL_MAC_PARAM_SALT));
LIST(siphash_told, SIZE(OSSL_MAC_PARAM_SIZE), UINT(OSSL_MAC_PARAM_C_ROUNDS), UINT(OSSL_MAC_PARAM_D_ROUNDS));
LIST(siphash_taken, SIZE(OSSL_MAC_PARAM_SIZE), OCTETS(OSSL_MAC_PARAM_KEY), UINT(OSSL_MAC_PARAM_C_ROUNDS),
     UINT(OSSL_MAC_PARAM_D_ROUNDS));
LIST(poly1305_taken, OCTETS(OSSL_MAC_PARAM_KEY));

/* Told without a context, told with one, and taken. */
static const struct mac_row {
    const char *name;
    const OSSL_PARAM *told, *ctx_told, *taken;
} mac_rows[] = {
    { "HMAC", NULL, mac_ctx_told, hmac_taken },         { "CMAC", NULL, mac_ctx_told, cmac_taken },
    { "GMAC", fixed_told, NULL, gmac_taken },           { "KMAC-128", NULL, mac_ctx_told, kmac_taken },
    { "KMAC-256", NULL, mac_ctx_told, kmac_taken },     { "POLY1305", fixed_told, NULL, poly1305_taken },
    { "BLAKE2BMAC", NULL, mac_ctx_told, blake2_taken }, { "BLAKE2SMAC", NULL, mac_ctx_told, blake2_taken },
    { "SIPHASH", NULL, siphash_told, siphash_taken },
};

static const struct mac_row *row_of(const EVP_MAC *mac) {
    static const struct mac_row none = { 0 };
    for (size_t i = 0; mac != NULL && i < sizeof mac_rows / sizeof mac_rows[0]; i++) {
        if (EVP_MAC_is_a(mac, mac_rows[i].name)) return &mac_rows[i];
    }
    return &none;
}

const OSSL_PARAM *EVP_MAC_gettable_params(const EVP_MAC *mac) { return row_of(mac)->told; }
const OSSL_PARAM *EVP_MAC_gettable_ctx_params(const EVP_MAC *mac) { return row_of(mac)->ctx_told; }
const OSSL_PARAM *EVP_MAC_settable_ctx_params(const EVP_MAC *mac) { return row_of(mac)->taken; }
const OSSL_PARAM *EVP_MAC_CTX_gettable_params(EVP_MAC_CTX *ctx) { return row_of(ctx->mac)->ctx_told; }
const OSSL_PARAM *EVP_MAC_CTX_settable_params(EVP_MAC_CTX *ctx) { return row_of(ctx->mac)->taken; }

int EVP_MAC_get_params(EVP_MAC *mac, OSSL_PARAM params[]) {
    OSSL_PARAM *size = OSSL_PARAM_locate(params, OSSL_MAC_PARAM_SIZE);
    return size == NULL || row_of(mac)->told == NULL || OSSL_PARAM_set_size_t(size, 16); /* GMAC and Poly1305 */
}

const OSSL_PROVIDER *EVP_MAC_get0_provider(const EVP_MAC *mac) { return mac != NULL ? bs_provider_default() : NULL; }

/* --- KDFs --------------------------------------------------------------------------------------------------------- */

LIST(kdf_told, SIZE(OSSL_KDF_PARAM_SIZE));
LIST(hkdf_taken, TEXT(OSSL_KDF_PARAM_MODE), INT(OSSL_KDF_PARAM_MODE), TEXT(OSSL_KDF_PARAM_DIGEST),
     OCTETS(OSSL_KDF_PARAM_KEY), OCTETS(OSSL_KDF_PARAM_SALT), OCTETS(OSSL_KDF_PARAM_INFO));
LIST(pbkdf2_taken, TEXT(OSSL_KDF_PARAM_DIGEST), OCTETS(OSSL_KDF_PARAM_PASSWORD), OCTETS(OSSL_KDF_PARAM_SALT),
     OSSL_PARAM_uint64(OSSL_KDF_PARAM_ITER, NULL), INT(OSSL_KDF_PARAM_PKCS5));
LIST(scrypt_taken, OCTETS(OSSL_KDF_PARAM_PASSWORD), OCTETS(OSSL_KDF_PARAM_SALT),
     OSSL_PARAM_uint64(OSSL_KDF_PARAM_SCRYPT_N, NULL), OSSL_PARAM_uint32(OSSL_KDF_PARAM_SCRYPT_R, NULL),
     OSSL_PARAM_uint32(OSSL_KDF_PARAM_SCRYPT_P, NULL),
     OSSL_PARAM_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, NULL));
LIST(tls1_taken, TEXT(OSSL_KDF_PARAM_DIGEST), OCTETS(OSSL_KDF_PARAM_SECRET), OCTETS(OSSL_KDF_PARAM_SEED));
LIST(sskdf_taken, OCTETS(OSSL_KDF_PARAM_SECRET), OCTETS(OSSL_KDF_PARAM_KEY), OCTETS(OSSL_KDF_PARAM_INFO),
     TEXT(OSSL_KDF_PARAM_DIGEST), TEXT(OSSL_KDF_PARAM_MAC), OCTETS(OSSL_KDF_PARAM_SALT), SIZE(OSSL_KDF_PARAM_MAC_SIZE));
LIST(x963_taken, OCTETS(OSSL_KDF_PARAM_SECRET), OCTETS(OSSL_KDF_PARAM_KEY), OCTETS(OSSL_KDF_PARAM_INFO),
     TEXT(OSSL_KDF_PARAM_DIGEST));
LIST(ssh_taken, TEXT(OSSL_KDF_PARAM_DIGEST), OCTETS(OSSL_KDF_PARAM_KEY), OCTETS(OSSL_KDF_PARAM_SSHKDF_XCGHASH),
     OCTETS(OSSL_KDF_PARAM_SSHKDF_SESSION_ID), TEXT(OSSL_KDF_PARAM_SSHKDF_TYPE));
LIST(kbkdf_taken, OCTETS(OSSL_KDF_PARAM_INFO), OCTETS(OSSL_KDF_PARAM_SALT), OCTETS(OSSL_KDF_PARAM_KEY),
     OCTETS(OSSL_KDF_PARAM_SEED), TEXT(OSSL_KDF_PARAM_DIGEST), TEXT(OSSL_KDF_PARAM_CIPHER), TEXT(OSSL_KDF_PARAM_MAC),
     TEXT(OSSL_KDF_PARAM_MODE), INT(OSSL_KDF_PARAM_KBKDF_USE_L), INT(OSSL_KDF_PARAM_KBKDF_USE_SEPARATOR));
LIST(krb5_taken, TEXT(OSSL_KDF_PARAM_CIPHER), OCTETS(OSSL_KDF_PARAM_KEY), OCTETS(OSSL_KDF_PARAM_CONSTANT));
LIST(pkcs12_taken, TEXT(OSSL_KDF_PARAM_DIGEST), OCTETS(OSSL_KDF_PARAM_PASSWORD), OCTETS(OSSL_KDF_PARAM_SALT),
     OSSL_PARAM_uint64(OSSL_KDF_PARAM_ITER, NULL), INT(OSSL_KDF_PARAM_PKCS12_ID));
LIST(tls13_taken, TEXT(OSSL_KDF_PARAM_MODE), INT(OSSL_KDF_PARAM_MODE), TEXT(OSSL_KDF_PARAM_DIGEST),
     OCTETS(OSSL_KDF_PARAM_KEY), OCTETS(OSSL_KDF_PARAM_SALT), OCTETS(OSSL_KDF_PARAM_PREFIX),
     OCTETS(OSSL_KDF_PARAM_LABEL), OCTETS(OSSL_KDF_PARAM_DATA));

static const struct {
    const char *name;
    const OSSL_PARAM *taken;
} kdf_rows[] = {
    { "HKDF", hkdf_taken },     { "PBKDF2", pbkdf2_taken }, { "SCRYPT", scrypt_taken },
    { "TLS1-PRF", tls1_taken }, { "SSKDF", sskdf_taken },   { "X963KDF", x963_taken },
    { "SSHKDF", ssh_taken },    { "KBKDF", kbkdf_taken },   { "TLS13-KDF", tls13_taken },
    { "KRB5KDF", krb5_taken },  { "PKCS12KDF", pkcs12_taken },
};

const OSSL_PARAM *EVP_KDF_settable_ctx_params(const EVP_KDF *kdf) {
    for (size_t i = 0; kdf != NULL && i < sizeof kdf_rows / sizeof kdf_rows[0]; i++) {
        if (strcmp(kdf->name, kdf_rows[i].name) == 0) return kdf_rows[i].taken;
    }
    return NULL;
}

const OSSL_PARAM *EVP_KDF_gettable_ctx_params(const EVP_KDF *kdf) { return kdf != NULL ? kdf_told : NULL; }
const OSSL_PARAM *EVP_KDF_CTX_gettable_params(EVP_KDF_CTX *ctx) { return EVP_KDF_gettable_ctx_params(ctx->kdf); }
const OSSL_PARAM *EVP_KDF_CTX_settable_params(EVP_KDF_CTX *ctx) { return EVP_KDF_settable_ctx_params(ctx->kdf); }

/* Without a context a KDF tells nothing, whoever asks. */
const OSSL_PARAM *EVP_KDF_gettable_params(const EVP_KDF *kdf) {
    (void)kdf;
    return NULL;
}

int EVP_KDF_get_params(EVP_KDF *kdf, OSSL_PARAM params[]) {
    (void)params;
    return kdf != NULL;
}

const OSSL_PROVIDER *EVP_KDF_get0_provider(const EVP_KDF *kdf) { return kdf != NULL ? bs_provider_default() : NULL; }
EVP_KDF_CTX *EVP_KDF_CTX_dup(const EVP_KDF_CTX *src) { return bs_kdf_ctx_dup(src); }
