/* What PKCS#7 structures hold: types, certificates, signers, attributes.    man 3 PKCS7_type_is_other */
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "compat/crypto/core/raise.h"

static int fail(int reason) {
    BS_RAISE(ERR_LIB_PKCS7, reason);
    return 0;
}

static int type_of(const PKCS7 *p7) { return OBJ_obj2nid(p7->type); }

/* --- types ---------------------------------------------------------------------------------------------------- */

int PKCS7_type_is_other(PKCS7 *p7) {
    switch (type_of(p7)) {
    case NID_pkcs7_data:
    case NID_pkcs7_signed:
    case NID_pkcs7_enveloped:
    case NID_pkcs7_signedAndEnveloped:
    case NID_pkcs7_digest:
    case NID_pkcs7_encrypted: return 0;
    default: return 1;
    }
}

/* RFC 2315 9.1, 10.1, 11.1, 12, 13: the versions. */
static void *made(void *content, ASN1_INTEGER *version, long number, PKCS7_ENC_CONTENT *enc) {
    if (version != NULL && !ASN1_INTEGER_set(version, number)) return NULL;
    if (enc != NULL) enc->content_type = OBJ_nid2obj(NID_pkcs7_data);
    return content;
}

int PKCS7_set_type(PKCS7 *p7, int type) {
    p7->type = OBJ_nid2obj(type);
    p7->d.ptr = NULL;
    switch (type) {
    case NID_pkcs7_data: return (p7->d.data = ASN1_OCTET_STRING_new()) != NULL;
    case NID_pkcs7_signed:
        p7->d.sign = PKCS7_SIGNED_new();
        return p7->d.sign != NULL && made(p7->d.sign, p7->d.sign->version, 1, NULL) != NULL;
    case NID_pkcs7_enveloped:
        p7->d.enveloped = PKCS7_ENVELOPE_new();
        return p7->d.enveloped != NULL && made(p7->d.enveloped, p7->d.enveloped->version, 0, p7->d.enveloped->enc_data) != NULL;
    case NID_pkcs7_signedAndEnveloped: {
        PKCS7_SIGN_ENVELOPE *both = p7->d.signed_and_enveloped = PKCS7_SIGN_ENVELOPE_new();
        return both != NULL && made(both, both->version, 1, both->enc_data) != NULL;
    }
    case NID_pkcs7_digest:
        p7->d.digest = PKCS7_DIGEST_new();
        return p7->d.digest != NULL && made(p7->d.digest, p7->d.digest->version, 0, NULL) != NULL;
    case NID_pkcs7_encrypted:
        p7->d.encrypted = PKCS7_ENCRYPT_new();
        return p7->d.encrypted != NULL && made(p7->d.encrypted, p7->d.encrypted->version, 0, p7->d.encrypted->enc_data) != NULL;
    default: return fail(PKCS7_R_UNSUPPORTED_CONTENT_TYPE);
    }
}

int PKCS7_set_content(PKCS7 *p7, PKCS7 *content) {
    PKCS7 **slot = type_of(p7) == NID_pkcs7_signed   ? &p7->d.sign->contents
                   : type_of(p7) == NID_pkcs7_digest ? &p7->d.digest->contents
                                                     : NULL;
    if (slot == NULL) return fail(PKCS7_R_UNSUPPORTED_CONTENT_TYPE);
    PKCS7_free(*slot);
    *slot = content;
    return 1;
}

int PKCS7_content_new(PKCS7 *p7, int nid) {
    PKCS7 *content = PKCS7_new();
    if (content != NULL && PKCS7_set_type(content, nid) && PKCS7_set_content(p7, content)) return 1;
    PKCS7_free(content);
    return 0;
}

/* A detached signature has no contents, but tells their type. */
static long set_detached(PKCS7 *p7, long on) {
    PKCS7 *content = p7->d.sign->contents;
    p7->detached = (int)on;
    if (p7->detached && type_of(content) == NID_pkcs7_data) {
        ASN1_OCTET_STRING_free(content->d.data);
        content->d.data = NULL;
    }
    return p7->detached;
}

long PKCS7_ctrl(PKCS7 *p7, int cmd, long larg, char *parg) {
    (void)parg;
    if (cmd != PKCS7_OP_SET_DETACHED_SIGNATURE && cmd != PKCS7_OP_GET_DETACHED_SIGNATURE) return fail(PKCS7_R_UNKNOWN_OPERATION);
    if (type_of(p7) != NID_pkcs7_signed) return fail(PKCS7_R_OPERATION_NOT_SUPPORTED_ON_THIS_TYPE);
    if (cmd == PKCS7_OP_SET_DETACHED_SIGNATURE) return set_detached(p7, larg);
    p7->detached = p7->d.sign == NULL || p7->d.sign->contents->d.ptr == NULL;
    return p7->detached;
}

/* --- lists ---------------------------------------------------------------------------------------------------- */

/** The lists of the types that have them. */
struct lists {
    STACK_OF(X509_ALGOR) *md_algs;
    STACK_OF(X509) **certs;
    STACK_OF(X509_CRL) **crls;
    STACK_OF(PKCS7_SIGNER_INFO) *signers;
};

static bool lists_of(const PKCS7 *p7, struct lists *l) {
    if (type_of(p7) == NID_pkcs7_signed) {
        PKCS7_SIGNED *s = p7->d.sign;
        *l = (struct lists){ s->md_algs, &s->cert, &s->crl, s->signer_info };
        return true;
    }
    if (type_of(p7) == NID_pkcs7_signedAndEnveloped) {
        PKCS7_SIGN_ENVELOPE *s = p7->d.signed_and_enveloped;
        *l = (struct lists){ s->md_algs, &s->cert, &s->crl, s->signer_info };
        return true;
    }
    return fail(PKCS7_R_WRONG_CONTENT_TYPE) != 0;
}

int PKCS7_add_certificate(PKCS7 *p7, X509 *x509) {
    struct lists l;
    if (!lists_of(p7, &l)) return 0;
    if (*l.certs == NULL) *l.certs = sk_X509_new_null();
    if (*l.certs == NULL || sk_X509_push(*l.certs, x509) <= 0) return fail(ERR_R_MALLOC_FAILURE);
    return X509_up_ref(x509);
}

int PKCS7_add_crl(PKCS7 *p7, X509_CRL *crl) {
    struct lists l;
    if (!lists_of(p7, &l)) return 0;
    if (*l.crls == NULL) *l.crls = sk_X509_CRL_new_null();
    if (*l.crls == NULL || sk_X509_CRL_push(*l.crls, crl) <= 0) return fail(ERR_R_MALLOC_FAILURE);
    return X509_CRL_up_ref(crl);
}

/* The signer's digest is one of those that the structure tells of. */
static bool has_digest(const STACK_OF(X509_ALGOR) *md_algs, int nid) {
    for (int i = 0; i < sk_X509_ALGOR_num(md_algs); i++) {
        if (OBJ_obj2nid(sk_X509_ALGOR_value(md_algs, i)->algorithm) == nid) return true;
    }
    return false;
}

int PKCS7_add_signer(PKCS7 *p7, PKCS7_SIGNER_INFO *psi) {
    struct lists l;
    if (!lists_of(p7, &l)) return 0;
    if (!has_digest(l.md_algs, OBJ_obj2nid(psi->digest_alg->algorithm))) {
        X509_ALGOR *alg = X509_ALGOR_new();
        if (alg == NULL || !X509_ALGOR_set0(alg, OBJ_dup(psi->digest_alg->algorithm), V_ASN1_NULL, NULL) ||
            sk_X509_ALGOR_push(l.md_algs, alg) <= 0) {
            X509_ALGOR_free(alg);
            return fail(ERR_R_MALLOC_FAILURE);
        }
    }
    return sk_PKCS7_SIGNER_INFO_push(l.signers, psi) > 0;
}

int PKCS7_add_recipient_info(PKCS7 *p7, PKCS7_RECIP_INFO *ri) {
    STACK_OF(PKCS7_RECIP_INFO) *sk = NULL;
    if (type_of(p7) == NID_pkcs7_signedAndEnveloped) sk = p7->d.signed_and_enveloped->recipientinfo;
    if (type_of(p7) == NID_pkcs7_enveloped) sk = p7->d.enveloped->recipientinfo;
    if (sk == NULL) return fail(PKCS7_R_WRONG_CONTENT_TYPE);
    return sk_PKCS7_RECIP_INFO_push(sk, ri) > 0;
}

STACK_OF(PKCS7_SIGNER_INFO) *PKCS7_get_signer_info(PKCS7 *p7) {
    if (p7 == NULL || p7->d.ptr == NULL) return NULL;
    if (type_of(p7) == NID_pkcs7_signed) return p7->d.sign->signer_info;
    return type_of(p7) == NID_pkcs7_signedAndEnveloped ? p7->d.signed_and_enveloped->signer_info : NULL;
}

PKCS7_ISSUER_AND_SERIAL *PKCS7_get_issuer_and_serial(PKCS7 *p7, int idx) {
    STACK_OF(PKCS7_RECIP_INFO) *sk =
        type_of(p7) == NID_pkcs7_signedAndEnveloped ? p7->d.signed_and_enveloped->recipientinfo : NULL;
    return idx >= 0 && idx < sk_PKCS7_RECIP_INFO_num(sk) ? sk_PKCS7_RECIP_INFO_value(sk, idx)->issuer_and_serial : NULL;
}

/* --- a signer, a recipient ------------------------------------------------------------------------------------ */

static X509 *find(STACK_OF(X509) *certs, const PKCS7_ISSUER_AND_SERIAL *ias) {
    return certs != NULL ? X509_find_by_issuer_and_serial(certs, ias->issuer, ias->serial) : NULL;
}

X509 *PKCS7_cert_from_signer_info(PKCS7 *p7, PKCS7_SIGNER_INFO *si) {
    return type_of(p7) == NID_pkcs7_signed ? find(p7->d.sign->cert, si->issuer_and_serial) : NULL;
}

STACK_OF(X509) *PKCS7_get0_signers(PKCS7 *p7, STACK_OF(X509) *certs, int flags) {
    STACK_OF(X509) *signers = NULL;
    if (p7 == NULL) return fail(PKCS7_R_INVALID_NULL_POINTER), NULL;
    if (type_of(p7) != NID_pkcs7_signed) return fail(PKCS7_R_WRONG_CONTENT_TYPE), NULL;
    STACK_OF(PKCS7_SIGNER_INFO) *infos = PKCS7_get_signer_info(p7);
    if (sk_PKCS7_SIGNER_INFO_num(infos) <= 0) return fail(PKCS7_R_NO_SIGNERS), NULL;
    bool ok = (signers = sk_X509_new_null()) != NULL;
    for (int i = 0; ok && i < sk_PKCS7_SIGNER_INFO_num(infos); i++) {
        const PKCS7_ISSUER_AND_SERIAL *ias = sk_PKCS7_SIGNER_INFO_value(infos, i)->issuer_and_serial;
        X509 *signer = find(certs, ias);
        if (signer == NULL && (flags & PKCS7_NOINTERN) == 0) signer = find(p7->d.sign->cert, ias);
        ok = signer != NULL && sk_X509_push(signers, signer) > 0;
        if (signer == NULL) fail(PKCS7_R_SIGNER_CERTIFICATE_NOT_FOUND);
    }
    if (ok) return signers;
    sk_X509_free(signers);
    return NULL;
}

void PKCS7_SIGNER_INFO_get0_algs(PKCS7_SIGNER_INFO *si, EVP_PKEY **pk, X509_ALGOR **pdig, X509_ALGOR **psig) {
    if (pk != NULL) *pk = si->pkey;
    if (pdig != NULL) *pdig = si->digest_alg;
    if (psig != NULL) *psig = si->digest_enc_alg;
}

void PKCS7_RECIP_INFO_get0_alg(PKCS7_RECIP_INFO *ri, X509_ALGOR **penc) {
    if (penc != NULL) *penc = ri->key_enc_algor;
}

static ASN1_TYPE *attribute(const STACK_OF(X509_ATTRIBUTE) *sk, int nid) {
    for (int i = 0; i < sk_X509_ATTRIBUTE_num(sk); i++) {
        X509_ATTRIBUTE *a = sk_X509_ATTRIBUTE_value(sk, i);
        if (OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a)) == nid) return X509_ATTRIBUTE_get0_type(a, 0);
    }
    return NULL;
}

ASN1_TYPE *PKCS7_get_signed_attribute(const PKCS7_SIGNER_INFO *si, int nid) { return attribute(si->auth_attr, nid); }
ASN1_TYPE *PKCS7_get_attribute(const PKCS7_SIGNER_INFO *si, int nid) { return attribute(si->unauth_attr, nid); }

ASN1_OCTET_STRING *PKCS7_digest_from_attributes(STACK_OF(X509_ATTRIBUTE) *sk) {
    const ASN1_TYPE *t = attribute(sk, NID_pkcs9_messageDigest);
    return t != NULL && t->type == V_ASN1_OCTET_STRING ? t->value.octet_string : NULL;
}
