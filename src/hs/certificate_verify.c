/* CertificateVerify, and signing as all messages do it. RFC 8446 4.4.3; RFC 5246 7.4.8 */
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"
#include "src/hs/sign.h"
#include "src/x509/cert.h"

#include <stdlib.h>

#define CONTENT_MAX (64 + 33 + 1 + BS_HASH_MAX)

bs_status bs_signed_decode(struct bs_signed *out, uint16_t version, bs_reader body) {
    *out = (struct bs_signed){ 0 };
    if (version >= BS_TLS12 && !bs_r_u16(&body, &out->scheme)) return BS_E_NO_SCHEME; /* SignatureScheme algorithm */
    bool ok = bs_r_vec(&body, 2, 0, 65535, &out->signature)  /* opaque signature<0..2^16-1>  */
        && bs_r_done(&body);
    return ok ? BS_OK : BS_E_LENGTH;
}

bs_status bs_sign_digest_with(const struct bs_hs *hs, bs_reader digest, bs_writer *w) {
    const struct bs_credential *cred = hs->cred;
    if (hs->c->version >= BS_TLS12) bs_w_u16(w, hs->scheme->id);
    bs_mark m = bs_w_open(w, 2);
    size_t len = w->cap - w->len;
    if (w->bad) return BS_E_SPACE;
    BS_TRY(cred->signer.sign(&cred->signer, hs->scheme, digest, w->buf + w->len, &len));
    if (!bs_w_room(w, len)) return BS_E_SPACE;
    bs_w_close(w, m);
    return BS_OK;
}

/* The bytes that a TLS 1.3 signature covers. */
static bs_reader content13(const struct bs_hs *hs, enum bs_role signer, uint8_t out[CONTENT_MAX]) {
    static const char server[] = "TLS 1.3, server CertificateVerify";
    static const char client[] = "TLS 1.3, client CertificateVerify";
    uint8_t hash[BS_HASH_MAX];
    bs_writer w = bs_w_to(out, CONTENT_MAX);
    uint8_t *spaces = bs_w_room(&w, 64);
    if (spaces) memset(spaces, 0x20, 64);
    bs_w_bytes(&w, signer == BS_SERVER ? server : client, sizeof(server)); /* with its NUL, the separator */
    bs_w_bytes(&w, hash, bs_hs_hash(hs, hash));
    return bs_w_written(&w);
}

/* RFC 5246 7.4.8: the signature is over all messages so far, of which the running hashes are kept; EdDSA's is over them
 * as they were. */
static bs_status content12(const struct bs_hs *hs, enum bs_hash h, uint8_t hash[BS_HASH_MAX], bs_reader *out) {
    if (h == BS_HASH_NONE) {
        *out = bs_hs_messages(hs);
        return out->len > 0 ? BS_OK : BS_E_MEMORY;
    }
    *out = bs_r_from(hash, bs_transcript_hash(&hs->transcript, h, hash));
    return out->len > 0 ? BS_OK : BS_E_WRONG_SIGALG;
}

bs_status bs_certificate_verify_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    uint8_t content[CONTENT_MAX], hash[BS_HASH_MAX];
    bs_reader digest;
    bs_writer w;
    if (!hs->cred || !hs->scheme) return BS_E_INTERNAL;
    enum bs_hash h = hs->scheme->hash;
    if (bs_conn_is13(hs->c)) {
        digest = content13(hs, hs->c->role, content);
        if (h != BS_HASH_NONE) digest = bs_r_from(hash, bs_hash_once(h, digest, hash));
    } else {
        BS_TRY(content12(hs, h, hash, &digest));
    }
    BS_TRY(bs_hs_begin(hs, BS_MT_CERTIFICATE_VERIFY, 16 + bs_sig_max_len(hs->cred->pub), &w));
    BS_TRY(bs_sign_digest_with(hs, digest, &w));
    hs->c->own_sigalg = hs->scheme;
    return bs_hs_send(hs, &w);
}

static bs_status verify12(const struct bs_hs *hs, const struct bs_pubkey *key, const struct bs_sigscheme *s,
                          bs_reader signature) {
    uint8_t hash[BS_HASH_MAX];
    bs_reader signed_bytes;
    BS_TRY(content12(hs, s->hash, hash, &signed_bytes));
    return bs_verify_digest(hs->c->cfg.impl, key, s->kind, s->hash, s->hash, bs_hash_len(s->hash), signed_bytes,
                            signature);
}

bs_status bs_certificate_verify_recv(struct bs_hs *hs, bs_reader body) {
    struct bs_conn *c = hs->c;
    struct bs_signed cv;
    struct bs_cert leaf;
    const struct bs_sigscheme *s;
    uint8_t content[CONTENT_MAX];
    BS_TRY(bs_signed_decode(&cv, c->version, body));
    BS_TRY(bs_peer_leaf(hs, &leaf));
    BS_TRY(bs_check_scheme(hs, cv.scheme, &leaf.key, &s));
    c->peer_sigalg = s;
    if (!bs_conn_is13(c)) return verify12(hs, &leaf.key, s, cv.signature);
    return bs_verify(c->cfg.impl, &leaf.key, s,
                     content13(hs, c->role == BS_CLIENT ? BS_SERVER : BS_CLIENT, content), cv.signature);
}
