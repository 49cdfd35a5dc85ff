/*
 * RFC 8446 4.2.2: "When sending a HelloRetryRequest, the server MAY provide a "cookie" extension to the client [...]
 * offload state to the client".
 *
 *     struct {
 *         uint8 format = 1;
 *         NamedGroup group;
 *         CipherSuite suite;
 *         uint8 share_asked;
 *         uint64 time;
 *         opaque hello_hash<32..48>;
 *         opaque app<0..2^12>;
 *         opaque mac[32];              HMAC-SHA256 over all that precedes
 *     } Cookie;
 *
 * The HelloRetryRequest itself is not in it: it is written again from these, byte for byte the same.
 */
#include "src/hs/retry_cookie.h"

#include "src/base/secret.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"

#include <stdlib.h>

#define FORMAT 1
#define MAC_LEN 32
#define MAX (1 + 2 + 2 + 1 + 8 + 1 + BS_HASH_MAX + 2 + BS_APP_COOKIE_MAX + MAC_LEN)

static uint64_t now_s(const struct bs_hs *hs) {
    const struct bs_env *env = hs->c->cfg.env;
    return env->now_ms(env->arg) / 1000;
}

static void mac_of(const struct bs_hs *hs, bs_reader body, uint8_t out[BS_HASH_MAX]) {
    bs_hmac_once(BS_HASH_SHA256, bs_r_from(hs->c->cfg.cookie_key, BS_COOKIE_KEY_LEN), body, out);
}

bs_status bs_retry_cookie_decode(struct bs_retry_cookie *out, bs_reader body) {
    uint8_t format;
    uint32_t high, low;
    *out = (struct bs_retry_cookie){ 0 };
    bool ok = bs_r_u8(&body, &format) && format == FORMAT
        && bs_r_u16(&body, &out->group)
        && bs_r_u16(&body, &out->suite)
        && bs_r_u8(&body, &out->share_asked)
        && bs_r_u32(&body, &high) && bs_r_u32(&body, &low)
        && bs_r_vec(&body, 1, 32, 48, &out->hello_hash)
        && bs_r_vec(&body, 2, 0, BS_APP_COOKIE_MAX, &out->app)
        && bs_r_done(&body);
    if (!ok) return BS_E_NOT_FOUND;
    out->time_s = (uint64_t)high << 32 | low;
    return BS_OK;
}

bs_status bs_retry_cookie_make(struct bs_hs *hs) {
    const struct bs_ops *ops = hs->c->cfg.ops;
    uint8_t hash[BS_HASH_MAX], mac[BS_HASH_MAX];
    uint64_t now = now_s(hs);
    if (!ops->cookie_make || !hs->c->cfg.cookie_key) return BS_E_NO_COOKIE_CALLBACK;
    free(hs->cookie);
    hs->cookie_len = 0;
    hs->cookie = (uint8_t *)malloc(MAX);
    if (!hs->cookie) return BS_E_MEMORY;
    bs_writer w = bs_w_to(hs->cookie, MAX);
    bs_w_u8(&w, FORMAT);
    bs_w_u16(&w, hs->want_group ? hs->want_group : bs_share_in_hand(hs));
    bs_w_u16(&w, hs->suite->id);
    bs_w_u8(&w, hs->want_group != 0);
    bs_w_u32(&w, (uint32_t)(now >> 32));
    bs_w_u32(&w, (uint32_t)now);
    bs_w_vec(&w, 1, hash, bs_transcript_hash(&hs->transcript, hs->suite->prf, hash));
    bs_mark app = bs_w_open(&w, 2);
    uint8_t *room = bs_w_room(&w, BS_APP_COOKIE_MAX);
    size_t len = BS_APP_COOKIE_MAX;
    if (!room) return BS_E_SPACE;
    BS_TRY(ops->cookie_make(hs->c->app, room, &len));
    if (len > BS_APP_COOKIE_MAX) return BS_E_COOKIE_CALLBACK;
    w.len -= BS_APP_COOKIE_MAX - len;
    bs_w_close(&w, app);
    mac_of(hs, bs_w_written(&w), mac);
    bs_w_bytes(&w, mac, MAC_LEN);
    return bs_w_finish(&w, &hs->cookie_len) ? BS_OK : BS_E_SPACE;
}

/* 4.4.1: message_hash, HelloRetryRequest, and the ClientHello in hand */
static bs_status rebuild_transcript(struct bs_hs *hs, bs_reader hello_hash) {
    bs_writer w;
    BS_TRY(bs_hello_retry_write(hs, &w));
    bs_transcript_begin_hrr(&hs->transcript, hello_hash);
    bs_transcript_add(&hs->transcript, bs_w_written(&w));
    hs->before_hello = hs->transcript;
    bs_transcript_add(&hs->transcript, bs_r_from(hs->hello, hs->hello_len));
    return BS_OK;
}

static bs_status take(struct bs_hs *hs, const struct bs_retry_cookie *ck, bs_reader raw) {
    free(hs->cookie);
    hs->cookie_len = 0;
    hs->cookie = (uint8_t *)malloc(raw.len);
    if (!hs->cookie) return BS_E_MEMORY;
    memcpy(hs->cookie, raw.p, raw.len);
    hs->cookie_len = raw.len;
    hs->want_group = ck->share_asked ? ck->group : 0;
    BS_TRY(rebuild_transcript(hs, ck->hello_hash));
    hs->retry = hs->second_hello = hs->cookie_ok = true;
    hs->ccs_sent = true; /* D.4: after the HelloRetryRequest */
    return BS_OK;
}

bs_status bs_retry_cookie_check(struct bs_hs *hs, bs_reader body) {
    (void)body;
    const struct bs_ops *ops = hs->c->cfg.ops;
    struct bs_retry_cookie ck;
    uint8_t mac[BS_HASH_MAX];
    bs_reader raw = hs->cookie_in, at = raw, said, theirs;
    if (hs->second_hello) return BS_OK; /* its HelloRetryRequest was sent by this very connection */
    if (!bs_hs_flag(hs, BS_CF_STATELESS) || !bs_hs_flag(hs, BS_CF_COOKIE_CHECK) || raw.len == 0) return BS_OK;
    if (!ops->cookie_check || !hs->c->cfg.cookie_key) return BS_OK;
    if (raw.len < MAC_LEN) return BS_E_LENGTH;
    if (!bs_r_bytes(&at, raw.len - MAC_LEN, &said) || !bs_r_bytes(&at, MAC_LEN, &theirs)) return BS_E_LENGTH;
    mac_of(hs, said, mac);
    if (!bs_ct_equal(mac, theirs.p, MAC_LEN)) return BS_E_COOKIE_MISMATCH;
    if (bs_retry_cookie_decode(&ck, said) != BS_OK) return BS_OK; /* another version's, with the same key */
    if (ck.group != bs_share_in_hand(hs) || ck.suite != hs->suite->id) return BS_E_COOKIE_CHANGED;
    if (ck.hello_hash.len != bs_hash_len(hs->suite->prf)) return BS_E_COOKIE_CHANGED;
    uint64_t now = now_s(hs);
    if (ck.time_s > now || now - ck.time_s > BS_COOKIE_LIFE_S) return BS_OK; /* stale: another one is given */
    BS_TRY(ops->cookie_check(hs->c->app, ck.app));
    return take(hs, &ck, raw);
}
