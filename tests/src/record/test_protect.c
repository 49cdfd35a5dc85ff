#include <criterion/criterion.h>

#include "src/record/protect_class.h"
#include "tests/src/record/formats.h"
#include "tests/vectors/rfc8448_simple_1rtt.h"

static uint64_t seed = 1;

/* A record of len bytes of `fill`, sealed into rec; its length. */
static size_t sealed(struct bs_protect *p, uint8_t *rec, uint8_t type, size_t len, uint8_t fill) {
    size_t n = 0;
    memset(rec + BS_RECORD_HEADER + bs_protect_head(p), fill, len);
    cr_assert_eq(bs_protect_seal(p, type, 0x0301, rec, len, 0, toy_random, &seed, &n), BS_OK);
    return n;
}

static bs_status opened(struct bs_protect *p, uint8_t *rec, size_t n, uint8_t *type, bs_reader *plain) {
    return bs_protect_open(p, rec, rec + BS_RECORD_HEADER, n - BS_RECORD_HEADER, type, plain);
}

Test(record_protect, what_is_sealed_opens_in_every_format_and_length) {
    static uint8_t rec[BS_RECORD_MAX_PLAIN + 512];
    for (size_t f = 0; f < NUM_FORMATS; f++) {
        struct bs_protect out = { 0 }, in = { 0 };
        cr_assert_eq(format_init(&out, &formats[f], true), BS_OK);
        cr_assert_eq(format_init(&in, &formats[f], false), BS_OK);
        for (size_t len = 0; len <= BS_RECORD_MAX_PLAIN; len += len < 300 ? 1 : len < 16300 ? 4021 : 1) {
            uint8_t type;
            bs_reader plain;
            size_t n = sealed(&out, rec, BS_RECORD_DATA, len, (uint8_t)len);
            cr_assert_eq(n, BS_RECORD_HEADER + bs_protect_head(&out) + len + bs_protect_tail(&out, len));
            cr_assert_leq(n - BS_RECORD_HEADER, bs_protect_max_body(&in));
            cr_assert_eq(opened(&in, rec, n, &type, &plain), BS_OK, "format %zu, %zu bytes", f, len);
            cr_assert_eq(type, BS_RECORD_DATA);
            cr_assert_eq(plain.len, len);
            for (size_t i = 0; i < len; i++) cr_assert_eq(plain.p[i], (uint8_t)len);
        }
    }
}

Test(record_protect, every_flipped_bit_is_one_error) {
    uint8_t rec[256], copy[256];
    for (size_t f = 0; f < NUM_FORMATS; f++) {
        struct bs_protect out = { 0 };
        cr_assert_eq(format_init(&out, &formats[f], true), BS_OK);
        size_t n = sealed(&out, rec, BS_RECORD_HANDSHAKE, 40, 7);
        for (size_t bit = 0; bit < 8 * n; bit++) {
            struct bs_protect in = { 0 };
            uint8_t type;
            bs_reader plain;
            if (bit / 8 == 3 || bit / 8 == 4) continue; /* the length is the framing's */
            cr_assert_eq(format_init(&in, &formats[f], false), BS_OK);
            memcpy(copy, rec, n);
            copy[bit / 8] ^= (uint8_t)(1u << (bit % 8));
            bs_status want = bit < 8 && formats[f].version == 0x0304 ? BS_E_UNEXPECTED_RECORD : BS_E_BAD_MAC;
            cr_assert_eq(opened(&in, copy, n, &type, &plain), want, "format %zu, bit %zu", f, bit);
        }
    }
}

Test(record_protect, every_truncation_is_one_error) {
    uint8_t rec[256], copy[256];
    for (size_t f = 0; f < NUM_FORMATS; f++) {
        struct bs_protect out = { 0 };
        cr_assert_eq(format_init(&out, &formats[f], true), BS_OK);
        size_t n = sealed(&out, rec, BS_RECORD_DATA, 40, 7);
        for (size_t cut = BS_RECORD_HEADER; cut < n; cut++) {
            struct bs_protect in = { 0 };
            uint8_t type;
            bs_reader plain;
            cr_assert_eq(format_init(&in, &formats[f], false), BS_OK);
            memcpy(copy, rec, n);
            /* an outer MAC that is cut off is seen by the length alone */
            bool no_mac = formats[f].encrypt_then_mac && cut - BS_RECORD_HEADER < bs_hash_len(formats[f].mac);
            bs_status want = no_mac ? BS_E_TOO_SHORT : BS_E_BAD_MAC;
            cr_assert_eq(opened(&in, copy, cut, &type, &plain), want, "format %zu, cut at %zu", f, cut);
        }
    }
}

Test(record_protect, a_record_opens_once_and_in_order) {
    uint8_t first[128], second[128], copy[128], type;
    bs_reader plain;
    for (size_t f = 0; f < NUM_FORMATS; f++) {
        struct bs_protect out = { 0 }, in = { 0 };
        cr_assert_eq(format_init(&out, &formats[f], true), BS_OK);
        size_t n = sealed(&out, first, BS_RECORD_DATA, 10, 1);
        size_t m = sealed(&out, second, BS_RECORD_DATA, 10, 2);
        memcpy(copy, second, m);
        cr_assert_eq(format_init(&in, &formats[f], false), BS_OK);
        cr_expect_eq(opened(&in, copy, m, &type, &plain), BS_E_BAD_MAC, "format %zu: the second first", f);
        cr_assert_eq(format_init(&in, &formats[f], false), BS_OK);
        memcpy(copy, first, n);
        cr_expect_eq(opened(&in, copy, n, &type, &plain), BS_OK);
        cr_expect_eq(opened(&in, first, n, &type, &plain), BS_E_BAD_MAC, "format %zu: the first again", f);
    }
}

Test(record_protect, a_moved_one_goes_on) {
    uint8_t rec[128], type;
    bs_reader plain;
    for (size_t f = 0; f < NUM_FORMATS; f++) {
        struct bs_protect out = { 0 }, in = { 0 }, out2, in2;
        cr_assert_eq(format_init(&out, &formats[f], true), BS_OK);
        cr_assert_eq(format_init(&in, &formats[f], false), BS_OK);
        memcpy(&out2, &out, sizeof out);
        memcpy(&in2, &in, sizeof in);
        bs_protect_wipe(&out);
        bs_protect_wipe(&in);
        size_t n = sealed(&out2, rec, BS_RECORD_ALERT, 2, 1);
        cr_expect_eq(opened(&in2, rec, n, &type, &plain), BS_OK, "format %zu", f);
        cr_expect_eq(type, BS_RECORD_ALERT);
    }
}

Test(record_protect, the_sequence_number_never_wraps) {
    uint8_t rec[128], type;
    bs_reader plain;
    size_t n;
    for (size_t f = 0; f < NUM_FORMATS; f++) {
        struct bs_protect out = { 0 }, in = { 0 };
        cr_assert_eq(format_init(&out, &formats[f], true), BS_OK);
        cr_assert_eq(format_init(&in, &formats[f], false), BS_OK);
        out.seq = in.seq = UINT64_MAX;
        cr_expect_eq(bs_protect_seal(&out, 23, 0, rec, 1, 0, toy_random, &seed, &n), BS_E_SEQUENCE_EXHAUSTED);
        cr_expect_eq(bs_protect_open(&in, rec, rec + 5, 60, &type, &plain), BS_E_SEQUENCE_EXHAUSTED);
    }
}

Test(record_protect, lengths_have_their_limits) {
    static uint8_t rec[BS_RECORD_MAX_PLAIN + 4096];
    uint8_t type;
    bs_reader plain;
    size_t n;
    for (size_t f = 0; f < NUM_FORMATS; f++) {
        struct bs_protect out = { 0 }, in = { 0 };
        cr_assert_eq(format_init(&out, &formats[f], true), BS_OK);
        cr_assert_eq(format_init(&in, &formats[f], false), BS_OK);
        size_t max = BS_RECORD_MAX_PLAIN + (formats[f].version == 0x0304 ? 256 : 2048);
        cr_expect_eq(bs_protect_max_body(&in), max);
        rec[0] = BS_RECORD_DATA;
        cr_expect_eq(bs_protect_open(&in, rec, rec + 5, max + 1, &type, &plain), BS_E_RECORD_OVERFLOW);
        cr_expect_eq(bs_protect_open(&in, rec, rec + 5, max, &type, &plain), BS_E_BAD_MAC);
        cr_expect_eq(bs_protect_seal(&out, 23, 0, rec, BS_RECORD_MAX_PLAIN + 1, 0, toy_random, &seed, &n),
                     BS_E_ARGUMENT);
        cr_expect_eq(bs_protect_seal(&out, 23, 0, rec, 10, BS_RECORD_MAX_PLAIN - 9, toy_random, &seed, &n),
                     BS_E_ARGUMENT);
    }
}

/* What bs_protect_seal() would not make, sealed by the class itself. */
static size_t seal_any(struct bs_protect *p, uint8_t *rec, size_t len, size_t pad) {
    struct bs_seal_job job = { BS_RECORD_DATA, rec, len, pad, toy_random, &seed };
    size_t n = 0;
    cr_assert_eq(p->vtable->seal(p, &job, &n), BS_OK);
    return n;
}

static bs_status limit_of(const struct format *f, size_t len, size_t pad, size_t body) {
    bool mac_inside = f->mac != BS_HASH_NONE && !f->encrypt_then_mac;
    bool is13 = f->version == 0x0304;
    if (body > BS_RECORD_MAX_PLAIN + (is13 ? BS_RECORD_MAX_EXPANSION_TLS13 : BS_RECORD_MAX_EXPANSION_TLS12)) {
        return BS_E_RECORD_OVERFLOW;
    }
    if (len + (is13 ? pad : 0) <= BS_RECORD_MAX_PLAIN) return BS_OK; /* RFC 8446 5.4: 2^14 + 1 with the type */
    return mac_inside ? BS_E_BAD_MAC : BS_E_PLAINTEXT_OVERFLOW;      /* BearSSL has one answer for both */
}

Test(record_protect, two_to_the_fourteenth_and_each_excess) {
    static const size_t excess[] = { 0, 1, 2, 15, 16, 17, 31, 32, 63, 64, 127, 200, 239, 240, 241, 255, 256, 257, 511, 1023,
                                     1024, 1025, 1900, 2012, 2022, 2023, 2024, 2025, 2032, 2047, 2048, 2049 };
    static uint8_t rec[20000];
    for (size_t f = 0; f < NUM_FORMATS; f++) {
        for (size_t i = 0; i < 2 * sizeof excess / sizeof excess[0]; i++) {
            bool padded = i & 1; /* an excess of zeros, in TLS 1.3 */
            size_t len = padded ? 1 : BS_RECORD_MAX_PLAIN + excess[i / 2];
            size_t pad = padded ? BS_RECORD_MAX_PLAIN - 1 + excess[i / 2] : 0;
            struct bs_protect out = { 0 }, in = { 0 };
            uint8_t type;
            bs_reader plain;
            if (padded && formats[f].version != 0x0304) continue;
            cr_assert_eq(format_init(&out, &formats[f], true), BS_OK);
            cr_assert_eq(format_init(&in, &formats[f], false), BS_OK);
            memset(rec, 0x11, sizeof rec);
            size_t n = seal_any(&out, rec, len, pad);
            bs_status want = limit_of(&formats[f], len, pad, n - BS_RECORD_HEADER);
            bs_status s = opened(&in, rec, n, &type, &plain);
            cr_expect_eq(s, want, "format %zu, %zu bytes and %zu: %s", f, len, pad, bs_status_name(s));
            if (s == BS_OK) cr_expect_eq(plain.len, len);
            if (s != BS_OK && s != BS_E_BAD_MAC) cr_expect_eq(bs_status_alert(s), BS_ALERT_RECORD_OVERFLOW);
        }
    }
}

Test(record_protect, plaintext_passes_as_it_is) {
    uint8_t rec[64] = { 0 }, type;
    bs_reader plain;
    size_t n;
    struct bs_protect p = { 0 };
    memset(rec + 5, 9, 4);
    cr_expect_eq(bs_protect_seal(&p, BS_RECORD_HANDSHAKE, 0x0301, rec, 4, 0, no_random, NULL, &n), BS_OK);
    cr_expect_eq(n, 9);
    cr_expect_eq(memcmp(rec, "\x16\x03\x01\x00\x04\x09\x09\x09\x09", 9), 0);
    cr_expect_eq(opened(&p, rec, n, &type, &plain), BS_OK);
    cr_expect_eq(type, BS_RECORD_HANDSHAKE);
    cr_expect_eq(plain.len, 4);
    cr_expect_eq(bs_protect_open(&p, rec, rec + 5, BS_RECORD_MAX_PLAIN + 1, &type, &plain), BS_E_RECORD_OVERFLOW);
}

Test(record_protect, what_does_not_exist_is_refused_and_seals_nothing) {
    static const struct format none[] = {
        { 0x0304, BS_BULK_AES128_CBC, BS_HASH_SHA1, false }, { 0x0304, BS_BULK_AES128_GCM, BS_HASH_SHA256, false },
        { 0x0302, BS_BULK_AES128_GCM, BS_HASH_NONE, false }, { 0x0300, BS_BULK_AES128_CBC, BS_HASH_SHA1, false },
        { 0x0303, BS_BULK_AES128_CBC, BS_HASH_NONE, false }, { 0x0303, BS_BULK_AES128_CBC, BS_HASH_SHA512, false },
        { 0x0303, BS_BULK_NULL, BS_HASH_NONE, false },       { 0x0303, BS_BULK_NULL, BS_HASH_SHA1, false },
        { 0x0305, BS_BULK_CHACHA20_POLY1305, BS_HASH_NONE, false },
        { 0x0303, BS_BULK_AES128_GCM, BS_HASH_NONE, true },
    };
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        struct bs_protect p = { 0 };
        uint8_t rec[64], type;
        bs_reader plain;
        size_t n;
        cr_expect_eq(format_init(&p, &none[i], true), BS_E_UNSUPPORTED, "row %zu", i);
        cr_expect_neq(bs_protect_seal(&p, 23, 0x0303, rec, 4, 0, toy_random, &seed, &n), BS_OK, "row %zu", i);
        cr_expect_neq(bs_protect_open(&p, rec, rec + 5, 4, &type, &plain), BS_OK, "row %zu", i);
    }
}

Test(record_protect, keys_of_the_wrong_length_are_refused) {
    struct bs_impl impl;
    bs_impl_choose(&impl);
    for (size_t f = 0; f < NUM_FORMATS; f++) {
        for (int which = 0; which < 3; which++) {
            struct bs_protect p = { 0 };
            struct bs_protect_keys k = format_keys(&formats[f]);
            (which == 0 ? &k.key : which == 1 ? &k.iv : &k.mac_key)->len++;
            cr_expect_eq(bs_protect_init(&p, &impl, formats[f].version, formats[f].bulk, formats[f].mac, true, &k),
                         BS_E_UNSUPPORTED);
        }
    }
}

Test(record_protect, cbc_has_two_directions) {
    static const struct format cbc = { 0x0303, BS_BULK_AES128_CBC, BS_HASH_SHA1, false };
    struct bs_protect out = { 0 }, in = { 0 };
    uint8_t rec[128], type;
    bs_reader plain;
    size_t n;
    cr_assert_eq(format_init(&out, &cbc, true), BS_OK);
    cr_assert_eq(format_init(&in, &cbc, false), BS_OK);
    cr_expect_eq(bs_protect_open(&out, rec, rec + 5, 64, &type, &plain), BS_E_STATE);
    cr_expect_eq(bs_protect_seal(&in, 23, 0, rec, 4, 0, toy_random, &seed, &n), BS_E_STATE);
    cr_expect_eq(bs_protect_seal(&out, 23, 0, rec, 4, 0, no_random, NULL, &n), BS_E_ENTROPY);
}

Test(record_protect, wiping_leaves_plaintext_and_no_key) {
    struct bs_protect p = { 0 }, zero;
    memset(&zero, 0, sizeof zero);
    cr_assert_eq(format_init(&p, &formats[0], true), BS_OK);
    bs_protect_wipe(&p);
    cr_expect_eq(memcmp(&p, &zero, sizeof p), 0);
}
