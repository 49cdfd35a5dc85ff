/* Own certificates and keys: loading, matching, and what goes wrong. Paths are not printed; files that are missing or
 * wrong are made here. */
#include "pair.h"

#include <openssl/pem.h>

static void show(const char *what, long ret) {
    unsigned long e;
    printf("%s: %ld", what, ret);
    while ((e = ERR_get_error())) printf(" [%s %d]", ERR_lib_error_string(e), ERR_GET_REASON(e));
    printf("\n");
}
#define SHOW(call) show(#call, (long)(call))

static X509 *cert(const char *file) {
    BIO *in = BIO_new_file(data_file(file), "r");
    X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    return x;
}

static EVP_PKEY *key(const char *file) {
    BIO *in = BIO_new_file(data_file(file), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    return k;
}

static void put(const char *name, const void *bytes, size_t n) {
    FILE *f = fopen(name, "w");
    check(f && fwrite(bytes, 1, n, f) == n, name);
    fclose(f);
}

static void files(void) {
    static const char *const bad[] = { "none.pem", "empty.pem", "text.pem", "cut.pem", "broken.pem" };
    put("empty.pem", "", 0);
    put("text.pem", "hello\n", 6);
    put("cut.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n", 33);
    put("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 59);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        printf("%s\n", bad[i]);
        SHOW(SSL_CTX_use_certificate_file(ctx, bad[i], SSL_FILETYPE_PEM));
        SHOW(SSL_CTX_use_certificate_file(ctx, bad[i], SSL_FILETYPE_ASN1));
        SHOW(SSL_CTX_use_certificate_chain_file(ctx, bad[i]));
        if (i != 3) SHOW(SSL_CTX_use_PrivateKey_file(ctx, bad[i], SSL_FILETYPE_PEM)); /* the decoders' own words */
        SHOW(SSL_load_client_CA_file(bad[i]) == NULL);
        SHOW(SSL_CTX_use_certificate_file(ctx, bad[i], 77));
        SSL_CTX_free(ctx);
    }
}

static void pairs(void) {
    static const char *const names[] = { "rsa.pem", "ec.pem", "p384.pem", "client.pem" };
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
            SSL_CTX *ctx = SSL_CTX_new(TLS_method());
            printf("%s with %s\n", names[i], names[j]);
            SHOW(SSL_CTX_check_private_key(ctx));
            SHOW(SSL_CTX_use_certificate_chain_file(ctx, data_file(names[i])));
            SHOW(SSL_CTX_check_private_key(ctx));
            SHOW(SSL_CTX_use_PrivateKey_file(ctx, data_file(names[j]), SSL_FILETYPE_PEM));
            SHOW(SSL_CTX_check_private_key(ctx));
            SHOW(SSL_CTX_get0_certificate(ctx) != NULL);
            SHOW(SSL_CTX_get0_privatekey(ctx) != NULL);
            SSL_CTX_free(ctx);
            ctx = SSL_CTX_new(TLS_method());
            SHOW(SSL_CTX_use_PrivateKey_file(ctx, data_file(names[j]), SSL_FILETYPE_PEM));
            SHOW(SSL_CTX_use_certificate_file(ctx, data_file(names[i]), SSL_FILETYPE_PEM));
            SHOW(SSL_CTX_check_private_key(ctx));
            SHOW(SSL_CTX_get0_privatekey(ctx) != NULL);
            SSL_CTX_free(ctx);
        }
    }
}

static void objects(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    X509 *rsa = cert("rsa.pem"), *ec = cert("ec.pem"), *ca = cert("ca.pem");
    EVP_PKEY *rsa_key = key("rsa.pem"), *ec_key = key("ec.pem");
    STACK_OF(X509) *chain = NULL;
    unsigned char *der = NULL;
    int n = i2d_X509(rsa, &der);
    SHOW(SSL_CTX_use_certificate(ctx, NULL));
    SHOW(SSL_CTX_use_PrivateKey(ctx, NULL));
    SHOW(SSL_CTX_use_certificate_ASN1(ctx, n, der));
    printf("cut: %d", SSL_CTX_use_certificate_ASN1(ctx, n - 1, der));
    printf(" %d\n", ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();
    SHOW(SSL_CTX_use_PrivateKey(ctx, rsa_key));
    SHOW(SSL_CTX_use_certificate(ctx, ec));
    SHOW(SSL_CTX_check_private_key(ctx));
    SHOW(SSL_CTX_use_PrivateKey(ctx, ec_key));
    SHOW(SSL_CTX_check_private_key(ctx));
    SHOW(SSL_CTX_add1_chain_cert(ctx, ca));
    SHOW(SSL_CTX_get0_chain_certs(ctx, &chain));
    SHOW(sk_X509_num(chain));
    SHOW(SSL_CTX_set_current_cert(ctx, SSL_CERT_SET_FIRST));
    SHOW(X509_cmp(SSL_CTX_get0_certificate(ctx), rsa));
    SHOW(SSL_CTX_get0_chain_certs(ctx, &chain));
    SHOW(sk_X509_num(chain) > 0);
    SHOW(SSL_CTX_set_current_cert(ctx, SSL_CERT_SET_NEXT));
    SHOW(X509_cmp(SSL_CTX_get0_certificate(ctx), ec));
    SHOW(SSL_CTX_set_current_cert(ctx, SSL_CERT_SET_NEXT));
    SHOW(SSL_CTX_select_current_cert(ctx, rsa));
    SHOW(SSL_CTX_select_current_cert(ctx, ca));
    SHOW(SSL_CTX_clear_chain_certs(ctx));
    SHOW(SSL_CTX_add_extra_chain_cert(ctx, ca));
    SHOW(SSL_CTX_get_extra_chain_certs(ctx, &chain));
    SHOW(sk_X509_num(chain));
    SHOW(SSL_CTX_clear_extra_chain_certs(ctx));
    SSL *s = SSL_new(ctx);
    SHOW(X509_cmp(SSL_get_certificate(s), rsa));
    SHOW(SSL_get_privatekey(s) != NULL);
    SHOW(SSL_check_private_key(s));
    SHOW(SSL_use_certificate(s, ec));
    SHOW(SSL_use_PrivateKey(s, rsa_key));
    SHOW(SSL_check_private_key(s));
    SHOW(SSL_use_certificate_chain_file(s, data_file("p384.pem")));
    SHOW(SSL_use_PrivateKey_file(s, data_file("p384.pem"), SSL_FILETYPE_PEM));
    SHOW(SSL_check_private_key(s));
    SHOW(SSL_CTX_check_private_key(ctx));
    SSL_certs_clear(s);
    SHOW(SSL_get_certificate(s) == NULL);
    SHOW(SSL_check_private_key(s));
    SSL_free(s);
    OPENSSL_free(der);
    EVP_PKEY_free(rsa_key);
    EVP_PKEY_free(ec_key);
    X509_free(rsa);
    X509_free(ec);
    SSL_CTX_free(ctx);
}

static void rsa_only(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    SHOW(SSL_CTX_use_RSAPrivateKey_file(ctx, data_file("rsa.pem"), SSL_FILETYPE_PEM));
    SHOW(SSL_CTX_use_RSAPrivateKey_file(ctx, "none.pem", SSL_FILETYPE_PEM));
    SHOW(SSL_use_RSAPrivateKey_file(s, data_file("rsa.pem"), SSL_FILETYPE_PEM));
    SHOW(SSL_use_RSAPrivateKey_file(s, data_file("rsa.pem"), 5));
    printf("ec: %d", SSL_use_RSAPrivateKey_file(s, data_file("ec.pem"), SSL_FILETYPE_PEM));
    printf(" %d\n", ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void client_cas(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(data_file("ca.pem")), *copy;
    X509 *rsa = cert("rsa.pem");
    SHOW(sk_X509_NAME_num(names));
    copy = SSL_dup_CA_list(names);
    SHOW(sk_X509_NAME_num(copy));
    SHOW(SSL_add_file_cert_subjects_to_stack(copy, data_file("ca.pem")));
    SHOW(sk_X509_NAME_num(copy));
    SHOW(SSL_add_file_cert_subjects_to_stack(copy, data_file("rsa.pem")));
    SHOW(sk_X509_NAME_num(copy));
    SSL_CTX_set_client_CA_list(ctx, names);
    SHOW(SSL_CTX_add_client_CA(ctx, rsa));
    SHOW(sk_X509_NAME_num(SSL_CTX_get_client_CA_list(ctx)));
    SSL_CTX_set0_CA_list(ctx, copy);
    SHOW(SSL_CTX_add1_to_CA_list(ctx, rsa));
    SHOW(sk_X509_NAME_num(SSL_CTX_get0_CA_list(ctx)));
    SSL *s = SSL_new(ctx);
    SHOW(sk_X509_NAME_num(SSL_get_client_CA_list(s)) > 0);
    SSL_set_accept_state(s);
    SHOW(sk_X509_NAME_num(SSL_get_client_CA_list(s)));
    SHOW(sk_X509_NAME_num(SSL_get0_CA_list(s)));
    SHOW(SSL_add_client_CA(s, rsa));
    SHOW(SSL_add1_to_CA_list(s, rsa));
    SHOW(sk_X509_NAME_num(SSL_get_client_CA_list(s)));
    SHOW(sk_X509_NAME_num(SSL_get0_CA_list(s)));
    SHOW(SSL_get0_peer_CA_list(s) == NULL);
    SSL_free(s);
    X509_free(rsa);
    SSL_CTX_free(ctx);
}

static void stores(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SHOW(SSL_CTX_load_verify_locations(ctx, NULL, NULL));
    SHOW(SSL_CTX_load_verify_locations(ctx, "none.pem", NULL));
    SHOW(SSL_CTX_load_verify_locations(ctx, "empty.pem", NULL));
    SHOW(SSL_CTX_load_verify_locations(ctx, "text.pem", NULL));
    SHOW(SSL_CTX_load_verify_locations(ctx, "broken.pem", NULL));
    SHOW(SSL_CTX_load_verify_locations(ctx, NULL, "nowhere"));
    SHOW(SSL_CTX_load_verify_locations(ctx, data_file("ca.pem"), NULL));
    SHOW(SSL_CTX_load_verify_file(ctx, data_file("ca.pem")));
    SHOW(SSL_CTX_load_verify_dir(ctx, "."));
    SHOW(sk_X509_OBJECT_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(ctx))));
    SHOW(SSL_CTX_set_default_verify_paths(ctx));
    SSL_CTX_set_cert_store(ctx, X509_STORE_new());
    SHOW(sk_X509_OBJECT_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(ctx))));
    SSL_CTX_free(ctx);
}

int main(void) {
    files();
    pairs();
    objects();
    rsa_only();
    client_cas();
    stores();
    return 0;
}
