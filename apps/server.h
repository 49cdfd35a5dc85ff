/**
 * \file server.h
 * \brief The parts of s_server: s_server.c (options, accepting), server_talk.c (terminal, -rev), server_http.c (-www).
 */
#ifndef BEARSHIM_APPS_SERVER_H
#define BEARSHIM_APPS_SERVER_H

#include <stdbool.h>

#include "apps/net.h"
#include "apps/tls_setup.h"

enum app_server_mode { APP_TALK, APP_WWW_STATUS, APP_WWW_FILES, APP_WWW_RAW, APP_REVERSE };

struct app_server {
    struct app_tls tls;
    struct app_endpoint at;
    const char *accept, *port;
    int family;
    const char *servername;
    const char *status_file;         /* what to staple, or NULL                           */
    bool status_verbose;
    struct app_identity second;      /* -cert2, -key2: for -servername                    */
    bool servername_fatal;
    int verify_required;             /* depth of -Verify; -1: not given                   */
    int num_tickets, num_accept;     /* -1: not given                                     */
    int max_early_data;              /* -1: not given                                     */
    bool early_data, no_cache, ign_eof, no_ign_eof, no_ca_names, no_cert;
    const char *id_context;
    int mode;                        /* enum app_server_mode                              */
    int argc;                        /* for the status page                               */
    char **argv;
    SSL_CTX *ctx, *ctx2;
};

enum app_served { APP_SERVED, APP_SERVER_ENDS };

/** \brief Shake hands; prints errors, true when the connection stands. */
bool app_server_handshake(struct app_server *s, SSL *ssl, int fd);

/** \brief Carry bytes between terminal and client. */
enum app_served app_server_talk(struct app_server *s, SSL *ssl, int fd, int listener);

/** \brief Send each line back reversed, until CLOSE. */
void app_server_reverse(struct app_server *s, SSL *ssl, int fd);

/** \brief Answer one HTTP request: a status page, a file, or a file with its own headers. */
void app_server_http(struct app_server *s, SSL *ssl, int fd);

/** \brief Read from the connection, waiting; 0 at its end, -1 on error (already printed unless quiet). */
int app_server_read(SSL *ssl, int fd, void *buf, int cap);

/** \brief Write everything; false on error. */
bool app_server_write(SSL *ssl, int fd, const void *buf, size_t len);

#endif
