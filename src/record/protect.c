#include "src/record/protect.h"

#include <string.h>

#include "src/base/secret.h"
#include "src/record/protect_class.h"

#define TLS10 0x0301
#define TLS12 0x0303
#define TLS13 0x0304

static const struct bs_protect_class_ *class_for(uint16_t version, enum bs_bulk_id bulk, enum bs_hash mac, bool sealing,
                                                 bool etm) {
    const struct bs_bulk *b = bs_bulk_get(bulk);
    if (!b || bulk == BS_BULK_NULL) return NULL;
    if (b->block_len != 0) {
        if (mac != BS_HASH_SHA1 && mac != BS_HASH_SHA256 && mac != BS_HASH_SHA384) return NULL;
        if (version < TLS10 || version > TLS12) return NULL;
        if (etm) return sealing ? &bs_protect_cbc_etm_seal : &bs_protect_cbc_etm_open;
        return sealing ? &bs_protect_cbc_seal : &bs_protect_cbc_open;
    }
    if (mac != BS_HASH_NONE || etm) return NULL;
    return version == TLS13 ? &bs_protect_aead_tls13 : version == TLS12 ? &bs_protect_aead_tls12 : NULL;
}

bs_status bs_protect_init(struct bs_protect *p, const struct bs_impl *impl, uint16_t version, enum bs_bulk_id bulk,
                          enum bs_hash mac, bool sealing, const struct bs_protect_keys *keys) {
    const struct bs_protect_class_ *cls = class_for(version, bulk, mac, sealing, keys->encrypt_then_mac);
    const struct bs_bulk *b = bs_bulk_get(bulk);
    bs_protect_wipe(p);
    p->seq = UINT64_MAX; /* until the keys are in place: an error here must not leave plaintext behind */
    if (!cls || !b) return BS_E_UNSUPPORTED;
    if (keys->key.len != b->key_len || keys->iv.len != bs_bulk_iv_len(b, version) ||
        keys->mac_key.len != bs_hash_len(mac)) {
        return BS_E_UNSUPPORTED;
    }
    p->vtable = cls;
    p->version = version;
    p->bulk = b;
    if (keys->encrypt_then_mac) {
        bs_protect_cbc_etm_init(p, impl, mac, sealing, keys);
    } else if (b->block_len != 0) {
        bs_protect_cbc_init(p, impl, mac, sealing, keys);
    } else if (version == TLS13) {
        bs_protect_aead_tls13_init(p, impl, keys);
    } else {
        bs_protect_aead_tls12_init(p, impl, keys);
    }
    p->seq = 0;
    return BS_OK;
}

void bs_protect_wipe(struct bs_protect *p) { bs_wipe(p, sizeof *p); }

size_t bs_protect_head(const struct bs_protect *p) { return p->vtable ? p->vtable->head(p) : 0; }

size_t bs_protect_tail(const struct bs_protect *p, size_t len) { return p->vtable ? p->vtable->tail(p, len) : 0; }

size_t bs_protect_max_body(const struct bs_protect *p) { return p->vtable ? p->vtable->max_body : BS_RECORD_MAX_PLAIN; }

enum bs_aead_id bs_bulk_aead(enum bs_bulk_id id) {
    switch (id) {
    case BS_BULK_AES128_GCM: return BS_AEAD_AES128_GCM;
    case BS_BULK_AES256_GCM: return BS_AEAD_AES256_GCM;
    case BS_BULK_AES128_CCM: return BS_AEAD_AES128_CCM;
    case BS_BULK_AES256_CCM: return BS_AEAD_AES256_CCM;
    case BS_BULK_AES128_CCM_8: return BS_AEAD_AES128_CCM_8;
    case BS_BULK_AES256_CCM_8: return BS_AEAD_AES256_CCM_8;
    default: return BS_AEAD_CHACHA20_POLY1305;
    }
}

const br_block_cbcenc_class *bs_bulk_cbcenc(enum bs_bulk_id id, const struct bs_impl *impl) {
    return id == BS_BULK_3DES_CBC ? impl->des_cbcenc : impl->aes_cbcenc;
}

const br_block_cbcdec_class *bs_bulk_cbcdec(enum bs_bulk_id id, const struct bs_impl *impl) {
    return id == BS_BULK_3DES_CBC ? impl->des_cbcdec : impl->aes_cbcdec;
}

size_t bs_record_put_header(uint8_t *rec, uint8_t type, uint16_t version, size_t body_len) {
    rec[0] = type;
    rec[1] = (uint8_t)(version >> 8);
    rec[2] = (uint8_t)version;
    rec[3] = (uint8_t)(body_len >> 8);
    rec[4] = (uint8_t)body_len;
    return BS_RECORD_HEADER + body_len;
}

void bs_record_put_seq(uint8_t out[8], uint64_t seq) {
    for (unsigned i = 0; i < 8; i++) out[i] = (uint8_t)(seq >> (56 - 8 * i));
}

void bs_record_xor_nonce(uint8_t nonce[12], const uint8_t iv[12], uint64_t seq) {
    uint8_t be[8];
    bs_record_put_seq(be, seq);
    memcpy(nonce, iv, 12);
    for (unsigned i = 0; i < 8; i++) nonce[4 + i] = (uint8_t)(nonce[4 + i] ^ be[i]);
}

bs_status bs_protect_seal(struct bs_protect *p, uint8_t type, uint16_t hdr_version, uint8_t *rec, size_t len, size_t pad,
                          bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg, size_t *out_len) {
    if (len > BS_RECORD_MAX_PLAIN || pad > BS_RECORD_MAX_PLAIN - len) return BS_E_ARGUMENT;
    if (p->seq == UINT64_MAX) return BS_E_SEQUENCE_EXHAUSTED; /* RFC 8446 5.3: "MUST NOT wrap" */
    if (!p->vtable) {
        *out_len = bs_record_put_header(rec, type, hdr_version, len);
        return BS_OK;
    }
    if (!p->vtable->seal) return BS_E_STATE; /* made for the other direction */
    struct bs_seal_job job = { type, rec, len, pad, random, random_arg };
    BS_TRY(p->vtable->seal(p, &job, out_len));
    p->seq++;
    return BS_OK;
}

bs_status bs_protect_open(struct bs_protect *p, const uint8_t header[BS_RECORD_HEADER], uint8_t *body, size_t body_len,
                          uint8_t *out_type, bs_reader *out_plain) {
    if (body_len > bs_protect_max_body(p)) return BS_E_RECORD_OVERFLOW;
    if (p->seq == UINT64_MAX) return BS_E_SEQUENCE_EXHAUSTED;
    if (!p->vtable) {
        *out_type = header[0];
        *out_plain = bs_r_from(body, body_len);
        return BS_OK;
    }
    if (!p->vtable->open) return BS_E_STATE;
    BS_TRY(p->vtable->open(p, header, body, body_len, out_type, out_plain));
    p->seq++;
    return out_plain->len <= BS_RECORD_MAX_PLAIN ? BS_OK : BS_E_PLAINTEXT_OVERFLOW;
}
