#include "src/hs/early.h"

#include "src/base/secret.h"
#include "src/ext/ext.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"

#include <stdlib.h>

void bs_early_free(struct bs_early *e) {
    if (!e) return;
    bs_wipe(e, sizeof(*e));
    free(e);
}

/* --- secrets --------------------------------------------------------------------------------------------------- */

/* RFC 8446 7.1: from the PSK and the ClientHello, which is all that the transcript holds yet. */
static bs_status derive(struct bs_hs *hs, const struct bs_session *s, enum bs_hash hash) {
    struct bs_conn *c = hs->c;
    struct bs_schedule sched = { 0 };
    uint8_t digest[BS_HASH_MAX];
    if (!c->early && !(c->early = (struct bs_early *)calloc(1, sizeof(*c->early)))) return BS_E_MEMORY;
    bs_reader hello = bs_r_from(digest, bs_transcript_hash(&hs->transcript, hash, digest));
    bs_schedule_early(&sched, hash, bs_session_secret(s));
    bs_schedule_derive(&sched, "c e traffic", hello, hs->early_secret);
    bs_schedule_derive(&sched, "e exp master", hello, c->early->exporter);
    bs_schedule_wipe(&sched);
    c->early->hash = hash;
    size_t len = bs_hash_len(hash);
    bs_conn_keylog(c, "EARLY_EXPORTER_SECRET", bs_r_from(c->early->exporter, len));
    bs_conn_keylog(c, "CLIENT_EARLY_TRAFFIC_SECRET", bs_r_from(hs->early_secret, len));
    return BS_OK;
}

/* --- client ---------------------------------------------------------------------------------------------------- */

static bool offers(bs_reader list, bs_reader name) {
    bs_reader at;
    while (bs_r_vec(&list, 1, 1, 255, &at)) {
        if (bs_r_same(at, name)) return true;
    }
    return false;
}

bs_status bs_early_offer(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    const struct bs_config *cfg = &c->cfg;
    const struct bs_session *s = bs_psk_first(hs);
    hs->early_offered = false;
    if (c->early_mode == BS_EARLY_NONE || hs->second_hello || hs->renegotiation || !s || s->max_early_data == 0) return BS_OK;
    if (!bs_list_has(cfg->suites, cfg->num_suites, s->suite)) return BS_OK; /* nothing goes under a suite that is off */
    if (s->server_name && !bs_r_equal(cfg->server_name, s->server_name, strlen(s->server_name))) {
        return BS_E_EARLY_SERVER_NAME;
    }
    if (s->alpn_len > 0 && !offers(cfg->alpn, bs_r_from(s->alpn, s->alpn_len))) return BS_E_EARLY_ALPN;
    hs->early_offered = true;
    return BS_OK;
}

bs_status bs_early_keys(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    const struct bs_session *s = bs_psk_first(hs);
    const struct bs_suite *suite = s ? bs_suite_find(s->suite) : NULL;
    if (c->early_mode == BS_EARLY_WANTED && !hs->early_offered && !hs->renegotiation) return BS_E_EARLY_NOT_OFFERED;
    if (!hs->early_offered) return BS_OK;
    if (!suite) return BS_E_INTERNAL;
    BS_TRY(derive(hs, s, suite->prf));
    c->early->max = s->max_early_data;
    c->early_status = BS_EARLY_REJECTED; /* until the server says otherwise */
    hs->early_keys = true;
    return bs_keys13_set(c, suite, hs->early_secret, true);
}

void bs_early_retry(struct bs_hs *hs) {
    if (hs->early_keys) bs_protect_wipe(&hs->c->wr);
    hs->early_keys = hs->early_offered = false;
    hs->c->early_mode = hs->c->early_mode == BS_EARLY_NONE ? BS_EARLY_NONE : BS_EARLY_FINISHED;
}

bs_status bs_early_accepted(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    const struct bs_session *s = hs->old;
    /* RFC 8446 4.2.10: only with the first PSK; and its suite and protocol must be those that were chosen */
    if (!hs->early_keys || !hs->resumed || hs->psk_index != 0) return BS_E_ILLEGAL_EXTENSION;
    if (s->suite != hs->suite->id || !bs_r_equal(bs_r_from(s->alpn, s->alpn_len), c->alpn, c->alpn_len)) {
        return BS_E_ILLEGAL_EXTENSION;
    }
    c->early_status = BS_EARLY_ACCEPTED;
    return BS_OK;
}

bs_status bs_early_read_ticket(bs_reader extensions, uint32_t *out_max) {
    uint16_t type;
    bs_reader body;
    *out_max = 0;
    while (bs_r_u16(&extensions, &type) && bs_r_vec(&extensions, 2, 0, 65535, &body)) {
        if (type == BS_EXT_EARLY_DATA && (!bs_r_u32(&body, out_max) || !bs_r_done(&body))) return BS_E_MAX_EARLY_DATA;
    }
    return BS_OK;
}

void bs_early_failing(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    if (!hs->early_keys || c->role != BS_CLIENT || c->early_status != BS_EARLY_REJECTED) return;
    if (hs->early_told) {
        (void)bs_early_end(hs, (bs_reader){ 0 }); /* on failure it stays as it is: there is nobody left to tell */
    } else if (c->version != 0 && !bs_conn_is13(c)) {
        bs_protect_wipe(&c->wr);
        hs->early_keys = false;
    }
}

/* --- server ---------------------------------------------------------------------------------------------------- */

/* RFC 8446 4.2.10: what a server must have verified before it takes early data */
static bool acceptable(const struct bs_hs *hs) {
    const struct bs_conn *c = hs->c;
    const struct bs_session *s = hs->old;
    if (c->cfg.max_early_data == 0 || c->early_mode == BS_EARLY_NONE || hs->retry) return false;
    if (!hs->resumed || !hs->early_ok || hs->psk_index != 0 || s->suite != hs->suite->id) return false;
    if (!bs_r_equal(bs_r_from(s->alpn, s->alpn_len), c->alpn, c->alpn_len)) return false;
    return !c->cfg.ops->early_allow || c->cfg.ops->early_allow(c->app);
}

bs_status bs_early_judge(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    const struct bs_config *cfg = &c->cfg;
    if (!hs->early_offered) return BS_OK;
    if (!acceptable(hs)) {
        c->early_status = BS_EARLY_REJECTED;
        return BS_OK;
    }
    BS_TRY(derive(hs, hs->old, hs->suite->prf));
    c->early->max = hs->old->max_early_data < cfg->recv_max_early_data ? hs->old->max_early_data : cfg->recv_max_early_data;
    c->early_status = BS_EARLY_ACCEPTED;
    hs->skip_early = 0;
    hs->early_skips = false;
    hs->early_keys = true; /* bs_keys13_handshake() puts them in place */
    return BS_OK;
}

/* --- both ------------------------------------------------------------------------------------------------------ */

bs_status bs_early_count(struct bs_conn *c, size_t len) {
    bs_status over = c->role == BS_CLIENT ? BS_E_EARLY_DATA_TOO_LONG : BS_E_TOO_MUCH_EARLY_DATA;
    if (!c->early) return BS_E_INTERNAL; /* none were offered */
    if (len > c->early->max - c->early->count) return over;
    c->early->count += (uint32_t)len;
    return BS_OK;
}

bool bs_conn_early_room(const struct bs_conn *c, size_t len) {
    if (c->role == BS_SERVER) return c->wr.vtable != NULL; /* after a HelloRetryRequest nothing is protected yet */
    return c->early && len <= c->early->max - c->early->count;
}

/* A state of its own, in OpenSSL even without a wait; then waits for bs_conn_early_leave(). */
static bs_status pause(struct bs_hs *hs, bool wait) {
    struct bs_conn *c = hs->c;
    bool end = c->role == BS_CLIENT && bs_conn_is13(c);
    bool stateless = bs_hs_flag(hs, BS_CF_STATELESS) && c->role == BS_SERVER; /* stops here too, see retry_cookie.h */
    if ((c->early_mode == BS_EARLY_NONE && !stateless && !c->state.paused) || hs->renegotiation) return BS_OK;
    if (!(end ? c->state.early_end : c->state.early)) {
        bs_conn_event(c, BS_EV_STATE, 0);
        c->state = (struct bs_state){ .tls13 = bs_conn_is13(c), .early = !end, .early_end = end };
    }
    if (!wait) return BS_OK;
    if (!c->state.paused) {
        c->state.paused = true;
        bs_conn_event(c, BS_EV_EARLY, 0);
    }
    return BS_WANT_EARLY;
}

bs_status bs_early_pause(struct bs_hs *hs, bs_reader body) {
    (void)body;
    return pause(hs, !hs->early_left);
}

bs_status bs_early_pause_again(struct bs_hs *hs, bs_reader body) {
    (void)body;
    bool wanted = hs->c->early_mode == BS_EARLY_WANTED || bs_hs_flag(hs, BS_CF_STATELESS);
    return pause(hs, wanted && (hs->c->role == BS_CLIENT || !hs->early_left));
}

static void unwant(struct bs_conn *c) {
    bool offered = c->hs && (c->role == BS_CLIENT ? c->hs->early_offered : c->early_status == BS_EARLY_ACCEPTED);
    if (!offered) {
        c->early_mode = BS_EARLY_NONE;
    } else { /* too late to take it back: there are no bytes */
        c->hs->early_left = true;
        if (c->role == BS_CLIENT) c->early_mode = BS_EARLY_FINISHED;
    }
}

void bs_conn_early_want(struct bs_conn *c, bool wanted) {
    bool judged = c->role == BS_CLIENT || c->early_status != BS_EARLY_NOT_SENT; /* once the handshake has begun */
    if (!wanted) {
        if (c->early_mode == BS_EARLY_WANTED) unwant(c);
    } else if (c->phase == BS_PHASE_BEFORE || (c->phase == BS_PHASE_HANDSHAKE && !judged)) {
        c->early_mode = BS_EARLY_WANTED;
    }
}

void bs_conn_early_leave(struct bs_conn *c, bool finished) {
    if (finished && c->role == BS_CLIENT && c->early_mode == BS_EARLY_WANTED) c->early_mode = BS_EARLY_FINISHED;
    if (!c->hs || !c->state.paused) return;
    c->state.paused = false;
    c->hs->early_left = true;
    bs_conn_event(c, BS_EV_HANDSHAKE_START, 0); /* OpenSSL's state machine starts anew */
}

bs_status bs_end_of_early_data_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    bs_writer w;
    BS_TRY(bs_hs_begin(hs, BS_MT_END_OF_EARLY_DATA, 0, &w));
    return bs_hs_send(hs, &w);
}

bs_status bs_end_of_early_data_recv(struct bs_hs *hs, bs_reader body) {
    hs->c->early_mode = BS_EARLY_FINISHED;
    return body.len == 0 ? BS_OK : BS_E_LENGTH;
}

bs_status bs_early_end(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    if (!hs->early_keys) return BS_OK;
    hs->early_keys = false;
    bs_wipe(hs->early_secret, sizeof(hs->early_secret));
    if (c->role == BS_SERVER) return bs_keys13_set(c, hs->suite, hs->peer_hs, false);
    return bs_keys13_set(c, hs->suite, hs->own_hs, true);
}
