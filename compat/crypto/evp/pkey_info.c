/* What can be asked of an EVP_PKEY.                                                        man 3 EVP_PKEY_get_bits */
#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/ec_local.h"
#include "compat/crypto/evp/pkey_local.h"
#include "src/base/secret.h"
#include "src/crypto/raw_key.h"
#include "src/crypto/sigscheme.h"
#include "src/x509/key_der.h"

static const struct {
    int id, base;
    const char *name;
} types[] = {
    { EVP_PKEY_RSA, EVP_PKEY_RSA, "RSA" },       { EVP_PKEY_RSA2, EVP_PKEY_RSA, NULL },
    { EVP_PKEY_RSA_PSS, EVP_PKEY_RSA_PSS, "RSA-PSS" }, { EVP_PKEY_EC, EVP_PKEY_EC, "EC" },
    { EVP_PKEY_X25519, EVP_PKEY_X25519, "X25519" }, { EVP_PKEY_X448, EVP_PKEY_X448, "X448" },
    { EVP_PKEY_ED25519, EVP_PKEY_ED25519, "ED25519" }, { EVP_PKEY_ED448, EVP_PKEY_ED448, "ED448" },
    { EVP_PKEY_DH, EVP_PKEY_DH, "DH" },          { EVP_PKEY_DHX, EVP_PKEY_DHX, "DHX" },
    { EVP_PKEY_HMAC, EVP_PKEY_HMAC, "HMAC" },
};
enum { NUM_TYPES = sizeof types / sizeof types[0] };

int EVP_PKEY_type(int type) {
    for (size_t i = 0; i < NUM_TYPES; i++) {
        if (types[i].id == type) return types[i].base;
    }
    return NID_undef;
}

/* OpenSSL has no number for MAC keys that are in a provider. */
int EVP_PKEY_get_id(const EVP_PKEY *pkey) { return pkey->type == EVP_PKEY_HMAC ? EVP_PKEY_KEYMGMT : pkey->type; }
int EVP_PKEY_get_base_id(const EVP_PKEY *pkey) { return EVP_PKEY_type(EVP_PKEY_get_id(pkey)); }

const char *EVP_PKEY_get0_type_name(const EVP_PKEY *key) {
    for (size_t i = 0; i < NUM_TYPES; i++) {
        if (types[i].id == key->type) return types[i].name;
    }
    return NULL;
}

int EVP_PKEY_get_bits(const EVP_PKEY *pkey) {
    int bits = 0;
    if (pkey != NULL && pkey->rsa != NULL) {
        bits = RSA_bits(pkey->rsa);
    } else if (pkey != NULL && pkey->dh != NULL) {
        bits = DH_bits(pkey->dh);
    } else if (pkey != NULL && pkey->ec != NULL && pkey->ec->group != NULL) {
        bits = EC_GROUP_order_bits(pkey->ec->group);
    } else if (pkey != NULL && pkey->mat != NULL) {
        bits = (int)bs_pubkey_bits(&pkey->mat->pub);
    }
    return bits > 0 ? bits : 0;
}

int EVP_PKEY_get_security_bits(const EVP_PKEY *pkey) {
    if (pkey != NULL && pkey->dh != NULL) return pkey->dh->p != NULL ? DH_security_bits(pkey->dh) : 0;
    if (pkey != NULL && pkey->mat == NULL && pkey->ec != NULL && pkey->ec->group != NULL) { /* parameters: RFC 8422 5.1 */
        const int bits = EC_GROUP_order_bits(pkey->ec->group);
        return bits >= 512 ? 256 : bits / 2;
    }
    const struct bs_pubkey *pub = pkey != NULL && pkey->type != EVP_PKEY_NONE ? bs_evp_pkey_public(pkey) : NULL;
    return pub != NULL ? (int)bs_pubkey_security_bits(pub) : 0;
}

static int ecdsa_max(int curve) {
    int n = (int)bs_ec_field_len(curve) + (curve != BR_EC_secp521r1), ints = 2 * (n + 2);
    return ints + (ints < 128 ? 2 : 3);
}

int EVP_PKEY_get_size(const EVP_PKEY *pkey) {
    int size = 0;
    if (pkey != NULL && pkey->rsa != NULL) {
        size = RSA_size(pkey->rsa);
    } else if (pkey != NULL && pkey->dh != NULL) {
        size = DH_size(pkey->dh);
    } else if (pkey != NULL && pkey->ec != NULL) {
        size = ECDSA_size(pkey->ec);
    } else if (pkey != NULL && pkey->mat != NULL) {
        const struct bs_pubkey *pub = &pkey->mat->pub;
        const struct bs_raw_kind *raw = bs_raw_kind(pub->type);
        size = raw != NULL ? (raw->sig_len > 0 ? raw->sig_len : raw->key_len)
               : pub->n.len > 0 ? (int)pub->n.len
                                : ecdsa_max(pub->curve);
    }
    return size > 0 ? size : 0;
}

int EVP_PKEY_can_sign(const EVP_PKEY *pkey) {
    return pkey->type == EVP_PKEY_RSA || pkey->type == EVP_PKEY_RSA_PSS || pkey->type == EVP_PKEY_EC ||
           bs_pkey_is_eddsa(pkey->type);
}

int bs_pkey_curve(const EVP_PKEY *pkey) {
    if (pkey->ec != NULL && pkey->ec->group != NULL) return pkey->ec->group->nid;
    return pkey->mat != NULL ? bs_curve_nid(pkey->mat->pub.curve) : 0;
}

int EVP_PKEY_missing_parameters(const EVP_PKEY *pkey) {
    if (pkey != NULL && (pkey->type == EVP_PKEY_DH || pkey->type == EVP_PKEY_DHX)) return pkey->dh == NULL || pkey->dh->p == NULL;
    return pkey != NULL && pkey->type == EVP_PKEY_EC && bs_pkey_curve(pkey) == 0;
}

static bool same_dh_params(const DH *a, const DH *b) {
    return a != NULL && b != NULL && a != b && a->p != NULL && b->p != NULL && BN_cmp(DH_get0_p(a), DH_get0_p(b)) == 0 &&
           BN_cmp(DH_get0_g(a), DH_get0_g(b)) == 0;
}

/* By the public keys, where both have one, else by the private ones. */
static bool same_dh_key(const DH *a, const DH *b) {
    if (a->pub != NULL && b->pub != NULL) return BN_cmp(a->pub, b->pub) == 0;
    if (a->priv == NULL || b->priv == NULL || BN_num_bytes(a->priv) != BN_num_bytes(b->priv)) return false;
    size_t n = (size_t)BN_num_bytes(a->priv);
    uint8_t *bytes = OPENSSL_malloc(2 * n + 1);
    if (bytes == NULL) return false;
    (void)BN_bn2bin(a->priv, bytes);
    (void)BN_bn2bin(b->priv, bytes + n);
    bool same = bs_ct_equal(bytes, bytes + n, n);
    OPENSSL_clear_free(bytes, 2 * n + 1);
    return same;
}

int EVP_PKEY_parameters_eq(const EVP_PKEY *a, const EVP_PKEY *b) {
    if (a->type != b->type) return -1;
    if (a->type == EVP_PKEY_EC) return bs_pkey_curve(a) == bs_pkey_curve(b);
    if (a->type == EVP_PKEY_DH || a->type == EVP_PKEY_DHX) return a->dh == b->dh || same_dh_params(a->dh, b->dh);
    return a->type == EVP_PKEY_NONE ? -2 : 1; /* none to differ */
}

int EVP_PKEY_cmp_parameters(const EVP_PKEY *a, const EVP_PKEY *b) { return EVP_PKEY_parameters_eq(a, b); }

int EVP_PKEY_eq(const EVP_PKEY *a, const EVP_PKEY *b) {
    if (a == b) return 1;
    if (a == NULL || b == NULL) return 0;
    if (a->type == EVP_PKEY_NONE || b->type == EVP_PKEY_NONE) return -2;
    if (a->type != b->type) {
        /* two legacy objects alone are compared without a word */
        if (a->mat != NULL || b->mat != NULL) BS_RAISE(ERR_LIB_EVP, EVP_R_DIFFERENT_KEY_TYPES);
        return -1;
    }
    if (a->dh != NULL && b->dh != NULL) return EVP_PKEY_parameters_eq(a, b) == 1 && same_dh_key(a->dh, b->dh);
    if (a->mac_key != NULL && b->mac_key != NULL) {
        return a->mac_key_len == b->mac_key_len && bs_ct_equal(a->mac_key, b->mac_key, a->mac_key_len);
    }
    const struct bs_pubkey *pa = bs_evp_pkey_public(a), *pb = bs_evp_pkey_public(b);
    return pa != NULL && pb != NULL ? bs_pubkey_equal(pa, pb) : -2;
}

int EVP_PKEY_cmp(const EVP_PKEY *a, const EVP_PKEY *b) { return EVP_PKEY_eq(a, b); }

/* Of the kinds here only EC and DH have parameters apart from the key. */
int EVP_PKEY_copy_parameters(EVP_PKEY *to, const EVP_PKEY *from) {
    if (to->type != EVP_PKEY_NONE && to->type != from->type) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_DIFFERENT_KEY_TYPES);
        return 0;
    }
    if (EVP_PKEY_missing_parameters(from)) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_MISSING_PARAMETERS);
        return 0;
    }
    if (to->type != EVP_PKEY_NONE && !EVP_PKEY_missing_parameters(to)) {
        if (EVP_PKEY_parameters_eq(to, from) == 1) return 1;
        BS_RAISE(ERR_LIB_EVP, EVP_R_DIFFERENT_PARAMETERS);
        return 0;
    }
    if (from->dh != NULL) return bs_pkey_own(to, from->type, DHparams_dup(from->dh));
    if (from->type != EVP_PKEY_EC) return 0;
    EC_KEY *k = EC_KEY_new_by_curve_name(bs_pkey_curve(from));
    if (k == NULL) return 0;
    bs_pkey_clear(to);
    to->type = EVP_PKEY_EC;
    to->ec = k;
    return 1;
}

int EVP_PKEY_get_default_digest_nid(EVP_PKEY *pkey, int *pnid) {
    if (pkey == NULL) return 0;
    switch (pkey->type) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
    case EVP_PKEY_EC: *pnid = NID_sha256; return 1;
    case EVP_PKEY_X25519:
    case EVP_PKEY_X448: return -2; /* it cannot be asked of those */
    default: return 0;
    }
}

int EVP_PKEY_get_default_digest_name(EVP_PKEY *pkey, char *mdname, size_t mdname_sz) {
    int nid = 0, r = EVP_PKEY_get_default_digest_nid(pkey, &nid);
    if (pkey != NULL && bs_pkey_is_eddsa(pkey->type)) r = 2; /* the only one possible: none */
    const char *name = nid == NID_undef ? "UNDEF" : "SHA256";
    if (r <= 0 || strlen(name) >= mdname_sz) return r <= 0 ? -2 : 0;
    memcpy(mdname, name, strlen(name) + 1);
    return r;
}

EVP_PKEY *EVP_PKEY_dup(EVP_PKEY *pkey) {
    if (pkey == NULL) {
        BS_RAISE(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    EVP_PKEY *to = EVP_PKEY_new();
    if (to == NULL) return NULL;
    struct bs_keymat *mat = pkey->type != EVP_PKEY_NONE && pkey->dh == NULL ? bs_pkey_mat(pkey) : NULL;
    if (mat != NULL) { /* immutable: two owners see the same */
        bs_pkey_set_mat(to, bs_keymat_up_ref(mat));
        to->assigned = pkey->assigned; /* then the copy has an object, too */
        if (to->assigned && pkey->rsa != NULL) to->rsa = bs_rsa_from_mat(mat);
        if (to->assigned && pkey->ec != NULL) to->ec = bs_ec_key_from_mat(mat);
    } else if (pkey->dh != NULL) {
        (void)DH_up_ref(pkey->dh);
        to->dh = pkey->dh;
        to->assigned = pkey->assigned;
    } else if (pkey->type != EVP_PKEY_NONE && !EVP_PKEY_copy_parameters(to, pkey)) {
        EVP_PKEY_free(to);
        return NULL;
    }
    to->type = pkey->type;
    for (int i = 0; i < sk_X509_ATTRIBUTE_num(pkey->attributes); i++) {
        if (!EVP_PKEY_add1_attr(to, sk_X509_ATTRIBUTE_value(pkey->attributes, i))) {
            EVP_PKEY_free(to);
            return NULL;
        }
    }
    return to;
}

/* As TLS has it: as long as p. */
static size_t dh_encoded(const DH *dh, unsigned char **out) {
    int n = dh->pub != NULL ? DH_size(dh) : 0;
    unsigned char *buf = n > 0 ? OPENSSL_malloc((size_t)n) : NULL;
    if (buf != NULL && BN_bn2binpad(dh->pub, buf, n) == n) {
        *out = buf;
        return (size_t)n;
    }
    OPENSSL_free(buf);
    return 0;
}

static int dh_set_encoded(EVP_PKEY *pkey, bs_reader pub) {
    DH *dh = DHparams_dup(pkey->dh);
    BIGNUM *y = dh != NULL && pub.len <= INT32_MAX ? BN_bin2bn(pub.p, (int)pub.len, NULL) : NULL;
    BIGNUM *x = pkey->dh->priv != NULL ? BN_dup(pkey->dh->priv) : NULL;
    if (y != NULL && (x != NULL || pkey->dh->priv == NULL) && DH_set0_key(dh, y, x)) return bs_pkey_own(pkey, pkey->type, dh);
    BN_free(y);
    BN_clear_free(x);
    DH_free(dh);
    return 0;
}

size_t EVP_PKEY_get1_encoded_public_key(EVP_PKEY *pkey, unsigned char **ppub) {
    if (pkey != NULL && pkey->dh != NULL) return dh_encoded(pkey->dh, ppub);
    const struct bs_pubkey *pub = pkey != NULL ? bs_evp_pkey_public(pkey) : NULL;
    if (pub == NULL || pub->point.len == 0) return 0;
    *ppub = OPENSSL_memdup(pub->point.p, pub->point.len);
    return *ppub != NULL ? pub->point.len : 0;
}

int EVP_PKEY_set1_encoded_public_key(EVP_PKEY *pkey, const unsigned char *pub, size_t publen) {
    uint8_t point[BS_EC_MAX_POINT];
    struct bs_pubkey k = { 0 };
    int nid = pkey != NULL ? bs_pkey_curve(pkey) : 0;
    if (pkey != NULL && pkey->dh != NULL && pkey->dh->p != NULL) return dh_set_encoded(pkey, bs_r_from(pub, publen));
    if (nid != 0 && bs_ec_point_decode(bs_curve_by_nid(nid), bs_r_from(pub, publen), point)) {
        k = (struct bs_pubkey){ .type = BS_KEY_EC, .curve = bs_curve_by_nid(nid) };
        k.point = bs_r_from(point, bs_ec_point_len(k.curve));
    } else if (pkey != NULL && (pkey->type == EVP_PKEY_X25519 || pkey->type == EVP_PKEY_X448)) {
        const struct bs_raw_kind *raw = bs_raw_kind(pkey->type == EVP_PKEY_X25519 ? BS_KEY_X25519 : BS_KEY_X448);
        k = (struct bs_pubkey){ .type = raw->type, .curve = raw->curve, .point = bs_r_from(pub, publen) };
    } else {
        k.type = BS_KEY_NONE;
    }
    if (!bs_pubkey_check(&k)) {
        BS_RAISE(ERR_LIB_EC, EC_R_INVALID_ENCODING);
        return 0;
    }
    /* a private key on a curve stays, though it is another's */
    struct bs_keymat *mat = k.type == BS_KEY_EC && pkey->mat != NULL && pkey->mat->priv != NULL
                                ? bs_keymat_with_public(pkey->mat, &k)
                                : bs_keymat_from_public(&k);
    if (mat == NULL) return 0;
    bs_pkey_set_mat(pkey, mat);
    return 1;
}
