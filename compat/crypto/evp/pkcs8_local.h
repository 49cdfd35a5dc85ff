/**
 * \file pkcs8_local.h
 * \brief Private keys under a passphrase: EncryptedPrivateKeyInfo by PBES2, and asking for the passphrase.
 *                                                                                        RFC 5958 3; RFC 8018 6.2, A.4
 */
#ifndef BS_COMPAT_EVP_PKCS8_LOCAL_H
#define BS_COMPAT_EVP_PKCS8_LOCAL_H

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "src/base/reader.h"

/**
 * \brief Decrypt an EncryptedPrivateKeyInfo.
 * \param out  the PrivateKeyInfo, for OPENSSL_clear_free(*out, *out_len); NULL on failure, with an error queued.
 */
BS_CHECKED bool bs_pkcs8_decrypt(bs_reader der, const char *pass, size_t pass_len, uint8_t **out, size_t *out_len);

/** \brief The reverse, with PBKDF2 (HMAC-SHA-256) and the cipher, whose mode must be CBC. */
BS_CHECKED bool bs_pkcs8_encrypt(bs_reader info, const EVP_CIPHER *cipher, const char *pass, size_t pass_len,
                                 uint8_t **out, size_t *out_len);

/** A passphrase by callback, or by PEM_def_callback(); its length, or -1 with PEM_R_BAD_PASSWORD_READ queued. */
int bs_passphrase(char *buf, int size, int verify, pem_password_cb *cb, void *u);

#endif
