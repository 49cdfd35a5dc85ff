/**
 * \file pkcs7_local.h
 * \brief The PKCS#7 ContentInfo as an item.                                                                RFC 2315 7
 */
#ifndef BS_COMPAT_PKCS7_LOCAL_H
#define BS_COMPAT_PKCS7_LOCAL_H

#include <openssl/pkcs7.h>

#include "compat/crypto/asn1/item.h"

extern const struct bs_item bs_item_pkcs7;

#endif
