/**
 * \file ec_local.h
 * \brief EC_GROUP, EC_POINT and EC_KEY for P-256, P-384 and P-521.                          man 3 EC_GROUP_new
 */
#ifndef BS_COMPAT_EVP_EC_LOCAL_H
#define BS_COMPAT_EVP_EC_LOCAL_H

#include <openssl/bn.h>
#include <openssl/ec.h>

#include "compat/crypto/evp/pkey_local.h"

#define BS_EC_MAX_FIELD 66  /* bytes of a coordinate of P-521 */
#define BS_EC_MAX_POINT 133 /* 04, X, Y */

struct ec_point_st {
    int curve;      /* BearSSL's number */
    bool infinity;
    uint8_t bytes[BS_EC_MAX_POINT]; /* uncompressed, and on the curve, unless infinity */
};

#define BS_EC_SEED 20 /* bytes of a standard curve's seed */

/* A curve is one of the three, but a program may give its numbers instead of its name: then nid is 0, and there is no
 * generator (and the order is 0) until it gives that too. */
struct ec_group_st {
    int curve, nid, asn1_flag;
    point_conversion_form_t form;
    BIGNUM *order, *p, *a, *b, *cofactor;
    EC_POINT generator; /* infinity until it is given */
    uint8_t *seed;      /* that the curve's numbers were made of; may be NULL */
    size_t seed_len;
};

struct ec_key_st {
    bs_refcount refs;
    pthread_mutex_t lock;
    EC_GROUP *group;
    EC_POINT *pub;
    BIGNUM *priv;
    struct bs_keymat *mat; /* NULL: not made, or the key changed since */
    const EC_KEY_METHOD *meth; /* never NULL */
    int flags;
    unsigned enc_flags;
    point_conversion_form_t form;
    CRYPTO_EX_DATA ex_data;
};

/** Bytes of a coordinate, and of an uncompressed point. */
size_t bs_ec_field_len(int curve);
static inline size_t bs_ec_point_len(int curve) { return 1 + 2 * bs_ec_field_len(curve); }

/** \name ec_params.c: groups by their numbers.
 * @{ */
/** A new group with the content of an ECParameters, SEC 1 C.2, if it is one of the three; NULL with an error queued. */
EC_GROUP *bs_ec_group_from_explicit(bs_reader content);
/** Bearing no name and no generator: one of the three by its numbers; NULL with an error queued. */
EC_GROUP *bs_ec_group_by_numbers(const BIGNUM *p, const BIGNUM *a, const BIGNUM *b);
/** @} */

/** An uncompressed or compressed point to an uncompressed one; false if it is none of the curve (nothing queued). */
BS_CHECKED bool bs_ec_point_decode(int curve, bs_reader in, uint8_t out[BS_EC_MAX_POINT]);

/** \name ec_written.c: how the EC key of an EVP_PKEY is written
 * @{ */
/** By OSSL_PKEY_PARAM_EC_*: 1; 0 with an error queued; -1 if p is none of them. */
int bs_ec_pkey_set_written(EVP_PKEY *pkey, const OSSL_PARAM *p);
/** The words of OSSL_PKEY_PARAM_EC_*; NULL if name is none of them, or pkey no EC key. */
const char *bs_ec_pkey_written(const EVP_PKEY *pkey, const char *name);
/** The point of an EC key in its form. \return bytes of it; 0 if there is none. */
size_t bs_ec_mat_point(const struct bs_keymat *mat, uint8_t out[BS_EC_MAX_POINT]);
/** @} */

/** ECDH: the shared secret, with its length in *len; false if the peer's point is no good.  */
BS_CHECKED bool bs_ecdh(const struct bs_privkey *priv, bs_reader peer, uint8_t out[BS_EC_MAX_FIELD], size_t *len);

/** A new random key on a curve of BearSSL's; NULL with an error queued. */
struct bs_keymat *bs_ec_generate(int curve);

/** \name ECDSA over digests of any length, signatures in DER.
 * @{ */
BS_CHECKED bool bs_ecdsa_sign(const struct bs_privkey *priv, bs_reader digest, uint8_t *sig, size_t *len);
BS_CHECKED bool bs_ecdsa_verify(const struct bs_pubkey *pub, bs_reader digest, bs_reader sig);
/** @} */

#endif
