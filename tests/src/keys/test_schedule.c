#include <criterion/criterion.h>

#include "src/keys/schedule.h"
#include "src/keys/transcript.h"
#include "tests/vectors/hex.h"
#include "tests/vectors/rfc8448_simple_1rtt.h"

static bool is(const uint8_t *got, const char *want) {
    bs_reader w = hex(want);
    return memcmp(got, w.p, w.len) == 0;
}

Test(keys_schedule, rfc8448_secrets_stage_by_stage) {
    struct bs_schedule s;
    uint8_t out[BS_HASH_MAX];
    bs_schedule_early(&s, BS_HASH_SHA256, bs_r_from(NULL, 0));
    cr_expect(is(s.secret, RFC8448_EARLY_SECRET));
    bs_schedule_handshake(&s, hex(RFC8448_SHARED_SECRET));
    cr_expect(is(s.secret, RFC8448_HANDSHAKE_SECRET));
    bs_schedule_derive(&s, "c hs traffic", hex(RFC8448_HELLO_HASH), out);
    cr_expect(is(out, RFC8448_CLIENT_HS_TRAFFIC));
    bs_schedule_derive(&s, "s hs traffic", hex(RFC8448_HELLO_HASH), out);
    cr_expect(is(out, RFC8448_SERVER_HS_TRAFFIC));
    bs_schedule_master(&s);
    cr_expect(is(s.secret, RFC8448_MASTER_SECRET));
    bs_schedule_derive(&s, "c ap traffic", hex(RFC8448_SERVER_FINISHED_HASH), out);
    cr_expect(is(out, RFC8448_CLIENT_AP_TRAFFIC));
    bs_schedule_derive(&s, "s ap traffic", hex(RFC8448_SERVER_FINISHED_HASH), out);
    cr_expect(is(out, RFC8448_SERVER_AP_TRAFFIC));
}

Test(keys_schedule, rfc8448_traffic_keys) {
    static const struct {
        const char *secret, *key, *iv;
    } rows[] = {
        { RFC8448_SERVER_HS_TRAFFIC, RFC8448_SERVER_HS_KEY, RFC8448_SERVER_HS_IV },
        { RFC8448_CLIENT_HS_TRAFFIC, RFC8448_CLIENT_HS_KEY, RFC8448_CLIENT_HS_IV },
        { RFC8448_SERVER_AP_TRAFFIC, RFC8448_SERVER_AP_KEY, RFC8448_SERVER_AP_IV },
        { RFC8448_CLIENT_AP_TRAFFIC, RFC8448_CLIENT_AP_KEY, RFC8448_CLIENT_AP_IV },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t key[16], iv[12];
        bs_traffic_keys(BS_HASH_SHA256, hex(rows[i].secret).p, key, sizeof key, iv);
        cr_expect(is(key, rows[i].key), "row %zu", i);
        cr_expect(is(iv, rows[i].iv), "row %zu", i);
    }
}

Test(keys_schedule, rfc8448_transcript_and_finished) {
    struct bs_transcript t;
    uint8_t hash[BS_HASH_MAX], mac[BS_HASH_MAX];
    bs_transcript_init(&t);
    bs_transcript_add(&t, hex(RFC8448_CLIENT_HELLO));
    bs_transcript_add(&t, hex(RFC8448_SERVER_HELLO));
    cr_assert_eq(bs_transcript_hash(&t, BS_HASH_SHA256, hash), 32);
    cr_expect(is(hash, RFC8448_HELLO_HASH));
    bs_transcript_narrow(&t, BS_HASH_SHA256);
    bs_transcript_add(&t, hex(RFC8448_ENCRYPTED_EXTENSIONS));
    bs_transcript_add(&t, hex(RFC8448_CERTIFICATE));
    bs_transcript_add(&t, hex(RFC8448_CERTIFICATE_VERIFY));
    bs_transcript_hash(&t, BS_HASH_SHA256, hash);
    bs_finished_mac(BS_HASH_SHA256, hex(RFC8448_SERVER_HS_TRAFFIC).p, bs_r_from(hash, 32), mac);
    cr_expect(memcmp(mac, hex(RFC8448_SERVER_FINISHED).p + 4, 32) == 0);
    bs_transcript_add(&t, hex(RFC8448_SERVER_FINISHED));
    bs_transcript_hash(&t, BS_HASH_SHA256, hash);
    cr_expect(is(hash, RFC8448_SERVER_FINISHED_HASH));
    bs_finished_mac(BS_HASH_SHA256, hex(RFC8448_CLIENT_HS_TRAFFIC).p, bs_r_from(hash, 32), mac);
    cr_expect(memcmp(mac, hex(RFC8448_CLIENT_FINISHED).p + 4, 32) == 0);
}

Test(keys_schedule, the_next_traffic_secret_is_expanded_from_the_last) {
    uint8_t secret[32], want[32];
    hex_to(secret, sizeof secret, RFC8448_CLIENT_AP_TRAFFIC);
    bs_hkdf_expand_label(BS_HASH_SHA256, secret, "traffic upd", bs_r_from(NULL, 0), want, 32);
    bs_traffic_secret_next(BS_HASH_SHA256, secret);
    cr_expect_eq(memcmp(secret, want, 32), 0);
}

Test(keys_schedule, expand_label_runs_over_several_blocks) {
    uint8_t secret[48] = { 1 }, longer[200], shorter[200];
    bs_hkdf_expand_label(BS_HASH_SHA384, secret, "x", bs_r_from(NULL, 0), longer, 200);
    bs_hkdf_expand_label(BS_HASH_SHA384, secret, "x", bs_r_from(NULL, 0), shorter, 100);
    cr_expect_neq(memcmp(longer, shorter, 100), 0, "the length is part of the label");
}

Test(keys_schedule, wiping_leaves_nothing) {
    struct bs_schedule s, zero;
    memset(&zero, 0, sizeof zero);
    bs_schedule_early(&s, BS_HASH_SHA384, bs_r_from(NULL, 0));
    bs_schedule_wipe(&s);
    cr_expect_eq(memcmp(&s, &zero, sizeof s), 0);
}
