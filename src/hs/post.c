/* Messages after the handshake. RFC 8446 4.6; RFC 5246 7.4.1.1 */
#include "src/hs/messages.h"

#define MAX_LATE_MESSAGE 131396 /* OpenSSL's limits for a late ClientHello and a ticket */

static bool expected(const struct bs_conn *c, uint8_t type) {
    if (bs_conn_is13(c)) return type == BS_MT_KEY_UPDATE || (type == BS_MT_NEW_SESSION_TICKET && c->role == BS_CLIENT);
    return type == (c->role == BS_CLIENT ? BS_MT_HELLO_REQUEST : BS_MT_CLIENT_HELLO);
}

void bs_run_begin(struct bs_conn *c) {
    c->running = true; /* the phase stays: callbacks may read and write */
    bs_conn_event(c, BS_EV_STATE, 1);
}

void bs_run_message(struct bs_conn *c, uint8_t state, bool sent) {
    enum bs_role from = sent ? c->role : c->role == BS_CLIENT ? BS_SERVER : BS_CLIENT;
    c->state = (struct bs_state){ .msg_type = state, .from = from, .tls13 = bs_conn_is13(c) };
}

bs_status bs_run_end(struct bs_conn *c) {
    if (c->error != BS_OK) return c->error; /* of who was told */
    c->running = false;
    bs_conn_opened(c);
    bs_conn_event(c, BS_EV_RUN_DONE, 1);
    return c->error;
}

static bs_status late13(struct bs_conn *c, uint8_t type, bs_reader whole) {
    bs_reader body = bs_r_from(whole.p + BS_MSG_HEADER_LEN, whole.len - BS_MSG_HEADER_LEN);
    bs_run_begin(c);
    bs_conn_event(c, BS_EV_STATE, 0);
    bs_conn_tell(c, false, c->version, BS_RECORD_HANDSHAKE, whole);
    bs_run_message(c, type, false);
    if (type == BS_MT_NEW_SESSION_TICKET) {
        BS_TRY(bs_new_session_ticket13_recv(c, body));
    } else {
        if (!bs_msg_on_boundary(c, whole.len)) return BS_E_NOT_ON_RECORD_BOUNDARY;
        BS_TRY(bs_key_update_recv(c, body));
    }
    bs_msg_done(c, whole.len);
    bs_conn_event(c, BS_EV_STATE, 0);
    return bs_run_end(c);
}

static size_t limit(uint8_t type) {
    if (type == BS_MT_HELLO_REQUEST) return 0;
    return type == BS_MT_KEY_UPDATE ? 1 : MAX_LATE_MESSAGE;
}

bs_status bs_post_message(struct bs_conn *c) {
    uint8_t type;
    size_t len;
    bs_reader whole;
    if (c->sent_close && !bs_conn_is13(c)) { /* as OpenSSL: no answer can follow our close_notify, so none is thought of */
        bs_in_used(c, c->rec.len);
        c->num_post++;
        return ++c->num_key_updates > BS_MAX_KEY_UPDATES ? BS_E_UNEXPECTED_MESSAGE : BS_OK;
    }
    BS_TRY(bs_msg_peek(c, &type, &len));
    if (bs_conn_is13(c) && bs_pha_expects(c, type)) {
        c->num_post++;
        return bs_pha_recv(c);
    }
    if (!expected(c, type)) return BS_E_UNEXPECTED_MESSAGE;
    if (len > limit(type)) return BS_E_MESSAGE_TOO_LARGE;
    if (type == BS_MT_CLIENT_HELLO) {
        bs_status s = bs_client_hello_late(c, len);
        if (s == BS_OK) c->num_post++;
        return s;
    }
    BS_TRY(bs_msg_whole(c, len, &whole));
    c->num_post++;
    return bs_conn_is13(c) ? late13(c, type, whole) : bs_hello_request_recv(c, whole);
}
