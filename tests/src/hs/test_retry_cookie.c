#include <criterion/criterion.h>

#include "src/ext/ext.h"
#include "src/hs/retry_cookie.h"
#include "tests/src/hs/peers.h"

static const uint8_t key[BS_COOKIE_KEY_LEN] = { 7 };
static size_t app_len;
static int asked;

static bs_status make(void *app, uint8_t *out, size_t *io_len) {
    (void)app;
    cr_expect_eq(*io_len, BS_APP_COOKIE_MAX);
    memset(out, 0x55, app_len);
    *io_len = app_len;
    return BS_OK;
}

static bs_status check(void *app, bs_reader cookie) {
    (void)app;
    asked++;
    return cookie.len == app_len ? BS_OK : BS_E_COOKIE_MISMATCH;
}

static void set(struct pair *p) {
    pair_init(p);
    peer_use_versions(&p->s, BS_TLS13, BS_TLS13);
    app_len = 20;
    asked = 0;
}

static void be_stateless(struct pair *p) {
    p->s.ops.cookie_make = make;
    p->s.ops.cookie_check = check;
    p->s.cfg.cookie_key = key;
    p->s.cfg.flags |= BS_CF_STATELESS | BS_CF_COOKIE_CHECK;
}

static void forget(struct peer *e) {
    bs_conn_free(e->conn);
    e->conn = bs_conn_new(e->role, &e->cfg, e);
    e->done = false;
}

/* What the client sends second finds another connection, which knows nothing. */
static void second_flight(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    (void)bytes;
    (void)len;
    if (from != &p->c || p->seen++ != 1) return;
    p->s.now_ms += (uint64_t)p->arg * 1000;
    forget(&p->s);
}

Test(hs_retry_cookie, another_connection_goes_on) {
    static const uint16_t groups[] = { 29, 24 }; /* the first one is what the client has a share for */
    for (size_t i = 0; i < 2; i++) {
        struct pair p;
        set(&p);
        be_stateless(&p);
        peer_use_group(&p.s, groups[i]);
        p.tap = second_flight;
        p.arg = BS_COOKIE_LIFE_S;
        app_len = i == 0 ? 0 : BS_APP_COOKIE_MAX;
        pair_start(&p);
        cr_assert(pair_works(&p), "group %d: %s %s", groups[i], bs_status_name(p.c.last), bs_status_name(p.s.last));
        cr_expect_eq(asked, 1);
        pair_free(&p);
    }
}

Test(hs_retry_cookie, a_session_is_resumed_with_one) {
    struct pair p;
    set(&p);
    pair_start(&p);
    cr_assert(pair_works(&p));
    be_stateless(&p);
    p.tap = second_flight;
    pair_again(&p);
    cr_assert(pair_works(&p), "%s %s", bs_status_name(p.c.last), bs_status_name(p.s.last));
    cr_expect(p.c.conn->resumed && p.s.conn->resumed);
    cr_expect_eq(asked, 1);
    pair_free(&p);
}

Test(hs_retry_cookie, an_old_one_is_asked_for_again) {
    static const int ages[] = { BS_COOKIE_LIFE_S + 1, -1 };
    for (size_t i = 0; i < 2; i++) {
        struct pair p;
        set(&p);
        be_stateless(&p);
        p.tap = second_flight;
        p.arg = ages[i];
        pair_start(&p);
        cr_expect(!pair_run(&p));
        cr_expect_eq(asked, 0);
        cr_expect_eq(p.c.last, BS_E_SECOND_HRR, "%s", bs_status_name(p.c.last)); /* RFC 8446 4.1.4 */
        pair_free(&p);
    }
}

/* The cookie in the ClientHello: 00 2c, its length, the cookie's. */
static uint8_t *find_cookie(uint8_t *bytes, size_t len, size_t *out_len) {
    for (size_t i = 0; i + 60 < len; i++) {
        size_t body = (size_t)bytes[i + 2] << 8 | bytes[i + 3], n = (size_t)bytes[i + 4] << 8 | bytes[i + 5];
        if (bytes[i] != 0 || bytes[i + 1] != BS_EXT_COOKIE || body != n + 2 || n < 60 || i + 6 + n > len) continue;
        *out_len = n;
        return bytes + i + 6;
    }
    return NULL;
}

static size_t cookie_len;
static void tamper(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    if (from != &p->c || p->seen++ != 1) return;
    uint8_t *cookie = find_cookie(bytes, *len, &cookie_len);
    cr_assert_not_null(cookie);
    cookie[(size_t)p->arg % cookie_len] ^= 0x10;
    forget(&p->s);
}

Test(hs_retry_cookie, each_changed_byte_is_refused) {
    cookie_len = 1;
    for (size_t at = 0; at < cookie_len || at == 0; at++) {
        struct pair p;
        set(&p);
        be_stateless(&p);
        p.tap = tamper;
        p.arg = (int)at;
        pair_start(&p);
        cr_expect(!pair_run(&p));
        cr_expect_eq(p.s.last, BS_E_COOKIE_MISMATCH, "byte %zu: %s", at, bs_status_name(p.s.last));
        cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_ILLEGAL_PARAMETER);
        cr_expect_eq(asked, 0);
        pair_free(&p);
    }
    cr_expect_gt(cookie_len, 60);
}

Test(hs_retry_cookie, nothing_to_make_one_with_is_an_error) {
    struct pair p;
    set(&p);
    be_stateless(&p);
    p.s.cfg.cookie_key = NULL;
    pair_start(&p);
    cr_expect(!pair_run(&p));
    cr_expect_eq(p.s.last, BS_E_NO_COOKIE_CALLBACK, "%s", bs_status_name(p.s.last));
    pair_free(&p);
}

Test(hs_retry_cookie, other_formats_and_truncations_are_no_cookies) {
    uint8_t body[1 + 2 + 2 + 1 + 8 + 1 + 32 + 2 + 3 + 1] = { 1, 0, 29, 0x13, 0x01, 1, 0, 0, 0, 0, 0x65, 1, 2, 3, 32 };
    const size_t len = sizeof body - 1;
    struct bs_retry_cookie ck;
    body[48] = 3; /* bytes of the program's part */
    cr_assert_eq(bs_retry_cookie_decode(&ck, bs_r_from(body, len)), BS_OK);
    cr_expect(ck.group == 29 && ck.suite == 0x1301 && ck.share_asked == 1 && ck.time_s == 0x65010203);
    cr_expect(ck.hello_hash.len == 32 && ck.app.len == 3);
    for (size_t n = 0; n < len; n++) {
        cr_expect_eq(bs_retry_cookie_decode(&ck, bs_r_from(body, n)), BS_E_NOT_FOUND, "cut at %zu", n);
    }
    cr_expect_eq(bs_retry_cookie_decode(&ck, bs_r_from(body, len + 1)), BS_E_NOT_FOUND);
    body[0] = 2;
    cr_expect_eq(bs_retry_cookie_decode(&ck, bs_r_from(body, len)), BS_E_NOT_FOUND);
}
