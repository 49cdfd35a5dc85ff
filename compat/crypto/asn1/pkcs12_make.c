/* Bags of PKCS#12 files made, with their attributes.           man 3 PKCS12_SAFEBAG_create_cert, PKCS12_add_cert; RFC 7292 4.2 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/asn1/pkcs12_local.h"
#include "compat/crypto/core/raise.h"

static PKCS12_SAFEBAG *new_bag(int nid) {
    PKCS12_SAFEBAG *b = (PKCS12_SAFEBAG *)OPENSSL_zalloc(sizeof *b);
    if (b) b->type = OBJ_nid2obj(nid);
    return b;
}

PKCS12_SAFEBAG *PKCS12_SAFEBAG_create0_p8inf(PKCS8_PRIV_KEY_INFO *p8) {
    PKCS12_SAFEBAG *b = new_bag(NID_keyBag);
    if (b) b->key = p8;
    return b;
}

PKCS12_SAFEBAG *PKCS12_SAFEBAG_create0_pkcs8(X509_SIG *p8) {
    PKCS12_SAFEBAG *b = new_bag(NID_pkcs8ShroudedKeyBag);
    if (b) b->shrouded = p8;
    return b;
}

static PKCS12_SAFEBAG *octets_bag(int nid, ASN1_OBJECT *type, const unsigned char *value, int len) {
    PKCS12_SAFEBAG *b = new_bag(nid);
    if (!b) return NULL;
    ASN1_OCTET_STRING *o = ASN1_OCTET_STRING_new();
    b->bag = (PKCS12_BAGS *)OPENSSL_zalloc(sizeof *b->bag);
    if (b->bag) b->bag->type = type;
    if (b->bag) b->bag->value = ASN1_TYPE_new();
    if (o && b->bag && b->bag->value && ASN1_OCTET_STRING_set(o, value, len)) {
        ASN1_TYPE_set(b->bag->value, V_ASN1_OCTET_STRING, o);
        return b;
    }
    ASN1_OCTET_STRING_free(o);
    PKCS12_SAFEBAG_free(b);
    return NULL;
}

static PKCS12_SAFEBAG *der_bag(int nid, int type, unsigned char *der, int len) {
    PKCS12_SAFEBAG *b = len > 0 ? octets_bag(nid, OBJ_nid2obj(type), der, len) : NULL;
    OPENSSL_free(der);
    return b;
}

PKCS12_SAFEBAG *PKCS12_SAFEBAG_create_cert(X509 *x509) {
    unsigned char *der = NULL;
    int n = i2d_X509(x509, &der);
    return der_bag(NID_certBag, NID_x509Certificate, der, n);
}

PKCS12_SAFEBAG *PKCS12_SAFEBAG_create_crl(X509_CRL *crl) {
    unsigned char *der = NULL;
    int n = i2d_X509_CRL(crl, &der);
    return der_bag(NID_crlBag, NID_x509Crl, der, n);
}

PKCS12_SAFEBAG *PKCS12_SAFEBAG_create_secret(int type, int vtype, const unsigned char *value, int len) {
    if (vtype == V_ASN1_OCTET_STRING) return octets_bag(NID_secretBag, OBJ_nid2obj(type), value, len);
    BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_INVALID_TYPE);
    return NULL;
}

PKCS12_SAFEBAG *PKCS12_SAFEBAG_create_pkcs8_encrypt_ex(int pbe_nid, const char *pass, int passlen, unsigned char *salt,
                                                       int saltlen, int iter, PKCS8_PRIV_KEY_INFO *p8inf,
                                                       OSSL_LIB_CTX *ctx, const char *propq) {
    const EVP_CIPHER *cipher = EVP_get_cipherbynid(pbe_nid); /* a cipher: PBES2 with it */
    X509_SIG *sig = PKCS8_encrypt_ex(cipher ? -1 : pbe_nid, cipher, pass, passlen, salt, saltlen, iter, p8inf, ctx, propq);
    PKCS12_SAFEBAG *b = sig ? PKCS12_SAFEBAG_create0_pkcs8(sig) : NULL;
    if (!b) X509_SIG_free(sig);
    return b;
}

PKCS12_SAFEBAG *PKCS12_SAFEBAG_create_pkcs8_encrypt(int pbe_nid, const char *pass, int passlen, unsigned char *salt,
                                                    int saltlen, int iter, PKCS8_PRIV_KEY_INFO *p8inf) {
    return PKCS12_SAFEBAG_create_pkcs8_encrypt_ex(pbe_nid, pass, passlen, salt, saltlen, iter, p8inf, NULL, NULL);
}

/* --- attributes --------------------------------------------------------------------------------------------------------- */

static int add_attribute(PKCS12_SAFEBAG *bag, X509_ATTRIBUTE *a) {
    int ok = a && X509at_add1_attr(&bag->attributes, a);
    X509_ATTRIBUTE_free(a);
    return ok;
}

int PKCS12_add1_attr_by_NID(PKCS12_SAFEBAG *bag, int nid, int type, const unsigned char *bytes, int len) {
    return add_attribute(bag, X509_ATTRIBUTE_create_by_NID(NULL, nid, type, bytes, len));
}

int PKCS12_add1_attr_by_txt(PKCS12_SAFEBAG *bag, const char *attrname, int type, const unsigned char *bytes, int len) {
    return add_attribute(bag, X509_ATTRIBUTE_create_by_txt(NULL, attrname, type, bytes, len));
}

int PKCS12_add_localkeyid(PKCS12_SAFEBAG *bag, unsigned char *name, int namelen) {
    return PKCS12_add1_attr_by_NID(bag, NID_localKeyID, V_ASN1_OCTET_STRING, name, namelen);
}

int PKCS12_add_friendlyname_asc(PKCS12_SAFEBAG *bag, const char *name, int namelen) {
    return PKCS12_add1_attr_by_NID(bag, NID_friendlyName, MBSTRING_ASC, (const unsigned char *)name, namelen);
}

int PKCS12_add_friendlyname_utf8(PKCS12_SAFEBAG *bag, const char *name, int namelen) {
    return PKCS12_add1_attr_by_NID(bag, NID_friendlyName, MBSTRING_UTF8, (const unsigned char *)name, namelen);
}

int PKCS12_add_friendlyname_uni(PKCS12_SAFEBAG *bag, const unsigned char *name, int namelen) {
    return PKCS12_add1_attr_by_NID(bag, NID_friendlyName, MBSTRING_BMP, name, namelen);
}

int PKCS12_add_CSPName_asc(PKCS12_SAFEBAG *bag, const char *name, int namelen) {
    return PKCS12_add1_attr_by_NID(bag, NID_ms_csp_name, MBSTRING_ASC, (const unsigned char *)name, namelen);
}

/* --- lists -------------------------------------------------------------------------------------------------------------- */

/* Onto a list, which is made if there is none yet; without a place for one the bag is the caller's. NULL frees it. */
static PKCS12_SAFEBAG *add(STACK_OF(PKCS12_SAFEBAG) **pbags, PKCS12_SAFEBAG *bag) {
    if (!pbags || !bag) return bag;
    bool fresh = !*pbags;
    if (fresh) *pbags = sk_PKCS12_SAFEBAG_new_null();
    if (*pbags && sk_PKCS12_SAFEBAG_push(*pbags, bag)) return bag;
    if (fresh) {
        sk_PKCS12_SAFEBAG_free(*pbags);
        *pbags = NULL;
    }
    PKCS12_SAFEBAG_free(bag);
    return NULL;
}

PKCS12_SAFEBAG *bs_p12_add_cert(STACK_OF(PKCS12_SAFEBAG) **pbags, X509 *cert, const char *name, int name_len,
                                const unsigned char *id, int id_len) {
    PKCS12_SAFEBAG *bag = PKCS12_SAFEBAG_create_cert(cert);
    if (bag && (!name || PKCS12_add_friendlyname_utf8(bag, name, name_len)) &&
        (!id || PKCS12_add1_attr_by_NID(bag, NID_localKeyID, V_ASN1_OCTET_STRING, id, id_len))) {
        return add(pbags, bag);
    }
    PKCS12_SAFEBAG_free(bag);
    return NULL;
}

PKCS12_SAFEBAG *PKCS12_add_cert(STACK_OF(PKCS12_SAFEBAG) **pbags, X509 *cert) {
    int name_len = 0, id_len = 0;
    const char *name = (const char *)X509_alias_get0(cert, &name_len);
    const unsigned char *id = X509_keyid_get0(cert, &id_len);
    return bs_p12_add_cert(pbags, cert, name, name_len, id, id_len);
}

PKCS12_SAFEBAG *PKCS12_add_key_ex(STACK_OF(PKCS12_SAFEBAG) **pbags, EVP_PKEY *key, int key_usage, int iter, int key_nid,
                                  const char *pass, OSSL_LIB_CTX *ctx, const char *propq) {
    PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(key);
    PKCS12_SAFEBAG *bag = NULL;
    if (!p8) return NULL;
    if (key_usage && !PKCS8_add_keyusage(p8, key_usage)) {
        PKCS8_PRIV_KEY_INFO_free(p8);
        return NULL;
    }
    if (key_nid != -1) {
        bag = PKCS12_SAFEBAG_create_pkcs8_encrypt_ex(key_nid, pass, -1, NULL, 0, iter, p8, ctx, propq);
        PKCS8_PRIV_KEY_INFO_free(p8);
    } else {
        bag = PKCS12_SAFEBAG_create0_p8inf(p8);
        if (!bag) PKCS8_PRIV_KEY_INFO_free(p8);
    }
    return add(pbags, bag);
}

PKCS12_SAFEBAG *PKCS12_add_key(STACK_OF(PKCS12_SAFEBAG) **pbags, EVP_PKEY *key, int key_usage, int iter, int key_nid,
                               const char *pass) {
    return PKCS12_add_key_ex(pbags, key, key_usage, iter, key_nid, pass, NULL, NULL);
}

PKCS12_SAFEBAG *PKCS12_add_secret(STACK_OF(PKCS12_SAFEBAG) **pbags, int nid_type, const unsigned char *value, int len) {
    return add(pbags, PKCS12_SAFEBAG_create_secret(nid_type, V_ASN1_OCTET_STRING, value, len));
}
