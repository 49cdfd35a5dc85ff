#include "src/session/ticket.h"

#include <string.h>

#include "src/base/secret.h"
#include "src/crypto/hash.h"

#define IV_LEN 16
#define TAG_LEN 32
#define BLOCK 16

static void tag_of(const struct bs_ticket_keys *keys, bs_reader bytes, uint8_t out[BS_HASH_MAX]) {
    bs_hmac_once(BS_HASH_SHA256, bs_r_from(keys->hmac_key, sizeof keys->hmac_key), bytes, out);
}

bs_status bs_ticket_seal(const struct bs_impl *impl, const struct bs_ticket_keys *keys, bs_reader state,
                         bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg, uint8_t *out,
                         size_t *out_len) {
    size_t pad = BLOCK - state.len % BLOCK;
    size_t body = state.len + pad, head = BS_TICKET_NAME_LEN + IV_LEN;
    if (state.len > SIZE_MAX - BS_TICKET_OVERHEAD || *out_len < head + body + TAG_LEN) return BS_E_SPACE;
    uint8_t iv[IV_LEN];
    if (!random(random_arg, iv, sizeof iv)) return BS_E_ENTROPY;
    memmove(out + head, state.p, state.len);
    memset(out + head + state.len, (int)pad, pad);
    memcpy(out, keys->name, BS_TICKET_NAME_LEN);
    memcpy(out + BS_TICKET_NAME_LEN, iv, IV_LEN);
    br_aes_gen_cbcenc_keys cbc;
    impl->aes_cbcenc->init(&cbc.vtable, keys->aes_key, sizeof keys->aes_key);
    impl->aes_cbcenc->run(&cbc.vtable, iv, out + head, body);
    bs_wipe(&cbc, sizeof cbc);
    uint8_t tag[BS_HASH_MAX];
    tag_of(keys, bs_r_from(out, head + body), tag);
    memcpy(out + head + body, tag, TAG_LEN);
    *out_len = head + body + TAG_LEN;
    return BS_OK;
}

bs_status bs_ticket_open(const struct bs_impl *impl, const struct bs_ticket_keys *keys, bs_reader ticket, uint8_t *out,
                         size_t *out_len) {
    size_t head = BS_TICKET_NAME_LEN + IV_LEN;
    if (ticket.len < head + BLOCK + TAG_LEN || (ticket.len - head - TAG_LEN) % BLOCK != 0) return BS_E_NOT_FOUND;
    size_t body = ticket.len - head - TAG_LEN;
    if (!bs_r_equal(bs_r_from(ticket.p, BS_TICKET_NAME_LEN), keys->name, BS_TICKET_NAME_LEN)) return BS_E_NOT_FOUND;
    if (*out_len < body) return BS_E_SPACE;
    uint8_t tag[BS_HASH_MAX];
    tag_of(keys, bs_r_from(ticket.p, head + body), tag);
    /* RFC 5077 4: the tag first; what follows is then our own making. */
    if (!bs_ct_equal(tag, ticket.p + head + body, TAG_LEN)) return BS_E_NOT_FOUND;
    uint8_t iv[IV_LEN];
    memcpy(iv, ticket.p + BS_TICKET_NAME_LEN, IV_LEN);
    memmove(out, ticket.p + head, body);
    br_aes_gen_cbcdec_keys cbc;
    impl->aes_cbcdec->init(&cbc.vtable, keys->aes_key, sizeof keys->aes_key);
    impl->aes_cbcdec->run(&cbc.vtable, iv, out, body);
    bs_wipe(&cbc, sizeof cbc);
    size_t pad = out[body - 1];
    if (pad == 0 || pad > BLOCK) return BS_E_NOT_FOUND;
    *out_len = body - pad;
    return BS_OK;
}
