#include "src/hs/premaster.h"

#include <stdlib.h>

#include "src/base/secret.h"

void bs_premaster_wipe(struct bs_hs *hs) {
    if (hs->premaster) bs_wipe(hs->premaster, hs->premaster_len);
    free(hs->premaster);
    hs->premaster = NULL;
    hs->premaster_len = 0;
}

bs_status bs_premaster_room(struct bs_hs *hs, size_t len) {
    bs_premaster_wipe(hs);
    hs->premaster = (uint8_t *)calloc(1, len);
    if (!hs->premaster) return BS_E_MEMORY;
    hs->premaster_len = len;
    return BS_OK;
}

bs_status bs_premaster_derive(struct bs_hs *hs, bs_reader peer_share) {
    BS_TRY(bs_premaster_room(hs, hs->kex.secret_len));
    return bs_kex_derive(&hs->kex, hs->c->cfg.impl, peer_share, hs->premaster);
}

/* "Leading bytes of Z that contain all zero bits are stripped". How many there are shows in the time that the PRF takes;
 * our key is for this handshake alone, so nothing can be gathered from it. */
bs_status bs_premaster_derive_dh(struct bs_hs *hs, bs_reader peer_share) {
    BS_TRY(bs_premaster_derive(hs, peer_share));
    size_t zeros = 0, n = hs->premaster_len;
    while (zeros < n && hs->premaster[zeros] == 0) zeros++;
    memmove(hs->premaster, hs->premaster + zeros, n - zeros);
    bs_wipe(hs->premaster + n - zeros, zeros);
    hs->premaster_len = n - zeros;
    return BS_OK;
}

bs_status bs_peer_share_keep(struct bs_hs *hs, bs_reader share) {
    uint8_t *copy = (uint8_t *)malloc(share.len ? share.len : 1);
    if (!copy) return BS_E_MEMORY;
    if (share.len > 0) memcpy(copy, share.p, share.len);
    free(hs->share_mem);
    hs->share_mem = copy;
    hs->peer_share = bs_r_from(copy, share.len);
    return BS_OK;
}
