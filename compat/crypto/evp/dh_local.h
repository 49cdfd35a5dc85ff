/**
 * \file dh_local.h
 * \brief Diffie-Hellman over a prime field.                                                       man 3 DH_generate_key
 */
#ifndef BS_COMPAT_EVP_DH_LOCAL_H
#define BS_COMPAT_EVP_DH_LOCAL_H

#include <openssl/bn.h>
#include <openssl/dh.h>

#include "compat/crypto/core/refcount.h"
#include "compat/crypto/evp/key_io.h"
#include "src/base/reader.h"

struct dh_st {
    bs_refcount refs;
    BIGNUM *p, *q, *g, *pub, *priv;
    long length; /* bits of the private key; 0 for the default */
    int nid;     /* of the group, if it is a known one; NID_undef */
    int flags;
    CRYPTO_EX_DATA ex_data;
};

/** \name dh_group.c: the groups with names; numbers 1 to 3 stand for those of RFC 5114
 * @{ */
/** Finds out which group dh is of, and gives it q if it has none. */
void bs_dh_note_group(DH *dh);
/** New parameters; NULL if unknown, with nothing queued. */
DH *bs_dh_of_group(int nid);
/** True for ffdhe2048, modp_2048 and their like, whose primes are safe. */
bool bs_dh_is_safe_group(int nid);
/** NULL if unknown. */
const char *bs_dh_group_name(int nid);
/** Bits of private keys; 0 if unknown. */
int bs_dh_group_exp_bits(int nid);
/** NID_undef if unknown. */
int bs_dh_nid_by_name(const char *name);
/** @} */

/** \name dh_params.c
 * @{ */
/** PKCS#3 DHParameter, or X9.42 DomainParameters when x942; NULL (nothing queued) if malformed. */
DH *bs_dh_from_params(bs_reader der, bool x942);
/** A new key. \return as bs_dh_spki_decode(); BS_E_ARGUMENT, with an error queued, for numbers that are no key. */
bs_status bs_dh_pkey_from_spki(EVP_PKEY **out, bs_reader spki);
bs_status bs_dh_pkey_from_pkcs8(EVP_PKEY **out, bs_reader der);
/** An encoding for OPENSSL_clear_free(*out, *room); false (nothing queued) if there is none such. */
BS_CHECKED bool bs_dh_encode(const DH *dh, bool x942, enum bs_key_encoding what, uint8_t **out, size_t *len, size_t *room);
/** @} */

#endif
