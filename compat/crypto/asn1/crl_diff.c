/* A delta CRL (RFC 5280 5.2.4): what a newer CRL has that an older one has not. */
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

#include "compat/crypto/core/raise.h"

/* Neither has the extension, or both have it once, with the same bytes. */
static bool extension_same(const X509_CRL *a, const X509_CRL *b, int nid) {
    int at = X509_CRL_get_ext_by_NID(a, nid, -1), bt = X509_CRL_get_ext_by_NID(b, nid, -1);
    if (at < 0 || bt < 0) return at < 0 && bt < 0;
    if (X509_CRL_get_ext_by_NID(a, nid, at) >= 0 || X509_CRL_get_ext_by_NID(b, nid, bt) >= 0) return false;
    return ASN1_OCTET_STRING_cmp(X509_EXTENSION_get_data(X509_CRL_get_ext(a, at)),
                                 X509_EXTENSION_get_data(X509_CRL_get_ext(b, bt))) == 0;
}

static ASN1_INTEGER *number_of(const X509_CRL *c) {
    return (ASN1_INTEGER *)X509_CRL_get_ext_d2i(c, NID_crl_number, NULL, NULL);
}

/* 0: a delta can be made of them. */
static int misfit(X509_CRL *base, X509_CRL *newer, const ASN1_INTEGER *base_number, const ASN1_INTEGER *number,
                  EVP_PKEY *key) {
    if (X509_CRL_get_ext_by_NID(base, NID_delta_crl, -1) >= 0 || X509_CRL_get_ext_by_NID(newer, NID_delta_crl, -1) >= 0) {
        return X509_R_CRL_ALREADY_DELTA;
    }
    if (!base_number || !number) return X509_R_NO_CRL_NUMBER;
    if (X509_NAME_cmp(X509_CRL_get_issuer(base), X509_CRL_get_issuer(newer)) != 0) return X509_R_ISSUER_MISMATCH;
    if (!extension_same(base, newer, NID_authority_key_identifier)) return X509_R_AKID_MISMATCH;
    if (!extension_same(base, newer, NID_issuing_distribution_point)) return X509_R_IDP_MISMATCH;
    if (ASN1_INTEGER_cmp(number, base_number) <= 0) return X509_R_NEWER_CRL_NOT_NEWER;
    if (key && (X509_CRL_verify(base, key) <= 0 || X509_CRL_verify(newer, key) <= 0)) return X509_R_CRL_VERIFY_FAILURE;
    return 0;
}

static bool add_entries(X509_CRL *delta, X509_CRL *base, X509_CRL *newer) {
    const STACK_OF(X509_REVOKED) *all = X509_CRL_get_REVOKED(newer);
    for (int i = 0; i < sk_X509_REVOKED_num(all); i++) {
        X509_REVOKED *there, *r = sk_X509_REVOKED_value(all, i);
        if (X509_CRL_get0_by_serial(base, &there, X509_REVOKED_get0_serialNumber(r))) continue;
        X509_REVOKED *copy = X509_REVOKED_dup(r);
        if (copy && X509_CRL_add0_revoked(delta, copy)) continue;
        X509_REVOKED_free(copy);
        return false;
    }
    return true;
}

static bool fill(X509_CRL *delta, X509_CRL *base, X509_CRL *newer, ASN1_INTEGER *base_number) {
    bool ok = X509_CRL_set_version(delta, X509_CRL_VERSION_2)
        && X509_CRL_set_issuer_name(delta, X509_CRL_get_issuer(newer))
        && X509_CRL_set1_lastUpdate(delta, X509_CRL_get0_lastUpdate(newer))
        && X509_CRL_set1_nextUpdate(delta, X509_CRL_get0_nextUpdate(newer)) /* RFC 5280 5.1.2.5: every CRL has one */
        && X509_CRL_add1_ext_i2d(delta, NID_delta_crl, base_number, 1, 0); /* RFC 5280 5.2.4: critical */
    for (int i = 0; ok && i < X509_CRL_get_ext_count(newer); i++) ok = X509_CRL_add_ext(delta, X509_CRL_get_ext(newer, i), -1);
    return ok && add_entries(delta, base, newer);
}

X509_CRL *X509_CRL_diff(X509_CRL *base, X509_CRL *newer, EVP_PKEY *key, const EVP_MD *md, unsigned flags) {
    ASN1_INTEGER *base_number = number_of(base), *number = number_of(newer);
    int reason = misfit(base, newer, base_number, number, key);
    X509_CRL *delta = reason == 0 ? X509_CRL_new() : NULL;
    bool ok = delta && fill(delta, base, newer, base_number) && (!key || !md || X509_CRL_sign(delta, key, md));
    (void)flags;
    if (!ok) BS_RAISE(ERR_LIB_X509, reason != 0 ? reason : ERR_R_MALLOC_FAILURE); /* OpenSSL's word for all the rest */
    ASN1_INTEGER_free(base_number);
    ASN1_INTEGER_free(number);
    if (ok) return delta;
    X509_CRL_free(delta);
    return NULL;
}
