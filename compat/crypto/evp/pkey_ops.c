/* Signing, verifying, encrypting, decrypting and deriving with an EVP_PKEY_CTX. */
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/proverr.h>
#include <openssl/rsa.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/ec_local.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/pctx_local.h"
#include "compat/crypto/evp/rsa_local.h"
#include "src/base/secret.h"
#include "src/crypto/raw_key.h"
#include "src/crypto/sigscheme.h"
#include "src/x509/der.h"

static bool ready(const EVP_PKEY_CTX *ctx, int op) {
    if (ctx != NULL && ctx->op == op) return true;
    BS_RAISE(ERR_LIB_EVP, ctx == NULL ? EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE : EVP_R_OPERATION_NOT_INITIALIZED);
    return false;
}

/* The key material, with its private part if the operation needs it. */
static const struct bs_keymat *material(const EVP_PKEY_CTX *ctx, bool private) {
    const struct bs_keymat *mat = bs_pkey_mat(ctx->pkey);
    if (mat != NULL && (!private || mat->priv != NULL)) return mat;
    BS_RAISE(ERR_LIB_PROV, private ? PROV_R_NOT_A_PRIVATE_KEY : PROV_R_MISSING_KEY);
    return NULL;
}

static enum bs_sig_kind kind_of(const EVP_PKEY_CTX *ctx) {
    if (ctx->type == EVP_PKEY_EC) return BS_SIG_ECDSA;
    if (ctx->padding != RSA_PKCS1_PSS_PADDING) return BS_SIG_RSA_PKCS1;
    return ctx->type == EVP_PKEY_RSA_PSS ? BS_SIG_RSA_PSS_PSS : BS_SIG_RSA_PSS_RSAE;
}

const EVP_MD *bs_pctx_mgf1(const EVP_PKEY_CTX *ctx) { return ctx->mgf1_md != NULL ? ctx->mgf1_md : ctx->md; }

/* Bytes of salt for a signature; SIZE_MAX when verifying takes what is there. */
static size_t salt_len(const EVP_PKEY_CTX *ctx, const struct bs_pubkey *pub, bool verify) {
    size_t h = (size_t)EVP_MD_get_size(ctx->md), em = (bs_pubkey_bits(pub) + 6) / 8;
    size_t most = em > h + 2 ? em - h - 2 : 0;
    switch (ctx->salt_len) {
    case RSA_PSS_SALTLEN_DIGEST: return h;
    case RSA_PSS_SALTLEN_MAX: return most;
    case RSA_PSS_SALTLEN_AUTO: return verify ? SIZE_MAX : most;
    default: return (size_t)ctx->salt_len;
    }
}

static bool digest_fits(const EVP_PKEY_CTX *ctx, bs_reader digest) {
    if (ctx->md == NULL || digest.len == (size_t)EVP_MD_get_size(ctx->md)) return true;
    if (ctx->type == EVP_PKEY_EC) return false; /* as OpenSSL, without a word */
    if (ctx->op == EVP_PKEY_OP_VERIFY && ctx->padding == RSA_PKCS1_PSS_PADDING) {
        BS_RAISE_DATA(ERR_LIB_PROV, PROV_R_INVALID_DIGEST_LENGTH, "Should be %d, but got %d", EVP_MD_get_size(ctx->md),
                      (int)digest.len);
        return false;
    }
    BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_DIGEST_LENGTH);
    return false;
}

/* OpenSSL queues two: what RSA says, and that RSA said so. */
static int rsa_failure(int reason) {
    BS_RAISE(ERR_LIB_RSA, reason);
    BS_RAISE(ERR_LIB_PROV, ERR_R_RSA_LIB);
    return 0;
}

static int rsa_sign(EVP_PKEY_CTX *ctx, const struct bs_keymat *mat, uint8_t *sig, size_t *len, bs_reader digest) {
    if (ctx->md == NULL && ctx->padding != RSA_PKCS1_PSS_PADDING) {
        int r = bs_rsa_private_raw(mat, ctx->padding, digest, sig);
        if (r >= 0) *len = (size_t)r;
        return r >= 0;
    }
    if (ctx->md == NULL || (ctx->padding != RSA_PKCS1_PADDING && ctx->padding != RSA_PKCS1_PSS_PADDING)) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_PADDING_MODE);
        return 0;
    }
    bs_status s = bs_sign_digest(bs_crypto_impl(), mat->priv, kind_of(ctx), bs_md_hash(ctx->md),
                                 bs_md_hash(bs_pctx_mgf1(ctx)), salt_len(ctx, &mat->pub, false), digest, bs_evp_random,
                                 NULL, sig, len);
    if (s == BS_OK) return 1;
    if (s == BS_E_WRONG_SIGALG && ctx->padding == RSA_PKCS1_PADDING) {
        return rsa_failure(RSA_R_DIGEST_TOO_BIG_FOR_RSA_KEY);
    }
    if (s == BS_E_SPACE) BS_RAISE(ERR_LIB_RSA, RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE);
    else bs_evp_raise_status(ERR_LIB_RSA, s);
    return 0;
}

static int foreign_sign(const EVP_PKEY_CTX *ctx, uint8_t *sig, size_t *len, bs_reader digest) {
    if (ctx->md == NULL && ctx->type != EVP_PKEY_EC) {
        int r = RSA_private_encrypt((int)digest.len, digest.p, sig, ctx->pkey->rsa, ctx->padding);
        if (r > 0) *len = (size_t)r;
        return r > 0;
    }
    size_t salt = ctx->padding == RSA_PKCS1_PSS_PADDING ? salt_len(ctx, bs_evp_pkey_public(ctx->pkey), false) : 0;
    return bs_pkey_foreign_sign(ctx->pkey, kind_of(ctx), bs_md_hash(ctx->md), bs_md_hash(bs_pctx_mgf1(ctx)), salt, digest,
                                sig, len);
}

int bs_pctx_sign(EVP_PKEY_CTX *ctx, uint8_t *sig, size_t *len, bs_reader digest) {
    size_t need = (size_t)EVP_PKEY_get_size(ctx->pkey);
    if (sig == NULL) {
        *len = need;
        return need > 0;
    }
    bool foreign = bs_pkey_is_foreign(ctx->pkey);
    const struct bs_keymat *mat = foreign ? NULL : material(ctx, true);
    if ((!foreign && mat == NULL) || !digest_fits(ctx, digest)) return 0;
    if (*len < need) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_OUTPUT_BUFFER_TOO_SMALL);
        return 0;
    }
    if (foreign) return foreign_sign(ctx, sig, len, digest);
    if (ctx->type == EVP_PKEY_EC) return bs_ecdsa_sign(mat->priv, digest, sig, len);
    return rsa_sign(ctx, mat, sig, len, digest);
}

static int rsa_raw_verify(const EVP_PKEY_CTX *ctx, const struct bs_keymat *mat, bs_reader sig, bs_reader digest) {
    uint8_t *out = OPENSSL_malloc(mat->pub.n.len + 1);
    int n = out != NULL ? bs_rsa_public_raw(mat, ctx->padding, sig, out) : -1;
    int ok = n >= 0 && (size_t)n == digest.len && bs_ct_equal(out, digest.p, digest.len);
    OPENSSL_free(out);
    return ok;
}

/* A signature that is no DER at all is an error of another kind than one that does not match. */
static bool der_signature(bs_reader sig) {
    bs_reader seq, r, s;
    return bs_der_read(&sig, BS_DER_SEQUENCE, &seq) && bs_r_done(&sig) && bs_der_unsigned(&seq, &r) &&
           bs_der_unsigned(&seq, &s) && bs_r_done(&seq);
}

int bs_pctx_verify(EVP_PKEY_CTX *ctx, bs_reader sig, bs_reader digest) {
    const struct bs_keymat *mat = material(ctx, false);
    if (mat == NULL) return 0;
    if (ctx->type == EVP_PKEY_RSA && ctx->padding == RSA_PKCS1_PADDING && ctx->md != NULL &&
        digest.len != (size_t)EVP_MD_get_size(ctx->md)) {
        return rsa_failure(bs_md_hash(ctx->md) == BS_HASH_MD5SHA1 ? RSA_R_BAD_SIGNATURE : RSA_R_INVALID_MESSAGE_LENGTH);
    }
    if (!digest_fits(ctx, digest)) return 0;
    if (ctx->type == EVP_PKEY_EC) return der_signature(sig) ? bs_ecdsa_verify(&mat->pub, digest, sig) : -1;
    if (ctx->md == NULL && ctx->padding != RSA_PKCS1_PSS_PADDING) return rsa_raw_verify(ctx, mat, sig, digest);
    if (ctx->md == NULL || (ctx->padding != RSA_PKCS1_PADDING && ctx->padding != RSA_PKCS1_PSS_PADDING)) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_PADDING_MODE);
        return 0;
    }
    if (sig.len != mat->pub.n.len) return rsa_failure(RSA_R_WRONG_SIGNATURE_LENGTH);
    bs_status s = bs_verify_digest(bs_crypto_impl(), &mat->pub, kind_of(ctx), bs_md_hash(ctx->md),
                                   bs_md_hash(bs_pctx_mgf1(ctx)), salt_len(ctx, &mat->pub, true), digest, sig);
    return s == BS_OK ? 1 : rsa_failure(RSA_R_BAD_SIGNATURE);
}

int EVP_PKEY_sign(EVP_PKEY_CTX *ctx, unsigned char *sig, size_t *siglen, const unsigned char *tbs, size_t tbslen) {
    return ready(ctx, EVP_PKEY_OP_SIGN) ? bs_pctx_sign(ctx, sig, siglen, bs_r_from(tbs, tbslen)) : -1;
}

int EVP_PKEY_verify(EVP_PKEY_CTX *ctx, const unsigned char *sig, size_t siglen, const unsigned char *tbs, size_t tbslen) {
    return ready(ctx, EVP_PKEY_OP_VERIFY) ? bs_pctx_verify(ctx, bs_r_from(sig, siglen), bs_r_from(tbs, tbslen)) : -1;
}

/* The digest out of DigestInfo: what stands before it must be what the named hash puts there. */
static int recover_digest(const EVP_PKEY_CTX *ctx, uint8_t *info, size_t n, unsigned char *out, size_t *out_len) {
    bs_reader der = bs_r_from(info, n), seq, alg, digest;
    bool ok = bs_der_read(&der, BS_DER_SEQUENCE, &seq) && bs_r_done(&der) && bs_der_read(&seq, BS_DER_SEQUENCE, &alg) &&
              bs_der_read(&seq, BS_DER_OCTET_STRING, &digest) && bs_r_done(&seq);
    if (bs_md_hash(ctx->md) == BS_HASH_MD5SHA1) { /* no DigestInfo: RFC 2246 7.4.3 */
        digest = bs_r_from(info, n);
        ok = true;
    }
    if (!ok || digest.len != (size_t)EVP_MD_get_size(ctx->md) || digest.len > *out_len) return 0;
    memcpy(out, digest.p, digest.len);
    *out_len = digest.len;
    return 1;
}

int EVP_PKEY_verify_recover(EVP_PKEY_CTX *ctx, unsigned char *rout, size_t *routlen, const unsigned char *sig,
                            size_t siglen) {
    if (!ready(ctx, EVP_PKEY_OP_VERIFYRECOVER)) return -1;
    const struct bs_keymat *mat = material(ctx, false);
    if (mat == NULL) return 0;
    if (rout == NULL) {
        *routlen = mat->pub.n.len;
        return 1;
    }
    if (ctx->md != NULL && siglen != mat->pub.n.len) return rsa_failure(RSA_R_WRONG_SIGNATURE_LENGTH);
    uint8_t *out = OPENSSL_malloc(mat->pub.n.len + 1);
    int n = out != NULL ? bs_rsa_public_raw(mat, ctx->padding, bs_r_from(sig, siglen), out) : -1, ok = 0;
    if (n >= 0 && ctx->md != NULL) {
        /* the whole block is checked against a fresh encoding, the digest being the only thing taken from it */
        ok = recover_digest(ctx, out, (size_t)n, rout, routlen) &&
             bs_verify_digest(bs_crypto_impl(), &mat->pub, BS_SIG_RSA_PKCS1, bs_md_hash(ctx->md), BS_HASH_NONE, 0,
                              bs_r_from(rout, *routlen), bs_r_from(sig, siglen)) == BS_OK;
        if (!ok) (void)rsa_failure(RSA_R_BAD_SIGNATURE);
    } else if (n >= 0 && (size_t)n <= *routlen) {
        memcpy(rout, out, (size_t)n);
        *routlen = (size_t)n;
        ok = 1;
    }
    OPENSSL_free(out);
    return ok;
}

typedef int crypt_fn(const struct bs_keymat *mat, const struct bs_rsa_padding *pad, bs_reader in, uint8_t *out);

static int crypt(EVP_PKEY_CTX *ctx, bool private, crypt_fn *run, unsigned char *out, size_t *outlen, bs_reader in) {
    const struct bs_keymat *mat = material(ctx, private);
    if (mat == NULL) return 0;
    size_t n = mat->pub.n.len;
    if (out == NULL) {
        *outlen = n;
        return 1;
    }
    if (private && *outlen < n) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_BAD_LENGTH);
        return 0;
    }
    const struct bs_rsa_padding pad = { ctx->padding, ctx->oaep_md, ctx->mgf1_md, bs_r_from(ctx->label, ctx->label_len) };
    const bool oaep = ctx->padding == RSA_PKCS1_OAEP_PADDING;
    uint8_t *buf = OPENSSL_malloc(n + 1);
    int r = buf != NULL ? run(mat, &pad, in, buf) : -1;
    /* as in OpenSSL, what the padding itself refuses is 0, what the operation does is -1 */
    int failure = private || oaep ? 0 : -1;
    if (r < 0 && private && oaep && in.len > n) BS_RAISE(ERR_LIB_PROV, PROV_R_FAILED_TO_DECRYPT);
    if (r >= 0 && (size_t)r > *outlen) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_OUTPUT_BUFFER_TOO_SMALL);
        r = -1;
        failure = 0;
    }
    if (r >= 0) {
        memcpy(out, buf, (size_t)r);
        *outlen = (size_t)r;
    }
    OPENSSL_clear_free(buf, n + 1);
    return r >= 0 ? 1 : failure;
}

int EVP_PKEY_encrypt(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *outlen, const unsigned char *in, size_t inlen) {
    return ready(ctx, EVP_PKEY_OP_ENCRYPT) ? crypt(ctx, false, bs_rsa_encrypt, out, outlen, bs_r_from(in, inlen)) : -1;
}

int EVP_PKEY_decrypt(EVP_PKEY_CTX *ctx, unsigned char *out, size_t *outlen, const unsigned char *in, size_t inlen) {
    return ready(ctx, EVP_PKEY_OP_DECRYPT) ? crypt(ctx, true, bs_rsa_decrypt, out, outlen, bs_r_from(in, inlen)) : -1;
}

int EVP_PKEY_derive_set_peer(EVP_PKEY_CTX *ctx, EVP_PKEY *peer) {
    if (!ready(ctx, EVP_PKEY_OP_DERIVE)) return -1;
    if (peer != NULL && bs_pkey_is_dh(ctx->type) && peer->type != ctx->type) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return -2;
    }
    if (peer == NULL || peer->type != ctx->type) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_DIFFERENT_KEY_TYPES);
        return -1;
    }
    if (bs_pkey_is_dh(ctx->type)) return bs_pctx_dh_set_peer(ctx, peer);
    if (ctx->type == EVP_PKEY_EC && EVP_PKEY_parameters_eq(peer, ctx->pkey) != 1) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_DIFFERENT_PARAMETERS);
        return 0;
    }
    const struct bs_pubkey *pub = bs_evp_pkey_public(peer);
    if (pub == NULL || !bs_pubkey_check(pub)) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_KEY);
        return -1;
    }
    (void)EVP_PKEY_up_ref(peer);
    EVP_PKEY_free(ctx->peer);
    ctx->peer = peer;
    return 1;
}

int EVP_PKEY_derive_set_peer_ex(EVP_PKEY_CTX *ctx, EVP_PKEY *peer, int validate_peer) {
    (void)validate_peer; /* always */
    return EVP_PKEY_derive_set_peer(ctx, peer);
}

int EVP_PKEY_derive(EVP_PKEY_CTX *ctx, unsigned char *key, size_t *keylen) {
    uint8_t secret[BS_EC_MAX_FIELD];
    size_t n = 0;
    if (!ready(ctx, EVP_PKEY_OP_DERIVE)) return -1;
    if (ctx->kdf != NULL) return bs_pctx_kdf_derive(ctx, key, keylen);
    if (bs_pkey_is_dh(ctx->type)) return bs_pctx_dh_derive(ctx, key, keylen);
    const struct bs_keymat *mat = material(ctx, true);
    if (mat == NULL) return 0;
    if (ctx->peer == NULL) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_MISSING_KEY);
        return 0;
    }
    const struct bs_raw_kind *raw = bs_raw_kind(mat->pub.type);
    const size_t plain = raw != NULL ? raw->key_len : bs_ec_field_len(mat->pub.curve);
    const size_t need = ctx->agree.kdf ? ctx->agree.len : plain;
    if (key == NULL) {
        *keylen = need;
        return 1;
    }
    if (*keylen < need) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_OUTPUT_BUFFER_TOO_SMALL);
        return 0;
    }
    const struct bs_pubkey *peer = bs_evp_pkey_public(ctx->peer);
    int ok = peer != NULL && (raw != NULL ? bs_raw_agree(bs_crypto_impl(), raw, mat->priv->raw.p, peer->point, secret) == BS_OK
                                          : bs_ecdh(mat->priv, peer->point, secret, &n));
    if (ok && ctx->agree.kdf) {
        ok = bs_pctx_agree_kdf(ctx, bs_r_from(secret, plain), key, keylen);
    } else if (ok) {
        memcpy(key, secret, need);
        *keylen = need;
    } else {
        BS_RAISE(ERR_LIB_PROV, PROV_R_FAILED_DURING_DERIVATION);
    }
    bs_wipe(secret, sizeof secret);
    return ok;
}
