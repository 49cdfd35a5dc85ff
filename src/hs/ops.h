/**
 * \file ops.h
 * \brief What a connection asks of the program, and tells it, through callbacks.
 */
#ifndef BS_HS_OPS_H
#define BS_HS_OPS_H

#include "src/base/error.h"
#include "src/base/reader.h"
#include "src/crypto/dh.h"
#include "src/crypto/hash.h"
#include "src/ext/custom.h"
#include "src/session/session.h"

/** What the security level is asked about; `id` is a suite, group, scheme or version, `bits` the strength. */
enum bs_security_op {
    BS_SEC_SUITE_SUPPORTED, BS_SEC_SUITE_SHARED, BS_SEC_SUITE_CHECK,
    BS_SEC_GROUP_SUPPORTED, BS_SEC_GROUP_SHARED, BS_SEC_GROUP_CHECK,
    BS_SEC_VERSION, BS_SEC_TICKET,
    BS_SEC_SIGALG_SUPPORTED, BS_SEC_SIGALG_SHARED, BS_SEC_SIGALG_CHECK, BS_SEC_SIGALG_MASK
};

#define BS_PSK_IDENTITY_MAX 256 /* bytes of an identity or a hint up to TLS 1.2, OpenSSL's PSK_MAX_IDENTITY_LEN */
#define BS_PSK_KEY_MAX 512      /* bytes of the key, OpenSSL's PSK_MAX_PSK_LEN */

#define BS_APP_COOKIE_MAX 4096  /* bytes of a program's part of a cookie, OpenSSL's SSL_COOKIE_LENGTH */

/** Things that happen, for OpenSSL's info callback. */
enum bs_event {
    BS_EV_HANDSHAKE_START, /* value: 0 for the first; enum bs_renegotiation_event, refused ones as well */
    BS_EV_STATE,           /* the state (bs_conn_state) is about to change, OpenSSL's SSL_CB_LOOP; 1: for the first time in a run */
    BS_EV_HANDSHAKE_DONE,  /* value: 1 if there was one; 0 when a HelloRequest was sent, or answered with a refusal */
    BS_EV_RUN_DONE,        /* a message of the open connection is dealt with; value: 0 if that ended the connection */
    BS_EV_AUTH_START,      /* a part of authentication after the handshake begins: a request, or the answer to it */
    BS_EV_EARLY,           /* the handshake stands where early data may pass */
    BS_EV_AUTH_DONE,       /* authentication after the handshake is complete, RFC 8446 4.6.2 */
    BS_EV_ALERT_READ,      /* value: level << 8 | description */
    BS_EV_ALERT_WRITE
};

/** What began in an open connection. */
enum bs_renegotiation_event { BS_RENEGOTIATION_REQUEST = 1, BS_RENEGOTIATION_HELLO, BS_RENEGOTIATION_REFUSAL };

/** Content types of the message callback beyond the wire's. */
enum { BS_MSG_HEADER = 256, BS_MSG_INNER_TYPE = 257 };

/** What came of a ticket; the names are OpenSSL's. */
enum bs_ticket_result {
    BS_TICKET_NONE,          /* as if none had been sent */
    BS_TICKET_EMPTY,         /* the client has none yet */
    BS_TICKET_NO_DECRYPT,    /* not ours, or not any more: a new one is due */
    BS_TICKET_SUCCESS,
    BS_TICKET_SUCCESS_RENEW  /* of use, and a new one is due */
};

struct bs_client_hello; /* src/hs/client_hello.h */

/**
 * Callbacks to the face. `app` is the connection's owner. Any member may be NULL unless said otherwise. Those that
 * return a status may return BS_WANT_CALLBACK: the handshake pauses, and the same callback is called again when the
 * face calls bs_conn_handshake() again.
 */
struct bs_ops {
    /** Server: a ClientHello came, nothing is decided. May change the config. Errors end the handshake. */
    bs_status (*client_hello)(void *app, const struct bs_client_hello *ch);
    /**
     * Server: the name asked for (empty view if none); a client is called once the server answered, with an empty view.
     * *out_ack: answer with an empty extension. May change the config.
     */
    bs_status (*server_name)(void *app, bs_reader name, bool *out_ack);
    /** Either role: a renegotiation begins, by whomever it was asked for. May change the config. Errors end it. */
    bs_status (*renegotiation)(void *app);
    /** Either role, before an own certificate is chosen (OpenSSL's cert_cb / client_cert_cb). May change the credentials. */
    bs_status (*select_cert)(void *app);
    /** Either role: the security level's judgement of own certificates that are about to be sent; NULL: all may be.
     *  BS_E_OWN_*_WEAK if not. `chain` is that of the credential. */
    bs_status (*own_chain)(void *app, const bs_reader *chain, size_t num);
    /** Server: choose among the offered (wire format list). Leave *out empty to go on without ALPN. */
    bs_status (*alpn_select)(void *app, bs_reader offered, bs_reader *out);
    /**
     * Either role: the body of an extension of the program's for a message; leave *out_send false to go without.
     * \param cert   the certificate that it is for; NULL but in a Certificate.
     */
    bs_status (*custom_add)(void *app, const struct bs_custom_ext *e, enum bs_ext_msg m, const struct bs_ext_cert *cert,
                            bs_reader *out, bool *out_send);
    /** The body that custom_add() lent was copied. */
    void (*custom_added)(void *app, const struct bs_custom_ext *e, enum bs_ext_msg m, bs_reader body);
    /** Either role: an extension of the program's came. In a server's ClientHello it may change the config. */
    bs_status (*custom_parse)(void *app, const struct bs_custom_ext *e, enum bs_ext_msg m, const struct bs_ext_cert *cert,
                              bs_reader body);
    /**
     * Server: the client wants a status of the certificate that was chosen; both in wire format, RFC 6066 8.
     * Leave *out empty to send none.
     */
    bs_status (*status_asked)(void *app, bs_reader responders, bs_reader extensions, bs_reader *out);
    /** Client: a certificate status came, an OCSP response in DER. Judged later. */
    bs_status (*status_received)(void *app, bs_reader response);
    /** Client, once the server's flight is complete: go on with the status that came, or none? */
    bs_status (*status_judge)(void *app);
    /** Required when verifying: judges the chain (leaf first). The status chosen decides the alert. *out_result: X509_V_*. */
    bs_status (*verify_peer)(void *app, const bs_reader *certs, size_t num_certs, int32_t *out_result);
    /** Required: a zeroed session of the face, refs 1, destroy set; NULL if out of memory. */
    struct bs_session *(*session_alloc)(void *app);
    /** Server: look an id up; *out gets a reference, NULL if not found. */
    bs_status (*session_find)(void *app, bs_reader id, struct bs_session **out);
    /** A session is complete (1.2: after Finished; 1.3: for each ticket sent or received). Borrowed; ref to keep. */
    void (*session_new)(void *app, struct bs_session *s);
    /** A session must not be resumed any more, after a fatal error. */
    void (*session_remove)(void *app, struct bs_session *s);
    /** Server: one that was offered is too old. `found`: by session_find(), for TLS 1.2; else out of a ticket, or 1.3's. */
    void (*session_expired)(void *app, struct bs_session *s, bool found);
    /** Server: takes a session out of the cache for good; false if it was not there (any more). */
    bool (*session_claim)(void *app, struct bs_session *s);
    /** Server: true to take the early data that the client sends; all else fits. NULL: all are taken. */
    bool (*early_allow)(void *app);
    /** Server: protect a session's state as a ticket. *out_len in: room, out: length; 0: issue none. */
    bs_status (*ticket_seal)(void *app, struct bs_session *s, bs_reader state, uint8_t *out, size_t *out_len);
    /** Server: recover it. BS_E_NOT_FOUND: full handshake. *out_renew: send a new ticket. */
    bs_status (*ticket_open)(void *app, bs_reader ticket, uint8_t *out, size_t *out_len, bool *out_renew);
    /** Server: the parameters for DHE with the suite and certificate that were chosen; views until the handshake ends.
     *  BS_E_NO_DH if there are none. */
    bs_status (*dh_params)(void *app, struct bs_dh *out);
    /** The security level's judgement of DH parameters, own or the server's; NULL: all are allowed. */
    bool (*dh_allowed)(void *app, const struct bs_dh *dh);
    /** Either role: what the peer's session_ticket extension holds. Errors end the handshake. */
    bs_status (*ticket_ext)(void *app, bs_reader body);
    /**
     * Either role, to TLS 1.2: a master secret that the programs share, RFC 4851 3.2.2. \param ch   server: the
     * ClientHello; a client has NULL. \param out_len   0: there is none. \param out_suite   the suite to go with it; 0
     * as it comes: as else.
     */
    bs_status (*master_secret)(void *app, const struct bs_client_hello *ch, uint8_t secret[BS_SESSION_SECRET_MAX],
                               size_t *out_len, uint16_t *out_suite);
    /** Server: a ticket for this session is about to be made, or its id given out; the program may add to it. */
    bs_status (*ticket_prepare)(void *app, struct bs_session *s);
    /** Server: what is to become of a ticket, and of the session that was in it (NULL if none). */
    bs_status (*ticket_judge)(void *app, struct bs_session *s, bs_reader ticket, enum bs_ticket_result *io);
    /** Server: a new session's id, of at most 32 bytes; NULL: random. */
    bs_status (*session_id)(void *app, uint8_t id[BS_SESSION_ID_MAX], uint8_t *out_len);
    /** Server: true if the program forbids that a new session is ever resumed. */
    bool (*session_forbid)(void *app, bool forward_secret);
    /**
     * Client, TLS 1.3: an external PSK to offer; *out gets a reference, NULL for none. \param hash   what it must fit
     * after a HelloRetryRequest, else BS_HASH_NONE. \param out_id   its identity, which the engine copies.
     */
    bs_status (*psk_use)(void *app, enum bs_hash hash, bs_reader *out_id, struct bs_session **out);
    /** Server, TLS 1.3: the external PSK of an identity; *out gets a reference, NULL if there is none. */
    bs_status (*psk_find)(void *app, bs_reader identity, struct bs_session **out);
    /**
     * Client, to TLS 1.2: identity and key for a server's hint, NULL if it gave none. \param out_len   0: there is none.
     */
    bs_status (*psk_client)(void *app, const char *hint, char identity[BS_PSK_IDENTITY_MAX + 1],
                            uint8_t key[BS_PSK_KEY_MAX], size_t *out_len);
    /** Server, to TLS 1.2: the key of an identity; *out_len 0: it is unknown. */
    bs_status (*psk_server)(void *app, const char *identity, uint8_t key[BS_PSK_KEY_MAX], size_t *out_len);
    /** Server: the program's part of a cookie, RFC 8446 4.2.2. \param io_len   in: room, BS_APP_COOKIE_MAX; out: bytes. */
    bs_status (*cookie_make)(void *app, uint8_t *out, size_t *io_len);
    /** Server: that part came back, and was not changed. \return BS_OK, or BS_E_COOKIE_MISMATCH to refuse it. */
    bs_status (*cookie_check)(void *app, bs_reader cookie);
    /** The security level's judgement; NULL: all is allowed. */
    bool (*security)(void *app, enum bs_security_op op, unsigned bits, uint32_t id);
    /** TLS 1.3: the padding of a record; len counts the content and the byte of its type. False: the program leaves it
     *  to bs_config.block_padding. What would make the record too long is cut. */
    bool (*padding)(void *app, uint8_t type, size_t len, size_t *out_pad);
    /** Each protocol message and record header, for OpenSSL's message callback. */
    void (*message)(void *app, bool sent, uint16_t version, uint16_t content_type, bs_reader bytes);
    void (*event)(void *app, enum bs_event event, unsigned value);
    /** NSS key log: label "CLIENT_RANDOM", "CLIENT_HANDSHAKE_TRAFFIC_SECRET", ... */
    void (*keylog)(void *app, const char *label, bs_reader client_random, bs_reader secret);
};

#endif
