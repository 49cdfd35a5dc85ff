/* DHE up to TLS 1.2: parameters and public values that are bad, weak or missing. RFC 5246 7.4.3, 7.4.7.2; RFC 7919 5.1 */
#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"

#define DHE_SUITE 0x009E

static void dhe_pair(struct pair *p) {
    pair_init(p);
    peer_use_cred(&p->s, CRED_RSA);
    peer_use_versions(&p->c, BS_TLS12, BS_TLS12);
    peer_use_suite(&p->c, DHE_SUITE);
}

Test(hs_dhe, parameters_of_any_size_and_of_no_known_group) {
    static uint8_t p512[64], g3[1] = { 3 };
    memset(p512, 0xFF, sizeof p512);
    for (size_t i = 0; i <= bs_num_dh_groups; i++) {
        struct pair p;
        dhe_pair(&p);
        bool known = i < bs_num_dh_groups;
        if (known && bs_dh_groups[i].bits > 3072) {
            pair_free(&p);
            continue;
        }
        p.s.dh = known ? bs_dh_groups[i].dh : (struct bs_dh){ .p = bs_r_from(p512, 64), .g = bs_r_from(g3, 1) };
        pair_start(&p);
        cr_expect(pair_works(&p), "%zu: client %s, server %s", i, bs_status_name(p.c.last), bs_status_name(p.s.last));
        cr_expect_null(p.c.conn->group);
        cr_expect_eq(p.c.conn->session->group, 0);
        pair_free(&p);
    }
}

Test(hs_dhe, a_weak_group_ends_the_handshake_at_either_end) {
    for (int at_server = 0; at_server < 2; at_server++) {
        struct pair p;
        dhe_pair(&p);
        p.s.dh = bs_dh_group_by_name("modp_1024")->dh;
        (at_server ? &p.s : &p.c)->min_dh = 129;
        pair_start(&p);
        cr_expect_not(pair_run(&p));
        cr_expect_eq((at_server ? &p.s : &p.c)->last, BS_E_WEAK_DH);
        cr_expect_eq((at_server ? &p.c : &p.s)->last, BS_E_PEER_ALERT);
        cr_expect_eq((at_server ? &p.c : &p.s)->conn->peer_alert, BS_ALERT_HANDSHAKE_FAILURE);
        pair_free(&p);
    }
}

Test(hs_dhe, a_server_without_parameters_takes_another_suite) {
    struct pair p;
    dhe_pair(&p);
    p.s.cfg.flags &= ~(uint32_t)BS_CF_TMP_DH;
    pair_start(&p);
    cr_expect_not(pair_run(&p));
    cr_expect_eq(p.s.last, BS_E_NO_SHARED_CIPHER);
    p.c.suites[1] = 0x009C;
    p.c.cfg.num_suites = 2;
    pair_again(&p);
    cr_expect(pair_works(&p));
    cr_expect_eq(p.c.conn->suite->kx, BS_KX_RSA);
    pair_free(&p);
}

Test(hs_dhe, parameters_that_a_server_cannot_use_are_its_own_fault) {
    static const uint8_t even[128] = { 0xFF };
    static const uint8_t two[1] = { 2 };
    struct pair p;
    dhe_pair(&p);
    p.s.dh = (struct bs_dh){ .p = bs_r_from(even, sizeof even), .g = bs_r_from(two, 1) };
    pair_start(&p);
    cr_expect_not(pair_run(&p));
    cr_expect_eq(p.s.last, BS_E_BAD_DH);
    pair_free(&p);
}

/* --- what a client is sent: dh_p, dh_g and dh_Ys of ffdhe2048 stand at fixed places -------------------------------- */

enum { P_AT = 4 + 2, G_AT = P_AT + 256 + 2, YS_AT = G_AT + 1 + 2, SKE_PARAMS = YS_AT + 256 };

static uint8_t *find_message(uint8_t *bytes, size_t len, uint8_t type) {
    for (size_t at = 0; at + 9 < len;) {
        size_t n = (size_t)bytes[at + 3] << 8 | bytes[at + 4];
        if (bytes[at] == 22 && bytes[at + 5] == type) return bytes + at + 5;
        at += 5 + n;
    }
    return NULL;
}

static void set_number(uint8_t *at, size_t len, uint8_t low) {
    memset(at, 0, len);
    at[len - 1] = low;
}

static void spoil_server(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    uint8_t *m = from == &p->s ? find_message(bytes, *len, BS_MT_SERVER_KEY_EXCHANGE) : NULL;
    if (!m) return;
    p->seen++;
    switch (p->arg) {
    case 0: set_number(m + YS_AT, 256, 0); break;
    case 1: set_number(m + YS_AT, 256, 1); break;
    case 2: memcpy(m + YS_AT, m + P_AT, 256); break;                               /* p */
    case 3: memcpy(m + YS_AT, m + P_AT, 256), m[YS_AT + 255] &= 0xFE; break;       /* p - 1 */
    case 4: memset(m + YS_AT, 0xFF, 256); break;                                   /* above p */
    case 5: m[P_AT + 255] &= 0xFE; break;                                          /* even */
    case 6: set_number(m + P_AT, 256, 23); break;
    case 7: set_number(m + P_AT, 256, 0); break;
    case 8: m[G_AT] = 0; break;
    case 9: m[G_AT] = 1; break;
    case 10: m[G_AT] = 3; break;                                                   /* good, and not what was signed */
    case 11: m[YS_AT + 100] ^= 1; break;                                           /* the same */
    case 12: m[YS_AT - 2] = 0xFF; break;                                           /* longer than the message */
    case 13: m[P_AT - 2] = m[P_AT - 1] = 0; break;                                 /* no p */
    default: m[G_AT - 2] = m[G_AT - 1] = 0; break;
    }
}

Test(hs_dhe, bad_values_of_a_server_are_refused) {
    static const bs_status want[] = { BS_E_BAD_DH, BS_E_BAD_DH, BS_E_BAD_DH, BS_E_BAD_DH, BS_E_BAD_DH, BS_E_BAD_DH,
                                      BS_E_BAD_DH, BS_E_BAD_DH, BS_E_BAD_DH, BS_E_BAD_DH, BS_E_BAD_SIGNATURE,
                                      BS_E_BAD_SIGNATURE, BS_E_LENGTH, BS_E_LENGTH, BS_E_LENGTH };
    for (int i = 0; i < (int)(sizeof want / sizeof want[0]); i++) {
        struct pair p;
        dhe_pair(&p);
        p.tap = spoil_server;
        p.arg = i;
        pair_start(&p);
        cr_expect_not(pair_run(&p));
        cr_expect_eq(p.seen, 1);
        cr_expect_eq(p.c.last, want[i], "%d: %s", i, bs_status_name(p.c.last));
        pair_free(&p);
    }
}

static void spoil_client(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    uint8_t *m = from == &p->c ? find_message(bytes, *len, BS_MT_CLIENT_KEY_EXCHANGE) : NULL;
    const bs_reader prime = bs_dh_group_by_name("ffdhe2048")->dh.p;
    if (!m) return;
    p->seen++;
    switch (p->arg) {
    case 0: set_number(m + 6, 256, 0); break;
    case 1: set_number(m + 6, 256, 1); break;
    case 2: memcpy(m + 6, prime.p, 256); break;
    case 3: memcpy(m + 6, prime.p, 256), m[6 + 255] &= 0xFE; break;
    case 4: memset(m + 6, 0xFF, 256); break;
    case 5: m[5] ^= 1; break;                    /* one more than there is */
    case 6: m[4] = 0; break;                     /* less: bytes trail */
    default: set_number(m + 6, 256, 2); break;   /* good, and not the client's */
    }
}

Test(hs_dhe, bad_values_of_a_client_are_refused) {
    static const bs_status want[] = { BS_E_BAD_DH, BS_E_BAD_DH, BS_E_BAD_DH, BS_E_BAD_DH, BS_E_BAD_DH,
                                      BS_E_DH_LENGTH, BS_E_DH_LENGTH, BS_E_BAD_MAC };
    for (int i = 0; i < (int)(sizeof want / sizeof want[0]); i++) {
        struct pair p;
        dhe_pair(&p);
        p.tap = spoil_client;
        p.arg = i;
        pair_start(&p);
        cr_expect_not(pair_run(&p));
        cr_expect_eq(p.seen, 1);
        cr_expect_eq(p.s.last, want[i], "%d: %s", i, bs_status_name(p.s.last));
        pair_free(&p);
    }
}

Test(hs_dhe, resumption_needs_no_parameters) {
    struct pair p;
    dhe_pair(&p);
    pair_start(&p);
    cr_assert(pair_works(&p));
    pair_again(&p);
    bs_conn_set_session(p.c.conn, p.c.cache[p.c.num_cache - 1]);
    cr_expect(pair_works(&p));
    cr_expect(p.c.conn->resumed);
    pair_free(&p);
}
