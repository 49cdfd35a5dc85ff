/* The EVP_PKEY object: its life and its content. */
#include "compat/crypto/evp/pkey_local.h"

#include <openssl/crypto.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/ec_local.h"
#include "src/x509/key_der.h"

EVP_PKEY *EVP_PKEY_new(void) {
    EVP_PKEY *pkey = OPENSSL_zalloc(sizeof *pkey);
    if (pkey == NULL) {
        BS_RAISE(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_EVP_PKEY, pkey, &pkey->ex_data)) {
        OPENSSL_free(pkey);
        return NULL;
    }
    bs_ref_init(&pkey->refs);
    (void)pthread_mutex_init(&pkey->lock, NULL);
    return pkey;
}

int EVP_PKEY_up_ref(EVP_PKEY *pkey) {
    bs_ref_up(&pkey->refs);
    return 1;
}

void bs_pkey_clear(EVP_PKEY *pkey) {
    bs_keymat_free(pkey->mat);
    RSA_free(pkey->rsa);
    EC_KEY_free(pkey->ec);
    DH_free(pkey->dh);
    OPENSSL_clear_free(pkey->mac_key, pkey->mac_key_len);
    pkey->mac_key = NULL;
    pkey->mac_key_len = 0;
    pkey->mat = NULL;
    pkey->rsa = NULL;
    pkey->ec = NULL;
    pkey->dh = NULL;
    pkey->assigned = false;
    pkey->params_curve = 0;
    pkey->type = EVP_PKEY_NONE;
}

void EVP_PKEY_free(EVP_PKEY *pkey) {
    if (pkey == NULL || !bs_ref_down(&pkey->refs)) return;
    bs_pkey_clear(pkey);
    sk_X509_ATTRIBUTE_pop_free(pkey->attributes, X509_ATTRIBUTE_free);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_EVP_PKEY, pkey, &pkey->ex_data);
    (void)pthread_mutex_destroy(&pkey->lock);
    OPENSSL_free(pkey);
}

int EVP_PKEY_set_ex_data(EVP_PKEY *key, int idx, void *arg) { return CRYPTO_set_ex_data(&key->ex_data, idx, arg); }

void *EVP_PKEY_get_ex_data(const EVP_PKEY *key, int idx) { return CRYPTO_get_ex_data(&key->ex_data, idx); }

void bs_pkey_set_mat(EVP_PKEY *pkey, struct bs_keymat *mat) {
    bs_pkey_clear(pkey);
    pkey->mat = mat;
    pkey->type = bs_key_type_nid(mat->pub.type);
    pkey->params_curve = bs_curve_nid(mat->pub.curve);
}

struct bs_keymat *bs_pkey_mat(const EVP_PKEY *pkey) {
    if (pkey == NULL) return NULL;
    if (pkey->mat != NULL) return pkey->mat;
    if (pkey->rsa != NULL) return bs_rsa_mat(pkey->rsa);
    return pkey->ec != NULL ? bs_ec_key_mat(pkey->ec) : NULL;
}

const struct bs_pubkey *bs_evp_pkey_public(const EVP_PKEY *pkey) {
    const struct bs_keymat *mat = bs_pkey_mat(pkey);
    return mat != NULL ? &mat->pub : NULL;
}

const struct bs_privkey *bs_evp_pkey_private(const EVP_PKEY *pkey) {
    const struct bs_keymat *mat = bs_pkey_mat(pkey);
    return mat != NULL ? mat->priv : NULL;
}

static EVP_PKEY *wrap(struct bs_keymat *mat) {
    EVP_PKEY *pkey = mat != NULL ? EVP_PKEY_new() : NULL;
    if (pkey == NULL) {
        BS_RAISE(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    bs_pkey_set_mat(pkey, mat);
    return pkey;
}

EVP_PKEY *bs_evp_pkey_from_private(struct bs_privkey *priv) {
    struct bs_keymat *mat = bs_keymat_from_private(priv);
    EVP_PKEY *pkey = wrap(mat);
    if (pkey == NULL && mat != NULL) {
        mat->priv = NULL; /* still the caller's */
        bs_keymat_free(mat);
    }
    return pkey;
}

EVP_PKEY *bs_evp_pkey_from_public(const struct bs_pubkey *pub) {
    struct bs_keymat *mat = bs_keymat_from_public(pub);
    EVP_PKEY *pkey = wrap(mat);
    if (pkey == NULL) bs_keymat_free(mat);
    return pkey;
}

EVP_PKEY *bs_evp_pkey_from_spki(bs_reader spki) {
    struct bs_pubkey pub;
    uint8_t point[BS_EC_MAX_POINT];
    EVP_PKEY *dh = NULL;
    bs_status s = bs_spki_decode(&pub, spki);
    if (s == BS_E_UNSUPPORTED && pub.type == BS_KEY_NONE) s = bs_dh_pkey_from_spki(&dh, spki);
    if (dh != NULL) return dh;
    if (s == BS_E_UNSUPPORTED && pub.type == BS_KEY_EC && bs_ec_point_decode(pub.curve, pub.point, point)) {
        pub.point = bs_r_from(point, bs_ec_point_len(pub.curve)); /* it was compressed or hybrid, RFC 5480 2.2 */
        s = BS_OK;
    }
    if (s == BS_OK && !bs_pubkey_check(&pub)) s = BS_E_ARGUMENT;
    if (s != BS_OK) {
        bs_evp_raise_status(ERR_LIB_EVP, s);
        return NULL;
    }
    return bs_evp_pkey_from_public(&pub);
}
