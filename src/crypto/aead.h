/**
 * \file aead.h
 * \brief Authenticated encryption with a 12-byte nonce, as classes.       RFC 5116; RFC 6655; RFC 8439; SP 800-38C, 38D
 *
 * A class is a constant struct of sizes and methods; the context's first field points to it. A context holds no
 * pointer into itself, so it may be copied and moved. A faster class plugs in at bs_aead_class_of().
 */
#ifndef BS_CRYPTO_AEAD_H
#define BS_CRYPTO_AEAD_H

#include "src/base/reader.h"
#include "src/crypto/impl.h"

#define BS_AEAD_NONCE_LEN 12
#define BS_AEAD_TAG_LEN 16 /* bytes of the longest tag */
#define BS_AEAD_MAX_KEY_LEN 32

enum bs_aead_id {
    BS_AEAD_AES128_GCM, BS_AEAD_AES256_GCM, BS_AEAD_CHACHA20_POLY1305,
    BS_AEAD_AES128_CCM, BS_AEAD_AES256_CCM, BS_AEAD_AES128_CCM_8, BS_AEAD_AES256_CCM_8
};

typedef struct bs_aead_class_ bs_aead_class;
struct bs_aead_class_ {
    size_t context_size, key_len, tag_len; /* bytes */
    /** Sets the context's class too. */
    void (*init)(const bs_aead_class **ctx, const struct bs_impl *impl, const uint8_t *key);
    /** Encrypts data in place and writes the tag, of tag_len bytes. */
    void (*seal)(const bs_aead_class **ctx, const uint8_t nonce[BS_AEAD_NONCE_LEN], bs_reader aad, uint8_t *data,
                 size_t len, uint8_t *tag);
    /** Decrypts data in place; false if the tag is wrong, and data is then of no use. */
    bool (*open)(const bs_aead_class **ctx, const uint8_t nonce[BS_AEAD_NONCE_LEN], bs_reader aad, uint8_t *data,
                 size_t len, const uint8_t *tag);
};

extern const bs_aead_class bs_aead_aes128_gcm_class, bs_aead_aes256_gcm_class, bs_aead_chacha20_poly1305_class,
    bs_aead_aes128_ccm_class, bs_aead_aes256_ccm_class, bs_aead_aes128_ccm_8_class, bs_aead_aes256_ccm_8_class;

typedef struct {
    const bs_aead_class *vtable;
    br_ghash ghash;
    uint8_t h[16]; /* GHASH's key, made once */
    br_aes_gen_ctr_keys aes;
} bs_aead_gcm_context;

typedef struct {
    const bs_aead_class *vtable;
    br_chacha20_run chacha20;
    br_poly1305_run poly1305;
    uint8_t key[32];
} bs_aead_chapol_context;

typedef struct {
    const bs_aead_class *vtable;
    br_aes_gen_ctrcbc_keys aes;
} bs_aead_ccm_context;

/** Room for any of them. */
typedef union {
    const bs_aead_class *vtable;
    bs_aead_gcm_context gcm;
    bs_aead_chapol_context chapol;
    bs_aead_ccm_context ccm;
} bs_aead_context;

/** The class that serves an AEAD on this CPU; never NULL for a valid id. */
const bs_aead_class *bs_aead_class_of(enum bs_aead_id id);

/** Starts with a key of class->key_len bytes. Wipe with bs_wipe() when done. */
static inline void bs_aead_init(bs_aead_context *c, const bs_aead_class *cls, const struct bs_impl *impl,
                                const uint8_t *key) {
    cls->init(&c->vtable, impl, key);
}

#endif
