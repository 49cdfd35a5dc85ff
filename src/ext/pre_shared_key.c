/* RFC 8446 4.2.11: resumption by ticket; identities, their ages, and binders that prove possession. */
#include "src/base/secret.h"
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"

bool bs_psk_next(bs_reader *ids, bs_reader *out_identity, uint32_t *out_age) {
    return bs_r_vec(ids, 2, 1, 65535, out_identity) /* opaque identity<1..2^16-1>   */
        && bs_r_u32(ids, out_age);                  /* uint32 obfuscated_ticket_age */
}

/* 4.2.11.2: HMAC over the transcript up to the binders, keyed from the PSK by "res binder" */
static size_t binder(const struct bs_transcript *before, bs_reader hello, enum bs_hash hash, bs_reader psk,
                     uint8_t out[BS_HASH_MAX]) {
    struct bs_transcript t = *before;
    struct bs_schedule s = { 0 };
    uint8_t digest[BS_HASH_MAX], key[BS_HASH_MAX];
    bs_schedule_early(&s, hash, psk);
    bs_schedule_derive(&s, "res binder", bs_r_from(digest, bs_hash_once(hash, (bs_reader){ 0 }, digest)), key);
    bs_transcript_add(&t, hello);
    size_t len = bs_transcript_hash(&t, hash, digest);
    bs_finished_mac(hash, key, bs_r_from(digest, len), out);
    bs_schedule_wipe(&s);
    bs_wipe(key, sizeof(key));
    return len;
}

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    if (m == BS_IN_SH13) return hs->resumed;
    if (!bs_can_offer(hs, BS_TLS13) || hs->old->ticket_len == 0) return false;
    /* 4.1.4: after a retry, only with a hash that fits the suite that was chosen */
    return !hs->suite || hs->suite->prf == bs_suite_find(hs->old->suite)->prf;
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    if (m == BS_IN_SH13) {
        bs_w_u16(w, hs->psk_index);
        return BS_OK;
    }
    const struct bs_session *s = hs->old;
    const struct bs_env *env = hs->c->cfg.env;
    size_t len = bs_hash_len(bs_suite_find(s->suite)->prf);
    bs_mark ids = bs_w_open(w, 2);
    bs_w_vec(w, 2, s->ticket, s->ticket_len);
    bs_w_u32(w, (uint32_t)(env->now_ms(env->arg) - s->time_ms) + s->ticket_age_add);
    bs_w_close(w, ids);
    bs_mark binders = bs_w_open(w, 2);
    bs_w_u8(w, (uint32_t)len);
    uint8_t *p = bs_w_room(w, len); /* bs_psk_sign_hello() fills it */
    if (p) memset(p, 0, len);
    bs_w_close(w, binders);
    return BS_OK;
}

bs_status bs_psk_sign_hello(struct bs_hs *hs, uint8_t *msg, size_t len) {
    const struct bs_session *s = hs->old;
    enum bs_hash hash = bs_suite_find(s->suite)->prf;
    size_t n = bs_hash_len(hash), block = 2 + 1 + n;
    uint8_t mac[BS_HASH_MAX];
    if (len < block) return BS_E_INTERNAL;
    binder(&hs->transcript, bs_r_from(msg, len - block), hash, bs_r_from(s->secret, s->secret_len), mac);
    memcpy(msg + len - n, mac, n);
    return BS_OK;
}

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
    uint16_t index;
    if (m == BS_IN_CH) return read_hello(hs, body);
    if (!bs_r_u16(&body, &index) || !bs_r_done(&body)) return BS_E_BAD_EXTENSION;
    return index == 0 ? BS_OK : BS_E_BAD_PSK_IDENTITY; /* we offer one */
}

bs_status bs_psk_check_binder(struct bs_hs *hs) {
    bs_reader at = hs->psk_binders, theirs = { 0 };
    uint8_t mac[BS_HASH_MAX];
    for (size_t i = 0; i <= hs->psk_index; i++) {
        if (!bs_r_vec(&at, 1, 32, 255, &theirs)) return BS_E_BAD_PSK_IDENTITY;
    }
    size_t len = binder(&hs->before_hello, bs_r_from(hs->hello, hs->hello_len - hs->psk_block_len), hs->suite->prf,
                        bs_r_from(hs->old->secret, hs->old->secret_len), mac);
    return theirs.len == len && bs_ct_equal(theirs.p, mac, len) ? BS_OK : BS_E_BAD_PSK_BINDER;
}

const struct bs_ext bs_ext_pre_shared_key = { .type = BS_EXT_PRE_SHARED_KEY,
                                              .name = "pre_shared_key",
                                              .messages = BS_IN_CH | BS_IN_SH13,
                                              .only13 = true,
                                              .wanted = wanted,
                                              .write = write,
                                              .read = read };
