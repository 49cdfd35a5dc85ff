/* A cipher's parameters in an AlgorithmIdentifier: its IV as an OCTET STRING.        man 3 EVP_EncryptInit; RFC 3565 2.3 */
#include <openssl/asn1.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/cipher_own.h"

static int refuse(int reason, int ret) {
    BS_RAISE(ERR_LIB_EVP, reason);
    return ret;
}

int EVP_CIPHER_set_asn1_iv(EVP_CIPHER_CTX *c, ASN1_TYPE *type) {
    return type != NULL ? ASN1_TYPE_set_octetstring(type, c->oiv, EVP_CIPHER_CTX_get_iv_length(c)) : 0;
}

int EVP_CIPHER_get_asn1_iv(EVP_CIPHER_CTX *c, ASN1_TYPE *type) {
    uint8_t iv[BS_CIPHER_MAX_IV];
    if (type == NULL) return 0;
    const int len = EVP_CIPHER_CTX_get_iv_length(c);
    if (len < 0 || len > (int)sizeof iv) return -1;
    if (ASN1_TYPE_get_octetstring(type, iv, len) != len) return -1;
    return len == 0 || EVP_CipherInit_ex(c, NULL, NULL, NULL, iv, -1) ? len : -1;
}

/* A program's own cipher that has a form of its own, but not the function for it. */
static bool wants_function(const EVP_CIPHER *c) {
    return c->kind == BS_CIPHER_OWN && (c->flags & EVP_CIPH_FLAG_CUSTOM_ASN1) != 0;
}

/* 1: an OCTET STRING; 0: none, and all is said; below 0: there is no such form here. */
static int form(const EVP_CIPHER *c) {
    if (wants_function(c)) return -1;
    switch (EVP_CIPHER_get_mode(c)) {
    case EVP_CIPH_WRAP_MODE: return 0; /* RFC 3565 2.3.2: key wrap has no parameters */
    case EVP_CIPH_GCM_MODE:
    case EVP_CIPH_CCM_MODE:
    case EVP_CIPH_OCB_MODE:
    case EVP_CIPH_XTS_MODE: return -1; /* RFC 5084 has a SEQUENCE for two of them, which OpenSSL has not */
    default: return 1;
    }
}

/* What a program's own function said. */
static int said(int ret) {
    if (ret > 0) return ret;
    if (ret == -2) return refuse(EVP_R_UNSUPPORTED_CIPHER, -1);
    return refuse(EVP_R_CIPHER_PARAMETER_ERROR, ret < 0 ? -1 : 0);
}

static int no_form(const EVP_CIPHER *c) {
    const bool aead = EVP_CIPHER_get_mode(c) == EVP_CIPH_GCM_MODE && !wants_function(c);
    return aead ? refuse(EVP_R_CIPHER_PARAMETER_ERROR, 0) : refuse(EVP_R_UNSUPPORTED_CIPHER, -1);
}

int EVP_CIPHER_param_to_asn1(EVP_CIPHER_CTX *c, ASN1_TYPE *type) {
    if (c->cipher == NULL) return refuse(EVP_R_NO_CIPHER_SET, -1);
    const struct bs_own_cipher *own = bs_own_cipher_of(c->cipher);
    if (own != NULL && own->set_asn1 != NULL) return said(own->set_asn1(c, type));
    const int f = form(c->cipher);
    if (f < 0) return no_form(c->cipher);
    return f == 0 ? 1 : EVP_CIPHER_set_asn1_iv(c, type);
}

int EVP_CIPHER_asn1_to_param(EVP_CIPHER_CTX *c, ASN1_TYPE *type) {
    if (c->cipher == NULL) return refuse(EVP_R_NO_CIPHER_SET, -1);
    const struct bs_own_cipher *own = bs_own_cipher_of(c->cipher);
    if (own != NULL && own->get_asn1 != NULL) return said(own->get_asn1(c, type));
    const int f = form(c->cipher);
    if (f < 0) return no_form(c->cipher);
    return f == 0 || EVP_CIPHER_get_asn1_iv(c, type) >= 0 ? 1 : refuse(EVP_R_CIPHER_PARAMETER_ERROR, -1);
}
