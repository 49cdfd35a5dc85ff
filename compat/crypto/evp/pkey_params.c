/* A key's numbers by their OSSL_PARAM names.                            man 3 EVP_PKEY_get_bn_param, man 7 EVP_PKEY-RSA */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/ec_local.h"
#include "compat/crypto/evp/rsa_local.h"

/* A number of an RSA key as a view. */
static bool rsa_number(const struct bs_keymat *mat, const char *name, bs_reader *out) {
    const br_rsa_private_key *k = mat->priv != NULL ? &mat->priv->rsa : NULL;
    *out = (bs_reader){ 0 };
    if (strcmp(name, OSSL_PKEY_PARAM_RSA_N) == 0) *out = mat->pub.n;
    if (strcmp(name, OSSL_PKEY_PARAM_RSA_E) == 0) *out = mat->pub.e;
    if (k != NULL) {
        if (strcmp(name, OSSL_PKEY_PARAM_RSA_D) == 0) *out = mat->priv->d;
        if (strcmp(name, OSSL_PKEY_PARAM_RSA_FACTOR1) == 0) *out = bs_r_from(k->p, k->plen);
        if (strcmp(name, OSSL_PKEY_PARAM_RSA_FACTOR2) == 0) *out = bs_r_from(k->q, k->qlen);
        if (strcmp(name, OSSL_PKEY_PARAM_RSA_EXPONENT1) == 0) *out = bs_r_from(k->dp, k->dplen);
        if (strcmp(name, OSSL_PKEY_PARAM_RSA_EXPONENT2) == 0) *out = bs_r_from(k->dq, k->dqlen);
        if (strcmp(name, OSSL_PKEY_PARAM_RSA_COEFFICIENT1) == 0) *out = bs_r_from(k->iq, k->iqlen);
    }
    return out->len > 0;
}

static bool ec_number(const struct bs_keymat *mat, const char *name, bs_reader *out) {
    size_t n = bs_ec_field_len(mat->pub.curve);
    *out = (bs_reader){ 0 };
    if (strcmp(name, OSSL_PKEY_PARAM_EC_PUB_X) == 0) *out = bs_r_from(mat->pub.point.p + 1, n);
    if (strcmp(name, OSSL_PKEY_PARAM_EC_PUB_Y) == 0) *out = bs_r_from(mat->pub.point.p + 1 + n, n);
    if (strcmp(name, OSSL_PKEY_PARAM_PRIV_KEY) == 0 && mat->priv != NULL) {
        *out = bs_r_from(mat->priv->ec.x, mat->priv->ec.xlen);
    }
    return out->len > 0;
}

static const BIGNUM *dh_number(const DH *dh, const char *name) {
    if (strcmp(name, OSSL_PKEY_PARAM_FFC_P) == 0) return DH_get0_p(dh);
    if (strcmp(name, OSSL_PKEY_PARAM_FFC_Q) == 0) return DH_get0_q(dh);
    if (strcmp(name, OSSL_PKEY_PARAM_FFC_G) == 0) return DH_get0_g(dh);
    if (strcmp(name, OSSL_PKEY_PARAM_PUB_KEY) == 0) return DH_get0_pub_key(dh);
    return strcmp(name, OSSL_PKEY_PARAM_PRIV_KEY) == 0 ? DH_get0_priv_key(dh) : NULL;
}

/* Domain parameters of the curve. */
static const BIGNUM *group_number(const EC_GROUP *g, const char *name) {
    if (strcmp(name, OSSL_PKEY_PARAM_EC_P) == 0) return g->p;
    if (strcmp(name, OSSL_PKEY_PARAM_EC_A) == 0) return g->a;
    if (strcmp(name, OSSL_PKEY_PARAM_EC_B) == 0) return g->b;
    if (strcmp(name, OSSL_PKEY_PARAM_EC_ORDER) == 0) return g->order;
    return strcmp(name, OSSL_PKEY_PARAM_EC_COFACTOR) == 0 ? g->cofactor : NULL;
}

int EVP_PKEY_get_bn_param(const EVP_PKEY *pkey, const char *key_name, BIGNUM **bn) {
    bs_reader r = { 0 };
    const BIGNUM *found = NULL;
    BIGNUM *made = NULL;
    EC_GROUP *group = NULL;
    if (key_name == NULL || bn == NULL) return 0;
    const struct bs_keymat *mat = pkey->dh == NULL ? bs_pkey_mat(pkey) : NULL;
    if (pkey->dh != NULL) {
        found = dh_number(pkey->dh, key_name);
    } else if (mat != NULL && (rsa_number(mat, key_name, &r) || (mat->pub.type == BS_KEY_EC && ec_number(mat, key_name, &r)))) {
        made = bs_bn_from(r);
        found = made;
    } else if (pkey->type == EVP_PKEY_EC) {
        group = bs_pkey_curve(pkey) != 0 ? EC_GROUP_new_by_curve_name(bs_pkey_curve(pkey)) : NULL;
        found = group != NULL ? group_number(group, key_name) : NULL;
    }
    if (found == NULL) {
        EC_GROUP_free(group);
        return 0;
    }
    if (*bn == NULL) *bn = made != NULL ? made : BN_dup(found);
    else if (BN_copy(*bn, found) == NULL) found = NULL;
    if (*bn != made) BN_clear_free(made);
    EC_GROUP_free(group);
    return found != NULL && *bn != NULL;
}

static const char *curve_name(int nid) {
    return nid == NID_X9_62_prime256v1 ? "prime256v1"
        : nid == NID_secp384r1         ? "secp384r1"
        : nid == NID_secp521r1         ? "secp521r1"
                                       : NULL;
}

static const char *text_of(const EVP_PKEY *pkey, const char *name) {
    if (pkey->dh != NULL) return strcmp(name, OSSL_PKEY_PARAM_GROUP_NAME) == 0 ? bs_dh_group_name(pkey->dh->nid) : NULL;
    if (pkey->type == EVP_PKEY_EC) {
        const int nid = bs_pkey_curve(pkey);
        if (nid == 0) return NULL;
        if (strcmp(name, OSSL_PKEY_PARAM_GROUP_NAME) == 0) return curve_name(nid);
        if (strcmp(name, OSSL_PKEY_PARAM_EC_FIELD_TYPE) == 0) return "prime-field";
        if (bs_ec_pkey_written(pkey, name) != NULL) return bs_ec_pkey_written(pkey, name);
    }
    bool digest = strcmp(name, OSSL_PKEY_PARAM_DEFAULT_DIGEST) == 0;
    return digest && (pkey->type == EVP_PKEY_RSA || pkey->type == EVP_PKEY_EC) ? "SHA256" : NULL;
}

int EVP_PKEY_get_utf8_string_param(const EVP_PKEY *pkey, const char *key_name, char *str, size_t max, size_t *out_sz) {
    const char *text = pkey != NULL && key_name != NULL ? text_of(pkey, key_name) : NULL;
    if (text == NULL) return 0;
    size_t n = strlen(text);
    if (out_sz != NULL) *out_sz = n;
    if (str == NULL) return 1;
    if (n >= max) return 0;
    memcpy(str, text, n + 1);
    return 1;
}

int EVP_PKEY_get_group_name(const EVP_PKEY *pkey, char *gname, size_t gname_sz, size_t *gname_len) {
    return EVP_PKEY_get_utf8_string_param(pkey, OSSL_PKEY_PARAM_GROUP_NAME, gname, gname_sz, gname_len);
}

int EVP_PKEY_get_octet_string_param(const EVP_PKEY *pkey, const char *key_name, unsigned char *buf, size_t max_buf_sz,
                                    size_t *out_sz) {
    if (pkey == NULL || key_name == NULL) return 0;
    if (pkey->type == EVP_PKEY_HMAC && strcmp(key_name, OSSL_PKEY_PARAM_PRIV_KEY) == 0) {
        if (out_sz != NULL) *out_sz = pkey->mac_key_len;
        if (buf != NULL && max_buf_sz < pkey->mac_key_len) return 0;
        if (buf != NULL) memcpy(buf, pkey->mac_key, pkey->mac_key_len);
        return 1;
    }
    const struct bs_keymat *mat = pkey->dh == NULL ? bs_pkey_mat(pkey) : NULL;
    bool pub = strcmp(key_name, OSSL_PKEY_PARAM_PUB_KEY) == 0 || strcmp(key_name, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY) == 0;
    bool priv = strcmp(key_name, OSSL_PKEY_PARAM_PRIV_KEY) == 0 && mat != NULL && bs_pkey_is_raw(pkey->type);
    if (mat == NULL || mat->pub.point.len == 0 || (!pub && !priv)) return 0;
    if (priv && mat->priv == NULL) return 0;
    uint8_t formed[BS_EC_MAX_POINT];
    bs_reader out = mat->pub.point; /* its encoded form is always the uncompressed one */
    if (mat->pub.type == BS_KEY_EC && strcmp(key_name, OSSL_PKEY_PARAM_PUB_KEY) == 0) {
        out = bs_r_from(formed, bs_ec_mat_point(mat, formed));
    }
    if (out_sz != NULL) *out_sz = out.len;
    if (buf == NULL) return 1;
    if (max_buf_sz < out.len) return 0;
    if (!priv) {
        memcpy(buf, out.p, out.len);
        return 1;
    }
    size_t n = max_buf_sz;
    return EVP_PKEY_get_raw_private_key(pkey, buf, &n);
}

int EVP_PKEY_get_int_param(const EVP_PKEY *pkey, const char *key_name, int *out) {
    if (strcmp(key_name, OSSL_PKEY_PARAM_BITS) == 0) *out = EVP_PKEY_get_bits(pkey);
    else if (strcmp(key_name, OSSL_PKEY_PARAM_SECURITY_BITS) == 0) *out = EVP_PKEY_get_security_bits(pkey);
    else if (strcmp(key_name, OSSL_PKEY_PARAM_MAX_SIZE) == 0) *out = EVP_PKEY_get_size(pkey);
    else return 0;
    return *out > 0;
}
