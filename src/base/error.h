/**
 * \file error.h
 * \brief The one status type and the one table from status to alert and text.    RFC 8446 6; RFC 5246 7.2
 *
 * Every function that can fail for more than one reason returns a bs_status. BS_OK is success; the BS_WANT_*
 * values say "not yet" and are never kept or queued; all others are errors, each at least as specific as the alert
 * that must be sent for it. The first fatal error of a connection sticks to it.
 *
 * compat/ maps each status to a reason code of OpenSSL's (one table there); nothing else knows both.
 */
#ifndef BS_BASE_ERROR_H
#define BS_BASE_ERROR_H

#include "src/base/error_table.h"

#define BS_CHECKED __attribute__((warn_unused_result))

/** Alert numbers, RFC 8446 6 (and RFC 5246 7.2 for the ones that 1.3 retired). */
enum bs_alert {
    BS_ALERT_CLOSE_NOTIFY = 0,
    BS_ALERT_UNEXPECTED_MESSAGE = 10,
    BS_ALERT_BAD_RECORD_MAC = 20,
    BS_ALERT_RECORD_OVERFLOW = 22,
    BS_ALERT_HANDSHAKE_FAILURE = 40,
    BS_ALERT_NO_CERTIFICATE = 41,
    BS_ALERT_BAD_CERTIFICATE = 42,
    BS_ALERT_UNSUPPORTED_CERTIFICATE = 43,
    BS_ALERT_CERTIFICATE_REVOKED = 44,
    BS_ALERT_CERTIFICATE_EXPIRED = 45,
    BS_ALERT_CERTIFICATE_UNKNOWN = 46,
    BS_ALERT_ILLEGAL_PARAMETER = 47,
    BS_ALERT_UNKNOWN_CA = 48,
    BS_ALERT_ACCESS_DENIED = 49,
    BS_ALERT_DECODE_ERROR = 50,
    BS_ALERT_DECRYPT_ERROR = 51,
    BS_ALERT_PROTOCOL_VERSION = 70,
    BS_ALERT_INSUFFICIENT_SECURITY = 71,
    BS_ALERT_INTERNAL_ERROR = 80,
    BS_ALERT_INAPPROPRIATE_FALLBACK = 86,
    BS_ALERT_USER_CANCELED = 90,
    BS_ALERT_NO_RENEGOTIATION = 100,
    BS_ALERT_MISSING_EXTENSION = 109,
    BS_ALERT_UNSUPPORTED_EXTENSION = 110,
    BS_ALERT_UNRECOGNIZED_NAME = 112,
    BS_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE = 113,
    BS_ALERT_UNKNOWN_PSK_IDENTITY = 115,
    BS_ALERT_CERTIFICATE_REQUIRED = 116,
    BS_ALERT_NO_APPLICATION_PROTOCOL = 120,
    BS_ALERT_NONE = 255 /* no alert is to be sent */
};

typedef enum bs_status {
    BS_OK = 0,
    BS_WANT_INPUT,    /* feed more bytes, then call again */
    BS_WANT_OUTPUT,   /* drain the output, then call again */
    BS_WANT_CALLBACK, /* a callback of the program asked to pause; call again when it is ready */
    BS_WANT_HANDSHAKE,/* reading: a renegotiation began, and is to be gone on with */
    BS_WANT_READ,     /* handshake: application data came first, and is to be read */
    BS_WANT_EARLY,    /* handshake: early data may pass here */
    BS_WANT_HELLO,    /* handshake: what came is no ClientHello, and is dropped; call again for the one that may follow */
    BS_E_FIRST_ = 15,
#define BS_X(name, alert, text) name,
    BS_ERRORS(BS_X)
#undef BS_X
    BS_E_LAST_
} bs_status;

/** Returns from the enclosing function on anything but BS_OK; only where nothing needs cleanup. */
#define BS_TRY(e) \
    do { \
        bs_status bs_try_ = (e); \
        if (bs_try_ != BS_OK) return bs_try_; \
    } while (0)

/** True for BS_WANT_*: the operation is to be tried again, nothing failed. */
static inline int bs_is_want(bs_status s) { return s >= BS_WANT_INPUT && s <= BS_WANT_HELLO; }

/** The alert to send for an error; BS_ALERT_NONE if none is due. */
enum bs_alert bs_status_alert(bs_status s);

/** The text of a status in English; never NULL. */
const char *bs_status_text(bs_status s);

/** The C name of a status ("BS_E_DECODE"); never NULL. */
const char *bs_status_name(bs_status s);

#endif
