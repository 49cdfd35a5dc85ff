/* Keys and their contexts: what the other programs of this directory leave out of EVP_PKEY, RSA, DH, EC and DSA. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

static EVP_PKEY *load(const char *name) {
    BIO *b = BIO_new_file(data_file(name), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey_ex(b, NULL, NULL, NULL, NULL, NULL);
    BIO_free(b);
    if (!k) printf("cannot read %s\n", name);
    return k;
}

static void number(const char *what, const BIGNUM *b) {
    char *h = b ? BN_bn2hex(b) : NULL;
    printf("%s %s", what, h ? h : "-");
    errors();
    OPENSSL_free(h);
}

static void a_key(const char *name, EVP_PKEY *k) {
    char group[50] = "", digest[50] = "";
    unsigned char *enc = NULL, octets[600];
    size_t n = 0;
    int i = 0;
    printf("-- %s\n", name);
    SHOW(EVP_PKEY_is_a(k, "RSA") + 2 * EVP_PKEY_is_a(k, "EC") + 4 * EVP_PKEY_is_a(k, "X25519") +
        8 * EVP_PKEY_is_a(k, "DH") + 16 * EVP_PKEY_is_a(k, "nothing"));
    SHOW(EVP_PKEY_type(EVP_PKEY_get_id(k)));
    SHOW(EVP_PKEY_get_group_name(k, group, sizeof group, &n));
    SHOWS(group);
    printf("too small %d\n", EVP_PKEY_get_group_name(k, group, 2, NULL));
    ERR_clear_error();
    SHOW(EVP_PKEY_get_default_digest_name(k, digest, sizeof digest));
    SHOWS(digest);
    SHOW(EVP_PKEY_get_int_param(k, OSSL_PKEY_PARAM_BITS, &i));
    SHOW(i);
    SHOW(EVP_PKEY_get_int_param(k, "nothing", &i));
    n = 0;
    SHOW(EVP_PKEY_get_octet_string_param(k, OSSL_PKEY_PARAM_PUB_KEY, octets, sizeof octets, &n));
    hex("public", octets, (long)n);
    SHOW(EVP_PKEY_get_octet_string_param(k, OSSL_PKEY_PARAM_PUB_KEY, octets, 3, &n));
    ERR_clear_error();
    n = EVP_PKEY_get1_encoded_public_key(k, &enc);
    hex("encoded", enc, (long)n);
    EVP_PKEY *d = EVP_PKEY_dup(k);
    SHOW(EVP_PKEY_eq(k, d));
    SHOW(EVP_PKEY_cmp(k, d));
    SHOW(EVP_PKEY_cmp_parameters(k, d));
    if (n) SHOW(EVP_PKEY_set1_encoded_public_key(d, enc, n));
    if (n) printf("cut %d\n", EVP_PKEY_set1_encoded_public_key(d, enc, n - 1));
    ERR_clear_error();
    OPENSSL_free(enc);
    SHOW(EVP_PKEY_up_ref(d));
    EVP_PKEY_free(d);
    int idx = EVP_PKEY_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    SHOW(EVP_PKEY_set_ex_data(d, idx, d));
    SHOW(EVP_PKEY_get_ex_data(d, idx) == d);
    EVP_PKEY_free(d);
    (void)EVP_PKEY_get0(k); /* docs/differences.md */
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_pkey(NULL, k, NULL);
    SHOW(EVP_PKEY_CTX_get0_pkey(c) == k);
    SHOWP(EVP_PKEY_CTX_get0_peerkey(c));
    SHOW(EVP_PKEY_CTX_get_operation(c));
    SHOW(EVP_PKEY_pairwise_check(c));
    SHOW(EVP_PKEY_private_check(c));
    SHOW(EVP_PKEY_public_check_quick(c));
    SHOW(EVP_PKEY_param_check(c));
    SHOW(EVP_PKEY_param_check_quick(c));
    EVP_PKEY_CTX_set_app_data(c, &i);
    SHOW(EVP_PKEY_CTX_get_app_data(c) == &i);
    EVP_PKEY_CTX_set_data(c, &n);
    SHOW(EVP_PKEY_CTX_get_data(c) == &n);
    EVP_PKEY_CTX *c2 = EVP_PKEY_CTX_dup(c);
    SHOW(c2 && EVP_PKEY_CTX_get0_pkey(c2) == k);
    EVP_PKEY_CTX_free(c2);
    EVP_PKEY_CTX_free(c);
    BIO *out = BIO_new(BIO_s_mem());
    SHOW(EVP_PKEY_print_public(out, k, 3, NULL));
    text("print", out);
    BIO_free(out);
}

/* A signature: the one-call forms, the streamed forms, and damage. */
static void signing(EVP_PKEY *k, const EVP_MD *md) {
    EVP_MD_CTX *m = EVP_MD_CTX_new();
    EVP_PKEY_CTX *c = NULL, *v;
    unsigned char sig[600], hash[64] = "0123456789abcdef0123456789abcdef";
    size_t n = sizeof sig;
    unsigned un = 0;
    const EVP_MD *got = NULL;
    SHOW(EVP_DigestSignInit_ex(m, &c, EVP_MD_get0_name(md), NULL, NULL, k, NULL));
    SHOW(EVP_PKEY_CTX_get_signature_md(c, &got));
    SHOW(got ? EVP_MD_get_type(got) : 0);
    SHOW(EVP_DigestSignUpdate(m, "text", 4));
    SHOW(EVP_DigestSignFinal(m, NULL, &n));
    n = sizeof sig;
    SHOW(EVP_DigestSignFinal(m, sig, &n));
    EVP_MD_CTX_reset(m);
    SHOW(EVP_DigestVerifyInit_ex(m, NULL, EVP_MD_get0_name(md), NULL, NULL, k, NULL));
    SHOW(EVP_DigestVerifyUpdate(m, "text", 4));
    SHOW(EVP_DigestVerifyFinal(m, sig, n));
    sig[n / 2] ^= 1;
    printf("damaged %d\n", EVP_DigestVerifyFinal(m, sig, n) > 0);
    ERR_clear_error();
    EVP_MD_CTX_reset(m);
    SHOW(EVP_SignInit(m, md) && EVP_SignUpdate(m, "text", 4));
    SHOW(EVP_SignFinal_ex(m, sig, &un, k, NULL, NULL));
    SHOW(EVP_VerifyInit(m, md) && EVP_VerifyUpdate(m, "text", 4));
    SHOW(EVP_VerifyFinal_ex(m, sig, un, k, NULL, NULL));
    EVP_MD_CTX_free(m);
    c = EVP_PKEY_CTX_new(k, NULL);
    v = EVP_PKEY_CTX_new(k, NULL);
    n = sizeof sig;
    printf("without init %d %d\n", EVP_PKEY_sign(c, sig, &n, hash, 32) > 0, EVP_PKEY_verify(v, sig, n, hash, 32) > 0);
    ERR_clear_error();
    SHOW(EVP_PKEY_sign_init(c));
    SHOW(EVP_PKEY_CTX_get_operation(c));
    SHOW(EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()));
    n = sizeof sig;
    SHOW(EVP_PKEY_sign(c, sig, &n, hash, 32));
    printf("wrong length %d\n", EVP_PKEY_sign(c, sig, &n, hash, 31) > 0);
    ERR_clear_error();
    n = sizeof sig;
    SHOW(EVP_PKEY_sign(c, sig, &n, hash, 32));
    SHOW(EVP_PKEY_verify_init(v));
    SHOW(EVP_PKEY_CTX_ctrl(v, -1, -1, EVP_PKEY_CTRL_MD, 0, (void *)EVP_sha256()));
    SHOW(EVP_PKEY_verify(v, sig, n, hash, 32));
    hash[0] ^= 1;
    printf("other hash %d\n", EVP_PKEY_verify(v, sig, n, hash, 32));
    ERR_clear_error();
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_CTX_free(v);
}

static void rsa(EVP_PKEY *k) {
    const RSA *r = EVP_PKEY_get0_RSA(k);
    const BIGNUM *n, *e, *d, *p, *q, *dmp1, *dmq1, *iqmp;
    RSA_get0_key(r, &n, &e, &d);
    RSA_get0_factors(r, &p, &q);
    RSA_get0_crt_params(r, &dmp1, &dmq1, &iqmp);
    printf("same %d %d %d %d %d\n", p == RSA_get0_p(r), q == RSA_get0_q(r), dmp1 == RSA_get0_dmp1(r),
        dmq1 == RSA_get0_dmq1(r), iqmp == RSA_get0_iqmp(r));
    number("p", p); number("q", q); number("dmp1", dmp1); number("iqmp", iqmp); number("d", d);
    SHOW(RSA_size(r));
    SHOW(RSA_security_bits(r));
    RSA *own = EVP_PKEY_get1_RSA(k);
    SHOW(RSA_up_ref(own));
    RSA_free(own);
    SHOW(RSA_check_key_ex(own, NULL));
    SHOW(RSA_blinding_on(own, NULL));
    RSA_blinding_off(own);
    RSA_set_flags(own, RSA_FLAG_NO_BLINDING);
    SHOW(RSA_test_flags(own, RSA_FLAG_NO_BLINDING) != 0);
    RSA_clear_flags(own, RSA_FLAG_NO_BLINDING);
    SHOW(RSA_test_flags(own, RSA_FLAG_NO_BLINDING));
    int idx = RSA_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    SHOW(RSA_set_ex_data(own, idx, own));
    SHOW(RSA_get_ex_data(own, idx) == own);
    RSA *pub = RSAPublicKey_dup(own), *priv = RSAPrivateKey_dup(own);
    SHOW(RSA_get0_d(pub) == NULL);
    SHOW(BN_cmp(RSA_get0_d(priv), d));
    RSA_free(pub);
    RSA_free(priv);
    unsigned char *der = NULL;
    int len = i2d_RSAPrivateKey(own, &der);
    const unsigned char *at = der;
    RSA *back = d2i_RSAPrivateKey(NULL, &at, len);
    SHOW(at - der == len && BN_cmp(RSA_get0_n(back), n) == 0);
    RSA_free(back);
    at = der;
    printf("cut %d\n", d2i_RSAPrivateKey(NULL, &at, len - 1) == NULL);
    ERR_clear_error();
    OPENSSL_free(der);
    der = NULL;
    len = i2d_RSA_PUBKEY(own, &der);
    at = der;
    back = d2i_RSA_PUBKEY(NULL, &at, len);
    SHOW(back && BN_cmp(RSA_get0_n(back), n) == 0);
    RSA_free(back);
    OPENSSL_free(der);
    RSA_free(own);

    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL);
    unsigned char sig[600], out[600], small[40] = "message";
    size_t sn = sizeof sig, on = sizeof out;
    int pad = 0, salt = 0;
    const EVP_MD *md = NULL;
    SHOW(EVP_PKEY_sign_init(c));
    SHOW(EVP_PKEY_CTX_get_rsa_padding(c, &pad) > 0);
    SHOW(pad);
    SHOW(EVP_PKEY_sign(c, sig, &sn, small, 20));
    SHOW(EVP_PKEY_verify_recover_init(c));
    SHOW(EVP_PKEY_verify_recover(c, NULL, &on, sig, sn));
    on = sizeof out;
    SHOW(EVP_PKEY_verify_recover(c, out, &on, sig, sn));
    hex("recovered", out, (long)on);
    sig[4] ^= 1;
    printf("damaged %d\n", EVP_PKEY_verify_recover(c, out, &on, sig, sn) > 0);
    ERR_clear_error();
    SHOW(EVP_PKEY_sign_init(c));
    SHOW(EVP_PKEY_CTX_ctrl_str(c, "rsa_padding_mode", "pss"));
    SHOW(EVP_PKEY_CTX_ctrl_str(c, "rsa_pss_saltlen", "20"));
    SHOW(EVP_PKEY_CTX_get_rsa_pss_saltlen(c, &salt) > 0);
    SHOW(salt);
    SHOW(EVP_PKEY_CTX_ctrl_str(c, "rsa_mgf1_md", "SHA384"));
    SHOW(EVP_PKEY_CTX_get_rsa_mgf1_md(c, &md));
    SHOW(md ? EVP_MD_get_type(md) : 0);
    printf("bad strings %d %d\n", EVP_PKEY_CTX_ctrl_str(c, "nothing", "1") > 0,
           EVP_PKEY_CTX_ctrl_str(c, "rsa_mgf1_md", "nothing") > 0);
    ERR_clear_error();
    SHOW(EVP_PKEY_encrypt_init(c));
    SHOW(EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_OAEP_PADDING));
    SHOW(EVP_PKEY_CTX_get_rsa_oaep_md(c, &md));
    SHOW(md ? EVP_MD_get_type(md) : 0);
    sn = sizeof sig;
    SHOW(EVP_PKEY_encrypt(c, NULL, &sn, small, 40));
    SHOW(EVP_PKEY_encrypt(c, sig, &sn, small, 40));
    SHOW(EVP_PKEY_decrypt_init(c) && EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_OAEP_PADDING));
    on = sizeof out;
    SHOW(EVP_PKEY_decrypt(c, out, &on, sig, sn));
    SHOW(on == 40 && memcmp(out, small, 40) == 0);
    char mode[] = "oaep";
    OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_PAD_MODE, mode, 0), OSSL_PARAM_construct_end() };
    SHOW(EVP_PKEY_CTX_set_params(c, params));
    EVP_PKEY_CTX_free(c);
}

static void generating(void) {
    BIGNUM *e = BN_new();
    BN_set_word(e, 3);
    RSA *r = RSA_new();
    SHOW(RSA_generate_key_ex(r, 1024, e, NULL));
    SHOW(BN_num_bits(RSA_get0_n(r)));
    SHOW(RSA_check_key_ex(r, NULL));
    SHOW(RSA_generate_key_ex(r, 16, e, NULL) > 0);
    ERR_clear_error();
    EVP_PKEY *k = EVP_PKEY_new();
    SHOW(EVP_PKEY_assign(k, EVP_PKEY_RSA, r));
    SHOW(EVP_PKEY_get_bits(k));
    SHOW(EVP_PKEY_set_type(k, EVP_PKEY_EC));
    SHOW(EVP_PKEY_get_id(k));
    printf("unknown type %d\n", EVP_PKEY_set_type(k, 12345));
    ERR_clear_error();
    EVP_PKEY_free(k);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
    k = NULL;
    SHOW(EVP_PKEY_keygen_init(c) && EVP_PKEY_CTX_set_rsa_keygen_bits(c, 1024));
    SHOW(EVP_PKEY_CTX_set1_rsa_keygen_pubexp(c, e));
    SHOW(EVP_PKEY_generate(c, &k));
    number("e", RSA_get0_e(EVP_PKEY_get0_RSA(k)));
    EVP_PKEY_free(k);
    k = NULL;
    BIGNUM *given = BN_new();
    BN_set_word(given, 65537);
    SHOW(EVP_PKEY_CTX_set_rsa_keygen_pubexp(c, given));
    SHOW(EVP_PKEY_generate(c, &k));
    number("e", RSA_get0_e(EVP_PKEY_get0_RSA(k)));
    EVP_PKEY_free(k);
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, NULL);
    k = NULL;
    SHOW(EVP_PKEY_paramgen_init(c));
    SHOW(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(c, NID_secp384r1));
    SHOW(EVP_PKEY_CTX_set_ec_param_enc(c, OPENSSL_EC_NAMED_CURVE));
    SHOW(EVP_PKEY_paramgen(c, &k));
    SHOW(EVP_PKEY_get_bits(k));
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new(k, NULL);
    EVP_PKEY *key = NULL;
    SHOW(EVP_PKEY_keygen_init(c) && EVP_PKEY_keygen(c, &key));
    SHOW(EVP_PKEY_parameters_eq(k, key));
    EVP_PKEY_free(k);
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(c);
    k = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    SHOW(k ? EVP_PKEY_get_bits(k) : 0);
    EVP_PKEY_free(k);
    k = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1024);
    SHOW(k ? EVP_PKEY_get_bits(k) : 0);
    EVP_PKEY_free(k);
    k = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
    SHOW(k ? EVP_PKEY_get_bits(k) : 0);
    EVP_PKEY_free(k);
    BN_free(e);
}

static void raw(void) {
    unsigned char secret[32] = { 8, 1, 2, 3, 31 }, other[32] = { 0x48, 9 }, out[64];
    size_t n = sizeof out;
    EVP_PKEY *a = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret, 32);
    EVP_PKEY *b = EVP_PKEY_new_raw_private_key_ex(NULL, "X25519", NULL, other, 32);
    SHOW(EVP_PKEY_get_raw_public_key(b, out, &n));
    hex("raw", out, (long)n);
    EVP_PKEY *pub = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, out, n),
             *pub2 = EVP_PKEY_new_raw_public_key_ex(NULL, "X25519", NULL, out, n);
    SHOW(EVP_PKEY_eq(pub, pub2));
    SHOW(EVP_PKEY_eq(pub, b));
    printf("bad %d %d %d\n", EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, out, 31) != NULL,
        EVP_PKEY_new_raw_private_key_ex(NULL, "nothing", NULL, out, 32) != NULL,
        EVP_PKEY_new_raw_public_key_ex(NULL, "RSA", NULL, out, 32) != NULL);
    ERR_clear_error();
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(a, NULL);
    SHOW(EVP_PKEY_derive_init(c));
    SHOW(EVP_PKEY_derive_set_peer_ex(c, pub, 1));
    SHOW(EVP_PKEY_CTX_get0_peerkey(c) == pub);
    n = sizeof out;
    SHOW(EVP_PKEY_derive(c, out, &n));
    hex("derived", out, (long)n);
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new_from_name(NULL, "X25519", NULL);
    OSSL_PARAM p[] = { OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PRIV_KEY, secret, 32), OSSL_PARAM_construct_end() };
    EVP_PKEY *made = NULL;
    SHOW(EVP_PKEY_fromdata_init(c));
    SHOW(EVP_PKEY_fromdata(c, &made, EVP_PKEY_KEYPAIR, p));
    SHOW(made ? EVP_PKEY_eq(made, a) : -9);
    EVP_PKEY_free(made);
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_free(a); EVP_PKEY_free(b); EVP_PKEY_free(pub); EVP_PKEY_free(pub2);
}

/* Lengths and curves that are asked for, and what parameters alone tell. */
static void asked(void) {
    static const char *const lengths[] = { "0", "1", "511", "512", "-1", "abc", "600 ", "0x400", "1024" };
    static const char *const curves[] = { "P-256", "P-384", "secp521r1" };
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    EVP_PKEY_keygen_init(c);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        printf("%s %d", lengths[i], EVP_PKEY_CTX_ctrl_str(c, "rsa_keygen_bits", lengths[i]));
        errors();
        if (i < 4) SHOW(EVP_PKEY_CTX_set_rsa_keygen_bits(c, atoi(lengths[i])));
    }
    EVP_PKEY_CTX_free(c);
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
        EVP_PKEY *k = NULL;
        c = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
        EVP_PKEY_paramgen_init(c);
        SHOW(EVP_PKEY_CTX_set_group_name(c, curves[i]));
        SHOW(EVP_PKEY_paramgen(c, &k));
        printf("%d %d %d\n", EVP_PKEY_get_bits(k), EVP_PKEY_get_security_bits(k), EVP_PKEY_get_size(k));
        EVP_PKEY_free(k);
        EVP_PKEY_CTX_free(c);
    }
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 1 << 14);
    static const char *const files[] = { "evp/rsa8.pem", "evp/ec8.pem", "evp/ec521.pem", "evp/x8.pem", "p384.pem" };
    for (int i = 0; i < 5; i++) {
        EVP_PKEY *k = load(files[i]);
        if (!k) { errors(); continue; }
        a_key(files[i], k);
        if (i != 3) signing(k, EVP_sha256());
        if (i == 0) rsa(k);
        EVP_PKEY_free(k);
    }
    generating();
    asked();
    raw();
    return 0;
}
