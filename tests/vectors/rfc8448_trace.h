/**
 * \file rfc8448_trace.h
 * \brief What RFC 8448 tells of one connection, in hexadecimal.
 *
 * Hellos are messages; what comes after them is records, as they are on the wire. The traces of sections 5 to 7 hang
 * together by their AEAD tags: a byte that differed from the RFC's would not open.
 */
#ifndef BS_TEST_VECTORS_RFC8448_TRACE_H
#define BS_TEST_VECTORS_RFC8448_TRACE_H

struct rfc8448_trace {
    const char *name;
    const char *first_private;  /* client's key of the first ClientHello, where there are two */
    const char *client_hello, *retry, *second_hello, *server_hello;
    const char *client_private, *server_private; /* keys of the shares that were used */
    const char *psk;            /* of the ticket: section 3 gives it, section 4 uses it */
    const char *early_traffic, *early_exporter, *early_data, *end_of_early_data;
    const char *client_hs, *server_hs, *client_ap, *server_ap, *exporter, *resumption; /* secrets */
    const char *server_flight, *client_flight;   /* the last handshake record of each */
    const char *ticket, *client_data, *server_data, *client_alert, *server_alert;
};

#endif
