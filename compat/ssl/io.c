#include "compat/ssl/ssl_local.h"

int ssl_send(SSL *s) {
    bs_reader out = bs_conn_output(s->conn);
    while (out.len > 0) {
        int chunk = out.len > INT32_MAX ? INT32_MAX : (int)out.len;
        s->rwstate = SSL_WRITING;
        int n = s->wbio ? BIO_write(s->wbio, out.p, chunk) : -1; /* without a BIO: nothing is queued, as in OpenSSL */
        if (n <= 0) return n < 0 ? -1 : 0;
        bs_conn_drained(s->conn, (size_t)n);
        out = bs_conn_output(s->conn);
    }
    s->rwstate = SSL_NOTHING;
    return 1;
}

bool ssl_output_waits(const SSL *s) {
    struct bs_conn_info info;
    bs_conn_get_info(s->conn, &info);
    return bs_conn_output(s->conn).len > 0 && (s->write_sealed > 0 || info.sent_close);
}

int ssl_flush(SSL *s) {
    if (bs_conn_output(s->conn).len == 0) return 1;
    if (ssl_send(s) <= 0) return -1;
    s->rwstate = SSL_WRITING;
    if (BIO_flush(s->wbio) <= 0) return -1;
    s->rwstate = SSL_NOTHING;
    return 1;
}

int ssl_fill(SSL *s) {
    size_t want, room;
    bs_conn_set_read_ahead(s->conn, s->set.read_ahead != 0);
    uint8_t *p = bs_conn_input(s->conn, &want, &room);
    if (!p) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return -1;
    }
    if (!s->rbio) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_READ_BIO_NOT_SET);
        return -1;
    }
    size_t ask = s->set.read_ahead ? room : want;
    s->rwstate = SSL_READING;
    int n = BIO_read(s->rbio, p, ask > INT32_MAX ? INT32_MAX : (int)ask);
    if (n > 0) {
        s->rwstate = SSL_NOTHING;
        bs_conn_fed(s->conn, (size_t)n);
        return 1;
    }
    if (!BIO_should_retry(s->rbio) && BIO_eof(s->rbio)) {
        bs_conn_eof(s->conn);
        /* as OpenSSL: set, not added */
        if ((s->set.options & SSL_OP_IGNORE_UNEXPECTED_EOF) != 0) s->shutdown = SSL_RECEIVED_SHUTDOWN;
        return 0;
    }
    return -1;
}
