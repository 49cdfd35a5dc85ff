/**
 * \file pbe_alg.h
 * \brief Encryption under a password, as an AlgorithmIdentifier tells it.             RFC 8018 6.2, A.4; RFC 7292 C; RFC 7914 7
 *
 * PBES2 with PBKDF2 or scrypt and a cipher in CBC mode, and PKCS#12's SHA-1 with two or three 3DES keys. What OpenSSL has
 * in its legacy provider (RC2, RC4, DES) is refused as OpenSSL refuses it without that provider.
 */
#ifndef BS_COMPAT_EVP_PBE_ALG_H
#define BS_COMPAT_EVP_PBE_ALG_H

#include <openssl/evp.h>

#include "src/base/reader.h"
#include "src/base/writer.h"

#define BS_PBE_MAX_SALT 64 /* of what we write */

enum bs_pbe_kind { BS_PBE_PKCS12, BS_PBE_PBKDF2, BS_PBE_SCRYPT };

/** One way to encrypt; salt and iv are views. */
struct bs_pbe {
    enum bs_pbe_kind kind;
    const struct bs_pbe_cipher *cipher; /* rows of pbe_alg.c */
    const struct bs_pbe_prf *prf;
    bs_reader salt, iv;
    uint64_t iterations;       /* PKCS12, PBKDF2 */
    uint64_t n, r, p, key_len; /* SCRYPT; key_len: 0 when it is the cipher's */
};

/** Storage for what bs_pbe_choose() draws. */
struct bs_pbe_random {
    uint8_t salt[BS_PBE_MAX_SALT], iv[EVP_MAX_IV_LENGTH];
};

/** Reads an AlgorithmIdentifier (the whole SEQUENCE); false with OpenSSL's error queued. */
BS_CHECKED bool bs_pbe_decode(struct bs_pbe *out, bs_reader alg);

/** Writes one. */
void bs_pbe_encode(bs_writer *w, const struct bs_pbe *pbe);

/** Writes that of its key derivation alone; not for BS_PBE_PKCS12. */
void bs_pbe_encode_kdf(bs_writer *w, const struct bs_pbe *pbe);

/**
 * \brief Chooses an encryption to write.                                      man 3 PKCS8_encrypt, PKCS5_pbe2_set_iv
 * \param nid     a PKCS#12 scheme, NID of a PRF (then PBES2 with it), or -1: PBES2 with HMAC-SHA-256
 * \param cipher  for PBES2
 * \param salt    NULL: draw one; else salt_len bytes that outlive `out`
 */
BS_CHECKED bool bs_pbe_choose(struct bs_pbe *out, struct bs_pbe_random *random, int nid, const EVP_CIPHER *cipher,
                              int iterations, const uint8_t *salt, size_t salt_len);

/** Chooses PBKDF2 alone, for bs_pbe_encode_kdf(). \param prf_nid   of a PRF, or -1 */
BS_CHECKED bool bs_pbe_choose_kdf(struct bs_pbe *out, struct bs_pbe_random *random, int prf_nid, int iterations,
                                  const uint8_t *salt, size_t salt_len);

/** Chooses PBES2 with scrypt.                                                                  man 3 PKCS5_pbe2_set_scrypt */
BS_CHECKED bool bs_pbe_choose_scrypt(struct bs_pbe *out, struct bs_pbe_random *random, const EVP_CIPHER *cipher, uint64_t n,
                                     uint64_t r, uint64_t p, const uint8_t *salt, size_t salt_len);

/** The same way with salt and IV drawn anew, for another password; false if there is too much of them. */
BS_CHECKED bool bs_pbe_renew(struct bs_pbe *pbe, struct bs_pbe_random *random);

/**
 * \brief Encrypts or decrypts.
 * \param pass  its bytes; no address for no password at all, which is another one than "" in PKCS#12
 * \param out   for OPENSSL_clear_free(*out, *room); NULL on failure, with OpenSSL's errors queued
 */
BS_CHECKED bool bs_pbe_crypt(const struct bs_pbe *pbe, bs_reader pass, bool encrypt, bs_reader in, uint8_t **out,
                             size_t *out_len, size_t *room);

/** The same, without the errors that say that an encryption failed, below which lies why. */
BS_CHECKED bool bs_pbe_crypt_quietly(const struct bs_pbe *pbe, bs_reader pass, bool encrypt, bs_reader in, uint8_t **out,
                                     size_t *out_len, size_t *room);

/** Starts a cipher with the password's key and IV; false with OpenSSL's error queued. */
BS_CHECKED bool bs_pbe_start(const struct bs_pbe *pbe, EVP_CIPHER_CTX *ctx, bs_reader pass, bool encrypt);

/** That an encryption failed: each of OpenSSL's two functions says so. bs_pbe_crypt() has done it. */
void bs_pbe_raise_encrypt(void);

#endif
