/**
 * \file cert_set.h
 * \brief Own certificates, keys and chains: one slot a key type.        man 3 SSL_CTX_use_certificate
 *
 * A set is counted and shared by a context and its connections; who changes a shared set gets a copy first.
 */
#ifndef BS_COMPAT_CERT_SET_H
#define BS_COMPAT_CERT_SET_H

#include <openssl/ssl.h>

#include "compat/crypto/core/refcount.h"
#include "compat/ssl/custom_ext.h"
#include "src/hs/config.h"

enum ssl_cert_slot_id { SSL_SLOT_RSA, SSL_SLOT_RSA_PSS, SSL_SLOT_ECDSA, SSL_SLOT_ED25519, SSL_SLOT_ED448, SSL_NUM_SLOTS };

struct ssl_cert_slot {
    X509 *x509;
    EVP_PKEY *key;
    STACK_OF(X509) *chain; /* NULL: the context's extra certificates, or built from its store */
    struct ssl_blob *serverinfo; /* extensions to answer with (serverinfo.c); NULL: none */
};

struct ssl_cert_set {
    bs_refcount refs;
    struct ssl_cert_slot slots[SSL_NUM_SLOTS];
    int current; /* slot last set: what SSL_get_certificate() tells and set_chain changes; the first one at first */
    int (*cert_cb)(SSL *ssl, void *arg);
    void *cert_cb_arg;
    uint32_t flags; /* SSL_CERT_FLAG_* */
    X509_STORE *chain_store, *verify_store; /* to complete own chains from, and to judge the peer's by; NULL: the context's */
    struct ssl_blob *asked_types; /* what a server's CertificateRequest has for certificate_types; NULL: the engine's choice */
    struct ssl_custom_list *custom; /* extensions of the program's; NULL: none */
    struct ssl_cert_chains *chains; /* made when first needed (cert_chains.h); NULL before */
};

struct ssl_cert_set *ssl_cert_set_new(void);
struct ssl_cert_set *ssl_cert_set_ref(struct ssl_cert_set *c);
void ssl_cert_set_free(struct ssl_cert_set *c);

/** The set itself if it is not shared, else a copy put in its place; NULL when out of memory. Forgets its chains. */
struct ssl_cert_set *ssl_cert_set_own(struct ssl_cert_set **c);

/** Sets leaf or key in the slot of its type; 1, or 0 with an error queued. */
int ssl_cert_set_use_cert(struct ssl_cert_set **c, X509 *x);
int ssl_cert_set_use_key(struct ssl_cert_set **c, EVP_PKEY *key);
/** 1 if leaf and key of the current slot belong together; 0 with an error queued. */
int ssl_cert_set_check(const struct ssl_cert_set *c);
/** Takes all certificates, keys and chains out; 0 when out of memory. */
int ssl_cert_set_clear(struct ssl_cert_set **c);
/** The current slot, which may be empty; NULL without a set. */
struct ssl_cert_slot *ssl_cert_set_current(const struct ssl_cert_set *c);

#endif
