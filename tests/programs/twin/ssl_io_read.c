/* Reading over each kind of BIO, by either end. */
#include "link.h"

static char buf[40000], big[40000];

static void empty(void) {
    ROW("read, nothing there", l.me, SSL_read(l.me, buf, 10));
    ROW("read no bytes, nothing there", l.me, SSL_read(l.me, buf, 0));
    ROW("peek, nothing there", l.me, SSL_peek(l.me, buf, 10));
    ROW("read a negative number", l.me, SSL_read(l.me, buf, -1));
    ROW("peek at a negative number", l.me, SSL_peek(l.me, buf, -1));
    size_t n = 77;
    ROW("read_ex, nothing there", l.me, SSL_read_ex(l.me, buf, 10, &n));
    ROW("peek_ex, nothing there", l.me, SSL_peek_ex(l.me, buf, 10, &n));
    printf("  count %zu\n", n);
}

static void sizes(void) {
    static const int lengths[] = { 1, 2, 3, 16383, 16384, 16385 };
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        int len = lengths[i];
        printf("  %d bytes\n", len);
        ROW("write", l.peer, SSL_write(l.peer, big, len));
        ROW("read no bytes", l.me, SSL_read(l.me, buf, 0));
        ROW("peek at no bytes", l.me, SSL_peek(l.me, buf, 0));
        ROW("peek at one", l.me, SSL_peek(l.me, buf, 1));
        ROW("read one", l.me, SSL_read(l.me, buf, 1));
        ROW("peek at all", l.me, SSL_peek(l.me, buf, sizeof buf));
        ROW("read the rest but one", l.me, len > 2 ? SSL_read(l.me, buf, len - 2) : 1);
        ROW("read too much", l.me, SSL_read(l.me, buf, sizeof buf));
        ROW("read more", l.me, SSL_read(l.me, buf, sizeof buf));
        ROW("and more", l.me, SSL_read(l.me, buf, sizeof buf));
        if (len > 16384) ROW("write again", l.peer, SSL_write(l.peer, big, len));
    }
    while (SSL_read(l.me, buf, sizeof buf) > 0) {
    }
}

static void records(int ahead) {
    SSL_set_read_ahead(l.me, ahead);
    printf("  read ahead %d\n", SSL_get_read_ahead(l.me));
    for (int i = 0; i < 3; i++) ROW("write", l.peer, SSL_write(l.peer, "abc", 3));
    ROW("peek at the first", l.me, SSL_peek(l.me, buf, 2));
    ROW("read the first", l.me, SSL_read(l.me, buf, 2));
    ROW("the rest of it", l.me, SSL_read(l.me, buf, sizeof buf));
    ROW("the second", l.me, SSL_read(l.me, buf, sizeof buf));
    ROW("the third", l.me, SSL_read(l.me, buf, sizeof buf));
    ROW("no more", l.me, SSL_read(l.me, buf, sizeof buf));
    ROW("an empty write", l.peer, SSL_write(l.peer, "", 0));
    ROW("brings nothing", l.me, SSL_read(l.me, buf, sizeof buf));
    SSL_set_read_ahead(l.me, 0);
}

/* The transport brings a record in pieces. */
static void pieces(void) {
    char record[200];
    BIO *to = l.mine;
    if (l.kind != OVER_MEMORY) return;
    ROW("write", l.peer, SSL_write(l.peer, "abcdefgh", 8));
    int len = BIO_read(to, record, sizeof record);
    ROW("before the record", l.me, SSL_read(l.me, buf, 8));
    BIO_write(to, record, 3);
    ROW("a piece of the header", l.me, SSL_read(l.me, buf, 8));
    BIO_write(to, record + 3, 2);
    ROW("the header", l.me, SSL_read(l.me, buf, 8));
    BIO_write(to, record + 5, 7);
    ROW("a piece of the body", l.me, SSL_peek(l.me, buf, 8));
    ROW("still", l.me, SSL_read(l.me, buf, 8));
    BIO_write(to, record + 12, len - 12);
    ROW("all", l.me, SSL_read(l.me, buf, 8));
}

static void drip(void) {
    if (l.kind != OVER_CUSTOM) return;
    l.q[0].step = 1;
    ROW("write", l.peer, SSL_write(l.peer, "abcdefgh", 8));
    ROW("a byte at a time", l.me, SSL_read(l.me, buf, 8));
    ROW("nothing there", l.me, SSL_read(l.me, buf, 8));
    SSL_set_read_ahead(l.me, 1);
    ROW("write", l.peer, SSL_write(l.peer, "abcdefgh", 8));
    ROW("a byte at a time, read ahead", l.me, SSL_read(l.me, buf, 8));
    SSL_set_read_ahead(l.me, 0);
    l.q[0].step = 0;
    l.q[0].ended = -1;
    ROW("an error of the transport", l.me, SSL_read(l.me, buf, 8));
    ROW("once more", l.me, SSL_read(l.me, buf, 8));
    l.q[0].ended = 1;
    ROW("it has gone", l.me, SSL_read(l.me, buf, 8));
    ROW("write", l.peer, SSL_write(l.peer, "abcdefgh", 8));
    ROW("read", l.me, SSL_read(l.me, buf, 8));
}

/* Messages that are no data come between. */
static void messages(int mode) {
    printf("  mode auto retry %d\n", mode);
    if (mode) {
        SSL_set_mode(l.me, SSL_MODE_AUTO_RETRY);
    } else {
        SSL_clear_mode(l.me, SSL_MODE_AUTO_RETRY);
    }
    if (l.version == TLS1_3_VERSION) {
        for (int type = SSL_KEY_UPDATE_NOT_REQUESTED; type <= SSL_KEY_UPDATE_REQUESTED; type++) {
            SSL_key_update(l.peer, type == 0 ? SSL_KEY_UPDATE_NOT_REQUESTED : SSL_KEY_UPDATE_REQUESTED);
            ROW("key update", l.peer, SSL_do_handshake(l.peer));
            ROW("read", l.me, SSL_read(l.me, buf, 8));
            ROW("read", l.me, SSL_read(l.me, buf, 8));
            ROW("write", l.me, SSL_write(l.me, "abc", 3)); /* and the answer: docs/differences.md has when */
            link_flush();
            ROW("read", l.peer, SSL_read(l.peer, buf, 8));
            SSL_key_update(l.peer, SSL_KEY_UPDATE_NOT_REQUESTED);
            ROW("write with a key update", l.peer, SSL_write(l.peer, "abc", 3));
            ROW("peek", l.me, SSL_peek(l.me, buf, 8));
            ROW("read", l.me, SSL_read(l.me, buf, 2));
            ROW("read", l.me, SSL_read(l.me, buf, 8));
            ROW("write", l.me, SSL_write(l.me, "abc", 3));
            if (l.kind == OVER_BUFFER) ROW("read, not flushed", l.peer, SSL_read(l.peer, buf, 8));
            link_flush();
            ROW("read", l.peer, SSL_read(l.peer, buf, 8));
        }
        if (l.role == 0) {
            SSL_new_session_ticket(l.peer);
            ROW("ticket", l.peer, SSL_do_handshake(l.peer));
            ROW("peek", l.me, SSL_peek(l.me, buf, 8));
            SSL_new_session_ticket(l.peer);
            ROW("ticket and data", l.peer, SSL_write(l.peer, "abc", 3));
            ROW("read", l.me, SSL_read(l.me, buf, 8));
            ROW("read", l.me, SSL_read(l.me, buf, 8));
        }
        return;
    }
    SSL_clear_options(l.me, SSL_OP_NO_RENEGOTIATION);
    if (l.role == 0) {
        SSL_renegotiate(l.peer);
        ROW("hello request", l.peer, SSL_do_handshake(l.peer));
    } else {
        SSL_set_options(l.me, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
        SSL_renegotiate(l.peer);
        ROW("client hello", l.peer, SSL_do_handshake(l.peer));
    }
    for (int i = 0; i < 5; i++) {
        ROW("read", l.me, SSL_read(l.me, buf, 8));
        ROW("read", l.peer, SSL_read(l.peer, buf, 8));
    }
    ROW("write", l.peer, SSL_write(l.peer, "abc", 3));
    ROW("read", l.me, SSL_read(l.me, buf, 8));
}

static void reading(SSL_CTX *cc, SSL_CTX *sc, enum kind kind, int version, int role) {
    link_open(cc, sc, kind, version, role);
    empty();
    sizes();
    records(0);
    records(1);
    pieces();
    drip();
    messages(1);
    messages(0);
    link_free();
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    each_link(reading);
    return 0;
}
