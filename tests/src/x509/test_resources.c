/* RFC 3779: the syntax of both extensions, their canonical order, and what lies within what. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "src/x509/addr_blocks.h"
#include "src/x509/as_ids.h"
#include "src/x509/path_resources.h"
#include "src/x509/verify_codes.h"

#define B(text) text, sizeof(text) - 1
#define R(text) bs_r_from(B(text))
/* One family, IPv4: content of addressesOrRanges in, content of IPAddrBlocks out. */
#define FAMILY(len, len2, ranges) "\x30" len "\x04\x02\x00\x01\x30" len2 ranges
#define TEN "\x03\x02\x00\x0A"             /* 10/8 */
#define TEN_ONE "\x03\x03\x00\x0A\x01"     /* 10.1/16 */
#define UP_TO "\x30\x09" TEN "\x03\x03\x00\x0B\x7F" /* 10.0.0.0 to 11.127.255.255 */

static const char ten[] = FAMILY("\x0A", "\x04", TEN), ten_one[] = FAMILY("\x0B", "\x05", TEN_ONE);
static const char range[] = FAMILY("\x11", "\x0B", UP_TO), inherited[] = "\x30\x06\x04\x02\x00\x01\x05\x00";

static struct bs_addr_family family(bs_reader in) {
    struct bs_addr_family f;
    cr_assert(bs_addr_family_next(&in, &f));
    return f;
}

Test(x509_resources, ten_contains_ten_one_and_not_the_reverse) {
    struct bs_addr_family a = family(R(ten)), b = family(R(ten_one)), c = family(R(range));
    cr_expect(bs_addr_contains(&a, &b));
    cr_expect_not(bs_addr_contains(&b, &a));
    cr_expect(bs_addr_contains(&c, &a));
    cr_expect_not(bs_addr_contains(&a, &c));
    cr_expect(bs_addr_contains(&a, &a));
}

Test(x509_resources, every_truncation_of_addresses_is_malformed) {
    const bs_reader all[] = { R(ten), R(ten_one), R(range), R(inherited) };
    for (size_t i = 0; i < 4; i++) {
        cr_expect(bs_addr_blocks_valid(all[i]) && bs_addr_blocks_canonical(all[i]));
        for (size_t n = 1; n < all[i].len; n++) {
            uint8_t *copy = (uint8_t *)malloc(n); /* so that a read past its end is seen */
            memcpy(copy, all[i].p, n);
            cr_expect_not(bs_addr_blocks_valid(bs_r_from(copy, n)), "%zu cut at %zu", i, n);
            free(copy);
        }
    }
}

Test(x509_resources, order_gaps_and_prefixes_are_asked_for) {
    cr_expect_not(bs_addr_blocks_canonical(R(FAMILY("\x06", "\x00", ""))));
    cr_expect_not(bs_addr_blocks_canonical(R(FAMILY("\x0E", "\x08", "\x03\x02\x00\x0B" "\x03\x02\x00\x0A"))));
    cr_expect_not(bs_addr_blocks_canonical(R(FAMILY("\x0E", "\x08", "\x03\x02\x00\x0A" "\x03\x02\x00\x0B"))));
    cr_expect(bs_addr_blocks_canonical(R(FAMILY("\x0E", "\x08", "\x03\x02\x00\x0A" "\x03\x02\x00\x0C"))));
    cr_expect_not(bs_addr_blocks_canonical(R(FAMILY("\x10", "\x0A", "\x30\x08" TEN TEN))));
    cr_expect_not(bs_addr_blocks_canonical(R("\x30\x06\x04\x02\x00\x02\x05\x00\x30\x06\x04\x02\x00\x01\x05\x00")));
}

Test(x509_resources, a_prefix_that_is_too_long_is_in_nothing) {
    static const char longer[] = FAMILY("\x0F", "\x09", "\x03\x07\x00\x0A\0\0\0\0\0");
    struct bs_addr_family a = family(R(longer)), b = family(R(ten));
    cr_expect(bs_addr_blocks_canonical(R(longer)));
    cr_expect_not(bs_addr_contains(&b, &a));
    cr_expect_not(bs_addr_contains(&a, &b));
    cr_expect_not(bs_addr_contains(&a, &a));
}

static const char five[] = "\xA0\x05\x30\x03\x02\x01\x05";
static const char to_nine[] = "\xA0\x0A\x30\x08\x30\x06\x02\x01\x05\x02\x01\x09";

Test(x509_resources, systems_lie_within_ranges) {
    struct bs_as_ids a, b;
    cr_assert(bs_as_ids_decode(&a, R(five)) && bs_as_ids_decode(&b, R(to_nine)));
    cr_expect(bs_as_contains(&b.of[BS_AS_NUM], &a.of[BS_AS_NUM]));
    cr_expect_not(bs_as_contains(&a.of[BS_AS_NUM], &b.of[BS_AS_NUM]));
    cr_expect(a.of[BS_AS_NUM].present && !a.of[BS_AS_RDI].present);
    for (size_t n = 1; n < sizeof to_nine - 1; n++) {
        cr_expect_not(bs_as_ids_decode(&a, bs_r_from(to_nine, n)), "cut at %zu", n);
    }
}

Test(x509_resources, systems_are_sorted_and_apart) {
    static const struct {
        const char *ids;
        size_t len;
        bool canonical;
    } rows[] = {
        { B("\xA0\x0A\x30\x08\x02\x01\x05\x02\x03\x00\x80\x00"), true },
        { B("\xA0\x08\x30\x06\x02\x01\x05\x02\x01\x06"), false },
        { B("\xA0\x08\x30\x06\x02\x01\x05\x02\x01\x05"), false },
        { B("\xA0\x08\x30\x06\x02\x01\x05\x02\x01\x07"), true },
        { B("\xA0\x09\x30\x07\x02\x01\x7F\x02\x02\x00\x80"), false }, /* 127, 128 */
        { B("\xA0\x09\x30\x07\x02\x01\x7F\x02\x02\x00\x81"), true },
        { B("\xA0\x08\x30\x06\x02\x01\xFF\x02\x01\x00"), false },     /* -1, 0 */
        { B("\xA0\x0A\x30\x08\x30\x06\x02\x01\x09\x02\x01\x05"), false },
        { B("\xA0\x02\x30\x00"), false },
        { B("\xA1\x02\x05\x00"), true },
    };
    struct bs_as_ids ids;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_assert(bs_as_ids_decode(&ids, bs_r_from(rows[i].ids, rows[i].len)), "%zu", i);
        cr_expect_eq(bs_as_ids_canonical(&ids), rows[i].canonical, "%zu", i);
    }
}

/* A claim from outside, over a certificate that says nothing. */
static const struct bs_cert *silent(void *arg, size_t i) {
    static const struct bs_cert c = { .version = 2 };
    (void)arg, (void)i;
    return &c;
}

static bool count(void *arg, size_t i, int depth, int code) {
    (void)i;
    cr_expect_eq(depth, 0);
    cr_expect_eq(code, BS_V_ERR_UNNESTED_RESOURCE);
    return ++*(int *)arg < 0;
}

Test(x509_resources, who_says_nothing_has_nothing_to_give) {
    int faults = 0;
    const bs_reader claim = R(ten), systems = R(five), nothing = R(inherited);
    struct bs_resource_chain c = { .num = 1, .cert = silent, .fault = count, .arg = &faults, .claim = &claim };
    cr_expect_eq(bs_resources_check_addresses(&c), 0);
    c.claim = &systems;
    cr_expect_eq(bs_resources_check_systems(&c), 0);
    cr_expect_eq(faults, 2);
    c.claim = &nothing;
    cr_expect_eq(bs_resources_check_addresses(&c), 1);
    c.claim = NULL;
    cr_expect_eq(bs_resources_check_addresses(&c), 1);
    cr_expect_eq(faults, 2);
}
