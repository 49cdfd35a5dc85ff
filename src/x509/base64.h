/**
 * \file base64.h
 * \brief Base64 as it stands in PEM files.                                                   RFC 4648 4; RFC 7468 3
 */
#ifndef BS_X509_BASE64_H
#define BS_X509_BASE64_H

#include "src/base/reader.h"

/**
 * \brief Decode text broken into lines; white space is skipped. For public data: the table is indexed by it.
 * \param cap   room at out; text.len / 4 * 3 + 3 always suffices.
 * \return false if a character is foreign, the padding is wrong, or it does not fit.
 */
BS_CHECKED bool bs_base64_decode(bs_reader text, uint8_t *out, size_t cap, size_t *out_len);

#endif
