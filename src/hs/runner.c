/* The runner: walks the rows of a script. No other code knows the order of messages. */
#include "src/base/secret.h"
#include "src/hs/hs.h"
#include "src/hs/premaster.h"
#include "src/hs/psk.h"

#include <stdlib.h>

bs_status bs_hs_start(struct bs_conn *c, bool offer) {
    struct bs_hs *hs = (struct bs_hs *)calloc(1, sizeof(*hs));
    if (!hs) return BS_E_MEMORY;
    hs->c = c;
    hs->at = bs_script_hello;
    hs->renegotiation = c->own_finished_len > 0;
    if (offer && c->role == BS_CLIENT && c->session) hs->old = bs_session_ref(c->session);
    if (!hs->renegotiation) { /* else it is in use until the new one is */
        bs_session_free(c->session);
        c->session = NULL;
    }
    c->hs = hs;
    hs->sending = c->role == BS_SERVER; /* a server tells that it goes over to reading before it has sent anything */
    bs_transcript_init(&hs->transcript);
    return BS_OK;
}

void bs_hs_free(struct bs_hs *hs) {
    if (!hs) return;
    bs_session_free(hs->session);
    bs_session_free(hs->old);
    bs_session_free(hs->psk);
    free(hs->psk_id);
    free(hs->hello);
    free(hs->cookie);
    free(hs->custom);
    free(hs->request);
    free(hs->status);
    bs_hs_drop_messages(hs);
    if (hs->out) bs_wipe(hs->out, hs->out_cap);
    free(hs->out);
    free(hs->share_mem);
    bs_psk_wipe(hs);
    bs_premaster_wipe(hs);
    bs_kex_wipe(&hs->kex);
    bs_schedule_wipe(&hs->schedule);
    bs_wipe(hs, sizeof(*hs));
    free(hs);
}

void bs_hs_switch(struct bs_hs *hs, const struct bs_hs_step *script) { hs->at = script; }

static void advance(struct bs_hs *hs, const struct bs_hs_step *row) {
    hs->told = false;
    if (hs->at == row && !hs->again) hs->at++;
    hs->again = false;
}

/* OpenSSL's SSL_CB_LOOP comes before each change of state, and once more when writing has turned to reading. */
static void tell_state(struct bs_hs *hs, bool sending) {
    if (hs->told) return;
    hs->told = true;
    bs_conn_event(hs->c, BS_EV_STATE, 0);
    hs->sending = sending;
}

/* What was sent is not behind us before the face has it. */
static bs_status drain(const struct bs_hs *hs) {
    return bs_hs_flag(hs, BS_CF_DRAIN_FLIGHTS) && bs_conn_output(hs->c).len > 0 ? BS_WANT_OUTPUT : BS_OK;
}

static bs_status end_flight(struct bs_hs *hs) {
    if (!hs->sending) return BS_OK;
    BS_TRY(drain(hs));
    hs->sending = false;
    bs_conn_event(hs->c, BS_EV_STATE, 0);
    if (!bs_conn_is13(hs->c) || hs->c->role != BS_SERVER || hs->c->state.early) return BS_OK;
    hs->c->state.early = true; /* of a state of its own, told too */
    bs_conn_event(hs->c, BS_EV_STATE, 0);
    return BS_OK;
}

/* Before the message is dealt with: one that fails is the state in which the connection ends, as in OpenSSL. */
static void set_state(struct bs_hs *hs, const struct bs_hs_step *row) {
    hs->c->state = (struct bs_state){ .msg_type = row->msg_type,
                                      .from = row->from == BS_FROM_SERVER ? BS_SERVER : BS_CLIENT,
                                      .tls13 = bs_conn_is13(hs->c) };
}

static bs_status run_row(struct bs_hs *hs, const struct bs_hs_step *row, bs_reader body) {
    bs_status (*run)(struct bs_hs *, bs_reader) = row->run[hs->c->role];
    return run ? run(hs, body) : BS_OK;
}

/* Limits on what a peer may make us gather; those of OpenSSL, so that what it accepts is accepted. */
static size_t limit(const struct bs_hs *hs, uint8_t type) {
    switch (type) {
    case BS_MT_CLIENT_HELLO: return 131396;
    case BS_MT_SERVER_HELLO: return 65607;
    case BS_MT_ENCRYPTED_EXTENSIONS: return 20000;
    case BS_MT_CERTIFICATE:
    case BS_MT_CERTIFICATE_REQUEST: return hs->c->cfg.max_cert_list;
    case BS_MT_NEW_SESSION_TICKET: return 65541;
    case BS_MT_SERVER_KEY_EXCHANGE: return 102400;
    case BS_MT_FINISHED: return 64;
    case BS_MT_SERVER_HELLO_DONE: return 0;
    case BS_MT_CLIENT_KEY_EXCHANGE: return 2048;
    default: return 16384;
    }
}

/* Each ticket of TLS 1.3 is a flight of its own, as in OpenSSL. */
static bool sent_ticket13(const struct bs_hs *hs) {
    const struct bs_state *st = &hs->c->state;
    return hs->sending && st->tls13 && st->msg_type == BS_MT_NEW_SESSION_TICKET;
}

static bs_status send_row(struct bs_hs *hs, const struct bs_hs_step *row) {
    if (sent_ticket13(hs)) BS_TRY(drain(hs));
    tell_state(hs, true);
    set_state(hs, row);
    BS_TRY(run_row(hs, row, (bs_reader){ 0 }));
    advance(hs, row);
    return BS_OK;
}

static bs_status receive_ccs(struct bs_hs *hs, const struct bs_hs_step *row) {
    BS_TRY(bs_msg_ccs(hs->c));
    tell_state(hs, false);
    set_state(hs, row);
    BS_TRY(run_row(hs, row, (bs_reader){ 0 }));
    advance(hs, row);
    return BS_OK;
}

/* RFC 5246 7.4.1.1: a client in a handshake ignores HelloRequest, and hashes it not. */
static bool is_idle_request(const struct bs_hs *hs, uint8_t type, size_t len) {
    return type == BS_MT_HELLO_REQUEST && len == 0 && hs->c->role == BS_CLIENT && !bs_conn_is13(hs->c);
}

/* The version that the message callback hears of: OpenSSL's client takes its own until a ServerHello is read. */
static uint16_t told_version(const struct bs_hs *hs, const struct bs_hs_step *row) {
    const struct bs_conn *c = hs->c;
    if (c->role == BS_CLIENT && row->msg_type == BS_MT_SERVER_HELLO) return hs->offer_max;
    return c->version ? c->version : BS_TLS13;
}

static bool changes_keys(uint8_t type) {
    return type == BS_MT_SERVER_HELLO || type == BS_MT_FINISHED || type == BS_MT_END_OF_EARLY_DATA;
}

static bs_status use_message(struct bs_hs *hs, const struct bs_hs_step *row, bs_reader whole) {
    struct bs_conn *c = hs->c;
    if (!row->peek && !hs->told) {
        tell_state(hs, false);
        set_state(hs, row);
        bs_conn_tell(c, false, told_version(hs, row), BS_RECORD_HANDSHAKE, whole);
    }
    hs->whole = whole;
    hs->peer_began = true;
    BS_TRY(run_row(hs, row, bs_r_from(whole.p + BS_MSG_HEADER_LEN, whole.len - BS_MSG_HEADER_LEN)));
    if (row->peek) {
        advance(hs, row);
        return BS_OK;
    }
    bs_hs_add_message(hs, whole);
    /* RFC 8446 5.1: "Handshake messages MUST NOT span key changes" */
    if (bs_conn_is13(c) && changes_keys(row->msg_type) && !bs_msg_on_boundary(c, whole.len)) {
        return BS_E_NOT_ON_RECORD_BOUNDARY;
    }
    hs->whole = (bs_reader){ 0 };
    bs_msg_done(c, whole.len);
    advance(hs, row);
    return BS_OK;
}

static bs_status receive_row(struct bs_hs *hs, const struct bs_hs_step *row, enum bs_hs_need need) {
    uint8_t type;
    size_t len;
    bs_reader whole;
    BS_TRY(end_flight(hs));
    if (row->msg_type == BS_MT_CCS) return receive_ccs(hs, row);
    BS_TRY(bs_msg_peek(hs->c, &type, &len));
    if (is_idle_request(hs, type, len)) {
        BS_TRY(bs_msg_whole(hs->c, len, &whole));
        bs_conn_tell(hs->c, false, hs->c->version ? hs->c->version : BS_TLS13, BS_RECORD_HANDSHAKE, whole);
        bs_msg_done(hs->c, whole.len);
        return ++hs->c->num_key_updates > BS_MAX_KEY_UPDATES ? BS_E_UNEXPECTED_MESSAGE : BS_OK;
    }
    if (type != row->msg_type) {
        if (need != BS_MAY) return BS_E_UNEXPECTED_MESSAGE;
        advance(hs, row);
        return BS_OK;
    }
    if (len > limit(hs, type)) return BS_E_MESSAGE_TOO_LARGE;
    BS_TRY(bs_msg_whole(hs->c, len, &whole));
    return use_message(hs, row, whole);
}

static bs_status step(struct bs_hs *hs) {
    const struct bs_hs_step *row = hs->at;
    enum bs_hs_need need = row->need ? row->need(hs) : BS_MUST;
    if (need == BS_SKIP) {
        advance(hs, row);
        return BS_OK;
    }
    if (row->from == BS_LOCAL) {
        BS_TRY(run_row(hs, row, (bs_reader){ 0 }));
        advance(hs, row);
        return BS_OK;
    }
    if ((unsigned)row->from == (unsigned)hs->c->role) return send_row(hs, row);
    return receive_row(hs, row, need);
}

bs_status bs_hs_run(struct bs_hs *hs) {
    while (hs->at->name) BS_TRY(step(hs));
    if (hs->sending) BS_TRY(drain(hs));
    bs_conn_event(hs->c, BS_EV_STATE, 0);
    return BS_OK;
}

bs_status bs_hs_begin(struct bs_hs *hs, uint8_t type, size_t max, bs_writer *out) {
    size_t n = BS_MSG_HEADER_LEN + max;
    if (n > hs->out_cap) {
        if (hs->out) bs_wipe(hs->out, hs->out_cap);
        free(hs->out);
        hs->out_cap = 0;
        hs->out = (uint8_t *)malloc(n);
        if (!hs->out) return BS_E_MEMORY;
        hs->out_cap = n;
    }
    *out = bs_w_to(hs->out, n);
    bs_w_u8(out, type);
    bs_w_u24(out, 0);
    return BS_OK;
}

static bs_status close_message(bs_writer *w) {
    size_t len;
    bs_w_close(w, (bs_mark){ 1, 3 });
    return bs_w_finish(w, &len) ? BS_OK : BS_E_SPACE;
}

bs_status bs_hs_send_unhashed(struct bs_hs *hs, bs_writer *w) {
    struct bs_conn *c = hs->c;
    BS_TRY(close_message(w));
    BS_TRY(bs_out_bytes(c, BS_RECORD_HANDSHAKE, bs_w_written(w)));
    bs_conn_tell(c, true, c->version ? c->version : hs->offer_max, BS_RECORD_HANDSHAKE, bs_w_written(w));
    return BS_OK;
}

bs_status bs_hs_send(struct bs_hs *hs, bs_writer *w) {
    BS_TRY(close_message(w));
    bs_hs_add_message(hs, bs_w_written(w));
    return bs_hs_send_unhashed(hs, w);
}
