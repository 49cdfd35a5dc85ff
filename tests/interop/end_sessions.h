/**
 * \file end_sessions.h
 * \brief What ends of a fleet share: ticket keys, a store of sessions, sessions in files. Public headers alone.
 */
#ifndef BEARSHIM_TESTS_END_SESSIONS_H
#define BEARSHIM_TESTS_END_SESSIONS_H

#include <openssl/ssl.h>
#include <stdbool.h>

/** \brief Ticket keys from 160 hexadecimal digits, for the default format; false if malformed or refused. */
bool end_use_ticket_keys(SSL_CTX *ctx, const char *hex);

/** \brief The same keys behind a ticket-key callback, which renews each ticket if told so. Once a context. */
bool end_use_ticket_callback(SSL_CTX *ctx, const char *hex, bool renew);

/** \brief Keep sessions by ID in files of a directory, and never in the context's own cache. */
bool end_use_store(SSL_CTX *ctx, const char *directory);

/** \brief Read or write a session in PEM; NULL and false on failure. */
SSL_SESSION *end_read_session(const char *file);
bool end_write_session(const char *file, SSL_SESSION *session);

#endif
