#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/pkey_local.h"

static struct bs_keymat *new_of(const struct bs_pubkey *pub) {
    struct bs_keymat *mat = OPENSSL_zalloc(sizeof *mat);
    if (mat == NULL) return NULL;
    bs_ref_init(&mat->refs);
    mat->pub = *pub;
    mat->ec.form = pub->form != 0 ? pub->form : BS_POINT_UNCOMPRESSED;
    return mat;
}

struct bs_keymat *bs_keymat_from_private(struct bs_privkey *priv) {
    struct bs_keymat *mat = new_of(&priv->pub);
    if (mat == NULL) return NULL;
    mat->priv = priv;
    mat->ec.no_public = priv->ec_public_absent;
    return mat;
}

static uint8_t *append(uint8_t *at, bs_reader *view) {
    if (view->len > 0) memcpy(at, view->p, view->len);
    view->p = at;
    return at + view->len;
}

struct bs_keymat *bs_keymat_from_public(const struct bs_pubkey *pub) {
    struct bs_keymat *mat = new_of(pub);
    if (mat == NULL) return NULL;
    mat->pub_mem = OPENSSL_malloc(pub->n.len + pub->e.len + pub->point.len + 1);
    if (mat->pub_mem == NULL) {
        OPENSSL_free(mat);
        return NULL;
    }
    uint8_t *at = append(mat->pub_mem, &mat->pub.n);
    at = append(at, &mat->pub.e);
    (void)append(at, &mat->pub.point);
    return mat;
}

struct bs_keymat *bs_keymat_with_public(struct bs_keymat *mat, const struct bs_pubkey *pub) {
    struct bs_keymat *again = bs_keymat_from_public(pub);
    if (again == NULL) return NULL;
    again->numbers = bs_keymat_up_ref(mat);
    again->priv = mat->priv;
    again->ec = mat->ec;
    return again;
}

struct bs_keymat *bs_keymat_written(struct bs_keymat *mat, struct bs_ec_written ec) {
    struct bs_keymat *again = new_of(&mat->pub);
    if (again == NULL) return NULL;
    again->numbers = bs_keymat_up_ref(mat);
    again->priv = mat->priv;
    again->ec = ec;
    return again;
}

struct bs_keymat *bs_keymat_up_ref(struct bs_keymat *mat) {
    if (mat != NULL) bs_ref_up(&mat->refs);
    return mat;
}

void bs_keymat_free(struct bs_keymat *mat) {
    if (mat == NULL || !bs_ref_down(&mat->refs)) return;
    if (mat->numbers == NULL) bs_privkey_free(mat->priv);
    bs_keymat_free(mat->numbers);
    OPENSSL_free(mat->pub_mem);
    OPENSSL_free(mat);
}

int bs_key_type_nid(enum bs_key_type type) {
    switch (type) {
    case BS_KEY_RSA: return EVP_PKEY_RSA;
    case BS_KEY_RSA_PSS: return EVP_PKEY_RSA_PSS;
    case BS_KEY_EC: return EVP_PKEY_EC;
    case BS_KEY_X25519: return EVP_PKEY_X25519;
    case BS_KEY_X448: return EVP_PKEY_X448;
    case BS_KEY_ED25519: return EVP_PKEY_ED25519;
    case BS_KEY_ED448: return EVP_PKEY_ED448;
    default: return EVP_PKEY_NONE;
    }
}

static const struct {
    int curve, nid;
} curves[] = {
    { BR_EC_secp256r1, NID_X9_62_prime256v1 },
    { BR_EC_secp384r1, NID_secp384r1 },
    { BR_EC_secp521r1, NID_secp521r1 },
};

int bs_curve_nid(int curve) {
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
        if (curves[i].curve == curve) return curves[i].nid;
    }
    return 0;
}

int bs_curve_by_nid(int nid) {
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
        if (curves[i].nid == nid) return curves[i].curve;
    }
    return 0;
}

void bs_evp_raise_status(int lib, bs_status s) {
    switch (s) {
    case BS_E_MEMORY: BS_RAISE(lib, ERR_R_MALLOC_FAILURE); break;
    case BS_E_UNSUPPORTED: BS_RAISE_DATA(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM, "%s", bs_status_text(s)); break;
    case BS_E_DECODE: BS_RAISE_DATA(ERR_LIB_EVP, EVP_R_DECODE_ERROR, "%s", bs_status_text(s)); break;
    case BS_E_ARGUMENT: BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_KEY); break;
    default: BS_RAISE_DATA(lib, ERR_R_INTERNAL_ERROR, "%s", bs_status_text(s));
    }
}
