#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "src/session/session_asn1.h"

static void nothing(struct bs_session *s) { (void)s; }

static struct bs_session sample(void) {
    struct bs_session s;
    memset(&s, 0, sizeof s);
    s.destroy = nothing;
    s.version = 0x0303;
    s.suite = 0xC02F;
    s.group = 29;
    s.id_len = 32;
    memset(s.id, 0xA5, 32);
    s.secret_len = 48;
    memset(s.secret, 0x5A, 48);
    s.sid_ctx_len = 3;
    memcpy(s.sid_ctx, "ctx", 3);
    s.time_s = 1700000000;
    s.time_ms = s.time_s * 1000;
    s.timeout_s = 7200;
    s.verify_result = 18;
    s.ticket_lifetime_s = 7200;
    s.ticket_age_add = 0xDFC6066C;
    s.max_early_data = 16384;
    s.ems = true;
    s.server_name = strdup("example.org");
    cr_assert_eq(bs_session_set_bytes(&s.ticket, &s.ticket_len, bs_r_from("a ticket", 8)), BS_OK);
    cr_assert_eq(bs_session_set_bytes(&s.alpn, &s.alpn_len, bs_r_from("h2", 2)), BS_OK);
    /* one "certificate": OpenSSL keeps whatever DER stands there */
    static const uint8_t chain[] = { 0, 0, 4, 0x30, 0x02, 0x05, 0x00 };
    cr_assert_eq(bs_session_set_bytes(&s.peer_chain, &s.peer_chain_len, bs_r_from(chain, sizeof chain)), BS_OK);
    return s;
}

static size_t encode(const struct bs_session *s, uint8_t *out, size_t room) {
    size_t len = room;
    cr_assert_eq(bs_session_encode(s, out, &len), BS_OK);
    return len;
}

Test(session_asn1, what_is_written_is_read_back) {
    struct bs_session s = sample(), t;
    uint8_t buf[1024], again[1024];
    size_t len = encode(&s, buf, sizeof buf);
    cr_expect_leq(len, bs_session_encoded_max(&s));
    memset(&t, 0, sizeof t);
    bs_reader r = bs_r_from(buf, len);
    cr_assert_eq(bs_session_decode(&t, &r), BS_OK);
    cr_expect(bs_r_done(&r));
    cr_expect_eq(t.version, s.version);
    cr_expect_eq(t.suite, s.suite);
    cr_expect_eq(t.group, s.group);
    cr_expect_eq(t.time_s, s.time_s);
    cr_expect_eq(t.timeout_s, s.timeout_s);
    cr_expect_eq(t.verify_result, s.verify_result);
    cr_expect_eq(t.ticket_age_add, s.ticket_age_add);
    cr_expect_eq(t.max_early_data, s.max_early_data);
    cr_expect(t.ems);
    cr_expect_str_eq(t.server_name, "example.org");
    cr_expect_arr_eq(t.secret, s.secret, 48);
    cr_expect_eq(encode(&t, again, sizeof again), len);
    cr_expect_arr_eq(buf, again, len);
    bs_session_clear(&s);
    bs_session_clear(&t);
}

Test(session_asn1, the_first_bytes_are_openssl_s) {
    static const uint8_t head[] = { 0x02, 0x01, 0x01, 0x02, 0x02, 0x03, 0x03, 0x04, 0x02, 0xC0, 0x2F, 0x04, 0x20, 0xA5 };
    struct bs_session s = sample();
    uint8_t buf[1024];
    encode(&s, buf, sizeof buf);
    cr_expect_arr_eq(buf + 3 - (buf[1] == 0x81 ? 0 : buf[1] == 0x82 ? -1 : 1), head, sizeof head);
    bs_session_clear(&s);
}

Test(session_asn1, every_truncation_is_refused) {
    struct bs_session s = sample();
    uint8_t buf[1024];
    size_t len = encode(&s, buf, sizeof buf);
    for (size_t n = 0; n < len; n++) {
        uint8_t *exact = (uint8_t *)malloc(n + 1);
        memcpy(exact, buf, n);
        struct bs_session t;
        memset(&t, 0, sizeof t);
        bs_reader r = bs_r_from(exact, n);
        cr_expect_neq(bs_session_decode(&t, &r), BS_OK, "cut at %zu", n);
        cr_expect_null(t.ticket);
        cr_expect_eq(r.len, n, "a failed read moves nothing");
        free(exact);
    }
    bs_session_clear(&s);
}

Test(session_asn1, every_changed_byte_is_read_or_refused_but_never_leaks) {
    struct bs_session s = sample();
    uint8_t buf[1024];
    size_t len = encode(&s, buf, sizeof buf);
    for (size_t n = 0; n < len; n++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            struct bs_session t;
            memset(&t, 0, sizeof t);
            buf[n] ^= (uint8_t)(1u << bit);
            bs_reader r = bs_r_from(buf, len);
            (void)bs_session_decode(&t, &r);
            bs_session_clear(&t);
            buf[n] ^= (uint8_t)(1u << bit);
        }
    }
    bs_session_clear(&s);
}

Test(session_asn1, an_unknown_suite_is_unsupported) {
    struct bs_session s = sample(), t;
    uint8_t buf[1024];
    s.suite = 0x0005;
    size_t len = encode(&s, buf, sizeof buf);
    memset(&t, 0, sizeof t);
    bs_reader r = bs_r_from(buf, len);
    cr_expect_eq(bs_session_decode(&t, &r), BS_E_UNSUPPORTED);
    bs_session_clear(&s);
}

Test(session_asn1, too_little_room_is_told) {
    struct bs_session s = sample();
    uint8_t buf[1024];
    size_t len = encode(&s, buf, sizeof buf);
    for (size_t n = 0; n < len; n++) {
        size_t room = n;
        cr_expect_eq(bs_session_encode(&s, buf, &room), BS_E_SPACE);
    }
    bs_session_clear(&s);
}

/* A program's PSK, which may be longer than any secret of ours. */
Test(session_asn1, secrets_of_every_length) {
    static const size_t lens[] = { 0, 1, 48, 64, 65, 255, 256, 511, 512, 513 };
    uint8_t secret[513], buf[2048];
    for (size_t i = 0; i < sizeof secret; i++) secret[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        struct bs_session s = sample(), t, u;
        memset(&t, 0, sizeof t);
        memset(&u, 0, sizeof u);
        bs_status want = lens[i] <= BS_SESSION_PSK_MAX ? BS_OK : BS_E_ARGUMENT;
        cr_assert_eq(bs_session_set_secret(&s, bs_r_from(secret, lens[i])), want);
        if (want != BS_OK) {
            cr_expect_eq(bs_session_secret(&s).len, 48, "the old one stays");
        } else {
            size_t len = encode(&s, buf, sizeof buf);
            cr_expect_leq(len, bs_session_encoded_max(&s));
            bs_reader r = bs_r_from(buf, len);
            cr_assert_eq(bs_session_decode(&t, &r), BS_OK, "%zu", lens[i]);
            cr_assert_eq(bs_session_copy(&u, &t), BS_OK);
            cr_expect(bs_r_equal(bs_session_secret(&u), secret, lens[i]), "%zu", lens[i]);
            cr_expect_eq(bs_session_set_secret(&u, bs_r_from(secret, 3)), BS_OK);
            cr_expect(bs_r_equal(bs_session_secret(&u), secret, 3));
        }
        bs_session_clear(&s);
        bs_session_clear(&t);
        bs_session_clear(&u);
        cr_expect_eq(bs_session_secret(&u).len, 0);
    }
}
