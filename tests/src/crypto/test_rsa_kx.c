#include <criterion/criterion.h>

#include "src/crypto/rsa_kx.h"
#include "src/crypto/rsa_op.h"
#include "tests/src/crypto/rsa_key.h"
#include "tests/vectors/openssl_rsa.h"

static struct bs_impl impl;
static uint64_t seed = 99;
static const uint8_t fallback[48] = "the fallback, which the caller drew beforehand.";

static void setup(void) { bs_impl_choose(&impl); }

TestSuite(crypto_rsa_kx, .init = setup, .timeout = 900);

Test(crypto_rsa_kx, openssls_premaster_decrypts) {
    static const struct {
        const char *key, *ct;
    } rows[] = { { OPENSSL_RSA_2048, OPENSSL_RSA_2048_CIPHERTEXT }, { OPENSSL_RSA_4104, OPENSSL_RSA_4104_CIPHERTEXT } };
    for (size_t i = 0; i < 2; i++) {
        struct bs_privkey *k = rsa_key(rows[i].key);
        uint8_t out[48], text[BS_RSA_MAX_LEN];
        size_t n = sizeof text;
        cr_expect_eq(bs_rsa_decrypt_premaster(&impl, k, hex(rows[i].ct), 0x0303, fallback, out), BS_OK);
        cr_expect(bs_r_equal(hex(OPENSSL_RSA_PREMASTER), out, 48));
        cr_expect_eq(bs_rsa_decrypt_premaster(&impl, k, hex(rows[i].ct), 0x0302, fallback, out), BS_OK);
        cr_expect_eq(memcmp(out, fallback, 48), 0, "another version than the one offered");
        cr_expect_eq(bs_rsa_pkcs1_decrypt(&impl, k, hex(rows[i].ct), text, &n), BS_OK);
        cr_expect(bs_r_equal(hex(OPENSSL_RSA_PREMASTER), text, n));
        bs_privkey_free(k);
    }
}

Test(crypto_rsa_kx, every_flaw_gives_the_fallback) {
    struct bs_privkey *k = rsa_key(OPENSSL_RSA_2048);
    uint8_t out[48], above[256];
    for (size_t i = 0; i < sizeof openssl_rsa_flawed / sizeof openssl_rsa_flawed[0]; i++) {
        bs_reader ct = hex(openssl_rsa_flawed[i].ciphertext);
        cr_expect_eq(bs_rsa_decrypt_premaster(&impl, k, ct, 0x0303, fallback, out), BS_OK);
        cr_expect_eq(memcmp(out, fallback, 48), 0, "%s", openssl_rsa_flawed[i].flaw);
    }
    memset(above, 0xFF, sizeof above); /* not below the modulus */
    cr_expect_eq(bs_rsa_decrypt_premaster(&impl, k, bs_r_from(above, 256), 0x0303, fallback, out), BS_OK);
    cr_expect_eq(memcmp(out, fallback, 48), 0);
    for (size_t n = 0; n < 256; n += 51) {
        cr_expect_eq(bs_rsa_decrypt_premaster(&impl, k, bs_r_from(above, n), 0x0303, fallback, out),
                     BS_E_BAD_RSA_PREMASTER);
    }
    bs_privkey_free(k);
}

Test(crypto_rsa_kx, bad_padding_gives_a_message_that_depends_on_key_and_ciphertext) {
    struct bs_privkey *k = rsa_key(OPENSSL_RSA_2048);
    uint8_t a[256], b[256];
    static const char *const bad[] = { "first byte", "block type 1", "zero in the padding", "no separator" };
    for (size_t i = 0; i < 4; i++) {
        bs_reader ct = hex(openssl_rsa_flawed[i].ciphertext);
        size_t n = sizeof a, m = sizeof b;
        cr_assert_str_eq(openssl_rsa_flawed[i].flaw, bad[i]);
        cr_assert_eq(bs_rsa_pkcs1_decrypt(&impl, k, ct, a, &n), BS_OK, "%s", bad[i]);
        cr_assert_eq(bs_rsa_pkcs1_decrypt(&impl, k, ct, b, &m), BS_OK);
        cr_expect(n == m && memcmp(a, b, n) == 0, "the same every time");
        if (i == 2) continue; /* 18 bytes of padding are enough: a true message */
        cr_expect(n < 48 || memcmp(a + n - 46, hex(OPENSSL_RSA_PREMASTER).p + 2, 46) != 0, "%s", bad[i]);
    }
    bs_privkey_free(k);
}

Test(crypto_rsa_kx, what_is_encrypted_decrypts) {
    static const char *const keys[] = { OPENSSL_RSA_1024, OPENSSL_RSA_2047, OPENSSL_RSA_2048_UNEQUAL };
    for (size_t i = 0; i < 3; i++) {
        struct bs_privkey *k = rsa_key(keys[i]);
        size_t max = bs_rsa_len(&k->pub) - 11;
        uint8_t msg[256], ct[256], out[256];
        memset(msg, 0, sizeof msg); /* zeros: only the first one after the padding ends it */
        for (size_t len = 0; len <= max + 1; len += len < 3 || len > max - 3 ? 1 : 37) {
            size_t n = sizeof ct, m = sizeof out;
            bs_status s = bs_rsa_pkcs1_encrypt(&impl, &k->pub, bs_r_from(msg, len), toy_random, &seed, ct, &n);
            cr_assert_eq(s, len <= max ? BS_OK : BS_E_ARGUMENT);
            if (s != BS_OK) continue;
            cr_assert_eq(bs_rsa_pkcs1_decrypt(&impl, k, bs_r_from(ct, n), out, &m), BS_OK);
            cr_assert(m == len && memcmp(out, msg, len) == 0, "%zu bytes", len);
            m = len;
            cr_expect_eq(bs_rsa_pkcs1_decrypt(&impl, k, bs_r_from(ct, n), out, &m), BS_OK, "just enough room");
            m = len - 1;
            if (len > 0) cr_expect_eq(bs_rsa_pkcs1_decrypt(&impl, k, bs_r_from(ct, n), out, &m), BS_E_SPACE);
        }
        size_t n = bs_rsa_len(&k->pub) - 1;
        cr_expect_eq(bs_rsa_pkcs1_encrypt(&impl, &k->pub, bs_r_from(msg, 1), toy_random, &seed, ct, &n), BS_E_SPACE);
        n = sizeof ct;
        cr_expect_eq(bs_rsa_pkcs1_encrypt(&impl, &k->pub, bs_r_from(msg, 1), no_random, NULL, ct, &n), BS_E_ENTROPY);
        cr_expect_eq(bs_rsa_pkcs1_decrypt(&impl, k, bs_r_from(ct, 5), out, &n), BS_E_ARGUMENT);
        bs_privkey_free(k);
    }
}
