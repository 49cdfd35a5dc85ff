/* Responses that are made and signed: a responder's side.                          RFC 6960 4.2; man 3 OCSP_response_create */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ocsp.h>

#include "compat/crypto/asn1/ocsp_local.h"
#include "compat/crypto/asn1/sign.h"
#include "compat/crypto/core/raise.h"

OCSP_RESPONSE *OCSP_response_create(int status, OCSP_BASICRESP *bs) {
    OCSP_RESPONSE *r = OCSP_RESPONSE_new();
    size_t n;
    if (!r || !ASN1_ENUMERATED_set(r->status, status)) goto fail;
    if (!bs) return r;
    r->bytes = OCSP_RESPBYTES_new();
    if (!r->bytes) goto fail;
    r->bytes->type = OBJ_nid2obj(NID_id_pkix_OCSP_basic);
    uint8_t *der = bs_item_to_der(bs, &bs_item_ocsp_basic, &n);
    if (!der) goto fail;
    ASN1_STRING_set0(r->bytes->response, der, (int)n);
    return r;
fail:
    OCSP_RESPONSE_free(r);
    return NULL;
}

/* RFC 6960 4.2.2.1 has GeneralizedTime throughout; certificates and CRLs come with UTCTime. */
static bool put_time(ASN1_GENERALIZEDTIME **slot, const ASN1_TIME *t) {
    return ASN1_TIME_to_generalizedtime(t, slot) != NULL;
}

static bool put_revoked(OCSP_CERTSTATUS *st, int reason, const ASN1_TIME *when) {
    if (!when) {
        BS_RAISE(ERR_LIB_OCSP, OCSP_R_NO_REVOKED_TIME);
        return false;
    }
    OCSP_REVOKEDINFO *info = OCSP_REVOKEDINFO_new();
    if (!info) return false;
    st->type = V_OCSP_CERTSTATUS_REVOKED;
    st->revoked = info;
    if (!put_time(&info->time, when)) return false;
    if (reason == OCSP_REVOKED_STATUS_NOSTATUS) return true;
    info->reason = ASN1_ENUMERATED_new();
    return info->reason && ASN1_ENUMERATED_set(info->reason, reason);
}

static bool put_status(OCSP_CERTSTATUS *st, int status, int reason, const ASN1_TIME *when) {
    if (status == V_OCSP_CERTSTATUS_REVOKED) return put_revoked(st, reason, when);
    if (status != V_OCSP_CERTSTATUS_GOOD && status != V_OCSP_CERTSTATUS_UNKNOWN) return false;
    st->type = status;
    st->revoked = (OCSP_REVOKEDINFO *)bs_item_new(&bs_item_null); /* [0] and [2] hold NULL in its place */
    return st->revoked != NULL;
}

OCSP_SINGLERESP *OCSP_basic_add1_status(OCSP_BASICRESP *bs, OCSP_CERTID *id, int status, int reason, ASN1_TIME *revtime,
                                        ASN1_TIME *thisupd, ASN1_TIME *nextupd) {
    OCSP_SINGLERESP *s = OCSP_SINGLERESP_new();
    if (!s) return NULL;
    OCSP_CERTID *copy = OCSP_CERTID_dup(id);
    bool ok = copy && put_time(&s->this_update, thisupd) && (!nextupd || put_time(&s->next_update, nextupd))
        && put_status(s->status, status, reason, revtime);
    if (ok) {
        OCSP_CERTID_free(s->cert);
        s->cert = copy;
        copy = NULL;
        if (sk_OCSP_SINGLERESP_push(bs->data->responses, s)) return s;
    }
    OCSP_CERTID_free(copy);
    OCSP_SINGLERESP_free(s);
    return NULL;
}

/* The list is made when the first certificate comes: the field is absent without one. */
static int add_certs(STACK_OF(X509) **list, X509 *cert, STACK_OF(X509) *more) {
    if (!*list && !(*list = sk_X509_new_null())) return 0;
    return (!cert || X509_add_cert(*list, cert, X509_ADD_FLAG_UP_REF)) && X509_add_certs(*list, more, X509_ADD_FLAG_UP_REF);
}

int OCSP_basic_add1_cert(OCSP_BASICRESP *bs, X509 *cert) { return add_certs(&bs->certs, cert, NULL); }

int OCSP_basic_sign_ctx(OCSP_BASICRESP *bs, X509 *signer, EVP_MD_CTX *ctx, STACK_OF(X509) *certs, unsigned long flags) {
    EVP_PKEY_CTX *pctx = ctx ? EVP_MD_CTX_get_pkey_ctx(ctx) : NULL;
    if (!pctx) {
        BS_RAISE(ERR_LIB_OCSP, OCSP_R_NO_SIGNER_KEY);
        return 0;
    }
    EVP_PKEY *key = EVP_PKEY_CTX_get0_pkey(pctx);
    if (!key || !X509_check_private_key(signer, key)) {
        BS_RAISE(ERR_LIB_OCSP, OCSP_R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE);
        return 0;
    }
    if ((flags & OCSP_NOCERTS) == 0 && !add_certs(&bs->certs, signer, certs)) return 0;
    OCSP_RESPID *id = bs->data->responder;
    int named = (flags & OCSP_RESPID_KEY) != 0 ? OCSP_RESPID_set_by_key(id, signer) : OCSP_RESPID_set_by_name(id, signer);
    if (!named || ((flags & OCSP_NOTIME) == 0 && !X509_gmtime_adj(bs->data->produced_at, 0))) return 0;
    return bs_item_sign(ctx, &bs_item_ocsp_response_data, bs->data, bs->algor, NULL, bs->sig) > 0;
}

int OCSP_basic_sign(OCSP_BASICRESP *bs, X509 *signer, EVP_PKEY *key, const EVP_MD *md, STACK_OF(X509) *certs,
                    unsigned long flags) {
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int ret = ctx && EVP_DigestSignInit(ctx, NULL, md, NULL, key) > 0 ? OCSP_basic_sign_ctx(bs, signer, ctx, certs, flags) : 0;
    EVP_MD_CTX_free(ctx);
    return ret;
}

/* --- requests that are signed ------------------------------------------------------------ */

int OCSP_request_set1_name(OCSP_REQUEST *r, const X509_NAME *name) {
    GENERAL_NAME *g = GENERAL_NAME_new();
    X509_NAME *copy = g ? X509_NAME_dup(name) : NULL;
    if (!copy) {
        GENERAL_NAME_free(g);
        return 0;
    }
    GENERAL_NAME_set0_value(g, GEN_DIRNAME, copy);
    GENERAL_NAME_free(r->tbs->requestor);
    r->tbs->requestor = g;
    return 1;
}

int OCSP_request_add1_cert(OCSP_REQUEST *r, X509 *cert) {
    if (!r->signature && !(r->signature = OCSP_SIGNATURE_new())) return 0;
    return !cert || add_certs(&r->signature->certs, cert, NULL);
}

int OCSP_request_is_signed(OCSP_REQUEST *r) { return r->signature != NULL; }

static int sign(void *request, EVP_MD_CTX *ctx) {
    OCSP_REQUEST *r = (OCSP_REQUEST *)request;
    return bs_item_sign(ctx, &bs_item_ocsp_tbs_request, r->tbs, r->signature->algor, NULL, r->signature->bits);
}

static int sign_request(OCSP_REQUEST *r, X509 *signer, EVP_PKEY *key, const EVP_MD *md, STACK_OF(X509) *certs,
                        unsigned long flags) {
    OCSP_SIGNATURE *s = OCSP_SIGNATURE_new();
    OCSP_SIGNATURE_free(r->signature);
    r->signature = s;
    if (!s) return 0;
    if (key && !X509_check_private_key(signer, key)) {
        BS_RAISE(ERR_LIB_OCSP, OCSP_R_PRIVATE_KEY_DOES_NOT_MATCH_CERTIFICATE);
        return 0;
    }
    if (key && !bs_sign_with_key(r, key, md, sign)) return 0;
    return (flags & OCSP_NOCERTS) != 0 || add_certs(&s->certs, signer, certs);
}

int OCSP_request_sign(OCSP_REQUEST *r, X509 *signer, EVP_PKEY *key, const EVP_MD *md, STACK_OF(X509) *certs,
                      unsigned long flags) {
    if (OCSP_request_set1_name(r, X509_get_subject_name(signer)) && sign_request(r, signer, key, md, certs, flags)) return 1;
    OCSP_SIGNATURE_free(r->signature);
    r->signature = NULL;
    return 0;
}

static int refuse(int reason) {
    BS_RAISE(ERR_LIB_OCSP, reason);
    return 0;
}

int OCSP_request_verify(OCSP_REQUEST *r, STACK_OF(X509) *certs, X509_STORE *store, unsigned long flags) {
    OCSP_SIGNATURE *s = r->signature;
    const GENERAL_NAME *who = r->tbs->requestor;
    if (!s) return refuse(OCSP_R_REQUEST_NOT_SIGNED);
    if (!who || who->type != GEN_DIRNAME) return refuse(OCSP_R_UNSUPPORTED_REQUESTORNAME_TYPE);
    X509 *signer = (flags & OCSP_NOINTERN) == 0 ? X509_find_by_subject(s->certs, who->d.directoryName) : NULL;
    if (!signer) {
        signer = X509_find_by_subject(certs, who->d.directoryName);
        if (!signer) return refuse(OCSP_R_SIGNER_CERTIFICATE_NOT_FOUND);
        if ((flags & OCSP_TRUSTOTHER) != 0) flags |= OCSP_NOVERIFY; /* the caller vouches for those */
    }
    if ((flags & OCSP_NOSIGS) == 0) {
        EVP_PKEY *key = X509_get0_pubkey(signer);
        if (!key) return refuse(OCSP_R_NO_SIGNER_KEY);
        if (bs_item_verify(&bs_item_ocsp_tbs_request, r->tbs, s->algor, s->bits, key) <= 0) {
            return refuse(OCSP_R_SIGNATURE_FAILURE);
        }
    }
    if ((flags & OCSP_NOVERIFY) != 0) return 1;
    return bs_ocsp_verify_signer(signer, false, store, flags, (flags & OCSP_NOCHAIN) != 0 ? NULL : s->certs, NULL) > 0;
}
