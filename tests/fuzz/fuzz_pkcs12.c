/* d2i_PKCS12(), PKCS12_parse(), and taking apart. The seeds' password is "pw". */
#include <openssl/pkcs12.h>

#include "tests/fuzz/face.h"

static void look(const STACK_OF(PKCS12_SAFEBAG) *bags, int depth) {
    must(depth < 100);
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); i++) {
        PKCS12_SAFEBAG *b = sk_PKCS12_SAFEBAG_value(bags, i);
        OPENSSL_free(PKCS12_get_friendlyname(b));
        X509_free(PKCS12_SAFEBAG_get1_cert(b));
        X509_CRL_free(PKCS12_SAFEBAG_get1_crl(b));
        (void)PKCS12_SAFEBAG_get0_bag_obj(b);
        if (PKCS12_SAFEBAG_get0_p8inf(b)) EVP_PKEY_free(EVP_PKCS82PKEY(PKCS12_SAFEBAG_get0_p8inf(b)));
        if (PKCS12_SAFEBAG_get0_pkcs8(b)) PKCS8_PRIV_KEY_INFO_free(PKCS12_decrypt_skey(b, "pw", 2));
        look(PKCS12_SAFEBAG_get0_safes(b), depth + 1);
    }
}

static void take_apart(const PKCS12 *p12) {
    const ASN1_OCTET_STRING *mac;
    PKCS12_get0_mac(&mac, NULL, NULL, NULL, p12);
    must(!PKCS12_mac_present(p12) == !mac);
    STACK_OF(PKCS7) *safes = PKCS12_unpack_authsafes(p12);
    for (int i = 0; i < sk_PKCS7_num(safes); i++) {
        STACK_OF(PKCS12_SAFEBAG) *bags = PKCS12_unpack_p7data(sk_PKCS7_value(safes, i));
        if (!bags) bags = PKCS12_unpack_p7encdata(sk_PKCS7_value(safes, i), "pw", 2);
        look(bags, 0);
        sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    }
    sk_PKCS7_pop_free(safes, PKCS7_free);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const passwords[] = { "pw", "", NULL };
    const unsigned char *p = data;
    PKCS12 *p12 = d2i_PKCS12(NULL, &p, (long)size);
    for (size_t i = 0; p12 && i < 3; i++) {
        EVP_PKEY *key = NULL;
        X509 *x = NULL;
        STACK_OF(X509) *ca = NULL;
        if (PKCS12_parse(p12, passwords[i], &key, &x, &ca)) {
            EVP_PKEY_free(key);
            X509_free(x);
            sk_X509_pop_free(ca, X509_free);
        } else {
            must(!key && !x && !ca);
        }
    }
    if (p12) take_apart(p12);
    ERR_clear_error();
    PKCS12_free(p12);
    ERR_clear_error();
    return 0;
}
