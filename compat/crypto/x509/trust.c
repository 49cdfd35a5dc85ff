/* X509_TRUST: for what uses a certificate is trusted, by the settings beside it, its signature, or a program's rules. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/x509/store_local.h"

static bool object_is(const ASN1_OBJECT *o, bs_reader oid) { return bs_r_equal(oid, OBJ_get0_data(o), OBJ_length(o)); }

static bool list_has(const STACK_OF(ASN1_OBJECT) *list, bs_reader use, bool any) {
    static const uint8_t any_use[] = { 0x55, 0x1D, 0x25, 0x00 };
    for (int i = 0; i < sk_ASN1_OBJECT_num(list); i++) {
        const ASN1_OBJECT *o = sk_ASN1_OBJECT_value(list, i);
        if (object_is(o, use) || (any && object_is(o, bs_r_from(any_use, sizeof any_use)))) return true;
    }
    return false;
}

/* Trust for a use, by its NID: by the settings beside the certificate, or if there are none, by its own signature. */
static int for_use(int nid, X509 *x, int flags) {
    const struct x509_cert_aux_st *aux = x->aux;
    bool any = (flags & (int)X509_TRUST_OK_ANY_EKU) != 0;
    ERR_set_mark();
    const ASN1_OBJECT *o = OBJ_nid2obj(nid); /* an unknown one is nowhere among the settings */
    ERR_pop_to_mark();
    bs_reader use = bs_r_from(o ? OBJ_get0_data(o) : NULL, o ? OBJ_length(o) : 0);
    if (aux && list_has(aux->reject, use, any)) return X509_TRUST_REJECTED;
    /* a list of trusted uses without this one says no */
    if (aux && aux->trust) return list_has(aux->trust, use, any) ? X509_TRUST_TRUSTED : X509_TRUST_REJECTED;
    if ((flags & (int)X509_TRUST_DO_SS_COMPAT) == 0) return X509_TRUST_UNTRUSTED;
    return (int)bs_path_trust_itself(bs_x509_cert(x), (unsigned)flags);
}

static int by_compat(X509_TRUST *t, X509 *x, int flags) {
    (void)t;
    return (int)bs_path_trust_itself(bs_x509_cert(x), (unsigned)flags);
}

static int by_use_or_any(X509_TRUST *t, X509 *x, int flags) {
    return for_use(t->arg1, x, flags | (int)(X509_TRUST_DO_SS_COMPAT | X509_TRUST_OK_ANY_EKU));
}

static int by_use(X509_TRUST *t, X509 *x, int flags) {
    return for_use(t->arg1, x, flags & ~(int)(X509_TRUST_DO_SS_COMPAT | X509_TRUST_OK_ANY_EKU));
}

#define ROW(id, check, name, nid) { id, 0, check, (char *)(uintptr_t)name, nid, NULL }
static X509_TRUST trusts[] = {
    ROW(X509_TRUST_COMPAT, by_compat, "compatible", 0),
    ROW(X509_TRUST_SSL_CLIENT, by_use_or_any, "SSL Client", NID_client_auth),
    ROW(X509_TRUST_SSL_SERVER, by_use_or_any, "SSL Server", NID_server_auth),
    ROW(X509_TRUST_EMAIL, by_use_or_any, "S/MIME email", NID_email_protect),
    ROW(X509_TRUST_OBJECT_SIGN, by_use_or_any, "Object Signer", NID_code_sign),
    ROW(X509_TRUST_OCSP_SIGN, by_use, "OCSP responder", NID_OCSP_sign),
    ROW(X509_TRUST_OCSP_REQUEST, by_use, "OCSP request", NID_ad_OCSP),
    ROW(X509_TRUST_TSA, by_use_or_any, "TSA server", NID_time_stamp),
};
#define NUM_TRUSTS ((int)(sizeof trusts / sizeof trusts[0]))

/* Added by programs, which do so before their threads begin, as with OpenSSL. */
static STACK_OF(X509_TRUST) *added;
static int (*otherwise)(int id, X509 *x, int flags) = for_use;

static int by_id(const X509_TRUST *const *a, const X509_TRUST *const *b) { return (*a)->trust - (*b)->trust; }

int X509_TRUST_get_count(void) { return NUM_TRUSTS + (added ? sk_X509_TRUST_num(added) : 0); }

X509_TRUST *X509_TRUST_get0(int idx) {
    if (idx < 0) return NULL;
    return idx < NUM_TRUSTS ? &trusts[idx] : sk_X509_TRUST_value(added, idx - NUM_TRUSTS);
}

int X509_TRUST_get_by_id(int id) {
    X509_TRUST key = { .trust = id };
    if (id >= X509_TRUST_MIN && id <= X509_TRUST_MAX) return id - X509_TRUST_MIN;
    int i = added ? sk_X509_TRUST_find(added, &key) : -1;
    return i < 0 ? -1 : i + NUM_TRUSTS;
}

int X509_TRUST_get_flags(const X509_TRUST *t) { return t->flags; }
char *X509_TRUST_get0_name(const X509_TRUST *t) { return t->name; }
int X509_TRUST_get_trust(const X509_TRUST *t) { return t->trust; }

int X509_TRUST_set(int *t, int trust) {
    if (X509_TRUST_get_by_id(trust) < 0) {
        BS_RAISE(ERR_LIB_X509, X509_R_INVALID_TRUST);
        return 0;
    }
    *t = trust;
    return 1;
}

int (*X509_TRUST_set_default(int (*trust)(int, X509 *, int)))(int, X509 *, int) {
    int (*before)(int, X509 *, int) = otherwise;
    otherwise = trust;
    return before;
}

static void free_added(X509_TRUST *t) {
    OPENSSL_free(t->name);
    OPENSSL_free(t);
}

static X509_TRUST *new_added(int id) {
    X509_TRUST *t = (X509_TRUST *)OPENSSL_zalloc(sizeof *t);
    if (!added) added = sk_X509_TRUST_new(by_id);
    if (!t || !added) {
        OPENSSL_free(t);
        return NULL;
    }
    *t = (X509_TRUST){ .trust = id, .flags = X509_TRUST_DYNAMIC };
    if (sk_X509_TRUST_push(added, t) > 0) return t;
    OPENSSL_free(t);
    return NULL;
}

int X509_TRUST_add(int id, int flags, int (*ck)(X509_TRUST *, X509 *, int), const char *name, int arg1, void *arg2) {
    char *copy = OPENSSL_strdup(name);
    int i = X509_TRUST_get_by_id(id);
    X509_TRUST *t = !copy ? NULL : i < 0 ? new_added(id) : X509_TRUST_get0(i);
    if (!t) {
        OPENSSL_free(copy);
        BS_RAISE(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    if ((t->flags & (int)X509_TRUST_DYNAMIC_NAME) != 0) OPENSSL_free(t->name);
    /* whether it is one of ours, and whose its name is, a program does not say */
    int own = (t->flags & (int)X509_TRUST_DYNAMIC) | (int)X509_TRUST_DYNAMIC_NAME;
    *t = (X509_TRUST){ id, own | (flags & ~(int)X509_TRUST_DYNAMIC), ck, copy, arg1, arg2 };
    return 1;
}

void X509_TRUST_cleanup(void) {
    sk_X509_TRUST_pop_free(added, free_added);
    added = NULL;
}

int X509_check_trust(X509 *x, int id, int flags) {
    if (id == X509_TRUST_DEFAULT) return for_use(NID_anyExtendedKeyUsage, x, flags | (int)X509_TRUST_DO_SS_COMPAT);
    int i = X509_TRUST_get_by_id(id);
    if (i < 0) return otherwise(id, x, flags);
    X509_TRUST *t = X509_TRUST_get0(i);
    return t->check_trust(t, x, flags);
}

enum bs_trust bs_x509_trust(void *arg, const struct bs_path_cert *c, int trust_id, unsigned flags) {
    (void)arg;
    switch (X509_check_trust((X509 *)c->handle, trust_id, (int)flags)) {
    case X509_TRUST_TRUSTED: return BS_TRUST_TRUSTED;
    case X509_TRUST_REJECTED: return BS_TRUST_REJECTED;
    default: return BS_TRUST_UNTRUSTED;
    }
}
