/* d2i_PKCS12() and PKCS12_parse(). The seeds' password is "pw". */
#include <openssl/pkcs12.h>

#include "tests/fuzz/face.h"

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
    PKCS12_free(p12);
    ERR_clear_error();
    return 0;
}
