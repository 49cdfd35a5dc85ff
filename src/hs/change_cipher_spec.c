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

bs_status bs_ccs_compat(struct bs_hs *hs, bs_reader body) {
    (void)body;
    hs->ccs_sent = true;
    return bs_out_ccs(hs->c);
}
