/* A BIO that is a TLS connection.                                                              man 3 BIO_f_ssl */
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "compat/ssl/ssl_local.h"

/* What the BIO holds: the SSL, and when it is to ask for a renegotiation. */
struct ssl_bio {
    SSL *ssl;
    int num_renegotiations;
    unsigned long every_bytes, bytes; /* 0: never */
    unsigned long every_seconds;
    time_t last;
};

static struct ssl_bio *state_of(BIO *b) { return (struct ssl_bio *)BIO_get_data(b); }

static SSL *ssl_of(BIO *b) { return state_of(b) ? state_of(b)->ssl : NULL; }

/* What the SSL waits for becomes the BIO's reason to retry. */
static void set_retry(BIO *b, SSL *s, int ret) {
    switch (SSL_get_error(s, ret)) {
    case SSL_ERROR_WANT_READ: BIO_set_retry_read(b); break;
    case SSL_ERROR_WANT_WRITE: BIO_set_retry_write(b); break;
    case SSL_ERROR_WANT_X509_LOOKUP:
        BIO_set_retry_special(b);
        BIO_set_retry_reason(b, BIO_RR_SSL_X509_LOOKUP);
        break;
    case SSL_ERROR_WANT_ACCEPT:
        BIO_set_retry_special(b);
        BIO_set_retry_reason(b, BIO_RR_ACCEPT);
        break;
    case SSL_ERROR_WANT_CONNECT:
        BIO_set_retry_special(b);
        BIO_set_retry_reason(b, BIO_RR_CONNECT);
        break;
    default: break;
    }
}

/* man 3 BIO_set_ssl_renegotiate_bytes: after so many bytes, or when so much time has gone by. One reason is enough. */
static void renegotiate(struct ssl_bio *state, unsigned long moved) {
    if (state->every_bytes > 0) {
        state->bytes += moved;
        if (state->bytes > state->every_bytes) {
            state->bytes = 0;
            state->num_renegotiations++;
            (void)SSL_renegotiate(state->ssl);
            return;
        }
    }
    time_t now = time(NULL);
    if (state->every_seconds == 0 || now <= state->last + (time_t)state->every_seconds) return;
    state->last = now;
    state->num_renegotiations++;
    (void)SSL_renegotiate(state->ssl);
}

static int after_moving(BIO *b, SSL *s, int ret) {
    if (ret <= 0) {
        set_retry(b, s, ret);
    } else {
        renegotiate(state_of(b), (unsigned long)ret);
    }
    return ret;
}

static int ssl_read(BIO *b, char *out, int len) {
    SSL *s = ssl_of(b);
    if (!out || !s) return 0;
    BIO_clear_retry_flags(b);
    return after_moving(b, s, SSL_read(s, out, len));
}

static int ssl_write(BIO *b, const char *in, int len) {
    SSL *s = ssl_of(b);
    if (!in || !s) return 0;
    BIO_clear_retry_flags(b);
    return after_moving(b, s, SSL_write(s, in, len));
}

static int ssl_puts(BIO *b, const char *str) { return BIO_write(b, str, (int)strlen(str)); }

static int ssl_create(BIO *b) {
    struct ssl_bio *state = (struct ssl_bio *)OPENSSL_zalloc(sizeof *state);
    if (!state) return 0;
    BIO_set_init(b, 0);
    BIO_set_data(b, state);
    BIO_clear_flags(b, ~0);
    return 1;
}

static int ssl_destroy(BIO *b) {
    if (!b) return 0;
    SSL *s = ssl_of(b);
    if (BIO_get_shutdown(b)) {
        if (s && !SSL_in_init(s)) SSL_shutdown(s); /* no error is left for a connection that never was */
        if (BIO_get_init(b)) SSL_free(s);
        BIO_clear_flags(b, ~0);
        BIO_set_init(b, 0);
    }
    OPENSSL_free(state_of(b));
    BIO_set_data(b, NULL);
    return 1;
}

/* The transport's BIO, which belongs to the SSL, is also the next one in this BIO's chain. */
static long take_ssl(BIO *b, SSL *s, int close_flag) {
    if (ssl_of(b)) {
        ssl_destroy(b);
        if (!ssl_create(b)) return 0;
    }
    BIO_set_shutdown(b, close_flag);
    state_of(b)->ssl = s;
    BIO *transport = s ? SSL_get_rbio(s) : NULL;
    if (transport) {
        if (BIO_next(b)) BIO_push(transport, BIO_next(b));
        BIO_set_next(b, transport);
        BIO_up_ref(transport);
    }
    BIO_set_init(b, 1);
    return 1;
}

static long do_handshake(BIO *b, SSL *s) {
    BIO_clear_retry_flags(b);
    BIO_set_retry_reason(b, 0);
    int ret = SSL_do_handshake(s);
    if (SSL_get_error(s, ret) == SSL_ERROR_WANT_CONNECT) {
        BIO_set_retry_reason(b, BIO_get_retry_reason(BIO_next(b)));
    }
    if (ret <= 0) set_retry(b, s, ret);
    return ret;
}

static long reset(BIO *b, SSL *s) {
    SSL_shutdown(s);
    if (SSL_is_server(s)) {
        SSL_set_accept_state(s);
    } else {
        SSL_set_connect_state(s);
    }
    if (!SSL_clear(s)) return 0;
    BIO *transport = BIO_next(b) ? BIO_next(b) : SSL_get_rbio(s);
    return transport ? BIO_reset(transport) : 1;
}

static long flush(BIO *b, SSL *s, int cmd, long num, void *ptr) {
    BIO_clear_retry_flags(b);
    long ret = BIO_ctrl(SSL_get_wbio(s), cmd, num, ptr);
    BIO_copy_next_retry(b);
    return ret;
}

static long pushed(BIO *b, SSL *s) {
    BIO *next = BIO_next(b);
    if (next && next != SSL_get_rbio(s)) {
        BIO_up_ref(next);
        SSL_set_bio(s, next, next);
    }
    return 1;
}

static long popped(BIO *b, SSL *s, const void *which) {
    if ((const BIO *)which == b) SSL_set_bio(s, NULL, NULL);
    return 1;
}

static long set_role(SSL *s, long client) {
    if (client) {
        SSL_set_connect_state(s);
    } else {
        SSL_set_accept_state(s);
    }
    return 1;
}

static long set_bytes(struct ssl_bio *state, long num) {
    long old = (long)state->every_bytes;
    if (num >= 512) state->every_bytes = (unsigned long)num;
    return old;
}

static long set_seconds(struct ssl_bio *state, long num) {
    long old = (long)state->every_seconds;
    state->every_seconds = num < 60 ? 5 : (unsigned long)num; /* as OpenSSL takes what is too short */
    state->last = time(NULL);
    return old;
}

/* For BIO_dup_chain(), as a BIO that accepts has one for each connection. */
static long copy_to(const struct ssl_bio *from, BIO *to) {
    struct ssl_bio *copy = state_of(to);
    SSL_free(copy->ssl);
    *copy = *from;
    copy->ssl = SSL_dup(from->ssl);
    return copy->ssl != NULL;
}

static long ssl_ctrl(BIO *b, int cmd, long num, void *ptr) {
    SSL *s = ssl_of(b);
    if (!s && cmd != BIO_C_SET_SSL) return 0;
    switch (cmd) {
    case BIO_CTRL_RESET: return reset(b, s);
    case BIO_CTRL_INFO: return 0;
    case BIO_C_SSL_MODE: return set_role(s, num);
    case BIO_C_SET_SSL: return take_ssl(b, (SSL *)ptr, (int)num);
    case BIO_C_GET_SSL:
        if (!ptr) return 0;
        *(SSL **)ptr = s;
        return 1;
    case BIO_CTRL_GET_CLOSE: return BIO_get_shutdown(b);
    case BIO_CTRL_SET_CLOSE: BIO_set_shutdown(b, (int)num); return 1;
    case BIO_CTRL_WPENDING: return BIO_ctrl(SSL_get_wbio(s), cmd, num, ptr);
    case BIO_CTRL_PENDING: {
        long pending = SSL_pending(s);
        return pending != 0 ? pending : (long)BIO_pending(SSL_get_rbio(s));
    }
    case BIO_CTRL_FLUSH: return flush(b, s, cmd, num, ptr);
    case BIO_CTRL_PUSH: return pushed(b, s);
    case BIO_CTRL_POP: return popped(b, s, ptr);
    case BIO_C_DO_STATE_MACHINE: return do_handshake(b, s);
    case BIO_C_SET_SSL_RENEGOTIATE_BYTES: return set_bytes(state_of(b), num);
    case BIO_C_SET_SSL_RENEGOTIATE_TIMEOUT: return set_seconds(state_of(b), num);
    case BIO_C_GET_SSL_NUM_RENEGOTIATES: return state_of(b)->num_renegotiations;
    case BIO_CTRL_DUP: return copy_to(state_of(b), (BIO *)ptr);
    default: return BIO_ctrl(SSL_get_rbio(s), cmd, num, ptr);
    }
}

static BIO_METHOD *make_method(void) {
    BIO_METHOD *m = BIO_meth_new(BIO_TYPE_SSL, "ssl");
    if (m && BIO_meth_set_write(m, ssl_write) && BIO_meth_set_read(m, ssl_read) && BIO_meth_set_puts(m, ssl_puts) &&
        BIO_meth_set_ctrl(m, ssl_ctrl) && BIO_meth_set_create(m, ssl_create) && BIO_meth_set_destroy(m, ssl_destroy)) {
        return m;
    }
    BIO_meth_free(m);
    return NULL;
}

/* Made once and kept: the method's struct is libcrypto's, so it cannot be a constant here. */
const BIO_METHOD *BIO_f_ssl(void) {
    static _Atomic(BIO_METHOD *) method;
    BIO_METHOD *have = atomic_load(&method), *none = NULL;
    if (have) return have;
    BIO_METHOD *fresh = make_method();
    if (!fresh || atomic_compare_exchange_strong(&method, &none, fresh)) return fresh;
    BIO_meth_free(fresh); /* another thread was faster */
    return none;
}

BIO *BIO_new_ssl(SSL_CTX *ctx, int client) {
    BIO *b = BIO_new(BIO_f_ssl());
    SSL *s = b ? SSL_new(ctx) : NULL;
    if (!s) {
        BIO_free(b);
        return NULL;
    }
    (void)set_role(s, client);
    BIO_set_ssl(b, s, BIO_CLOSE);
    return b;
}

/* The chain of `filter` over a BIO that connects; either is freed if there is none. */
static BIO *over_connect(BIO *filter) {
    BIO *transport = filter ? BIO_new(BIO_s_connect()) : NULL;
    if (transport) return BIO_push(filter, transport);
    BIO_free_all(filter);
    return NULL;
}

BIO *BIO_new_ssl_connect(SSL_CTX *ctx) { return over_connect(BIO_new_ssl(ctx, 1)); }

BIO *BIO_new_buffer_ssl_connect(SSL_CTX *ctx) {
    BIO *ssl = BIO_new_ssl_connect(ctx);
    BIO *buffer = ssl ? BIO_new(BIO_f_buffer()) : NULL;
    if (buffer) return BIO_push(buffer, ssl);
    BIO_free_all(ssl);
    return NULL;
}

void BIO_ssl_shutdown(BIO *b) {
    for (; b; b = BIO_next(b)) {
        if (BIO_method_type(b) == BIO_TYPE_SSL && ssl_of(b)) {
            SSL_shutdown(ssl_of(b));
            return;
        }
    }
}

int BIO_ssl_copy_session_id(BIO *to, BIO *from) {
    to = BIO_find_type(to, BIO_TYPE_SSL);
    from = BIO_find_type(from, BIO_TYPE_SSL);
    if (!to || !from || !ssl_of(to) || !ssl_of(from)) return 0;
    return SSL_copy_session_id(ssl_of(to), ssl_of(from)) ? 1 : 0;
}
