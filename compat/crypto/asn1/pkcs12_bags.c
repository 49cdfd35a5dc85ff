/* The bags of PKCS#12 files, one by one.                                   man 3 PKCS12_SAFEBAG_get1_cert; RFC 7292 4.2 */
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/pkcs12_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/pkcs8_local.h"

static void free_bags(STACK_OF(PKCS12_SAFEBAG) *sk) { sk_PKCS12_SAFEBAG_pop_free(sk, PKCS12_SAFEBAG_free); }

void PKCS12_SAFEBAG_free(PKCS12_SAFEBAG *b) {
    if (!b) return;
    ASN1_OBJECT_free(b->type);
    PKCS8_PRIV_KEY_INFO_free(b->key);
    X509_SIG_free(b->shrouded);
    if (b->bag) {
        ASN1_OBJECT_free(b->bag->type);
        ASN1_TYPE_free(b->bag->value);
        OPENSSL_free(b->bag);
    }
    free_bags(b->safes);
    ASN1_TYPE_free(b->other);
    sk_X509_ATTRIBUTE_pop_free(b->attributes, X509_ATTRIBUTE_free);
    OPENSSL_free(b);
}

/* --- read --------------------------------------------------------------------------------------------------------------- */

static STACK_OF(PKCS12_SAFEBAG) *read_bags(bs_reader *der, int depth);

static PKCS12_BAGS *read_inner(bs_reader *value) {
    bs_reader seq, wrapped;
    PKCS12_BAGS *bag = (PKCS12_BAGS *)OPENSSL_zalloc(sizeof *bag);
    if (!bag) return NULL;
    if (bs_der_read(value, BS_DER_SEQUENCE, &seq) && (bag->type = (ASN1_OBJECT *)bs_item_decode(&seq, &bs_item_object)) != NULL
        && bs_der_read(&seq, BS_DER_CONTEXT_CONSTRUCTED(0), &wrapped) && bs_r_done(&seq)
        && (bag->value = (ASN1_TYPE *)bs_item_decode(&wrapped, &bs_item_any)) != NULL && bs_r_done(&wrapped)) {
        return bag;
    }
    ASN1_OBJECT_free(bag->type);
    ASN1_TYPE_free(bag->value);
    OPENSSL_free(bag);
    return NULL;
}

static bool read_value(PKCS12_SAFEBAG *b, bs_reader value, int depth) {
    const unsigned char *p = value.p;
    const long len = (long)value.len;
    switch (OBJ_obj2nid(b->type)) {
    case NID_keyBag: return (b->key = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, len)) != NULL && p == value.p + value.len;
    case NID_pkcs8ShroudedKeyBag: return (b->shrouded = d2i_X509_SIG(NULL, &p, len)) != NULL && p == value.p + value.len;
    case NID_certBag:
    case NID_crlBag:
    case NID_secretBag: return (b->bag = read_inner(&value)) != NULL && bs_r_done(&value);
    case NID_safeContentsBag: return (b->safes = read_bags(&value, depth + 1)) != NULL && bs_r_done(&value);
    default: return (b->other = (ASN1_TYPE *)bs_item_decode(&value, &bs_item_any)) != NULL && bs_r_done(&value);
    }
}

PKCS12_SAFEBAG *bs_p12_read_bag(bs_reader *list, int depth) {
    bs_reader seq, value;
    PKCS12_SAFEBAG *b = (PKCS12_SAFEBAG *)OPENSSL_zalloc(sizeof *b);
    if (!b) return NULL;
    bool ok = bs_der_read(list, BS_DER_SEQUENCE, &seq) && (b->type = (ASN1_OBJECT *)bs_item_decode(&seq, &bs_item_object)) != NULL
        && bs_der_read(&seq, BS_DER_CONTEXT_CONSTRUCTED(0), &value) && read_value(b, value, depth);
    if (ok && !bs_r_done(&seq)) {
        b->attributes = (STACK_OF(X509_ATTRIBUTE) *)bs_item_decode(&seq, &bs_item_x509_attributes);
        ok = b->attributes && bs_r_done(&seq);
    }
    if (ok) return b;
    PKCS12_SAFEBAG_free(b);
    return NULL;
}

static STACK_OF(PKCS12_SAFEBAG) *read_bags(bs_reader *der, int depth) {
    bs_reader seq;
    STACK_OF(PKCS12_SAFEBAG) *sk = sk_PKCS12_SAFEBAG_new_null();
    bool ok = sk && depth <= BS_PKCS12_MAX_NESTING && bs_der_read(der, BS_DER_SEQUENCE, &seq);
    while (ok && !bs_r_done(&seq)) {
        PKCS12_SAFEBAG *b = bs_p12_read_bag(&seq, depth);
        ok = b && sk_PKCS12_SAFEBAG_push(sk, b);
        if (!ok) PKCS12_SAFEBAG_free(b);
    }
    if (ok) return sk;
    free_bags(sk);
    return NULL;
}

STACK_OF(PKCS12_SAFEBAG) *bs_p12_read_bags(bs_reader ber) {
    size_t n, room;
    uint8_t *der = bs_p12_normalize(ber, &n, &room);
    bs_reader r = bs_r_from(der, der ? n : 0);
    STACK_OF(PKCS12_SAFEBAG) *sk = der ? read_bags(&r, 0) : NULL;
    if (der) OPENSSL_clear_free(der, room);
    if (!sk) BS_RAISE(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
    return sk;
}

/* --- asked ---------------------------------------------------------------------------------------------------------------- */

int PKCS12_SAFEBAG_get_nid(const PKCS12_SAFEBAG *bag) { return OBJ_obj2nid(bag->type); }
const ASN1_OBJECT *PKCS12_SAFEBAG_get0_type(const PKCS12_SAFEBAG *bag) { return bag->type; }
const PKCS8_PRIV_KEY_INFO *PKCS12_SAFEBAG_get0_p8inf(const PKCS12_SAFEBAG *bag) { return bag->key; }
const X509_SIG *PKCS12_SAFEBAG_get0_pkcs8(const PKCS12_SAFEBAG *bag) { return bag->shrouded; }
const STACK_OF(PKCS12_SAFEBAG) *PKCS12_SAFEBAG_get0_safes(const PKCS12_SAFEBAG *bag) { return bag->safes; }
const STACK_OF(X509_ATTRIBUTE) *PKCS12_SAFEBAG_get0_attrs(const PKCS12_SAFEBAG *bag) { return bag->attributes; }
const ASN1_OBJECT *PKCS12_SAFEBAG_get0_bag_type(const PKCS12_SAFEBAG *bag) { return bag->bag ? bag->bag->type : NULL; }
int PKCS12_SAFEBAG_get_bag_nid(const PKCS12_SAFEBAG *bag) { return bag->bag ? OBJ_obj2nid(bag->bag->type) : -1; }

/* Certificates and CRLs have functions of their own. */
const ASN1_TYPE *PKCS12_SAFEBAG_get0_bag_obj(const PKCS12_SAFEBAG *bag) {
    return PKCS12_SAFEBAG_get_nid(bag) == NID_secretBag ? bag->bag->value : NULL;
}

const ASN1_TYPE *PKCS12_SAFEBAG_get0_attr(const PKCS12_SAFEBAG *bag, int attr_nid) {
    return PKCS12_get_attr_gen(bag->attributes, attr_nid);
}

ASN1_TYPE *PKCS12_get_attr(const PKCS12_SAFEBAG *bag, int attr_nid) { return PKCS12_get_attr_gen(bag->attributes, attr_nid); }

char *PKCS12_get_friendlyname(PKCS12_SAFEBAG *bag) {
    ASN1_TYPE *t = PKCS12_get_attr(bag, NID_friendlyName);
    unsigned char *utf8 = NULL;
    if (!t || t->type != V_ASN1_BMPSTRING) return NULL;
    /* with a zero behind it: a program takes it for a string */
    return ASN1_STRING_to_UTF8(&utf8, t->value.bmpstring) >= 0 ? (char *)utf8 : NULL;
}

/* The octets of a bag of that kind and type; NULL if it is another. */
static const ASN1_OCTET_STRING *octets(const PKCS12_SAFEBAG *bag, int kind, int type) {
    if (PKCS12_SAFEBAG_get_nid(bag) != kind || PKCS12_SAFEBAG_get_bag_nid(bag) != type) return NULL;
    return bag->bag->value->type == V_ASN1_OCTET_STRING ? bag->bag->value->value.octet_string : NULL;
}

X509 *PKCS12_SAFEBAG_get1_cert(const PKCS12_SAFEBAG *bag) {
    const ASN1_OCTET_STRING *o = octets(bag, NID_certBag, NID_x509Certificate);
    const unsigned char *p = o ? o->data : NULL;
    return o ? d2i_X509(NULL, &p, o->length) : NULL;
}

X509_CRL *PKCS12_SAFEBAG_get1_crl(const PKCS12_SAFEBAG *bag) {
    const ASN1_OCTET_STRING *o = octets(bag, NID_crlBag, NID_x509Crl);
    const unsigned char *p = o ? o->data : NULL;
    return o ? d2i_X509_CRL(NULL, &p, o->length) : NULL;
}

PKCS8_PRIV_KEY_INFO *PKCS12_decrypt_skey(const PKCS12_SAFEBAG *bag, const char *pass, int passlen) {
    return PKCS8_decrypt(bag->shrouded, pass, passlen);
}

PKCS8_PRIV_KEY_INFO *PKCS12_decrypt_skey_ex(const PKCS12_SAFEBAG *bag, const char *pass, int passlen, OSSL_LIB_CTX *ctx,
                                            const char *propq) {
    (void)ctx;
    (void)propq;
    return PKCS12_decrypt_skey(bag, pass, passlen);
}
