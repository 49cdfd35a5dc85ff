/**
 * \file store_age.h
 * \brief Has a store changed since it was looked at?
 */
#ifndef BS_COMPAT_X509_STORE_AGE_H
#define BS_COMPAT_X509_STORE_AGE_H

#include <openssl/x509_vfy.h>

/** A number that grows with each certificate, CRL, file or lookup that the store gets. */
unsigned long bs_store_age(const X509_STORE *s);

#endif
