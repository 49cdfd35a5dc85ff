/**
 * \file pctx_local.h
 * \brief EVP_PKEY_CTX: a key and an operation with its settings.                        man 3 EVP_PKEY_CTX_new
 */
#ifndef BS_COMPAT_EVP_PCTX_LOCAL_H
#define BS_COMPAT_EVP_PCTX_LOCAL_H

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>

#include "compat/crypto/evp/pkey_local.h"

struct evp_pkey_ctx_st {
    EVP_PKEY *pkey, *peer; /* counted; NULL when made from a type alone */
    int type;              /* EVP_PKEY_RSA, ... */
    int op;                /* EVP_PKEY_OP_*; EVP_PKEY_OP_UNDEFINED */
    int selection;         /* EVP_PKEY_fromdata(): what was asked for */
    /* RSA */
    int padding, salt_len;
    const EVP_MD *md, *mgf1_md, *oaep_md;
    uint8_t *label;
    size_t label_len;
    int rsa_bits;
    BIGNUM *rsa_e;
    /* EC */
    int curve_nid;
    void *app_data, *data;
    HMAC_CTX *hmac;   /* EVP_PKEY_HMAC, once EVP_DigestSignInit() was called */
    EVP_KDF_CTX *kdf; /* HKDF, TLS1-PRF, scrypt, once a derivation is begun */
};

/** \name mac_pkey.c: HMAC where EVP_DigestSign() and its like have a signature
 * @{ */
/** Begins with the context's key; 0 with an error queued. */
int bs_pctx_mac_init(EVP_PKEY_CTX *ctx, const EVP_MD *md);
/** As EVP_DigestSignFinal(): more data may follow. */
int bs_pctx_mac_final(const EVP_PKEY_CTX *ctx, uint8_t *out, size_t *len);
/** @} */

/** \name kdf_pkey.c: the KDFs that are key types here
 * @{ */
bool bs_pkey_is_kdf(int type);
/** Begins with no settings. */
BS_CHECKED bool bs_pctx_kdf_init(EVP_PKEY_CTX *ctx);
/** As EVP_PKEY_derive(). */
int bs_pctx_kdf_derive(EVP_PKEY_CTX *ctx, unsigned char *key, size_t *keylen);
/** As EVP_PKEY_CTX_ctrl() and EVP_PKEY_CTX_ctrl_str(): -2, with nothing queued, for what is none of theirs. */
int bs_pctx_kdf_ctrl(EVP_PKEY_CTX *ctx, int cmd, int p1, void *p2);
int bs_pctx_kdf_ctrl_str(EVP_PKEY_CTX *ctx, const char *type, const char *value);
/** @} */

/** Signs a digest by the context's settings. *len in: room (ignored if sig is NULL); out: length. 1, 0 or -1. */
int bs_pctx_sign(EVP_PKEY_CTX *ctx, uint8_t *sig, size_t *len, bs_reader digest);
int bs_pctx_verify(EVP_PKEY_CTX *ctx, bs_reader sig, bs_reader digest);

/** \name The same with EdDSA, over the message itself.
 * @{ */
int bs_eddsa_sign(const EVP_PKEY_CTX *ctx, uint8_t *sig, size_t *len, bs_reader msg);
int bs_eddsa_verify(const EVP_PKEY_CTX *ctx, bs_reader sig, bs_reader msg);
/** @} */

/** Starts EVP_PKEY_OP_SIGN or _VERIFY for EVP_DigestSign() and its like, which take the kinds that sign messages too. */
int bs_pctx_digest_init(EVP_PKEY_CTX *ctx, int op);

/** The MGF1 digest that PSS uses: that of its own, or the signature's. */
const EVP_MD *bs_pctx_mgf1(const EVP_PKEY_CTX *ctx);

#endif
