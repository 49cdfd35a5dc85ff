#include "apps/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "apps/options.h"

static bool set_part(char *out, size_t cap, const char *from, size_t len) {
    if (len >= cap) {
        return false;
    }
    memcpy(out, from, len);
    out[len] = '\0';
    return true;
}

bool app_endpoint_parse(struct app_endpoint *out, const char *text, bool lone_is_port) {
    const char *port = NULL;
    const char *host = text;
    size_t host_len;
    if (text[0] == '[') {
        const char *end = strchr(text, ']');
        if (end == NULL || (end[1] != ':' && end[1] != '\0')) {
            return false;
        }
        host = text + 1;
        host_len = (size_t)(end - host);
        port = end[1] == ':' ? end + 2 : NULL;
    } else {
        const char *colon = strrchr(text, ':');
        if (colon == NULL && lone_is_port) {
            return text[0] != '\0' && set_part(out->port, sizeof(out->port), text, strlen(text));
        }
        host_len = colon != NULL ? (size_t)(colon - text) : strlen(text);
        port = colon != NULL ? colon + 1 : NULL;
    }
    if (port != NULL && (*port == '\0' || !set_part(out->port, sizeof(out->port), port, strlen(port)))) {
        return false;
    }
    if (host_len == 1 && host[0] == '*') {
        host_len = 0;
    }
    return host_len == 0 || set_part(out->host, sizeof(out->host), host, host_len);
}

bool app_is_ip(const char *text) {
    uint8_t raw[16];
    return inet_pton(AF_INET, text, raw) == 1 || inet_pton(AF_INET6, text, raw) == 1;
}

static struct addrinfo *resolve(const char *command, const struct app_endpoint *e, int family, int flags) {
    struct addrinfo want = { 0 };
    struct addrinfo *list = NULL;
    want.ai_family = family;
    want.ai_socktype = SOCK_STREAM;
    want.ai_flags = flags;
    int r = getaddrinfo(e->host[0] != '\0' ? e->host : NULL, e->port, &want, &list);
    if (r != 0) {
        app_error(command, "cannot resolve %s:%s: %s", e->host, e->port, gai_strerror(r));
        return NULL;
    }
    return list;
}

int app_net_connect(const char *command, const struct app_endpoint *to, int family) {
    struct addrinfo *list = resolve(command, to, family, AI_ADDRCONFIG);
    if (list == NULL) {
        return -1;
    }
    int fd = -1;
    int failure = 0;
    for (struct addrinfo *a = list; a != NULL && fd < 0; a = a->ai_next) {
        fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
        if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
            failure = errno;
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(list);
    if (fd < 0) {
        app_error(command, "cannot connect to %s:%s: %s", to->host, to->port, strerror(failure));
        fprintf(stderr, "connect:errno=%d\n", failure);
        return -1;
    }
    int on = 1;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return fd;
}

static int listen_on(const struct addrinfo *a) {
    int on = 1;
    int off = 0;
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
    if (fd < 0) {
        return -1;
    }
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (a->ai_family == AF_INET6) {
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)); /* one socket serves both families */
    }
    if (bind(fd, a->ai_addr, a->ai_addrlen) != 0 || listen(fd, 128) != 0) {
        int saved = errno;
        close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

static void describe(int fd, char *out, size_t cap) {
    struct sockaddr_storage name = { 0 };
    socklen_t len = sizeof(name);
    char host[NI_MAXHOST], port[NI_MAXSERV];
    out[0] = '\0';
    if (getsockname(fd, (struct sockaddr *)&name, &len) != 0
        || getnameinfo((struct sockaddr *)&name, len, host, sizeof(host), port, sizeof(port),
                       NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        return;
    }
    snprintf(out, cap, name.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

int app_net_listen(const char *command, const struct app_endpoint *at, int family, char *out_where, size_t cap) {
    struct addrinfo *list = resolve(command, at, family, AI_PASSIVE);
    if (list == NULL) {
        return -1;
    }
    int fd = -1;
    /* IPv6 first: where the kernel has it, one such socket takes IPv4 too. */
    for (int pass = 0; pass < 2 && fd < 0; pass++) {
        for (struct addrinfo *a = list; a != NULL && fd < 0; a = a->ai_next) {
            if ((a->ai_family == AF_INET6) == (pass == 0)) {
                fd = listen_on(a);
            }
        }
    }
    freeaddrinfo(list);
    if (fd < 0) {
        app_error(command, "cannot listen on %s:%s: %s", at->host, at->port, strerror(errno));
        return -1;
    }
    describe(fd, out_where, cap);
    return fd;
}

bool app_net_set_blocking(int fd, bool blocking) {
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0) {
        return false;
    }
    flags = blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
    return fcntl(fd, F_SETFL, flags) == 0;
}

int app_net_wait(int fd, bool for_write, int timeout_ms) {
    struct pollfd p = { .fd = fd, .events = for_write ? POLLOUT : POLLIN };
    int r;
    do {
        r = poll(&p, 1, timeout_ms);
    } while (r < 0 && errno == EINTR);
    return r;
}

bool app_write_all(int fd, const void *data, size_t len) {
    const uint8_t *p = data;
    while (len > 0) {
        ssize_t n = write(fd, p, len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        p += n;
        len -= (size_t)n;
    }
    return true;
}
