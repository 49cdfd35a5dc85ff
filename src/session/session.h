/**
 * \file session.h
 * \brief What a handshake leaves behind for later ones.                    RFC 5246 F.1.4; RFC 5077; RFC 8446 2.2
 *
 * A bs_session is the first member of an object of the face (OpenSSL's SSL_SESSION), which allocates and destroys it;
 * the engine holds counted references. Once established only not_resumable changes, so that threads may share it.
 */
#ifndef BS_SESSION_SESSION_H
#define BS_SESSION_SESSION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/error.h"
#include "src/base/reader.h"

#define BS_SESSION_ID_MAX 32
#define BS_SID_CTX_MAX 32
#define BS_SESSION_SECRET_MAX 64
#define BS_SESSION_PSK_MAX 512 /* bytes of a program's own, OpenSSL's TLS13_MAX_RESUMPTION_PSK_LENGTH */

struct bs_session {
    atomic_uint refs;
    void (*destroy)(struct bs_session *s); /* frees the whole object; set by whoever allocated it */

    uint16_t version;      /* wire version; 0 while empty */
    uint16_t suite;        /* wire value */
    uint16_t group;        /* NamedGroup of the key exchange; 0 if none */
    uint8_t id_len, sid_ctx_len, secret_len;
    uint8_t id[BS_SESSION_ID_MAX];
    uint8_t sid_ctx[BS_SID_CTX_MAX];
    uint8_t secret[BS_SESSION_SECRET_MAX]; /* master secret (1.2); PSK of the ticket (1.3): see bs_session_secret() */
    uint8_t *long_secret;  /* owned; one that does not fit, which only a program can have made; NULL if none */
    size_t long_secret_len;

    uint64_t time_s;       /* when it was established, seconds since 1970 */
    uint64_t time_ms;      /* when the ticket was received or issued, milliseconds: for the ticket age (1.3) */
    uint32_t timeout_s;
    uint32_t ticket_lifetime_s; /* hint from the server */
    uint32_t ticket_age_add;
    uint32_t max_early_data;
    int32_t verify_result; /* X509_V_* of the peer's chain */
    uint8_t max_fragment_code; /* RFC 6066 4; 0: none */
    bool no_peer_cert;     /* a client that was asked for its chain answered with none; not in a serialisation */
    bool leaf_only;        /* peer_chain came from a serialisation, which has the leaf alone */
    bool ems;              /* extended master secret, RFC 7627 */
    atomic_bool not_resumable; /* set when a connection failed, or by the program: the one field that changes later */

    uint8_t *ticket;       /* owned; NULL if none */
    size_t ticket_len;
    char *server_name;     /* owned, NUL-terminated; NULL if none */
    char *psk_identity, *psk_hint; /* to TLS 1.2; the same */
    uint8_t *alpn;         /* owned; the selected protocol */
    size_t alpn_len;
    uint8_t *peer_chain;   /* owned; certificates as on the wire: a 24-bit length, then DER, leaf first */
    size_t peer_chain_len;
    uint8_t *ticket_appdata; /* owned; the program's */
    size_t ticket_appdata_len;
};

/** One more reference; returns s. */
struct bs_session *bs_session_ref(struct bs_session *s);

/** One reference less; the last one calls destroy(). NULL is fine. */
void bs_session_free(struct bs_session *s);

/** Frees what the session owns and wipes its secret; for destroy(). */
void bs_session_clear(struct bs_session *s);

/** Copies all but the reference count and destroy(). dst is empty. BS_OK or BS_E_MEMORY (dst is then cleared). */
bs_status bs_session_copy(struct bs_session *dst, const struct bs_session *src);

/** The master secret up to TLS 1.2, the PSK in TLS 1.3. RFC 5246 8.1; RFC 8446 4.6.1, 4.2.11 */
static inline bs_reader bs_session_secret(const struct bs_session *s) {
    if (s->long_secret) return bs_r_from(s->long_secret, s->long_secret_len);
    return bs_r_from(s->secret, s->secret_len);
}

/** Replaces it; the old one is wiped. BS_OK, BS_E_ARGUMENT for more than BS_SESSION_PSK_MAX bytes, or BS_E_MEMORY. */
bs_status bs_session_set_secret(struct bs_session *s, bs_reader secret);

/** Replaces an owned byte field by a copy (len 0: NULL). BS_OK or BS_E_MEMORY, then nothing is changed. */
bs_status bs_session_set_bytes(uint8_t **field, size_t *field_len, bs_reader bytes);

/** Replaces an owned string by a copy. BS_OK or BS_E_MEMORY, then nothing is changed. */
bs_status bs_session_set_string(char **field, bs_reader bytes);

/** True if it could still be resumed at this time (seconds). */
bool bs_session_is_fresh(const struct bs_session *s, uint64_t now_s);

/** The peer's leaf certificate (DER); false if there is none. */
BS_CHECKED bool bs_session_peer_leaf(const struct bs_session *s, bs_reader *out);

#endif
