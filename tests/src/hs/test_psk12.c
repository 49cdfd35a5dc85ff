/* Pre-shared keys up to TLS 1.2: identities, hints and keys that are wrong, malformed or missing. RFC 4279; RFC 5489 */
#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"

static const uint16_t kinds[] = { 0x00AE, 0x00B2, 0xC037, 0x00B6 }; /* PSK, DHE_PSK, ECDHE_PSK, RSA_PSK */
#define NUM_KINDS (sizeof kinds / sizeof kinds[0])

static void psk_pair(struct pair *p, uint16_t suite) {
    pair_init(p);
    peer_use_cred(&p->s, CRED_RSA);
    if (bs_suite_find(suite)->auth == BS_AUTH_PSK) p->s.cfg.num_creds = 0;
    peer_use_versions(&p->c, BS_TLS10, BS_TLS12);
    peer_use_suite(&p->c, suite);
    peer_use_suite(&p->s, suite);
}

Test(hs_psk12, every_exchange_in_every_version_with_and_without_a_hint) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS12; v++) {
        for (size_t i = 0; i < 2 * NUM_KINDS; i++) {
            struct pair p;
            psk_pair(&p, kinds[i / 2]);
            peer_use_versions(&p.c, v, v);
            if (i % 2) p.s.cfg.psk_hint = bs_r_from("hint", 4);
            pair_start(&p);
            cr_expect(pair_works(&p), "%zu: client %s, server %s", i, bs_status_name(p.c.last), bs_status_name(p.s.last));
            cr_expect_str_eq(p.c.hint, i % 2 ? "hint" : "");
            cr_expect_str_eq(p.c.conn->session->psk_identity, "someone");
            cr_expect_str_eq(p.s.conn->session->psk_identity, "someone");
            cr_expect_str_eq(p.c.keylog, p.s.keylog);
            cr_expect_eq(p.c.num_verified, i / 2 == 3);
            pair_free(&p);
        }
    }
}

Test(hs_psk12, the_wrong_identity_and_the_wrong_key_end_the_handshake) {
    for (size_t i = 0; i < NUM_KINDS; i++) {
        struct pair p;
        psk_pair(&p, kinds[i]);
        p.c.identity = "nobody";
        pair_start(&p);
        cr_expect_not(pair_run(&p));
        cr_expect_eq(p.s.last, BS_E_PSK_UNKNOWN_IDENTITY);
        cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_UNKNOWN_PSK_IDENTITY);
        p.c.identity = NULL;
        p.c.psk_byte = 0x5b;
        pair_again(&p);
        cr_expect_not(pair_run(&p));
        cr_expect_eq(p.s.last, BS_E_BAD_MAC);
        p.c.psk_byte = p.s.psk_byte;
        p.c.psk_len = 513;
        pair_again(&p);
        cr_expect_not(pair_run(&p));
        cr_expect_eq(p.c.last, BS_E_PSK_TOO_LONG);
        p.c.psk_len = 0;
        pair_again(&p);
        cr_expect_not(pair_run(&p));
        cr_expect_eq(p.c.last, BS_E_PSK_NO_IDENTITY);
        p.c.psk_len = 16;
        p.s.psk_len = 513;
        pair_again(&p);
        cr_expect_not(pair_run(&p));
        cr_expect_eq(p.s.last, BS_E_PSK_SERVER_TOO_LONG);
        p.c.psk_len = p.s.psk_len = 512;
        pair_again(&p);
        cr_expect(pair_works(&p));
        pair_free(&p);
    }
}

Test(hs_psk12, who_has_no_keys_neither_offers_nor_takes_the_suites) {
    struct pair p;
    psk_pair(&p, kinds[0]);
    p.s.cfg.flags &= ~(uint32_t)BS_CF_PSK;
    pair_start(&p);
    cr_expect_not(pair_run(&p));
    cr_expect_eq(p.s.last, BS_E_NO_SHARED_CIPHER);
    p.c.cfg.flags &= ~(uint32_t)BS_CF_PSK;
    pair_again(&p);
    cr_expect_not(pair_run(&p));
    cr_expect_eq(p.c.last, BS_E_NO_CIPHERS_ENABLED);
    pair_free(&p);
}

static uint8_t *find_message(uint8_t *bytes, size_t len, uint8_t type) {
    for (size_t at = 0; at + 9 < len;) {
        size_t n = (size_t)bytes[at + 3] << 8 | bytes[at + 4];
        if (bytes[at] == 22 && bytes[at + 5] == type) return bytes + at + 5;
        at += 5 + n;
    }
    return NULL;
}

/* Each value of a length, and a NUL inside: of the identity (client) or the hint (server). */
static void spoil(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    uint8_t type = p->arg & 1 ? BS_MT_SERVER_KEY_EXCHANGE : BS_MT_CLIENT_KEY_EXCHANGE;
    uint8_t *m = from == (p->arg & 1 ? &p->s : &p->c) ? find_message(bytes, *len, type) : NULL;
    if (!m) return;
    p->seen++;
    switch (p->arg / 2) {
    case 0: m[4] = 0xFF; break;
    case 1: m[5]++; break;
    case 2: m[5]--; break;
    case 3: m[8] = 0; break;
    default: m[7] ^= 1; break;
    }
}

Test(hs_psk12, malformed_identities_and_hints_are_refused) {
    for (size_t i = 0; i < NUM_KINDS; i++) {
        for (int arg = 0; arg < 10; arg++) {
            struct pair p;
            psk_pair(&p, kinds[i]);
            p.s.cfg.psk_hint = bs_r_from("some hint", 9);
            p.tap = spoil;
            p.arg = arg;
            pair_start(&p);
            cr_expect_not(pair_run(&p));
            cr_expect_eq(p.seen, 1);
            bs_status got = arg & 1 && arg != 9 ? p.c.last : p.s.last;
            if (arg / 2 == 0) cr_expect_eq(got, BS_E_LENGTH, "%zu, %d: %s", i, arg, bs_status_name(got));
            if (arg == 6 || arg == 8) cr_expect_eq(got, BS_E_PSK_UNKNOWN_IDENTITY);
            if (arg == 7) cr_expect_eq(got, BS_E_LENGTH);
            if (kinds[i] == 0x00AE && (arg == 2 || arg == 4)) cr_expect_eq(got, arg == 2 ? BS_E_LENGTH : BS_E_PSK_UNKNOWN_IDENTITY);
            pair_free(&p);
        }
    }
}

Test(hs_psk12, sessions_keep_identity_and_hint) {
    for (size_t i = 0; i < 2 * NUM_KINDS; i++) {
        struct pair p;
        psk_pair(&p, kinds[i / 2]);
        p.s.cfg.psk_hint = bs_r_from("hint", 4);
        if (i % 2) p.s.cfg.flags |= BS_CF_NO_TICKET;
        pair_start(&p);
        cr_assert(pair_works(&p));
        pair_again(&p);
        bs_conn_set_session(p.c.conn, p.c.cache[p.c.num_cache - 1]);
        cr_expect(pair_works(&p));
        cr_expect(p.c.conn->resumed && p.s.conn->resumed);
        cr_expect_str_eq(p.s.conn->session->psk_identity, "someone");
        cr_expect_str_eq(p.c.conn->session->psk_hint, "hint");
        pair_free(&p);
    }
}
