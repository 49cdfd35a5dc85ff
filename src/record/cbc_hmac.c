#include <string.h>

#include "src/base/secret.h"
#include "src/record/protect_class.h"

/* Block cipher records up to TLS 1.2, RFC 5246 6.2.3.2: IV, then the cipher over content, HMAC and padding. In TLS 1.0
 * (RFC 2246 6.2.3.2) no IV is sent: the first is from the key block, the next is the last block of the record before.
 * Opening is BearSSL's, which takes one path for bad padding and bad MAC (the attack is known as Lucky 13). It counts
 * records by itself, in step with p->seq. Sealing holds no such secret and is spelled out here, because BearSSL makes
 * its IVs by a generator of its own and we have the caller's entropy. */

#define TLS10 0x0301

struct seal_context {
    union bs_cbcenc_keys keys;
    br_hmac_key_context mac;
    size_t mac_len;
    uint8_t chain[BS_BLOCK_MAX]; /* TLS 1.0: the next record's IV */
};

struct open_context {
    br_sslrec_in_cbc_context in;
};
_Static_assert(sizeof(struct seal_context) <= BS_PROTECT_CONTEXT, "BS_PROTECT_CONTEXT is too small");
_Static_assert(sizeof(struct open_context) <= BS_PROTECT_CONTEXT, "BS_PROTECT_CONTEXT is too small");

static struct seal_context *sealer(struct bs_protect *p) { return (struct seal_context *)(void *)p->u.bytes; }

static const struct seal_context *const_sealer(const struct bs_protect *p) {
    return (const struct seal_context *)(const void *)p->u.bytes;
}

static struct open_context *opener(struct bs_protect *p) { return (struct open_context *)(void *)p->u.bytes; }

void bs_protect_cbc_init(struct bs_protect *p, const struct bs_impl *impl, enum bs_hash mac, bool sealing,
                         const struct bs_protect_keys *keys) {
    const br_hash_class *hash = bs_hash_class(mac);
    if (sealing) {
        struct seal_context *c = sealer(p);
        bs_bulk_cbcenc(p->bulk->id, impl)->init(&c->keys.vtable, keys->key.p, keys->key.len);
        br_hmac_key_init(&c->mac, hash, keys->mac_key.p, keys->mac_key.len);
        c->mac_len = bs_hash_len(mac);
        memcpy(c->chain, keys->iv.p, keys->iv.len);
        return;
    }
    const br_sslrec_in_cbc_class *cls = &br_sslrec_in_cbc_vtable;
    cls->init(&opener(p)->in.vtable, bs_bulk_cbcdec(p->bulk->id, impl), keys->key.p, keys->key.len, hash, keys->mac_key.p,
              keys->mac_key.len, bs_hash_len(mac), keys->iv.len > 0 ? keys->iv.p : NULL);
}

static size_t head(const struct bs_protect *p) { return p->version == TLS10 ? 0 : p->bulk->block_len; }

static size_t tail(const struct bs_protect *p, size_t len) {
    size_t with_mac = len + const_sealer(p)->mac_len, block = p->bulk->block_len;
    return with_mac - len + block - with_mac % block; /* 1 to 16 bytes of padding */
}

static size_t no_tail(const struct bs_protect *p, size_t len) {
    (void)p;
    (void)len;
    return 0;
}

static bs_status seal(struct bs_protect *p, const struct bs_seal_job *job, size_t *out_len) {
    struct seal_context *c = sealer(p);
    uint8_t pseudo[13], *text = job->rec + BS_RECORD_HEADER + head(p);
    size_t encrypted = job->len + tail(p, job->len), pad = encrypted - job->len - c->mac_len;
    /* RFC 5246 6.2.3.2: "The Initialization Vector (IV) SHOULD be chosen at random, and MUST be unpredictable." */
    if (head(p) > 0 && !job->random(job->random_arg, c->chain, head(p))) return BS_E_ENTROPY;
    memcpy(job->rec + BS_RECORD_HEADER, c->chain, head(p));
    bs_record_put_seq(pseudo, p->seq);
    bs_record_put_header(pseudo + 8, job->type, p->version, job->len);
    br_hmac_context hc;
    br_hmac_init(&hc, &c->mac, 0);
    br_hmac_update(&hc, pseudo, sizeof pseudo);
    br_hmac_update(&hc, text, job->len);
    br_hmac_out(&hc, text + job->len);
    memset(text + job->len + c->mac_len, (int)(pad - 1), pad);
    const br_block_cbcenc_class *cipher = c->keys.vtable;
    cipher->run(&c->keys.vtable, c->chain, text, encrypted); /* leaves the last block in chain */
    *out_len = bs_record_put_header(job->rec, job->type, p->version, head(p) + encrypted);
    return BS_OK;
}

static bs_status open_record(struct bs_protect *p, const uint8_t *header, uint8_t *body, size_t body_len,
                             uint8_t *out_type, bs_reader *out_plain) {
    br_sslrec_in_cbc_context *in = &opener(p)->in;
    const br_sslrec_in_class *cls = &in->vtable->inner;
    const br_sslrec_in_class **ctx = (const br_sslrec_in_class **)(void *)&in->vtable;
    size_t len = body_len;
    if (body_len % p->bulk->block_len != 0 || !cls->check_length(ctx, body_len)) return BS_E_BAD_MAC;
    unsigned version = (unsigned)header[1] << 8 | header[2];
    const uint8_t *plain = cls->decrypt(ctx, header[0], version, body, &len);
    if (!plain) return BS_E_BAD_MAC;
    *out_type = header[0];
    *out_plain = bs_r_from(plain, len);
    return BS_OK;
}

const struct bs_protect_class_ bs_protect_cbc_seal = {
    .context_size = sizeof(struct seal_context),
    .head = head,
    .tail = tail,
    .max_body = BS_RECORD_MAX_PLAIN + BS_RECORD_MAX_EXPANSION_TLS12,
    .seal = seal,
};

const struct bs_protect_class_ bs_protect_cbc_open = {
    .context_size = sizeof(struct open_context),
    .head = head,
    .tail = no_tail,
    .max_body = BS_RECORD_MAX_PLAIN + BS_RECORD_MAX_EXPANSION_TLS12,
    .open = open_record,
};
