/* The handshake, first or again, driven to its end or to what it waits for. */
#include <errno.h>

#include "compat/ssl/handshake.h"

/* The first fatal error of a connection: the alert goes out as far as the transport takes it, and the reason is
 * queued once. Later calls fail without queueing again, as in OpenSSL. */
int ssl_fail(SSL *s, bs_status st) {
    if (s->failed_raised) return -1;
    s->failed_raised = true;
    if (st != BS_E_UNEXPECTED_EOF) s->rwstate = SSL_NOTHING; /* else it was read for, in vain */
    ssl_raise_status(s, st);
    if (st == BS_E_PEER_ALERT) s->shutdown |= SSL_RECEIVED_SHUTDOWN;
    if (!ssl_output_waits(s)) (void)ssl_flush(s); /* where it cannot, SSL_want() says "writing" */
    return -1;
}

int ssl_abort_with(SSL *s, bs_status st, int reason) {
    bs_conn_abort(s->conn, st);
    s->failed_raised = true;
    s->rwstate = SSL_NOTHING;
    BS_RAISE(ERR_LIB_SSL, reason);
    return -1;
}

int ssl_paused(SSL *s) {
    if (s->rwstate == SSL_NOTHING) s->rwstate = SSL_X509_LOOKUP;
    return -1;
}

static void count_start(const SSL *s) {
    ssl_stat(&s->session_ctx->cache, s->server == 1 ? SSL_STAT_ACCEPT : SSL_STAT_CONNECT);
}

static void use_session(SSL *s, struct bs_session *cur) {
    if (!cur || s->session == (SSL_SESSION *)(void *)cur) return;
    SSL_SESSION_free(s->session);
    s->session = (SSL_SESSION *)(void *)bs_session_ref(cur);
}

static void forget_chain(SSL *s) {
    sk_X509_pop_free(s->peer_chain, X509_free);
    s->peer_chain = NULL;
    s->peer_chain_cut = s->peer_accepted = false;
}

void ssl_handshake_done(SSL *s) {
    struct bs_conn_info info;
    bs_conn_get_info(s->conn, &info);
    struct ssl_session_cache *cache = &s->session_ctx->cache;
    s->renegotiation.pending = false;
    if (s->server) {
        ssl_stat(&s->ctx->cache, SSL_STAT_ACCEPT_GOOD);
    } else {
        ssl_stat(cache, SSL_STAT_CONNECT_GOOD);
    }
    if (info.resumed) {
        ssl_stat(cache, SSL_STAT_HIT);
    } else if (!s->server && s->session && SSL_SESSION_is_resumable(s->session)) {
        ssl_stat(cache, SSL_STAT_MISS);
    }
    struct bs_session *cur = bs_conn_session(s->conn);
    /* A TLS 1.3 session should be resumed once (RFC 8446 C.4): it leaves the cache, and new tickets take its place. */
    if (!s->server && cur && cur->version == TLS1_3_VERSION &&
        (s->session_ctx->session_cache_mode & SSL_SESS_CACHE_CLIENT) != 0) {
        (void)SSL_CTX_remove_session(s->session_ctx, (SSL_SESSION *)(void *)cur);
    }
    use_session(s, cur); /* in the place of the one that was offered */
    /* a client's is that of SSL_set_session(): an external PSK leaves it alone, as in OpenSSL */
    if (s->server && info.resumed && cur) s->verify_result = cur->verify_result;
    if (s->renegotiation.chain_stale) forget_chain(s); /* made while the last handshake's session was in use */
    s->renegotiation.chain_stale = false;
}

void ssl_auth_done(SSL *s) {
    if (s->server != 1) {
        (void)SSL_get0_peer_CA_list(s); /* the names of this request are kept, as OpenSSL keeps them */
        return;
    }
    use_session(s, bs_conn_session(s->conn));
    forget_chain(s);
}

/* OpenSSL's rwstate is "reading" after a failure in the input, alerts among it, and "nothing" after one in a message. */
static int fail_step(SSL *s, bs_status st) {
    struct bs_conn_info info;
    bs_conn_get_info(s->conn, &info);
    int ret = ssl_fail(s, st);
    if (info.error_in_input) s->rwstate = SSL_READING;
    return ret;
}

/* As in OpenSSL: a client that has gone once it had said all does not spoil the handshake, though no ticket reaches it. */
static bool only_tickets_lost(const SSL *s) {
    const struct bs_state st = bs_conn_state(s->conn);
    return s->server == 1 && st.tls13 && st.msg_type == SSL3_MT_NEWSESSION_TICKET && SSL_get_error(s, 0) == SSL_ERROR_SYSCALL &&
           (errno == EPIPE || errno == ECONNRESET);
}

static int handshake_step(SSL *s, bool reading, int *done) {
    bs_status st = bs_conn_handshake(s->conn);
    if (st == BS_E_CLOSED) { /* no error of its own: SSL_get_error() says ZERO_RETURN */
        s->shutdown |= SSL_RECEIVED_SHUTDOWN;
        s->rwstate = SSL_READING;
        return -1;
    }
    if (st != BS_OK && !bs_is_want(st)) return fail_step(s, st);
    if (st == BS_OK || st == BS_WANT_EARLY) *done = 1;
    if (st == BS_WANT_EARLY && s->early == SSL_EARLY_CONNECTING) return 1; /* the data that follow are flushed with it */
    if (ssl_flush(s) < 0) {
        if (st != BS_WANT_OUTPUT || !only_tickets_lost(s)) return -1;
        bs_conn_drained(s->conn, bs_conn_output(s->conn).len);
        s->rwstate = SSL_NOTHING;
    }
    if (st == BS_WANT_READ && !reading) {
        (void)ssl_abort_with(s, BS_E_DATA_IN_HANDSHAKE, SSL_R_UNEXPECTED_RECORD);
        if (ssl_flush(s) > 0) s->rwstate = SSL_READING;
        return -1;
    }
    if (st == BS_WANT_READ) *done = SSL_DATA_FIRST;
    if (st == BS_WANT_CALLBACK) return ssl_paused(s);
    if (st == BS_WANT_HELLO) return -1; /* as OpenSSL: not an error, nor anything to wait for */
    if (st == BS_WANT_INPUT && ssl_fill(s) < 0) return -1;
    return 1;
}

static int steps(SSL *s, bool reading) {
    int done = 0;
    /* As in OpenSSL: SSL_get_error() would take an error left by others for one of this handshake. */
    if (!s->conn || bs_conn_phase(s->conn) != BS_PHASE_FAILED) {
        ERR_clear_error();
        errno = 0;
    }
    if (!ssl_conn_start(s)) return -1;
    if (bs_conn_phase(s->conn) == BS_PHASE_BEFORE) count_start(s);
    while (done == 0) {
        int ret = handshake_step(s, reading, &done);
        if (ret <= 0) return ret;
    }
    return done;
}

int ssl_run_handshake(SSL *s, bool reading) {
    if (s->in_handshake_call) return -1; /* from inside a callback */
    if (s->failed_raised) return -1;     /* and nobody is told again */
    s->in_handshake_call = true;
    int ret = steps(s, reading);
    s->in_handshake_call = false;
    ssl_early_moved(s);
    ssl_info(s, s->server == 1 ? SSL_CB_ACCEPT_EXIT : SSL_CB_CONNECT_EXIT, ret == SSL_DATA_FIRST ? -1 : ret);
    return ret;
}

static bool is_open(const SSL *s) { return s->conn && bs_conn_phase(s->conn) == BS_PHASE_OPEN; }

int SSL_do_handshake(SSL *s) {
    if (!s->role_set) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_CONNECTION_TYPE_NOT_SET);
        return -1;
    }
    if (s->server == 1 ? !s->method->server : !s->method->client) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED); /* a method of the other role */
        return 0;
    }
    if (ssl_renegotiate_if_due(s) < 0 || ssl_key_update_if_due(s) < 0) return -1;
    ssl_early_go_on(s);
    if (!is_open(s)) return ssl_run_handshake(s, false);
    if (s->write_sealed > 0 || ssl_output_waits(s)) return 1;
    if (ssl_send_due_tickets(s) < 0) return -1;
    return ssl_flush(s) < 0 ? -1 : 1; /* a KeyUpdate, or what else the transport did not take at once */
}

int SSL_connect(SSL *s) {
    if (!s->role_set) SSL_set_connect_state(s);
    return SSL_do_handshake(s);
}

int SSL_accept(SSL *s) {
    if (!s->role_set) SSL_set_accept_state(s);
    return SSL_do_handshake(s);
}

int ssl_ensure_open(SSL *s, bool reading) {
    if (!s->role_set) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_UNINITIALIZED);
        return -1;
    }
    if (ssl_renegotiate_if_due(s) < 0 || ssl_key_update_if_due(s) < 0) return -1;
    if (!ssl_early_before_data(s, reading)) return 0;
    if (ssl_is_paused(s)) return 1;
    if (is_open(s)) return s->write_sealed == 0 ? ssl_send_due_tickets(s) : 1;
    int ret = ssl_run_handshake(s, reading);
    if (ret == 0) BS_RAISE(ERR_LIB_SSL, SSL_R_SSL_HANDSHAKE_FAILURE);
    return ret;
}
