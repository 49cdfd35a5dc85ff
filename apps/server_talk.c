#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "apps/ladder.h"
#include "apps/server.h"
#include "apps/show.h"

#define BUFFER 16384

static bool wants_wait(SSL *ssl, int fd, int result) {
    int error = SSL_get_error(ssl, result);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
        return false;
    }
    return app_net_wait(fd, error == SSL_ERROR_WANT_WRITE, -1) > 0;
}

static void print_errors(void) {
    fflush(stdout);
    ERR_print_errors_fp(stderr);
}

/* Print early data as it comes; the handshake runs on below. False when it broke. */
static bool read_early_data(struct app_server *s, SSL *ssl, int fd) {
    static uint8_t buf[BUFFER];
    FILE *out = s->tls.out;
    size_t n, total = 0;
    int r;
    while ((r = SSL_read_early_data(ssl, buf, sizeof(buf), &n)) != SSL_READ_EARLY_DATA_FINISH) {
        if (r == SSL_READ_EARLY_DATA_ERROR) {
            if (wants_wait(ssl, fd, 0)) {
                continue;
            }
            fputs("Error reading early data\n", stderr);
            return false;
        }
        if (n > 0 && total == 0) {
            fputs("Early data received:\n", out);
        }
        fflush(out);
        if (!app_write_all(STDOUT_FILENO, buf, n)) {
            return false;
        }
        total += n;
    }
    if (total > 0) {
        fputs("\nEnd of early data\n", out);
    } else if (SSL_get_early_data_status(ssl) == SSL_EARLY_DATA_NOT_SENT) {
        fputs("No early data received\n", out);
    } else {
        fputs("Early data was rejected\n", out);
    }
    return true;
}

bool app_server_handshake(struct app_server *s, SSL *ssl, int fd) {
    int r;
    ERR_clear_error();
    if (s->early_data && !read_early_data(s, ssl, fd)) {
        print_errors();
        return false;
    }
    while ((r = SSL_do_handshake(ssl)) != 1 && wants_wait(ssl, fd, r)) {
    }
    if (s->tls.drawing != NULL) {
        if (r == 1) {
            app_ladder_done(s->tls.drawing, ssl);
        } else {
            app_ladder_failed(s->tls.drawing, ssl);
        }
    }
    if (r != 1) {
        long result = SSL_get_verify_result(ssl);
        fflush(stdout);
        fputs("ERROR\n", stderr);
        if (result != X509_V_OK) {
            fprintf(stderr, "verify error:%s\n", X509_verify_cert_error_string(result));
        }
        print_errors();
        return false;
    }
    return true;
}

int app_server_read(SSL *ssl, int fd, void *buf, int cap) {
    int n;
    ERR_clear_error();
    while ((n = SSL_read(ssl, buf, cap)) <= 0 && wants_wait(ssl, fd, n)) {
    }
    if (n > 0) {
        return n;
    }
    if (SSL_get_error(ssl, n) == SSL_ERROR_ZERO_RETURN) {
        return 0;
    }
    print_errors();
    return -1;
}

bool app_server_write(SSL *ssl, int fd, const void *buf, size_t len) {
    const uint8_t *p = buf;
    while (len > 0) {
        ERR_clear_error();
        int n = SSL_write(ssl, p, len > BUFFER ? BUFFER : (int)len);
        if (n > 0) {
            p += n;
            len -= (size_t)n;
        } else if (!wants_wait(ssl, fd, n)) {
            print_errors();
            return false;
        }
    }
    return true;
}

/* --- the terminal ---------------------------------------------------------- */

enum step { GOES_ON, CLOSES, BREAKS, ENDS };

static enum step from_client(struct app_server *s, SSL *ssl) {
    uint8_t buf[BUFFER];
    ERR_clear_error();
    int n = SSL_read(ssl, buf, BUFFER);
    if (n > 0) {
        fflush(stdout);
        return app_write_all(STDOUT_FILENO, buf, (size_t)n) ? GOES_ON : ENDS;
    }
    switch (SSL_get_error(ssl, n)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return GOES_ON;
    case SSL_ERROR_ZERO_RETURN:
        fputs("DONE\n", s->tls.out);
        return CLOSES;
    default:
        fputs("ERROR\n", s->tls.out);
        print_errors();
        return BREAKS;
    }
}

static void renegotiate(SSL *ssl, bool ask_certificate) {
    if (ask_certificate) {
        SSL_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE, NULL);
    }
    SSL_renegotiate(ssl);
    printf("SSL_do_handshake -> %d\n", SSL_do_handshake(ssl));
}

static void update_keys(SSL *ssl, bool both) {
    if (!SSL_key_update(ssl, both ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED)) {
        print_errors();
        return;
    }
    printf("SSL_do_handshake -> %d\n", SSL_do_handshake(ssl));
}

static void ask_certificate(SSL *ssl) {
    SSL_set_verify(ssl, SSL_VERIFY_PEER, NULL);
    if (!SSL_verify_client_post_handshake(ssl)) {
        puts("Failed to initiate request");
        print_errors();
        return;
    }
    printf("SSL_do_handshake -> %d\n", SSL_do_handshake(ssl));
}

static enum step command(struct app_server *s, SSL *ssl, int fd, int letter, bool *taken) {
    static const char plain[] = "Lets print some clear text\n";
    *taken = true;
    switch (letter) {
    case 'Q':
        return ENDS;
    case 'q':
        fputs("DONE\n", s->tls.out);
        return CLOSES;
    case 'r':
    case 'R':
        renegotiate(ssl, letter == 'R');
        return GOES_ON;
    case 'k':
    case 'K':
        update_keys(ssl, letter == 'K');
        return GOES_ON;
    case 'c':
        ask_certificate(ssl);
        return GOES_ON;
    case 'P':
        app_write_all(fd, plain, sizeof(plain) - 1);
        return GOES_ON;
    case 'S':
        app_show_stats(s->tls.out, s->ctx);
        return GOES_ON;
    default:
        *taken = false;
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

static enum step from_terminal(struct app_server *s, SSL *ssl, int fd, bool *terminal_ended) {
    static uint8_t line[BUFFER], wide[2 * BUFFER];
    ssize_t n = read(STDIN_FILENO, line, sizeof(line));
    if (n <= 0) {
        if (!s->ign_eof) {
            return ENDS;
        }
        *terminal_ended = true;
        return GOES_ON;
    }
    if (!s->tls.quiet && !s->tls.brief) {
        bool taken;
        enum step step = command(s, ssl, fd, line[0], &taken);
        if (taken) {
            return step;
        }
    }
    const uint8_t *data = line;
    size_t len = (size_t)n;
    if (s->tls.crlf) {
        len = to_crlf(wide, line, len);
        data = wide;
    }
    return app_server_write(ssl, fd, data, len) ? GOES_ON : BREAKS;
}

static enum step talk(struct app_server *s, SSL *ssl, int fd) {
    bool terminal_ended = false;
    enum step step = GOES_ON;
    while (step == GOES_ON) {
        struct pollfd p[2] = {
            { .fd = fd, .events = POLLIN },
            { .fd = terminal_ended ? -1 : STDIN_FILENO, .events = POLLIN },
        };
        bool buffered = SSL_pending(ssl) > 0;
        fflush(stdout);
        if (poll(p, 2, buffered ? 0 : -1) < 0 && errno != EINTR) {
            return BREAKS;
        }
        if (p[1].revents != 0) {
            step = from_terminal(s, ssl, fd, &terminal_ended);
        }
        if (step == GOES_ON && (buffered || p[0].revents != 0)) {
            step = from_client(s, ssl);
        }
    }
    return step;
}

enum app_served app_server_talk(struct app_server *s, SSL *ssl, int fd, int listener) {
    FILE *out = s->tls.out;
    enum step step = BREAKS;
    bool up = app_server_handshake(s, ssl, fd);
    if (up) {
        if (s->tls.brief) {
            app_show_brief(ssl);
        }
        app_show_server(out, ssl);
        step = talk(s, ssl, fd);
    }
    if (step == ENDS) {
        fputs("DONE\n", out);
        fputs("shutdown accept socket\n", out);
        shutdown(listener, SHUT_RD);
    }
    fputs("shutting down SSL\n", out);
    ERR_clear_error();
    if (up && step != BREAKS) {
        SSL_shutdown(ssl);
    }
    fputs("CONNECTION CLOSED\n", out);
    fflush(out);
    return step == ENDS ? APP_SERVER_ENDS : APP_SERVED;
}

/* --- -rev ------------------------------------------------------------------ */

static void reverse(char *line, size_t len) {
    for (size_t i = 0; i < len / 2; i++) {
        char c = line[i];
        line[i] = line[len - 1 - i];
        line[len - 1 - i] = c;
    }
}

void app_server_reverse(struct app_server *s, SSL *ssl, int fd) {
    static char line[BUFFER];
    size_t len = 0;
    if (!app_server_handshake(s, ssl, fd)) {
        fputs("CONNECTION FAILURE\n", stderr);
        return;
    }
    fputs("CONNECTION ESTABLISHED\n", stderr);
    app_show_brief(ssl);
    while (app_server_read(ssl, fd, line + len, 1) > 0) {
        if (line[len] != '\n' && len + 2 < sizeof(line)) {
            len++;
            continue;
        }
        if (len > 0 && line[len - 1] == '\r') {
            len--;
        }
        if (len == 5 && memcmp(line, "CLOSE", 5) == 0) {
            break;
        }
        reverse(line, len);
        line[len++] = '\n';
        if (!app_server_write(ssl, fd, line, len)) {
            break;
        }
        len = 0;
    }
    ERR_clear_error();
    SSL_shutdown(ssl);
    fputs("CONNECTION CLOSED\n", stderr);
}
