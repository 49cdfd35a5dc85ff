#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/core/raise.h"

static const struct bs_field algor_fields[] = {
    { &bs_item_object, offsetof(X509_ALGOR, algorithm), BS_PLAIN, 0, false },
    { &bs_item_any, offsetof(X509_ALGOR, parameter), BS_PLAIN, 0, true },
};
const struct bs_item bs_item_x509_algor = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(X509_ALGOR), BS_FIELDS(algor_fields), .name = "X509_ALGOR" };
const struct bs_item bs_item_x509_algors = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE, .of = &bs_item_x509_algor,
    .name = "X509_ALGORS" };

BS_ITEM_FUNCTIONS(X509_ALGOR, X509_ALGOR, bs_item_x509_algor)
BS_ITEM_DUP(X509_ALGOR, X509_ALGOR, bs_item_x509_algor)
BS_ITEM_IT(X509_ALGORS, bs_item_x509_algors)
BS_ITEM_ENCODE(X509_ALGORS, X509_ALGORS, bs_item_x509_algors)

int X509_ALGOR_set0(X509_ALGOR *alg, ASN1_OBJECT *obj, int ptype, void *pval) {
    if (!alg) return 0;
    if (ptype != V_ASN1_UNDEF && !alg->parameter && !(alg->parameter = ASN1_TYPE_new())) return 0;
    ASN1_OBJECT_free(alg->algorithm);
    alg->algorithm = obj;
    if (ptype == V_ASN1_EOC) return 1;
    if (ptype == V_ASN1_UNDEF) {
        ASN1_TYPE_free(alg->parameter);
        alg->parameter = NULL;
    } else {
        ASN1_TYPE_set(alg->parameter, ptype, pval);
    }
    return 1;
}

void X509_ALGOR_get0(const ASN1_OBJECT **obj, int *ptype, const void **pval, const X509_ALGOR *alg) {
    if (obj) *obj = alg->algorithm;
    if (!ptype) return;
    *ptype = alg->parameter ? alg->parameter->type : V_ASN1_UNDEF;
    if (pval && alg->parameter) *pval = alg->parameter->value.ptr;
    else if (pval) *pval = NULL;
}

void X509_ALGOR_set_md(X509_ALGOR *alg, const EVP_MD *md) {
    bool absent = (EVP_MD_get_flags(md) & EVP_MD_FLAG_DIGALGID_ABSENT) != 0;
    X509_ALGOR_set0(alg, OBJ_nid2obj(EVP_MD_get_type(md)), absent ? V_ASN1_UNDEF : V_ASN1_NULL, NULL);
}

int X509_ALGOR_cmp(const X509_ALGOR *a, const X509_ALGOR *b) {
    int d = OBJ_cmp(a->algorithm, b->algorithm);
    if (d != 0) return d;
    if (!a->parameter && !b->parameter) return 0;
    return ASN1_TYPE_cmp(a->parameter, b->parameter);
}

int X509_ALGOR_copy(X509_ALGOR *dst, const X509_ALGOR *src) {
    if (!src || !dst) return 0;
    X509_ALGOR *copy = X509_ALGOR_dup(src);
    if (!copy) return 0;
    X509_ALGOR old = *dst;
    *dst = *copy;
    *copy = old;
    X509_ALGOR_free(copy);
    return 1;
}

struct X509_sig_st {
    X509_ALGOR *algor;
    ASN1_OCTET_STRING *digest;
};
static const struct bs_field sig_fields[] = {
    { &bs_item_x509_algor, offsetof(X509_SIG, algor), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(X509_SIG, digest), BS_PLAIN, 0, false },
};
const struct bs_item bs_item_x509_sig = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(X509_SIG),
    BS_FIELDS(sig_fields), .name = "X509_SIG" };
BS_ITEM_FUNCTIONS(X509_SIG, X509_SIG, bs_item_x509_sig)

void X509_SIG_get0(const X509_SIG *sig, const X509_ALGOR **alg, const ASN1_OCTET_STRING **digest) {
    if (alg) *alg = sig->algor;
    if (digest) *digest = sig->digest;
}

void X509_SIG_getm(X509_SIG *sig, X509_ALGOR **alg, ASN1_OCTET_STRING **digest) {
    if (alg) *alg = sig->algor;
    if (digest) *digest = sig->digest;
}
