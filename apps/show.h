/**
 * \file show.h
 * \brief What client and server print about a connection, in openssl's words.
 */
#ifndef BEARSHIM_APPS_SHOW_H
#define BEARSHIM_APPS_SHOW_H

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdio.h>

/** \brief `label` and a name on one line. */
void app_show_name(FILE *out, const char *label, const X509_NAME *name);

/** \brief A certificate in PEM. */
void app_show_pem(FILE *out, X509 *cert);

/** \brief A session as SSL_SESSION_print() has it. */
void app_show_session(FILE *out, const SSL_SESSION *session);

/** \brief The verify callback: prints each certificate's verdict, lets errors pass unless told otherwise. */
int app_verify_callback(int ok, X509_STORE_CTX *ctx);

/** The policies of a chain that was judged by them, on standard error. */
void app_show_policies(const X509_STORE_CTX *ctx);

/** \brief `Verification: OK` or the error. */
void app_show_verification(FILE *out, SSL *ssl);

/** \brief The signature algorithms both sides named, and what the peer signed with. */
void app_show_sigalgs(FILE *out, SSL *ssl);

/** \brief The peer's list alone, or what both sides share of it. */
void app_show_sigalg_list(FILE *out, SSL *ssl, bool shared);

/** \brief What the peer signed its handshake with, each line with its label. */
void app_show_peer_signature(FILE *out, SSL *ssl, const char *digest_label, const char *type_label);

/** \brief The CA names the peer sent. */
void app_show_ca_names(FILE *out, SSL *ssl);

/** \brief The peer's key-exchange key. */
void app_show_temp_key(FILE *out, SSL *ssl);

/** \brief A server's view of the groups and point formats the client offered. */
void app_show_groups(FILE *out, SSL *ssl, bool shared);
void app_show_point_formats(FILE *out, SSL *ssl);

/** \brief What -keymatexport asks for, if it was given and there is a session. */
void app_show_keying_material(FILE *out, SSL *ssl);

/** \brief The summary of -brief, on stderr. */
void app_show_brief(SSL *ssl);

/**
 * \brief A client's report after the handshake.
 * \param full       with certificates, not only what was negotiated.
 * \param all_certs  with the chain's certificates in PEM.
 */
void app_show_client(FILE *out, SSL *ssl, bool full, bool all_certs);

/** \brief A server's report after the handshake. */
void app_show_server(FILE *out, SSL *ssl);

/** \brief The counters of a context. */
void app_show_stats(FILE *out, SSL_CTX *ctx);

/** \brief Hooks for -msg, -state and -debug; the msg callback's argument is a struct app_tls. */
void app_trace_message(int write_p, int version, int content_type, const void *buf, size_t len, SSL *ssl, void *arg);
void app_trace_state(const SSL *ssl, int where, int ret);
void app_trace_bytes(SSL *ssl, FILE *out);

/** \brief The name of a TLS handshake message, or "???". */
const char *app_handshake_name(unsigned type);

#endif
