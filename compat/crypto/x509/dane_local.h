/**
 * \file dane_local.h
 * \brief What SSL_DANE is inside: libssl makes it, X509_verify_cert() asks it.            man 3 SSL_CTX_dane_enable
 */
#ifndef BS_COMPAT_X509_DANE_LOCAL_H
#define BS_COMPAT_X509_DANE_LOCAL_H

#include <openssl/x509.h>

#include "src/x509/dane.h"

struct ssl_dane_types;

struct ssl_dane_st {
    struct bs_dane core;
    struct ssl_dane_types *types;   /* libssl's: matching types; counted */
    struct bs_dane_record **sorted; /* core.records */
    STACK_OF(X509) *certs;          /* trust anchors that records hold whole; may be NULL */
    X509 *cert;                     /* that matched in the last verification; counted */
};

/** The context's records, if it has any that count; else NULL. */
static inline struct bs_dane *bs_dane_of(SSL_DANE *dane) { return dane != NULL && dane->core.num > 0 ? &dane->core : NULL; }

#endif
