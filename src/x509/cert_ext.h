/**
 * \file cert_ext.h
 * \brief The extensions that path validation reads, and what they say of a pair of certificates.   RFC 5280 4.2
 */
#ifndef BS_X509_CERT_EXT_H
#define BS_X509_CERT_EXT_H

#include "src/x509/cert.h"

/** Fills the extension fields and flags of a certificate whose frame is decoded. */
void bs_cert_decode_extensions(struct bs_cert *c);

/** How an authority key identifier fits a possible issuer. */
enum bs_akid_fit { BS_AKID_MATCH, BS_AKID_SKID_MISMATCH, BS_AKID_ISSUER_SERIAL_MISMATCH };

/** Compares the parts of subject's AKID that issuer has too; no AKID matches everybody.   RFC 5280 4.2.1.1 */
enum bs_akid_fit bs_cert_akid_matches(const struct bs_cert *issuer, const struct bs_cert *subject);

/** The same for an AKID from elsewhere (a CRL's). */
enum bs_akid_fit bs_akid_matches(const struct bs_cert *issuer, const struct bs_akid *akid);

/** One GeneralName: its context tag (0x81 rfc822Name, 0x82 dNSName, ...) and content.     RFC 5280 4.2.1.6 */
BS_CHECKED bool bs_general_name_next(bs_reader *names, uint8_t *tag, bs_reader *content);

/** True if `names` (content of GeneralNames) is a sequence of well-formed choices. */
bool bs_general_names_valid(bs_reader names);

#define BS_GN_OTHER BS_DER_CONTEXT_CONSTRUCTED(0)
#define BS_GN_EMAIL BS_DER_CONTEXT(1)
#define BS_GN_DNS BS_DER_CONTEXT(2)
#define BS_GN_X400 BS_DER_CONTEXT_CONSTRUCTED(3)
#define BS_GN_DIRECTORY BS_DER_CONTEXT_CONSTRUCTED(4)
#define BS_GN_EDI BS_DER_CONTEXT_CONSTRUCTED(5)
#define BS_GN_URI BS_DER_CONTEXT(6)
#define BS_GN_IP BS_DER_CONTEXT(7)
#define BS_GN_REGISTERED_ID BS_DER_CONTEXT(8)

#endif
