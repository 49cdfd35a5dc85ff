/**
 * \file algor.h
 * \brief Items of AlgorithmIdentifier, SubjectPublicKeyInfo and Extension.
 */
#ifndef BS_COMPAT_ALGOR_H
#define BS_COMPAT_ALGOR_H

#include <openssl/x509.h>

#include "compat/crypto/asn1/item.h"

extern const struct bs_item bs_item_x509_algor, bs_item_x509_algors, bs_item_x509_sig, bs_item_x509_extension,
    bs_item_x509_extensions, bs_item_x509_pubkey, bs_item_x509_attribute, bs_item_x509_attributes, bs_item_pkcs8_info;

struct X509_extension_st {
    ASN1_OBJECT *object;
    ASN1_BOOLEAN critical;
    ASN1_OCTET_STRING *value;
};

/** The contents of an Extensions as a list of its own (RFC 5280 4.1); NULL: malformed, or memory is out. */
STACK_OF(X509_EXTENSION) *bs_x509_extensions_read(bs_reader contents);

/** Frees such a list; of the type that bs_lazy_clear() wants. */
void bs_x509_extensions_free(void *list);

/** An X509_PUBKEY from the whole DER of a SubjectPublicKeyInfo; NULL if malformed. */
X509_PUBKEY *bs_x509_pubkey_from_der(bs_reader whole);

/** Its DER; empty if it was never set. */
bs_reader bs_x509_pubkey_der(const X509_PUBKEY *pub);

/** The key's BIT STRING. */
ASN1_BIT_STRING *bs_x509_pubkey_bits(const X509_PUBKEY *pub);

#endif
