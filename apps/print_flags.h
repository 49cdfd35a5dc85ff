/**
 * \file print_flags.h
 * \brief How certificates, requests, CRLs and names are printed: -nameopt, -certopt, -dateopt, -ext.
 */
#ifndef BEARSHIM_APPS_PRINT_FLAGS_H
#define BEARSHIM_APPS_PRINT_FLAGS_H

#include <openssl/x509.h>
#include <stdbool.h>

#include "apps/options.h"

/**
 * \brief The flags of X509_NAME_print_ex() that all the -nameopt options ask for together.
 * \return  false, and a line on stderr, if a word is none of OpenSSL's.
 */
bool app_name_flags(const char *command, const struct app_list *options, unsigned long *out);

/** \brief The flags of X509_print_ex() that all the -certopt (or -reqopt) options ask for together; as above. */
bool app_cert_flags(const char *command, const struct app_list *options, unsigned long *out);

/** \brief The flag of a -dateopt option (NULL: not given); as above. */
bool app_date_flag(const char *command, const char *option, unsigned long *out);

/** \brief Print a title and a name behind or below it, and end the line. */
void app_print_name(BIO *out, const char *title, const X509_NAME *name, unsigned long flags);

/** \brief Print a title and a time behind it (NULL: NONE), and end the line. */
void app_print_time(BIO *out, const char *title, const ASN1_TIME *t, unsigned long date_flag);

/** \brief Print a public key's RSA modulus in hexadecimal, or that there is none (no_rsa). */
void app_print_modulus(BIO *out, const EVP_PKEY *key, const char *no_rsa);

/** \brief Print `DIGEST Fingerprint=` and the bytes, with colons between them. */
void app_print_fingerprint(BIO *out, const char *digest, const unsigned char *md, unsigned len);

#endif
