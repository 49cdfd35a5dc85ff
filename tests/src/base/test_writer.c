#include <criterion/criterion.h>

#include "src/base/writer.h"

Test(base_writer, fields_come_out_in_order) {
    uint8_t buf[32];
    size_t n;
    bs_writer w = bs_w_to(buf, sizeof buf);
    bs_w_u8(&w, 1);
    bs_w_u16(&w, 0x0203);
    bs_w_u24(&w, 0x040506);
    bs_w_u32(&w, 0x0708090A);
    bs_w_u64(&w, 0x0B0C0D0E0F101112);
    bs_w_bytes(&w, "\x13", 1);
    cr_assert(bs_w_finish(&w, &n));
    cr_expect_eq(n, 19);
    for (size_t i = 0; i < n; i++) cr_expect_eq(buf[i], i + 1);
}

Test(base_writer, the_first_write_that_does_not_fit_sticks) {
    for (size_t cap = 0; cap < 4; cap++) {
        uint8_t buf[8] = { 0 };
        size_t n = 99;
        bs_writer w = bs_w_to(buf, cap);
        bs_w_u32(&w, 0x01020304);
        bs_w_bytes(&w, NULL, 0);
        if (cap > 0) bs_w_u8(&w, 7); /* would fit, but comes too late */
        cr_expect_not(bs_w_finish(&w, &n));
        cr_expect_eq(n, 99);
        for (size_t i = 0; i < sizeof buf; i++) cr_expect_eq(buf[i], 0, "room for %zu", cap);
    }
}

Test(base_writer, a_value_too_large_for_its_width_is_an_error) {
    uint8_t buf[8];
    size_t n;
    bs_writer w = bs_w_to(buf, sizeof buf);
    bs_w_u8(&w, 255);
    bs_w_u16(&w, 65535);
    cr_expect(bs_w_finish(&w, &n));
    bs_w_u8(&w, 256);
    cr_expect_not(bs_w_finish(&w, &n));
    w = bs_w_to(buf, sizeof buf);
    bs_w_uint(&w, 5, 1);
    cr_expect_not(bs_w_finish(&w, &n));
}

Test(base_writer, lengths_nest) {
    uint8_t buf[32];
    bs_writer w = bs_w_to(buf, sizeof buf);
    bs_mark outer = bs_w_open(&w, 2);
    bs_w_u8(&w, 0xAA);
    bs_mark inner = bs_w_open(&w, 1);
    bs_w_bytes(&w, "xyz", 3);
    bs_w_close(&w, inner);
    bs_w_vec(&w, 1, NULL, 0);
    bs_w_close(&w, outer);
    cr_expect(bs_r_equal(bs_w_written(&w), "\x00\x06\xAA\x03xyz\x00", 8));
}

Test(base_writer, a_length_field_has_its_limit) {
    static uint8_t buf[300], zeros[256];
    for (size_t len = 254; len <= 256; len++) {
        size_t n;
        bs_writer w = bs_w_to(buf, sizeof buf);
        bs_w_vec(&w, 1, zeros, len);
        cr_expect_eq(bs_w_finish(&w, &n), len <= 255, "%zu bytes", len);
    }
}

Test(base_writer, room_is_lent_once) {
    uint8_t buf[4];
    bs_writer w = bs_w_to(buf, sizeof buf);
    cr_expect_eq(bs_w_room(&w, 3), buf);
    cr_expect_null(bs_w_room(&w, 2));
    cr_expect_null(bs_w_room(&w, 1), "bad is sticky");
    w = bs_w_to(buf, sizeof buf);
    cr_expect_null(bs_w_room(&w, SIZE_MAX));
}
