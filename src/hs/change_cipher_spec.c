#include "src/hs/messages.h"

bs_status bs_ccs_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    BS_TRY(bs_out_ccs(hs->c));
    return bs_keys12_set(hs, true);
}

bs_status bs_ccs_recv(struct bs_hs *hs, bs_reader body) {
    (void)body;
    return bs_keys12_set(hs, false);
}

/*
 * RFC 8446 D.4: a client sends one before its second flight, a server after its first message, both once; a server
 * only if the client's session id asks for it.
 */
bs_status bs_ccs_compat(struct bs_hs *hs, bs_reader body) {
    (void)body;
    bool wanted = hs->c->role == BS_CLIENT ? bs_hs_flag(hs, BS_CF_MIDDLEBOX_COMPAT) : hs->session_id_len > 0;
    if (hs->ccs_sent || !wanted) return BS_OK;
    hs->ccs_sent = true;
    return bs_out_ccs(hs->c);
}
