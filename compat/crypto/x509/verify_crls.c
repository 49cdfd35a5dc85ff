/*
 * The CRLs of a verification: the context's own, the store's, and those that a program's hooks give.
 *
 * get_crl, lookup_crls, check_crl and cert_crl each replace one step of OpenSSL's check; the steps that a program leaves
 * alone are the engine's (src/x509/path_revocation.c).
 */
#include <openssl/crypto.h>
#include <openssl/x509.h>

#include "compat/crypto/x509/store_local.h"

void bs_store_ctx_drop_views(X509_STORE_CTX *ctx) {
    for (int i = 0; ctx->views && i < sk_X509_CRL_num(ctx->crls); i++) bs_crl_view_clear(&ctx->views[i]);
    OPENSSL_free(ctx->views);
    ctx->views = NULL;
}

static void drop_stored(X509_STORE_CTX *ctx) {
    OPENSSL_free((void *)ctx->stored);
    ctx->stored = NULL;
    ctx->num_stored = 0;
}

void bs_store_ctx_drop_found(X509_STORE_CTX *ctx) {
    while (ctx->found) {
        struct bs_found_crl *f = ctx->found;
        ctx->found = f->next;
        bs_crl_view_clear(&f->view);
        X509_CRL_free(f->crl);
        OPENSSL_free(f);
    }
    ctx->earlier = NULL;
    drop_stored(ctx);
}

/* Keeps a CRL that a hook gave, whose reference it takes over; NULL when out of memory. */
static const struct bs_found_crl *keep(X509_STORE_CTX *ctx, X509_CRL *crl) {
    struct bs_found_crl *f = (struct bs_found_crl *)OPENSSL_zalloc(sizeof *f);
    if (!f) {
        X509_CRL_free(crl);
        return NULL;
    }
    *f = (struct bs_found_crl){ .next = ctx->found, .crl = crl };
    (void)bs_crl_view_init(&f->view, crl); /* stays empty on failure */
    ctx->found = f;
    return f;
}

/*
 * A search asks for number 0, 1, 2, ...: each step goes on where the one before ended, so that a search costs
 * no more than the list is long. bs_path_ops' crl_begin starts over.
 */
static bool goes_on(const X509_STORE_CTX *ctx, size_t i) { return i > 0 && i == ctx->walk.next; }

/* The i-th of the context's own CRLs, of any issuer; decoded when first asked for. */
static bool own_crl(X509_STORE_CTX *ctx, size_t i, const struct bs_crl **out, void **handle) {
    int n = sk_X509_CRL_num(ctx->crls);
    if (n <= 0) return false;
    if (!ctx->views) {
        ctx->views = (struct bs_crl_view *)OPENSSL_zalloc((size_t)n * sizeof *ctx->views);
        for (int k = 0; ctx->views && k < n; k++) {
            /* one that cannot be decoded is left empty and fits no issuer */
            (void)bs_crl_view_init(&ctx->views[k], sk_X509_CRL_value(ctx->crls, k));
        }
    }
    int k = goes_on(ctx, i) ? ctx->walk.at : 0;
    for (size_t skip = k > 0 ? 0 : i; ctx->views && k < n; k++) {
        const struct bs_crl_view *v = &ctx->views[k];
        if (!v->der || skip-- > 0) continue;
        *out = &v->crl;
        *handle = sk_X509_CRL_value(ctx->crls, k);
        ctx->walk.next = i + 1;
        ctx->walk.at = k + 1;
        return true;
    }
    return false;
}

/* The i-th of those that lookup_crls gave in this search. */
static bool found_crl(X509_STORE_CTX *ctx, size_t i, const struct bs_crl **out, void **handle) {
    const bool on = goes_on(ctx, i);
    size_t skip = on ? 0 : i;
    for (const struct bs_found_crl *f = on ? ctx->walk.found : ctx->found; f != ctx->earlier; f = f->next) {
        if (!f->view.der || skip-- > 0) continue;
        *out = &f->view.crl;
        *handle = f->crl;
        ctx->walk.next = i + 1;
        ctx->walk.found = f->next;
        return true;
    }
    return false;
}

static void on_crl_begin(void *arg, struct bs_path *p, enum bs_crl_source from, bs_reader issuer) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    X509_OBJECT lent = { .type = X509_LU_NONE };
    ctx->walk.next = 0;
    if (from == BS_CRL_GIVEN) return;
    if (!ctx->hooks.lookup_crls) {
        /* folders are asked anew each time */
        drop_stored(ctx);
        if (!ctx->store) return;
        (void)bs_store_look(ctx->store, X509_LU_CRL, issuer, NULL, &lent);
        ctx->stored = bs_store_crls(ctx->store, issuer, &ctx->num_stored);
        return;
    }
    bs_store_ctx_show(ctx, p);
    ctx->earlier = ctx->found;
    STACK_OF(X509_CRL) *sk = ctx->hooks.lookup_crls(ctx, X509_get_issuer_name(ctx->current_cert));
    for (X509_CRL *crl; (crl = sk_X509_CRL_pop(sk)) != NULL;) (void)keep(ctx, crl);
    sk_X509_CRL_free(sk);
    p->error = ctx->error;
}

static bool on_crl(void *arg, enum bs_crl_source from, bs_reader issuer, size_t i, const struct bs_crl **out,
                   void **handle) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    (void)issuer;
    if (from == BS_CRL_GIVEN) return own_crl(ctx, i, out, handle);
    if (ctx->hooks.lookup_crls) return found_crl(ctx, i, out, handle);
    if (i >= ctx->num_stored) return false;
    *out = &ctx->stored[i]->view.crl;
    *handle = ctx->stored[i]->data.crl;
    return true;
}

static bool on_get_crl(void *arg, struct bs_path *p, const struct bs_crl **out, void **handle) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    X509_CRL *crl = NULL;
    bs_store_ctx_show(ctx, p);
    int r = ctx->hooks.get_crl(ctx, &crl, ctx->current_cert);
    p->error = ctx->error;
    if (r == 0 || !crl) {
        X509_CRL_free(crl);
        return false;
    }
    const struct bs_found_crl *f = keep(ctx, crl);
    if (!f) return false;
    *out = f->view.der ? &f->view.crl : NULL;
    *handle = f->crl;
    return true;
}

static bool on_check_crl(void *arg, struct bs_path *p, void *handle) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    bs_store_ctx_show(ctx, p);
    int r = ctx->hooks.check_crl(ctx, (X509_CRL *)handle);
    p->error = ctx->error;
    return r != 0;
}

static int on_cert_crl(void *arg, struct bs_path *p, void *handle) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    bs_store_ctx_show(ctx, p);
    int r = ctx->hooks.cert_crl(ctx, (X509_CRL *)handle, ctx->current_cert);
    p->error = ctx->error;
    return r;
}

/* The path of a CRL's issuer is judged by a context of its own, which the program's callback may tell by its parent. */
static bool on_crl_path(void *arg, struct bs_path *p, const struct bs_path_cert *issuer, struct bs_path_cert *out_anchor) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg, *sub = X509_STORE_CTX_new();
    bs_store_ctx_show(ctx, p);
    bool ok = sub && X509_STORE_CTX_init(sub, ctx->store, (X509 *)issuer->handle, ctx->untrusted);
    if (ok) {
        X509_STORE_CTX_set0_param(sub, ctx->param);
        sub->parent = ctx;
        sub->crls = ctx->crls;
        sub->hooks.verify_cb = ctx->hooks.verify_cb;
        ok = X509_verify_cert(sub) > 0 && bs_store_ctx_keep_top(ctx, sub->chain, out_anchor);
    }
    X509_STORE_CTX_free(sub);
    return ok;
}

void bs_store_ctx_crl_ops(const X509_STORE_CTX *ctx, struct bs_path_ops *ops) {
    ops->crl_begin = on_crl_begin;
    ops->crl = on_crl;
    ops->crl_path = on_crl_path;
    if (ctx->hooks.get_crl) ops->get_crl = on_get_crl;
    if (ctx->hooks.check_crl) ops->check_crl = on_check_crl;
    if (ctx->hooks.cert_crl) ops->cert_crl = on_cert_crl;
}
