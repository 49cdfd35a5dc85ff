/**
 * \file end_psk.h
 * \brief One external PSK for every version. Public headers alone.
 */
#ifndef BEARSHIM_TESTS_END_PSK_H
#define BEARSHIM_TESTS_END_PSK_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>

/**
 * \brief Know a key under the identity "joe": up to TLS 1.2 by the callbacks for PSK suites, in TLS 1.3 as a PSK of the
 * suite's hash, which a client offers only where it has no session, so that what is resumed is resumed by its ticket.
 * Once a context; false if malformed or refused.
 */
bool end_use_psk(SSL_CTX *ctx, bool server, const char *hex, uint16_t suite);

/** \brief That PSK as the session that openssl's -psk_session reads; NULL if malformed. To be freed. */
SSL_SESSION *end_psk_session(SSL_CTX *ctx, const char *hex, uint16_t suite);

#endif
