/* Certificates and CRLs over HTTP.                                                            man 3 X509_load_http */
#include <openssl/http.h>
#include <openssl/x509.h>

static void *load(const char *url, BIO *bio, BIO *rbio, int timeout, const ASN1_ITEM *it) {
    BIO *mem = OSSL_HTTP_get(url, NULL, NULL, bio, rbio, NULL, NULL, 1024, NULL, NULL, 1,
                             OSSL_HTTP_DEFAULT_MAX_RESP_LEN, timeout);
    void *v = mem ? ASN1_item_d2i_bio(it, mem, NULL) : NULL;
    BIO_free(mem);
    return v;
}

X509 *X509_load_http(const char *url, BIO *bio, BIO *rbio, int timeout) {
    return (X509 *)load(url, bio, rbio, timeout, ASN1_ITEM_rptr(X509));
}

X509_CRL *X509_CRL_load_http(const char *url, BIO *bio, BIO *rbio, int timeout) {
    return (X509_CRL *)load(url, bio, rbio, timeout, ASN1_ITEM_rptr(X509_CRL));
}
