/* A client's certificate callback that pauses authentication after the handshake, over each kind of BIO: going on by each
 * call, data meanwhile, failing, and what may end the connection. */
#include "pause.h"

static char buf[100];
static int old_callback; /* client_cert_cb rather than cert_cb */

/* The request is on its way, and my callback will pause. */
static void asked(enum kind kind, SSL_CTX *cc, SSL_CTX *sc, int to_go, int fails) {
    pausing.place = NUM_PLACES;
    link_new(cc, sc, kind, TLS1_3_VERSION, 0);
    check(pair_handshake(l.p), "handshake");
    check(SSL_write(l.peer, "x", 1) == 1 && SSL_read(l.me, buf, 1) == 1, "peer to me");
    SSL_set_verify(l.peer, SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, NULL);
    check(SSL_verify_client_post_handshake(l.peer) == 1, "request");
    ROW("request", l.peer, SSL_do_handshake(l.peer));
    pausing.place = old_callback ? CLIENT_CERT_OLD : CLIENT_CERT;
    pausing.to_go = to_go;
    pausing.fails = fails;
    pausing.calls = 0;
}

static int call_read(void) { return SSL_read(l.me, buf, 10); }
static int call_peek(void) { return SSL_peek(l.me, buf, 10); }
static int call_read_none(void) { return SSL_read(l.me, buf, 0); }
static int call_handshake(void) { return SSL_do_handshake(l.me); }
static int call_write(void) { return SSL_write(l.me, "abc", 3); }
static int call_connect(void) { return SSL_connect(l.me); }

static const struct {
    const char *name;
    int (*fn)(void);
} calls[] = { { "read", call_read },           { "peek", call_peek },   { "read no bytes", call_read_none },
              { "handshake", call_handshake }, { "write", call_write }, { "connect", call_connect } };

/* What comes of it on the other side. */
static void finish(void) {
    link_flush();
    ROW("peer reads", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("peer reads", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("peer writes", l.peer, SSL_write(l.peer, "defg", 4));
    ROW("read", l.me, SSL_read(l.me, buf, sizeof buf));
    ROW("write", l.me, SSL_write(l.me, "h", 1));
    link_flush();
    ROW("peer reads", l.peer, SSL_read(l.peer, buf, sizeof buf));
    X509 *x = SSL_get1_peer_certificate(l.peer);
    printf("  callback was called %d times, peer's certificate %d, verify %ld\n", pausing.calls, x != NULL,
           SSL_get_verify_result(l.peer));
    X509_free(x);
}

/* It pauses in one call and again in the other, which then goes on. */
static void by_each_call(enum kind kind, SSL_CTX *cc, SSL_CTX *sc) {
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        asked(kind, cc, sc, 2, 0);
        ROW("read", l.me, call_read());
        ROW(calls[i].name, l.me, calls[i].fn());
        ROW(calls[i].name, l.me, calls[i].fn());
        ROW("read", l.me, call_read());
        finish();
        link_free();
    }
}

static void meanwhile(enum kind kind, SSL_CTX *cc, SSL_CTX *sc) {
    asked(kind, cc, sc, 1, 0);
    ROW("read", l.me, call_read());
    printf("  state %s, before %d, init %d %d, want %d\n", SSL_state_string_long(l.me), SSL_in_before(l.me), SSL_in_init(l.me),
           SSL_is_init_finished(l.me), SSL_want_x509_lookup(l.me));
    ROW("key update", l.me, SSL_key_update(l.me, SSL_KEY_UPDATE_REQUESTED));
    ROW("renegotiate", l.me, SSL_renegotiate(l.me));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("peer writes", l.peer, SSL_write(l.peer, "meanwhile", 9));
    ROW("peer asks again", l.peer, SSL_verify_client_post_handshake(l.peer));
    ROW("peer's key update", l.peer, SSL_key_update(l.peer, SSL_KEY_UPDATE_NOT_REQUESTED));
    ROW("peer writes", l.peer, SSL_write(l.peer, "more", 4));
    ROW("read", l.me, call_read());
    ROW("read", l.me, call_read());
    finish();
    link_free();
}

static void fails(enum kind kind, SSL_CTX *cc, SSL_CTX *sc) {
    asked(kind, cc, sc, 1, 1);
    ROW("read", l.me, call_read());
    ROW("read", l.me, call_read());
    ROW("read", l.me, call_read());
    ROW("write", l.me, call_write());
    link_flush();
    ROW("peer reads", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("peer reads", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    ROW("peer's shutdown", l.peer, SSL_shutdown(l.peer));
    link_free();
}

static void is_freed(enum kind kind, SSL_CTX *cc, SSL_CTX *sc) {
    asked(kind, cc, sc, 1, 0);
    ROW("read", l.me, call_read());
    link_free();
}

static void is_cleared(enum kind kind, SSL_CTX *cc, SSL_CTX *sc) {
    asked(kind, cc, sc, 1, 0);
    ROW("read", l.me, call_read());
    ROW("clear", l.me, SSL_clear(l.me));
    ROW("clear", l.peer, SSL_clear(l.peer));
    SSL_set_verify(l.peer, SSL_VERIFY_NONE, NULL);
    link_drain();
    printf("  handshake %d\n", pair_handshake(l.p));
    to_close();
    link_free();
}

static void peer_is_gone(enum kind kind, SSL_CTX *cc, SSL_CTX *sc) {
    asked(kind, cc, sc, 1, 0);
    ROW("read", l.me, call_read());
    link_gone(1);
    ROW("read", l.me, call_read());
    ROW("read", l.me, call_read());
    ROW("write", l.me, call_write());
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    link_free();
}

/* Its close_notify is there, and read when I go on. */
static void peer_closes(enum kind kind, SSL_CTX *cc, SSL_CTX *sc) {
    asked(kind, cc, sc, 1, 0);
    ROW("read", l.me, call_read());
    ROW("peer's shutdown", l.peer, SSL_shutdown(l.peer));
    ROW("read", l.me, call_read());
    ROW("read", l.me, call_read());
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    link_flush();
    ROW("peer's shutdown", l.peer, SSL_shutdown(l.peer));
    ROW("peer's shutdown", l.peer, SSL_shutdown(l.peer));
    link_free();
}

static void (*const stories[])(enum kind, SSL_CTX *, SSL_CTX *) = { by_each_call, meanwhile,    fails,      is_freed,
                                                                    is_cleared,   peer_is_gone, peer_closes };
static const char *const names[] = { "by each call", "meanwhile",    "fails",      "is freed",
                                     "is cleared",   "peer is gone", "peer closes" };

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    for (old_callback = 0; old_callback < 2; old_callback++) {
        SSL_CTX *sc = pausing_server(), *cc = pausing_client(old_callback ? CLIENT_CERT_OLD : CLIENT_CERT);
        SSL_CTX_set_verify(sc, SSL_VERIFY_NONE, NULL);
        SSL_CTX_set_num_tickets(sc, 0);
        SSL_CTX_set_post_handshake_auth(cc, 1);
        for (int kind = 0; kind < NUM_KINDS; kind++) {
            for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
                if (i > 0 && (kind == OVER_BLOCKING || kind == OVER_BUFFER || kind == OVER_FILTER)) continue;
                printf("%s, %s\n", old_callback ? "client_cert_cb" : "cert_cb", names[i]);
                stories[i]((enum kind)kind, cc, sc);
            }
        }
        SSL_CTX_free(sc);
        SSL_CTX_free(cc);
    }
    return 0;
}
