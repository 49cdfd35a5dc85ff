/**
 * \file key_print.h
 * \brief Keys as text: lines under an indent, and the blocks of hex that numbers and bytes are shown as.
 *                                                                                    man 3 EVP_PKEY_print_private
 */
#ifndef BS_COMPAT_ASN1_KEY_PRINT_H
#define BS_COMPAT_ASN1_KEY_PRINT_H

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>

#include "src/base/reader.h"

/** Where a key is printed to. */
struct bs_key_text {
    BIO *out;
    int indent; /* of every line; below 0 is none */
    bool bad;   /* sticky: something could not be written */
};

/** How much of a key is shown. */
enum bs_key_part { BS_PART_PARAMS, BS_PART_PUBLIC, BS_PART_PRIVATE };

/** One line, its end included. */
void bs_key_text_line(struct bs_key_text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/**
 * A number: in decimal and hex behind its label if it has 8 bytes or less, else as a signed block of hex below it (a
 * leading 00 where the top bit is set).
 */
void bs_key_text_number(struct bs_key_text *t, const char *label, bs_reader n);
/** The same of a BIGNUM; NULL prints nothing. */
void bs_key_text_bn(struct bs_key_text *t, const char *label, const BIGNUM *bn);
/** A label and a block of hex. */
void bs_key_text_bytes(struct bs_key_text *t, const char *label, bs_reader bytes);
/** The name of a curve by its NID, by OID and by NIST's name. */
void bs_key_text_curve(struct bs_key_text *t, int nid);

/**
 * \brief Print a key that was given to its EVP_PKEY as an RSA, EC_KEY or DH: OpenSSL has other words for such ones.
 * \return 1; 0 with or without an error queued; -1, with nothing printed, if there is no such part.
 */
int bs_key_text_object(struct bs_key_text *t, const EVP_PKEY *pkey, enum bs_key_part part);

#endif
