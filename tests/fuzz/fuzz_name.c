/* Two names, the first with a length before it: validity, canonical form, comparison, hashing. */
#include "src/x509/name.h"
#include "tests/fuzz/take.h"

static uint8_t *canon(bs_reader name, bool *ok, size_t *len) {
    size_t room = BS_NAME_CANON_ROOM(name.len);
    uint8_t *out = (uint8_t *)malloc(room);
    if (!out) abort();
    bs_writer w = bs_w_to(out, room);
    *ok = bs_name_canon(&w, name);
    *len = w.len;
    if (*ok) must(bs_w_finish(&w, len));
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bs_reader in = bs_r_from(data, size);
    bs_reader a = take_bytes(&in, take_u8(&in)), b = in;
    bool ok_a, ok_b;
    size_t len_a, len_b;
    uint8_t *canon_a = canon(a, &ok_a, &len_a), *canon_b = canon(b, &ok_b, &len_b);
    bool same = bs_name_equal(a, b);
    must(same == bs_name_equal(b, a));
    if (ok_a && ok_b) must(same == (len_a == len_b && memcmp(canon_a, canon_b, len_a) == 0));
    if (same && ok_a && ok_b) {
        must(bs_name_index_hash(a) == bs_name_index_hash(b));
        must(bs_name_starts_with(a, b) && bs_name_starts_with(b, a));
    }
    (void)bs_name_starts_with(a, b);
    if (bs_name_valid(a)) must(ok_a);
    (void)bs_name_empty(a);
    free(canon_a);
    free(canon_b);
    return 0;
}
