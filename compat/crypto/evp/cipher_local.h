/**
 * \file cipher_local.h
 * \brief EVP_CIPHER and EVP_CIPHER_CTX.                                                 man 3 EVP_EncryptInit
 */
#ifndef BS_COMPAT_EVP_CIPHER_LOCAL_H
#define BS_COMPAT_EVP_CIPHER_LOCAL_H

#include <openssl/evp.h>

#include "compat/crypto/core/refcount.h"
#include "src/crypto/impl.h"
#include "src/base/reader.h"

enum bs_cipher_kind {
    BS_CIPHER_UNAVAILABLE = 0, /* known by name alone, as OpenSSL's without the legacy provider */
    BS_CIPHER_NULL,
    BS_CIPHER_ECB,
    BS_CIPHER_CBC,
    BS_CIPHER_CFB,
    BS_CIPHER_CFB8,
    BS_CIPHER_CFB1,
    BS_CIPHER_OFB,
    BS_CIPHER_CTR,
    BS_CIPHER_XTS,
    BS_CIPHER_WRAP,
    BS_CIPHER_WRAP_PAD,
    BS_CIPHER_GCM,
    BS_CIPHER_CCM,
    BS_CIPHER_CHACHA20,
    BS_CIPHER_CHACHA20_POLY1305,
    BS_CIPHER_OWN /* a program's: cipher_own.h */
};

/** A cipher. Those of the library are constants, so that nothing is counted or freed. */
struct evp_cipher_st {
    int nid, type_nid;
    const char *name;
    const char *aliases; /* all names, with colons around each */
    const char *description;
    enum bs_cipher_kind kind;
    bool des; /* triple DES; else AES, where it matters */
    int key_len, iv_len, block_size;
    unsigned long flags;
};

/** Key schedules. One block of AES or DES is CBC with a zero IV. */
union bs_cipher_keys {
    br_aes_gen_cbcenc_keys aes_enc;
    br_aes_gen_cbcdec_keys aes_dec;
    br_aes_gen_ctr_keys ctr;
    br_aes_gen_ctrcbc_keys ctrcbc;
    br_des_gen_cbcenc_keys des_enc;
    br_des_gen_cbcdec_keys des_dec;
    const br_block_cbcenc_class *enc; /* first member of all */
    const br_block_cbcdec_class *dec;
    uint8_t chacha[32];
};

/** Where an AEAD stands in its message. */
enum bs_aead_phase { BS_AEAD_AAD = 0, BS_AEAD_DATA, BS_AEAD_DONE };

#define BS_CIPHER_MAX_IV 128 /* GCM takes nonces of many lengths */

struct evp_cipher_ctx_st {
    const EVP_CIPHER *cipher;
    bool encrypt, key_set, iv_set, no_padding;
    int flags; /* EVP_CIPHER_CTX_set_flags() */
    void *app_data;
    size_t iv_len;
    uint8_t oiv[BS_CIPHER_MAX_IV]; /* as given */
    uint8_t iv[16];                /* running: chaining value, counter, feedback */
    uint8_t buf[16];               /* a block in progress, or key stream */
    size_t fill;                   /* bytes in buf; of the key stream: bytes used */
    union bs_cipher_keys keys;
    br_aes_gen_cbcenc_keys tweak; /* XTS: the second key's */
    /* AEAD */
    enum bs_aead_phase phase;
    bool tag_set;
    size_t tag_len, msg_len; /* msg_len: CCM */
    bool msg_len_set;
    uint8_t tag[16];
    br_gcm_context gcm;
    /* a program's own cipher */
    void *own_data;
    int own_key_len, own_num;
    bool own_final_used;
    uint8_t own_final[16]; /* the last block that was decrypted */
    uint8_t *aad, *data; /* what ChaCha20-Poly1305 and CCM authenticate at the end */
    size_t aad_len, aad_cap, data_len, data_cap;
};

/** True if its running value is a counter, and its key stream does not depend on the text. */
static inline bool bs_cipher_counts(const EVP_CIPHER *c) {
    return c->kind == BS_CIPHER_CTR || c->kind == BS_CIPHER_CHACHA20;
}

/** PKCS#7 padding: the number of bytes of it, or 0 if it is wrong. No branch on what the bytes are. */
size_t bs_cipher_padding_of(const uint8_t *last, size_t block);

/** The i-th cipher of the table; NULL behind the last. */
const EVP_CIPHER *bs_cipher_at(size_t i);

/** By any name, ASCII case ignored; NULL if unknown. */
const EVP_CIPHER *bs_cipher_by_name(const char *name);

/** Sets up ctx->keys for the cipher and direction. */
void bs_cipher_set_key(EVP_CIPHER_CTX *ctx, const uint8_t *key);

/** Drops what is left of a block in progress. AES's counter moves on, ChaCha20's does at a block's end alone. */
void bs_cipher_leave_block(EVP_CIPHER_CTX *ctx);

/** Whole blocks in ECB or CBC, in or out of place; the chaining value moves on. */
void bs_cipher_blocks(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len);

/** One block in place in the context's direction, without a chaining value. */
void bs_cipher_one_block(EVP_CIPHER_CTX *ctx, uint8_t *block);

/** cipher_xts.c: false, with an error queued, if the halves of a key are equal (SP 800-38E, FIPS 140-2 IG A.9). */
BS_CHECKED bool bs_xts_keys_differ(const EVP_CIPHER_CTX *ctx, const uint8_t *key);

/** cipher_xts.c: a data unit of 16 bytes or more, in or out of place. */
BS_CHECKED bool bs_xts_update(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len);

/** cipher_wrap.c: a whole key; out NULL: its length alone. False for a wrong length or check value. */
BS_CHECKED bool bs_wrap_update(EVP_CIPHER_CTX *ctx, uint8_t *out, int *outl, const uint8_t *in, size_t len);

/** Stream modes: CFB, OFB, CTR, ChaCha20, null. */
void bs_cipher_stream(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len);

/** \name AEADs. Each queues its error and returns false on failure (a wrong tag queues nothing).
 * @{ */
bool bs_cipher_is_aead(const EVP_CIPHER *cipher);
void bs_aead_reset(EVP_CIPHER_CTX *ctx);
/** out NULL: additional data. */
BS_CHECKED bool bs_aead_update(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t len);
BS_CHECKED bool bs_aead_final(EVP_CIPHER_CTX *ctx);
/** EVP_CIPHER_CTX_ctrl() for AEADs: 1, 0, or -1 if it is no AEAD matter. */
int bs_aead_ctrl(EVP_CIPHER_CTX *ctx, int type, int arg, void *ptr);
/** Frees what an AEAD gathered. */
void bs_aead_clear(EVP_CIPHER_CTX *ctx);
/** Copies what an AEAD gathered and re-aims inner pointers, after *out = *in. */
BS_CHECKED bool bs_aead_copied(EVP_CIPHER_CTX *out, const EVP_CIPHER_CTX *in);
/** @} */

#endif
