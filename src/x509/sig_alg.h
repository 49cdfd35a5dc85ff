/**
 * \file sig_alg.h
 * \brief Signature algorithms of certificates and CRLs: the one table of their OIDs.  RFC 3279 2.2; RFC 4055; RFC 5758
 */
#ifndef BS_X509_SIG_ALG_H
#define BS_X509_SIG_ALG_H

#include "src/crypto/sigscheme.h"

/** A decoded signature AlgorithmIdentifier. */
struct bs_sig_alg {
    enum bs_sig_kind kind;   /* BS_SIG_RSA_PSS_RSAE stands for PSS with either key type */
    enum bs_hash hash;       /* BS_HASH_NONE for Ed25519 and Ed448 */
    enum bs_hash mgf_hash;   /* PSS */
    size_t salt_len;         /* PSS, bytes */
};

/**
 * \brief Decode a signature AlgorithmIdentifier.
 * \param whole   the SEQUENCE, with header.
 * \return BS_OK; BS_E_DECODE (bad parameters); BS_E_UNSUPPORTED (an algorithm we do not have).
 */
BS_CHECKED bs_status bs_sig_alg_decode(struct bs_sig_alg *out, bs_reader whole);

/** True if a key of this type can have made such a signature; false for an unknown algorithm or key. */
bool bs_sig_alg_fits_key(bs_reader sig_alg, const struct bs_pubkey *k);

/** True if the algorithm is one that is known by name, whether or not we can verify it (DSA, MD2, ...). */
bool bs_sig_alg_known(bs_reader sig_alg);

/**
 * \brief Security bits of the signature's hash, as OpenSSL counts them for security levels.      SP 800-57 part 1
 * Half the digest's bits, but 63 for SHA-1 and 39 for MD5. 128 for Ed25519, 224 for Ed448. 0 if unknown.
 */
unsigned bs_sig_alg_security_bits(bs_reader sig_alg);

/**
 * \brief Verify a signature over signed bytes (TBSCertificate, TBSCertList, ...).
 * \return BS_OK; BS_E_BAD_SIGNATURE; BS_E_UNSUPPORTED (algorithm); BS_E_WRONG_SIGALG (key of another type).
 */
BS_CHECKED bs_status bs_sig_alg_verify(const struct bs_impl *impl, bs_reader sig_alg, const struct bs_pubkey *k,
                                       bs_reader signed_bytes, bs_reader signature);

#endif
