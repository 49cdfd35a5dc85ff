/**
 * \file new_key.h
 * \brief A key as -newkey describes it.
 */
#ifndef BEARSHIM_APPS_NEW_KEY_H
#define BEARSHIM_APPS_NEW_KEY_H

#include <openssl/evp.h>

#include "apps/options.h"

/**
 * \brief Make a key: `BITS`, `ALGORITHM`, `ALGORITHM:BITS`, `ALGORITHM:PARAMETERS-FILE` or `param:PARAMETERS-FILE`.
 * \param text  NULL: RSA.
 * \param bits  of an RSA key where the text has none.
 * \return  the caller's; NULL, and a line on stderr.
 */
EVP_PKEY *app_new_key(const char *command, const char *text, int bits, const struct app_list *pkeyopt);

#endif
