#include <criterion/criterion.h>

#include "src/crypto/hash.h"
#include "tests/vectors/hex.h"

static const struct {
    enum bs_hash hash;
    size_t len;
    const char *abc; /* of "abc": RFC 1321 A.5, FIPS 180-4's examples */
} rows[] = {
    { BS_HASH_MD5, 16, "900150983cd24fb0d6963f7d28e17f72" },
    { BS_HASH_SHA1, 20, "a9993e364706816aba3e25717850c26c9cd0d89d" },
    { BS_HASH_SHA224, 28, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7" },
    { BS_HASH_SHA256, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { BS_HASH_SHA384, 48,
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7" },
    { BS_HASH_SHA512, 64,
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e"
      "2a9ac94fa54ca49f" },
    { BS_HASH_MD5SHA1, 36, "900150983cd24fb0d6963f7d28e17f72a9993e364706816aba3e25717850c26c9cd0d89d" },
};

Test(crypto_hash, of_abc) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t out[BS_HASH_MAX];
        cr_expect_eq(bs_hash_len(rows[i].hash), rows[i].len);
        cr_assert_eq(bs_hash_once(rows[i].hash, bs_r_from("abc", 3), out), rows[i].len);
        cr_expect(bs_r_equal(hex(rows[i].abc), out, rows[i].len), "hash %d", rows[i].hash);
    }
}

Test(crypto_hash, unknown_ones_have_no_length) {
    uint8_t out[BS_HASH_MAX];
    for (int h = 0; h < 256; h += h == 0 ? 7 : 1) { /* 0, 7, 8, ... */
        if (h > BS_HASH_MD5SHA1) cr_expect_eq(bs_hmac_once((enum bs_hash)h, bs_r_from("", 0), bs_r_from("", 0), out), 0);
        if (h >= BS_HASH_MD5SHA1 && h <= BS_HASH_RIPEMD160) continue;
        cr_expect_null(bs_hash_class((enum bs_hash)h));
        cr_expect_eq(bs_hash_once((enum bs_hash)h, bs_r_from("", 0), out), 0);
        cr_expect_eq(bs_hmac_once((enum bs_hash)h, bs_r_from("", 0), bs_r_from("", 0), out), 0);
    }
}

/* RFC 4231 4.2 and 4.3 */
Test(crypto_hash, hmac_rfc4231) {
    static const struct {
        enum bs_hash hash;
        const char *key, *msg, *mac;
    } v[] = {
        { BS_HASH_SHA224, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
          "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22" },
        { BS_HASH_SHA256, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
        { BS_HASH_SHA384, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
          "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6" },
        { BS_HASH_SHA512, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
          "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1"
          "702e696c203a126854" },
        { BS_HASH_SHA256, "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
    };
    for (size_t i = 0; i < sizeof v / sizeof v[0]; i++) {
        uint8_t out[BS_HASH_MAX];
        size_t n = bs_hmac_once(v[i].hash, hex(v[i].key), hex(v[i].msg), out);
        cr_expect(bs_r_equal(hex(v[i].mac), out, n), "row %zu", i);
    }
}
