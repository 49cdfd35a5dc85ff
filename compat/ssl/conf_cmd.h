/**
 * \file conf_cmd.h
 * \brief The inside of an SSL_CONF_CTX, and its commands.                                        man 3 SSL_CONF_cmd
 */
#ifndef BS_COMPAT_SSL_CONF_CMD_H
#define BS_COMPAT_SSL_CONF_CMD_H

#include "compat/ssl/ssl_local.h"

struct ssl_conf_ctx_st {
    unsigned flags;
    char *prefix;
    SSL_CTX *ctx; /* what the commands act on: one of these, or none: then values are only checked */
    SSL *ssl;
    STACK_OF(X509_NAME) *ca_names; /* gathered until SSL_CONF_CTX_finish() */
    STACK_OF(OPENSSL_STRING) *cert_files; /* whose private keys may be in the same file */
};

/** A command with a value. */
struct ssl_conf_command {
    const char *file, *line; /* its names in files and on command lines; NULL: not there */
    unsigned need;           /* SSL_CONF_FLAG_SERVER, _CLIENT, _CERTIFICATE bits that must be set */
    int type;                /* SSL_CONF_TYPE_* */
    int (*run)(SSL_CONF_CTX *cctx, const char *value); /* above 0: done; NULL: known, and not built */
};
extern const struct ssl_conf_command ssl_conf_commands[];
extern const size_t ssl_num_conf_commands;

/** A command without a value: an option that is set, or cleared if `inverse`. */
struct ssl_conf_switch {
    const char *line;
    uint64_t option;
    unsigned need;
    bool inverse;
    uint32_t cert_flag; /* SSL_CERT_FLAG_*: set instead of an option */
};
extern const struct ssl_conf_switch ssl_conf_switches[];
extern const size_t ssl_num_conf_switches;

/** The settings that commands act on; NULL if there are none. */
struct ssl_settings *ssl_conf_settings(SSL_CONF_CTX *cctx);

#endif
