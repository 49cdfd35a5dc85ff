/* The handshake step by step over each kind of BIO, by each function that may go on with it. */
#include "link.h"

static char buf[100];

static int go_on(SSL *s, int how) {
    switch (how) {
    case 0: return SSL_do_handshake(s);
    case 1: return SSL_read(s, buf, 10);
    case 2: return SSL_peek(s, buf, 10);
    case 3: return SSL_write(s, "hello", 5);
    case 4: return SSL_is_server(s) ? SSL_accept(s) : SSL_connect(s);
    default: return SSL_read(s, buf, 0);
    }
}

static const char *const hows[] = { "handshake", "read", "peek", "write", "connect or accept", "read no bytes" };

static void steps(int how) {
    printf("  by %s\n", hows[how]);
    for (int i = 0; i < 5; i++) {
        ROW(hows[how], l.me, go_on(l.me, how));
        ROW("shutdown", l.me, SSL_in_init(l.me) ? SSL_shutdown(l.me) : 1);
        link_flush();
        ROW("peer", l.peer, SSL_do_handshake(l.peer));
    }
    ROW("peer reads", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("peer writes", l.peer, SSL_write(l.peer, "abc", 3));
    ROW("read", l.me, SSL_read(l.me, buf, sizeof buf));
}

/* A transport that takes and brings little, at a time or at all. */
static void little(void) {
    int c = 0, s = 0;
    if (l.kind != OVER_CUSTOM) return;
    l.q[0].step = l.q[1].step = 1;
    printf("  a byte at a time: %d\n", pair_handshake(l.p));
    l.q[0].step = l.q[1].step = 0;
    l.q[0].len = l.q[1].len = 0;
    l.q[0].room = l.q[1].room = 40;
    SSL_clear(l.me);
    SSL_clear(l.peer);
    ROW("little room", l.me, SSL_do_handshake(l.me));
    ROW("little room", l.peer, SSL_do_handshake(l.peer));
    ROW("little room", l.me, SSL_do_handshake(l.me));
    ROW("little room", l.peer, SSL_do_handshake(l.peer));
    for (int i = 0; i < 1000 && (c <= 0 || s <= 0); i++) {
        if (c <= 0) c = SSL_do_handshake(l.me);
        if (s <= 0) s = SSL_do_handshake(l.peer);
    }
    row("done", l.me, c, 0);
    row("done", l.peer, s, 0);
    l.q[0].room = l.q[1].room = 20000;
}

static void broken(SSL_CTX *cc, SSL_CTX *sc, enum kind kind, int version, int role) {
    if (kind != OVER_CUSTOM) return;
    for (int ended = -1; ended <= 0; ended++) {
        for (int dir = 0; dir < 2; dir++) {
            link_new(cc, sc, kind, version, role);
            ROW("handshake", l.peer, SSL_do_handshake(l.peer));
            l.q[dir].ended = ended;
            printf("  %s returns %d\n", dir == 0 ? "reading" : "writing", ended);
            ROW("handshake", l.me, SSL_do_handshake(l.me));
            ROW("handshake", l.me, SSL_do_handshake(l.me));
            l.q[dir].ended = 1;
            ROW("it has gone", l.me, SSL_do_handshake(l.me));
            ROW("read", l.me, SSL_read(l.me, buf, 10));
            ROW("shutdown", l.me, SSL_shutdown(l.me));
            link_free();
        }
    }
}

static void handshaking(SSL_CTX *cc, SSL_CTX *sc, enum kind kind, int version, int role) {
    for (int how = 0; how < 6; how++) {
        link_new(cc, sc, kind, version, role);
        steps(how);
        link_free();
    }
    link_new(cc, sc, kind, version, role);
    little();
    link_free();
    broken(cc, sc, kind, version, role);
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    each_link(handshaking);
    return 0;
}
