/*
 * A master secret that both programs know, and a session_ticket extension that is theirs: how EAP-FAST resumes with its
 * Protected Access Credentials (RFC 4851 3.2.2, up to TLS 1.2). The client's program writes the extension; both derive
 * the secret; the server answers a ServerHello and goes on as in a resumption. No id says so: a client that could resume
 * finds out from the message after the ServerHello, ChangeCipherSpec or a full handshake's.
 */
#include "src/ext/ext.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"

/* Asks for the secret. *out_ok: there is one, and hs->session has it. */
static bs_status ask(struct bs_hs *hs, bool *out_ok) {
    struct bs_conn *c = hs->c;
    struct bs_session *s = hs->session;
    uint16_t suite = 0;
    size_t len = 0;
    *out_ok = false;
    BS_TRY(c->cfg.ops->master_secret(c->app, c->role == BS_SERVER ? &hs->ch : NULL, s->secret, &len, &suite));
    if (len == 0) return BS_OK;
    s->secret_len = (uint8_t)len; /* at most BS_SESSION_SECRET_MAX */
    *out_ok = true;
    if (suite == 0) return BS_OK;
    /* a preference that was not offered would be no TLS */
    const struct bs_suite *chosen = bs_suite_find(suite);
    bool offered = c->role == BS_CLIENT ? chosen == hs->suite : bs_client_hello_offers(&hs->ch, suite);
    if (!offered || !bs_suite_allows(chosen, c->version)) return BS_E_INTERNAL;
    hs->suite = chosen;
    return BS_OK;
}

static void go_on_resumed(struct bs_hs *hs) {
    struct bs_session *s = hs->session;
    s->suite = hs->suite->id;
    hs->session = NULL;
    bs_session_take(hs, s);
}

bs_status bs_secret_ask(struct bs_hs *hs, bs_reader body) {
    (void)body;
    bool ok;
    if (!bs_hs_flag(hs, BS_CF_SHARED_SECRET)) return BS_OK;
    if (!hs->session) return BS_E_INTERNAL;
    BS_TRY(bs_server_random_draw(hs)); /* which the secret may be derived from */
    BS_TRY(ask(hs, &ok));
    if (!ok) return BS_OK;
    if (!hs->suite) BS_TRY(bs_find_suite12(hs));
    hs->cred = NULL; /* no certificate is sent, and nothing signed */
    hs->scheme = NULL;
    if (!hs->send_ticket) BS_TRY(bs_session_name(hs, hs->session));
    hs->own_secret = true;
    go_on_resumed(hs);
    return BS_OK;
}

bs_status bs_secret_prepare(struct bs_hs *hs) {
    if (hs->resumed || !hs->own_ticket || !bs_hs_flag(hs, BS_CF_SHARED_SECRET)) return BS_OK;
    BS_TRY(ask(hs, &hs->own_secret));
    return hs->own_secret ? BS_OK : BS_E_INTERNAL;
}

bs_status bs_secret_find_flow(struct bs_hs *hs, bs_reader body) {
    (void)body;
    bool ccs;
    if (!hs->own_secret || hs->resumed) return BS_OK;
    BS_TRY(bs_msg_is_ccs(hs->c, &ccs));
    if (ccs) {
        hs->c->suite = hs->suite;
        go_on_resumed(hs);
    } else {
        hs->own_secret = false; /* a full handshake makes its own */
    }
    return BS_OK;
}
