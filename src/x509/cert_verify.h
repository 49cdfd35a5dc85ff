/**
 * \file cert_verify.h
 * \brief One certificate's signature under its issuer's key.                                 RFC 5280 4.1.1.2
 */
#ifndef BS_X509_CERT_VERIFY_H
#define BS_X509_CERT_VERIFY_H

#include "src/x509/cert.h"
#include "src/x509/sig_alg.h"

/**
 * \brief Verify the signature of a certificate.
 * The inner and outer algorithm identifiers must be the same, and the BIT STRING must be whole bytes.
 * \return BS_OK; BS_E_BAD_SIGNATURE; BS_E_UNSUPPORTED (algorithm); BS_E_WRONG_SIGALG (key of another type).
 */
BS_CHECKED bs_status bs_cert_verify_signature(const struct bs_impl *impl, const struct bs_cert *c,
                                              const struct bs_pubkey *issuer_key);

#endif
