#include <string.h>

#include "src/base/secret.h"
#include "src/record/protect_class.h"

/* Block cipher records with the MAC over what is encrypted, RFC 7366 3: IV, then the cipher over content and padding,
 * then HMAC over sequence number, header, IV and ciphertext. The MAC is judged before anything is decrypted, so that the
 * padding, which is then the peer's own making, is no secret and cannot become an oracle. */

#define TLS10 0x0301

struct context {
    union {
        union bs_cbcenc_keys enc;
        union bs_cbcdec_keys dec;
    } keys;
    br_hmac_key_context mac;
    size_t mac_len;
    uint8_t chain[BS_BLOCK_MAX]; /* TLS 1.0: the next record's IV */
};
_Static_assert(sizeof(struct context) <= BS_PROTECT_CONTEXT, "BS_PROTECT_CONTEXT is too small");

static struct context *self(struct bs_protect *p) { return (struct context *)(void *)p->u.bytes; }

static const struct context *const_self(const struct bs_protect *p) {
    return (const struct context *)(const void *)p->u.bytes;
}

void bs_protect_cbc_etm_init(struct bs_protect *p, const struct bs_impl *impl, enum bs_hash mac, bool sealing,
                             const struct bs_protect_keys *keys) {
    struct context *c = self(p);
    if (sealing) {
        bs_bulk_cbcenc(p->bulk->id, impl)->init(&c->keys.enc.vtable, keys->key.p, keys->key.len);
    } else {
        bs_bulk_cbcdec(p->bulk->id, impl)->init(&c->keys.dec.vtable, keys->key.p, keys->key.len);
    }
    br_hmac_key_init(&c->mac, bs_hash_class(mac), keys->mac_key.p, keys->mac_key.len);
    c->mac_len = bs_hash_len(mac);
    if (keys->iv.len > 0) memcpy(c->chain, keys->iv.p, keys->iv.len);
}

static size_t head(const struct bs_protect *p) { return p->version == TLS10 ? 0 : p->bulk->block_len; }

static size_t tail(const struct bs_protect *p, size_t len) {
    return p->bulk->block_len - len % p->bulk->block_len + const_self(p)->mac_len; /* 1 to 16 bytes of padding */
}

static size_t no_tail(const struct bs_protect *p, size_t len) {
    (void)p;
    (void)len;
    return 0;
}

/* RFC 7366 3: MAC(MAC_write_key, seq_num + type + version + length + IV + ENC(...)); the length is without the MAC. */
static void make_mac(const struct bs_protect *p, uint8_t type, unsigned version, const uint8_t *body, size_t len,
                     uint8_t out[BS_HASH_MAX]) {
    uint8_t pseudo[13];
    br_hmac_context hc;
    bs_record_put_seq(pseudo, p->seq);
    bs_record_put_header(pseudo + 8, type, (uint16_t)version, len);
    br_hmac_init(&hc, &const_self(p)->mac, 0);
    br_hmac_update(&hc, pseudo, sizeof pseudo);
    br_hmac_update(&hc, body, len);
    br_hmac_out(&hc, out);
}

static bs_status seal(struct bs_protect *p, const struct bs_seal_job *job, size_t *out_len) {
    struct context *c = self(p);
    uint8_t *body = job->rec + BS_RECORD_HEADER, *text = body + head(p), mac[BS_HASH_MAX];
    size_t block = p->bulk->block_len, pad = block - job->len % block, len = head(p) + job->len + pad;
    /* RFC 5246 6.2.3.2: "The Initialization Vector (IV) SHOULD be chosen at random, and MUST be unpredictable." */
    if (head(p) > 0 && !job->random(job->random_arg, c->chain, head(p))) return BS_E_ENTROPY;
    memcpy(body, c->chain, head(p));
    memset(text + job->len, (int)(pad - 1), pad);
    const br_block_cbcenc_class *cipher = c->keys.enc.vtable;
    cipher->run(&c->keys.enc.vtable, c->chain, text, job->len + pad); /* leaves the last block in chain */
    make_mac(p, job->type, p->version, body, len, mac);
    memcpy(body + len, mac, c->mac_len);
    *out_len = bs_record_put_header(job->rec, job->type, p->version, len + c->mac_len);
    return BS_OK;
}

/* RFC 5246 6.2.3.2: each byte of the padding has its length, and the length follows it. */
static bool remove_padding(const uint8_t *text, size_t *len) {
    size_t pad = text[*len - 1];
    if (pad + 1 > *len) return false;
    for (size_t i = 0; i <= pad; i++) {
        if (text[*len - 1 - i] != pad) return false;
    }
    *len -= pad + 1;
    return true;
}

static bs_status open_record(struct bs_protect *p, const uint8_t *header, uint8_t *body, size_t body_len,
                             uint8_t *out_type, bs_reader *out_plain) {
    struct context *c = self(p);
    uint8_t mac[BS_HASH_MAX];
    if (body_len < c->mac_len) return BS_E_TOO_SHORT; /* lengths are in the clear: OpenSSL's alert tells nothing */
    if (body_len < head(p) + p->bulk->block_len + c->mac_len) return BS_E_BAD_MAC;
    size_t len = body_len - c->mac_len;
    if (len % p->bulk->block_len != 0) return BS_E_BAD_MAC;
    make_mac(p, header[0], (unsigned)header[1] << 8 | header[2], body, len, mac);
    if (!bs_ct_equal(mac, body + len, c->mac_len)) return BS_E_BAD_MAC;
    if (head(p) > 0) memcpy(c->chain, body, head(p));
    uint8_t *text = body + head(p);
    len -= head(p);
    const br_block_cbcdec_class *cipher = c->keys.dec.vtable;
    cipher->run(&c->keys.dec.vtable, c->chain, text, len); /* leaves the last block of the ciphertext in chain */
    if (!remove_padding(text, &len)) return BS_E_BAD_MAC;
    *out_type = header[0];
    *out_plain = bs_r_from(text, len);
    return BS_OK;
}

const struct bs_protect_class_ bs_protect_cbc_etm_seal = {
    .context_size = sizeof(struct context),
    .head = head,
    .tail = tail,
    .max_body = BS_RECORD_MAX_PLAIN + BS_RECORD_MAX_EXPANSION_TLS12,
    .seal = seal,
};

const struct bs_protect_class_ bs_protect_cbc_etm_open = {
    .context_size = sizeof(struct context),
    .head = head,
    .tail = no_tail,
    .max_body = BS_RECORD_MAX_PLAIN + BS_RECORD_MAX_EXPANSION_TLS12,
    .open = open_record,
};
