/*
 * RFC 8448 section 3 through a whole client: its ClientHello cannot be ours (it has extensions that we do not send), so
 * the transcript and the key are put in place of ours; all that follows must come out as in the RFC.
 */
#include <criterion/criterion.h>

#include "src/hs/messages.h"
#include "tests/src/hs/peers.h"
#include "tests/vectors/hex.h"
#include "tests/vectors/rfc8448_simple_1rtt.h"

static size_t seal(struct bs_protect *wr, const struct bs_env *env, const char *text, uint8_t *out) {
    uint8_t msg[600];
    bs_reader m = hex_to(msg, sizeof(msg), text);
    size_t len;
    memcpy(out + 5 + bs_protect_head(wr), m.p, m.len);
    cr_assert_eq(bs_protect_seal(wr, BS_RECORD_HANDSHAKE, BS_TLS12, out, m.len, 0, env->random, env->arg, &len), BS_OK);
    return len;
}

Test(hs_rfc8448, simple_1rtt_as_a_client) {
    struct pair p;
    uint8_t buf[1000];
    pair_init(&p);
    p.c.cfg.flags = 0;
    peer_use_versions(&p.c, BS_TLS13, BS_TLS13);
    pair_start(&p);
    peer_work(&p.c);
    struct bs_conn *c = p.c.conn;
    bs_conn_drained(c, bs_conn_output(c).len);
    bs_transcript_init(&c->hs->transcript);
    bs_transcript_add(&c->hs->transcript, hex_to(buf, sizeof(buf), RFC8448_CLIENT_HELLO));
    hex_to(c->hs->kex.scalar, sizeof(c->hs->kex.scalar), RFC8448_CLIENT_PRIVATE);

    bs_reader sh = hex_to(buf + 5, sizeof(buf) - 5, RFC8448_SERVER_HELLO);
    memcpy(buf, "\26\3\3\0", 4);
    buf[4] = (uint8_t)sh.len;
    peer_feed(&p, &p.c, buf, 5 + sh.len);
    cr_assert_eq(p.c.last, BS_WANT_INPUT, "%s", bs_status_name(p.c.last));
    uint8_t want[100];
    cr_expect_arr_eq(c->hs->own_hs, hex_to(want, 100, RFC8448_CLIENT_HS_TRAFFIC).p, 32);
    cr_expect_arr_eq(c->hs->peer_hs, hex_to(want, 100, RFC8448_SERVER_HS_TRAFFIC).p, 32);

    /* EncryptedExtensions has a record_size_limit that we did not ask for: go past it */
    cr_assert_eq(c->hs->at->msg_type, BS_MT_ENCRYPTED_EXTENSIONS);
    bs_transcript_add(&c->hs->transcript, hex_to(buf, sizeof(buf), RFC8448_ENCRYPTED_EXTENSIONS));
    c->hs->at++;
    static struct bs_conn server;
    server.cfg = c->cfg;
    cr_assert_eq(bs_keys13_set(&server, c->hs->suite, c->hs->peer_hs, true), BS_OK);
    static const char *const flight[] = { RFC8448_CERTIFICATE, RFC8448_CERTIFICATE_VERIFY, RFC8448_SERVER_FINISHED };
    for (int i = 0; i < 3; i++) {
        size_t len = seal(&server.wr, c->cfg.env, flight[i], buf);
        peer_feed(&p, &p.c, buf, len);
        cr_assert_eq(p.c.last, BS_WANT_INPUT, "%d: %s", i, bs_status_name(p.c.last));
    }
    cr_assert(p.c.done);
    bs_reader out = bs_conn_output(c), rec = hex_to(buf, sizeof(buf), RFC8448_CLIENT_FINISHED_RECORD);
    cr_expect(bs_r_same(out, rec));
    bs_conn_drained(c, out.len);
    cr_expect_arr_eq(c->own_secret, hex_to(want, 100, RFC8448_CLIENT_AP_TRAFFIC).p, 32);
    cr_expect_arr_eq(c->peer_secret, hex_to(want, 100, RFC8448_SERVER_AP_TRAFFIC).p, 32);

    uint8_t data[50];
    size_t taken;
    for (size_t i = 0; i < 50; i++) data[i] = (uint8_t)i;
    cr_assert_eq(bs_conn_write(c, bs_r_from(data, 50), &taken), BS_OK);
    rec = hex_to(buf, sizeof(buf), RFC8448_CLIENT_DATA_RECORD);
    cr_expect(bs_r_same(bs_conn_output(c), rec));
    pair_free(&p);
}
