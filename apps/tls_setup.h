/**
 * \file tls_setup.h
 * \brief The options that client and server share, and the SSL_CTX made from them.
 */
#ifndef BEARSHIM_APPS_TLS_SETUP_H
#define BEARSHIM_APPS_TLS_SETUP_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>

#include "apps/options.h"
#include "apps/verify_options.h"

struct app_ladder;

struct app_identity {
    const char *cert, *key, *chain;
};

struct app_tls {
    struct app_conf conf;               /* what SSL_CONF_cmd understands               */
    int only_version;                   /* of -tls1_2 and the like; 0: any             */
    struct app_identity id, id2;        /* id2: -dcert/-dkey of a server               */
    const char *pass, *certform, *keyform;
    const char *ca_file, *ca_path;
    bool no_ca_file, no_ca_path;
    int verify_depth_arg;               /* of -verify; -1: not given                   */
    bool verify_return_error, verify_quiet;
    struct app_verify_options verify;   /* how a peer's chain is judged                */
    const char *psk, *psk_identity, *psk_session;
    const char *psk_hint;               /* a server's, or NULL                         */
    const char *alpn, *keylog_file, *msg_file;
    const char *keymat_label;           /* of -keymatexport, or NULL                   */
    int keymat_len;
    bool msg, trace, state, debug, ladder, quiet, brief, nbio, status, crlf, ignore_unexpected_eof;
    int max_send_frag, split_send_frag; /* 0: not given                                */
    int max_pipelines, read_buf;        /* the same                                    */
    int max_frag_len;                   /* of -maxfraglen: 512, 1024, 2048 or 4096     */
    /* made by app_tls_context() */
    FILE *out;                          /* stdout, or nowhere when quiet               */
    FILE *msg_out, *keylog_out;
    BIO *trace_out;                     /* msg_out, for -trace; or NULL                */
    struct app_ladder *drawing;         /* or NULL                                     */
    SSL_SESSION *psk_loaded;            /* of -psk_session, or NULL                    */
    bool verify_failed;
};

/** The shared rows; their base is the offset of struct app_tls in a command's struct. */
extern const struct app_opt app_tls_rows[];

/** \brief Defaults that are not zero. */
void app_tls_defaults(struct app_tls *t);

/**
 * \brief Make a context: versions, suites, trust, identity, ALPN, and the hooks that print.
 * \param server  whether it is to accept connections.
 * \return  the context, or NULL after a message on stderr.
 */
SSL_CTX *app_tls_context(struct app_tls *t, const char *command, bool server);

/** \brief Load a certificate, its key and its chain into a context; a message and false on failure. */
bool app_tls_use_identity(SSL_CTX *ctx, const struct app_tls *t, const struct app_identity *id, const char *command);

/** \brief Offer, or find, the key of -psk or -psk_session; a message and false on failure. */
bool app_psk_setup(SSL_CTX *ctx, struct app_tls *t, const char *command, bool server);

/** \brief Set what concerns one connection: names to verify, output of bytes. */
bool app_tls_connection(SSL *ssl, struct app_tls *t, const char *command, bool server);

/** \brief Free what app_tls_context() made, but not the context. */
void app_tls_close(struct app_tls *t);

/** \brief `h2,http/1.1` to ALPN's wire form (at most 255 bytes); the length, or 0 if malformed. */
size_t app_alpn_wire(const char *list, unsigned char out[256]);

/** \brief The SSL's options, set by app_tls_connection(); for callbacks. */
struct app_tls *app_tls_of(const SSL *ssl);

#endif
