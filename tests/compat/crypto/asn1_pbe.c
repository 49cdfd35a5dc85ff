/* Password-based key derivation against published vectors. */
#include <criterion/criterion.h>
#include <string.h>

#include <openssl/evp.h>

Test(asn1_pbe, pbkdf2_matches_rfc_6070) {
    static const struct { const char *pass, *salt; int iterations; size_t len; const char *want; } rows[] = {
        { "password", "salt", 1, 20, "\x0c\x60\xc8\x0f\x96\x1f\x0e\x71\xf3\xa9\xb5\x24\xaf\x60\x12\x06\x2f\xe0\x37\xa6" },
        { "password", "salt", 2, 20, "\xea\x6c\x01\x4d\xc7\x2d\x6f\x8c\xcd\x1e\xd9\x2a\xce\x1d\x41\xf0\xd8\xde\x89\x57" },
        { "password", "salt", 4096, 20, "\x4b\x00\x79\x01\xb7\x65\x48\x9a\xbe\xad\x49\xd9\x26\xf7\x21\xd0\x65\xa4\x29\xc1" },
        { "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, 25,
          "\x3d\x2e\xec\x4f\xe4\x1c\x84\x9b\x80\xc8\xd8\x36\x62\xc0\xe4\x4a\x8b\x29\x1a\x96\x4c\xf2\xf0\x70\x38" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t out[32];
        cr_assert_eq(PKCS5_PBKDF2_HMAC(rows[i].pass, -1, (const unsigned char *)rows[i].salt, (int)strlen(rows[i].salt),
                                       rows[i].iterations, EVP_sha1(), (int)rows[i].len, out), 1);
        cr_expect_eq(memcmp(out, rows[i].want, rows[i].len), 0, "row %zu", i);
    }
}
