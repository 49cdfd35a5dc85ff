#include <criterion/criterion.h>

#include "src/base/reader.h"

static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };

Test(base_reader, integers_are_big_endian) {
    bs_reader r = bs_r_from(bytes, sizeof bytes), start = r;
    uint8_t a;
    uint16_t b;
    uint32_t c;
    uint64_t d;
    cr_expect(bs_r_u8(&r, &a) && a == 1);
    r = start;
    cr_expect(bs_r_u16(&r, &b) && b == 0x0102);
    r = start;
    cr_expect(bs_r_u24(&r, &c) && c == 0x010203);
    r = start;
    cr_expect(bs_r_u32(&r, &c) && c == 0x01020304);
    r = start;
    cr_expect(bs_r_u64(&r, &d) && d == 0x0102030405060708);
    cr_expect_eq(r.len, 1);
}

Test(base_reader, a_failed_read_moves_nothing) {
    for (size_t have = 0; have < 8; have++) {
        bs_reader r = bs_r_from(bytes, have), v;
        uint64_t u64;
        cr_expect_not(bs_r_u64(&r, &u64));
        cr_expect_not(bs_r_bytes(&r, have + 1, &v));
        for (unsigned width = (unsigned)have + 1; width <= 4; width++) {
            uint32_t u;
            cr_expect_not(bs_r_uint(&r, width, &u), "%u of %zu", width, have);
        }
        cr_expect(r.p == bytes && r.len == have, "have %zu", have);
    }
}

Test(base_reader, integers_wider_than_four_bytes_are_refused) {
    bs_reader r = bs_r_from(bytes, sizeof bytes);
    uint32_t u;
    cr_expect_not(bs_r_uint(&r, 5, &u));
    cr_expect_eq(r.len, sizeof bytes);
}

Test(base_reader, a_vector_obeys_its_bounds) {
    static const uint8_t v3[] = { 0, 3, 'a', 'b', 'c', 'd' };
    bs_reader r, v;
    struct {
        size_t min, max;
        bool ok;
    } rows[] = { { 0, 3, true }, { 3, 3, true }, { 3, 65535, true }, { 4, 9, false }, { 0, 2, false } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        r = bs_r_from(v3, sizeof v3);
        cr_expect_eq(bs_r_vec(&r, 2, rows[i].min, rows[i].max, &v), rows[i].ok, "row %zu", i);
        if (rows[i].ok) cr_expect(v.len == 3 && v.p[0] == 'a' && r.len == 1);
        if (!rows[i].ok) cr_expect(r.p == v3 && r.len == sizeof v3);
    }
    for (size_t n = 0; n < 5; n++) {
        r = bs_r_from(v3, n);
        cr_expect_not(bs_r_vec(&r, 2, 0, 65535, &v), "cut at %zu", n);
        cr_expect(r.p == v3 && r.len == n);
    }
}

Test(base_reader, empty_views_need_no_address) {
    bs_reader none = bs_r_from(NULL, 0), v;
    uint8_t dst[1] = { 7 };
    cr_expect(bs_r_done(&none));
    cr_expect(bs_r_bytes(&none, 0, &v) && v.len == 0);
    cr_expect(bs_r_same(none, bs_r_from(bytes, 0)));
    cr_expect(bs_r_copy(none, dst, 0));
    cr_expect_eq(dst[0], 7);
}

Test(base_reader, a_copy_fits_or_does_nothing) {
    uint8_t dst[4] = { 9, 9, 9, 9 };
    cr_expect_not(bs_r_copy(bs_r_from(bytes, 5), dst, 4));
    cr_expect_eq(dst[0], 9);
    cr_expect(bs_r_copy(bs_r_from(bytes, 4), dst, 4));
    cr_expect(bs_r_equal(bs_r_from(bytes, 4), dst, 4));
    cr_expect_not(bs_r_equal(bs_r_from(bytes, 4), dst, 3));
}
