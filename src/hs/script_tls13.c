/* TLS 1.3. RFC 8446 figures 1, 2 and 3; D.4 for the middleboxes. */
#include "src/ext/ext.h"
#include "src/hs/early.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"
#include "src/hs/retry_cookie.h"

/* a cookie tells of a HelloRetryRequest that is in the past */
static enum bs_hs_need if_retrying(const struct bs_hs *hs) {
    return hs->retry && !hs->cookie_ok && !hs->second_hello ? BS_MUST : BS_SKIP;
}

/*
 * D.4: a client sends a ChangeCipherSpec before its second flight, a server after its first message, both once; a
 * server must if the client's session id asks for it, and may, as OpenSSL's does, if not. Whoever receives one drops it
 * (record_in.c), so that these rows are for the sender alone.
 */
static enum bs_hs_need if_client_compat(const struct bs_hs *hs) {
    return hs->c->role == BS_CLIENT && !hs->ccs_sent && bs_hs_flag(hs, BS_CF_MIDDLEBOX_COMPAT) ? BS_MUST : BS_SKIP;
}
static enum bs_hs_need if_server_compat(const struct bs_hs *hs) {
    bool wanted = hs->session_id_len > 0 || bs_hs_flag(hs, BS_CF_MIDDLEBOX_COMPAT);
    return hs->c->role == BS_SERVER && !hs->ccs_sent && wanted ? BS_MUST : BS_SKIP;
}
static enum bs_hs_need if_retrying_client(const struct bs_hs *hs) {
    return if_retrying(hs) == BS_MUST ? if_client_compat(hs) : BS_SKIP;
}
static enum bs_hs_need if_retrying_server(const struct bs_hs *hs) {
    return if_retrying(hs) == BS_MUST ? if_server_compat(hs) : BS_SKIP;
}
static enum bs_hs_need unless_psk(const struct bs_hs *hs) { return hs->resumed ? BS_SKIP : BS_MUST; }

static bs_status begin_session(struct bs_hs *hs, bs_reader body) {
    (void)body;
    hs->c->resumed = hs->resumed;
    return hs->resumed ? BS_OK : bs_session_begin(hs);
}

static bs_status ask_if_resumable(struct bs_hs *hs, bs_reader body) {
    (void)body;
    (void)bs_session_forbidden(hs);
    return BS_OK;
}

static enum bs_hs_need if_requesting(const struct bs_hs *hs) {
    if (hs->resumed) return BS_SKIP; /* RFC 8446 4.3.2: not with a PSK */
    if (hs->c->role == BS_CLIENT) return BS_MAY;
    /* BS_VERIFY_PHA: not before the program asks for it, after the handshake */
    return (hs->c->cfg.verify & (BS_VERIFY_PEER | BS_VERIFY_PHA)) == BS_VERIFY_PEER ? BS_MUST : BS_SKIP;
}

static enum bs_hs_need if_requested(const struct bs_hs *hs) { return hs->cert_requested ? BS_MUST : BS_SKIP; }

/* RFC 8446 4.4.3: sent when the Certificate was not empty */
static enum bs_hs_need if_client_signs(const struct bs_hs *hs) {
    if (!hs->cert_requested) return BS_SKIP;
    return (hs->c->role == BS_CLIENT ? hs->cred != NULL : hs->peer_cert) ? BS_MUST : BS_SKIP;
}

static enum bs_hs_need if_early(const struct bs_hs *hs) {
    return hs->early_keys && hs->c->early_status == BS_EARLY_ACCEPTED ? BS_MUST : BS_SKIP;
}

enum bs_hs_need bs_if_ticketing(const struct bs_hs *hs) {
    const struct bs_config *cfg = &hs->c->cfg;
    if (hs->c->role == BS_CLIENT || cfg->num_tickets == 0 || hs->psk_modes == 0) return BS_SKIP;
    if (!hs->ticket_due || (!hs->resumed && hs->c->session->not_resumable)) return BS_SKIP;
    return bs_stateful13(hs) || cfg->ops->ticket_seal ? BS_MUST : BS_SKIP;
}

/*
 * The one step back in a script, and once in a handshake: of the second ClientHello everything is chosen anew, and the
 * program asked again, as OpenSSL does; RFC 8446 4.1.2 says what may differ from the first.
 */
static bs_status judge_again(struct bs_hs *hs, bs_reader body) {
    BS_TRY(bs_client_hello_judge_again(hs, body));
    bs_hs_switch(hs, bs_script_tls13);
    return BS_OK;
}

/* clang-format off */
const struct bs_hs_step bs_script_tls13[] = {
    { "cipher suite",        0, BS_LOCAL, NULL,        { NULL, bs_choose_suite13 }, false },
    { "cookie",              0, BS_LOCAL, NULL,        { NULL, bs_retry_cookie_check }, false },
    { "program's extensions", 0, BS_LOCAL, NULL,       { NULL, bs_custom_read_hello }, false },
    { "server_name",         0, BS_LOCAL, NULL,        { NULL, bs_call_server_name }, false },
    { "pre_shared_key",      0, BS_LOCAL, NULL,        { NULL, bs_resume13 }, false },
    { "group",               0, BS_LOCAL, NULL,        { NULL, bs_choose_group13 }, false },
    { "program's extensions", 0, BS_LOCAL, NULL,       { NULL, bs_custom_read_hello_late }, false },
    { "session",             0, BS_LOCAL, NULL,        { NULL, begin_session }, false },
    { "max_fragment_length", 0, BS_LOCAL, NULL,        { NULL, bs_max_fragment_agree }, false },
    { "ALPN",                0, BS_LOCAL, NULL,        { NULL, bs_call_alpn }, false },
    { "early data",          0, BS_LOCAL, NULL,        { NULL, bs_early_judge }, false },
    { "certificate callback", 0, BS_LOCAL, unless_psk, { NULL, bs_call_select_cert }, false },
    { "certificate choice",  0, BS_LOCAL, unless_psk,  { NULL, bs_choose_cert13 }, false },
    { "resumable or not",    0, BS_LOCAL, unless_psk,  { NULL, ask_if_resumable }, false },
    { "certificate status",  0, BS_LOCAL, unless_psk,  { NULL, bs_call_status }, false },
    { "HelloRetryRequest",   BS_MT_SERVER_HELLO, BS_FROM_SERVER, if_retrying, { bs_hello_retry_recv, bs_hello_retry_send }, false },
    { "change_cipher_spec",  BS_MT_CCS, BS_FROM_SERVER, if_retrying_server, { NULL, bs_ccs_compat }, false },
    { "change_cipher_spec",  BS_MT_CCS, BS_FROM_CLIENT, if_retrying_client, { bs_ccs_compat, NULL }, false },
    { "early data",          0, BS_LOCAL, if_retrying, { NULL, bs_early_pause }, false },
    { "ClientHello",         BS_MT_CLIENT_HELLO, BS_FROM_CLIENT, if_retrying, { bs_client_hello_again, bs_client_hello_again }, false },
    { "ClientHello callback", 0, BS_LOCAL, if_retrying, { NULL, bs_call_client_hello }, false },
    { "from the start",      0, BS_LOCAL, if_retrying, { NULL, judge_again }, false },
    { "ServerHello",         BS_MT_SERVER_HELLO, BS_FROM_SERVER, NULL, { bs_server_hello13_recv, bs_server_hello13_send }, false },
    { "change_cipher_spec",  BS_MT_CCS, BS_FROM_SERVER, if_server_compat, { NULL, bs_ccs_compat }, false },
    { "handshake keys",      0, BS_LOCAL, NULL,        { bs_keys13_handshake, bs_keys13_handshake }, false },
    { "EncryptedExtensions", BS_MT_ENCRYPTED_EXTENSIONS, BS_FROM_SERVER, NULL, { bs_encrypted_extensions_recv, bs_encrypted_extensions_send }, false },
    { "server_name",         0, BS_LOCAL, NULL,        { bs_call_server_answer, NULL }, false },
    { "CertificateRequest",  BS_MT_CERTIFICATE_REQUEST, BS_FROM_SERVER, if_requesting, { bs_certificate_request13_recv, bs_certificate_request13_send }, false },
    { "Certificate",         BS_MT_CERTIFICATE, BS_FROM_SERVER, unless_psk, { bs_certificate_recv, bs_certificate_send }, false },
    { "verify chain",        0, BS_LOCAL, unless_psk,  { bs_call_verify, NULL }, false },
    { "CertificateVerify",   BS_MT_CERTIFICATE_VERIFY, BS_FROM_SERVER, unless_psk, { bs_certificate_verify_recv, bs_certificate_verify_send }, false },
    { "certificate callback", 0, BS_LOCAL, if_requested, { bs_call_select_cert, NULL }, false },
    { "certificate choice",  0, BS_LOCAL, if_requested, { bs_choose_client_cert, NULL }, false },
    { "Finished",            BS_MT_FINISHED, BS_FROM_SERVER, NULL, { bs_finished_recv, bs_finished_send }, false },
    { "application keys",    0, BS_LOCAL, NULL,        { bs_keys13_application, bs_keys13_application }, false },
    { "certificate status",  0, BS_LOCAL, NULL,        { bs_call_status, NULL }, false },
    { "early data",          0, BS_LOCAL, NULL,        { bs_early_pause_again, bs_early_pause_again }, false },
    { "EndOfEarlyData",      BS_MT_END_OF_EARLY_DATA, BS_FROM_CLIENT, if_early, { bs_end_of_early_data_send, bs_end_of_early_data_recv }, false },
    { "handshake keys",      0, BS_LOCAL, NULL,        { bs_early_end, bs_early_end }, false },
    { "change_cipher_spec",  BS_MT_CCS, BS_FROM_CLIENT, if_client_compat, { bs_ccs_compat, NULL }, false },
    { "Certificate",         BS_MT_CERTIFICATE, BS_FROM_CLIENT, if_requested, { bs_certificate_send, bs_certificate_recv }, false },
    { "verify chain",        0, BS_LOCAL, if_requested, { NULL, bs_call_verify }, false },
    { "CertificateVerify",   BS_MT_CERTIFICATE_VERIFY, BS_FROM_CLIENT, if_client_signs, { bs_certificate_verify_send, bs_certificate_verify_recv }, false },
    { "Finished",            BS_MT_FINISHED, BS_FROM_CLIENT, NULL, { bs_finished_send, bs_finished_recv }, false },
    { "done",                0, BS_LOCAL, NULL,        { bs_keys13_done, bs_keys13_done }, false },
    { "NewSessionTicket",    BS_MT_NEW_SESSION_TICKET, BS_FROM_SERVER, bs_if_ticketing, { NULL, bs_new_session_ticket13_send }, false },
    { NULL, 0, BS_LOCAL, NULL, { NULL, NULL }, false }
};
/* clang-format on */
