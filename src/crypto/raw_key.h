/**
 * \file raw_key.h
 * \brief The key types whose keys are plain bytes: X25519, X448, Ed25519 and Ed448.        RFC 7748; RFC 8032; RFC 8410
 *
 * BearSSL has X25519 alone. The others are Nettle's, which computes with secrets in constant time: no branch and no
 * index depends on them. Verifying handles public data only, and may take as long as it takes.
 */
#ifndef BS_CRYPTO_RAW_KEY_H
#define BS_CRYPTO_RAW_KEY_H

#include "src/crypto/impl.h"
#include "src/crypto/key.h"

#define BS_RAW_MAX_KEY 57  /* bytes of the longest key, public or private: Ed448 */
#define BS_RAW_MAX_SIG 114 /* bytes of the longest signature: Ed448 */

/** A row a type. */
struct bs_raw_kind {
    enum bs_key_type type;
    uint8_t oid[3];         /* content bytes; RFC 8410 3 */
    uint8_t key_len;        /* bytes of a public and of a private key */
    uint8_t sig_len;        /* bytes of a signature; 0: the type agrees on secrets and does not sign */
    int curve;              /* what bs_pubkey.curve holds; 0 for those that sign */
    unsigned bits, security_bits; /* as OpenSSL counts them */
    void (*public_of)(uint8_t *pub, const uint8_t *priv);
    void (*sign)(const uint8_t *pub, const uint8_t *priv, size_t len, const uint8_t *msg, uint8_t *sig);
    int (*verify)(const uint8_t *pub, size_t len, const uint8_t *msg, const uint8_t *sig); /* 1: good */
};

/** The row of a type; NULL if its keys are no plain bytes. */
const struct bs_raw_kind *bs_raw_kind(enum bs_key_type type);
/** The row with this OID (content bytes); NULL if there is none. RFC 8410 3 */
const struct bs_raw_kind *bs_raw_kind_by_oid(bs_reader oid);

/**
 * \brief Make a key from its private bytes; the public ones are computed.                      RFC 7748 5; RFC 8032 5
 * \param bytes   kind->key_len bytes, as the RFCs write them; every value is a key.
 * \return BS_OK, BS_E_ARGUMENT (another length or type), BS_E_MEMORY.
 */
bs_status bs_privkey_new_raw(struct bs_privkey **out, enum bs_key_type type, bs_reader bytes);

/**
 * \brief The shared secret of X25519 or X448.                                                    RFC 7748 6; RFC 8446 7.4.2
 * \param scalar   key_len private bytes.
 * \param peer     the peer's public bytes.
 * \param out      key_len bytes; secret.
 * \return BS_OK, or BS_E_BAD_POINT: another length, or a result of zeros alone.
 */
bs_status bs_raw_agree(const struct bs_impl *impl, const struct bs_raw_kind *kind, const uint8_t *scalar,
                       bs_reader peer, uint8_t out[BS_RAW_MAX_KEY]);

#endif
