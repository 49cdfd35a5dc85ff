/**
 * \file ext.h
 * \brief The one list of extensions, and the walker that alone refuses what may not come.            RFC 8446 4.2
 */
#ifndef BS_EXT_EXT_H
#define BS_EXT_EXT_H

#include "src/ext/custom.h"
#include "src/hs/hs.h"

/** One extension. write and read see the body alone; wanted, read and absent may be NULL. */
struct bs_ext {
    uint16_t type;
    const char *name;
    unsigned messages;      /* where it may appear */
    unsigned unasked;       /* responses that may carry it though we did not ask */
    bool only12, only13;    /* not looked at in a ClientHello that leads to the other version */
    bool (*wanted)(const struct bs_hs *hs, enum bs_ext_msg m);                   /* NULL: never written */
    bs_status (*write)(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w);
    bs_status (*read)(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body);      /* NULL: skipped */
    bs_status (*absent)(struct bs_hs *hs, enum bs_ext_msg m);                    /* called for `messages` it is not in */
};

/** \brief Write the block of a message, its outer length included; nothing if `omit_empty` and there are none. */
bs_status bs_ext_write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w, bool omit_empty);

/**
 * \brief Read the block of a message (without its outer length).
 * \return BS_OK; BS_E_BAD_EXTENSION, BS_E_REPEATED_EXTENSION, BS_E_MISPLACED_EXTENSION, BS_E_UNSOLICITED_EXTENSION, or
 *         what an extension's own read or absent said.
 */
bs_status bs_ext_read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader block);

/** \brief Judge the block of a NewSessionTicket, which comes when the handshake's state is gone. RFC 8446 4.6.1 */
bs_status bs_ext_judge_ticket(const struct bs_conn *c, bs_reader block);

/** True if the extension came in the last block that was read from the peer's ClientHello or answer. */
bool bs_ext_got(const struct bs_hs *hs, uint16_t type);
/** True if we sent it in our ClientHello. */
bool bs_ext_sent(const struct bs_hs *hs, uint16_t type);

/** \name custom.c: the program's own. RFC 8446 4.2 @{ */
/** The program's extension of a type for our role; NULL if it has none. */
const struct bs_custom_ext *bs_custom_find(const struct bs_conn *c, uint16_t type);
/** True if it was in our ClientHello. */
bool bs_custom_sent(const struct bs_hs *hs, uint16_t type);
/** True if it came in the peer's ClientHello or CertificateRequest, and was of use. */
bool bs_custom_got(const struct bs_hs *hs, uint16_t type);
/** \brief Ask the program for each extension that is due in a message; w is the message that bs_hs_begin() opened. */
bs_status bs_custom_write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w);
/** \brief Hand the program what came, from a block that the walker found well-formed; not for a ClientHello. */
bs_status bs_custom_read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader block);
/** Row of a server: those of the ClientHello, without the ones that wait to know whether a session is resumed. */
bs_status bs_custom_read_hello(struct bs_hs *hs, bs_reader body);
/** Row of a TLS 1.3 server, once that is known: these. */
bs_status bs_custom_read_hello_late(struct bs_hs *hs, bs_reader body);
/** \brief Hand the program what came in a NewSessionTicket, whose block is well-formed. */
bs_status bs_custom_read_ticket(struct bs_conn *c, bs_reader block);
/** @} */

/** \brief Client: ask the program for an external PSK, before a ClientHello is written. RFC 8446 4.2.11 */
bs_status bs_psk_ask(struct bs_hs *hs);
/** Client: the PSK that is offered first, NULL if none is: the one that early data go with. RFC 8446 4.2.10 */
const struct bs_session *bs_psk_first(const struct bs_hs *hs);
/** Puts the binders into a finished ClientHello. RFC 8446 4.2.11.2 */
bs_status bs_psk_sign_hello(struct bs_hs *hs, uint8_t *msg, size_t len);
/** Verifies the binder of the chosen identity. \return BS_OK or BS_E_BAD_PSK_BINDER. */
bs_status bs_psk_check_binder(struct bs_hs *hs);
/** The next identity and age of hs->psk_ids; false at the end. */
BS_CHECKED bool bs_psk_next(bs_reader *ids, bs_reader *out_identity, uint32_t *out_age);
/** \brief Draw a key pair for a group, replacing the one in hand. */
bs_status bs_key_share_make(struct bs_hs *hs, const struct bs_group *g);
/** The client's share for a group, from the list it sent. */
BS_CHECKED bool bs_key_share_find(bs_reader shares, uint16_t group, bs_reader *out);

extern const struct bs_ext bs_ext_server_name, bs_ext_max_fragment_length, bs_ext_ec_point_formats,
    bs_ext_supported_groups, bs_ext_session_ticket, bs_ext_status_request, bs_ext_alpn, bs_ext_encrypt_then_mac,
    bs_ext_extended_master_secret,
    bs_ext_signature_algorithms_cert, bs_ext_post_handshake_auth, bs_ext_signature_algorithms, bs_ext_supported_versions,
    bs_ext_psk_key_exchange_modes, bs_ext_key_share, bs_ext_cookie, bs_ext_renegotiation_info,
    bs_ext_early_data, bs_ext_certificate_authorities, bs_ext_pre_shared_key;

/** Numbers of the extensions. */
enum {
    BS_EXT_SERVER_NAME = 0,
    BS_EXT_MAX_FRAGMENT_LENGTH = 1,
    BS_EXT_STATUS_REQUEST = 5,
    BS_EXT_SUPPORTED_GROUPS = 10,
    BS_EXT_EC_POINT_FORMATS = 11,
    BS_EXT_SIGNATURE_ALGORITHMS = 13,
    BS_EXT_ALPN = 16,
    BS_EXT_ENCRYPT_THEN_MAC = 22,
    BS_EXT_EXTENDED_MASTER_SECRET = 23,
    BS_EXT_SESSION_TICKET = 35,
    BS_EXT_PRE_SHARED_KEY = 41,
    BS_EXT_EARLY_DATA = 42,
    BS_EXT_SUPPORTED_VERSIONS = 43,
    BS_EXT_COOKIE = 44,
    BS_EXT_PSK_MODES = 45,
    BS_EXT_CERTIFICATE_AUTHORITIES = 47,
    BS_EXT_POST_HANDSHAKE_AUTH = 49,
    BS_EXT_SIGNATURE_ALGORITHMS_CERT = 50,
    BS_EXT_KEY_SHARE = 51,
    BS_EXT_RENEGOTIATION_INFO = 0xff01
};

#endif
