#include "src/keys/schedule.h"

#include <string.h>

#include "src/base/secret.h"
#include "src/base/writer.h"

/* RFC 8446 7.1: HkdfLabel is length, "tls13 " + label and context, each with a length byte. */
#define MAX_INFO (2 + 256 + 256)

/* HKDF-Expand, RFC 5869 2.3, with the pseudo-random key as it is. */
static void hkdf_expand(enum bs_hash hash, const uint8_t *prk, bs_reader info, uint8_t *out, size_t len) {
    size_t h = bs_hash_len(hash), have = 0;
    br_hmac_key_context kc;
    br_hmac_context hc;
    uint8_t t[BS_HASH_MAX];
    br_hmac_key_init(&kc, bs_hash_class(hash), prk, h);
    for (uint8_t i = 1; len > 0; i++) {
        br_hmac_init(&hc, &kc, 0);
        br_hmac_update(&hc, t, have);
        br_hmac_update(&hc, info.p, info.len);
        br_hmac_update(&hc, &i, 1);
        have = br_hmac_out(&hc, t);
        size_t n = len < h ? len : h;
        memcpy(out, t, n);
        out += n;
        len -= n;
    }
    bs_wipe(&kc, sizeof kc);
    bs_wipe(&hc, sizeof hc);
    bs_wipe(t, sizeof t);
}

void bs_hkdf_expand_label(enum bs_hash hash, const uint8_t *secret, const char *label, bs_reader context, uint8_t *out,
                          size_t len) {
    static const char prefix[] = "tls13 ";
    uint8_t info[MAX_INFO];
    bs_writer w = bs_w_to(info, sizeof info);
    bs_w_u16(&w, (uint32_t)len);
    bs_mark m = bs_w_open(&w, 1);
    bs_w_bytes(&w, prefix, sizeof prefix - 1);
    bs_w_bytes(&w, label, strlen(label));
    bs_w_close(&w, m);
    bs_w_vec(&w, 1, context.p, context.len);
    hkdf_expand(hash, secret, bs_w_written(&w), out, len);
}

/* HKDF-Extract(salt, ikm), RFC 5869 2.2; no ikm stands for a string of zeros as long as the hash. */
static void extract(enum bs_hash hash, bs_reader salt, bs_reader ikm, uint8_t *out) {
    static const uint8_t zeros[BS_HASH_MAX];
    size_t h = bs_hash_len(hash);
    if (ikm.len == 0) ikm = bs_r_from(zeros, h);
    if (salt.len == 0) salt = bs_r_from(zeros, h);
    uint8_t secret[BS_HASH_MAX];
    bs_hmac_once(hash, salt, ikm, secret);
    memcpy(out, secret, h);
    bs_wipe(secret, sizeof secret);
}

/* From one stage to the next: the salt is Derive-Secret(stage, "derived", ""). */
static void next_stage(struct bs_schedule *s, bs_reader ikm) {
    uint8_t empty[BS_HASH_MAX], salt[BS_HASH_MAX];
    size_t h = bs_hash_once(s->hash, bs_r_from(NULL, 0), empty);
    bs_schedule_derive(s, "derived", bs_r_from(empty, h), salt);
    extract(s->hash, bs_r_from(salt, h), ikm, s->secret);
    bs_wipe(salt, sizeof salt);
}

void bs_schedule_early(struct bs_schedule *s, enum bs_hash hash, bs_reader psk) {
    s->hash = hash;
    extract(hash, bs_r_from(NULL, 0), psk, s->secret);
}

void bs_schedule_handshake(struct bs_schedule *s, bs_reader shared) { next_stage(s, shared); }

void bs_schedule_master(struct bs_schedule *s) { next_stage(s, bs_r_from(NULL, 0)); }

void bs_schedule_derive(const struct bs_schedule *s, const char *label, bs_reader transcript_hash, uint8_t *out) {
    bs_hkdf_expand_label(s->hash, s->secret, label, transcript_hash, out, bs_hash_len(s->hash));
}

void bs_finished_mac(enum bs_hash hash, const uint8_t *base_secret, bs_reader transcript_hash, uint8_t *out) {
    uint8_t key[BS_HASH_MAX], mac[BS_HASH_MAX];
    size_t h = bs_hash_len(hash);
    bs_hkdf_expand_label(hash, base_secret, "finished", bs_r_from(NULL, 0), key, h);
    bs_hmac_once(hash, bs_r_from(key, h), transcript_hash, mac);
    memcpy(out, mac, h);
    bs_wipe(key, sizeof key);
    bs_wipe(mac, sizeof mac);
}

void bs_traffic_secret_next(enum bs_hash hash, uint8_t *secret) {
    uint8_t next[BS_HASH_MAX];
    size_t h = bs_hash_len(hash);
    bs_hkdf_expand_label(hash, secret, "traffic upd", bs_r_from(NULL, 0), next, h);
    memcpy(secret, next, h);
    bs_wipe(next, sizeof next);
}

void bs_traffic_keys(enum bs_hash hash, const uint8_t *secret, uint8_t *key, size_t key_len, uint8_t iv[12]) {
    bs_hkdf_expand_label(hash, secret, "key", bs_r_from(NULL, 0), key, key_len);
    bs_hkdf_expand_label(hash, secret, "iv", bs_r_from(NULL, 0), iv, 12);
}

void bs_schedule_wipe(struct bs_schedule *s) { bs_wipe(s, sizeof *s); }
