/**
 * \file sign.h
 * \brief Signing what is SEQUENCE { what is signed, AlgorithmIdentifier, BIT STRING }.              RFC 5280 4.1.1
 *
 * Certificates, requests, CRLs and the like differ in what is signed alone.
 */
#ifndef BS_COMPAT_ASN1_SIGN_H
#define BS_COMPAT_ASN1_SIGN_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "compat/crypto/asn1/item.h"

/** RSASSA-PSS-params, RFC 4055 3.1: all optional, with defaults. */
struct bs_pss_params {
    X509_ALGOR *hash, *mgf;
    ASN1_INTEGER *salt, *trailer;
};
extern const struct bs_item bs_item_pss_params;

/** The identifier of what a context set up by EVP_DigestSignInit() would make; NULL (with an error) if it has none. */
X509_ALGOR *bs_sign_algor(EVP_MD_CTX *ctx);

/** The signature over these bytes in memory of its own (OPENSSL_free it); NULL on failure. */
uint8_t *bs_sign_bytes(EVP_MD_CTX *ctx, bs_reader tbs, size_t *out_len);

/**
 * \brief Signs an object and encodes it: the whole SEQUENCE in memory of its own; NULL on failure.
 * \param encode_tbs   makes what is signed, for OPENSSL_free(); NULL if that fails.
 */
uint8_t *bs_sign_object(EVP_MD_CTX *ctx, void *object,
                        uint8_t *(*encode_tbs)(void *object, const X509_ALGOR *alg, size_t *out_len), size_t *out_len,
                        size_t *sig_len);

/** The whole SEQUENCE in memory of its own; NULL on failure. */
uint8_t *bs_signed_der(bs_reader tbs, const X509_ALGOR *alg, bs_reader sig, size_t *out_len);

/** 1 if the signature is right, 0 if not, -1 if it cannot be told; raises what ASN1_item_verify() would. */
int bs_signed_verify(bs_reader sig_alg, EVP_PKEY *key, bs_reader tbs, bs_reader sig);

/**
 * \brief Signs the encoding of a value, and puts identifier and signature where ASN1_item_sign_ctx() does.
 * \param algor1,algor2   where the identifier goes before the value is encoded; either may be NULL.
 * \return  the length of the signature, 0 on failure.
 */
int bs_item_sign(EVP_MD_CTX *ctx, const struct bs_item *it, const void *v, X509_ALGOR *algor1, X509_ALGOR *algor2,
                 ASN1_BIT_STRING *sig);

/** ASN1_item_verify(): 1 if the signature over the encoding of a value is right, 0 if not, -1 if it cannot be told. */
int bs_item_verify(const struct bs_item *it, const void *v, const X509_ALGOR *algor, const ASN1_BIT_STRING *sig,
                   EVP_PKEY *key);

/** Runs `sign` with a context made for key and digest, as X509_sign() does: 0 on failure, else what it returned. */
int bs_sign_with_key(void *object, EVP_PKEY *key, const EVP_MD *md, int (*sign)(void *object, EVP_MD_CTX *ctx));

#endif
