/**
 * \file conn_local.h
 * \brief A connection's inside, shared by the files of src/hs and src/ext.
 *
 * What outlives the handshake is here; the rest is in struct bs_hs, freed when the handshake is done. An idle
 * connection should stay below 3 KiB; the two bs_protect are most of it.
 */
#ifndef BS_HS_CONN_LOCAL_H
#define BS_HS_CONN_LOCAL_H

#include "src/hs/conn.h"
#include "src/keys/prf.h"
#include "src/record/protect.h"

#define BS_SECRET_MAX 48       /* bytes of the longest traffic secret: SHA-384 */
#define BS_MAX_EMPTY 32        /* records without content in a row */
#define BS_MAX_WARNINGS 5      /* warning alerts in a row */
#define BS_MAX_KEY_UPDATES 32  /* KeyUpdates without data between them */
#define BS_MSG_HEADER_LEN 4    /* handshake type and 24-bit length */
#define BS_IN_CAP (BS_RECORD_HEADER + BS_RECORD_MAX_PLAIN + BS_RECORD_MAX_EXPANSION_TLS12)

/** Handshake types, RFC 8446 4 and RFC 5246 7.4. */
enum bs_msg_type {
    BS_MT_HELLO_REQUEST = 0,
    BS_MT_CLIENT_HELLO = 1,
    BS_MT_SERVER_HELLO = 2,
    BS_MT_NEW_SESSION_TICKET = 4,
    BS_MT_END_OF_EARLY_DATA = 5,
    BS_MT_ENCRYPTED_EXTENSIONS = 8,
    BS_MT_CERTIFICATE = 11,
    BS_MT_SERVER_KEY_EXCHANGE = 12,
    BS_MT_CERTIFICATE_REQUEST = 13,
    BS_MT_SERVER_HELLO_DONE = 14,
    BS_MT_CERTIFICATE_VERIFY = 15,
    BS_MT_CLIENT_KEY_EXCHANGE = 16,
    BS_MT_FINISHED = 20,
    BS_MT_CERTIFICATE_STATUS = 22,
    BS_MT_KEY_UPDATE = 24,
    BS_MT_HELLO_REQUEST_STATE = 253, /* what bs_state has for HelloRequest, where 0 is no message */
    BS_MT_CCS = 254 /* not a handshake message: a row of the scripts for the ChangeCipherSpec record */
};

/** Bytes [off, len) of a block of `cap` bytes; p is NULL while there are none. */
struct bs_buf {
    uint8_t *p;
    size_t cap, len, off;
};

struct bs_hs;
struct bs_early;

/** What the program wants with early data. */
enum bs_early_mode { BS_EARLY_NONE, BS_EARLY_WANTED, BS_EARLY_FINISHED };

/** What post-handshake authentication needs; there only where it is possible. RFC 8446 4.6.2 */
struct bs_pha {
    br_hash_compat_context finished_hash;  /* the transcript to the client's Finished */
    br_hash_compat_context requested_hash; /* server: and the CertificateRequest that is out */
    bool requested;                        /* server: it is */
    uint8_t psk_modes;                     /* of the handshake, for more tickets */
    uint8_t context[32];                   /* server: of the request */
};

struct bs_conn {
    struct bs_config cfg;
    void *app;
    enum bs_role role;
    enum bs_phase phase;
    bs_status error;          /* the first fatal one */
    struct bs_hs *hs;         /* NULL outside of handshakes */
    struct bs_session *session; /* established, or offered by a client that has not begun */

    struct bs_protect rd, wr;
    struct bs_buf in;         /* raw input, from the env's pool; the record in hand starts at off */
    struct bs_buf out;        /* sealed output, from the env's pool */
    struct bs_buf frag;       /* a handshake message that no single record holds whole */
    bs_reader rec;            /* what is left of the opened record */
    size_t rec_wire;          /* its bytes in `in`, header included; 0: no record is open */
    uint8_t rec_type;
    uint8_t head_len;
    uint8_t head[BS_RECORD_HEADER]; /* a header that is arriving while no buffer is held */
    uint8_t msg_in_frag : 1;  /* the message in hand is in `frag` */

    bool read_ahead, eof, first_record, got_close, sent_close;
    bool resumed, ems, secure_renegotiation, ticket_expected, have_randoms;
    bool etm;                      /* encrypt-then-MAC is in use, RFC 7366 */
    bool had_pending;         /* when the connection failed: bs_conn_has_pending() */
    bool taking;              /* in the midst of taking input for a handshake */
    bool running;             /* between bs_run_begin() and bs_run_end() */
    bool asked;               /* server: a HelloRequest was sent, and no handshake was since */
    bool fresh_session;       /* server: the renegotiation to come was not asked to resume */
    bool cert_requested;      /* server: a client certificate was asked for, in this or an earlier handshake */
    bool update_due;          /* the peer asked for a KeyUpdate, which goes before the next data */
    uint8_t max_fragment_code; /* agreed on, enum bs_max_fragment: of either end's records */
    uint8_t num_empty, num_warnings, num_key_updates;
    uint32_t num_post;        /* messages taken after the handshake */
    int16_t chosen_alert;     /* of a callback, for the failure that it then returns; -1: none */
    uint32_t num_tickets;     /* server: sent, of which each has a nonce of its own */
    int16_t peer_alert;       /* -1: none */
    uint16_t version;         /* 0 before it is known */
    uint16_t client_version;
    struct bs_state state;    /* phase is kept apart */

    const struct bs_suite *suite;
    const struct bs_group *group;
    const struct bs_sigscheme *own_sigalg, *peer_sigalg;
    const struct bs_credential *own_cred;

    uint8_t client_random[32], server_random[32];
    uint8_t own_finished_len, peer_finished_len;
    uint8_t own_finished[BS_SECRET_MAX], peer_finished[BS_SECRET_MAX];

    /* TLS 1.3 */
    uint8_t own_secret[BS_SECRET_MAX], peer_secret[BS_SECRET_MAX]; /* application traffic secrets */
    uint8_t exporter[BS_SECRET_MAX], resumption[BS_SECRET_MAX];

    uint8_t early_mode, early_status; /* enum bs_early_mode, enum bs_early_status */
    struct bs_early *early;   /* NULL: none were offered; owned */
    struct bs_pha *pha;       /* NULL: not possible; owned */
    uint8_t *alpn;            /* owned */
    uint8_t *server_name;     /* owned; what a server was asked for */
    uint16_t alpn_len, server_name_len;
};

/** Makes an error stick: alert, state, session. Passes BS_OK and BS_WANT_* through. */
bs_status bs_conn_fail(struct bs_conn *c, bs_status s);

/** A message comes or goes in the open connection: OpenSSL's state machine runs for it, and is watched. */
void bs_run_begin(struct bs_conn *c);
/** It was this one, of either end. */
void bs_run_message(struct bs_conn *c, uint8_t state, bool sent);
/** \brief And is done. \return BS_OK, or the error that a callback ended the connection with meanwhile. */
bs_status bs_run_end(struct bs_conn *c);
/** The handshake, or what took its place, is over: the state that all of them end in. */
void bs_conn_opened(struct bs_conn *c);

/** The security level's judgement; true if the face has none. */
bool bs_conn_allows(const struct bs_conn *c, enum bs_security_op op, unsigned bits, uint32_t id);

/** Reports to the message callback, if there is one. */
void bs_conn_tell(const struct bs_conn *c, bool sent, uint16_t version, uint16_t type, bs_reader bytes);

/** Reports to the event callback, if there is one. */
void bs_conn_event(const struct bs_conn *c, enum bs_event e, unsigned value);

/** Reports a secret to the key log, if there is one. */
void bs_conn_keylog(const struct bs_conn *c, const char *label, bs_reader secret);

/** True once TLS 1.3 is negotiated. */
static inline bool bs_conn_is13(const struct bs_conn *c) { return c->version >= BS_TLS13; }

/* ---- record_in.c --------------------------------------------------------------------------------------------- */

/** \brief Make the next record with content current: c->rec, c->rec_type. Alerts and tolerated CCS are dealt with. */
bs_status bs_in_record(struct bs_conn *c);
/** The first n bytes of the current record were used. */
void bs_in_used(struct bs_conn *c, size_t n);
/** Gives all input buffers back, wiped. */
void bs_in_release(struct bs_conn *c);

/** True if bytes are in hand that belong to no record opened yet. */
bool bs_in_waiting(const struct bs_conn *c);

/* ---- message_in.c -------------------------------------------------------------------------------------------- */

/** \brief Type and body length of the next handshake message. \return BS_OK, BS_WANT_INPUT or an error. */
bs_status bs_msg_peek(struct bs_conn *c, uint8_t *out_type, size_t *out_len);
/** \brief The whole message that bs_msg_peek() told of, header included, as a view until bs_msg_done(). */
bs_status bs_msg_whole(struct bs_conn *c, size_t body_len, bs_reader *out);
/** The message in hand (whole.len bytes) was used. */
void bs_msg_done(struct bs_conn *c, size_t whole_len);
/** \brief Is a ChangeCipherSpec next? \return BS_OK, BS_WANT_INPUT or an error. */
bs_status bs_msg_is_ccs(struct bs_conn *c, bool *out);
/** True if nothing follows the message in hand in its record: keys may change now. RFC 8446 5.1 */
bool bs_msg_on_boundary(const struct bs_conn *c, size_t whole_len);
/** \brief The next record must be a ChangeCipherSpec (TLS 1.2). */
bs_status bs_msg_ccs(struct bs_conn *c);

/* ---- record_out.c -------------------------------------------------------------------------------------------- */

/** Plaintext bytes that what is sent is cut into. RFC 8446 5.1, RFC 6066 4 */
size_t bs_out_fragment(const struct bs_conn *c);
/** \brief Seal bytes as records of one type, as many as bs_out_fragment() asks for, into the output. */
bs_status bs_out_bytes(struct bs_conn *c, uint8_t type, bs_reader bytes);
/** \brief A ChangeCipherSpec record; never protected in TLS 1.3. */
bs_status bs_out_ccs(struct bs_conn *c);
/** \brief An alert record. */
bs_status bs_out_alert(struct bs_conn *c, bool fatal, uint8_t description);
/** Gives the output buffer back. */
void bs_out_release(struct bs_conn *c);

/* ---- post_auth.c --------------------------------------------------------------------------------------------- */

/** Keeps what a request after the handshake will need, if both sides may authenticate so. \return BS_OK or BS_E_MEMORY. */
bs_status bs_pha_keep(struct bs_hs *hs);
/** True if a message of this type belongs to such an exchange, and may come now. */
bool bs_pha_expects(const struct bs_conn *c, uint8_t type);
/** Begins the handshake whose first row takes that message. \return BS_WANT_HANDSHAKE or an error. */
bs_status bs_pha_recv(struct bs_conn *c);
/** Wipes and frees; NULL is fine. */
void bs_pha_free(struct bs_pha *pha);

/* ---- post.c -------------------------------------------------------------------------------------------------- */

/** \brief Deal with one post-handshake message in the current handshake record. */
bs_status bs_post_message(struct bs_conn *c);

/* ---- renegotiate.c ------------------------------------------------------------------------------------------- */

/** \brief Client: begin a handshake as asked for, or refuse. RFC 5246 7.4.1.1 \return BS_WANT_HANDSHAKE or BS_OK. */
bs_status bs_hello_request_recv(struct bs_conn *c, bs_reader whole);
/** \brief Server: the same with a ClientHello, which stays for the handshake. RFC 5246 7.4.1.2, RFC 5746 3.7, 4.4 */
bs_status bs_client_hello_late(struct bs_conn *c, size_t len);

#endif
