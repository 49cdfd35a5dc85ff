/* openssl.cnf's sections for libssl: [openssl_conf] ssl_conf = S; [S] NAME = T; [T] COMMAND = VALUE.     man 5 config */
#include <string.h>

#include "compat/crypto/core/conf_local.h"
#include "compat/ssl/conf.h"
#include "compat/ssl/conf_cmd.h"

/* The commands under a name; NULL if there are none. */
static STACK_OF(CONF_VALUE) *commands_of(const char *name) {
    const CONF *conf = bs_conf_process();
    const char *list = bs_conf_module(conf, "ssl_conf");
    STACK_OF(CONF_VALUE) *names = list ? NCONF_get_section(conf, list) : NULL;
    for (int i = 0; i < sk_CONF_VALUE_num(names); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(names, i);
        if (strcmp(v->name, name) == 0) return NCONF_get_section(conf, v->value);
    }
    return NULL;
}

/* A name may begin with a number and a dot, so that a command can be given twice. */
static const char *command_name(const char *name) {
    const char *dot = strchr(name, '.');
    return dot ? dot + 1 : name;
}

static int run_commands(SSL_CONF_CTX *cctx, STACK_OF(CONF_VALUE) *commands, const SSL_METHOD *m) {
    int ok = 1;
    SSL_CONF_CTX_set_flags(cctx, SSL_CONF_FLAG_FILE);
    if (m->server) SSL_CONF_CTX_set_flags(cctx, SSL_CONF_FLAG_SERVER);
    if (m->client) SSL_CONF_CTX_set_flags(cctx, SSL_CONF_FLAG_CLIENT);
    for (int i = 0; i < sk_CONF_VALUE_num(commands); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(commands, i);
        if (SSL_CONF_cmd(cctx, command_name(v->name), v->value) <= 0) ok = 0;
    }
    return SSL_CONF_CTX_finish(cctx) && ok;
}

/* Whatever is wrong with the system's own defaults is passed over, as OpenSSL does: a program could do nothing about it. */
int ssl_conf_system_default(SSL_CTX *ctx) {
    STACK_OF(CONF_VALUE) *commands = commands_of("system_default");
    if (!commands) return 1;
    SSL_CONF_CTX *cctx = SSL_CONF_CTX_new();
    if (!cctx) return 0;
    SSL_CONF_CTX_set_ssl_ctx(cctx, ctx);
    (void)ERR_set_mark();
    (void)run_commands(cctx, commands, ctx->method);
    (void)ERR_pop_to_mark();
    SSL_CONF_CTX_free(cctx);
    return 1;
}

static int run_named(SSL_CTX *ctx, SSL *s, const char *name) {
    if (!ctx && !s) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    STACK_OF(CONF_VALUE) *commands = commands_of(name ? name : "system_default");
    if (!commands) {
        if (name) BS_RAISE_DATA(ERR_LIB_SSL, SSL_R_INVALID_CONFIGURATION_NAME, "name=%s", name);
        return 0;
    }
    SSL_CONF_CTX *cctx = SSL_CONF_CTX_new();
    if (!cctx) return 0;
    SSL_CONF_CTX_set_flags(cctx, SSL_CONF_FLAG_CERTIFICATE | SSL_CONF_FLAG_REQUIRE_PRIVATE);
    if (s) {
        SSL_CONF_CTX_set_ssl(cctx, s);
    } else {
        SSL_CONF_CTX_set_ssl_ctx(cctx, ctx);
    }
    int ok = run_commands(cctx, commands, s ? s->method : ctx->method);
    SSL_CONF_CTX_free(cctx);
    return ok;
}

int SSL_CTX_config(SSL_CTX *ctx, const char *name) { return run_named(ctx, NULL, name); }

int SSL_config(SSL *s, const char *name) { return run_named(NULL, s, name); }
