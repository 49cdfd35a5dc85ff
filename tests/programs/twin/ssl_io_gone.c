/* The transport ends or breaks without a close_notify, in each state. */
#include "link.h"

static char buf[40000];
static uint64_t options;

static int closed; /* OpenSSL writes on after its close_notify, once an unexpected end was ignored: docs/differences.md */

static int waiting;

static void aftermath(SSL *s) {
    ROW("read", s, SSL_read(s, buf, 10));
    ROW("peek", s, SSL_peek(s, buf, 10));
    if (!(SSL_get_options(s) & SSL_OP_IGNORE_UNEXPECTED_EOF) || !closed) {
        ROW("write", s, SSL_write(s, "xyz", 3));
        ROW("write again", s, SSL_write(s, "xyz", 3));
    }
    ROW("handshake", s, SSL_do_handshake(s));
    waiting |= SSL_want_write(s);
    if ((SSL_get_options(s) & SSL_OP_IGNORE_UNEXPECTED_EOF) && waiting) return; /* the same */
    ROW("shutdown", s, SSL_shutdown(s));
    ROW("shutdown", s, SSL_shutdown(s));
}

static void when_reading(void) {
    ROW("write", l.peer, SSL_write(l.peer, "last words", 10));
    link_gone(1);
    ROW("read a part", l.me, SSL_read(l.me, buf, 4));
    ROW("peek at the rest", l.me, SSL_peek(l.me, buf, 10));
    ROW("read the rest", l.me, SSL_read(l.me, buf, 10));
    aftermath(l.me);
}

static void when_peeking(void) {
    link_gone(1);
    ROW("peek", l.me, SSL_peek(l.me, buf, 10));
    ROW("peek again", l.me, SSL_peek(l.me, buf, 10));
    aftermath(l.me);
}

static void when_reading_no_bytes(void) {
    link_gone(1);
    ROW("read no bytes", l.me, SSL_read(l.me, buf, 0));
    aftermath(l.me);
}

static void when_writing(void) {
    link_gone(1);
    ROW("write", l.me, SSL_write(l.me, "x", 1));
    ROW("write again", l.me, SSL_write(l.me, "x", 1));
    waiting = 1;
    aftermath(l.me);
}

static void when_closing(void) {
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    link_gone(1);
    closed = 1;
    ROW("second phase", l.me, SSL_shutdown(l.me));
    if (options == 0 || (l.fd[0] < 0 && l.kind != OVER_CUSTOM)) ROW("and again", l.me, SSL_shutdown(l.me));
    /* else OpenSSL sends its close_notify again */
    aftermath(l.me);
}

static void before_closing(void) {
    waiting = 1;
    link_gone(1);
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("second phase", l.me, SSL_shutdown(l.me));
    closed = 1;
    aftermath(l.me);
}

/* A socket that is closed with something unread is reset. */
static void reset(void) {
    if (l.kind != OVER_SOCKET && l.kind != OVER_BLOCKING) return;
    ROW("write what nobody reads", l.me, SSL_write(l.me, "x", 1));
    link_gone(1);
    ROW("read", l.me, SSL_read(l.me, buf, 10));
    ROW("read", l.me, SSL_read(l.me, buf, 10));
    aftermath(l.me);
}

static void reset_closing(void) {
    if (l.kind != OVER_SOCKET && l.kind != OVER_BLOCKING) return;
    ROW("write what nobody reads", l.me, SSL_write(l.me, "x", 1));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    link_gone(1);
    ROW("second phase", l.me, SSL_shutdown(l.me));
    ROW("second phase", l.me, SSL_shutdown(l.me));
    closed = 1;
    aftermath(l.me);
}

/* In the midst of a record, for which the transport is looked into. */
static void half_a_record(void) {
    char record[200];
    if (l.kind != OVER_MEMORY && l.kind != OVER_CUSTOM) return;
    ROW("write", l.peer, SSL_write(l.peer, "abcdefgh", 8));
    if (l.kind == OVER_MEMORY) {
        BIO_read(l.mine, record, sizeof record);
        BIO_write(l.mine, record, 9);
    } else {
        l.q[0].len = 3;
    }
    link_gone(1);
    ROW("read half a record", l.me, SSL_read(l.me, buf, 10));
    aftermath(l.me);
}

static void fatal_alert(void) {
    /* from a peer that was made to fail by a record that was tampered with */
    char record[200];
    if (l.kind != OVER_MEMORY) return;
    ROW("write", l.me, SSL_write(l.me, "abcdefgh", 8));
    int n = BIO_read(l.its, record, sizeof record);
    record[n - 1] ^= 1;
    BIO_write(l.its, record, n);
    ROW("read a bad record", l.peer, SSL_read(l.peer, buf, 10));
    aftermath(l.peer);
    ROW("read the alert", l.me, SSL_read(l.me, buf, 10));
    aftermath(l.me);
}

static void (*const stories[])(void) = { when_reading,  when_peeking, when_reading_no_bytes, when_writing, when_closing,
                                         before_closing, reset,       reset_closing,         half_a_record, fatal_alert };
static const char *const names[] = { "reading", "peeking", "no bytes",      "writing",       "closing",
                                     "before",  "reset",   "reset closing", "half a record", "fatal alert" };

/* In the handshake, after so many calls of mine and the peer's. */
static void handshaking(SSL_CTX *cc, SSL_CTX *sc, enum kind kind, int version, int role) {
    for (int calls = 0; calls < 3; calls++) {
        link_new(cc, sc, kind, version, role);
        printf("  gone after %d calls\n", calls);
        for (int i = 0; i < calls; i++) {
            ROW("handshake", l.me, SSL_do_handshake(l.me));
            ROW("handshake", l.peer, SSL_do_handshake(l.peer));
        }
        link_gone(1);
        closed = waiting = 0;
        ROW("handshake", l.me, SSL_do_handshake(l.me));
        ROW("handshake again", l.me, SSL_do_handshake(l.me));
        if (!SSL_is_init_finished(l.me)) aftermath(l.me);
        link_free();
    }
}

static void going(SSL_CTX *cc, SSL_CTX *sc, enum kind kind, int version, int role) {
    for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
        closed = 0;
        printf("%s\n", names[i]);
        link_open(cc, sc, kind, version, role);
        SSL_set_options(l.me, options);
        stories[i]();
        link_free();
    }
    handshaking(cc, sc, kind, version, role);
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    each_link(going);
    options = SSL_OP_IGNORE_UNEXPECTED_EOF;
    printf("ignoring the unexpected end\n");
    each_link(going);
    return 0;
}
