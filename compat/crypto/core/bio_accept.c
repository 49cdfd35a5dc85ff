/* A BIO that listens, and passes what it reads and writes to the connection that came.      man 3 BIO_s_accept */
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/crypto/core/bio_addr.h"
#include "compat/crypto/core/bio_local.h"
#include "compat/crypto/core/raise.h"

enum accept_state { ACC_BEFORE, ACC_LISTENING, ACC_CONNECTED };

struct acceptor {
    enum accept_state state;
    int family; /* BIO_FAMILY_* */
    int bind_mode, accepted_mode;
    char *host, *service;
    int sock;
    char *own_name, *own_port, *peer_name, *peer_port; /* in figures, as asked for by programs */
    BIO *chain; /* copied onto each connection */
    int listening_family;
};

static struct acceptor *acceptor_of(const BIO *b) { return (struct acceptor *)b->ptr; }

static int acc_create(BIO *b) {
    struct acceptor *a = (struct acceptor *)OPENSSL_zalloc(sizeof *a);
    b->init = 0;
    b->num = -1;
    b->flags = 0;
    if (a == NULL) return 0;
    a->family = BIO_FAMILY_IPANY;
    a->sock = -1;
    a->listening_family = AF_UNSPEC;
    b->shutdown = 1;
    b->ptr = a;
    return 1;
}

static void replace(char **place, char *with) {
    OPENSSL_free(*place);
    *place = with;
}

static void close_socket(BIO *b, struct acceptor *a) {
    if (a->sock == -1) return;
    shutdown(a->sock, SHUT_RDWR);
    close(a->sock);
    a->sock = b->num = -1;
}

static void forget_names(struct acceptor *a) {
    replace(&a->own_name, NULL);
    replace(&a->own_port, NULL);
    replace(&a->peer_name, NULL);
    replace(&a->peer_port, NULL);
}

static int acc_destroy(BIO *b) {
    if (b == NULL) return 0;
    if (!b->shutdown) return 1;
    struct acceptor *a = acceptor_of(b);
    close_socket(b, a);
    forget_names(a);
    OPENSSL_free(a->host);
    OPENSSL_free(a->service);
    BIO_free(a->chain);
    OPENSSL_free(a);
    b->ptr = NULL;
    b->flags = b->init = 0;
    return 1;
}

/* --- listening and accepting ---------------------------------------------------------------- */

static bool listen_at(BIO *b, struct acceptor *a, const BIO_ADDRINFO *at) {
    BIO_ADDR *own = BIO_ADDR_new();
    union BIO_sock_info_u info = { .addr = own };
    a->sock = BIO_socket(BIO_ADDRINFO_family(at), BIO_ADDRINFO_socktype(at), BIO_ADDRINFO_protocol(at), 0);
    bool ok = own != NULL && a->sock != -1 && BIO_listen(a->sock, BIO_ADDRINFO_address(at), a->bind_mode) &&
              BIO_sock_info(a->sock, BIO_SOCK_INFO_ADDRESS, &info);
    if (ok) {
        forget_names(a);
        a->own_name = BIO_ADDR_hostname_string(own, 1);
        a->own_port = BIO_ADDR_service_string(own, 1);
        a->listening_family = BIO_ADDRINFO_family(at);
        b->num = a->sock;
        a->state = ACC_LISTENING;
    } else {
        close_socket(b, a);
    }
    BIO_ADDR_free(own);
    return ok;
}

static int start_listening(BIO *b, struct acceptor *a) {
    BIO_ADDRINFO *found = NULL;
    int af;
    if (a->host == NULL && a->service == NULL) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_NO_ACCEPT_ADDR_OR_SERVICE_SPECIFIED);
        return -1;
    }
    if (!bs_bio_family_to_af(a->family, &af)) return -1;
    if (!BIO_lookup(a->host, a->service, BIO_LOOKUP_SERVER, af, SOCK_STREAM, &found)) return -1;
    if (found == NULL) BS_RAISE(ERR_LIB_BIO, BIO_R_LOOKUP_RETURNED_NOTHING);
    bool ok = found != NULL && listen_at(b, a, found);
    BIO_ADDRINFO_free(found);
    return ok ? 1 : -1;
}

/* The connection becomes the next BIO, with a copy of the program's chain before it. */
static bool push_connection(BIO *b, struct acceptor *a, int sock) {
    BIO *connection = BIO_new_socket(sock, BIO_CLOSE);
    if (connection == NULL) {
        close(sock);
        return false;
    }
    BIO_set_callback_ex(connection, BIO_get_callback_ex(b));
    BIO_set_callback_arg(connection, BIO_get_callback_arg(b));
    BIO *chain = a->chain != NULL ? BIO_dup_chain(a->chain) : NULL;
    if (a->chain != NULL && (chain == NULL || BIO_push(chain, connection) == NULL)) {
        BIO_free(connection);
        return false;
    }
    BIO_push(b, chain != NULL ? chain : connection);
    return true;
}

static int accept_one(BIO *b, struct acceptor *a) {
    BIO_ADDR *peer = BIO_ADDR_new();
    BIO_clear_retry_flags(b);
    b->retry_reason = 0;
    if (peer == NULL) return -1;
    BIO_ADDR_clear(peer);
    int sock = BIO_accept_ex(a->sock, peer, a->accepted_mode);
    int ret = -1;
    if (sock >= 0 && push_connection(b, a, sock)) {
        replace(&a->peer_name, BIO_ADDR_hostname_string(peer, 1));
        replace(&a->peer_port, BIO_ADDR_service_string(peer, 1));
        a->state = ACC_CONNECTED;
        ret = 1;
    } else if (sock < 0 && BIO_sock_should_retry(sock)) {
        BIO_set_retry_special(b);
        b->retry_reason = BIO_RR_ACCEPT;
    }
    BIO_ADDR_free(peer);
    return ret;
}

/* The first call listens, and each later one accepts unless there is a connection. */
static int run(BIO *b) {
    struct acceptor *a = acceptor_of(b);
    if (a->state == ACC_BEFORE) return start_listening(b, a);
    if (b->next_bio != NULL) {
        a->state = ACC_CONNECTED;
        return 1;
    }
    return accept_one(b, a);
}

/* --- the method -------------------------------------------------------------------------------- */

static int connection(BIO *b) {
    int ret = 1;
    BIO_clear_retry_flags(b);
    while (b->next_bio == NULL && ret > 0) ret = run(b);
    return ret;
}

static int acc_read(BIO *b, char *out, size_t len, size_t *got) {
    int ret = out == NULL ? 0 : connection(b);
    if (ret <= 0) return ret;
    ret = BIO_read(b->next_bio, out, (int)(len > INT32_MAX ? INT32_MAX : len));
    BIO_copy_next_retry(b);
    *got = ret > 0 ? (size_t)ret : 0;
    return ret > 0 ? 1 : ret;
}

static int acc_write(BIO *b, const char *in, size_t len, size_t *written) {
    int ret = in == NULL ? 0 : connection(b);
    if (ret <= 0) return ret;
    ret = BIO_write(b->next_bio, in, (int)(len > INT32_MAX ? INT32_MAX : len));
    BIO_copy_next_retry(b);
    *written = ret > 0 ? (size_t)ret : 0;
    return ret > 0 ? 1 : ret;
}

static long set_name(BIO *b, struct acceptor *a, const char *text) {
    char *host = NULL, *service = NULL;
    b->init = 1;
    long ret = BIO_parse_hostserv(text, &host, &service, BIO_PARSE_PRIO_SERV);
    replace(&a->host, host);
    if (service != NULL) replace(&a->service, service);
    return ret;
}

static long set(BIO *b, struct acceptor *a, long which, void *ptr) {
    switch (which) {
    case 0: return ptr != NULL ? set_name(b, a, (const char *)ptr) : 1;
    case 1:
        if (ptr == NULL) return 1;
        replace(&a->service, OPENSSL_strdup((const char *)ptr));
        b->init = 1;
        return 1;
    case 2:
        a->accepted_mode = ptr != NULL ? a->accepted_mode | BIO_SOCK_NONBLOCK : a->accepted_mode & ~BIO_SOCK_NONBLOCK;
        return 1;
    case 3:
        BIO_free(a->chain);
        a->chain = (BIO *)ptr;
        return 1;
    case 4:
        if (ptr != NULL) a->family = *(const int *)ptr;
        return 1;
    default: return 1;
    }
}

static long get(const BIO *b, const struct acceptor *a, long which, void *ptr) {
    if (!b->init) return -1;
    if (which == 4) return bs_bio_family(a->listening_family);
    if (ptr == NULL) return -1;
    switch (which) {
    case 0: *(const char **)ptr = a->own_name; return 1;
    case 1: *(const char **)ptr = a->own_port; return 1;
    case 2: *(const char **)ptr = a->peer_name; return 1;
    case 3: *(const char **)ptr = a->peer_port; return 1;
    default: return -1;
    }
}

static long set_fd(BIO *b, struct acceptor *a, int fd, long close_flag) {
    b->num = a->sock = fd;
    a->state = ACC_LISTENING;
    b->shutdown = (int)close_flag;
    b->init = 1;
    return 1;
}

static long reset(BIO *b, struct acceptor *a) {
    a->state = ACC_BEFORE;
    close_socket(b, a);
    a->listening_family = AF_UNSPEC;
    b->flags = 0;
    return 0;
}

static long acc_ctrl(BIO *b, int cmd, long num, void *ptr) {
    struct acceptor *a = acceptor_of(b);
    switch (cmd) {
    case BIO_CTRL_RESET: return reset(b, a);
    case BIO_C_DO_STATE_MACHINE: return run(b);
    case BIO_C_SET_ACCEPT: return set(b, a, num, ptr);
    case BIO_C_GET_ACCEPT: return get(b, a, num, ptr);
    case BIO_C_SET_NBIO:
        a->bind_mode = num != 0 ? a->bind_mode | BIO_SOCK_NONBLOCK : a->bind_mode & ~BIO_SOCK_NONBLOCK;
        return 1;
    case BIO_C_SET_BIND_MODE: a->bind_mode = (int)num; return 1;
    case BIO_C_GET_BIND_MODE: return a->bind_mode;
    case BIO_C_SET_FD: return set_fd(b, a, *(const int *)ptr, num);
    case BIO_C_GET_FD:
        if (!b->init) return -1;
        if (ptr != NULL) *(int *)ptr = a->sock;
        return a->sock;
    case BIO_CTRL_GET_CLOSE: return b->shutdown;
    case BIO_CTRL_SET_CLOSE: b->shutdown = (int)num; return 1;
    case BIO_CTRL_PENDING:
    case BIO_CTRL_WPENDING: return 0;
    case BIO_CTRL_FLUSH: return 1;
    case BIO_CTRL_DUP: ((BIO *)ptr)->num = -1; return 1;
    case BIO_CTRL_EOF: return b->next_bio == NULL ? 0 : BIO_ctrl(b->next_bio, cmd, num, ptr);
    default: return 0;
    }
}

static const BIO_METHOD accept_method = {
    .type = BIO_TYPE_ACCEPT,
    .name = "socket accept",
    .bwrite = acc_write,
    .bread = acc_read,
    .bputs = bs_bio_puts_as_write,
    .ctrl = acc_ctrl,
    .create = acc_create,
    .destroy = acc_destroy,
};

const BIO_METHOD *BIO_s_accept(void) { return &accept_method; }

BIO *BIO_new_accept(const char *host_port) {
    BIO *b = BIO_new(&accept_method);
    if (b == NULL || set_name(b, acceptor_of(b), host_port) > 0) return b;
    BIO_free(b);
    return NULL;
}
