/* Lists of extensions that change: those of certificates, CRLs and their entries. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/crl_local.h"
#include "compat/crypto/asn1/v3.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"

STACK_OF(X509_EXTENSION) *X509v3_add_ext(STACK_OF(X509_EXTENSION) **list, X509_EXTENSION *ex, int loc) {
    if (!list) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    STACK_OF(X509_EXTENSION) *sk = *list ? *list : sk_X509_EXTENSION_new_null();
    X509_EXTENSION *copy = sk ? X509_EXTENSION_dup(ex) : NULL;
    if (copy && sk_X509_EXTENSION_insert(sk, copy, loc)) return *list = sk;
    X509_EXTENSION_free(copy);
    if (sk != *list) sk_X509_EXTENSION_free(sk);
    return NULL;
}

X509_EXTENSION *X509v3_delete_ext(STACK_OF(X509_EXTENSION) *sk, int loc) {
    return sk && loc >= 0 && loc < sk_X509_EXTENSION_num(sk) ? sk_X509_EXTENSION_delete(sk, loc) : NULL;
}

/* i2d of a value by its type, as the table has it. */
X509_EXTENSION *X509V3_EXT_i2d(int nid, int crit, void *value) {
    const X509V3_EXT_METHOD *m = X509V3_EXT_get_nid(nid);
    if (!m) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_UNKNOWN_EXTENSION);
        return NULL;
    }
    uint8_t *der;
    int n = bs_v3_value_encode(m, value, &der);
    ASN1_OCTET_STRING *s = n > 0 ? ASN1_OCTET_STRING_new() : NULL;
    X509_EXTENSION *ex = s && ASN1_OCTET_STRING_set(s, der, n) ? X509_EXTENSION_create_by_NID(NULL, nid, crit, s) : NULL;
    ASN1_OCTET_STRING_free(s);
    OPENSSL_free(der);
    return ex;
}

static bool push_new(STACK_OF(X509_EXTENSION) **list, int nid, void *value, int crit) {
    X509_EXTENSION *ex = X509V3_EXT_i2d(nid, crit, value);
    STACK_OF(X509_EXTENSION) *sk = ex ? (*list ? *list : sk_X509_EXTENSION_new_null()) : NULL;
    if (sk && sk_X509_EXTENSION_push(sk, ex)) {
        *list = sk;
        return true;
    }
    X509_EXTENSION_free(ex);
    if (sk != *list) sk_X509_EXTENSION_free(sk);
    return false;
}

static int refuse(unsigned long flags, int reason) {
    if ((flags & X509V3_ADD_SILENT) == 0) BS_RAISE(ERR_LIB_X509V3, reason);
    return 0;
}

/* man 3 X509V3_get_d2i: what happens if there is such an extension already, or none. */
int X509V3_add1_i2d(STACK_OF(X509_EXTENSION) **list, int nid, void *value, int crit, unsigned long flags) {
    unsigned long op = flags & X509V3_ADD_OP_MASK;
    int at = op == X509V3_ADD_APPEND ? -1 : X509v3_get_ext_by_NID(*list, nid, -1);
    if (at < 0) {
        if (op == X509V3_ADD_REPLACE_EXISTING || op == X509V3_ADD_DELETE) {
            return refuse(flags, X509V3_R_EXTENSION_NOT_FOUND);
        }
        return push_new(list, nid, value, crit) ? 1 : refuse(flags, X509V3_R_ERROR_CREATING_EXTENSION);
    }
    if (op == X509V3_ADD_KEEP_EXISTING) return 1;
    if (op == X509V3_ADD_DEFAULT) return refuse(flags, X509V3_R_EXTENSION_EXISTS);
    if (op == X509V3_ADD_DELETE) {
        X509_EXTENSION *old = sk_X509_EXTENSION_delete(*list, at);
        X509_EXTENSION_free(old);
        return old ? 1 : -1;
    }
    X509_EXTENSION *ex = X509V3_EXT_i2d(nid, crit, value);
    if (!ex) return refuse(flags, X509V3_R_ERROR_CREATING_EXTENSION);
    X509_EXTENSION_free(sk_X509_EXTENSION_value(*list, at));
    return sk_X509_EXTENSION_set(*list, at, ex) ? 1 : -1;
}

/* --- of a certificate ------------------------------------------------------------ */

/* The list to change: made from the encoding first, NULL if there is none. */
static STACK_OF(X509_EXTENSION) *list_of_x509(X509 *x) {
    return (STACK_OF(X509_EXTENSION) *)(uintptr_t)X509_get0_extensions(x);
}

/* An emptied list is no list: RFC 5280 4.1 wants SIZE (1..MAX). */
static int x509_done(X509 *x, STACK_OF(X509_EXTENSION) *sk) {
    if (sk && sk_X509_EXTENSION_num(sk) == 0) {
        sk_X509_EXTENSION_free(sk);
        sk = NULL;
        x->cert.extensions = (bs_reader){ 0 };
    }
    atomic_store(&x->extensions, sk);
    return bs_x509_changed(x);
}

int X509_add_ext(X509 *x, X509_EXTENSION *ex, int loc) {
    STACK_OF(X509_EXTENSION) *sk = list_of_x509(x);
    return X509v3_add_ext(&sk, ex, loc) && x509_done(x, sk);
}

X509_EXTENSION *X509_delete_ext(X509 *x, int loc) {
    STACK_OF(X509_EXTENSION) *sk = list_of_x509(x);
    X509_EXTENSION *ex = X509v3_delete_ext(sk, loc);
    if (ex) x509_done(x, sk);
    return ex;
}

int X509_add1_ext_i2d(X509 *x, int nid, void *value, int crit, unsigned long flags) {
    STACK_OF(X509_EXTENSION) *sk = list_of_x509(x);
    int ret = X509V3_add1_i2d(&sk, nid, value, crit, flags);
    return ret > 0 ? x509_done(x, sk) : ret;
}

/* --- of an entry of a CRL -------------------------------------------------------- */

int X509_REVOKED_add_ext(X509_REVOKED *r, X509_EXTENSION *ex, int loc) {
    return X509v3_add_ext(&r->extensions, ex, loc) != NULL;
}

X509_EXTENSION *X509_REVOKED_delete_ext(X509_REVOKED *r, int loc) {
    X509_EXTENSION *ex = X509v3_delete_ext(r->extensions, loc);
    if (ex && sk_X509_EXTENSION_num(r->extensions) == 0) {
        sk_X509_EXTENSION_free(r->extensions);
        r->extensions = NULL;
    }
    return ex;
}

int X509_REVOKED_add1_ext_i2d(X509_REVOKED *r, int nid, void *value, int crit, unsigned long flags) {
    return X509V3_add1_i2d(&r->extensions, nid, value, crit, flags);
}

int X509_REVOKED_get_ext_by_OBJ(const X509_REVOKED *r, const ASN1_OBJECT *obj, int last) {
    return X509v3_get_ext_by_OBJ(r->extensions, obj, last);
}
int X509_REVOKED_get_ext_by_critical(const X509_REVOKED *r, int crit, int last) {
    return X509v3_get_ext_by_critical(r->extensions, crit, last);
}

/* --- of a CRL --------------------------------------------------------------------- */

static STACK_OF(X509_EXTENSION) *list_of_crl(X509_CRL *c) {
    return (STACK_OF(X509_EXTENSION) *)(uintptr_t)X509_CRL_get0_extensions(c);
}

static int crl_done(X509_CRL *c, STACK_OF(X509_EXTENSION) *sk) {
    if (sk && sk_X509_EXTENSION_num(sk) == 0) {
        sk_X509_EXTENSION_free(sk);
        sk = NULL;
        c->crl.extensions = (bs_reader){ 0 };
    }
    atomic_store(&c->extensions, sk);
    return bs_crl_changed(c);
}

int X509_CRL_add_ext(X509_CRL *c, X509_EXTENSION *ex, int loc) {
    STACK_OF(X509_EXTENSION) *sk = list_of_crl(c);
    return X509v3_add_ext(&sk, ex, loc) && crl_done(c, sk);
}

X509_EXTENSION *X509_CRL_delete_ext(X509_CRL *c, int loc) {
    STACK_OF(X509_EXTENSION) *sk = list_of_crl(c);
    X509_EXTENSION *ex = X509v3_delete_ext(sk, loc);
    if (ex) crl_done(c, sk);
    return ex;
}

int X509_CRL_add1_ext_i2d(X509_CRL *c, int nid, void *value, int crit, unsigned long flags) {
    STACK_OF(X509_EXTENSION) *sk = list_of_crl(c);
    int ret = X509V3_add1_i2d(&sk, nid, value, crit, flags);
    return ret > 0 ? crl_done(c, sk) : ret;
}
