/**
 * \file group.h
 * \brief The one table of key exchange groups, and the exchange itself.         RFC 8446 4.2.7; RFC 8422; RFC 7919
 */
#ifndef BS_CRYPTO_GROUP_H
#define BS_CRYPTO_GROUP_H

#include "src/base/error.h"
#include "src/base/reader.h"
#include "src/crypto/dh.h"
#include "src/crypto/impl.h"

#define BS_GROUP_MAX_SHARE 1024  /* bytes of the longest public share (ffdhe8192) */
#define BS_GROUP_MAX_SECRET 1024 /* bytes of the longest shared secret */
#define BS_GROUP_MAX_EC_SHARE 133 /* of the longest point (P-521, uncompressed) */

/* FFDHE: in TLS 1.3 alone, where it is negotiated as the others are. */
enum bs_group_kind { BS_GROUP_ECP, BS_GROUP_X25519, BS_GROUP_X448, BS_GROUP_FFDHE };

struct bs_group {
    uint16_t id;        /* NamedGroup on the wire */
    const char *name;   /* OpenSSL's: "P-256", "X25519", "ffdhe2048" */
    const char *alias;  /* OpenSSL's name of the curve: "prime256v1", "secp384r1", ... */
    const char *rfc;    /* RFC 8446's: "secp256r1", "x25519" */
    enum bs_group_kind kind;
    int curve;          /* BearSSL's number; 0 for FFDHE */
    size_t share_len;   /* bytes on the wire */
    size_t secret_len;  /* bytes of the shared secret */
    unsigned bits;      /* as OpenSSL prints "Server Temp Key: ECDH, prime256v1, 256 bits" */
    unsigned security_bits;
};

/** The table, in OpenSSL's default order of preference. */
extern const struct bs_group bs_groups[];
extern const size_t bs_num_groups;

/** By wire value; NULL if unknown. */
const struct bs_group *bs_group_find(uint16_t id);
/** By any of its names, ASCII case ignored; NULL if unknown. */
const struct bs_group *bs_group_by_name(const char *name, size_t len);

/** An ephemeral key pair. Wipe with bs_kex_wipe() when the secret is derived. Zero is a valid empty state. */
struct bs_kex {
    const struct bs_group *group; /* NULL: none, or DH with parameters of one side's choosing */
    struct bs_dh dh;              /* FFDHE and DH: the parameters */
    size_t scalar_len, share_len, secret_len;
    uint8_t *scalar;              /* secret; NULL when there is no pair */
    uint8_t *share;               /* share_len bytes, ready for the wire */
    uint8_t *mem;                 /* the one block that they are in */
    size_t mem_len;
};

/** \brief New ephemeral key pair. \return BS_OK, BS_E_ENTROPY or BS_E_MEMORY. */
bs_status bs_kex_init(struct bs_kex *kex, const struct bs_impl *impl, const struct bs_group *group,
                      bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg);

/**
 * \brief New ephemeral key pair with other parameters than a named group's.          RFC 5246 7.4.3
 * \param dh   copied; leading zeros are allowed. A known group's exponents are as short as they may be.
 * \return BS_OK, BS_E_BAD_DH, BS_E_ENTROPY or BS_E_MEMORY.
 */
bs_status bs_kex_init_dh(struct bs_kex *kex, const struct bs_dh *dh,
                         bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg);

/**
 * \brief Shared secret with the peer's share.                            RFC 8446 7.4; RFC 7748 6; RFC 5246 8.1.2
 * \param out       kex->secret_len bytes (DH: with leading zeros); secret.
 * \return BS_OK, or BS_E_BAD_POINT: wrong length, not on the curve, or an all-zero X25519 or X448 result. For DH without
 *          a named group BS_E_BAD_DH: not in 2 .. p - 2, or a secret that is none.
 */
bs_status bs_kex_derive(const struct bs_kex *kex, const struct bs_impl *impl, bs_reader peer_share, uint8_t *out);

/** Forgets the pair, and frees its memory; a wiped pair cannot derive. */
void bs_kex_wipe(struct bs_kex *kex);

#endif
