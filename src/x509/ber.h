/**
 * \file ber.h
 * \brief From BER to DER, for the files that are still written in it.                                     X.690 8, 10
 *
 * PKCS#12 files come from programs that stream: with indefinite lengths, and strings in pieces. They alone are taken in
 * BER (RFC 7292 4: "BER-encoded"); certificates and keys are DER.
 */
#ifndef BS_X509_BER_H
#define BS_X509_BER_H

#include "src/base/error.h"
#include "src/base/reader.h"

/**
 * Bytes that hold the DER of n bytes of BER.                                                           X.690 8.1.3
 * Where contents have 65,536 bytes or more, a length may take up to six octets more than the four of the indefinite form
 * did; elements nest to a depth of 64.
 */
static inline size_t bs_ber_room(size_t n) { return n + n / 64 + 512; }

/**
 * \brief Rewrite one element with definite, shortest lengths, and OCTET STRINGs in one piece.          X.690 8.1.3, 8.7.3
 * Nothing else is changed: values, their order, and what is inside of OCTET STRINGs stay as they are.
 * \param in       the reader moves past the element.
 * \param out      room for bs_ber_room(in->len) bytes; may not overlap with the input.
 * \return BS_OK or BS_E_DECODE (truncated, nested too deeply, pieces of another type).
 */
BS_CHECKED bs_status bs_ber_to_der(bs_reader *in, uint8_t *out, size_t *out_len);

#endif
