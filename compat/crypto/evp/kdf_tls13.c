/* TLS13-KDF: the steps of TLS 1.3's key schedule.                              man 7 EVP_KDF-TLS13_KDF, RFC 8446 7.1 */
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/evp/kdf_local.h"
#include "src/base/secret.h"
#include "src/base/writer.h"

#define MOST_OF_A_LABEL 323 /* bytes of an HkdfLabel that OpenSSL makes */

/* It has no default: this one does both steps at once. */
int bs_tls13_kdf_settle(EVP_KDF_CTX *ctx) {
    return ctx->mode != EVP_KDF_HKDF_MODE_EXTRACT_AND_EXPAND || bs_kdf_refuse(PROV_R_INVALID_MODE);
}

/* HKDF-Expand-Label, with a prefix of the program's choice before the label. */
static bool expand_label(const EVP_KDF_CTX *ctx, bs_reader secret, bs_reader data, uint8_t *out, size_t len) {
    uint8_t info[MOST_OF_A_LABEL];
    size_t n = 0;
    const bs_reader prefix = bs_kdf_view(ctx, BS_KDF_PREFIX), label = bs_kdf_view(ctx, BS_KDF_LABEL);
    bs_writer w = bs_w_to(info, sizeof info);
    if (len > UINT16_MAX) return false;
    bs_w_uint(&w, 2, (uint32_t)len);
    bs_mark m = bs_w_open(&w, 1);
    bs_w_bytes(&w, prefix.p, prefix.len);
    bs_w_bytes(&w, label.p, label.len);
    bs_w_close(&w, m);
    m = bs_w_open(&w, 1);
    bs_w_bytes(&w, data.p, data.len);
    bs_w_close(&w, m);
    return bs_w_finish(&w, &n) && bs_hkdf_expand(ctx->md, secret, bs_r_from(info, n), out, len);
}

/* HKDF-Extract(Derive-Secret(previous secret, label, ""), new secret); zeros for a new secret that is not there. */
static bool next_secret(const EVP_KDF_CTX *ctx, uint8_t *out, size_t h) {
    static const uint8_t zeros[EVP_MAX_MD_SIZE];
    uint8_t hash[EVP_MAX_MD_SIZE], salt[EVP_MAX_MD_SIZE];
    bool derived = bs_kdf_has(ctx, BS_KDF_SALT);
    const bs_reader secret = bs_kdf_has(ctx, BS_KDF_KEY) ? bs_kdf_view(ctx, BS_KDF_KEY) : bs_r_from(zeros, h);
    bool ok = !derived || (EVP_Digest("", 0, hash, NULL, ctx->md, NULL) &&
                           expand_label(ctx, bs_kdf_view(ctx, BS_KDF_SALT), bs_r_from(hash, h), salt, h));
    ok = ok && bs_hkdf_extract(ctx->md, bs_r_from(salt, derived ? h : 0), secret, out);
    bs_wipe(salt, sizeof salt);
    return ok;
}

int bs_tls13_kdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len) {
    if (ctx->md == NULL) return bs_kdf_refuse(PROV_R_MISSING_MESSAGE_DIGEST);
    const size_t h = (size_t)EVP_MD_get_size(ctx->md);
    uint8_t secret[EVP_MAX_MD_SIZE];
    if (ctx->mode == EVP_KDF_HKDF_MODE_EXPAND_ONLY) {
        return bs_kdf_has(ctx, BS_KDF_KEY) &&
               expand_label(ctx, bs_kdf_view(ctx, BS_KDF_KEY), bs_kdf_view(ctx, BS_KDF_DATA), out, len);
    }
    if (ctx->mode != EVP_KDF_HKDF_MODE_EXTRACT_ONLY) return 0;
    if (len != h) return bs_kdf_refuse(PROV_R_WRONG_OUTPUT_BUFFER_SIZE);
    bool ok = next_secret(ctx, secret, h);
    if (ok) memcpy(out, secret, h);
    bs_wipe(secret, sizeof secret);
    return ok;
}
