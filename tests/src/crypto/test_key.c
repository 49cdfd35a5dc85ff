#include <criterion/criterion.h>

#include "src/crypto/raw_key.h"
#include "tests/src/crypto/rsa_key.h"
#include "tests/vectors/openssl_rsa.h"
#include "tests/vectors/rfc8448_simple_1rtt.h"

static struct bs_pubkey rsa_of(unsigned bits) {
    static uint8_t n[2100], e[] = { 1, 0, 1 };
    size_t len = (bits + 7) / 8;
    memset(n, 0, sizeof n);
    n[0] = (uint8_t)(1u << ((bits - 1) % 8));
    n[len - 1] |= 1;
    return (struct bs_pubkey){ .type = BS_KEY_RSA, .n = bs_r_from(n, len), .e = bs_r_from(e, sizeof e) };
}

/* EVP_PKEY_get_security_bits() of OpenSSL 3.0 at the sizes that matter and on both sides of some steps. */
Test(crypto_key, security_bits_are_openssls) {
    static const unsigned rows[][2] = {
        { 512, 56 },    { 768, 72 },    { 919, 72 },    { 920, 80 },    { 1024, 80 },   { 1536, 96 },   { 1962, 104 },
        { 1963, 112 },  { 2048, 112 },  { 3072, 128 },  { 3075, 128 },  { 3076, 136 },  { 4096, 152 },  { 7680, 192 },
        { 7681, 200 },  { 8192, 200 },  { 15360, 256 }, { 15361, 264 }, { 16384, 272 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bs_pubkey k = rsa_of(rows[i][0]);
        cr_expect_eq(bs_pubkey_bits(&k), rows[i][0]);
        cr_expect_eq(bs_pubkey_security_bits(&k), rows[i][1], "%u bits", rows[i][0]);
    }
    static const struct {
        enum bs_key_type type;
        int curve;
        unsigned bits, strength;
    } ec[] = { { BS_KEY_EC, BR_EC_secp256r1, 256, 128 },       { BS_KEY_EC, BR_EC_secp384r1, 384, 192 },
               { BS_KEY_EC, BR_EC_secp521r1, 521, 256 },       { BS_KEY_X25519, BR_EC_curve25519, 253, 128 },
               { BS_KEY_ED25519, 0, 256, 128 },               { BS_KEY_X448, BR_EC_curve448, 448, 224 },
               { BS_KEY_ED448, 0, 456, 224 },                 { BS_KEY_NONE, 0, 0, 0 } };
    for (size_t i = 0; i < sizeof ec / sizeof ec[0]; i++) {
        struct bs_pubkey k = { .type = ec[i].type, .curve = ec[i].curve };
        cr_expect_eq(bs_pubkey_bits(&k), ec[i].bits);
        cr_expect_eq(bs_pubkey_security_bits(&k), ec[i].strength);
    }
}

Test(crypto_key, rsa_public_keys_have_limits) {
    static const struct {
        unsigned bits;
        bool ok;
    } rows[] = { { 511, false }, { 512, true }, { 513, true }, { 16384, true }, { 16385, false } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bs_pubkey k = rsa_of(rows[i].bits);
        cr_expect_eq(bs_pubkey_check(&k), rows[i].ok, "%u bits", rows[i].bits);
    }
    struct bs_pubkey k = rsa_of(1024);
    static const uint8_t even = 4, one = 1;
    k.e = bs_r_from(&even, 1);
    cr_expect_not(bs_pubkey_check(&k));
    k.e = bs_r_from(&one, 1);
    cr_expect_not(bs_pubkey_check(&k));
    k.e = bs_r_from(NULL, 0);
    cr_expect_not(bs_pubkey_check(&k));
    k = rsa_of(1024);
    ((uint8_t *)(uintptr_t)k.n.p)[k.n.len - 1] &= 0xFE;
    cr_expect_not(bs_pubkey_check(&k), "an even modulus");
}

Test(crypto_key, points_must_lie_on_their_curve) {
    static const int curves[] = { BR_EC_secp256r1, BR_EC_secp384r1, BR_EC_secp521r1 };
    for (size_t c = 0; c < 3; c++) {
        struct bs_privkey *k;
        uint8_t point[133];
        cr_assert_eq(bs_privkey_new_ec(&k, curves[c], hex("0123456789abcdef")), BS_OK);
        struct bs_pubkey pub = k->pub;
        cr_expect(bs_pubkey_check(&pub));
        cr_assert(bs_r_copy(k->pub.point, point, sizeof point));
        pub.point.p = point;
        for (size_t i = 0; i < pub.point.len; i++) {
            point[i] ^= 1;
            cr_expect_not(bs_pubkey_check(&pub), "curve %d, byte %zu", curves[c], i);
            point[i] ^= 1;
        }
        for (size_t n = pub.point.len; n-- > 0;) {
            pub.point.len = n;
            cr_expect_not(bs_pubkey_check(&pub), "cut at %zu", n);
        }
        bs_privkey_free(k);
    }
}

Test(crypto_key, x25519_from_its_wire_form) {
    struct bs_privkey *k;
    cr_assert_eq(bs_privkey_new_raw(&k, BS_KEY_X25519, hex(RFC8448_CLIENT_PRIVATE)), BS_OK);
    cr_expect_eq(k->pub.type, BS_KEY_X25519);
    cr_expect(bs_r_same(k->pub.point, hex(RFC8448_CLIENT_SHARE)));
    cr_expect(bs_pubkey_check(&k->pub));
    bs_privkey_free(k);
}

Test(crypto_key, equality_is_of_type_and_numbers) {
    struct bs_privkey *a = rsa_key(OPENSSL_RSA_1024), *b = rsa_key(OPENSSL_RSA_1024), *c = rsa_key(OPENSSL_RSA_2048), *e;
    cr_assert_eq(bs_privkey_new_ec(&e, BR_EC_secp256r1, hex("05")), BS_OK);
    cr_expect(bs_pubkey_equal(&a->pub, &b->pub));
    cr_expect_not(bs_pubkey_equal(&a->pub, &c->pub));
    cr_expect_not(bs_pubkey_equal(&a->pub, &e->pub));
    cr_expect(bs_pubkey_equal(&e->pub, &e->pub));
    b->pub.type = BS_KEY_RSA_PSS;
    cr_expect_not(bs_pubkey_equal(&a->pub, &b->pub));
    bs_privkey_free(a);
    bs_privkey_free(b);
    bs_privkey_free(c);
    bs_privkey_free(e);
}
