/* KDFs that hash a counter or a letter with what both sides know: SSKDF, X9.63, SSH's. */
#include <openssl/crypto.h>
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/evp/kdf_local.h"
#include "src/base/secret.h"

#define MOST ((size_t)1 << 30) /* bytes of any input or output, as in OpenSSL */

/* SP 800-56C 4.1 has the counter first, SEC 1 3.6.1 behind the secret. */
static int counted(EVP_KDF_CTX *ctx, bool counter_first, unsigned char *out, size_t len) {
    if (!bs_kdf_has(ctx, BS_KDF_KEY)) return bs_kdf_refuse(PROV_R_MISSING_SECRET);
    if (ctx->md == NULL) return bs_kdf_refuse(PROV_R_MISSING_MESSAGE_DIGEST);
    const bs_reader secret = bs_kdf_view(ctx, BS_KDF_KEY), info = bs_kdf_view(ctx, BS_KDF_INFO);
    if (len == 0 || secret.len > MOST || info.len > MOST || len > MOST) return 0;
    const size_t h = (size_t)EVP_MD_get_size(ctx->md);
    uint8_t t[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool ok = md != NULL && h > 0;
    size_t done = 0;
    for (uint32_t c = 1; ok && done < len; c++) {
        const uint8_t be[4] = { (uint8_t)(c >> 24), (uint8_t)(c >> 16), (uint8_t)(c >> 8), (uint8_t)c };
        ok = EVP_DigestInit_ex(md, ctx->md, NULL) && (!counter_first || EVP_DigestUpdate(md, be, 4)) &&
             EVP_DigestUpdate(md, secret.p, secret.len) && (counter_first || EVP_DigestUpdate(md, be, 4)) &&
             EVP_DigestUpdate(md, info.p, info.len) && EVP_DigestFinal_ex(md, t, NULL);
        size_t n = h < len - done ? h : len - done;
        if (ok) memcpy(out + done, t, n);
        done += n;
    }
    EVP_MD_CTX_free(md);
    bs_wipe(t, sizeof t);
    return ok;
}

int bs_sskdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len) {
    return ctx->mac != NULL ? bs_sskdf_mac_derive(ctx, out, len) : counted(ctx, true, out, len);
}

int bs_x963kdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len) { return counted(ctx, false, out, len); }

/* RFC 4253 7.2: K1 = HASH(K | H | X | session_id), K2 = HASH(K | H | K1), K3 = HASH(K | H | K1 | K2), ... */
int bs_sshkdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len) {
    if (ctx->md == NULL) return bs_kdf_refuse(PROV_R_MISSING_MESSAGE_DIGEST);
    if (!bs_kdf_has(ctx, BS_KDF_KEY)) return bs_kdf_refuse(PROV_R_MISSING_KEY);
    if (!bs_kdf_has(ctx, BS_KDF_XCGHASH)) return bs_kdf_refuse(PROV_R_MISSING_XCGHASH);
    if (!bs_kdf_has(ctx, BS_KDF_SESSION_ID)) return bs_kdf_refuse(PROV_R_MISSING_SESSION_ID);
    if (ctx->type == 0) return bs_kdf_refuse(PROV_R_MISSING_TYPE);
    const bs_reader key = bs_kdf_view(ctx, BS_KDF_KEY), xcghash = bs_kdf_view(ctx, BS_KDF_XCGHASH),
                    session_id = bs_kdf_view(ctx, BS_KDF_SESSION_ID);
    const size_t h = (size_t)EVP_MD_get_size(ctx->md);
    uint8_t t[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool ok = md != NULL && h > 0;
    for (size_t done = 0; ok && done < len;) {
        ok = EVP_DigestInit_ex(md, ctx->md, NULL) && EVP_DigestUpdate(md, key.p, key.len) &&
             EVP_DigestUpdate(md, xcghash.p, xcghash.len) &&
             (done > 0 ? EVP_DigestUpdate(md, out, done)
                       : EVP_DigestUpdate(md, &ctx->type, 1) &&
                             EVP_DigestUpdate(md, session_id.p, session_id.len)) &&
             EVP_DigestFinal_ex(md, t, NULL);
        size_t n = h < len - done ? h : len - done;
        if (ok) memcpy(out + done, t, n);
        done += n;
    }
    EVP_MD_CTX_free(md);
    bs_wipe(t, sizeof t);
    return ok;
}
