/* Session tickets: the context's own keys in OpenSSL's default format, or the program's callback. RFC 5077 4 */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "compat/crypto/evp/pkey_local.h"
#include "compat/ssl/ssl_local.h"

#define NAME_LEN BS_TICKET_NAME_LEN

struct protectors {
    EVP_CIPHER_CTX *cipher;
    HMAC_CTX *mac;
};

static int protectors_init(struct protectors *p) {
    p->cipher = EVP_CIPHER_CTX_new();
    p->mac = HMAC_CTX_new();
    return p->cipher && p->mac;
}

static void protectors_free(struct protectors *p) {
    EVP_CIPHER_CTX_free(p->cipher);
    HMAC_CTX_free(p->mac);
}

static int seal_with(const struct protectors *p, const uint8_t *name, const uint8_t *iv, bs_reader state, uint8_t *out,
                     size_t *out_len) {
    int iv_len = EVP_CIPHER_CTX_get_iv_length(p->cipher);
    size_t head = NAME_LEN + (size_t)(iv_len > 0 ? iv_len : 0);
    int n = 0, last = 0;
    unsigned mac_len = 0;
    if (iv_len < 0 || *out_len < head + state.len + EVP_MAX_BLOCK_LENGTH + EVP_MAX_MD_SIZE) return 0;
    if (!EVP_EncryptUpdate(p->cipher, out + head, &n, state.p, (int)state.len) ||
        !EVP_EncryptFinal_ex(p->cipher, out + head + n, &last)) {
        return 0;
    }
    memcpy(out, name, NAME_LEN);
    memcpy(out + NAME_LEN, iv, (size_t)iv_len);
    size_t body = head + (size_t)(n + last);
    if (!HMAC_Update(p->mac, out, body) || !HMAC_Final(p->mac, out + body, &mac_len)) return 0;
    *out_len = body + mac_len;
    return 1;
}

static bs_status seal_by_callback(SSL *s, bs_reader state, uint8_t *out, size_t *out_len) {
    struct protectors p = { NULL, NULL };
    uint8_t name[NAME_LEN] = { 0 }, iv[EVP_MAX_IV_LENGTH] = { 0 };
    bs_status st = BS_E_CALLBACK_FAILED;
    if (protectors_init(&p)) {
        int ret = s->session_ctx->ticket_key_cb(s, name, iv, p.cipher, p.mac, 1);
        if (ret == 0) {
            *out_len = 0; /* the program has no key now: no ticket */
            st = BS_OK;
        } else if (ret > 0 && seal_with(&p, name, iv, state, out, out_len)) {
            st = BS_OK;
        }
    }
    protectors_free(&p);
    return st;
}

bs_status ssl_op_ticket_seal(void *app, struct bs_session *sess, bs_reader state, uint8_t *out, size_t *out_len) {
    SSL *s = (SSL *)app;
    (void)sess;
    if (s->session_ctx->ticket_key_cb) return seal_by_callback(s, state, out, out_len);
    return bs_ticket_seal(bs_crypto_impl(), &s->session_ctx->ticket_keys, state, bs_evp_random, NULL, out, out_len);
}

static bs_status open_with(const struct protectors *p, bs_reader ticket, uint8_t *out, size_t *out_len) {
    size_t mac_len = HMAC_size(p->mac);
    int iv_len = EVP_CIPHER_CTX_get_iv_length(p->cipher), n = 0, last = 0;
    size_t head = NAME_LEN + (size_t)(iv_len > 0 ? iv_len : 0);
    uint8_t mac[EVP_MAX_MD_SIZE];
    if (iv_len < 0 || mac_len == 0) return BS_E_CALLBACK_FAILED;
    if (ticket.len <= head + mac_len) return BS_E_NOT_FOUND;
    size_t body = ticket.len - mac_len;
    if (!HMAC_Update(p->mac, ticket.p, body) || !HMAC_Final(p->mac, mac, NULL)) return BS_E_CALLBACK_FAILED;
    if (CRYPTO_memcmp(mac, ticket.p + body, mac_len) != 0) return BS_E_NOT_FOUND;
    if (*out_len < body - head + EVP_MAX_BLOCK_LENGTH) return BS_E_SPACE;
    if (!EVP_DecryptUpdate(p->cipher, out, &n, ticket.p + head, (int)(body - head)) ||
        !EVP_DecryptFinal_ex(p->cipher, out + n, &last)) {
        ERR_clear_error();
        return BS_E_NOT_FOUND;
    }
    *out_len = (size_t)(n + last);
    return BS_OK;
}

static bs_status open_by_callback(SSL *s, bs_reader ticket, uint8_t *out, size_t *out_len, bool *out_renew) {
    struct protectors p = { NULL, NULL };
    uint8_t name[NAME_LEN], iv[EVP_MAX_IV_LENGTH] = { 0 };
    bs_status st = BS_E_CALLBACK_FAILED;
    if (ticket.len < NAME_LEN + EVP_MAX_IV_LENGTH) return BS_E_NOT_FOUND;
    memcpy(name, ticket.p, NAME_LEN);
    memcpy(iv, ticket.p + NAME_LEN, EVP_MAX_IV_LENGTH);
    if (protectors_init(&p)) {
        int ret = s->session_ctx->ticket_key_cb(s, name, iv, p.cipher, p.mac, 0);
        if (ret == 0) st = BS_E_NOT_FOUND;
        if (ret > 0) st = open_with(&p, ticket, out, out_len);
        *out_renew = ret == 2;
    }
    protectors_free(&p);
    return st;
}

bs_status ssl_op_ticket_open(void *app, bs_reader ticket, uint8_t *out, size_t *out_len, bool *out_renew) {
    SSL *s = (SSL *)app;
    *out_renew = false;
    if (s->session_ctx->ticket_key_cb) return open_by_callback(s, ticket, out, out_len, out_renew);
    return bs_ticket_open(bs_crypto_impl(), &s->session_ctx->ticket_keys, ticket, out, out_len);
}
