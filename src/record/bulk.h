/**
 * \file bulk.h
 * \brief The one table of record ciphers: what protects a record's bytes.        RFC 5246 6.2.3; RFC 8446 5.2
 */
#ifndef BS_RECORD_BULK_H
#define BS_RECORD_BULK_H

#include <stddef.h>
#include <stdint.h>

enum bs_bulk_id {
    BS_BULK_NULL = 0, /* plaintext, before the first keys; no suite has it */
    BS_BULK_AES128_GCM,
    BS_BULK_AES256_GCM,
    BS_BULK_CHACHA20_POLY1305,
    BS_BULK_AES128_CBC,
    BS_BULK_AES256_CBC,
    BS_BULK_AES128_CCM,
    BS_BULK_AES256_CCM,
    BS_BULK_AES128_CCM_8,
    BS_BULK_AES256_CCM_8,
    BS_BULK_3DES_CBC
};

struct bs_bulk {
    enum bs_bulk_id id;
    const char *name;       /* OpenSSL's in `ciphers -v`: "AESGCM(128)" */
    size_t key_len;         /* bytes */
    size_t fixed_iv_len;    /* bytes of implicit nonce from the key block in TLS 1.2: 4 GCM and CCM, 12 ChaCha, 0 CBC */
    size_t block_len;       /* of CBC: 16, 8 with 3DES; else 0 */
    size_t tag_len;         /* AEAD tag: 16, or 8; 0 for CBC */
    unsigned strength_bits; /* of the cipher */
    uint64_t seal_limit;    /* records under one key before a rekey is due (RFC 8446 5.5); UINT64_MAX if none */
};

/** The row of a cipher; never NULL for a valid id. */
const struct bs_bulk *bs_bulk_get(enum bs_bulk_id id);

/** Bytes of IV that the key schedule makes for a version. RFC 2246 6.3 (a block), RFC 5246 6.3, RFC 8446 7.3 (12 bytes) */
size_t bs_bulk_iv_len(const struct bs_bulk *b, uint16_t version);

#endif
