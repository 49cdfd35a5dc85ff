#include <criterion/criterion.h>

#include "src/crypto/sigscheme.h"
#include "tests/vectors/hex.h"
#include "tests/vectors/openssl_rsa.h"

static struct bs_impl impl;

static void setup(void) { bs_impl_choose(&impl); }

TestSuite(crypto_ecdsa, .init = setup);

/* RFC 6979 A.2.5 */
#define RFC6979_P256_X "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"
#define RFC6979_P256_POINT \
    "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f51" \
    "77a3c294d4462299"

static struct bs_privkey *p256(void) {
    struct bs_privkey *k;
    cr_assert_eq(bs_privkey_new_ec(&k, BR_EC_secp256r1, hex(RFC6979_P256_X)), BS_OK);
    return k;
}

Test(crypto_ecdsa, rfc6979_p256) {
    static const struct {
        const char *msg, *sig;
    } rows[] = {
        { "sample", "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                    "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8" },
        { "test", "3045022100f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                  "0220019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083" },
    };
    struct bs_privkey *k = p256();
    const struct bs_sigscheme *s = bs_sigscheme_find(0x0403);
    cr_expect(bs_r_same(hex(RFC6979_P256_POINT), k->pub.point));
    for (size_t i = 0; i < 2; i++) {
        uint8_t sig[80];
        size_t n = sizeof sig;
        bs_reader msg = bs_r_from(rows[i].msg, strlen(rows[i].msg));
        cr_assert_eq(bs_sign(&impl, k, s, msg, no_random, NULL, sig, &n), BS_OK);
        cr_expect(bs_r_equal(hex(rows[i].sig), sig, n), "%s", rows[i].msg);
        cr_expect_eq(bs_verify(&impl, &k->pub, s, msg, bs_r_from(sig, n)), BS_OK);
    }
    bs_privkey_free(k);
}

/* Made by openssl dgst -sha384 -sign with keys of openssl ecparam -genkey. */
static const struct {
    int curve;
    const char *scalar, *point, *sig;
} openssl_ecdsa[] = {
    { BR_EC_secp384r1,
      "4b8acf2bea2cd48e460b594e2ac37e5e346fac2040febfaa18daff80447b6f0003d67cbe426b2385cb7a9854ca8f027a",
      "04dd285285fe8c3c3d00c0e204a14a1095b3d975359db9ad54a355989d97c2b38d08fe4d10f333347a771b28d37f478380f1"
      "a3f81a0a1a12827a51c851c62256afd5796df5e90a1257cbbbfed353d44b10afcc4897048b9a87a06e05846bde1076",
      "306502306d480085288ca19c9dd82d89273f57c5eb4edabdb499691f9ac4d4c90c68e8ea1e79aadc13a6a060b9813766a812"
      "84b0023100d193630d58120f31cacb3c1ceca3dd02e08c866b145d4a05813a1a436b1f27a273f7d00b795ff8f2c8ab3df52f"
      "cb44d6" },
    { BR_EC_secp521r1,
      "0062c8e25340690501c2fa62dc8fb35df0fc62b156a4877cf0898b30721778c6a802d4b8c9f1c051ca1bda3adef9e5cd1d41"
      "62839920c0444bd1d4995286db1cdb44",
      "0400e5c6440ed4aaffc3bbb9cfbc4c5a08073e29b333f117904198010ce2db74c13ce5212ac655a5ce1f155f3643c6593758"
      "37e8c527b0fb337b3b79b655d60706af78008649ecfb735651addccc13218b4923a14f9bd1f21b185e8307dfcd38a488c0d8"
      "cf445b28588177f5269458d6d1de4243a332dc7a12b14821be1384c4716b744cfb",
      "308188024201f6c0c78062f8aa01414ba0f2591cdec970ae5a690aaed629da6b040763950ade6f6747131acd16a5022627c8"
      "3f7fa9e5704fdf3636ef9a2cdca8eba934386ac2890242014b6817939f49257a4a3f2f9fd77797ed89e89595d43c00e8f60f"
      "16813e564cd7b630d3d56c1a2afef8c9d8f1cc265bb1357f674c439e6d00e9cfc2ba878bc8cdc9" },
};

Test(crypto_ecdsa, openssls_signatures_verify) {
    bs_reader msg = bs_r_from(OPENSSL_RSA_MESSAGE, strlen(OPENSSL_RSA_MESSAGE));
    const struct bs_sigscheme *s = bs_sigscheme_find(0x0503);
    for (size_t i = 0; i < 2; i++) {
        struct bs_privkey *k;
        uint8_t sig[160];
        size_t n = sizeof sig;
        cr_assert_eq(bs_privkey_new_ec(&k, openssl_ecdsa[i].curve, hex(openssl_ecdsa[i].scalar)), BS_OK);
        cr_expect(bs_r_same(hex(openssl_ecdsa[i].point), k->pub.point));
        cr_expect(bs_pubkey_check(&k->pub));
        cr_expect_eq(bs_verify(&impl, &k->pub, s, msg, hex(openssl_ecdsa[i].sig)), BS_OK);
        cr_assert_eq(bs_sign(&impl, k, s, msg, no_random, NULL, sig, &n), BS_OK);
        cr_expect_leq(n, bs_sig_max_len(&k->pub));
        cr_expect_eq(bs_verify(&impl, &k->pub, s, msg, bs_r_from(sig, n)), BS_OK);
        bs_privkey_free(k);
    }
}

/* Project Wycheproof's "point duplication during verification": u1 G and u2 Q (SEC 1 4.1.4) are one point. */
static const struct {
    int curve;
    uint16_t scheme;
    const char *point, *sig;
} duplicated[] = {
    { BR_EC_secp256r1, 0x0403,
      "045b812fd521aafa69835a849cce6fbdeb6983b442d2444fe70e134c027fc46963838a40f2a36092e9004e92d8d940cf5638550ce672ce8b8d"
      "4e15eba5499249e9",
      "304502206f2347cab7dd76858fe0555ac3bc99048c4aacafdfb6bcbe05ea6c42c4934569022100bb726660235793aa9957a61e76e00c2c4351"
      "09cf9a15dd624d53f4301047856b" },
    { BR_EC_secp384r1, 0x0503,
      "04e585a067d6dff37ae7f17f81583119b61291597345f107acffe237a08f4886d4fdf94fe63182e6143c99be25a7b7d86b572c1e06dd2c7b94"
      "b873f0578fcb2b99d60e246e51245d0804edd44b32f0f000c8f8f88f1d4a65fea51dbbb4ab1e2823",
      "3065023100b37699e0d518a4d370dbdaaaea3788850fa03f8186d1f78fdfbae6540aa670b31c8ada0fff3e737bd69520560fe0ce60023064ad"
      "b4d51a93f96bed4665de2d4e1169cc95819ec6e9333edfd5c07ca134ceef7c95957b719ae349fc439eaa49fbbe34" },
    { BR_EC_secp521r1, 0x0603,
      "04016fce9f375bbd2968adaaf3575595129ef3e721c3b7c83d5a4a79f4b5dfbbdb1f66da7243e5120c5dbd7be1ca073e04b4cc58ca8ce2f34f"
      "f6a3d02a929bf2fc27970083f130792d6c45c8f2a67471e51246e2b8781465b8291cbda66d22719cd536bf801e0076030919d5701732ce7678"
      "bf472846ed0777937ed77caad74d05664614a2",
      "30818802420090c8d0d718cb9d8d81094e6d068fb13c16b4df8c77bac676dddfe3e68855bed06b9ba8d0f8a80edce03a9fac7da561e24b1cd2"
      "2d459239a146695a671f81f73aaf024201150b0fe9f0dff27fa180cc9442c3bfc9e395232898607b110a51bcb1086cb9726e251a07c9557808"
      "df32460715950a3dc446ae4229b9ed59fe241b389aee3a6963" },
};

Test(crypto_ecdsa, two_points_that_are_one_verify) {
    const bs_reader msg = bs_r_from("123400", 6);
    for (size_t i = 0; i < sizeof duplicated / sizeof duplicated[0]; i++) {
        const struct bs_sigscheme *s = bs_sigscheme_find(duplicated[i].scheme);
        struct bs_pubkey key = { .type = BS_KEY_EC, .curve = duplicated[i].curve, .point = hex(duplicated[i].point) };
        uint8_t sig[200];
        bs_reader good = hex(duplicated[i].sig);
        memcpy(sig, good.p, good.len);
        cr_expect_eq(bs_verify(&impl, &key, s, msg, bs_r_from(sig, good.len)), BS_OK, "row %zu", i);
        sig[good.len - 1] ^= 1;
        cr_expect_neq(bs_verify(&impl, &key, s, msg, bs_r_from(sig, good.len)), BS_OK, "row %zu", i);
    }
}

Test(crypto_ecdsa, every_flipped_bit_and_truncation_is_seen) {
    struct bs_privkey *k = p256();
    const struct bs_sigscheme *s = bs_sigscheme_find(0x0403);
    uint8_t sig[81];
    size_t n = 80;
    bs_reader msg = bs_r_from("sample", 6);
    cr_assert_eq(bs_sign(&impl, k, s, msg, no_random, NULL, sig, &n), BS_OK);
    for (size_t bit = 0; bit < 8 * n; bit++) {
        sig[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        cr_assert_eq(bs_verify(&impl, &k->pub, s, msg, bs_r_from(sig, n)), BS_E_BAD_SIGNATURE, "bit %zu", bit);
        sig[bit / 8] ^= (uint8_t)(1u << (bit % 8));
    }
    for (size_t cut = 0; cut < n; cut++) {
        cr_assert_eq(bs_verify(&impl, &k->pub, s, msg, bs_r_from(sig, cut)), BS_E_BAD_SIGNATURE);
    }
    sig[n] = 0;
    cr_expect_eq(bs_verify(&impl, &k->pub, s, msg, bs_r_from(sig, n + 1)), BS_E_BAD_SIGNATURE, "a byte behind");
    bs_privkey_free(k);
}

Test(crypto_ecdsa, other_encodings_of_the_same_numbers_do_not_verify) {
    static const char *const bad[] = {
        /* r with a zero too many; a length in two bytes; a trailing element */
        "304702220000efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        "308146022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        "3048022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda80500",
        /* the sign byte left out: negative numbers */
        "30440220efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "0220f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        "3006020100020100", /* zeros */
        "3006020101020100",
    };
    struct bs_privkey *k = p256();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cr_expect_eq(bs_verify(&impl, &k->pub, bs_sigscheme_find(0x0403), bs_r_from("sample", 6), hex(bad[i])),
                     BS_E_BAD_SIGNATURE, "row %zu", i);
    }
    bs_privkey_free(k);
}

Test(crypto_ecdsa, scalars_out_of_range_are_refused) {
    static const char *const bad[] = {
        "", "00", "0000000000000000000000000000000000000000000000000000000000000000",
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", /* the order */
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632552",
        "01ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550",
    };
    struct bs_privkey *k;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cr_expect_eq(bs_privkey_new_ec(&k, BR_EC_secp256r1, hex(bad[i])), BS_E_ARGUMENT, "row %zu", i);
        cr_expect_null(k);
    }
    cr_expect_eq(bs_privkey_new_ec(&k, BR_EC_secp256r1, hex("0000" RFC6979_P256_X)), BS_OK, "leading zeros");
    cr_expect(bs_r_same(hex(RFC6979_P256_POINT), k->pub.point));
    bs_privkey_free(k);
    cr_expect_eq(bs_privkey_new_ec(&k, BR_EC_secp256r1, hex("01")), BS_OK, "short");
    bs_privkey_free(k);
    cr_expect_eq(bs_privkey_new_ec(&k, BR_EC_brainpoolP256r1, hex("01")), BS_E_ARGUMENT);
    bs_privkey_free(NULL);
}

Test(crypto_ecdsa, digests_without_a_name_go_by_their_length) {
    struct bs_privkey *k = p256();
    uint8_t digest[64] = { 3 }, sig[80];
    for (size_t len = 0; len <= 64; len++) {
        size_t n = sizeof sig;
        bool known = len == 16 || len == 20 || len == 28 || len == 32 || len == 48 || len == 64;
        bs_reader d = bs_r_from(digest, len);
        bs_status s = bs_sign_digest(&impl, k, BS_SIG_ECDSA, BS_HASH_NONE, BS_HASH_NONE, 0, d, NULL, NULL, sig, &n);
        cr_assert_eq(s, known ? BS_OK : BS_E_WRONG_SIGALG, "%zu", len);
        if (known) {
            cr_expect_eq(bs_verify_digest(&impl, &k->pub, BS_SIG_ECDSA, BS_HASH_NONE, BS_HASH_NONE, 0, d,
                                          bs_r_from(sig, n)),
                         BS_OK);
        }
    }
    size_t n = 71;
    cr_expect_eq(bs_sign_digest(&impl, k, BS_SIG_ECDSA, BS_HASH_SHA256, BS_HASH_NONE, 0, bs_r_from(digest, 32), NULL,
                                NULL, sig, &n),
                 BS_E_SPACE);
    bs_privkey_free(k);
}

/* Numbers at the ends of their range, digests of every length, points that are none: one library judges as the other. */
static void same_verdict(int curve, bs_reader point, bs_reader digest, bs_reader sig) {
    br_ec_public_key pk = { curve, bs_unconst(point.p), point.len };
    uint32_t want = br_ecdsa_i31_vrfy_asn1(br_ec_get_default(), digest.p, digest.len, &pk, sig.p, sig.len);
    cr_assert_eq(impl.ecdsa_verify(impl.ec, digest.p, digest.len, &pk, sig.p, sig.len), want, "curve %d, digest of %zu", curve,
                 digest.len);
}

Test(crypto_ecdsa, verdicts_are_bearssls_for_any_digest_and_point) {
    const int curves[] = { BR_EC_secp256r1, BR_EC_secp384r1, BR_EC_secp521r1 };
    for (size_t c = 0; c < 3; c++) {
        struct bs_privkey *k;
        size_t order = 0;
        const unsigned char *n = br_ec_get_default()->order(curves[c], &order);
        uint8_t scalar[66], digest[80], sig[160], point[133];
        memcpy(scalar, n, order);
        scalar[order - 1] -= 3;
        cr_assert_eq(bs_privkey_new_ec(&k, curves[c], bs_r_from(scalar, order)), BS_OK);
        memcpy(point, k->pub.point.p, k->pub.point.len);
        memset(digest, 0xA5, sizeof digest);
        const size_t got = br_ecdsa_i31_sign_asn1(br_ec_get_default(), &br_sha256_vtable, digest, &k->ec, sig);
        cr_assert(got > 0);
        for (size_t len = 0; len <= sizeof digest; len += 4) { /* those of 32 bytes or more may hold the same number */
            same_verdict(curves[c], k->pub.point, bs_r_from(digest, len), bs_r_from(sig, got));
        }
        for (size_t at = 0; at < k->pub.point.len; at += 16) {
            point[at] ^= 1;
            same_verdict(curves[c], bs_r_from(point, k->pub.point.len), bs_r_from(digest, 32), bs_r_from(sig, got));
            point[at] ^= 1;
            same_verdict(curves[c], bs_r_from(point, at), bs_r_from(digest, 32), bs_r_from(sig, got));
        }
        bs_privkey_free(k);
    }
}
