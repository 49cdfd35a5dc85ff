/* The parameters of ciphers as ASN.1: IVs of each length out of and into contexts. */
#include "trace.h"
#include <openssl/asn1.h>
#include <openssl/evp.h>

static void octets(const ASN1_TYPE *t) {
    printf("type %d", t->type);
    if (t->type == V_ASN1_OCTET_STRING) hex("", t->value.octet_string->data, t->value.octet_string->length);
    else errors();
}

static void taken(EVP_CIPHER_CTX *c, int len) {
    static unsigned char iv[20] = "0123456789abcdefgh";
    unsigned char now[16] = { 0 };
    ASN1_TYPE *t = ASN1_TYPE_new();
    if (len >= 0) ASN1_TYPE_set_octetstring(t, iv, len);
    printf("%d: %d", len, EVP_CIPHER_asn1_to_param(c, t));
    errors();
    if (len >= 0) {
        printf("%d: %d", len, EVP_CIPHER_get_asn1_iv(c, t));
        EVP_CIPHER_CTX_get_original_iv(c, now, (size_t)EVP_CIPHER_CTX_get_iv_length(c));
        hex("iv", now, sizeof now);
    }
    ASN1_TYPE_free(t);
}

int main(void) {
    static const char *const names[] = { "AES-128-CBC", "AES-256-CTR", "AES-128-ECB", "AES-128-GCM", "AES-192-CCM",
                                         "AES-128-XTS", "AES-128-CFB", "AES-128-OFB", "DES-EDE3-CBC", "DES-EDE3-ECB",
                                         "AES-128-WRAP", "AES-256-WRAP-PAD" };
    static const int lengths[] = { -1, 0, 4, 7, 8, 12, 15, 16, 17 };
    unsigned char key[64] = { 1 }, iv[16] = "an iv of 16 byt";
    key[16] = 2;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        EVP_CIPHER *k = EVP_CIPHER_fetch(NULL, names[i], NULL);
        EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
        ASN1_TYPE *t = ASN1_TYPE_new();
        EVP_CIPHER_CTX_set_flags(c, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
        printf("-- %s %d\n", names[i], EVP_EncryptInit_ex(c, k, NULL, key, iv));
        printf("%d ", EVP_CIPHER_param_to_asn1(c, t));
        octets(t);
        printf("%d ", EVP_CIPHER_set_asn1_iv(c, t));
        octets(t);
        printf("%d %d", EVP_CIPHER_set_asn1_iv(c, NULL), EVP_CIPHER_get_asn1_iv(c, NULL));
        errors();
        for (size_t l = 0; l < sizeof lengths / sizeof lengths[0]; l++) taken(c, lengths[l]);
        ASN1_TYPE_free(t);
        EVP_CIPHER_CTX_free(c);
        EVP_CIPHER_free(k);
    }
    return 0;
}
