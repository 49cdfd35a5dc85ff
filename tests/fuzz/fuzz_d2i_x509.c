/* d2i_X509() and d2i_X509_AUX(), and what is asked of the result: printing, names, extensions, hosts. */
#include "tests/fuzz/face.h"

static void print(X509 *x, size_t size) {
    BIO *out = sink();
    either(X509_print(out, x));
    either(X509_print_ex(out, x, XN_FLAG_ONELINE, 0));
    either(X509_NAME_print_ex(out, X509_get_subject_name(x), 1, XN_FLAG_RFC2253));
    either(X509_NAME_print_ex(out, X509_get_subject_name(x), 0, XN_FLAG_MULTILINE));
    sink_free(out, 3 * size);
}

static void extensions(X509 *x, size_t size) {
    for (int i = 0; i < X509_get_ext_count(x); i++) {
        X509_EXTENSION *e = X509_get_ext(x, i);
        BIO *out = sink();
        must(e && X509_EXTENSION_get_object(e) && X509_EXTENSION_get_data(e));
        either(X509V3_EXT_print(out, e, X509V3_EXT_DUMP_UNKNOWN, 2));
        sink_free(out, size);
    }
}

static void ask(X509 *x) {
    char name[300], *line;
    line = X509_NAME_oneline(X509_get_subject_name(x), NULL, 0);
    OPENSSL_free(line);
    either(X509_NAME_oneline(X509_get_issuer_name(x), name, sizeof(name)) != NULL);
    either(X509_NAME_get_text_by_NID(X509_get_subject_name(x), 13, name, 10));
    either(X509_check_host(x, "www.example.com", 0, 0, NULL));
    either(X509_check_email(x, "joe@example.com", 0, 0));
    either(X509_check_ip_asc(x, "127.0.0.1", 0));
    either(X509_check_purpose(x, X509_PURPOSE_SSL_SERVER, 0));
    either(X509_check_issued(x, x));
    STACK_OF(OPENSSL_STRING) *urls = X509_get1_ocsp(x);
    X509_email_free(urls);
    GENERAL_NAMES *names = (GENERAL_NAMES *)X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
    GENERAL_NAMES_free(names);
    EVP_PKEY *key = X509_get_pubkey(x);
    if (key) either(X509_verify(x, key));
    EVP_PKEY_free(key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const unsigned char *p = data, *q;
    unsigned char *der = NULL;
    X509 *x = d2i_X509(NULL, &p, (long)size);
    if (x) {
        must(p > data && p <= data + size);
        int len = i2d_X509(x, &der);
        must(len == (int)(p - data) && memcmp(der, data, (size_t)len) == 0); /* a certificate is its DER */
        print(x, size);
        extensions(x, size);
        ask(x);
        OPENSSL_free(der);
        X509_free(x);
    } else {
        must(p == data);
    }
    q = data;
    x = d2i_X509_AUX(NULL, &q, (long)size);
    if (x) {
        BIO *out = sink();
        must(q > data && q <= data + size);
        either(X509_print(out, x));
        sink_free(out, 3 * size);
        X509_free(x);
    }
    ERR_clear_error();
    return 0;
}
