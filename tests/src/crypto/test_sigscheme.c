#include <criterion/criterion.h>

#include "src/crypto/raw_key.h"
#include "src/crypto/sigscheme.h"
#include "tests/src/crypto/rsa_key.h"
#include "tests/vectors/openssl_rsa.h"

Test(crypto_sigscheme, openssls_order) {
    static const uint16_t order[] = { 0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080A, 0x080B, 0x0804, 0x0805,
                                      0x0806, 0x0401, 0x0501, 0x0601, 0x0303, 0x0203, 0x0301, 0x0201 };
    cr_assert_eq(bs_num_sigschemes, sizeof order / sizeof order[0]);
    for (size_t i = 0; i < bs_num_sigschemes; i++) {
        cr_expect_eq(bs_sigschemes[i].id, order[i]);
        cr_expect_eq(bs_sigscheme_find(order[i]), &bs_sigschemes[i]);
    }
    cr_expect_null(bs_sigscheme_find(0));
}

Test(crypto_sigscheme, names) {
    static const struct {
        const char *name;
        int id;
    } rows[] = { { "rsa_pss_rsae_sha256", 0x0804 }, { "RSA-PSS+SHA256", 0x0804 }, { "ECDSA+SHA384", 0x0503 },
                 { "ecdsa+sha384", 0x0503 },        { "RSA+SHA1", 0x0201 },       { "PSS+SHA384", 0x0805 },
                 { "RSA", 0 },                      { "+SHA384", 0 },
                 { "RSA+SHA25", 0 },                { "RSA+SHA2566", 0 },         { "", 0 } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct bs_sigscheme *s = bs_sigscheme_by_name(rows[i].name, strlen(rows[i].name));
        cr_expect_eq(s ? s->id : 0, rows[i].id, "%s", rows[i].name);
    }
}

static int fitting(const struct bs_pubkey *k, uint16_t version, uint16_t out[16]) {
    int n = 0;
    for (size_t i = 0; i < bs_num_sigschemes; i++) {
        if (bs_sigscheme_fits(&bs_sigschemes[i], k, version)) out[n++] = bs_sigschemes[i].id;
    }
    return n;
}

/* RFC 8446 4.2.3 */
Test(crypto_sigscheme, what_fits_which_key) {
    uint16_t ids[16];
    struct bs_privkey *rsa = rsa_key(OPENSSL_RSA_2048);
    struct bs_pubkey pss = rsa->pub, ec = { .type = BS_KEY_EC, .curve = BR_EC_secp384r1 };
    cr_expect_eq(fitting(&rsa->pub, 0x0303, ids), 8);
    cr_expect_eq(fitting(&rsa->pub, 0x0304, ids), 3);
    cr_expect_eq(ids[0], 0x0804);
    pss.type = BS_KEY_RSA_PSS;
    cr_expect_eq(fitting(&pss, 0x0304, ids), 3);
    cr_expect_eq(ids[0], 0x0809);
    pss.pss_hash = BS_HASH_SHA384;
    pss.pss_mgf_hash = BS_HASH_SHA1; /* TLS's schemes have one hash for both: RFC 8446 4.2.3 */
    cr_expect_eq(fitting(&pss, 0x0304, ids), 0);
    pss.pss_mgf_hash = BS_HASH_SHA384;
    cr_expect_eq(fitting(&pss, 0x0304, ids), 1);
    cr_expect_eq(ids[0], 0x080A);
    pss.pss_min_salt = 49;
    cr_expect_eq(fitting(&pss, 0x0304, ids), 0);
    cr_expect_eq(fitting(&ec, 0x0303, ids), 5, "any curve with any hash");
    cr_expect_eq(fitting(&ec, 0x0304, ids), 1);
    cr_expect_eq(ids[0], 0x0503);
    ec.type = BS_KEY_X25519;
    cr_expect_eq(fitting(&ec, 0x0303, ids), 0);
    for (uint16_t version = 0x0303; version <= 0x0304; version++) {
        ec.type = BS_KEY_ED25519;
        cr_expect(fitting(&ec, version, ids) == 1 && ids[0] == 0x0807);
        ec.type = BS_KEY_ED448;
        cr_expect(fitting(&ec, version, ids) == 1 && ids[0] == 0x0808);
    }
    bs_privkey_free(rsa);
}

Test(crypto_sigscheme, a_small_key_has_no_room_for_a_long_hash) {
    uint16_t ids[16];
    struct bs_privkey *k = rsa_key(OPENSSL_RSA_1024);
    cr_expect_eq(fitting(&k->pub, 0x0304, ids), 2, "SHA-512's PSS needs 130 bytes");
    bs_privkey_free(k);
}

Test(crypto_sigscheme, every_fitting_scheme_signs_and_no_other) {
    struct bs_impl impl;
    uint64_t seed = 4;
    bs_reader msg = bs_r_from("hello", 5);
    struct bs_privkey *keys[5];
    bs_impl_choose(&impl);
    keys[0] = rsa_key(OPENSSL_RSA_2048);
    bs_reader v[RSA_NUMBERS];
    rsa_numbers(OPENSSL_RSA_1024, v);
    cr_assert_eq(rsa_from(&keys[1], true, v), BS_OK);
    cr_assert_eq(bs_privkey_new_ec(&keys[2], BR_EC_secp521r1, hex("0badc0de")), BS_OK);
    cr_assert_eq(bs_privkey_new_raw(&keys[3], BS_KEY_ED25519, bs_r_from(keys[2]->ec.x, 32)), BS_OK);
    cr_assert_eq(bs_privkey_new_raw(&keys[4], BS_KEY_ED448, bs_r_from(keys[2]->ec.x, 57)), BS_OK);
    for (int i = 0; i < 5; i++) {
        for (size_t j = 0; j < bs_num_sigschemes; j++) {
            uint8_t sig[300];
            size_t n = sizeof sig;
            const struct bs_sigscheme *s = &bs_sigschemes[j];
            bs_status st = bs_sign(&impl, keys[i], s, msg, toy_random, &seed, sig, &n);
            bool pss_pair = keys[i]->pub.type == BS_KEY_RSA_PSS && s->kind == BS_SIG_RSA_PSS_RSAE;
            bool pss_over_rsae = keys[i]->pub.type == BS_KEY_RSA && s->kind == BS_SIG_RSA_PSS_PSS;
            if (pss_pair || pss_over_rsae) continue; /* the same mathematics; bs_sigscheme_fits() tells them apart */
            cr_expect_eq(st == BS_OK, bs_sigscheme_fits(s, &keys[i]->pub, 0x0303), "key %d, %s", i, s->name);
            if (st != BS_OK) continue;
            cr_expect_eq(bs_verify(&impl, &keys[i]->pub, s, msg, bs_r_from(sig, n)), BS_OK);
            cr_expect_eq(bs_verify(&impl, &keys[i]->pub, s, bs_r_from("hellO", 5), bs_r_from(sig, n)),
                         BS_E_BAD_SIGNATURE);
        }
    }
    for (int i = 0; i < 5; i++) bs_privkey_free(keys[i]);
}
