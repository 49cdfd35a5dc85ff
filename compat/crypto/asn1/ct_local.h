/**
 * \file ct_local.h
 * \brief What an SCT is inside.                                                                        RFC 6962 3.2
 */
#ifndef BS_COMPAT_CT_LOCAL_H
#define BS_COMPAT_CT_LOCAL_H

#include <openssl/ct.h>
#include <stdbool.h>

#include "compat/crypto/asn1/item.h"

struct sct_bytes {
    uint8_t *p;
    size_t n;
};

struct sct_st {
    sct_version_t version;
    struct sct_bytes raw; /* all of it, of a version that is not ours */
    struct sct_bytes log_id, extensions, signature;
    uint64_t timestamp; /* milliseconds since 1970 */
    uint8_t hash, algorithm;
    ct_log_entry_type_t entry_type;
    sct_source_t source;
    sct_validation_status_t validation;
};

/** The types of the extensions' values, STACK_OF(SCT): of certificates, and of OCSP responses. */
const ASN1_ITEM *bs_sct_cert_list_it(void);
const ASN1_ITEM *bs_sct_ocsp_list_it(void);

#endif
