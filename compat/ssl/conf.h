/**
 * \file conf.h
 * \brief SSL_CONF commands and the system's default section of openssl.cnf.        man 3 SSL_CONF_cmd; man 5 config
 */
#ifndef BS_COMPAT_SSL_CONF_H
#define BS_COMPAT_SSL_CONF_H

#include <openssl/ssl.h>

/** Applies openssl.cnf's [ssl_conf] system_default section to a new context; 0 with an error queued if it is wrong. */
int ssl_conf_system_default(SSL_CTX *ctx);

#endif
