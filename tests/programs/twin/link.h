/* Two SSL objects joined by each kind of BIO, and a row for each call: what it returned, SSL_get_error(), errno, SSL_want(),
 * the shutdown flags, what is pending, and the error queue. Included after pair.h. */
#ifndef TWIN_LINK_H
#define TWIN_LINK_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "pair.h"

enum kind { OVER_SOCKET, OVER_BLOCKING, OVER_MEMORY, OVER_PAIR, OVER_CUSTOM, OVER_BUFFER, OVER_FILTER, NUM_KINDS };

static const char *const kind_names[] = { "socket", "blocking", "memory", "pair", "custom", "buffer", "filter" };

/* --- a BIO of our own: two queues, whose faults can be chosen ------------------------------------------------------ */

#define QUEUE_ROOM 70000

struct queue {
    char data[QUEUE_ROOM];
    size_t len, room;
    int ended;   /* what reading an empty queue, or writing, returns without a reason to retry; 1: asks for a retry */
    size_t step; /* bytes at a call at most; 0: no limit */
};

struct custom {
    struct queue *in, *out;
};

static int custom_write(BIO *b, const char *data, int len) {
    struct queue *q = ((struct custom *)BIO_get_data(b))->out;
    size_t n = (size_t)len;
    BIO_clear_retry_flags(b);
    if (q->ended != 1) {
        errno = EPIPE;
        return q->ended;
    }
    if (q->step > 0 && n > q->step) n = q->step;
    if (n > q->room - q->len) n = q->room - q->len;
    if (n == 0) {
        BIO_set_retry_write(b);
        return -1;
    }
    memcpy(q->data + q->len, data, n);
    q->len += n;
    return (int)n;
}

static int custom_read(BIO *b, char *data, int len) {
    struct queue *q = ((struct custom *)BIO_get_data(b))->in;
    size_t n = (size_t)len;
    BIO_clear_retry_flags(b);
    if (n > q->len) n = q->len;
    if (q->step > 0 && n > q->step) n = q->step;
    if (n == 0 && q->ended == 1) BIO_set_retry_read(b);
    if (n == 0) return q->ended == 1 ? -1 : q->ended;
    memcpy(data, q->data, n);
    memmove(q->data, q->data + n, q->len - n);
    q->len -= n;
    return (int)n;
}

static long custom_ctrl(BIO *b, int cmd, long num, void *ptr) {
    struct queue *in = ((struct custom *)BIO_get_data(b))->in;
    (void)num;
    (void)ptr;
    if (cmd == BIO_CTRL_EOF) return in->len == 0 && in->ended == 0;
    return cmd == BIO_CTRL_FLUSH || cmd == BIO_CTRL_DUP;
}

static BIO *custom_new(struct custom *c) {
    static BIO_METHOD *m;
    if (!m) {
        m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "custom");
        BIO_meth_set_write(m, custom_write);
        BIO_meth_set_read(m, custom_read);
        BIO_meth_set_ctrl(m, custom_ctrl);
    }
    BIO *b = BIO_new(m);
    check(b != NULL, "custom BIO");
    BIO_set_data(b, c);
    BIO_set_init(b, 1);
    return b;
}

/* --- a filter that counts ------------------------------------------------------------------------------------------ */

static int filter_write(BIO *b, const char *data, int len) {
    int n = BIO_write(BIO_next(b), data, len);
    BIO_clear_retry_flags(b);
    BIO_copy_next_retry(b);
    return n;
}

static int filter_read(BIO *b, char *data, int len) {
    int n = BIO_read(BIO_next(b), data, len);
    BIO_clear_retry_flags(b);
    BIO_copy_next_retry(b);
    return n;
}

static long filter_ctrl(BIO *b, int cmd, long num, void *ptr) {
    return BIO_next(b) ? BIO_ctrl(BIO_next(b), cmd, num, ptr) : 0;
}

static BIO *filter_new(void) {
    static BIO_METHOD *m;
    if (!m) {
        m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_FILTER, "filter");
        BIO_meth_set_write(m, filter_write);
        BIO_meth_set_read(m, filter_read);
        BIO_meth_set_ctrl(m, filter_ctrl);
    }
    BIO *b = BIO_new(m);
    check(b != NULL, "filter BIO");
    BIO_set_init(b, 1);
    return b;
}

/* --- the link ------------------------------------------------------------------------------------------------------- */

struct link {
    enum kind kind;
    int version, role;
    struct pair p;
    SSL *me, *peer; /* role 0: the client is looked at */
    BIO *mine, *its; /* the transports' ends, without filters; for memory what each reads from */
    int fd[2];      /* mine, the peer's; -1 */
    struct queue q[2];
    struct custom ends[2];
};

static struct link l;

static BIO *filtered(BIO *transport) {
    if (l.kind == OVER_BUFFER) return BIO_push(BIO_new(BIO_f_buffer()), transport);
    if (l.kind == OVER_FILTER) return BIO_push(filter_new(), transport);
    return transport;
}

static void link_sockets(void) {
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, l.fd) == 0, "socketpair");
    for (int i = 0; i < 2; i++) {
        int size = 1 << 14;
        struct timeval soon = { 0, 1000 };
        setsockopt(l.fd[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
        if (l.kind == OVER_BLOCKING && i == 0) { /* the peer must not wait for what nobody does meanwhile */
            setsockopt(l.fd[i], SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
            setsockopt(l.fd[i], SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon);
        } else {
            fcntl(l.fd[i], F_SETFL, O_NONBLOCK);
        }
    }
    l.mine = BIO_new_socket(l.fd[0], BIO_NOCLOSE);
    l.its = BIO_new_fd(l.fd[1], BIO_NOCLOSE); /* both kinds of descriptor */
}

static void link_custom(void) {
    for (int i = 0; i < 2; i++) {
        l.q[i].len = l.q[i].step = 0;
        l.q[i].room = 20000;
        l.q[i].ended = 1;
    }
    l.ends[0] = (struct custom){ &l.q[0], &l.q[1] };
    l.ends[1] = (struct custom){ &l.q[1], &l.q[0] };
    l.mine = custom_new(&l.ends[0]);
    l.its = custom_new(&l.ends[1]);
}

/* Before the handshake. The filters are in my end alone. */
static void link_new(SSL_CTX *cc, SSL_CTX *sc, enum kind kind, int version, int role) {
    l.kind = kind;
    l.version = version;
    l.role = role;
    l.fd[0] = l.fd[1] = -1;
    l.p = (struct pair){ SSL_new(cc), SSL_new(sc) };
    check(l.p.c && l.p.s, "connections");
    l.me = role == 0 ? l.p.c : l.p.s;
    l.peer = role == 0 ? l.p.s : l.p.c;
    SSL_set_max_proto_version(l.p.c, version);
    SSL_set_connect_state(l.p.c);
    SSL_set_accept_state(l.p.s);
    if (kind == OVER_MEMORY) {
        l.mine = BIO_new(BIO_s_mem());
        l.its = BIO_new(BIO_s_mem());
        BIO_up_ref(l.mine);
        BIO_up_ref(l.its);
        SSL_set_bio(l.me, l.mine, l.its);
        SSL_set_bio(l.peer, l.its, l.mine);
        return;
    }
    if (kind == OVER_SOCKET || kind == OVER_BLOCKING) {
        link_sockets();
    } else if (kind == OVER_CUSTOM) {
        link_custom();
    } else {
        check(BIO_new_bio_pair(&l.mine, 20000, &l.its, 20000) == 1, "pair");
    }
    BIO *top = filtered(l.mine);
    SSL_set_bio(l.me, top, top);
    SSL_set_bio(l.peer, l.its, l.its);
}

/* What I wrote goes through the filters; 1. */
static int link_flush(void) {
    (void)BIO_flush(SSL_get_wbio(l.me));
    return 1;
}

/* The handshake is done and all that follows it was read. */
static void link_open(SSL_CTX *cc, SSL_CTX *sc, enum kind kind, int version, int role) {
    link_new(cc, sc, kind, version, role);
    char byte = 'x';
    check(pair_handshake(l.p), "handshake");
    check(SSL_write(l.peer, &byte, 1) == 1 && SSL_read(l.me, &byte, 1) == 1, "peer to me");
    check(SSL_write(l.me, &byte, 1) == 1 && link_flush() && SSL_read(l.peer, &byte, 1) == 1, "me to the peer");
}

/* One end's transport goes away: the peer's (1) or mine (0). What was written before can be read. */
static void link_gone(int end) {
    if (l.fd[end] >= 0) {
        close(l.fd[end]);
        l.fd[end] = -1;
    } else if (l.kind == OVER_MEMORY) {
        BIO_set_mem_eof_return(end == 1 ? l.mine : l.its, 0);
    } else if (l.kind == OVER_CUSTOM) {
        l.q[0].ended = l.q[1].ended = 0;
    } else {
        (void)BIO_shutdown_wr(end == 1 ? l.its : l.mine);
    }
}

static void link_free(void) {
    pair_free(l.p);
    for (int i = 0; i < 2; i++) {
        if (l.fd[i] >= 0) close(l.fd[i]);
    }
    ERR_clear_error();
}

static void row_errno(int e) {
    if (e == 0) return;
    printf(" errno %s", e == EAGAIN ? "EAGAIN" : e == EPIPE ? "EPIPE" : e == ECONNRESET ? "ECONNRESET" : "other");
}

static int unlisted_lib; /* whose errors are not told */

/* A row; the queue is emptied. */
static void row(const char *what, SSL *s, int ret, int e) {
    unsigned long code;
    int error = SSL_get_error(s, ret);
    int failed = strcmp(SSL_state_string(s), "SSLERR") == 0; /* ours holds no input then */
    printf("  %s %x %s %s: %d %s", kind_names[l.kind], (unsigned)l.version, s == l.p.c ? "client" : "server", what, ret,
           error_name(error));
    if (ret <= 0) row_errno(e);
    printf(" want %d shut %d pending %d %d%s state %d", SSL_want(s), SSL_get_shutdown(s), SSL_pending(s),
           !failed && SSL_has_pending(s),
           SSL_in_init(s) ? " init" : "", (int)SSL_get_state(s));
    while ((code = ERR_get_error())) {
        /* OpenSSL's ciphers have an error of their own for a record that cannot be opened */
        int lib = ERR_GET_LIB(code);
        if (lib != ERR_LIB_PROV && lib != unlisted_lib) printf(" [%d %s]", lib, ERR_reason_error_string(code));
    }
    printf("\n");
}

#define ROW(what, s, call)     \
    do {                       \
        errno = 0;             \
        int ret_ = (call);     \
        row(what, s, ret_, errno); \
    } while (0)

/* Runs a body for each kind of BIO, version and role. */
static void each_link(void (*body)(SSL_CTX *cc, SSL_CTX *sc, enum kind kind, int version, int role)) {
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("ec.pem");
    for (int kind = 0; kind < NUM_KINDS; kind++) {
        for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
            for (int role = 0; role < 2; role++) body(cc, sc, (enum kind)kind, version, role);
        }
    }
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

#endif
