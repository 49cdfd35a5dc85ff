/**
 * \file name_local.h
 * \brief What X509_NAME and X509_NAME_ENTRY are inside.
 */
#ifndef BS_COMPAT_NAME_LOCAL_H
#define BS_COMPAT_NAME_LOCAL_H

#include <openssl/x509.h>

#include "compat/crypto/asn1/item.h"

struct X509_name_entry_st {
    ASN1_OBJECT *object;
    ASN1_STRING *value;
    int set; /* which RDN */
};

/** The DER is kept as it came, for signatures and hashes go over it; changing the entries makes it anew. */
struct X509_name_st {
    STACK_OF(X509_NAME_ENTRY) *entries;
    uint8_t *der; /* with header */
    size_t der_len;
};

extern const struct bs_item bs_item_x509_name, bs_item_x509_name_entry, bs_item_relative_name;

/** A name from its whole DER; NULL if malformed. */
X509_NAME *bs_name_from_der(bs_reader whole);

/** Its DER, with header; valid until the name changes. */
static inline bs_reader bs_name_der(const X509_NAME *n) { return bs_r_from(n->der, n->der_len); }

/** Encodes the entries anew; false when out of memory or an entry cannot be encoded. */
bool bs_name_reencode(X509_NAME *n);

/** The canonical encoding (OPENSSL_free it); NULL if the name has none. */
uint8_t *bs_name_canonical(const X509_NAME *n, size_t *out_len);

#endif
