/* HKDF.    RFC 5869 */
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/evp/kdf_local.h"
#include "src/base/secret.h"

size_t bs_hkdf_size(const EVP_KDF_CTX *ctx) {
    if (ctx->mode != EVP_KDF_HKDF_MODE_EXTRACT_ONLY) return SIZE_MAX;
    return ctx->md != NULL ? (size_t)EVP_MD_get_size(ctx->md) : 0;
}

/* RFC 5869 2.2: PRK = HMAC-Hash(salt, IKM). Without a salt, HMAC fills up with zeros itself. */
static bool extract(const EVP_KDF_CTX *ctx, uint8_t prk[EVP_MAX_MD_SIZE]) {
    unsigned n = 0;
    if (ctx->salt.len > INT32_MAX) return false;
    return HMAC(ctx->md, ctx->salt.len > 0 ? ctx->salt.p : (const uint8_t *)"", (int)ctx->salt.len, ctx->key.p,
                ctx->key.len, prk, &n) != NULL;
}

/* RFC 5869 2.3: T(i) = HMAC-Hash(PRK, T(i - 1) | info | i). */
static bool expand(const EVP_KDF_CTX *ctx, bs_reader prk, uint8_t *out, size_t len) {
    const size_t h = (size_t)EVP_MD_get_size(ctx->md);
    uint8_t t[EVP_MAX_MD_SIZE];
    HMAC_CTX *mac = HMAC_CTX_new();
    bool ok = mac != NULL && len <= 255 * h && prk.len <= INT32_MAX &&
              HMAC_Init_ex(mac, prk.p, (int)prk.len, ctx->md, NULL);
    size_t done = 0;
    for (uint8_t i = 1; ok && done < len; i++) {
        ok = (i == 1 || (HMAC_Init_ex(mac, NULL, 0, NULL, NULL) && HMAC_Update(mac, t, h))) &&
             HMAC_Update(mac, ctx->info.p, ctx->info.len) && HMAC_Update(mac, &i, 1) && HMAC_Final(mac, t, NULL);
        size_t n = h < len - done ? h : len - done;
        if (ok) memcpy(out + done, t, n);
        done += n;
    }
    HMAC_CTX_free(mac);
    bs_wipe(t, sizeof t);
    return ok;
}

int bs_hkdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len) {
    uint8_t prk[EVP_MAX_MD_SIZE];
    if (ctx->md == NULL) return bs_kdf_refuse(PROV_R_MISSING_MESSAGE_DIGEST);
    if (ctx->key.p == NULL) return bs_kdf_refuse(PROV_R_MISSING_KEY);
    if (len == 0) return bs_kdf_refuse(PROV_R_INVALID_KEY_LENGTH);
    if (ctx->mode == EVP_KDF_HKDF_MODE_EXPAND_ONLY) return expand(ctx, bs_r_from(ctx->key.p, ctx->key.len), out, len);
    const size_t h = (size_t)EVP_MD_get_size(ctx->md);
    if (ctx->mode == EVP_KDF_HKDF_MODE_EXTRACT_ONLY && len != h) return bs_kdf_refuse(PROV_R_WRONG_OUTPUT_BUFFER_SIZE);
    bool ok = extract(ctx, prk);
    if (ok && ctx->mode == EVP_KDF_HKDF_MODE_EXTRACT_ONLY) memcpy(out, prk, h);
    else ok = ok && expand(ctx, bs_r_from(prk, h), out, len);
    bs_wipe(prk, sizeof prk);
    return ok;
}
