/**
 * \file provider_local.h
 * \brief The provider that everything is of.                                                      man 3 OSSL_PROVIDER
 */
#ifndef BS_COMPAT_CORE_PROVIDER_LOCAL_H
#define BS_COMPAT_CORE_PROVIDER_LOCAL_H

#include <openssl/provider.h>

/** "default", a constant: its name is all that there is to it. */
OSSL_PROVIDER *bs_provider_default(void);

#endif
