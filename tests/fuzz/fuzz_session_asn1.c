/* A serialised session: what can be read is written again, and the second writing equals the first. */
#include "src/session/session_asn1.h"
#include "tests/fuzz/take.h"

static uint8_t *encode(const struct bs_session *s, size_t *out_len) {
    size_t room = bs_session_encoded_max(s);
    uint8_t *out = (uint8_t *)malloc(room);
    if (!out) abort();
    *out_len = room;
    must(bs_session_encode(s, out, out_len) == BS_OK && *out_len <= room);
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bs_session a = { 0 }, b = { 0 }, c = { 0 };
    bs_reader r = bs_r_from(data, size);
    size_t len_a, len_b;
    if (bs_session_decode(&a, &r) == BS_OK) {
        bs_reader leaf;
        must(r.len < size);
        uint8_t *first = encode(&a, &len_a);
        bs_reader again = bs_r_from(first, len_a);
        must(bs_session_decode(&b, &again) == BS_OK && again.len == 0);
        uint8_t *second = encode(&b, &len_b);
        must(len_a == len_b && memcmp(first, second, len_a) == 0);
        must(bs_session_copy(&c, &a) == BS_OK);
        (void)bs_session_is_fresh(&c, 1700000000);
        if (bs_session_peer_leaf(&c, &leaf)) must(leaf.len > 0);
        free(first);
        free(second);
    }
    bs_session_clear(&a);
    bs_session_clear(&b);
    bs_session_clear(&c);
    return 0;
}
