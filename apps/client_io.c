#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "apps/client.h"
#include "apps/ladder.h"
#include "apps/show.h"

#define RECONNECTS 5
#define BUFFER 16384
#define LINGER_MS 500

enum step { GOES_ON, ENDS_WELL, ENDS_BADLY, AGAIN };

struct link {
    struct app_client *c;
    SSL *ssl;
    int fd;
    bool terminal_ended;   /* stdin is at its end and -ign_eof keeps us going */
    bool at_line_start;
    bool established;
    size_t pending, sent;  /* bytes of `out` to send, and already sent        */
    uint8_t in[BUFFER], out[2 * BUFFER];
};

/* --- ending ---------------------------------------------------------------- */

static void report_error(const char *verb, int error) {
    fflush(stdout);
    if (error == SSL_ERROR_SYSCALL && ERR_peek_error() == 0) {
        fprintf(stderr, "%s:errno=%d\n", verb, errno);
    } else {
        ERR_print_errors_fp(stderr);
    }
}

/* Send close_notify, then wait for the peer's end of the stream: closing with unread bytes would reset it. */
static void disconnect(struct link *l) {
    uint8_t waste[8192];
    ERR_clear_error();
    if (l->established) {
        SSL_shutdown(l->ssl);
    }
    shutdown(l->fd, SHUT_WR);
    while (app_net_wait(l->fd, false, LINGER_MS) == 1
           && BIO_read(SSL_get_rbio(l->ssl), waste, (int)sizeof(waste)) > 0) {
    }
    ERR_clear_error();
    close(l->fd);
    l->fd = -1;
}

/* --- handshake ------------------------------------------------------------- */

static bool open_link(struct link *l) {
    struct app_client *c = l->c;
    l->fd = app_net_connect("s_client", &c->peer, c->family);
    if (l->fd < 0) {
        return false;
    }
    fprintf(c->tls.out, "CONNECTED(%08X)\n", (unsigned)l->fd);
    fflush(c->tls.out);
    if (c->starttls != NULL && !app_starttls(l->fd, c->starttls, c->starttls_name)) {
        return false;
    }
    if (c->tls.nbio) {
        fputs("Turned on non blocking io\n", c->tls.out);
        if (!app_net_set_blocking(l->fd, false)) {
            return false;
        }
    }
    l->established = false;
    if (c->tls.drawing != NULL) {
        app_ladder_restart(c->tls.drawing);
    }
    return SSL_set_fd(l->ssl, l->fd) == 1 && app_tls_connection(l->ssl, &c->tls, "s_client", false);
}

/* Early data is for a session that allows it, as with openssl; the report tells what became of it. */
static bool send_early_data(struct link *l) {
    const char *file = l->c->early_data;
    const SSL_SESSION *session = SSL_get0_session(l->ssl);
    if (file == NULL || session == NULL || SSL_SESSION_get_max_early_data(session) == 0) {
        return true;
    }
    FILE *in = fopen(file, "rb");
    if (in == NULL) {
        app_error("s_client", "cannot open %s", file);
        return false;
    }
    bool ok = true;
    size_t n, written;
    while (ok && (n = fread(l->out, 1, BUFFER, in)) > 0) {
        while (SSL_write_early_data(l->ssl, l->out, n, &written) != 1) {
            int error = SSL_get_error(l->ssl, 0);
            if ((error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
                || app_net_wait(l->fd, error == SSL_ERROR_WANT_WRITE, -1) < 0) {
                app_error("s_client", "cannot send early data");
                report_error("write", error);
                ok = false;
                break;
            }
        }
    }
    fclose(in);
    return ok;
}

static enum step handshake(struct link *l) {
    if (!send_early_data(l)) {
        return ENDS_BADLY;
    }
    for (const char *verb = "write";; verb = "read") {
        errno = 0;
        int r = SSL_do_handshake(l->ssl);
        if (r == 1) {
            return GOES_ON;
        }
        int error = SSL_get_error(l->ssl, r);
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
            report_error("write", error);
            return ENDS_BADLY;
        }
        fprintf(l->c->tls.out, "%s %c BLOCK\n", verb, error == SSL_ERROR_WANT_READ ? 'R' : 'W');
        if (app_net_wait(l->fd, error == SSL_ERROR_WANT_WRITE, -1) < 0) {
            return ENDS_BADLY;
        }
    }
}

static void report_handshake(struct link *l, bool full) {
    struct app_tls *t = &l->c->tls;
    l->established = true;
    if (t->drawing != NULL) {
        app_ladder_done(t->drawing, l->ssl);
    }
    if (t->brief) {
        fputs("CONNECTION ESTABLISHED\n", stderr);
        app_show_brief(l->ssl);
    }
    app_show_client(t->out, l->ssl, full, l->c->showcerts);
}

/* --- from the peer --------------------------------------------------------- */

static enum step from_peer(struct link *l) {
    FILE *out = l->c->tls.out;
    errno = 0;
    int n = SSL_read(l->ssl, l->in, BUFFER);
    if (n > 0) {
        fflush(stdout);
        return app_write_all(STDOUT_FILENO, l->in, (size_t)n) ? GOES_ON : ENDS_WELL;
    }
    int error = SSL_get_error(l->ssl, n);
    switch (error) {
    case SSL_ERROR_WANT_READ:
        fputs("read R BLOCK\n", out);
        return GOES_ON;
    case SSL_ERROR_WANT_WRITE:
        fputs("read W BLOCK\n", out);
        return GOES_ON;
    case SSL_ERROR_ZERO_RETURN:
        fputs("closed\n", out);
        return ENDS_WELL;
    default:
        report_error("read", error);
        return ENDS_BADLY;
    }
}

/* --- from the terminal ----------------------------------------------------- */

static enum step command(struct link *l, uint8_t letter) {
    switch (letter) {
    case 'Q':
        fputs("DONE\n", stderr);
        return ENDS_WELL;
    case 'R':
        fputs("RENEGOTIATING\n", stderr);
        if (!SSL_renegotiate(l->ssl)) {
            ERR_print_errors_fp(stderr);
        }
        return SSL_do_handshake(l->ssl) == 1 || SSL_get_error(l->ssl, -1) == SSL_ERROR_WANT_READ ? AGAIN : ENDS_BADLY;
    case 'K':
    case 'k':
        fputs("KEYUPDATE\n", stderr);
        if (!SSL_key_update(l->ssl, letter == 'K' ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED)) {
            ERR_print_errors_fp(stderr);
        }
        return SSL_do_handshake(l->ssl) == 1 ? AGAIN : ENDS_BADLY;
    default:
        return GOES_ON;
    }
}

static size_t to_crlf(uint8_t *out, const uint8_t *in, size_t len) {
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (in[i] == '\n') {
            out[n++] = '\r';
        }
        out[n++] = in[i];
    }
    return n;
}

static enum step from_terminal(struct link *l) {
    uint8_t line[BUFFER];
    ssize_t n = read(STDIN_FILENO, line, sizeof(line));
    if (n <= 0) {
        if (!l->c->ign_eof) {
            fputs("DONE\n", stderr);
            return ENDS_WELL;
        }
        l->terminal_ended = true;
        return GOES_ON;
    }
    if (l->at_line_start && !l->c->ign_eof && !l->c->nocommands) {
        enum step s = command(l, line[0]);
        if (s != GOES_ON) {
            return s == AGAIN ? GOES_ON : s;
        }
    }
    l->at_line_start = line[n - 1] == '\n';
    if (l->c->tls.crlf) {
        l->pending = to_crlf(l->out, line, (size_t)n);
    } else {
        memcpy(l->out, line, (size_t)n);
        l->pending = (size_t)n;
    }
    l->sent = 0;
    return GOES_ON;
}

static enum step to_peer(struct link *l) {
    errno = 0;
    int n = SSL_write(l->ssl, l->out + l->sent, (int)(l->pending - l->sent));
    if (n > 0) {
        l->sent += (size_t)n;
        if (l->sent == l->pending) {
            l->pending = 0;
        }
        return GOES_ON;
    }
    int error = SSL_get_error(l->ssl, n);
    switch (error) {
    case SSL_ERROR_WANT_WRITE:
        fputs("write W BLOCK\n", l->c->tls.out);
        return GOES_ON;
    case SSL_ERROR_WANT_READ:
        fputs("write R BLOCK\n", l->c->tls.out);
        return GOES_ON;
    case SSL_ERROR_ZERO_RETURN:
        fputs("shutdown\n", l->c->tls.out);
        return ENDS_WELL;
    default:
        report_error("write", error);
        return ENDS_BADLY;
    }
}

/* --- the loop -------------------------------------------------------------- */

static enum step turn(struct link *l) {
    struct pollfd p[2] = {
        { .fd = l->fd, .events = (short)(POLLIN | (l->pending > 0 ? POLLOUT : 0)) },
        { .fd = l->pending > 0 || l->terminal_ended ? -1 : STDIN_FILENO, .events = POLLIN },
    };
    fflush(l->c->tls.out);
    bool buffered = SSL_pending(l->ssl) > 0;
    if (poll(p, 2, buffered ? 0 : -1) < 0) {
        return errno == EINTR ? GOES_ON : ENDS_BADLY;
    }
    enum step s = GOES_ON;
    if ((p[0].revents & POLLOUT) != 0 && l->pending > 0) {
        s = to_peer(l);
    }
    if (s == GOES_ON && (buffered || (p[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0)) {
        s = from_peer(l);
    }
    if (s == GOES_ON && p[1].revents != 0) {
        s = from_terminal(l);
    }
    return s;
}

static enum step shake_hands(struct link *l) {
    int again = l->c->reconnect ? RECONNECTS : 0;
    for (bool full = true;; full = false) {
        enum step s = open_link(l) ? handshake(l) : ENDS_BADLY;
        if (s != GOES_ON) {
            return s;
        }
        report_handshake(l, full);
        if (again-- == 0) {
            return GOES_ON;
        }
        fputs("drop connection and then reconnect\n", l->c->tls.out);
        disconnect(l);
        SSL_clear(l->ssl);
    }
}

int app_client_run(struct app_client *c, SSL *ssl) {
    static struct link l;
    l = (struct link){ .c = c, .ssl = ssl, .fd = -1, .at_line_start = true };
    enum step s = shake_hands(&l);
    if (l.fd < 0) {
        return 1;
    }
    while (s == GOES_ON) {
        s = turn(&l);
    }
    fflush(stdout);
    if (!l.established && c->tls.drawing != NULL) {
        app_ladder_failed(c->tls.drawing, ssl);
    }
    if (!l.established) {
        app_show_client(c->tls.out, ssl, true, c->showcerts);
    }
    disconnect(&l);
    if (c->prexit) {
        app_show_client(c->tls.out, ssl, true, c->showcerts);
    }
    return s == ENDS_WELL ? 0 : 1;
}
