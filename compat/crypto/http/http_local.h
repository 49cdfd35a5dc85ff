/**
 * \file http_local.h
 * \brief One HTTP/1.0 exchange, from its request line to the response's body.      RFC 9112; man 3 OSSL_HTTP_REQ_CTX
 *
 * A context is made with the two BIOs, takes a request line, headers and maybe a body, and is then driven until the
 * response's header is there; where ASN.1 is expected, until the whole value is in memory.
 */
#ifndef BS_COMPAT_HTTP_LOCAL_H
#define BS_COMPAT_HTTP_LOCAL_H

#include <openssl/http.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum bs_http_state {
    BS_HTTP_BEGUN,     /* no request line yet */
    BS_HTTP_HEADERS,   /* the request's header is being made */
    BS_HTTP_SEND_HEAD,
    BS_HTTP_SEND_BODY,
    BS_HTTP_FLUSH,
    BS_HTTP_STATUS,    /* the response's first line is awaited */
    BS_HTTP_FIELDS,    /* its header fields, after 200 */
    BS_HTTP_REDIRECT,  /* its header fields, after 301 or 302 */
    BS_HTTP_REFUSED,   /* its header fields, after any other status: read and then an error */
    BS_HTTP_ASN1_HEAD, /* the value's tag and length are awaited */
    BS_HTTP_ASN1_BODY,
    BS_HTTP_DONE,      /* the value is in memory */
    BS_HTTP_STREAM,    /* the body is to be read from the BIO */
    BS_HTTP_FAILED,
};

struct ossl_http_req_ctx_st {
    enum bs_http_state state;
    BIO *wbio, *rbio;
    bool owns_wbio;
    OSSL_HTTP_bio_cb_t update; /* what the program does to the connection's BIO, or NULL */
    void *update_arg;
    bool use_ssl;
    char *proxy, *server, *port;
    unsigned char *buf; /* one line, or as much of the body as is read at once */
    size_t buf_size;
    BIO *mem;  /* the request's header, then what came of the response */
    BIO *body; /* of the request, or NULL */
    bool post;
    const unsigned char *unsent;
    size_t unsent_len;
    char *expected_type; /* until the header has told it */
    bool expect_asn1;
    size_t response_len, max_response_len;
    int keep_alive; /* 0: not wanted; 1: wanted; 2: required */
    bool granted;   /* the response keeps the connection */
    time_t deadline, deadline_of_all; /* 0: none */
    char *redirection;
};

/** \brief A context over BIOs that stay the caller's until owns_wbio is set; buf_size as OSSL_HTTP_REQ_CTX_new() has it. NULL
 *  without memory. */
OSSL_HTTP_REQ_CTX *bs_http_new(BIO *wbio, BIO *rbio, int buf_size);

/** \brief False, with an error, for text with a line's end: it would make two lines of one, and fields that nobody asked for.
 *  RFC 9112 5 */
bool bs_http_one_line(const char *what, const char *s);

/** \brief Ends the header with what tells of the body; a BIO without a length is sent without Content-Length. */
bool bs_http_set_body(OSSL_HTTP_REQ_CTX *rctx, const char *content_type, BIO *body);

/**
 * \brief The first line of a response: its status, by what comes next.                                  RFC 9112 4
 * Sets the state to BS_HTTP_FIELDS, _REDIRECT or _REFUSED, and queues an error for the last and for a line that is none.
 * \param line   ends with a NUL; changed.
 */
void bs_http_status_line(OSSL_HTTP_REQ_CTX *rctx, char *line);

/**
 * \brief A field line of a response's header.                                                           RFC 9112 5
 * \return  false with an error on the queue where it says what may not be; false with a redirection taken.
 */
bool bs_http_field_line(OSSL_HTTP_REQ_CTX *rctx, char *line);

/** \brief Takes a length of the response, from either source: false, with an error, if too long or not the same. */
bool bs_http_set_response_len(OSSL_HTTP_REQ_CTX *rctx, size_t len);

#endif
