#include "src/ext/ext.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"
#include "src/x509/der.h"
#include "src/x509/name.h"

#include <stdlib.h>

bs_status bs_certificate_request12_decode(struct bs_certificate_request12 *out, uint16_t version, bs_reader body) {
    *out = (struct bs_certificate_request12){ 0 };
    bool ok = bs_r_vec(&body, 1, 1, 255, &out->types)           /* ClientCertificateType certificate_types<1..2^8-1> */
        && (version < BS_TLS12 || bs_r_vec(&body, 2, 2, 65534, &out->sigalgs)) /* supported_signature_algorithms<2..2^16-2> */
        && out->sigalgs.len % 2 == 0
        && bs_r_vec(&body, 2, 0, 65535, &out->ca_names)         /* DistinguishedName certificate_authorities<0..2^16-1> */
        && bs_r_done(&body);
    return ok ? BS_OK : BS_E_LENGTH;
}

bs_status bs_certificate_request13_decode(struct bs_certificate_request13 *out, bs_reader body) {
    *out = (struct bs_certificate_request13){ 0 };
    if (!bs_r_vec(&body, 1, 0, 255, &out->context)) return BS_E_LENGTH; /* opaque certificate_request_context<0..2^8-1> */
    /* Extension extensions<2..2^16-1>: without any, it is the one that must be there which is missed */
    if (!bs_r_vec(&body, 2, 0, 65535, &out->extensions)) return BS_E_BLOCK_LENGTH;
    return bs_r_done(&body) ? BS_OK : BS_E_LENGTH;
}

static bs_status write_sigalgs(struct bs_hs *hs, bs_writer *w) {
    const struct bs_config *cfg = &hs->c->cfg;
    bs_mark m = bs_w_open(w, 2);
    for (size_t i = 0; i < cfg->num_sigalgs; i++) {
        if (bs_scheme_usable(hs->c, cfg->sigalgs[i], BS_SEC_SIGALG_SUPPORTED)) bs_w_u16(w, cfg->sigalgs[i]);
    }
    bs_w_close(w, m);
    return BS_OK;
}

/* rsa_sign(1) and ecdsa_sign(64), as far as their signatures are accepted; "<1..2^8-1>", so not without any. */
static void write_types(const struct bs_hs *hs, bs_writer *w) {
    bs_reader asked = hs->c->cfg.cert_types;
    if (asked.len > 0) {
        bs_w_vec(w, 1, asked.p, asked.len);
        return;
    }
    bool rsa = bs_auth_possible(hs->c, BS_AUTH_RSA), ecdsa = bs_auth_possible(hs->c, BS_AUTH_ECDSA);
    bs_mark m = bs_w_open(w, 1);
    if (rsa || !ecdsa) bs_w_u8(w, 1);
    if (ecdsa || !rsa) bs_w_u8(w, 64);
    bs_w_close(w, m);
}

bs_status bs_certificate_request12_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    const struct bs_config *cfg = &hs->c->cfg;
    bs_writer w;
    BS_TRY(bs_hs_begin(hs, BS_MT_CERTIFICATE_REQUEST, 64 + 255 + 2 * cfg->num_sigalgs + cfg->ca_names.len, &w));
    write_types(hs, &w);
    if (hs->c->version >= BS_TLS12) BS_TRY(write_sigalgs(hs, &w));
    bs_w_vec(&w, 2, cfg->ca_names.p, cfg->ca_names.len);
    hs->cert_requested = hs->c->cert_requested = true;
    return bs_hs_send(hs, &w);
}

bs_status bs_certificate_request13_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    const struct bs_config *cfg = &hs->c->cfg;
    bs_writer w;
    size_t max = 64 + hs->request_context.len + 2 * cfg->num_sigalgs + cfg->ca_names.len;
    BS_TRY(bs_hs_begin(hs, BS_MT_CERTIFICATE_REQUEST, max, &w));
    /* RFC 8446 4.3.2: "SHALL be zero length unless used for the post-handshake authentication exchanges" */
    bs_w_vec(&w, 1, hs->request_context.p, hs->request_context.len);
    BS_TRY(bs_ext_write(hs, BS_IN_CR, &w, false));
    hs->cert_requested = hs->c->cert_requested = true;
    return bs_hs_send(hs, &w);
}

/* The body outlives its record: callbacks look at it while the handshake pauses. */
static bs_status keep(struct bs_hs *hs, bs_reader *body) {
    free(hs->request);
    hs->request_len = body->len;
    hs->request = (uint8_t *)malloc(body->len ? body->len : 1);
    if (!hs->request) return BS_E_MEMORY;
    if (body->len > 0) memcpy(hs->request, body->p, body->len);
    *body = bs_r_from(hs->request, body->len);
    hs->cert_requested = true;
    return BS_OK;
}

bs_status bs_ca_names_judge(bs_reader names) {
    bs_reader name, content, whole;
    uint8_t tag;
    while (!bs_r_done(&names)) {
        if (!bs_r_vec(&names, 2, 0, 65535, &name)) return BS_E_LENGTH;
        if (!bs_der_any(&name, &tag, &content, &whole) || !bs_name_valid(whole)) return BS_E_CA_NAME;
        if (!bs_r_done(&name)) return BS_E_CA_NAME_LENGTH;
    }
    return BS_OK;
}

bs_status bs_certificate_request12_recv(struct bs_hs *hs, bs_reader body) {
    struct bs_certificate_request12 cr;
    BS_TRY(keep(hs, &body));
    BS_TRY(bs_certificate_request12_decode(&cr, hs->c->version, body));
    BS_TRY(bs_ca_names_judge(cr.ca_names));
    hs->sigalgs_named = true;
    if (!bs_list_read(cr.sigalgs, hs->peer_sigalgs, &hs->num_peer_sigalgs)) return BS_E_LENGTH;
    hs->cert_types = cr.types;
    hs->ca_names = cr.ca_names;
    return BS_OK;
}

bs_status bs_certificate_request13_recv(struct bs_hs *hs, bs_reader body) {
    struct bs_certificate_request13 cr;
    BS_TRY(keep(hs, &body));
    BS_TRY(bs_certificate_request13_decode(&cr, body));
    if (cr.context.len > 0 && !hs->pha) return BS_E_LENGTH;
    hs->request_context = cr.context;
    BS_TRY(bs_ext_read(hs, BS_IN_CR, cr.extensions));
    if (!bs_ext_got(hs, BS_EXT_SIGNATURE_ALGORITHMS)) return BS_E_MISSING_SIGALGS; /* "MUST be specified" */
    return BS_OK;
}
