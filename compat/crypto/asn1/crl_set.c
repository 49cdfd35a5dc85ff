/* Making CRLs: setters, entries, X509_CRL_sign(). As in x509_set.c, what is set goes into the objects that are lent. */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/crl_local.h"
#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/sign.h"
#include "compat/crypto/core/raise.h"

/* TBSCertList, RFC 5280 5.1, of lent parts. */
struct X509_crl_info_st {
    ASN1_INTEGER *version;
    const X509_ALGOR *alg;
    X509_NAME *issuer;
    ASN1_TIME *last, *next;
    STACK_OF(X509_REVOKED) *revoked;
    const STACK_OF(X509_EXTENSION) *extensions;
};
static const struct bs_item item_revoked_list = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE,
    .of = &bs_item_x509_revoked, .name = "REVOKED" };
static const struct bs_field tbs_fields[] = {
    { &bs_item_integer, offsetof(struct X509_crl_info_st, version), BS_PLAIN, 0, true },
    { &bs_item_x509_algor, offsetof(struct X509_crl_info_st, alg), BS_PLAIN, 0, false },
    { &bs_item_x509_name, offsetof(struct X509_crl_info_st, issuer), BS_PLAIN, 0, false },
    { &bs_item_time, offsetof(struct X509_crl_info_st, last), BS_PLAIN, 0, false },
    { &bs_item_time, offsetof(struct X509_crl_info_st, next), BS_PLAIN, 0, true },
    { &item_revoked_list, offsetof(struct X509_crl_info_st, revoked), BS_PLAIN, 0, true },
    { &bs_item_x509_extensions, offsetof(struct X509_crl_info_st, extensions), BS_EXPLICIT, 0, true },
};
static const struct bs_item item_tbs = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(struct X509_crl_info_st),
    BS_FIELDS(tbs_fields), .name = "X509_CRL_INFO" };
BS_ITEM_FUNCTIONS(X509_CRL_INFO, X509_CRL_INFO, item_tbs)

static uint8_t *encode_tbs(void *object, const X509_ALGOR *alg, size_t *out_len) {
    X509_CRL *c = (X509_CRL *)object;
    struct X509_crl_info_st t = { .alg = alg, .issuer = X509_CRL_get_issuer(c), .last = X509_CRL_get_lastUpdate(c),
        .next = X509_CRL_get_nextUpdate(c), .revoked = X509_CRL_get_REVOKED(c), .extensions = X509_CRL_get0_extensions(c) };
    if (c->crl.version != 0) { /* RFC 5280 5.1.2.1: absent in v1 */
        t.version = ASN1_INTEGER_new();
        if (!t.version || !ASN1_INTEGER_set(t.version, (long)c->crl.version)) {
            ASN1_INTEGER_free(t.version);
            return NULL;
        }
    }
    uint8_t *der = bs_item_to_der(&t, &item_tbs, out_len);
    ASN1_INTEGER_free(t.version);
    return der;
}

static void free_string(void *v) { ASN1_STRING_free((ASN1_STRING *)v); }
static void free_name(void *v) { X509_NAME_free((X509_NAME *)v); }
static void free_algor(void *v) { X509_ALGOR_free((X509_ALGOR *)v); }

static bool replace_der(X509_CRL *c, uint8_t *der, size_t len) {
    struct bs_crl view;
    if (bs_crl_decode(&view, bs_r_from(der, len)) != BS_OK) {
        OPENSSL_free(der);
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_ENCODE_ERROR);
        return false;
    }
    OPENSSL_free(c->der);
    c->der = der;
    c->crl = view;
    bs_lazy_clear(&c->sig_alg, free_algor);
    bs_lazy_clear(&c->tbs_sig_alg, free_algor);
    bs_lazy_clear(&c->signature, free_string);
    return true;
}

int bs_crl_changed(X509_CRL *c) {
    if (!c->der) return 1;
    const ASN1_BIT_STRING *sig;
    const X509_ALGOR *alg;
    size_t tbs_len, len = 0;
    X509_CRL_get0_signature(c, &sig, &alg);
    uint8_t *tbs = encode_tbs(c, alg, &tbs_len);
    if (!tbs) return 0;
    uint8_t *der = bs_signed_der(bs_r_from(tbs, tbs_len), alg, bs_r_from(sig->data, (size_t)sig->length), &len);
    OPENSSL_free(tbs);
    return der && replace_der(c, der, len);
}

int X509_CRL_set_version(X509_CRL *c, long version) {
    if (!c || version < 0 || version > UINT32_MAX) return 0;
    c->crl.version = (uint32_t)version;
    return bs_crl_changed(c);
}

int X509_CRL_set_issuer_name(X509_CRL *c, const X509_NAME *name) {
    X509_NAME *copy = c && name ? X509_NAME_dup(name) : NULL;
    if (!copy) return 0;
    bs_lazy_put(&c->issuer, copy, free_name);
    return bs_crl_changed(c);
}

static int set_time(X509_CRL *c, bs_lazy *slot, const ASN1_TIME *tm) {
    if (atomic_load(slot) == tm) return bs_crl_changed(c);
    ASN1_TIME *copy = ASN1_STRING_dup(tm);
    if (!copy) return 0;
    bs_lazy_put(slot, copy, free_string);
    return bs_crl_changed(c);
}

int X509_CRL_set1_lastUpdate(X509_CRL *c, const ASN1_TIME *tm) { return c && tm ? set_time(c, &c->last_update, tm) : 0; }
int X509_CRL_set1_nextUpdate(X509_CRL *c, const ASN1_TIME *tm) { return c && tm ? set_time(c, &c->next_update, tm) : 0; }

int X509_REVOKED_set_serialNumber(X509_REVOKED *r, ASN1_INTEGER *serial) {
    return r && serial && (r->serial == serial || ASN1_STRING_copy(r->serial, serial));
}

int X509_REVOKED_set_revocationDate(X509_REVOKED *r, ASN1_TIME *tm) {
    return r && tm && (r->date == tm || ASN1_STRING_copy(r->date, tm));
}

int X509_CRL_add0_revoked(X509_CRL *c, X509_REVOKED *r) {
    STACK_OF(X509_REVOKED) *sk = X509_CRL_get_REVOKED(c);
    if (!sk) {
        sk = sk_X509_REVOKED_new_null();
        if (!sk) return 0;
        atomic_store(&c->revoked, sk);
    }
    return sk_X509_REVOKED_push(sk, r) > 0 && bs_crl_changed(c);
}

static int by_serial(const X509_REVOKED *const *a, const X509_REVOKED *const *b) {
    return ASN1_STRING_cmp((*a)->serial, (*b)->serial);
}

int X509_CRL_sort(X509_CRL *c) {
    STACK_OF(X509_REVOKED) *sk = X509_CRL_get_REVOKED(c);
    if (!sk) return 1;
    sk_X509_REVOKED_set_cmp_func(sk, by_serial);
    sk_X509_REVOKED_sort(sk);
    return bs_crl_changed(c);
}

int X509_CRL_sign_ctx(X509_CRL *c, EVP_MD_CTX *ctx) {
    if (!c) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    size_t sig_len = 0, len = 0;
    uint8_t *der = bs_sign_object(ctx, c, encode_tbs, &len, &sig_len);
    return der && replace_der(c, der, len) ? (int)sig_len : 0;
}

static int sign(void *c, EVP_MD_CTX *ctx) { return X509_CRL_sign_ctx((X509_CRL *)c, ctx); }

int X509_CRL_sign(X509_CRL *c, EVP_PKEY *key, const EVP_MD *md) {
    if (c) return bs_sign_with_key(c, key, md, sign);
    BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
    return 0;
}
