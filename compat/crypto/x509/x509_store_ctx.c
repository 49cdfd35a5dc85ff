/* X509_STORE_CTX: setting up one verification, and reading what came of it. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/x509/store_local.h"

X509_STORE_CTX *X509_STORE_CTX_new(void) { return (X509_STORE_CTX *)OPENSSL_zalloc(sizeof(X509_STORE_CTX)); }

X509_STORE_CTX *X509_STORE_CTX_new_ex(OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_STORE_CTX_new();
}

void X509_STORE_CTX_free(X509_STORE_CTX *ctx) {
    if (!ctx) return;
    X509_STORE_CTX_cleanup(ctx);
    OPENSSL_free(ctx);
}

void X509_STORE_CTX_cleanup(X509_STORE_CTX *ctx) {
    if (ctx->hooks.cleanup) {
        ctx->hooks.cleanup(ctx);
        ctx->hooks.cleanup = NULL; /* not twice */
    }
    if (!ctx->parent) X509_VERIFY_PARAM_free(ctx->param);
    ctx->param = NULL;
    sk_X509_pop_free(ctx->chain, X509_free);
    sk_X509_pop_free(ctx->kept, X509_free);
    X509_policy_tree_free(ctx->policy_tree);
    ctx->policy_tree = NULL;
    ctx->chain = ctx->kept = NULL;
    bs_store_ctx_drop_views(ctx);
    bs_store_ctx_drop_found(ctx);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_X509_STORE_CTX, ctx, &ctx->ex_data);
    ctx->ex_data = (CRYPTO_EX_DATA){ 0 };
}

static bool init_param(X509_STORE_CTX *ctx, X509_STORE *store) {
    ctx->param = X509_VERIFY_PARAM_new();
    if (!ctx->param) return false;
    if (!store) {
        X509_VERIFY_PARAM_set_inh_flags(ctx->param, X509_VP_FLAG_DEFAULT | X509_VP_FLAG_ONCE);
    } else if (!X509_VERIFY_PARAM_inherit(ctx->param, store->param)) {
        return false;
    }
    if (!X509_STORE_CTX_set_default(ctx, "default")) return false;
    if (ctx->param->trust == X509_TRUST_DEFAULT) {
        int trust = bs_purpose_trust(ctx->param->purpose);
        if (trust > 0) ctx->param->trust = trust;
    }
    return true;
}

int X509_STORE_CTX_init(X509_STORE_CTX *ctx, X509_STORE *store, X509 *target, STACK_OF(X509) *untrusted) {
    if (!ctx) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    X509_STORE_CTX_cleanup(ctx);
    *ctx = (X509_STORE_CTX){ .store = store, .cert = target, .untrusted = untrusted };
    if (store) ctx->hooks = store->hooks;
    if (init_param(ctx, store) && CRYPTO_new_ex_data(CRYPTO_EX_INDEX_X509_STORE_CTX, ctx, &ctx->ex_data)) return 1;
    X509_STORE_CTX_cleanup(ctx);
    BS_RAISE(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
    return 0;
}

int X509_STORE_CTX_set_default(X509_STORE_CTX *ctx, const char *name) {
    const X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_lookup(name);
    if (p) return X509_VERIFY_PARAM_inherit(ctx->param, p);
    BS_RAISE_DATA(ERR_LIB_X509, X509_R_UNKNOWN_PURPOSE_ID, "name=%s", name);
    return 0;
}

int X509_STORE_CTX_purpose_inherit(X509_STORE_CTX *ctx, int def_purpose, int purpose, int trust) {
    if (purpose == 0) purpose = def_purpose;
    if (def_purpose == 0) def_purpose = purpose;
    if (purpose != 0) {
        int its = bs_purpose_trust(purpose);
        if (its == X509_TRUST_DEFAULT) its = bs_purpose_trust(def_purpose);
        if (its < 0) {
            BS_RAISE(ERR_LIB_X509, X509_R_UNKNOWN_PURPOSE_ID);
            return 0;
        }
        if (trust == 0) trust = its;
    }
    if (trust != 0 && X509_TRUST_get_by_id(trust) < 0) {
        BS_RAISE(ERR_LIB_X509, X509_R_UNKNOWN_TRUST_ID);
        return 0;
    }
    if (ctx->param->purpose == 0 && purpose != 0) ctx->param->purpose = purpose;
    if (ctx->param->trust == 0 && trust != 0) ctx->param->trust = trust;
    return 1;
}

int X509_STORE_CTX_set_purpose(X509_STORE_CTX *ctx, int purpose) {
    return X509_STORE_CTX_purpose_inherit(ctx, 0, purpose, 0);
}

int X509_STORE_CTX_set_trust(X509_STORE_CTX *ctx, int trust) { return X509_STORE_CTX_purpose_inherit(ctx, 0, 0, trust); }

void X509_STORE_CTX_set_cert(X509_STORE_CTX *ctx, X509 *target) { ctx->cert = target; }
void X509_STORE_CTX_set0_untrusted(X509_STORE_CTX *ctx, STACK_OF(X509) *sk) { ctx->untrusted = sk; }
void X509_STORE_CTX_set0_trusted_stack(X509_STORE_CTX *ctx, STACK_OF(X509) *sk) { ctx->trusted = sk; }

void X509_STORE_CTX_set0_crls(X509_STORE_CTX *ctx, STACK_OF(X509_CRL) *sk) {
    bs_store_ctx_drop_views(ctx);
    ctx->crls = sk;
}

void X509_STORE_CTX_set0_verified_chain(X509_STORE_CTX *ctx, STACK_OF(X509) *sk) {
    sk_X509_pop_free(ctx->chain, X509_free);
    ctx->chain = sk;
}

void X509_STORE_CTX_set0_param(X509_STORE_CTX *ctx, X509_VERIFY_PARAM *param) {
    X509_VERIFY_PARAM_free(ctx->param);
    ctx->param = param;
}

void X509_STORE_CTX_set_depth(X509_STORE_CTX *ctx, int depth) { X509_VERIFY_PARAM_set_depth(ctx->param, depth); }
void X509_STORE_CTX_set_flags(X509_STORE_CTX *ctx, unsigned long f) { X509_VERIFY_PARAM_set_flags(ctx->param, f); }

void X509_STORE_CTX_set_time(X509_STORE_CTX *ctx, unsigned long flags, time_t t) {
    (void)flags;
    X509_VERIFY_PARAM_set_time(ctx->param, t);
}

void X509_STORE_CTX_set_verify_cb(X509_STORE_CTX *ctx, X509_STORE_CTX_verify_cb fn) { ctx->hooks.verify_cb = fn; }
void X509_STORE_CTX_set_verify(X509_STORE_CTX *ctx, X509_STORE_CTX_verify_fn fn) { ctx->hooks.verify = fn; }

X509 *X509_STORE_CTX_get0_cert(const X509_STORE_CTX *ctx) { return ctx->cert; }
STACK_OF(X509) *X509_STORE_CTX_get0_chain(const X509_STORE_CTX *ctx) { return ctx->chain; }
STACK_OF(X509) *X509_STORE_CTX_get1_chain(const X509_STORE_CTX *ctx) {
    return ctx->chain ? X509_chain_up_ref(ctx->chain) : NULL;
}
X509 *X509_STORE_CTX_get_current_cert(const X509_STORE_CTX *ctx) { return ctx->current_cert; }
X509 *X509_STORE_CTX_get0_current_issuer(const X509_STORE_CTX *ctx) { return ctx->current_issuer; }
X509_CRL *X509_STORE_CTX_get0_current_crl(const X509_STORE_CTX *ctx) { return ctx->current_crl; }
X509_STORE_CTX *X509_STORE_CTX_get0_parent_ctx(const X509_STORE_CTX *ctx) { return ctx->parent; }
X509_VERIFY_PARAM *X509_STORE_CTX_get0_param(const X509_STORE_CTX *ctx) { return ctx->param; }
X509_STORE *X509_STORE_CTX_get0_store(const X509_STORE_CTX *ctx) { return ctx->store; }
STACK_OF(X509) *X509_STORE_CTX_get0_untrusted(const X509_STORE_CTX *ctx) { return ctx->untrusted; }
int X509_STORE_CTX_get_num_untrusted(const X509_STORE_CTX *ctx) { return ctx->num_untrusted; }
X509_POLICY_TREE *X509_STORE_CTX_get0_policy_tree(const X509_STORE_CTX *ctx) { return ctx->policy_tree; }
int X509_STORE_CTX_get_explicit_policy(const X509_STORE_CTX *ctx) { return ctx->explicit_policy; }
int X509_STORE_CTX_get_error(const X509_STORE_CTX *ctx) { return ctx->error; }
int X509_STORE_CTX_get_error_depth(const X509_STORE_CTX *ctx) { return ctx->error_depth; }
void X509_STORE_CTX_set_error(X509_STORE_CTX *ctx, int s) { ctx->error = s; }
void X509_STORE_CTX_set_error_depth(X509_STORE_CTX *ctx, int depth) { ctx->error_depth = depth; }
void X509_STORE_CTX_set_current_cert(X509_STORE_CTX *ctx, X509 *x) { ctx->current_cert = x; }

void X509_STORE_CTX_set0_dane(X509_STORE_CTX *ctx, SSL_DANE *dane) { ctx->dane = dane; }

int X509_STORE_CTX_set_ex_data(X509_STORE_CTX *ctx, int idx, void *data) {
    return CRYPTO_set_ex_data(&ctx->ex_data, idx, data);
}
void *X509_STORE_CTX_get_ex_data(const X509_STORE_CTX *ctx, int idx) { return CRYPTO_get_ex_data(&ctx->ex_data, idx); }

/* By name: what the store has, else what a lookup finds. ret gets a reference. */
int X509_STORE_CTX_get_by_subject(const X509_STORE_CTX *ctx, X509_LOOKUP_TYPE type, const X509_NAME *name,
                                  X509_OBJECT *ret) {
    X509_STORE *s = ctx->store;
    X509_OBJECT lent = { .type = X509_LU_NONE };
    if (!s) return 0;
    if (type == X509_LU_X509) {
        STACK_OF(X509) *have = bs_store_certs(s, bs_name_der(name));
        int ok = sk_X509_num(have) > 0 && X509_OBJECT_set1_X509(ret, sk_X509_value(have, 0));
        sk_X509_pop_free(have, X509_free);
        if (ok) return 1;
    }
    if (bs_store_look(s, type, bs_r_from(NULL, 0), name, &lent)) {
        if (lent.type == X509_LU_X509) return X509_OBJECT_set1_X509(ret, lent.data.x509);
        if (lent.type == X509_LU_CRL) return X509_OBJECT_set1_X509_CRL(ret, lent.data.crl);
    }
    X509_OBJECT *obj = type == X509_LU_CRL ? bs_store_find(s, type, bs_name_der(name)) : NULL;
    return obj && X509_OBJECT_set1_X509_CRL(ret, obj->data.crl);
}

X509_OBJECT *X509_STORE_CTX_get_obj_by_subject(X509_STORE_CTX *ctx, X509_LOOKUP_TYPE type, const X509_NAME *name) {
    X509_OBJECT *ret = X509_OBJECT_new();
    if (ret && X509_STORE_CTX_get_by_subject(ctx, type, name, ret)) return ret;
    X509_OBJECT_free(ret);
    return NULL;
}

STACK_OF(X509) *X509_STORE_CTX_get1_certs(X509_STORE_CTX *ctx, const X509_NAME *name) {
    X509_OBJECT lent = { .type = X509_LU_NONE };
    if (!ctx->store) return NULL;
    STACK_OF(X509) *sk = bs_store_certs(ctx->store, bs_name_der(name));
    if (sk_X509_num(sk) > 0) return sk;
    bool found = bs_store_look(ctx->store, X509_LU_X509, bs_r_from(NULL, 0), name, &lent);
    sk_X509_pop_free(sk, X509_free);
    sk = found ? bs_store_certs(ctx->store, bs_name_der(name)) : NULL;
    if (sk_X509_num(sk) > 0) return sk;
    sk_X509_free(sk);
    return NULL;
}

/* The store's CRLs of an issuer, of folders too, which are asked anew; NULL if there are none. */
STACK_OF(X509_CRL) *X509_STORE_CTX_get1_crls(const X509_STORE_CTX *ctx, const X509_NAME *name) {
    X509_OBJECT lent = { .type = X509_LU_NONE };
    size_t num = 0;
    if (!ctx->store) return NULL;
    (void)bs_store_look(ctx->store, X509_LU_CRL, bs_r_from(NULL, 0), name, &lent);
    const X509_OBJECT **found = bs_store_crls(ctx->store, bs_name_der(name), &num);
    STACK_OF(X509_CRL) *sk = num > 0 ? sk_X509_CRL_new_null() : NULL;
    for (size_t i = 0; sk && i < num; i++) {
        if (sk_X509_CRL_push(sk, found[i]->data.crl) > 0) X509_CRL_up_ref(found[i]->data.crl);
    }
    OPENSSL_free((void *)found);
    return sk;
}
