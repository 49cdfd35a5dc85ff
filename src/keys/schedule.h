/**
 * \file schedule.h
 * \brief TLS 1.3's key schedule.                                                             RFC 8446 7.1-7.5
 */
#ifndef BS_KEYS_SCHEDULE_H
#define BS_KEYS_SCHEDULE_H

#include "src/base/error.h"
#include "src/base/reader.h"
#include "src/crypto/hash.h"

/** Secrets of one connection; each of bs_hash_len(hash) bytes. Wipe with bs_schedule_wipe(). */
struct bs_schedule {
    enum bs_hash hash;
    uint8_t secret[BS_HASH_MAX]; /* the stage: Early, Handshake or Master Secret */
};

/** HKDF-Expand-Label(secret, label, context, len). label without "tls13 ". len at most 255 * hash. */
void bs_hkdf_expand_label(enum bs_hash hash, const uint8_t *secret, const char *label, bs_reader context, uint8_t *out,
                          size_t len);

/** Stage 1: HKDF-Extract(0, psk); an empty psk stands for a string of zeros. */
void bs_schedule_early(struct bs_schedule *s, enum bs_hash hash, bs_reader psk);
/** Stage 2: with the (EC)DHE shared secret; empty for psk_ke. */
void bs_schedule_handshake(struct bs_schedule *s, bs_reader shared);
/** Stage 3. */
void bs_schedule_master(struct bs_schedule *s);

/** Derive-Secret(stage, label, transcript hash): bs_hash_len(hash) bytes to out. */
void bs_schedule_derive(const struct bs_schedule *s, const char *label, bs_reader transcript_hash, uint8_t *out);

/** finished_key of a traffic secret, and the MAC over a transcript hash with it. RFC 8446 4.4.4 */
void bs_finished_mac(enum bs_hash hash, const uint8_t *base_secret, bs_reader transcript_hash, uint8_t *out);

/** The traffic secret's successor. RFC 8446 7.2 */
void bs_traffic_secret_next(enum bs_hash hash, uint8_t *secret);

/** write key and write iv (12 bytes) of a traffic secret. RFC 8446 7.3 */
void bs_traffic_keys(enum bs_hash hash, const uint8_t *secret, uint8_t *key, size_t key_len, uint8_t iv[12]);

void bs_schedule_wipe(struct bs_schedule *s);

#endif
