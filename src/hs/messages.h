/**
 * \file messages.h
 * \brief The messages: a decoder and the two ends of each, in a file each.               RFC 8446 4; RFC 5246 7.4
 *
 * Decoders are pure: views into the body, BS_E_LENGTH on anything truncated, overlong or trailed. The functions with
 * the type of a row (see struct bs_hs_step) write or receive the message; `_send` ignores its body.
 */
#ifndef BS_HS_MESSAGES_H
#define BS_HS_MESSAGES_H

#include "src/hs/hs.h"

/** ServerHello and HelloRetryRequest. RFC 8446 4.1.3, RFC 5246 7.4.1.3 */
struct bs_server_hello {
    uint16_t legacy_version;
    bs_reader random;      /* 32 bytes */
    bs_reader session_id;  /* 0 to 32 bytes */
    uint16_t cipher_suite;
    uint8_t compression;
    bs_reader extensions;  /* empty if absent */
};
BS_CHECKED bs_status bs_server_hello_decode(struct bs_server_hello *out, bs_reader body);
/** True if the random says HelloRetryRequest. RFC 8446 4.1.3 */
bool bs_is_hrr(const struct bs_server_hello *sh);
/**
 * \brief The version that it leads to: supported_versions' if that is there, else the legacy one.    RFC 8446 4.2.1
 * \return BS_OK; BS_E_LENGTH, BS_E_BAD_VERSION_NUMBER or BS_E_BAD_LEGACY_VERSION for a supported_versions that may not come.
 */
bs_status bs_server_hello_version(const struct bs_server_hello *sh, uint16_t *out);

/** CertificateRequest before TLS 1.3; sigalgs in TLS 1.2 alone. RFC 5246 7.4.4; RFC 4346 7.4.4 */
struct bs_certificate_request12 {
    bs_reader types, sigalgs, ca_names;
};
BS_CHECKED bs_status bs_certificate_request12_decode(struct bs_certificate_request12 *out, uint16_t version,
                                                     bs_reader body);
/** CertificateRequest of TLS 1.3. RFC 8446 4.3.2 */
struct bs_certificate_request13 {
    bs_reader context, extensions;
};
BS_CHECKED bs_status bs_certificate_request13_decode(struct bs_certificate_request13 *out, bs_reader body);

/**
 * \brief Judge a list of CAs: each is opaque DistinguishedName<1..2^16-1>, a Name in DER.   RFC 8446 4.2.4, RFC 5246 7.4.4
 * \return BS_OK, BS_E_LENGTH, BS_E_CA_NAME (no Name), or BS_E_CA_NAME_LENGTH (something behind it).
 */
bs_status bs_ca_names_judge(bs_reader names);

/** The next certificate of a certificate_list; extensions in TLS 1.3 alone. False if malformed. RFC 8446 4.4.2 */
BS_CHECKED bool bs_certificate_next(bs_reader *list, bool tls13, bs_reader *out_der, bs_reader *out_exts);

/**
 * CertificateVerify, and the tail of a ServerKeyExchange: scheme (0 before TLS 1.2, which has none) and signature.
 * RFC 8446 4.4.3; RFC 4346 7.4.8
 */
struct bs_signed {
    uint16_t scheme;
    bs_reader signature;
};
BS_CHECKED bs_status bs_signed_decode(struct bs_signed *out, uint16_t version, bs_reader body);

/** ServerKeyExchange. RFC 8422 5.4; RFC 5246 7.4.3 */
struct bs_server_key_exchange {
    uint16_t group;   /* ECDHE */
    bs_reader hint;   /* the suites with a PSK; RFC 4279 */
    bs_reader p, g;   /* DHE */
    bs_reader share;
    bs_reader params; /* the signed bytes: all up to the share */
    struct bs_signed sig; /* but with a PSK */
};
/** ECDHE's. */
BS_CHECKED bs_status bs_server_key_exchange_decode(struct bs_server_key_exchange *out, uint16_t version,
                                                   bs_reader body);
/** DHE's. */
BS_CHECKED bs_status bs_server_key_exchange_decode_dhe(struct bs_server_key_exchange *out, uint16_t version,
                                                       bs_reader body);

/** Any of those with a PSK. RFC 4279 2, 3, 4; RFC 5489 2 */
BS_CHECKED bs_status bs_server_key_exchange_decode_psk(struct bs_server_key_exchange *out, enum bs_kx kx, bs_reader body);

/** CertificateStatusType. RFC 6066 8 */
enum { BS_STATUS_OCSP = 1 };
/** CertificateStatus, which is the extension's body in TLS 1.3; BS_E_STATUS_TYPE if it is no OCSP response. */
BS_CHECKED bs_status bs_certificate_status_decode(bs_reader *out_response, bs_reader body);
/** Writes the one that the program gave. */
void bs_certificate_status_put(const struct bs_hs *hs, bs_writer *w);

/** NewSessionTicket. RFC 8446 4.6.1, RFC 5077 3.3 (age_add, nonce and extensions in 1.3 alone) */
struct bs_new_session_ticket {
    uint32_t lifetime, age_add;
    bs_reader nonce, ticket, extensions;
};
BS_CHECKED bs_status bs_new_session_ticket_decode(struct bs_new_session_ticket *out, bs_reader body, bool tls13);

/* Rows. */

bs_status bs_client_hello_send(struct bs_hs *hs, bs_reader body);
bs_status bs_client_hello_recv(struct bs_hs *hs, bs_reader body);
/** The one after a HelloRetryRequest; a server only takes it. RFC 8446 4.1.2 */
bs_status bs_client_hello_again(struct bs_hs *hs, bs_reader body);
/** Server: read its extensions; what was chosen by those of the first must still be there. RFC 8446 4.1.2 */
bs_status bs_client_hello_judge_again(struct bs_hs *hs, bs_reader body);
bs_status bs_hello_request_send(struct bs_hs *hs, bs_reader body);
/** Server, once a session is found or begun: the max_fragment_length that holds from now on. RFC 6066 4 */
bs_status bs_max_fragment_agree(struct bs_hs *hs, bs_reader body);
bs_status bs_server_hello12_send(struct bs_hs *hs, bs_reader body);
bs_status bs_server_hello12_recv(struct bs_hs *hs, bs_reader body);
bs_status bs_server_hello13_send(struct bs_hs *hs, bs_reader body);
bs_status bs_server_hello13_recv(struct bs_hs *hs, bs_reader body);
bs_status bs_hello_retry_send(struct bs_hs *hs, bs_reader body);
/** \brief The HelloRetryRequest that was, or is to be, sent. \param out   in the handshake's buffer. */
bs_status bs_hello_retry_write(struct bs_hs *hs, bs_writer *out);
bs_status bs_hello_retry_recv(struct bs_hs *hs, bs_reader body);
bs_status bs_encrypted_extensions_send(struct bs_hs *hs, bs_reader body);
bs_status bs_encrypted_extensions_recv(struct bs_hs *hs, bs_reader body);
bs_status bs_certificate_send(struct bs_hs *hs, bs_reader body);
bs_status bs_certificate_recv(struct bs_hs *hs, bs_reader body);
bs_status bs_certificate_status_send(struct bs_hs *hs, bs_reader body);
bs_status bs_certificate_status_recv(struct bs_hs *hs, bs_reader body);
bs_status bs_certificate_request12_send(struct bs_hs *hs, bs_reader body);
bs_status bs_certificate_request12_recv(struct bs_hs *hs, bs_reader body);
bs_status bs_certificate_request13_send(struct bs_hs *hs, bs_reader body);
bs_status bs_certificate_request13_recv(struct bs_hs *hs, bs_reader body);
bs_status bs_certificate_verify_send(struct bs_hs *hs, bs_reader body);
bs_status bs_certificate_verify_recv(struct bs_hs *hs, bs_reader body);
bs_status bs_server_key_exchange_send(struct bs_hs *hs, bs_reader body);
bs_status bs_server_key_exchange_recv(struct bs_hs *hs, bs_reader body);
bs_status bs_server_hello_done_send(struct bs_hs *hs, bs_reader body);
bs_status bs_server_hello_done_recv(struct bs_hs *hs, bs_reader body);
bs_status bs_client_key_exchange_send(struct bs_hs *hs, bs_reader body);
bs_status bs_client_key_exchange_recv(struct bs_hs *hs, bs_reader body);
bs_status bs_ccs_send(struct bs_hs *hs, bs_reader body);
bs_status bs_ccs_recv(struct bs_hs *hs, bs_reader body);
/** The one that means nothing. RFC 8446 D.4 */
bs_status bs_ccs_compat(struct bs_hs *hs, bs_reader body);
bs_status bs_finished_send(struct bs_hs *hs, bs_reader body);
bs_status bs_finished_recv(struct bs_hs *hs, bs_reader body);
bs_status bs_new_session_ticket12_send(struct bs_hs *hs, bs_reader body);
bs_status bs_new_session_ticket12_recv(struct bs_hs *hs, bs_reader body);
/** One a run; the row runs as often as there are tickets to send. */
bs_status bs_new_session_ticket13_send(struct bs_hs *hs, bs_reader body);

/* After the handshake. */

/** \brief Take a TLS 1.3 ticket: a new session for the connection. RFC 8446 4.6.1 */
bs_status bs_new_session_ticket13_recv(struct bs_conn *c, bs_reader body);
/** \brief Queue a KeyUpdate and change our key. RFC 8446 4.6.3 */
bs_status bs_key_update_send(struct bs_conn *c, bool request_peer);
bs_status bs_key_update_recv(struct bs_conn *c, bs_reader body);

/* Keys. */

/** \brief Protect one direction with a traffic secret. RFC 8446 7.3 */
bs_status bs_keys13_set(struct bs_conn *c, const struct bs_suite *suite, const uint8_t *secret, bool sealing);
/** Handshake traffic keys, after ServerHello. */
bs_status bs_keys13_handshake(struct bs_hs *hs, bs_reader body);
/** Application traffic secrets, after the server's Finished. */
bs_status bs_keys13_application(struct bs_hs *hs, bs_reader body);
/** Resumption secret and the last changes, after the client's Finished. */
bs_status bs_keys13_done(struct bs_hs *hs, bs_reader body);
/** Master secret, after ClientKeyExchange. RFC 5246 8.1, RFC 7627 4 */
bs_status bs_keys12_master(struct bs_hs *hs, bs_reader body);
/** Key block. RFC 5246 6.3 */
bs_status bs_keys12_block(struct bs_hs *hs);
/** \brief Protect one direction with the key block. */
bs_status bs_keys12_set(struct bs_hs *hs, bool sealing);

/** \brief The peer's leaf certificate's key; views into the session's chain. */
struct bs_cert;
bs_status bs_peer_leaf(const struct bs_hs *hs, struct bs_cert *out);

#endif
