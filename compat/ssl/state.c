/* Where the handshake stands, in OpenSSL's numbers and words.                    man 3 SSL_get_state, SSL_state_string */
#include "compat/ssl/ssl_local.h"

/* The engine names the message last sent or received; OpenSSL has a state for each, by role and direction. */
static const struct state_row {
    OSSL_HANDSHAKE_STATE state;
    uint8_t msg_type;
    enum bs_role role, from;
    char word[7];
    const char *text;
} rows[] = {
    { TLS_ST_CW_CLNT_HELLO, 1, BS_CLIENT, BS_CLIENT, "TWCH", "SSLv3/TLS write client hello" },
    { TLS_ST_CR_HELLO_REQ, 253, BS_CLIENT, BS_SERVER, "TRHR", "SSLv3/TLS read hello request" },
    { TLS_ST_CR_SRVR_HELLO, 2, BS_CLIENT, BS_SERVER, "TRSH", "SSLv3/TLS read server hello" },
    { TLS_ST_CR_ENCRYPTED_EXTENSIONS, 8, BS_CLIENT, BS_SERVER, "TREE", "TLSv1.3 read encrypted extensions" },
    { TLS_ST_CR_CERT, 11, BS_CLIENT, BS_SERVER, "TRSC", "SSLv3/TLS read server certificate" },
    { TLS_ST_CR_CERT_STATUS, 22, BS_CLIENT, BS_SERVER, "TRCS", "SSLv3/TLS read certificate status" },
    { TLS_ST_CR_KEY_EXCH, 12, BS_CLIENT, BS_SERVER, "TRSKE", "SSLv3/TLS read server key exchange" },
    { TLS_ST_CR_CERT_REQ, 13, BS_CLIENT, BS_SERVER, "TRCR", "SSLv3/TLS read server certificate request" },
    { TLS_ST_CR_SRVR_DONE, 14, BS_CLIENT, BS_SERVER, "TRSD", "SSLv3/TLS read server done" },
    { TLS_ST_CR_SESSION_TICKET, 4, BS_CLIENT, BS_SERVER, "TRST", "SSLv3/TLS read server session ticket" },
    { TLS_ST_CR_CERT_VRFY, 15, BS_CLIENT, BS_SERVER, "TRSCV", "TLSv1.3 read server certificate verify" },
    { TLS_ST_CR_CHANGE, 254, BS_CLIENT, BS_SERVER, "TRCCS", "SSLv3/TLS read change cipher spec" },
    { TLS_ST_CR_FINISHED, 20, BS_CLIENT, BS_SERVER, "TRFIN", "SSLv3/TLS read finished" },
    { TLS_ST_CR_KEY_UPDATE, 24, BS_CLIENT, BS_SERVER, "TRSKU", "TLSv1.3 read server key update" },
    { TLS_ST_CW_CERT, 11, BS_CLIENT, BS_CLIENT, "TWCC", "SSLv3/TLS write client certificate" },
    { TLS_ST_CW_KEY_EXCH, 16, BS_CLIENT, BS_CLIENT, "TWCKE", "SSLv3/TLS write client key exchange" },
    { TLS_ST_CW_CERT_VRFY, 15, BS_CLIENT, BS_CLIENT, "TWCV", "SSLv3/TLS write certificate verify" },
    { TLS_ST_CW_CHANGE, 254, BS_CLIENT, BS_CLIENT, "TWCCS", "SSLv3/TLS write change cipher spec" },
    { TLS_ST_CW_FINISHED, 20, BS_CLIENT, BS_CLIENT, "TWFIN", "SSLv3/TLS write finished" },
    { TLS_ST_CW_END_OF_EARLY_DATA, 5, BS_CLIENT, BS_CLIENT, "TWEOED", "TLSv1.3 write end of early data" },
    { TLS_ST_CW_KEY_UPDATE, 24, BS_CLIENT, BS_CLIENT, "TWCKU", "TLSv1.3 write client key update" },
    { TLS_ST_SR_CLNT_HELLO, 1, BS_SERVER, BS_CLIENT, "TRCH", "SSLv3/TLS read client hello" },
    { TLS_ST_SW_HELLO_REQ, 253, BS_SERVER, BS_SERVER, "TWHR", "SSLv3/TLS write hello request" },
    { TLS_ST_SW_SRVR_HELLO, 2, BS_SERVER, BS_SERVER, "TWSH", "SSLv3/TLS write server hello" },
    { TLS_ST_SW_ENCRYPTED_EXTENSIONS, 8, BS_SERVER, BS_SERVER, "TWEE", "TLSv1.3 write encrypted extensions" },
    { TLS_ST_SW_CERT, 11, BS_SERVER, BS_SERVER, "TWSC", "SSLv3/TLS write certificate" },
    { TLS_ST_SW_CERT_STATUS, 22, BS_SERVER, BS_SERVER, "TWCS", "SSLv3/TLS write certificate status" },
    { TLS_ST_SW_KEY_EXCH, 12, BS_SERVER, BS_SERVER, "TWSKE", "SSLv3/TLS write key exchange" },
    { TLS_ST_SW_CERT_REQ, 13, BS_SERVER, BS_SERVER, "TWCR", "SSLv3/TLS write certificate request" },
    { TLS_ST_SW_SRVR_DONE, 14, BS_SERVER, BS_SERVER, "TWSD", "SSLv3/TLS write server done" },
    { TLS_ST_SW_CERT_VRFY, 15, BS_SERVER, BS_SERVER, "TWSCV", "TLSv1.3 write server certificate verify" },
    { TLS_ST_SW_SESSION_TICKET, 4, BS_SERVER, BS_SERVER, "TWST", "SSLv3/TLS write session ticket" },
    { TLS_ST_SW_CHANGE, 254, BS_SERVER, BS_SERVER, "TWCCS", "SSLv3/TLS write change cipher spec" },
    { TLS_ST_SW_FINISHED, 20, BS_SERVER, BS_SERVER, "TWFIN", "SSLv3/TLS write finished" },
    { TLS_ST_SW_KEY_UPDATE, 24, BS_SERVER, BS_SERVER, "TWSKU", "TLSv1.3 write server key update" },
    { TLS_ST_SR_CERT, 11, BS_SERVER, BS_CLIENT, "TRCC", "SSLv3/TLS read client certificate" },
    { TLS_ST_SR_KEY_EXCH, 16, BS_SERVER, BS_CLIENT, "TRCKE", "SSLv3/TLS read client key exchange" },
    { TLS_ST_SR_CERT_VRFY, 15, BS_SERVER, BS_CLIENT, "TRCV", "SSLv3/TLS read certificate verify" },
    { TLS_ST_SR_CHANGE, 254, BS_SERVER, BS_CLIENT, "TRCCS", "SSLv3/TLS read change cipher spec" },
    { TLS_ST_SR_FINISHED, 20, BS_SERVER, BS_CLIENT, "TRFIN", "SSLv3/TLS read finished" },
    { TLS_ST_SR_END_OF_EARLY_DATA, 5, BS_SERVER, BS_CLIENT, "TWEOED", "TLSv1.3 read end of early data" },
    { TLS_ST_SR_KEY_UPDATE, 24, BS_SERVER, BS_CLIENT, "TRCKU", "TLSv1.3 read client key update" },
};

static const struct state_row before = { .state = TLS_ST_BEFORE, .word = "PINIT", .text = "before SSL initialization" };
static const struct state_row open = { .state = TLS_ST_OK, .word = "SSLOK", .text = "SSL negotiation finished successfully" };
/* OpenSSL's TLS 1.3 server is in this state while it waits for the client, early data or not. */
static const struct state_row early = { .state = TLS_ST_EARLY_DATA, .word = "TED", .text = "TLSv1.3 early data" };
static const struct state_row early_end = { .state = TLS_ST_PENDING_EARLY_DATA_END,
                                            .word = "TPEDE",
                                            .text = "TLSv1.3 pending early data end" };
static const struct state_row unknown = { .state = TLS_ST_BEFORE, .word = "UNKWN", .text = "unknown state" };

static const struct state_row *row_of(const SSL *s, enum bs_phase phase) {
    if (phase == BS_PHASE_BEFORE) return &before;
    struct bs_state st = bs_conn_state(s->conn);
    enum bs_role role = s->server == 1 ? BS_SERVER : BS_CLIENT;
    if (phase == BS_PHASE_OPEN && !st.running) return &open;
    if (st.early) return &early;
    if (st.early_end) return &early_end;
    if (st.was_open) return &open;
    if (st.msg_type == 0) return &before;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct state_row *r = &rows[i];
        if (r->msg_type == st.msg_type && r->role == role && r->from == st.from) return r;
    }
    return &unknown;
}

static enum bs_phase phase_of(const SSL *s) { return s->conn ? bs_conn_phase(s->conn) : BS_PHASE_BEFORE; }

OSSL_HANDSHAKE_STATE SSL_get_state(const SSL *s) { return row_of(s, phase_of(s))->state; }

const char *SSL_state_string(const SSL *s) {
    enum bs_phase phase = phase_of(s);
    return phase == BS_PHASE_FAILED ? "SSLERR" : row_of(s, phase)->word;
}

const char *SSL_state_string_long(const SSL *s) {
    enum bs_phase phase = phase_of(s);
    return phase == BS_PHASE_FAILED ? "error" : row_of(s, phase)->text;
}

/* A KeyUpdate or tickets that the program asked for have the connection "in init" again until they are sent. */
static bool is_busy(const SSL *s) {
    bool due = s->key_update.due || s->tickets_due > 0;
    return phase_of(s) != BS_PHASE_OPEN || due || bs_conn_state(s->conn).running;
}

int SSL_in_init(const SSL *s) {
    if (!is_busy(s)) return 0;
    struct bs_state st = s->conn ? bs_conn_state(s->conn) : (struct bs_state){ .settled = false };
    return !st.settled && !st.paused;
}

int SSL_is_init_finished(const SSL *s) { return !is_busy(s); }

int SSL_in_before(const SSL *s) { return phase_of(s) == BS_PHASE_BEFORE; }

/* Whether a record's header or its body is awaited is not told from outside; OpenSSL between calls awaits a header. */
const char *SSL_rstate_string(const SSL *s) {
    (void)s;
    return "RH";
}

const char *SSL_rstate_string_long(const SSL *s) {
    (void)s;
    return "read header";
}
