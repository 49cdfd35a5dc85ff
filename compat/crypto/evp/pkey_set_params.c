/* Parameters of a key that is there already.                            man 3 EVP_PKEY_set_params, EVP_PKEY_settable_params */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/ec_local.h"

#define OCTETS(name) { name, OSSL_PARAM_OCTET_STRING, NULL, 0, OSSL_PARAM_UNMODIFIED }
#define NUMBER(name) { name, OSSL_PARAM_UNSIGNED_INTEGER, NULL, 0, OSSL_PARAM_UNMODIFIED }
#define TEXT(name) { name, OSSL_PARAM_UTF8_STRING, NULL, 0, OSSL_PARAM_UNMODIFIED }
#define SMALL(name) { name, OSSL_PARAM_INTEGER, NULL, sizeof(int), OSSL_PARAM_UNMODIFIED }
#define SIZES SMALL(OSSL_PKEY_PARAM_BITS), SMALL(OSSL_PKEY_PARAM_SECURITY_BITS), SMALL(OSSL_PKEY_PARAM_MAX_SIZE)

/* What EVP_PKEY_get_params() has of each type. */
static const OSSL_PARAM rsa[] = { SIZES, TEXT(OSSL_PKEY_PARAM_DEFAULT_DIGEST), NUMBER(OSSL_PKEY_PARAM_RSA_N),
    NUMBER(OSSL_PKEY_PARAM_RSA_E), NUMBER(OSSL_PKEY_PARAM_RSA_D), NUMBER(OSSL_PKEY_PARAM_RSA_FACTOR1),
    NUMBER(OSSL_PKEY_PARAM_RSA_FACTOR2), NUMBER(OSSL_PKEY_PARAM_RSA_EXPONENT1), NUMBER(OSSL_PKEY_PARAM_RSA_EXPONENT2),
    NUMBER(OSSL_PKEY_PARAM_RSA_COEFFICIENT1), OSSL_PARAM_END };
static const OSSL_PARAM ec[] = { SIZES, TEXT(OSSL_PKEY_PARAM_DEFAULT_DIGEST), TEXT(OSSL_PKEY_PARAM_GROUP_NAME),
    TEXT(OSSL_PKEY_PARAM_EC_ENCODING), TEXT(OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT), TEXT(OSSL_PKEY_PARAM_EC_FIELD_TYPE),
    NUMBER(OSSL_PKEY_PARAM_EC_P), NUMBER(OSSL_PKEY_PARAM_EC_A), NUMBER(OSSL_PKEY_PARAM_EC_B),
    NUMBER(OSSL_PKEY_PARAM_EC_ORDER), NUMBER(OSSL_PKEY_PARAM_EC_COFACTOR), OCTETS(OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY),
    OCTETS(OSSL_PKEY_PARAM_PUB_KEY), NUMBER(OSSL_PKEY_PARAM_EC_PUB_X), NUMBER(OSSL_PKEY_PARAM_EC_PUB_Y),
    NUMBER(OSSL_PKEY_PARAM_PRIV_KEY), OSSL_PARAM_END };
static const OSSL_PARAM agree[] = { SIZES, OCTETS(OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY), OCTETS(OSSL_PKEY_PARAM_PUB_KEY),
    OCTETS(OSSL_PKEY_PARAM_PRIV_KEY), OSSL_PARAM_END };
static const OSSL_PARAM sign[] = { SIZES, OCTETS(OSSL_PKEY_PARAM_PUB_KEY), OCTETS(OSSL_PKEY_PARAM_PRIV_KEY), OSSL_PARAM_END };
static const OSSL_PARAM dh[] = { SIZES, TEXT(OSSL_PKEY_PARAM_GROUP_NAME), NUMBER(OSSL_PKEY_PARAM_FFC_P),
    NUMBER(OSSL_PKEY_PARAM_FFC_Q), NUMBER(OSSL_PKEY_PARAM_FFC_G), NUMBER(OSSL_PKEY_PARAM_PUB_KEY),
    NUMBER(OSSL_PKEY_PARAM_PRIV_KEY), OSSL_PARAM_END };
/* And what can be set afterwards: another public key, which leaves no private one. */
static const OSSL_PARAM public_alone[] = { OCTETS(OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY), OSSL_PARAM_END };
static const OSSL_PARAM set_ec[] = { SMALL(OSSL_PKEY_PARAM_USE_COFACTOR_ECDH), OCTETS(OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY),
    TEXT(OSSL_PKEY_PARAM_EC_ENCODING), TEXT(OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT), OCTETS(OSSL_PKEY_PARAM_EC_SEED),
    SMALL(OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC), TEXT(OSSL_PKEY_PARAM_EC_GROUP_CHECK_TYPE), OSSL_PARAM_END };
static const OSSL_PARAM mac[] = { OCTETS(OSSL_PKEY_PARAM_PRIV_KEY), OSSL_PARAM_END }; /* the same, of HMAC keys */
static const OSSL_PARAM none[] = { OSSL_PARAM_END };

static const struct row {
    int type;
    const OSSL_PARAM *gettable, *settable;
} rows[] = {
    { EVP_PKEY_RSA, rsa, NULL },          { EVP_PKEY_RSA_PSS, rsa, NULL },    { EVP_PKEY_EC, ec, set_ec },
    { EVP_PKEY_X25519, agree, public_alone }, { EVP_PKEY_X448, agree, public_alone }, { EVP_PKEY_ED25519, sign, none },
    { EVP_PKEY_ED448, sign, none },       { EVP_PKEY_DH, dh, public_alone },  { EVP_PKEY_DHX, dh, public_alone },
    { EVP_PKEY_HMAC, mac, mac },
};

static const struct row *row_of(const EVP_PKEY *pkey) {
    for (size_t i = 0; pkey != NULL && i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].type == pkey->type) return &rows[i];
    }
    return NULL;
}

const OSSL_PARAM *EVP_PKEY_gettable_params(const EVP_PKEY *pkey) {
    const struct row *r = row_of(pkey);
    return r != NULL ? r->gettable : NULL;
}

const OSSL_PARAM *EVP_PKEY_settable_params(const EVP_PKEY *pkey) {
    const struct row *r = row_of(pkey);
    return r != NULL ? r->settable : NULL;
}

/* What a type does not know is passed over: man 3 OSSL_PARAM, "should simply be ignored". */
static bool set_one(EVP_PKEY *pkey, const OSSL_PARAM *p) {
    const struct row *r = row_of(pkey);
    if (r == NULL || r->settable == NULL || OSSL_PARAM_locate_const(r->settable, p->key) == NULL) return true;
    if (pkey->type == EVP_PKEY_HMAC) return bs_mac_pkey_set(pkey, p);
    if (strcmp(p->key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY) == 0) {
        return p->data_type == OSSL_PARAM_OCTET_STRING && EVP_PKEY_set1_encoded_public_key(pkey, p->data, p->data_size) > 0;
    }
    const int done = pkey->type == EVP_PKEY_EC ? bs_ec_pkey_set_written(pkey, p) : -1;
    if (done >= 0) return done > 0;
    BS_RAISE_DATA(ERR_LIB_EVP, ERR_R_UNSUPPORTED, "%s", p->key);
    return false;
}

int EVP_PKEY_set_params(EVP_PKEY *pkey, OSSL_PARAM params[]) {
    if (pkey == NULL || pkey->type == EVP_PKEY_NONE || pkey->assigned) { /* a program's object: it has functions of its own */
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_KEY);
        return 0;
    }
    for (const OSSL_PARAM *p = params; p != NULL && p->key != NULL; p++) {
        if (!set_one(pkey, p)) return 0;
    }
    return 1;
}

static int set(EVP_PKEY *pkey, OSSL_PARAM p) {
    OSSL_PARAM list[2] = { p, OSSL_PARAM_END };
    return EVP_PKEY_set_params(pkey, list);
}

int EVP_PKEY_set_int_param(EVP_PKEY *pkey, const char *key_name, int in) {
    return key_name != NULL && set(pkey, OSSL_PARAM_construct_int(key_name, &in));
}

int EVP_PKEY_set_size_t_param(EVP_PKEY *pkey, const char *key_name, size_t in) {
    return key_name != NULL && set(pkey, OSSL_PARAM_construct_size_t(key_name, &in));
}

int EVP_PKEY_set_utf8_string_param(EVP_PKEY *pkey, const char *key_name, const char *str) {
    return key_name != NULL && str != NULL && set(pkey, OSSL_PARAM_construct_utf8_string(key_name, (char *)(uintptr_t)str, 0));
}

int EVP_PKEY_set_octet_string_param(EVP_PKEY *pkey, const char *key_name, const unsigned char *buf, size_t bsize) {
    return key_name != NULL && set(pkey, OSSL_PARAM_construct_octet_string(key_name, (void *)(uintptr_t)buf, bsize));
}

int EVP_PKEY_set_bn_param(EVP_PKEY *pkey, const char *key_name, const BIGNUM *bn) {
    unsigned char number[2048];
    if (key_name == NULL || bn == NULL || pkey == NULL || pkey->type == EVP_PKEY_NONE) return 0;
    int n = BN_num_bytes(bn);
    if (n > (int)sizeof number || BN_bn2nativepad(bn, number, n) < 0) return 0;
    int ok = set(pkey, OSSL_PARAM_construct_BN(key_name, number, (size_t)n));
    OPENSSL_cleanse(number, sizeof number);
    return ok;
}

int EVP_PKEY_get_size_t_param(const EVP_PKEY *pkey, const char *key_name, size_t *out) {
    int n;
    if (pkey == NULL || pkey->type == EVP_PKEY_NONE) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_KEY);
        return 0;
    }
    if (key_name == NULL || !EVP_PKEY_get_int_param(pkey, key_name, &n) || n < 0) return 0;
    *out = (size_t)n;
    return 1;
}
