/* OSSL_PROVIDER and OSSL_LIB_CTX.                                             man 3 OSSL_PROVIDER, OSSL_LIB_CTX
 *
 * The library has its algorithms built in: what OpenSSL's providers "default" and "base" have is always there. No other
 * provider can be loaded, so that a program that asks for FIPS or for legacy algorithms is told that it has none. A
 * library context holds nothing of ours, but programs tell them apart by address. */
#include <openssl/provider.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "compat/crypto/core/provider_local.h"
#include "compat/crypto/core/raise.h"

struct ossl_provider_st {
    const char *name, *description;
};

static const OSSL_PROVIDER providers[] = {
    { "default", "OpenSSL Default Provider" },
    { "base", "OpenSSL Base Provider" },
};
enum { NUM_PROVIDERS = sizeof providers / sizeof providers[0] };

/* Constants of the library: nothing is counted, changed or freed. */
static OSSL_PROVIDER *handle(const OSSL_PROVIDER *p) {
    union {
        const OSSL_PROVIDER *from;
        OSSL_PROVIDER *to;
    } constant = { p };
    return constant.to;
}

OSSL_PROVIDER *bs_provider_default(void) { return handle(&providers[0]); }

static const OSSL_PROVIDER *find(const char *name) {
    for (size_t i = 0; name != NULL && i < NUM_PROVIDERS; i++) {
        if (strcmp(providers[i].name, name) == 0) return &providers[i];
    }
    return NULL;
}

OSSL_PROVIDER *OSSL_PROVIDER_try_load(OSSL_LIB_CTX *libctx, const char *name, int retain_fallbacks) {
    (void)libctx;
    (void)retain_fallbacks;
    const OSSL_PROVIDER *p = find(name);
    if (p == NULL) BS_RAISE_DATA(ERR_LIB_CRYPTO, ERR_R_DSO_LIB, "name=%s", name != NULL ? name : "<null>");
    return handle(p);
}

OSSL_PROVIDER *OSSL_PROVIDER_load(OSSL_LIB_CTX *libctx, const char *name) {
    return OSSL_PROVIDER_try_load(libctx, name, 0);
}

int OSSL_PROVIDER_unload(OSSL_PROVIDER *prov) { return prov != NULL; }

int OSSL_PROVIDER_available(OSSL_LIB_CTX *libctx, const char *name) {
    (void)libctx;
    return find(name) != NULL;
}

int OSSL_PROVIDER_do_all(OSSL_LIB_CTX *ctx, int (*cb)(OSSL_PROVIDER *provider, void *cbdata), void *cbdata) {
    (void)ctx;
    return cb(handle(&providers[0]), cbdata) != 0;
}

const char *OSSL_PROVIDER_get0_name(const OSSL_PROVIDER *prov) { return prov->name; }

int OSSL_PROVIDER_self_test(const OSSL_PROVIDER *prov) { return prov != NULL; /* neither has a test of its own */ }

int OSSL_PROVIDER_get_params(const OSSL_PROVIDER *prov, OSSL_PARAM params[]) {
    OSSL_PARAM *p;
    if (prov == NULL) return 0;
    if ((p = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_NAME)) != NULL &&
        !OSSL_PARAM_set_utf8_ptr(p, prov->description)) {
        return 0;
    }
    if ((p = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_VERSION)) != NULL &&
        !OSSL_PARAM_set_utf8_ptr(p, OpenSSL_version(OPENSSL_VERSION_STRING))) {
        return 0;
    }
    if ((p = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_BUILDINFO)) != NULL &&
        !OSSL_PARAM_set_utf8_ptr(p, OpenSSL_version(OPENSSL_FULL_VERSION_STRING))) {
        return 0;
    }
    p = OSSL_PARAM_locate(params, OSSL_PROV_PARAM_STATUS);
    return p == NULL || OSSL_PARAM_set_int(p, 1);
}

struct ossl_lib_ctx_st {
    char *search_path; /* where a program says that providers' files are; none of them is ever loaded */
};

static pthread_mutex_t path_lock = PTHREAD_MUTEX_INITIALIZER;

/* Kept, as in OpenSSL: whether a provider can be loaded is said by OSSL_PROVIDER_load(). */
int OSSL_PROVIDER_set_default_search_path(OSSL_LIB_CTX *libctx, const char *path) {
    if (libctx == NULL) libctx = OSSL_LIB_CTX_get0_global_default();
    char *copy = path != NULL ? OPENSSL_strdup(path) : NULL;
    if (path != NULL && copy == NULL) return 0;
    (void)pthread_mutex_lock(&path_lock);
    OPENSSL_free(libctx->search_path);
    libctx->search_path = copy;
    (void)pthread_mutex_unlock(&path_lock);
    return 1;
}

OSSL_LIB_CTX *OSSL_LIB_CTX_new(void) { return OPENSSL_zalloc(sizeof(OSSL_LIB_CTX)); }

static OSSL_LIB_CTX global_default;

OSSL_LIB_CTX *OSSL_LIB_CTX_get0_global_default(void) { return &global_default; }

void OSSL_LIB_CTX_free(OSSL_LIB_CTX *ctx) {
    if (ctx == NULL || ctx == &global_default) return;
    OPENSSL_free(ctx->search_path);
    OPENSSL_free(ctx);
}
