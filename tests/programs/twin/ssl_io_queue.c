/* What is on the error queue before a call, and what SSL_get_error() makes of it. */
#include "link.h"

static char buf[100];

enum stale { NOTHING, OTHER_LIBRARY, SYSTEM, TWO };
static const char *const stale_names[] = { "nothing", "another library's", "the system's", "two" };

/* Leaves errors of others on the queue. */
static void put(enum stale what) {
    ERR_clear_error();
    if (what == OTHER_LIBRARY || what == TWO) ERR_raise(ERR_LIB_X509, X509_R_CERT_ALREADY_IN_HASH_TABLE);
    if (what == SYSTEM || what == TWO) ERR_raise(ERR_LIB_SYS, ECONNREFUSED);
}

#define STALE(what, stale, s, call) \
    do {                            \
        put(stale);                 \
        ROW(what, s, call);         \
    } while (0)

static void open_calls(enum stale what) {
    size_t n;
    STALE("read, nothing there", what, l.me, SSL_read(l.me, buf, 10));
    STALE("peek, nothing there", what, l.me, SSL_peek(l.me, buf, 10));
    STALE("read_ex, nothing there", what, l.me, SSL_read_ex(l.me, buf, 10, &n));
    STALE("write", what, l.me, SSL_write(l.me, "x", 1));
    STALE("write no bytes", what, l.me, SSL_write(l.me, "x", 0));
    STALE("peer writes", what, l.peer, SSL_write(l.peer, "hello", 5));
    STALE("read", what, l.me, SSL_read(l.me, buf, 2));
    STALE("peek", what, l.me, SSL_peek(l.me, buf, 2));
    STALE("read", what, l.me, SSL_read(l.me, buf, 10));
    STALE("handshake", what, l.me, SSL_do_handshake(l.me));
    STALE("negative length", what, l.me, SSL_read(l.me, buf, -1));
    STALE("shutdown", what, l.me, SSL_shutdown(l.me));
    STALE("second phase", what, l.me, SSL_shutdown(l.me));
    STALE("write after it", what, l.me, SSL_write(l.me, "x", 1));
    link_flush();
    STALE("peer reads", what, l.peer, SSL_read(l.peer, buf, 10));
    STALE("peer reads", what, l.peer, SSL_read(l.peer, buf, 10));
    STALE("peer's shutdown", what, l.peer, SSL_shutdown(l.peer));
    STALE("second phase", what, l.me, SSL_shutdown(l.me));
    STALE("read", what, l.me, SSL_read(l.me, buf, 10));
    STALE("third phase", what, l.me, SSL_shutdown(l.me));
}

static void handshake_calls(enum stale what) {
    STALE("shutdown before", what, l.me, SSL_shutdown(l.me));
    for (int i = 0; i < 3; i++) {
        STALE("handshake", what, l.me, SSL_do_handshake(l.me));
        STALE("read in the handshake", what, l.me, SSL_read(l.me, buf, 10));
        STALE("write in the handshake", what, l.me, SSL_write(l.me, "x", 1));
        STALE("shutdown in the handshake", what, l.peer, SSL_shutdown(l.peer));
        STALE("peer's handshake", what, l.peer, SSL_do_handshake(l.peer));
    }
}

static void failing(enum stale what) {
    link_gone(1);
    STALE("read at the end", what, l.me, SSL_read(l.me, buf, 10));
    STALE("once more", what, l.me, SSL_read(l.me, buf, 10));
    STALE("write", what, l.me, SSL_write(l.me, "xyz", 3));
    STALE("shutdown", what, l.me, SSL_shutdown(l.me));
}

/* SSL_get_error() with any return value, after a call that is long past. */
static void asked_later(void) {
    static const int rets[] = { 1, 0, -1, -2, 100 };
    for (int stale = 0; stale < 4; stale++) {
        for (size_t i = 0; i < sizeof rets / sizeof rets[0]; i++) {
            put((enum stale)stale);
            printf("  stale %s, returned %d: %s", stale_names[stale], rets[i], error_name(SSL_get_error(l.me, rets[i])));
            printf(", %s left\n", ERR_peek_error() ? "some" : "none");
        }
    }
    ERR_clear_error();
}

static void queueing(SSL_CTX *cc, SSL_CTX *sc, enum kind kind, int version, int role) {
    for (int stale = 0; stale < 4; stale++) {
        printf("before: %s\n", stale_names[stale]);
        link_new(cc, sc, kind, version, role);
        handshake_calls((enum stale)stale);
        link_free();
        link_open(cc, sc, kind, version, role);
        open_calls((enum stale)stale);
        link_free();
        link_open(cc, sc, kind, version, role);
        failing((enum stale)stale);
        link_free();
    }
    link_open(cc, sc, kind, version, role);
    ROW("read, nothing there", l.me, SSL_read(l.me, buf, 10));
    asked_later();
    ROW("write", l.me, SSL_write(l.me, "x", 1));
    asked_later();
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    asked_later();
    link_free();
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    each_link(queueing);
    return 0;
}
