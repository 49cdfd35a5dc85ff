/* TLS 1.2. RFC 5246 figures 1 and 2; RFC 5077 figures 1 and 2 for the tickets. */
#include "src/ext/ext.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"

static enum bs_hs_need unless_resumed(const struct bs_hs *hs) { return hs->resumed ? BS_SKIP : BS_MUST; }
/* RFC 4279 2: with a PSK "the Certificate and CertificateRequest payloads are omitted", unless it is RSA_PSK. */
static bool psk_alone(const struct bs_hs *hs) { return hs->suite->auth == BS_AUTH_PSK; }

static enum bs_hs_need unless_psk(const struct bs_hs *hs) { return psk_alone(hs) ? BS_SKIP : BS_MUST; }

/* RFC 4279 2: "If no hint is provided, the ServerKeyExchange message is omitted." */
static enum bs_hs_need if_exchanging(const struct bs_hs *hs) {
    if (hs->suite->kx & (BS_KX_DHE | BS_KX_ECDHE)) return BS_MUST;
    if (!(hs->suite->kx & BS_KX_PSK)) return BS_SKIP;
    if (hs->c->role == BS_CLIENT) return BS_MAY;
    return hs->c->cfg.psk_hint.len > 0 ? BS_MUST : BS_SKIP;
}

static enum bs_hs_need if_ticket(const struct bs_hs *hs) { return hs->send_ticket ? BS_MUST : BS_SKIP; }

static enum bs_hs_need if_requesting(const struct bs_hs *hs) {
    if (psk_alone(hs)) return BS_SKIP;
    if (hs->c->role == BS_CLIENT) return BS_MAY;
    bool once_more = !(hs->c->cfg.verify & BS_VERIFY_ONCE) || !hs->c->cert_requested; /* of a renegotiation */
    return (hs->c->cfg.verify & BS_VERIFY_PEER) && once_more ? BS_MUST : BS_SKIP;
}

/* RFC 6066 8: "a server MAY also choose not to send a "CertificateStatus" message, even if [it] has received [and]
 * sent [the] extension" */
static enum bs_hs_need if_stapling(const struct bs_hs *hs) {
    if (psk_alone(hs)) return BS_SKIP;
    if (hs->c->role == BS_CLIENT) return hs->status_expected ? BS_MAY : BS_SKIP;
    return hs->status_len > 0 ? BS_MUST : BS_SKIP;
}

static enum bs_hs_need if_requested(const struct bs_hs *hs) { return hs->cert_requested ? BS_MUST : BS_SKIP; }

static enum bs_hs_need if_client_signs(const struct bs_hs *hs) {
    if (!hs->cert_requested) return BS_SKIP;
    return (hs->c->role == BS_CLIENT ? hs->cred != NULL : hs->peer_cert) ? BS_MUST : BS_SKIP;
}

/* Before the program is asked for a certificate, which may want to see the session, as in OpenSSL. */
static bs_status begin_session(struct bs_hs *hs, bs_reader body) {
    (void)body;
    return hs->session ? BS_OK : bs_session_begin(hs);
}

static bs_status choose_flow(struct bs_hs *hs, bs_reader body) {
    (void)body;
    if (hs->resumed) bs_hs_drop_messages(hs);
    bs_hs_switch(hs, hs->resumed ? bs_script_tls12_resumed : bs_script_tls12_full);
    return BS_OK;
}

static bs_status done(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    bool fresh = hs->session != NULL; /* made by this handshake, or by a renewed ticket */
    bs_session_establish(hs);
    if (hs->resumed) c->group = bs_group_find(c->session->group);
    if (!fresh || !c->cfg.ops->session_new) return BS_OK;
    if (c->session->id_len > 0 || c->session->ticket_len > 0) c->cfg.ops->session_new(c->app, c->session);
    return BS_OK;
}

/* clang-format off */
const struct bs_hs_step bs_script_tls12[] = {
    { "session",              0, BS_LOCAL, NULL,           { NULL, bs_resume12 }, false },
    { "new session",          0, BS_LOCAL, unless_resumed, { NULL, begin_session }, false },
    { "program's extensions", 0, BS_LOCAL, NULL,           { NULL, bs_custom_read_hello }, false },
    { "server_name",          0, BS_LOCAL, NULL,           { NULL, bs_call_server_name }, false },
    { "session's context",    0, BS_LOCAL, NULL,           { NULL, bs_rejudge12 }, false },
    { "new session",          0, BS_LOCAL, unless_resumed, { NULL, begin_session }, false }, /* the one found was let go */
    { "max_fragment_length",  0, BS_LOCAL, NULL,           { NULL, bs_max_fragment_agree }, false },
    { "programs' secret",     0, BS_LOCAL, unless_resumed, { NULL, bs_secret_ask }, false },
    { "certificate callback", 0, BS_LOCAL, unless_resumed, { NULL, bs_call_select_cert }, false },
    { "cipher suite",         0, BS_LOCAL, unless_resumed, { NULL, bs_choose_suite12 }, false },
    { "certificate status",   0, BS_LOCAL, unless_resumed, { NULL, bs_call_status }, false },
    { "ALPN",                 0, BS_LOCAL, NULL,           { NULL, bs_call_alpn }, false },
    { "ServerHello",          BS_MT_SERVER_HELLO, BS_FROM_SERVER, NULL, { bs_server_hello12_recv, bs_server_hello12_send }, false },
    { "server_name",          0, BS_LOCAL, NULL,           { bs_call_server_answer, NULL }, false },
    { "programs' secret",     0, BS_LOCAL, NULL,           { bs_secret_find_flow, NULL }, false },
    { "flow",                 0, BS_LOCAL, NULL,           { choose_flow, choose_flow }, false },
    { NULL, 0, BS_LOCAL, NULL, { NULL, NULL }, false }
};

const struct bs_hs_step bs_script_tls12_full[] = {
    { "Certificate",          BS_MT_CERTIFICATE, BS_FROM_SERVER, unless_psk, { bs_certificate_recv, bs_certificate_send }, false },
    { "verify chain",         0, BS_LOCAL, unless_psk,     { bs_call_verify, NULL }, false },
    { "CertificateStatus",    BS_MT_CERTIFICATE_STATUS, BS_FROM_SERVER, if_stapling, { bs_certificate_status_recv, bs_certificate_status_send }, false },
    { "ServerKeyExchange",    BS_MT_SERVER_KEY_EXCHANGE, BS_FROM_SERVER, if_exchanging, { bs_server_key_exchange_recv, bs_server_key_exchange_send }, false },
    { "CertificateRequest",   BS_MT_CERTIFICATE_REQUEST, BS_FROM_SERVER, if_requesting, { bs_certificate_request12_recv, bs_certificate_request12_send }, false },
    { "certificate callback", 0, BS_LOCAL, if_requested,   { bs_call_select_cert, NULL }, false },
    { "certificate choice",   0, BS_LOCAL, if_requested,   { bs_choose_client_cert, NULL }, false },
    { "ServerHelloDone",      BS_MT_SERVER_HELLO_DONE, BS_FROM_SERVER, NULL, { bs_server_hello_done_recv, bs_server_hello_done_send }, false },
    { "certificate status",   0, BS_LOCAL, NULL,           { bs_call_status, NULL }, false },
    { "Certificate",          BS_MT_CERTIFICATE, BS_FROM_CLIENT, if_requested, { bs_certificate_send, bs_certificate_recv }, false },
    { "verify chain",         0, BS_LOCAL, if_requested,   { NULL, bs_call_verify }, false },
    { "ClientKeyExchange",    BS_MT_CLIENT_KEY_EXCHANGE, BS_FROM_CLIENT, NULL, { bs_client_key_exchange_send, bs_client_key_exchange_recv }, false },
    { "master secret",        0, BS_LOCAL, NULL,           { bs_keys12_master, bs_keys12_master }, false },
    { "CertificateVerify",    BS_MT_CERTIFICATE_VERIFY, BS_FROM_CLIENT, if_client_signs, { bs_certificate_verify_send, bs_certificate_verify_recv }, false },
    { "[ChangeCipherSpec]",   BS_MT_CCS, BS_FROM_CLIENT, NULL, { bs_ccs_send, bs_ccs_recv }, false },
    { "Finished",             BS_MT_FINISHED, BS_FROM_CLIENT, NULL, { bs_finished_send, bs_finished_recv }, false },
    { "NewSessionTicket",     BS_MT_NEW_SESSION_TICKET, BS_FROM_SERVER, if_ticket, { bs_new_session_ticket12_recv, bs_new_session_ticket12_send }, false },
    { "[ChangeCipherSpec]",   BS_MT_CCS, BS_FROM_SERVER, NULL, { bs_ccs_recv, bs_ccs_send }, false },
    { "Finished",             BS_MT_FINISHED, BS_FROM_SERVER, NULL, { bs_finished_recv, bs_finished_send }, false },
    { "done",                 0, BS_LOCAL, NULL,           { done, done }, false },
    { NULL, 0, BS_LOCAL, NULL, { NULL, NULL }, false }
};

const struct bs_hs_step bs_script_tls12_resumed[] = {
    { "NewSessionTicket",     BS_MT_NEW_SESSION_TICKET, BS_FROM_SERVER, if_ticket, { bs_new_session_ticket12_recv, bs_new_session_ticket12_send }, false },
    { "[ChangeCipherSpec]",   BS_MT_CCS, BS_FROM_SERVER, NULL, { bs_ccs_recv, bs_ccs_send }, false },
    { "Finished",             BS_MT_FINISHED, BS_FROM_SERVER, NULL, { bs_finished_recv, bs_finished_send }, false },
    { "[ChangeCipherSpec]",   BS_MT_CCS, BS_FROM_CLIENT, NULL, { bs_ccs_send, bs_ccs_recv }, false },
    { "Finished",             BS_MT_FINISHED, BS_FROM_CLIENT, NULL, { bs_finished_send, bs_finished_recv }, false },
    { "done",                 0, BS_LOCAL, NULL,           { done, done }, false },
    { NULL, 0, BS_LOCAL, NULL, { NULL, NULL }, false }
};
/* clang-format on */
