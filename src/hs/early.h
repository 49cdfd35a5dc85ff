/**
 * \file early.h
 * \brief Early data: sent under a PSK before the server has answered.                      RFC 8446 2.3, 4.2.10, 7.1
 *
 * A program that wants early data says bs_conn_early_want() before the handshake. bs_conn_handshake() then says
 * BS_WANT_EARLY where such data may pass: at a client after its ClientHello, and again after the server's flight; at a
 * server after its own flight. There bs_conn_write() and bs_conn_read() work, and bs_conn_early_leave() goes on.
 */
#ifndef BS_HS_EARLY_H
#define BS_HS_EARLY_H

#include "src/hs/hs.h"

#define BS_EARLY_OVERHEAD (6 * 17 + 2) /* bytes of protection that refused early data may have, as OpenSSL counts */

/** What outlives the handshake; there only where early data were offered. */
struct bs_early {
    uint32_t max, count;            /* bytes: allowed, and passed so far */
    enum bs_hash hash;
    uint8_t exporter[BS_SECRET_MAX]; /* RFC 8446 7.5: early_exporter_master_secret */
};

/** Wipes and frees; NULL is fine. */
void bs_early_free(struct bs_early *e);

/**
 * \brief Client, before its first ClientHello is written: are early data to be offered? RFC 8446 4.2.10
 * \return BS_OK; BS_E_EARLY_SERVER_NAME or BS_E_EARLY_ALPN if the session is of another name or protocol.
 */
bs_status bs_early_offer(struct bs_hs *hs);
/** Client: the server wants another ClientHello, which is neither early nor protected. RFC 8446 4.1.2 */
void bs_early_retry(struct bs_hs *hs);
/** \brief Client: may the server have taken early data, as EncryptedExtensions say? \return BS_OK or an error. */
bs_status bs_early_accepted(struct bs_hs *hs);
/** \brief Client: the limit that a ticket's extensions give, 0 if none. RFC 8446 4.6.1 */
bs_status bs_early_read_ticket(bs_reader extensions, uint32_t *out_max);
/** \brief Counts bytes of early data against the limit. \return BS_OK; or, the limit passed, the error for this role. */
bs_status bs_early_count(struct bs_conn *c, size_t len);
/**
 * A client fails whose early data were not taken: the alert goes out under keys that the server has, or none. Until it is
 * told these are the early ones, as in OpenSSL: a server that refused the data skips the alert with them. RFC 8446 4.2.10
 */
void bs_early_failing(struct bs_hs *hs);

/** \name Rows.
 * @{ */
/** Client: the ClientHello is out: early keys, if early data were offered. */
bs_status bs_early_keys(struct bs_hs *hs, bs_reader body);
/** Server: early data are taken, or refused and skipped. */
bs_status bs_early_judge(struct bs_hs *hs, bs_reader body);
/** Client: data may be sent before the server has answered. */
bs_status bs_early_pause(struct bs_hs *hs, bs_reader body);
/** Either role: more of them may come before the client's flight. */
bs_status bs_early_pause_again(struct bs_hs *hs, bs_reader body);
bs_status bs_end_of_early_data_send(struct bs_hs *hs, bs_reader body);
bs_status bs_end_of_early_data_recv(struct bs_hs *hs, bs_reader body);
/** The handshake keys take the place of the early ones. */
bs_status bs_early_end(struct bs_hs *hs, bs_reader body);
/** @} */

#endif
