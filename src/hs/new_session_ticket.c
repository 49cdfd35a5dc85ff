/* Tickets. RFC 8446 4.6.1; RFC 5077 3.3 */
#include "src/base/secret.h"
#include "src/ext/ext.h"
#include "src/hs/early.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"
#include "src/session/session_asn1.h"
#include "src/session/ticket.h"

#include <stdlib.h>

#define WEEK_S 604800u /* RFC 8446 4.6.1: the longest lifetime */
#define SEAL_ROOM 256  /* what a face's protection may add to the state */

bs_status bs_new_session_ticket_decode(struct bs_new_session_ticket *out, bs_reader body, bool tls13) {
    *out = (struct bs_new_session_ticket){ 0 };
    bool ok = bs_r_u32(&body, &out->lifetime);
    if (tls13) {
        ok = ok && bs_r_u32(&body, &out->age_add)
            && bs_r_vec(&body, 1, 0, 255, &out->nonce)
            && bs_r_vec(&body, 2, 1, 65535, &out->ticket)
            && bs_r_vec(&body, 2, 0, 65534, &out->extensions);
    } else {
        ok = ok && bs_r_vec(&body, 2, 0, 65535, &out->ticket); /* RFC 5077 3.3: empty if the server thought better */
    }
    return ok && bs_r_done(&body) ? BS_OK : BS_E_LENGTH;
}

/* \return BS_OK and an owned ticket, of length 0 if the face issues none. */
static bs_status seal(struct bs_conn *c, struct bs_session *s, uint8_t **out, size_t *out_len) {
    size_t state_len = bs_session_encoded_max(s), room = state_len + SEAL_ROOM;
    uint8_t *state = (uint8_t *)malloc(state_len), *ticket = (uint8_t *)malloc(room);
    bs_status st = state && ticket ? bs_session_encode(s, state, &state_len) : BS_E_MEMORY;
    *out_len = room;
    if (st == BS_OK) st = c->cfg.ops->ticket_seal(c->app, s, bs_r_from(state, state_len), ticket, out_len);
    if (state) bs_wipe(state, state_len);
    free(state);
    if (st == BS_OK && *out_len > 65535) *out_len = 0; /* it does not fit a ticket: issue none */
    if (st != BS_OK) {
        free(ticket);
        ticket = NULL;
    }
    *out = ticket;
    return st;
}

/* The session that goes with a new ticket: the connection's, with a PSK of its own. */
static bs_status derive_session(struct bs_conn *c, bs_reader nonce, struct bs_session **out) {
    struct bs_session *s = c->cfg.ops->session_alloc(c->app);
    if (!s) return BS_E_MEMORY;
    bs_status st = bs_session_copy(s, c->session);
    if (st == BS_OK) st = bs_session_set_secret(s, (bs_reader){ 0 }); /* it gets one of its own */
    if (st == BS_OK) st = bs_session_set_bytes(&s->ticket, &s->ticket_len, (bs_reader){ 0 });
    if (st == BS_OK && c->role == BS_SERVER && c->alpn_len > 0) { /* a client keeps the first handshake's, as in OpenSSL */
        st = bs_session_set_bytes(&s->alpn, &s->alpn_len, bs_r_from(c->alpn, c->alpn_len));
    }
    if (st != BS_OK) {
        bs_session_free(s);
        return st;
    }
    s->suite = c->suite->id;
    s->group = c->group ? c->group->id : 0;
    s->time_ms = c->cfg.env->now_ms(c->cfg.env->arg);
    s->time_s = s->time_ms / 1000;
    s->not_resumable = false;
    s->max_early_data = c->role == BS_SERVER ? c->cfg.max_early_data : 0;
    s->secret_len = (uint8_t)bs_hash_len(c->suite->prf);
    bs_hkdf_expand_label(c->suite->prf, c->resumption, "resumption", nonce, s->secret, s->secret_len);
    *out = s;
    return BS_OK;
}

/* A ticket of the face's making, or the id of a session that its cache keeps. */
static bs_status make_ticket(struct bs_hs *hs, struct bs_session *s, uint8_t **out, size_t *out_len) {
    if (!bs_stateful13(hs)) return seal(hs->c, s, out, out_len);
    *out = (uint8_t *)malloc(s->id_len);
    if (!*out) return BS_E_MEMORY;
    memcpy(*out, s->id, s->id_len);
    *out_len = s->id_len;
    return BS_OK;
}

static bs_status send_ticket13(struct bs_hs *hs, struct bs_session *s, bs_reader nonce) {
    uint8_t *ticket = NULL;
    size_t len = 0;
    bs_writer w;
    BS_TRY(make_ticket(hs, s, &ticket, &len));
    bs_status st = len > 0 ? bs_hs_begin(hs, BS_MT_NEW_SESSION_TICKET, 64 + len, &w) : BS_OK;
    if (st == BS_OK && len > 0) {
        bs_w_u32(&w, s->timeout_s < WEEK_S ? s->timeout_s : WEEK_S);
        bs_w_u32(&w, s->ticket_age_add);
        bs_w_vec(&w, 1, nonce.p, nonce.len);
        bs_w_vec(&w, 2, ticket, len);
        st = bs_ext_write(hs, BS_IN_NST, &w, false);
        if (st == BS_OK) st = bs_hs_send_unhashed(hs, &w);
    }
    free(ticket);
    return st;
}

static bs_status one_ticket13(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    const uint32_t n = c->num_tickets++;
    const uint8_t nonce[8] = { 0, 0, 0, 0, (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n };
    struct bs_session *s;
    uint8_t age_add[4];
    BS_TRY(derive_session(c, bs_r_from(nonce, sizeof(nonce)), &s));
    bs_status st = bs_hs_random(hs, age_add, sizeof(age_add));
    bs_reader r = bs_r_from(age_add, sizeof(age_add));
    if (st == BS_OK && !bs_r_u32(&r, &s->ticket_age_add)) st = BS_E_INTERNAL;
    if (st == BS_OK) st = bs_session_name(hs, s);
    if (st != BS_OK) {
        bs_session_free(s);
        return st;
    }
    bs_session_free(c->session);
    c->session = s; /* where callbacks find it */
    if (c->cfg.ops->ticket_prepare) BS_TRY(c->cfg.ops->ticket_prepare(c->app, s));
    BS_TRY(send_ticket13(hs, s, bs_r_from(nonce, sizeof(nonce))));
    if (c->cfg.ops->session_new) c->cfg.ops->session_new(c->app, s);
    return BS_OK;
}

/* As in OpenSSL, whose handshake is done before the first ticket, though the state is the ticket's by then. */
static void tell_done(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    if (hs->done_told || hs->pha) return;
    hs->done_told = true;
    bs_run_message(c, BS_MT_NEW_SESSION_TICKET, true);
    c->state.settled = true;
    bs_conn_event(c, BS_EV_HANDSHAKE_DONE, 1);
    c->state.settled = false;
}

/* OpenSSL: num_tickets after a full handshake, one after a resumption, if it is due. */
bs_status bs_new_session_ticket13_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    const struct bs_config *cfg = &hs->c->cfg;
    tell_done(hs);
    bool resumed = hs->resumed || (hs->pha && hs->c->resumed);
    uint8_t num = resumed && cfg->num_tickets > 1 ? 1 : cfg->num_tickets;
    BS_TRY(one_ticket13(hs));
    hs->again = ++hs->num_tickets_sent < num;
    return BS_OK;
}

bs_status bs_conn_new_ticket(struct bs_conn *c) {
    if (c->error != BS_OK) return c->error;
    if (c->phase != BS_PHASE_OPEN || !bs_conn_is13(c) || c->role != BS_SERVER) return BS_E_STATE;
    if (c->sent_close) return BS_E_CLOSED;
    bs_status s = bs_hs_start(c, false);
    if (s != BS_OK) return s;
    c->hs->suite = c->suite;
    s = one_ticket13(c->hs);
    bs_hs_free(c->hs);
    c->hs = NULL;
    return bs_conn_fail(c, s);
}

/* OpenSSL names a session that came as a ticket by the ticket's hash, so that caches can hold it. */
static void name_by_ticket(struct bs_session *s) {
    uint8_t hash[BS_HASH_MAX];
    bs_hash_once(BS_HASH_SHA256, bs_r_from(s->ticket, s->ticket_len), hash);
    memcpy(s->id, hash, BS_SESSION_ID_MAX);
    s->id_len = BS_SESSION_ID_MAX;
}

bs_status bs_new_session_ticket13_recv(struct bs_conn *c, bs_reader body) {
    struct bs_new_session_ticket t;
    struct bs_session *s;
    uint32_t max_early;
    BS_TRY(bs_new_session_ticket_decode(&t, body, true));
    BS_TRY(bs_ext_judge_ticket(c, t.extensions));
    BS_TRY(bs_early_read_ticket(t.extensions, &max_early));
    BS_TRY(bs_custom_read_ticket(c, t.extensions));
    if (t.lifetime == 0 || !c->session) return BS_OK; /* "should be discarded immediately" */
    BS_TRY(derive_session(c, t.nonce, &s));
    s->ticket_lifetime_s = t.lifetime < WEEK_S ? t.lifetime : WEEK_S;
    s->ticket_age_add = t.age_add;
    s->max_early_data = max_early;
    bs_status st = bs_session_set_bytes(&s->ticket, &s->ticket_len, t.ticket);
    if (st == BS_OK) {
        name_by_ticket(s);
        bs_session_free(c->session);
        c->session = bs_session_ref(s);
        if (c->cfg.ops->session_new) c->cfg.ops->session_new(c->app, s);
    }
    bs_session_free(s);
    return st;
}

bs_status bs_new_session_ticket12_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_session *s = hs->session ? hs->session : hs->old;
    uint8_t *ticket = NULL;
    size_t len = 0;
    bs_writer w;
    if (hs->c->cfg.ops->ticket_prepare) BS_TRY(hs->c->cfg.ops->ticket_prepare(hs->c->app, s));
    BS_TRY(seal(hs->c, s, &ticket, &len));
    bs_status st = bs_hs_begin(hs, BS_MT_NEW_SESSION_TICKET, 64 + len, &w);
    if (st == BS_OK) {
        bs_w_u32(&w, hs->resumed ? 0 : s->timeout_s); /* the hint; 0: unspecified */
        bs_w_vec(&w, 2, ticket, len);
        st = bs_hs_send(hs, &w);
    }
    free(ticket);
    return st;
}

/* A renewed ticket belongs to a copy: the session that was resumed may be in other hands. */
static bs_status copy_resumed(struct bs_hs *hs) {
    if (hs->session) return BS_OK;
    struct bs_session *s = hs->c->cfg.ops->session_alloc(hs->c->app);
    if (!s) return BS_E_MEMORY;
    bs_status st = bs_session_copy(s, hs->old);
    if (st != BS_OK) {
        bs_session_free(s);
        return st;
    }
    hs->session = s;
    return BS_OK;
}

bs_status bs_new_session_ticket12_recv(struct bs_hs *hs, bs_reader body) {
    struct bs_new_session_ticket t;
    BS_TRY(bs_new_session_ticket_decode(&t, body, false));
    if (t.ticket.len == 0) return BS_OK;
    BS_TRY(copy_resumed(hs));
    BS_TRY(bs_session_set_bytes(&hs->session->ticket, &hs->session->ticket_len, t.ticket));
    hs->session->ticket_lifetime_s = t.lifetime;
    name_by_ticket(hs->session);
    return BS_OK;
}
