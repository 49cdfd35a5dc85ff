/* The connection as the face drives it. */
#include "src/hs/conn.h"

#include "src/base/secret.h"
#include "src/hs/early.h"
#include "src/hs/hs.h"
#include "src/hs/messages.h"

#include <stdlib.h>

struct bs_conn *bs_conn_new(enum bs_role role, const struct bs_config *cfg, void *app) {
    struct bs_conn *c = (struct bs_conn *)calloc(1, sizeof(*c));
    if (!c) return NULL;
    c->cfg = *cfg;
    c->app = app;
    c->role = role;
    c->first_record = true;
    c->peer_alert = c->chosen_alert = -1;
    return c;
}

void bs_conn_free(struct bs_conn *c) {
    if (!c) return;
    bs_hs_free(c->hs);
    bs_in_release(c);
    bs_out_release(c);
    bs_session_free(c->session);
    bs_pha_free(c->pha);
    bs_early_free(c->early);
    free(c->alpn);
    free(c->server_name);
    bs_wipe(c, sizeof(*c));
    free(c);
}

struct bs_config *bs_conn_config(struct bs_conn *c) { return &c->cfg; }

void bs_conn_set_session(struct bs_conn *c, struct bs_session *s) {
    if (c->phase != BS_PHASE_BEFORE) return;
    struct bs_session *old = c->session;
    c->session = s ? bs_session_ref(s) : NULL;
    bs_session_free(old);
}

bool bs_conn_allows(const struct bs_conn *c, enum bs_security_op op, unsigned bits, uint32_t id) {
    return !c->cfg.ops->security || c->cfg.ops->security(c->app, op, bits, id);
}

void bs_conn_tell(const struct bs_conn *c, bool sent, uint16_t version, uint16_t type, bs_reader bytes) {
    if (c->cfg.ops->message) c->cfg.ops->message(c->app, sent, version, type, bytes);
}

void bs_conn_event(const struct bs_conn *c, enum bs_event e, unsigned value) {
    if (c->cfg.ops->event) c->cfg.ops->event(c->app, e, value);
}

void bs_conn_keylog(const struct bs_conn *c, const char *label, bs_reader secret) {
    if (c->cfg.ops->keylog) c->cfg.ops->keylog(c->app, label, bs_r_from(c->client_random, 32), secret);
}

static void forget_session(struct bs_conn *c) {
    struct bs_session *s = c->session;
    /* a client's offer too, while nothing came in its place */
    if (c->hs && (c->hs->resumed || !c->hs->session)) s = c->hs->old;
    if (s && c->cfg.ops->session_remove) c->cfg.ops->session_remove(c->app, s);
}

bs_status bs_conn_fail(struct bs_conn *c, bs_status s) {
    if (s == BS_OK || bs_is_want(s) || s == BS_E_CLOSED) return s;
    if (c->error != BS_OK) return c->error;
    c->error = s;
    c->phase = BS_PHASE_FAILED; /* as who watches the alert go out finds it */
    forget_session(c);
    if (c->hs) bs_early_failing(c->hs);
    c->state.paused = false;
    enum bs_alert alert = bs_status_alert(s);
    if (c->chosen_alert >= 0) alert = (enum bs_alert)c->chosen_alert;
    /* RFC 8446 6.1: nothing follows a close_notify. If even the alert cannot be written there is nobody left to tell. */
    if (alert != BS_ALERT_NONE && !c->sent_close && bs_out_alert(c, true, (uint8_t)alert) != BS_OK) bs_out_release(c);
    if (c->running) bs_conn_event(c, BS_EV_RUN_DONE, 0);
    c->running = false;
    c->had_pending = bs_conn_has_pending(c);
    bs_in_release(c);
    bs_hs_free(c->hs);
    c->hs = NULL;
    bs_early_free(c->early);
    c->early = NULL;
    bs_protect_wipe(&c->rd);
    bs_wipe(c->own_secret, sizeof(c->own_secret));
    bs_wipe(c->peer_secret, sizeof(c->peer_secret));
    bs_wipe(c->exporter, sizeof(c->exporter));
    bs_wipe(c->resumption, sizeof(c->resumption));
    return s;
}

void bs_conn_opened(struct bs_conn *c) {
    c->phase = BS_PHASE_OPEN;
    c->state = (struct bs_state){ .was_open = true, .tls13 = bs_conn_is13(c) };
}

bs_status bs_conn_handshake(struct bs_conn *c) {
    if (c->error != BS_OK) return c->error;
    if (c->phase == BS_PHASE_OPEN) return BS_OK;
    if (c->phase == BS_PHASE_BEFORE) {
        if (c->sent_close) return BS_E_CLOSED;
        BS_TRY(bs_conn_fail(c, bs_hs_start(c, true)));
        bs_conn_event(c, BS_EV_HANDSHAKE_START, 0); /* OpenSSL's callback still finds the state "before" */
        c->phase = BS_PHASE_HANDSHAKE;
    }
    if (!c->hs) return BS_WANT_CALLBACK; /* from inside the telling of a message that begins no handshake */
    BS_TRY(bs_conn_fail(c, bs_hs_run(c->hs)));
    bool had_one = !c->hs->request_only, pha = c->hs->pha;
    bs_conn_opened(c);
    if (had_one) c->asked = c->fresh_session = false;
    if (!c->hs->renegotiation && !pha) c->num_key_updates = 0; /* the others count until data comes */
    if (!pha && !c->hs->done_told) bs_conn_event(c, BS_EV_HANDSHAKE_DONE, had_one);
    if (pha && had_one) bs_conn_event(c, BS_EV_AUTH_DONE, 0);
    bs_hs_free(c->hs);
    c->hs = NULL;
    return BS_OK;
}

/* What bs_conn_handshake() left for the program to read. */
static bool data_first(const struct bs_conn *c) {
    return c->phase == BS_PHASE_HANDSHAKE && c->hs && c->hs->renegotiation && c->rec_type == BS_RECORD_DATA && c->rec.len > 0;
}

/* At a pause for early data: a server's are these, a client's what the server sends without having heard the client out. */
static bs_status read_early(struct bs_conn *c, bs_reader *out) {
    bs_status s = bs_in_record(c);
    if (s == BS_OK && c->rec_type == BS_RECORD_HANDSHAKE && c->role == BS_SERVER) return BS_WANT_HANDSHAKE;
    if (s == BS_OK && c->rec_type != BS_RECORD_DATA) s = BS_E_UNEXPECTED_RECORD;
    if (s != BS_OK) return bs_conn_fail(c, s);
    *out = c->rec;
    return BS_OK;
}

bs_status bs_conn_read(struct bs_conn *c, bs_reader *out) {
    *out = (bs_reader){ 0 };
    if (c->error != BS_OK) return c->error;
    if (data_first(c)) {
        *out = c->rec;
        return BS_OK;
    }
    if (c->state.paused) return read_early(c, out);
    if (c->phase != BS_PHASE_OPEN) return BS_E_STATE;
    for (;;) {
        bs_status s = BS_OK;
        if (c->frag.len == 0 || c->rec_wire == 0) s = bs_in_record(c);
        if (s != BS_OK) return bs_conn_fail(c, s);
        if (c->rec_type == BS_RECORD_DATA) break;
        s = c->rec_type == BS_RECORD_CCS ? BS_E_CCS_WHEN_OPEN : BS_E_UNEXPECTED_RECORD; /* in 1.3 refused before */
        if (c->rec_type == BS_RECORD_HANDSHAKE) s = bs_post_message(c);
        if (s != BS_OK) return bs_conn_fail(c, s);
    }
    if (c->frag.len > 0) return bs_conn_fail(c, BS_E_UNEXPECTED_RECORD);
    c->num_key_updates = 0;
    *out = c->rec;
    return BS_OK;
}

void bs_conn_consume(struct bs_conn *c, size_t n) { bs_in_used(c, n); }

size_t bs_conn_pending(const struct bs_conn *c) {
    bool readable = c->phase == BS_PHASE_OPEN || c->state.paused || data_first(c);
    return readable && c->rec_wire > 0 && c->rec_type == BS_RECORD_DATA ? c->rec.len : 0;
}

bool bs_conn_has_pending(const struct bs_conn *c) {
    if (c->rec.len > 0 || c->had_pending) return true;
    size_t waiting = c->in.len - c->in.off + c->head_len - c->rec_wire;
    /* as OpenSSL counts: a header that was asked for is not pending any more, while a part of one is */
    return waiting > 0 && (c->read_ahead || waiting != BS_RECORD_HEADER);
}

/*
 * RFC 4346 F.3: in TLS 1.0 a CBC record's IV is known before it is sent, so who chooses what follows can test guesses
 * (BEAST). A first record of one byte makes the next IV depend on its MAC. OpenSSL sends an empty record, which some
 * peers take for the end; SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS turns either off.
 */
static size_t split_at(const struct bs_conn *c, size_t len) {
    bool known_iv = c->version == BS_TLS10 && c->wr.bulk && c->wr.bulk->block_len > 0;
    return known_iv && len > 1 && !(c->cfg.flags & BS_CF_NO_CBC_SPLIT) ? 1 : 0;
}

/*
 * RFC 8446 5.5: "Implementations MUST either close the connection or do a key update [...] prior to reaching these
 * limits"; 5.3: sequence numbers "MUST NOT wrap", and the KeyUpdate itself takes the last.
 */
static bool key_is_worn(const struct bs_conn *c) {
    if (c->phase != BS_PHASE_OPEN || !bs_conn_is13(c) || !c->wr.bulk) return false;
    uint64_t limit = c->wr.bulk->seal_limit;
    if (c->cfg.seal_limit != 0 && c->cfg.seal_limit < limit) limit = c->cfg.seal_limit;
    if (limit > UINT64_MAX - 1) limit = UINT64_MAX - 1;
    return c->wr.seq >= limit;
}

bs_status bs_conn_write(struct bs_conn *c, bs_reader data, size_t *out_taken) {
    *out_taken = 0;
    if (c->error != BS_OK) return c->error;
    if (c->phase != BS_PHASE_OPEN && !c->state.paused) return BS_E_STATE;
    if (c->sent_close) return BS_E_CLOSED;
    if (c->out.len > c->out.off) return BS_WANT_OUTPUT;
    if (c->state.paused && !bs_conn_early_room(c, data.len)) {
        return bs_conn_fail(c, c->role == BS_CLIENT ? BS_E_EARLY_DATA_TOO_LONG : BS_E_STATE);
    }
    if (c->update_due || key_is_worn(c)) BS_TRY(bs_conn_key_update(c, false));
    size_t max = bs_out_fragment(c);
    if (data.len > max) data.len = max;
    size_t taken = data.len;
    bs_reader first;
    if (!bs_r_bytes(&data, split_at(c, data.len), &first)) return BS_E_INTERNAL;
    BS_TRY(bs_conn_fail(c, bs_out_bytes(c, BS_RECORD_DATA, first)));
    BS_TRY(bs_conn_fail(c, bs_out_bytes(c, BS_RECORD_DATA, data)));
    if (c->state.paused && c->role == BS_CLIENT) BS_TRY(bs_conn_fail(c, bs_early_count(c, taken)));
    *out_taken = taken;
    return BS_OK;
}

bs_status bs_conn_close(struct bs_conn *c) {
    if (c->sent_close) return BS_OK;
    if (c->error != BS_OK) return c->error;
    BS_TRY(bs_conn_fail(c, bs_out_alert(c, false, BS_ALERT_CLOSE_NOTIFY)));
    c->sent_close = true;
    return BS_OK;
}

bs_status bs_conn_send_alert(struct bs_conn *c, bool fatal, enum bs_alert alert) {
    if (c->error != BS_OK) return c->error;
    if (fatal && c->hs) { /* in a callback, whose status is to end the handshake */
        c->chosen_alert = (int16_t)alert;
        return BS_OK;
    }
    bs_status s = bs_out_alert(c, fatal, (uint8_t)alert);
    return c->hs ? s : bs_conn_fail(c, s);
}

void bs_conn_abort(struct bs_conn *c, bs_status error) { (void)bs_conn_fail(c, error); }

bs_status bs_conn_key_update(struct bs_conn *c, bool request_peer) {
    if (c->error != BS_OK) return c->error;
    if (c->phase != BS_PHASE_OPEN || !bs_conn_is13(c)) return BS_E_STATE;
    if (c->sent_close) return BS_E_CLOSED;
    return bs_conn_fail(c, bs_key_update_send(c, request_peer));
}
