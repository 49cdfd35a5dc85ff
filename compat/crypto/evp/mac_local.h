/**
 * \file mac_local.h
 * \brief CMAC's context, and EVP_MAC's algorithms.                                          man 3 EVP_MAC
 */
#ifndef BS_COMPAT_EVP_MAC_LOCAL_H
#define BS_COMPAT_EVP_MAC_LOCAL_H

#include <openssl/cmac.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdbool.h>

#include "src/crypto/blake2.h"
#include "src/crypto/cmac.h"
#include "src/crypto/kmac.h"
#include "src/crypto/poly1305.h"
#include "src/crypto/siphash.h"

struct CMAC_CTX_st {
    const EVP_CIPHER *cipher; /* NULL: not set yet */
    bool keyed;
    bs_cmac state;
};

#define BS_KMAC_MAX 512 /* bytes of a key or a customisation string, as in OpenSSL */

/** What KMAC was told, for each time that it begins. */
struct bs_kmac_settings {
    uint8_t key[BS_KMAC_MAX], custom[BS_KMAC_MAX];
    size_t key_len, custom_len; /* no key: 0 */
    size_t size;                /* bytes of output */
    bool xof, begun;
    bs_kmac state;
};

/** Poly1305 under a key that serves one message. */
struct bs_poly1305_settings {
    bool keyed;
    bs_poly1305 state;
};

/** What BLAKE2's MAC was told, for each time that it begins. */
struct bs_blake2_settings {
    uint8_t key[BS_BLAKE2B_MAX], salt[BS_BLAKE2B_SALT], custom[BS_BLAKE2B_SALT];
    size_t key_len, salt_len, custom_len; /* no key: 0 */
    size_t size;                          /* bytes of output */
    union {
        bs_blake2b_context b;
        bs_blake2s_context s;
    } state;
};

/** SipHash: the state, and what it begins with. */
struct bs_siphash_settings {
    bool keyed;
    size_t size;                 /* 0: not told */
    unsigned c_rounds, d_rounds; /* 0: not told */
    bs_siphash begun, state;
};

/** A MAC. All are constants of the library, so that nothing is counted or freed. */
struct evp_mac_st {
    const char *name;
    const char *names;                      /* all, with colons around each */
    const char *subalg;                     /* the parameter that names the digest or cipher beneath; NULL: none does */
    int (*set_subalg)(EVP_MAC_CTX *ctx, const char *name);
    int (*set_own)(EVP_MAC_CTX *ctx, const OSSL_PARAM params[]); /* what is this MAC's alone; NULL: nothing */
    bool (*create)(EVP_MAC_CTX *ctx);       /* makes what the context works with */
    void (*destroy)(EVP_MAC_CTX *ctx);
    bool (*copy)(EVP_MAC_CTX *to, const EVP_MAC_CTX *from);
    int (*set_key)(EVP_MAC_CTX *ctx, const void *key, size_t len);
    int (*restart)(EVP_MAC_CTX *ctx);       /* with the key that was set before */
    int (*update)(EVP_MAC_CTX *ctx, const unsigned char *data, size_t len);
    int (*final)(EVP_MAC_CTX *ctx, unsigned char *out);
    size_t (*size)(const EVP_MAC_CTX *ctx); /* 0: not known yet */
    size_t (*block)(const EVP_MAC_CTX *ctx); /* NULL: none is told */
};

struct evp_mac_ctx_st {
    const EVP_MAC *mac;
    const EVP_MD *md;         /* HMAC; NULL: not set yet */
    const EVP_CIPHER *cipher; /* CMAC, GMAC */
    HMAC_CTX *hmac;
    CMAC_CTX *cmac;
    EVP_CIPHER_CTX *gcm;
    struct bs_kmac_settings *kmac;
    struct bs_poly1305_settings *poly1305;
    struct bs_blake2_settings *blake2;
    struct bs_siphash_settings *siphash;
};

/** \name The MACs that have files of their own.
 * @{ */
extern const EVP_MAC bs_mac_kmac128, bs_mac_kmac256; /* SP 800-185 4 */
extern const EVP_MAC bs_mac_blake2b, bs_mac_blake2s; /* RFC 7693 2.9 */
extern const EVP_MAC bs_mac_siphash;
extern const EVP_MAC bs_mac_poly1305;                /* RFC 8439 2.5 */
/** @} */

#endif
