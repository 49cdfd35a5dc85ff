/* Session tickets: the context's own keys in OpenSSL's default format, or the program's callback. RFC 5077 4 */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "compat/crypto/evp/pkey_local.h"
#include "compat/ssl/hooks.h"
#include "compat/ssl/ssl_local.h"

#define NAME_LEN BS_TICKET_NAME_LEN

/* What the program's callback sets up: a cipher, and a MAC of the new kind or the old. */
struct protectors {
    EVP_CIPHER_CTX *cipher;
    HMAC_CTX *hmac;
    EVP_MAC_CTX *mac;
};

static int protectors_init(struct protectors *p, const SSL_CTX *ctx) {
    p->cipher = EVP_CIPHER_CTX_new();
    if (ctx->ticket_key_evp_cb) {
        EVP_MAC *alg = EVP_MAC_fetch(NULL, "HMAC", NULL);
        p->mac = alg ? EVP_MAC_CTX_new(alg) : NULL;
        EVP_MAC_free(alg);
    } else {
        p->hmac = HMAC_CTX_new();
    }
    return p->cipher && (p->mac || p->hmac);
}

static void protectors_free(struct protectors *p) {
    EVP_CIPHER_CTX_free(p->cipher);
    HMAC_CTX_free(p->hmac);
    EVP_MAC_CTX_free(p->mac);
}

static int ask(SSL *s, const struct protectors *p, uint8_t *name, uint8_t *iv, int enc) {
    const SSL_CTX *ctx = s->session_ctx;
    if (ctx->ticket_key_evp_cb) return ctx->ticket_key_evp_cb(s, name, iv, p->cipher, p->mac, enc);
    return ctx->ticket_key_cb(s, name, iv, p->cipher, p->hmac, enc);
}

static size_t mac_size(const struct protectors *p) {
    return p->mac ? EVP_MAC_CTX_get_mac_size(p->mac) : HMAC_size(p->hmac);
}

static int mac_of(const struct protectors *p, bs_reader bytes, uint8_t *out) {
    if (p->mac) return EVP_MAC_update(p->mac, bytes.p, bytes.len) && EVP_MAC_final(p->mac, out, NULL, EVP_MAX_MD_SIZE);
    return HMAC_Update(p->hmac, bytes.p, bytes.len) && HMAC_Final(p->hmac, out, NULL);
}

static bool by_callback(const SSL *s) { return s->session_ctx->ticket_key_evp_cb || s->session_ctx->ticket_key_cb; }

static int seal_with(const struct protectors *p, const uint8_t *name, const uint8_t *iv, bs_reader state, uint8_t *out,
                     size_t *out_len) {
    int iv_len = EVP_CIPHER_CTX_get_iv_length(p->cipher);
    size_t head = NAME_LEN + (size_t)(iv_len > 0 ? iv_len : 0);
    int n = 0, last = 0;
    size_t mac_len = mac_size(p);
    if (iv_len < 0 || mac_len == 0 || *out_len < head + state.len + EVP_MAX_BLOCK_LENGTH + EVP_MAX_MD_SIZE) return 0;
    if (!EVP_EncryptUpdate(p->cipher, out + head, &n, state.p, (int)state.len) ||
        !EVP_EncryptFinal_ex(p->cipher, out + head + n, &last)) {
        return 0;
    }
    memcpy(out, name, NAME_LEN);
    memcpy(out + NAME_LEN, iv, (size_t)iv_len);
    size_t body = head + (size_t)(n + last);
    if (!mac_of(p, bs_r_from(out, body), out + body)) return 0;
    *out_len = body + mac_len;
    return 1;
}

static bs_status seal_by_callback(SSL *s, bs_reader state, uint8_t *out, size_t *out_len) {
    struct protectors p = { NULL, NULL, NULL };
    uint8_t name[NAME_LEN] = { 0 }, iv[EVP_MAX_IV_LENGTH] = { 0 };
    bs_status st = BS_E_CALLBACK_FAILED;
    if (protectors_init(&p, s->session_ctx)) {
        int ret = ask(s, &p, name, iv, 1);
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
    if (by_callback(s)) return seal_by_callback(s, state, out, out_len);
    return bs_ticket_seal(bs_crypto_impl(), &s->session_ctx->ticket_keys, state, bs_evp_random, NULL, out, out_len);
}

static bs_status open_with(const struct protectors *p, bs_reader ticket, uint8_t *out, size_t *out_len) {
    size_t mac_len = mac_size(p);
    int iv_len = EVP_CIPHER_CTX_get_iv_length(p->cipher), n = 0, last = 0;
    size_t head = NAME_LEN + (size_t)(iv_len > 0 ? iv_len : 0);
    uint8_t mac[EVP_MAX_MD_SIZE];
    if (iv_len < 0 || mac_len == 0) return BS_E_TICKET_CALLBACK;
    if (ticket.len <= head + mac_len) return BS_E_NOT_FOUND;
    size_t body = ticket.len - mac_len;
    if (!mac_of(p, bs_r_from(ticket.p, body), mac)) return BS_E_TICKET_CALLBACK;
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
    struct protectors p = { NULL, NULL, NULL };
    uint8_t name[NAME_LEN], iv[EVP_MAX_IV_LENGTH] = { 0 };
    bs_status st = BS_E_TICKET_CALLBACK;
    if (ticket.len < NAME_LEN + EVP_MAX_IV_LENGTH) return BS_E_NOT_FOUND;
    memcpy(name, ticket.p, NAME_LEN);
    memcpy(iv, ticket.p + NAME_LEN, EVP_MAX_IV_LENGTH);
    if (protectors_init(&p, s->session_ctx)) {
        int ret = ask(s, &p, name, iv, 0);
        if (ret == 0) st = BS_E_NOT_FOUND;
        if (ret > 0) st = open_with(&p, ticket, out, out_len);
        *out_renew = ret == 2;
    }
    protectors_free(&p);
    return st;
}

bs_status ssl_op_ticket_open(void *app, bs_reader ticket, uint8_t *out, size_t *out_len, bool *out_renew) {
    SSL *s = (SSL *)app;
    *out_renew = SSL_version(s) >= TLS1_3_VERSION; /* where a ticket is for one use: a callback says so itself */
    if (by_callback(s)) return open_by_callback(s, ticket, out, out_len, out_renew);
    return bs_ticket_open(bs_crypto_impl(), &s->session_ctx->ticket_keys, ticket, out, out_len);
}

/* --- the program's part ---------------------------------------------------------------------------------------- */

bs_status ssl_op_ticket_prepare(void *app, struct bs_session *sess) {
    SSL *s = (SSL *)app;
    const SSL_CTX *ctx = s->session_ctx;
    (void)sess; /* SSL_get_session() finds it */
    return !ctx->generate_ticket_cb || ctx->generate_ticket_cb(s, ctx->ticket_cb_data) ? BS_OK : BS_E_TICKET_CALLBACK;
}

/* man 3 SSL_CTX_set_session_ticket_cb: what the callback may make of what was found. */
static bs_status judged(SSL_TICKET_RETURN ret, enum bs_ticket_result *io) {
    bool found = *io >= BS_TICKET_SUCCESS;
    switch (ret) {
    case SSL_TICKET_RETURN_IGNORE: *io = BS_TICKET_NONE; return BS_OK;
    case SSL_TICKET_RETURN_IGNORE_RENEW:
        if (found) *io = BS_TICKET_NO_DECRYPT;
        return BS_OK;
    case SSL_TICKET_RETURN_USE:
    case SSL_TICKET_RETURN_USE_RENEW:
        if (!found) return BS_E_TICKET_CALLBACK;
        *io = ret == SSL_TICKET_RETURN_USE ? BS_TICKET_SUCCESS : BS_TICKET_SUCCESS_RENEW;
        return BS_OK;
    default: return BS_E_TICKET_CALLBACK; /* SSL_TICKET_RETURN_ABORT among them */
    }
}

bs_status ssl_op_ticket_judge(void *app, struct bs_session *core, bs_reader ticket, enum bs_ticket_result *io) {
    static const SSL_TICKET_STATUS status[] = { [BS_TICKET_NONE] = SSL_TICKET_NONE,
                                                [BS_TICKET_EMPTY] = SSL_TICKET_EMPTY,
                                                [BS_TICKET_NO_DECRYPT] = SSL_TICKET_NO_DECRYPT,
                                                [BS_TICKET_SUCCESS] = SSL_TICKET_SUCCESS,
                                                [BS_TICKET_SUCCESS_RENEW] = SSL_TICKET_SUCCESS_RENEW };
    SSL *s = (SSL *)app;
    const SSL_CTX *ctx = s->session_ctx;
    if (!ctx->decrypt_ticket_cb) return BS_OK;
    size_t name_len = ticket.len < NAME_LEN ? ticket.len : NAME_LEN;
    return judged(ctx->decrypt_ticket_cb(s, (SSL_SESSION *)(void *)core, ticket.p, name_len, status[*io], ctx->ticket_cb_data), io);
}

int SSL_CTX_set_session_ticket_cb(SSL_CTX *ctx, SSL_CTX_generate_session_ticket_fn gen_cb,
                                  SSL_CTX_decrypt_session_ticket_fn dec_cb, void *arg) {
    ctx->generate_ticket_cb = gen_cb;
    ctx->decrypt_ticket_cb = dec_cb;
    ctx->ticket_cb_data = arg;
    return 1;
}

int SSL_CTX_set_tlsext_ticket_key_evp_cb(SSL_CTX *ctx, int (*fp)(SSL *, unsigned char *, unsigned char *, EVP_CIPHER_CTX *,
                                                                 EVP_MAC_CTX *, int)) {
    ctx->ticket_key_evp_cb = fp;
    return 1;
}
