/* Both ends on blocking sockets, the peer in a thread of its own that takes its time: every call of mine waits, and says the
 * same in the end. */
#include <pthread.h>

#include "link.h"
#include "tcp.h"

#define MUCH 300000

static char buf[MUCH];

/* What the peer does, a letter a step: h handshake, r read, R read much, w write, W write much, k key update or
 * renegotiation, a ask for a certificate, s shutdown, 2 both phases, p a pause, c close, x reset. */
static const char *script;
static pthread_t thread;

static void read_much(SSL *s) {
    static char mine[MUCH];
    for (int got = 0; got < MUCH;) {
        int n = SSL_read(s, mine, MUCH - got);
        if (n <= 0) return;
        got += n;
    }
}

static void step(char what, SSL *s) {
    static char some[MUCH];
    char few[20];
    switch (what) {
    case 'h': SSL_do_handshake(s); break;
    case 'r': SSL_read(s, few, sizeof few); break;
    case 'R': read_much(s); break;
    case 'w': SSL_write(s, "hello", 5); break;
    case 'W': SSL_write(s, some, MUCH); break;
    case 'k':
        if (SSL_version(s) == TLS1_3_VERSION) SSL_key_update(s, SSL_KEY_UPDATE_REQUESTED);
        else SSL_renegotiate(s);
        SSL_do_handshake(s);
        break;
    case 'a':
        SSL_set_verify(s, SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, NULL);
        SSL_verify_client_post_handshake(s);
        SSL_do_handshake(s);
        break;
    case 's': SSL_shutdown(s); break;
    case '2':
        if (SSL_shutdown(s) == 0) SSL_shutdown(s);
        break;
    case 'p': usleep(3000); break;
    case 'c':
        close(l.fd[1]);
        l.fd[1] = -1;
        break;
    case 'x':
        tcp_close_hard(l.fd[1]);
        l.fd[1] = -1;
        break;
    default: break;
    }
    ERR_clear_error();
}

static void *play(void *arg) {
    for (const char *at = script; *at; at++) step(*at, arg);
    if (l.fd[1] >= 0) shutdown(l.fd[1], SHUT_WR); /* nobody waits for more */
    return NULL;
}

/* --- my part of each story ------------------------------------------------------------------------------------------ */

static void handshake(void) { ROW("handshake", l.me, SSL_do_handshake(l.me)); }
static void reading(void) { ROW("read", l.me, SSL_read(l.me, buf, 100)); }
static void peeking(void) { ROW("peek", l.me, SSL_peek(l.me, buf, 100)); }
static void writing(void) { ROW("write", l.me, SSL_write(l.me, "abc", 3)); }
static void writing_much(void) { ROW("write much", l.me, SSL_write(l.me, buf, MUCH)); }
static void closing(void) { ROW("shutdown", l.me, SSL_shutdown(l.me)); }
static void updating(void) {
    int ret = SSL_version(l.me) == TLS1_3_VERSION ? SSL_key_update(l.me, SSL_KEY_UPDATE_REQUESTED) : SSL_renegotiate(l.me);
    ROW("update", l.me, ret);
}
static void reading_much(void) { /* a record at a time */
    int got = 0, calls = 0, n = 1;
    while (got < MUCH && n > 0) {
        n = SSL_read(l.me, buf, MUCH);
        got += n > 0 ? n : 0;
        calls++;
    }
    printf("  %d bytes in %d calls, the last %d\n", got, calls, n); /* what is pending is a matter of time */
}
static void polite(void) { SSL_clear_mode(l.me, SSL_MODE_AUTO_RETRY); }
static void ahead(void) { SSL_set_read_ahead(l.me, 1); }

typedef void (*act)(void);

static const struct {
    const char *name, *peer;
    act mine[12];
} stories[] = {
    { "by the handshake", "ph", { handshake, reading, closing, closing } },
    { "by reading", "phpw", { reading, reading } },
    { "by writing", "phprprc", { writing, writing, reading, reading } },
    { "by peeking", "pphw", { peeking, peeking, reading } },
    { "data each way", "hpwprpw", { handshake, reading, writing, reading, peeking } },
    { "much to read", "hpW2", { handshake, reading_much, reading, closing, closing } },
    { "much to read ahead", "hpW2", { handshake, ahead, reading_much, reading, closing, closing } },
    { "much to write", "hppR2", { handshake, writing_much, reading, closing } },
    { "closed by the peer", "hps", { handshake, reading, reading, writing, closing } },
    { "closed by me", "hpr2", { handshake, closing, closing, reading } },
    { "closed by me, data first", "hppwr2", { handshake, closing, reading, reading, closing } },
    { "gone", "hpwpc", { handshake, reading, reading, reading } },
    { "reset while I read", "hprppx", { handshake, writing, reading, reading, writing, closing } },
    { "reset while I peek", "hprppx", { handshake, writing, peeking, reading, closing } },
    { "reset while I close", "hprrppx", { handshake, writing, closing, closing, closing, reading } },
    { "reset in the handshake", "ppx", { handshake, handshake } },
    { "gone in the handshake", "ppc", { handshake, handshake } },
    { "updated by the peer", "hwrpkpwrpkpw2", { handshake, reading, writing, reading, writing, reading, reading, closing } },
    { "updated by me", "hwrpwrpwpr2", { handshake, reading, updating, writing, reading, writing, reading, closing, reading } },
};

/* Without SSL_MODE_AUTO_RETRY a message is a reason to return. */
static void tickets(SSL_CTX *cc, SSL_CTX *sc) {
    printf("tickets, and no retry\n");
    tcp_link(cc, sc, TLS1_3_VERSION, 0, 1);
    script = "hpwr";
    polite();
    pthread_create(&thread, NULL, play, l.peer);
    handshake();
    for (int i = 0; i < 3; i++) reading();
    closing();
    pthread_join(thread, NULL);
    link_free();
}

/* Authentication after the handshake, while I read. */
static void asked(SSL_CTX *cc, SSL_CTX *sc) {
    printf("asked for a certificate\n");
    tcp_link(cc, sc, TLS1_3_VERSION, 0, 1);
    SSL_set_post_handshake_auth(l.me, 1);
    SSL_use_certificate_file(l.me, data_file("ec.pem"), SSL_FILETYPE_PEM);
    SSL_use_PrivateKey_file(l.me, data_file("ec.pem"), SSL_FILETYPE_PEM);
    script = "hrpapwrpw";
    pthread_create(&thread, NULL, play, l.peer);
    handshake();
    writing();
    reading();
    writing();
    reading();
    pthread_join(thread, NULL);
    X509 *x = SSL_get1_peer_certificate(l.peer);
    printf("  the peer has it: %d\n", x != NULL);
    X509_free(x);
    link_free();
}

static void play_all(SSL_CTX *cc, SSL_CTX *sc, int version, int role) {
    for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
        printf("%s\n", stories[i].name);
        tcp_link(cc, sc, version, role, 1);
        script = stories[i].peer;
        check(pthread_create(&thread, NULL, play, l.peer) == 0, "thread");
        for (const act *a = stories[i].mine; *a; a++) (*a)();
        shutdown(l.fd[0], SHUT_RDWR); /* lest it waits for more */
        pthread_join(thread, NULL);
        link_free();
    }
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("ec.pem");
    check(SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL) == 1, "CA");
    SSL_CTX_set_options(sc, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (int role = 0; role < 2; role++) play_all(cc, sc, version, role);
    }
    tickets(cc, sc);
    asked(cc, sc);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
    return 0;
}
