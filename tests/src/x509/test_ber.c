#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "src/x509/ber.h"
#include "src/x509/der.h"

static void expect(const uint8_t *ber, size_t n, const uint8_t *der, size_t len) {
    uint8_t out[1024];
    size_t got = 0;
    bs_reader in = bs_r_from(ber, n);
    cr_assert_eq(bs_ber_to_der(&in, out, &got), BS_OK);
    cr_expect(bs_r_done(&in));
    cr_assert_eq(got, len);
    cr_expect_eq(memcmp(out, der, len), 0);
    for (size_t cut = 0; cut < n; cut++) {
        in = bs_r_from(ber, cut);
        cr_expect_eq(bs_ber_to_der(&in, out, &got), BS_E_DECODE, "cut at %zu", cut);
        cr_expect_eq(in.p, ber, "nothing is taken at %zu", cut);
    }
}

Test(x509_ber, der_stays_as_it_is) {
    static const uint8_t der[] = { 0x30, 0x09, 0x02, 0x01, 0x05, 0x04, 0x02, 0xAA, 0xBB, 0x05, 0x00 };
    expect(der, sizeof der, der, sizeof der);
}

Test(x509_ber, indefinite_and_long_lengths_become_definite_and_short) {
    static const uint8_t ber[] = { 0x30, 0x80, 0x02, 0x81, 0x01, 0x05, 0xA0, 0x80, 0x05, 0x83, 0, 0, 0, 0, 0, 0, 0 };
    static const uint8_t der[] = { 0x30, 0x07, 0x02, 0x01, 0x05, 0xA0, 0x02, 0x05, 0x00 };
    expect(ber, sizeof ber, der, sizeof der);
}

Test(x509_ber, strings_in_pieces_become_one) {
    static const uint8_t ber[] = { 0x24, 0x80, 0x04, 0x01, 0x01, 0x24, 0x80, 0x04, 0x01, 0x02, 0x00, 0x00, 0x04, 0x00,
        0x04, 0x02, 0x03, 0x04, 0x00, 0x00 };
    static const uint8_t der[] = { 0x04, 0x04, 1, 2, 3, 4 };
    expect(ber, sizeof ber, der, sizeof der);
}

Test(x509_ber, what_is_none_is_refused) {
    static const struct { uint8_t n, ber[8]; } rows[] = {
        { 4, { 0x04, 0x80, 0x00, 0x00 } },             /* a primitive of indefinite length */
        { 4, { 0x24, 0x02, 0x02, 0x00 } },             /* an INTEGER among a string's pieces */
        { 3, { 0x1F, 0x01, 0x00 } },                   /* a high tag number */
        { 4, { 0x30, 0x02, 0x02, 0x01 } },             /* inside longer than outside */
        { 5, { 0x30, 0x80, 0x05, 0x00, 0x00 } },       /* half an end */
        { 6, { 0x04, 0x84, 0xFF, 0xFF, 0xFF, 0xFF } }, /* longer than all there is */
    };
    uint8_t out[1024];
    size_t n;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bs_reader in = bs_r_from(rows[i].ber, rows[i].n);
        cr_expect_eq(bs_ber_to_der(&in, out, &n), BS_E_DECODE, "row %zu", i);
    }
}

/* The deepest nest that is taken around long contents: lengths grow most, and the room still suffices. */
Test(x509_ber, the_room_suffices_and_depth_is_limited) {
    enum { INSIDE = 70000 };
    for (size_t depth = 60; depth < 70; depth++) {
        size_t n = 2 * depth + 5 + INSIDE + 2 * depth, at = 0, len = 0;
        uint8_t *ber = calloc(1, n), *out = malloc(bs_ber_room(n));
        for (size_t i = 0; i < depth; i++) {
            ber[at++] = 0x30;
            ber[at++] = 0x80;
        }
        ber[at] = 0x04;
        ber[at + 1] = 0x83;
        ber[at + 2] = INSIDE >> 16;
        ber[at + 3] = INSIDE >> 8 & 0xFF;
        ber[at + 4] = INSIDE & 0xFF;
        bs_reader in = bs_r_from(ber, n);
        bs_status s = bs_ber_to_der(&in, out, &len);
        cr_expect_eq(s, depth <= 64 ? BS_OK : BS_E_DECODE, "depth %zu", depth);
        if (s == BS_OK) cr_expect_leq(len, bs_ber_room(n));
        free(ber);
        free(out);
    }
}
