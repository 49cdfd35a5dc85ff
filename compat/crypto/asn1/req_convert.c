/* A request from a certificate, and a self-signed certificate from a request.                man 3 X509_to_X509_REQ */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "compat/crypto/core/raise.h"

X509_REQ *X509_to_X509_REQ(X509 *x, EVP_PKEY *key, const EVP_MD *md) {
    X509_REQ *r = X509_REQ_new();
    EVP_PKEY *own = X509_get0_pubkey(x);
    if (r && own && X509_REQ_set_version(r, X509_REQ_VERSION_1) && X509_REQ_set_subject_name(r, X509_get_subject_name(x))
        && X509_REQ_set_pubkey(r, own) && (!key || X509_REQ_sign(r, key, md))) {
        return r;
    }
    X509_REQ_free(r);
    return NULL;
}

static bool fill(X509 *x, X509_REQ *r, int days) {
    const X509_NAME *name = X509_REQ_get_subject_name(r);
    EVP_PKEY *key = X509_REQ_get0_pubkey(r);
    if (X509_REQ_get_attr_count(r) > 0 && !X509_set_version(x, X509_VERSION_3)) return false;
    ASN1_TIME *from = X509_gmtime_adj(NULL, 0), *to = X509_time_adj_ex(NULL, days, 0, NULL);
    bool ok = key && from && to && X509_set_subject_name(x, name) && X509_set_issuer_name(x, name)
        && X509_set1_notBefore(x, from) && X509_set1_notAfter(x, to) && X509_set_pubkey(x, key);
    ASN1_TIME_free(from);
    ASN1_TIME_free(to);
    return ok;
}

/* Without the requested extensions, and signed with MD5 since ever: programs that care set all of it themselves. */
X509 *X509_REQ_to_X509(X509_REQ *r, int days, EVP_PKEY *key) {
    X509 *x = X509_new();
    if (!x) BS_RAISE(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
    if (x && fill(x, r, days) && X509_sign(x, key, EVP_md5())) return x;
    X509_free(x);
    return NULL;
}
