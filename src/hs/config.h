/**
 * \file config.h
 * \brief All settings of a connection.
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
#include "src/hs/ops.h"
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
    BS_CF_DRAIN_FLIGHTS = 1 << 22,      /* at the end of a flight, a handshake wants its output drained */
    BS_CF_STATELESS = 1 << 23,          /* server, 1.3: nothing is kept before a cookie came back; see retry_cookie.h */
    BS_CF_COOKIE_CHECK = 1 << 24,       /* cookie_check() can be asked */
    BS_CF_PSK = 1 << 21,                /* to TLS 1.2: psk_client() or psk_server() can be asked */
    BS_CF_FIRST_VERSION_REFUSED = 1 << 17, /* the security level refuses the version that a connection starts as */
    BS_CF_SHARED_SECRET = 1 << 18,      /* to TLS 1.2: master_secret() can be asked */
    BS_CF_STRICT_CHAINS = 1 << 19,      /* own chains are sent only if they are as the peer wants them; chain_fit.h */
    BS_CF_NO_ANTI_REPLAY = 1 << 16,     /* server: early data may come with a ticket that was used before */
    BS_CF_NO_CBC_SPLIT = 1 << 15        /* TLS 1.0: data goes in as few records as it needs */
};

/** MaxFragmentLength, RFC 6066 4; also of sessions. */
enum bs_max_fragment {
    BS_MAX_FRAGMENT_NONE = 0,
    BS_MAX_FRAGMENT_512 = 1,
    BS_MAX_FRAGMENT_1024 = 2,
    BS_MAX_FRAGMENT_2048 = 3,
    BS_MAX_FRAGMENT_4096 = 4
};

#define BS_COOKIE_KEY_LEN 32

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

struct bs_config {
    const struct bs_impl *impl;  /* required */
    const struct bs_env *env;    /* required */
    const struct bs_ops *ops;    /* required */
    uint32_t flags;              /* bs_config_flag bits */
    uint16_t min_version, max_version;
    uint16_t disabled_versions;  /* bit (version & 15) for holes in the range */
    uint8_t verify;              /* bs_verify bits */
    uint8_t num_tickets;         /* server, 1.3: tickets after a full handshake (half of it, rounded up, when resumed) */
    uint32_t timeout_s;          /* of new sessions */
    uint32_t max_cert_list;      /* bytes of a Certificate message */
    uint32_t max_early_data;     /* server: bytes that new tickets allow; 0: no early data */
    uint32_t recv_max_early_data;/* server: bytes that are taken, or skipped, whatever a ticket says */
    uint16_t max_send_fragment;  /* plaintext bytes a record, where no max_fragment_length is agreed on; 0: 16384 */
    uint16_t split_send_fragment; /* what data and messages are cut into, if that is less; 0: as max_send_fragment */
    uint16_t block_padding;      /* TLS 1.3: records are padded to multiples of so many bytes; 0: not */
    uint32_t suite_b;            /* path.h's BS_PATH_SUITE_B bits: what own chains, groups and suites are held to; 0: nothing */
    uint8_t max_fragment_code;   /* client: max_fragment_length to ask for, enum bs_max_fragment */
    uint32_t read_buffer;        /* bytes that reading ahead may take at once, where that is more than a record has */
    uint64_t seal_limit;         /* TLS 1.3: records under one key, if less than its cipher's limit; 0: that one */
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
    size_t current_cred;         /* client, to TLS 1.2: the one that it may send; num_creds: none */

    const struct bs_custom_ext *custom; /* the program's own extensions, written in this order */
    size_t num_custom;

    bs_reader server_name;       /* client: SNI host name without trailing NUL; empty: none */
    bs_reader alpn;              /* client: protocols in wire format (each with a length byte); empty: none */
    bool ticket_ext_set;         /* client, to TLS 1.2: ticket_ext is what session_ticket holds; NULL: it is left out */
    bs_reader ticket_ext;
    bs_reader psk_hint;          /* server, to TLS 1.2: psk_identity_hint; empty: none */
    const uint8_t *cookie_key;   /* server: BS_COOKIE_KEY_LEN bytes that cookies are authenticated with; NULL: there are none */
    bool request_status;         /* client: ask for a certificate status (OCSP) */
    bs_reader status_responders, status_extensions; /* of it, in wire format: RFC 6066 8 */
    bs_reader cert_types;        /* server, to TLS 1.2: certificate_types to ask with; empty: those that sigalgs allow */
    bs_reader ca_names;          /* certificate_authorities in wire format without the outer length; a client's go into its hello */
};

#endif
