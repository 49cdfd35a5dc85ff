/* d2i_X509_REQ(), and what is asked of the result: printing, attributes, requested extensions, its signature. */
#include "tests/fuzz/face.h"

static void ask(X509_REQ *r, size_t size) {
    BIO *out = sink();
    either(X509_REQ_print(out, r));
    either(X509_REQ_print_ex(out, r, XN_FLAG_ONELINE, X509_FLAG_NO_SIGDUMP));
    sink_free(out, 3 * size);
    STACK_OF(X509_EXTENSION) *sk = X509_REQ_get_extensions(r);
    sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
    for (int i = 0; i < X509_REQ_get_attr_count(r); i++) must(X509_REQ_get_attr(r, i) != NULL);
    EVP_PKEY *key = X509_REQ_get_pubkey(r);
    if (key) either(X509_REQ_verify(r, key));
    EVP_PKEY_free(key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const unsigned char *p = data;
    unsigned char *der = NULL;
    X509_REQ *r = d2i_X509_REQ(NULL, &p, (long)size);
    if (r) {
        must(p > data && p <= data + size);
        int len = i2d_X509_REQ(r, &der);
        must(len > 0 && len <= (int)(p - data)); /* flags that say nothing may be left out */
        ask(r, size);
        X509_REQ *copy = X509_REQ_dup(r);
        must(copy != NULL);
        X509_REQ_free(copy);
        OPENSSL_free(der);
        X509_REQ_free(r);
    } else {
        must(p == data);
    }
    ERR_clear_error();
    return 0;
}
