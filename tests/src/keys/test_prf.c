#include <criterion/criterion.h>

#include "src/keys/prf.h"
#include "tests/vectors/hex.h"
#include "tests/vectors/openssl_tls1_prf.h"

static void check(uint16_t version, enum bs_hash hash, const char *secret, const char *seed, const char *want) {
    uint8_t out[256];
    bs_reader w = hex(want), s = hex(seed);
    for (size_t cut = 0; cut <= s.len; cut++) { /* the two seeds are one, wherever it is cut */
        bs_reader a = bs_r_from(s.p, cut), b = bs_r_from(s.p + cut, s.len - cut);
        bs_prf(version, hash, hex(secret), "test label", a, b, out, w.len);
        cr_expect_eq(memcmp(out, w.p, w.len), 0, "hash %d cut at %zu", hash, cut);
    }
}

/* The vectors that went round the IETF TLS list in 2009. */
Test(keys_prf, tls12_sha256) {
    check(0x0303, BS_HASH_SHA256, "9bbe436ba940f017b17652849a71db35", "a0ba9f936cda311827a6f796ffd5198c",
          "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def"
          "17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66");
}

Test(keys_prf, tls12_sha384) {
    check(0x0303, BS_HASH_SHA384, "b80b733d6ceefcdc71566ea48e5567df", "cd665cf6a8447dd6ff8b27555edb7465",
          "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0e534cb400fed27"
          "00884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d9184259b5bf8cd4d90fa0d31e2dec479e4"
          "f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa3be85e0990703d73e56f");
}

/* openssl kdf -kdfopt digest:... TLS1-PRF */
Test(keys_prf, tls12_sha512_as_openssl) {
    check(0x0303, BS_HASH_SHA512, "9bbe436ba940f017b17652849a71db35", "a0ba9f936cda311827a6f796ffd5198c",
          "e7611080ff43fae90e81ad9a998a42962b5f11cde83b990f63d271c882d94d5b962dbc0428077188");
}

Test(keys_prf, before_tls12_md5_with_sha1_as_openssl) {
    check(0x0302, BS_HASH_SHA256, "9bbe436ba940f017b17652849a71db35", "a0ba9f936cda311827a6f796ffd5198c",
          "661740e6f98bc901efd2738502a71c03f76dd2f86298549b1148eff06714cf0f6b7c532cd8c69f15");
}

Test(keys_prf, each_label_and_length_as_openssl) {
    for (size_t i = 0; i < sizeof(openssl_tls1_prf) / sizeof(openssl_tls1_prf[0]); i++) {
        uint8_t out[256];
        bs_reader want = hex(openssl_tls1_prf[i].out);
        bs_prf(openssl_tls1_prf[i].version, openssl_tls1_prf[i].hash, hex(openssl_tls1_prf[i].secret),
               openssl_tls1_prf[i].label, hex(openssl_tls1_prf[i].seed), (bs_reader){ 0 }, out, want.len);
        cr_expect_eq(memcmp(out, want.p, want.len), 0, "row %zu, %s", i, openssl_tls1_prf[i].label);
    }
}
