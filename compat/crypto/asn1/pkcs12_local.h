/**
 * \file pkcs12_local.h
 * \brief PKCS12 objects: a PFX's DER, with views of what is to be verified and opened.                        RFC 7292 4
 */
#ifndef BS_COMPAT_PKCS12_LOCAL_H
#define BS_COMPAT_PKCS12_LOCAL_H

#include <openssl/pkcs12.h>

#include "compat/crypto/evp/pbe_alg.h"
#include "src/x509/der.h"

struct PKCS12_st {
    uint8_t *der;
    size_t der_len;
    bs_reader auth_safe; /* content of the OCTET STRING: AuthenticatedSafe */
    bool has_mac;
    bs_reader mac_data; /* content of MacData */
    const EVP_MD *mac_md; /* NULL if we do not have it */
    bs_reader mac, mac_salt;
    uint32_t mac_iterations;
    struct { /* what PKCS12_get0_mac() lends; NULL without a MAC */
        X509_ALGOR *alg;
        ASN1_OCTET_STRING *mac, *salt;
        ASN1_INTEGER *iterations;
    } objects;
};

/** What certificate, CRL and secret bags have in common: a type and a value. */
struct pkcs12_bag_st {
    ASN1_OBJECT *type;
    ASN1_TYPE *value;
};

struct PKCS12_SAFEBAG_st {
    ASN1_OBJECT *type;
    /* one of these, by the type */
    PKCS8_PRIV_KEY_INFO *key;
    X509_SIG *shrouded;
    PKCS12_BAGS *bag;
    STACK_OF(PKCS12_SAFEBAG) *safes;
    ASN1_TYPE *other; /* of a kind that is not known */
    STACK_OF(X509_ATTRIBUTE) *attributes;
};

#define BS_PKCS12_MAX_NESTING 8

/** Object identifiers' content octets, RFC 7292 appendix D and RFC 2315 14. */
extern const uint8_t bs_p12_data[9], bs_p12_encrypted_data[9], bs_p12_key_bag[11], bs_p12_shrouded_bag[11],
    bs_p12_cert_bag[11], bs_p12_safe_bag[11], bs_p12_x509_cert[10], bs_p12_friendly_name[9], bs_p12_local_key_id[9];
#define BS_P12_IS(r, oid) bs_r_equal(r, oid, sizeof(oid))

/** A password's bytes; len below 0: it ends at a zero. No address: no password. */
bs_reader bs_p12_password(const char *pass, int len);

/**
 * The password that the MAC fits: an empty one and none differ by two octets, and files with either exist. Without a MAC,
 * as OpenSSL, only no password (or an empty one) is fine.
 */
BS_CHECKED bool bs_p12_check_mac(const PKCS12 *p, bs_reader *pass);

/**
 * The parts of an EncryptedData: algorithm (whole element) and ciphertext, which is put together in *gathered if it came
 * in pieces: OPENSSL_free it.
 */
BS_CHECKED bool bs_p12_encrypted_parts(bs_reader content, bs_reader *alg, bs_reader *data, uint8_t **gathered);

/** Replaces the contents: an AuthenticatedSafe, and a MAC over it when md is not NULL. A NULL salt is drawn. */
BS_CHECKED bool bs_p12_fill(PKCS12 *p, bs_reader auth_safe, const EVP_MD *md, bs_reader pass, const uint8_t *salt,
                            size_t salt_len, uint32_t iterations);

/** Replaces the AuthenticatedSafe and leaves the MAC as it is, whatever it was made over. */
BS_CHECKED bool bs_p12_refill(PKCS12 *p, bs_reader auth_safe);

/** \name ContentInfo of type data, and encryptedData.                                                      RFC 2315 8, 13
 * @{ */
void bs_p12_put_data(bs_writer *w, bs_reader content);
/** \param alg  a whole AlgorithmIdentifier; none: w->bad */
void bs_p12_put_encrypted(bs_writer *w, bs_reader alg, bs_reader sealed);
/** @} */

/** PKCS12_add_cert() with a name and an ID of the caller's; NULL: none. */
PKCS12_SAFEBAG *bs_p12_add_cert(STACK_OF(PKCS12_SAFEBAG) **pbags, X509 *cert, const char *name, int name_len,
                                const unsigned char *id, int id_len);

/** \name One bag: from DER, at this depth of nested ones (NULL if malformed), and to DER.
 * @{ */
PKCS12_SAFEBAG *bs_p12_read_bag(bs_reader *list, int depth);
void bs_p12_put_bag(bs_writer *w, const PKCS12_SAFEBAG *bag);
/** @} */

/** Bags from SafeContents in BER; NULL with an error queued. */
STACK_OF(PKCS12_SAFEBAG) *bs_p12_read_bags(bs_reader ber);

/** \name The MAC's parts as objects, from MacData's content.
 * @{ */
BS_CHECKED bool bs_p12_mac_objects(PKCS12 *p, bs_reader mac);
void bs_p12_mac_objects_free(PKCS12 *p);
/** @} */

/** DER of one element in memory of its own from BER (or DER); NULL if malformed. For OPENSSL_clear_free(p, *room). */
uint8_t *bs_p12_normalize(bs_reader ber, size_t *len, size_t *room);

#endif
