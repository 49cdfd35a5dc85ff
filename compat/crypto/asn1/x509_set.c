/* Making certificates: the setters, X509_sign(), and the encoding that follows from what was set. */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/sign.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"
#include "src/x509/cert.h"

/* What is set goes into the objects that the getters lend, so a program that changes one of those in place (names,
 * times) changes the certificate too: signing encodes them all anew. A certificate that has been signed is encoded at
 * once when a setter changes it, its signature as it was: the engine's views are never behind. */

/* TBSCertificate, RFC 5280 4.1, of lent parts. */
struct x509_cinf_st {
    ASN1_INTEGER *version, *serial;
    const X509_ALGOR *alg;
    X509_NAME *issuer, *subject;
    X509_VAL *validity;
    X509_PUBKEY *key;
    const ASN1_BIT_STRING *issuer_uid, *subject_uid;
    const STACK_OF(X509_EXTENSION) *extensions;
};
static const struct bs_field validity_fields[] = {
    { &bs_item_time, offsetof(X509_VAL, notBefore), BS_PLAIN, 0, false },
    { &bs_item_time, offsetof(X509_VAL, notAfter), BS_PLAIN, 0, false },
};
static const struct bs_item item_validity = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(X509_VAL), BS_FIELDS(validity_fields), .name = "X509_VAL" };
static const struct bs_field tbs_fields[] = {
    { &bs_item_integer, offsetof(struct x509_cinf_st, version), BS_EXPLICIT, 0, true },
    { &bs_item_integer, offsetof(struct x509_cinf_st, serial), BS_PLAIN, 0, false },
    { &bs_item_x509_algor, offsetof(struct x509_cinf_st, alg), BS_PLAIN, 0, false },
    { &bs_item_x509_name, offsetof(struct x509_cinf_st, issuer), BS_PLAIN, 0, false },
    { &item_validity, offsetof(struct x509_cinf_st, validity), BS_PLAIN, 0, false },
    { &bs_item_x509_name, offsetof(struct x509_cinf_st, subject), BS_PLAIN, 0, false },
    { &bs_item_x509_pubkey, offsetof(struct x509_cinf_st, key), BS_PLAIN, 0, false },
    { &bs_item_bit_string, offsetof(struct x509_cinf_st, issuer_uid), BS_IMPLICIT, 1, true },
    { &bs_item_bit_string, offsetof(struct x509_cinf_st, subject_uid), BS_IMPLICIT, 2, true },
    { &bs_item_x509_extensions, offsetof(struct x509_cinf_st, extensions), BS_EXPLICIT, 3, true },
};
static const struct bs_item item_tbs = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(struct x509_cinf_st),
    BS_FIELDS(tbs_fields), .name = "X509_CINF" };
BS_ITEM_FUNCTIONS(X509_VAL, X509_VAL, item_validity)
BS_ITEM_FUNCTIONS(X509_CINF, X509_CINF, item_tbs)

static uint8_t *encode_tbs(void *object, const X509_ALGOR *alg, size_t *out_len) {
    const X509 *x = (const X509 *)object;
    X509_VAL v = { X509_getm_notBefore(x), X509_getm_notAfter(x) };
    struct x509_cinf_st t = { .serial = X509_get_serialNumber((X509 *)(uintptr_t)x), .alg = alg,
        .issuer = X509_get_issuer_name(x), .subject = X509_get_subject_name(x), .validity = &v,
        .key = X509_get_X509_PUBKEY(x), .extensions = X509_get0_extensions(x) };
    X509_get0_uids(x, &t.issuer_uid, &t.subject_uid);
    if (x->cert.version != 0) { /* v1 is the DEFAULT */
        t.version = ASN1_INTEGER_new();
        if (!t.version || !ASN1_INTEGER_set(t.version, (long)x->cert.version)) {
            ASN1_INTEGER_free(t.version);
            return NULL;
        }
    }
    uint8_t *der = bs_item_to_der(&t, &item_tbs, out_len);
    ASN1_INTEGER_free(t.version);
    return der;
}

static void free_any(void *v) { ASN1_STRING_free((ASN1_STRING *)v); }
static void free_algor(void *v) { X509_ALGOR_free((X509_ALGOR *)v); }
static void free_name(void *v) { X509_NAME_free((X509_NAME *)v); }
static void free_pubkey(void *v) { X509_PUBKEY_free((X509_PUBKEY *)v); }
static void free_akid(void *v) { AUTHORITY_KEYID_free((AUTHORITY_KEYID *)v); }
static void free_points(void *v) { CRL_DIST_POINTS_free((CRL_DIST_POINTS *)v); }

/* A new encoding takes the old one's place. Objects that were lent stay, but for those that were derived. */
static bool replace_der(X509 *x, uint8_t *der, size_t len) {
    struct bs_cert cert;
    if (bs_cert_decode(&cert, bs_r_from(der, len)) != BS_OK) {
        OPENSSL_free(der);
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_ENCODE_ERROR);
        return false;
    }
    OPENSSL_free(x->der);
    x->der = der;
    x->cert = cert;
    bs_lazy_clear(&x->sig_alg, free_algor);
    bs_lazy_clear(&x->tbs_sig_alg, free_algor);
    bs_lazy_clear(&x->signature, free_any);
    bs_lazy_clear(&x->skid, free_any);
    bs_lazy_clear(&x->akid, free_akid);
    bs_lazy_clear(&x->dist_points, free_points);
    return true;
}

/* After a setter: a certificate with a signature is what it says at once. */
int bs_x509_changed(X509 *x) {
    if (!x->der) return 1;
    const ASN1_BIT_STRING *sig;
    const X509_ALGOR *alg;
    size_t tbs_len, len = 0;
    X509_get0_signature(&sig, &alg, x);
    uint8_t *tbs = encode_tbs(x, X509_get0_tbs_sigalg(x), &tbs_len);
    if (!tbs) return 0;
    uint8_t *der = bs_signed_der(bs_r_from(tbs, tbs_len), alg, bs_r_from(sig->data, (size_t)sig->length), &len);
    OPENSSL_free(tbs);
    return der && replace_der(x, der, len);
}

int X509_set_version(X509 *x, long version) {
    if (!x || version < 0 || version > UINT32_MAX) return 0;
    x->cert.version = (uint32_t)version;
    return bs_x509_changed(x);
}

int X509_set_serialNumber(X509 *x, ASN1_INTEGER *serial) {
    if (!x) return 0;
    ASN1_INTEGER *own = X509_get_serialNumber(x);
    if (own == serial) return bs_x509_changed(x);
    return own && serial && ASN1_STRING_copy(own, serial) && bs_x509_changed(x);
}

static int set_name(X509 *x, bs_lazy *slot, const X509_NAME *name) {
    X509_NAME *copy = name ? X509_NAME_dup(name) : NULL;
    if (!copy) return 0;
    bs_lazy_put(slot, copy, free_name);
    return bs_x509_changed(x);
}

int X509_set_issuer_name(X509 *x, const X509_NAME *name) { return x ? set_name(x, &x->issuer, name) : 0; }
int X509_set_subject_name(X509 *x, const X509_NAME *name) { return x ? set_name(x, &x->subject, name) : 0; }

static int set_time(X509 *x, bs_lazy *slot, const ASN1_TIME *tm) {
    if (atomic_load(slot) == tm) return bs_x509_changed(x);
    ASN1_TIME *copy = tm ? ASN1_STRING_dup(tm) : NULL;
    if (!copy) return 0;
    bs_lazy_put(slot, copy, free_any);
    return bs_x509_changed(x);
}

int X509_set1_notBefore(X509 *x, const ASN1_TIME *tm) { return x && tm ? set_time(x, &x->not_before, tm) : 0; }
int X509_set1_notAfter(X509 *x, const ASN1_TIME *tm) { return x && tm ? set_time(x, &x->not_after, tm) : 0; }

int X509_set_pubkey(X509 *x, EVP_PKEY *key) {
    X509_PUBKEY *pub = NULL;
    if (!x || !X509_PUBKEY_set(&pub, key)) return 0;
    bs_lazy_put(&x->pubkey, pub, free_pubkey);
    return bs_x509_changed(x);
}

int X509_sign_ctx(X509 *x, EVP_MD_CTX *ctx) {
    if (!x) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    size_t sig_len = 0, len = 0;
    uint8_t *der = bs_sign_object(ctx, x, encode_tbs, &len, &sig_len);
    return der && replace_der(x, der, len) ? (int)sig_len : 0;
}

static int sign(void *x, EVP_MD_CTX *ctx) { return X509_sign_ctx((X509 *)x, ctx); }

int X509_sign(X509 *x, EVP_PKEY *key, const EVP_MD *md) {
    if (x) return bs_sign_with_key(x, key, md, sign);
    BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
    return 0;
}
