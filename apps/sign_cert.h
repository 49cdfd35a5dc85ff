/**
 * \file sign_cert.h
 * \brief What certificates and requests get at their end: serial, dates, key identifiers, a signature.
 */
#ifndef BEARSHIM_APPS_SIGN_CERT_H
#define BEARSHIM_APPS_SIGN_CERT_H

#include <openssl/x509v3.h>
#include <stdbool.h>

#include "apps/options.h"

/** \brief Set a serial from text (decimal or 0x), or a random one of 159 bits if NULL; false, and a line on stderr. */
bool app_cert_set_serial(const char *command, X509 *cert, const char *text);

/** \brief The number after a serial; the caller's, NULL without memory. */
ASN1_INTEGER *app_next_serial(const ASN1_INTEGER *serial);

/** \brief Set the validity: from now on, for so many days. */
bool app_cert_set_days(X509 *cert, int days);

/** \brief Add `name=value` extensions, to a certificate or (if it is NULL) a request; false, and a line on stderr. */
bool app_add_extensions(const char *command, X509V3_CTX *ctx, const struct app_list *list, X509 *cert, X509_REQ *req);

/** \brief Copy a request's extensions into the certificate: those that it has not, or (all) in place of them. */
bool app_copy_extensions(X509 *cert, const X509_REQ *req, bool all);

/**
 * \brief If it has extensions, make it a certificate of version 3 with its key identifiers; and sign it.
 * \param digest  by name; NULL: the key's usual one.
 * \return  false, and a line on stderr.
 */
bool app_cert_sign(const char *command, X509 *cert, EVP_PKEY *key, const char *digest, const struct app_list *sigopt,
                   X509V3_CTX *ctx);

/** \brief Sign a request; as above. */
bool app_request_sign(const char *command, X509_REQ *req, EVP_PKEY *key, const char *digest, const struct app_list *sigopt);

#endif
