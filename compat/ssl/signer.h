/**
 * \file signer.h
 * \brief The engine's signer over an EVP_PKEY.
 */
#ifndef BS_COMPAT_SIGNER_H
#define BS_COMPAT_SIGNER_H

#include <openssl/evp.h>

#include "src/hs/config.h"

/** out borrows key. */
void ssl_signer_init(struct bs_signer *out, EVP_PKEY *key);

#endif
