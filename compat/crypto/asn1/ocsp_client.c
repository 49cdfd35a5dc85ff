#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ocsp.h>
#include <time.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/ocsp_local.h"
#include "compat/crypto/core/raise.h"

static bool digest_into(ASN1_OCTET_STRING *out, const EVP_MD *md, const uint8_t *p, size_t n) {
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int len;
    return EVP_Digest(p, n, hash, &len, md, NULL) && ASN1_STRING_set(out, hash, (int)len);
}

OCSP_CERTID *OCSP_cert_id_new(const EVP_MD *md, const X509_NAME *issuer, const ASN1_BIT_STRING *key,
                              const ASN1_INTEGER *serial) {
    OCSP_CERTID *id = OCSP_CERTID_new();
    if (!id) return NULL;
    int nid = EVP_MD_get_type(md);
    if (nid == NID_undef) BS_RAISE(ERR_LIB_OCSP, OCSP_R_UNKNOWN_NID);
    bs_reader name = bs_name_der(issuer);
    bool ok = nid != NID_undef && X509_ALGOR_set0(id->hash_algorithm, OBJ_nid2obj(nid), V_ASN1_NULL, NULL)
        && digest_into(id->issuer_name_hash, md, name.p, name.len)
        && digest_into(id->issuer_key_hash, md, key->data, (size_t)key->length)
        && (!serial || ASN1_STRING_copy(id->serial, serial));
    if (ok) return id;
    OCSP_CERTID_free(id);
    return NULL;
}

OCSP_CERTID *OCSP_cert_to_id(const EVP_MD *md, const X509 *subject, const X509 *issuer) {
    if (!md) md = EVP_sha1();
    const X509_NAME *name = subject ? X509_get_issuer_name(subject) : X509_get_subject_name(issuer);
    return OCSP_cert_id_new(md, name, X509_get0_pubkey_bitstr(issuer), subject ? X509_get0_serialNumber(subject) : NULL);
}

int OCSP_id_issuer_cmp(const OCSP_CERTID *a, const OCSP_CERTID *b) {
    int d = OBJ_cmp(a->hash_algorithm->algorithm, b->hash_algorithm->algorithm);
    if (d == 0) d = ASN1_STRING_cmp(a->issuer_name_hash, b->issuer_name_hash);
    return d != 0 ? d : ASN1_STRING_cmp(a->issuer_key_hash, b->issuer_key_hash);
}

int OCSP_id_cmp(const OCSP_CERTID *a, const OCSP_CERTID *b) {
    int d = OCSP_id_issuer_cmp(a, b);
    return d != 0 ? d : ASN1_INTEGER_cmp(a->serial, b->serial);
}

int OCSP_id_get0_info(ASN1_OCTET_STRING **name_hash, ASN1_OBJECT **md, ASN1_OCTET_STRING **key_hash,
                      ASN1_INTEGER **serial, OCSP_CERTID *id) {
    if (!id) return 0;
    if (name_hash) *name_hash = id->issuer_name_hash;
    if (md) *md = id->hash_algorithm->algorithm;
    if (key_hash) *key_hash = id->issuer_key_hash;
    if (serial) *serial = id->serial;
    return 1;
}

OCSP_ONEREQ *OCSP_request_add0_id(OCSP_REQUEST *req, OCSP_CERTID *id) {
    OCSP_ONEREQ *one = OCSP_ONEREQ_new();
    if (!one) return NULL;
    OCSP_CERTID *placeholder = one->cert;
    one->cert = id;
    if (sk_OCSP_ONEREQ_push(req->tbs->list, one)) {
        OCSP_CERTID_free(placeholder);
        return one;
    }
    one->cert = placeholder; /* id is still the caller's */
    OCSP_ONEREQ_free(one);
    return NULL;
}

int OCSP_request_onereq_count(OCSP_REQUEST *req) { return sk_OCSP_ONEREQ_num(req->tbs->list); }
OCSP_ONEREQ *OCSP_request_onereq_get0(OCSP_REQUEST *req, int i) { return sk_OCSP_ONEREQ_value(req->tbs->list, i); }
OCSP_CERTID *OCSP_onereq_get0_id(OCSP_ONEREQ *one) { return one->cert; }

int OCSP_response_status(OCSP_RESPONSE *resp) { return (int)ASN1_ENUMERATED_get(resp->status); }

OCSP_BASICRESP *OCSP_response_get1_basic(OCSP_RESPONSE *resp) {
    const OCSP_RESPBYTES *bytes = resp->bytes;
    if (!bytes) {
        BS_RAISE(ERR_LIB_OCSP, OCSP_R_NO_RESPONSE_DATA);
        return NULL;
    }
    if (OBJ_obj2nid(bytes->type) != NID_id_pkix_OCSP_basic) {
        BS_RAISE(ERR_LIB_OCSP, OCSP_R_NOT_BASIC_RESPONSE);
        return NULL;
    }
    const unsigned char *p = bytes->response->data;
    return d2i_OCSP_BASICRESP(NULL, &p, bytes->response->length);
}

int OCSP_resp_count(OCSP_BASICRESP *bs) { return bs ? sk_OCSP_SINGLERESP_num(bs->data->responses) : -1; }
OCSP_SINGLERESP *OCSP_resp_get0(OCSP_BASICRESP *bs, int i) {
    return bs ? sk_OCSP_SINGLERESP_value(bs->data->responses, i) : NULL;
}
const ASN1_GENERALIZEDTIME *OCSP_resp_get0_produced_at(const OCSP_BASICRESP *bs) { return bs->data->produced_at; }
const STACK_OF(X509) *OCSP_resp_get0_certs(const OCSP_BASICRESP *bs) { return bs->certs; }
const ASN1_OCTET_STRING *OCSP_resp_get0_signature(const OCSP_BASICRESP *bs) { return bs->sig; }
const X509_ALGOR *OCSP_resp_get0_tbs_sigalg(const OCSP_BASICRESP *bs) { return bs->algor; }
const OCSP_RESPDATA *OCSP_resp_get0_respdata(const OCSP_BASICRESP *bs) { return bs->data; }
const OCSP_CERTID *OCSP_SINGLERESP_get0_id(const OCSP_SINGLERESP *single) { return single->cert; }

int OCSP_resp_get0_id(const OCSP_BASICRESP *bs, const ASN1_OCTET_STRING **key, const X509_NAME **name) {
    const OCSP_RESPID *id = bs->data->responder;
    *name = id->type == V_OCSP_RESPID_NAME ? id->value.name : NULL;
    *key = id->type == V_OCSP_RESPID_KEY ? id->value.key : NULL;
    return *name || *key;
}

int OCSP_resp_get1_id(const OCSP_BASICRESP *bs, ASN1_OCTET_STRING **key, X509_NAME **name) {
    const ASN1_OCTET_STRING *own_key;
    const X509_NAME *own_name;
    (void)OCSP_resp_get0_id(bs, &own_key, &own_name);
    *key = own_key ? ASN1_OCTET_STRING_dup(own_key) : NULL;
    *name = own_name ? X509_NAME_dup(own_name) : NULL;
    return *key || *name;
}

int OCSP_resp_find(OCSP_BASICRESP *bs, OCSP_CERTID *id, int last) {
    for (int i = last < 0 ? 0 : last + 1; i < OCSP_resp_count(bs); i++) {
        if (OCSP_id_cmp(id, OCSP_resp_get0(bs, i)->cert) == 0) return i;
    }
    return -1;
}

int OCSP_single_get0_status(OCSP_SINGLERESP *single, int *reason, ASN1_GENERALIZEDTIME **revtime,
                            ASN1_GENERALIZEDTIME **thisupd, ASN1_GENERALIZEDTIME **nextupd) {
    if (!single) return -1;
    const OCSP_CERTSTATUS *st = single->status;
    if (st->type == V_OCSP_CERTSTATUS_REVOKED) {
        if (revtime) *revtime = st->revoked->time;
        if (reason) *reason = st->revoked->reason ? (int)ASN1_ENUMERATED_get(st->revoked->reason) : -1;
    }
    if (thisupd) *thisupd = single->this_update;
    if (nextupd) *nextupd = single->next_update;
    return st->type;
}

int OCSP_resp_find_status(OCSP_BASICRESP *bs, OCSP_CERTID *id, int *status, int *reason,
                          ASN1_GENERALIZEDTIME **revtime, ASN1_GENERALIZEDTIME **thisupd,
                          ASN1_GENERALIZEDTIME **nextupd) {
    int i = OCSP_resp_find(bs, id, -1);
    if (i < 0) return 0;
    int st = OCSP_single_get0_status(OCSP_resp_get0(bs, i), reason, revtime, thisupd, nextupd);
    if (status) *status = st;
    return 1;
}

int OCSP_check_validity(ASN1_GENERALIZEDTIME *thisupd, ASN1_GENERALIZEDTIME *nextupd, long nsec, long maxsec) {
    time_t now = time(NULL), t = now + nsec;
    int ok = 1;
    if (!ASN1_GENERALIZEDTIME_check(thisupd)) {
        BS_RAISE(ERR_LIB_OCSP, OCSP_R_ERROR_IN_THISUPDATE_FIELD);
        ok = 0;
    } else {
        if (X509_cmp_time(thisupd, &t) > 0) {
            BS_RAISE(ERR_LIB_OCSP, OCSP_R_STATUS_NOT_YET_VALID);
            ok = 0;
        }
        t = now - maxsec;
        if (maxsec >= 0 && X509_cmp_time(thisupd, &t) < 0) {
            BS_RAISE(ERR_LIB_OCSP, OCSP_R_STATUS_TOO_OLD);
            ok = 0;
        }
    }
    if (!nextupd) return ok;
    t = now - nsec;
    if (!ASN1_GENERALIZEDTIME_check(nextupd)) {
        BS_RAISE(ERR_LIB_OCSP, OCSP_R_ERROR_IN_NEXTUPDATE_FIELD);
        ok = 0;
    } else if (X509_cmp_time(nextupd, &t) < 0) {
        BS_RAISE(ERR_LIB_OCSP, OCSP_R_STATUS_EXPIRED);
        ok = 0;
    }
    if (ASN1_STRING_cmp(nextupd, thisupd) < 0) { /* one form, RFC 6960 4.2.2.1, so text order is time order */
        BS_RAISE(ERR_LIB_OCSP, OCSP_R_NEXTUPDATE_BEFORE_THISUPDATE);
        ok = 0;
    }
    return ok;
}

static const char *name_of(long n, const char *const *names, long num) {
    return n >= 0 && n < num && names[n] ? names[n] : "(UNKNOWN)";
}

const char *OCSP_response_status_str(long s) {
    static const char *const names[] = { "successful", "malformedrequest", "internalerror", "trylater", NULL, "sigrequired",
        "unauthorized" };
    return name_of(s, names, 7);
}

const char *OCSP_cert_status_str(long s) {
    static const char *const names[] = { "good", "revoked", "unknown" };
    return name_of(s, names, 3);
}

const char *OCSP_crl_reason_str(long s) {
    static const char *const names[] = { "unspecified", "keyCompromise", "cACompromise", "affiliationChanged",
        "superseded", "cessationOfOperation", "certificateHold", NULL, "removeFromCRL" };
    return name_of(s, names, 9); /* 3.0 has no names for the two that came later */
}
