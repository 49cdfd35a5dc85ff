#include <string.h>

#include "src/record/protect_class.h"

/* Records of TLS 1.3, RFC 8446 5.2: the content type and zeros of padding go inside; the header is the additional data. */

#define LEGACY_VERSION 0x0303

struct context {
    bs_aead_context aead;
    uint8_t iv[BS_AEAD_NONCE_LEN];
};
_Static_assert(sizeof(struct context) <= BS_PROTECT_CONTEXT, "BS_PROTECT_CONTEXT is too small");

static struct context *self(struct bs_protect *p) { return (struct context *)(void *)p->u.bytes; }

void bs_protect_aead_tls13_init(struct bs_protect *p, const struct bs_impl *impl, const struct bs_protect_keys *keys) {
    struct context *c = self(p);
    bs_aead_init(&c->aead, bs_aead_class_of(bs_bulk_aead(p->bulk->id)), impl, keys->key.p);
    memcpy(c->iv, keys->iv.p, sizeof c->iv);
}

static size_t head(const struct bs_protect *p) {
    (void)p;
    return 0;
}

static size_t tail(const struct bs_protect *p, size_t len) {
    (void)len;
    return 1 + p->bulk->tag_len;
}

static bs_status seal(struct bs_protect *p, const struct bs_seal_job *job, size_t *out_len) {
    struct context *c = self(p);
    uint8_t nonce[BS_AEAD_NONCE_LEN], *text = job->rec + BS_RECORD_HEADER;
    size_t inner = job->len + 1 + job->pad;
    text[job->len] = job->type;
    memset(text + job->len + 1, 0, job->pad);
    *out_len = bs_record_put_header(job->rec, BS_RECORD_DATA, LEGACY_VERSION, inner + p->bulk->tag_len);
    bs_record_xor_nonce(nonce, c->iv, p->seq);
    c->aead.vtable->seal(&c->aead.vtable, nonce, bs_r_from(job->rec, BS_RECORD_HEADER), text, inner, text + inner);
    return BS_OK;
}

static bs_status open_record(struct bs_protect *p, const uint8_t *header, uint8_t *body, size_t body_len,
                             uint8_t *out_type, bs_reader *out_plain) {
    struct context *c = self(p);
    uint8_t nonce[BS_AEAD_NONCE_LEN];
    if (header[0] != BS_RECORD_DATA) return BS_E_UNEXPECTED_RECORD;
    if (body_len < p->bulk->tag_len) return BS_E_BAD_MAC;
    size_t inner = body_len - p->bulk->tag_len;
    bs_record_xor_nonce(nonce, c->iv, p->seq);
    bs_reader aad = bs_r_from(header, BS_RECORD_HEADER);
    if (!c->aead.vtable->open(&c->aead.vtable, nonce, aad, body, inner, body + inner)) return BS_E_BAD_MAC;
    /* RFC 8446 5.4: "The presence of padding does not change the overall record size limitations". */
    if (inner > BS_RECORD_MAX_PLAIN + 1) return BS_E_PLAINTEXT_OVERFLOW;
    while (inner > 0 && body[inner - 1] == 0) inner--;
    if (inner == 0) return BS_E_NO_RECORD_TYPE;
    *out_type = body[inner - 1];
    *out_plain = bs_r_from(body, inner - 1);
    return BS_OK;
}

const struct bs_protect_class_ bs_protect_aead_tls13 = {
    .context_size = sizeof(struct context),
    .head = head,
    .tail = tail,
    .max_body = BS_RECORD_MAX_PLAIN + BS_RECORD_MAX_EXPANSION_TLS13,
    .seal = seal,
    .open = open_record,
};
