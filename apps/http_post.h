/**
 * \file http_post.h
 * \brief One POST over HTTP/1.0, as OCSP wants it, by a proxy or TLS if need be.   RFC 6960 A.1
 */
#ifndef BEARSHIM_APPS_HTTP_POST_H
#define BEARSHIM_APPS_HTTP_POST_H

#include <openssl/bio.h>

#include "apps/options.h"

struct app_http_post {
    char *host, *port, *path;                /* NULL: the usual ones            */
    int tls;                                 /* the server's certificate is not judged: what it says is signed */
    const char *proxy, *no_proxy;            /* NULL: of the environment        */
    const struct app_list *headers;          /* `name=value` each               */
    int timeout;                             /* seconds for it all; 0: no limit */
    const char *request_type, *response_type;
};

/** \brief Take `http[s]://host[:port][/path]`; false if the text is none. To be cleared in any case. */
bool app_http_url(struct app_http_post *out, const char *url);

void app_http_clear(struct app_http_post *p);

/**
 * \brief Post a body.
 * \return  the body of the answer, one ASN.1 value, the caller's to free; NULL, and a line on stderr.
 */
BIO *app_http_post(const char *command, const struct app_http_post *p, BIO *body);

#endif
