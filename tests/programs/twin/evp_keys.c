/* Reading and writing keys: every file form, passphrases, wrong ones, DER both ways, numbers by name. */
#include "evp.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>

static BIO *file(const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s/evp/%s", getenv("TWIN_DATA"), name);
    return BIO_new_file(path, "rb");
}

static int password(char *buf, int size, int rwflag, void *u) {
    printf("  asked %d %d\n", size, rwflag);
    if (u == NULL) return -1;
    strcpy(buf, u);
    return (int)strlen(buf);
}

static int quiet_password(char *buf, int size, int rwflag, void *u) {
    (void)size;
    (void)rwflag;
    if (u == NULL) return -1;
    strcpy(buf, u);
    return (int)strlen(buf);
}

static void show(const EVP_PKEY *k) {
    if (k == NULL) {
        printf("  no key\n");
        return;
    }
    printf("  %s id %d base %d bits %d size %d security %d can sign %d\n", EVP_PKEY_get0_type_name(k), EVP_PKEY_get_id(k),
           EVP_PKEY_get_base_id(k), EVP_PKEY_get_bits(k), EVP_PKEY_get_size(k), EVP_PKEY_get_security_bits(k),
           EVP_PKEY_can_sign(k));
}

static void der(EVP_PKEY *k) {
    static const char *const names[] = { "n", "e", "d", "rsa-factor1", "rsa-factor2", "rsa-exponent1", "rsa-exponent2",
                                         "rsa-coefficient1", "qx", "qy", "priv", "p", "a", "b", "order", "cofactor" };
    unsigned char *out = NULL;
    int n = i2d_PrivateKey(k, &out);
    hex("  private", out, n > 0 ? (size_t)n : 0);
    const unsigned char *p = out;
    EVP_PKEY *again = d2i_AutoPrivateKey(NULL, &p, n);
    printf("  auto %d used %ld\n", again != NULL && EVP_PKEY_eq(k, again) == 1, (long)(p - out));
    EVP_PKEY_free(again);
    OPENSSL_free(out);
    out = NULL;
    n = i2d_PUBKEY(k, &out);
    hex("  public", out, n > 0 ? (size_t)n : 0);
    p = out;
    again = d2i_PUBKEY(NULL, &p, n);
    printf("  pubkey %d\n", again != NULL ? EVP_PKEY_eq(k, again) : -9);
    EVP_PKEY_free(again);
    OPENSSL_free(out);
    out = NULL;
    if (EVP_PKEY_get_id(k) != EVP_PKEY_X25519) {
        n = i2d_PublicKey(k, &out);
        hex("  bare", out, n > 0 ? (size_t)n : 0);
        OPENSSL_free(out);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        BIGNUM *bn = NULL;
        int r = EVP_PKEY_get_bn_param(k, names[i], &bn);
        char *text = r ? BN_bn2hex(bn) : NULL;
        printf("  %s %d %s\n", names[i], r, text != NULL ? text : "-");
        OPENSSL_free(text);
        BN_clear_free(bn);
    }
    char group[64] = "";
    size_t len = 0;
    printf("  group %d ", EVP_PKEY_get_utf8_string_param(k, "group", group, sizeof group, &len));
    printf("%s %zu\n", group, len);
    unsigned char raw[200];
    len = sizeof raw;
    printf("  raw %d\n", EVP_PKEY_get_raw_public_key(k, raw, &len));
    ERR_clear_error();
    if (EVP_PKEY_get_id(k) == EVP_PKEY_X25519) {
        hex("  pub", raw, len);
        len = sizeof raw;
        EVP_PKEY_get_raw_private_key(k, raw, &len);
        hex("  priv", raw, len);
    }
}

static void read_one(const char *name, char *pass, int details) {
    BIO *b = file(name);
    EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, pass == NULL ? quiet_password : password, pass);
    printf("%s %s\n", name, pass != NULL ? pass : "-");
    show(k);
    if (k != NULL && details) der(k);
    if (k == NULL && strcmp(name, "rsa8enc.pem") != 0) last_error();
    ERR_clear_error();
    EVP_PKEY_free(k);
    BIO_free(b);
}

static void legacy(void) {
    BIO *b = file("rsa1enc.pem");
    RSA *r = PEM_read_bio_RSAPrivateKey(b, NULL, NULL, "pw");
    printf("rsa %d bits %d flags %x check %d\n", r != NULL, RSA_bits(r), (unsigned)RSA_flags(r), RSA_check_key(r));
    unsigned char *out = NULL;
    int n = i2d_RSAPublicKey(r, &out);
    hex("RSAPublicKey", out, (size_t)n);
    const unsigned char *p = out;
    RSA *pub = d2i_RSAPublicKey(NULL, &p, n);
    printf("again %d\n", pub != NULL && BN_cmp(RSA_get0_n(pub), RSA_get0_n(r)) == 0);
    RSA_free(pub);
    OPENSSL_free(out);
    BIO_free(b);
    b = file("ec8.pem");
    EC_KEY *e = PEM_read_bio_ECPrivateKey(b, NULL, NULL, NULL);
    printf("ec %d check %d size %d\n", e != NULL, EC_KEY_check_key(e), ECDSA_size(e));
    out = NULL;
    n = i2d_ECPrivateKey(e, &out);
    hex("ECPrivateKey", out, (size_t)n);
    OPENSSL_free(out);
    BIO_free(b);
    b = file("ec8.pem");
    printf("rsa from ec %d\n", PEM_read_bio_RSAPrivateKey(b, NULL, NULL, NULL) != NULL);
    last_error();
    BIO_free(b);
    b = file("dh.pem");
    DH *dh = PEM_read_bio_DHparams(b, NULL, NULL, NULL);
    printf("dh %d bits %d size %d\n", dh != NULL, DH_bits(dh), DH_size(dh));
    BIO_free(b);
    b = BIO_new(BIO_s_mem());
    PEM_write_bio_DHparams(b, dh);
    PEM_write_bio_RSAPrivateKey(b, r, NULL, NULL, 0, NULL, NULL);
    PEM_write_bio_RSA_PUBKEY(b, r);
    PEM_write_bio_RSAPublicKey(b, r);
    PEM_write_bio_ECPrivateKey(b, e, NULL, NULL, 0, NULL, NULL);
    char *text;
    long len = BIO_get_mem_data(b, &text);
    fwrite(text, 1, (size_t)len, stdout);
    BIO_free(b);
    DH_free(dh);
    RSA_free(r);
    EC_KEY_free(e);
}

static void writing(const char *name) {
    BIO *in = file(name), *b = BIO_new(BIO_s_mem());
    EVP_PKEY *k = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    printf("write %d", PEM_write_bio_PrivateKey(b, k, NULL, NULL, 0, NULL, NULL));
    printf(" %d\n", PEM_write_bio_PUBKEY(b, k));
    char *text;
    long len = BIO_get_mem_data(b, &text);
    fwrite(text, 1, (size_t)len, stdout);
    (void)BIO_reset(b);
    printf("encrypted %d\n", PEM_write_bio_PrivateKey(b, k, EVP_aes_256_cbc(), (const unsigned char *)"abcd", 4, NULL, NULL));
    EVP_PKEY *again = PEM_read_bio_PrivateKey(b, NULL, NULL, "abcd");
    printf("same %d\n", again != NULL ? EVP_PKEY_eq(k, again) : -9);
    EVP_PKEY_free(again);
    (void)BIO_reset(b);
    printf("traditional %d\n",
           PEM_write_bio_PrivateKey_traditional(b, k, EVP_des_ede3_cbc(), (const unsigned char *)"abcd", 4, NULL, NULL));
    ERR_clear_error();
    again = PEM_read_bio_PrivateKey(b, NULL, NULL, "abcd");
    printf("same %d\n", again != NULL ? EVP_PKEY_eq(k, again) : -9);
    EVP_PKEY_free(again);
    ERR_clear_error();
    EVP_PKEY_free(k);
    BIO_free(b);
    BIO_free(in);
}

int main(void) {
    char pw[] = "pw", bad[] = "bad";
    setvbuf(stdout, NULL, _IONBF, 0);
    read_one("rsa8.pem", pw, 1);
    read_one("rsa1.pem", pw, 0);
    read_one("rsa1enc.pem", pw, 0);
    read_one("rsa8enc.pem", pw, 1);
    read_one("rsa8des.pem", pw, 0);
    read_one("ec1.pem", pw, 1);
    read_one("ec8.pem", pw, 1);
    read_one("ec521.pem", pw, 1);
    read_one("x8.pem", pw, 1);
    read_one("pss8.pem", pw, 0);
    read_one("g.pem", pw, 0);
    read_one("rsa8.pub", pw, 0);
    read_one("rsa1enc.pem", bad, 0);
    read_one("rsa1enc.pem", NULL, 0);
    read_one("rsa8enc.pem", NULL, 0);
    BIO *b = file("ec8.pub");
    EVP_PKEY *k = PEM_read_bio_PUBKEY(b, NULL, NULL, NULL);
    show(k);
    EVP_PKEY_free(k);
    BIO_free(b);
    b = file("rsa8.der");
    k = d2i_PrivateKey_bio(b, NULL);
    show(k);
    EVP_PKEY_free(k);
    BIO_free(b);
    b = file("g.pem");
    k = PEM_read_bio_PUBKEY(b, NULL, NULL, NULL);
    show(k);
    last_error();
    BIO_free(b);
    legacy();
    writing("rsa8.pem");
    writing("ec8.pem");
    writing("x8.pem");
    return 0;
}
