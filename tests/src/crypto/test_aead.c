#include <criterion/criterion.h>

#include "src/crypto/aead.h"
#include "tests/vectors/hex.h"

#define GCM_TEXT \
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"

static const struct {
    enum bs_aead_id id;
    const char *key, *nonce, *aad, *text, *sealed, *tag;
} rows[] = {
    /* "The Galois/Counter Mode of Operation", appendix B, test cases 1, 2, 4, 13, 14 and 16 */
    { BS_AEAD_AES128_GCM, "00000000000000000000000000000000", "000000000000000000000000", "", "", "",
      "58e2fccefa7e3061367f1d57a4e7455a" },
    { BS_AEAD_AES128_GCM, "00000000000000000000000000000000", "000000000000000000000000", "",
      "00000000000000000000000000000000", "0388dace60b6a392f328c2b971b2fe78", "ab6e47d42cec13bdf53a67b21257bddf" },
    { BS_AEAD_AES128_GCM, "feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
      "feedfacedeadbeeffeedfacedeadbeefabaddad2", GCM_TEXT,
      "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d"
      "58e091",
      "5bc94fbc3221a5db94fae95ae7121a47" },
    { BS_AEAD_AES256_GCM, "0000000000000000000000000000000000000000000000000000000000000000",
      "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b" },
    { BS_AEAD_AES256_GCM, "0000000000000000000000000000000000000000000000000000000000000000",
      "000000000000000000000000", "", "00000000000000000000000000000000", "cea7403d4d606b6e074ec5d3baf39d18",
      "d0d1c8a799996bf0265b98b5d48ab919" },
    { BS_AEAD_AES256_GCM, "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
      "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2", GCM_TEXT,
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abc"
      "c9f662",
      "76fc6ece0f4e1768cddf8853bb2d551b" },
    /* RFC 8439 2.8.2 */
    { BS_AEAD_CHACHA20_POLY1305, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
      "070000004041424344454647", "50515253c0c1c2c3c4c5c6c7",
      "4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a204966204920636f756c64206f666665"
      "7220796f75206f6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73637265656e20776f756c642062652069742e",
      "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905"
      "d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116",
      "1ae10b594f09e26a7e902ecbd0600691" },
    /* SP 800-38C, example 3 */
    { BS_AEAD_AES128_CCM_8, "404142434445464748494a4b4c4d4e4f", "101112131415161718191a1b",
      "000102030405060708090a0b0c0d0e0f10111213", "202122232425262728292a2b2c2d2e2f3031323334353637",
      "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5", "484392fbc1b09951" },
};

/* The portable code, so that both paths are tested wherever this runs. */
static void portable(struct bs_impl *impl) {
    bs_impl_choose(impl);
    impl->aes_ctr = &br_aes_ct64_ctr_vtable;
    impl->aes_ctrcbc = &br_aes_ct64_ctrcbc_vtable;
    impl->ghash = &br_ghash_ctmul64;
    impl->chacha20 = &br_chacha20_ct_run;
    impl->poly1305 = &br_poly1305_ctmul_run;
}

static void check(const struct bs_impl *impl, size_t i) {
    bs_aead_context c, moved;
    uint8_t data[256], tag[BS_AEAD_TAG_LEN];
    bs_reader text = hex(rows[i].text), nonce = hex(rows[i].nonce), aad = hex(rows[i].aad);
    const bs_aead_class *cls = bs_aead_class_of(rows[i].id);
    cr_assert(bs_r_copy(text, data, sizeof data));
    cr_assert_eq(strlen(rows[i].key) / 2, cls->key_len);
    bs_aead_init(&c, cls, impl, hex(rows[i].key).p);
    memcpy(&moved, &c, sizeof c);
    memset(&c, 0xEE, sizeof c);
    moved.vtable->seal(&moved.vtable, nonce.p, aad, data, text.len, tag);
    cr_expect(bs_r_equal(hex(rows[i].sealed), data, text.len), "row %zu", i);
    cr_expect(bs_r_equal(hex(rows[i].tag), tag, cls->tag_len), "row %zu", i);
    tag[5] ^= 1;
    uint8_t copy[256];
    memcpy(copy, data, sizeof copy);
    cr_expect_not(moved.vtable->open(&moved.vtable, nonce.p, aad, copy, text.len, tag), "row %zu", i);
    tag[5] ^= 1;
    cr_expect(moved.vtable->open(&moved.vtable, nonce.p, aad, data, text.len, tag), "row %zu", i);
    cr_expect(bs_r_equal(text, data, text.len), "row %zu", i);
}

Test(crypto_aead, published_vectors) {
    struct bs_impl fast, slow;
    bs_impl_choose(&fast);
    portable(&slow);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check(&fast, i);
        check(&slow, i);
    }
}

Test(crypto_aead, the_choice_is_complete) {
    struct bs_impl a, b;
    bs_impl_choose(&a);
    bs_impl_choose(&b);
    cr_expect_eq(memcmp(&a, &b, sizeof a), 0);
    cr_expect(a.ec && a.rsa_public && a.rsa_private && a.ecdsa_sign && a.ecdsa_verify && a.aes_ctr && a.aes_ctrcbc);
    cr_expect(a.aes_cbcenc && a.aes_cbcdec && a.des_cbcenc && a.des_cbcdec && a.ghash && a.chacha20 && a.poly1305);
}
