/* Attributes of keys, as PKCS#12 files have them. */
#include "trace.h"
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

static const unsigned char *text_of(const char *s) { return (const unsigned char *)s; }

static void tell(const EVP_PKEY *key) {
    printf("  %d:", EVP_PKEY_get_attr_count(key));
    for (int i = 0; i < EVP_PKEY_get_attr_count(key); i++) {
        X509_ATTRIBUTE *a = EVP_PKEY_get_attr(key, i);
        printf(" %s/%d", OBJ_nid2sn(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a))), X509_ATTRIBUTE_count(a));
    }
    errors();
}

static void attributes(EVP_PKEY *key) {
    tell(key);
    SHOWP(EVP_PKEY_get_attr(key, 0));
    SHOWP(EVP_PKEY_delete_attr(key, 0));
    SHOW(EVP_PKEY_add1_attr_by_NID(key, NID_ms_csp_name, MBSTRING_ASC, text_of("a provider"), -1));
    SHOW(EVP_PKEY_add1_attr_by_NID(key, NID_ms_csp_name, MBSTRING_ASC, text_of("another"), -1));
    SHOW(EVP_PKEY_add1_attr_by_NID(key, NID_LocalKeySet, 0, NULL, -1));
    SHOW(EVP_PKEY_add1_attr_by_NID(key, -5, MBSTRING_ASC, text_of("x"), -1));
    SHOW(EVP_PKEY_add1_attr_by_OBJ(key, OBJ_nid2obj(NID_friendlyName), MBSTRING_UTF8, text_of("na\xc3\xafve"), -1));
    SHOW(EVP_PKEY_add1_attr_by_txt(key, "1.2.3.4", V_ASN1_OCTET_STRING, text_of("bytes"), 5));
    SHOW(EVP_PKEY_add1_attr_by_txt(key, "no such name", V_ASN1_OCTET_STRING, text_of("bytes"), 5));
    X509_ATTRIBUTE *a = X509_ATTRIBUTE_create_by_NID(NULL, NID_localKeyID, V_ASN1_OCTET_STRING, "id", 2);
    SHOW(EVP_PKEY_add1_attr(key, a));
    SHOW(EVP_PKEY_add1_attr(key, NULL));
    X509_ATTRIBUTE_free(a);
    tell(key);
    SHOW(EVP_PKEY_get_attr_by_NID(key, NID_LocalKeySet, -1));
    SHOW(EVP_PKEY_get_attr_by_NID(key, NID_LocalKeySet, 1));
    SHOW(EVP_PKEY_get_attr_by_NID(key, NID_ext_req, -1));
    SHOW(EVP_PKEY_get_attr_by_OBJ(key, OBJ_nid2obj(NID_friendlyName), -1));
    SHOWP(EVP_PKEY_get_attr(key, 9));
    EVP_PKEY *copy = EVP_PKEY_dup(key);
    tell(copy);
    a = EVP_PKEY_delete_attr(copy, 2);
    printf("deleted %s", a ? OBJ_nid2sn(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a))) : "none");
    errors();
    X509_ATTRIBUTE_free(a);
    tell(copy);
    tell(key);
    EVP_PKEY_free(copy);
}

/* Of a key's attributes two are Microsoft's, and in the file. */
static void in_file(EVP_PKEY *key) {
    PKCS12 *p12 = PKCS12_create("secret", "a name", key, NULL, NULL, -1, -1, 1, 1, KEY_EX);
    STACK_OF(PKCS7) *parts = p12 ? PKCS12_unpack_authsafes(p12) : NULL;
    STACK_OF(PKCS12_SAFEBAG) *bags = parts ? PKCS12_unpack_p7data(sk_PKCS7_value(parts, 0)) : NULL;
    const STACK_OF(X509_ATTRIBUTE) *sk = bags ? PKCS12_SAFEBAG_get0_attrs(sk_PKCS12_SAFEBAG_value(bags, 0)) : NULL;
    for (int i = 0; i < X509at_get_attr_count(sk); i++) {
        unsigned char *der = NULL;
        int n = i2d_X509_ATTRIBUTE(sk_X509_ATTRIBUTE_value(sk, i), &der);
        hex("  attribute", der, n);
        OPENSSL_free(der);
    }
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    sk_PKCS7_pop_free(parts, PKCS7_free);
    PKCS12_free(p12);
}

int main(void) {
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, text_of("0123456789abcdef0123456789abcdef"), 32);
    attributes(key);
    in_file(key);
    EVP_PKEY_free(key);
    return 0;
}
