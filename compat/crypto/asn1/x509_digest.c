/* A certificate's digest by the algorithm of its own signature.                              man 3 X509_digest_sig */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "compat/crypto/core/raise.h"

/* Signatures without a digest of their own: RFC 8419 for those of Edwards curves. */
static const char *stand_in(int key) {
    return key == NID_ED25519 ? "SHA512" : key == NID_ED448 ? "SHAKE256" : "SHA256";
}

static EVP_MD *digest_of(const X509 *x, int *fallback) {
    int md = NID_undef, key = NID_undef;
    if (!OBJ_find_sigid_algs(X509_get_signature_nid(x), &md, &key)) {
        BS_RAISE(ERR_LIB_X509, X509_R_UNKNOWN_SIGID_ALGS);
        return NULL;
    }
    if (md == NID_undef && key == NID_rsassaPss) X509_get_signature_info((X509 *)(uintptr_t)x, &md, NULL, NULL, NULL);
    *fallback = md == NID_undef && key != NID_undef && key != NID_rsassaPss;
    const char *name = *fallback ? stand_in(key) : md != NID_undef ? OBJ_nid2sn(md) : NULL;
    EVP_MD *found = name ? EVP_MD_fetch(NULL, name, NULL) : NULL;
    if (!found && !*fallback) BS_RAISE(ERR_LIB_X509, X509_R_UNSUPPORTED_ALGORITHM);
    return found;
}

ASN1_OCTET_STRING *X509_digest_sig(const X509 *x, EVP_MD **md_used, int *md_is_fallback) {
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned len;
    int fallback = 0;
    if (md_used) *md_used = NULL;
    if (md_is_fallback) *md_is_fallback = 0;
    if (!x) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    EVP_MD *type = digest_of(x, &fallback);
    ASN1_OCTET_STRING *out = type && X509_digest(x, type, md, &len) ? ASN1_OCTET_STRING_new() : NULL;
    if (!out || !ASN1_OCTET_STRING_set(out, md, (int)len)) {
        ASN1_OCTET_STRING_free(out);
        EVP_MD_free(type);
        return NULL;
    }
    if (md_is_fallback) *md_is_fallback = fallback;
    if (md_used) *md_used = type;
    else EVP_MD_free(type);
    return out;
}
