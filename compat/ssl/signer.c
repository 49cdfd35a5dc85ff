#include "compat/ssl/signer.h"

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/pkey_local.h"
#include "src/crypto/rsa_kx.h"

static const struct bs_privkey *private_of(const struct bs_signer *s) {
    return bs_evp_pkey_private((const EVP_PKEY *)s->arg);
}

static bs_status sign(const struct bs_signer *s, const struct bs_sigscheme *scheme, bs_reader digest, uint8_t *sig,
                      size_t *sig_len) {
    EVP_PKEY *key = (EVP_PKEY *)s->arg;
    size_t salt = bs_hash_len(scheme->hash); /* RFC 8446 4.2.3: the salt is as long as the digest */
    if (bs_pkey_is_foreign(key)) {
        int ok = bs_pkey_foreign_sign(key, scheme->kind, scheme->hash, scheme->hash, salt, digest, sig, sig_len);
        return ok ? BS_OK : BS_E_SIGN_FAILED;
    }
    const struct bs_privkey *k = private_of(s);
    if (!k) return BS_E_SIGN_FAILED;
    return bs_sign_digest(bs_crypto_impl(), k, scheme->kind, scheme->hash, scheme->hash, salt, digest, bs_evp_random, NULL,
                          sig, sig_len);
}

static bs_status decrypt_premaster(const struct bs_signer *s, bs_reader ct, uint16_t version, const uint8_t fallback[48],
                                   uint8_t out[48]) {
    if (bs_pkey_is_foreign((EVP_PKEY *)s->arg)) { /* OpenSSL has no padding for them that would hide a failure */
        BS_RAISE(ERR_LIB_RSA, RSA_R_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE);
        BS_RAISE(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
        return BS_E_DECRYPTION;
    }
    const struct bs_privkey *k = private_of(s);
    if (!k) return BS_E_INTERNAL;
    return bs_rsa_decrypt_premaster(bs_crypto_impl(), k, ct, version, fallback, out);
}

void ssl_signer_init(struct bs_signer *out, EVP_PKEY *key) {
    *out = (struct bs_signer){ .sign = sign, .decrypt_premaster = decrypt_premaster, .arg = key };
}
