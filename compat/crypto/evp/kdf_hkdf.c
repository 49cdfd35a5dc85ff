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

/* Without a salt, HMAC fills up with zeros itself. */
bool bs_hkdf_extract(const EVP_MD *md, bs_reader salt, bs_reader ikm, uint8_t prk[EVP_MAX_MD_SIZE]) {
    unsigned n = 0;
    if (salt.len > INT32_MAX) return false;
    return HMAC(md, salt.len > 0 ? salt.p : (const uint8_t *)"", (int)salt.len, ikm.p, ikm.len, prk, &n) != NULL;
}

bool bs_hkdf_expand(const EVP_MD *md, bs_reader prk, bs_reader info, uint8_t *out, size_t len) {
    const size_t h = (size_t)EVP_MD_get_size(md);
    uint8_t t[EVP_MAX_MD_SIZE];
    HMAC_CTX *mac = HMAC_CTX_new();
    bool ok = mac != NULL && len <= 255 * h && prk.len <= INT32_MAX && HMAC_Init_ex(mac, prk.p, (int)prk.len, md, NULL);
    size_t done = 0;
    for (uint8_t i = 1; ok && done < len; i++) {
        ok = (i == 1 || (HMAC_Init_ex(mac, NULL, 0, NULL, NULL) && HMAC_Update(mac, t, h))) &&
             HMAC_Update(mac, info.p, info.len) && HMAC_Update(mac, &i, 1) && HMAC_Final(mac, t, NULL);
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
    if (!bs_kdf_has(ctx, BS_KDF_KEY)) return bs_kdf_refuse(PROV_R_MISSING_KEY);
    if (len == 0) return bs_kdf_refuse(PROV_R_INVALID_KEY_LENGTH);
    bs_reader key = bs_kdf_view(ctx, BS_KDF_KEY), info = bs_kdf_view(ctx, BS_KDF_INFO);
    if (ctx->mode == EVP_KDF_HKDF_MODE_EXPAND_ONLY) return bs_hkdf_expand(ctx->md, key, info, out, len);
    const size_t h = (size_t)EVP_MD_get_size(ctx->md);
    if (ctx->mode == EVP_KDF_HKDF_MODE_EXTRACT_ONLY && len != h) return bs_kdf_refuse(PROV_R_WRONG_OUTPUT_BUFFER_SIZE);
    bool ok = bs_hkdf_extract(ctx->md, bs_kdf_view(ctx, BS_KDF_SALT), key, prk);
    if (ok && ctx->mode == EVP_KDF_HKDF_MODE_EXTRACT_ONLY) memcpy(out, prk, h);
    else ok = ok && bs_hkdf_expand(ctx->md, bs_r_from(prk, h), info, out, len);
    bs_wipe(prk, sizeof prk);
    return ok;
}
