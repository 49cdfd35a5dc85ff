/* RSA, EC_KEY and DH objects to and from BIOs and files, in DER and PEM.   man 3 d2i_RSAPrivateKey, PEM_write_RSAPrivateKey */
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/der_bio.h"

BS_DER_BIO(RSA, RSAPrivateKey)
BS_DER_BIO(RSA, RSAPublicKey)
BS_DER_BIO(RSA, RSA_PUBKEY)
BS_DER_BIO(EC_KEY, ECPrivateKey)
BS_DER_BIO(EC_KEY, EC_PUBKEY)

/* --- files in PEM ------------------------------------------------------------------------------------------------- */

#define READ_FILE(type, name) \
    type *PEM_read_##name(FILE *fp, type **x, pem_password_cb *cb, void *u) { \
        BIO *b = BIO_new_fp(fp, BIO_NOCLOSE); \
        type *v = b != NULL ? PEM_read_bio_##name(b, x, cb, u) : NULL; \
        BIO_free(b); \
        return v; \
    }

#define WRITE_FILE(type, name) \
    int PEM_write_##name(FILE *fp, const type *x) { \
        BIO *b = BIO_new_fp(fp, BIO_NOCLOSE); \
        int ok = b != NULL && PEM_write_bio_##name(b, x); \
        BIO_free(b); \
        return ok; \
    }

#define WRITE_SECRET_FILE(type, name) \
    int PEM_write_##name(FILE *fp, const type *x, const EVP_CIPHER *enc, const unsigned char *kstr, int klen, \
                         pem_password_cb *cb, void *u) { \
        BIO *b = BIO_new_fp(fp, BIO_NOCLOSE); \
        int ok = b != NULL && PEM_write_bio_##name(b, x, enc, kstr, klen, cb, u); \
        BIO_free(b); \
        return ok; \
    }

READ_FILE(EVP_PKEY, PrivateKey)
READ_FILE(EVP_PKEY, PUBKEY)
READ_FILE(RSA, RSAPrivateKey)
READ_FILE(RSA, RSAPublicKey)
READ_FILE(RSA, RSA_PUBKEY)
READ_FILE(EC_KEY, ECPrivateKey)
READ_FILE(EC_KEY, EC_PUBKEY)
READ_FILE(DH, DHparams)
WRITE_SECRET_FILE(EVP_PKEY, PrivateKey)
WRITE_SECRET_FILE(RSA, RSAPrivateKey)
WRITE_SECRET_FILE(EC_KEY, ECPrivateKey)
WRITE_FILE(EVP_PKEY, PUBKEY)
WRITE_FILE(RSA, RSAPublicKey)
WRITE_FILE(RSA, RSA_PUBKEY)
WRITE_FILE(EC_KEY, EC_PUBKEY)
WRITE_FILE(DH, DHparams)
WRITE_FILE(DH, DHxparams)
