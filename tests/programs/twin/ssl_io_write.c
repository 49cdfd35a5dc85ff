/* Writing over each kind of BIO, by either end: what does not fit, and how it may be tried again. */
#include "link.h"

static char buf[100000], big[100000], other[100000];

/* The peer reads all there is; how much. */
static int drain(void) {
    int total = 0, n;
    link_flush();
    while ((n = SSL_read(l.peer, buf, sizeof buf)) > 0) total += n;
    ERR_clear_error();
    return total;
}

/* Writes again and reads until it is done; what was lost or doubled shows. */
static void finish(const void *data, int len, int already) {
    int got = already, sent = 0;
    for (int i = 0; i < 100 && sent <= 0; i++) {
        got += drain();
        sent = SSL_write(l.me, data, len);
    }
    got += drain();
    printf("  sent %d, peer got %d\n", sent, got);
}

static void small(void) {
    ROW("no bytes", l.me, SSL_write(l.me, big, 0));
    ROW("a negative number", l.me, SSL_write(l.me, big, -1));
    size_t n = 77;
    ROW("write_ex, no bytes", l.me, SSL_write_ex(l.me, big, 0, &n));
    printf("  count %zu\n", n);
    ROW("one byte", l.me, SSL_write(l.me, big, 1));
    ROW("write_ex", l.me, SSL_write_ex(l.me, big, 100, &n));
    printf("  count %zu, got %d\n", n, drain());
    static const int lengths[] = { 16383, 16384, 16385, 19000 };
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        ROW("a size", l.me, SSL_write(l.me, big, lengths[i]));
        printf("  got %d\n", drain());
        finish(big, lengths[i], 0);
    }
    SSL_set_mode(l.me, SSL_MODE_ENABLE_PARTIAL_WRITE);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        ROW("a size, partial", l.me, SSL_write(l.me, big, lengths[i]));
        printf("  got %d\n", drain());
    }
    SSL_clear_mode(l.me, SSL_MODE_ENABLE_PARTIAL_WRITE);
}

static void fill(const void *data, int len) {
    int ret = 1;
    for (int i = 0; i < 20 && ret > 0; i++) {
        errno = 0;
        ret = SSL_write(l.me, data, len);
    }
    row("full", l.me, ret, errno);
}

/* Until the transport is full; then what may be tried and what may not. */
static void full(long mode) {
    size_t n = 77;
    printf("  mode %ld\n", mode);
    SSL_set_mode(l.me, mode);
    if (l.kind == OVER_MEMORY) {
        ROW("all of it", l.me, SSL_write(l.me, big, sizeof big));
        printf("  got %d\n", drain());
        return;
    }
    fill(big, sizeof big);
    ROW("again", l.me, SSL_write(l.me, big, sizeof big));
    ROW("write_ex", l.me, SSL_write_ex(l.me, big, sizeof big, &n));
    printf("  count %zu\n", n);
    ROW("read meanwhile", l.me, SSL_read(l.me, buf, 10));
    ROW("handshake", l.me, SSL_do_handshake(l.me));
    ROW("another buffer", l.me, SSL_write(l.me, other, sizeof other));
    ROW("again", l.me, SSL_write(l.me, big, sizeof big));
    finish(big, sizeof big, 0);
    fill(big, sizeof big);
    ROW("no bytes", l.me, SSL_write(l.me, big, 0));
    ROW("again", l.me, SSL_write(l.me, big, sizeof big));
}

/* A retry with more, with less. */
static void retry_more(void) {
    if (l.kind == OVER_MEMORY) return;
    fill(big, 60000);
    ROW("more than before", l.me, SSL_write(l.me, big, 70000));
    finish(big, 70000, 0);
    SSL_set_mode(l.me, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    fill(big, 30000);
    ROW("one record's worth, moved", l.me, SSL_write(l.me, other, 16384));
    drain();
    finish(big, 16384, 0);
    SSL_clear_mode(l.me, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

static void faults(void) {
    if (l.kind != OVER_CUSTOM) return;
    l.q[1].step = 7;
    ROW("seven bytes at a time", l.me, SSL_write(l.me, big, 1000));
    l.q[1].step = 0;
    printf("  got %d\n", drain());
    l.q[1].ended = -1;
    ROW("an error of the transport", l.me, SSL_write(l.me, big, 100));
    ROW("again", l.me, SSL_write(l.me, big, 100));
    l.q[1].ended = 0;
    ROW("the transport takes nothing", l.me, SSL_write(l.me, big, 100));
    l.q[1].ended = 1;
    ROW("it does again", l.me, SSL_write(l.me, big, 100));
    printf("  got %d\n", drain());
}

/* While a write waits. */
static void less(void) {
    if (l.kind == OVER_MEMORY) return;
    fill(big, sizeof big);
    ROW("less than before", l.me, SSL_write(l.me, big, 10));
    ROW("then again", l.me, SSL_write(l.me, big, sizeof big));
    ROW("then read", l.me, SSL_read(l.me, buf, 10));
    ROW("then shutdown", l.me, SSL_shutdown(l.me));
}

/* What OpenSSL does then is to fail when it is called again: docs/differences.md. */
static void closing(void) {
    if (l.kind == OVER_MEMORY) return;
    fill(big, sizeof big);
    ROW("shutdown", l.me, SSL_shutdown(l.me));
}

static const long modes[] = { 0, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER, SSL_MODE_ENABLE_PARTIAL_WRITE,
                              SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER };

static void writing(SSL_CTX *cc, SSL_CTX *sc, enum kind kind, int version, int role) {
    link_open(cc, sc, kind, version, role);
    small();
    link_free();
    for (int i = 0; i < 4; i++) {
        link_open(cc, sc, kind, version, role);
        full(modes[i]);
        link_free();
    }
    link_open(cc, sc, kind, version, role);
    retry_more();
    faults();
    less();
    link_free();
    link_open(cc, sc, kind, version, role);
    closing();
    link_free();
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    memset(big, 'a', sizeof big);
    memset(other, 'a', sizeof other);
    each_link(writing);
    return 0;
}
