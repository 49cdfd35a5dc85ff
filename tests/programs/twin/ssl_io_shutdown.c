/* SSL_shutdown() over each kind of BIO: both phases, in each order, and what may be called after them. */
#include "link.h"

static char buf[100];

/* Everything once, at the end of a story. */
static void aftermath(SSL *s) {
    ROW("read", s, SSL_read(s, buf, sizeof buf));
    ROW("peek", s, SSL_peek(s, buf, sizeof buf));
    ROW("write", s, SSL_write(s, "x", 1));
    ROW("handshake", s, SSL_do_handshake(s));
    ROW("shutdown", s, SSL_shutdown(s));
    ROW("read again", s, SSL_read(s, buf, sizeof buf));
}

static void i_first(void) {
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("write", l.me, SSL_write(l.me, "x", 1));
    ROW("handshake", l.me, SSL_do_handshake(l.me));
    ROW("second phase, no answer", l.me, SSL_shutdown(l.me));
    ROW("read", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("peek", l.peer, SSL_peek(l.peer, buf, sizeof buf));
    ROW("shutdown", l.peer, SSL_shutdown(l.peer));
    ROW("second phase", l.me, SSL_shutdown(l.me));
    ROW("third", l.me, SSL_shutdown(l.me));
    aftermath(l.me);
    aftermath(l.peer);
}

static void peer_first(void) {
    ROW("shutdown", l.peer, SSL_shutdown(l.peer));
    ROW("write", l.me, SSL_write(l.me, "x", 1));
    ROW("peek", l.me, SSL_peek(l.me, buf, sizeof buf));
    ROW("read", l.me, SSL_read(l.me, buf, sizeof buf));
    ROW("write", l.me, SSL_write(l.me, "x", 1));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    aftermath(l.me);
    link_flush();
    ROW("read", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("read", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("second phase", l.peer, SSL_shutdown(l.peer));
}

/* Their close_notify is there, and not read. */
static void crossing(void) {
    ROW("shutdown", l.peer, SSL_shutdown(l.peer));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("second phase", l.me, SSL_shutdown(l.me));
    ROW("second phase", l.peer, SSL_shutdown(l.peer));
    aftermath(l.me);
    aftermath(l.peer);
}

static void data_between(void) {
    ROW("write", l.peer, SSL_write(l.peer, "data", 4));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("second phase, data first", l.me, SSL_shutdown(l.me));
    aftermath(l.me);
    aftermath(l.peer);
}

static void data_read(void) {
    ROW("write", l.peer, SSL_write(l.peer, "data", 4));
    ROW("read a part", l.me, SSL_read(l.me, buf, 1));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("read the rest", l.me, SSL_read(l.me, buf, 10));
    ROW("nothing more", l.me, SSL_read(l.me, buf, 10));
    ROW("write", l.peer, SSL_write(l.peer, "data", 4));
    ROW("shutdown", l.peer, SSL_shutdown(l.peer));
    ROW("read", l.me, SSL_read(l.me, buf, 10));
    ROW("second phase", l.me, SSL_shutdown(l.me));
    aftermath(l.me);
}

static void data_left(void) {
    ROW("write", l.peer, SSL_write(l.peer, "data", 4));
    ROW("read a part", l.me, SSL_read(l.me, buf, 1));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("second phase with a rest", l.me, SSL_shutdown(l.me));
    aftermath(l.me);
}

static void quiet(void) {
    SSL_set_quiet_shutdown(l.me, 1);
    ROW("quiet", l.me, SSL_shutdown(l.me));
    ROW("again", l.me, SSL_shutdown(l.me));
    ROW("peer reads", l.peer, SSL_read(l.peer, buf, sizeof buf));
    SSL_set_quiet_shutdown(l.me, 0);
    aftermath(l.me);
    SSL_set_shutdown(l.me, 0);
    ROW("write again", l.me, SSL_write(l.me, "x", 1));
    link_flush();
    ROW("peer reads", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("shutdown after all", l.me, SSL_shutdown(l.me));
    ROW("peer reads", l.peer, SSL_read(l.peer, buf, sizeof buf));
}

/* The program says that it happened. */
static void declared(int flags) {
    printf("  set_shutdown %d\n", flags);
    SSL_set_shutdown(l.me, flags);
    ROW("read", l.me, SSL_read(l.me, buf, sizeof buf));
    ROW("write", l.me, SSL_write(l.me, "x", 1));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("again", l.me, SSL_shutdown(l.me));
    link_flush();
    ROW("peer reads", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("peer reads", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("peer's shutdown", l.peer, SSL_shutdown(l.peer));
    ROW("read", l.me, SSL_read(l.me, buf, sizeof buf));
}

static void with_messages(void) {
    if (l.version != TLS1_3_VERSION) return;
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    SSL_key_update(l.peer, SSL_KEY_UPDATE_REQUESTED);
    ROW("key update", l.peer, SSL_do_handshake(l.peer));
    ROW("second phase", l.me, SSL_shutdown(l.me));
    ROW("second phase", l.me, SSL_shutdown(l.me));
    ROW("key update", l.me, SSL_key_update(l.me, SSL_KEY_UPDATE_NOT_REQUESTED));
    ROW("handshake", l.me, SSL_do_handshake(l.me));
    ROW("shutdown", l.peer, SSL_shutdown(l.peer));
    ROW("second phase", l.me, SSL_shutdown(l.me));
}

static void without_handshake(void) {
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("handshake", l.me, SSL_do_handshake(l.me));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    SSL_set_quiet_shutdown(l.me, 1);
    ROW("quiet", l.me, SSL_shutdown(l.me));
    SSL_set_shutdown(l.me, SSL_SENT_SHUTDOWN);
    ROW("set", l.me, SSL_shutdown(l.me));
    ROW("handshake", l.me, SSL_do_handshake(l.me));
    ROW("read", l.me, SSL_read(l.me, buf, sizeof buf));
    ROW("write", l.me, SSL_write(l.me, "x", 1));
}

/* SSL_clear() and a handshake anew, after each end. */
static void cleared(void) {
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("shutdown", l.peer, SSL_shutdown(l.peer));
    ROW("second phase", l.me, SSL_shutdown(l.me));
    ROW("second phase", l.peer, SSL_shutdown(l.peer));
    ROW("clear", l.me, SSL_clear(l.me));
    ROW("clear", l.peer, SSL_clear(l.peer));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    printf("  handshake %d\n", pair_handshake(l.p));
    ROW("write", l.peer, SSL_write(l.peer, "x", 1));
    ROW("read", l.me, SSL_read(l.me, buf, sizeof buf));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
}

static void (*const stories[])(void) = { i_first,   peer_first, crossing,      data_between, data_read,
                                         data_left, quiet,      with_messages, cleared };
static const char *const names[] = { "I first",   "peer first", "crossing",      "data between", "data read",
                                     "data left", "quiet",      "with messages", "cleared" };

static void closing(SSL_CTX *cc, SSL_CTX *sc, enum kind kind, int version, int role) {
    for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
        printf("%s\n", names[i]);
        link_open(cc, sc, kind, version, role);
        stories[i]();
        link_free();
    }
    for (int flags = 1; flags <= 3; flags++) {
        link_open(cc, sc, kind, version, role);
        declared(flags);
        link_free();
    }
    printf("without a handshake\n");
    link_new(cc, sc, kind, version, role);
    without_handshake();
    link_free();
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    each_link(closing);
    return 0;
}
