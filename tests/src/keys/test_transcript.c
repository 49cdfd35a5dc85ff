#include <criterion/criterion.h>

#include "src/keys/transcript.h"
#include "tests/vectors/hex.h"

static const enum bs_hash all[] = { BS_HASH_MD5,    BS_HASH_SHA1,   BS_HASH_SHA224, BS_HASH_SHA256,
                                    BS_HASH_SHA384, BS_HASH_SHA512, BS_HASH_MD5SHA1 };

Test(keys_transcript, equals_the_hash_of_the_concatenation) {
    const uint8_t text[] = "one message and another";
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct bs_transcript t;
        uint8_t got[BS_HASH_MAX], want[BS_HASH_MAX];
        size_t n = bs_hash_once(all[i], bs_r_from(text, sizeof text), want);
        bs_transcript_init(&t);
        bs_transcript_add(&t, bs_r_from(text, 5));
        bs_transcript_hash(&t, all[i], got);
        bs_transcript_add(&t, bs_r_from(text + 5, sizeof text - 5));
        cr_expect_eq(bs_transcript_hash(&t, all[i], got), n);
        cr_expect_eq(memcmp(got, want, n), 0, "hash %d: asking must not disturb it", all[i]);
    }
}

Test(keys_transcript, a_narrowed_one_knows_one_hash) {
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct bs_transcript t;
        uint8_t got[BS_HASH_MAX], want[BS_HASH_MAX];
        bs_transcript_init(&t);
        bs_transcript_add(&t, bs_r_from("ab", 2));
        bs_transcript_narrow(&t, all[i]);
        bs_transcript_add(&t, bs_r_from("cd", 2));
        size_t n = bs_hash_once(all[i], bs_r_from("abcd", 4), want);
        cr_expect_eq(bs_transcript_hash(&t, all[i], got), n);
        cr_expect_eq(memcmp(got, want, n), 0, "hash %d", all[i]);
        enum bs_hash other = all[i] == BS_HASH_SHA256 ? BS_HASH_SHA384 : BS_HASH_SHA256;
        cr_expect_eq(bs_transcript_hash(&t, other, got), 0);
    }
}

/* RFC 8446 4.4.1: Hash(message_hash || 00 00 Hash.length || Hash(ClientHello1) || HelloRetryRequest ...) */
Test(keys_transcript, a_retry_replaces_the_first_hello_by_its_hash) {
    struct bs_transcript t;
    uint8_t synthetic[4 + 32 + 3] = { 254, 0, 0, 32 }, got[BS_HASH_MAX], want[BS_HASH_MAX];
    bs_transcript_init(&t);
    bs_transcript_add(&t, bs_r_from("hello", 5));
    bs_transcript_rewind_hrr(&t, BS_HASH_SHA256);
    bs_transcript_add(&t, bs_r_from("hrr", 3));
    bs_hash_once(BS_HASH_SHA256, bs_r_from("hello", 5), want);
    memcpy(synthetic + 4, want, 32);
    memcpy(synthetic + 36, "hrr", 3);
    bs_hash_once(BS_HASH_SHA256, bs_r_from(synthetic, sizeof synthetic), want);
    cr_expect_eq(bs_transcript_hash(&t, BS_HASH_SHA256, got), 32);
    cr_expect_eq(memcmp(got, want, 32), 0);
}

Test(keys_transcript, an_unknown_hash_has_no_length) {
    struct bs_transcript t;
    uint8_t out[BS_HASH_MAX];
    bs_transcript_init(&t);
    cr_expect_eq(bs_transcript_hash(&t, BS_HASH_NONE, out), 0);
    cr_expect_eq(bs_transcript_hash(&t, (enum bs_hash)77, out), 0);
}
