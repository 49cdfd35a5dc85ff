/* Reading, writing, peeking and closing: return values, SSL_get_error(), SSL_want(), over pairs with little room. */
#include <signal.h>
#include <unistd.h>
#include <sys/socket.h>
#include <fcntl.h>

#include "pair.h"

static struct pair connected(int version, size_t room) {
    SSL_CTX *sc = server_ctx("ec.pem"), *cc = client_ctx(0);
    SSL_CTX_set_max_proto_version(cc, version);
    struct pair p = { SSL_new(cc), SSL_new(sc) };
    BIO *a = NULL, *b = NULL;
    check(BIO_new_bio_pair(&a, room, &b, room) == 1, "pair");
    SSL_set_bio(p.c, a, a);
    SSL_set_bio(p.s, b, b);
    SSL_set_connect_state(p.c);
    SSL_set_accept_state(p.s);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
    check(pair_handshake(p), "handshake");
    pair_exchange(p);
    return p;
}

static void show(const char *what, SSL *s, int n) {
    printf("  %s: %d %s, want %d, pending %d %d\n", what, n, error_name(SSL_get_error(s, n)), SSL_want(s), SSL_pending(s),
           SSL_has_pending(s));
    print_errors(what);
}

static void reading(int version) {
    struct pair p = connected(version, 1 << 16);
    char buf[64];
    printf("reading, version %x\n", version);
    show("nothing to read", p.c, SSL_read(p.c, buf, sizeof buf));
    show("nothing to peek", p.c, SSL_peek(p.c, buf, sizeof buf));
    SSL_write(p.s, "hello, world", 12);
    show("peek", p.c, SSL_peek(p.c, buf, 5));
    show("read a part", p.c, SSL_read(p.c, buf, 5));
    show("read no bytes", p.c, SSL_read(p.c, buf, 0));
    show("peek the rest", p.c, SSL_peek(p.c, buf, sizeof buf));
    show("read the rest", p.c, SSL_read(p.c, buf, sizeof buf));
    show("read a negative number", p.c, SSL_read(p.c, buf, -1));
    SSL_write(p.s, "one", 3);
    SSL_write(p.s, "two", 3);
    show("a record at a time", p.c, SSL_read(p.c, buf, sizeof buf));
    show("the other record", p.c, SSL_read(p.c, buf, sizeof buf));
    size_t n = 99;
    int r = SSL_read_ex(p.c, buf, sizeof buf, &n);
    printf("  read_ex with nothing there: %d %zu %s\n", r, n, error_name(SSL_get_error(p.c, r)));
    SSL_write(p.s, "three", 5);
    r = SSL_read_ex(p.c, buf, sizeof buf, &n);
    printf("  read_ex: %d %zu\n", r, n);
    pair_free(p);
}

static void writing(int version) {
    static char big[100000], in[100000];
    struct pair p = connected(version, 20000);
    printf("writing, version %x\n", version);
    memset(big, 'a', sizeof big);
    show("write no bytes", p.s, SSL_write(p.s, big, 0));
    show("write a negative number", p.s, SSL_write(p.s, big, -1));
    show("too much", p.s, SSL_write(p.s, big, sizeof big));
    show("again", p.s, SSL_write(p.s, big, sizeof big));
    show("another buffer", p.s, SSL_write(p.s, in, sizeof in));
    show("less than before", p.s, SSL_write(p.s, big, 10));
    int got = 0, sent = 0;
    for (int i = 0; i < 100 && (sent <= 0 || got < (int)sizeof big); i++) {
        if (sent <= 0) sent = SSL_write(p.s, big, sizeof big);
        int n = SSL_read(p.c, in + got, sizeof in - got);
        if (n > 0) got += n;
    }
    printf("  sent %d got %d same %d\n", sent, got, memcmp(big, in, sizeof big) == 0);
    SSL_set_mode(p.s, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    show("partial", p.s, SSL_write(p.s, big, sizeof big));
    show("partial, no room", p.s, SSL_write(p.s, big, sizeof big));
    show("partial, moved", p.s, SSL_write(p.s, in, sizeof in));
    pair_free(p);
}

static void closing(int version) {
    char buf[16];
    printf("closing, version %x\n", version);
    struct pair p = connected(version, 1 << 16);
    SSL_write(p.s, "last words", 10);
    show("shutdown", p.s, SSL_shutdown(p.s));
    show("write after shutdown", p.s, SSL_write(p.s, "x", 1));
    show("the other side reads", p.c, SSL_read(p.c, buf, sizeof buf));
    show("and the end", p.c, SSL_read(p.c, buf, sizeof buf));
    show("and again", p.c, SSL_read(p.c, buf, sizeof buf));
    printf("  flags %d %d\n", SSL_get_shutdown(p.s), SSL_get_shutdown(p.c));
    show("it may still write", p.c, SSL_write(p.c, "y", 1));
    show("data instead of close_notify", p.s, SSL_shutdown(p.s));
    show("then read", p.s, SSL_read(p.s, buf, sizeof buf));
    show("it shuts down", p.c, SSL_shutdown(p.c));
    show("second phase", p.s, SSL_shutdown(p.s));
    show("third", p.s, SSL_shutdown(p.s));
    printf("  flags %d %d\n", SSL_get_shutdown(p.s), SSL_get_shutdown(p.c));
    pair_free(p);
    p = connected(version, 1 << 16);
    SSL_set_quiet_shutdown(p.c, 1);
    show("quiet", p.c, SSL_shutdown(p.c));
    show("nothing came", p.s, SSL_read(p.s, buf, sizeof buf));
    pair_free(p);
    SSL_CTX *ctx = client_ctx(0);
    SSL *s = SSL_new(ctx);
    show("no role", s, SSL_shutdown(s));
    show("no role, handshake", s, SSL_do_handshake(s));
    show("no role, read", s, SSL_read(s, buf, 1));
    SSL_set_connect_state(s);
    show("before the handshake", s, SSL_shutdown(s));
    SSL_free(s);
    s = SSL_new(ctx);
    SSL_set_connect_state(s);
    show("no BIO", s, SSL_do_handshake(s));
    SSL_free(s);
    SSL_CTX_free(ctx);
}

/* Over sockets: the peer goes away without close_notify. */
static void vanishing(int version, unsigned long options) {
    int fd[2];
    char buf[16];
    SSL_CTX *sc = server_ctx("ec.pem"), *cc = client_ctx(0);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_options(cc, options);
    printf("vanishing, version %x options %lx\n", version, options);
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0, "socketpair");
    for (int i = 0; i < 2; i++) fcntl(fd[i], F_SETFL, O_NONBLOCK);
    struct pair p = { SSL_new(cc), SSL_new(sc) };
    SSL_set_fd(p.c, fd[0]);
    SSL_set_fd(p.s, fd[1]);
    SSL_set_connect_state(p.c);
    SSL_set_accept_state(p.s);
    check(pair_handshake(p), "handshake");
    pair_exchange(p);
    printf("  fds %d %d\n", SSL_get_fd(p.c) == fd[0], SSL_get_wfd(p.s) == fd[1]);
    SSL_write(p.s, "bye", 3);
    close(fd[1]);
    show("data first", p.c, SSL_read(p.c, buf, sizeof buf));
    show("then the end", p.c, SSL_read(p.c, buf, sizeof buf));
    show("again", p.c, SSL_read(p.c, buf, sizeof buf));
    printf("  flags %d\n", SSL_get_shutdown(p.c));
    close(fd[0]);
    pair_free(p);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++) {
        reading(v);
        writing(v);
        closing(v);
        vanishing(v, 0);
        vanishing(v, SSL_OP_IGNORE_UNEXPECTED_EOF);
    }
    return 0;
}
