/**
 * \file cert_chains.h
 * \brief Own certificates as they go out: each leaf with what follows it, as the engine borrows them.
 *
 * Made once and shared by a context's connections, until something changes that they were made from: a program may fill
 * the store while a handshake runs (curl does, once the server answers). Who has them counts them.
 */
#ifndef BS_COMPAT_CERT_CHAINS_H
#define BS_COMPAT_CERT_CHAINS_H

#include "compat/ssl/cert_set.h"

/** What chains are made from, besides the leaves and chains of the set itself. */
struct ssl_chain_source {
    const SSL_CTX *ctx;
    unsigned long changes;   /* ssl_ctx_st.chain_changes */
    const X509_STORE *store; /* that completes them; NULL: none does */
    unsigned long store_age; /* bs_store_age() */
};

/** Never changed once made. */
struct ssl_cert_chains {
    bs_refcount refs;
    struct ssl_chain_source from;
    size_t num_creds;
    struct bs_credential creds[SSL_NUM_SLOTS];
    bs_reader *views;
    STACK_OF(X509) *held; /* certificates that the views point into */
};

/**
 * The chains of a set, counted: those that it has, or new ones if they are stale. ctx gives extra certificates and the
 * store, and its lock is held. NULL when out of memory.
 */
struct ssl_cert_chains *ssl_cert_chains_get(struct ssl_cert_set *set, SSL_CTX *ctx, bool auto_chain);
struct ssl_cert_chains *ssl_cert_chains_ref(struct ssl_cert_chains *c);
void ssl_cert_chains_free(struct ssl_cert_chains *c);

/** True if the credential is one of these. */
bool ssl_cert_chains_have(const struct ssl_cert_chains *c, const struct bs_credential *cred);
/** The certificate that these bytes of a connection's own chains belong to; borrowed, NULL if they belong to none. */
X509 *ssl_own_x509(const SSL *s, const uint8_t *der);

#endif
