/**
 * \file config.h
 * \brief All settings of a connection, and what it asks of the program through callbacks.
 *
 * A bs_config is plain data with borrowed pointers; a connection has a copy of its own, whose arrays belong to the
 * face and live as long as the connection. It may be changed between calls of bs_conn_*, and from inside the
 * callbacks that say so.
 */
#ifndef BS_HS_CONFIG_H
#define BS_HS_CONFIG_H

#include "src/base/env.h"
#include "src/base/error.h"
#include "src/base/reader.h"
#include "src/crypto/group.h"
#include "src/crypto/impl.h"
#include "src/crypto/key.h"
#include "src/crypto/sigscheme.h"
#include "src/ext/custom.h"
#include "src/hs/suite.h"
#include "src/session/session.h"

enum bs_role { BS_CLIENT = 0, BS_SERVER = 1 };

enum bs_version { BS_TLS10 = 0x0301, BS_TLS11 = 0x0302, BS_TLS12 = 0x0303, BS_TLS13 = 0x0304 };

/** Verification of the peer; as OpenSSL's SSL_VERIFY_* bits. */
enum bs_verify { BS_VERIFY_NONE = 0, BS_VERIFY_PEER = 1, BS_VERIFY_REQUIRE = 2, BS_VERIFY_ONCE = 4, BS_VERIFY_PHA = 8 };

/** Settings that are on or off; a bit each. */
enum bs_config_flag {
    BS_CF_SERVER_PREFERENCE = 1 << 0,   /* server: our order of suites and groups decides */
    BS_CF_PRIORITIZE_CHACHA = 1 << 1,   /* server: ChaCha first if the client's first is ChaCha */
    BS_CF_NO_TICKET = 1 << 2,           /* 1.2: no tickets; 1.3: stateful tickets (session ids of the cache) */
    BS_CF_MIDDLEBOX_COMPAT = 1 << 3,    /* RFC 8446 D.4 */
    BS_CF_NO_EXTENDED_MASTER = 1 << 4,
    BS_CF_LEGACY_SERVER_CONNECT = 1 << 5,/* client: talk to servers without renegotiation_info */
    BS_CF_NO_RENEGOTIATION = 1 << 6,
    BS_CF_ALLOW_CLIENT_RENEGOTIATION = 1 << 7,
    BS_CF_NO_RESUME_ON_RENEGOTIATION = 1 << 8,
    BS_CF_SESSION_CACHE = 1 << 9,       /* server: give out session ids (the cache is on) */
    BS_CF_FALLBACK_SCSV = 1 << 10,      /* client: RFC 7507 */
    BS_CF_ALLOW_PSK_KE = 1 << 11,       /* psk_ke besides psk_dhe_ke */
    BS_CF_NO_ENCRYPT_THEN_MAC = 1 << 12,
    BS_CF_PHA = 1 << 13,                /* client: offer post-handshake authentication */
    BS_CF_UNSAFE_LEGACY_RENEGOTIATION = 1 << 30, /* RFC 5746 4: renegotiate with peers that lack the extension */
    BS_CF_IGNORE_UNEXPECTED_EOF = 1 << 14,
    BS_CF_TMP_DH = 1 << 20,             /* server: dh_params() has parameters for DHE */
    BS_CF_PSK = 1 << 21,                /* to TLS 1.2: psk_client() or psk_server() can be asked */
    BS_CF_NO_CBC_SPLIT = 1 << 15        /* TLS 1.0: data goes in as few records as it needs */
};

/** Something that signs and decrypts with a private key; a class, so that a key may live elsewhere. */
struct bs_signer {
    /** Digest as scheme->hash made it (or the message itself where the scheme has no hash). May return BS_WANT_CALLBACK. */
    bs_status (*sign)(const struct bs_signer *s, const struct bs_sigscheme *scheme, bs_reader digest, uint8_t *sig,
                      size_t *sig_len);
    /** RSA key exchange; see bs_rsa_decrypt_premaster(). */
    bs_status (*decrypt_premaster)(const struct bs_signer *s, bs_reader ct, uint16_t version, const uint8_t fallback[48],
                                   uint8_t out[48]);
    void *arg;
};

/** One own certificate with its chain and key. */
struct bs_credential {
    const bs_reader *chain;       /* DER, leaf first */
    size_t chain_len;             /* number of certificates, at least 1 */
    const struct bs_pubkey *pub;  /* of the leaf */
    struct bs_signer signer;
    bool may_sign;                /* leaf's key usage allows digitalSignature (or has none) */
    bool may_encipher;            /* leaf's key usage allows keyEncipherment (or has none) */
    bool not_for_ecdhe_ecdsa;     /* a server's: may sign, but not where RFC 5246 7.4.2 has the key usage decide */
};

/** What the security level is asked about; `id` is a suite, group, scheme or version, `bits` the strength. */
enum bs_security_op {
    BS_SEC_SUITE_SUPPORTED, BS_SEC_SUITE_SHARED, BS_SEC_SUITE_CHECK,
    BS_SEC_GROUP_SUPPORTED, BS_SEC_GROUP_SHARED, BS_SEC_GROUP_CHECK,
    BS_SEC_VERSION, BS_SEC_TICKET,
    BS_SEC_SIGALG_SUPPORTED, BS_SEC_SIGALG_SHARED, BS_SEC_SIGALG_CHECK
};

#define BS_PSK_IDENTITY_MAX 256 /* bytes of an identity or a hint up to TLS 1.2, OpenSSL's PSK_MAX_IDENTITY_LEN */
#define BS_PSK_KEY_MAX 512      /* bytes of the key, OpenSSL's PSK_MAX_PSK_LEN */

/** Things that happen, for OpenSSL's info callback. */
enum bs_event {
    BS_EV_HANDSHAKE_START, /* value: 0 for the first; enum bs_renegotiation_event, refused ones as well */
    BS_EV_STATE,           /* the state (bs_conn_state) is about to change, OpenSSL's SSL_CB_LOOP */
    BS_EV_HANDSHAKE_DONE,  /* value: 1 if there was one; 0 when a HelloRequest was sent, or answered with a refusal */
    BS_EV_RUN_DONE,        /* a message of the open connection is dealt with; value: 0 if that ended the connection */
    BS_EV_AUTH_START,      /* a part of authentication after the handshake begins: a request, or the answer to it */
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
    /** Server: the name asked for (empty view if none); a client is called once the server answered, with an empty view. *out_ack: answer with an empty extension. May change the config. */
    bs_status (*server_name)(void *app, bs_reader name, bool *out_ack);
    /** Either role: a renegotiation begins, by whomever it was asked for. May change the config. Errors end it. */
    bs_status (*renegotiation)(void *app);
    /** Either role, before an own certificate is chosen (OpenSSL's cert_cb / client_cert_cb). May change the credentials. */
    bs_status (*select_cert)(void *app);
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
    /** Server: the client wants a status of the certificate that was chosen; both in wire format, RFC 6066 8. Leave *out empty to send none. */
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
    /** A session must not be resumed any more (fatal error, expired). */
    void (*session_remove)(void *app, struct bs_session *s);
    /** Server: protect a session's state as a ticket. *out_len in: room, out: length; 0: issue none. */
    bs_status (*ticket_seal)(void *app, struct bs_session *s, bs_reader state, uint8_t *out, size_t *out_len);
    /** Server: recover it. BS_E_NOT_FOUND: full handshake. *out_renew: send a new ticket. */
    bs_status (*ticket_open)(void *app, bs_reader ticket, uint8_t *out, size_t *out_len, bool *out_renew);
    /** Server: the parameters for DHE with the suite and certificate that were chosen; views until the handshake ends.
     *  BS_E_NO_DH if there are none. */
    bs_status (*dh_params)(void *app, struct bs_dh *out);
    /** The security level's judgement of DH parameters, own or the server's; NULL: all are allowed. */
    bool (*dh_allowed)(void *app, const struct bs_dh *dh);
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
    /** The security level's judgement; NULL: all is allowed. */
    bool (*security)(void *app, enum bs_security_op op, unsigned bits, uint32_t id);
    /** Each protocol message and record header, for OpenSSL's message callback. */
    void (*message)(void *app, bool sent, uint16_t version, uint16_t content_type, bs_reader bytes);
    void (*event)(void *app, enum bs_event event, unsigned value);
    /** NSS key log: label "CLIENT_RANDOM", "CLIENT_HANDSHAKE_TRAFFIC_SECRET", ... */
    void (*keylog)(void *app, const char *label, bs_reader client_random, bs_reader secret);
};

struct bs_config {
    const struct bs_impl *impl;  /* required */
    const struct bs_env *env;    /* required */
    const struct bs_ops *ops;    /* required */
    uint32_t flags;              /* bs_config_flag bits */
    uint16_t min_version, max_version;
    uint16_t disabled_versions;  /* bit (version & 15) for holes in the range */
    uint8_t verify;              /* bs_verify bits */
    uint8_t num_tickets;         /* server, 1.3: tickets after a full handshake (half of it, rounded up, when resumed: see OpenSSL) */
    uint32_t timeout_s;          /* of new sessions */
    uint32_t max_cert_list;      /* bytes of a Certificate message */
    uint16_t max_send_fragment;  /* plaintext bytes a record; 16384 */
    uint8_t sid_ctx_len;
    uint8_t sid_ctx[BS_SID_CTX_MAX];

    const uint16_t *suites;      /* in order of preference, TLS 1.3's first */
    size_t num_suites;
    const uint16_t *groups;      /* in order of preference; a client sends a share for the first one */
    size_t num_groups;
    const uint16_t *sigalgs;     /* in order of preference; ours to verify with, and to sign with unless: */
    size_t num_sigalgs;
    const uint16_t *sign_sigalgs;/* ours to sign with alone; NULL: those above */
    size_t num_sign_sigalgs;
    const struct bs_credential *creds; /* own certificates; in order of preference */
    size_t num_creds;

    const struct bs_custom_ext *custom; /* the program's own extensions, written in this order */
    size_t num_custom;

    bs_reader server_name;       /* client: SNI host name without trailing NUL; empty: none */
    bs_reader alpn;              /* client: protocols in wire format (each with a length byte); empty: none */
    bs_reader psk_hint;          /* server, to TLS 1.2: psk_identity_hint; empty: none */
    bool request_status;         /* client: ask for a certificate status (OCSP) */
    bs_reader status_responders, status_extensions; /* of it, in wire format: RFC 6066 8 */
    bs_reader ca_names;          /* certificate_authorities in wire format without the outer length; a client's go into its hello */
};

#endif
