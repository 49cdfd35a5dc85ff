/**
 * \file protect_class.h
 * \brief What a record format does; one constant of this type for each, for protect.c alone.
 */
#ifndef BS_RECORD_PROTECT_CLASS_H
#define BS_RECORD_PROTECT_CLASS_H

#include "src/crypto/aead.h"
#include "src/record/protect.h"

typedef bool bs_random_fn(void *arg, uint8_t *out, size_t n);

/** One record to seal. */
struct bs_seal_job {
    uint8_t type;
    uint8_t *rec;           /* header, head, plaintext, tail */
    size_t len, pad;        /* plaintext bytes; TLS 1.3 padding */
    bs_random_fn *random;
    void *random_arg;
};

struct bs_protect_class_ {
    size_t context_size;
    size_t (*head)(const struct bs_protect *p);
    size_t (*tail)(const struct bs_protect *p, size_t len);
    size_t max_body;
    /** Writes the whole record, header included, under number p->seq. */
    bs_status (*seal)(struct bs_protect *p, const struct bs_seal_job *job, size_t *out_len);
    /** body_len is at most max_body; p->seq is the record's number. The plaintext's length is checked by the caller. */
    bs_status (*open)(struct bs_protect *p, const uint8_t *header, uint8_t *body, size_t body_len, uint8_t *out_type,
                      bs_reader *out_plain);
};

extern const struct bs_protect_class_ bs_protect_aead_tls12, bs_protect_aead_tls13, bs_protect_cbc_seal,
    bs_protect_cbc_open, bs_protect_cbc_etm_seal, bs_protect_cbc_etm_open;

/** Set the context up; the lengths of all keys have been checked. */
void bs_protect_aead_tls12_init(struct bs_protect *p, const struct bs_impl *impl, const struct bs_protect_keys *keys);
void bs_protect_aead_tls13_init(struct bs_protect *p, const struct bs_impl *impl, const struct bs_protect_keys *keys);
void bs_protect_cbc_init(struct bs_protect *p, const struct bs_impl *impl, enum bs_hash mac, bool sealing,
                         const struct bs_protect_keys *keys);
void bs_protect_cbc_etm_init(struct bs_protect *p, const struct bs_impl *impl, enum bs_hash mac, bool sealing,
                             const struct bs_protect_keys *keys);

/** The AEAD of a bulk cipher. */
enum bs_aead_id bs_bulk_aead(enum bs_bulk_id id);

/** The block cipher of one in CBC mode, for this CPU. */
const br_block_cbcenc_class *bs_bulk_cbcenc(enum bs_bulk_id id, const struct bs_impl *impl);
const br_block_cbcdec_class *bs_bulk_cbcdec(enum bs_bulk_id id, const struct bs_impl *impl);

/** Room for the keys of either. */
union bs_cbcenc_keys {
    const br_block_cbcenc_class *vtable;
    br_aes_gen_cbcenc_keys aes;
    br_des_gen_cbcenc_keys des;
};
union bs_cbcdec_keys {
    const br_block_cbcdec_class *vtable;
    br_aes_gen_cbcdec_keys aes;
    br_des_gen_cbcdec_keys des;
};
#define BS_BLOCK_MAX 16 /* bytes of the longest block */

/** Writes type, version and length; returns the whole record's length. */
size_t bs_record_put_header(uint8_t *rec, uint8_t type, uint16_t version, size_t body_len);

/** Big-endian sequence number. */
void bs_record_put_seq(uint8_t out[8], uint64_t seq);

/** Nonce of RFC 8446 5.3 and RFC 7905 2: the sequence number, padded on the left, xor the iv. */
void bs_record_xor_nonce(uint8_t nonce[12], const uint8_t iv[12], uint64_t seq);

#endif
