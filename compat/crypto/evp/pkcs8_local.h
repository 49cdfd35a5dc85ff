/**
 * \file pkcs8_local.h
 * \brief Private keys under a passphrase: EncryptedPrivateKeyInfo, and asking for the passphrase.
 *                                                                                        RFC 5958 3; RFC 8018 6.2, A.4
 */
#ifndef BS_COMPAT_EVP_PKCS8_LOCAL_H
#define BS_COMPAT_EVP_PKCS8_LOCAL_H

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "compat/crypto/evp/pbe_alg.h"
#include "src/base/reader.h"

/**
 * \brief Decrypt an EncryptedPrivateKeyInfo.
 * \param out  the PrivateKeyInfo, for OPENSSL_clear_free(*out, *room); NULL on failure, with OpenSSL's errors queued.
 */
BS_CHECKED bool bs_pkcs8_decrypt(bs_reader der, bs_reader pass, uint8_t **out, size_t *out_len, size_t *room);

/** \brief The reverse; for OPENSSL_free(*out). */
BS_CHECKED bool bs_pkcs8_encrypt(bs_reader info, const struct bs_pbe *pbe, bs_reader pass, uint8_t **out, size_t *out_len);

/** A key from an EncryptedPrivateKeyInfo; NULL with errors queued. */
EVP_PKEY *bs_pkcs8_read(bs_reader der, bs_reader pass);

/** A passphrase by callback, or by PEM_def_callback(); its length, or -1 with PEM_R_BAD_PASSWORD_READ queued. */
int bs_passphrase(char *buf, int size, int verify, pem_password_cb *cb, void *u);

/**
 * The same for writing, unless it is given outright (kstr, klen bytes). *pass is one or the other. Below 0: none; the error
 * is the caller's to queue.
 */
int bs_write_passphrase(char buf[PEM_BUFSIZE], const char *kstr, int klen, pem_password_cb *cb, void *u, const char **pass);

#endif
