/* Callbacks that pause, over each kind of BIO, in full and resumed handshakes: going on at once, after two pauses, failing,
 * and all that can happen to the connection meanwhile. */
#include "pause.h"

static void goes_on(enum place place) {
    if (to_pause(place, 1, 0)) ROW("shutdown meanwhile", l.me, SSL_shutdown(l.me));
    if (to_end()) to_close();
}

static void pauses_twice(enum place place) {
    to_pause(place, 2, 0);
    if (to_end()) to_close();
}

static void fails(enum place place) {
    to_pause(place, 1, 1);
    to_end();
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("shutdown", l.peer, SSL_shutdown(l.peer));
}

static void fails_at_once(enum place place) {
    to_pause(place, 0, 1);
    to_end();
}

/* SSL_free() comes next. */
static void is_freed(enum place place) { to_pause(place, 1, 0); }

static void is_cleared(enum place place) {
    to_pause(place, 1, 0);
    ROW("clear", l.me, SSL_clear(l.me));
    ROW("clear", l.peer, SSL_clear(l.peer));
    link_drain();
    if (to_end()) to_close();
}

static void peer_is_gone(enum place place) {
    char buf[20];
    if (!to_pause(place, 1, 0)) return;
    link_gone(1);
    ROW("handshake", l.me, SSL_do_handshake(l.me));
    ROW("handshake", l.me, SSL_do_handshake(l.me));
    ROW("read", l.me, SSL_read(l.me, buf, sizeof buf));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
}

/* An alert in the clear is there when I go on. */
static void peer_fails(enum place place) {
    static const char alert[] = { SSL3_RT_ALERT, 3, 3, 0, 2, SSL3_AL_FATAL, SSL_AD_USER_CANCELLED };
    if (!to_pause(place, 1, 0)) return;
    check(BIO_write(SSL_get_wbio(l.peer), alert, sizeof alert) == sizeof alert, "alert");
    if (to_end()) to_close();
}

static void (*const stories[])(enum place) = { goes_on,  pauses_twice, fails,        fails_at_once,
                                               is_freed, is_cleared,   peer_is_gone, peer_fails };
static const char *const names[] = { "goes on",  "pauses twice", "fails",        "fails at once",
                                     "is freed", "is cleared",   "peer is gone", "peer fails" };

static void run(SSL_CTX *cc, SSL_CTX *sc, enum kind kind, int version, enum place place, SSL_SESSION *with) {
    for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
        if (i > 2 && (kind == OVER_BLOCKING || kind == OVER_BUFFER || kind == OVER_FILTER)) break; /* nothing new in them */
        printf("%s %s%s\n", places[place].name, names[i], with ? ", resuming" : "");
        link_new(cc, sc, kind, version, places[place].role);
        if (with) SSL_set_session(l.p.c, with);
        stories[i](place);
        link_free();
    }
}

/* A resumed handshake asks for no certificate and judges none: there one kind will do. */
static void resuming(SSL_CTX *cc, SSL_CTX *sc, int version, enum place place) {
    for (int kind = 0; kind < NUM_KINDS; kind++) {
        if (place != HELLO && kind != OVER_PAIR) continue;
        SSL_SESSION *with = pausing_session(cc, sc, version);
        run(cc, sc, (enum kind)kind, version, place, with);
        SSL_SESSION_free(with);
    }
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (int place = 0; place < NUM_PLACES; place++) {
            SSL_CTX *sc = pausing_server(), *cc = pausing_client((enum place)place);
            for (int kind = 0; kind < NUM_KINDS; kind++) run(cc, sc, (enum kind)kind, version, (enum place)place, NULL);
            resuming(cc, sc, version, (enum place)place);
            SSL_CTX_set_options(sc, SSL_OP_NO_TICKET);
            resuming(cc, sc, version, (enum place)place);
            SSL_CTX_free(sc);
            SSL_CTX_free(cc);
        }
    }
    return 0;
}
