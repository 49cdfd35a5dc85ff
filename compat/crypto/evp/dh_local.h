/**
 * \file dh_local.h
 * \brief Diffie-Hellman over a prime field.                                                       man 3 DH_generate_key
 */
#ifndef BS_COMPAT_EVP_DH_LOCAL_H
#define BS_COMPAT_EVP_DH_LOCAL_H

#include <openssl/bn.h>
#include <openssl/dh.h>

#include "compat/crypto/core/refcount.h"
#include "src/base/reader.h"

struct dh_st {
    bs_refcount refs;
    BIGNUM *p, *q, *g, *pub, *priv;
    long length; /* bits of the private key; 0 for the default */
    int flags;
    CRYPTO_EX_DATA ex_data;
};

/** PKCS#3 DHParameter, or X9.42 DomainParameters when x942; NULL (nothing queued) if malformed. */
DH *bs_dh_params_decode(bs_reader der, bool x942);

#endif
