/* Entry points beside the main roads: keys from a bare public part, PSS parameters, operations begun with settings, objects
 * of a program's own in PEM, Blowfish by its own functions, where providers are looked for. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/blowfish.h>
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

static void last(const char *what, int ok) {
    unsigned long e = ERR_peek_last_error();
    printf("%s %d %d:%d\n", what, ok, ERR_GET_LIB(e), ERR_GET_REASON(e));
    ERR_clear_error();
}

static EVP_PKEY *rsa;

static void public_keys(void) {
    unsigned char *der = NULL;
    const unsigned char *p;
    int n = i2d_PublicKey(rsa, &der);
    p = der;
    EVP_PKEY *k = d2i_PublicKey(EVP_PKEY_RSA, NULL, &p, n);
    printf("RSA %d moved %d\n", EVP_PKEY_eq(k, rsa), p == der + n);
    p = der;
    EVP_PKEY *again = k;
    SHOW(d2i_PublicKey(EVP_PKEY_RSA, &again, &p, n) == k);
    p = der;
    last("cut", d2i_PublicKey(EVP_PKEY_RSA, NULL, &p, n - 1) != NULL);
    p = der;
    last("as EC without a curve", d2i_PublicKey(EVP_PKEY_EC, NULL, &p, n) != NULL);
    last("as Ed25519", d2i_PublicKey(EVP_PKEY_ED25519, NULL, &p, n) != NULL);
    EVP_PKEY_free(k);
    OPENSSL_free(der);
    EVP_PKEY *ec = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-384");
    EC_KEY *curve = EC_KEY_new_by_curve_name(NID_secp384r1);
    der = NULL;
    n = i2d_PublicKey(ec, &der);
    EVP_PKEY *to = EVP_PKEY_new();
    EVP_PKEY_assign_EC_KEY(to, curve);
    p = der;
    SHOW(d2i_PublicKey(EVP_PKEY_EC, &to, &p, n) == to);
    SHOW(p - der);
    SHOW(EVP_PKEY_eq(to, ec));
    SHOW(EVP_PKEY_get_id(to) == EVP_PKEY_EC);
    der[n - 1] ^= 1;
    p = der;
    EVP_PKEY *bad = EVP_PKEY_new();
    EVP_PKEY_assign_EC_KEY(bad, EC_KEY_new_by_curve_name(NID_secp384r1));
    printf("off the curve %d\n", d2i_PublicKey(EVP_PKEY_EC, &bad, &p, n) != NULL);
    ERR_clear_error();
    EVP_PKEY_free(bad);
    EVP_PKEY_free(to);
    EVP_PKEY_free(ec);
    OPENSSL_free(der);
}

static void algor(const char *what, const X509_ALGOR *a) {
    printf("%s %s\n", what, a ? OBJ_nid2sn(OBJ_obj2nid(a->algorithm)) : "none");
}

static void pss(const EVP_MD *md, const EVP_MD *mgf1, int salt) {
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA_PSS, NULL);
    EVP_PKEY *k = NULL;
    EVP_PKEY_keygen_init(c);
    EVP_PKEY_CTX_set_rsa_keygen_bits(c, 1024);
    if (md) EVP_PKEY_CTX_set_rsa_pss_keygen_md(c, md);
    if (mgf1) EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(c, mgf1);
    if (salt >= 0) EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(c, salt);
    SHOW(EVP_PKEY_keygen(c, &k));
    /* as a program meets it: read from a file */
    unsigned char *der = NULL;
    const unsigned char *at;
    int n = i2d_PUBKEY(k, &der);
    at = der;
    EVP_PKEY *pub = d2i_PUBKEY(NULL, &at, n);
    const RSA *r = EVP_PKEY_get0_RSA(pub);
    const RSA_PSS_PARAMS *p = r ? RSA_get0_pss_params(r) : NULL;
    printf("params %d\n", p != NULL);
    if (p) {
        algor("hash", p->hashAlgorithm);
        algor("mask", p->maskGenAlgorithm);
        algor("mask hash", p->maskHash);
        SHOW(p->saltLength ? ASN1_INTEGER_get(p->saltLength) : -1);
        SHOW(p->trailerField ? ASN1_INTEGER_get(p->trailerField) : -1);
    }
    OPENSSL_free(der);
    EVP_PKEY_free(pub);
    EVP_PKEY_free(k);
    EVP_PKEY_CTX_free(c);
}

static void settings(void) {
    static const char *const modes[] = { "pkcs1", "pss", "oaep", "none" };
    unsigned char digest[32], sig[256], out[256];
    memset(digest, 7, sizeof digest);
    for (int m = 0; m < 2; m++) {
        char mode[12], md[] = "SHA256";
        strcpy(mode, modes[m]);
        OSSL_PARAM params[] = { OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, md, sizeof md - 1),
            OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, mode, strlen(mode)), OSSL_PARAM_END };
        EVP_PKEY_CTX *s = EVP_PKEY_CTX_new(rsa, NULL), *v = EVP_PKEY_CTX_new(rsa, NULL);
        size_t n = sizeof sig;
        int ok = EVP_PKEY_sign_init_ex(s, params);
        printf("%s sign %d", mode, ok);
        if (ok > 0) {
            ok = EVP_PKEY_sign(s, sig, &n, digest, sizeof digest);
            int begun = EVP_PKEY_verify_init_ex(v, params);
            printf(" signed %d verify %d %d", ok, begun, EVP_PKEY_verify(v, sig, n, digest, sizeof digest));
            if (m == 0) {
                size_t len = sizeof out;
                begun = EVP_PKEY_verify_recover_init_ex(v, params);
                printf(" recover %d %d", begun, EVP_PKEY_verify_recover(v, out, &len, sig, n));
            }
        }
        printf("\n");
        ERR_clear_error();
        EVP_PKEY_CTX_free(s);
        EVP_PKEY_CTX_free(v);
    }
    for (int m = 0; m < 4; m++) {
        char mode[12];
        if (m == 1) continue;
        strcpy(mode, modes[m]);
        OSSL_PARAM params[] = { OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_PAD_MODE, mode, strlen(mode)), OSSL_PARAM_END };
        EVP_PKEY_CTX *e = EVP_PKEY_CTX_new(rsa, NULL), *d = EVP_PKEY_CTX_new(rsa, NULL);
        size_t n = sizeof sig, len = sizeof out, in = m == 3 ? 128 : 32;
        unsigned char text[128] = { 0, 1 };
        int a = EVP_PKEY_encrypt_init_ex(e, params), b = EVP_PKEY_encrypt(e, sig, &n, text, in),
            c = EVP_PKEY_decrypt_init_ex(d, params), f = EVP_PKEY_decrypt(d, out, &len, sig, n);
        printf("%s encrypt %d %d decrypt %d %d same %d\n", mode, a, b, c, f, len == in && memcmp(out, text, in) == 0);
        errors();
        EVP_PKEY_CTX_free(e);
        EVP_PKEY_CTX_free(d);
    }
    EVP_PKEY *x = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
    EVP_PKEY_CTX *d = EVP_PKEY_CTX_new(x, NULL);
    size_t len = sizeof out;
    SHOW(EVP_PKEY_derive_init_ex(d, NULL));
    SHOW(EVP_PKEY_derive_set_peer(d, x));
    SHOW(EVP_PKEY_derive(d, out, &len));
    EVP_PKEY_CTX_free(d);
    EVP_PKEY_free(x);
}

static int passphrase(char *buf, int size, int writing, void *u) {
    (void)size;
    printf("asked, to write %d\n", writing);
    if (!u) return -1;
    strcpy(buf, u);
    return (int)strlen(u);
}

static void own_objects(void) {
    X509_NAME *name = X509_NAME_new(), *back;
    char word[] = "secret";
    BIO *b = BIO_new(BIO_s_mem());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"own object", -1, -1, 0);
    SHOW(PEM_ASN1_write_bio((i2d_of_void *)i2d_X509_NAME, "MY NAME", b, name, NULL, NULL, 0, NULL, NULL));
    text("plain", b);
    for (int with = 0; with < 3; with++) {
        const EVP_CIPHER *c = with == 2 ? EVP_aes_256_ctr() : EVP_aes_128_cbc();
        SHOW(PEM_ASN1_write_bio((i2d_of_void *)i2d_X509_NAME, "MY NAME", b, name, c, with == 1 ? (unsigned char *)word : NULL,
                                with == 1 ? 6 : 0, passphrase, word));
        back = PEM_ASN1_read_bio((d2i_of_void *)d2i_X509_NAME, "MY NAME", b, NULL, passphrase, word);
        printf("back %d\n", back ? X509_NAME_cmp(name, back) : -9);
        ERR_clear_error();
        X509_NAME_free(back);
        (void)BIO_reset(b);
    }
    SHOW(PEM_ASN1_write_bio((i2d_of_void *)i2d_X509_NAME, "MY NAME", b, name, EVP_aes_128_cbc(), NULL, 0, passphrase, NULL));
    FILE *f = tmpfile();
    SHOW(PEM_ASN1_write((i2d_of_void *)i2d_X509_NAME, "MY NAME", f, name, NULL, NULL, 0, NULL, NULL));
    rewind(f);
    back = PEM_ASN1_read((d2i_of_void *)d2i_X509_NAME, "MY NAME", f, NULL, NULL, NULL);
    printf("back %d\n", back ? X509_NAME_cmp(name, back) : -9);
    X509_NAME_free(back);
    fclose(f);
    BIO_free(b);
    X509_NAME_free(name);
}

static void blowfish(void) {
    static const int lengths[] = { 1, 4, 8, 16, 24, 56, 57, 72, 73, 100 };
    unsigned char key[100], in[64], out[72], back[72], iv[8];
    for (int i = 0; i < 100; i++) key[i] = (unsigned char)(i * 37 + 1);
    for (int i = 0; i < 64; i++) in[i] = (unsigned char)(i * 5);
    for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++) {
        BF_KEY k;
        BF_set_key(&k, lengths[l], key);
        hex("subkeys", k.P, sizeof k.P);
        hex("boxes", k.S + 1000, 96);
        BF_ecb_encrypt(in, out, &k, BF_ENCRYPT);
        hex("ecb", out, 8);
        BF_ecb_encrypt(out, back, &k, BF_DECRYPT);
        printf("back %d\n", memcmp(in, back, 8));
        for (int n = 1; n <= 64; n += n < 20 ? 1 : 11) {
            memset(out, 0xEE, sizeof out);
            memset(iv, 9, 8);
            BF_cbc_encrypt(in, out, n, &k, iv, BF_ENCRYPT);
            hex("cbc", out, sizeof out);
            hex("iv", iv, 8);
            memset(back, 0xEE, sizeof back);
            memset(iv, 9, 8);
            BF_cbc_encrypt(out, back, n, &k, iv, BF_DECRYPT);
            hex("cbc back", back, sizeof back);
            hex("iv", iv, 8);
            int num = 0;
            memset(iv, 9, 8);
            BF_cfb64_encrypt(in, out, n / 2, &k, iv, &num, BF_ENCRYPT);
            BF_cfb64_encrypt(in + n / 2, out + n / 2, n - n / 2, &k, iv, &num, BF_ENCRYPT);
            hex("cfb", out, n);
            printf("num %d\n", num);
            num = 0;
            memset(iv, 9, 8);
            BF_cfb64_encrypt(out, back, n, &k, iv, &num, BF_DECRYPT);
            printf("back %d\n", memcmp(in, back, (size_t)n));
            num = 0;
            memset(iv, 9, 8);
            BF_ofb64_encrypt(in, out, n, &k, iv, &num);
            hex("ofb", out, n);
            hex("iv", iv, 8);
        }
    }
}

/* Certificates' kinds. */
static void kinds(void) {
    static const char *const files[] = { "auth/rsa.pem", "auth/pss.pem", "auth/p256.pem", "auth/ed25519.pem", "auth/ed448.pem",
        "auth/ca.pem", "rsa.pem", "ec.pem" };
    X509 *none = X509_new();
    DH *dh = DH_new_by_nid(NID_ffdhe2048);
    EVP_PKEY *k = EVP_PKEY_new();
    EVP_PKEY_assign_DH(k, dh);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        BIO *b = BIO_new_file(data_file(files[i]), "r");
        X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
        BIO_free(b);
        printf("%s %x %x %x\n", files[i], X509_certificate_type(x, NULL), X509_certificate_type(x, rsa),
               X509_certificate_type(x, k));
        X509_free(x);
    }
    SHOW(X509_certificate_type(NULL, rsa));
    printf("empty %x\n", X509_certificate_type(none, rsa));
    ERR_clear_error();
    EVP_PKEY_free(k);
    X509_free(none);
}

/* The two primes are told of, by number in small keys; what OpenSSL tells besides is chance. */
static int primes[2], stop_at;
static int count_primes(int a, int b) {
    if (a == 3 && (b == 0 || b == 1)) primes[b]++;
    return a != 3 || primes[0] + primes[1] != stop_at;
}
static int on_gencb(int a, int b, BN_GENCB *cb) { (void)cb; return count_primes(a, b); }
static int on_pkey(EVP_PKEY_CTX *ctx) {
    return count_primes(EVP_PKEY_CTX_get_keygen_info(ctx, 0), EVP_PKEY_CTX_get_keygen_info(ctx, 1));
}
static void on_old(int a, int b, void *arg) { if (a == 3) (*(int *)arg)++; (void)b; }

static void progress(int bits, int stop) {
    BIGNUM *e = BN_new();
    RSA *r = RSA_new();
    BN_GENCB *cb = BN_GENCB_new();
    stop_at = stop;
    BN_set_word(e, RSA_F4);
    BN_GENCB_set(cb, on_gencb, NULL);
    SHOW(RSA_generate_key_ex(r, bits, e, cb));
    printf("%d: %d %d\n", bits, primes[0], primes[1]);
    primes[0] = primes[1] = 0;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
    EVP_PKEY *key = NULL;
    EVP_PKEY_keygen_init(ctx);
    EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, bits);
    EVP_PKEY_CTX_set_cb(ctx, on_pkey);
    SHOW(EVP_PKEY_keygen(ctx, &key));
    printf("%d: %d %d\n", bits, primes[0], primes[1]);
    primes[0] = primes[1] = 0;
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(ctx);
    BN_GENCB_free(cb);
    RSA_free(r);
    BN_free(e);
}

int main(void) {
    int told = 0;
    RSA_free(RSA_generate_key(1024, 65537, on_old, &told));
    SHOW(told);
    progress(1024, 0);
    progress(1024, 1);
    progress(1024, 2);
    progress(2048, 0);
    RSA *r = RSA_generate_key(1024, 65537, NULL, NULL);
    SHOW(RSA_bits(r));
    SHOW(RSA_check_key(r));
    SHOWP(RSA_get0_pss_params(r));
    rsa = EVP_PKEY_new();
    EVP_PKEY_assign_RSA(rsa, r);
    SHOWP(RSA_generate_key(100, 65537, NULL, NULL));
    public_keys();
    pss(NULL, NULL, -1);
    pss(EVP_sha256(), EVP_sha256(), 32);
    pss(EVP_sha1(), EVP_sha1(), 20);
    pss(EVP_sha384(), EVP_sha1(), 20);
    pss(EVP_sha1(), EVP_sha512(), 10);
    settings();
    own_objects();
    blowfish();
    kinds();
    DH *dh = DH_new();
    SHOWP(DH_get0_engine(dh));
    DH_free(dh);
    ENGINE_unregister_RAND(NULL);
    OSSL_LIB_CTX *ctx = OSSL_LIB_CTX_new();
    SHOW(OSSL_PROVIDER_set_default_search_path(ctx, "/nowhere"));
    SHOW(OSSL_PROVIDER_set_default_search_path(ctx, "/nowhere/else"));
    SHOW(OSSL_PROVIDER_set_default_search_path(NULL, "/nowhere"));
    last("load", OSSL_PROVIDER_load(ctx, "one-of-mine") != NULL);
    OSSL_LIB_CTX_free(ctx);
    EVP_PKEY_free(rsa);
    return 0;
}
