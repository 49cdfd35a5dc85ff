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

struct ocsp_req_info_st {
    ASN1_INTEGER *version;
    GENERAL_NAME *requestor;
    STACK_OF(OCSP_ONEREQ) *list;
    STACK_OF(X509_EXTENSION) *extensions;
};

struct ocsp_signature_st {
    X509_ALGOR *algor;
    ASN1_BIT_STRING *bits;
    STACK_OF(X509) *certs; /* NULL if there are none */
};

struct ocsp_request_st {
    OCSP_REQINFO *tbs;
    OCSP_SIGNATURE *signature; /* NULL if it is not signed */
};

struct ocsp_resp_bytes_st {
    ASN1_OBJECT *type;
    ASN1_OCTET_STRING *response;
};

struct ocsp_response_st {
    ASN1_ENUMERATED *status;
    OCSP_RESPBYTES *bytes;
};

struct ocsp_revoked_info_st {
    ASN1_GENERALIZEDTIME *time;
    ASN1_ENUMERATED *reason;
};

struct ocsp_cert_status_st {
    int type;                  /* V_OCSP_CERTSTATUS_* */
    OCSP_REVOKEDINFO *revoked; /* if revoked */
};

struct ocsp_single_response_st {
    OCSP_CERTID *cert;
    OCSP_CERTSTATUS *status;
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
    OCSP_RESPDATA *data;
    X509_ALGOR *algor;
    ASN1_BIT_STRING *sig;
    STACK_OF(X509) *certs; /* NULL if there are none */
};

struct ocsp_crl_id_st {
    ASN1_IA5STRING *url;
    ASN1_INTEGER *num;
    ASN1_GENERALIZEDTIME *time;
};

struct ocsp_service_locator_st {
    X509_NAME *issuer;
    STACK_OF(ACCESS_DESCRIPTION) *locator; /* NULL if the field is absent */
};

extern const struct bs_item bs_item_ocsp_tbs_request, bs_item_ocsp_response_data, bs_item_ocsp_basic, bs_item_ocsp_crl_id,
    bs_item_ocsp_service_locator;

/** Whose certificate signed the response, among those given; 2 from `certs`, 1 from the response, 0 not found. */
int bs_ocsp_find_signer(X509 **out, const OCSP_BASICRESP *bs, STACK_OF(X509) *certs, unsigned long flags);

/**
 * \brief The signer's chain up to the store, as purpose OCSP helper: 1, 0 or -1 as X509_verify_cert().
 * \param response   of a response: one who says so is taken without CRLs, RFC 6960 4.2.2.2.1.
 * \param out_chain  the chain, for the caller to free; may be NULL.
 */
int bs_ocsp_verify_signer(X509 *signer, bool response, X509_STORE *store, unsigned long flags,
                          STACK_OF(X509) *untrusted, STACK_OF(X509) **out_chain);

#endif
