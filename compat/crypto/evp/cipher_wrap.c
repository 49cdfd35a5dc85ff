/* AES key wrap behind EVP_CIPHER_CTX: a whole key in one update.                               RFC 3394, RFC 5649 */
#include <limits.h>
#include <openssl/proverr.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/cipher_local.h"
#include "src/crypto/key_wrap.h"

bool bs_wrap_update(EVP_CIPHER_CTX *ctx, uint8_t *out, int *outl, const uint8_t *in, size_t len) {
    const bool pad = ctx->cipher->kind == BS_CIPHER_WRAP_PAD;
    const uint8_t *iv = ctx->iv_set ? ctx->oiv : pad ? bs_key_wrap_pad_iv : bs_key_wrap_iv;
    size_t n = ctx->encrypt ? (pad ? (len + 7) / 8 * 8 : len) + 8 : len - 8;
    if (in == NULL) return true;
    if (len == 0 || len > INT_MAX - 16) return false;
    /* What is wrapped without padding, and whatever is unwrapped, is blocks of 8. */
    if ((!pad || !ctx->encrypt) && (len % 8 != 0 || (!ctx->encrypt && len < 16))) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_INPUT_LENGTH);
        return false;
    }
    if (out != NULL) {
        bool ok = ctx->encrypt ? (pad ? bs_key_wrap_pad(&ctx->keys.enc, iv, out, &n, in, len)
                                      : bs_key_wrap(&ctx->keys.enc, iv, out, in, len))
                               : (pad ? bs_key_unwrap_pad(&ctx->keys.dec, iv, out, &n, in, len)
                                      : bs_key_unwrap(&ctx->keys.dec, iv, out, in, len));
        if (!ok) {
            BS_RAISE(ERR_LIB_PROV, PROV_R_CIPHER_OPERATION_FAILED);
            return false;
        }
    }
    *outl = (int)n;
    return true;
}
