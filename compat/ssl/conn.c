/* SSL objects: making, clearing, freeing, and their BIOs. */
#include <string.h>

#include "compat/ssl/dane.h"
#include "compat/ssl/hooks.h"
#include "compat/ssl/ssl_local.h"

SSL *SSL_new(SSL_CTX *ctx) {
    if (!ctx) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_NULL_SSL_CTX);
        return NULL;
    }
    SSL *s = (SSL *)OPENSSL_zalloc(sizeof *s);
    if (!s) return NULL;
    bs_ref_init(&s->refs);
    SSL_CTX_up_ref(ctx);
    SSL_CTX_up_ref(ctx);
    s->ctx = s->session_ctx = ctx;
    s->method = ctx->method;
    s->server = ctx->method->server; /* until SSL_set_connect_state() or SSL_set_accept_state() says */
    s->rwstate = SSL_NOTHING;
    s->verify_result = X509_V_OK;
    s->alert_read = -1;
    s->status.type = ctx->status_type;
    if (ssl_settings_copy(&s->set, &ctx->set) && CRYPTO_new_ex_data(CRYPTO_EX_INDEX_SSL, s, &s->ex_data)) {
        if (s->set.max_pipelines > 1) s->set.read_ahead = 1;
        return s;
    }
    SSL_free(s);
    return NULL;
}

int SSL_up_ref(SSL *s) {
    bs_ref_up(&s->refs);
    return 1;
}

/* What belongs to one handshake and not to the object. */
static void drop_connection(SSL *s) {
    bs_conn_free(s->conn);
    s->conn = NULL;
    sk_X509_pop_free(s->verified_chain, X509_free);
    sk_X509_pop_free(s->peer_chain, X509_free);
    sk_X509_NAME_pop_free(s->peer_ca_names, X509_NAME_free);
    s->verified_chain = s->peer_chain = NULL;
    s->peer_chain_cut = s->peer_accepted = s->client_cert_waits = false;
    s->peer_ca_names = NULL;
    OPENSSL_free(s->peer_lists);
    s->peer_lists = NULL;
    ssl_cert_set_free(s->conf_certs);
    ssl_cert_chains_free(s->conf_chains);
    ssl_cert_chains_free(s->used_chains);
    OPENSSL_free(s->conf_suites);
    ssl_blob_free(s->conf_ca_names);
    ssl_blob_free(s->conf_alpn);
    ssl_blob_free(s->conf_status[0]);
    ssl_blob_free(s->conf_status[1]);
    s->conf_status[0] = s->conf_status[1] = NULL;
    ssl_blob_free(s->conf_hostname);
    ssl_blob_free(s->conf_psk_hint);
    ssl_blob_free(s->conf_psk_id);
    ssl_blob_free(s->conf_ticket_ext);
    ssl_blob_free(s->conf_dh);
    ssl_list_free(s->conf_groups);
    ssl_list_free(s->conf_sigalgs);
    ssl_list_free(s->conf_sign_sigalgs);
    s->conf_alpn = s->conf_hostname = s->conf_psk_hint = s->conf_psk_id = s->conf_ticket_ext = s->conf_dh = NULL;
    s->conf_groups = s->conf_sigalgs = s->conf_sign_sigalgs = NULL;
    s->conf_certs = NULL;
    s->conf_chains = s->used_chains = NULL;
    memset(&s->renegotiation, 0, sizeof s->renegotiation);
    memset(&s->key_update, 0, sizeof s->key_update);
    s->early = SSL_EARLY_NONE;
    s->conf_suites = NULL;
    s->conf_ca_names = NULL;
}

/* A connection that was open and ends without a close_notify either way: OpenSSL takes its session for suspect and
 * does not resume it (RFC 2246 7.2.1 asked for that). */
static bool discard_bad_session(SSL *s) {
    SSL_SESSION *sess = SSL_get_session(s);
    if (!sess || !s->conn || (s->shutdown & (SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)) != 0) return false;
    enum bs_phase phase = bs_conn_phase(s->conn);
    if (phase == BS_PHASE_BEFORE) return false;
    if (phase == BS_PHASE_HANDSHAKE && !bs_conn_state(s->conn).paused) return false;
    (void)SSL_CTX_remove_session(s->session_ctx, sess);
    return true;
}

void SSL_free(SSL *s) {
    if (!s || !bs_ref_down(&s->refs)) return;
    (void)discard_bad_session(s);
    X509_VERIFY_PARAM_free(s->param);
    ssl_dane_free(s->dane);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL, s, &s->ex_data);
    BIO_free_all(s->wbio);
    BIO_free_all(s->rbio);
    drop_connection(s);
    SSL_SESSION_free(s->session);
    OPENSSL_free(s->hostname);
    ssl_blob_free(s->ticket_ext);
    ssl_status_clear(&s->status);
    sk_SSL_CIPHER_free(s->lent_ciphers);
    sk_SSL_CIPHER_free(s->lent_client_ciphers);
    ssl_settings_clear(&s->set);
    SSL_CTX_free(s->ctx);
    SSL_CTX_free(s->session_ctx);
    OPENSSL_free(s);
}

int SSL_clear(SSL *s) {
    if (discard_bad_session(s)) {
        SSL_SESSION_free(s->session);
        s->session = NULL;
    }
    s->shutdown = 0;
    if (s->renegotiation.pending) { /* OpenSSL does not clear what is half renegotiated */
        BS_RAISE(ERR_LIB_SSL, ERR_R_INTERNAL_ERROR);
        return 0;
    }
    drop_connection(s);
    s->rwstate = SSL_NOTHING;
    s->failed_raised = false;
    s->write_done = s->write_sealed = 0;
    s->tickets_due = 0;
    s->verify_result = X509_V_OK;
    ssl_dane_reset(s->dane);
    if (s->server == 1) {
        OPENSSL_free(s->hostname);
        s->hostname = NULL;
    }
    return 1;
}

/* --- role ---------------------------------------------------------------------------------------------------- */

static void set_role(SSL *s, int server) {
    s->shutdown = 0;
    s->failed_raised = false;
    if (s->conn) drop_connection(s);
    s->server = server;
    s->role_set = true;
}

void SSL_set_connect_state(SSL *s) { set_role(s, 0); }

void SSL_set_accept_state(SSL *s) { set_role(s, 1); }

int SSL_is_server(const SSL *s) { return s->server == 1; }

/* --- BIOs ---------------------------------------------------------------------------------------------------- */

void SSL_set0_rbio(SSL *s, BIO *rbio) {
    BIO_free_all(s->rbio);
    s->rbio = rbio;
}

void SSL_set0_wbio(SSL *s, BIO *wbio) {
    BIO_free_all(s->wbio);
    s->wbio = wbio;
}

/* The rules of SSL_set_bio(3): which references are consumed depends on what was there before. */
void SSL_set_bio(SSL *s, BIO *rbio, BIO *wbio) {
    if (rbio == s->rbio && wbio == s->wbio) return;
    if (rbio && rbio == wbio) BIO_up_ref(rbio);
    if (rbio == s->rbio) {
        SSL_set0_wbio(s, wbio);
    } else if (wbio == s->wbio && s->rbio != s->wbio) {
        SSL_set0_rbio(s, rbio);
    } else {
        SSL_set0_rbio(s, rbio);
        SSL_set0_wbio(s, wbio);
    }
}

BIO *SSL_get_rbio(const SSL *s) { return s->rbio; }

BIO *SSL_get_wbio(const SSL *s) { return s->wbio; }

static BIO *socket_bio(int fd) {
    BIO *b = BIO_new(BIO_s_socket());
    if (!b) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_BUF_LIB);
        return NULL;
    }
    BIO_set_fd(b, fd, BIO_NOCLOSE);
    return b;
}

int SSL_set_fd(SSL *s, int fd) {
    BIO *b = socket_bio(fd);
    if (!b) return 0;
    SSL_set_bio(s, b, b);
    return 1;
}

static bool is_socket(BIO *b, int fd) {
    return b && BIO_method_type(b) == BIO_TYPE_SOCKET && (int)BIO_get_fd(b, NULL) == fd;
}

int SSL_set_wfd(SSL *s, int fd) {
    if (is_socket(s->rbio, fd)) {
        BIO_up_ref(s->rbio);
        SSL_set0_wbio(s, s->rbio);
        return 1;
    }
    BIO *b = socket_bio(fd);
    if (!b) return 0;
    SSL_set0_wbio(s, b);
    return 1;
}

int SSL_set_rfd(SSL *s, int fd) {
    if (is_socket(s->wbio, fd)) {
        BIO_up_ref(s->wbio);
        SSL_set0_rbio(s, s->wbio);
        return 1;
    }
    BIO *b = socket_bio(fd);
    if (!b) return 0;
    SSL_set0_rbio(s, b);
    return 1;
}

static int fd_of(BIO *chain) {
    int fd = -1;
    BIO *b = BIO_find_type(chain, BIO_TYPE_DESCRIPTOR);
    if (b) BIO_get_fd(b, &fd);
    return fd;
}

int SSL_get_rfd(const SSL *s) { return fd_of(s->rbio); }

int SSL_get_wfd(const SSL *s) { return fd_of(s->wbio); }

int SSL_get_fd(const SSL *s) { return SSL_get_rfd(s); }

/* --- contexts ------------------------------------------------------------------------------------------------ */

SSL_CTX *SSL_get_SSL_CTX(const SSL *s) { return s->ctx; }

/* For the server_name callback: the certificates and the session id context become the new context's. */
static void replace_list(struct ssl_list **kept, struct ssl_list *now) {
    ssl_list_ref(now);
    ssl_list_free(*kept);
    *kept = now;
}

SSL_CTX *SSL_set_SSL_CTX(SSL *s, SSL_CTX *ctx) {
    if (!ctx) ctx = s->session_ctx;
    if (s->ctx == ctx) return ctx;
    struct ssl_cert_set *certs = ssl_cert_set_ref(ctx->set.certs);
    ssl_cert_set_free(s->set.certs);
    s->set.certs = certs;
    if (!s->set.own_suites) {
        replace_list(&s->set.suites13, ctx->set.suites13);
        replace_list(&s->set.suites12, ctx->set.suites12);
    }
    /* Only a connection that still has its old context's sid_ctx takes the new one's. */
    if (s->set.sid_ctx_len == s->ctx->set.sid_ctx_len &&
        memcmp(s->set.sid_ctx, s->ctx->set.sid_ctx, s->set.sid_ctx_len) == 0) {
        s->set.sid_ctx_len = ctx->set.sid_ctx_len;
        memcpy(s->set.sid_ctx, ctx->set.sid_ctx, sizeof s->set.sid_ctx);
    }
    SSL_CTX_up_ref(ctx);
    SSL_CTX_free(s->ctx);
    s->ctx = ctx;
    return ctx;
}

int SSL_set_ex_data(SSL *s, int idx, void *data) { return CRYPTO_set_ex_data(&s->ex_data, idx, data); }

void *SSL_get_ex_data(const SSL *s, int idx) { return CRYPTO_get_ex_data(&s->ex_data, idx); }

/* --- where it stands ----------------------------------------------------------------------------------------- */

int SSL_get_shutdown(const SSL *s) { return s->shutdown; }

void SSL_set_shutdown(SSL *s, int mode) { s->shutdown = mode; }

void SSL_set_quiet_shutdown(SSL *s, int mode) { s->set.quiet_shutdown = mode; }

int SSL_get_quiet_shutdown(const SSL *s) { return s->set.quiet_shutdown; }

void SSL_CTX_set_quiet_shutdown(SSL_CTX *ctx, int mode) { ctx->set.quiet_shutdown = mode; }

int SSL_CTX_get_quiet_shutdown(const SSL_CTX *ctx) { return ctx->set.quiet_shutdown; }

int SSL_want(const SSL *s) { return s->rwstate; }

static int bio_wants(BIO *b, int first, int second) {
    if (first == SSL_ERROR_WANT_READ ? BIO_should_read(b) : BIO_should_write(b)) return first;
    if (first == SSL_ERROR_WANT_READ ? BIO_should_write(b) : BIO_should_read(b)) return second;
    if (!BIO_should_io_special(b)) return SSL_ERROR_NONE;
    switch (BIO_get_retry_reason(b)) {
    case BIO_RR_CONNECT: return SSL_ERROR_WANT_CONNECT;
    case BIO_RR_ACCEPT: return SSL_ERROR_WANT_ACCEPT;
    default: return SSL_ERROR_SYSCALL;
    }
}

int SSL_get_error(const SSL *s, int ret) {
    if (ret > 0) return SSL_ERROR_NONE;
    unsigned long e = ERR_peek_error();
    if (e != 0) return ERR_GET_LIB(e) == ERR_LIB_SYS ? SSL_ERROR_SYSCALL : SSL_ERROR_SSL;
    int wants = SSL_ERROR_NONE;
    switch (s->rwstate) {
    case SSL_READING:
        if (s->rbio) wants = bio_wants(s->rbio, SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE);
        break;
    case SSL_WRITING:
        if (s->wbio) wants = bio_wants(s->wbio, SSL_ERROR_WANT_WRITE, SSL_ERROR_WANT_READ);
        break;
    case SSL_X509_LOOKUP: return SSL_ERROR_WANT_X509_LOOKUP;
    case SSL_RETRY_VERIFY: return SSL_ERROR_WANT_RETRY_VERIFY;
    case SSL_CLIENT_HELLO_CB: return SSL_ERROR_WANT_CLIENT_HELLO_CB;
    case SSL_PENDING_SESSION: return SSL_ERROR_PENDING_SESSION;
    default: break;
    }
    if (wants != SSL_ERROR_NONE) return wants;
    /* A fatal alert counts as the peer's end too: OpenSSL asks for the last warning alert alone, and there was none. */
    if ((s->shutdown & SSL_RECEIVED_SHUTDOWN) != 0) return SSL_ERROR_ZERO_RETURN;
    return SSL_ERROR_SYSCALL;
}
