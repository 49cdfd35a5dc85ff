/**
 * \file ocsp_local.h
 * \brief What the OCSP objects are inside.                                                        RFC 6960 4
 */
#ifndef BS_COMPAT_OCSP_LOCAL_H
#define BS_COMPAT_OCSP_LOCAL_H

#include <openssl/ocsp.h>

#include "compat/crypto/asn1/item.h"

struct ocsp_cert_id_st {
    X509_ALGOR *hash_algorithm;
    ASN1_OCTET_STRING *issuer_name_hash, *issuer_key_hash;
    ASN1_INTEGER *serial;
};

struct ocsp_one_request_st {
    OCSP_CERTID *cert;
    STACK_OF(X509_EXTENSION) *extensions;
};

struct bs_ocsp_tbs_request {
    ASN1_INTEGER *version;
    GENERAL_NAME *requestor;
    STACK_OF(OCSP_ONEREQ) *list;
    STACK_OF(X509_EXTENSION) *extensions;
};

struct ocsp_request_st {
    struct bs_ocsp_tbs_request *tbs;
    ASN1_STRING *signature; /* kept as it came */
};

struct ocsp_resp_bytes_st {
    ASN1_OBJECT *type;
    ASN1_OCTET_STRING *response;
};

struct ocsp_response_st {
    ASN1_ENUMERATED *status;
    struct ocsp_resp_bytes_st *bytes;
};

struct ocsp_revoked_info_st {
    ASN1_GENERALIZEDTIME *time;
    ASN1_ENUMERATED *reason;
};

struct bs_ocsp_status {
    int type; /* V_OCSP_CERTSTATUS_* */
    struct ocsp_revoked_info_st *revoked; /* if revoked */
};

struct ocsp_single_response_st {
    OCSP_CERTID *cert;
    struct bs_ocsp_status *status;
    ASN1_GENERALIZEDTIME *this_update, *next_update;
    STACK_OF(X509_EXTENSION) *extensions;
};

struct ocsp_responder_id_st {
    int type; /* V_OCSP_RESPID_NAME or V_OCSP_RESPID_KEY */
    union {
        X509_NAME *name;
        ASN1_OCTET_STRING *key;
    } value;
};

struct ocsp_response_data_st {
    ASN1_INTEGER *version;
    OCSP_RESPID *responder;
    ASN1_GENERALIZEDTIME *produced_at;
    STACK_OF(OCSP_SINGLERESP) *responses;
    STACK_OF(X509_EXTENSION) *extensions;
};

struct ocsp_basic_response_st {
    uint8_t *der; /* owned; the views below lie in it */
    size_t der_len;
    bs_reader tbs, sig_alg, signature; /* header and content; header and content; bytes of the BIT STRING */
    struct ocsp_response_data_st *data;
    X509_ALGOR *algor;
    ASN1_BIT_STRING *sig;
    STACK_OF(X509) *certs; /* NULL if there are none */
};

/** Whose certificate signed the response, among those given; 2 from `certs`, 1 from the response, 0 not found. */
int bs_ocsp_find_signer(X509 **out, const OCSP_BASICRESP *bs, STACK_OF(X509) *certs, unsigned long flags);

#endif
