/* EC_KEY, and ECDH.                                                                            man 3 EC_KEY_new */
#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/ec_local.h"
#include "compat/crypto/evp/ec_meth.h"
#include "src/base/secret.h"

EC_KEY *EC_KEY_new(void) {
    EC_KEY *k = OPENSSL_zalloc(sizeof *k);
    if (k == NULL) {
        BS_RAISE(ERR_LIB_EC, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_EC_KEY, k, &k->ex_data)) {
        OPENSSL_free(k);
        return NULL;
    }
    bs_ref_init(&k->refs);
    (void)pthread_mutex_init(&k->lock, NULL);
    k->form = POINT_CONVERSION_UNCOMPRESSED;
    k->meth = EC_KEY_get_default_method();
    if (k->meth->init == NULL || k->meth->init(k)) return k;
    EC_KEY_free(k);
    return NULL;
}

EC_KEY *EC_KEY_new_by_curve_name(int nid) {
    EC_KEY *k = EC_KEY_new();
    if (k == NULL) return NULL;
    k->group = EC_GROUP_new_by_curve_name(nid);
    if (k->group != NULL) return k;
    EC_KEY_free(k);
    return NULL;
}

EC_KEY *EC_KEY_new_by_curve_name_ex(OSSL_LIB_CTX *ctx, const char *propq, int nid) {
    (void)ctx;
    (void)propq;
    return EC_KEY_new_by_curve_name(nid);
}

static void forget(EC_KEY *k) {
    bs_keymat_free(k->mat);
    k->mat = NULL;
}

void EC_KEY_free(EC_KEY *k) {
    if (k == NULL || !bs_ref_down(&k->refs)) return;
    if (k->meth->finish != NULL) k->meth->finish(k);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_EC_KEY, k, &k->ex_data);
    forget(k);
    EC_GROUP_free(k->group);
    EC_POINT_free(k->pub);
    BN_clear_free(k->priv);
    (void)pthread_mutex_destroy(&k->lock);
    OPENSSL_free(k);
}

int EC_KEY_up_ref(EC_KEY *k) {
    bs_ref_up(&k->refs);
    return 1;
}

EC_KEY *EC_KEY_dup(const EC_KEY *src) {
    EC_KEY *k = src != NULL ? EC_KEY_new() : NULL;
    if (k == NULL) return NULL;
    k->form = src->form;
    k->enc_flags = src->enc_flags;
    bool ok = src->group == NULL || EC_KEY_set_group(k, src->group);
    ok = ok && (src->pub == NULL || EC_KEY_set_public_key(k, src->pub));
    ok = ok && (src->priv == NULL || EC_KEY_set_private_key(k, src->priv));
    k->flags = src->flags;
    if (ok && k->meth != src->meth) ok = EC_KEY_set_method(k, src->meth);
    if (ok && src->meth->copy != NULL) ok = src->meth->copy(k, src);
    if (ok) return k;
    EC_KEY_free(k);
    return NULL;
}

const EC_GROUP *EC_KEY_get0_group(const EC_KEY *k) { return k->group; }
const BIGNUM *EC_KEY_get0_private_key(const EC_KEY *k) { return k->priv; }
const EC_POINT *EC_KEY_get0_public_key(const EC_KEY *k) { return k->pub; }
unsigned EC_KEY_get_enc_flags(const EC_KEY *k) { return k->enc_flags; }
point_conversion_form_t EC_KEY_get_conv_form(const EC_KEY *k) { return k->form; }
int EC_KEY_get_flags(const EC_KEY *k) { return k->flags; }
void EC_KEY_set_flags(EC_KEY *k, int flags) { k->flags |= flags; }
void EC_KEY_clear_flags(EC_KEY *k, int flags) { k->flags &= ~flags; }
int EC_KEY_set_ex_data(EC_KEY *k, int idx, void *arg) { return CRYPTO_set_ex_data(&k->ex_data, idx, arg); }
void *EC_KEY_get_ex_data(const EC_KEY *k, int idx) { return CRYPTO_get_ex_data(&k->ex_data, idx); }
int EC_KEY_can_sign(const EC_KEY *k) { return k->group != NULL; }

static struct bs_ec_written written(const EC_KEY *k) {
    return (struct bs_ec_written){ .form = (enum bs_point_form)k->form,
                                   .no_params = (k->enc_flags & EC_PKEY_NO_PARAMETERS) != 0,
                                   .no_public = (k->enc_flags & EC_PKEY_NO_PUBKEY) != 0 };
}

/* The numbers stay, and what is made of them anew is little. */
static void write_otherwise(EC_KEY *k) {
    (void)pthread_mutex_lock(&k->lock);
    struct bs_keymat *mat = k->mat != NULL ? bs_keymat_written(k->mat, written(k)) : NULL;
    forget(k);
    k->mat = mat;
    (void)pthread_mutex_unlock(&k->lock);
}

void EC_KEY_set_enc_flags(EC_KEY *k, unsigned flags) {
    k->enc_flags = flags;
    write_otherwise(k);
}

void EC_KEY_set_conv_form(EC_KEY *k, point_conversion_form_t form) {
    k->form = form;
    if (k->group != NULL) EC_GROUP_set_point_conversion_form(k->group, form);
    write_otherwise(k);
}

void EC_KEY_set_asn1_flag(EC_KEY *k, int flag) {
    if (k->group != NULL) EC_GROUP_set_asn1_flag(k->group, flag);
}

int EC_KEY_set_group(EC_KEY *k, const EC_GROUP *group) {
    if (k->meth->set_group != NULL && !k->meth->set_group(k, group)) return 0;
    EC_GROUP_free(k->group);
    k->group = EC_GROUP_dup(group);
    forget(k);
    return k->group != NULL;
}

int EC_KEY_set_private_key(EC_KEY *k, const BIGNUM *priv) {
    if (k->group == NULL) return 0;
    if (k->meth->set_private != NULL && !k->meth->set_private(k, priv)) return 0;
    BIGNUM *copy = priv != NULL ? BN_dup(priv) : NULL;
    BN_clear_free(k->priv);
    k->priv = copy;
    forget(k);
    if (copy == NULL) return 0; /* OpenSSL: NULL takes the key away and says 0 */
    BN_set_flags(copy, BN_FLG_CONSTTIME);
    return 1;
}

int EC_KEY_set_public_key(EC_KEY *k, const EC_POINT *pub) {
    if (k->meth->set_public != NULL && !k->meth->set_public(k, pub)) return 0;
    EC_POINT *copy = k->group != NULL ? EC_POINT_dup(pub, k->group) : NULL;
    EC_POINT_free(k->pub);
    k->pub = copy;
    forget(k);
    return copy != NULL;
}

int EC_KEY_set_public_key_affine_coordinates(EC_KEY *k, BIGNUM *x, BIGNUM *y) {
    if (k == NULL || k->group == NULL || x == NULL || y == NULL) {
        BS_RAISE(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    EC_POINT *p = EC_POINT_new(k->group);
    int ok = p != NULL && EC_POINT_set_affine_coordinates(k->group, p, x, y, NULL) && EC_KEY_set_public_key(k, p);
    EC_POINT_free(p);
    return ok;
}

int EC_KEY_oct2key(EC_KEY *k, const unsigned char *buf, size_t len, BN_CTX *ctx) {
    EC_POINT *p = k->group != NULL ? EC_POINT_new(k->group) : NULL;
    int ok = p != NULL && EC_POINT_oct2point(k->group, p, buf, len, ctx) && EC_KEY_set_public_key(k, p);
    if (ok) k->form = (point_conversion_form_t)(buf[0] & 0xFE); /* it is written as it was read */
    EC_POINT_free(p);
    return ok;
}

size_t EC_KEY_key2buf(const EC_KEY *k, point_conversion_form_t form, unsigned char **pbuf, BN_CTX *ctx) {
    return k->group != NULL && k->pub != NULL ? EC_POINT_point2buf(k->group, k->pub, form, pbuf, ctx) : 0;
}

size_t EC_KEY_priv2oct(const EC_KEY *k, unsigned char *buf, size_t len) {
    if (k->group == NULL || k->priv == NULL) return 0;
    size_t n = (size_t)BN_num_bytes(k->group->order);
    if (buf == NULL) return n;
    return len >= n && BN_bn2binpad(k->priv, buf, (int)n) == (int)n ? n : 0;
}

size_t EC_KEY_priv2buf(const EC_KEY *k, unsigned char **pbuf) {
    size_t n = EC_KEY_priv2oct(k, NULL, 0);
    unsigned char *buf = n > 0 ? OPENSSL_malloc(n) : NULL;
    if (buf == NULL) return 0;
    n = EC_KEY_priv2oct(k, buf, n);
    if (n > 0) *pbuf = buf;
    else OPENSSL_free(buf);
    return n;
}

/* Any length: the number counts, and it must be a scalar of the group. */
int EC_KEY_oct2priv(EC_KEY *k, const unsigned char *buf, size_t len) {
    if (k->group == NULL) return 0;
    BIGNUM *priv = len <= INT32_MAX ? BN_bin2bn(buf, (int)len, NULL) : NULL;
    int ok = priv != NULL && EC_KEY_set_private_key(k, priv);
    BN_clear_free(priv);
    return ok;
}

static bs_status build(const EC_KEY *k, struct bs_keymat **out) {
    if (k->group == NULL || (k->priv == NULL && (k->pub == NULL || k->pub->infinity))) return BS_E_ARGUMENT;
    if (k->priv == NULL) {
        size_t n = bs_ec_point_len(k->group->curve);
        struct bs_pubkey pub = { .type = BS_KEY_EC, .curve = k->group->curve, .point = bs_r_from(k->pub->bytes, n) };
        *out = bs_keymat_from_public(&pub);
        if (*out != NULL) (*out)->ec = written(k);
        return *out != NULL ? BS_OK : BS_E_MEMORY;
    }
    uint8_t scalar[BS_EC_MAX_FIELD];
    struct bs_privkey *priv = NULL;
    int n = BN_num_bytes(k->group->order);
    if (BN_bn2binpad(k->priv, scalar, n) != n) return BS_E_ARGUMENT;
    bs_status s = bs_privkey_new_ec(&priv, k->group->curve, bs_r_from(scalar, (size_t)n));
    bs_wipe(scalar, sizeof scalar);
    if (s != BS_OK) return s;
    *out = bs_keymat_from_private(priv);
    if (*out != NULL) (*out)->ec = written(k);
    if (*out != NULL) return BS_OK;
    bs_privkey_free(priv);
    return BS_E_MEMORY;
}

struct bs_keymat *bs_ec_key_mat(const EC_KEY *key) {
    union {
        const EC_KEY *from;
        EC_KEY *to;
    } cached = { key }; /* a cache behind the constant object */
    EC_KEY *k = cached.to;
    if (k == NULL) return NULL;
    (void)pthread_mutex_lock(&k->lock);
    bs_status s = k->mat != NULL ? BS_OK : build(k, &k->mat);
    struct bs_keymat *mat = k->mat;
    (void)pthread_mutex_unlock(&k->lock);
    if (s == BS_E_ARGUMENT) {
        BS_RAISE(ERR_LIB_EC, EC_R_MISSING_PRIVATE_KEY);
    } else if (s != BS_OK) {
        bs_evp_raise_status(ERR_LIB_EC, s);
    }
    return mat;
}

EC_KEY *bs_ec_key_from_mat(struct bs_keymat *mat) {
    if (mat->pub.type != BS_KEY_EC) return NULL;
    EC_KEY *k = EC_KEY_new_by_curve_name(bs_curve_nid(mat->pub.curve));
    if (k == NULL) return NULL;
    k->pub = EC_POINT_new(k->group);
    bool ok = k->pub != NULL && mat->pub.point.len <= sizeof k->pub->bytes;
    if (ok) {
        memcpy(k->pub->bytes, mat->pub.point.p, mat->pub.point.len);
        k->pub->infinity = false;
    }
    if (ok && mat->priv != NULL) {
        k->priv = BN_bin2bn(mat->priv->ec.x, (int)mat->priv->ec.xlen, NULL);
        ok = k->priv != NULL;
    }
    if (!ok) {
        EC_KEY_free(k);
        return NULL;
    }
    k->form = (point_conversion_form_t)mat->ec.form;
    k->enc_flags = (mat->ec.no_public ? EC_PKEY_NO_PUBKEY : 0) | (mat->ec.no_params ? EC_PKEY_NO_PARAMETERS : 0);
    EC_GROUP_set_point_conversion_form(k->group, k->form);
    k->mat = bs_keymat_up_ref(mat);
    return k;
}

struct bs_keymat *bs_ec_generate(int curve) {
    uint8_t scalar[BS_EC_MAX_FIELD];
    struct bs_privkey *priv = NULL;
    size_t n = bs_ec_field_len(curve);
    bs_status s = n > 0 ? BS_E_ARGUMENT : BS_E_UNSUPPORTED;
    for (int tries = 0; s == BS_E_ARGUMENT && tries < 256; tries++) { /* FIPS 186-4 B.4.2: until it is below the order */
        if (!bs_evp_random(NULL, scalar, n)) break;
        if (curve == BR_EC_secp521r1) scalar[0] &= 1;
        s = bs_privkey_new_ec(&priv, curve, bs_r_from(scalar, n));
    }
    bs_wipe(scalar, sizeof scalar);
    struct bs_keymat *mat = s == BS_OK ? bs_keymat_from_private(priv) : NULL;
    if (mat == NULL) {
        bs_privkey_free(priv);
        bs_evp_raise_status(ERR_LIB_EC, s != BS_OK ? s : BS_E_MEMORY);
    }
    return mat;
}

int bs_ec_keygen(EC_KEY *k) {
    struct bs_keymat *mat = bs_ec_generate(k->group->curve);
    EC_KEY *made = mat != NULL ? bs_ec_key_from_mat(mat) : NULL;
    bs_keymat_free(mat);
    if (made == NULL) return 0;
    int ok = EC_KEY_set_public_key(k, made->pub) && EC_KEY_set_private_key(k, made->priv);
    EC_KEY_free(made);
    return ok;
}

int EC_KEY_check_key(const EC_KEY *k) {
    if (k == NULL || k->group == NULL || k->pub == NULL) {
        BS_RAISE(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (k->pub->infinity) {
        BS_RAISE(ERR_LIB_EC, EC_R_POINT_AT_INFINITY);
        return 0;
    }
    if (!EC_POINT_is_on_curve(k->group, k->pub, NULL)) {
        BS_RAISE(ERR_LIB_EC, EC_R_POINT_IS_NOT_ON_CURVE);
        return 0;
    }
    if (k->priv == NULL) return 1;
    const struct bs_keymat *mat = bs_ec_key_mat(k);
    if (mat != NULL && bs_r_equal(mat->pub.point, k->pub->bytes, mat->pub.point.len)) return 1;
    BS_RAISE(ERR_LIB_EC, EC_R_INVALID_PRIVATE_KEY);
    return 0;
}

bool bs_ecdh(const struct bs_privkey *priv, bs_reader peer, uint8_t out[BS_EC_MAX_FIELD], size_t *len) {
    const br_ec_impl *ec = bs_crypto_impl()->ec;
    uint8_t point[BS_EC_MAX_POINT];
    if (!bs_r_copy(peer, point, sizeof point)) return false;
    if (ec->mul(point, peer.len, priv->ec.x, priv->ec.xlen, priv->pub.curve) == 0) return false;
    size_t n = 0, at = ec->xoff(priv->pub.curve, &n);
    memcpy(out, point + at, n);
    bs_wipe(point, sizeof point);
    *len = n;
    return true;
}

int bs_ec_compute_key(unsigned char **psec, size_t *pseclen, const EC_POINT *pub_key, const EC_KEY *eckey) {
    uint8_t *x = OPENSSL_malloc(BS_EC_MAX_FIELD);
    if (x == NULL) return -1;
    const struct bs_keymat *mat = eckey->priv != NULL ? bs_ec_key_mat(eckey) : NULL;
    if (eckey->priv == NULL) {
        BS_RAISE(ERR_LIB_EC, EC_R_MISSING_PRIVATE_KEY);
    } else if (mat != NULL && !pub_key->infinity && pub_key->curve == mat->pub.curve &&
               bs_ecdh(mat->priv, bs_r_from(pub_key->bytes, bs_ec_point_len(pub_key->curve)), x, pseclen)) {
        *psec = x;
        return 1;
    } else if (mat != NULL) {
        BS_RAISE(ERR_LIB_EC, EC_R_POINT_ARITHMETIC_FAILURE);
    }
    OPENSSL_free(x);
    return -1;
}
