/* Password-based key derivation against published vectors. */
#include <criterion/criterion.h>
#include <string.h>

#include "compat/crypto/asn1/pbe.h"

static bs_reader text(const char *s) { return bs_r_from(s, strlen(s)); }

Test(asn1_pbe, pbkdf2_matches_rfc_6070) {
    static const struct { const char *pass, *salt; uint32_t iterations; size_t len; const char *want; } rows[] = {
        { "password", "salt", 1, 20, "\x0c\x60\xc8\x0f\x96\x1f\x0e\x71\xf3\xa9\xb5\x24\xaf\x60\x12\x06\x2f\xe0\x37\xa6" },
        { "password", "salt", 2, 20, "\xea\x6c\x01\x4d\xc7\x2d\x6f\x8c\xcd\x1e\xd9\x2a\xce\x1d\x41\xf0\xd8\xde\x89\x57" },
        { "password", "salt", 4096, 20, "\x4b\x00\x79\x01\xb7\x65\x48\x9a\xbe\xad\x49\xd9\x26\xf7\x21\xd0\x65\xa4\x29\xc1" },
        { "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, 25,
          "\x3d\x2e\xec\x4f\xe4\x1c\x84\x9b\x80\xc8\xd8\x36\x62\xc0\xe4\x4a\x8b\x29\x1a\x96\x4c\xf2\xf0\x70\x38" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t out[32];
        bs_pbkdf2(BS_HASH_SHA1, text(rows[i].pass), text(rows[i].salt), rows[i].iterations, out, rows[i].len);
        cr_expect_eq(memcmp(out, rows[i].want, rows[i].len), 0, "row %zu", i);
    }
}

Test(asn1_pbe, damaged_parameters_are_refused) {
    /* pbeWithSHA1And3-KeyTripleDES-CBC, salt of 8, one iteration */
    static const uint8_t alg[] = { 0x30, 0x1B, 0x06, 0x0A, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x03,
        0x30, 0x0D, 0x04, 0x08, 1, 2, 3, 4, 5, 6, 7, 8, 0x02, 0x01, 0x01 };
    static const uint8_t rc2[] = { 0x30, 0x0C, 0x06, 0x0A, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x06 };
    uint8_t data[16] = { 0 }, out[16];
    size_t n;
    cr_expect_eq(bs_pbe_decrypt(bs_r_from(alg, sizeof alg), text("x"), bs_r_from(data, 16), out, &n), BS_E_BAD_MAC);
    cr_expect_eq(bs_pbe_decrypt(bs_r_from(alg, sizeof alg), text("x"), bs_r_from(data, 15), out, &n), BS_E_DECODE);
    cr_expect_eq(bs_pbe_decrypt(bs_r_from(alg, sizeof alg), text("x"), bs_r_from(data, 0), out, &n), BS_E_DECODE);
    cr_expect_eq(bs_pbe_decrypt(bs_r_from(rc2, sizeof rc2), text("x"), bs_r_from(data, 16), out, &n), BS_E_UNSUPPORTED);
    for (size_t cut = 0; cut < sizeof alg; cut++) {
        cr_expect_neq(bs_pbe_decrypt(bs_r_from(alg, cut), text("x"), bs_r_from(data, 16), out, &n), BS_OK, "cut %zu", cut);
    }
}
