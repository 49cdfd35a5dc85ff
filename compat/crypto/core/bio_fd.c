/* Descriptors as BIOs: files and pipes (fd), and sockets, which differ in a few words only. */
#include <openssl/bio.h>
#include <openssl/err.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "compat/crypto/core/bio_local.h"
#include "compat/crypto/core/raise.h"

int BIO_fd_non_fatal_error(int e) {
    switch (e) {
    case EAGAIN:
    case EINTR:
    case ENOTCONN:
    case EPROTO:
    case EINPROGRESS:
    case EALREADY: return 1;
    default: return 0;
    }
}

int BIO_fd_should_retry(int ret) { return ret == 0 || ret == -1 ? BIO_fd_non_fatal_error(errno) : 0; }
int BIO_sock_non_fatal_error(int e) { return BIO_fd_non_fatal_error(e); }
int BIO_sock_should_retry(int ret) { return BIO_fd_should_retry(ret); }

int BIO_sock_init(void) { return 1; } /* of use on Windows only */

int BIO_closesocket(int sock) { return close(sock) == 0; }

static int fd_create(BIO *b) {
    b->init = 0;
    b->num = -1;
    b->ptr = NULL;
    b->flags = 0;
    return 1;
}

static int sock_create(BIO *b) {
    fd_create(b);
    b->num = 0;
    return 1;
}

static int fd_destroy(BIO *b) {
    if (b == NULL) return 0;
    if (!b->shutdown) return 1;
    if (b->init) close(b->num);
    b->init = 0;
    b->flags = 0;
    return 1;
}

static int fd_read(BIO *b, char *out, size_t len, size_t *got) {
    if (out == NULL) return 0;
    errno = 0;
    ssize_t n = read(b->num, out, len);
    BIO_clear_retry_flags(b);
    if (n > 0) {
        *got = (size_t)n;
        return 1;
    }
    if (BIO_fd_should_retry((int)n))
        BIO_set_retry_read(b);
    else if (n == 0)
        b->flags |= BIO_FLAGS_IN_EOF;
    return (int)n;
}

/* write() and no send(): a peer that is gone raises SIGPIPE, as programs know from OpenSSL. */
static int fd_write(BIO *b, const char *in, size_t len, size_t *written) {
    errno = 0;
    ssize_t n = write(b->num, in, len);
    BIO_clear_retry_flags(b);
    if (n > 0) {
        *written = (size_t)n;
        return 1;
    }
    if (BIO_fd_should_retry((int)n)) BIO_set_retry_write(b);
    return (int)n;
}

static int fd_gets(BIO *b, char *buf, int size) {
    if (buf == NULL || size <= 0) return 0;
    char *p = buf;
    size_t got;
    int ret = 0;
    for (int left = size - 1; left > 0; left--) {
        if ((ret = fd_read(b, p, 1, &got)) <= 0) break;
        if (*p++ == '\n') break;
    }
    *p = '\0';
    return p > buf ? (int)strlen(buf) : ret;
}

static long set_fd(BIO *b, int fd, long close_flag) {
    fd_destroy(b);
    b->num = fd;
    b->shutdown = (int)close_flag;
    b->init = 1;
    return 1;
}

static long get_fd(const BIO *b, int *out) {
    if (!b->init) return -1;
    if (out != NULL) *out = b->num;
    return b->num;
}

static long sock_ctrl(BIO *b, int cmd, long num, void *ptr) {
    switch (cmd) {
    case BIO_C_SET_FD: return set_fd(b, *(int *)ptr, num);
    case BIO_C_GET_FD: return get_fd(b, (int *)ptr);
    case BIO_CTRL_GET_CLOSE: return b->shutdown;
    case BIO_CTRL_SET_CLOSE: b->shutdown = (int)num; return 1;
    case BIO_CTRL_DUP:
    case BIO_CTRL_FLUSH: return 1;
    case BIO_CTRL_EOF: return (b->flags & BIO_FLAGS_IN_EOF) != 0;
    default: return 0;
    }
}

static long fd_ctrl(BIO *b, int cmd, long num, void *ptr) {
    switch (cmd) {
    case BIO_CTRL_RESET: return (long)lseek(b->num, 0, SEEK_SET);
    case BIO_C_FILE_SEEK: return (long)lseek(b->num, num, SEEK_SET);
    case BIO_C_FILE_TELL:
    case BIO_CTRL_INFO: return (long)lseek(b->num, 0, SEEK_CUR);
    default: return sock_ctrl(b, cmd, num, ptr);
    }
}

static const BIO_METHOD fd_method = {
    .type = BIO_TYPE_FD,
    .name = "file descriptor",
    .bwrite = fd_write,
    .bread = fd_read,
    .bputs = bs_bio_puts_as_write,
    .bgets = fd_gets,
    .ctrl = fd_ctrl,
    .create = fd_create,
    .destroy = fd_destroy,
};

static const BIO_METHOD sock_method = {
    .type = BIO_TYPE_SOCKET,
    .name = "socket",
    .bwrite = fd_write,
    .bread = fd_read,
    .bputs = bs_bio_puts_as_write,
    .ctrl = sock_ctrl,
    .create = sock_create,
    .destroy = fd_destroy,
};

const BIO_METHOD *BIO_s_fd(void) { return &fd_method; }
const BIO_METHOD *BIO_s_socket(void) { return &sock_method; }

static BIO *wrap(const BIO_METHOD *method, int fd, int close_flag) {
    BIO *b = BIO_new(method);
    if (b != NULL) BIO_set_fd(b, fd, close_flag);
    return b;
}

BIO *BIO_new_fd(int fd, int close_flag) { return wrap(&fd_method, fd, close_flag); }
BIO *BIO_new_socket(int fd, int close_flag) { return wrap(&sock_method, fd, close_flag); }
