#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/ocsp_local.h"
#include "compat/crypto/asn1/v3.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"

/* The types of RFC 6960 4.1.1 and 4.2.1. */

#define SEQUENCE_ITEM(id, type, f) \
    const struct bs_item id = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(type), \
        BS_FIELDS(f), .name = #type }
#define LIST_ITEM(id, element, n) \
    static const struct bs_item id = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE, .of = &(element), .name = (n) }

static const struct bs_field cert_id_fields[] = {
    { &bs_item_x509_algor, offsetof(OCSP_CERTID, hash_algorithm), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(OCSP_CERTID, issuer_name_hash), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(OCSP_CERTID, issuer_key_hash), BS_PLAIN, 0, false },
    { &bs_item_integer, offsetof(OCSP_CERTID, serial), BS_PLAIN, 0, false },
};
static SEQUENCE_ITEM(item_cert_id, OCSP_CERTID, cert_id_fields);
BS_ITEM_FUNCTIONS(OCSP_CERTID, OCSP_CERTID, item_cert_id)
BS_ITEM_DUP(OCSP_CERTID, OCSP_CERTID, item_cert_id)

static const struct bs_field one_request_fields[] = {
    { &item_cert_id, offsetof(OCSP_ONEREQ, cert), BS_PLAIN, 0, false },
    { &bs_item_x509_extensions, offsetof(OCSP_ONEREQ, extensions), BS_EXPLICIT, 0, true },
};
static SEQUENCE_ITEM(item_one_request, OCSP_ONEREQ, one_request_fields);
LIST_ITEM(item_request_list, item_one_request, "requestList");
BS_ITEM_FUNCTIONS(OCSP_ONEREQ, OCSP_ONEREQ, item_one_request)

static const struct bs_field tbs_request_fields[] = {
    { &bs_item_integer, offsetof(OCSP_REQINFO, version), BS_EXPLICIT, 0, true },
    { &bs_item_general_name, offsetof(OCSP_REQINFO, requestor), BS_EXPLICIT, 1, true },
    { &item_request_list, offsetof(OCSP_REQINFO, list), BS_PLAIN, 0, false },
    { &bs_item_x509_extensions, offsetof(OCSP_REQINFO, extensions), BS_EXPLICIT, 2, true },
};
SEQUENCE_ITEM(bs_item_ocsp_tbs_request, OCSP_REQINFO, tbs_request_fields);
BS_ITEM_FUNCTIONS(OCSP_REQINFO, OCSP_REQINFO, bs_item_ocsp_tbs_request)

LIST_ITEM(item_certs, bs_item_x509, "certs");
static const struct bs_field signature_fields[] = {
    { &bs_item_x509_algor, offsetof(OCSP_SIGNATURE, algor), BS_PLAIN, 0, false },
    { &bs_item_bit_string, offsetof(OCSP_SIGNATURE, bits), BS_PLAIN, 0, false },
    { &item_certs, offsetof(OCSP_SIGNATURE, certs), BS_EXPLICIT, 0, true },
};
static SEQUENCE_ITEM(item_signature, OCSP_SIGNATURE, signature_fields);
BS_ITEM_FUNCTIONS(OCSP_SIGNATURE, OCSP_SIGNATURE, item_signature)

static const struct bs_field request_fields[] = {
    { &bs_item_ocsp_tbs_request, offsetof(OCSP_REQUEST, tbs), BS_PLAIN, 0, false },
    { &item_signature, offsetof(OCSP_REQUEST, signature), BS_EXPLICIT, 0, true },
};
static SEQUENCE_ITEM(item_request, OCSP_REQUEST, request_fields);
BS_ITEM_FUNCTIONS(OCSP_REQUEST, OCSP_REQUEST, item_request)

static const struct bs_field resp_bytes_fields[] = {
    { &bs_item_object, offsetof(OCSP_RESPBYTES, type), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(OCSP_RESPBYTES, response), BS_PLAIN, 0, false },
};
static SEQUENCE_ITEM(item_resp_bytes, OCSP_RESPBYTES, resp_bytes_fields);
BS_ITEM_FUNCTIONS(OCSP_RESPBYTES, OCSP_RESPBYTES, item_resp_bytes)

static const struct bs_field response_fields[] = {
    { &bs_item_enumerated, offsetof(OCSP_RESPONSE, status), BS_PLAIN, 0, false },
    { &item_resp_bytes, offsetof(OCSP_RESPONSE, bytes), BS_EXPLICIT, 0, true },
};
static SEQUENCE_ITEM(item_response, OCSP_RESPONSE, response_fields);
BS_ITEM_FUNCTIONS(OCSP_RESPONSE, OCSP_RESPONSE, item_response)

/* good and unknown are [0] and [2] IMPLICIT NULL: no value but their tag. */
static const struct bs_field revoked_fields[] = {
    { &bs_item_generalizedtime, offsetof(OCSP_REVOKEDINFO, time), BS_PLAIN, 0, false },
    { &bs_item_enumerated, offsetof(OCSP_REVOKEDINFO, reason), BS_EXPLICIT, 0, true },
};
static SEQUENCE_ITEM(item_revoked, OCSP_REVOKEDINFO, revoked_fields);
BS_ITEM_FUNCTIONS(OCSP_REVOKEDINFO, OCSP_REVOKEDINFO, item_revoked)

static const struct bs_field status_fields[] = {
    { &bs_item_null, offsetof(OCSP_CERTSTATUS, revoked), BS_IMPLICIT, V_OCSP_CERTSTATUS_GOOD, false },
    { &item_revoked, offsetof(OCSP_CERTSTATUS, revoked), BS_IMPLICIT, V_OCSP_CERTSTATUS_REVOKED, false },
    { &bs_item_null, offsetof(OCSP_CERTSTATUS, revoked), BS_IMPLICIT, V_OCSP_CERTSTATUS_UNKNOWN, false },
};
static const struct bs_item item_status = { .kind = BS_ITEM_CHOICE, .size = sizeof(OCSP_CERTSTATUS),
    BS_FIELDS(status_fields), .name = "OCSP_CERTSTATUS" };
BS_ITEM_FUNCTIONS(OCSP_CERTSTATUS, OCSP_CERTSTATUS, item_status)

static const struct bs_field single_fields[] = {
    { &item_cert_id, offsetof(OCSP_SINGLERESP, cert), BS_PLAIN, 0, false },
    { &item_status, offsetof(OCSP_SINGLERESP, status), BS_PLAIN, 0, false },
    { &bs_item_generalizedtime, offsetof(OCSP_SINGLERESP, this_update), BS_PLAIN, 0, false },
    { &bs_item_generalizedtime, offsetof(OCSP_SINGLERESP, next_update), BS_EXPLICIT, 0, true },
    { &bs_item_x509_extensions, offsetof(OCSP_SINGLERESP, extensions), BS_EXPLICIT, 1, true },
};
static SEQUENCE_ITEM(item_single, OCSP_SINGLERESP, single_fields);
LIST_ITEM(item_singles, item_single, "responses");
BS_ITEM_FUNCTIONS(OCSP_SINGLERESP, OCSP_SINGLERESP, item_single)

static const struct bs_field responder_fields[] = {
    /* numbered [1] and [2] on the wire, 0 and 1 in the API */
    { &bs_item_x509_name, offsetof(OCSP_RESPID, value), BS_EXPLICIT, 1, false },
    { &bs_item_octet_string, offsetof(OCSP_RESPID, value), BS_EXPLICIT, 2, false },
};
static const struct bs_item item_responder = { .kind = BS_ITEM_CHOICE, .size = sizeof(OCSP_RESPID),
    BS_FIELDS(responder_fields), .name = "OCSP_RESPID" };
BS_ITEM_FUNCTIONS(OCSP_RESPID, OCSP_RESPID, item_responder)

static const struct bs_field data_fields[] = {
    { &bs_item_integer, offsetof(OCSP_RESPDATA, version), BS_EXPLICIT, 0, true },
    { &item_responder, offsetof(OCSP_RESPDATA, responder), BS_PLAIN, 0, false },
    { &bs_item_generalizedtime, offsetof(OCSP_RESPDATA, produced_at), BS_PLAIN, 0, false },
    { &item_singles, offsetof(OCSP_RESPDATA, responses), BS_PLAIN, 0, false },
    { &bs_item_x509_extensions, offsetof(OCSP_RESPDATA, extensions), BS_EXPLICIT, 1, true },
};
SEQUENCE_ITEM(bs_item_ocsp_response_data, OCSP_RESPDATA, data_fields);
BS_ITEM_FUNCTIONS(OCSP_RESPDATA, OCSP_RESPDATA, bs_item_ocsp_response_data)

static const struct bs_field basic_fields[] = {
    { &bs_item_ocsp_response_data, offsetof(OCSP_BASICRESP, data), BS_PLAIN, 0, false },
    { &bs_item_x509_algor, offsetof(OCSP_BASICRESP, algor), BS_PLAIN, 0, false },
    { &bs_item_bit_string, offsetof(OCSP_BASICRESP, sig), BS_PLAIN, 0, false },
    { &item_certs, offsetof(OCSP_BASICRESP, certs), BS_EXPLICIT, 0, true },
};
SEQUENCE_ITEM(bs_item_ocsp_basic, OCSP_BASICRESP, basic_fields);
BS_ITEM_FUNCTIONS(OCSP_BASICRESP, OCSP_BASICRESP, bs_item_ocsp_basic)

static const struct bs_field crl_id_fields[] = {
    { &bs_item_ia5, offsetof(OCSP_CRLID, url), BS_EXPLICIT, 0, true },
    { &bs_item_integer, offsetof(OCSP_CRLID, num), BS_EXPLICIT, 1, true },
    { &bs_item_generalizedtime, offsetof(OCSP_CRLID, time), BS_EXPLICIT, 2, true },
};
SEQUENCE_ITEM(bs_item_ocsp_crl_id, OCSP_CRLID, crl_id_fields);
BS_ITEM_FUNCTIONS(OCSP_CRLID, OCSP_CRLID, bs_item_ocsp_crl_id)

static const struct bs_field service_locator_fields[] = {
    { &bs_item_x509_name, offsetof(OCSP_SERVICELOC, issuer), BS_PLAIN, 0, false },
    { &bs_item_access, offsetof(OCSP_SERVICELOC, locator), BS_PLAIN, 0, true },
};
SEQUENCE_ITEM(bs_item_ocsp_service_locator, OCSP_SERVICELOC, service_locator_fields);
BS_ITEM_FUNCTIONS(OCSP_SERVICELOC, OCSP_SERVICELOC, bs_item_ocsp_service_locator)
