/**
 * \file sigscheme.h
 * \brief The one table of signature schemes, and signing and verifying with them.    RFC 8446 4.2.3; RFC 5246 7.4.1.4.1
 */
#ifndef BS_CRYPTO_SIGSCHEME_H
#define BS_CRYPTO_SIGSCHEME_H

#include "src/crypto/impl.h"
#include "src/crypto/key.h"

enum bs_sig_kind { BS_SIG_RSA_PKCS1, BS_SIG_RSA_PSS_RSAE, BS_SIG_RSA_PSS_PSS, BS_SIG_ECDSA, BS_SIG_ED25519, BS_SIG_ED448 };

struct bs_sigscheme {
    uint16_t id;            /* SignatureScheme on the wire; 0 for bs_sigscheme_md5sha1 */
    const char *name;       /* RFC 8446's name: "rsa_pss_rsae_sha256" */
    const char *alias;      /* OpenSSL's name where it differs: "RSA+SHA256"; NULL if none */
    enum bs_sig_kind kind;
    enum bs_hash hash;      /* BS_HASH_NONE: the message is signed as it is */
    int curve;              /* ECDSA in TLS 1.3: the only curve allowed; 0 where the hash binds no curve */
    bool tls13;             /* may sign a TLS 1.3 handshake */
};

/** The table, in OpenSSL's default order of preference. */
extern const struct bs_sigscheme bs_sigschemes[];
extern const size_t bs_num_sigschemes;

/** RSA over MD5 and SHA-1, for TLS 1.0 and 1.1: not in the table, because it has no code point to offer. */
extern const struct bs_sigscheme bs_sigscheme_md5sha1;

/** By wire value, or by name or alias (ASCII case ignored); NULL if unknown. */
const struct bs_sigscheme *bs_sigscheme_find(uint16_t id);
const struct bs_sigscheme *bs_sigscheme_by_name(const char *name, size_t len);

/** True if a key can sign or verify by this scheme in this version (RFC 8446 4.2.3 binds curves from 1.3 on). */
bool bs_sigscheme_fits(const struct bs_sigscheme *s, const struct bs_pubkey *k, uint16_t version);

/** Longest signature the key makes, in bytes. */
size_t bs_sig_max_len(const struct bs_pubkey *k);

/**
 * \brief Sign a message (not its hash) by a scheme.
 * \param out_len   in: room at sig; out: length. RSA: modulus length. ECDSA: DER. EdDSA: RFC 8032's bytes.
 * \param random    entropy for PSS salts; ECDSA (RFC 6979) and EdDSA are deterministic.
 * \return BS_OK, BS_E_WRONG_SIGALG, BS_E_SPACE, BS_E_ENTROPY, BS_E_SIGN_FAILED; beyond 4096 bits BS_E_MEMORY, and
 *         BS_E_UNSUPPORTED for a key without d.
 */
bs_status bs_sign(const struct bs_impl *impl, const struct bs_privkey *k, const struct bs_sigscheme *s, bs_reader msg,
                  bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg, uint8_t *sig, size_t *out_len);

/**
 * \brief Verify a signature over a message.
 * \return BS_OK, BS_E_WRONG_SIGALG, BS_E_BAD_SIGNATURE; BS_E_MEMORY (RSA beyond 4096 bits alone allocates).
 */
bs_status bs_verify(const struct bs_impl *impl, const struct bs_pubkey *k, const struct bs_sigscheme *s, bs_reader msg,
                    bs_reader sig);

/**
 * \name The same over a finished digest, with the parts spelled out: what EVP and X.509 need.
 * digest.len must be bs_hash_len(hash), or anything for RSA_PKCS1 with BS_HASH_NONE (raw DigestInfo-less padding), or
 * the length of some hash for ECDSA with BS_HASH_NONE. ED25519 and ED448 take the message itself, with BS_HASH_NONE.
 * salt_len: PSS only, in bytes. mgf_hash: PSS only; BS_HASH_NONE stands for `hash`.
 * @{
 */
bs_status bs_sign_digest(const struct bs_impl *impl, const struct bs_privkey *k, enum bs_sig_kind kind, enum bs_hash hash,
                         enum bs_hash mgf_hash, size_t salt_len, bs_reader digest,
                         bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg, uint8_t *sig,
                         size_t *out_len);
/** salt_len: SIZE_MAX recovers the length from the signature. */
bs_status bs_verify_digest(const struct bs_impl *impl, const struct bs_pubkey *k, enum bs_sig_kind kind,
                           enum bs_hash hash, enum bs_hash mgf_hash, size_t salt_len, bs_reader digest, bs_reader sig);
/** @} */

#endif
