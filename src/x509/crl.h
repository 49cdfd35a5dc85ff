/**
 * \file crl.h
 * \brief A decoded certificate revocation list: views over its DER, no allocation.                     RFC 5280 5
 *
 * What a list says is taken in here; which list speaks for a certificate is decided in path_revocation.c.
 */
#ifndef BS_X509_CRL_H
#define BS_X509_CRL_H

#include "src/x509/cert.h"
#include "src/x509/dist_point.h"

struct bs_crl {
    bs_reader der;
    bs_reader tbs;             /* with header: the signed bytes */
    bs_reader sig_alg, tbs_sig_alg; /* with header */
    bs_reader signature;
    uint8_t signature_unused;
    uint32_t version;          /* as encoded: 1 is v2 */
    bs_reader issuer;          /* whole Name */
    uint8_t this_update_tag, next_update_tag;
    bs_reader this_update_raw, next_update_raw; /* next_update_raw.p is NULL if absent */
    int64_t this_update, next_update;
    bool this_update_ok, next_update_ok;
    bs_reader revoked;         /* content of revokedCertificates, or absent */
    bs_reader extensions;      /* content of the SEQUENCE OF Extension, or absent */
    bool has_akid;
    struct bs_akid akid;
    bool critical;             /* a critical extension, of the CRL or of an entry, that nobody handles */
    bool has_issuing_point;    /* issuingDistributionPoint is there: the scope is not all of the issuer's certificates */
    struct bs_issuing_point issuing_point;
    bs_reader issuing_point_raw, akid_raw; /* the extensions' values: a delta must have those of its base */
    bs_reader number;          /* content of cRLNumber's INTEGER, or absent */
    bs_reader base_number;     /* content of deltaCRLIndicator's INTEGER; absent: no delta */
    bool freshest;             /* freshestCRL: there are deltas */
    bool invalid;              /* an extension we use is malformed or repeated */
};

struct bs_crl_entry {
    bs_reader serial;          /* content of the INTEGER */
    uint8_t date_tag;
    bs_reader date_raw;
    bs_reader extensions;      /* content of the SEQUENCE OF Extension, or absent */
    int reason;                /* CRLReason, or -1 */
    bs_reader cert_issuer;     /* content of certificateIssuer's GeneralNames, or absent */
};

/** \brief Decode one CRL, exactly filling `der`. \return BS_OK or BS_E_CERT_DECODE. */
BS_CHECKED bs_status bs_crl_decode(struct bs_crl *out, bs_reader der);

/** The next entry of `at` (a copy of bs_crl.revoked); false at the end. */
BS_CHECKED bool bs_crl_entry_next(bs_reader *at, struct bs_crl_entry *out);

/**
 * \brief The entry of a certificate, by its issuer (a whole Name) and serial number (content of its INTEGER).
 * An entry's certificateIssuer holds for all entries that follow it (RFC 5280 5.3.3); before, the CRL's issuer does.
 * \return false if there is none: the CRL does not know the certificate.
 */
BS_CHECKED bool bs_crl_find(const struct bs_crl *crl, bs_reader issuer, bs_reader serial, struct bs_crl_entry *out);

#endif
