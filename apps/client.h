/**
 * \file client.h
 * \brief The parts of s_client: s_client.c (options), client_io.c (a connection), starttls.c.
 */
#ifndef BEARSHIM_APPS_CLIENT_H
#define BEARSHIM_APPS_CLIENT_H

#include <stdbool.h>

#include "apps/dane.h"
#include "apps/net.h"
#include "apps/tls_setup.h"

struct app_client {
    struct app_tls tls;
    struct app_endpoint peer;
    const char *connect, *host, *port;
    int family;
    const char *servername;
    bool noservername;
    const char *sess_out, *sess_in;
    const char *early_data;
    bool fallback_scsv, enable_pha;
    bool reconnect, showcerts, prexit, ign_eof, no_ign_eof, nocommands;
    const char *starttls, *starttls_name;
    struct app_dane dane;
    SSL_CTX *ctx;
};

/**
 * \brief Connect, shake hands, report, then carry bytes between terminal and peer until one ends.
 * \return  the exit status.
 */
int app_client_run(struct app_client *c, SSL *ssl);

/** \brief Ask for TLS in a protocol that begins without it; false after a message on stderr. */
bool app_starttls(int fd, const char *protocol, const char *own_name);

/** \brief Whether app_starttls() knows a protocol. */
bool app_starttls_known(const char *protocol);

#endif
