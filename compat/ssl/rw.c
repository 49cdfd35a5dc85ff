/* Reading, writing and closing: the loop between the engine and the BIOs. */
#include <errno.h>
#include <string.h>

#include "compat/ssl/handshake.h"

/* --- reading ------------------------------------------------------------------------------------------------- */

static int read_ended(SSL *s, bs_status st) {
    if (st == BS_E_CLOSED) {
        s->shutdown |= SSL_RECEIVED_SHUTDOWN;
        return 0;
    }
    bool first = !s->failed_raised;
    (void)ssl_fail(s, st);
    return first && (st == BS_E_PEER_ALERT || st == BS_E_UNEXPECTED_EOF) ? 0 : -1;
}

/* Without SSL_MODE_AUTO_RETRY a call that met no data but a message returns to the program, which then asks its
 * transport again: a blocking program that polls would otherwise hang (man 3 SSL_CTX_set_mode). */
static uint32_t messages_seen(const SSL *s) {
    struct bs_conn_info info;
    if ((s->set.mode & SSL_MODE_AUTO_RETRY) != 0) return 0;
    bs_conn_get_info(s->conn, &info);
    return info.num_post_messages;
}

static int ask_again(SSL *s) {
    s->rwstate = SSL_READING;
    BIO_clear_retry_flags(s->rbio);
    BIO_set_retry_read(s->rbio);
    return -1;
}

/* The data of the record in hand, or of the next one: 1 with *out, else as SSL_read(). */
static int next_data(SSL *s, bs_reader *out) {
    for (;;) {
        uint32_t seen = messages_seen(s);
        bs_status st = bs_conn_read(s->conn, out);
        if (st == BS_OK) {
            s->rwstate = SSL_NOTHING;
            return 1;
        }
        if (st == BS_WANT_HANDSHAKE) {
            bool early = s->early == SSL_EARLY_READING;
            ssl_early_go_on(s);
            int ret = ssl_run_handshake(s, true);
            if (ret <= 0 || early) return ret <= 0 ? ret : -1; /* what follows is early no more */
            if (ret == 1 && (s->set.mode & SSL_MODE_AUTO_RETRY) == 0 && !SSL_has_pending(s)) return ask_again(s);
            continue;
        }
        if (st != BS_WANT_INPUT) return read_ended(s, st);
        /* an answer, such as a KeyUpdate; not a write of the program's, which may never be possible again */
        if (!ssl_output_waits(s) && ssl_flush(s) < 0) return -1;
        if (seen != messages_seen(s)) return ask_again(s);
        if (ssl_fill(s) < 0) return -1;
    }
}

static int read_internal(SSL *s, void *buf, size_t num, size_t *out_n, bool peek) {
    bs_reader data;
    *out_n = 0;
    errno = 0; /* with SSL_ERROR_SYSCALL the program looks at it */
    if ((s->shutdown & SSL_RECEIVED_SHUTDOWN) != 0) {
        if (!peek) s->rwstate = SSL_NOTHING;
        return 0;
    }
    int ret = ssl_ensure_open(s, true);
    if (ret <= 0) return ret;
    ret = next_data(s, &data);
    if (ret <= 0 || num == 0) return ret <= 0 ? ret : 0; /* as OpenSSL: for no room it waits for data too */
    size_t n = data.len < num ? data.len : num;
    memcpy(buf, data.p, n);
    if (!peek) bs_conn_consume(s->conn, n);
    *out_n = n;
    return 1;
}

static int check_length(int num) {
    if (num >= 0) return 1;
    BS_RAISE(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
    return 0;
}

int SSL_read(SSL *s, void *buf, int num) {
    size_t n;
    if (!check_length(num)) return -1;
    int ret = read_internal(s, buf, (size_t)num, &n, false);
    return ret > 0 ? (int)n : ret;
}

int SSL_peek(SSL *s, void *buf, int num) {
    size_t n;
    if (!check_length(num)) return -1;
    int ret = read_internal(s, buf, (size_t)num, &n, true);
    return ret > 0 ? (int)n : ret;
}

/* The _ex functions leave the count alone when they fail. */
static int read_ex(SSL *s, void *buf, size_t num, size_t *readbytes, bool peek) {
    size_t n;
    if (read_internal(s, buf, num, &n, peek) <= 0) return 0;
    *readbytes = n;
    return 1;
}

int SSL_read_ex(SSL *s, void *buf, size_t num, size_t *readbytes) { return read_ex(s, buf, num, readbytes, false); }

int SSL_peek_ex(SSL *s, void *buf, size_t num, size_t *readbytes) { return read_ex(s, buf, num, readbytes, true); }

int SSL_pending(const SSL *s) {
    size_t n = s->conn ? bs_conn_pending(s->conn) : 0;
    return n > INT32_MAX ? INT32_MAX : (int)n;
}

int SSL_has_pending(const SSL *s) { return s->conn && bs_conn_has_pending(s->conn); }

/* --- writing ------------------------------------------------------------------------------------------------- */

/* Bytes that were promised are on their way already: asking for fewer ends the connection, in OpenSSL too. */
static int check_retry_length(SSL *s, size_t num) {
    if (num >= s->write_done + s->write_sealed) return 1;
    (void)ssl_abort_with(s, BS_E_STATE, SSL_R_BAD_LENGTH);
    return 0;
}

/* SSL_write(3): after a retry error the call must be repeated with the same arguments. */
static int check_retry(SSL *s, const void *buf) {
    if (s->write_sealed > 0 && buf != s->write_buf && (s->set.mode & SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER) == 0) {
        (void)ssl_abort_with(s, BS_E_STATE, SSL_R_BAD_WRITE_RETRY); /* this too */
        return 0;
    }
    return 1;
}

static int seal_next(SSL *s, bs_reader rest) {
    size_t taken = 0;
    bs_status st = bs_conn_write(s->conn, rest, &taken);
    if (st == BS_WANT_OUTPUT) return 1; /* flushed by the caller; sealed next time round */
    if (st != BS_OK) return ssl_fail(s, st);
    s->write_sealed = taken;
    return 1;
}

static int write_internal(SSL *s, const void *buf, size_t num, size_t *out_n) {
    *out_n = 0;
    if ((s->shutdown & SSL_SENT_SHUTDOWN) != 0) {
        s->rwstate = SSL_NOTHING;
        BS_RAISE(ERR_LIB_SSL, SSL_R_PROTOCOL_IS_SHUTDOWN);
        return -1;
    }
    errno = 0;
    s->rwstate = SSL_NOTHING;
    if (!check_retry_length(s, num)) return -1;
    int ret = ssl_ensure_open(s, false);
    if (ret <= 0) return ret;
    if (!check_retry(s, buf)) return -1;
    s->write_buf = buf;
    s->write_len = num;
    bool early = ssl_is_paused(s), fresh = false;
    for (;;) {
        /* what is on the way in a filter of the program's is the program's to flush, but for early data */
        ret = early ? ssl_flush(s) : ssl_send(s);
        if (ret <= 0) return ret;
        s->write_done += s->write_sealed;
        bool whole_record = fresh && s->write_sealed > 0; /* one that waited does not count, as in OpenSSL */
        s->write_sealed = 0;
        if (s->write_done == num || (whole_record && (s->set.mode & SSL_MODE_ENABLE_PARTIAL_WRITE) != 0)) break;
        bs_reader rest = bs_r_from((const uint8_t *)buf + s->write_done, num - s->write_done);
        ret = seal_next(s, rest);
        if (ret <= 0) return ret;
        fresh = true;
    }
    *out_n = s->write_done;
    s->write_done = 0;
    return 1;
}

int SSL_write(SSL *s, const void *buf, int num) {
    size_t n;
    if (!check_length(num)) return -1;
    int ret = write_internal(s, buf, (size_t)num, &n);
    return ret > 0 ? (int)n : ret;
}

int SSL_write_ex(SSL *s, const void *buf, size_t num, size_t *written) {
    size_t n;
    if (write_internal(s, buf, num, &n) <= 0) return 0;
    *written = n;
    return 1;
}

ossl_ssize_t SSL_sendfile(SSL *s, int fd, off_t offset, size_t size, int flags) {
    (void)fd;
    (void)offset;
    (void)size;
    (void)flags;
    /* Only where the kernel does the records; we never hand them over, and say so as OpenSSL does without KTLS. */
    (void)s;
    BS_RAISE(ERR_LIB_SSL, SSL_R_UNINITIALIZED);
    return -1;
}

/* --- closing ------------------------------------------------------------------------------------------------- */

static int send_close(SSL *s) {
    bs_status st = bs_conn_close(s->conn);
    if (st != BS_OK) return ssl_fail(s, st);
    s->shutdown |= SSL_SENT_SHUTDOWN;
    if (s->write_sealed > 0) { /* behind the record that waits: the next call tries */
        s->rwstate = SSL_WRITING;
        return -1;
    }
    return ssl_flush(s) < 0 ? -1 : 0;
}

/* The second phase: wait for the peer's close_notify. Data that comes first is an error, as in OpenSSL 3. */
static int await_close(SSL *s) {
    bs_reader data;
    if (next_data(s, &data) > 0) {
        bs_conn_consume(s->conn, data.len); /* nobody will read it: it is not pending */
        return ssl_abort_with(s, BS_E_DATA_AFTER_CLOSE, SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY);
    }
    return (s->shutdown & SSL_RECEIVED_SHUTDOWN) != 0 ? 0 : -1;
}

int SSL_shutdown(SSL *s) {
    if (!s->role_set) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_UNINITIALIZED);
        return -1;
    }
    if (SSL_in_init(s)) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_SHUTDOWN_WHILE_IN_INIT);
        return -1;
    }
    if (s->set.quiet_shutdown) {
        s->shutdown = SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN;
        return 1;
    }
    s->rwstate = SSL_NOTHING;
    if ((s->shutdown & SSL_SENT_SHUTDOWN) == 0) {
        int ret = send_close(s);
        if (ret < 0) return ret;
    } else if (bs_conn_output(s->conn).len > 0) {
        int ret = ssl_send(s);
        if (ret <= 0) return ret;
        (void)BIO_flush(s->wbio);
    } else if ((s->shutdown & SSL_RECEIVED_SHUTDOWN) == 0 && await_close(s) < 0) {
        return -1;
    }
    return s->shutdown == (SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN) ? 1 : 0;
}
