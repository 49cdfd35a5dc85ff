/**
 * \file protect.h
 * \brief Sealing and opening records in place, for every version and cipher.     RFC 5246 6.2.3; RFC 8446 5.2
 *
 * One bs_protect is one direction of one connection under one key. Zero is a valid empty state: plaintext. No
 * allocation, no copy: a record is opened where it was read and sealed where it was written. It holds no pointer into
 * itself, so it may be moved (and the old copy wiped).
 */
#ifndef BS_RECORD_PROTECT_H
#define BS_RECORD_PROTECT_H

#include <stdbool.h>

#include "src/base/error.h"
#include "src/base/reader.h"
#include "src/crypto/hash.h"
#include "src/crypto/impl.h"
#include "src/record/bulk.h"

#define BS_RECORD_HEADER 5
#define BS_RECORD_MAX_PLAIN 16384           /* RFC 8446 5.1 */
#define BS_RECORD_MAX_EXPANSION_TLS13 256   /* RFC 8446 5.2 */
#define BS_RECORD_MAX_EXPANSION_TLS12 2048  /* RFC 5246 6.2.3 */

enum bs_record_type {
    BS_RECORD_CCS = 20,
    BS_RECORD_ALERT = 21,
    BS_RECORD_HANDSHAKE = 22,
    BS_RECORD_DATA = 23
};

/** What the key schedule hands over; views are copied from. */
struct bs_protect_keys {
    bs_reader key;      /* bulk->key_len bytes */
    bs_reader iv;       /* bs_bulk_iv_len() bytes */
    bs_reader mac_key;  /* CBC suites; empty otherwise */
    bool encrypt_then_mac; /* CBC suites: RFC 7366 was agreed on */
};

#define BS_PROTECT_CONTEXT 584 /* bytes for the largest class context, CBC's; static assertions check it */

struct bs_protect {
    const struct bs_protect_class_ *vtable; /* first field of the context; NULL: plaintext */
    uint64_t seq;                           /* number of the next record */
    uint16_t version;                       /* wire version that decides the format */
    const struct bs_bulk *bulk;
    union {
        uint64_t align;
        unsigned char bytes[BS_PROTECT_CONTEXT];
    } u;
};

/**
 * \brief Start protecting with new keys; the sequence number starts at 0.
 * \param version   0x0301 to 0x0304; AEAD from 0x0303 on, CBC up to it.
 * \param mac       hash of the CBC suites' HMAC; BS_HASH_NONE for AEAD.
 * \param sealing   true for the direction we write, false for the one we read.
 * \return BS_OK, or BS_E_UNSUPPORTED for a combination that does not exist or keys of the wrong length; p is then
 *         wiped, and seals and opens nothing until it is initialised again.
 */
bs_status bs_protect_init(struct bs_protect *p, const struct bs_impl *impl, uint16_t version, enum bs_bulk_id bulk,
                          enum bs_hash mac, bool sealing, const struct bs_protect_keys *keys);

/** Wipes the keys; back to plaintext. */
void bs_protect_wipe(struct bs_protect *p);

/** Bytes that a record needs before its plaintext, beyond the 5-byte header. */
size_t bs_protect_head(const struct bs_protect *p);
/** Bytes that a record of `len` plaintext bytes needs after them; TLS 1.3 padding is the caller's to add. */
size_t bs_protect_tail(const struct bs_protect *p, size_t len);

/** Largest body (after the header) that may arrive in this direction. */
size_t bs_protect_max_body(const struct bs_protect *p);

/**
 * \brief Seal one record in place.
 * The plaintext stands at rec + 5 + bs_protect_head(); rec has room for header, head, len and bs_protect_tail().
 * \param type      content type; in TLS 1.3 it goes inside and the header says application_data.
 * \param hdr_version  version for the header while in plaintext (0x0301 for a first ClientHello); else ignored.
 * \param pad       zero bytes of TLS 1.3 padding (0 elsewhere), counted in the room by the caller.
 * \param random    for CBC's explicit IV (from TLS 1.1 on).
 * \param out_len   whole record's length, header included.
 * \return BS_OK, BS_E_SEQUENCE_EXHAUSTED, BS_E_ENTROPY, BS_E_ARGUMENT (more than 16384 bytes, padding included),
 *         BS_E_STATE (CBC keys of the other direction; bs_protect_open() likewise).
 */
bs_status bs_protect_seal(struct bs_protect *p, uint8_t type, uint16_t hdr_version, uint8_t *rec, size_t len, size_t pad,
                          bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg, size_t *out_len);

/**
 * \brief Open one record in place.
 * \param header    the 5 bytes as they came (they are authenticated).
 * \param body      body_len bytes; overwritten by the plaintext.
 * \param out_type  the real content type. *out_plain: view into body, at most 16384 bytes.
 * \return BS_OK; BS_E_BAD_MAC for every cryptographic failure (one path, one time); BS_E_RECORD_OVERFLOW,
 *         BS_E_PLAINTEXT_OVERFLOW, BS_E_NO_RECORD_TYPE, BS_E_SEQUENCE_EXHAUSTED, BS_E_UNEXPECTED_RECORD (TLS 1.3: the
 *         header does not say application_data). After a failure no more records may be opened.
 */
bs_status bs_protect_open(struct bs_protect *p, const uint8_t header[BS_RECORD_HEADER], uint8_t *body, size_t body_len,
                          uint8_t *out_type, bs_reader *out_plain);

#endif
