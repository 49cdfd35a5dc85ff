/**
 * \file rsa_op.h
 * \brief RSA's two raw operations, for every size, and the paddings over them.                        RFC 8017 5, 9
 *
 * Up to 4096 bits (factors to 2080) BearSSL does the work; beyond, GMP's side-channel silent exponentiation does.
 */
#ifndef BS_CRYPTO_RSA_OP_H
#define BS_CRYPTO_RSA_OP_H

#include "src/crypto/impl.h"
#include "src/crypto/key.h"

#define BS_RSA_MAX_LEN 2048         /* bytes of the largest modulus: 16384 bits */
#define BS_RSA_MIN_BITS 512
#define BS_RSA_MAX_BITS 16384
#define BS_RSA_PKCS1_OVERHEAD 11    /* RFC 8017 7.2.1: 00, type, eight bytes of padding, 00 */

/** Bytes of the modulus; 0 if it is longer than BS_RSA_MAX_LEN. */
size_t bs_rsa_len(const struct bs_pubkey *k);

/**
 * \brief x = x^e mod n in place. Public data alone: an error may be seen in time.                RFC 8017 5.1.1, 5.2.2
 * \param x   bs_rsa_len(k) bytes.
 * \return BS_OK, BS_E_ARGUMENT (x not below n, or a modulus or exponent that is refused), BS_E_MEMORY.
 */
bs_status bs_rsa_public_op(const struct bs_impl *impl, const struct bs_pubkey *k, uint8_t *x);

/**
 * \brief x = x^d mod n in place, in constant time.                                               RFC 8017 5.1.2, 5.2.1
 * \param x   bs_rsa_len() bytes.
 * \return BS_OK, BS_E_ARGUMENT (x not below n: public), BS_E_UNSUPPORTED (beyond 4096 bits and no d), BS_E_MEMORY.
 */
bs_status bs_rsa_private_op(const struct bs_impl *impl, const struct bs_privkey *k, uint8_t *x);

/**
 * \brief EMSA-PKCS1-v1_5: 00 01 FF .. FF 00 DigestInfo.                                                   RFC 8017 9.2
 * \param hash   BS_HASH_NONE and BS_HASH_MD5SHA1: the digest stands there without a DigestInfo.
 * \return false if it does not fit em_len, or the digest is not as long as its hash.
 */
bool bs_pkcs1_encode(uint8_t *em, size_t em_len, enum bs_hash hash, bs_reader digest);

/** Parameters of RSASSA-PSS. */
struct bs_pss {
    enum bs_hash hash, mgf_hash;
    size_t salt_len; /* verifying: SIZE_MAX takes what the signature has */
};

/**
 * \brief EMSA-PSS-ENCODE.                                                                               RFC 8017 9.1.1
 * \param em        the whole modulus length is written.
 * \param mod_bits  bits of the modulus.
 * \return BS_OK, BS_E_SPACE (key too small for hash and salt), BS_E_ENTROPY.
 */
bs_status bs_pss_encode(uint8_t *em, unsigned mod_bits, const struct bs_pss *pss, bs_reader digest,
                        bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg);

/** EMSA-PSS-VERIFY over the modulus length's bytes, which it overwrites.                                RFC 8017 9.1.2 */
bool bs_pss_verify(uint8_t *em, unsigned mod_bits, const struct bs_pss *pss, bs_reader digest);

#endif
