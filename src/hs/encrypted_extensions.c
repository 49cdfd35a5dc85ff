#include "src/ext/ext.h"
#include "src/hs/messages.h"

bs_status bs_encrypted_extensions_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    bs_writer w;
    BS_TRY(bs_hs_begin(hs, BS_MT_ENCRYPTED_EXTENSIONS, 1024, &w));
    BS_TRY(bs_ext_write(hs, BS_IN_EE, &w, false));
    return bs_hs_send(hs, &w);
}

bs_status bs_encrypted_extensions_recv(struct bs_hs *hs, bs_reader body) {
    bs_reader exts;
    if (!bs_r_vec(&body, 2, 0, 65535, &exts) || !bs_r_done(&body)) return BS_E_LENGTH;
    BS_TRY(bs_ext_read(hs, BS_IN_EE, exts));
    hs->early_told = true;
    return BS_OK;
}
