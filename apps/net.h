/**
 * \file net.h
 * \brief TCP for the commands: names and ports, connecting, listening, waiting.
 */
#ifndef BEARSHIM_APPS_NET_H
#define BEARSHIM_APPS_NET_H

#include <stdbool.h>
#include <stddef.h>

struct app_endpoint {
    char host[256];   /* empty: none was given (a server then takes every address) */
    char port[64];    /* a number or a service's name                              */
};

/**
 * \brief Split `host:port`, `[v6]:port`, `:port`, `host` or `port`.
 * \param lone_is_port  a text without a colon is a port, as a server's -accept has it, else a host.
 * \return  false if the text is malformed or too long; fields that were not given are left as they were.
 */
bool app_endpoint_parse(struct app_endpoint *out, const char *text, bool lone_is_port);

/**
 * \brief Connect over TCP, trying each address in turn.
 * \param family  AF_UNSPEC, AF_INET or AF_INET6.
 * \return  the socket, or -1 after a line on stderr.
 */
int app_net_connect(const char *command, const struct app_endpoint *to, int family);

/**
 * \brief Listen for TCP connections.
 * \param out_where  where it listens, `address:port`, useful when port 0 was asked for.
 * \return  the socket, or -1 after a line on stderr.
 */
int app_net_listen(const char *command, const struct app_endpoint *at, int family, char *out_where, size_t cap);

/** \brief Make a socket non-blocking or blocking. */
bool app_net_set_blocking(int fd, bool blocking);

/**
 * \brief Wait until a socket can be read (or written).
 * \return  1 if so, 0 after timeout_ms (negative: never), -1 on error.
 */
int app_net_wait(int fd, bool for_write, int timeout_ms);

/** \brief Write everything to a descriptor; false on error. */
bool app_write_all(int fd, const void *data, size_t len);

/** \brief Whether a text is an IPv4 or IPv6 address. */
bool app_is_ip(const char *text);

#endif
