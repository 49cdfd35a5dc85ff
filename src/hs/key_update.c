/* RFC 8446 4.6.3, 7.2 */
#include "src/hs/messages.h"

bs_status bs_key_update_send(struct bs_conn *c, bool request_peer) {
    const uint8_t msg[5] = { BS_MT_KEY_UPDATE, 0, 0, 1, request_peer ? 1 : 0 };
    bs_run_begin(c);
    BS_TRY(bs_out_bytes(c, BS_RECORD_HANDSHAKE, bs_r_from(msg, sizeof(msg))));
    bs_conn_tell(c, true, c->version, BS_RECORD_HANDSHAKE, bs_r_from(msg, sizeof(msg)));
    bs_run_message(c, BS_MT_KEY_UPDATE, true);
    bs_traffic_secret_next(c->suite->prf, c->own_secret);
    c->update_due = false;
    BS_TRY(bs_keys13_set(c, c->suite, c->own_secret, true));
    bs_conn_event(c, BS_EV_STATE, 0);
    return bs_run_end(c);
}

bs_status bs_key_update_recv(struct bs_conn *c, bs_reader body) {
    uint8_t request;
    if (!bs_r_u8(&body, &request) || !bs_r_done(&body)) return BS_E_KEY_UPDATE_LENGTH;
    if (request > 1) return BS_E_BAD_KEY_UPDATE;
    if (++c->num_key_updates > BS_MAX_KEY_UPDATES) return BS_E_TOO_MANY_KEY_UPDATES;
    bs_traffic_secret_next(c->suite->prf, c->peer_secret);
    BS_TRY(bs_keys13_set(c, c->suite, c->peer_secret, false));
    /*
     * RFC 8446 4.6.3: to be answered "prior to sending its next Application Data record", and many requests by one
     * answer: who only reads need not write, and a peer that asks over and over gets no more for it.
     */
    c->update_due = c->update_due || request;
    return BS_OK;
}
