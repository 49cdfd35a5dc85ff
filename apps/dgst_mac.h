/**
 * \file dgst_mac.h
 * \brief The MACs of dgst.
 */
#ifndef BEARSHIM_APPS_DGST_MAC_H
#define BEARSHIM_APPS_DGST_MAC_H

#include <openssl/evp.h>

#include "apps/options.h"

/** \brief The name that a MAC of dgst has in its lines; NULL if it is none. */
const char *app_mac_name(const char *name);

/**
 * \brief A MAC with its parameters, ready for data.
 * \param name    HMAC, CMAC or Poly1305, any case.
 * \param md      of HMAC; NULL if none is given.
 * \param macopt  `key:TEXT`, `hexkey:DIGITS`, `cipher:NAME`.
 * \return  the caller's; NULL, and a line on stderr, if something is wrong or missing.
 */
EVP_MAC_CTX *app_mac_new(const char *name, const EVP_MD *md, const struct app_list *macopt);

#endif
