/**
 * \file ec_numbers.h
 * \brief Curves that a key gives by their numbers, not by a name.                                          SEC 1 C.2
 */
#ifndef BS_X509_EC_NUMBERS_H
#define BS_X509_EC_NUMBERS_H

#include "src/x509/der.h"

/** ECParameters over a prime field: views, the numbers without leading zeros. */
struct bs_ec_numbers {
    bs_reader p, a, b, seed, base, order, cofactor; /* a and b are octets of any length, base a point */
    bool has_seed, has_cofactor;
};

/** Decodes the content of an ECParameters SEQUENCE; false if it is malformed or of another kind of field. SEC 1 C.2 */
BS_CHECKED bool bs_ec_numbers_decode(struct bs_ec_numbers *out, bs_reader content);

/** The curve whose numbers these are (BR_EC_secp256r1 and its like); 0 for any other: nothing is known of it. */
int bs_curve_by_numbers(const struct bs_ec_numbers *n);

#endif
