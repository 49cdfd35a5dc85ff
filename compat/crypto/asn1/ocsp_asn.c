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
    static const struct bs_item id = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(type), \
        BS_FIELDS(f), .name = #type }
#define LIST_ITEM(id, element, n) \
    static const struct bs_item id = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE, .of = &(element), .name = (n) }

static const struct bs_field cert_id_fields[] = {
    { &bs_item_x509_algor, offsetof(OCSP_CERTID, hash_algorithm), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(OCSP_CERTID, issuer_name_hash), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(OCSP_CERTID, issuer_key_hash), BS_PLAIN, 0, false },
    { &bs_item_integer, offsetof(OCSP_CERTID, serial), BS_PLAIN, 0, false },
};
SEQUENCE_ITEM(item_cert_id, OCSP_CERTID, cert_id_fields);
BS_ITEM_FUNCTIONS(OCSP_CERTID, OCSP_CERTID, item_cert_id)
BS_ITEM_DUP(OCSP_CERTID, OCSP_CERTID, item_cert_id)

static const struct bs_field one_request_fields[] = {
    { &item_cert_id, offsetof(OCSP_ONEREQ, cert), BS_PLAIN, 0, false },
    { &bs_item_x509_extensions, offsetof(OCSP_ONEREQ, extensions), BS_EXPLICIT, 0, true },
};
SEQUENCE_ITEM(item_one_request, OCSP_ONEREQ, one_request_fields);
LIST_ITEM(item_request_list, item_one_request, "requestList");
BS_ITEM_FUNCTIONS(OCSP_ONEREQ, OCSP_ONEREQ, item_one_request)

static const struct bs_field tbs_request_fields[] = {
    { &bs_item_integer, offsetof(struct bs_ocsp_tbs_request, version), BS_EXPLICIT, 0, true },
    { &bs_item_general_name, offsetof(struct bs_ocsp_tbs_request, requestor), BS_EXPLICIT, 1, true },
    { &item_request_list, offsetof(struct bs_ocsp_tbs_request, list), BS_PLAIN, 0, false },
    { &bs_item_x509_extensions, offsetof(struct bs_ocsp_tbs_request, extensions), BS_EXPLICIT, 2, true },
};
SEQUENCE_ITEM(item_tbs_request, struct bs_ocsp_tbs_request, tbs_request_fields);

static const struct bs_field request_fields[] = {
    { &item_tbs_request, offsetof(OCSP_REQUEST, tbs), BS_PLAIN, 0, false },
    { &bs_item_sequence_raw, offsetof(OCSP_REQUEST, signature), BS_EXPLICIT, 0, true },
};
SEQUENCE_ITEM(item_request, OCSP_REQUEST, request_fields);
BS_ITEM_FUNCTIONS(OCSP_REQUEST, OCSP_REQUEST, item_request)

static const struct bs_field resp_bytes_fields[] = {
    { &bs_item_object, offsetof(OCSP_RESPBYTES, type), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(OCSP_RESPBYTES, response), BS_PLAIN, 0, false },
};
SEQUENCE_ITEM(item_resp_bytes, OCSP_RESPBYTES, resp_bytes_fields);

static const struct bs_field response_fields[] = {
    { &bs_item_enumerated, offsetof(OCSP_RESPONSE, status), BS_PLAIN, 0, false },
    { &item_resp_bytes, offsetof(OCSP_RESPONSE, bytes), BS_EXPLICIT, 0, true },
};
SEQUENCE_ITEM(item_response, OCSP_RESPONSE, response_fields);
BS_ITEM_FUNCTIONS(OCSP_RESPONSE, OCSP_RESPONSE, item_response)

/* good and unknown are [0] and [2] IMPLICIT NULL: no value but their tag. */
static char null_value;
static void *null_make(void) { return &null_value; }
static void null_free(void *v) { (void)v; }
static void *null_decode(bs_reader content) { return content.len == 0 ? &null_value : NULL; }
static void null_encode(const void *v, bs_writer *w) {
    (void)v;
    (void)w;
}
static const struct bs_item_funcs null_funcs = { null_make, null_free, null_decode, null_encode };
const struct bs_item bs_item_null = { .kind = BS_ITEM_CUSTOM, .tag = BS_DER_NULL, .funcs = &null_funcs, .name = "NULL" };

static const struct bs_field revoked_fields[] = {
    { &bs_item_generalizedtime, offsetof(OCSP_REVOKEDINFO, time), BS_PLAIN, 0, false },
    { &bs_item_enumerated, offsetof(OCSP_REVOKEDINFO, reason), BS_EXPLICIT, 0, true },
};
SEQUENCE_ITEM(item_revoked, OCSP_REVOKEDINFO, revoked_fields);

static const struct bs_field status_fields[] = {
    { &bs_item_null, offsetof(struct bs_ocsp_status, revoked), BS_IMPLICIT, V_OCSP_CERTSTATUS_GOOD, false },
    { &item_revoked, offsetof(struct bs_ocsp_status, revoked), BS_IMPLICIT, V_OCSP_CERTSTATUS_REVOKED, false },
    { &bs_item_null, offsetof(struct bs_ocsp_status, revoked), BS_IMPLICIT, V_OCSP_CERTSTATUS_UNKNOWN, false },
};
static const struct bs_item item_status = { .kind = BS_ITEM_CHOICE, .size = sizeof(struct bs_ocsp_status),
    BS_FIELDS(status_fields), .name = "OCSP_CERTSTATUS" };

static const struct bs_field single_fields[] = {
    { &item_cert_id, offsetof(OCSP_SINGLERESP, cert), BS_PLAIN, 0, false },
    { &item_status, offsetof(OCSP_SINGLERESP, status), BS_PLAIN, 0, false },
    { &bs_item_generalizedtime, offsetof(OCSP_SINGLERESP, this_update), BS_PLAIN, 0, false },
    { &bs_item_generalizedtime, offsetof(OCSP_SINGLERESP, next_update), BS_EXPLICIT, 0, true },
    { &bs_item_x509_extensions, offsetof(OCSP_SINGLERESP, extensions), BS_EXPLICIT, 1, true },
};
SEQUENCE_ITEM(item_single, OCSP_SINGLERESP, single_fields);
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
SEQUENCE_ITEM(item_data, OCSP_RESPDATA, data_fields);

/* BasicOCSPResponse keeps its bytes, for the signature is over some of them. */

OCSP_BASICRESP *OCSP_BASICRESP_new(void) {
    OCSP_BASICRESP *bs = (OCSP_BASICRESP *)OPENSSL_zalloc(sizeof *bs);
    if (!bs) return NULL;
    bs->data = (OCSP_RESPDATA *)bs_item_new(&item_data);
    bs->algor = X509_ALGOR_new();
    bs->sig = ASN1_BIT_STRING_new();
    if (bs->data && bs->algor && bs->sig) return bs;
    OCSP_BASICRESP_free(bs);
    return NULL;
}

static void clear(OCSP_BASICRESP *bs) {
    bs_item_free(bs->data, &item_data);
    X509_ALGOR_free(bs->algor);
    ASN1_BIT_STRING_free(bs->sig);
    sk_X509_pop_free(bs->certs, X509_free);
    OPENSSL_free(bs->der);
}

void OCSP_BASICRESP_free(OCSP_BASICRESP *bs) {
    if (!bs) return;
    clear(bs);
    OPENSSL_free(bs);
}

static bool read_certs(OCSP_BASICRESP *bs, bs_reader list) {
    bs->certs = sk_X509_new_null();
    while (bs->certs && !bs_r_done(&list)) {
        bs_reader whole;
        X509 *x = bs_der_whole(&list, BS_DER_SEQUENCE, &whole) ? bs_x509_from_der(whole) : NULL;
        if (x && sk_X509_push(bs->certs, x)) continue;
        X509_free(x);
        return false;
    }
    return bs->certs != NULL;
}

static bool read_basic(OCSP_BASICRESP *bs) {
    bs_reader r = bs_r_from(bs->der, bs->der_len), seq, at, explicit_certs, list;
    bool has_certs;
    if (!bs_der_read(&r, BS_DER_SEQUENCE, &seq) || !bs_r_done(&r)) return false;
    at = seq;
    if (!bs_der_whole(&seq, BS_DER_SEQUENCE, &bs->tbs) || !bs_der_whole(&seq, BS_DER_SEQUENCE, &bs->sig_alg)) return false;
    bs->data = (OCSP_RESPDATA *)bs_item_decode(&at, &item_data);
    if (bs->data) bs->algor = (X509_ALGOR *)bs_item_decode(&at, &bs_item_x509_algor);
    if (bs->algor) bs->sig = (ASN1_BIT_STRING *)bs_item_decode(&at, &bs_item_bit_string);
    if (!bs->sig || !bs_der_bit_bytes(&seq, &bs->signature)) return false;
    if (!bs_der_optional(&seq, BS_DER_CONTEXT_CONSTRUCTED(0), &has_certs, &explicit_certs) || !bs_r_done(&seq)) return false;
    if (!has_certs) return true;
    return bs_der_read(&explicit_certs, BS_DER_SEQUENCE, &list) && bs_r_done(&explicit_certs) && read_certs(bs, list);
}

OCSP_BASICRESP *d2i_OCSP_BASICRESP(OCSP_BASICRESP **a, const unsigned char **in, long len) {
    bs_reader r = bs_r_from(*in, len > 0 ? (size_t)len : 0), all = r, whole;
    OCSP_BASICRESP *bs = NULL;
    if (bs_der_whole(&r, BS_DER_SEQUENCE, &whole)) bs = (OCSP_BASICRESP *)OPENSSL_zalloc(sizeof *bs);
    if (bs) {
        bs->der = (uint8_t *)OPENSSL_memdup(whole.p, whole.len);
        bs->der_len = whole.len;
    }
    if (!bs || !bs->der || !read_basic(bs)) {
        OCSP_BASICRESP_free(bs);
        bs_item_raise(all, BS_DER_SEQUENCE, "OCSP_BASICRESP");
        return NULL;
    }
    *in = r.p;
    if (a && *a) {
        clear(*a);
        **a = *bs;
        OPENSSL_free(bs);
        return *a;
    }
    if (a) *a = bs;
    return bs;
}

int i2d_OCSP_BASICRESP(const OCSP_BASICRESP *bs, unsigned char **out) {
    if (!bs) return 0;
    if (bs->der) return bs_i2d_bytes(bs_r_from(bs->der, bs->der_len), out);
    BS_RAISE(ERR_LIB_ASN1, ASN1_R_FIELD_MISSING);
    return -1;
}
