/* Secrets encapsulated by RSA, in every order of calls; settings by names of digests; names of keys' types. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static EVP_PKEY *read_key(const char *name) {
    BIO *b = BIO_new_file(data_file(name), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    BIO_free(b);
    return k;
}

/* Providers have their own words for a key that is of no use. */
static void begin(const char *what, int r) {
    printf("%s %d %d\n", what, r > 0, ERR_peek_error() != 0);
    ERR_clear_error();
}

static void out_of_order(EVP_PKEY *key) {
    unsigned char a[600], b[600];
    size_t n = sizeof a, m = sizeof b;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    SHOW(EVP_PKEY_encapsulate(c, a, &n, b, &m));
    SHOW(EVP_PKEY_decapsulate(c, a, &n, b, 5));
    SHOW(EVP_PKEY_CTX_set_kem_op(c, "RSASVE"));
    begin("encapsulate", EVP_PKEY_encapsulate_init(c, NULL));
    SHOW(EVP_PKEY_decapsulate(c, a, &n, b, 5));
    SHOW(EVP_PKEY_encapsulate(c, a, &n, b, &m));
    SHOW(EVP_PKEY_CTX_set_kem_op(c, "other"));
    SHOW(EVP_PKEY_CTX_set_kem_op(c, NULL));
    begin("decapsulate", EVP_PKEY_decapsulate_init(c, NULL));
    SHOW(EVP_PKEY_decapsulate(c, a, &n, b, 256));
    EVP_PKEY_CTX_free(c);
    SHOW(EVP_PKEY_encapsulate_init(NULL, NULL));
    SHOW(EVP_PKEY_encapsulate(NULL, a, &n, b, &m));
    SHOW(EVP_PKEY_decapsulate(NULL, a, &n, b, 5));
}

static void round_trip(EVP_PKEY *key) {
    unsigned char sealed[600], secret[600], back[600];
    size_t n = 0, m = 0, k = 0;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL), *d = EVP_PKEY_CTX_new(key, NULL);
    OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_KEM_PARAM_OPERATION, "RSASVE", 0), OSSL_PARAM_END };
    SHOW(EVP_PKEY_encapsulate_init(c, params));
    SHOW(EVP_PKEY_encapsulate(c, NULL, &n, NULL, &m));
    printf("%zu %zu\n", n, m);
    SHOW(EVP_PKEY_encapsulate(c, NULL, NULL, NULL, NULL));
    SHOW(EVP_PKEY_encapsulate(c, NULL, NULL, NULL, &m));
    SHOW(EVP_PKEY_encapsulate(c, sealed, &n, NULL, &m));
    n--;
    SHOW(EVP_PKEY_encapsulate(c, sealed, &n, secret, &m));
    n++;
    m = n;
    SHOW(EVP_PKEY_encapsulate(c, sealed, &n, secret, &m));
    printf("%zu %zu\n", n, m);
    SHOW(EVP_PKEY_decapsulate_init(d, params));
    SHOW(EVP_PKEY_decapsulate(d, NULL, &k, sealed, n));
    printf("%zu\n", k);
    SHOW(EVP_PKEY_decapsulate(d, back, &k, sealed, n));
    printf("%zu same %d\n", k, k == m && memcmp(back, secret, k) == 0);
    k--;
    SHOW(EVP_PKEY_decapsulate(d, back, &k, sealed, n));
    k = sizeof back;
    SHOW(EVP_PKEY_decapsulate(d, back, &k, sealed, n - 1));
    SHOW(EVP_PKEY_decapsulate(d, NULL, NULL, sealed, n));
    SHOW(EVP_PKEY_decapsulate(d, back, &k, NULL, n));
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_CTX_free(d);
}

/* The names of digests differ between the library's own and a fetched one, here and there. */
static void name_of(const char *what, int r, const char *name) {
    EVP_MD *md = EVP_MD_fetch(NULL, name, NULL);
    printf("%s %d %d", what, r, md ? EVP_MD_get_size(md) : -1);
    errors();
    EVP_MD_free(md);
}

static void by_name(EVP_PKEY *key) {
    char name[40] = "";
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);
    EVP_PKEY_encrypt_init(c);
    SHOW(EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_OAEP_PADDING));
    SHOW(EVP_PKEY_CTX_set_rsa_oaep_md_name(c, "SHA2-384", NULL));
    SHOW(EVP_PKEY_CTX_set_rsa_mgf1_md_name(c, "SHA512", NULL));
    name_of("oaep", EVP_PKEY_CTX_get_rsa_oaep_md_name(c, name, sizeof name), name);
    name_of("mgf1", EVP_PKEY_CTX_get_rsa_mgf1_md_name(c, name, sizeof name), name);
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new(key, NULL);
    EVP_PKEY_sign_init(c);
    SHOW(EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PSS_PADDING));
    SHOW(EVP_PKEY_CTX_md(c, EVP_PKEY_OP_SIGN, EVP_PKEY_CTRL_MD, "SHA256"));
    SHOW(EVP_PKEY_CTX_md(c, EVP_PKEY_OP_SIGN, EVP_PKEY_CTRL_MD, "no digest"));
    SHOW(EVP_PKEY_CTX_set_rsa_mgf1_md_name(c, "SHA1", NULL));
    name_of("mgf1", EVP_PKEY_CTX_get_rsa_mgf1_md_name(c, name, sizeof name), name);
    EVP_PKEY_CTX_free(c);
    EVP_PKEY *pss = NULL;
    c = EVP_PKEY_CTX_new_from_name(NULL, "RSA-PSS", NULL);
    EVP_PKEY_keygen_init(c);
    EVP_PKEY_CTX_set_rsa_keygen_bits(c, 1024);
    SHOW(EVP_PKEY_CTX_set_rsa_pss_keygen_md_name(c, "SHA256", NULL));
    SHOW(EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md_name(c, "SHA512"));
    SHOW(EVP_PKEY_keygen(c, &pss));
    BIO *mem = BIO_new(BIO_s_mem());
    EVP_PKEY_print_params(mem, pss, 0, NULL);
    EVP_PKEY_free(pss);
    BIO_free(mem);
    EVP_PKEY_CTX_free(c);
    static const char *const digests[] = { "SHA256", "SHA1", "MD5", "SHA3-256", "SHA512-256", "nothing", "", NULL };
    for (int i = 0; digests[i]; i++) {
        printf("%s %d\n", digests[i], EVP_PKEY_digestsign_supports_digest(key, NULL, digests[i], NULL));
    }
    errors();
}

static int names;
static void count(const char *name, void *key) { names += EVP_PKEY_is_a(key, name); }

static void types(EVP_PKEY *key) {
    static const char *const asked[] = { "RSA", "rsaencryption", "1.2.840.113549.1.1.1", "EC", "id-ecPublicKey", "X25519",
                                         "ED25519", "RSA-PSS", "DH", "DHX", "nothing" };
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        printf("%s %d %d\n", asked[i], EVP_PKEY_CTX_is_a(c, asked[i]), EVP_PKEY_is_a(key, asked[i]));
    }
    SHOWS(EVP_PKEY_get0_description(key));
    names = 0;
    SHOW(EVP_PKEY_type_names_do_all(key, count, key));
    printf("%d names\n", names);
    EVP_PKEY_CTX_free(c);
}

int main(void) {
    static const char *const files[] = { "evp/rsa8.pem", "evp/ec8.pem", "auth/ed25519.pem", "auth/ed448.pem", "evp/x8.pem",
                                         "evp/dh.pem", "auth/pss.pem" };
    size_t len = 0;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        EVP_PKEY *key = read_key(files[i]);
        printf("-- %s\n", files[i]);
        errors();
        if (key == NULL) continue;
        out_of_order(key);
        types(key);
        if (i == 0) round_trip(key);
        if (i == 0) by_name(key);
        EVP_PKEY_free(key);
    }
    EVP_PKEY *hmac = EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, NULL, (const unsigned char *)"secret", 6);
    types(hmac);
    EVP_PKEY_free(hmac);
    static const struct {
        const char *name;
        int len;
    } typed[] = { { "RSA", -1 }, { "ECother", 2 }, { "X25519", 6 }, { "no such type", -1 }, { "RSA", 0 } };
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        EVP_PKEY *empty = EVP_PKEY_new();
        SHOW(EVP_PKEY_set_type_str(empty, typed[i].name, typed[i].len));
        printf("%d\n", EVP_PKEY_get_id(empty));
        EVP_PKEY_free(empty);
    }
    EVP_PKEY *ec = read_key("evp/ec8.pem");
    SHOWP(EVP_PKEY_get0_hmac(ec, &len));
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
    EVP_PKEY_keygen_init(c);
    SHOW(EVP_PKEY_CTX_ctrl_uint64(c, EVP_PKEY_RSA, EVP_PKEY_OP_KEYGEN, 12345, 1));
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_free(ec);
    return 0;
}
