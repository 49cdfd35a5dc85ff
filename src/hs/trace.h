/**
 * \file trace.h
 * \brief Messages in words, for people: the text of OpenSSL's SSL_trace().        RFC 8446 4; RFC 5246 7.4; RFC 5077 3.3
 *
 * Pure: what a message callback was given goes in, text comes out. A message that is not well formed is printed as far as
 * it can be read, and then called so.
 */
#ifndef BS_HS_TRACE_H
#define BS_HS_TRACE_H

#include "src/base/reader.h"
#include "src/hs/suite.h"

/** Where the text goes, and what the engine leaves to the face. */
struct bs_trace_sink {
    void (*text)(void *arg, const char *p, size_t len);
    void (*certificate)(void *arg, bs_reader der);           /* its details, and their frame */
    void (*name)(void *arg, bs_reader der);                  /* a distinguished name in one line */
    void (*dump)(void *arg, bs_reader bytes, unsigned indent); /* hexadecimal and characters */
    const char *(*alert)(uint8_t description);               /* its long name */
    void *arg;
};

/** What a message's shape depends on. */
struct bs_trace_about {
    bool from_server;
    bool tls13, schemes;           /* the version is 1.3; is 1.2 or later, where signatures name their scheme */
    const struct bs_suite *suite;  /* settles the shape of key exchanges; NULL if unknown */
};

/** \name What a message callback tells of, one function a content type. RFC 8446 4, 5.1, 5.4, 6; RFC 5246 7.1
 * Each ends its text with an empty line. @{ */
void bs_trace_header(const struct bs_trace_sink *out, bool sent, bs_reader header);
void bs_trace_inner_type(const struct bs_trace_sink *out, uint8_t type);
void bs_trace_ccs(const struct bs_trace_sink *out, bs_reader body);
void bs_trace_alert(const struct bs_trace_sink *out, bs_reader body);
void bs_trace_handshake(const struct bs_trace_sink *out, const struct bs_trace_about *about, bs_reader message);
/** @} */

#endif
