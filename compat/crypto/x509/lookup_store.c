/* X509_LOOKUP_store(): certificates and CRLs from what OSSL_STORE_open() opens, asked when a name is not known. */
#include <openssl/err.h>
#include <openssl/store.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/core/paths.h"
#include "compat/crypto/x509/store_local.h"

static void free_string(char *s) { OPENSSL_free(s); }

static void free_uris(X509_LOOKUP *lu) { sk_OPENSSL_STRING_pop_free((STACK_OF(OPENSSL_STRING) *)lu->method_data, free_string); }

static int load(X509_LOOKUP *lu, const char *uri, const OSSL_STORE_SEARCH *wanted, int depth);

/* One thing that was found: names stand for further URIs. What is neither is not for us, and ends the search. */
static int take(X509_LOOKUP *lu, const OSSL_STORE_INFO *info, const OSSL_STORE_SEARCH *wanted, int depth) {
    switch (OSSL_STORE_INFO_get_type(info)) {
    case OSSL_STORE_INFO_NAME: return depth > 0 && load(lu, OSSL_STORE_INFO_get0_NAME(info), wanted, depth - 1);
    case OSSL_STORE_INFO_CERT: return X509_STORE_add_cert(lu->store, OSSL_STORE_INFO_get0_CERT(info));
    case OSSL_STORE_INFO_CRL: return X509_STORE_add_crl(lu->store, OSSL_STORE_INFO_get0_CRL(info));
    default: return 0;
    }
}

/* Everything, where it cannot be searched: more in the store than was asked for does no harm. */
static int load(X509_LOOKUP *lu, const char *uri, const OSSL_STORE_SEARCH *wanted, int depth) {
    OSSL_STORE_INFO *info;
    OSSL_STORE_CTX *ctx = OSSL_STORE_open(uri, NULL, NULL, NULL, NULL);
    if (!ctx) return 0;
    if (wanted) (void)OSSL_STORE_find(ctx, wanted);
    int ok = 0;
    while ((info = OSSL_STORE_load(ctx)) != NULL) {
        ok = take(lu, info, wanted, depth);
        OSSL_STORE_INFO_free(info);
        if (!ok) break;
    }
    OSSL_STORE_close(ctx);
    return ok;
}

static const char *default_uri(void) {
    const char *uri = bs_getenv_safe(X509_get_default_cert_dir_env());
    return uri ? uri : X509_get_default_cert_dir();
}

static int keep_uri(X509_LOOKUP *lu, const char *uri) {
    STACK_OF(OPENSSL_STRING) *uris = (STACK_OF(OPENSSL_STRING) *)lu->method_data;
    if (!uris) lu->method_data = uris = sk_OPENSSL_STRING_new_null();
    char *copy = OPENSSL_strdup(uri);
    if (uris && copy && sk_OPENSSL_STRING_push(uris, copy) > 0) return 1;
    OPENSSL_free(copy);
    return 0;
}

/* A URI that cannot be opened is refused at once. */
static int add_uri(X509_LOOKUP *lu, const char *uri) {
    if (!uri) uri = default_uri();
    OSSL_STORE_CTX *ctx = OSSL_STORE_open(uri, NULL, NULL, NULL, NULL);
    if (!ctx) return 0;
    OSSL_STORE_close(ctx);
    return keep_uri(lu, uri);
}

int bs_store_add_default_uri(X509_STORE *s) {
    X509_LOOKUP *lu = X509_STORE_add_lookup(s, X509_LOOKUP_store());
    return lu && keep_uri(lu, default_uri());
}

static int store_ctrl(X509_LOOKUP *lu, int cmd, const char *argp, long argl, char **ret) {
    (void)argl;
    (void)ret;
    switch (cmd) {
    case X509_L_ADD_STORE: return add_uri(lu, argp);
    case X509_L_LOAD_STORE: return load(lu, argp, NULL, 0);
    default: return 0;
    }
}

static int store_by_subject(X509_LOOKUP *lu, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *ret) {
    STACK_OF(OPENSSL_STRING) *uris = (STACK_OF(OPENSSL_STRING) *)lu->method_data;
    OSSL_STORE_SEARCH *wanted = OSSL_STORE_SEARCH_by_name((X509_NAME *)(uintptr_t)name);
    int ok = 0;
    for (int i = 0; wanted && !ok && i < sk_OPENSSL_STRING_num(uris); i++) {
        ok = load(lu, sk_OPENSSL_STRING_value(uris, i), wanted, 1);
    }
    OSSL_STORE_SEARCH_free(wanted);
    X509_OBJECT *found = ok ? bs_store_find(lu->store, type, bs_name_der(name)) : NULL;
    if (!found) return 0;
    ret->type = type;
    ret->data.ptr = found->data.ptr;
    return 1;
}

X509_LOOKUP_METHOD *X509_LOOKUP_store(void) {
    static char name[] = "Load certs from STORE URIs";
    static X509_LOOKUP_METHOD method = { .name = name, .free = free_uris, .ctrl = store_ctrl, .get_by_subject = store_by_subject };
    return &method;
}

int X509_STORE_load_store(X509_STORE *s, const char *uri) {
    X509_LOOKUP *lu = uri ? X509_STORE_add_lookup(s, X509_LOOKUP_store()) : NULL;
    return lu && X509_LOOKUP_ctrl(lu, X509_L_ADD_STORE, uri, 0, NULL) > 0;
}

int X509_STORE_load_store_ex(X509_STORE *s, const char *uri, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_STORE_load_store(s, uri);
}
