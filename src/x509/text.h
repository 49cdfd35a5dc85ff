/**
 * \file text.h
 * \brief ASN.1 character strings, one code point at a time.                              X.690 8.23; RFC 3629
 */
#ifndef BS_X509_TEXT_H
#define BS_X509_TEXT_H

#include "src/x509/der.h"

/** True for the types that have characters: UTF8, Printable, T61, IA5, Visible, Universal and BMP strings. */
bool bs_text_is_string(uint8_t tag);

/**
 * \brief The next code point of a string of this type.
 * T61 is read as Latin-1, as everybody does.
 * \return 1 and *out; 0 at the end; -1 if the bytes are not a valid string of the type.
 */
int bs_text_next(uint8_t tag, bs_reader *at, uint32_t *out);

/** UTF-8 of a code point below 0x110000 that is no surrogate; returns 1 to 4 bytes. */
unsigned bs_text_utf8(uint32_t cp, uint8_t out[4]);

/** Converts a whole string to UTF-8; false if it is malformed or does not fit. */
BS_CHECKED bool bs_text_to_utf8(bs_writer *w, uint8_t tag, bs_reader text);

/** ASCII lower case of a byte or code point; others unchanged. */
static inline uint32_t bs_text_lower(uint32_t c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; }

/** True if both are equal but for the case of ASCII letters. */
bool bs_text_same_nocase(bs_reader a, bs_reader b);

#endif
