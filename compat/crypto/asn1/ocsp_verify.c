#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ocsp.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/ocsp_local.h"
#include "compat/crypto/asn1/sign.h"
#include "compat/crypto/core/raise.h"

static int fail(int reason, int ret) {
    BS_RAISE(ERR_LIB_OCSP, reason);
    return ret;
}

static X509 *find(OCSP_RESPID *id, const STACK_OF(X509) *certs) {
    for (int i = 0; i < sk_X509_num(certs); i++) {
        if (OCSP_RESPID_match(id, sk_X509_value(certs, i))) return sk_X509_value(certs, i);
    }
    return NULL;
}

int bs_ocsp_find_signer(X509 **out, const OCSP_BASICRESP *bs, STACK_OF(X509) *certs, unsigned long flags) {
    OCSP_RESPID *id = bs->data->responder;
    if ((*out = find(id, certs)) != NULL) return 2;
    if ((flags & OCSP_NOINTERN) == 0 && (*out = find(id, bs->certs)) != NULL) return 1;
    return 0;
}

int OCSP_resp_get0_signer(OCSP_BASICRESP *bs, X509 **signer, STACK_OF(X509) *extra) {
    return bs_ocsp_find_signer(signer, bs, extra, 0) > 0;
}

static int check_signature(const OCSP_BASICRESP *bs, const X509 *signer) {
    EVP_PKEY *key = X509_get0_pubkey(signer);
    if (!key) return fail(OCSP_R_NO_SIGNER_KEY, -1);
    int ret = bs_item_verify(&bs_item_ocsp_response_data, bs->data, bs->algor, bs->sig, key);
    return ret > 0 ? ret : fail(OCSP_R_SIGNATURE_FAILURE, ret);
}

static STACK_OF(X509) *untrusted_of(const OCSP_BASICRESP *bs, const STACK_OF(X509) *certs) {
    STACK_OF(X509) *all = bs->certs ? sk_X509_dup(bs->certs) : sk_X509_new_null();
    for (int i = 0; all && i < sk_X509_num(certs); i++) {
        if (sk_X509_push(all, sk_X509_value(certs, i))) continue;
        sk_X509_free(all);
        return NULL;
    }
    return all;
}

int bs_ocsp_verify_signer(X509 *signer, bool response, X509_STORE *st, unsigned long flags,
                          STACK_OF(X509) *untrusted, STACK_OF(X509) **out_chain) {
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    int ret = -1;
    if (!ctx || !X509_STORE_CTX_init(ctx, st, signer, untrusted)) goto out;
    X509_VERIFY_PARAM *vp = X509_STORE_CTX_get0_param(ctx);
    if (!vp) goto out;
    if ((flags & OCSP_PARTIAL_CHAIN) != 0) X509_VERIFY_PARAM_set_flags(vp, X509_V_FLAG_PARTIAL_CHAIN);
    if (response && X509_get_ext_by_NID(signer, NID_id_pkix_OCSP_noCheck, -1) >= 0) {
        X509_VERIFY_PARAM_clear_flags(vp, X509_V_FLAG_CRL_CHECK);
    }
    if (!X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_OCSP_HELPER)
        || !X509_STORE_CTX_set_trust(ctx, X509_TRUST_OCSP_REQUEST)) {
        goto out;
    }
    ret = X509_verify_cert(ctx);
    if (ret <= 0) {
        BS_RAISE_DATA(ERR_LIB_OCSP, OCSP_R_CERTIFICATE_VERIFY_ERROR, "Verify error: %s",
                      X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
        goto out;
    }
    if (out_chain) {
        *out_chain = X509_STORE_CTX_get1_chain(ctx);
        if (!*out_chain) ret = -1;
    }
out:
    X509_STORE_CTX_free(ctx);
    return ret;
}

static bool hash_is(const ASN1_OCTET_STRING *want, const EVP_MD *md, bs_reader data) {
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int n;
    return EVP_Digest(data.p, data.len, hash, &n, md, NULL)
        && bs_r_equal(bs_r_from(want->data, (size_t)want->length), hash, n);
}

/* Is this certificate the issuer that the id names? */
static int names_issuer(const X509 *x, const OCSP_CERTID *id) {
    const EVP_MD *md = EVP_get_digestbyobj(id->hash_algorithm->algorithm);
    if (!md) return fail(OCSP_R_UNKNOWN_MESSAGE_DIGEST, -1);
    const ASN1_BIT_STRING *key = X509_get0_pubkey_bitstr(x);
    return hash_is(id->issuer_name_hash, md, bs_name_der(X509_get_subject_name(x)))
        && hash_is(id->issuer_key_hash, md, bs_r_from(key->data, (size_t)key->length));
}

static int issues_all(const X509 *x, const OCSP_BASICRESP *bs) {
    for (int i = 0; i < sk_OCSP_SINGLERESP_num(bs->data->responses); i++) {
        int r = names_issuer(x, sk_OCSP_SINGLERESP_value(bs->data->responses, i)->cert);
        if (r <= 0) return r;
    }
    return 1;
}

/* RFC 6960 4.2.2.2: the CA itself, or one it issued to with id-kp-OCSPSigning. */
static int check_issuer(const OCSP_BASICRESP *bs, const STACK_OF(X509) *chain) {
    if (sk_OCSP_SINGLERESP_num(bs->data->responses) <= 0) return fail(OCSP_R_RESPONSE_CONTAINS_NO_REVOCATION_DATA, -1);
    if (sk_X509_num(chain) <= 0) return fail(OCSP_R_NO_CERTIFICATES_IN_CHAIN, -1);
    X509 *signer = sk_X509_value(chain, 0);
    if (sk_X509_num(chain) > 1) {
        int r = issues_all(sk_X509_value(chain, 1), bs);
        if (r < 0) return r;
        if (r > 0) {
            bool ocsp_signing = (X509_get_extension_flags(signer) & EXFLAG_XKUSAGE) != 0
                && (X509_get_extended_key_usage(signer) & XKU_OCSP_SIGN) != 0;
            return ocsp_signing ? 1 : fail(OCSP_R_MISSING_OCSPSIGNING_USAGE, 0);
        }
    }
    return issues_all(signer, bs);
}

int OCSP_basic_verify(OCSP_BASICRESP *bs, STACK_OF(X509) *certs, X509_STORE *st, unsigned long flags) {
    STACK_OF(X509) *chain = NULL, *untrusted = NULL;
    X509 *signer;
    int from = bs_ocsp_find_signer(&signer, bs, certs, flags);
    if (from == 0) return fail(OCSP_R_SIGNER_CERTIFICATE_NOT_FOUND, 0);
    if (from == 2 && (flags & OCSP_TRUSTOTHER) != 0) flags |= OCSP_NOVERIFY;
    if ((flags & OCSP_NOSIGS) == 0) {
        int r = check_signature(bs, signer);
        if (r <= 0) return r;
    }
    if ((flags & OCSP_NOVERIFY) != 0) return 1;
    if ((flags & OCSP_NOCHAIN) == 0 && !(untrusted = untrusted_of(bs, certs))) return -1;
    int ret = bs_ocsp_verify_signer(signer, true, st, flags, untrusted, &chain);
    if (ret > 0 && (flags & OCSP_NOCHECKS) == 0) {
        ret = check_issuer(bs, chain);
        if (ret == 0 && (flags & OCSP_NOEXPLICIT) == 0) {
            X509 *root = sk_X509_value(chain, sk_X509_num(chain) - 1);
            if (X509_check_trust(root, NID_OCSP_sign, 0) == X509_TRUST_TRUSTED) ret = 1;
            else ret = fail(OCSP_R_ROOT_CA_NOT_TRUSTED, 0);
        }
    }
    sk_X509_pop_free(chain, X509_free);
    sk_X509_free(untrusted);
    return ret;
}
