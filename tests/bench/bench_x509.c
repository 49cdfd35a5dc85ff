/* The measurements of certificates and keys: parsing, verifying a chain, loading. */
#include "bench.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>

static X509 *next_cert(BIO *in) { return PEM_read_bio_X509(in, NULL, NULL, NULL); }

static BIO *open_file(const char *file) {
    BIO *in = BIO_new_file(file, "r");
    if (!in) die(file);
    return in;
}

void ca_first_use(const char *cert, const char *ca_file) {
    BIO *in = open_file(cert);
    X509 *x = next_cert(in);
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    if (!x || !store || !ctx) die("set-up");
    double t = now_s();
    if (X509_STORE_load_file(store, ca_file) <= 0 || X509_STORE_CTX_init(ctx, store, x, NULL) <= 0) die("CA file");
    if (X509_verify_cert(ctx) > 0) die("an unknown certificate was taken");
    printf("%.1f\n", (now_s() - t) * 1e6);
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    X509_free(x);
    BIO_free(in);
}

void parse_certs(const char *ca_file) {
    enum { KEPT = 200, TOTAL = 10000 };
    static unsigned char *der[KEPT];
    static int len[KEPT];
    int n = 0;
    BIO *in = open_file(ca_file);
    for (X509 *x; n < KEPT && (x = next_cert(in)) != NULL; n++, X509_free(x)) len[n] = i2d_X509(x, &der[n]);
    if (n == 0) die("no certificates");
    double t = now_s();
    for (int i = 0; i < TOTAL; i++) {
        const unsigned char *p = der[i % n];
        X509 *x = d2i_X509(NULL, &p, len[i % n]);
        if (!x) die("d2i_X509");
        X509_free(x);
    }
    printf("%.1f\n", (now_s() - t) * 1e6);
    BIO_free(in);
}

void verify_chain(const char *chain_file) {
    enum { N = 200 };
    static unsigned char *der[3];
    int len[3];
    BIO *in = open_file(chain_file);
    for (int i = 0; i < 3; i++) {
        X509 *x = next_cert(in);
        if (!x) die("a chain of three is needed");
        len[i] = i2d_X509(x, &der[i]);
        X509_free(x);
    }
    double t = now_s();
    for (int i = 0; i < N; i++) {
        X509 *x[3];
        for (int k = 0; k < 3; k++) {
            const unsigned char *p = der[k];
            if ((x[k] = d2i_X509(NULL, &p, len[k])) == NULL) die("d2i_X509");
        }
        X509_STORE *store = X509_STORE_new();
        X509_STORE_CTX *ctx = X509_STORE_CTX_new();
        STACK_OF(X509) *untrusted = sk_X509_new_null();
        if (!store || !ctx || !untrusted || X509_STORE_add_cert(store, x[2]) <= 0 || sk_X509_push(untrusted, x[1]) <= 0 ||
            X509_STORE_CTX_init(ctx, store, x[0], untrusted) <= 0 || X509_verify_cert(ctx) != 1) {
            die("verify");
        }
        X509_STORE_CTX_free(ctx);
        X509_STORE_free(store);
        sk_X509_free(untrusted);
        for (int k = 0; k < 3; k++) X509_free(x[k]);
    }
    printf("%.1f\n", N / (now_s() - t));
    BIO_free(in);
}

void load_keys(const char *key_file) {
    enum { N = 500 };
    BIO *in = open_file(key_file);
    static char pem[8192];
    int len = BIO_read(in, pem, sizeof pem);
    double t = now_s();
    for (int i = 0; i < N; i++) {
        BIO *mem = BIO_new_mem_buf(pem, len);
        EVP_PKEY *key = PEM_read_bio_PrivateKey(mem, NULL, NULL, NULL);
        if (!key) die("key");
        EVP_PKEY_free(key);
        BIO_free(mem);
    }
    printf("%.1f\n", N / (now_s() - t));
    BIO_free(in);
}
