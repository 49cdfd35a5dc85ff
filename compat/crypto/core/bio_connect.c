/* A BIO that connects before it reads and writes.                                       man 3 BIO_s_connect */
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/crypto/core/bio_addr.h"
#include "compat/crypto/core/bio_local.h"
#include "compat/crypto/core/raise.h"

/* The values are those that programs' info callbacks are told. */
enum conn_state { CONN_BEFORE = 1, CONN_GET_ADDR, CONN_CREATE, CONN_CONNECT, CONN_OK, CONN_BLOCKED, CONN_ERROR };

struct conn {
    enum conn_state state;
    int family; /* BIO_FAMILY_* */
    char *host, *service;
    int mode;   /* BIO_SOCK_* */
    BIO_ADDRINFO *found;
    const BIO_ADDRINFO *at; /* in `found`, what is tried */
    BIO_info_cb *told;
};

static struct conn *conn_of(const BIO *b) { return (struct conn *)b->ptr; }

static int conn_create(BIO *b) {
    struct conn *c = (struct conn *)OPENSSL_zalloc(sizeof *c);
    b->init = 0;
    b->num = -1;
    b->flags = 0;
    if (c == NULL) return 0;
    c->state = CONN_BEFORE;
    c->family = BIO_FAMILY_IPANY;
    b->ptr = c;
    return 1;
}

static void close_socket(BIO *b) {
    if (b->num == -1) return;
    if (conn_of(b)->state == CONN_OK) shutdown(b->num, SHUT_RDWR);
    close(b->num);
    b->num = -1;
}

static void forget_found(struct conn *c) {
    BIO_ADDRINFO_free(c->found);
    c->found = NULL;
    c->at = NULL;
}

static int conn_destroy(BIO *b) {
    if (b == NULL) return 0;
    if (!b->shutdown) return 1; /* as OpenSSL: all stays, for who has it open */
    struct conn *c = conn_of(b);
    close_socket(b);
    OPENSSL_free(c->host);
    OPENSSL_free(c->service);
    forget_found(c);
    OPENSSL_free(c);
    b->ptr = NULL;
    b->flags = b->init = 0;
    return 1;
}

/* --- the steps: each says whether to go on, and what the program is told, or gets ----------------- */

static bool begin(struct conn *c) {
    if (c->host == NULL && c->service == NULL) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_NO_HOSTNAME_OR_SERVICE_SPECIFIED);
        return false;
    }
    c->state = CONN_GET_ADDR;
    return true;
}

static bool find(struct conn *c) {
    int af;
    forget_found(c);
    if (!bs_bio_family_to_af(c->family, &af)) return false;
    if (!BIO_lookup(c->host, c->service, BIO_LOOKUP_CLIENT, af, SOCK_STREAM, &c->found)) return false;
    c->at = c->found;
    c->state = CONN_CREATE;
    if (c->at != NULL) return true;
    BS_RAISE(ERR_LIB_BIO, BIO_R_LOOKUP_RETURNED_NOTHING);
    return false;
}

static bool create(BIO *b, struct conn *c, int *ret) {
    *ret = BIO_socket(BIO_ADDRINFO_family(c->at), BIO_ADDRINFO_socktype(c->at), BIO_ADDRINFO_protocol(c->at), 0);
    if (*ret == -1) return false; /* who failed said why */
    b->num = *ret;
    c->state = CONN_CONNECT;
    return true;
}

/* Another address of the same name. */
static bool try_next(BIO *b, struct conn *c) {
    const BIO_ADDRINFO *next = BIO_ADDRINFO_next(c->at);
    if (next == NULL) return false;
    c->at = next;
    close(b->num);
    b->num = -1;
    c->state = CONN_CREATE;
    return true;
}

static bool connect_now(BIO *b, struct conn *c, int *ret) {
    BIO_clear_retry_flags(b);
    b->retry_reason = 0;
    ERR_set_mark();
    *ret = BIO_connect(b->num, BIO_ADDRINFO_address(c->at), BIO_SOCK_KEEPALIVE | c->mode);
    int e = errno;
    if (*ret != 0) {
        ERR_clear_last_mark();
        c->state = CONN_OK;
        return true;
    }
    if (BIO_sock_should_retry(0)) {
        ERR_pop_to_mark();
        BIO_set_retry_special(b);
        b->retry_reason = BIO_RR_CONNECT;
        c->state = CONN_BLOCKED;
        return false;
    }
    if (try_next(b, c)) {
        ERR_pop_to_mark(); /* what one address had is forgotten once another one is tried */
        return true;
    }
    ERR_clear_last_mark();
    BS_RAISE_DATA(ERR_LIB_SYS, e, "calling connect(%s, %s)", c->host, c->service);
    c->state = CONN_ERROR;
    return true;
}

static bool connect_later(BIO *b, struct conn *c, int *ret) {
    struct sockaddr_storage peer;
    socklen_t len = sizeof peer;
    int e = BIO_sock_error(b->num);
    if (e == 0 && getpeername(b->num, (struct sockaddr *)&peer, &len) != 0) { /* the program asks too soon */
        BIO_set_retry_special(b);
        b->retry_reason = BIO_RR_CONNECT;
        *ret = 0;
        return false;
    }
    BIO_clear_retry_flags(b);
    if (e == 0) {
        c->state = CONN_OK;
        return true;
    }
    if (try_next(b, c)) return true;
    BS_RAISE_DATA(ERR_LIB_SYS, e, "calling connect(%s, %s)", c->host, c->service);
    BS_RAISE(ERR_LIB_BIO, BIO_R_NBIO_CONNECT_ERROR);
    *ret = 0;
    return false;
}

static bool step(BIO *b, struct conn *c, int *ret) {
    switch (c->state) {
    case CONN_BEFORE: return begin(c);
    case CONN_GET_ADDR: return find(c);
    case CONN_CREATE: return create(b, c, ret);
    case CONN_CONNECT: return connect_now(b, c, ret);
    case CONN_BLOCKED: return connect_later(b, c, ret);
    case CONN_ERROR:
    default:
        BS_RAISE(ERR_LIB_BIO, BIO_R_CONNECT_ERROR);
        *ret = 0;
        return false;
    }
}

static int run(BIO *b) {
    struct conn *c = conn_of(b);
    int ret = -1;
    if (c->state == CONN_OK) return 1;
    while (c->state != CONN_OK && step(b, c, &ret)) {
        if (c->told != NULL && (ret = c->told(b, (int)c->state, ret)) == 0) return 0;
    }
    if (c->state == CONN_OK) ret = 1;
    return c->told != NULL ? c->told(b, (int)c->state, ret) : ret;
}

/* --- the method -------------------------------------------------------------------------------- */

static int conn_read(BIO *b, char *out, size_t len, size_t *got) {
    int ret = run(b);
    return ret > 0 ? BIO_s_socket()->bread(b, out, len, got) : ret;
}

static int conn_write(BIO *b, const char *in, size_t len, size_t *written) {
    int ret = run(b);
    return ret > 0 ? BIO_s_socket()->bwrite(b, in, len, written) : ret;
}

static long replace(char **place, const char *text) {
    OPENSSL_free(*place);
    *place = OPENSSL_strdup(text);
    return *place != NULL;
}

static long set_hostname(struct conn *c, const char *text) {
    char *service = c->service;
    OPENSSL_free(c->host);
    c->host = NULL;
    long ret = BIO_parse_hostserv(text, &c->host, &c->service, BIO_PARSE_PRIO_HOST);
    if (c->service != service) OPENSSL_free(service); /* the text had one of its own */
    return ret;
}

static long set_address(struct conn *c, const BIO_ADDR *a) {
    OPENSSL_free(c->host);
    OPENSSL_free(c->service);
    c->host = BIO_ADDR_hostname_string(a, 1);
    c->service = BIO_ADDR_service_string(a, 1);
    forget_found(c);
    return c->host != NULL && c->service != NULL;
}

static long set(BIO *b, struct conn *c, long which, void *ptr) {
    if (ptr == NULL) return 1;
    b->init = 1;
    switch (which) {
    case 0: return set_hostname(c, (const char *)ptr);
    case 1: return replace(&c->service, (const char *)ptr);
    case 2: return set_address(c, (const BIO_ADDR *)ptr);
    case 3: c->family = *(const int *)ptr; return 1;
    default: return 0;
    }
}

static long get(const struct conn *c, long which, void *ptr) {
    if (ptr == NULL) return 0;
    switch (which) {
    case 0: *(const char **)ptr = c->host; return 1;
    case 1: *(const char **)ptr = c->service; return 1;
    case 2: *(const BIO_ADDR **)ptr = BIO_ADDRINFO_address(c->at); return 1;
    case 3: return bs_bio_family(BIO_ADDRINFO_family(c->at));
    case 4: return c->mode;
    default: return 0;
    }
}

static long reset(BIO *b, struct conn *c) {
    close_socket(b);
    c->state = CONN_BEFORE;
    forget_found(c);
    b->flags = 0;
    return 0;
}

static long copy_to(const struct conn *c, BIO *to) {
    to->num = -1; /* the copy has no connection */
    if (c->host != NULL) BIO_set_conn_hostname(to, c->host);
    if (c->service != NULL) BIO_set_conn_port(to, c->service);
    BIO_set_conn_ip_family(to, c->family);
    BIO_set_conn_mode(to, c->mode);
    (void)BIO_set_info_callback(to, c->told);
    return 1;
}

static long conn_ctrl(BIO *b, int cmd, long num, void *ptr) {
    struct conn *c = conn_of(b);
    switch (cmd) {
    case BIO_CTRL_RESET: return reset(b, c);
    case BIO_C_DO_STATE_MACHINE: return run(b);
    case BIO_C_GET_CONNECT: return get(c, num, ptr);
    case BIO_C_SET_CONNECT: return set(b, c, num, ptr);
    case BIO_C_SET_NBIO:
        c->mode = num != 0 ? c->mode | BIO_SOCK_NONBLOCK : c->mode & ~BIO_SOCK_NONBLOCK;
        return 1;
    case BIO_C_SET_CONNECT_MODE: c->mode = (int)num; return 1;
    case BIO_C_GET_FD:
        if (!b->init) return -1;
        if (ptr != NULL) *(int *)ptr = b->num;
        return b->num;
    case BIO_CTRL_GET_CLOSE: return b->shutdown;
    case BIO_CTRL_SET_CLOSE: b->shutdown = (int)num; return 1;
    case BIO_CTRL_PENDING:
    case BIO_CTRL_WPENDING: return 0;
    case BIO_CTRL_FLUSH: return 1;
    case BIO_CTRL_DUP: return copy_to(c, (BIO *)ptr);
    case BIO_CTRL_GET_CALLBACK: *(BIO_info_cb **)ptr = c->told; return 1;
    case BIO_CTRL_EOF: return (b->flags & BIO_FLAGS_IN_EOF) != 0;
    default: return 0;
    }
}

static long conn_callback_ctrl(BIO *b, int cmd, BIO_info_cb *told) {
    (void)cmd; /* the one there is */
    conn_of(b)->told = told;
    return 1;
}

static const BIO_METHOD connect_method = {
    .type = BIO_TYPE_CONNECT,
    .name = "socket connect",
    .bwrite = conn_write,
    .bread = conn_read,
    .bputs = bs_bio_puts_as_write,
    .ctrl = conn_ctrl,
    .create = conn_create,
    .destroy = conn_destroy,
    .callback_ctrl = conn_callback_ctrl,
};

const BIO_METHOD *BIO_s_connect(void) { return &connect_method; }

BIO *BIO_new_connect(const char *host_port) {
    BIO *b = BIO_new(&connect_method);
    if (b == NULL) return NULL;
    b->init = 1;
    if (set_hostname(conn_of(b), host_port) > 0) return b;
    BIO_free(b);
    return NULL;
}
