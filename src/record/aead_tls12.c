#include <string.h>

#include "src/record/protect_class.h"

/* AEAD records of TLS 1.2, RFC 5246 6.2.3.3. GCM (RFC 5288 3) and CCM (RFC 6655 3) send eight bytes of the nonce in each
 * record, ChaCha20 (RFC 7905 2) none. */

#define EXPLICIT_LEN 8
#define AAD_LEN 13

struct context {
    bs_aead_context aead;
    uint8_t iv[BS_AEAD_NONCE_LEN]; /* the first fixed_iv_len bytes of the nonce, or the mask of all */
};
_Static_assert(sizeof(struct context) <= BS_PROTECT_CONTEXT, "BS_PROTECT_CONTEXT is too small");

static struct context *self(struct bs_protect *p) { return (struct context *)(void *)p->u.bytes; }

void bs_protect_aead_tls12_init(struct bs_protect *p, const struct bs_impl *impl, const struct bs_protect_keys *keys) {
    struct context *c = self(p);
    bs_aead_init(&c->aead, bs_aead_class_of(bs_bulk_aead(p->bulk->id)), impl, keys->key.p);
    memcpy(c->iv, keys->iv.p, keys->iv.len);
}

static size_t head(const struct bs_protect *p) { return p->bulk->fixed_iv_len == 4 ? EXPLICIT_LEN : 0; }

static size_t tail(const struct bs_protect *p, size_t len) {
    (void)len;
    return p->bulk->tag_len;
}

static void make_nonce(const struct bs_protect *p, const struct context *c, const uint8_t *explicit_part,
                       uint8_t nonce[BS_AEAD_NONCE_LEN]) {
    if (head(p) == 0) {
        bs_record_xor_nonce(nonce, c->iv, p->seq);
        return;
    }
    memcpy(nonce, c->iv, 4);
    memcpy(nonce + 4, explicit_part, EXPLICIT_LEN);
}

/* RFC 5246 6.2.3.3: seq_num, type, version, and the length of the plaintext. */
static bs_reader make_aad(uint8_t aad[AAD_LEN], uint64_t seq, const uint8_t *header, size_t len) {
    bs_record_put_seq(aad, seq);
    memcpy(aad + 8, header, 3);
    aad[11] = (uint8_t)(len >> 8);
    aad[12] = (uint8_t)len;
    return bs_r_from(aad, AAD_LEN);
}

static bs_status seal(struct bs_protect *p, const struct bs_seal_job *job, size_t *out_len) {
    struct context *c = self(p);
    uint8_t nonce[BS_AEAD_NONCE_LEN], aad[AAD_LEN], *body = job->rec + BS_RECORD_HEADER, *text = body + head(p);
    size_t n = bs_record_put_header(job->rec, job->type, p->version, head(p) + job->len + p->bulk->tag_len);
    if (head(p) != 0) bs_record_put_seq(body, p->seq); /* RFC 5288 3: "MAY be the 64-bit sequence number" */
    make_nonce(p, c, body, nonce);
    bs_reader a = make_aad(aad, p->seq, job->rec, job->len);
    c->aead.vtable->seal(&c->aead.vtable, nonce, a, text, job->len, text + job->len);
    *out_len = n;
    return BS_OK;
}

static bs_status open_record(struct bs_protect *p, const uint8_t *header, uint8_t *body, size_t body_len,
                             uint8_t *out_type, bs_reader *out_plain) {
    struct context *c = self(p);
    uint8_t nonce[BS_AEAD_NONCE_LEN], aad[AAD_LEN], *text = body + head(p);
    if (body_len < head(p) + p->bulk->tag_len) return BS_E_BAD_MAC;
    size_t len = body_len - head(p) - p->bulk->tag_len;
    make_nonce(p, c, body, nonce);
    bs_reader a = make_aad(aad, p->seq, header, len);
    if (!c->aead.vtable->open(&c->aead.vtable, nonce, a, text, len, text + len)) return BS_E_BAD_MAC;
    *out_type = header[0];
    *out_plain = bs_r_from(text, len);
    return BS_OK;
}

const struct bs_protect_class_ bs_protect_aead_tls12 = {
    .context_size = sizeof(struct context),
    .head = head,
    .tail = tail,
    .max_body = BS_RECORD_MAX_PLAIN + BS_RECORD_MAX_EXPANSION_TLS12,
    .seal = seal,
    .open = open_record,
};
