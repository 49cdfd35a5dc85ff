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

/** Numbers that say how parameters and keys of DH are made: the kind (DH_PARAMGEN_TYPE_*), lengths in bits. */
enum bs_dh_setting {
    BS_DH_TYPE,
    BS_DH_PRIME_LEN,
    BS_DH_SUBPRIME_LEN,
    BS_DH_GENERATOR,
    BS_DH_PRIV_LEN,
    BS_DH_SETTINGS
};

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
    const EVP_MD *pss_md, *pss_mgf1; /* an RSA-PSS key's limits: of the key, or for the one to be made; NULL: none */
    int pss_salt;                    /* the least; below 0: none */
    int rsa_bits;
    bool rsasve; /* how a secret is encapsulated was said */
    BIGNUM *rsa_e;
    /* EC */
    int curve_nid;
    /* DH */
    struct {
        int nid;                  /* of a group, as in dh_group.c */
        int set[BS_DH_SETTINGS];
        bool pad;
    } dh;
    /* what follows an agreement: X9.63's KDF, or nothing */
    struct {
        bool kdf;
        int cofactor; /* -1, 0, 1: all curves here have a cofactor of 1 */
        const EVP_MD *md;
        size_t len;
        uint8_t *ukm;
        size_t ukm_len;
    } agree;
    void *app_data, *data;
    EVP_PKEY_gen_cb *gen_cb;
    int gen_info[2];
    HMAC_CTX *hmac;   /* EVP_PKEY_HMAC, once EVP_DigestSignInit() was called */
    EVP_KDF_CTX *kdf; /* HKDF, TLS1-PRF, scrypt, once a derivation is begun */
};

/** Begins an operation (EVP_PKEY_OP_*): 1, or 0 or -2 with an error queued. */
int bs_pctx_begin(EVP_PKEY_CTX *ctx, int op);

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

/** \name pkey_dh.c
 * @{ */
bool bs_pkey_is_dh(int type);
/** Makes parameters, and a key if asked for, into an empty EVP_PKEY; 1, or 0 with an error queued. */
int bs_pctx_dh_generate(EVP_PKEY_CTX *ctx, EVP_PKEY *out, bool key);
int bs_dh_from_data(EVP_PKEY *out, int type, int selection, const OSSL_PARAM *params);
int bs_pctx_dh_set_peer(EVP_PKEY_CTX *ctx, EVP_PKEY *peer);
int bs_pctx_dh_derive(EVP_PKEY_CTX *ctx, unsigned char *key, size_t *keylen);
int bs_pctx_dh_set_group(EVP_PKEY_CTX *ctx, const char *name);
/** -2, with nothing queued, for what is none of DH's. */
int bs_pctx_dh_ctrl(EVP_PKEY_CTX *ctx, int cmd, int p1);
int bs_pctx_dh_ctrl_str(EVP_PKEY_CTX *ctx, const char *type, const char *value);
int bs_pctx_dh_set_param(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p);
/** @} */

/** \name pkey_agree.c: X9.63 after ECDH
 * @{ */
/** From the shared secret to what EVP_PKEY_derive() gives. 1, or 0 with an error queued. */
int bs_pctx_agree_kdf(const EVP_PKEY_CTX *ctx, bs_reader secret, unsigned char *key, size_t *keylen);
int bs_pctx_ecdh_ctrl(EVP_PKEY_CTX *ctx, int cmd, int p1, void *p2);
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

/** \name pkey_pss.c: what RSA-PSS keys allow. RFC 4055 3.3
 * @{ */
/** Takes the limits of the context's key. */
void bs_pctx_pss_init(EVP_PKEY_CTX *ctx);
/** True if the setting is allowed; else an error is queued. */
BS_CHECKED bool bs_pctx_pss_md_ok(const EVP_PKEY_CTX *ctx, const EVP_MD *md);
BS_CHECKED bool bs_pctx_pss_mgf1_ok(const EVP_PKEY_CTX *ctx, const EVP_MD *md);
BS_CHECKED bool bs_pctx_pss_salt_ok(const EVP_PKEY_CTX *ctx, int salt);
/** Puts the limits that were asked for on a key just made. */
void bs_pctx_pss_limit(const EVP_PKEY_CTX *ctx, struct bs_keymat *mat);
/** The same by OSSL_PKEY_PARAM_RSA_DIGEST and its like; false if they are there and not understood. */
BS_CHECKED bool bs_pss_limit_by_params(struct bs_keymat *mat, const OSSL_PARAM *params);
/** The settings of rsa_pss_keygen_*; -2, with nothing queued, for another name. */
int bs_pctx_pss_ctrl_str(EVP_PKEY_CTX *ctx, const char *type, const char *value);
/** @} */

/** The MGF1 digest that PSS uses: that of its own, or the signature's. */
const EVP_MD *bs_pctx_mgf1(const EVP_PKEY_CTX *ctx);

/** What tells the context's EVP_PKEY_CTX_set_cb(), which asks for numbers, of a search; NULL if there is none, or no memory. */
BN_GENCB *bs_pctx_gencb(EVP_PKEY_CTX *ctx);

#endif
