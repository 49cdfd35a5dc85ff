/* Sockets.                                             man 3 BIO_connect, BIO_listen, BIO_socket, BIO_sock_info */
#include <openssl/err.h>

#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "compat/crypto/core/bio_addr.h"
#include "compat/crypto/core/raise.h"

/* The system's error and what it means here. Returns 0. */
static int failed(const char *call, int reason) {
    BS_RAISE_DATA(ERR_LIB_SYS, errno, "calling %s()", call);
    BS_RAISE(ERR_LIB_BIO, reason);
    return 0;
}

static bool is_socket(int sock) {
    if (sock != -1) return true;
    BS_RAISE(ERR_LIB_BIO, BIO_R_INVALID_SOCKET);
    return false;
}

static int set_option(int sock, int level, int name, int value, int reason) {
    return setsockopt(sock, level, name, &value, sizeof value) == 0 ? 1 : failed("setsockopt", reason);
}

int BIO_socket(int domain, int socktype, int protocol, int options) {
    (void)options;
    int sock = socket(domain, socktype, protocol);
    if (sock == -1) failed("socket", BIO_R_UNABLE_TO_CREATE_SOCKET);
    return sock;
}

int BIO_socket_ioctl(int fd, long type, void *arg) {
    int ret = ioctl(fd, (unsigned long)type, arg);
    if (ret < 0) BS_RAISE_DATA(ERR_LIB_SYS, errno, "calling ioctlsocket()");
    return ret;
}

int BIO_socket_nbio(int fd, int mode) {
    int on = mode != 0;
    return BIO_socket_ioctl(fd, FIONBIO, &on) == 0;
}

int BIO_set_tcp_ndelay(int sock, int turn_on) {
    return setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &turn_on, sizeof turn_on) == 0;
}

int BIO_sock_error(int sock) {
    int e = 0;
    socklen_t len = sizeof e;
    return getsockopt(sock, SOL_SOCKET, SO_ERROR, &e, &len) < 0 ? errno : e;
}

static int alive_and_quick(int sock, int options) {
    if ((options & BIO_SOCK_KEEPALIVE) != 0 && !set_option(sock, SOL_SOCKET, SO_KEEPALIVE, 1, BIO_R_UNABLE_TO_KEEPALIVE)) {
        return 0;
    }
    return (options & BIO_SOCK_NODELAY) == 0 || set_option(sock, IPPROTO_TCP, TCP_NODELAY, 1, BIO_R_UNABLE_TO_NODELAY);
}

int BIO_connect(int sock, const BIO_ADDR *addr, int options) {
    if (!is_socket(sock)) return 0;
    if (!BIO_socket_nbio(sock, (options & BIO_SOCK_NONBLOCK) != 0) || !alive_and_quick(sock, options)) return 0;
    if (connect(sock, &addr->any, bs_bio_addr_len(addr)) == 0) return 1;
    return BIO_sock_should_retry(-1) ? 0 : failed("connect", BIO_R_CONNECT_ERROR);
}

int BIO_bind(int sock, const BIO_ADDR *addr, int options) {
    if (!is_socket(sock)) return 0;
    if ((options & BIO_SOCK_REUSEADDR) != 0 &&
        !set_option(sock, SOL_SOCKET, SO_REUSEADDR, 1, BIO_R_UNABLE_TO_REUSEADDR)) {
        return 0;
    }
    return bind(sock, &addr->any, bs_bio_addr_len(addr)) == 0 ? 1 : failed("bind", BIO_R_UNABLE_TO_BIND_SOCKET);
}

#define BACKLOG 32

int BIO_listen(int sock, const BIO_ADDR *addr, int options) {
    int type;
    socklen_t len = sizeof type;
    if (!is_socket(sock)) return 0;
    if (getsockopt(sock, SOL_SOCKET, SO_TYPE, &type, &len) != 0 || len != sizeof type) {
        return failed("getsockopt", BIO_R_GETTING_SOCKTYPE);
    }
    if (!BIO_socket_nbio(sock, (options & BIO_SOCK_NONBLOCK) != 0) || !alive_and_quick(sock, options)) return 0;
    int v6_only = (options & BIO_SOCK_V6_ONLY) != 0;
    if (BIO_ADDR_family(addr) == AF_INET6 &&
        !set_option(sock, IPPROTO_IPV6, IPV6_V6ONLY, v6_only, BIO_R_LISTEN_V6_ONLY)) {
        return 0;
    }
    if (!BIO_bind(sock, addr, options)) return 0;
    return type == SOCK_DGRAM || listen(sock, BACKLOG) == 0 ? 1 : failed("listen", BIO_R_UNABLE_TO_LISTEN_SOCKET);
}

int BIO_accept_ex(int sock, BIO_ADDR *addr, int options) {
    BIO_ADDR unused;
    if (addr == NULL) addr = &unused;
    socklen_t len = sizeof *addr;
    int accepted = accept(sock, &addr->any, &len);
    if (accepted == -1) {
        if (!BIO_sock_should_retry(accepted)) failed("accept", BIO_R_ACCEPT_ERROR);
        return -1;
    }
    if (BIO_socket_nbio(accepted, (options & BIO_SOCK_NONBLOCK) != 0)) return accepted;
    BIO_closesocket(accepted);
    return -1;
}

int BIO_sock_info(int sock, enum BIO_sock_info_type type, union BIO_sock_info_u *info) {
    socklen_t len = sizeof *info->addr;
    if (type != BIO_SOCK_INFO_ADDRESS) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_UNKNOWN_INFO_TYPE);
        return 0;
    }
    if (getsockname(sock, &info->addr->any, &len) == -1) return failed("getsockname", BIO_R_GETSOCKNAME_ERROR);
    if (len <= sizeof *info->addr) return 1;
    BS_RAISE(ERR_LIB_BIO, BIO_R_GETSOCKNAME_TRUNCATED_ADDRESS);
    return 0;
}
