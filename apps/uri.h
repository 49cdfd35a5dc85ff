/**
 * \file uri.h
 * \brief What a file, a URI or the standard input holds, object by object.                         man 7 ossl_store-file
 *
 * Keys, certificates and CRLs in PEM, DER or PKCS#12. What is none, or cannot be read, is passed over.
 */
#ifndef BEARSHIM_APPS_URI_H
#define BEARSHIM_APPS_URI_H

#include <openssl/store.h>

#include "apps/keys.h"

struct app_uri {
    OSSL_STORE_CTX *store;
    UI_METHOD *asker;
    BIO *in;             /* the standard input, or what was read of a file */
    int expect;
};

/**
 * \brief Open what a name stands for: NULL or `-` is the standard input.
 * \param format   as app_key_format() gives it.
 * \param pass     NULL: the terminal is asked.
 * \param expect   OSSL_STORE_INFO_*, which alone is to come.
 * \return  false, and a line on stderr, if it cannot be opened. Else app_uri_close() is owed.
 */
bool app_uri_open(struct app_uri *u, const char *command, const char *name, const char *format, struct app_pass *pass,
                  int expect);

/** \brief The next object, the caller's to free; NULL at the end. */
OSSL_STORE_INFO *app_uri_next(struct app_uri *u);

void app_uri_close(struct app_uri *u);

#endif
