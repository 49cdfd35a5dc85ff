/* X448, Ed25519 and Ed448: the RFCs' vectors, and what must not verify or agree. */
#include <criterion/criterion.h>
#include <string.h>

#include "src/crypto/group.h"
#include "src/crypto/raw_key.h"
#include "src/crypto/sigscheme.h"
#include "tests/vectors/hex.h"
#include "tests/vectors/rfc8032_eddsa.h"

/* RFC 7748 5.2, 6.2 */
#define RFC7748_X448_SCALAR                                                                                            \
    "3d262fddf9ec8e88495266fea19a34d28882acef045104d0d1aae121700a779c984c24f8cdd78fbff44943eba368f54b29259a4f1c600ad3"
#define RFC7748_X448_U                                                                                                 \
    "06fce640fa3487bfda5f6cf2d5263f8aad88334cbd07437f020f08f9814dc031ddbdc38c19c6da2583fa5429db94ada18aa7a7fb4ef8a086"
#define RFC7748_X448_RESULT                                                                                            \
    "ce3e4ff95a60dc6697da1db1d85e6afbdf79b50a2412d7546d5f239fe14fbaadeb445fc66a01b0779d98223961111e21766282f73dd96b6f"
#define RFC7748_X448_ALICE                                                                                             \
    "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b"
#define RFC7748_X448_ALICE_PUBLIC                                                                                      \
    "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41fa0"

static struct bs_impl impl;

static void setup(void) { bs_impl_choose(&impl); }

TestSuite(crypto_raw_key, .init = setup);

static const struct bs_sigscheme *scheme_of(enum bs_key_type type) {
    return bs_sigscheme_find(type == BS_KEY_ED25519 ? 0x0807 : 0x0808);
}

Test(crypto_raw_key, eddsa_makes_the_signatures_of_the_rfc) {
    for (size_t i = 0; i < sizeof rfc8032_eddsa / sizeof rfc8032_eddsa[0]; i++) {
        struct bs_privkey *k;
        uint8_t sig[BS_RAW_MAX_SIG];
        size_t n = sizeof sig;
        bs_reader msg = hex(rfc8032_eddsa[i].msg), want = hex(rfc8032_eddsa[i].sig);
        cr_assert_eq(bs_privkey_new_raw(&k, rfc8032_eddsa[i].type, hex(rfc8032_eddsa[i].priv)), BS_OK);
        cr_expect(bs_r_same(k->pub.point, hex(rfc8032_eddsa[i].pub)));
        cr_assert_eq(bs_sign(&impl, k, scheme_of(k->pub.type), msg, no_random, NULL, sig, &n), BS_OK);
        cr_expect(bs_r_equal(want, sig, n), "row %zu", i);
        cr_expect_eq(n, bs_sig_max_len(&k->pub));
        cr_expect_eq(bs_verify(&impl, &k->pub, scheme_of(k->pub.type), msg, want), BS_OK);
        for (size_t room = 0; room < n; room++) {
            size_t less = room;
            cr_expect_eq(bs_sign(&impl, k, scheme_of(k->pub.type), msg, no_random, NULL, sig, &less), BS_E_SPACE);
        }
        bs_privkey_free(k);
    }
}

Test(crypto_raw_key, nothing_else_verifies) {
    for (size_t i = 0; i < sizeof rfc8032_eddsa / sizeof rfc8032_eddsa[0]; i++) {
        uint8_t sig[BS_RAW_MAX_SIG + 1] = { 0 };
        struct bs_pubkey pub = { .type = rfc8032_eddsa[i].type, .point = hex(rfc8032_eddsa[i].pub) };
        const struct bs_sigscheme *s = scheme_of(pub.type);
        bs_reader msg = hex(rfc8032_eddsa[i].msg), good = hex(rfc8032_eddsa[i].sig);
        memcpy(sig, good.p, good.len);
        for (size_t at = 0; at < good.len; at++) {
            sig[at] ^= 0x10;
            cr_expect_eq(bs_verify(&impl, &pub, s, msg, bs_r_from(sig, good.len)), BS_E_BAD_SIGNATURE, "byte %zu", at);
            sig[at] ^= 0x10;
        }
        for (size_t n = 0; n <= good.len + 1; n++) {
            if (n == good.len) continue;
            cr_expect_eq(bs_verify(&impl, &pub, s, msg, bs_r_from(sig, n)), BS_E_BAD_SIGNATURE, "%zu bytes", n);
        }
        cr_expect_eq(bs_verify(&impl, &pub, s, bs_r_from("other", 5), good), BS_E_BAD_SIGNATURE);
        for (size_t at = 0; at < pub.point.len; at++) {
            uint8_t other[BS_RAW_MAX_KEY];
            memcpy(other, pub.point.p, pub.point.len);
            other[at] ^= 1;
            struct bs_pubkey wrong = { .type = pub.type, .point = bs_r_from(other, pub.point.len) };
            cr_expect_eq(bs_verify(&impl, &wrong, s, msg, good), BS_E_BAD_SIGNATURE, "byte %zu of the key", at);
        }
        cr_expect_eq(bs_verify_digest(&impl, &pub, s->kind, BS_HASH_SHA256, BS_HASH_NONE, 0, msg, good), BS_E_WRONG_SIGALG);
        pub.type = pub.type == BS_KEY_ED25519 ? BS_KEY_ED448 : BS_KEY_ED25519;
        cr_expect_eq(bs_verify(&impl, &pub, s, msg, good), BS_E_WRONG_SIGALG, "a key of another type");
    }
}

Test(crypto_raw_key, x448_agrees_as_in_the_rfc) {
    uint8_t out[BS_RAW_MAX_KEY];
    struct bs_privkey *k;
    const struct bs_raw_kind *kind = bs_raw_kind(BS_KEY_X448);
    cr_assert_eq(bs_raw_agree(&impl, kind, hex(RFC7748_X448_SCALAR).p, hex(RFC7748_X448_U), out), BS_OK);
    cr_expect(bs_r_equal(hex(RFC7748_X448_RESULT), out, kind->key_len));
    cr_assert_eq(bs_privkey_new_raw(&k, BS_KEY_X448, hex(RFC7748_X448_ALICE)), BS_OK);
    cr_expect(bs_r_same(k->pub.point, hex(RFC7748_X448_ALICE_PUBLIC)));
    bs_privkey_free(k);
}

Test(crypto_raw_key, a_secret_of_zeros_is_none) {
    static const uint8_t zeros[BS_RAW_MAX_KEY], one[BS_RAW_MAX_KEY] = { 1 };
    static const enum bs_key_type types[] = { BS_KEY_X25519, BS_KEY_X448 };
    uint8_t out[BS_RAW_MAX_KEY], scalar[BS_RAW_MAX_KEY];
    memset(scalar, 0x55, sizeof scalar);
    for (size_t i = 0; i < 2; i++) {
        const struct bs_raw_kind *kind = bs_raw_kind(types[i]);
        cr_expect_eq(bs_raw_agree(&impl, kind, scalar, bs_r_from(zeros, kind->key_len), out), BS_E_BAD_KEY_SHARE);
        cr_expect_eq(bs_raw_agree(&impl, kind, scalar, bs_r_from(one, kind->key_len), out), BS_E_BAD_KEY_SHARE);
        cr_expect_eq(bs_raw_agree(&impl, kind, scalar, bs_r_from(scalar, kind->key_len - 1u), out), BS_E_BAD_POINT);
    }
    cr_expect_eq(bs_raw_agree(&impl, bs_raw_kind(BS_KEY_ED448), scalar, bs_r_from(scalar, 57), out), BS_E_BAD_POINT,
                 "a type that signs");
}

Test(crypto_raw_key, a_key_has_one_length) {
    static const enum bs_key_type types[] = { BS_KEY_X25519, BS_KEY_X448, BS_KEY_ED25519, BS_KEY_ED448, BS_KEY_EC };
    static const uint8_t bytes[BS_RAW_MAX_KEY + 1] = { 9 };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const struct bs_raw_kind *kind = bs_raw_kind(types[i]);
        for (size_t n = 0; n <= sizeof bytes; n++) {
            struct bs_privkey *k;
            bool fits = kind && n == kind->key_len;
            cr_expect_eq(bs_privkey_new_raw(&k, types[i], bs_r_from(bytes, n)), fits ? BS_OK : BS_E_ARGUMENT);
            cr_expect_eq(k != NULL, fits);
            bs_privkey_free(k);
        }
    }
}
