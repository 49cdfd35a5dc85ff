#include "compat/ssl/cert_set.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/evp/pkey_local.h"
#include "compat/ssl/ssl_local.h"

struct ssl_cert_set *ssl_cert_set_new(void) {
    struct ssl_cert_set *c = (struct ssl_cert_set *)OPENSSL_zalloc(sizeof *c);
    if (!c) return NULL;
    bs_ref_init(&c->refs);
    return c;
}

struct ssl_cert_set *ssl_cert_set_ref(struct ssl_cert_set *c) {
    if (c) bs_ref_up(&c->refs);
    return c;
}

static void forget_chains(struct ssl_cert_set *c) {
    ssl_cert_chains_free(c->chains);
    c->chains = NULL;
}

static void clear_slot(struct ssl_cert_slot *s) {
    X509_free(s->x509);
    EVP_PKEY_free(s->key);
    sk_X509_pop_free(s->chain, X509_free);
    ssl_blob_free(s->serverinfo);
    *s = (struct ssl_cert_slot){ 0 };
}

void ssl_cert_set_free(struct ssl_cert_set *c) {
    if (!c || !bs_ref_down(&c->refs)) return;
    forget_chains(c);
    for (size_t i = 0; i < SSL_NUM_SLOTS; i++) clear_slot(&c->slots[i]);
    ssl_custom_list_free(c->custom);
    X509_STORE_free(c->chain_store);
    X509_STORE_free(c->verify_store);
    ssl_blob_free(c->asked_types);
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
        forget_chains(old);
        return old;
    }
    struct ssl_cert_set *dup = ssl_cert_set_new();
    if (!dup) return NULL;
    dup->current = old->current;
    dup->cert_cb = old->cert_cb;
    dup->cert_cb_arg = old->cert_cb_arg;
    dup->flags = old->flags;
    if (old->chain_store && X509_STORE_up_ref(old->chain_store)) dup->chain_store = old->chain_store;
    if (old->verify_store && X509_STORE_up_ref(old->verify_store)) dup->verify_store = old->verify_store;
    dup->asked_types = ssl_blob_ref(old->asked_types);
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

int ssl_cert_set_clear(struct ssl_cert_set **c) {
    struct ssl_cert_set *own = ssl_cert_set_own(c);
    for (size_t i = 0; own && i < SSL_NUM_SLOTS; i++) clear_slot(&own->slots[i]);
    return own != NULL;
}

struct ssl_cert_slot *ssl_cert_set_current(const struct ssl_cert_set *c) {
    if (!c) return NULL;
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
