/**
 * \file cipher_own.h
 * \brief A program's own cipher, and contexts that have one.               man 3 EVP_CIPHER_meth_new, EVP_EncryptInit
 */
#ifndef BS_COMPAT_EVP_CIPHER_OWN_H
#define BS_COMPAT_EVP_CIPHER_OWN_H

#include "compat/crypto/evp/cipher_local.h"

typedef int (*bs_own_init_fn)(EVP_CIPHER_CTX *ctx, const unsigned char *key, const unsigned char *iv, int enc);
typedef int (*bs_own_do_fn)(EVP_CIPHER_CTX *ctx, unsigned char *out, const unsigned char *in, size_t len);
typedef int (*bs_own_cleanup_fn)(EVP_CIPHER_CTX *ctx);
typedef int (*bs_own_asn1_fn)(EVP_CIPHER_CTX *ctx, ASN1_TYPE *type);
typedef int (*bs_own_ctrl_fn)(EVP_CIPHER_CTX *ctx, int type, int arg, void *ptr);

struct bs_own_cipher {
    EVP_CIPHER cipher; /* first, of BS_CIPHER_OWN */
    bs_own_init_fn init;
    bs_own_do_fn do_cipher;
    bs_own_cleanup_fn cleanup;
    bs_own_asn1_fn set_asn1, get_asn1; /* of the parameters in an AlgorithmIdentifier */
    bs_own_ctrl_fn ctrl;
    int data_size; /* bytes of its own that each context has */
};

/** NULL if the cipher is the library's, or none. */
static inline const struct bs_own_cipher *bs_own_cipher_of(const EVP_CIPHER *cipher) {
    return cipher != NULL && cipher->kind == BS_CIPHER_OWN ? (const struct bs_own_cipher *)(const void *)cipher : NULL;
}

/** \name The functions of EVP_CIPHER_CTX, for a context whose cipher (or the one given) is a program's own. @{ */
int bs_own_cipher_init(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, const uint8_t *key, const uint8_t *iv, int enc);
int bs_own_cipher_update(EVP_CIPHER_CTX *ctx, uint8_t *out, int *outl, const uint8_t *in, int inl);
int bs_own_cipher_final(EVP_CIPHER_CTX *ctx, uint8_t *out, int *outl);
int bs_own_cipher_once(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len);
int bs_own_cipher_ctrl(EVP_CIPHER_CTX *ctx, int type, int arg, void *ptr);
int bs_own_cipher_set_key_length(EVP_CIPHER_CTX *ctx, int len);
int bs_own_cipher_rand_key(EVP_CIPHER_CTX *ctx, uint8_t *key);
/** After *to became a copy of *from, whose data it may not share. */
int bs_own_cipher_copied(EVP_CIPHER_CTX *to, const EVP_CIPHER_CTX *from);
/** The program's own end of it; 0 if that fails. The cipher may be anyone's: nothing is done then. */
int bs_own_cipher_cleanup(EVP_CIPHER_CTX *ctx);
/** Gives the data up. */
void bs_own_cipher_drop(EVP_CIPHER_CTX *ctx);
/** @} */

#endif
