/* Parameters set in keys that are there, and the lists of what can be asked for and set. */
#include "keys.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static void lists(const char *name, const EVP_PKEY *k) {
    static const char *const names[] = { "bits", "security-bits", "max-size", "group", "n", "e", "d", "rsa-factor1", "pub", "priv",
        "encoded-pub-key", "qx", "qy", "nothing" };
    const OSSL_PARAM *get = EVP_PKEY_gettable_params(k), *set = EVP_PKEY_settable_params(k);
    printf("== %s: %d", name, get != NULL);
    for (int i = 0; get && i < COUNT(names); i++) {
        const OSSL_PARAM *p = OSSL_PARAM_locate_const(get, names[i]);
        if (p) printf(" %s:%u", names[i], p->data_type);
    }
    printf("\n");
    if (set) SHOW(OSSL_PARAM_locate_const(set, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY) != NULL);
    size_t n = 0;
    SHOW(EVP_PKEY_get_size_t_param(k, OSSL_PKEY_PARAM_BITS, &n));
    SHOW(n);
    SHOW(EVP_PKEY_get_size_t_param(k, OSSL_PKEY_PARAM_MAX_SIZE, &n));
    SHOW(n);
    SHOW(EVP_PKEY_get_size_t_param(k, "nothing", &n));
    BIGNUM *bn = BN_new();
    SHOW(EVP_PKEY_set_int_param(k, "nothing", 1)); /* passed over: man 3 OSSL_PARAM */
    SHOW(EVP_PKEY_set_size_t_param(k, OSSL_PKEY_PARAM_BITS, 1024));
    SHOW(EVP_PKEY_set_utf8_string_param(k, OSSL_PKEY_PARAM_GROUP_NAME, "P-384"));
    SHOW(EVP_PKEY_set_bn_param(k, OSSL_PKEY_PARAM_RSA_N, bn));
    SHOW(EVP_PKEY_set_bn_param(k, OSSL_PKEY_PARAM_PRIV_KEY, bn));
    SHOW(EVP_PKEY_set_int_param(k, OSSL_PKEY_PARAM_USE_COFACTOR_ECDH, 1));
    SHOW(EVP_PKEY_set_int_param(k, OSSL_PKEY_PARAM_USE_COFACTOR_ECDH, 0));
    SHOW(EVP_PKEY_set_utf8_string_param(k, OSSL_PKEY_PARAM_EC_GROUP_CHECK_TYPE, OSSL_PKEY_EC_GROUP_CHECK_NAMED));
    BN_free(bn);
}

/* The public key of another of its type. */
static void replace(EVP_PKEY *k, EVP_PKEY *other) {
    unsigned char *pub = NULL;
    size_t n = EVP_PKEY_get1_encoded_public_key(other, &pub);
    printf("cut %d\n", EVP_PKEY_set_octet_string_param(k, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, pub, n - 1));
    ERR_clear_error(); /* of some types OpenSSL gives no reason */
    SHOW(EVP_PKEY_set_octet_string_param(k, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, pub, n));
    SHOW(EVP_PKEY_eq(k, other));
    OSSL_PARAM params[] = { OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, pub, n), OSSL_PARAM_END };
    SHOW(EVP_PKEY_set_params(k, params));
    SHOW(EVP_PKEY_eq(k, other));
    SHOW(EVP_PKEY_set_params(k, params + 1));
    OPENSSL_free(pub);
}

static void nothing(void) {
    EVP_PKEY *k = EVP_PKEY_new();
    BIGNUM *bn = BN_new();
    OSSL_PARAM end = OSSL_PARAM_END;
    size_t n;
    SHOW(EVP_PKEY_set_params(NULL, &end));
    SHOW(EVP_PKEY_set_params(k, &end));
    SHOW(EVP_PKEY_set_bn_param(k, OSSL_PKEY_PARAM_RSA_N, bn));
    SHOW(EVP_PKEY_set_bn_param(NULL, OSSL_PKEY_PARAM_RSA_N, bn));
    SHOW(EVP_PKEY_set_int_param(k, "x", 1));
    SHOW(EVP_PKEY_set_size_t_param(k, "x", 1));
    SHOW(EVP_PKEY_set_utf8_string_param(k, "x", "y"));
    SHOW(EVP_PKEY_set_octet_string_param(k, "x", (const unsigned char *)"y", 1));
    SHOW(EVP_PKEY_get_size_t_param(k, "x", &n));
    BN_free(bn);
    EVP_PKEY_free(k);
}

/* An HMAC key is all private. */
static void mac(void) {
    unsigned char buf[16] = { 0 };
    size_t n = 0;
    EVP_PKEY *k = EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, NULL, (const unsigned char *)"abc", 3);
    BIGNUM *bn = BN_new();
    const OSSL_PARAM *get = EVP_PKEY_gettable_params(k), *set = EVP_PKEY_settable_params(k);
    printf("== HMAC\n");
    SHOW(get && OSSL_PARAM_locate_const(get, OSSL_PKEY_PARAM_PRIV_KEY));
    SHOW(set && OSSL_PARAM_locate_const(set, OSSL_PKEY_PARAM_PRIV_KEY));
    SHOW(set && OSSL_PARAM_locate_const(set, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY));
    SHOW(EVP_PKEY_get_octet_string_param(k, OSSL_PKEY_PARAM_PRIV_KEY, buf, sizeof buf, &n));
    SHOW(n);
    SHOW(EVP_PKEY_set_octet_string_param(k, OSSL_PKEY_PARAM_PRIV_KEY, (const unsigned char *)"defgh", 5));
    SHOW(EVP_PKEY_get_octet_string_param(k, OSSL_PKEY_PARAM_PRIV_KEY, NULL, 0, &n));
    SHOW(n);
    SHOW(EVP_PKEY_get_octet_string_param(k, OSSL_PKEY_PARAM_PRIV_KEY, buf, 4, &n));
    n = sizeof buf;
    SHOW(EVP_PKEY_get_raw_private_key(k, buf, &n));
    printf("%zu: %.*s\n", n, (int)n, (const char *)buf);
    BN_set_word(bn, 5);
    SHOW(EVP_PKEY_set_bn_param(k, OSSL_PKEY_PARAM_PRIV_KEY, bn));
    SHOW(EVP_PKEY_set_utf8_string_param(k, OSSL_PKEY_PARAM_PRIV_KEY, "x"));
    SHOW(EVP_PKEY_set_int_param(k, OSSL_PKEY_PARAM_PRIV_KEY, 1));
    SHOW(EVP_PKEY_set_int_param(k, "nothing", 1));
    SHOW(EVP_PKEY_set_octet_string_param(k, OSSL_PKEY_PARAM_PRIV_KEY, (const unsigned char *)"", 0));
    n = sizeof buf;
    SHOW(EVP_PKEY_get_raw_private_key(k, buf, &n));
    SHOW(n);
    BN_free(bn);
    EVP_PKEY_free(k);
}

int main(void) {
    static const char *const files[] = { "evp/rsa8.pem", "evp/ec8.pem", "auth/p384.pem", "evp/x8.pem", "auth/ed25519.pem",
        "auth/ed448.pem", "auth/pss.pem" };
    for (int i = 0; i < COUNT(files); i++) {
        EVP_PKEY *k = load(files[i]);
        lists(files[i], k);
        EVP_PKEY_free(k);
    }
    EVP_PKEY *ec = load("evp/ec8.pem"), *peer = load("evp/ec_peer.pem"), *x = load("evp/x8.pem"), *x_peer = load("evp/x_peer.pem");
    replace(ec, peer);
    replace(x, x_peer);
    nothing();
    mac();
    EVP_PKEY_free(ec);
    EVP_PKEY_free(peer);
    EVP_PKEY_free(x);
    EVP_PKEY_free(x_peer);
    return 0;
}
