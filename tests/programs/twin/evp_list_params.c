/* The parameters that digests, ciphers, MACs and KDFs say they take and tell; contexts of KDFs duplicated. */
#include "trace.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/provider.h>

/* What is asked about: some of OpenSSL's parameters serve its providers and its TLS alone. */
static void list(const char *what, const OSSL_PARAM *p, const char *const *keys) {
    printf("%s:", what);
    for (; p && *keys; keys++) {
        const OSSL_PARAM *one = OSSL_PARAM_locate_const(p, *keys);
        if (one) printf(" %s %u %zu,", *keys, one->data_type, one->data_size);
    }
    printf("\n");
}

static void digests(void) {
    static const char *const names[] = { "MD5", "SHA256", "SHA512-256", "SHA3-256", "SHAKE128", "SHAKE256" };
    static const char *const keys[] = { "blocksize", "size", "xof", "algid-absent", "xoflen", NULL };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        EVP_MD *md = EVP_MD_fetch(NULL, names[i], NULL);
        EVP_MD_CTX *c = EVP_MD_CTX_new();
        OSSL_PARAM none = OSSL_PARAM_construct_end();
        printf("-- %s of %s\n", names[i], OSSL_PROVIDER_get0_name(EVP_MD_get0_provider(md)));
        list("told", EVP_MD_gettable_params(md), keys);
        list("context's", EVP_MD_gettable_ctx_params(md), keys);
        list("taken", EVP_MD_settable_ctx_params(md), keys);
        EVP_DigestInit_ex(c, md, NULL);
        list("context's", EVP_MD_CTX_gettable_params(c), keys);
        list("taken", EVP_MD_CTX_settable_params(c), keys);
        SHOW(EVP_MD_CTX_get_params(c, &none));
        EVP_MD_CTX_free(c);
        EVP_MD_free(md);
    }
}

static void ciphers(void) {
    static const char *const names[] = { "AES-128-CBC", "AES-256-GCM", "AES-192-CCM", "DES-EDE3-CBC", "AES-128-CTR" };
    static const char *const told[] = { "mode", "keylen", "ivlen", "blocksize", "aead", NULL };
    static const char *const context[] = { "keylen", "ivlen", "padding", "iv", "updated-iv", "taglen", "tag", NULL };
    static const char *const taken[] = { "padding", "ivlen", "tag", NULL };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        EVP_CIPHER *k = EVP_CIPHER_fetch(NULL, names[i], NULL);
        EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
        printf("-- %s of %s\n", names[i], OSSL_PROVIDER_get0_name(EVP_CIPHER_get0_provider(k)));
        list("told", EVP_CIPHER_gettable_params(k), told);
        list("context's", EVP_CIPHER_gettable_ctx_params(k), context);
        list("taken", EVP_CIPHER_settable_ctx_params(k), taken);
        EVP_CipherInit_ex(c, k, NULL, NULL, NULL, 1);
        list("context's", EVP_CIPHER_CTX_gettable_params(c), context);
        list("taken", EVP_CIPHER_CTX_settable_params(c), taken);
        EVP_CIPHER_CTX_free(c);
        EVP_CIPHER_free(k);
    }
}

static void macs(void) {
    static const char *const names[] = { "HMAC", "CMAC", "GMAC", "KMAC-128", "KMAC-256", "POLY1305",
                                         "BLAKE2BMAC", "BLAKE2SMAC", "SIPHASH" };
    static const char *const keys[] = { "size", "block-size", "digest", "cipher", "key", "iv", "xof", "custom", "salt",
                                        "c-rounds", "d-rounds", NULL };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        EVP_MAC *m = EVP_MAC_fetch(NULL, names[i], NULL);
        EVP_MAC_CTX *c = EVP_MAC_CTX_new(m);
        size_t size = 99;
        OSSL_PARAM params[] = { OSSL_PARAM_construct_size_t("size", &size), OSSL_PARAM_construct_end() };
        printf("-- %s of %s\n", names[i], OSSL_PROVIDER_get0_name(EVP_MAC_get0_provider(m)));
        list("told", EVP_MAC_gettable_params(m), keys);
        list("context's", EVP_MAC_gettable_ctx_params(m), keys);
        list("taken", EVP_MAC_settable_ctx_params(m), keys);
        list("context's", EVP_MAC_CTX_gettable_params(c), keys);
        list("taken", EVP_MAC_CTX_settable_params(c), keys);
        SHOW(EVP_MAC_get_params(m, params));
        printf("%zu\n", size);
        EVP_MAC_CTX_free(c);
        EVP_MAC_free(m);
    }
}

static void kdfs(void) {
    static const char *const names[] = { "HKDF", "PBKDF2", "SCRYPT", "TLS1-PRF", "SSKDF", "SSHKDF", "KBKDF", "TLS13-KDF",
                                         "X963KDF", "KRB5KDF", "PKCS12KDF" };
    static const char *const keys[] = { "mode", "digest", "key", "salt", "info", "pass", "iter", "pkcs5", "n", "r", "p",
                                        "maxmem_bytes", "secret", "seed", "mac", "maclen", "xcghash", "session_id", "type",
                                        "cipher", "constant", "id", "use-l", "use-separator", "prefix", "label", "data", NULL };
    static const char *const x963[] = { "secret", "key", "info", "digest", NULL }, *const size[] = { "size", NULL };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        EVP_KDF *k = EVP_KDF_fetch(NULL, names[i], NULL);
        EVP_KDF_CTX *c = EVP_KDF_CTX_new(k);
        const char *const *asked = i == 8 ? x963 : keys;
        OSSL_PARAM none = OSSL_PARAM_construct_end();
        printf("-- %s of %s\n", names[i], OSSL_PROVIDER_get0_name(EVP_KDF_get0_provider(k)));
        list("told", EVP_KDF_gettable_params(k), size);
        list("context's", EVP_KDF_gettable_ctx_params(k), size);
        list("taken", EVP_KDF_settable_ctx_params(k), asked);
        list("context's", EVP_KDF_CTX_gettable_params(c), size);
        list("taken", EVP_KDF_CTX_settable_params(c), asked);
        SHOW(EVP_KDF_get_params(k, &none));
        EVP_KDF_CTX_free(c);
        EVP_KDF_free(k);
    }
}

static void duplicate(void) {
    EVP_KDF *k = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *c = EVP_KDF_CTX_new(k);
    unsigned char out[40];
    OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string("digest", "SHA256", 0),
                            OSSL_PARAM_construct_octet_string("key", "secret", 6),
                            OSSL_PARAM_construct_octet_string("salt", "salt", 4), OSSL_PARAM_construct_end() };
    SHOW(EVP_KDF_CTX_set_params(c, params));
    EVP_KDF_CTX *d = EVP_KDF_CTX_dup(c);
    SHOW(EVP_KDF_derive(c, out, sizeof out, NULL));
    EVP_KDF_CTX_free(c);
    if (d != NULL) { /* OpenSSL 3.0's KDFs cannot */
        unsigned char again[sizeof out];
        int r = EVP_KDF_derive(d, again, sizeof again, NULL);
        if (r != 1 || memcmp(again, out, sizeof out) != 0) printf("the copy derives otherwise\n");
    }
    hex("derived", out, sizeof out);
    EVP_KDF_CTX_free(d);
    EVP_KDF_free(k);
    SHOWP(EVP_KDF_CTX_dup(NULL));
}

int main(void) {
    digests();
    ciphers();
    macs();
    kdfs();
    duplicate();
    return 0;
}
