/**
 * \file key_io.h
 * \brief Helpers of the d2i, i2d and PEM functions for keys.
 */
#ifndef BS_COMPAT_EVP_KEY_IO_H
#define BS_COMPAT_EVP_KEY_IO_H

#include "compat/crypto/evp/pkey_local.h"
#include "src/x509/key_der.h"

/** What is written of a key. */
enum bs_key_encoding {
    BS_ENC_SPKI,
    BS_ENC_RSA_SPKI, /* rsaEncryption, for PSS keys too: what OpenSSL writes of RSA objects */
    BS_ENC_PKCS8,
    BS_ENC_TRADITIONAL, /* PKCS#1 or SEC1; PKCS#8 for keys that have no form of their own */
    BS_ENC_PUBLIC,      /* RSAPublicKey, an EC point, raw bytes */
    BS_ENC_PARAMS       /* a curve's name, DHParameter or DomainParameters */
};

/** A key's encoding in memory for OPENSSL_clear_free(*out, *room); false, with an error queued, if there is none. */
BS_CHECKED bool bs_key_encode(const struct bs_keymat *mat, enum bs_key_encoding what, uint8_t **out, size_t *len,
                              size_t *room);

/** The same of an EVP_PKEY, of DH too. RSA-PSS keys have no traditional form: PKCS#8. */
BS_CHECKED bool bs_pkey_encode(const EVP_PKEY *pkey, enum bs_key_encoding what, uint8_t **out, size_t *len, size_t *room);

/** An i2d function's result from an encoding: length or -1; *pp as d2i_X509(3) tells. */
int bs_key_i2d(const struct bs_keymat *mat, enum bs_key_encoding what, unsigned char **pp);

/** Who tells of bytes that are no key: OpenSSL's readers say more or less before the error of ASN.1. */
enum bs_key_reader {
    BS_KEY_READER_PEM,
    BS_KEY_READER_DER,
    BS_KEY_READER_PKCS8, /* of DER, that was PKCS#8 with a key of another type */
    BS_KEY_READER_OBJECT
};

/** Queues what OpenSSL's decoders do when no block of a PEM file fits. */
void bs_key_raise_no_pem(void);

/**
 * Queues what that reader of OpenSSL's does for bytes that are no key, or not one of the type asked for.
 * \param type  EVP_PKEY_*, 0 for any
 */
void bs_key_raise_undecoded(enum bs_key_reader reader, bs_reader der, int type);

#define BS_KEY_TYPE_PKCS8 (-1) /* of errors: a type that has no form but PKCS#8 */

/** \name key_shape.c: where a structure is not what it should be, as OpenSSL's decoder of ASN.1 says it
 * @{ */
enum bs_key_shape {
    BS_SHAPE_PKCS8, BS_SHAPE_ENCRYPTED, BS_SHAPE_RSA, BS_SHAPE_SEC1, BS_SHAPE_RSA_PUBLIC, BS_SHAPE_SPKI, BS_SHAPE_DH, BS_SHAPE_DHX,
    BS_SHAPE_PBES1, BS_SHAPE_PBES2, BS_SHAPE_PBKDF2, BS_SHAPE_SCRYPT /* parameters */
};
/** Queues why; false, and nothing queued, if the structure is right: what is wrong is in its values. */
bool bs_key_explain(bs_reader der, enum bs_key_shape shape);
/**
 * The same for a private key of that type, or any (0), in each form that it may have: OpenSSL's older code has the last
 * word, which knows two types of key that have a form of their own, and PKCS#8.
 */
void bs_key_explain_private(bs_reader der, int type);
/** @} */

/**
 * A private key from unencrypted DER; NULL with an error queued. What follows the first element is ignored, as OpenSSL
 * ignores it. type: EVP_PKEY_* that it must be, 0 for any. curve: of SEC1 keys that do not name theirs.
 */
EVP_PKEY *bs_key_from_der(bs_reader der, enum bs_key_format format, int type, int curve, enum bs_key_reader reader);

/** What the readers of PEM and PKCS#8 do with a result: it takes the place of *x, which is freed, if x is not NULL. */
EVP_PKEY *bs_pkey_replace(EVP_PKEY *made, EVP_PKEY **x);

/** Parameters alone (of a curve, of DH) from what stood under a PEM label; NULL, and nothing queued, if they are none. */
EVP_PKEY *bs_key_params_from(const char *label, bs_reader der);

#endif
