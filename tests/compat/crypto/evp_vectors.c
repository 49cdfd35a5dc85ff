/* Published vectors through EVP: key derivation, cipher modes, KMAC, MD4. */
#include <criterion/criterion.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/md4.h>
#include <openssl/params.h>

#include "tests/vectors/hex.h"
#include "tests/vectors/rfc5869_hkdf.h"
#include "tests/vectors/sp800_185_kmac.h"
#include "tests/vectors/sp800_38a_ieee1619_modes.h"

static OSSL_PARAM octets(const char *key, const char *text) {
    bs_reader r = hex(text);
    union {
        const uint8_t *from;
        uint8_t *to;
    } constant = { r.p };
    return OSSL_PARAM_construct_octet_string(key, constant.to, r.len);
}

Test(evp_vectors, hkdf) {
    EVP_KDF_CTX *c = EVP_KDF_CTX_new(EVP_KDF_fetch(NULL, "HKDF", NULL));
    for (size_t i = 0; i < sizeof rfc5869_hkdf / sizeof rfc5869_hkdf[0]; i++) {
        bs_reader want = hex(rfc5869_hkdf[i].okm);
        uint8_t out[64];
        char digest[16];
        strcpy(digest, rfc5869_hkdf[i].digest);
        OSSL_PARAM p[] = { OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                           octets(OSSL_KDF_PARAM_KEY, rfc5869_hkdf[i].key),
                           octets(OSSL_KDF_PARAM_SALT, rfc5869_hkdf[i].salt),
                           octets(OSSL_KDF_PARAM_INFO, rfc5869_hkdf[i].info), OSSL_PARAM_construct_end() };
        EVP_KDF_CTX_reset(c);
        cr_assert_eq(EVP_KDF_derive(c, out, want.len, p), 1);
        cr_expect(bs_r_equal(want, out, want.len), "row %zu", i);
    }
    EVP_KDF_CTX_free(c);
}

Test(evp_vectors, cipher_modes) {
    for (size_t i = 0; i < sizeof cipher_modes / sizeof cipher_modes[0]; i++) {
        bs_reader plain = hex(cipher_modes[i].plain), sealed = hex(cipher_modes[i].sealed);
        const EVP_CIPHER *cipher = EVP_get_cipherbyname(cipher_modes[i].cipher);
        EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
        uint8_t out[64];
        int n = 0;
        for (int enc = 0; enc < 2; enc++) {
            bs_reader in = enc ? plain : sealed, want = enc ? sealed : plain;
            cr_assert(EVP_CipherInit_ex(c, cipher, NULL, hex(cipher_modes[i].key).p, hex(cipher_modes[i].iv).p, enc));
            cr_assert(EVP_CipherUpdate(c, out, &n, in.p, (int)in.len));
            cr_expect((size_t)n == want.len && bs_r_equal(want, out, want.len), "%s", cipher_modes[i].cipher);
        }
        EVP_CIPHER_CTX_free(c);
    }
}

Test(evp_vectors, kmac) {
    uint8_t bytes[200], key[32], out[64];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof key; i++) key[i] = (uint8_t)(0x40 + i);
    for (size_t i = 0; i < sizeof sp800_185_kmac / sizeof sp800_185_kmac[0]; i++) {
        EVP_MAC *mac = EVP_MAC_fetch(NULL, sp800_185_kmac[i].bits == 128 ? "KMAC-128" : "KMAC-256", NULL);
        EVP_MAC_CTX *c = EVP_MAC_CTX_new(mac);
        char custom[32];
        int xof = sp800_185_kmac[i].xof;
        strcpy(custom, sp800_185_kmac[i].custom);
        OSSL_PARAM p[] = { OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_CUSTOM, custom, strlen(custom)),
                           OSSL_PARAM_construct_int(OSSL_MAC_PARAM_XOF, &xof), OSSL_PARAM_construct_end() };
        bs_reader want = hex(sp800_185_kmac[i].out);
        size_t len = 0;
        cr_assert_eq(EVP_MAC_init(c, key, sizeof key, p), 1);
        cr_assert_eq(EVP_MAC_update(c, bytes, sp800_185_kmac[i].data_len), 1);
        cr_assert_eq(EVP_MAC_final(c, out, &len, sizeof out), 1);
        cr_expect(len == want.len && bs_r_equal(want, out, want.len), "sample %zu", i);
        EVP_MAC_CTX_free(c);
        EVP_MAC_free(mac);
    }
}

/* RFC 1320 A.5 */
Test(evp_vectors, md4) {
    uint8_t out[16];
    (void)MD4((const unsigned char *)"abc", 3, out);
    cr_expect(bs_r_equal(hex("a448017aaf21d8525fc10ae87aa6729d"), out, sizeof out));
    (void)MD4((const unsigned char *)"", 0, out);
    cr_expect(bs_r_equal(hex("31d6cfe0d16ae931b73c59d7e0c089c0"), out, sizeof out));
}
