/**
 * \file group.h
 * \brief The one table of key exchange groups, and the exchange itself.         RFC 8446 4.2.7; RFC 8422; RFC 7919
 */
#ifndef BS_CRYPTO_GROUP_H
#define BS_CRYPTO_GROUP_H

#include "src/crypto/impl.h"
#include "src/base/error.h"
#include "src/base/reader.h"

#define BS_GROUP_MAX_SHARE 133  /* bytes of the longest public share (P-521, uncompressed) */
#define BS_GROUP_MAX_SECRET 66  /* bytes of the longest private scalar or shared secret (P-521) */

enum bs_group_kind { BS_GROUP_ECP, BS_GROUP_X25519, BS_GROUP_X448 }; /* room: BS_GROUP_FFDHE */

struct bs_group {
    uint16_t id;        /* NamedGroup on the wire */
    const char *name;   /* OpenSSL's: "P-256", "X25519" */
    const char *alias;  /* OpenSSL's name of the curve: "prime256v1", "secp384r1", ... */
    const char *rfc;    /* RFC 8446's: "secp256r1", "x25519" */
    enum bs_group_kind kind;
    int curve;          /* BearSSL's number */
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

/** An ephemeral key pair. Wipe with bs_kex_wipe() when the secret is derived. */
struct bs_kex {
    const struct bs_group *group;
    size_t scalar_len;
    uint8_t scalar[BS_GROUP_MAX_SECRET];
    uint8_t share[BS_GROUP_MAX_SHARE]; /* group->share_len bytes, ready for the wire */
};

/** \brief New ephemeral key pair. \return BS_OK or BS_E_ENTROPY. */
bs_status bs_kex_init(struct bs_kex *kex, const struct bs_impl *impl, const struct bs_group *group,
                      bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg);

/**
 * \brief Shared secret with the peer's share.                                      RFC 8446 7.4.2; RFC 7748 6
 * \param out       group->secret_len bytes; secret.
 * \return BS_OK, or BS_E_BAD_POINT: wrong length, not on the curve, or an all-zero X25519 or X448 result.
 */
bs_status bs_kex_derive(const struct bs_kex *kex, const struct bs_impl *impl, bs_reader peer_share,
                        uint8_t out[BS_GROUP_MAX_SECRET]);

/** Forgets the scalar; a wiped pair cannot derive. */
void bs_kex_wipe(struct bs_kex *kex);

#endif
