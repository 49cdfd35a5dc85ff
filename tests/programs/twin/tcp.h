/* A TCP connection on 127.0.0.1 between the two ends of link.h, and its end by a reset. Included after link.h. */
#ifndef TWIN_TCP_H
#define TWIN_TCP_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

/* Two ends that are joined; blocking, and not for ever. */
static void tcp_pair(int fd[2]) {
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t len = sizeof at;
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    check(listener >= 0 && bind(listener, (struct sockaddr *)&at, sizeof at) == 0 && listen(listener, 1) == 0, "listen");
    check(getsockname(listener, (struct sockaddr *)&at, &len) == 0, "name");
    fd[0] = socket(AF_INET, SOCK_STREAM, 0);
    check(fd[0] >= 0 && connect(fd[0], (struct sockaddr *)&at, sizeof at) == 0, "connect");
    fd[1] = accept(listener, NULL, NULL);
    check(fd[1] >= 0, "accept");
    close(listener);
    for (int i = 0; i < 2; i++) {
        struct timeval late = { 20, 0 };
        setsockopt(fd[i], SOL_SOCKET, SO_RCVTIMEO, &late, sizeof late);
        setsockopt(fd[i], SOL_SOCKET, SO_SNDTIMEO, &late, sizeof late);
        setsockopt(fd[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
}

static void tcp_close_hard(int fd) {
    struct linger hard = { 1, 0 };
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(fd);
}

/* Before the handshake. */
static void tcp_link(SSL_CTX *cc, SSL_CTX *sc, int version, int role, int blocking) {
    l.kind = blocking ? OVER_BLOCKING : OVER_SOCKET;
    l.version = version;
    l.role = role;
    l.p = (struct pair){ SSL_new(cc), SSL_new(sc) };
    check(l.p.c && l.p.s, "connections");
    l.me = role == 0 ? l.p.c : l.p.s;
    l.peer = role == 0 ? l.p.s : l.p.c;
    SSL_set_max_proto_version(l.p.c, version);
    SSL_set_connect_state(l.p.c);
    SSL_set_accept_state(l.p.s);
    tcp_pair(l.fd);
    if (!blocking) fcntl(l.fd[0], F_SETFL, O_NONBLOCK);
    SSL_set_fd(l.me, l.fd[0]);
    SSL_set_fd(l.peer, l.fd[1]);
}

/* Waits for something to read, or the end. */
static void tcp_wait(int fd) {
    struct pollfd p = { fd, POLLIN, 0 };
    check(poll(&p, 1, 20000) == 1, "poll");
}

/* The peer resets the connection, and I am told so. */
static void tcp_reset(void) {
    struct pollfd p = { l.fd[0], 0, 0 };
    tcp_close_hard(l.fd[1]);
    l.fd[1] = -1;
    check(poll(&p, 1, 20000) == 1 && (p.revents & (POLLERR | POLLHUP)) != 0, "reset");
}

#endif
