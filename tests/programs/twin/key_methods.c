/* RSA_METHOD and EC_KEY_METHOD: keys whose private half is the program's, alone and in TLS, and methods that fail. */
#include "pair.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static RSA *true_rsa;
static EC_KEY *true_ec;
static int fails, calls;

static int priv_enc(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding) {
    printf("    priv_enc %d bytes, padding %d, data %s\n", flen, padding, (const char *)RSA_get_app_data(rsa));
    calls++;
    return fails ? -1 : RSA_private_encrypt(flen, from, to, true_rsa, padding);
}
static int priv_dec(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding) {
    (void)rsa;
    printf("    priv_dec %d bytes, padding %d\n", flen, padding);
    return fails ? -1 : RSA_private_decrypt(flen, from, to, true_rsa, padding);
}
static int rsa_init(RSA *rsa) { (void)rsa; printf("    init\n"); return 1; }
static int rsa_finish(RSA *rsa) { (void)rsa; printf("    finish\n"); return 1; }
static int rsa_sign(int type, const unsigned char *m, unsigned m_length, unsigned char *sig, unsigned *len, const RSA *rsa) {
    (void)rsa;
    printf("    sign type %d, %u bytes\n", type, m_length);
    return fails ? 0 : RSA_sign(type, m, m_length, sig, len, true_rsa);
}
static int rsa_verify(int type, const unsigned char *m, unsigned m_length, const unsigned char *sig, unsigned len, const RSA *rsa) {
    (void)m; (void)sig; (void)rsa;
    printf("    verify type %d, %u and %u bytes\n", type, m_length, len);
    return 1;
}
static int rsa_keygen(RSA *rsa, int bits, BIGNUM *e, BN_GENCB *cb) {
    (void)rsa; (void)e; (void)cb;
    printf("    keygen %d\n", bits);
    return 1;
}
static int multi_keygen(RSA *rsa, int bits, int primes, BIGNUM *e, BN_GENCB *cb) {
    (void)rsa; (void)bits; (void)primes; (void)e; (void)cb;
    return 0;
}
static int mod_exp(BIGNUM *r0, const BIGNUM *i, RSA *rsa, BN_CTX *ctx) { (void)r0; (void)i; (void)rsa; (void)ctx; return 0; }
static int bn_mod_exp(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *ctx, BN_MONT_CTX *mont) {
    (void)r; (void)a; (void)p; (void)m; (void)ctx; (void)mont;
    return 0;
}

static int ec_sign(int type, const unsigned char *dgst, int dlen, unsigned char *sig, unsigned *siglen, const BIGNUM *kinv,
                   const BIGNUM *r, EC_KEY *key) {
    (void)key;
    printf("    ec sign type %d, %d bytes, nonce %d %d\n", type, dlen, kinv != NULL, r != NULL);
    return fails ? 0 : ECDSA_sign(0, dgst, dlen, sig, siglen, true_ec);
}
static ECDSA_SIG *ec_sign_sig(const unsigned char *dgst, int dlen, const BIGNUM *kinv, const BIGNUM *r, EC_KEY *key) {
    (void)kinv; (void)r; (void)key;
    printf("    ec sign_sig %d bytes\n", dlen);
    return fails ? NULL : ECDSA_do_sign(dgst, dlen, true_ec);
}
static int ec_init(EC_KEY *key) { (void)key; printf("    ec init\n"); return 1; }
static void ec_finish(EC_KEY *key) { (void)key; printf("    ec finish\n"); }
static int ec_copy(EC_KEY *to, const EC_KEY *from) { (void)to; (void)from; printf("    ec copy\n"); return 1; }
static int ec_set_group(EC_KEY *key, const EC_GROUP *group) { (void)key; (void)group; printf("    ec set_group\n"); return 1; }
static int ec_set_private(EC_KEY *key, const BIGNUM *n) { (void)key; (void)n; printf("    ec set_private\n"); return 1; }
static int ec_set_public(EC_KEY *key, const EC_POINT *p) { (void)key; (void)p; printf("    ec set_public\n"); return 1; }
static int ec_keygen(EC_KEY *key) { (void)key; printf("    ec keygen\n"); return 1; }
static int ec_compute(unsigned char **out, size_t *len, const EC_POINT *peer, const EC_KEY *key) {
    (void)peer; (void)key;
    *out = OPENSSL_malloc(4);
    memcpy(*out, "\1\2\3\4", 4);
    *len = 4;
    return 1;
}

static EVP_PKEY *read_key(const char *file) {
    BIO *in = BIO_new_file(data_file(file), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    check(k != NULL, file);
    return k;
}

/* The public half alone, with a method. */
static EVP_PKEY *rsa_with(const RSA_METHOD *m) {
    RSA *rsa = RSA_new();
    EVP_PKEY *k = EVP_PKEY_new();
    RSA_set0_key(rsa, BN_dup(RSA_get0_n(true_rsa)), BN_dup(RSA_get0_e(true_rsa)), NULL);
    printf("  set method %d\n", RSA_set_method(rsa, m));
    printf("  get method %d, flags %x\n", RSA_get_method(rsa) == m, RSA_flags(rsa));
    RSA_set_app_data(rsa, (void *)"mine");
    check(EVP_PKEY_assign_RSA(k, rsa) == 1, "assign");
    return k;
}

static EVP_PKEY *ec_with(const EC_KEY_METHOD *m) {
    EC_KEY *ec = EC_KEY_new();
    EVP_PKEY *k = EVP_PKEY_new();
    printf("  set method %d\n", EC_KEY_set_method(ec, m));
    printf("  get method %d\n", EC_KEY_get_method(ec) == m);
    EC_KEY_set_group(ec, EC_KEY_get0_group(true_ec));
    EC_KEY_set_public_key(ec, EC_KEY_get0_public_key(true_ec));
    check(EVP_PKEY_assign_EC_KEY(k, ec) == 1, "assign");
    return k;
}

static void sign(EVP_PKEY *key, const EVP_MD *md, int padding) {
    unsigned char sig[600];
    size_t len = sizeof sig;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    EVP_PKEY_CTX *p = NULL;
    int a = EVP_DigestSignInit(c, &p, md, NULL, key);
    if (padding) a = a > 0 && EVP_PKEY_CTX_set_rsa_padding(p, padding) > 0;
    int b = a > 0 ? EVP_DigestSign(c, sig, &len, (const unsigned char *)"text", 4) : -9;
    printf("  DigestSign %d %d\n", a, b > 0);
    EVP_MD_CTX_free(c);
    if (b > 0) {
        EVP_MD_CTX *v = EVP_MD_CTX_new();
        a = EVP_DigestVerifyInit(v, &p, md, NULL, key);
        if (padding) EVP_PKEY_CTX_set_rsa_padding(p, padding);
        printf("  DigestVerify %d %d\n", a, EVP_DigestVerify(v, sig, len, (const unsigned char *)"text", 4));
        EVP_MD_CTX_free(v);
    }
    ERR_clear_error();
}

static void tls(EVP_PKEY *key, const char *pem, int version, const char *ciphers, const char *sigalgs) {
    SSL_CTX *cc = client_ctx(1), *sc = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_min_proto_version(cc, version);
    SSL_CTX_set_max_proto_version(cc, version);
    if (version < TLS1_2_VERSION) SSL_CTX_set_security_level(cc, 0), SSL_CTX_set_security_level(sc, 0);
    if (ciphers) check(SSL_CTX_set_cipher_list(cc, ciphers) == 1, ciphers);
    if (sigalgs) check(SSL_CTX_set1_sigalgs_list(cc, sigalgs) == 1, sigalgs);
    printf("version %x, %s, %s, fails %d\n", (unsigned)version, ciphers ? ciphers : "any", sigalgs ? sigalgs : "any", fails);
    printf("  certificate %d\n", SSL_CTX_use_certificate_file(sc, data_file(pem), SSL_FILETYPE_PEM));
    printf("  key %d, fits %d\n", SSL_CTX_use_PrivateKey(sc, key), SSL_CTX_check_private_key(sc));
    struct pair p = pair_new(cc, sc);
    calls = 0;
    printf("  handshake %d\n", pair_handshake(p));
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
    ERR_clear_error();
}

static void rsa(void) {
    unsigned char out[600], sig[600];
    unsigned len = 0;
    RSA_METHOD *m = RSA_meth_new("mine", 5);
    printf("name %s flags %d\n", RSA_meth_get0_name(m), RSA_meth_get_flags(m));
    printf("set %d %d %d\n", RSA_meth_set1_name(m, "other"), RSA_meth_set_flags(m, 6), RSA_meth_set0_app_data(m, m));
    printf("name %s flags %d data %d\n", RSA_meth_get0_name(m), RSA_meth_get_flags(m), RSA_meth_get0_app_data(m) == m);
    const RSA_METHOD *d = RSA_PKCS1_OpenSSL();
    printf("default %d, its flags %x, sign %d, null %d\n", RSA_get_default_method() == d, RSA_meth_get_flags(d),
           RSA_meth_get_sign(d) != NULL, RSA_null_method() != NULL);
    RSA_meth_set_pub_enc(m, RSA_meth_get_pub_enc(d));
    RSA_meth_set_pub_dec(m, RSA_meth_get_pub_dec(d));
    RSA_meth_set_priv_enc(m, priv_enc);
    RSA_meth_set_priv_dec(m, priv_dec);
    RSA_meth_set_init(m, rsa_init);
    RSA_meth_set_finish(m, rsa_finish);
    printf("got %d %d %d %d\n", RSA_meth_get_priv_enc(m) == priv_enc, RSA_meth_get_priv_dec(m) == priv_dec,
           RSA_meth_get_init(m) == rsa_init, RSA_meth_get_finish(m) == rsa_finish);
    RSA_meth_set_mod_exp(m, RSA_meth_get_mod_exp(d));
    RSA_meth_set_bn_mod_exp(m, RSA_meth_get_bn_mod_exp(d));
    EVP_PKEY *key = rsa_with(m);
    for (fails = 0; fails < 2; fails++) {
        sign(key, EVP_sha256(), 0);
        sign(key, EVP_sha1(), RSA_PKCS1_PADDING);
        sign(key, EVP_sha512(), RSA_PKCS1_PSS_PADDING);
        tls(key, "rsa.pem", TLS1_3_VERSION, NULL, NULL);
        tls(key, "rsa.pem", TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", "RSA+SHA256");
        tls(key, "rsa.pem", TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", "RSA-PSS+SHA384");
        tls(key, "rsa.pem", TLS1_2_VERSION, "AES128-SHA", NULL);
        tls(key, "rsa.pem", TLS1_1_VERSION, "ECDHE-RSA-AES128-SHA:@SECLEVEL=0", NULL);
    }
    fails = 0;
    RSA *r = EVP_PKEY_get1_RSA(key);
    int n = RSA_public_encrypt(5, (const unsigned char *)"hello", out, r, RSA_PKCS1_PADDING);
    n = RSA_private_decrypt(n, out, sig, r, RSA_PKCS1_PADDING);
    printf("decrypted %d\n", n);
    RSA_METHOD *twice = RSA_meth_dup(m);
    printf("dup %s %d\n", RSA_meth_get0_name(twice), RSA_meth_get_priv_enc(twice) == priv_enc);
    RSA_meth_set_sign(twice, rsa_sign);
    RSA_meth_set_verify(twice, rsa_verify);
    RSA_meth_set_keygen(twice, rsa_keygen);
    RSA_meth_set_multi_prime_keygen(twice, multi_keygen);
    RSA_meth_set_mod_exp(twice, mod_exp);
    RSA_meth_set_bn_mod_exp(twice, bn_mod_exp);
    printf("got %d %d %d %d %d %d\n", RSA_meth_get_sign(twice) == rsa_sign, RSA_meth_get_verify(twice) == rsa_verify,
           RSA_meth_get_keygen(twice) == rsa_keygen, RSA_meth_get_multi_prime_keygen(twice) == multi_keygen,
           RSA_meth_get_mod_exp(twice) == mod_exp, RSA_meth_get_bn_mod_exp(twice) == bn_mod_exp);
    printf("changed %d\n", RSA_set_method(r, twice));
    printf("sign %d\n", RSA_sign(NID_sha256, out, 32, sig, &len, r));
    printf("verify %d\n", RSA_verify(NID_sha256, out, 32, sig, len, r));
    printf("keygen %d\n", RSA_generate_key_ex(r, 777, NULL, NULL));
    RSA_set_default_method(m);
    RSA *other = RSA_new();
    printf("default is now %d\n", RSA_get_method(other) == m);
    RSA_free(other);
    RSA_set_default_method(d);
    RSA_free(r);
    EVP_PKEY_free(key);
    RSA_meth_free(twice);
    RSA_meth_free(m);
    RSA_meth_free(NULL);
}

static void ec(void) {
    unsigned char out[200];
    unsigned len = 0;
    const EC_KEY_METHOD *d = EC_KEY_OpenSSL();
    EC_KEY_METHOD *m = EC_KEY_METHOD_new(d);
    int (*sign_fn)(int, const unsigned char *, int, unsigned char *, unsigned *, const BIGNUM *, const BIGNUM *, EC_KEY *);
    int (*setup_fn)(EC_KEY *, BN_CTX *, BIGNUM **, BIGNUM **);
    ECDSA_SIG *(*sig_fn)(const unsigned char *, int, const BIGNUM *, const BIGNUM *, EC_KEY *);
    int (*verify_fn)(int, const unsigned char *, int, const unsigned char *, int, EC_KEY *);
    int (*verify_sig_fn)(const unsigned char *, int, const ECDSA_SIG *, EC_KEY *);
    int (*init_fn)(EC_KEY *), (*keygen_fn)(EC_KEY *);
    void (*finish_fn)(EC_KEY *);
    int (*copy_fn)(EC_KEY *, const EC_KEY *);
    int (*group_fn)(EC_KEY *, const EC_GROUP *);
    int (*private_fn)(EC_KEY *, const BIGNUM *);
    int (*public_fn)(EC_KEY *, const EC_POINT *);
    int (*compute_fn)(unsigned char **, size_t *, const EC_POINT *, const EC_KEY *);
    printf("default %d\n", EC_KEY_get_default_method() == d);
    EC_KEY_METHOD_get_sign(d, &sign_fn, &setup_fn, &sig_fn);
    EC_KEY_METHOD_get_verify(d, &verify_fn, &verify_sig_fn);
    printf("default has %d %d %d %d %d\n", sign_fn != NULL, setup_fn != NULL, sig_fn != NULL, verify_fn != NULL,
           verify_sig_fn != NULL);
    EC_KEY_METHOD_set_init(m, ec_init, ec_finish, ec_copy, ec_set_group, ec_set_private, ec_set_public);
    EC_KEY_METHOD_get_init(m, &init_fn, &finish_fn, &copy_fn, &group_fn, &private_fn, &public_fn);
    printf("got %d %d %d %d %d %d\n", init_fn == ec_init, finish_fn == ec_finish, copy_fn == ec_copy,
           group_fn == ec_set_group, private_fn == ec_set_private, public_fn == ec_set_public);
    EC_KEY_METHOD_set_sign(m, ec_sign, setup_fn, sig_fn);
    EC_KEY_METHOD_set_verify(m, verify_fn, verify_sig_fn);
    EVP_PKEY *key = ec_with(m);
    for (fails = 0; fails < 2; fails++) {
        sign(key, EVP_sha256(), 0);
        tls(key, "ec.pem", TLS1_3_VERSION, NULL, NULL);
        tls(key, "ec.pem", TLS1_2_VERSION, NULL, "ECDSA+SHA512");
        tls(key, "ec.pem", TLS1_1_VERSION, "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0", NULL);
    }
    fails = 0;
    EC_KEY_METHOD_set_sign(m, sign_fn, setup_fn, ec_sign_sig);
    printf("by sign_sig\n");
    sign(key, EVP_sha256(), 0);
    EC_KEY_METHOD_set_keygen(m, ec_keygen);
    EC_KEY_METHOD_set_compute_key(m, ec_compute);
    EC_KEY_METHOD_get_keygen(m, &keygen_fn);
    EC_KEY_METHOD_get_compute_key(m, &compute_fn);
    printf("got %d %d\n", keygen_fn == ec_keygen, compute_fn == ec_compute);
    EC_KEY *e = EVP_PKEY_get1_EC_KEY(key);
    printf("keygen %d\n", EC_KEY_generate_key(e));
    int n = ECDH_compute_key(out, 200, EC_KEY_get0_public_key(true_ec), e, NULL);
    printf("compute %d %d\n", n, n == 4 ? out[3] : -1);
    EC_KEY_METHOD_set_sign(m, NULL, NULL, NULL);
    EC_KEY_METHOD_set_verify(m, NULL, NULL);
    printf("sign %d\n", ECDSA_sign(0, out, 32, out + 32, &len, e));
    printf("verify %d\n", ECDSA_verify(0, out, 32, out + 32, 70, e));
    print_errors("ec");
    EC_KEY_set_default_method(m);
    EC_KEY *other = EC_KEY_new();
    printf("default is now %d\n", EC_KEY_get_method(other) == m);
    EC_KEY_free(other);
    EC_KEY_set_default_method(NULL);
    printf("and again %d\n", EC_KEY_get_default_method() == d);
    EC_KEY_free(e);
    EVP_PKEY_free(key);
    EC_KEY_METHOD_free(m);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    EVP_PKEY *a = read_key("rsa.pem"), *b = read_key("ec.pem");
    true_rsa = EVP_PKEY_get1_RSA(a);
    true_ec = EVP_PKEY_get1_EC_KEY(b);
    rsa();
    ec();
    RSA_free(true_rsa);
    EC_KEY_free(true_ec);
    EVP_PKEY_free(a);
    EVP_PKEY_free(b);
    return 0;
}
