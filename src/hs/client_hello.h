/**
 * \file client_hello.h
 * \brief ClientHello.                                                     RFC 8446 4.1.2; RFC 5246 7.4.1.2
 */
#ifndef BS_HS_CLIENT_HELLO_H
#define BS_HS_CLIENT_HELLO_H

#include "src/base/error.h"
#include "src/base/reader.h"

/** A decoded ClientHello: views over its bytes. */
struct bs_client_hello {
    uint16_t legacy_version;
    bs_reader random;          /* 32 bytes */
    bs_reader session_id;      /* 0 to 32 bytes */
    bs_reader cipher_suites;   /* two bytes each, at least one */
    bs_reader compressions;    /* one byte each, at least one */
    bs_reader extensions;      /* the block without its outer length; empty if absent */
};

/**
 * \brief Decode a ClientHello body.                                       RFC 8446 4.1.2; RFC 5246 7.4.1.2
 * Pure: no connection, no allocation. The extensions are not looked into.
 * \param out    views into `body`; unspecified on failure.
 * \param body   without the 4-byte handshake header.
 * \return BS_OK, or BS_E_LENGTH (alert decode_error) if truncated, overlong or trailed.
 */
BS_CHECKED bs_status bs_client_hello_decode(struct bs_client_hello *out, bs_reader body);

/** True if the suite (two bytes on the wire) is in the list. */
bool bs_client_hello_offers(const struct bs_client_hello *ch, uint16_t suite);

/** One extension's body, looked up by type; false if absent or if the block is malformed before it. */
BS_CHECKED bool bs_client_hello_ext(const struct bs_client_hello *ch, uint16_t type, bs_reader *out);

#endif
