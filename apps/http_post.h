/**
 * \file http_post.h
 * \brief One POST over HTTP/1.0, as OCSP wants it.                                             RFC 6960 A.1
 */
#ifndef BEARSHIM_APPS_HTTP_POST_H
#define BEARSHIM_APPS_HTTP_POST_H

#include <openssl/bio.h>

#include "apps/net.h"

struct app_http_post {
    struct app_endpoint to;
    char path[1024];
    const struct app_list *headers;          /* `name=value` each               */
    int timeout;                             /* seconds for it all; 0: no limit */
    const char *request_type, *response_type;
};

/** \brief Split `http://host[:port][/path]`; false if the text is none, or too long. */
bool app_http_url(struct app_http_post *out, const char *url);

/**
 * \brief Post a body.
 * \return  the body of the answer, the caller's to free; NULL, and a line on stderr, if there is no good answer.
 */
BIO *app_http_post(const char *command, const struct app_http_post *p, const unsigned char *body, size_t len);

#endif
