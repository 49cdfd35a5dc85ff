/**
 * \file handshake.h
 * \brief What the calls that do a handshake, read and write share.                man 3 SSL_do_handshake, SSL_key_update
 */
#ifndef BS_COMPAT_SSL_HANDSHAKE_H
#define BS_COMPAT_SSL_HANDSHAKE_H

#include "compat/ssl/ssl_local.h"

/** The connection failed in the engine: the alert goes out, the reason is queued once. Returns -1. */
int ssl_fail(SSL *s, bs_status st);
/** The same for a fault that the program made, with the reason that OpenSSL has for it. */
int ssl_abort_with(SSL *s, bs_status st, int reason);
/** A callback of the program's paused; SSL_want() says so. Returns -1. */
int ssl_paused(SSL *s);

/** What ssl_run_handshake() says when application data came before the peer's part of a renegotiation. */
#define SSL_DATA_FIRST 2

/**
 * Goes on with the handshake in hand.
 * \param reading   the program wants data: it may come first. Otherwise it ends the connection, as in OpenSSL.
 * \return 1 when done; SSL_DATA_FIRST; or 0 or less, as SSL_do_handshake().
 */
int ssl_run_handshake(SSL *s, bool reading);
/** Data calls do the handshake that is due before. As ssl_run_handshake(); 1 if none is. */
int ssl_ensure_open(SSL *s, bool reading);
/** A handshake of the connection was completed: statistics, and the session in use. */
void ssl_handshake_done(SSL *s);

/** Authentication after the handshake was completed: the session in use, and the peer's chain, are others. */
void ssl_auth_done(SSL *s);
/** Sends what SSL_new_session_ticket() asked for. 1, or -1 if that failed. */
int ssl_send_due_tickets(SSL *s);

/** True where the handshake stands so that early data may pass. */
bool ssl_is_paused(const SSL *s);
/** Goes on from there; a client has done with writing them. */
void ssl_early_go_on(SSL *s);
/** The handshake went on: a server's early data may be over. */
void ssl_early_moved(SSL *s);
/** A data call begins: goes on if it is not meant for early data. 1; or 0 with an error, if it may not come now. */
int ssl_early_before_data(SSL *s, bool reading);

/** Begins the renegotiation that the program asked for, if this is a moment for it. 1, or -1 if that failed. */
int ssl_renegotiate_if_due(SSL *s);

/** Sends the KeyUpdate that the program asked for. 1, or -1 if that failed. */
int ssl_key_update_if_due(SSL *s);

#endif
