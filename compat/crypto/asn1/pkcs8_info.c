/* PKCS8_PRIV_KEY_INFO: a private key with its algorithm, plain and encrypted.  man 3 EVP_PKCS82PKEY, PKCS8_encrypt; RFC 5208 5 */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/der_bio.h"
#include "compat/crypto/asn1/pkcs12_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/key_io.h"
#include "compat/crypto/evp/pkcs8_local.h"

struct pkcs8_priv_key_info_st {
    ASN1_INTEGER *version;
    X509_ALGOR *algor;
    ASN1_OCTET_STRING *key;
    STACK_OF(X509_ATTRIBUTE) *attributes;
};

static const struct bs_field info_fields[] = {
    { &bs_item_integer, offsetof(PKCS8_PRIV_KEY_INFO, version), BS_PLAIN, 0, false },
    { &bs_item_x509_algor, offsetof(PKCS8_PRIV_KEY_INFO, algor), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(PKCS8_PRIV_KEY_INFO, key), BS_PLAIN, 0, false },
    { &bs_item_x509_attributes, offsetof(PKCS8_PRIV_KEY_INFO, attributes), BS_IMPLICIT, 0, true },
};
const struct bs_item bs_item_pkcs8_info = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(PKCS8_PRIV_KEY_INFO), BS_FIELDS(info_fields), .name = "PKCS8_PRIV_KEY_INFO" };

BS_ITEM_IT(PKCS8_PRIV_KEY_INFO, bs_item_pkcs8_info)
BS_ITEM_ENCODE(PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO, bs_item_pkcs8_info)
BS_DER_BIO(PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO)

PKCS8_PRIV_KEY_INFO *PKCS8_PRIV_KEY_INFO_new(void) { return (PKCS8_PRIV_KEY_INFO *)bs_item_new(&bs_item_pkcs8_info); }

void PKCS8_PRIV_KEY_INFO_free(PKCS8_PRIV_KEY_INFO *p8) {
    if (p8 && p8->key && p8->key->data) OPENSSL_cleanse(p8->key->data, (size_t)p8->key->length);
    bs_item_free(p8, &bs_item_pkcs8_info);
}

/* An EncryptedPrivateKeyInfo has the form of an X509_SIG. */
#define d2i_PKCS8 d2i_X509_SIG
#define i2d_PKCS8 i2d_X509_SIG
BS_DER_BIO(X509_SIG, PKCS8)

/* --- parts ----------------------------------------------------------------------------------------------------------- */

int PKCS8_pkey_get0(const ASN1_OBJECT **ppkalg, const unsigned char **pk, int *ppklen, const X509_ALGOR **pa,
                    const PKCS8_PRIV_KEY_INFO *p8) {
    if (ppkalg) *ppkalg = p8->algor->algorithm;
    if (pk) {
        *pk = ASN1_STRING_get0_data(p8->key);
        *ppklen = ASN1_STRING_length(p8->key);
    }
    if (pa) *pa = p8->algor;
    return 1;
}

int PKCS8_pkey_set0(PKCS8_PRIV_KEY_INFO *priv, ASN1_OBJECT *aobj, int version, int ptype, void *pval, unsigned char *penc,
                    int penclen) {
    if (version >= 0 && !ASN1_INTEGER_set(priv->version, version)) return 0;
    if (!X509_ALGOR_set0(priv->algor, aobj, ptype, pval)) return 0;
    if (penc) ASN1_STRING_set0(priv->key, penc, penclen);
    return 1;
}

const STACK_OF(X509_ATTRIBUTE) *PKCS8_pkey_get0_attrs(const PKCS8_PRIV_KEY_INFO *p8) { return p8->attributes; }

int PKCS8_pkey_add1_attr(PKCS8_PRIV_KEY_INFO *p8, X509_ATTRIBUTE *attr) {
    return X509at_add1_attr(&p8->attributes, attr) != NULL;
}

static int add_and_free(PKCS8_PRIV_KEY_INFO *p8, X509_ATTRIBUTE *attr) {
    int ok = attr && PKCS8_pkey_add1_attr(p8, attr);
    X509_ATTRIBUTE_free(attr);
    return ok;
}

int PKCS8_pkey_add1_attr_by_NID(PKCS8_PRIV_KEY_INFO *p8, int nid, int type, const unsigned char *bytes, int len) {
    return add_and_free(p8, X509_ATTRIBUTE_create_by_NID(NULL, nid, type, bytes, len));
}

int PKCS8_pkey_add1_attr_by_OBJ(PKCS8_PRIV_KEY_INFO *p8, const ASN1_OBJECT *obj, int type, const unsigned char *bytes,
                                int len) {
    return add_and_free(p8, X509_ATTRIBUTE_create_by_OBJ(NULL, obj, type, bytes, len));
}

int PKCS8_add_keyusage(PKCS8_PRIV_KEY_INFO *p8, int usage) {
    unsigned char bits = (unsigned char)usage;
    return PKCS8_pkey_add1_attr_by_NID(p8, NID_key_usage, V_ASN1_BIT_STRING, &bits, 1);
}

ASN1_TYPE *PKCS8_get_attr(PKCS8_PRIV_KEY_INFO *p8, int attr_nid) { return PKCS12_get_attr_gen(p8->attributes, attr_nid); }

ASN1_TYPE *PKCS12_get_attr_gen(const STACK_OF(X509_ATTRIBUTE) *attrs, int attr_nid) {
    int i = X509at_get_attr_by_NID(attrs, attr_nid, -1);
    return i >= 0 ? X509_ATTRIBUTE_get0_type(X509at_get_attr(attrs, i), 0) : NULL;
}

/* --- and the key ------------------------------------------------------------------------------------------------------ */

EVP_PKEY *EVP_PKCS82PKEY_ex(const PKCS8_PRIV_KEY_INFO *p8, OSSL_LIB_CTX *libctx, const char *propq) {
    unsigned char *der = NULL;
    char name[80];
    (void)libctx;
    (void)propq;
    int n = p8 ? i2d_PKCS8_PRIV_KEY_INFO(p8, &der) : -1;
    if (n <= 0) return NULL;
    ERR_set_mark();
    EVP_PKEY *pkey = bs_key_from_der(bs_r_from(der, (size_t)n), BS_KEY_FORMAT_PKCS8, 0, 0, BS_KEY_READER_OBJECT);
    ERR_pop_to_mark();
    OPENSSL_clear_free(der, (size_t)n);
    if (pkey) return pkey;
    if (EVP_PKEY_type(OBJ_obj2nid(p8->algor->algorithm)) == NID_undef) {
        i2t_ASN1_OBJECT(name, sizeof name, p8->algor->algorithm);
        BS_RAISE_DATA(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED,
                      "No supported data to decode.  Input type: DER, Input structure: PrivateKeyInfo");
        BS_RAISE(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
        BS_RAISE_DATA(ERR_LIB_EVP, EVP_R_UNSUPPORTED_PRIVATE_KEY_ALGORITHM, "TYPE=%s", name);
    } else {
        BS_RAISE(ERR_LIB_EVP, EVP_R_DECODE_ERROR);
    }
    return NULL;
}

EVP_PKEY *EVP_PKCS82PKEY(const PKCS8_PRIV_KEY_INFO *p8) { return EVP_PKCS82PKEY_ex(p8, NULL, NULL); }

PKCS8_PRIV_KEY_INFO *EVP_PKEY2PKCS8(const EVP_PKEY *pkey) {
    uint8_t *der;
    size_t len, room;
    if (!bs_pkey_encode(pkey, BS_ENC_PKCS8, &der, &len, &room)) return NULL;
    const unsigned char *p = der;
    PKCS8_PRIV_KEY_INFO *p8 = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, (long)len);
    OPENSSL_clear_free(der, room);
    return p8;
}

/* --- encrypted -------------------------------------------------------------------------------------------------------- */

PKCS8_PRIV_KEY_INFO *PKCS8_decrypt(const X509_SIG *p8, const char *pass, int passlen) {
    unsigned char *der = NULL;
    uint8_t *plain = NULL;
    size_t len = 0, room = 0;
    int n = i2d_X509_SIG(p8, &der);
    PKCS8_PRIV_KEY_INFO *made = NULL;
    if (n > 0 && bs_pkcs8_decrypt(bs_r_from(der, (size_t)n), bs_p12_password(pass, passlen), &plain, &len, &room)) {
        const unsigned char *p = plain;
        made = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, (long)len);
        if (!made) BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_DECODE_ERROR);
        OPENSSL_clear_free(plain, room);
    }
    OPENSSL_free(der);
    return made;
}

PKCS8_PRIV_KEY_INFO *PKCS8_decrypt_ex(const X509_SIG *p8, const char *pass, int passlen, OSSL_LIB_CTX *ctx,
                                      const char *propq) {
    (void)ctx;
    (void)propq;
    return PKCS8_decrypt(p8, pass, passlen);
}

static X509_SIG *seal(const struct bs_pbe *pbe, const char *pass, int passlen, PKCS8_PRIV_KEY_INFO *p8) {
    unsigned char *der = NULL;
    uint8_t *sealed = NULL;
    size_t len = 0;
    X509_SIG *sig = NULL;
    int n = i2d_PKCS8_PRIV_KEY_INFO(p8, &der);
    if (n > 0 && bs_pkcs8_encrypt(bs_r_from(der, (size_t)n), pbe, bs_p12_password(pass, passlen), &sealed, &len)) {
        const unsigned char *p = sealed;
        sig = d2i_X509_SIG(NULL, &p, (long)len);
        OPENSSL_free(sealed);
    }
    if (n > 0) OPENSSL_clear_free(der, (size_t)n);
    return sig;
}

X509_SIG *PKCS8_encrypt(int pbe_nid, const EVP_CIPHER *cipher, const char *pass, int passlen, unsigned char *salt,
                        int saltlen, int iter, PKCS8_PRIV_KEY_INFO *p8) {
    struct bs_pbe pbe;
    struct bs_pbe_random random;
    if (!bs_pbe_choose(&pbe, &random, pbe_nid, cipher, iter, salt, saltlen > 0 ? (size_t)saltlen : 0)) {
        int lib = ERR_GET_LIB(ERR_peek_last_error()); /* a scheme that is none is found out when it is to encrypt */
        if (lib == ERR_LIB_EVP) bs_pbe_raise_encrypt();
        else if (lib != ERR_LIB_PKCS12) BS_RAISE(ERR_LIB_PKCS12, ERR_R_ASN1_LIB);
        return NULL;
    }
    return seal(&pbe, pass, passlen, p8);
}

X509_SIG *PKCS8_encrypt_ex(int pbe_nid, const EVP_CIPHER *cipher, const char *pass, int passlen, unsigned char *salt,
                           int saltlen, int iter, PKCS8_PRIV_KEY_INFO *p8, OSSL_LIB_CTX *ctx, const char *propq) {
    (void)ctx;
    (void)propq;
    return PKCS8_encrypt(pbe_nid, cipher, pass, passlen, salt, saltlen, iter, p8);
}

/* Takes the algorithm on success. */
X509_SIG *PKCS8_set0_pbe(const char *pass, int passlen, PKCS8_PRIV_KEY_INFO *p8inf, X509_ALGOR *pbe) {
    unsigned char *der = NULL;
    struct bs_pbe way;
    int n = i2d_X509_ALGOR(pbe, &der);
    X509_SIG *sig = n > 0 && bs_pbe_decode(&way, bs_r_from(der, (size_t)n)) ? seal(&way, pass, passlen, p8inf) : NULL;
    OPENSSL_free(der);
    if (sig) X509_ALGOR_free(pbe);
    return sig;
}

X509_SIG *PKCS8_set0_pbe_ex(const char *pass, int passlen, PKCS8_PRIV_KEY_INFO *p8inf, X509_ALGOR *pbe, OSSL_LIB_CTX *ctx,
                            const char *propq) {
    (void)ctx;
    (void)propq;
    return PKCS8_set0_pbe(pass, passlen, p8inf, pbe);
}
