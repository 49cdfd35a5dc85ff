/* DH, EC, ECDSA and DSA structures: fields, flags, groups, points, encodings. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static void number(const char *what, const BIGNUM *b) {
    char *h = b ? BN_bn2hex(b) : NULL;
    printf("%s %s", what, h ? h : "-");
    errors();
    OPENSSL_free(h);
}

static void dh(void) {
    DH *d = DH_new(), *e = DH_new();
    BIGNUM *p = BN_get_rfc3526_prime_2048(NULL), *g = BN_new(), *priv = NULL;
    const BIGNUM *a, *b, *c;
    BN_set_word(g, 2);
    SHOWP(DH_get0_p(d));
    SHOW(DH_get_length(d));
    SHOW(DH_set0_pqg(d, NULL, NULL, g) > 0);
    SHOW(DH_set0_pqg(d, p, NULL, g));
    DH_get0_pqg(d, &a, &b, &c);
    printf("same %d %d %d\n", a == DH_get0_p(d), b == DH_get0_q(d), c == DH_get0_g(d));
    number("g", DH_get0_g(d));
    SHOW(DH_size(d));
    SHOW(DH_bits(d));
    SHOW(DH_security_bits(d));
    SHOW(DH_set_length(d, 300));
    SHOW(DH_get_length(d));
    DH_set_flags(d, DH_FLAG_CACHE_MONT_P);
    SHOW(DH_test_flags(d, DH_FLAG_CACHE_MONT_P) != 0);
    DH_clear_flags(d, DH_FLAG_CACHE_MONT_P);
    SHOW(DH_test_flags(d, DH_FLAG_CACHE_MONT_P));
    int idx = DH_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    SHOW(DH_set_ex_data(d, idx, d));
    SHOW(DH_get_ex_data(d, idx) == d);
    SHOW(DH_up_ref(d));
    DH_free(d);
    BN_hex2bn(&priv, "123456789ABCDEF123456789ABCDEF123456789ABCDEF123456789ABCDEF");
    SHOW(DH_set0_key(d, NULL, priv));
    SHOW(DH_generate_key(d));
    number("public", DH_get0_pub_key(d));
    SHOW(DH_get0_priv_key(d) == priv);
    DH_get0_key(d, &a, &b);
    printf("same %d %d\n", a == DH_get0_pub_key(d), b == DH_get0_priv_key(d));
    int codes = -1;
    SHOW(DH_check_pub_key(d, DH_get0_pub_key(d), &codes));
    SHOW(codes);
    BIGNUM *one = BN_new();
    BN_one(one);
    SHOW(DH_check_pub_key(d, one, &codes));
    SHOW(codes);
    unsigned char *der = NULL, s1[300], s2[300];
    int n = i2d_DHparams(d, &der);
    hex("params", der, n);
    const unsigned char *at = der;
    DH_free(e);
    e = d2i_DHparams(NULL, &at, n);
    SHOW(e && BN_cmp(DH_get0_p(d), DH_get0_p(e)) == 0);
    at = der;
    printf("cut %d\n", d2i_DHparams(NULL, &at, n - 1) != NULL);
    ERR_clear_error();
    OPENSSL_free(der);
    SHOW(DH_generate_key(e));
    int l1 = DH_compute_key(s1, DH_get0_pub_key(e), d), l2 = DH_compute_key(s2, DH_get0_pub_key(d), e);
    printf("agree %d\n", l1 > 200 && l1 == l2 && memcmp(s1, s2, (size_t)l1) == 0);
    SHOW(DH_compute_key_padded(s1, DH_get0_pub_key(e), d));
    printf("with one %d\n", DH_compute_key(s1, one, d));
    ERR_clear_error();
    EVP_PKEY *k = EVP_PKEY_new();
    SHOW(EVP_PKEY_set1_DH(k, d));
    SHOW(EVP_PKEY_get0_DH(k) == d);
    DH *got = EVP_PKEY_get1_DH(k);
    SHOW(got == d);
    DH_free(got);
    EVP_PKEY_free(k);
    BN_free(one);
    DH_free(d);
    DH_free(e);
    DH_free(NULL);
}

static void groups(void) {
    EC_builtin_curve all[100];
    size_t n = EC_get_builtin_curves(NULL, 0);
    int p256 = 0;
    n = EC_get_builtin_curves(all, 100);
    for (size_t i = 0; i < n && i < 100; i++) p256 += all[i].nid == NID_X9_62_prime256v1 && all[i].comment != NULL;
    SHOW(p256);
    SHOWS(EC_curve_nid2nist(NID_secp384r1));
    SHOWS(EC_curve_nid2nist(NID_sha1));
    SHOW(EC_curve_nist2nid("P-521"));
    SHOW(EC_curve_nist2nid("P-5"));
    static const int nids[] = { NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1 };
    for (int i = 0; i < 3; i++) {
        EC_GROUP *g = EC_GROUP_new_by_curve_name(nids[i]), *h = EC_GROUP_dup(g),
                 *e = EC_GROUP_new_by_curve_name_ex(NULL, NULL, nids[(i + 1) % 3]);
        BIGNUM *p = BN_new(), *a = BN_new(), *b = BN_new(), *x = BN_new(), *y = BN_new();
        SHOW(EC_GROUP_cmp(g, h, NULL));
        SHOW(EC_GROUP_cmp(g, e, NULL));
        SHOW(EC_GROUP_check(g, NULL));
        number("field", EC_GROUP_get0_field(g));
        number("cofactor", EC_GROUP_get0_cofactor(g));
        SHOW(EC_GROUP_get_cofactor(g, p, NULL));
        number("cofactor", p);
        SHOW(EC_GROUP_get_order(g, p, NULL));
        number("order", p);
        SHOW(EC_GROUP_get_curve(g, p, a, b, NULL));
        number("p", p); number("a", a); number("b", b);
        SHOW(EC_GROUP_get_field_type(g));
        SHOW(EC_GROUP_get_asn1_flag(g));
        EC_GROUP_set_asn1_flag(h, OPENSSL_EC_EXPLICIT_CURVE);
        SHOW(EC_GROUP_get_asn1_flag(h));
        SHOW(EC_GROUP_get_point_conversion_form(g));
        EC_GROUP_set_point_conversion_form(h, POINT_CONVERSION_COMPRESSED);
        SHOW(EC_GROUP_get_point_conversion_form(h));
        const EC_POINT *G = EC_GROUP_get0_generator(g);
        EC_POINT *q = EC_POINT_dup(G, g), *r = EC_POINT_new(g);
        SHOW(EC_POINT_is_on_curve(g, q, NULL));
        SHOW(EC_POINT_get_affine_coordinates_GFp(g, q, x, y, NULL));
        number("x", x); number("y", y);
        SHOW(EC_POINT_set_affine_coordinates_GFp(g, r, x, y, NULL));
        SHOW(EC_POINT_cmp(g, q, r, NULL));
        SHOW(EC_POINT_dbl(g, r, q, NULL));
        char *text = EC_POINT_point2hex(g, r, POINT_CONVERSION_COMPRESSED, NULL);
        SHOWS(text);
        OPENSSL_free(text);
        unsigned char *buf = NULL;
        size_t len = EC_POINT_point2buf(g, r, POINT_CONVERSION_UNCOMPRESSED, &buf, NULL);
        hex("doubled", buf, (long)len);
        OPENSSL_free(buf);
        BN_add_word(y, 1);
        printf("off the curve %d\n", EC_POINT_set_affine_coordinates_GFp(g, r, x, y, NULL));
        ERR_clear_error();
        SHOW(EC_POINT_set_to_infinity(g, r));
        SHOW(EC_POINT_is_at_infinity(g, r));
        SHOW(EC_POINT_is_on_curve(g, r, NULL));
        printf("coordinates of infinity %d\n", EC_POINT_get_affine_coordinates_GFp(g, r, x, y, NULL));
        ERR_clear_error();
        EC_POINT_clear_free(q);
        EC_POINT_free(r);
        BN_free(p); BN_free(a); BN_free(b); BN_free(x); BN_free(y);
        EC_GROUP_clear_free(h);
        EC_GROUP_free(g);
        EC_GROUP_free(e);
    }
    printf("no curve %d\n", EC_GROUP_new_by_curve_name(NID_sha1) != NULL);
    ERR_clear_error();
}

static void ec_keys(void) {
    EC_KEY *k = EC_KEY_new(), *d, *o, *named = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1),
           *ex = EC_KEY_new_by_curve_name_ex(NULL, NULL, NID_secp384r1);
    EC_GROUP *g = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    BIGNUM *priv = NULL, *x = BN_new(), *y = BN_new();
    unsigned char *buf = NULL;
    SHOWP(EC_KEY_get0_group(k));
    SHOW(EC_KEY_set_group(k, g));
    BN_hex2bn(&priv, "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"); /* RFC 6979 A.2.5 */
    SHOW(EC_KEY_set_private_key(k, priv));
    EC_POINT *pub = EC_POINT_new(g);
    SHOW(EC_POINT_mul(g, pub, priv, NULL, NULL, NULL));
    SHOW(EC_KEY_set_public_key(k, pub));
    SHOW(EC_KEY_check_key(k));
    SHOW(EC_KEY_can_sign(k));
    size_t n = EC_KEY_key2buf(k, POINT_CONVERSION_UNCOMPRESSED, &buf, NULL);
    hex("public", buf, (long)n);
    SHOW(EC_KEY_oct2key(named, buf, n, NULL));
    SHOW(EC_POINT_cmp(g, pub, EC_KEY_get0_public_key(named), NULL));
    buf[5] ^= 1;
    printf("damaged %d\n", EC_KEY_oct2key(named, buf, n, NULL));
    ERR_clear_error();
    OPENSSL_free(buf);
    unsigned char oct[40];
    SHOW(EC_KEY_priv2oct(k, NULL, 0));
    n = EC_KEY_priv2oct(k, oct, sizeof oct);
    hex("private", oct, (long)n);
    printf("too small %d\n", (int)EC_KEY_priv2oct(k, oct, 5));
    ERR_clear_error();
    EC_POINT_get_affine_coordinates(g, pub, x, y, NULL);
    SHOW(EC_KEY_set_public_key_affine_coordinates(named, x, y));
    BN_add_word(x, 1);
    printf("off the curve %d\n", EC_KEY_set_public_key_affine_coordinates(named, x, y));
    ERR_clear_error();
    SHOW(EC_KEY_get_conv_form(k));
    EC_KEY_set_conv_form(k, POINT_CONVERSION_COMPRESSED);
    SHOW(EC_KEY_get_conv_form(k));
    buf = NULL;
    int len = i2o_ECPublicKey(k, &buf);
    hex("i2o", buf, len);
    const unsigned char *at = buf;
    o = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    SHOW(o2i_ECPublicKey(&o, &at, len) == o);
    at = buf;
    printf("no group %d\n", o2i_ECPublicKey(NULL, &at, len) != NULL);
    ERR_clear_error();
    OPENSSL_free(buf);
    SHOW(EC_KEY_get_enc_flags(k));
    EC_KEY_set_enc_flags(k, EC_PKEY_NO_PUBKEY);
    SHOW(EC_KEY_get_enc_flags(k));
    EC_KEY_set_enc_flags(k, 0);
    EC_KEY_set_asn1_flag(k, OPENSSL_EC_NAMED_CURVE);
    SHOW(EC_KEY_get_flags(k));
    EC_KEY_set_flags(k, EC_FLAG_COFACTOR_ECDH);
    SHOW(EC_KEY_get_flags(k));
    EC_KEY_clear_flags(k, EC_FLAG_COFACTOR_ECDH);
    SHOW(EC_KEY_get_flags(k));
    int idx = EC_KEY_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    SHOW(EC_KEY_set_ex_data(k, idx, k));
    SHOW(EC_KEY_get_ex_data(k, idx) == k);
    d = EC_KEY_dup(k);
    SHOW(BN_cmp(EC_KEY_get0_private_key(d), priv));
    SHOW(EC_KEY_up_ref(d));
    EC_KEY_free(d);
    buf = NULL;
    EC_KEY_set_conv_form(k, POINT_CONVERSION_UNCOMPRESSED);
    len = i2d_ECPrivateKey(k, &buf);
    hex("private", buf, len);
    at = buf;
    EC_KEY *back = d2i_ECPrivateKey(NULL, &at, len);
    SHOW(back && BN_cmp(EC_KEY_get0_private_key(back), priv) == 0);
    EC_KEY_free(back);
    at = buf;
    printf("cut %d\n", d2i_ECPrivateKey(NULL, &at, len - 2) != NULL);
    ERR_clear_error();
    OPENSSL_free(buf);
    buf = NULL;
    len = i2d_EC_PUBKEY(k, &buf);
    at = buf;
    back = d2i_EC_PUBKEY(NULL, &at, len);
    SHOW(back && EC_POINT_cmp(g, pub, EC_KEY_get0_public_key(back), NULL) == 0);
    EC_KEY_free(back);
    OPENSSL_free(buf);
    BIO *mem = BIO_new(BIO_s_mem());
    SHOW(PEM_write_bio_EC_PUBKEY(mem, k));
    back = PEM_read_bio_EC_PUBKEY(mem, NULL, NULL, NULL);
    SHOW(back != NULL);
    EC_KEY_free(back);
    BIO_free(mem);
    SHOW(EC_KEY_generate_key(ex));
    SHOW(EC_KEY_check_key(ex));
    EVP_PKEY *p = EVP_PKEY_new();
    SHOW(EVP_PKEY_set1_EC_KEY(p, k));
    SHOW(EVP_PKEY_get0_EC_KEY(p) == k);
    EVP_PKEY_free(p);
    EC_KEY_free(k); EC_KEY_free(d); EC_KEY_free(o); EC_KEY_free(named); EC_KEY_free(ex);
    EC_POINT_free(pub);
    EC_GROUP_free(g);
    BN_free(priv); BN_free(x); BN_free(y);
}

static void signatures(void) {
    ECDSA_SIG *s = ECDSA_SIG_new();
    BIGNUM *r = BN_new(), *t = BN_new();
    const BIGNUM *a, *b;
    BN_set_word(r, 0x80);
    BN_set_word(t, 7);
    SHOW(ECDSA_SIG_set0(s, NULL, t));
    SHOW(ECDSA_SIG_set0(s, r, t));
    ECDSA_SIG_get0(s, &a, &b);
    printf("same %d %d %d %d\n", a == r, b == t, ECDSA_SIG_get0_r(s) == r, ECDSA_SIG_get0_s(s) == t);
    unsigned char *der = NULL;
    int n = i2d_ECDSA_SIG(s, &der);
    hex("signature", der, n);
    SHOW(i2d_ECDSA_SIG(s, NULL));
    for (int cut = 0; cut <= n; cut++) {
        const unsigned char *at = der;
        ECDSA_SIG *d = d2i_ECDSA_SIG(NULL, &at, cut);
        printf("cut %d %d\n", cut, d != NULL);
        ERR_clear_error();
        ECDSA_SIG_free(d);
    }
    OPENSSL_free(der);
    ECDSA_SIG_free(s);
    ECDSA_SIG_free(NULL);
    /* DSA is not offered (compat/refused.def): what is free of its arithmetic has to agree in its value alone. */
    DSA_free(NULL);
    DSA_SIG_free(NULL);
    DSA_SIG *ds = DSA_SIG_new();
    BIGNUM *dr = BN_new(), *dt = BN_new();
    SHOW(DSA_SIG_set0(ds, NULL, dt));
    SHOW(DSA_SIG_set0(ds, dr, dt));
    DSA_SIG_get0(ds, &a, &b);
    printf("dsa same %d %d\n", a == dr, b == dt);
    DSA_SIG_free(ds);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 1 << 14);
    dh();
    groups();
    ec_keys();
    signatures();
    return 0;
}
