/* CertificateStatus: a message up to TLS 1.2, and the body of an extension in 1.3. RFC 6066 8; RFC 8446 4.4.2.1 */
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"

#include <stdlib.h>

bs_status bs_certificate_status_decode(bs_reader *out_response, bs_reader body) {
    uint8_t type;
    if (!bs_r_u8(&body, &type) || type != BS_STATUS_OCSP) return BS_E_STATUS_TYPE;
    bool ok = bs_r_vec(&body, 3, 1, 0xffffff, out_response) /* opaque OCSPResponse<1..2^24-1> */
        && bs_r_done(&body);
    return ok ? BS_OK : BS_E_LENGTH;
}

void bs_certificate_status_put(const struct bs_hs *hs, bs_writer *w) {
    bs_w_u8(w, BS_STATUS_OCSP);
    bs_w_vec(w, 3, hs->status, hs->status_len);
}

bs_status bs_certificate_status_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    bs_writer w;
    BS_TRY(bs_hs_begin(hs, BS_MT_CERTIFICATE_STATUS, 4 + hs->status_len, &w));
    bs_certificate_status_put(hs, &w);
    return bs_hs_send(hs, &w);
}

bs_status bs_certificate_status_recv(struct bs_hs *hs, bs_reader body) {
    const struct bs_ops *ops = hs->c->cfg.ops;
    bs_reader response;
    BS_TRY(bs_certificate_status_decode(&response, body));
    return ops->status_received ? ops->status_received(hs->c->app, response) : BS_OK;
}

bs_status bs_call_status(struct bs_hs *hs, bs_reader body) {
    (void)body;
    const struct bs_ops *ops = hs->c->cfg.ops;
    bs_reader response = { 0 };
    if (hs->c->role == BS_CLIENT) return ops->status_judge ? ops->status_judge(hs->c->app) : BS_OK;
    free(hs->status); /* of a first ClientHello */
    hs->status = NULL;
    hs->status_len = 0;
    if (!hs->status_asked || !hs->cred || !ops->status_asked) return BS_OK;
    BS_TRY(ops->status_asked(hs->c->app, hs->status_responders, hs->status_extensions, &response));
    if (response.len == 0) return BS_OK;
    if (response.len > 0xffffff) return BS_E_STATUS_CALLBACK;
    hs->status = (uint8_t *)malloc(response.len);
    if (!hs->status) return BS_E_MEMORY;
    memcpy(hs->status, response.p, response.len);
    hs->status_len = response.len;
    return BS_OK;
}
