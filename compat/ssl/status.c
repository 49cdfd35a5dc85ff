#include "compat/ssl/status.h"

#include <limits.h>
#include <string.h>

#include "compat/ssl/hooks.h"
#include "compat/ssl/ssl_local.h"

void ssl_status_clear(struct ssl_status *st) {
    sk_OCSP_RESPID_pop_free(st->ids, OCSP_RESPID_free);
    sk_X509_EXTENSION_pop_free(st->exts, X509_EXTENSION_free);
    OPENSSL_free(st->resp);
    *st = (struct ssl_status){ .type = -1 };
}

static void set_response(struct ssl_status *st, unsigned char *resp, size_t len) {
    OPENSSL_free(st->resp);
    st->resp = resp;
    st->resp_len = len;
}

/* Setters take what they are given; what was there before is the program's own, as in OpenSSL, but for the response. */
long ssl_status_ctrl(struct ssl_status *st, int cmd, long larg, void *parg, bool *known) {
    *known = true;
    switch (cmd) {
    case SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE: st->type = (int)larg; return 1;
    case SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE: return st->type;
    case SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS: st->ids = (STACK_OF(OCSP_RESPID) *)parg; return 1;
    case SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS: *(STACK_OF(OCSP_RESPID) **)parg = st->ids; return 1;
    case SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS: st->exts = (X509_EXTENSIONS *)parg; return 1;
    case SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS: *(X509_EXTENSIONS **)parg = st->exts; return 1;
    case SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP:
        set_response(st, (unsigned char *)parg, larg > 0 ? (size_t)larg : 0);
        return 1;
    case SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP:
        *(unsigned char **)parg = st->resp;
        return st->resp_len == 0 || st->resp_len > LONG_MAX ? -1 : (long)st->resp_len;
    default: *known = false; return 0;
    }
}

void ssl_status_begin(struct ssl_status *st, bool server) {
    if (server) st->type = -1;
    else set_response(st, NULL, 0);
}

/* --- a client's request ---------------------------------------------------------------------------------------- */

static int ids_length(const struct ssl_status *st, size_t *out) {
    *out = 0;
    for (int i = 0; i < sk_OCSP_RESPID_num(st->ids); i++) {
        int n = i2d_OCSP_RESPID(sk_OCSP_RESPID_value(st->ids, i), NULL);
        if (n <= 0 || n > 0xFFFF) return 0;
        *out += 2 + (size_t)n;
    }
    return *out <= 0xFFFF;
}

static void put_ids(const struct ssl_status *st, uint8_t *p) {
    for (int i = 0; i < sk_OCSP_RESPID_num(st->ids); i++) {
        uint8_t *at = p + 2;
        int n = i2d_OCSP_RESPID(sk_OCSP_RESPID_value(st->ids, i), &at);
        p[0] = (uint8_t)(n >> 8);
        p[1] = (uint8_t)n;
        p = at;
    }
}

static struct ssl_blob *ids_blob(const struct ssl_status *st) {
    size_t len;
    if (!ids_length(st, &len)) return NULL;
    uint8_t *buf = (uint8_t *)OPENSSL_malloc(len + 1);
    if (!buf) return NULL;
    put_ids(st, buf);
    struct ssl_blob *b = ssl_blob_new(buf, len);
    OPENSSL_free(buf);
    return b;
}

static struct ssl_blob *exts_blob(const struct ssl_status *st) {
    uint8_t *der = NULL;
    int n = st->exts ? i2d_X509_EXTENSIONS(st->exts, &der) : 0;
    struct ssl_blob *b = n >= 0 && n <= 0xFFFF ? ssl_blob_new(der, (size_t)n) : NULL;
    OPENSSL_free(der);
    return b;
}

int ssl_status_config(const struct ssl_status *st, struct ssl_blob *kept[2], struct bs_config *cfg) {
    cfg->request_status = st->type == TLSEXT_STATUSTYPE_ocsp;
    if (!cfg->request_status) return 1;
    for (int i = 0; i < 2; i++) {
        struct ssl_blob *b = i == 0 ? ids_blob(st) : exts_blob(st);
        if (!b) {
            BS_RAISE(ERR_LIB_SSL, ERR_R_INTERNAL_ERROR);
            return 0;
        }
        ssl_blob_free(kept[i]);
        kept[i] = b;
    }
    cfg->status_responders = ssl_blob_view(kept[0]);
    cfg->status_extensions = ssl_blob_view(kept[1]);
    return 1;
}

/* --- the engine's callbacks ------------------------------------------------------------------------------------ */

static STACK_OF(OCSP_RESPID) *decode_ids(bs_reader list) {
    STACK_OF(OCSP_RESPID) *sk = sk_OCSP_RESPID_new_null();
    bs_reader der;
    while (sk && !bs_r_done(&list)) {
        OCSP_RESPID *id = NULL;
        if (bs_r_vec(&list, 2, 1, 0xFFFF, &der)) {
            const unsigned char *p = der.p;
            id = d2i_OCSP_RESPID(NULL, &p, (long)der.len);
            if (id && p == der.p + der.len && sk_OCSP_RESPID_push(sk, id) > 0) continue;
        }
        OCSP_RESPID_free(id);
        sk_OCSP_RESPID_pop_free(sk, OCSP_RESPID_free);
        return NULL;
    }
    return sk;
}

/* What a client asks for, in the place of what one before it asked for. */
static bool take_request(struct ssl_status *st, bs_reader responders, bs_reader extensions) {
    sk_OCSP_RESPID_pop_free(st->ids, OCSP_RESPID_free);
    sk_X509_EXTENSION_pop_free(st->exts, X509_EXTENSION_free);
    st->ids = NULL;
    st->exts = NULL;
    st->type = TLSEXT_STATUSTYPE_ocsp;
    if (responders.len > 0 && !(st->ids = decode_ids(responders))) return false;
    if (extensions.len == 0) return true;
    const unsigned char *p = extensions.p;
    st->exts = d2i_X509_EXTENSIONS(NULL, &p, (long)extensions.len);
    return st->exts && p == extensions.p + extensions.len;
}

bs_status ssl_op_status_asked(void *app, bs_reader responders, bs_reader extensions, bs_reader *out) {
    SSL *s = (SSL *)app;
    ERR_set_mark();
    bool ok = take_request(&s->status, responders, extensions);
    ERR_pop_to_mark();
    if (!ok) return BS_E_BAD_EXTENSION;
    if (!s->ctx->status_cb) return BS_OK;
    ssl_show_peer_lists(s, true);
    int ret = s->ctx->status_cb(s, s->ctx->status_arg);
    if (ret == SSL_TLSEXT_ERR_NOACK) return BS_OK;
    if (ret != SSL_TLSEXT_ERR_OK) return BS_E_STATUS_CALLBACK_SERVER;
    if (s->status.resp) *out = bs_r_from(s->status.resp, s->status.resp_len);
    return BS_OK;
}

bs_status ssl_op_status_received(void *app, bs_reader response) {
    SSL *s = (SSL *)app;
    unsigned char *copy = (unsigned char *)OPENSSL_memdup(response.p, response.len);
    set_response(&s->status, copy, copy ? response.len : 0);
    return copy ? BS_OK : BS_E_MEMORY;
}

/* As in OpenSSL, asked for any type but none, and whether or not a response came. */
bs_status ssl_op_status_judge(void *app) {
    SSL *s = (SSL *)app;
    if (s->status.type == -1 || !s->ctx->status_cb) return BS_OK;
    ssl_show_peer_lists(s, true);
    int ret = s->ctx->status_cb(s, s->ctx->status_arg);
    if (ret == 0) return BS_E_BAD_STATUS_RESPONSE;
    return ret > 0 ? BS_OK : BS_E_STATUS_CALLBACK;
}
