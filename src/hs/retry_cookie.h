/**
 * \file retry_cookie.h
 * \brief A server that keeps nothing between HelloRetryRequest and the answer: all is in the cookie.    RFC 8446 4.2.2
 *
 * With BS_CF_STATELESS every ClientHello without a good cookie is answered with a HelloRetryRequest that has one, and
 * bs_conn_handshake() says BS_WANT_EARLY after it, or after the server's flight if the cookie was good.
 */
#ifndef BS_HS_RETRY_COOKIE_H
#define BS_HS_RETRY_COOKIE_H

#include "src/hs/hs.h"

#define BS_COOKIE_LIFE_S 600      /* as OpenSSL's */

/** What a cookie says, authenticated; views into it. */
struct bs_retry_cookie {
    uint16_t group;       /* that the server chose; 0: none */
    uint16_t suite;
    uint8_t share_asked;  /* 1: the HelloRetryRequest had a key_share */
    uint64_t time_s;      /* when it was made */
    bs_reader hello_hash; /* of the first ClientHello, RFC 8446 4.4.1 */
    bs_reader app;        /* the program's part */
};

/** \brief Decode the part before the MAC. Pure. \return BS_OK; BS_E_NOT_FOUND if it is of another format. */
BS_CHECKED bs_status bs_retry_cookie_decode(struct bs_retry_cookie *out, bs_reader body);

/** \brief Server, before a HelloRetryRequest is written: hs->cookie, with a hash of the transcript. RFC 8446 4.2.2 */
bs_status bs_retry_cookie_make(struct bs_hs *hs);

/**
 * \brief Row of a server: judge the ClientHello's cookie, and go on as after the HelloRetryRequest it came in.
 * \return BS_OK, the cookie taken, or ignored because there is none, nobody to verify it, or it is old;
 *         BS_E_LENGTH; BS_E_COOKIE_MISMATCH if it was not made here; BS_E_COOKIE_CHANGED for another suite or group.
 */
bs_status bs_retry_cookie_check(struct bs_hs *hs, bs_reader body);

#endif
