/* What a program says of a key besides its numbers; PKCS#12 files have some of it.          man 3 EVP_PKEY_get_attr */
#include <openssl/x509.h>

#include "compat/crypto/evp/pkey_local.h"

int EVP_PKEY_get_attr_count(const EVP_PKEY *key) { return X509at_get_attr_count(key->attributes); }

int EVP_PKEY_get_attr_by_NID(const EVP_PKEY *key, int nid, int lastpos) {
    return X509at_get_attr_by_NID(key->attributes, nid, lastpos);
}

int EVP_PKEY_get_attr_by_OBJ(const EVP_PKEY *key, const ASN1_OBJECT *obj, int lastpos) {
    return X509at_get_attr_by_OBJ(key->attributes, obj, lastpos);
}

X509_ATTRIBUTE *EVP_PKEY_get_attr(const EVP_PKEY *key, int loc) { return X509at_get_attr(key->attributes, loc); }

X509_ATTRIBUTE *EVP_PKEY_delete_attr(EVP_PKEY *key, int loc) { return X509at_delete_attr(key->attributes, loc); }

int EVP_PKEY_add1_attr(EVP_PKEY *key, X509_ATTRIBUTE *attr) { return X509at_add1_attr(&key->attributes, attr) != NULL; }

int EVP_PKEY_add1_attr_by_OBJ(EVP_PKEY *key, const ASN1_OBJECT *obj, int type, const unsigned char *bytes, int len) {
    return X509at_add1_attr_by_OBJ(&key->attributes, obj, type, bytes, len) != NULL;
}

int EVP_PKEY_add1_attr_by_NID(EVP_PKEY *key, int nid, int type, const unsigned char *bytes, int len) {
    return X509at_add1_attr_by_NID(&key->attributes, nid, type, bytes, len) != NULL;
}

int EVP_PKEY_add1_attr_by_txt(EVP_PKEY *key, const char *attrname, int type, const unsigned char *bytes, int len) {
    return X509at_add1_attr_by_txt(&key->attributes, attrname, type, bytes, len) != NULL;
}
