/**
 * \file req_local.h
 * \brief What an X509_REQ is inside.                                                                  RFC 2986 4
 */
#ifndef BS_COMPAT_REQ_LOCAL_H
#define BS_COMPAT_REQ_LOCAL_H

#include <openssl/x509.h>

#include "compat/crypto/asn1/item.h"

/** CertificationRequestInfo; what a request decoded from bytes says is kept as it came, for the signature is over it. */
struct X509_req_info_st {
    ASN1_INTEGER *version;
    X509_NAME *subject;
    X509_PUBKEY *pubkey;
    STACK_OF(X509_ATTRIBUTE) *attributes; /* NULL if the field is absent */
};

struct X509_req_st {
    struct X509_req_info_st *info;
    X509_ALGOR *sig_alg;
    ASN1_BIT_STRING *signature;
    uint8_t *tbs; /* the encoded info; NULL since it was changed */
    size_t tbs_len;
};

#endif
