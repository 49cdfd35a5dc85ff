/* SSL_CONF_CTX: settings by name, as from a file or a command line.                             man 3 SSL_CONF_cmd */
#include <string.h>
#include <strings.h>

#include "compat/ssl/conf_cmd.h"

SSL_CONF_CTX *SSL_CONF_CTX_new(void) { return (SSL_CONF_CTX *)OPENSSL_zalloc(sizeof(SSL_CONF_CTX)); }

static void free_string(char *s) { OPENSSL_free(s); }

static void drop_files(SSL_CONF_CTX *cctx) {
    sk_OPENSSL_STRING_pop_free(cctx->cert_files, free_string);
    cctx->cert_files = NULL;
}

void SSL_CONF_CTX_free(SSL_CONF_CTX *cctx) {
    if (!cctx) return;
    drop_files(cctx);
    sk_X509_NAME_pop_free(cctx->ca_names, X509_NAME_free);
    OPENSSL_free(cctx->prefix);
    OPENSSL_free(cctx);
}

unsigned int SSL_CONF_CTX_set_flags(SSL_CONF_CTX *cctx, unsigned int flags) { return cctx->flags |= flags; }

unsigned int SSL_CONF_CTX_clear_flags(SSL_CONF_CTX *cctx, unsigned int flags) { return cctx->flags &= ~flags; }

int SSL_CONF_CTX_set1_prefix(SSL_CONF_CTX *cctx, const char *pre) {
    char *copy = pre ? OPENSSL_strdup(pre) : NULL;
    if (pre && !copy) return 0;
    OPENSSL_free(cctx->prefix);
    cctx->prefix = copy;
    return 1;
}

void SSL_CONF_CTX_set_ssl(SSL_CONF_CTX *cctx, SSL *ssl) {
    cctx->ssl = ssl;
    cctx->ctx = NULL;
}

void SSL_CONF_CTX_set_ssl_ctx(SSL_CONF_CTX *cctx, SSL_CTX *ctx) {
    cctx->ctx = ctx;
    cctx->ssl = NULL;
}

/* The keys of certificates that came without, from the same file; an own key that fits is left alone. */
static int load_missing_keys(SSL_CONF_CTX *cctx) {
    for (int i = 0; i < sk_OPENSSL_STRING_num(cctx->cert_files); i++) {
        const char *file = sk_OPENSSL_STRING_value(cctx->cert_files, i);
        const struct ssl_settings *set = ssl_conf_settings(cctx);
        const struct ssl_cert_slot *slot = set ? ssl_cert_set_current(set->certs) : NULL;
        if (!slot || !slot->x509 || slot->key) continue;
        int ok = cctx->ssl ? SSL_use_PrivateKey_file(cctx->ssl, file, SSL_FILETYPE_PEM)
                           : SSL_CTX_use_PrivateKey_file(cctx->ctx, file, SSL_FILETYPE_PEM);
        if (ok <= 0) return 0;
    }
    return 1;
}

int SSL_CONF_CTX_finish(SSL_CONF_CTX *cctx) {
    if (!load_missing_keys(cctx)) return 0;
    drop_files(cctx);
    if (cctx->ca_names && cctx->ssl) {
        SSL_set0_CA_list(cctx->ssl, cctx->ca_names);
    } else if (cctx->ca_names && cctx->ctx) {
        SSL_CTX_set0_CA_list(cctx->ctx, cctx->ca_names);
    } else {
        sk_X509_NAME_pop_free(cctx->ca_names, X509_NAME_free);
    }
    cctx->ca_names = NULL;
    return 1;
}

/* --- finding a command ------------------------------------------------------------------------------------------ */

/* On a command line a name without a prefix of the program's choice begins with a dash. */
static bool skip_prefix(const SSL_CONF_CTX *cctx, const char **pcmd) {
    const char *cmd = *pcmd;
    bool line = (cctx->flags & SSL_CONF_FLAG_CMDLINE) != 0, file = (cctx->flags & SSL_CONF_FLAG_FILE) != 0;
    if (cctx->prefix) {
        size_t n = strlen(cctx->prefix);
        if (strlen(cmd) <= n) return false;
        if (line && strncmp(cmd, cctx->prefix, n) != 0) return false;
        if (file && strncasecmp(cmd, cctx->prefix, n) != 0) return false;
        *pcmd += n;
    } else if (line) {
        if (cmd[0] != '-' || cmd[1] == '\0') return false;
        ++*pcmd;
    }
    return true;
}

static bool is_allowed(const SSL_CONF_CTX *cctx, unsigned need) { return (need & cctx->flags) == need; }

static bool is_called(const SSL_CONF_CTX *cctx, const char *cmd, const char *file, const char *line) {
    if ((cctx->flags & SSL_CONF_FLAG_CMDLINE) != 0 && line && strcmp(line, cmd) == 0) return true;
    return (cctx->flags & SSL_CONF_FLAG_FILE) != 0 && file && strcasecmp(file, cmd) == 0;
}

static const struct ssl_conf_command *find_command(const SSL_CONF_CTX *cctx, const char *cmd) {
    for (size_t i = 0; i < ssl_num_conf_commands; i++) {
        const struct ssl_conf_command *c = &ssl_conf_commands[i];
        if (is_allowed(cctx, c->need) && is_called(cctx, cmd, c->file, c->line)) return c;
    }
    return NULL;
}

static const struct ssl_conf_switch *find_switch(const SSL_CONF_CTX *cctx, const char *cmd) {
    for (size_t i = 0; i < ssl_num_conf_switches; i++) {
        const struct ssl_conf_switch *c = &ssl_conf_switches[i];
        if (is_allowed(cctx, c->need) && is_called(cctx, cmd, NULL, c->line)) return c;
    }
    return NULL;
}

/* --- running one ------------------------------------------------------------------------------------------------ */

static int run_switch(SSL_CONF_CTX *cctx, const struct ssl_conf_switch *sw) {
    struct ssl_settings *set = ssl_conf_settings(cctx);
    if (set && sw->inverse) set->options &= ~sw->option;
    if (set && !sw->inverse) set->options |= sw->option;
    if (!set || sw->cert_flag == 0) return 1;
    struct ssl_cert_set *own = ssl_cert_set_own(&set->certs);
    if (own) own->flags |= sw->cert_flag;
    return own != NULL;
}

static int bad_value(const SSL_CONF_CTX *cctx, const char *cmd, const char *value, int ret) {
    if ((cctx->flags & SSL_CONF_FLAG_SHOW_ERRORS) != 0) {
        BS_RAISE_DATA(ERR_LIB_SSL, SSL_R_BAD_VALUE, "cmd=%s, value=%s", cmd, value ? value : "<EMPTY>");
    }
    return ret;
}

static int unknown(const SSL_CONF_CTX *cctx, const char *cmd) {
    if ((cctx->flags & SSL_CONF_FLAG_SHOW_ERRORS) != 0) {
        BS_RAISE_DATA(ERR_LIB_SSL, SSL_R_UNKNOWN_CMD_NAME, "cmd=%s", cmd);
    }
    return -2;
}

static int run_command(SSL_CONF_CTX *cctx, const struct ssl_conf_command *c, const char *cmd, const char *value) {
    if (!value) return bad_value(cctx, cmd, value, -3);
    int ret = c->run(cctx, value);
    if (ret > 0) return 2;
    return ret == -2 ? -2 : bad_value(cctx, cmd, value, 0);
}

int SSL_CONF_cmd(SSL_CONF_CTX *cctx, const char *cmd, const char *value) {
    if (!cmd) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_INVALID_NULL_CMD_NAME);
        return 0;
    }
    if (!skip_prefix(cctx, &cmd)) return unknown(cctx, cmd);
    const struct ssl_conf_command *c = find_command(cctx, cmd);
    if (c) return run_command(cctx, c, cmd, value);
    const struct ssl_conf_switch *sw = find_switch(cctx, cmd);
    return sw ? run_switch(cctx, sw) : unknown(cctx, cmd);
}

int SSL_CONF_cmd_argv(SSL_CONF_CTX *cctx, int *pargc, char ***pargv) {
    if (pargc && *pargc <= 0) return 0;
    if (!pargc && !**pargv) return 0;
    const char *value = pargc && *pargc == 1 ? NULL : (*pargv)[1];
    cctx->flags &= ~(unsigned)SSL_CONF_FLAG_FILE;
    cctx->flags |= SSL_CONF_FLAG_CMDLINE;
    int ret = SSL_CONF_cmd(cctx, **pargv, value);
    if (ret > 0) {
        *pargv += ret;
        if (pargc) *pargc -= ret;
        return ret;
    }
    if (ret == -2) return 0;
    return ret == 0 ? -1 : ret;
}

int SSL_CONF_cmd_value_type(SSL_CONF_CTX *cctx, const char *cmd) {
    if (!cmd || !skip_prefix(cctx, &cmd)) return SSL_CONF_TYPE_UNKNOWN;
    const struct ssl_conf_command *c = find_command(cctx, cmd);
    if (c) return c->type;
    return find_switch(cctx, cmd) ? SSL_CONF_TYPE_NONE : SSL_CONF_TYPE_UNKNOWN;
}
