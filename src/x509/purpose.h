/**
 * \file purpose.h
 * \brief What a certificate may be used for: CA or not, purposes, and who may have issued whom.   RFC 5280 4.2.1
 */
#ifndef BS_X509_PURPOSE_H
#define BS_X509_PURPOSE_H

#include "src/x509/cert.h"

/** Purposes; the values are X509_PURPOSE_*. */
enum bs_purpose {
    BS_PURPOSE_NONE = 0,
    BS_PURPOSE_SSL_CLIENT = 1,
    BS_PURPOSE_SSL_SERVER,
    BS_PURPOSE_NS_SSL_SERVER,
    BS_PURPOSE_SMIME_SIGN,
    BS_PURPOSE_SMIME_ENCRYPT,
    BS_PURPOSE_CRL_SIGN,
    BS_PURPOSE_ANY,
    BS_PURPOSE_OCSP_HELPER,
    BS_PURPOSE_TIMESTAMP_SIGN,
    BS_PURPOSE_LAST = BS_PURPOSE_TIMESTAMP_SIGN
};

/** Trust settings; the values are X509_TRUST_*. 0 means the default. */
enum bs_trust_id {
    BS_TRUST_ID_DEFAULT = 0,
    BS_TRUST_ID_COMPAT = 1,
    BS_TRUST_ID_SSL_CLIENT,
    BS_TRUST_ID_SSL_SERVER,
    BS_TRUST_ID_EMAIL,
    BS_TRUST_ID_OBJECT_SIGN,
    BS_TRUST_ID_OCSP_SIGN,
    BS_TRUST_ID_OCSP_REQUEST,
    BS_TRUST_ID_TSA,
    BS_TRUST_ID_LAST = BS_TRUST_ID_TSA
};

/**
 * \brief Is it a CA? The answers of X509_check_ca().
 * \return 0 no; 1 by basicConstraints; 3 self-signed version 1; 4 by keyUsage alone; 5 by Netscape's type.
 */
int bs_cert_check_ca(const struct bs_cert *c);

/**
 * \brief May it serve this purpose (as a CA: may it stand in a chain for it)? The answers of X509_check_purpose().
 * \return 1 or more: yes; 0: no; -1: an unknown purpose, or malformed extensions.
 */
int bs_cert_check_purpose(const struct bs_cert *c, int purpose, bool as_ca);

/**
 * \brief Can `issuer` have issued `subject`, by names, key identifiers and algorithms (not by signature)?
 * \return BS_V_OK or the BS_V_ERR_* that says why not.
 */
int bs_cert_likely_issued(const struct bs_cert *issuer, const struct bs_cert *subject);

/** May issuer's key sign certificates? BS_V_OK or BS_V_ERR_KEYUSAGE_NO_*. */
int bs_cert_signing_allowed(const struct bs_cert *issuer, const struct bs_cert *subject);

/** True if the usage extension is there and allows none of these enum bs_key_usage bits. */
static inline bool bs_ku_reject(const struct bs_cert *c, uint32_t usage) {
    return (c->flags & BS_EXFLAG_KUSAGE) != 0 && (c->key_usage & usage) == 0;
}

#endif
