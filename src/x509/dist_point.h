/**
 * \file dist_point.h
 * \brief Distribution points: which CRLs speak for which certificates.                RFC 5280 4.2.1.13, 5.2.5, 6.3.3
 */
#ifndef BS_X509_DIST_POINT_H
#define BS_X509_DIST_POINT_H

#include "src/x509/der.h"

/** Reasons for revocation; bit 0 of the BIT STRING is 0x80, bit 8 is 0x8000, as OpenSSL's CRLDP_*. */
#define BS_REASONS_ALL 0x807Fu

/** A DistributionPointName; both views absent: none. A relative name is one RDN to be added to an issuer's name. */
struct bs_dist_point_name {
    bs_reader full;     /* content of GeneralNames; p is NULL if absent */
    bs_reader relative; /* content of the RDN's SET; p is NULL if absent */
    bs_reader base;     /* whole Name that a relative one is added to */
};

/** One DistributionPoint of a certificate. */
struct bs_dist_point {
    struct bs_dist_point_name name;
    uint32_t reasons;      /* BS_REASONS_ALL if it names none */
    bs_reader crl_issuer;  /* content of GeneralNames; p is NULL if absent */
};

/** A CRL's IssuingDistributionPoint. */
struct bs_issuing_point {
    struct bs_dist_point_name name;
    uint32_t reasons;      /* BS_REASONS_ALL unless some_reasons */
    bool only_user, only_ca, only_attribute, some_reasons, indirect;
};

/**
 * \brief The next point of a certificate's cRLDistributionPoints.                                   RFC 5280 4.2.1.13
 * \param at      content of the SEQUENCE OF; moved past the point.
 * \param issuer  the certificate's issuer, for names relative to it.
 * \return false at the end, or at a malformed point (then at->len is not 0).
 */
BS_CHECKED bool bs_dist_point_next(bs_reader *at, bs_reader issuer, struct bs_dist_point *out);

/** Decodes the value of an issuingDistributionPoint extension; issuer is the CRL's. False if malformed.  RFC 5280 5.2.5 */
BS_CHECKED bool bs_issuing_point_decode(struct bs_issuing_point *out, bs_reader value, bs_reader issuer);

/** True if the names have one in common, or one of them is absent.                                   RFC 5280 6.3.3 (b)(2)(i) */
bool bs_dist_point_same(const struct bs_dist_point_name *a, const struct bs_dist_point_name *b);

/** True if GeneralNames hold this name as a directoryName. */
bool bs_general_names_have(bs_reader names, bs_reader name);

#endif
