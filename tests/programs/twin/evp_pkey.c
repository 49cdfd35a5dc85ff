/* Operations with keys: signing, encrypting, deriving, making, and the legacy objects. */
#include "evp.h"

#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>

static const char msg[] = "the message to sign";

static BIO *file(const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s/evp/%s", getenv("TWIN_DATA"), name);
    return BIO_new_file(path, "rb");
}

static EVP_PKEY *key(const char *name) {
    BIO *b = file(name);
    EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, "pw");
    BIO_free(b);
    return k;
}

static size_t bytes(const char *name, unsigned char *out, size_t cap) {
    BIO *b = file(name);
    int n = BIO_read(b, out, (int)cap);
    BIO_free(b);
    return n > 0 ? (size_t)n : 0;
}

static void sign_pkcs1(EVP_PKEY *k, const EVP_MD *md) {
    unsigned char sig[600];
    size_t len = 0;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    printf("sign %s %d", EVP_MD_get0_name(md), EVP_DigestSignInit(c, NULL, md, NULL, k));
    printf(" %d", EVP_DigestSign(c, NULL, &len, (const unsigned char *)msg, sizeof msg));
    printf(" %zu", len);
    len = sizeof sig;
    printf(" %d ", EVP_DigestSign(c, sig, &len, (const unsigned char *)msg, sizeof msg));
    hex("sig", sig, len);
    EVP_MD_CTX_reset(c);
    printf("verify %d", EVP_DigestVerifyInit(c, NULL, md, NULL, k));
    printf(" %d", EVP_DigestVerify(c, sig, len, (const unsigned char *)msg, sizeof msg));
    sig[20] ^= 1;
    EVP_DigestVerifyInit(c, NULL, md, NULL, k);
    printf(" %d", EVP_DigestVerify(c, sig, len, (const unsigned char *)msg, sizeof msg));
    last_error();
    EVP_DigestVerifyInit(c, NULL, md, NULL, k);
    printf(" short %d\n", EVP_DigestVerify(c, sig, len - 1, (const unsigned char *)msg, sizeof msg));
    last_error();
    EVP_MD_CTX_reset(c);
    EVP_DigestInit_ex(c, md, NULL);
    EVP_DigestUpdate(c, msg, sizeof msg);
    unsigned n = 0;
    printf("SignFinal %d ", EVP_SignFinal(c, sig, &n, k));
    hex("sig", sig, n);
    printf("VerifyFinal %d\n", EVP_VerifyFinal(c, sig, n, k));
    EVP_MD_CTX_free(c);
}

static void verify_file(EVP_PKEY *k, const char *name, const EVP_MD *md, int pad, int salt, const EVP_MD *mgf) {
    unsigned char sig[600];
    size_t n = bytes(name, sig, sizeof sig);
    EVP_PKEY_CTX *p = NULL;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(c, &p, md, NULL, k);
    if (pad) printf("pad %d ", EVP_PKEY_CTX_set_rsa_padding(p, pad));
    if (salt != -9) printf("salt %d ", EVP_PKEY_CTX_set_rsa_pss_saltlen(p, salt));
    if (mgf) printf("mgf %d ", EVP_PKEY_CTX_set_rsa_mgf1_md(p, mgf));
    printf("%s %d\n", name, EVP_DigestVerify(c, sig, n, (const unsigned char *)msg, sizeof msg - 1));
    last_error();
    EVP_MD_CTX_free(c);
}

/* Signs and verifies with the same library; the bytes differ from run to run. */
static void round_trip(EVP_PKEY *k, const EVP_MD *md, int pad, int salt) {
    unsigned char sig[600];
    size_t len = sizeof sig;
    EVP_PKEY_CTX *p = NULL;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    printf("trip %d", EVP_DigestSignInit(c, &p, md, NULL, k));
    if (pad) printf(" %d", EVP_PKEY_CTX_set_rsa_padding(p, pad));
    if (pad) printf(" %d", EVP_PKEY_CTX_set_rsa_pss_saltlen(p, salt));
    printf(" %d", EVP_DigestSign(c, sig, &len, (const unsigned char *)msg, sizeof msg));
    last_error();
    EVP_MD_CTX_reset(c);
    EVP_DigestVerifyInit(c, &p, md, NULL, k);
    if (pad) EVP_PKEY_CTX_set_rsa_padding(p, pad);
    printf(" %d", EVP_DigestVerify(c, sig, len, (const unsigned char *)msg, sizeof msg));
    printf(" %d\n", EVP_DigestVerify(c, (const unsigned char *)"junk", 4, (const unsigned char *)msg, sizeof msg));
    last_error();
    EVP_MD_CTX_free(c);
}

static void decrypt(EVP_PKEY *k, const char *name, int pad, const EVP_MD *md, const EVP_MD *mgf, const char *label) {
    unsigned char ct[600], out[600];
    size_t n = bytes(name, ct, sizeof ct), len = sizeof out;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL);
    printf("%s %d", name, EVP_PKEY_decrypt_init(c));
    printf(" %d", EVP_PKEY_CTX_set_rsa_padding(c, pad));
    if (md) printf(" %d", EVP_PKEY_CTX_set_rsa_oaep_md(c, md));
    if (mgf) printf(" %d", EVP_PKEY_CTX_set_rsa_mgf1_md(c, mgf));
    if (label) printf(" %d", EVP_PKEY_CTX_set0_rsa_oaep_label(c, OPENSSL_strdup(label), (int)strlen(label)));
    int r = EVP_PKEY_decrypt(c, out, &len, ct, n);
    printf(" %d ", r);
    hex("plain", out, r > 0 ? len : 0);
    if (r <= 0) last_error();
    ct[5] ^= 1;
    len = sizeof out;
    /* PKCS#1: ours rejects implicitly, as OpenSSL does from 3.2 on */
    if (pad != RSA_PKCS1_PADDING) printf("damaged %d\n", EVP_PKEY_decrypt(c, out, &len, ct, n));
    ERR_clear_error();
    EVP_PKEY_CTX_free(c);
}

static void rsa_legacy(EVP_PKEY *k) {
    RSA *r = EVP_PKEY_get1_RSA(k);
    unsigned char in[256], out[256], back[256], digest[36];
    unsigned n = 0;
    pattern(in, sizeof in, 0);
    in[0] = 0;
    pattern(digest, sizeof digest, 9);
    printf("raw %d ", RSA_public_encrypt(256, in, out, r, RSA_NO_PADDING));
    hex("c", out, 256);
    printf("raw %d", RSA_private_decrypt(256, out, back, r, RSA_NO_PADDING));
    printf(" same %d\n", memcmp(in, back, 256) == 0);
    printf("priv %d ", RSA_private_encrypt(20, in, out, r, RSA_PKCS1_PADDING));
    hex("s", out, 256);
    printf("pub %d", RSA_public_decrypt(256, out, back, r, RSA_PKCS1_PADDING));
    printf(" same %d\n", memcmp(in, back, 20) == 0);
    printf("long %d\n", RSA_public_encrypt(250, in, out, r, RSA_PKCS1_PADDING));
    last_error();
    printf("short %d\n", RSA_public_encrypt(25, in, out, r, RSA_NO_PADDING));
    last_error();
    printf("sign %d ", RSA_sign(NID_md5_sha1, digest, 36, out, &n, r));
    hex("md5sha1", out, n);
    printf("verify %d\n", RSA_verify(NID_md5_sha1, digest, 36, out, n, r));
    printf("sign %d ", RSA_sign(NID_sha256, digest, 32, out, &n, r));
    hex("sha256", out, n);
    digest[0] ^= 1;
    printf("verify %d\n", RSA_verify(NID_sha256, digest, 32, out, n, r));
    last_error();
    printf("length %d\n", RSA_sign(NID_md5_sha1, digest, 35, out, &n, r));
    last_error();
    RSA *bare = RSA_new(); /* without its factors: the same signature */
    printf("set %d\n", RSA_set0_key(bare, BN_dup(RSA_get0_n(r)), BN_dup(RSA_get0_e(r)), BN_dup(RSA_get0_d(r))));
    printf("bare %d ", RSA_sign(NID_sha256, digest, 32, out, &n, bare));
    hex("sha256", out, n);
    printf("set nothing %d %d\n", RSA_set0_factors(bare, NULL, NULL), RSA_set0_crt_params(bare, NULL, NULL, NULL));
    RSA_free(bare);
    RSA_free(r);
}

static void derive(EVP_PKEY *a, EVP_PKEY *b) {
    unsigned char out[100];
    size_t n = 0;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(a, NULL);
    printf("derive %d", EVP_PKEY_derive(c, out, &n));
    last_error();
    printf(" %d", EVP_PKEY_derive_init(c));
    printf(" %d", EVP_PKEY_derive_set_peer(c, b));
    printf(" %d", EVP_PKEY_derive(c, NULL, &n));
    printf(" %zu", n);
    n = sizeof out;
    int r = EVP_PKEY_derive(c, out, &n);
    printf(" %d ", r);
    hex("secret", out, r > 0 ? n : 0);
    EVP_PKEY_CTX_free(c);
}

static void ec_legacy(EVP_PKEY *k, EVP_PKEY *peer) {
    EC_KEY *e = EVP_PKEY_get1_EC_KEY(k);
    const EC_GROUP *g = EC_KEY_get0_group(e);
    unsigned char buf[133], digest[80];
    pattern(digest, sizeof digest, 4);
    printf("curve %d degree %d bits %d\n", EC_GROUP_get_curve_name(g), EC_GROUP_get_degree(g), EC_GROUP_order_bits(g));
    const EC_POINT *pub = EC_KEY_get0_public_key(e);
    for (int form = 2; form <= 6; form += 2) {
        size_t n = EC_POINT_point2oct(g, pub, (point_conversion_form_t)form, buf, sizeof buf, NULL);
        hex("point", buf, n);
        EC_POINT *q = EC_POINT_new(g);
        printf("back %d", EC_POINT_oct2point(g, q, buf, n, NULL));
        printf(" cmp %d\n", EC_POINT_cmp(g, pub, q, NULL));
        buf[n - 1] ^= 1;
        printf("damaged %d\n", form == 2 ? -1 : EC_POINT_oct2point(g, q, buf, n, NULL));
        ERR_clear_error();
        EC_POINT_free(q);
    }
    EC_POINT *q = EC_POINT_new(g), *r = EC_POINT_new(g);
    BIGNUM *m = BN_new(), *x = BN_new(), *y = BN_new();
    printf("infinity %d\n", EC_POINT_is_at_infinity(g, q));
    BN_set_word(m, 12345);
    printf("mul %d ", EC_POINT_mul(g, q, m, pub, EC_KEY_get0_private_key(e), NULL));
    hex("p", buf, EC_POINT_point2oct(g, q, POINT_CONVERSION_UNCOMPRESSED, buf, sizeof buf, NULL));
    printf("dbl %d ", EC_POINT_add(g, r, q, q, NULL));
    hex("p", buf, EC_POINT_point2oct(g, r, POINT_CONVERSION_UNCOMPRESSED, buf, sizeof buf, NULL));
    EC_POINT_copy(r, q);
    printf("inv %d ", EC_POINT_invert(g, r, NULL));
    printf("sum %d", EC_POINT_add(g, r, q, r, NULL));
    printf(" infinity %d\n", EC_POINT_is_at_infinity(g, r));
    printf("order %d", EC_POINT_mul(g, r, EC_GROUP_get0_order(g), NULL, NULL, NULL));
    printf(" infinity %d\n", EC_POINT_is_at_infinity(g, r));
    EC_POINT_get_affine_coordinates(g, q, x, y, NULL);
    printf("set %d\n", EC_POINT_set_affine_coordinates(g, r, x, y, NULL));
    BN_add_word(y, 1);
    printf("set bad %d\n", EC_POINT_set_affine_coordinates(g, r, x, y, NULL));
    last_error();
    unsigned char sig[150], secret[100];
    unsigned n = 0;
    for (int len = 8; len <= 64; len += 14) {
        printf("ecdsa %d ", ECDSA_sign(0, digest, len, sig, &n, e));
        printf("%d ", ECDSA_verify(0, digest, len, sig, (int)n, e));
        digest[0] ^= 1;
        printf("%d\n", ECDSA_verify(0, digest, len, sig, (int)n, e));
        ECDSA_SIG *s = ECDSA_do_sign(digest, len, e);
        printf("do %d\n", ECDSA_do_verify(digest, len, s, e));
        ECDSA_SIG_free(s);
    }
    ERR_clear_error();
    if (peer != NULL) {
        EC_KEY *p = EVP_PKEY_get1_EC_KEY(peer);
        printf("ecdh %d ", ECDH_compute_key(secret, sizeof secret, EC_KEY_get0_public_key(p), e, NULL));
        hex("secret", secret, 32);
        EC_KEY_free(p);
    }
    BN_free(m);
    BN_free(x);
    BN_free(y);
    EC_POINT_free(q);
    EC_POINT_free(r);
    EC_KEY_free(e);
}

static void generate(const char *what, int bits, const char *group) {
    EVP_PKEY *k = NULL;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, what, NULL);
    printf("keygen %s %d", what, EVP_PKEY_keygen_init(c));
    if (bits) printf(" %d", EVP_PKEY_CTX_set_rsa_keygen_bits(c, bits));
    if (group) printf(" %d", EVP_PKEY_CTX_set_group_name(c, group));
    printf(" %d\n", EVP_PKEY_keygen(c, &k));
    last_error();
    EVP_PKEY_CTX_free(c);
    if (k == NULL) return;
    c = EVP_PKEY_CTX_new(k, NULL);
    printf("bits %d check %d public %d\n", EVP_PKEY_get_bits(k), EVP_PKEY_check(c), EVP_PKEY_public_check(c));
    EVP_PKEY_CTX_free(c);
    if (EVP_PKEY_get_id(k) != EVP_PKEY_X25519) round_trip(k, EVP_sha256(), 0, 0);
    EVP_PKEY_free(k);
}

static void objects(EVP_PKEY *rsa, EVP_PKEY *ec, EVP_PKEY *x) {
    EVP_PKEY *k = EVP_PKEY_new();
    printf("new id %d eq %d %d %d\n", EVP_PKEY_get_id(k), EVP_PKEY_eq(rsa, ec), EVP_PKEY_eq(ec, ec),
        EVP_PKEY_missing_parameters(ec));
    printf("get %d\n", EVP_PKEY_get1_RSA(ec) != NULL);
    last_error();
    printf("get %d\n", EVP_PKEY_get1_EC_KEY(rsa) != NULL);
    last_error();
    printf("copy %d", EVP_PKEY_copy_parameters(k, ec));
    printf(" id %d eq %d\n", EVP_PKEY_get_id(k), EVP_PKEY_parameters_eq(k, ec));
    EVP_PKEY_free(k);
    RSA *r = EVP_PKEY_get1_RSA(rsa);
    k = EVP_PKEY_new();
    printf("set %d", EVP_PKEY_set1_RSA(k, r));
    printf(" eq %d bits %d size %d\n", EVP_PKEY_eq(k, rsa), EVP_PKEY_get_bits(k), EVP_PKEY_get_size(k));
    RSA_free(r);
    sign_pkcs1(k, EVP_sha256());
    EVP_PKEY_free(k);
    int nid = 0;
    printf("digest %d", EVP_PKEY_get_default_digest_nid(rsa, &nid));
    printf(" %d\n", nid);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(x, NULL);
    printf("x25519 sign %d", EVP_PKEY_sign_init(c));
    last_error();
    printf(" encrypt %d\n", EVP_PKEY_encrypt_init(c));
    last_error();
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new(ec, NULL);
    printf("ec decrypt %d\n", EVP_PKEY_decrypt_init(c));
    last_error();
    EVP_PKEY_CTX_free(c);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    EVP_PKEY *rsa = key("rsa8.pem"), *ec = key("ec8.pem"), *p521 = key("ec521.pem"), *x = key("x8.pem"), *pss = key("pss8.pem");
    EVP_PKEY *ec_peer = key("ec_peer.pem"), *x_peer = key("x_peer.pem");
    sign_pkcs1(rsa, EVP_sha1());
    sign_pkcs1(rsa, EVP_sha512());
    sign_pkcs1(rsa, EVP_md5());
    verify_file(rsa, "pss.sig", EVP_sha256(), RSA_PKCS1_PSS_PADDING, -9, NULL);
    verify_file(rsa, "pss.sig", EVP_sha256(), RSA_PKCS1_PSS_PADDING, RSA_PSS_SALTLEN_DIGEST, NULL);
    verify_file(rsa, "pss.sig", EVP_sha256(), RSA_PKCS1_PSS_PADDING, 20, NULL);
    verify_file(rsa, "pss.sig", EVP_sha256(), 0, -9, NULL);
    verify_file(rsa, "pss_odd.sig", EVP_sha256(), RSA_PKCS1_PSS_PADDING, 7, EVP_sha1());
    verify_file(rsa, "pss_odd.sig", EVP_sha256(), RSA_PKCS1_PSS_PADDING, 7, NULL);
    verify_file(p521, "ec521.sig", EVP_sha384(), 0, -9, NULL);
    verify_file(ec, "ec256_sha1.sig", EVP_sha1(), 0, -9, NULL);
    verify_file(ec, "ec521.sig", EVP_sha384(), 0, -9, NULL);
    round_trip(rsa, EVP_sha256(), RSA_PKCS1_PSS_PADDING, RSA_PSS_SALTLEN_AUTO);
    round_trip(rsa, EVP_sha512(), RSA_PKCS1_PSS_PADDING, RSA_PSS_SALTLEN_DIGEST);
    round_trip(pss, EVP_sha256(), 0, 0);
    round_trip(ec, EVP_sha256(), 0, 0);
    round_trip(p521, EVP_sha512(), 0, 0);
    round_trip(p521, EVP_sha1(), 0, 0);
    decrypt(rsa, "pkcs1.enc", RSA_PKCS1_PADDING, NULL, NULL, NULL);
    decrypt(rsa, "oaep.enc", RSA_PKCS1_OAEP_PADDING, NULL, NULL, NULL);
    decrypt(rsa, "oaep256.enc", RSA_PKCS1_OAEP_PADDING, EVP_sha256(), EVP_sha1(), "ab");
    decrypt(rsa, "oaep256.enc", RSA_PKCS1_OAEP_PADDING, EVP_sha256(), EVP_sha1(), "xy");
    rsa_legacy(rsa);
    derive(ec, ec_peer);
    derive(x, x_peer);
    derive(ec, p521);
    last_error();
    ec_legacy(ec, ec_peer);
    ec_legacy(p521, NULL);
    generate("RSA", 1024, NULL);
    generate("EC", 0, "P-384");
    generate("EC", 0, "prime256v1");
    generate("X25519", 0, NULL);
    objects(rsa, ec, x);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(p521);
    EVP_PKEY_free(x);
    EVP_PKEY_free(pss);
    EVP_PKEY_free(ec_peer);
    EVP_PKEY_free(x_peer);
    return 0;
}
