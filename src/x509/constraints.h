/**
 * \file constraints.h
 * \brief Name constraints of a CA against the names of a certificate below it.              RFC 5280 4.2.1.10, 6.1.3
 */
#ifndef BS_X509_CONSTRAINTS_H
#define BS_X509_CONSTRAINTS_H

#include "src/x509/cert.h"

/**
 * \brief Check the subject and the alternative names of `c` against the constraints of `ca`.
 * Work is bounded: more than 2^20 comparisons are refused.
 * \return BS_V_OK, BS_V_ERR_PERMITTED_VIOLATION, _EXCLUDED_VIOLATION, _SUBTREE_MINMAX, _UNSUPPORTED_CONSTRAINT_TYPE,
 *         _UNSUPPORTED_NAME_SYNTAX, or BS_V_ERR_UNSPECIFIED when there are too many names.
 */
int bs_constraints_check(const struct bs_cert *ca, const struct bs_cert *c);

/** The same for the subject's common names that look like DNS names. */
int bs_constraints_check_cn(const struct bs_cert *ca, const struct bs_cert *c);

/** How many comparisons of a name with a subtree a check may take; SIZE_MAX if too many to count. */
size_t bs_constraints_cost(const struct bs_cert *ca, const struct bs_cert *c);

#endif
