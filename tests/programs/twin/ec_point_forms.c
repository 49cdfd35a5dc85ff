/* How an EC key is written: the form of its points, parameters by name or by numbers, and what is left out. */
#include "keys.h"
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

/* Whether the same key comes out of what was written, in which form it is then, and what it is written as. */
static void again(const EVP_PKEY *k, EVP_PKEY *made) {
    unsigned char *der = NULL;
    ERR_set_mark(); /* a public key has none */
    int n = made ? i2d_PrivateKey(made, &der) : 0;
    ERR_pop_to_mark();
    printf("  %d bytes of a private key", n > 0 ? n : 0);
    OPENSSL_free(der);
    printf(", again %d, eq %d, form %d", made != NULL, made ? EVP_PKEY_eq(k, made) : -9,
           made ? EVP_PKEY_get_ec_point_conv_form(made) : 0);
    errors();
    EVP_PKEY_free(made);
}

static void written(const char *what, const EVP_PKEY *k) {
    unsigned char *der = NULL;
    char *p;
    printf("-- %s, form %d\n", what, EVP_PKEY_get_ec_point_conv_form(k));
    int n = i2d_PUBKEY(k, &der);
    hex("SubjectPublicKeyInfo", der, n > 0 ? n : 0);
    const unsigned char *in = der;
    again(k, d2i_PUBKEY(NULL, &in, n));
    OPENSSL_free(der);
    der = NULL;
    n = i2d_PrivateKey(k, &der);
    hex("ECPrivateKey", der, n > 0 ? n : 0);
    in = der;
    again(k, d2i_PrivateKey(EVP_PKEY_EC, NULL, &in, n));
    OPENSSL_free(der);
    der = NULL;
    n = i2d_PublicKey(k, &der);
    hex("point", der, n > 0 ? n : 0);
    OPENSSL_free(der);
    BIO *mem = BIO_new(BIO_s_mem());
    SHOW(PEM_write_bio_PUBKEY(mem, k));
    text("PEM", mem);
    SHOW(PEM_write_bio_PrivateKey(mem, k, NULL, NULL, 0, NULL, NULL));
    text("PEM", mem);
    SHOW(PEM_write_bio_PrivateKey_traditional(mem, k, NULL, NULL, 0, NULL, NULL));
    text("PEM", mem);
    SHOW(PEM_write_bio_Parameters(mem, k));
    text("PEM", mem);
    SHOW(EVP_PKEY_print_private(mem, k, 2, NULL));
    text("private", mem);
    SHOW(EVP_PKEY_print_public(mem, k, 0, NULL));
    text("public", mem);
    SHOW(i2d_PKCS8PrivateKeyInfo_bio(mem, k));
    n = (int)BIO_get_mem_data(mem, &p);
    hex("PrivateKeyInfo", p, n);
    in = (const unsigned char *)p;
    again(k, d2i_AutoPrivateKey(NULL, &in, n));
    BIO_free(mem);
}

static void told(EVP_PKEY *k) {
    unsigned char pub[200], *enc = NULL;
    char word[40] = "";
    size_t n = 0;
    SHOW(EVP_PKEY_get_utf8_string_param(k, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, word, sizeof word, &n));
    SHOWS(word);
    SHOW(EVP_PKEY_get_utf8_string_param(k, OSSL_PKEY_PARAM_EC_ENCODING, word, sizeof word, &n));
    SHOWS(word);
    SHOW(EVP_PKEY_get_octet_string_param(k, OSSL_PKEY_PARAM_PUB_KEY, pub, sizeof pub, &n));
    hex("pub", pub, (long)n);
    SHOW(EVP_PKEY_get_octet_string_param(k, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, pub, sizeof pub, &n));
    hex("encoded", pub, (long)n);
    n = EVP_PKEY_get1_encoded_public_key(k, &enc);
    hex("encoded", enc, (long)n);
    OPENSSL_free(enc);
}

static void by_params(const char *name) {
    static const char *const forms[] = { "compressed", "hybrid", "uncompressed", "odd" };
    EVP_PKEY *k = load(name);
    printf("== %s by parameters\n", name);
    told(k);
    for (int i = 0; i < COUNT(forms); i++) {
        SHOW(EVP_PKEY_set_utf8_string_param(k, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, forms[i]));
        written(forms[i], k);
        told(k);
    }
    SHOW(EVP_PKEY_set_utf8_string_param(k, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "compressed"));
    EVP_PKEY *copy = EVP_PKEY_dup(k);
    written("copy", copy);
    SHOW(EVP_PKEY_set_utf8_string_param(copy, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "hybrid"));
    SHOW(EVP_PKEY_get_ec_point_conv_form(copy));
    SHOW(EVP_PKEY_get_ec_point_conv_form(k));
    EVP_PKEY_free(copy);
    const EC_KEY *ec = EVP_PKEY_get0_EC_KEY(k);
    SHOW(EC_KEY_get_conv_form(ec));
    SHOW(EC_GROUP_get_point_conversion_form(EC_KEY_get0_group(ec)));
    SHOW(EVP_PKEY_set_int_param(k, OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC, 0));
    written("without the public key", k);
    SHOW(EVP_PKEY_set_int_param(k, OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC, 1));
    written("with it", k);
    SHOW(EVP_PKEY_set_utf8_string_param(k, OSSL_PKEY_PARAM_EC_ENCODING, "odd"));
    EVP_PKEY_free(k);
}

static void by_object(const char *name) {
    static const point_conversion_form_t forms[] = { POINT_CONVERSION_COMPRESSED, POINT_CONVERSION_HYBRID,
        POINT_CONVERSION_UNCOMPRESSED };
    static const unsigned flags[] = { 0, EC_PKEY_NO_PUBKEY, EC_PKEY_NO_PARAMETERS, EC_PKEY_NO_PUBKEY | EC_PKEY_NO_PARAMETERS };
    EVP_PKEY *from = load(name), *k = EVP_PKEY_new();
    EC_KEY *ec = EVP_PKEY_get1_EC_KEY(from);
    BIO *mem = BIO_new(BIO_s_mem());
    printf("== %s as an object\n", name);
    EVP_PKEY_set1_EC_KEY(k, ec);
    for (int i = 0; i < COUNT(forms); i++) {
        EC_KEY_set_conv_form(ec, forms[i]);
        for (int f = 0; f < COUNT(flags); f++) {
            unsigned char *der = NULL;
            EC_KEY_set_enc_flags(ec, flags[f]);
            int n = i2d_ECPrivateKey(ec, &der);
            hex("i2d_ECPrivateKey", der, n > 0 ? n : 0);
            OPENSSL_free(der);
            der = NULL;
            n = i2d_EC_PUBKEY(ec, &der);
            hex("i2d_EC_PUBKEY", der, n > 0 ? n : 0);
            OPENSSL_free(der);
            SHOW(PEM_write_bio_ECPrivateKey(mem, ec, NULL, NULL, 0, NULL, NULL));
            text("PEM", mem);
            SHOW(PEM_write_bio_EC_PUBKEY(mem, ec));
            text("PEM", mem);
            SHOW(EC_KEY_print(mem, ec, 0));
            text("text", mem);
            SHOW(EC_KEY_get_enc_flags(ec));
            written("in an EVP_PKEY", k);
        }
    }
    EC_KEY_set_conv_form(ec, POINT_CONVERSION_COMPRESSED);
    EC_KEY *copy = EC_KEY_dup(ec);
    SHOW(EC_KEY_get_conv_form(copy));
    EC_KEY_free(copy);
    SHOW(EC_KEY_get_conv_form(EVP_PKEY_get0_EC_KEY(from)));
    SHOW(EVP_PKEY_get_ec_point_conv_form(from));
    BIO_free(mem);
    EC_KEY_free(ec);
    EVP_PKEY_free(k);
    EVP_PKEY_free(from);
}

static void others(void) {
    EVP_PKEY *rsa = load("evp/rsa8.pem"), *x = load("evp/x8.pem");
    SHOW(EVP_PKEY_get_ec_point_conv_form(rsa));
    SHOW(EVP_PKEY_get_ec_point_conv_form(x));
    SHOW(EVP_PKEY_get_ec_point_conv_form(NULL));
    SHOW(EVP_PKEY_get_field_type(rsa));
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(x);
}

/* A certificate request's key keeps its form. */
static void in_request(void) {
    EVP_PKEY *k = load("evp/ec8.pem");
    X509_REQ *req = X509_REQ_new();
    BIO *mem = BIO_new(BIO_s_mem());
    SHOW(EVP_PKEY_set_utf8_string_param(k, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "compressed"));
    X509_REQ_set_version(req, 0);
    SHOW(X509_REQ_set_pubkey(req, k));
    SHOW(X509_REQ_print_ex(mem, req, 0, X509_FLAG_NO_SIGDUMP));
    text("request", mem);
    SHOW(EVP_PKEY_eq(k, X509_REQ_get0_pubkey(req)));
    BIO_free(mem);
    X509_REQ_free(req);
    EVP_PKEY_free(k);
}

int main(void) {
    static const char *const files[] = { "evp/ec8.pem", "auth/p384.pem", "auth/p521.pem" };
    for (int i = 0; i < COUNT(files); i++) by_params(files[i]);
    by_object("evp/ec8.pem");
    by_object("auth/p521.pem");
    others();
    in_request();
    return 0;
}
