/**
 * \file key.h
 * \brief Public and private keys as the primitives take them.      RFC 8017 3; RFC 5480; RFC 7748; RFC 8410
 *
 * A bs_pubkey is a set of views over somebody else's bytes (a certificate's, say); a bs_privkey owns one block of
 * memory with all its numbers. Numbers are unsigned big-endian without leading zeros unless said otherwise.
 */
#ifndef BS_CRYPTO_KEY_H
#define BS_CRYPTO_KEY_H

#include <bearssl.h>

#include "src/base/error.h"
#include "src/base/reader.h"
#include "src/crypto/hash.h"

enum bs_key_type {
    BS_KEY_NONE = 0,
    BS_KEY_RSA,     /* rsaEncryption */
    BS_KEY_RSA_PSS, /* id-RSASSA-PSS: may sign with PSS alone */
    BS_KEY_EC,      /* P-256, P-384 or P-521 */
    BS_KEY_X25519, /* this and the next three: raw_key.h */
    BS_KEY_X448,
    BS_KEY_ED25519,
    BS_KEY_ED448
};

/** True for the types that authenticate the ECDHE_ECDSA suites. RFC 8422 2.2, 5.10 */
static inline bool bs_key_is_ecdsa_like(enum bs_key_type t) {
    return t == BS_KEY_EC || t == BS_KEY_ED25519 || t == BS_KEY_ED448;
}

/** The forms of a point, by its first byte without the lowest bit. SEC 1 2.3.3; X9.62 4.3.6 */
enum bs_point_form { BS_POINT_UNCOMPRESSED = 4, BS_POINT_COMPRESSED = 2, BS_POINT_HYBRID = 6 };

/** A public key; views, never owns. */
struct bs_pubkey {
    enum bs_key_type type;
    bs_reader n, e;          /* RSA: modulus and public exponent */
    enum bs_hash pss_hash;   /* RSA_PSS: the only hash allowed; BS_HASH_NONE if the key has no parameters */
    enum bs_hash pss_mgf_hash; /* RSA_PSS: the only hash of its mask; set where pss_hash is */
    unsigned pss_min_salt;   /* RSA_PSS: bytes */
    int curve;               /* EC, X25519, X448: BR_EC_secp256r1, _secp384r1, _secp521r1, _curve25519, _curve448 */
    bs_reader point;         /* EC: uncompressed point (0x04 X Y); the types of raw_key.h: their plain bytes */
    enum bs_point_form form; /* EC: what the point stood in where it was read; 0 if it was not */
};

/** A private key. Made by bs_privkey_new_*() or a decoder; counted by its owner, not here. */
struct bs_privkey {
    struct bs_pubkey pub;    /* views into mem */
    br_rsa_private_key rsa;  /* RSA: n_bitlen, p, q, dp, dq, iq; pointers into mem */
    bs_reader d;             /* RSA: private exponent; may be empty, then sign with the CRT numbers */
    br_ec_private_key ec;    /* EC: curve and scalar of the order's length; into mem */
    bool ec_public_absent;   /* EC: it was read without its public point, which was computed */
    bs_reader raw;           /* the types of raw_key.h: the private bytes; into mem */
    uint8_t *mem;            /* the one block; wiped when freed */
    size_t mem_len;
};

/** Bits of the key as OpenSSL's EVP_PKEY_get_bits() counts them (RSA modulus, EC order's field, raw_key.h's column). */
unsigned bs_pubkey_bits(const struct bs_pubkey *k);

/** Security strength in bits (SP 800-57 part 1, table 2), as OpenSSL's EVP_PKEY_get_security_bits(). */
unsigned bs_pubkey_security_bits(const struct bs_pubkey *k);

/** True if both are the same key (type, numbers, curve). */
bool bs_pubkey_equal(const struct bs_pubkey *a, const struct bs_pubkey *b);

/** True if the public key is well formed for its type: a point on its curve; an odd modulus of 512 to 16384 bits. */
bool bs_pubkey_check(const struct bs_pubkey *k);

/**
 * \brief Make an RSA key from its numbers.                                                    RFC 8017 3.2
 * All are unsigned big-endian, leading zeros allowed. d may be empty if the CRT numbers are there; dp, dq, iq may be
 * empty if d is there, and are then computed. p and q are required.
 * \param out   NULL-free new key on success; free with bs_privkey_free().
 * \return BS_OK, BS_E_ARGUMENT (numbers that cannot be an RSA key), BS_E_MEMORY.
 */
bs_status bs_privkey_new_rsa(struct bs_privkey **out, bool pss, bs_reader n, bs_reader e, bs_reader d, bs_reader p,
                             bs_reader q, bs_reader dp, bs_reader dq, bs_reader iq);

/**
 * \brief Make an EC key from its scalar; the public point is computed.                                       SEC 1 3.2
 * \param scalar   big-endian, leading zeros allowed.
 * \return BS_OK, BS_E_ARGUMENT (0, not below the order, unknown curve), BS_E_MEMORY.
 */
bs_status bs_privkey_new_ec(struct bs_privkey **out, int curve, bs_reader scalar);

/** A key of a type and a zeroed block of len bytes for its numbers; NULL if out of memory. For the makers of keys. */
struct bs_privkey *bs_privkey_alloc(enum bs_key_type type, size_t len);

/** Wipes and frees; NULL is fine. */
void bs_privkey_free(struct bs_privkey *k);

#endif
