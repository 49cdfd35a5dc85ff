/* What tells a forger nothing: damaged CBC records, and an RSA-encrypted premaster of any making. RFC 5246 6.2.3.2, 7.4.7.1 */
#include <criterion/criterion.h>

#include <stdlib.h>

#include "src/crypto/rsa_kx.h"
#include "src/hs/messages.h"
#include "src/hs/premaster.h"
#include "src/x509/cert.h"
#include "tests/src/hs/flows.h"

/* ---- records ---- */

/* Each cipher and MAC; with PSKs, which make the handshakes short, but where there is no such suite. */
static const uint16_t cbc_suites[] = { 0x008C, 0x008D, 0x008B, 0x00AE, 0x00AF, 0x003D };

static bool open_cbc(struct pair *p, uint16_t suite, uint16_t version, bool etm) {
    pair_init(p);
    peer_use_versions(&p->c, version, version);
    peer_use_suite(&p->c, suite);
    peer_use_suite(&p->s, suite);
    peer_use_cred(&p->s, CRED_RSA);
    p->c.cfg.flags |= BS_CF_NO_CBC_SPLIT | (etm ? 0 : BS_CF_NO_ENCRYPT_THEN_MAC);
    pair_start(p);
    return pair_run(p) && p->c.conn->etm == etm;
}

/* From the record's end: what is spoiled there. */
static const struct {
    const char *what;
    size_t back;
    size_t cut;
} damages[] = {
    { "the last byte", 1, 0 },          /* of the MAC, or the block that ends with the padding's length */
    { "a block's beginning", 16, 0 },
    { "the padding's length", 17, 0 },  /* flips a bit in the next block of AES, and garbles one of 3DES */
    { "the MAC", 30, 0 },
    { "the content", 100, 0 },
    { "without its last 16 bytes", 0, 16 },
    { "without its last 64 bytes", 0, 64 },
};

static void damage(uint16_t suite, uint16_t version, bool etm) {
    size_t answer = 0;
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        struct pair p;
        uint8_t text[200] = { 0 }, rec[400];
        size_t taken;
        cr_assert(open_cbc(&p, suite, version, etm), "%04x %04x", suite, version);
        cr_assert_eq(bs_conn_write(p.c.conn, bs_r_from(text, sizeof(text)), &taken), BS_OK);
        bs_reader out = bs_conn_output(p.c.conn);
        size_t len = out.len - damages[i].cut;
        cr_assert_leq(out.len, sizeof(rec));
        memcpy(rec, out.p, out.len);
        rec[3] = (uint8_t)((len - 5) >> 8);
        rec[4] = (uint8_t)(len - 5);
        if (damages[i].back > 0) rec[len - damages[i].back] ^= 1;
        bs_conn_drained(p.c.conn, out.len);
        peer_feed(&p, &p.s, rec, len);
        cr_expect_eq(p.s.last, BS_E_BAD_MAC, "%04x %04x %d, %s: %s", suite, version, etm, damages[i].what,
                     bs_status_name(p.s.last));
        cr_expect_eq(p.s.rx_len, 0);
        size_t n = bs_conn_output(p.s.conn).len;
        cr_expect(n > 0 && (answer == 0 || n == answer), "%04x %04x %d, %s: %zu", suite, version, etm, damages[i].what, n);
        answer = n;
        pair_run(&p);
        cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_BAD_RECORD_MAC);
        pair_free(&p);
    }
}

Test(hs_oracles, every_damage_to_a_cbc_record_is_answered_alike, .timeout = 900) {
    for (uint16_t version = BS_TLS10; version <= BS_TLS12; version++) {
        for (size_t i = 0; i < sizeof(cbc_suites) / sizeof(cbc_suites[0]); i++) {
            if (!bs_suite_allows(bs_suite_find(cbc_suites[i]), version)) continue;
            damage(cbc_suites[i], version, false);
            damage(cbc_suites[i], version, true);
        }
    }
}

/* ---- the premaster ---- */

enum flaw {
    NONE,
    OTHER_VERSION,   /* what a client says that was made to offer an older one */
    VERSION_1_3,
    SHORT,
    LONG,
    EMPTY,
    GARBLED,         /* decrypts to anything */
    NUM_FLAWS
};

static enum flaw flaw;

/* The client takes the flawed one for its premaster, too: a server that did would find that all is well. */
static void spoil(struct bs_hs *hs, bs_writer *w) {
    static uint8_t copy[600];
    struct bs_cert leaf;
    uint8_t text[64];
    if (hs->c->role != BS_CLIENT || w->len == 0 || w->buf[0] != BS_MT_CLIENT_KEY_EXCHANGE || flaw == NONE) return;
    size_t n = flaw == SHORT ? 47 : flaw == LONG ? 49 : flaw == EMPTY ? 0 : 48, len = 512;
    memset(text, 0x77, sizeof(text));
    text[0] = 3;
    text[1] = (uint8_t)(flaw == VERSION_1_3 ? 4 : flaw == OTHER_VERSION ? 0 : hs->premaster[1]);
    if (bs_premaster_room(hs, n ? n : 1) != BS_OK || bs_peer_leaf(hs, &leaf) != BS_OK) abort();
    hs->premaster_len = n;
    memcpy(hs->premaster, text, n);
    *w = bs_w_to(copy, sizeof(copy));
    bs_w_u32(w, (uint32_t)BS_MT_CLIENT_KEY_EXCHANGE << 24);
    bs_mark m = bs_w_open(w, 2);
    const struct bs_env *env = hs->c->cfg.env;
    if (bs_rsa_pkcs1_encrypt(hs->c->cfg.impl, &leaf.key, bs_r_from(text, n), env->random, env->arg, w->buf + w->len,
                             &len) != BS_OK) {
        abort();
    }
    if (flaw == GARBLED) w->buf[w->len + len - 1] ^= 1;
    w->len += len;
    bs_w_close(w, m);
}

Test(hs_oracles, every_flaw_of_a_premaster_shows_as_another_finished) {
    flow_edit = spoil;
    for (uint16_t version = BS_TLS10; version <= BS_TLS12; version++) {
        for (int f = NONE; f < NUM_FLAWS; f++) {
            struct pair p;
            flaw = (enum flaw)f;
            pair_init(&p);
            peer_use_versions(&p.c, version, version);
            peer_use_suite(&p.c, 0x002F);
            peer_use_suite(&p.s, 0x002F);
            peer_use_cred(&p.s, CRED_RSA);
            pair_start(&p);
            cr_expect_eq(pair_run(&p), f == NONE, "%04x, flaw %d", version, f);
            if (f != NONE) {
                cr_expect_eq(p.s.last, BS_E_BAD_MAC, "%04x, flaw %d: %s", version, f, bs_status_name(p.s.last));
                cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_BAD_RECORD_MAC, "%04x, flaw %d", version, f);
            }
            pair_free(&p);
        }
    }
    flow_edit = NULL;
}
