/**
 * \file der.h
 * \brief Reading and writing DER over bs_reader and bs_writer.                                  X.690 8, 10
 *
 * Strict DER: definite, minimal lengths; single-byte tags (all that X.509 and the key formats use). A failed read
 * moves nothing.
 */
#ifndef BS_X509_DER_H
#define BS_X509_DER_H

#include "src/base/reader.h"
#include "src/base/writer.h"

enum bs_der_tag {
    BS_DER_BOOLEAN = 0x01,
    BS_DER_INTEGER = 0x02,
    BS_DER_BIT_STRING = 0x03,
    BS_DER_OCTET_STRING = 0x04,
    BS_DER_NULL = 0x05,
    BS_DER_OID = 0x06,
    BS_DER_ENUMERATED = 0x0A,
    BS_DER_UTF8 = 0x0C,
    BS_DER_SEQUENCE = 0x30,
    BS_DER_SET = 0x31,
    BS_DER_PRINTABLE = 0x13,
    BS_DER_T61 = 0x14,
    BS_DER_IA5 = 0x16,
    BS_DER_UTC_TIME = 0x17,
    BS_DER_GENERALIZED_TIME = 0x18,
    BS_DER_VISIBLE = 0x1A,
    BS_DER_UNIVERSAL_STRING = 0x1C,
    BS_DER_BMP = 0x1E
};
#define BS_DER_CONTEXT(n) (0x80u | (unsigned)(n))             /* [n] primitive */
#define BS_DER_CONTEXT_CONSTRUCTED(n) (0xA0u | (unsigned)(n)) /* [n] constructed */

/** Any element: its tag, its content, and (if whole is not NULL) the element with its header. */
BS_CHECKED bool bs_der_any(bs_reader *r, uint8_t *tag, bs_reader *content, bs_reader *whole);

/** An element of this tag; false (and nothing moved) if another stands there or it is malformed. */
BS_CHECKED bool bs_der_read(bs_reader *r, unsigned tag, bs_reader *content);

/** The same, keeping header and content as one view. */
BS_CHECKED bool bs_der_whole(bs_reader *r, unsigned tag, bs_reader *whole);

/** True if this is the content of an OBJECT IDENTIFIER: whole arcs, none with leading zeros.       X.690 8.19 */
bool bs_der_oid_valid(bs_reader content);

/** True if an element with this tag can have this content, as far as its type is a known universal one.  X.690 8 */
bool bs_der_value_valid(uint8_t tag, bs_reader content);

/** True if the next element has this tag. */
bool bs_der_next_is(const bs_reader *r, unsigned tag);

/** OPTIONAL: if the next element has the tag, reads it and sets *present; malformed is false. */
BS_CHECKED bool bs_der_optional(bs_reader *r, unsigned tag, bool *present, bs_reader *content);

/** A minimal, non-negative INTEGER as unsigned bytes without leading zero (zero: one 0 byte). */
BS_CHECKED bool bs_der_unsigned(bs_reader *r, bs_reader *out);

/** A non-negative INTEGER that fits 64 bits. */
BS_CHECKED bool bs_der_uint64(bs_reader *r, uint64_t *out);

/** BOOLEAN, 0x00 or 0xFF. */
BS_CHECKED bool bs_der_bool(bs_reader *r, bool *out);

/** BIT STRING with no unused bits: its bytes. */
BS_CHECKED bool bs_der_bit_bytes(bs_reader *r, bs_reader *out);

/** \name Writing. Marks nest; a DER length is as short as can be, so closing may move the content.
 * @{ */
bs_mark bs_der_open(bs_writer *w, unsigned tag);
void bs_der_close(bs_writer *w, bs_mark m);
void bs_der_put(bs_writer *w, unsigned tag, const void *content, size_t len);
/** INTEGER from unsigned big-endian bytes; leading zeros are dropped, a sign byte is added where needed. */
void bs_der_put_unsigned(bs_writer *w, const void *bytes, size_t len);
void bs_der_put_uint64(bs_writer *w, uint64_t v);
/** @} */

#endif
