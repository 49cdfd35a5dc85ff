/* X509_LOOKUP and X509_LOOKUP_METHOD: places that a store looks into when it does not know a name. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/x509/store_local.h"

X509_LOOKUP *X509_LOOKUP_new(X509_LOOKUP_METHOD *method) {
    X509_LOOKUP *lu = (X509_LOOKUP *)OPENSSL_zalloc(sizeof *lu);
    if (!lu) return NULL;
    lu->method = method;
    if (!method->new_item || method->new_item(lu)) return lu;
    OPENSSL_free(lu);
    return NULL;
}

void X509_LOOKUP_free(X509_LOOKUP *lu) {
    if (!lu) return;
    if (lu->method && lu->method->free) lu->method->free(lu);
    OPENSSL_free(lu);
}

int X509_LOOKUP_init(X509_LOOKUP *lu) {
    if (!lu->method) return 0;
    return lu->method->init ? lu->method->init(lu) : 1;
}

int X509_LOOKUP_shutdown(X509_LOOKUP *lu) {
    if (!lu->method) return 0;
    return lu->method->shutdown ? lu->method->shutdown(lu) : 1;
}

int X509_LOOKUP_ctrl(X509_LOOKUP *lu, int cmd, const char *argc, long argl, char **ret) {
    if (lu->store) bs_store_grow_older(lu->store);
    if (!lu->method) return -1;
    return lu->method->ctrl ? lu->method->ctrl(lu, cmd, argc, argl, ret) : 1;
}

int X509_LOOKUP_ctrl_ex(X509_LOOKUP *lu, int cmd, const char *argc, long argl, char **ret, OSSL_LIB_CTX *libctx,
                        const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_LOOKUP_ctrl(lu, cmd, argc, argl, ret);
}

int X509_LOOKUP_by_subject(X509_LOOKUP *lu, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *ret) {
    if (lu->skip || !lu->method || !lu->method->get_by_subject) return 0;
    return lu->method->get_by_subject(lu, type, name, ret);
}

int X509_LOOKUP_by_subject_ex(X509_LOOKUP *lu, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *ret,
                              OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_LOOKUP_by_subject(lu, type, name, ret);
}

int X509_LOOKUP_by_issuer_serial(X509_LOOKUP *lu, X509_LOOKUP_TYPE type, const X509_NAME *name,
                                 const ASN1_INTEGER *serial, X509_OBJECT *ret) {
    if (!lu->method || !lu->method->get_by_issuer_serial) return 0;
    return lu->method->get_by_issuer_serial(lu, type, name, serial, ret);
}

int X509_LOOKUP_by_fingerprint(X509_LOOKUP *lu, X509_LOOKUP_TYPE type, const unsigned char *bytes, int len,
                               X509_OBJECT *ret) {
    if (!lu->method || !lu->method->get_by_fingerprint) return 0;
    return lu->method->get_by_fingerprint(lu, type, bytes, len, ret);
}

int X509_LOOKUP_by_alias(X509_LOOKUP *lu, X509_LOOKUP_TYPE type, const char *str, int len, X509_OBJECT *ret) {
    if (!lu->method || !lu->method->get_by_alias) return 0;
    return lu->method->get_by_alias(lu, type, str, len, ret);
}

int X509_LOOKUP_set_method_data(X509_LOOKUP *lu, void *data) {
    lu->method_data = data;
    return 1;
}

void *X509_LOOKUP_get_method_data(const X509_LOOKUP *lu) { return lu->method_data; }
X509_STORE *X509_LOOKUP_get_store(const X509_LOOKUP *lu) { return lu->store; }

X509_LOOKUP *X509_STORE_add_lookup(X509_STORE *s, X509_LOOKUP_METHOD *m) {
    X509_LOOKUP *lu = NULL;
    X509_STORE_lock(s);
    for (int i = 0; !lu && i < sk_X509_LOOKUP_num(s->lookups); i++) {
        X509_LOOKUP *have = sk_X509_LOOKUP_value(s->lookups, i);
        if (have->method == m) lu = have;
    }
    if (!lu && (lu = X509_LOOKUP_new(m)) != NULL) {
        lu->store = s;
        if (sk_X509_LOOKUP_push(s->lookups, lu) <= 0) {
            X509_LOOKUP_free(lu);
            lu = NULL;
        }
    }
    X509_STORE_unlock(s);
    if (!lu) BS_RAISE(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
    return lu;
}

bool bs_store_look(X509_STORE *s, X509_LOOKUP_TYPE type, bs_reader subject, const X509_NAME *name, X509_OBJECT *ret) {
    int num = sk_X509_LOOKUP_num(s->lookups); /* only grows, and is as a rule 0 or 1 */
    X509_NAME *made = NULL;
    bool found = false;
    if (num <= 0) return false;
    if (!name) name = made = bs_name_from_der(subject);
    for (int i = 0; name && !found && i < num; i++) {
        found = X509_LOOKUP_by_subject(sk_X509_LOOKUP_value(s->lookups, i), type, name, ret) > 0;
    }
    X509_NAME_free(made);
    return found;
}

X509_LOOKUP_METHOD *X509_LOOKUP_meth_new(const char *name) {
    X509_LOOKUP_METHOD *m = (X509_LOOKUP_METHOD *)OPENSSL_zalloc(sizeof *m);
    if (m && (m->name = OPENSSL_strdup(name)) != NULL) return m;
    OPENSSL_free(m);
    BS_RAISE(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
    return NULL;
}

void X509_LOOKUP_meth_free(X509_LOOKUP_METHOD *m) {
    if (!m) return;
    OPENSSL_free(m->name);
    OPENSSL_free(m);
}

typedef int (*item_fn)(X509_LOOKUP *ctx);
typedef void (*free_item_fn)(X509_LOOKUP *ctx);

#define METHOD(field, member, type) \
    int X509_LOOKUP_meth_set_##field(X509_LOOKUP_METHOD *m, type fn) { \
        m->member = fn; \
        return 1; \
    } \
    type X509_LOOKUP_meth_get_##field(const X509_LOOKUP_METHOD *m) { return m->member; }
METHOD(new_item, new_item, item_fn)
METHOD(free, free, free_item_fn)
METHOD(init, init, item_fn)
METHOD(shutdown, shutdown, item_fn)
METHOD(ctrl, ctrl, X509_LOOKUP_ctrl_fn)
METHOD(get_by_subject, get_by_subject, X509_LOOKUP_get_by_subject_fn)
METHOD(get_by_issuer_serial, get_by_issuer_serial, X509_LOOKUP_get_by_issuer_serial_fn)
METHOD(get_by_fingerprint, get_by_fingerprint, X509_LOOKUP_get_by_fingerprint_fn)
METHOD(get_by_alias, get_by_alias, X509_LOOKUP_get_by_alias_fn)
