/**
 * \file suite_b.h
 * \brief Suite B: certificates and CRLs of P-256 with SHA-256 and P-384 with SHA-384 alone.            RFC 5759 3, 4
 *
 * The flags are those of path.h, X509_V_FLAG_SUITEB_*: 128_LOS_ONLY allows P-256, 192_LOS P-384, 128_LOS both, but no
 * P-384 that P-256 has signed.
 */
#ifndef BS_X509_SUITE_B_H
#define BS_X509_SUITE_B_H

#include "src/x509/path.h"

/**
 * \brief Judge a chain, the leaf's key first.                                      man 3 X509_chain_check_suiteb
 * \param leaf       NULL: the chain's first.
 * \param chain      what the leaf is followed by; NULL: the leaf's key is all that counts.
 * \param out_depth  where the fault is, in the chain; NULL is fine. Left alone if there is none, or no chain.
 * \return BS_V_OK, also without a flag of Suite B; a code of BS_V_ERR_SUITE_B_*.
 */
int bs_suite_b_chain(const struct bs_cert *leaf, const struct bs_path_cert *chain, size_t num, uint32_t flags, int *out_depth);

/** Judge a CRL by its algorithm and the key that signed it, which may be NULL. RFC 5759 4 */
int bs_suite_b_crl(bs_reader sig_alg, const struct bs_pubkey *key, uint32_t flags);

#endif
