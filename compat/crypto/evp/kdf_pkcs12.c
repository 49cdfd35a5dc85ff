/* PKCS#12's key derivation by EVP_KDF: the passphrase is the BMPString already.       man 7 EVP_KDF-PKCS12KDF; RFC 7292 B.2 */
#include <openssl/proverr.h>

#include "compat/crypto/asn1/pkcs12_kdf.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/kdf_local.h"
#include "compat/crypto/evp/md_local.h"

int bs_pkcs12kdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len) {
    if (!bs_kdf_has(ctx, BS_KDF_KEY)) return bs_kdf_refuse(PROV_R_MISSING_PASS);
    if (!bs_kdf_has(ctx, BS_KDF_SALT)) return bs_kdf_refuse(PROV_R_MISSING_SALT);
    const bs_reader pass = bs_kdf_view(ctx, BS_KDF_KEY), salt = bs_kdf_view(ctx, BS_KDF_SALT);
    const enum bs_hash hash = bs_md_hash(ctx->md);
    if (hash == BS_HASH_NONE) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_MESSAGE_DIGEST_IS_NULL); /* its block's length and its own */
        BS_RAISE(ERR_LIB_EVP, EVP_R_MESSAGE_DIGEST_IS_NULL);
        return bs_kdf_refuse(PROV_R_INVALID_DIGEST_SIZE);
    }
    if (pass.len == 0 && salt.len == 0) return bs_kdf_refuse(ERR_R_MALLOC_FAILURE); /* so OpenSSL calls it */
    if (ctx->iter > UINT32_MAX) return bs_kdf_refuse(PROV_R_INVALID_ITERATION_COUNT);
    return bs_pkcs12_kdf(hash, (enum bs_pbe_purpose)(uint8_t)ctx->id, pass, salt, ctx->iter > 0 ? (uint32_t)ctx->iter : 1, out,
                         len);
}
