/**
 * \file addr_blocks.h
 * \brief The IP addresses that a certificate speaks for: sbgp-ipAddrBlock.                              RFC 3779 2
 *
 * All views lie in the extension's value. Nothing is allocated.
 */
#ifndef BS_X509_ADDR_BLOCKS_H
#define BS_X509_ADDR_BLOCKS_H

#include "src/x509/der.h"

/** One IPAddressFamily. */
struct bs_addr_family {
    bs_reader id;     /* addressFamily: an AFI of two octets, and a SAFI of one or none */
    bool inherit;     /* what the issuer has */
    bs_reader ranges; /* content of addressesOrRanges, unless inherited */
};

/** The next family of `blocks` (content of IPAddrBlocks); false at the end or at a malformed one.    RFC 3779 2.2.3 */
BS_CHECKED bool bs_addr_family_next(bs_reader *blocks, struct bs_addr_family *out);

/** True if this is the content of an IPAddrBlocks by its syntax. */
bool bs_addr_blocks_valid(bs_reader blocks);

/** True if families and ranges are sorted, apart from each other and as short as can be.  RFC 3779 2.2.3.3, 2.2.3.6 */
bool bs_addr_blocks_canonical(bs_reader blocks);

/** The AFI; 0 if it is malformed. */
unsigned bs_addr_afi(bs_reader id);

/** An AFI, with or without a SAFI.                                                                RFC 3779 2.2.3.3 */
static inline bool bs_addr_id_valid(bs_reader id) { return id.len == 2 || id.len == 3; }

/** Octets of an address: 4, 16, or 0 where the family is unknown. */
size_t bs_addr_len(bs_reader id);

/**
 * \brief The lowest (fill 0) or highest (0xFF) address of a prefix or an end of a range.           RFC 3779 2.1.1
 * \param octets  the leading bits, the last octet with so many of them unused (0 to 7).
 * \param len     octets of an address, all of which are written; false if there are more.
 */
BS_CHECKED bool bs_addr_fill_up(uint8_t *out, bs_reader octets, unsigned unused, size_t len, uint8_t fill);

/** The order of families: by octets, the shorter first. */
int bs_addr_family_order(const struct bs_addr_family *a, const struct bs_addr_family *b);

/** True if each address of `child` is in `parent`, both of one family and in canonical order.           RFC 3779 2.3 */
bool bs_addr_contains(const struct bs_addr_family *parent, const struct bs_addr_family *child);

#endif
