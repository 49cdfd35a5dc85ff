/**
 * \file as_ids.h
 * \brief The autonomous systems that a certificate speaks for: sbgp-autonomousSysNum.                   RFC 3779 3
 *
 * All views lie in the extension's value. Nothing is allocated.
 */
#ifndef BS_X509_AS_IDS_H
#define BS_X509_AS_IDS_H

#include "src/x509/der.h"

/** One ASIdentifierChoice. */
struct bs_as_choice {
    bool present, inherit;
    bs_reader ranges; /* content of asIdsOrRanges, unless inherited */
};

/** ASIdentifiers: the numbers of systems, and of routing domains. */
enum bs_as_kind { BS_AS_NUM, BS_AS_RDI, BS_AS_KINDS };
struct bs_as_ids {
    struct bs_as_choice of[BS_AS_KINDS];
};

/** From the content of an ASIdentifiers; false if it is malformed.                                  RFC 3779 3.2.3 */
BS_CHECKED bool bs_as_ids_decode(struct bs_as_ids *out, bs_reader ids);

/** True if the numbers are sorted, apart from each other and no range is upside down.             RFC 3779 3.2.3.4 */
bool bs_as_ids_canonical(const struct bs_as_ids *ids);

/** True if each number of `child` is in `parent`, both in canonical order.                            RFC 3779 3.3 */
bool bs_as_contains(const struct bs_as_choice *parent, const struct bs_as_choice *child);

#endif
