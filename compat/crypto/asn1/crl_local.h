/**
 * \file crl_local.h
 * \brief What an X509_CRL is inside: like an X509, its DER, the engine's views, and objects made when asked for.
 */
#ifndef BS_COMPAT_CRL_LOCAL_H
#define BS_COMPAT_CRL_LOCAL_H

#include "compat/crypto/asn1/item.h"
#include "compat/crypto/asn1/x509_local.h"
#include "src/x509/crl.h"

struct x509_revoked_st {
    ASN1_INTEGER *serial;
    ASN1_TIME *date;
    STACK_OF(X509_EXTENSION) *extensions; /* NULL if there are none */
};

struct X509_crl_st {
    bs_refcount refs;
    uint8_t *der; /* owned; NULL in a fresh X509_CRL_new() */
    struct bs_crl crl;
    bs_lazy issuer;                    /* X509_NAME */
    bs_lazy last_update, next_update;  /* ASN1_TIME */
    bs_lazy sig_alg, tbs_sig_alg;      /* X509_ALGOR */
    bs_lazy signature;                 /* ASN1_BIT_STRING */
    bs_lazy revoked;                   /* STACK_OF(X509_REVOKED) */
    bs_lazy extensions;                /* STACK_OF(X509_EXTENSION) */
};

/** The engine's view; valid as long as the X509_CRL. */
const struct bs_crl *bs_x509_crl(const X509_CRL *crl);

/** After a setter: encodes a CRL that has been signed anew, its signature as it was; 0 if that fails. */
int bs_crl_changed(X509_CRL *crl);

extern const struct bs_item bs_item_x509_revoked;

#endif
