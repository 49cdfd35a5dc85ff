/**
 * \file policy_exts.h
 * \brief What one certificate says of policies: which it asserts, how it maps them, what it asks of those below.
 *                                                                       RFC 5280 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14
 */
#ifndef BS_X509_POLICY_EXTS_H
#define BS_X509_POLICY_EXTS_H

#include "src/x509/cert.h"

/** A policy that is asserted, or mapped in the name of anyPolicy. */
struct bs_policy_data {
    bs_reader policy;     /* content of the OID */
    bs_reader qualifiers; /* content of the SEQUENCE OF PolicyQualifierInfo; p is NULL if there are none */
    bool critical;        /* so is the extension that says it */
    bool mapped;          /* the next certificate names one of `expected` in its place */
    bool mapped_any;      /* it is there because anyPolicy stands for it, and it is mapped */
    const bs_reader *expected;        /* in the order of the extension */
    const bs_reader *expected_sorted; /* the same by bs_policy_compare() */
    size_t num_expected;
};

struct bs_policy_exts {
    struct bs_policy_data *policies; /* without anyPolicy, in the order that OpenSSL sees them in */
    size_t num_policies;
    bool asserts;                    /* certificatePolicies is there, and not empty */
    bool has_any;
    struct bs_policy_data any;       /* anyPolicy, if asserted */
    long explicit_skip, map_skip, any_skip; /* -1: absent */
    bs_reader *expected;             /* owns what the policies' `expected` views lie in */
};

enum bs_policy_read { BS_POLICY_READ, BS_POLICY_MALFORMED, BS_POLICY_NO_MEMORY };

/**
 * \brief Read a certificate's policy extensions. Linear work but for sorting.
 * \param out  to be cleared with bs_policy_exts_clear(), whatever is returned; its views lie in the certificate.
 */
enum bs_policy_read bs_policy_exts_read(struct bs_policy_exts *out, const struct bs_cert *c);
void bs_policy_exts_clear(struct bs_policy_exts *e);

/** True if it is anyPolicy. RFC 5280 4.2.1.4 */
bool bs_policy_is_any(bs_reader oid);

/** The order of OBJ_cmp(): the shorter first. */
int bs_policy_compare(bs_reader a, bs_reader b);

/** True if the policy is among those that are expected below in place of a mapped one. RFC 5280 6.1.4 (b) */
bool bs_policy_expects(const struct bs_policy_data *d, bs_reader policy);

#endif
