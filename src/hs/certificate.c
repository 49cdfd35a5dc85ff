/* Certificate, of both versions and both roles. The peer's chain goes to the session as TLS 1.2 writes it. */
#include "src/ext/ext.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"
#include "src/x509/cert.h"
#include "src/x509/der.h"

#include <stdlib.h>

bool bs_certificate_next(bs_reader *list, bool tls13, bs_reader *out_der, bs_reader *out_exts) {
    bs_reader at = *list;
    *out_exts = (bs_reader){ 0 };
    bool ok = bs_r_vec(&at, 3, 1, 0xffffff, out_der)         /* opaque cert_data<1..2^24-1>     */
        && (!tls13 || bs_r_vec(&at, 2, 0, 65535, out_exts)); /* Extension extensions<0..2^16-1> */
    if (ok) *list = at;
    return ok;
}

bs_status bs_certificate_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    const struct bs_credential *cred = hs->cred;
    bool is13 = bs_conn_is13(hs->c);
    size_t max = 16 + 16 + hs->request_context.len + hs->status_len;
    bs_writer w;
    const struct bs_ops *ops = hs->c->cfg.ops;
    if (cred && ops->own_chain) BS_TRY(ops->own_chain(hs->c->app, cred->chain, cred->chain_len));
    for (size_t i = 0; cred && i < cred->chain_len; i++) max += cred->chain[i].len + 5;
    BS_TRY(bs_hs_begin(hs, BS_MT_CERTIFICATE, max, &w));
    if (is13) bs_w_vec(&w, 1, hs->request_context.p, hs->request_context.len);
    bs_mark m = bs_w_open(&w, 3);
    for (size_t i = 0; cred && i < cred->chain_len; i++) {
        bs_w_vec(&w, 3, cred->chain[i].p, cred->chain[i].len);
        if (!is13) continue;
        hs->ext_cert = (struct bs_ext_cert){ cred->chain[i], i };
        BS_TRY(bs_ext_write(hs, BS_IN_CT, &w, false));
    }
    bs_w_close(&w, m);
    return bs_hs_send(hs, &w);
}

/* Each of the list, as in OpenSSL; "bad_certificate" is for a server's. */
static bs_status judge_der(const struct bs_hs *hs, bs_reader der) {
    struct bs_cert cert;
    bs_reader content, whole = { 0 };
    uint8_t tag;
    bool more = bs_der_any(&der, &tag, &content, &whole) && !bs_r_done(&der);
    if (bs_cert_decode(&cert, whole) != BS_OK) return hs->c->role == BS_CLIENT ? BS_E_CERT_DECODE : BS_E_CLIENT_CERT_DECODE;
    return more ? BS_E_CERT_LENGTH : BS_OK;
}

/* The list as the session keeps it. */
static bs_status keep_chain(struct bs_hs *hs, bs_reader list) {
    bs_reader der, exts;
    uint8_t *copy = (uint8_t *)malloc(list.len);
    if (!copy) return BS_E_MEMORY;
    bs_writer w = bs_w_to(copy, list.len);
    bs_status s = BS_OK;
    for (size_t i = 0; s == BS_OK && !bs_r_done(&list); i++) {
        if (!bs_certificate_next(&list, bs_conn_is13(hs->c), &der, &exts)) {
            s = bs_r_vec(&list, 3, 1, 0xffffff, &der) ? BS_E_BLOCK_LENGTH : BS_E_CERT_LENGTH;
        } else {
            bs_w_vec(&w, 3, der.p, der.len);
            hs->ext_cert = (struct bs_ext_cert){ der, i };
            s = judge_der(hs, der);
            if (s == BS_OK) s = bs_ext_read(hs, BS_IN_CT, exts);
        }
    }
    size_t len;
    if (s == BS_OK && !bs_w_finish(&w, &len)) s = BS_E_INTERNAL;
    if (s != BS_OK) {
        free(copy);
        return s;
    }
    free(hs->session->peer_chain);
    hs->session->peer_chain = copy;
    hs->session->peer_chain_len = len;
    return BS_OK;
}

bs_status bs_peer_leaf(const struct bs_hs *hs, struct bs_cert *out) {
    bs_reader der;
    if (!bs_session_peer_leaf(hs->session, &der)) return BS_E_INTERNAL;
    BS_TRY(bs_cert_decode(out, der));
    return out->key.type == BS_KEY_NONE ? BS_E_CERT_KEY : BS_OK;
}

/* RFC 5246 7.4.2: the key must fit the suite; in 1.3 and for clients the signature's scheme decides. */
static bs_status judge_key(const struct bs_hs *hs, const struct bs_cert *leaf) {
    const struct bs_pubkey *k = &leaf->key;
    if (bs_conn_is13(hs->c) || hs->c->role == BS_SERVER) return BS_OK;
    /* 7.4.2: "digitalSignature bit MUST be set". As OpenSSL, which lets RSA keys pass, so that we must too. */
    if (k->type == BS_KEY_EC && !(leaf->key_usage & BS_KU_DIGITAL_SIGNATURE)) return BS_E_CERT_KEY;
    bool rsa = k->type == BS_KEY_RSA || (k->type == BS_KEY_RSA_PSS && !(hs->suite->kx & BS_KX_RSA));
    return (hs->suite->auth == BS_AUTH_RSA ? rsa : bs_key_is_ecdsa_like(k->type)) ? BS_OK : BS_E_CERT_KEY;
}

bs_status bs_certificate_recv(struct bs_hs *hs, bs_reader body) {
    bs_reader context = { 0 }, list;
    struct bs_cert leaf;
    bool is13 = bs_conn_is13(hs->c);
    bs_status no_context = hs->c->role == BS_CLIENT ? BS_E_LENGTH : BS_E_INVALID_CONTEXT;
    if (is13 && !bs_r_vec(&body, 1, 0, 255, &context)) return no_context;
    if (!bs_r_vec(&body, 3, 0, 0xffffff, &list) || !bs_r_done(&body)) return BS_E_LENGTH;
    /* RFC 8446 4.4.2: "the value of certificate_request_context in that message", or empty */
    if (!bs_r_same(context, hs->request_context)) return no_context;
    if (list.len == 0 && hs->c->role == BS_CLIENT) return is13 ? BS_E_NO_PEER_CERT : BS_E_LENGTH;
    if (!hs->session) return BS_E_INTERNAL;
    hs->session->no_peer_cert = list.len == 0;
    if (list.len == 0) return BS_OK; /* judged with the chain */
    BS_TRY(keep_chain(hs, list));
    BS_TRY(bs_peer_leaf(hs, &leaf));
    BS_TRY(judge_key(hs, &leaf));
    hs->peer_cert = true;
    return BS_OK;
}
