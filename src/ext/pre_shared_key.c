/* RFC 8446 4.2.11: tickets and the program's PSKs; identities, their ages, and binders that prove possession. */
#include "src/base/secret.h"
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"

bool bs_psk_next(bs_reader *ids, bs_reader *out_identity, uint32_t *out_age) {
    return bs_r_vec(ids, 2, 1, 65535, out_identity) /* opaque identity<1..2^16-1>   */
        && bs_r_u32(ids, out_age);                  /* uint32 obfuscated_ticket_age */
}

/* 4.2.11.2: HMAC over the transcript up to the binders, keyed from the PSK by "res binder" or "ext binder" */
static size_t binder(const struct bs_transcript *before, bs_reader hello, enum bs_hash hash, const struct bs_session *s,
                     bool external, uint8_t out[BS_HASH_MAX]) {
    struct bs_transcript t = *before;
    struct bs_schedule sched = { 0 };
    uint8_t digest[BS_HASH_MAX], key[BS_HASH_MAX];
    bs_schedule_early(&sched, hash, bs_session_secret(s));
    bs_schedule_derive(&sched, external ? "ext binder" : "res binder",
                       bs_r_from(digest, bs_hash_once(hash, (bs_reader){ 0 }, digest)), key);
    bs_transcript_add(&t, hello);
    size_t len = bs_transcript_hash(&t, hash, digest);
    bs_finished_mac(hash, key, bs_r_from(digest, len), out);
    bs_schedule_wipe(&sched);
    bs_wipe(key, sizeof(key));
    return len;
}

/* --- client ---------------------------------------------------------------------------------------------------- */

struct offer {
    const struct bs_session *s;
    bs_reader identity;
    uint32_t age;
    bool external;
};

static enum bs_hash hash_of(const struct bs_session *s) {
    const struct bs_suite *suite = bs_suite_find(s->suite);
    return suite ? suite->prf : BS_HASH_NONE;
}

static bool fits(const struct bs_hs *hs, const struct bs_session *s) {
    /* 4.1.4: after a retry, only with a hash that fits the suite that was chosen */
    return !hs->suite || hs->suite->prf == hash_of(s);
}

/* What is offered, a ticket first: OpenSSL's order, in which early data are thought of. */
static size_t list_offers(const struct bs_hs *hs, struct offer out[2]) {
    const struct bs_env *env = hs->c->cfg.env;
    const struct bs_session *s = hs->old;
    size_t n = 0;
    if (hs->offered13) {
        out[n++] = (struct offer){ .s = s,
                                   .identity = bs_r_from(s->ticket, s->ticket_len),
                                   .age = (uint32_t)(env->now_ms(env->arg) - s->time_ms) + s->ticket_age_add };
    }
    /* an older version's session in hand is what the program wants to be resumed */
    if (hs->psk && (!s || s->version >= BS_TLS13)) {
        out[n++] = (struct offer){ .s = hs->psk, .identity = bs_r_from(hs->psk_id, hs->psk_id_len), .external = true };
    }
    return n;
}

const struct bs_session *bs_psk_first(const struct bs_hs *hs) {
    struct offer offers[2];
    return list_offers(hs, offers) > 0 ? offers[0].s : NULL;
}

/* Settled once a ClientHello: a session may be shared, and be taken out of use by another connection at any time. */
static void settle_ticket(struct bs_hs *hs) {
    const struct bs_session *s = hs->old;
    if (!hs->suite) hs->offered13 = s && s->ticket_len > 0 && bs_can_offer(hs, BS_TLS13); /* not again after a retry */
    hs->offered13 = hs->offered13 && fits(hs, s);
}

bs_status bs_psk_ask(struct bs_hs *hs) {
    const struct bs_ops *ops = hs->c->cfg.ops;
    settle_ticket(hs);
    struct bs_session *s = NULL;
    bs_reader id = { 0 };
    if (hs->offer_max < BS_TLS13 || hs->renegotiation || !ops->psk_use) return BS_OK;
    bs_status st = ops->psk_use(hs->c->app, hs->suite ? hs->suite->prf : BS_HASH_NONE, &id, &s);
    bs_session_free(hs->psk);
    hs->psk = s;
    if (st != BS_OK || !s) return st;
    /* what the program gave and cannot be offered is an error, as in OpenSSL */
    if (s->version != BS_TLS13 || hash_of(s) == BS_HASH_NONE || !fits(hs, s) || id.len == 0 || id.len > 65535) {
        return BS_E_BAD_PSK;
    }
    return bs_session_set_bytes(&hs->psk_id, &hs->psk_id_len, id);
}

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    struct offer offers[2];
    if (m == BS_IN_SH13) return hs->resumed;
    return list_offers(hs, offers) > 0;
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    struct offer offers[2];
    if (m == BS_IN_SH13) {
        bs_w_u16(w, hs->psk_index);
        return BS_OK;
    }
    size_t num = list_offers(hs, offers);
    hs->num_offered_psks = (uint8_t)num;
    hs->offered_external = offers[num - 1].external;
    bs_mark ids = bs_w_open(w, 2);
    for (size_t i = 0; i < num; i++) {
        bs_w_vec(w, 2, offers[i].identity.p, offers[i].identity.len);
        bs_w_u32(w, offers[i].age); /* 4.2.11: zero for an external one */
    }
    bs_w_close(w, ids);
    bs_mark binders = bs_w_open(w, 2);
    for (size_t i = 0; i < num; i++) {
        size_t len = bs_hash_len(hash_of(offers[i].s));
        bs_w_u8(w, (uint32_t)len);
        uint8_t *p = bs_w_room(w, len); /* bs_psk_sign_hello() fills it */
        if (p) memset(p, 0, len);
    }
    bs_w_close(w, binders);
    return BS_OK;
}

bs_status bs_psk_sign_hello(struct bs_hs *hs, uint8_t *msg, size_t len) {
    struct offer offers[2];
    size_t num = list_offers(hs, offers), block = 2;
    for (size_t i = 0; i < num; i++) block += 1 + bs_hash_len(hash_of(offers[i].s));
    if (len < block) return BS_E_INTERNAL;
    bs_reader hello = bs_r_from(msg, len - block);
    uint8_t *at = msg + len - block + 2;
    for (size_t i = 0; i < num; i++) {
        uint8_t mac[BS_HASH_MAX];
        size_t n = binder(&hs->transcript, hello, hash_of(offers[i].s), offers[i].s, offers[i].external, mac);
        memcpy(at + 1, mac, n);
        at += 1 + n;
    }
    return BS_OK;
}

/* The server's choice becomes what is resumed. */
static bs_status read_choice(struct bs_hs *hs, bs_reader body) {
    uint16_t index;
    if (!bs_r_u16(&body, &index) || !bs_r_done(&body)) return BS_E_LENGTH;
    if (index >= hs->num_offered_psks) return BS_E_BAD_PSK_IDENTITY; /* 4.2.11: "within the range supplied" */
    hs->psk_index = index;
    hs->external_psk = hs->offered_external && index + 1 == hs->num_offered_psks;
    if (!hs->external_psk) return BS_OK;
    bs_session_free(hs->old);
    hs->old = hs->psk;
    hs->psk = NULL;
    return BS_OK;
}

/* --- server ---------------------------------------------------------------------------------------------------- */

static bs_status read_hello(struct bs_hs *hs, bs_reader body) {
    bs_reader ids, binders, at, v;
    uint32_t age;
    size_t num = 0;
    if (!bs_r_vec(&body, 2, 7, 65535, &ids)) return BS_E_BAD_EXTENSION; /* PskIdentity identities<7..2^16-1> */
    hs->psk_block_len = body.len;
    if (!bs_r_vec(&body, 2, 33, 65535, &binders) || !bs_r_done(&body)) return BS_E_BAD_EXTENSION;
    for (at = ids; !bs_r_done(&at); num++) {
        if (!bs_psk_next(&at, &v, &age)) return BS_E_BAD_EXTENSION;
    }
    for (at = binders; !bs_r_done(&at); num--) {
        if (!bs_r_vec(&at, 1, 32, 255, &v)) return BS_E_BAD_EXTENSION;
        if (num == 0) return BS_E_BAD_PSK_IDENTITY; /* more binders than identities */
    }
    if (num != 0) return BS_E_BAD_PSK_IDENTITY;
    /* 4.2.9: "MUST abort" if the modes are not there */
    if (!bs_ext_got(hs, BS_EXT_PSK_MODES)) return BS_E_MISSING_PSK_MODES;
    hs->psk_ids = ids;
    hs->psk_binders = binders;
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    return m == BS_IN_CH ? read_hello(hs, body) : read_choice(hs, body);
}

bs_status bs_psk_check_binder(struct bs_hs *hs) {
    bs_reader at = hs->psk_binders, theirs = { 0 };
    uint8_t mac[BS_HASH_MAX];
    for (size_t i = 0; i <= hs->psk_index; i++) {
        if (!bs_r_vec(&at, 1, 32, 255, &theirs)) return BS_E_BAD_PSK_IDENTITY;
    }
    size_t len = binder(&hs->before_hello, bs_r_from(hs->hello, hs->hello_len - hs->psk_block_len), hs->suite->prf,
                        hs->old, hs->external_psk, mac);
    if (theirs.len != len) return BS_E_BAD_EXTENSION;
    return bs_ct_equal(theirs.p, mac, len) ? BS_OK : BS_E_BAD_PSK_BINDER;
}

const struct bs_ext bs_ext_pre_shared_key = { .type = BS_EXT_PRE_SHARED_KEY,
                                              .name = "pre_shared_key",
                                              .messages = BS_IN_CH | BS_IN_SH13,
                                              .only13 = true,
                                              .wanted = wanted,
                                              .write = write,
                                              .read = read };
