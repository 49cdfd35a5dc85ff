/* Keys in DER: each form read and written again, every truncation, wrong versions, and what is unsupported. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "src/crypto/raw_key.h"
#include "src/x509/der.h"
#include "src/x509/key_der.h"

static const uint8_t scalar[32] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
                                    17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32 };

static struct bs_privkey *new_key(int curve) {
    struct bs_privkey *k = NULL;
    cr_assert_eq(bs_privkey_new_ec(&k, curve, bs_r_from(scalar, sizeof scalar)), BS_OK);
    return k;
}

/* Decodes what was encoded, in memory of exactly that size, and expects the same key. */
static void expect_same(bs_reader der, enum bs_key_format format, int curve, const struct bs_privkey *k) {
    struct bs_privkey *again = NULL;
    uint8_t *exact = malloc(der.len);
    memcpy(exact, der.p, der.len);
    cr_expect_eq(bs_privkey_decode(&again, format, curve, bs_r_from(exact, der.len)), BS_OK);
    cr_assert_not_null(again);
    cr_expect(bs_pubkey_equal(&k->pub, &again->pub));
    bs_privkey_free(again);
    free(exact);
}

static void expect_truncations_refused(bs_reader der, enum bs_key_format format, int curve) {
    for (size_t n = 0; n < der.len; n++) {
        struct bs_privkey *k = NULL;
        uint8_t *cut = malloc(n + 1); /* so that a checker sees a read beyond */
        memcpy(cut, der.p, n);
        cr_expect_neq(bs_privkey_decode(&k, format, curve, bs_r_from(cut, n)), BS_OK, "cut at %zu", n);
        cr_expect_null(k);
        free(cut);
    }
}

Test(x509_key_der, an_ec_key_survives_both_forms) {
    uint8_t buf[600];
    size_t n = 0;
    struct bs_privkey *k = new_key(BR_EC_secp256r1);
    bs_writer w = bs_w_to(buf, sizeof buf);
    bs_sec1_encode(&w, k, NULL);
    cr_assert(bs_w_finish(&w, &n));
    expect_same(bs_r_from(buf, n), BS_KEY_FORMAT_ANY, 0, k);
    expect_truncations_refused(bs_r_from(buf, n), BS_KEY_FORMAT_ANY, 0);
    w = bs_w_to(buf, sizeof buf);
    bs_sec1_encode(&w, k, &(struct bs_ec_style){ .no_params = true }); /* the curve must then come from outside */
    cr_assert(bs_w_finish(&w, &n));
    expect_same(bs_r_from(buf, n), BS_KEY_FORMAT_SEC1, BR_EC_secp256r1, k);
    struct bs_privkey *none = NULL;
    cr_expect_eq(bs_privkey_decode(&none, BS_KEY_FORMAT_SEC1, 0, bs_r_from(buf, n)), BS_E_DECODE);
    w = bs_w_to(buf, sizeof buf);
    bs_pkcs8_encode(&w, k, NULL);
    cr_assert(bs_w_finish(&w, &n));
    cr_expect_leq(n, bs_key_der_room(&k->pub));
    expect_same(bs_r_from(buf, n), BS_KEY_FORMAT_PKCS8, 0, k);
    expect_truncations_refused(bs_r_from(buf, n), BS_KEY_FORMAT_ANY, 0);
    cr_expect_neq(bs_privkey_decode(&none, BS_KEY_FORMAT_PKCS1, 0, bs_r_from(buf, n)), BS_OK);
    bs_privkey_free(k);
}

/* The point is the last thing there. RFC 5915 3 */
Test(x509_key_der, a_public_point_off_the_curve_makes_no_private_key) {
    static const int curves[] = { BR_EC_secp256r1, BR_EC_secp384r1, BR_EC_secp521r1 };
    for (int i = 0; i < 3; i++) {
        uint8_t buf[400];
        size_t n = 0;
        struct bs_privkey *k = new_key(curves[i]), *damaged = NULL;
        bs_writer w = bs_w_to(buf, sizeof buf);
        bs_pkcs8_encode(&w, k, NULL);
        cr_assert(bs_w_finish(&w, &n));
        buf[n - 1] ^= 1;
        cr_expect_eq(bs_privkey_decode(&damaged, BS_KEY_FORMAT_ANY, 0, bs_r_from(buf, n)), BS_E_ARGUMENT);
        cr_expect_null(damaged);
        bs_privkey_free(k);
    }
}

Test(x509_key_der, plain_bytes_stay_as_they_are) {
    static const uint8_t bytes[57] = { 7, 8, 9 };
    static const struct {
        enum bs_key_type type;
        size_t len, whole;
    } rows[] = { { BS_KEY_X25519, 32, 48 }, { BS_KEY_X448, 56, 72 }, { BS_KEY_ED25519, 32, 48 }, { BS_KEY_ED448, 57, 73 } };
    for (size_t i = 0; i < 4; i++) {
        uint8_t buf[300];
        size_t n = 0;
        struct bs_privkey *k = NULL, *again = NULL;
        cr_assert_eq(bs_privkey_new_raw(&k, rows[i].type, bs_r_from(bytes, rows[i].len)), BS_OK);
        cr_expect(bs_r_equal(k->raw, bytes, rows[i].len));
        bs_writer w = bs_w_to(buf, sizeof buf);
        bs_pkcs8_encode(&w, k, NULL);
        cr_assert(bs_w_finish(&w, &n));
        cr_expect_eq(n, rows[i].whole); /* RFC 8410 10.3 shows 48 for Ed25519 */
        cr_expect_leq(n, bs_key_der_room(&k->pub));
        expect_same(bs_r_from(buf, n), BS_KEY_FORMAT_ANY, 0, k);
        expect_truncations_refused(bs_r_from(buf, n), BS_KEY_FORMAT_ANY, 0);
        buf[rows[i].whole - rows[i].len - 1]--; /* the inner length: the key is too short then, and a byte trails */
        cr_expect_eq(bs_privkey_decode(&again, BS_KEY_FORMAT_ANY, 0, bs_r_from(buf, n)), BS_E_DECODE);
        w = bs_w_to(buf, sizeof buf);
        bs_sec1_encode(&w, k, NULL);
        cr_expect_not(bs_w_finish(&w, &n), "SEC1 has no room for them");
        bs_privkey_free(k);
    }
}

static void expect_spki_survives(struct bs_privkey *k) {
    uint8_t buf[300];
    size_t n = 0;
    struct bs_pubkey pub;
    bs_writer w = bs_w_to(buf, sizeof buf);
    bs_spki_encode(&w, &k->pub, NULL);
    cr_assert(bs_w_finish(&w, &n));
    cr_expect_eq(bs_spki_decode(&pub, bs_r_from(buf, n)), BS_OK);
    cr_expect(bs_pubkey_equal(&k->pub, &pub));
    cr_expect(bs_pubkey_check(&pub));
    for (size_t cut = 0; cut < n; cut++) cr_expect_neq(bs_spki_decode(&pub, bs_r_from(buf, cut)), BS_OK);
    buf[n] = 0;
    cr_expect_eq(bs_spki_decode(&pub, bs_r_from(buf, n + 1)), BS_E_DECODE, "nothing may trail");
    bs_privkey_free(k);
}

Test(x509_key_der, a_public_key_survives_and_its_truncations_do_not) {
    static const int curves[] = { BR_EC_secp256r1, BR_EC_secp384r1, BR_EC_secp521r1 };
    static const enum bs_key_type raw[] = { BS_KEY_X25519, BS_KEY_X448, BS_KEY_ED25519, BS_KEY_ED448 };
    static const uint8_t bytes[57] = { 5 };
    for (size_t i = 0; i < 3; i++) expect_spki_survives(new_key(curves[i]));
    for (size_t i = 0; i < 4; i++) {
        struct bs_privkey *k = NULL;
        cr_assert_eq(bs_privkey_new_raw(&k, raw[i], bs_r_from(bytes, bs_raw_kind(raw[i])->key_len)), BS_OK);
        expect_spki_survives(k);
    }
}

static size_t write_spki(const struct bs_privkey *k, const struct bs_ec_style *style, uint8_t *buf, size_t room) {
    size_t n = 0;
    bs_writer w = bs_w_to(buf, room);
    bs_spki_encode(&w, &k->pub, style);
    cr_assert(bs_w_finish(&w, &n));
    return n;
}

Test(x509_key_der, a_point_is_written_in_each_form_and_the_form_is_told) {
    static const struct {
        enum bs_point_form form;
        size_t len;
    } rows[] = { { BS_POINT_UNCOMPRESSED, 91 }, { BS_POINT_COMPRESSED, 59 }, { BS_POINT_HYBRID, 91 } };
    uint8_t buf[300];
    struct bs_privkey *k = new_key(BR_EC_secp256r1), *again = NULL;
    for (size_t i = 0; i < 3; i++) {
        struct bs_ec_style style = { .form = rows[i].form };
        struct bs_pubkey pub;
        size_t n = write_spki(k, &style, buf, sizeof buf);
        cr_expect_eq(n, rows[i].len);
        cr_expect_eq(bs_spki_decode(&pub, bs_r_from(buf, n)), i == 0 ? BS_OK : BS_E_UNSUPPORTED);
        cr_expect_eq(pub.form, rows[i].form);
        cr_expect(bs_r_equal(bs_r_from(pub.point.p + 1, 32), k->pub.point.p + 1, 32));
        cr_expect_eq(pub.point.p[0], style.form | (i > 0 ? k->pub.point.p[64] & 1 : 0));
        bs_writer w = bs_w_to(buf, sizeof buf);
        bs_sec1_encode(&w, k, &style);
        cr_assert(bs_w_finish(&w, &n));
        cr_assert_eq(bs_privkey_decode(&again, BS_KEY_FORMAT_SEC1, 0, bs_r_from(buf, n)), BS_OK);
        cr_expect_eq(again->pub.form, rows[i].form);
        cr_expect(bs_pubkey_equal(&again->pub, &k->pub) && !again->ec_public_absent);
        bs_privkey_free(again);
        buf[n - pub.point.len] = 1; /* no form */
        cr_expect_neq(bs_privkey_decode(&again, BS_KEY_FORMAT_SEC1, 0, bs_r_from(buf, n)), BS_OK);
    }
    bs_privkey_free(k);
}

Test(x509_key_der, what_is_optional_is_left_out_as_told) {
    static const uint8_t params[] = { 0x30, 0x00 };
    const struct bs_ec_style bare = { .no_params = true, .no_public = true };
    const struct bs_ec_style given = { .params = bs_r_from(params, sizeof params) };
    uint8_t buf[300];
    size_t n = 0;
    struct bs_privkey *k = new_key(BR_EC_secp256r1), *again = NULL;
    bs_writer w = bs_w_to(buf, sizeof buf);
    bs_sec1_encode(&w, k, &bare);
    cr_assert(bs_w_finish(&w, &n));
    cr_expect_eq(n, 39);
    cr_expect_eq(bs_privkey_decode(&again, BS_KEY_FORMAT_SEC1, 0, bs_r_from(buf, n)), BS_E_DECODE);
    cr_assert_eq(bs_privkey_decode(&again, BS_KEY_FORMAT_SEC1, BR_EC_secp256r1, bs_r_from(buf, n)), BS_OK);
    cr_expect(bs_pubkey_equal(&again->pub, &k->pub) && again->ec_public_absent);
    bs_privkey_free(again);
    n = write_spki(k, &given, buf, sizeof buf);
    cr_expect(bs_r_equal(bs_r_from(buf + 13, 2), params, 2), "in place of the name");
    bs_privkey_free(k);
}

Test(x509_key_der, another_curve_or_point_form_is_unsupported) {
    uint8_t buf[300];
    size_t n = 0;
    struct bs_privkey *k = new_key(BR_EC_secp256r1);
    struct bs_pubkey pub;
    bs_writer w = bs_w_to(buf, sizeof buf);
    bs_spki_encode(&w, &k->pub, NULL);
    cr_assert(bs_w_finish(&w, &n));
    buf[n - 65] = 0x03;
    cr_expect_eq(bs_spki_decode(&pub, bs_r_from(buf, n)), BS_E_UNSUPPORTED);
    buf[n - 65] = 0x04;
    buf[22] ^= 1; /* the last byte of the curve's OID */
    cr_expect_eq(bs_spki_decode(&pub, bs_r_from(buf, n)), BS_E_UNSUPPORTED);
    bs_privkey_free(k);
}

Test(x509_key_der, pss_parameters_default_and_are_bounded) {
    static const uint8_t empty[] = { 0x30, 0x00 };
    static const uint8_t salt32[] = { 0x30, 0x05, 0xA2, 0x03, 0x02, 0x01, 0x20 };
    static const uint8_t trailer2[] = { 0x30, 0x05, 0xA3, 0x03, 0x02, 0x01, 0x02 };
    static const uint8_t negative[] = { 0x30, 0x05, 0xA2, 0x03, 0x02, 0x01, 0xFF };
    enum bs_hash h, m;
    unsigned salt = 0;
    cr_expect_eq(bs_pss_params_decode(bs_r_from(empty, sizeof empty), &h, &m, &salt), BS_OK);
    cr_expect(h == BS_HASH_SHA1 && m == BS_HASH_SHA1 && salt == 20);
    cr_expect_eq(bs_pss_params_decode(bs_r_from(salt32, sizeof salt32), &h, &m, &salt), BS_OK);
    cr_expect_eq(salt, 32);
    cr_expect_eq(bs_pss_params_decode(bs_r_from(trailer2, sizeof trailer2), &h, &m, &salt), BS_E_UNSUPPORTED);
    cr_expect_eq(bs_pss_params_decode(bs_r_from(negative, sizeof negative), &h, &m, &salt), BS_E_DECODE);
}

Test(x509_key_der, a_bit_wrong_anywhere_crashes_nothing) {
    uint8_t buf[300];
    size_t n = 0;
    struct bs_privkey *k = new_key(BR_EC_secp384r1);
    bs_writer w = bs_w_to(buf, sizeof buf);
    bs_pkcs8_encode(&w, k, NULL);
    cr_assert(bs_w_finish(&w, &n));
    for (size_t bit = 0; bit < 8 * 40; bit++) { /* the structure; beyond lie the numbers */
        struct bs_privkey *again = NULL;
        buf[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (bs_privkey_decode(&again, BS_KEY_FORMAT_ANY, 0, bs_r_from(buf, n)) == BS_OK) bs_privkey_free(again);
        buf[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    bs_privkey_free(k);
}
