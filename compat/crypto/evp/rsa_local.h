/**
 * \file rsa_local.h
 * \brief RSA objects, and RSA operations with their paddings.                  man 3 RSA_public_encrypt; RFC 8017 7, 8
 */
#ifndef BS_COMPAT_EVP_RSA_LOCAL_H
#define BS_COMPAT_EVP_RSA_LOCAL_H

#include <openssl/bn.h>
#include <openssl/rsa.h>

#include "compat/crypto/evp/pkey_local.h"

/** The numbers are as the program gave them; `mat` is made of them when an operation needs a key. */
struct rsa_st {
    bs_refcount refs;
    pthread_mutex_t lock;
    BIGNUM *n, *e, *d, *p, *q, *dmp1, *dmq1, *iqmp;
    struct bs_keymat *mat; /* NULL: not made, or the numbers changed since */
    int flags;
    bool pss;
    RSA_PSS_PARAMS *pss_params; /* NULL if signatures are bound to PSS alone, or to nothing */
    const RSA_METHOD *meth; /* never NULL */
    CRYPTO_EX_DATA ex_data;
};

/** How an encryption is padded; NULL digests mean SHA-1 (OAEP) and the same again (MGF1). */
struct bs_rsa_padding {
    int mode; /* RSA_PKCS1_PADDING, RSA_PKCS1_OAEP_PADDING, RSA_NO_PADDING */
    const EVP_MD *oaep_md, *mgf1_md;
    bs_reader label;
};

/**
 * \name The four operations. Each returns the bytes written to out (the modulus length is always room enough), or -1
 * with an error queued.
 * @{
 */
int bs_rsa_encrypt(const struct bs_keymat *mat, const struct bs_rsa_padding *pad, bs_reader in, uint8_t *out);
int bs_rsa_decrypt(const struct bs_keymat *mat, const struct bs_rsa_padding *pad, bs_reader in, uint8_t *out);
/** Private operation over type 1 padding or none: a signature without DigestInfo. */
int bs_rsa_private_raw(const struct bs_keymat *mat, int padding, bs_reader in, uint8_t *out);
/** Public operation, type 1 padding taken off or none. */
int bs_rsa_public_raw(const struct bs_keymat *mat, int padding, bs_reader in, uint8_t *out);
/** @} */

/** EME-OAEP over em (modulus length).                                                                 RFC 8017 7.1.1 */
BS_CHECKED bool bs_oaep_encode(uint8_t *em, size_t em_len, const struct bs_rsa_padding *pad, bs_reader msg);
/** Takes it off, in constant time; false if wrong. out: em_len bytes of room. */
BS_CHECKED bool bs_oaep_decode(uint8_t *em, size_t em_len, const struct bs_rsa_padding *pad, uint8_t *out,
                               size_t *out_len);

/** A new key pair; NULL with an error queued. cb (may be NULL) is told of the two primes, and may end it. */
struct bs_keymat *bs_rsa_generate(unsigned bits, const BIGNUM *e, bool pss, BN_GENCB *cb);

/** What a PSS key binds its signatures to; NULL if there is no such thing, or memory is out. */
RSA_PSS_PARAMS *bs_rsa_pss_params_new(const struct bs_keymat *mat);
void bs_rsa_pss_params_free(RSA_PSS_PARAMS *p);

/** BIGNUM from bytes; NULL when memory is out. */
BIGNUM *bs_bn_from(bs_reader r);

/** Finds p and q of n from e and d; false if they are no key.                      SP 800-56B rev. 2, appendix C */
BS_CHECKED bool bs_rsa_recover_factors(const BIGNUM *n, const BIGNUM *e, const BIGNUM *d, BIGNUM *p, BIGNUM *q);

#endif
