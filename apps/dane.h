/**
 * \file dane.h
 * \brief TLSA records from the command line, and what they said of a server.                RFC 6698; RFC 7671
 */
#ifndef BEARSHIM_APPS_DANE_H
#define BEARSHIM_APPS_DANE_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>

#include "apps/options.h"

/** The options; all may be absent. */
struct app_dane {
    const char *domain;     /* of the records */
    struct app_list rrdata; /* each "usage selector matching-type hex" */
    bool no_ee_names;
};

/** \brief Before connections are made; false after a message on stderr. */
bool app_dane_prepare(const struct app_dane *d, SSL_CTX *ctx);

/** \brief Give a connection its records, of which one at least must be usable; false after a message on stderr. */
bool app_dane_apply(const struct app_dane *d, SSL *ssl);

/** \brief `DANE TLSA 3 1 1 ...` and where it matched, if one did. */
void app_dane_show(FILE *out, SSL *ssl);

#endif
