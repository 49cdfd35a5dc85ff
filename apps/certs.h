/**
 * \file certs.h
 * \brief Certificates, requests and CRLs that commands read.
 *
 * A name that is NULL or `-` is the standard input. A format is "PEM", "DER", or NULL for any, as app_key_format() gives
 * it. A pass phrase (NULL: the terminal is asked) opens PKCS#12 files. What is of another kind is passed over. Each
 * function leaves a line on stderr when it fails.
 */
#ifndef BEARSHIM_APPS_CERTS_H
#define BEARSHIM_APPS_CERTS_H

#include <openssl/x509.h>
#include <stdbool.h>

#include "apps/keys.h"

/** \brief Read a certificate, with its trust settings if it has them; the caller's, or NULL. */
X509 *app_cert_load(const char *command, const char *name, const char *format, struct app_pass *pass);

/** \brief Read a certificate request; the caller's, or NULL. */
X509_REQ *app_request_load(const char *command, const char *name, const char *format);

/** \brief Read a CRL; the caller's, or NULL. */
X509_CRL *app_crl_load(const char *command, const char *name, const char *format);

/** \brief Add each certificate of a file; false if there is none. */
bool app_certs_load(const char *command, const char *name, struct app_pass *pass, STACK_OF(X509) *into);

/** \brief The same for CRLs. */
bool app_crls_load(const char *command, const char *name, STACK_OF(X509_CRL) *into);

/** \brief A line on stderr, with the last error of the library behind it, which is then forgotten; returns 1. */
int app_library_error(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
