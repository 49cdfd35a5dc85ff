/**
 * \file dh_der.h
 * \brief Diffie-Hellman keys and parameters in DER, read and written.       PKCS #3 9; RFC 3279 2.3.3; RFC 5958 2
 */
#ifndef BS_X509_DH_DER_H
#define BS_X509_DH_DER_H

#include "src/base/reader.h"
#include "src/base/writer.h"
#include "src/base/error.h"

/** Parameters and, where there is one, a key: views over somebody else's bytes, unsigned big-endian. */
struct bs_dh_der {
    bool x942;          /* dhpublicnumber with DomainParameters, which have q; else dhKeyAgreement with DHParameter */
    bs_reader p, g, q;  /* q empty where it is not known */
    uint64_t length;    /* DHParameter's privateValueLength, in bits; 0 if absent */
    bs_reader pub, priv; /* empty if absent */
};

/**
 * \brief Decode DHParameter, or DomainParameters.                                          PKCS #3 9; RFC 3279 2.3.3
 * What DomainParameters have besides p, g and q (the cofactor, the seed) is checked for its form and left.
 * \param der   the whole element, nothing after it.
 * \return BS_OK or BS_E_DECODE.
 */
bs_status bs_dh_params_decode(struct bs_dh_der *out, bool x942, bs_reader der);

/**
 * \brief Decode a SubjectPublicKeyInfo.                                                        RFC 3279 2.3.3
 * \return BS_OK, BS_E_DECODE, or BS_E_UNSUPPORTED if it is of another algorithm.
 */
bs_status bs_dh_spki_decode(struct bs_dh_der *out, bs_reader spki);

/** \brief Decode an unencrypted PrivateKeyInfo; the public key is not in it. RFC 5958 2. \return as bs_dh_spki_decode(). */
bs_status bs_dh_pkcs8_decode(struct bs_dh_der *out, bs_reader der);

/**
 * \name Encoders. The writer's sticky error tells of a lack of room, or of a number that is needed and not there;
 * bs_dh_der_room() bytes always suffice.                                                        PKCS #3 9; RFC 3279 2.3.3
 * @{
 */
void bs_dh_params_encode(bs_writer *w, const struct bs_dh_der *k);
void bs_dh_spki_encode(bs_writer *w, const struct bs_dh_der *k);
void bs_dh_pkcs8_encode(bs_writer *w, const struct bs_dh_der *k);
size_t bs_dh_der_room(const struct bs_dh_der *k);
/** @} */

#endif
