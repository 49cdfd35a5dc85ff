/**
 * \file rsa_meth.h
 * \brief RSA_METHOD: operations of the program's own, for keys that live elsewhere.            man 3 RSA_meth_new
 */
#ifndef BS_COMPAT_EVP_RSA_METH_H
#define BS_COMPAT_EVP_RSA_METH_H

#include <openssl/rsa.h>

#include "src/base/reader.h"
#include "src/crypto/sigscheme.h"

typedef int bs_rsa_crypt_fn(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding);

struct rsa_meth_st {
    char *name; /* owned, but for the default's */
    int flags;
    void *app_data;
    bs_rsa_crypt_fn *pub_enc, *pub_dec, *priv_enc, *priv_dec;
    int (*mod_exp)(BIGNUM *r0, const BIGNUM *i, RSA *rsa, BN_CTX *ctx);
    int (*bn_mod_exp)(BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *ctx, BN_MONT_CTX *m_ctx);
    int (*init)(RSA *rsa);
    int (*finish)(RSA *rsa);
    int (*sign)(int type, const unsigned char *m, unsigned int m_length, unsigned char *sigret, unsigned int *siglen,
                const RSA *rsa);
    int (*verify)(int dtype, const unsigned char *m, unsigned int m_length, const unsigned char *sigbuf, unsigned int siglen,
                  const RSA *rsa);
    int (*keygen)(RSA *rsa, int bits, BIGNUM *e, BN_GENCB *cb);
    int (*multi_prime_keygen)(RSA *rsa, int bits, int primes, BIGNUM *e, BN_GENCB *cb);
};

/** \name The operations of the default method (rsa_ops.c). An error if a method took the exponentiation alone: ours has none.
 * @{ */
bs_rsa_crypt_fn bs_rsa_pub_enc, bs_rsa_pub_dec, bs_rsa_priv_enc, bs_rsa_priv_dec;
/** @} */

/** True if the operations are not all ours: the key's numbers may then be nowhere. */
bool bs_rsa_is_foreign(const RSA *rsa);

/**
 * \brief A signature by a foreign key's method, as OpenSSL asks for one: by its sign() or priv_enc().
 * \param kind      one of the BS_SIG_RSA_*. \param hash   of the digest. \param mgf1   PSS: of its mask.
 * \param sig       RSA_size() bytes. \return 1, or 0 with what the method queued.
 */
int bs_rsa_method_sign(RSA *rsa, enum bs_sig_kind kind, enum bs_hash hash, enum bs_hash mgf1, size_t salt, bs_reader digest,
                       uint8_t *sig, size_t *len);

#endif
