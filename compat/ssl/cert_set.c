#include "compat/ssl/cert_set.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/evp/pkey_local.h"
#include "compat/ssl/signer.h"
#include "compat/ssl/ssl_local.h"

struct ssl_cert_set *ssl_cert_set_new(void) {
    struct ssl_cert_set *c = (struct ssl_cert_set *)OPENSSL_zalloc(sizeof *c);
    if (!c) return NULL;
    bs_ref_init(&c->refs);
    c->current = -1;
    return c;
}

struct ssl_cert_set *ssl_cert_set_ref(struct ssl_cert_set *c) {
    if (c) bs_ref_up(&c->refs);
    return c;
}

static void forget_built(struct ssl_cert_set *c) {
    OPENSSL_free(c->views);
    sk_X509_pop_free(c->held, X509_free);
    c->views = NULL;
    c->held = NULL;
    c->num_creds = 0;
    c->built = false;
}

void ssl_cert_set_free(struct ssl_cert_set *c) {
    if (!c || !bs_ref_down(&c->refs)) return;
    forget_built(c);
    for (size_t i = 0; i < SSL_NUM_SLOTS; i++) {
        X509_free(c->slots[i].x509);
        EVP_PKEY_free(c->slots[i].key);
        sk_X509_pop_free(c->slots[i].chain, X509_free);
        ssl_blob_free(c->slots[i].serverinfo);
    }
    ssl_custom_list_free(c->custom);
    OPENSSL_free(c);
}

static int copy_slot(struct ssl_cert_slot *dst, const struct ssl_cert_slot *src) {
    if (src->x509 && X509_up_ref(src->x509)) dst->x509 = src->x509;
    if (src->key && EVP_PKEY_up_ref(src->key)) dst->key = src->key;
    dst->serverinfo = ssl_blob_ref(src->serverinfo);
    if (!src->chain) return 1;
    dst->chain = X509_chain_up_ref(src->chain);
    return dst->chain != NULL;
}

struct ssl_cert_set *ssl_cert_set_own(struct ssl_cert_set **c) {
    struct ssl_cert_set *old = *c;
    if (atomic_load_explicit(&old->refs.n, memory_order_acquire) == 1) {
        forget_built(old);
        return old;
    }
    struct ssl_cert_set *dup = ssl_cert_set_new();
    if (!dup) return NULL;
    dup->current = old->current;
    dup->cert_cb = old->cert_cb;
    dup->cert_cb_arg = old->cert_cb_arg;
    dup->custom = ssl_custom_list_ref(old->custom);
    for (size_t i = 0; i < SSL_NUM_SLOTS; i++) {
        if (!copy_slot(&dup->slots[i], &old->slots[i])) {
            ssl_cert_set_free(dup);
            return NULL;
        }
    }
    ssl_cert_set_free(old);
    return *c = dup;
}

struct ssl_cert_slot *ssl_cert_set_current(const struct ssl_cert_set *c) {
    if (!c || c->current < 0) return NULL;
    return (struct ssl_cert_slot *)(uintptr_t)&c->slots[c->current];
}

/* --- setting ------------------------------------------------------------------------------------------------- */

static int slot_of(const struct bs_pubkey *pub) {
    if (!pub) return -1;
    switch (pub->type) {
    case BS_KEY_RSA: return SSL_SLOT_RSA;
    case BS_KEY_RSA_PSS: return SSL_SLOT_RSA_PSS;
    case BS_KEY_EC: return SSL_SLOT_ECDSA;
    case BS_KEY_ED25519: return SSL_SLOT_ED25519;
    case BS_KEY_ED448: return SSL_SLOT_ED448;
    default: return -1;
    }
}

int ssl_cert_set_use_cert(struct ssl_cert_set **c, X509 *x) {
    EVP_PKEY *key = X509_get0_pubkey(x);
    if (!key) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_X509_LIB);
        return 0;
    }
    int slot = slot_of(bs_evp_pkey_public(key));
    if (slot < 0) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_UNKNOWN_CERTIFICATE_TYPE);
        return 0;
    }
    struct ssl_cert_set *own = ssl_cert_set_own(c);
    if (!own || !X509_up_ref(x)) return 0;
    struct ssl_cert_slot *s = &own->slots[slot];
    /* As in OpenSSL, a new leaf that does not fit the key set before drops that key, and the errors with it. */
    if (s->key) {
        ERR_set_mark();
        if (!X509_check_private_key(x, s->key)) {
            EVP_PKEY_free(s->key);
            s->key = NULL;
        }
        ERR_pop_to_mark();
    }
    X509_free(s->x509);
    s->x509 = x;
    own->current = slot;
    return 1;
}

int ssl_cert_set_use_key(struct ssl_cert_set **c, EVP_PKEY *key) {
    int slot = slot_of(bs_evp_pkey_public(key));
    if (slot < 0) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_UNKNOWN_CERTIFICATE_TYPE);
        return 0;
    }
    const X509 *leaf = (*c)->slots[slot].x509;
    if (leaf && !X509_check_private_key(leaf, key)) return 0;
    struct ssl_cert_set *own = ssl_cert_set_own(c);
    if (!own || !EVP_PKEY_up_ref(key)) return 0;
    EVP_PKEY_free(own->slots[slot].key);
    own->slots[slot].key = key;
    own->current = slot;
    return 1;
}

int ssl_cert_set_check(const struct ssl_cert_set *c) {
    const struct ssl_cert_slot *s = ssl_cert_set_current(c);
    if (!s || !s->x509) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_NO_CERTIFICATE_ASSIGNED);
        return 0;
    }
    if (!s->key) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_NO_PRIVATE_KEY_ASSIGNED);
        return 0;
    }
    return X509_check_private_key(s->x509, s->key);
}

/* --- what the engine borrows --------------------------------------------------------------------------------- */

/* The certificates that follow a leaf on the wire. OpenSSL completes the chain from the store when the program gave
 * none; failure to do so is not an error. */
static STACK_OF(X509) *built_chain(const struct ssl_cert_slot *s, SSL_CTX *ctx, bool auto_chain) {
    const STACK_OF(X509) *given = s->chain ? s->chain : ctx->extra_certs;
    if (given) {
        STACK_OF(X509) *sk = X509_chain_up_ref((STACK_OF(X509) *)(uintptr_t)given);
        if (!sk || !X509_up_ref(s->x509) || sk_X509_unshift(sk, s->x509) > 0) return sk;
        sk_X509_pop_free(sk, X509_free);
        return NULL;
    }
    STACK_OF(X509) *sk = NULL;
    if (auto_chain && ctx->cert_store) {
        X509_STORE_CTX *v = X509_STORE_CTX_new();
        ERR_set_mark();
        if (v && X509_STORE_CTX_init(v, ctx->cert_store, s->x509, NULL)) {
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
static int hold_chain(struct ssl_cert_set *c, size_t slot, SSL_CTX *ctx, bool auto_chain, size_t *out_num) {
    STACK_OF(X509) *sk = built_chain(&c->slots[slot], ctx, auto_chain);
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

static int build(struct ssl_cert_set *c, SSL_CTX *ctx, bool auto_chain) {
    size_t nums[SSL_NUM_SLOTS] = { 0 };
    c->held = sk_X509_new_null();
    if (!c->held) return 0;
    for (size_t i = 0; i < SSL_NUM_SLOTS; i++) {
        const struct ssl_cert_slot *s = &c->slots[i];
        if (s->x509 && s->key && !hold_chain(c, i, ctx, auto_chain, &nums[i])) return 0;
    }
    size_t total = (size_t)sk_X509_num(c->held), at = 0;
    c->views = (bs_reader *)OPENSSL_zalloc((total + 1) * sizeof c->views[0]);
    if (!c->views) return 0;
    for (size_t i = 0; i < total; i++) c->views[i] = bs_x509_der(sk_X509_value(c->held, (int)i));
    for (size_t i = 0; i < SSL_NUM_SLOTS; i++) {
        if (nums[i] == 0) continue;
        fill_credential(&c->creds[c->num_creds++], &c->slots[i], c->views + at, nums[i]);
        at += nums[i];
    }
    return 1;
}

int ssl_cert_set_build(struct ssl_cert_set *c, SSL_CTX *ctx, bool auto_chain) {
    if (c->built) return 1;
    c->built = build(c, ctx, auto_chain);
    if (!c->built) forget_built(c);
    return c->built;
}
