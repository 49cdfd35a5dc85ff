#include "compat/ssl/cert_chains.h"

#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/evp/pkey_local.h"
#include "compat/crypto/x509/store_age.h"
#include "compat/ssl/signer.h"
#include "compat/ssl/ssl_local.h"

/* The certificates that follow a leaf on the wire. OpenSSL completes the chain from the store when the program gave
 * none; failure to do so is not an error. */
static STACK_OF(X509) *built_chain(const struct ssl_cert_slot *s, SSL_CTX *ctx, X509_STORE *store) {
    const STACK_OF(X509) *given = s->chain ? s->chain : ctx->extra_certs;
    if (given) {
        STACK_OF(X509) *sk = X509_chain_up_ref((STACK_OF(X509) *)(uintptr_t)given);
        if (!sk || !X509_up_ref(s->x509) || sk_X509_unshift(sk, s->x509) > 0) return sk;
        sk_X509_pop_free(sk, X509_free);
        return NULL;
    }
    STACK_OF(X509) *sk = NULL;
    if (store) {
        X509_STORE_CTX *v = X509_STORE_CTX_new();
        ERR_set_mark();
        if (v && X509_STORE_CTX_init(v, store, s->x509, NULL)) {
            (void)X509_verify_cert(v);
            sk = X509_STORE_CTX_get1_chain(v);
        }
        ERR_pop_to_mark();
        X509_STORE_CTX_free(v);
    }
    if (sk) return sk;
    sk = sk_X509_new_null();
    if (sk && X509_up_ref(s->x509) && sk_X509_push(sk, s->x509) > 0) return sk;
    sk_X509_pop_free(sk, X509_free);
    return NULL;
}

/*
 * Of its own certificates' key usage OpenSSL looks at one thing: a TLS 1.2 server's ECDSA key must be allowed to sign.
 * RSA certificates for keyEncipherment alone serve ECDHE and TLS 1.3 everywhere, and must here.
 */
static void fill_credential(struct bs_credential *cred, const struct ssl_cert_slot *s, const bs_reader *views, size_t n) {
    const struct bs_cert *leaf = bs_x509_cert(s->x509);
    *cred = (struct bs_credential){
        .chain = views,
        .chain_len = n,
        .pub = bs_evp_pkey_public(s->key),
        .may_sign = true,
        .may_encipher = true,
        .not_for_ecdhe_ecdsa = (leaf->key_usage & BS_KU_DIGITAL_SIGNATURE) == 0, /* all ones without the extension */
    };
    ssl_signer_init(&cred->signer, s->key);
}

/* Puts one slot's certificates into held and remembers how many there are. */
static int hold_chain(struct ssl_cert_chains *c, const struct ssl_cert_slot *slot, SSL_CTX *ctx, X509_STORE *store,
                      size_t *out_num) {
    STACK_OF(X509) *sk = built_chain(slot, ctx, store);
    if (!sk) return 0;
    int n = sk_X509_num(sk);
    for (int i = 0; i < n; i++) {
        if (sk_X509_push(c->held, sk_X509_value(sk, i)) <= 0) {
            while (i < n) X509_free(sk_X509_value(sk, i++));
            sk_X509_free(sk);
            return 0;
        }
    }
    sk_X509_free(sk); /* its references moved to held */
    *out_num = (size_t)n;
    return 1;
}

static int build(struct ssl_cert_chains *c, const struct ssl_cert_slot slots[SSL_NUM_SLOTS], SSL_CTX *ctx,
                 X509_STORE *store) {
    size_t nums[SSL_NUM_SLOTS] = { 0 };
    c->held = sk_X509_new_null();
    if (!c->held) return 0;
    for (size_t i = 0; i < SSL_NUM_SLOTS; i++) {
        const struct ssl_cert_slot *s = &slots[i];
        if (s->x509 && s->key && !hold_chain(c, s, ctx, store, &nums[i])) return 0;
    }
    size_t total = (size_t)sk_X509_num(c->held), at = 0;
    c->views = (bs_reader *)OPENSSL_zalloc((total + 1) * sizeof c->views[0]);
    if (!c->views) return 0;
    for (size_t i = 0; i < total; i++) c->views[i] = bs_x509_der(sk_X509_value(c->held, (int)i));
    for (size_t i = 0; i < SSL_NUM_SLOTS; i++) {
        if (nums[i] == 0) continue;
        fill_credential(&c->creds[c->num_creds++], &slots[i], c->views + at, nums[i]);
        at += nums[i];
    }
    return 1;
}

static struct ssl_chain_source source_now(const SSL_CTX *ctx, X509_STORE *store) {
    return (struct ssl_chain_source){ .ctx = ctx, .changes = ctx->chain_changes, .store = store,
                                      .store_age = store ? bs_store_age(store) : 0 };
}

static bool is_fresh(const struct ssl_cert_chains *c, const struct ssl_chain_source *now) {
    return c && c->from.ctx == now->ctx && c->from.changes == now->changes && c->from.store_age == now->store_age
        && c->from.store == now->store;
}

struct ssl_cert_chains *ssl_cert_chains_get(struct ssl_cert_set *set, SSL_CTX *ctx, bool auto_chain) {
    X509_STORE *store = !auto_chain ? NULL : set->chain_store ? set->chain_store : ctx->cert_store;
    struct ssl_chain_source now = source_now(ctx, store);
    if (is_fresh(set->chains, &now)) return ssl_cert_chains_ref(set->chains);
    struct ssl_cert_chains *c = (struct ssl_cert_chains *)OPENSSL_zalloc(sizeof *c);
    if (!c) return NULL;
    bs_ref_init(&c->refs);
    c->from = now;
    if (!build(c, set->slots, ctx, store)) {
        ssl_cert_chains_free(c);
        return NULL;
    }
    ssl_cert_chains_free(set->chains);
    set->chains = c;
    return ssl_cert_chains_ref(c);
}

bool ssl_cert_chains_have(const struct ssl_cert_chains *c, const struct bs_credential *cred) {
    return c && cred && cred >= c->creds && cred < c->creds + c->num_creds;
}

static X509 *find(const struct ssl_cert_chains *c, const uint8_t *der) {
    for (int i = 0; c && i < sk_X509_num(c->held); i++) {
        X509 *x = sk_X509_value(c->held, i);
        if (bs_x509_der(x).p == der) return x;
    }
    return NULL;
}

X509 *ssl_own_x509(const SSL *s, const uint8_t *der) {
    X509 *x = find(s->conf_chains, der);
    return x ? x : find(s->used_chains, der);
}

struct ssl_cert_chains *ssl_cert_chains_ref(struct ssl_cert_chains *c) {
    if (c) bs_ref_up(&c->refs);
    return c;
}

void ssl_cert_chains_free(struct ssl_cert_chains *c) {
    if (!c || !bs_ref_down(&c->refs)) return;
    OPENSSL_free(c->views);
    sk_X509_pop_free(c->held, X509_free);
    OPENSSL_free(c);
}
