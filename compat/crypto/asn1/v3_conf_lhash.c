/* Extensions from configurations of before 0.9.5, which are hash tables: CONF_load(). */
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "compat/crypto/core/conf_local.h"
#include "compat/crypto/core/raise.h"

/* The same with a copy of the table in today's form; NULL stays NULL. */
#define WITH_COPY(type, none, call) \
    CONF *copy = conf ? bs_conf_of_table(conf) : NULL; \
    if (conf && !copy) return none; \
    type ret = (call); \
    NCONF_free(copy); \
    return ret

X509_EXTENSION *X509V3_EXT_conf(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, const char *name, const char *value) {
    WITH_COPY(X509_EXTENSION *, NULL, X509V3_EXT_nconf(copy, ctx, name, value));
}

X509_EXTENSION *X509V3_EXT_conf_nid(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, int nid, const char *value) {
    WITH_COPY(X509_EXTENSION *, NULL, X509V3_EXT_nconf_nid(copy, ctx, nid, value));
}

int X509V3_EXT_add_conf(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, const char *section, X509 *cert) {
    WITH_COPY(int, 0, X509V3_EXT_add_nconf(copy, ctx, section, cert));
}

int X509V3_EXT_CRL_add_conf(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, const char *section, X509_CRL *crl) {
    WITH_COPY(int, 0, X509V3_EXT_CRL_add_nconf(copy, ctx, section, crl));
}

int X509V3_EXT_REQ_add_conf(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, const char *section, X509_REQ *req) {
    WITH_COPY(int, 0, X509V3_EXT_REQ_add_nconf(copy, ctx, section, req));
}

/* --- as the database of a context ------------------------------------------------------------------- */

static char *get_string(void *db, const char *section, const char *name) {
    return CONF_get_string((LHASH_OF(CONF_VALUE) *)db, section, name);
}

static STACK_OF(CONF_VALUE) *get_section(void *db, const char *section) {
    return CONF_get_section((LHASH_OF(CONF_VALUE) *)db, section);
}

static X509V3_CONF_METHOD method = { get_string, get_section, NULL, NULL };

void X509V3_set_conf_lhash(X509V3_CTX *ctx, LHASH_OF(CONF_VALUE) *conf) {
    if (!ctx) {
        BS_RAISE(ERR_LIB_X509V3, ERR_R_PASSED_NULL_PARAMETER);
        return;
    }
    ctx->db_meth = &method;
    ctx->db = conf;
}

void X509V3_string_free(X509V3_CTX *ctx, char *str) {
    if (str && ctx && ctx->db_meth && ctx->db_meth->free_string) ctx->db_meth->free_string(ctx->db, str);
}

void X509V3_section_free(X509V3_CTX *ctx, STACK_OF(CONF_VALUE) *section) {
    if (section && ctx && ctx->db_meth && ctx->db_meth->free_section) ctx->db_meth->free_section(ctx->db, section);
}
