/* Curves by their numbers and in files; points as text and numbers, from a coordinate and a bit. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>

static const int nids[] = { NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1 };

static void number(const char *what, const BIGNUM *b) {
    char *h = b ? BN_bn2hex(b) : NULL;
    printf("%s %s", what, h ? h : "-");
    errors();
    OPENSSL_free(h);
}

static void point(const char *what, const EC_GROUP *g, const EC_POINT *p) {
    char *h = p ? EC_POINT_point2hex(g, p, POINT_CONVERSION_COMPRESSED, NULL) : NULL;
    printf("%s %s", what, h ? h : "-");
    errors();
    OPENSSL_free(h);
}

/* Success alone, or the last error: those before it tell of OpenSSL's layers. */
static void last(const char *what, int ok) {
    unsigned long e = ERR_peek_last_error();
    printf("%s %d %d:%d\n", what, ok, ERR_GET_LIB(e), ERR_GET_REASON(e));
    ERR_clear_error();
}

static void texts(const EC_GROUP *g) {
    static const point_conversion_form_t forms[] = { POINT_CONVERSION_COMPRESSED, POINT_CONVERSION_UNCOMPRESSED,
        POINT_CONVERSION_HYBRID };
    EC_POINT *p = EC_POINT_new(g), *q;
    BIGNUM *k = BN_new(), *x = BN_new(), *y = BN_new();
    for (int i = 1; i < 12; i++) {
        BN_set_word(k, (BN_ULONG)i * 7919);
        SHOW(EC_POINT_mul(g, p, k, NULL, NULL, NULL));
        for (int f = 0; f < 3; f++) {
            char *h = EC_POINT_point2hex(g, p, forms[f], NULL);
            BIGNUM *n = EC_POINT_point2bn(g, p, forms[f], NULL, NULL);
            number("number", n);
            q = EC_POINT_hex2point(g, h, NULL, NULL);
            SHOW(EC_POINT_cmp(g, p, q, NULL));
            SHOW(EC_POINT_bn2point(g, n, q, NULL) == q);
            SHOW(EC_POINT_cmp(g, p, q, NULL));
            EC_POINT_free(q);
            q = EC_POINT_bn2point(g, n, NULL, NULL);
            SHOW(EC_POINT_cmp(g, p, q, NULL));
            EC_POINT_free(q);
            char *end = h + strlen(h) - 1;
            *end = *end == '0' ? '1' : '0';
            q = EC_POINT_hex2point(g, h, NULL, NULL);
            if (f == 0) printf("other x %d\n", q != NULL);
            else last("damaged", q != NULL);
            EC_POINT_free(q);
            ERR_clear_error();
            OPENSSL_free(h);
            BN_free(n);
        }
        EC_POINT_get_affine_coordinates(g, p, x, y, NULL);
        q = EC_POINT_new(g);
        SHOW(EC_POINT_set_compressed_coordinates(g, q, x, BN_is_odd(y), NULL));
        SHOW(EC_POINT_cmp(g, p, q, NULL));
        SHOW(EC_POINT_set_compressed_coordinates_GFp(g, q, x, !BN_is_odd(y), NULL));
        point("other root", g, q);
        BN_add_word(x, 1);
        printf("next x %d", EC_POINT_set_compressed_coordinates_GFp(g, q, x, 0, NULL));
        errors();
        EC_POINT_free(q);
    }
    SHOW(EC_POINT_set_to_infinity(g, p));
    BIGNUM *zero = EC_POINT_point2bn(g, p, POINT_CONVERSION_COMPRESSED, NULL, NULL);
    number("infinity", zero);
    q = EC_POINT_bn2point(g, zero, NULL, NULL);
    SHOW(q != NULL && EC_POINT_is_at_infinity(g, q));
    EC_POINT_free(q);
    static const char *const bad[] = { "", "zz", "02", "05", "0400", "FF" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        q = EC_POINT_hex2point(g, bad[i], NULL, NULL);
        last(bad[i], q != NULL);
        EC_POINT_free(q);
    }
    BN_free(zero); BN_free(k); BN_free(x); BN_free(y);
    EC_POINT_free(p);
}

static void file(const char *what, const EC_GROUP *g) {
    unsigned char *der = NULL;
    int n = i2d_ECPKParameters(g, &der);
    printf("%s: ", what);
    hex("der", der, n > 0 ? n : 0);
    SHOW(i2d_ECPKParameters(g, NULL));
    BIO *b = BIO_new(BIO_s_mem());
    SHOW(PEM_write_bio_ECPKParameters(b, g));
    EC_GROUP *r = PEM_read_bio_ECPKParameters(b, NULL, NULL, NULL);
    if (r) {
        printf("read: name %d form %d flag %d seed %zu bits %d\n", EC_GROUP_get_curve_name(r),
               EC_GROUP_get_point_conversion_form(r), EC_GROUP_get_asn1_flag(r), EC_GROUP_get_seed_len(r),
               EC_GROUP_get_degree(r));
    }
    ERR_clear_error();
    BIO_free(b);
    const unsigned char *p = der;
    EC_GROUP *again = r;
    if (n > 0) {
        SHOW(d2i_ECPKParameters(&again, &p, n) == again);
        SHOW(p - der);
    }
    for (int cut = 0; cut < n; cut += 1 + cut / 8) {
        p = der;
        EC_GROUP *c = d2i_ECPKParameters(NULL, &p, cut);
        if (c) printf("cut at %d is read\n", cut);
        EC_GROUP_free(c);
    }
    ERR_clear_error();
    EC_GROUP_free(again);
    OPENSSL_free(der);
}

static void numbers(int nid) {
    EC_GROUP *g = EC_GROUP_new_by_curve_name(nid), *h, *d;
    BIGNUM *p = BN_new(), *a = BN_new(), *b = BN_new();
    SHOW(EC_GROUP_get_curve_GFp(g, p, a, b, NULL));
    number("p", p); number("a", a); number("b", b);
    hex("seed", EC_GROUP_get0_seed(g), (long)EC_GROUP_get_seed_len(g));
    SHOW(EC_METHOD_get_field_type(EC_GROUP_method_of(g)));
    SHOW(EC_METHOD_get_field_type(EC_POINT_method_of(EC_GROUP_get0_generator(g))));
    SHOW(EC_GROUP_precompute_mult(g, NULL));
    h = EC_GROUP_new_curve_GFp(p, a, b, NULL);
    SHOW(EC_GROUP_get_curve_name(h));
    SHOW(EC_GROUP_get_asn1_flag(h));
    SHOW(EC_GROUP_get_degree(h));
    SHOWP(EC_GROUP_get0_generator(h));
    SHOW(BN_is_zero(EC_GROUP_get0_order(h)));
    SHOWP(EC_GROUP_get0_seed(h));
    SHOW(EC_GROUP_get_seed_len(h));
    EC_POINT *q = EC_POINT_new(h);
    SHOW(EC_POINT_mul(h, q, BN_value_one(), NULL, NULL, NULL));
    EC_POINT *gen = EC_POINT_new(h);
    BIGNUM *bn = EC_POINT_point2bn(g, EC_GROUP_get0_generator(g), POINT_CONVERSION_COMPRESSED, NULL, NULL);
    SHOW(EC_POINT_bn2point(h, bn, gen, NULL) == gen);
    BN_free(bn);
    last("set no generator", EC_GROUP_set_generator(h, NULL, p, NULL));
    last("set no order", EC_GROUP_set_generator(h, gen, NULL, NULL));
    SHOW(EC_GROUP_set_generator(h, gen, EC_GROUP_get0_order(g), BN_value_one()));
    SHOW(EC_POINT_mul(h, q, EC_GROUP_get0_order(g), NULL, NULL, NULL));
    SHOW(EC_POINT_is_at_infinity(h, q));
    SHOW(EC_GROUP_get_curve_name(h));
    SHOW(EC_GROUP_check(h, NULL));
    number("order", EC_GROUP_get0_order(h));
    number("cofactor", EC_GROUP_get0_cofactor(h));
    EC_GROUP_set_asn1_flag(h, OPENSSL_EC_NAMED_CURVE);
    file("by numbers, as a name", h);
    EC_GROUP_set_asn1_flag(h, OPENSSL_EC_EXPLICIT_CURVE);
    file("by numbers", h);
    SHOW(EC_GROUP_set_seed(h, (const unsigned char *)"0123456789", 10));
    hex("seed", EC_GROUP_get0_seed(h), (long)EC_GROUP_get_seed_len(h));
    d = EC_GROUP_dup(h);
    hex("seed", EC_GROUP_get0_seed(d), (long)EC_GROUP_get_seed_len(d));
    SHOW(EC_GROUP_get_curve_name(d));
    EC_GROUP_free(d);
    EC_GROUP *n = EC_GROUP_new_by_curve_name(nid);
    d = EC_GROUP_new_by_curve_name(nid);
    EC_GROUP_set_asn1_flag(n, OPENSSL_EC_EXPLICIT_CURVE);
    EC_GROUP_set_seed(n, (const unsigned char *)"xyz", 3);
    SHOW(EC_GROUP_copy(d, n));
    SHOW(EC_GROUP_copy(d, d));
    SHOW(EC_GROUP_get_seed_len(d));
    EC_GROUP_free(n);
    SHOW(EC_GROUP_get_curve_name(d));
    SHOW(EC_GROUP_get_asn1_flag(d));
    SHOW(EC_GROUP_set_seed(h, NULL, 0));
    file("without a seed", h);
    EC_GROUP_set_point_conversion_form(d, POINT_CONVERSION_COMPRESSED);
    file("by name", d);
    EC_GROUP_set_asn1_flag(d, OPENSSL_EC_EXPLICIT_CURVE);
    file("explicit, compressed", d);
    EC_POINT_free(q);
    EC_POINT_free(gen);
    EC_GROUP_free(g); EC_GROUP_free(h); EC_GROUP_free(d);
    BN_free(p); BN_free(a); BN_free(b);
}

int main(void) {
    for (int i = 0; i < 3; i++) {
        EC_GROUP *g = EC_GROUP_new_by_curve_name(nids[i]);
        texts(g);
        EC_GROUP_free(g);
        numbers(nids[i]);
        EC_KEY *k = EC_KEY_new_by_curve_name(nids[i]);
        SHOW(EC_KEY_precompute_mult(k, NULL));
        EC_KEY_free(k);
    }
    EC_KEY *k = EC_KEY_new();
    SHOW(EC_KEY_precompute_mult(k, NULL));
    EC_KEY_free(k);
    static const unsigned char junk[][6] = { { 0x05, 0 },
        { 0x06, 3, 0x2A, 3, 4 }, { 0x30, 0 }, { 0x30, 3, 2, 1, 1 }, { 4, 1, 1 }, { 0 } };
    static const int lens[] = { 2, 5, 2, 5, 3, 0 };
    for (int i = 0; i < 6; i++) {
        const unsigned char *p = junk[i];
        EC_GROUP *g = d2i_ECPKParameters(NULL, &p, lens[i]);
        printf("junk %d\n", g != NULL);
        ERR_clear_error();
        EC_GROUP_free(g);
    }
    return 0;
}
