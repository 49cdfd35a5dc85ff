#include <criterion/criterion.h>

#include "src/crypto/rsa_op.h"
#include "src/crypto/sigscheme.h"
#include "tests/src/crypto/rsa_key.h"
#include "tests/vectors/openssl_rsa.h"

static struct bs_impl impl;
static uint64_t seed = 77;

static void setup(void) { bs_impl_choose(&impl); }

TestSuite(crypto_rsa, .init = setup, .timeout = 900);

static bs_reader message_digest(enum bs_hash h, uint8_t out[BS_HASH_MAX]) {
    bs_reader m = bs_r_from(OPENSSL_RSA_MESSAGE, strlen(OPENSSL_RSA_MESSAGE));
    return bs_r_from(out, bs_hash_once(h, m, out));
}

Test(crypto_rsa, pkcs1_signatures_are_openssls) {
    for (size_t i = 0; i < sizeof openssl_rsa_pkcs1 / sizeof openssl_rsa_pkcs1[0]; i++) {
        struct bs_privkey *k = rsa_key(openssl_rsa_pkcs1[i].key);
        uint8_t digest[BS_HASH_MAX], sig[BS_RSA_MAX_LEN];
        enum bs_hash h = openssl_rsa_pkcs1[i].hash;
        bs_reader d = message_digest(h, digest), want = hex(openssl_rsa_pkcs1[i].sig);
        size_t n = sizeof sig;
        cr_assert_eq(bs_sign_digest(&impl, k, BS_SIG_RSA_PKCS1, h, BS_HASH_NONE, 0, d, NULL, NULL, sig, &n), BS_OK);
        cr_expect(bs_r_equal(want, sig, n), "row %zu", i);
        cr_expect_eq(bs_verify_digest(&impl, &k->pub, BS_SIG_RSA_PKCS1, h, BS_HASH_NONE, 0, d, want), BS_OK);
        digest[0] ^= 1;
        cr_expect_eq(bs_verify_digest(&impl, &k->pub, BS_SIG_RSA_PKCS1, h, BS_HASH_NONE, 0, d, want),
                     BS_E_BAD_SIGNATURE);
        bs_privkey_free(k);
    }
}

Test(crypto_rsa, pss_signatures_of_openssl_verify) {
    for (size_t i = 0; i < sizeof openssl_rsa_pss / sizeof openssl_rsa_pss[0]; i++) {
        struct bs_privkey *k = rsa_key(openssl_rsa_pss[i].key);
        uint8_t digest[BS_HASH_MAX];
        enum bs_hash h = openssl_rsa_pss[i].hash, m = openssl_rsa_pss[i].mgf_hash;
        size_t salt = openssl_rsa_pss[i].salt_len;
        bs_reader d = message_digest(h, digest), sig = hex(openssl_rsa_pss[i].sig);
        enum bs_sig_kind kind = BS_SIG_RSA_PSS_RSAE;
        cr_expect_eq(bs_verify_digest(&impl, &k->pub, kind, h, m, salt, d, sig), BS_OK, "row %zu", i);
        cr_expect_eq(bs_verify_digest(&impl, &k->pub, kind, h, m, SIZE_MAX, d, sig), BS_OK, "row %zu", i);
        cr_expect_eq(bs_verify_digest(&impl, &k->pub, kind, h, m, salt + 1, d, sig), BS_E_BAD_SIGNATURE);
        enum bs_hash other = m == BS_HASH_SHA1 ? BS_HASH_SHA256 : BS_HASH_SHA1;
        cr_expect_eq(bs_verify_digest(&impl, &k->pub, kind, h, other, salt, d, sig), BS_E_BAD_SIGNATURE);
        digest[0] ^= 1;
        cr_expect_eq(bs_verify_digest(&impl, &k->pub, kind, h, m, salt, d, sig), BS_E_BAD_SIGNATURE);
        bs_privkey_free(k);
    }
}

Test(crypto_rsa, pss_signs_with_every_salt_that_fits) {
    static const char *const keys[] = { OPENSSL_RSA_1024, OPENSSL_RSA_2047, OPENSSL_RSA_2048_UNEQUAL };
    for (size_t i = 0; i < 3; i++) {
        struct bs_privkey *k = rsa_key(keys[i]);
        uint8_t digest[BS_HASH_MAX], sig[BS_RSA_MAX_LEN];
        bs_reader d = message_digest(BS_HASH_SHA256, digest);
        size_t max = (bs_pubkey_bits(&k->pub) - 1 + 7) / 8 - 32 - 2;
        for (size_t salt = 0; salt <= max + 1; salt += salt < 2 || salt > max - 2 ? 1 : 29) {
            size_t n = sizeof sig;
            bs_status s = bs_sign_digest(&impl, k, BS_SIG_RSA_PSS_RSAE, BS_HASH_SHA256, BS_HASH_NONE, salt, d,
                                         toy_random, &seed, sig, &n);
            cr_assert_eq(s, salt <= max ? BS_OK : BS_E_WRONG_SIGALG, "salt %zu", salt);
            if (s != BS_OK) continue;
            cr_assert_eq(bs_verify_digest(&impl, &k->pub, BS_SIG_RSA_PSS_RSAE, BS_HASH_SHA256, BS_HASH_SHA256, salt, d,
                                          bs_r_from(sig, n)),
                         BS_OK);
        }
        size_t n = sizeof sig;
        cr_expect_eq(bs_sign_digest(&impl, k, BS_SIG_RSA_PSS_RSAE, BS_HASH_SHA256, BS_HASH_NONE, 32, d, no_random, NULL,
                                    sig, &n),
                     BS_E_ENTROPY);
        n = bs_sig_max_len(&k->pub) - 1;
        cr_expect_eq(bs_sign_digest(&impl, k, BS_SIG_RSA_PSS_RSAE, BS_HASH_SHA256, BS_HASH_NONE, 32, d, toy_random,
                                    &seed, sig, &n),
                     BS_E_SPACE);
        bs_privkey_free(k);
    }
}

Test(crypto_rsa, every_flipped_bit_of_a_signature_is_seen) {
    struct bs_privkey *k = rsa_key(OPENSSL_RSA_1024);
    uint8_t digest[BS_HASH_MAX], sig[BS_RSA_MAX_LEN];
    bs_reader d = message_digest(BS_HASH_SHA256, digest);
    for (int pss = 0; pss < 2; pss++) {
        enum bs_sig_kind kind = pss ? BS_SIG_RSA_PSS_RSAE : BS_SIG_RSA_PKCS1;
        size_t n = sizeof sig;
        cr_assert_eq(bs_sign_digest(&impl, k, kind, BS_HASH_SHA256, BS_HASH_NONE, 32, d, toy_random, &seed, sig, &n),
                     BS_OK);
        for (size_t bit = 0; bit < 8 * n; bit++) {
            sig[bit / 8] ^= (uint8_t)(1u << (bit % 8));
            cr_assert_eq(bs_verify_digest(&impl, &k->pub, kind, BS_HASH_SHA256, BS_HASH_NONE, 32, d, bs_r_from(sig, n)),
                         BS_E_BAD_SIGNATURE, "bit %zu", bit);
            sig[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        }
        for (size_t cut = 0; cut < n; cut++) {
            cr_assert_eq(
                bs_verify_digest(&impl, &k->pub, kind, BS_HASH_SHA256, BS_HASH_NONE, 32, d, bs_r_from(sig, cut)),
                BS_E_BAD_SIGNATURE);
        }
    }
    bs_privkey_free(k);
}

/* What sits in the block when a signature was made over a made-up encoding: RFC 8017 8.2.2 compares encodings. */
Test(crypto_rsa, other_encodings_of_the_same_digest_do_not_verify) {
    struct bs_privkey *k = rsa_key(OPENSSL_RSA_2048);
    uint8_t digest[BS_HASH_MAX], sig[BS_RSA_MAX_LEN], info[64];
    bs_reader d = message_digest(BS_HASH_SHA256, digest);
    static const char *const prefixes[] = {
        "3031300d060960864801650304020105000420", /* the true one */
        "302f300b06096086480165030402010420",     /* no parameters */
        "3031300d060960864801650304020205000420", /* SHA-384's number */
        "",                                       /* none at all */
    };
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        size_t n = sizeof sig, plen = strlen(prefixes[i]) / 2;
        hex_to(info, sizeof info, prefixes[i]);
        memcpy(info + plen, digest, 32);
        cr_assert_eq(bs_sign_digest(&impl, k, BS_SIG_RSA_PKCS1, BS_HASH_NONE, BS_HASH_NONE, 0,
                                    bs_r_from(info, plen + 32), NULL, NULL, sig, &n),
                     BS_OK);
        cr_expect_eq(bs_verify_digest(&impl, &k->pub, BS_SIG_RSA_PKCS1, BS_HASH_SHA256, BS_HASH_NONE, 0, d,
                                      bs_r_from(sig, n)),
                     i == 0 ? BS_OK : BS_E_BAD_SIGNATURE, "row %zu", i);
    }
    bs_privkey_free(k);
}

Test(crypto_rsa, raw_digests_of_every_length_that_fits) {
    struct bs_privkey *k = rsa_key(OPENSSL_RSA_1024);
    uint8_t raw[128] = { 1 }, sig[BS_RSA_MAX_LEN];
    for (size_t len = 0; len <= 118; len++) {
        size_t n = sizeof sig;
        bs_status s = bs_sign_digest(&impl, k, BS_SIG_RSA_PKCS1, BS_HASH_NONE, BS_HASH_NONE, 0, bs_r_from(raw, len),
                                     NULL, NULL, sig, &n);
        cr_assert_eq(s, len <= 117 ? BS_OK : BS_E_WRONG_SIGALG, "%zu", len);
    }
    bs_privkey_free(k);
}

Test(crypto_rsa, the_crt_numbers_are_computed_where_missing) {
    static const char *const keys[] = { OPENSSL_RSA_1024, OPENSSL_RSA_2047, OPENSSL_RSA_2048_UNEQUAL };
    for (size_t i = 0; i < 3; i++) {
        bs_reader v[RSA_NUMBERS];
        struct bs_privkey *whole = rsa_key(keys[i]), *k;
        rsa_numbers(keys[i], v);
        for (int missing = 0; missing < 8; missing++) {
            bs_reader w[RSA_NUMBERS];
            memcpy(w, v, sizeof v);
            for (int b = 0; b < 3; b++) {
                if (missing >> b & 1) w[RSA_DP + b] = bs_r_from(NULL, 0);
            }
            cr_assert_eq(rsa_from(&k, false, w), BS_OK);
            cr_expect_eq(k->mem_len, whole->mem_len);
            cr_expect_eq(memcmp(k->mem, whole->mem, k->mem_len), 0, "key %zu, missing %d", i, missing);
            bs_privkey_free(k);
        }
        bs_reader swapped[RSA_NUMBERS] = { v[RSA_N], v[RSA_E], v[RSA_D], v[RSA_Q], v[RSA_P], { 0 }, { 0 }, { 0 } };
        uint8_t sig[BS_RSA_MAX_LEN];
        size_t n = sizeof sig;
        cr_assert_eq(rsa_from(&k, false, swapped), BS_OK);
        cr_expect_eq(bs_sign_digest(&impl, k, BS_SIG_RSA_PKCS1, BS_HASH_NONE, BS_HASH_NONE, 0, bs_r_from("x", 1), NULL,
                                    NULL, sig, &n),
                     BS_OK, "the factors in the other order");
        bs_privkey_free(k);
        bs_privkey_free(whole);
    }
}

Test(crypto_rsa, numbers_that_are_no_key_are_refused) {
    static const uint8_t two = 2, one = 1;
    bs_reader v[RSA_NUMBERS];
    struct bs_privkey *k;
    rsa_numbers(OPENSSL_RSA_1024, v);
    for (int i = 0; i < RSA_NUMBERS; i++) {
        bs_reader w[RSA_NUMBERS];
        memcpy(w, v, sizeof v);
        if (i == RSA_N || i == RSA_E || i == RSA_P || i == RSA_Q) {
            w[i] = bs_r_from(NULL, 0);
            cr_expect_eq(rsa_from(&k, false, w), BS_E_ARGUMENT, "number %d missing", i);
            w[i] = bs_r_from(&two, 1);
            cr_expect_eq(rsa_from(&k, false, w), BS_E_ARGUMENT, "number %d is 2", i);
            w[i] = bs_r_from(&one, 1);
            cr_expect_eq(rsa_from(&k, false, w), BS_E_ARGUMENT, "number %d is 1", i);
        }
        uint8_t longer[300] = { 1 };
        w[i] = bs_r_from(longer, sizeof longer);
        cr_expect_eq(rsa_from(&k, false, w), BS_E_ARGUMENT, "number %d too long", i);
        cr_expect_null(k);
    }
    bs_reader w[RSA_NUMBERS];
    memcpy(w, v, sizeof v);
    w[RSA_D] = w[RSA_IQ] = bs_r_from(NULL, 0);
    cr_expect_eq(rsa_from(&k, false, w), BS_E_ARGUMENT, "neither d nor all of the CRT");
}

Test(crypto_rsa, a_key_with_a_wrong_crt_number_signs_nothing) {
    for (int i = RSA_DP; i <= RSA_IQ; i++) {
        bs_reader v[RSA_NUMBERS];
        struct bs_privkey *k;
        uint8_t bad[200], sig[BS_RSA_MAX_LEN] = { 0 };
        size_t n = sizeof sig;
        rsa_numbers(OPENSSL_RSA_1024, v);
        cr_assert(bs_r_copy(v[i], bad, sizeof bad));
        bad[v[i].len - 1] ^= 4;
        v[i].p = bad;
        cr_assert_eq(rsa_from(&k, false, v), BS_OK);
        cr_expect_eq(bs_sign_digest(&impl, k, BS_SIG_RSA_PKCS1, BS_HASH_NONE, BS_HASH_NONE, 0, bs_r_from("x", 1), NULL,
                                    NULL, sig, &n),
                     BS_E_SIGN_FAILED);
        for (size_t b = 0; b < 128; b++) cr_assert_eq(sig[b], 0, "nothing of it may be seen");
        bs_privkey_free(k);
    }
}

Test(crypto_rsa, without_d_the_crt_numbers_do) {
    bs_reader v[RSA_NUMBERS];
    struct bs_privkey *k;
    uint8_t sig[BS_RSA_MAX_LEN];
    size_t n = sizeof sig;
    rsa_numbers(OPENSSL_RSA_2048, v);
    v[RSA_D] = bs_r_from(NULL, 0);
    cr_assert_eq(rsa_from(&k, false, v), BS_OK);
    cr_expect_eq(bs_sign_digest(&impl, k, BS_SIG_RSA_PKCS1, BS_HASH_NONE, BS_HASH_NONE, 0, bs_r_from("x", 1), NULL, NULL,
                                sig, &n),
                 BS_OK);
    bs_privkey_free(k);
    rsa_numbers(OPENSSL_RSA_4104, v); /* beyond BearSSL there is no CRT */
    v[RSA_D] = bs_r_from(NULL, 0);
    cr_assert_eq(rsa_from(&k, false, v), BS_OK);
    n = sizeof sig;
    cr_expect_eq(bs_sign_digest(&impl, k, BS_SIG_RSA_PKCS1, BS_HASH_NONE, BS_HASH_NONE, 0, bs_r_from("x", 1), NULL, NULL,
                                sig, &n),
                 BS_E_UNSUPPORTED);
    bs_privkey_free(k);
}
