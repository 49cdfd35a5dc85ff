/**
 * \file ladder.h
 * \brief Draw a handshake as a ladder between client and server, a line a message, as it happens.
 *
 * ladder.c keeps the picture, ladder_parse.c reads the messages, ladder_names.c knows the numbers' names.
 */
#ifndef BEARSHIM_APPS_LADDER_H
#define BEARSHIM_APPS_LADDER_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct app_ladder;

/** \brief A drawing on `out`; we are the client or the server. NULL when out of memory. */
struct app_ladder *app_ladder_new(FILE *out, bool server);
void app_ladder_free(struct app_ladder *l);

/** \brief Draw one message; the arguments are those of the msg callback. */
void app_ladder_message(struct app_ladder *l, bool sent, int content_type, const uint8_t *data, size_t len);

/** \brief Draw the line and summary below the handshake; once a connection. */
void app_ladder_done(struct app_ladder *l, SSL *ssl);

/** \brief The connection ended without a finished handshake. */
void app_ladder_failed(struct app_ladder *l, SSL *ssl);

/** \brief A new connection begins: the next message draws the heading. */
void app_ladder_restart(struct app_ladder *l);

/* --- ladder_parse.c: what a message says, as notes ------------------------------------------------------------- */

#define APP_NOTE_MAX 12
#define APP_NOTE_LEN 160
/* What the messages so far tell; notes is filled anew by each. */
struct app_hs_view {
    unsigned version;             /* chosen, 0 before the ServerHello                     */
    unsigned suite;
    bool retry;                   /* the last ServerHello was a HelloRetryRequest         */
    bool offered_psk, psk_chosen; /* TLS 1.3                                              */
    bool has_ticket;              /* TLS 1.2: the ClientHello carried one                 */
    bool resumed;
    uint8_t session_id[32];       /* the client's                                         */
    size_t session_id_len;
    unsigned group;
    size_t num_notes;
    char notes[APP_NOTE_MAX][APP_NOTE_LEN];
};

/** \brief Read one handshake message (with its 4-byte header) into notes; a malformed one gives a note that says so. */
void app_hs_view_message(struct app_hs_view *v, const uint8_t *msg, size_t len);

/** \brief Add a note. */
void app_hs_note(struct app_hs_view *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* --- ladder_names.c: IANA's names; a text of the number where there is none ------------------------------------- */

struct app_name_buf { char text[48]; };
const char *app_version_name(unsigned version, struct app_name_buf *buf);
const char *app_suite_name(unsigned suite, struct app_name_buf *buf);
const char *app_group_name(unsigned group, struct app_name_buf *buf);
const char *app_sigalg_name(unsigned sigalg, struct app_name_buf *buf);
const char *app_alert_name(unsigned alert, struct app_name_buf *buf);

#endif
