/* RFC 6066 8; RFC 8446 4.4.2.1. OCSP is the one type there is. */
#include "src/ext/ext.h"
#include "src/hs/messages.h"
#include "src/x509/der.h"

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    if (m == BS_IN_CH) return hs->c->cfg.request_status;
    if (hs->c->role == BS_CLIENT || hs->status_len == 0) return false;
    return m == BS_IN_SH12 || (m == BS_IN_CT && hs->ext_cert.index == 0); /* for the leaf alone */
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    const struct bs_config *cfg = &hs->c->cfg;
    if (m == BS_IN_CT) bs_certificate_status_put(hs, w);
    if (m != BS_IN_CH) return BS_OK; /* an empty one in a ServerHello: a CertificateStatus follows */
    bs_w_u8(w, BS_STATUS_OCSP);                                           /* CertificateStatusType status_type     */
    bs_w_vec(w, 2, cfg->status_responders.p, cfg->status_responders.len); /* ResponderID responder_id_list<0..2^16-1> */
    bs_w_vec(w, 2, cfg->status_extensions.p, cfg->status_extensions.len); /* Extensions request_extensions         */
    return BS_OK;
}

/* ResponderID ::= CHOICE { byName [1] Name, byKey [2] KeyHash } (RFC 6960 4.2.1), each opaque<1..2^16-1>. */
static bool responders_well_formed(bs_reader ids) {
    bs_reader id, inside;
    while (!bs_r_done(&ids)) {
        if (!bs_r_vec(&ids, 2, 1, 65535, &id)) return false;
        bool by_name = bs_der_next_is(&id, BS_DER_CONTEXT_CONSTRUCTED(1));
        if (!bs_der_read(&id, BS_DER_CONTEXT_CONSTRUCTED(by_name ? 1 : 2), &inside) || !bs_r_done(&id)) return false;
    }
    return true;
}

static bs_status read_request(struct bs_hs *hs, bs_reader body) {
    uint8_t type;
    bs_reader ids, exts;
    hs->status_asked = false;
    if (!bs_r_u8(&body, &type)) return BS_E_BAD_EXTENSION;
    if (type != BS_STATUS_OCSP) return BS_OK; /* of a kind that we do not have */
    bool ok = bs_r_vec(&body, 2, 0, 65535, &ids) && bs_r_vec(&body, 2, 0, 65535, &exts) && bs_r_done(&body);
    if (!ok || !responders_well_formed(ids)) return BS_E_BAD_EXTENSION;
    bs_reader element = exts, inside;
    if (exts.len > 0 && (!bs_der_read(&element, BS_DER_SEQUENCE, &inside) || !bs_r_done(&element))) {
        return BS_E_BAD_EXTENSION;
    }
    hs->status_asked = true;
    hs->status_responders = ids;
    hs->status_extensions = exts;
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    switch (m) {
    case BS_IN_CH: return read_request(hs, body);
    case BS_IN_SH12:
        hs->status_expected = true;
        return body.len == 0 ? BS_OK : BS_E_BAD_EXTENSION;
    case BS_IN_CT: /* a server's: we ask clients for none; of the chain only the leaf's counts */
        return hs->ext_cert.index > 0 ? BS_OK : bs_certificate_status_recv(hs, body);
    default: return BS_OK; /* in a CertificateRequest: we have no response for our own certificate */
    }
}

const struct bs_ext bs_ext_status_request = { .type = BS_EXT_STATUS_REQUEST,
                                              .name = "status_request",
                                              .messages = BS_IN_CH | BS_IN_SH12 | BS_IN_CR | BS_IN_CT,
                                              .wanted = wanted,
                                              .write = write,
                                              .read = read };
