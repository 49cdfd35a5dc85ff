/*
 * Early data: the program's side of it.                                  man 3 SSL_read_early_data; RFC 8446 2.3, 8
 *
 * OpenSSL keeps a state besides the handshake's, by which each call knows what may come next; it is kept here as it is
 * there, since programs see its every turn. The engine stops where early data may pass (src/hs/early.h).
 */
#include "compat/ssl/handshake.h"
#include "compat/ssl/hooks.h"

/* --- settings ------------------------------------------------------------------------------------------------- */

int SSL_CTX_set_max_early_data(SSL_CTX *ctx, uint32_t max) {
    ctx->set.max_early_data = max;
    return 1;
}

uint32_t SSL_CTX_get_max_early_data(const SSL_CTX *ctx) { return ctx->set.max_early_data; }

int SSL_set_max_early_data(SSL *s, uint32_t max) {
    s->set.max_early_data = max;
    return 1;
}

uint32_t SSL_get_max_early_data(const SSL *s) { return s->set.max_early_data; }

int SSL_CTX_set_recv_max_early_data(SSL_CTX *ctx, uint32_t max) {
    ctx->set.recv_max_early_data = max;
    return 1;
}

uint32_t SSL_CTX_get_recv_max_early_data(const SSL_CTX *ctx) { return ctx->set.recv_max_early_data; }

int SSL_set_recv_max_early_data(SSL *s, uint32_t max) {
    s->set.recv_max_early_data = max;
    return 1;
}

uint32_t SSL_get_recv_max_early_data(const SSL *s) { return s->set.recv_max_early_data; }

void SSL_CTX_set_allow_early_data_cb(SSL_CTX *ctx, SSL_allow_early_data_cb_fn cb, void *arg) {
    ctx->set.allow_early_data_cb = cb;
    ctx->set.allow_early_data_arg = arg;
}

void SSL_set_allow_early_data_cb(SSL *s, SSL_allow_early_data_cb_fn cb, void *arg) {
    s->set.allow_early_data_cb = cb;
    s->set.allow_early_data_arg = arg;
}

bool ssl_op_early_allow(void *app) {
    SSL *s = (SSL *)app;
    return !s->set.allow_early_data_cb || s->set.allow_early_data_cb(s, s->set.allow_early_data_arg);
}

bool ssl_op_session_claim(void *app, struct bs_session *core) {
    SSL *s = (SSL *)app;
    return SSL_CTX_remove_session(s->session_ctx, (SSL_SESSION *)(void *)core) != 0;
}

/* --- where a connection stands -------------------------------------------------------------------------------- */

bool ssl_is_paused(const SSL *s) { return s->conn && bs_conn_state(s->conn).paused; }

static enum bs_early_status status(const SSL *s) {
    struct bs_conn_info info;
    if (!s->conn) return BS_EARLY_NOT_SENT;
    bs_conn_get_info(s->conn, &info);
    return info.early_status;
}

int SSL_get_early_data_status(const SSL *s) { return (int)status(s); }

void ssl_early_go_on(SSL *s) {
    if (s->early == SSL_EARLY_WRITE_RETRY) s->early = SSL_EARLY_FINISHED_WRITING;
    if (!s->conn) return;
    /* the program has given up what SSL_write_early_data() or SSL_read_early_data() could not begin at once */
    if (s->early == SSL_EARLY_CONNECT_RETRY || s->early == SSL_EARLY_ACCEPT_RETRY) bs_conn_early_want(s->conn, false);
    bs_conn_early_leave(s->conn, s->early == SSL_EARLY_FINISHED_WRITING);
}

void ssl_early_moved(SSL *s) {
    struct bs_conn_info info;
    if (!s->conn || (s->early != SSL_EARLY_READING && s->early != SSL_EARLY_READ_RETRY)) return;
    bs_conn_get_info(s->conn, &info);
    if (info.early_over) s->early = SSL_EARLY_FINISHED_READING;
}

int ssl_early_before_data(SSL *s, bool reading) {
    bool retry = s->early == SSL_EARLY_CONNECT_RETRY || s->early == SSL_EARLY_ACCEPT_RETRY;
    if (retry || (!reading && s->early == SSL_EARLY_READ_RETRY)) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
        return 0;
    }
    if (!ssl_is_paused(s)) return 1;
    if (s->server == 1) {
        if (s->early == SSL_EARLY_FINISHED_READING) ssl_early_go_on(s);
    } else if (!reading) {
        if (s->early != SSL_EARLY_WRITING) ssl_early_go_on(s);
    } else if (!bs_conn_state(s->conn).early_end) {
        bs_conn_early_leave(s->conn, false); /* what the server sends can be read, and more be written */
    }
    return 1;
}

/* --- client --------------------------------------------------------------------------------------------------- */

static bool may_begin(const SSL *s) {
    bool session = s->session && s->session->core.max_early_data > 0;
    return s->server != 1 && SSL_in_before(s) && (session || s->set.psk_use_session_cb);
}

/* The ClientHello goes out: 1, or 0. */
static int begin_writing(SSL *s) {
    s->early = SSL_EARLY_CONNECTING;
    if (ssl_conn_start(s)) {
        bs_conn_early_want(s->conn, true);
        if (SSL_connect(s) > 0) return 1;
    }
    s->early = SSL_EARLY_CONNECT_RETRY;
    return 0;
}

/* All of it or, for the program, nothing: what was written before a retry is not counted. */
static int write_all(SSL *s, const void *buf, size_t num, size_t *written) {
    uint32_t mode = s->set.mode & SSL_MODE_ENABLE_PARTIAL_WRITE;
    s->early = SSL_EARLY_WRITING;
    s->set.mode &= ~(uint32_t)SSL_MODE_ENABLE_PARTIAL_WRITE;
    int ok = SSL_write_ex(s, buf, num, written);
    s->set.mode |= mode;
    s->early = SSL_EARLY_WRITE_RETRY;
    return ok;
}

/* A server answers a client that has not proved who it is, or that it is there at all. */
static int write_unauthenticated(SSL *s, const void *buf, size_t num, size_t *written) {
    enum ssl_early was = s->early;
    s->early = SSL_EARLY_UNAUTH_WRITING;
    int ok = SSL_write_ex(s, buf, num, written);
    s->early = was;
    return ok;
}

int SSL_write_early_data(SSL *s, const void *buf, size_t num, size_t *written) {
    bool begins = s->early == SSL_EARLY_CONNECT_RETRY || (s->early == SSL_EARLY_NONE && may_begin(s));
    if (begins && !begin_writing(s)) return 0;
    if (begins || s->early == SSL_EARLY_WRITE_RETRY) return write_all(s, buf, num, written);
    bool has_keys = !ssl_is_paused(s) || bs_conn_early_room(s->conn, 0);
    if (s->early == SSL_EARLY_READ_RETRY || (s->early == SSL_EARLY_FINISHED_READING && has_keys)) {
        return write_unauthenticated(s, buf, num, written);
    }
    BS_RAISE(ERR_LIB_SSL, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    return 0;
}

/* --- server --------------------------------------------------------------------------------------------------- */

static int begin_reading(SSL *s) {
    s->early = SSL_EARLY_ACCEPTING;
    if (ssl_conn_start(s)) {
        bs_conn_early_want(s->conn, true);
        if (SSL_accept(s) > 0) return 1;
    }
    s->early = SSL_EARLY_ACCEPT_RETRY;
    return 0;
}

/* EndOfEarlyData may come in the place of data: then the handshake goes on as far as what is there allows. */
static int read_some(SSL *s, void *buf, size_t num, size_t *readbytes) {
    s->early = SSL_EARLY_READING;
    int ok = SSL_read_ex(s, buf, num, readbytes);
    if (!ok && s->early == SSL_EARLY_FINISHED_READING) {
        *readbytes = 0;
        return SSL_READ_EARLY_DATA_FINISH;
    }
    s->early = SSL_EARLY_READ_RETRY;
    return ok ? SSL_READ_EARLY_DATA_SUCCESS : SSL_READ_EARLY_DATA_ERROR;
}

int SSL_read_early_data(SSL *s, void *buf, size_t num, size_t *readbytes) {
    bool begins = s->early == SSL_EARLY_ACCEPT_RETRY || (s->early == SSL_EARLY_NONE && SSL_in_before(s));
    if (s->server == 0 || (!begins && s->early != SSL_EARLY_READ_RETRY)) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
        return SSL_READ_EARLY_DATA_ERROR;
    }
    if (begins && !begin_reading(s)) return SSL_READ_EARLY_DATA_ERROR;
    if (status(s) == BS_EARLY_ACCEPTED) return read_some(s, buf, num, readbytes);
    s->early = SSL_EARLY_FINISHED_READING;
    *readbytes = 0;
    return SSL_READ_EARLY_DATA_FINISH;
}

/* --- exporter ------------------------------------------------------------------------------------------------- */

int SSL_export_keying_material_early(SSL *s, unsigned char *out, size_t olen, const char *label, size_t llen,
                                     const unsigned char *context, size_t contextlen) {
    if (!s->conn || SSL_version(s) != TLS1_3_VERSION) return 0;
    enum bs_early_status st = status(s);
    if (st == BS_EARLY_NOT_SENT || (s->server == 1 && st != BS_EARLY_ACCEPTED)) return 0;
    return bs_conn_export_early(s->conn, label, llen, bs_r_from(context, contextlen), out, olen) == BS_OK;
}
