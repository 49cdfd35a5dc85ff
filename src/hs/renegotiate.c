/*
 * Renegotiation, before TLS 1.3: either end asks, and a handshake runs in the open connection.
 * RFC 5246 7.4.1.1, 7.4.1.2; RFC 5746
 */
#include "src/hs/messages.h"

/* What OpenSSL's info callback hears of whatever begins in an open connection: the state is still the open one's. */
static void enter(struct bs_conn *c, enum bs_renegotiation_event what) {
    c->state = (struct bs_state){ .was_open = true };
    bs_conn_event(c, BS_EV_HANDSHAKE_START, what);
}

static void show_message(struct bs_conn *c, uint8_t state, bs_reader whole) {
    bs_conn_event(c, BS_EV_STATE, 0);
    bs_conn_event(c, BS_EV_STATE, 0);
    bs_conn_tell(c, false, c->version, BS_RECORD_HANDSHAKE, whole);
    bs_msg_done(c, whole.len);
    bs_run_message(c, state, false);
}

/* A handshake of this end's making or, at a server, of the client's; the program may settle its wishes anew. */
static bs_status begin(struct bs_conn *c, bool resume) {
    c->own_cred = NULL; /* of settings that may go away now */
    if (c->cfg.ops->renegotiation) BS_TRY(c->cfg.ops->renegotiation(c->app));
    return bs_hs_start(c, resume);
}

/* RFC 5246 7.2.2: refused with a warning, and the connection goes on. */
static bs_status refuse(struct bs_conn *c, uint8_t state, bs_reader whole) {
    c->running = true;
    enter(c, c->role == BS_SERVER ? BS_RENEGOTIATION_HELLO : BS_RENEGOTIATION_REFUSAL);
    show_message(c, state, whole);
    BS_TRY(bs_out_alert(c, false, BS_ALERT_NO_RENEGOTIATION));
    bs_conn_event(c, BS_EV_STATE, 0);
    bs_conn_opened(c);
    c->running = false;
    bs_conn_event(c, BS_EV_HANDSHAKE_DONE, 0);
    return bs_run_end(c);
}

/*
 * RFC 5746 4.2, 4.4: a peer without the extension is one's own risk. OpenSSL's client takes it with the same option
 * as for the first handshake.
 */
static bool risky(const struct bs_conn *c) {
    uint32_t take = BS_CF_UNSAFE_LEGACY_RENEGOTIATION | (c->role == BS_CLIENT ? BS_CF_LEGACY_SERVER_CONNECT : 0u);
    return !c->secure_renegotiation && (c->cfg.flags & take) == 0;
}

static bool may_peer_ask(const struct bs_conn *c) {
    if ((c->cfg.flags & BS_CF_NO_RENEGOTIATION) || risky(c)) return false;
    return c->role == BS_CLIENT || c->asked || (c->cfg.flags & BS_CF_ALLOW_CLIENT_RENEGOTIATION);
}

bs_status bs_hello_request_recv(struct bs_conn *c, bs_reader whole) {
    if (++c->num_key_updates > BS_MAX_KEY_UPDATES) return BS_E_NO_RENEGOTIATION;
    if (!may_peer_ask(c)) return refuse(c, BS_MT_HELLO_REQUEST_STATE, whole);
    c->phase = BS_PHASE_HANDSHAKE;
    enter(c, BS_RENEGOTIATION_HELLO);
    show_message(c, BS_MT_HELLO_REQUEST_STATE, whole);
    BS_TRY(begin(c, true));
    return BS_WANT_HANDSHAKE;
}

bs_status bs_client_hello_late(struct bs_conn *c, size_t len) {
    bs_reader whole;
    if (may_peer_ask(c)) {
        if (++c->num_key_updates > BS_MAX_KEY_UPDATES) return BS_E_NO_RENEGOTIATION;
        c->fresh_session = c->fresh_session || !c->asked;
        c->phase = BS_PHASE_HANDSHAKE;
        enter(c, BS_RENEGOTIATION_HELLO);
        BS_TRY(begin(c, true));
        return BS_WANT_HANDSHAKE; /* the message is the first row's */
    }
    BS_TRY(bs_msg_whole(c, len, &whole));
    if (++c->num_key_updates > BS_MAX_KEY_UPDATES) return BS_E_NO_RENEGOTIATION;
    return refuse(c, BS_MT_CLIENT_HELLO, whole);
}

bs_status bs_hello_request_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    bs_writer w;
    BS_TRY(bs_hs_begin(hs, BS_MT_HELLO_REQUEST, 0, &w));
    return bs_hs_send_unhashed(hs, &w); /* RFC 5246 7.4.1.1: "MUST NOT be included in the message hashes" */
}

/* clang-format off */
static const struct bs_hs_step script_hello_request[] = {
    { "HelloRequest", BS_MT_HELLO_REQUEST_STATE, BS_FROM_SERVER, NULL, { NULL, bs_hello_request_send }, false },
    { NULL, 0, BS_LOCAL, NULL, { NULL, NULL }, false }
};
/* clang-format on */

bs_status bs_conn_renegotiate(struct bs_conn *c, bool resume) {
    if (c->error != BS_OK) return c->error;
    if (c->phase != BS_PHASE_OPEN || bs_conn_is13(c)) return BS_E_STATE;
    if (c->sent_close) return BS_E_CLOSED;
    if (bs_in_waiting(c)) return BS_WANT_READ;
    if (c->out.len > c->out.off) return BS_WANT_OUTPUT;
    c->phase = BS_PHASE_HANDSHAKE;
    enter(c, c->role == BS_CLIENT ? BS_RENEGOTIATION_HELLO : BS_RENEGOTIATION_REQUEST);
    bs_status s = c->role == BS_CLIENT ? begin(c, resume) : bs_hs_start(c, false);
    if (s != BS_OK) return bs_conn_fail(c, s);
    if (c->role == BS_CLIENT) return BS_OK;
    bs_hs_switch(c->hs, script_hello_request);
    c->hs->request_only = true;
    c->asked = true;
    c->fresh_session = !resume;
    return BS_OK;
}
