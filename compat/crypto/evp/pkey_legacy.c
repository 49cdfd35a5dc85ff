/* EVP_PKEY and the objects RSA, EC_KEY and DH.                                              man 3 EVP_PKEY_set1_RSA */
#include <openssl/crypto.h>
#include <openssl/obj_mac.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/ec_local.h"
#include "compat/crypto/evp/ec_meth.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/rsa_local.h"
#include "compat/crypto/evp/rsa_meth.h"

int bs_pkey_own(EVP_PKEY *pkey, int type, void *key) {
    bs_pkey_clear(pkey);
    switch (EVP_PKEY_type(type)) {
    case EVP_PKEY_RSA: pkey->rsa = key; break;
    case EVP_PKEY_RSA_PSS:
        pkey->rsa = key;
        if (key != NULL) pkey->rsa->pss = true;
        break;
    case EVP_PKEY_EC: pkey->ec = key; break;
    case EVP_PKEY_DH:
    case EVP_PKEY_DHX: pkey->dh = key; break;
    default: BS_RAISE(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM); return 0;
    }
    pkey->type = EVP_PKEY_type(type);
    return key != NULL;
}

int EVP_PKEY_assign(EVP_PKEY *pkey, int type, void *key) {
    if (pkey == NULL) return 0;
    pkey->assigned = bs_pkey_own(pkey, type, key);
    return pkey->assigned;
}

int EVP_PKEY_set_type(EVP_PKEY *pkey, int type) {
    if (EVP_PKEY_type(type) == NID_undef) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
        return 0;
    }
    if (pkey != NULL) {
        bs_pkey_clear(pkey);
        pkey->type = EVP_PKEY_type(type);
    }
    return 1;
}

int EVP_PKEY_set1_RSA(EVP_PKEY *pkey, RSA *key) {
    if (pkey == NULL || key == NULL) return 0;
    (void)RSA_up_ref(key);
    return EVP_PKEY_assign(pkey, key->pss ? EVP_PKEY_RSA_PSS : EVP_PKEY_RSA, key);
}

int EVP_PKEY_set1_EC_KEY(EVP_PKEY *pkey, EC_KEY *key) {
    if (pkey == NULL || key == NULL) return 0;
    (void)EC_KEY_up_ref(key);
    return EVP_PKEY_assign(pkey, EVP_PKEY_EC, key);
}

int EVP_PKEY_set1_DH(EVP_PKEY *pkey, DH *key) {
    if (pkey == NULL || key == NULL) return 0;
    (void)DH_up_ref(key);
    return EVP_PKEY_assign(pkey, DH_get0_q(key) != NULL && !bs_dh_is_safe_group(key->nid) ? EVP_PKEY_DHX : EVP_PKEY_DH, key);
}

/* A key that was decoded gets its object when it is first asked for. */
static RSA *rsa_of(const EVP_PKEY *pkey) {
    union {
        const EVP_PKEY *from;
        EVP_PKEY *to;
    } cached = { pkey };
    EVP_PKEY *k = cached.to;
    (void)pthread_mutex_lock(&k->lock);
    if (k->rsa == NULL && k->mat != NULL) k->rsa = bs_rsa_from_mat(k->mat);
    RSA *rsa = k->rsa;
    (void)pthread_mutex_unlock(&k->lock);
    return rsa;
}

static EC_KEY *ec_of(const EVP_PKEY *pkey) {
    union {
        const EVP_PKEY *from;
        EVP_PKEY *to;
    } cached = { pkey };
    EVP_PKEY *k = cached.to;
    (void)pthread_mutex_lock(&k->lock);
    if (k->ec == NULL && k->mat != NULL) k->ec = bs_ec_key_from_mat(k->mat);
    EC_KEY *ec = k->ec;
    (void)pthread_mutex_unlock(&k->lock);
    return ec;
}

const RSA *EVP_PKEY_get0_RSA(const EVP_PKEY *pkey) {
    if (pkey->type != EVP_PKEY_RSA && pkey->type != EVP_PKEY_RSA_PSS) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_EXPECTING_AN_RSA_KEY);
        return NULL;
    }
    return rsa_of(pkey);
}

RSA *EVP_PKEY_get1_RSA(EVP_PKEY *pkey) {
    RSA *rsa = EVP_PKEY_get0_RSA(pkey) != NULL ? rsa_of(pkey) : NULL;
    if (rsa != NULL) (void)RSA_up_ref(rsa);
    return rsa;
}

const EC_KEY *EVP_PKEY_get0_EC_KEY(const EVP_PKEY *pkey) {
    if (pkey->type != EVP_PKEY_EC) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_EXPECTING_A_EC_KEY);
        return NULL;
    }
    return ec_of(pkey);
}

EC_KEY *EVP_PKEY_get1_EC_KEY(EVP_PKEY *pkey) {
    EC_KEY *ec = EVP_PKEY_get0_EC_KEY(pkey) != NULL ? ec_of(pkey) : NULL;
    if (ec != NULL) (void)EC_KEY_up_ref(ec);
    return ec;
}

const DH *EVP_PKEY_get0_DH(const EVP_PKEY *pkey) {
    if (pkey->type != EVP_PKEY_DH && pkey->type != EVP_PKEY_DHX) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_EXPECTING_A_DH_KEY);
        return NULL;
    }
    return pkey->dh;
}

DH *EVP_PKEY_get1_DH(EVP_PKEY *pkey) {
    if (EVP_PKEY_get0_DH(pkey) == NULL) return NULL;
    (void)DH_up_ref(pkey->dh);
    return pkey->dh;
}

void *EVP_PKEY_get0(const EVP_PKEY *pkey) {
    if (pkey == NULL || !pkey->assigned) return NULL; /* a key that the library made is no object */
    switch (pkey->type) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS: return rsa_of(pkey);
    case EVP_PKEY_EC: return ec_of(pkey);
    default: return pkey->dh;
    }
}

bool bs_pkey_is_foreign(const EVP_PKEY *pkey) {
    if (pkey == NULL || pkey->mat != NULL) return false;
    if (pkey->rsa != NULL) return bs_rsa_is_foreign(pkey->rsa);
    return pkey->ec != NULL && bs_ec_key_is_foreign(pkey->ec);
}

int bs_pkey_foreign_sign(EVP_PKEY *pkey, enum bs_sig_kind kind, enum bs_hash hash, enum bs_hash mgf1, size_t salt,
                         bs_reader digest, uint8_t *sig, size_t *len) {
    unsigned n = 0;
    if (pkey->rsa != NULL) return bs_rsa_method_sign(pkey->rsa, kind, hash, mgf1, salt, digest, sig, len);
    const EVP_MD *md = bs_md_by_hash(hash);
    /* a method may say -1 */
    if (ECDSA_sign(md != NULL ? EVP_MD_get_type(md) : NID_sha1, digest.p, (int)digest.len, sig, &n, pkey->ec) <= 0) return 0;
    *len = n;
    return 1;
}
