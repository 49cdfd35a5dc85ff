/**
 * \file negotiate.h
 * \brief Choosing: versions, suites, groups, schemes and certificates.      RFC 8446 4.1.1; RFC 5246 7.4.1; RFC 8422 5
 */
#ifndef BS_HS_NEGOTIATE_H
#define BS_HS_NEGOTIATE_H

#include "src/hs/hs.h"

/** True if we implement the version and the configuration and the security level allow it. */
bool bs_version_enabled(const struct bs_conn *c, uint16_t version);
/** The highest and the lowest enabled version; 0 if there is none. */
uint16_t bs_highest_version(const struct bs_conn *c);
uint16_t bs_lowest_version(const struct bs_conn *c);

/** True if v is in the list. */
bool bs_list_has(const uint16_t *list, size_t num, uint16_t v);
/** \brief A wire list of 16-bit values, at most BS_MAX_PEER_LIST of them kept. \return false if its length is odd. */
BS_CHECKED bool bs_list_read(bs_reader wire, uint16_t out[BS_MAX_PEER_LIST], size_t *out_num);

/** True if the suite exists in this version and the level allows it for this use. */
bool bs_suite_usable(const struct bs_conn *c, const struct bs_suite *s, uint16_t version, enum bs_security_op op);
/** The group if it is configured and the level allows it for this use; NULL otherwise. */
const struct bs_group *bs_group_usable(const struct bs_conn *c, uint16_t id, enum bs_security_op op);
/** The scheme if it is configured and the level allows it for this use; NULL otherwise. */
const struct bs_sigscheme *bs_scheme_usable(const struct bs_conn *c, uint16_t id, enum bs_security_op op);

/** The schemes that we sign with, in order of preference. */
const uint16_t *bs_own_schemes(const struct bs_conn *c, size_t *out_num);
/** The scheme if it is one of those and the level allows it; NULL otherwise. */
const struct bs_sigscheme *bs_scheme_to_sign(const struct bs_conn *c, uint16_t id);

/** The scheme that a key signs with before TLS 1.2; NULL if it cannot, or the level does not allow it. RFC 4346 7.4.8 */
const struct bs_sigscheme *bs_legacy_scheme(const struct bs_conn *c, const struct bs_pubkey *key);
/** First scheme both sides have (in the order that decides) that the credential can sign with; NULL if none. */
const struct bs_sigscheme *bs_choose_scheme(const struct bs_hs *hs, const struct bs_credential *cred);
/** False if the peer named schemes, and we sign with none of them. */
bool bs_any_scheme_shared(const struct bs_hs *hs);
/** True if one of the schemes that we accept is for such certificates (of RSA, or the others), and the level allows it. */
bool bs_auth_possible(const struct bs_conn *c, enum bs_auth auth);
/** Its place in the order that decides; 0 comes first. */
size_t bs_scheme_rank(const struct bs_hs *hs, const struct bs_sigscheme *s);
/**
 * \brief Judge the scheme that the peer signed with, and its key.
 * \return BS_OK, BS_E_WRONG_SIGALG, BS_E_SIGALG_NOT_OFFERED, BS_E_LEGACY_SIGALG or BS_E_WRONG_GROUP.
 */
bs_status bs_check_scheme(const struct bs_hs *hs, uint16_t id, const struct bs_pubkey *key,
                          const struct bs_sigscheme **out);
/** The group on a curve of BearSSL's; 0 if there is none. */
uint16_t bs_group_of_curve(int curve);
/** Client: true if a suite and a group that it offers have to do with elliptic curves. RFC 8422 5.1 */
bool bs_offers_ecc(const struct bs_hs *hs);
/** The group of the client's first share that serves, 0 if there is none or the shares are not as they must be; TLS 1.3. */
uint16_t bs_share_in_hand(const struct bs_hs *hs);
/** True if our order of suites and schemes decides: a server that says so, or either end in Suite B. */
bool bs_prefers_own(const struct bs_conn *c);
/**
 * False if Suite B is in force and a suite binds another group: AES-128 goes with P-256, AES-256 with P-384. RFC 6460 3.1
 * Before a suite is chosen (NULL), and in TLS 1.3, all are allowed.
 */
bool bs_suite_b_allows(const struct bs_conn *c, const struct bs_suite *s, uint16_t group);
/** First shared group for ECDHE, NULL if none; up to TLS 1.2. */
const struct bs_group *bs_choose_group(const struct bs_hs *hs, const struct bs_suite *s);

/* Rows. */

/** Fail at once, as OpenSSL does, if the level refuses the highest version that there is, or a server has none enabled. */
bs_status bs_check_versions(struct bs_hs *hs, bs_reader body);
/** Server: read the extensions, choose the version, go on with its script. Client: the same from a ServerHello. */
bs_status bs_choose_version(struct bs_hs *hs, bs_reader body);
bs_status bs_choose_suite13(struct bs_hs *hs, bs_reader body);
bs_status bs_choose_group13(struct bs_hs *hs, bs_reader body);
bs_status bs_choose_cert13(struct bs_hs *hs, bs_reader body);
bs_status bs_choose_suite12(struct bs_hs *hs, bs_reader body);
/** Server, to TLS 1.2: the suite, and what certificate and group would serve it; nothing is settled. RFC 5246 7.4.1.3 */
bs_status bs_find_suite12(struct bs_hs *hs);
/** Client: choose the certificate to answer a CertificateRequest with, maybe none. */
bs_status bs_choose_client_cert(struct bs_hs *hs, bs_reader body);

/** Calls to the face. */
bs_status bs_call_client_hello(struct bs_hs *hs, bs_reader body);
bs_status bs_call_server_name(struct bs_hs *hs, bs_reader body);
/** The same callback on a client, when it is known whether the server took the name. */
bs_status bs_call_server_answer(struct bs_hs *hs, bs_reader body);
bs_status bs_call_select_cert(struct bs_hs *hs, bs_reader body);
bs_status bs_call_alpn(struct bs_hs *hs, bs_reader body);
/** Server: ask for a certificate status. Client: what of it, once the server's flight is complete. */
bs_status bs_call_status(struct bs_hs *hs, bs_reader body);
bs_status bs_call_verify(struct bs_hs *hs, bs_reader body);

/** Server: the programs' own master secret, if there is one (shared_secret.c); then as in a resumption. RFC 4851 3.2.2 */
bs_status bs_secret_ask(struct bs_hs *hs, bs_reader body);
/** Client, as it takes the ServerHello: the same secret, in case the server goes on so. \return BS_OK or an error. */
bs_status bs_secret_prepare(struct bs_hs *hs);
/** Client: does it? May want input: the message after the ServerHello says so. */
bs_status bs_secret_find_flow(struct bs_hs *hs, bs_reader body);
/** Server: the random of its ServerHello, drawn once; RFC 8446 4.1.3. \return BS_OK or BS_E_ENTROPY. */
bs_status bs_server_random_draw(struct bs_hs *hs);

/** Server: find the session of a ticket or an id. */
bs_status bs_resume12(struct bs_hs *hs, bs_reader body);
/**
 * \brief After the server_name callback, which may have gone over to a context that wants other clients than the one
 * whose session was found: unless that session is of the very name asked for, a full handshake then. RFC 6066 3
 */
bs_status bs_rejudge12(struct bs_hs *hs, bs_reader body);
bs_status bs_resume13(struct bs_hs *hs, bs_reader body);
/** Client: true if the offered session can be used in this version. */
bool bs_can_offer(const struct bs_hs *hs, uint16_t version);
/** \brief A zeroed session of the face with what is known by now filled in. */
bs_status bs_session_begin(struct bs_hs *hs);
/** \brief What a session remembers of server name and protocol, as they are known by now. \return BS_OK or BS_E_MEMORY. */
bs_status bs_session_keep_names(const struct bs_hs *hs, struct bs_session *s);
/** \brief Draw the id of a new session, or have the program make one. */
bs_status bs_session_name(struct bs_hs *hs, struct bs_session *s);
/** True if the program forbids that the new session is ever resumed; it is marked so. */
bool bs_session_forbidden(struct bs_hs *hs);
/** \brief From the face's cache, by id. *out is NULL if it has none. */
bs_status bs_session_by_id(struct bs_hs *hs, bs_reader id, struct bs_session **out);
/** \brief From a ticket, which may be empty. *out is NULL if it is of no use. */
bs_status bs_session_by_ticket(struct bs_hs *hs, bs_reader ticket, struct bs_session **out,
                               enum bs_ticket_result *out_result);
/**
 * \brief What OpenSSL asks of a session before it is used again; *out_ok tells, an error ends the handshake.
 * \param found   by its id, in TLS 1.2: for session_expired().
 */
bs_status bs_session_judge(struct bs_hs *hs, struct bs_session *s, bool found, bool *out_ok);
/** It is resumed: the handshake owns the reference from now on. */
void bs_session_take(struct bs_hs *hs, struct bs_session *s);
/** Server, TLS 1.3: tickets are ids of sessions in the cache. */
bool bs_stateful13(const struct bs_hs *hs);
/** The session becomes the connection's. */
void bs_session_establish(struct bs_hs *hs);

#endif
