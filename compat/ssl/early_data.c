/* Early data is neither offered nor accepted, which RFC 8446 4.2.10 leaves to either side. What a program asks for
 * beyond that is an error; what it asks about gets the answer of a connection without early data. */
#include "compat/ssl/ssl_local.h"

int SSL_CTX_set_max_early_data(SSL_CTX *ctx, uint32_t max) {
    (void)ctx;
    if (max == 0) return 1;
    BS_RAISE_DATA(ERR_LIB_SSL, ERR_R_UNSUPPORTED, "early data is not accepted");
    return 0;
}

uint32_t SSL_CTX_get_max_early_data(const SSL_CTX *ctx) {
    (void)ctx;
    return 0;
}

int SSL_set_max_early_data(SSL *s, uint32_t max) { return SSL_CTX_set_max_early_data(s->ctx, max); }

uint32_t SSL_get_max_early_data(const SSL *s) {
    (void)s;
    return 0;
}

int SSL_get_early_data_status(const SSL *s) {
    (void)s;
    return SSL_EARLY_DATA_NOT_SENT;
}

/* man 3 SSL_read_early_data: the handshake runs on, and there never is any. */
int SSL_read_early_data(SSL *s, void *buf, size_t num, size_t *readbytes) {
    (void)buf;
    (void)num;
    *readbytes = 0;
    if (s->server == 0 || SSL_is_init_finished(s)) { /* it is a way to accept, not to read on */
        BS_RAISE(ERR_LIB_SSL, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
        return SSL_READ_EARLY_DATA_ERROR;
    }
    return SSL_accept(s) > 0 ? SSL_READ_EARLY_DATA_FINISH : SSL_READ_EARLY_DATA_ERROR;
}

int SSL_write_early_data(SSL *s, const void *buf, size_t num, size_t *written) {
    (void)s;
    (void)buf;
    (void)num;
    *written = 0;
    /* As OpenSSL without a session that allows early data. */
    BS_RAISE(ERR_LIB_SSL, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    return 0;
}
