/* The KDFs of Kerberos and PKCS#12. */
#include "trace.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <stdint.h>

static unsigned char bytes[100];

static void derive(const char *name, const OSSL_PARAM *p, size_t n) {
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, name, NULL);
    EVP_KDF_CTX *c = EVP_KDF_CTX_new(kdf);
    unsigned char out[100] = { 0 };
    printf(" %d", EVP_KDF_derive(c, out, n, p));
    errors();
    SHOW(EVP_KDF_CTX_get_kdf_size(c));
    hex("key", out, (long)n);
    EVP_KDF_CTX_free(c);
    EVP_KDF_free(kdf);
}

static void krb5(const char *cipher, size_t key, size_t constant, size_t n) {
    OSSL_PARAM p[4];
    int i = 0;
    printf("%s key %zu constant %zu output %zu:", cipher ? cipher : "none", key, constant, n);
    if (cipher) p[i++] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_CIPHER, (char *)cipher, 0);
    if (key) p[i++] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, bytes, key);
    if (constant) p[i++] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_CONSTANT, bytes + 3, constant);
    p[i] = OSSL_PARAM_construct_end();
    derive("KRB5KDF", p, n);
}

/* 999: not told. */
static void pkcs12(const char *md, size_t pass, size_t salt, int id, uint64_t iter, size_t n) {
    OSSL_PARAM p[6];
    int i = 0;
    printf("%s pass %zu salt %zu id %d iter %d output %zu:", md ? md : "none", pass, salt, id, (int)iter, n);
    if (md) p[i++] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)md, 0);
    if (pass != 999) p[i++] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, bytes, pass);
    if (salt != 999) p[i++] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, bytes + 3, salt);
    if (id != 999) p[i++] = OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS12_ID, &id);
    if (iter != 999) p[i++] = OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_ITER, &iter);
    p[i] = OSSL_PARAM_construct_end();
    derive("PKCS12KDF", p, n);
}

int main(void) {
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(i * 5 + 3);
    for (size_t constant = 1; constant <= 17; constant++) {
        krb5("AES-128-CBC", 16, constant, 16);
        krb5("AES-256-CBC", 32, constant, 32);
        krb5("AES-192-CTR", 24, constant, 24);
        krb5("DES-EDE3-CBC", 24, constant, 24);
        krb5("DES-EDE3-CBC", 24, constant, 21);
    }
    krb5("AES-256-CBC", 32, 5, 16);
    krb5("AES-128-CBC", 15, 5, 15);
    krb5("AES-128-GCM", 16, 5, 16);
    krb5("none such", 16, 5, 16);
    krb5(NULL, 16, 5, 16);
    krb5("AES-128-CBC", 0, 5, 16);
    krb5("AES-128-CBC", 16, 0, 16);
    pkcs12("SHA1", 10, 8, 1, 2, 24);
    pkcs12("SHA256", 10, 8, 2, 1000, 40);
    pkcs12("SHA512", 70, 80, 3, 1, 64);
    pkcs12("SHA3-256", 10, 8, 3, 3, 64);
    pkcs12(NULL, 10, 8, 1, 1, 16);
    pkcs12("SHA1", 999, 8, 1, 1, 16);
    pkcs12("SHA1", 10, 999, 1, 1, 16);
    pkcs12("SHA1", 0, 0, 1, 1, 16);
    pkcs12("SHA1", 0, 8, 1, 1, 16);
    pkcs12("SHA1", 10, 0, 1, 1, 16);
    pkcs12("SHA1", 10, 8, 0, 1, 16);
    pkcs12("SHA1", 10, 8, 4, 1, 16);
    pkcs12("SHA1", 10, 8, 999, 1, 16);
    pkcs12("SHA1", 10, 8, 1, 999, 16);
    pkcs12("SHA1", 10, 8, 1, 0, 16);
    return 0;
}
