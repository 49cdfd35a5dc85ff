/*
 * X509_verify_cert(): the engine's path validation with a program's store, parameters and hooks.
 *
 * The engine knows certificates by their views and a handle, here the X509. Before each callback the context is made
 * to show what the engine sees; what the program changes (the error) is taken over afterwards.
 */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>
#include <time.h>

#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/x509/dane_local.h"
#include "compat/crypto/x509/policy.h"
#include "compat/crypto/x509/store_local.h"
#include "src/x509/name.h"
#include "src/x509/text.h"

static struct bs_path_cert path_cert(X509 *x) { return (struct bs_path_cert){ bs_x509_cert(x), x }; }

/* Keeps a reference until the context is cleaned up; takes it over, on failure too. */
static bool keep(X509_STORE_CTX *ctx, X509 *x) {
    if (!ctx->kept) ctx->kept = sk_X509_new_null();
    if (ctx->kept && sk_X509_push(ctx->kept, x) > 0) return true;
    X509_free(x);
    return false;
}

bool bs_store_ctx_keep_top(X509_STORE_CTX *ctx, STACK_OF(X509) *chain, struct bs_path_cert *out) {
    X509 *top = sk_X509_value(chain, sk_X509_num(chain) - 1);
    if (!top) return false;
    X509_up_ref(top);
    *out = path_cert(top);
    return keep(ctx, top);
}

/* The context's chain becomes the engine's. */
static void show_chain(X509_STORE_CTX *ctx, const struct bs_path *p) {
    int n = 0;
    while (n < sk_X509_num(ctx->chain) && n < (int)p->num && sk_X509_value(ctx->chain, n) == p->chain[n].handle) n++;
    while (sk_X509_num(ctx->chain) > n) X509_free(sk_X509_pop(ctx->chain));
    for (; n < (int)p->num; n++) {
        X509 *x = (X509 *)p->chain[n].handle;
        if (sk_X509_push(ctx->chain, x) > 0) X509_up_ref(x);
    }
    ctx->num_untrusted = (int)p->num_untrusted;
}

void bs_store_ctx_show(X509_STORE_CTX *ctx, const struct bs_path *p) {
    show_chain(ctx, p);
    ctx->error = p->error;
    ctx->error_depth = p->error_depth;
    ctx->current_cert = (X509 *)p->current.handle;
    ctx->current_issuer = (X509 *)p->current_issuer.handle;
    ctx->current_crl = (X509_CRL *)p->current_crl;
}

static bool on_event(void *arg, struct bs_path *p, int ok) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    bs_store_ctx_show(ctx, p);
    if (!ctx->hooks.verify_cb) return ok != 0;
    bool go_on = ctx->hooks.verify_cb(ok, ctx) != 0;
    p->error = ctx->error;
    return go_on;
}

/* The best of some candidates, kept. */
static int pick(X509_STORE_CTX *ctx, struct bs_path *p, const struct bs_path_cert *of, STACK_OF(X509) *sk,
                struct bs_path_cert *out) {
    X509 *best = NULL;
    for (int i = 0; i < sk_X509_num(sk); i++) {
        /* two at a time: the best so far and the next, so that no array is needed */
        struct bs_path_cert pair[2] = { path_cert(sk_X509_value(sk, i)), path_cert(sk_X509_value(sk, i)) };
        if (best) pair[0] = path_cert(best);
        int k = bs_path_best_issuer(p, of, pair, best ? 2 : 1);
        if (k < 0) continue;
        best = (X509 *)pair[k].handle;
        if (bs_path_time_ok(p, bs_x509_cert(best))) break;
    }
    if (!best) return 0;
    X509_up_ref(best);
    if (!keep(ctx, best)) return -1;
    *out = path_cert(best);
    return 1;
}

/* What the store has of a name; the lookups are asked when it has nothing. */
static STACK_OF(X509) *store_candidates(X509_STORE *s, bs_reader subject) {
    X509_OBJECT lent = { .type = X509_LU_NONE };
    STACK_OF(X509) *sk = bs_store_certs(s, subject);
    if (!sk || sk_X509_num(sk) > 0 || sk_X509_LOOKUP_num(s->lookups) <= 0) return sk;
    if (!bs_store_look(s, X509_LU_X509, subject, NULL, &lent)) return sk;
    /* what it loads is seen in the store */
    sk_X509_pop_free(sk, X509_free);
    sk = bs_store_certs(s, subject);
    /* a lookup of the program's may lend a certificate without adding it to the store */
    if (sk && sk_X509_num(sk) == 0 && lent.type == X509_LU_X509 && sk_X509_push(sk, lent.data.x509) > 0) {
        X509_up_ref(lent.data.x509);
    }
    return sk;
}

static int ask_program(X509_STORE_CTX *ctx, struct bs_path *p, const struct bs_path_cert *of, struct bs_path_cert *out) {
    X509 *issuer = NULL;
    STACK_OF(X509) *chain = ctx->chain;
    bs_store_ctx_show(ctx, p);
    ctx->chain = NULL; /* as in OpenSSL: an issuer is not to be judged by the chain so far */
    int r = ctx->hooks.get_issuer(&issuer, ctx, (X509 *)of->handle);
    ctx->chain = chain;
    p->error = ctx->error;
    if (r <= 0 || !issuer) return r < 0 ? -1 : 0;
    if (!keep(ctx, issuer)) return -1;
    *out = path_cert(issuer);
    return 1;
}

static int on_trusted_issuer(void *arg, struct bs_path *p, const struct bs_path_cert *of, struct bs_path_cert *out) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    if (ctx->trusted) return pick(ctx, p, of, ctx->trusted, out);
    if (ctx->hooks.get_issuer) return ask_program(ctx, p, of, out);
    if (!ctx->store) return 0;
    STACK_OF(X509) *sk = store_candidates(ctx->store, of->cert->issuer);
    int r = sk ? pick(ctx, p, of, sk, out) : -1;
    sk_X509_pop_free(sk, X509_free);
    return r;
}

static int on_trusted_match(void *arg, struct bs_path *p, const struct bs_path_cert *of, struct bs_path_cert *out) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    int r = 0;
    STACK_OF(X509) *made = NULL;
    if (!ctx->trusted && ctx->hooks.lookup_certs) {
        bs_store_ctx_show(ctx, p);
        made = ctx->hooks.lookup_certs(ctx, X509_get_subject_name((X509 *)of->handle));
    } else if (!ctx->trusted && ctx->store) {
        made = store_candidates(ctx->store, of->cert->subject);
    }
    STACK_OF(X509) *sk = ctx->trusted ? ctx->trusted : made;
    for (int i = 0; r == 0 && i < sk_X509_num(sk); i++) {
        X509 *x = sk_X509_value(sk, i);
        if (!bs_cert_same(bs_x509_cert(x), of->cert)) continue;
        X509_up_ref(x);
        r = keep(ctx, x) ? 1 : -1;
        if (r == 1) *out = path_cert(x);
    }
    sk_X509_pop_free(made, X509_free);
    return r;
}

static bool on_check_issued(void *arg, struct bs_path *p, const struct bs_path_cert *subject,
                            const struct bs_path_cert *issuer) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    (void)p;
    return ctx->hooks.check_issued(ctx, (X509 *)subject->handle, (X509 *)issuer->handle) != 0;
}

/* The three hooks that replace a whole stage. */
static int call(X509_STORE_CTX *ctx, struct bs_path *p, X509_STORE_CTX_verify_fn fn) {
    bs_store_ctx_show(ctx, p);
    int r = fn(ctx);
    p->error = ctx->error;
    p->error_depth = ctx->error_depth;
    return r;
}

static int on_check_revocation(void *arg, struct bs_path *p) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    return call(ctx, p, ctx->hooks.check_revocation);
}

static int on_verify(void *arg, struct bs_path *p) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    return call(ctx, p, ctx->hooks.verify);
}

static int on_check_policy(void *arg, struct bs_path *p) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    return call(ctx, p, ctx->hooks.check_policy);
}

static bool on_policy(void *arg, size_t i, bs_reader *out) {
    const X509_STORE_CTX *ctx = (const X509_STORE_CTX *)arg;
    if ((int)i >= sk_ASN1_OBJECT_num(ctx->param->policies)) return false;
    const ASN1_OBJECT *o = sk_ASN1_OBJECT_value(ctx->param->policies, (int)i);
    *out = bs_r_from(OBJ_get0_data(o), OBJ_length(o));
    return true;
}

static void on_policies(void *arg, struct bs_policy_tree *tree, bool required) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    show_chain(ctx, ctx->path);
    X509_policy_tree_free(ctx->policy_tree);
    ctx->policy_tree = tree ? bs_x509_policy_tree_new(tree, ctx->chain) : NULL;
    ctx->explicit_policy = required;
}

static bool on_host(void *arg, size_t i, bs_reader *out) {
    const X509_STORE_CTX *ctx = (const X509_STORE_CTX *)arg;
    if ((int)i >= sk_OPENSSL_STRING_num(ctx->param->hosts)) return false;
    const char *host = sk_OPENSSL_STRING_value(ctx->param->hosts, (int)i);
    *out = bs_r_from(host, strlen(host));
    return true;
}

static bool on_host_matched(void *arg, struct bs_path *p, uint8_t tag, bs_reader text) {
    X509_STORE_CTX *ctx = (X509_STORE_CTX *)arg;
    (void)p;
    char *s = (char *)OPENSSL_malloc(2 * text.len + 1);
    bs_writer w = bs_w_to(s, s ? 2 * text.len : 0);
    if (!s || !bs_text_to_utf8(&w, tag, text)) {
        OPENSSL_free(s);
        return false;
    }
    s[w.len] = '\0';
    OPENSSL_free(ctx->param->peername);
    ctx->param->peername = s;
    return true;
}

static void fill(struct bs_path *p, X509_STORE_CTX *ctx, struct bs_path_ops *ops, const struct bs_impl *impl) {
    const X509_VERIFY_PARAM *v = ctx->param;
    *ops = (struct bs_path_ops){
        .trusted_issuer = on_trusted_issuer, .trusted_match = on_trusted_match, .trust = bs_x509_trust, .purpose = bs_x509_purpose,
        .event = on_event, .policy = on_policy,
        .policies = on_policies, .host = on_host, .host_matched = on_host_matched,
    };
    bs_store_ctx_crl_ops(ctx, ops);
    if (ctx->hooks.check_issued) ops->check_issued = on_check_issued;
    if (ctx->hooks.check_revocation) ops->check_revocation = on_check_revocation;
    if (ctx->hooks.verify) ops->verify = on_verify;
    if (ctx->hooks.check_policy) ops->check_policy = on_check_policy;
    p->ops = ops;
    p->arg = ctx;
    p->impl = impl;
    p->has_untrusted = ctx->untrusted != NULL;
    p->flags = (uint32_t)v->flags;
    p->purpose = v->purpose;
    p->trust = v->trust;
    p->depth = v->depth;
    p->auth_level = v->auth_level;
    p->time = (v->flags & X509_V_FLAG_USE_CHECK_TIME) != 0 ? (int64_t)v->check_time : (int64_t)time(NULL);
    p->host_flags = v->hostflags;
    p->email = bs_r_from(v->email, v->emaillen);
    p->ip = bs_r_from(v->ip, v->iplen);
    p->for_crl = ctx->parent != NULL;
    p->dane = bs_dane_of(ctx->dane);
    p->chain[0] = path_cert(ctx->cert);
}

/* What chains may be built from: trust anchors that TLSA records hold go first. NULL if there is none, or no memory. */
static struct bs_path_cert *candidates(const X509_STORE_CTX *ctx, size_t *num) {
    STACK_OF(X509) *own = bs_dane_of(ctx->dane) != NULL ? ctx->dane->certs : NULL;
    const int first = own != NULL ? sk_X509_num(own) : 0, more = ctx->untrusted != NULL ? sk_X509_num(ctx->untrusted) : 0;
    *num = (size_t)first + (size_t)more;
    struct bs_path_cert *v = *num > 0 ? OPENSSL_malloc(*num * sizeof *v) : NULL;
    for (int i = 0; v != NULL && i < first + more; i++) {
        v[i] = path_cert(i < first ? sk_X509_value(own, i) : sk_X509_value(ctx->untrusted, i - first));
    }
    return v;
}

/* The certificate that a TLSA record speaks of, for SSL_get0_dane_authority(). */
static void keep_match(SSL_DANE *dane) {
    X509 *cert = (X509 *)dane->core.match_handle;
    if (cert != NULL) X509_up_ref(cert);
    X509_free(dane->cert);
    dane->cert = cert;
}

int bs_store_ctx_run(X509_STORE_CTX *ctx) {
    struct bs_path p = { 0 };
    struct bs_path_ops ops;
    struct bs_impl impl;
    size_t n;
    struct bs_path_cert *untrusted = candidates(ctx, &n);
    if (n > 0 && untrusted == NULL) {
        ctx->error = X509_V_ERR_OUT_OF_MEM;
        return -1;
    }
    bs_impl_choose(&impl);
    fill(&p, ctx, &ops, &impl);
    p.untrusted = untrusted;
    p.num_untrusted_given = n;
    ctx->path = &p;
    int ok = bs_path_verify(&p);
    ctx->path = NULL;
    show_chain(ctx, &p);
    ctx->error = p.error;
    ctx->error_depth = p.error_depth;
    ctx->current_cert = (X509 *)p.current.handle;
    if (p.dane != NULL) keep_match(ctx->dane);
    OPENSSL_free(untrusted);
    return ok;
}

static int misuse(X509_STORE_CTX *ctx, int reason) {
    BS_RAISE(ERR_LIB_X509, reason);
    ctx->error = X509_V_ERR_INVALID_CALL;
    return -1;
}

int X509_verify_cert(X509_STORE_CTX *ctx) {
    if (!ctx) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    if (!ctx->cert) return misuse(ctx, X509_R_NO_CERT_SET_FOR_US_TO_VERIFY);
    if (ctx->chain) return misuse(ctx, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED); /* one use a context */
    ctx->chain = sk_X509_new_null();
    if (!ctx->chain) {
        ctx->error = X509_V_ERR_OUT_OF_MEM;
        return -1;
    }
    return bs_store_ctx_run(ctx);
}

/* Where there is no store, what of `certs` leads on from the target is its chain. */
static int build(X509_STORE_CTX *ctx, STACK_OF(X509) *certs) {
    struct bs_path p = { 0 };
    struct bs_path_ops ops;
    struct bs_impl impl;
    if (!ctx->store) X509_STORE_CTX_set0_trusted_stack(ctx, certs);
    ctx->chain = sk_X509_new_null();
    struct bs_path_cert *untrusted = candidates(ctx, &p.num_untrusted_given);
    if (!ctx->chain || (p.num_untrusted_given > 0 && !untrusted)) return -1;
    bs_impl_choose(&impl);
    fill(&p, ctx, &ops, &impl);
    p.untrusted = untrusted;
    int ok = bs_path_build_chain(&p);
    show_chain(ctx, &p);
    OPENSSL_free(untrusted);
    return ok;
}

STACK_OF(X509) *X509_build_chain(X509 *target, STACK_OF(X509) *certs, X509_STORE *store, int with_self_signed,
                                 OSSL_LIB_CTX *libctx, const char *propq) {
    if (!target) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    X509_STORE_CTX *ctx = X509_STORE_CTX_new_ex(libctx, propq);
    STACK_OF(X509) *out = NULL;
    if (ctx && X509_STORE_CTX_init(ctx, store, target, store ? certs : NULL) && (build(ctx, certs) > 0 || !store)) {
        bool anchor = with_self_signed || sk_X509_num(ctx->chain) <= 1;
        out = sk_X509_new_null();
        if (!out || !X509_add_certs(out, ctx->chain, X509_ADD_FLAG_UP_REF | (anchor ? 0 : X509_ADD_FLAG_NO_SS))) {
            sk_X509_pop_free(out, X509_free);
            out = NULL;
        }
    }
    X509_STORE_CTX_free(ctx);
    return out;
}

int X509_STORE_CTX_verify(X509_STORE_CTX *ctx) {
    if (!ctx) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    if (!ctx->cert && sk_X509_num(ctx->untrusted) > 0) ctx->cert = sk_X509_value(ctx->untrusted, 0);
    return X509_verify_cert(ctx);
}

/* Outside a verification the context has only its time to choose by. */
int X509_STORE_CTX_get1_issuer(X509 **issuer, X509_STORE_CTX *ctx, X509 *x) {
    struct bs_path p = { 0 };
    struct bs_path_ops ops;
    struct bs_path_cert of = path_cert(x), found;
    *issuer = NULL;
    if (!ctx->store) return 0;
    X509 *cert = ctx->cert;
    ctx->cert = cert ? cert : x;
    fill(&p, ctx, &ops, NULL);
    ctx->cert = cert;
    STACK_OF(X509) *sk = store_candidates(ctx->store, of.cert->issuer);
    int r = sk ? pick(ctx, &p, &of, sk, &found) : -1;
    sk_X509_pop_free(sk, X509_free);
    if (r != 1) return r;
    *issuer = (X509 *)found.handle;
    return X509_up_ref(*issuer);
}
