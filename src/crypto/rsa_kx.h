/**
 * \file rsa_kx.h
 * \brief RSA encryption as key exchange uses it.                                          RFC 5246 7.4.7.1
 */
#ifndef BS_CRYPTO_RSA_KX_H
#define BS_CRYPTO_RSA_KX_H

#include "src/crypto/impl.h"
#include "src/crypto/key.h"

/** \brief PKCS#1 v1.5 encryption of msg. out: modulus length; *out_len in: room, out: length. */
bs_status bs_rsa_pkcs1_encrypt(const struct bs_impl *impl, const struct bs_pubkey *k, bs_reader msg,
                               bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg, uint8_t *out,
                               size_t *out_len);

/**
 * \brief Decrypt a 48-byte premaster secret in constant time.                              RFC 5246 7.4.7.1
 * Implicit rejection: whatever is wrong (padding, length, version) the result is `fallback` (48 random bytes that
 * the caller drew beforehand) and the function takes the same path and returns BS_OK.
 * \param version   the client's offered version, which the first two bytes must equal.
 * \return BS_OK, or BS_E_BAD_RSA_PREMASTER if ct is not as long as the modulus (public knowledge).
 */
bs_status bs_rsa_decrypt_premaster(const struct bs_impl *impl, const struct bs_privkey *k, bs_reader ct,
                                   uint16_t version, const uint8_t fallback[48], uint8_t out[48]);

/**
 * \brief PKCS#1 v1.5 decryption with implicit rejection: bad padding yields a pseudo-random message that depends on
 * key and ciphertext alone, as in OpenSSL 3.2 and later (3.0 reports the error instead, to its callers' peril).
 * \return BS_OK, BS_E_SPACE, BS_E_ARGUMENT.
 */
bs_status bs_rsa_pkcs1_decrypt(const struct bs_impl *impl, const struct bs_privkey *k, bs_reader ct, uint8_t *out,
                               size_t *out_len);

#endif
