/* The PRF of TLS up to 1.2.    RFC 2246 5, RFC 5246 5 */
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/proverr.h>

#include "compat/crypto/evp/kdf_local.h"
#include "src/base/secret.h"

/* RFC 5246 5: P_hash(secret, seed), XORed over out. A(i) = HMAC(secret, A(i - 1)). */
static bool p_hash(const EVP_MD *md, bs_reader secret, bs_reader seed, uint8_t *out, size_t len) {
    const size_t h = (size_t)EVP_MD_get_size(md);
    uint8_t a[EVP_MAX_MD_SIZE], t[EVP_MAX_MD_SIZE];
    HMAC_CTX *mac = HMAC_CTX_new();
    bool ok = mac != NULL && secret.len <= INT32_MAX && HMAC_Init_ex(mac, secret.p, (int)secret.len, md, NULL) &&
              HMAC_Update(mac, seed.p, seed.len) && HMAC_Final(mac, a, NULL);
    while (ok && len > 0) {
        ok = HMAC_Init_ex(mac, NULL, 0, NULL, NULL) && HMAC_Update(mac, a, h) && HMAC_Update(mac, seed.p, seed.len) &&
             HMAC_Final(mac, t, NULL);
        size_t n = h < len ? h : len;
        for (size_t i = 0; ok && i < n; i++) out[i] ^= t[i];
        out += n;
        len -= n;
        ok = ok && HMAC_Init_ex(mac, NULL, 0, NULL, NULL) && HMAC_Update(mac, a, h) && HMAC_Final(mac, a, NULL);
    }
    HMAC_CTX_free(mac);
    bs_wipe(a, sizeof a);
    bs_wipe(t, sizeof t);
    return ok;
}

int bs_tls1_prf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len) {
    if (ctx->md == NULL) return bs_kdf_refuse(PROV_R_MISSING_MESSAGE_DIGEST);
    if (!bs_kdf_has(ctx, BS_KDF_KEY)) return bs_kdf_refuse(PROV_R_MISSING_SECRET);
    if (ctx->value[BS_KDF_INFO].len == 0) return bs_kdf_refuse(PROV_R_MISSING_SEED);
    if (len == 0) return bs_kdf_refuse(PROV_R_INVALID_KEY_LENGTH);
    const bs_reader secret = bs_kdf_view(ctx, BS_KDF_KEY), seed = bs_kdf_view(ctx, BS_KDF_INFO);
    for (size_t i = 0; i < len; i++) out[i] = 0;
    if (EVP_MD_get_type(ctx->md) != NID_md5_sha1) return p_hash(ctx->md, secret, seed, out, len);
    /* RFC 2246 5: the halves of the secret, which share a byte if its length is odd, go to one hash each */
    const size_t half = (secret.len + 1) / 2;
    return p_hash(EVP_md5(), bs_r_from(secret.p, half), seed, out, len) &&
           p_hash(EVP_sha1(), bs_r_from(secret.p + secret.len - half, half), seed, out, len);
}
