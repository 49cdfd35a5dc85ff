/* Lists of name:value pairs, and the database that a context has.                          man 5 x509v3_config */
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <ctype.h>
#include <string.h>

#include "compat/crypto/asn1/v3_conf.h"
#include "compat/crypto/core/raise.h"

void X509V3_conf_free(CONF_VALUE *v) {
    if (!v) return;
    OPENSSL_free(v->name);
    OPENSSL_free(v->value);
    OPENSSL_free(v->section);
    OPENSSL_free(v);
}

int X509V3_add_value(const char *name, const char *value, STACK_OF(CONF_VALUE) **list) {
    STACK_OF(CONF_VALUE) *sk = *list ? *list : sk_CONF_VALUE_new_null();
    CONF_VALUE *v = sk ? (CONF_VALUE *)OPENSSL_zalloc(sizeof *v) : NULL;
    if (v) {
        v->name = name ? OPENSSL_strdup(name) : NULL;
        v->value = value ? OPENSSL_strdup(value) : NULL;
        if ((!name || v->name) && (!value || v->value) && sk_CONF_VALUE_push(sk, v)) {
            *list = sk;
            return 1;
        }
    }
    X509V3_conf_free(v);
    if (sk != *list) sk_CONF_VALUE_free(sk);
    return 0;
}

/* A copy without the spaces around it, NULL if nothing is left. As with OpenSSL, those after one character stay. */
static char *stripped(const char *p, size_t n) {
    while (n > 0 && isspace((unsigned char)*p)) {
        p++;
        n--;
    }
    size_t end = n;
    while (end > 1 && isspace((unsigned char)p[end - 1])) end--;
    if (end > 1) n = end;
    return n > 0 ? OPENSSL_strndup(p, n) : NULL;
}

static bool add_pair(STACK_OF(CONF_VALUE) **list, const char *p, size_t n) {
    size_t line = strcspn(p, "\r\n");
    const char *colon = (const char *)memchr(p, ':', n < line ? n : line);
    char *name = stripped(p, colon ? (size_t)(colon - p) : n);
    char *value = colon ? stripped(colon + 1, (size_t)(p + n - colon - 1)) : NULL;
    bool ok = name && (value || !colon);
    if (!name) BS_RAISE(ERR_LIB_X509V3, X509V3_R_INVALID_EMPTY_NAME);
    else if (!ok) BS_RAISE(ERR_LIB_X509V3, X509V3_R_INVALID_NULL_VALUE);
    ok = ok && X509V3_add_value(name, value, list);
    OPENSSL_free(name);
    OPENSSL_free(value);
    return ok;
}

STACK_OF(CONF_VALUE) *X509V3_parse_list(const char *line) {
    STACK_OF(CONF_VALUE) *list = NULL;
    /* what follows the end of the line belongs to the last pair, whatever it is */
    for (size_t left = strcspn(line, "\r\n");;) {
        const char *comma = (const char *)memchr(line, ',', left);
        size_t n = comma ? (size_t)(comma - line) : strlen(line);
        if (!add_pair(&list, line, n)) {
            sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
            return NULL;
        }
        if (!comma) return list;
        left -= n + 1;
        line = comma + 1;
    }
}

int X509V3_get_value_bool(const CONF_VALUE *v, int *out) {
    static const char *const yes[] = { "TRUE", "true", "Y", "y", "YES", "yes" };
    static const char *const no[] = { "FALSE", "false", "N", "n", "NO", "no" };
    for (size_t i = 0; v->value && i < sizeof yes / sizeof yes[0]; i++) {
        bool is = strcmp(v->value, yes[i]) == 0;
        if (!is && strcmp(v->value, no[i]) != 0) continue;
        *out = is ? 0xff : 0;
        return 1;
    }
    bs_v3_refuse(X509V3_R_INVALID_BOOLEAN_STRING, v);
    return 0;
}

int X509V3_get_value_int(const CONF_VALUE *v, ASN1_INTEGER **out) {
    ASN1_INTEGER *i = v->value ? bs_v3_integer_from(v->value) : NULL;
    if (!i) {
        bs_v3_refuse(X509V3_R_INVALID_NUMBER, v);
        return 0;
    }
    *out = i;
    return 1;
}

/* --- the database ----------------------------------------------------------------------- */

static char *nconf_string(void *db, const char *section, const char *value) {
    return NCONF_get_string((CONF *)db, section, value);
}
static STACK_OF(CONF_VALUE) *nconf_section(void *db, const char *section) {
    return NCONF_get_section((CONF *)db, section);
}
static X509V3_CONF_METHOD nconf_method = { nconf_string, nconf_section, NULL, NULL };

void X509V3_set_nconf(X509V3_CTX *ctx, CONF *conf) {
    if (!ctx) {
        BS_RAISE(ERR_LIB_X509V3, ERR_R_PASSED_NULL_PARAMETER);
        return;
    }
    ctx->db_meth = &nconf_method;
    ctx->db = conf;
}

STACK_OF(CONF_VALUE) *X509V3_get_section(X509V3_CTX *ctx, const char *section) {
    if (ctx && ctx->db && ctx->db_meth && ctx->db_meth->get_section) return ctx->db_meth->get_section(ctx->db, section);
    BS_RAISE(ERR_LIB_X509V3, X509V3_R_OPERATION_NOT_DEFINED);
    return NULL;
}

char *X509V3_get_string(X509V3_CTX *ctx, const char *name, const char *section) {
    if (ctx && ctx->db && ctx->db_meth && ctx->db_meth->get_string) return ctx->db_meth->get_string(ctx->db, name, section);
    BS_RAISE(ERR_LIB_X509V3, X509V3_R_OPERATION_NOT_DEFINED);
    return NULL;
}
