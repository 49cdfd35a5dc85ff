/**
 * \file ecdsa_verify.h
 * \brief Verification of ECDSA signatures, in the shape of BearSSL's.                      FIPS 186-4 6.4; SEC 1 4.1.4
 *
 * Nettle's: it takes a fifth to a tenth of the time of BearSSL's portable curves, which judge once more what it refuses.
 * All that they compute with is public.
 */
#ifndef BS_CRYPTO_ECDSA_VERIFY_H
#define BS_CRYPTO_ECDSA_VERIFY_H

#include <bearssl.h>
#include <stdint.h>

/**
 * \brief A br_ecdsa_vrfy for P-256, P-384 and P-521.                                RFC 3279 2.2.3; RFC 5480 2.2
 * \param ec    BearSSL's curves, for what Nettle refuses
 * \param hash  the digest; only its first bits count, as many as the curve's order has
 * \param pk    an uncompressed point; one off the curve verifies nothing
 * \param sig   DER, with nothing behind it
 * \return 1, or 0 for a signature that does not verify or is none, or a key that is none.
 */
uint32_t bs_ecdsa_vrfy_asn1(const br_ec_impl *ec, const void *hash, size_t hash_len, const br_ec_public_key *pk,
                            const void *sig, size_t sig_len);

#endif
