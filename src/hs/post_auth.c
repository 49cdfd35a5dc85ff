/*
 * Post-handshake client authentication. RFC 8446 4.6.2
 *
 * A server that may asks with a CertificateRequest and goes on with data; the client's answer comes when it comes, and
 * is a handshake of its own at either end. Its transcript is, for each request anew, that of the handshake to the
 * client's Finished, and what follows of the exchange (RFC 8446 4.4); its Finished is keyed with the client's traffic
 * secret of the moment (4.4.4).
 */
#include "src/base/secret.h"
#include "src/ext/ext.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"

#include <stdlib.h>

static enum bs_hs_need if_client_signs(const struct bs_hs *hs) {
    return (hs->c->role == BS_CLIENT ? hs->cred != NULL : hs->peer_cert) ? BS_MUST : BS_SKIP;
}

static bs_status requested(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_pha *pha = hs->c->pha;
    bs_transcript_keep(&hs->transcript, hs->suite->prf, &pha->requested_hash);
    pha->requested = true;
    return BS_OK;
}

/* The session may be in other hands by now: who was authenticated is written into one of this connection's own. */
static bs_status done(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    if (c->role == BS_CLIENT) return BS_OK;
    c->pha->requested = false;
    bs_session_free(c->session);
    c->session = hs->session;
    hs->session = NULL;
    return BS_OK;
}

/* clang-format off */
static const struct bs_hs_step script_answer[] = {
    { "certificate callback", 0, BS_LOCAL, NULL,          { bs_call_select_cert, NULL }, false },
    { "certificate choice",  0, BS_LOCAL, NULL,           { bs_choose_client_cert, NULL }, false },
    { "Certificate",         BS_MT_CERTIFICATE, BS_FROM_CLIENT, NULL, { bs_certificate_send, bs_certificate_recv }, false },
    { "verify chain",        0, BS_LOCAL, NULL,           { NULL, bs_call_verify }, false },
    { "CertificateVerify",   BS_MT_CERTIFICATE_VERIFY, BS_FROM_CLIENT, if_client_signs, { bs_certificate_verify_send, bs_certificate_verify_recv }, false },
    { "Finished",            BS_MT_FINISHED, BS_FROM_CLIENT, NULL, { bs_finished_send, bs_finished_recv }, false },
    { "done",                0, BS_LOCAL, NULL,           { done, done }, false },
    { "NewSessionTicket",    BS_MT_NEW_SESSION_TICKET, BS_FROM_SERVER, bs_if_ticketing, { NULL, bs_new_session_ticket13_send }, false },
    { NULL, 0, BS_LOCAL, NULL, { NULL, NULL }, false }
};

static bs_status answer(struct bs_hs *hs, bs_reader body) {
    (void)body;
    bs_hs_switch(hs, script_answer);
    return BS_OK;
}

static const struct bs_hs_step script_request[] = {
    { "CertificateRequest",  BS_MT_CERTIFICATE_REQUEST, BS_FROM_SERVER, NULL, { bs_certificate_request13_recv, bs_certificate_request13_send }, false },
    { "answer",              0, BS_LOCAL, NULL,           { answer, requested }, false },
    { NULL, 0, BS_LOCAL, NULL, { NULL, NULL }, false }
};
/* clang-format on */

bs_status bs_pha_keep(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    bool possible = c->role == BS_CLIENT ? bs_ext_sent(hs, BS_EXT_POST_HANDSHAKE_AUTH) : hs->offered_auth;
    if (!possible) return BS_OK;
    c->pha = (struct bs_pha *)calloc(1, sizeof(*c->pha));
    if (!c->pha) return BS_E_MEMORY;
    bs_transcript_keep(&hs->transcript, hs->suite->prf, &c->pha->finished_hash);
    c->pha->psk_modes = hs->psk_modes;
    return BS_OK;
}

/* A handshake in the open connection, which begins with one of the two scripts. */
static bs_status begin(struct bs_conn *c, const struct bs_hs_step *script, const br_hash_compat_context *transcript) {
    BS_TRY(bs_hs_start(c, false));
    struct bs_hs *hs = c->hs;
    bs_hs_switch(hs, script);
    bs_hs_drop_messages(hs);
    hs->renegotiation = false;
    hs->pha = true;
    hs->ticket_due = true; /* who authenticated resumes as such: RFC 8446 4.6.1 */
    hs->sending = false;
    hs->suite = c->suite;
    hs->psk_modes = c->pha->psk_modes;
    bs_transcript_resume(&hs->transcript, c->suite->prf, transcript);
    memcpy(hs->own_hs, c->own_secret, sizeof(hs->own_hs)); /* RFC 8446 4.4.4: client_application_traffic_secret_N */
    memcpy(hs->peer_hs, c->peer_secret, sizeof(hs->peer_hs));
    bs_conn_event(c, BS_EV_AUTH_START, 0);
    c->phase = BS_PHASE_HANDSHAKE;
    c->state = (struct bs_state){ .was_open = true, .tls13 = true };
    return BS_OK;
}

bs_status bs_conn_request_auth(struct bs_conn *c) {
    if (c->error != BS_OK) return c->error;
    if (c->phase != BS_PHASE_OPEN || c->role != BS_SERVER || !bs_conn_is13(c)) return BS_E_STATE;
    if (!c->pha) return BS_E_NOT_FOUND;
    if (c->pha->requested) return BS_E_STATE;
    if (c->sent_close) return BS_E_CLOSED;
    bool again = (c->cfg.verify & BS_VERIFY_ONCE) && c->cert_requested;
    if (!(c->cfg.verify & BS_VERIFY_PEER) || again) return BS_E_ARGUMENT;
    /* 4.3.2: "MUST be unique within the scope of this connection" */
    if (!c->cfg.env->random(c->cfg.env->arg, c->pha->context, sizeof(c->pha->context))) return BS_E_ENTROPY;
    BS_TRY(begin(c, script_request, &c->pha->finished_hash));
    c->hs->request_only = true;
    c->hs->request_context = bs_r_from(c->pha->context, sizeof(c->pha->context));
    return BS_OK;
}

/* What may come is told by who may send it. */
bool bs_pha_expects(const struct bs_conn *c, uint8_t type) {
    if (!c->pha) return false;
    return c->role == BS_CLIENT ? type == BS_MT_CERTIFICATE_REQUEST : type == BS_MT_CERTIFICATE && c->pha->requested;
}

bool bs_conn_auth_requested(const struct bs_conn *c) { return c->pha && c->pha->requested; }

bool bs_conn_auth_possible(const struct bs_conn *c) { return c->pha != NULL; }

/* Without the chain of whoever was known before. */
static bs_status new_session(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    struct bs_session *s = c->session ? c->cfg.ops->session_alloc(c->app) : NULL;
    if (!s) return BS_E_MEMORY;
    hs->session = s;
    BS_TRY(bs_session_copy(s, c->session));
    free(s->peer_chain);
    s->peer_chain = NULL;
    s->peer_chain_len = 0;
    s->leaf_only = false;
    s->verify_result = 0;
    return BS_OK;
}

bs_status bs_pha_recv(struct bs_conn *c) {
    if (c->role == BS_CLIENT) {
        c->own_cred = NULL; /* of settings that may go away now */
        BS_TRY(begin(c, script_request, &c->pha->finished_hash));
        bs_conn_event(c, BS_EV_STATE, 0);
        return BS_WANT_HANDSHAKE; /* the message is the first row's */
    }
    BS_TRY(begin(c, script_answer, &c->pha->requested_hash));
    bs_conn_event(c, BS_EV_STATE, 0); /* as OpenSSL: once for having begun, and once for the message */
    c->hs->request_context = bs_r_from(c->pha->context, sizeof(c->pha->context));
    c->hs->cert_requested = true;
    BS_TRY(new_session(c->hs));
    return BS_WANT_HANDSHAKE;
}

void bs_pha_free(struct bs_pha *pha) {
    if (pha) bs_wipe(pha, sizeof(*pha));
    free(pha);
}
