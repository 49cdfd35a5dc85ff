/**
 * \file ticket.h
 * \brief OpenSSL's default ticket format: name, IV, AES-256-CBC, HMAC-SHA-256.                         RFC 5077 4
 */
#ifndef BS_SESSION_TICKET_H
#define BS_SESSION_TICKET_H

#include "src/base/error.h"
#include "src/base/reader.h"
#include "src/crypto/impl.h"

#define BS_TICKET_NAME_LEN 16
#define BS_TICKET_OVERHEAD (16 + 16 + 16 + 32) /* name, IV, padding, tag */

/** The 80 bytes of SSL_CTX_set_tlsext_ticket_keys(): name, HMAC key, AES key. Wipe when done. */
struct bs_ticket_keys {
    uint8_t name[BS_TICKET_NAME_LEN];
    uint8_t hmac_key[32];
    uint8_t aes_key[32];
};

/** \brief Protect a session's state. *out_len in: room (state + BS_TICKET_OVERHEAD); out: length. */
bs_status bs_ticket_seal(const struct bs_impl *impl, const struct bs_ticket_keys *keys, bs_reader state,
                         bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg, uint8_t *out,
                         size_t *out_len);

/**
 * \brief Recover the state. Another key's name, a bad tag or bad padding: BS_E_NOT_FOUND, one path after the tag.
 * \param out_len   in: room (ticket length is enough); out: length.
 */
bs_status bs_ticket_open(const struct bs_impl *impl, const struct bs_ticket_keys *keys, bs_reader ticket, uint8_t *out,
                         size_t *out_len);

#endif
