/**
 * \file x509_local.h
 * \brief What an X509 is inside: its DER, the engine's views of it, and public objects made when asked for.
 *
 * Programs hold many certificates and ask little of them, so X509_NAME, ASN1_TIME and the like are built at the
 * first call that returns one, once, whichever thread comes first, and live as long as the X509.
 */
#ifndef BS_COMPAT_X509_LOCAL_H
#define BS_COMPAT_X509_LOCAL_H

#include <openssl/x509.h>
#include <stdatomic.h>

#include "compat/crypto/asn1/item.h"
#include "compat/crypto/core/refcount.h"
#include "src/x509/cert.h"

/** A pointer that is made at its first use. */
typedef _Atomic(void *) bs_lazy;

/**
 * \brief The object of a slot, made by make(owner) if it is not there yet.
 * Two threads may both make one; the slower frees its own. NULL if make() fails (it is tried again next time).
 */
void *bs_lazy_get(bs_lazy *slot, void *(*make)(const void *owner), const void *owner, void (*free_fn)(void *));

/** Empties a slot; only when no other thread can see it. */
void bs_lazy_clear(bs_lazy *slot, void (*free_fn)(void *));
/** The same, and puts another object there. */
void bs_lazy_put(bs_lazy *slot, void *v, void (*free_fn)(void *));

/** What follows a certificate in a "TRUSTED CERTIFICATE": X509_CERT_AUX. */
struct x509_cert_aux_st {
    STACK_OF(ASN1_OBJECT) *trust, *reject;
    ASN1_UTF8STRING *alias;
    ASN1_OCTET_STRING *keyid;
    STACK_OF(X509_ALGOR) *other;
};

struct x509_st {
    bs_refcount refs;
    uint8_t *der; /* owned; NULL in a fresh X509_new() */
    struct bs_cert cert;
    CRYPTO_EX_DATA ex_data;
    struct x509_cert_aux_st *aux;
    bs_lazy subject, issuer;       /* X509_NAME */
    bs_lazy serial;                /* ASN1_INTEGER */
    bs_lazy not_before, not_after; /* ASN1_TIME */
    bs_lazy pubkey;                /* X509_PUBKEY, which caches the EVP_PKEY */
    bs_lazy sig_alg, tbs_sig_alg;  /* X509_ALGOR */
    bs_lazy signature;             /* ASN1_BIT_STRING */
    bs_lazy extensions;            /* STACK_OF(X509_EXTENSION) */
    bs_lazy skid, akid;            /* ASN1_OCTET_STRING, AUTHORITY_KEYID */
    bs_lazy issuer_uid, subject_uid; /* ASN1_BIT_STRING */
    bs_lazy dist_points;           /* CRL_DIST_POINTS */
    bs_lazy distinguishing_id;     /* ASN1_OCTET_STRING, for SM2 programs that set it */
};

/** A certificate from a copy of its DER (nothing may follow); NULL if malformed or out of memory. Queues no error. */
X509 *bs_x509_from_der(bs_reader der);

/** The same, taking OPENSSL_malloc'd memory over, on failure too. */
X509 *bs_x509_from_owned(uint8_t *der, size_t len);

extern const struct bs_item bs_item_x509;

/** The engine's view; valid as long as the X509. All empty in a fresh X509_new(). */
const struct bs_cert *bs_x509_cert(const X509 *x);

/** The whole DER. */
bs_reader bs_x509_der(const X509 *x);

/** The aux of a certificate, made if missing (for X509_alias_set1() and so on); NULL when out of memory. */
struct x509_cert_aux_st *bs_x509_aux_get(X509 *x);
void bs_x509_aux_free(struct x509_cert_aux_st *aux);

/** After a setter: encodes a certificate that has been signed anew, its signature as it was; 0 if that fails. */
int bs_x509_changed(X509 *x);

/** \name Parts of the printouts of certificates and requests.
 * @{ */
int bs_x509_print_name(BIO *out, const char *title, const X509_NAME *name, unsigned long nmflags);
void bs_x509_print_key(BIO *out, const X509_PUBKEY *pub);
/** @} */

/** A lazily made field, for the getters: writable slot of a const object. */
#define BS_X509_LAZY(x, field, make, free_fn) \
    bs_lazy_get((bs_lazy *)(uintptr_t)&(x)->field, make, (x), free_fn)

#endif
