/* d2i_X509_CRL(), and what is asked of the result. */
#include "tests/fuzz/face.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const unsigned char *p = data;
    unsigned char *der = NULL;
    X509_CRL *crl = d2i_X509_CRL(NULL, &p, (long)size);
    if (crl) {
        BIO *out = sink();
        int len = i2d_X509_CRL(crl, &der);
        must(len == (int)(p - data) && memcmp(der, data, (size_t)len) == 0);
        OPENSSL_free(der);
        either(X509_NAME_print_ex(out, X509_CRL_get_issuer(crl), 0, XN_FLAG_ONELINE));
        either(X509_CRL_get0_lastUpdate(crl) != NULL);
        either(X509_CRL_get0_nextUpdate(crl) != NULL);
        either(X509_CRL_print(out, crl));
        sink_free(out, 2 * size);
        X509_CRL_free(crl);
    } else {
        must(p == data);
    }
    ERR_clear_error();
    return 0;
}
