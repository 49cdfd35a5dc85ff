/**
 * \file hs.h
 * \brief The state of one handshake, and the rows its scripts are made of.
 *
 * A handshake is a table that reads like the RFC's figure; both roles share it. The runner (runner.c) walks the rows:
 * it skips, sends, or waits for exactly the message of the row. Whatever may pause or changes keys is a LOCAL row.
 */
#ifndef BS_HS_HS_H
#define BS_HS_HS_H

#include "src/base/writer.h"
#include "src/hs/chain_fit.h"
#include "src/hs/client_hello.h"
#include "src/hs/conn_local.h"
#include "src/keys/schedule.h"
#include "src/keys/transcript.h"

enum bs_hs_need { BS_SKIP, BS_MUST, BS_MAY }; /* MAY: the peer decides */
enum bs_hs_from { BS_FROM_CLIENT = BS_CLIENT, BS_FROM_SERVER = BS_SERVER, BS_LOCAL };

struct bs_hs_step {
    const char *name;         /* as in the RFC; NULL ends the script */
    uint8_t msg_type;
    enum bs_hs_from from;
    enum bs_hs_need (*need)(const struct bs_hs *hs);            /* NULL: MUST */
    bs_status (*run[2])(struct bs_hs *hs, bs_reader body);      /* [client], [server]; NULL: nothing to do */
    bool peek;                /* the message is looked at and stays for the next row */
};

/** What is remembered of an extension of the program's (src/ext/custom.c). */
struct bs_custom_mark {
    uint16_t type;
    uint8_t marks;
};

struct bs_hs {
    struct bs_conn *c;
    const struct bs_hs_step *at;   /* the row in hand */
    bool told;                     /* the row's event was given */
    bool again;                    /* the row is to run once more */
    bool sending;                  /* the last message was ours */
    bs_reader whole;               /* the received message in hand, with its header */

    /* what was agreed */
    const struct bs_suite *suite;
    const struct bs_group *group;
    const struct bs_sigscheme *scheme;     /* we sign with */
    const struct bs_credential *cred;      /* own, chosen */
    struct bs_session *session;            /* being made; established at the end */
    struct bs_session *old;                /* offered (client) or found (server) for resumption */
    bool renegotiation;            /* not the connection's first */
    bool peer_began;               /* of the peer a message was taken */
    bool done_told;                /* the end of the handshake was told, though tickets are still being sent */
    bool request_only;             /* server: a HelloRequest, and nothing more */
    bool retry;                    /* a HelloRetryRequest is due or was sent */
    bool retry_sent;               /* server: it was */
    uint8_t max_fragment_code;     /* server: of the ClientHello in hand, enum bs_max_fragment */
    bool second_hello;             /* the ClientHello in hand follows it */
    bool resumed;
    bool ems;
    bool encrypt_then_mac;         /* agreed on, RFC 7366; for CBC suites */
    bool cert_requested;
    bool peer_cert;                /* the peer's Certificate was not empty */
    bool send_ticket;
    bool own_ticket;               /* client: the extension in the ClientHello is the program's */
    bool own_secret;               /* the programs' master secret is, or may be, used (shared_secret.c) */
    bool random_drawn;             /* server */
    bool ticket_due;               /* 1.3 server: tickets are sent at the end */
    bool external_psk;             /* what is resumed is no session but a PSK of the program's */
    bool early_ccs;                /* a ChangeCipherSpec came before the version was known */
    bool ccs_sent;                 /* middlebox compatibility */
    bool peer_finished;
    bool ack_server_name;
    bool offered_auth;             /* server: the client's post_handshake_auth */
    bool pha;                      /* this is authentication after the handshake */
    bool status_asked;             /* server: the client wants a certificate status */
    bool status_expected;          /* client, to 1.2: the server may send one */
    uint8_t num_tickets_sent;      /* in this handshake */
    bool early_offered;            /* in the ClientHello in hand */
    bool early_ok;                 /* server: the PSK was found by, and is young enough for, its first use */
    bool early_keys;               /* a client's records, or those that a server reads, are under the early keys */
    bool exporter_ready;           /* 1.3: after the server's Finished, RFC 8446 7.1 */
    bool early_told;               /* client: EncryptedExtensions came: early data are taken or refused */
    bool early_left;               /* the program went on from a pause for early data */
    bool early_skips;              /* server: refused early data may still come: */
    size_t skip_early;             /* so many bytes */

    /* hello messages */
    uint8_t *hello;                /* server: the ClientHello in hand; the views below are into it */
    size_t hello_len;
    struct bs_client_hello ch;
    uint16_t offer_min, offer_max; /* client: versions offered */
    uint8_t session_id[32];
    uint8_t session_id_len;
    uint8_t sid_ctx_len;           /* server, 1.2: as it is when sessions are judged; a new one keeps it */
    uint8_t sid_ctx[BS_SID_CTX_MAX];
    bool offered12;                /* client: the id is of a session before TLS 1.3, and so is the ticket */
    bool offered13;                /* client: the first PSK is the ticket of a session */
    uint64_t ext_sent, ext_got;    /* a bit for each row of the extension list */
    struct bs_custom_mark *custom; /* the program's own extensions, sent or received; owned */
    size_t num_custom;
    struct bs_ext_cert ext_cert;   /* in a Certificate: whose extensions are in hand */
    bs_reader status_responders, status_extensions; /* server: of status_request */
    uint8_t *status;               /* server: the response to send; owned */
    size_t status_len;
    bs_reader sni, alpn, shares, psk_ids, psk_binders, ticket;
    size_t psk_block_len;          /* bytes of the binders list with its length at the end of the ClientHello */
    struct bs_session *psk;        /* client: the program's PSK that is offered besides `old` */
    uint8_t *psk_id;               /* its identity; owned */
    size_t psk_id_len;
    uint8_t num_offered_psks;      /* client */
    bool offered_external;         /* client: the last of them is the program's */
    uint8_t psk_modes;             /* bit 0: psk_ke, bit 1: psk_dhe_ke; those that both have */
    uint16_t psk_index;            /* chosen */
    uint8_t num_psks_tried;        /* server: before the search paused */
    uint16_t want_group;           /* of a HelloRetryRequest; 0: none */
    bs_reader peer_share;          /* in the ClientHello in hand, or in share_mem */
    uint8_t *share_mem;            /* owned; see bs_peer_share_keep() */
    struct bs_dh peer_dh;          /* client, DHE: the server's parameters, in share_mem too */
    uint8_t *cookie;               /* client: what it was given; server: what it gives; owned */
    size_t cookie_len;
    bs_reader cookie_in;           /* server: the ClientHello's */
    bool cookie_ok;                /* server: it was good */

    /* peer's lists */
    bool sigalgs_named;            /* peer_sigalgs are the peer's, and not RFC 5246 7.4.1.4.1's in the place of none */
    uint16_t peer_sigalgs[BS_MAX_PEER_LIST], peer_groups[BS_MAX_PEER_LIST];
    size_t num_peer_sigalgs, num_peer_groups;
    uint8_t point_formats[255]; /* the peer's, RFC 8422 5.1.2 */
    uint8_t num_point_formats;
    uint8_t *request;              /* client: the CertificateRequest's body; owned */
    size_t request_len;
    bs_reader request_context, cert_types, ca_names;

    /* secrets */
    struct bs_transcript transcript;
    struct bs_buf kept;            /* the messages themselves: see kept_messages.c */
    bool kept_dropped;
    struct bs_transcript before_hello; /* server: what a PSK binder begins with */
    struct bs_kex kex;
    struct bs_schedule schedule;
    uint8_t early_secret[BS_SECRET_MAX];
    uint8_t own_hs[BS_SECRET_MAX], peer_hs[BS_SECRET_MAX];   /* 1.3 handshake traffic secrets */
    uint8_t *shared_key;           /* of a PSK suite up to TLS 1.2, owned; see psk.h */
    size_t shared_key_len;
    uint8_t *premaster;            /* owned; see premaster.h */
    size_t premaster_len;
    bool have_block;
    uint8_t key_block[2 * (BS_HASH_MAX + 32 + 16)];          /* 1.2 */

    uint8_t *out;                  /* the message being written */
    size_t out_cap;
};

/** \brief Begin: allocate the state; a client may offer the connection's session. \return BS_OK or BS_E_MEMORY. */
bs_status bs_hs_start(struct bs_conn *c, bool offer);
/** Wipes and frees; NULL is fine. */
void bs_hs_free(struct bs_hs *hs);

/** \brief Run the rows until the end of the script, a wish or an error. */
bs_status bs_hs_run(struct bs_hs *hs);
/** Goes on with another script after the row in hand. */
void bs_hs_switch(struct bs_hs *hs, const struct bs_hs_step *script);

/** \brief Open a message of at most `max` body bytes; the writer stands after its header. */
bs_status bs_hs_begin(struct bs_hs *hs, uint8_t type, size_t max, bs_writer *out);
/** \brief Close it: header, transcript, records. */
bs_status bs_hs_send(struct bs_hs *hs, bs_writer *w);
/** \brief The same without the transcript (HelloRequest, tickets and KeyUpdate after the handshake). */
bs_status bs_hs_send_unhashed(struct bs_hs *hs, bs_writer *w);

/** The flows. */
extern const struct bs_hs_step bs_script_hello[], bs_script_tls12[], bs_script_tls12_full[],
    bs_script_tls12_resumed[], bs_script_tls13[];

/** A server sends tickets at once, if the client can use them; a client takes them whenever they come. RFC 8446 4.6.1 */
enum bs_hs_need bs_if_ticketing(const struct bs_hs *hs);

/** Draws n random bytes. \return BS_OK or BS_E_ENTROPY. */
static inline bs_status bs_hs_random(const struct bs_hs *hs, uint8_t *out, size_t n) {
    const struct bs_env *env = hs->c->cfg.env;
    return env->random(env->arg, out, n) ? BS_OK : BS_E_ENTROPY;
}

/** True if a flag of the configuration is on. */
static inline bool bs_hs_flag(const struct bs_hs *hs, enum bs_config_flag f) { return (hs->c->cfg.flags & (uint32_t)f) != 0; }

/** \name kept_messages.c: the messages that an EdDSA signature of TLS 1.2 covers. RFC 8422 5.10
 * @{ */
/** Adds a message to the transcript, and keeps it while it may be needed. */
void bs_hs_add_message(struct bs_hs *hs, bs_reader message);
/** No such signature can come any more. */
void bs_hs_drop_messages(struct bs_hs *hs);
/** What was kept; empty if dropped, or if memory was out. */
bs_reader bs_hs_messages(const struct bs_hs *hs);
/** @} */

/** Hash of the transcript so far: the suite's, before TLS 1.2 MD5 and SHA-1 (RFC 4346 7.4.9). Returns its length. */
static inline size_t bs_hs_hash(const struct bs_hs *hs, uint8_t out[BS_HASH_MAX]) {
    return bs_transcript_hash(&hs->transcript, hs->c->version < BS_TLS12 ? BS_HASH_MD5SHA1 : hs->suite->prf, out);
}

#endif
