/**
 * \file session_asn1.h
 * \brief OpenSSL's own serialisation of a session (SSL_SESSION_ASN1), read and written.
 *
 *     SSLSession ::= SEQUENCE { version INTEGER (1), SSLVersion INTEGER, cipher OCTET STRING (2 bytes),
 *         session_id OCTET STRING, master_key OCTET STRING, [1] time, [2] timeout, [3] peer Certificate,
 *         [4] sid_ctx OCTET STRING, [5] verify_result, [6] hostname, [9] ticket lifetime hint, [10] ticket, ...,
 *         [13] flags (1: extended master secret), [14] max_early_data -- as OpenSSL 3.0's ssl/ssl_asn1 writes them }
 */
#ifndef BS_SESSION_SESSION_ASN1_H
#define BS_SESSION_SESSION_ASN1_H

#include "src/session/session.h"

/** Upper bound of the encoded size in bytes. */
size_t bs_session_encoded_max(const struct bs_session *s);

/** \brief Encode. *out_len in: room; out: length. \return BS_OK or BS_E_SPACE. */
bs_status bs_session_encode(const struct bs_session *s, uint8_t *out, size_t *out_len);

/**
 * \brief Decode into an empty session (refs and destroy are left alone).
 * \param r   moves past the session on success.
 * \return BS_OK, BS_E_DECODE (s is then cleared), BS_E_UNSUPPORTED (unknown version or suite), BS_E_MEMORY.
 */
bs_status bs_session_decode(struct bs_session *s, bs_reader *r);

#endif
