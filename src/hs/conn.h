/**
 * \file conn.h
 * \brief A TLS connection without I/O: bytes in by feed, bytes out by drain.        RFC 8446; RFC 5246
 *
 * The face drives it:
 *   - bs_conn_handshake(), bs_conn_read(), bs_conn_write(), bs_conn_close() do work until they are done or want something;
 *   - whenever bs_conn_output() is not empty, the face sends it (before it waits for input) and says bs_conn_drained();
 *   - on BS_WANT_INPUT the face reads into bs_conn_input() and says bs_conn_fed().
 * A fatal error queues the right alert as output, sticks, and is returned from then on. A connection holds buffers
 * from the env's pool while bytes are in hand only, and no handshake state once the handshake is done.
 */
#ifndef BS_HS_CONN_H
#define BS_HS_CONN_H

#include "src/hs/config.h"

struct bs_conn;

/** \brief New connection. cfg is copied (its arrays are borrowed). NULL if out of memory. */
struct bs_conn *bs_conn_new(enum bs_role role, const struct bs_config *cfg, void *app);
/** Wipes and frees; NULL is fine. */
void bs_conn_free(struct bs_conn *c);

/** The connection's own settings, to change before the handshake or in callbacks. */
struct bs_config *bs_conn_config(struct bs_conn *c);

/** Client, before the handshake: offer this session (counted); NULL: none. */
void bs_conn_set_session(struct bs_conn *c, struct bs_session *s);

/** True if the engine has an extension of this type itself. */
bool bs_conn_has_extension(uint16_t type);

/** True if a scheme of cfg's is for certificates of RSA, or the others, and the level allows it; cfg's ops are asked. */
bool bs_config_auth_possible(const struct bs_config *cfg, void *app, enum bs_auth auth);

/* ---- driving ------------------------------------------------------------------------------------------------ */

/**
 * \brief Go on with the handshake.
 * \return BS_OK when done; BS_WANT_*, of which BS_WANT_EARLY says that early data may pass, BS_WANT_READ that
 *         application data came before the peer's first message of a renegotiation, for bs_conn_read() to take, and
 *         BS_WANT_OUTPUT that a flight is complete (BS_CF_DRAIN_FLIGHTS); or the error that ended it.
 */
bs_status bs_conn_handshake(struct bs_conn *c);

/** \name Early data (early.h).
 * @{ */
/**
 * The program wants early data, or does not any more. A client says so before its ClientHello is made, a server before it
 * has taken or refused them; after that a program that wants none is not stopped for them, and a client ends them at once.
 */
void bs_conn_early_want(struct bs_conn *c, bool wanted);
/** Goes on from BS_WANT_EARLY. \param finished   the program is done with early data; said at other times too. */
void bs_conn_early_leave(struct bs_conn *c, bool finished);
/** At a pause: true if so many bytes may be sent. */
bool bs_conn_early_room(const struct bs_conn *c, size_t len);
/** @} */

/**
 * \brief Begin a renegotiation, which bs_conn_handshake() goes on with.      RFC 5246 7.4.1.1, 7.4.1.2; RFC 5746
 * A server sends a HelloRequest and is open again; the client's answer is found by bs_conn_read().
 * \param resume   offer (client) or accept (server, see BS_CF_NO_RESUME_ON_RENEGOTIATION) the session in use.
 * \return BS_OK; BS_WANT_READ or BS_WANT_OUTPUT if bytes in hand come first; BS_E_STATE if the connection is not open
 *         or speaks TLS 1.3; BS_E_CLOSED after close_notify; or an error that ended the connection.
 */
bs_status bs_conn_renegotiate(struct bs_conn *c, bool resume);

/**
 * \brief Where the next bytes from the transport go.
 * \param out_want   bytes that complete the record header or body in hand: read no more than this unless read-ahead is on.
 * \param out_room   bytes that fit.
 * \return the place; NULL if out of memory, or if undecrypted input is still in hand (call read or handshake first).
 */
uint8_t *bs_conn_input(struct bs_conn *c, size_t *out_want, size_t *out_room);
/** n bytes were put there. 0: the transport had none for now; an empty buffer goes back to the pool. */
void bs_conn_fed(struct bs_conn *c, size_t n);
/** The transport ended. Later calls report BS_E_UNEXPECTED_EOF unless close_notify came first. */
void bs_conn_eof(struct bs_conn *c);

/** Lets bs_conn_input() offer room for more than the record in hand (off at first): bytes are then read ahead. */
void bs_conn_set_read_ahead(struct bs_conn *c, bool on);

/** Bytes to send, in order; empty if none. */
bs_reader bs_conn_output(const struct bs_conn *c);
/** The first n of them were sent. */
void bs_conn_drained(struct bs_conn *c, size_t n);

/**
 * \brief Decrypted application data, as a view into the record in hand.
 * Post-handshake messages (tickets, KeyUpdate) are processed on the way.
 * \return BS_OK with out->len > 0; BS_WANT_INPUT; BS_WANT_HANDSHAKE when the peer renegotiates; BS_E_CLOSED after
 *         close_notify; or the error that ended the connection.
 */
bs_status bs_conn_read(struct bs_conn *c, bs_reader *out);
/** The first n bytes of it were taken; the buffer goes back to the pool when the record is empty. */
void bs_conn_consume(struct bs_conn *c, size_t n);
/** Application bytes decrypted and not yet taken (OpenSSL's SSL_pending). */
size_t bs_conn_pending(const struct bs_conn *c);
/** True if any input, decrypted or not, is in hand (SSL_has_pending). */
bool bs_conn_has_pending(const struct bs_conn *c);

/**
 * \brief Seal application data as one or more records; all output must be drained before the next call.
 * \param out_taken   bytes sealed: at most one record's worth (bs_config.max_send_fragment) a call, in TLS 1.0 maybe as two.
 * \return BS_OK; BS_WANT_OUTPUT if output is still in hand; or an error.
 */
bs_status bs_conn_write(struct bs_conn *c, bs_reader data, size_t *out_taken);

/** \brief Queue close_notify (once). \return BS_OK or an error. */
bs_status bs_conn_close(struct bs_conn *c);
/**
 * Queue an alert of the face's choosing, as SSL_shutdown or the renegotiation code need it. A fatal one from inside a
 * callback takes the place of the alert that belongs to the status which the callback then returns.
 */
bs_status bs_conn_send_alert(struct bs_conn *c, bool fatal, enum bs_alert alert);
/** The face found a fault: the connection fails with this error and its alert, as if the engine had. */
void bs_conn_abort(struct bs_conn *c, bs_status error);
/**
 * \brief Server, TLS 1.3: begin to ask for the client's certificate, which bs_conn_handshake() goes on with. RFC 8446 4.6.2
 * It is done when the request is sent; the answer is taken by bs_conn_read(), which says BS_WANT_HANDSHAKE.
 * \return BS_OK; BS_E_NOT_FOUND if the client did not offer it; BS_E_STATE (not open, or asked already); BS_E_ARGUMENT
 *         (the settings ask for no certificate, or for one request only); BS_E_CLOSED;
 *         BS_E_ENTROPY; BS_E_MEMORY. None of them ends the connection.
 */
bs_status bs_conn_request_auth(struct bs_conn *c);
/** True if authentication after the handshake was offered by the client, and is possible. */
bool bs_conn_auth_possible(const struct bs_conn *c);
/** Server: true while a request is out. */
bool bs_conn_auth_requested(const struct bs_conn *c);
/** TLS 1.3 server: queue one more ticket. RFC 8446 4.6.1 \return BS_OK, or BS_E_STATE unless the connection is open. */
bs_status bs_conn_new_ticket(struct bs_conn *c);
/** TLS 1.3: queue a KeyUpdate. \return BS_OK, or BS_E_STATE in earlier versions or during a handshake. */
bs_status bs_conn_key_update(struct bs_conn *c, bool request_peer);

/* ---- what is known ------------------------------------------------------------------------------------------ */

enum bs_phase { BS_PHASE_BEFORE, BS_PHASE_HANDSHAKE, BS_PHASE_OPEN, BS_PHASE_FAILED };
enum bs_phase bs_conn_phase(const struct bs_conn *c);

/** Where the handshake stands, for SSL_state_string() and the info callback. */
struct bs_state {
    enum bs_phase phase;
    uint8_t msg_type;      /* handshake type; 254 for ChangeCipherSpec, 253 for HelloRequest; 0 for nothing */
    enum bs_role from;     /* who sends that message */
    bool tls13;
    bool was_open;         /* a handshake was done, and no message of another one was seen */
    bool running;          /* open, and a message that is no data comes or goes */
    bool settled;          /* TLS 1.3 server: it is told that the handshake is done, and tickets follow */
    bool early;            /* TLS 1.3: the server's flight is sent, or a client's ClientHello with early data to follow */
    bool early_end;        /* TLS 1.3 client: the server's flight is there, and the end of early data is to be sent */
    bool paused;           /* at BS_WANT_EARLY */
};
struct bs_state bs_conn_state(const struct bs_conn *c);

/** What became of early data; the values are OpenSSL's. */
enum bs_early_status { BS_EARLY_NOT_SENT, BS_EARLY_REJECTED, BS_EARLY_ACCEPTED };

struct bs_conn_info {
    enum bs_role role;
    uint16_t version;              /* negotiated; before that a client's highest enabled, and a server's 0 */
    bool version_agreed;           /* it is the negotiated one */
    uint16_t client_version;       /* of the ClientHello: its legacy_version                       RFC 8446 4.1.2 */
    const struct bs_suite *suite;  /* NULL before it is known */
    const struct bs_suite *pending_suite;
    const struct bs_group *group;  /* of the key exchange; NULL if none */
    const struct bs_sigscheme *own_sigalg;  /* we signed with; NULL if we did not */
    const struct bs_sigscheme *peer_sigalg; /* the peer signed with */
    const struct bs_credential *own_cred;   /* server: chosen; client: sent; NULL if none */
    bool resumed, ems, secure_renegotiation, ticket_expected;
    bool error_in_input;           /* it was in what came, before a message of the handshake was made out */
    bool renegotiating;            /* the handshake under way is not the connection's first */
    bool sent_close, got_close;    /* close_notify */
    bool key_update_due;           /* TLS 1.3: the peer asked for one, which goes before the next data */
    enum bs_early_status early_status;
    bool second_hello;             /* server: the ClientHello in hand is such an answer */
    bool retry_sent;               /* server: a HelloRetryRequest, whose answer has not come */
    bool cookie_ok;                /* server: the ClientHello's cookie was good (in handshake) */
    bool early_over;               /* server: EndOfEarlyData came */
    uint32_t num_post_messages;    /* taken after the handshake: tickets, KeyUpdates, ...; wraps */
    int peer_alert;                /* description of a fatal alert received; -1 */
    bs_status error;               /* what ended the connection; BS_OK */
    bs_reader alpn;                /* selected; empty if none */
    bs_reader server_name;         /* server: asked for by the client; client: ours */
    bs_reader client_random, server_random; /* 32 bytes, or empty before */
    bs_reader own_finished, peer_finished;  /* verify_data of the last handshake */
    bs_reader cert_types;          /* client: certificate_types of a 1.2 CertificateRequest (borrowed while in handshake) */
    bs_reader peer_ca_names;       /* the peer's list of CAs, wire format without the outer length (in handshake) */
    const uint16_t *peer_sigalgs;  /* peer's signature_algorithms (in handshake) */
    size_t num_peer_sigalgs;
    const uint16_t *peer_groups;   /* server: client's supported_groups (in handshake) */
    size_t num_peer_groups;
    bs_reader peer_suites;         /* server: client's cipher suites, wire format (in handshake) */
    bs_reader peer_point_formats;  /* ec_point_formats (in handshake) */
    bs_reader peer_share;          /* the peer's ephemeral public key, as `group` encodes it (in handshake) */
    struct bs_dh peer_dh;          /* the parameters of a share without a group, or of an FFDHE group (in handshake) */
};
/** A snapshot; its views last until the next call that changes the connection. */
void bs_conn_get_info(const struct bs_conn *c, struct bs_conn_info *out);

/** The session in use (borrowed), NULL before there is one. In 1.3 this is the one of the latest ticket. */
struct bs_session *bs_conn_session(const struct bs_conn *c);

/** \brief The early exporter, of a client that offered early data or a server that took them. RFC 8446 7.5 */
bs_status bs_conn_export_early(const struct bs_conn *c, const char *label, size_t label_len, bs_reader context,
                               uint8_t *out, size_t out_len);

/**
 * \brief Keying material exporter, in 1.3 as soon as the server's Finished is there.            RFC 5705; RFC 8446 7.5
 * has_context tells an empty context from none (1.2).
 */
bs_status bs_conn_export(const struct bs_conn *c, const char *label, size_t label_len, bs_reader context,
                         bool has_context, uint8_t *out, size_t out_len);

#endif
