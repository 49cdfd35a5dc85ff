/* The peer resets the TCP connection: in each state of the handshake, before and after data, and in each phase of closing. */
#include "link.h"
#include "tcp.h"

static char buf[40000];

static int ignoring(void) { return (SSL_get_options(l.me) & SSL_OP_IGNORE_UNEXPECTED_EOF) != 0; }

static void aftermath(void) {
    ROW("read", l.me, SSL_read(l.me, buf, 10));
    ROW("peek", l.me, SSL_peek(l.me, buf, 10));
    ROW("write", l.me, SSL_write(l.me, "xyz", 3));
    ROW("write again", l.me, SSL_write(l.me, "xyz", 3));
    ROW("handshake", l.me, SSL_do_handshake(l.me));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    /* OpenSSL takes it for another write than the one that waits: docs/differences.md */
    if (!ignoring()) ROW("shutdown again", l.me, SSL_shutdown(l.me));
}

static void by_reading(void) {
    tcp_reset();
    ROW("read", l.me, SSL_read(l.me, buf, 10));
    aftermath();
}

static void by_peeking(void) {
    tcp_reset();
    ROW("peek", l.me, SSL_peek(l.me, buf, 10));
    aftermath();
}

static void by_reading_no_bytes(void) {
    tcp_reset();
    ROW("read no bytes", l.me, SSL_read(l.me, buf, 0));
    aftermath();
}

static void by_writing(void) {
    tcp_reset();
    ROW("write", l.me, SSL_write(l.me, "abc", 3));
    aftermath();
}

static void by_writing_much(void) {
    tcp_reset();
    ROW("write", l.me, SSL_write(l.me, buf, sizeof buf));
    ROW("write again", l.me, SSL_write(l.me, buf, sizeof buf));
    aftermath();
}

static void by_closing(void) {
    tcp_reset();
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("second phase", l.me, SSL_shutdown(l.me));
    if (!ignoring()) aftermath(); /* as above */
}

static void by_handshaking(void) {
    tcp_reset();
    ROW("handshake", l.me, SSL_do_handshake(l.me));
    aftermath();
}

static void after_data(void) {
    ROW("peer writes", l.peer, SSL_write(l.peer, "last words", 10));
    tcp_wait(l.fd[0]);
    tcp_reset();
    ROW("read a part", l.me, SSL_read(l.me, buf, 4));
    ROW("read the rest", l.me, SSL_read(l.me, buf, 10));
    aftermath();
}

static void after_data_by_writing(void) {
    ROW("peer writes", l.peer, SSL_write(l.peer, "last words", 10));
    tcp_wait(l.fd[0]);
    tcp_reset();
    ROW("write", l.me, SSL_write(l.me, "abc", 3));
    aftermath();
}

static void after_a_part(void) {
    ROW("peer writes", l.peer, SSL_write(l.peer, "last words", 10));
    ROW("read a part", l.me, SSL_read(l.me, buf, 4));
    tcp_reset();
    ROW("peek", l.me, SSL_peek(l.me, buf, 10));
    ROW("write", l.me, SSL_write(l.me, "abc", 3));
    ROW("read the rest", l.me, SSL_read(l.me, buf, 10));
    aftermath();
}

static void after_my_close(void) {
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    tcp_reset();
    ROW("second phase", l.me, SSL_shutdown(l.me));
    ROW("second phase", l.me, SSL_shutdown(l.me));
    ROW("read", l.me, SSL_read(l.me, buf, 10));
}

static void after_its_close(void) {
    ROW("peer's shutdown", l.peer, SSL_shutdown(l.peer));
    tcp_wait(l.fd[0]);
    tcp_reset();
    ROW("read", l.me, SSL_read(l.me, buf, 10));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("write", l.me, SSL_write(l.me, "abc", 3));
}

static void after_both(void) {
    ROW("peer's shutdown", l.peer, SSL_shutdown(l.peer));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    tcp_wait(l.fd[0]);
    tcp_reset();
    ROW("second phase", l.me, SSL_shutdown(l.me));
    ROW("read", l.me, SSL_read(l.me, buf, 10));
}

static void (*const stories[])(void) = { by_reading,     by_peeking,   by_reading_no_bytes,   by_writing,   by_writing_much,
                                         by_closing,     by_handshaking, after_data,          after_data_by_writing,
                                         after_a_part,   after_my_close, after_its_close,     after_both };
static const char *const names[] = { "by reading",   "by peeking",     "by reading no bytes", "by writing", "by writing much",
                                     "by closing",   "by handshaking", "after data",          "after data, by writing",
                                     "after a part", "after my close", "after its close",     "after both" };

static void my_handshake(void) {
    tcp_reset();
    ROW("handshake", l.me, SSL_do_handshake(l.me));
    ROW("handshake again", l.me, SSL_do_handshake(l.me));
    if (!SSL_is_init_finished(l.me)) aftermath();
}

/* In the handshake, after so many turns of both ends; the peer's socket blocks, so that it has a turn when there is something. */
static void handshaking(SSL_CTX *cc, SSL_CTX *sc, int version, int role, int turns) {
    tcp_link(cc, sc, version, role, 0);
    fcntl(l.fd[1], F_SETFL, O_NONBLOCK);
    for (int i = 0; i < turns; i++) {
        SSL *first = role == 0 ? l.me : l.peer, *second = role == 0 ? l.peer : l.me;
        ROW("handshake", first, SSL_do_handshake(first));
        tcp_wait(second == l.me ? l.fd[0] : l.fd[1]);
        ROW("handshake", second, SSL_do_handshake(second));
        tcp_wait(first == l.me ? l.fd[0] : l.fd[1]);
    }
    my_handshake();
    link_free();
}

static void opened(SSL_CTX *cc, SSL_CTX *sc, int version, int role, int blocking) {
    char byte = 'x';
    tcp_link(cc, sc, version, role, 0);
    fcntl(l.fd[1], F_SETFL, O_NONBLOCK);
    check(pair_handshake(l.p), "handshake");
    check(SSL_write(l.peer, &byte, 1) == 1 && SSL_write(l.me, &byte, 1) == 1, "write");
    tcp_wait(l.fd[0]);
    tcp_wait(l.fd[1]);
    check(SSL_read(l.me, &byte, 1) == 1 && SSL_read(l.peer, &byte, 1) == 1, "read");
    if (blocking) fcntl(l.fd[0], F_SETFL, 0);
}

static void each(SSL_CTX *cc, SSL_CTX *sc, int version, int role, unsigned long options) {
    for (int blocking = 0; blocking < 2; blocking++) {
        for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
            printf("%s, blocking %d, options %lx\n", names[i], blocking, options);
            opened(cc, sc, version, role, blocking);
            SSL_set_options(l.me, options);
            stories[i]();
            link_free();
        }
    }
    for (int turns = 0; turns < 2; turns++) {
        printf("in the handshake, after %d turns, options %lx\n", turns, options);
        handshaking(cc, sc, version, role, turns);
    }
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("ec.pem");
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (int role = 0; role < 2; role++) {
            each(cc, sc, version, role, 0);
            each(cc, sc, version, role, SSL_OP_IGNORE_UNEXPECTED_EOF);
        }
    }
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
    return 0;
}
