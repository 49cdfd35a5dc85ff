/* NCONF_*: a configuration as programs use it. */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/conf_local.h"
#include "compat/crypto/core/paths.h"
#include "compat/crypto/core/raise.h"

CONF_METHOD *NCONF_default(void) {
    static CONF_METHOD method = { .name = "OpenSSL default" };
    return &method;
}

CONF *NCONF_new_ex(OSSL_LIB_CTX *libctx, CONF_METHOD *meth) {
    CONF *conf = (CONF *)OPENSSL_zalloc(sizeof(*conf));
    struct bs_conf_data *data = (struct bs_conf_data *)OPENSSL_zalloc(sizeof(*data));
    if (conf == NULL || data == NULL) {
        OPENSSL_free(conf);
        OPENSSL_free(data);
        BS_RAISE(ERR_LIB_CONF, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    conf->meth = meth != NULL ? meth : NCONF_default();
    conf->meth_data = data;
    conf->libctx = libctx;
    return conf;
}

CONF *NCONF_new(CONF_METHOD *meth) { return NCONF_new_ex(NULL, meth); }
OSSL_LIB_CTX *NCONF_get0_libctx(const CONF *conf) { return conf->libctx; }

static void value_free(CONF_VALUE *v) {
    OPENSSL_free(v->name);
    OPENSSL_free(v->value);
    OPENSSL_free(v); /* v->section is the section's */
}

void NCONF_free_data(CONF *conf) {
    if (conf == NULL) return;
    struct bs_conf_data *d = (struct bs_conf_data *)conf->meth_data;
    for (size_t i = 0; i < d->num; i++) {
        sk_CONF_VALUE_pop_free(d->sections[i]->values, value_free);
        OPENSSL_free(d->sections[i]->name);
        OPENSSL_free(d->sections[i]);
    }
    OPENSSL_free(d->sections);
    *d = (struct bs_conf_data){ NULL, 0 };
}

void NCONF_free(CONF *conf) {
    if (conf == NULL) return;
    NCONF_free_data(conf);
    OPENSSL_free(conf->meth_data);
    OPENSSL_free(conf->includedir);
    OPENSSL_free(conf);
}

/* --- storing ------------------------------------------------------------------------- */

struct bs_conf_section *bs_conf_section(CONF *conf, const char *name, bool create) {
    struct bs_conf_data *d = (struct bs_conf_data *)conf->meth_data;
    for (size_t i = 0; i < d->num; i++) {
        if (strcmp(d->sections[i]->name, name) == 0) return d->sections[i];
    }
    if (!create) return NULL;
    struct bs_conf_section *s = (struct bs_conf_section *)OPENSSL_zalloc(sizeof(*s));
    struct bs_conf_section **all =
        (struct bs_conf_section **)OPENSSL_realloc(d->sections, (d->num + 1) * sizeof(*all));
    if (all != NULL) d->sections = all;
    if (s == NULL || all == NULL || (s->name = OPENSSL_strdup(name)) == NULL ||
        (s->values = sk_CONF_VALUE_new_null()) == NULL) {
        if (s != NULL) OPENSSL_free(s->name);
        OPENSSL_free(s);
        BS_RAISE(ERR_LIB_CONF, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    return d->sections[d->num++] = s;
}

static CONF_VALUE *find(const struct bs_conf_section *s, const char *name) {
    for (int i = 0; s != NULL && i < sk_CONF_VALUE_num(s->values); i++) {
        CONF_VALUE *v = sk_CONF_VALUE_value(s->values, i);
        if (strcmp(v->name, name) == 0) return v;
    }
    return NULL;
}

bool bs_conf_set(CONF *conf, const char *section, const char *name, const char *value) {
    struct bs_conf_section *s = bs_conf_section(conf, section, true);
    if (s == NULL) return false;
    CONF_VALUE *old = find(s, name), *v = (CONF_VALUE *)OPENSSL_zalloc(sizeof(*v));
    if (v == NULL) return false;
    v->section = s->name;
    v->name = OPENSSL_strdup(name);
    v->value = OPENSSL_strdup(value);
    if (v->name == NULL || v->value == NULL || !sk_CONF_VALUE_push(s->values, v)) {
        value_free(v);
        BS_RAISE(ERR_LIB_CONF, ERR_R_MALLOC_FAILURE);
        return false;
    }
    if (old != NULL) {
        (void)sk_CONF_VALUE_delete_ptr(s->values, old);
        value_free(old);
    }
    return true;
}

/* --- loading ---------------------------------------------------------------------------- */

int NCONF_load_bio(CONF *conf, BIO *bp, long *eline) {
    if (conf == NULL) {
        BS_RAISE(ERR_LIB_CONF, CONF_R_NO_CONF);
        return 0;
    }
    BIO *all = BIO_new(BIO_s_mem());
    if (all == NULL) return 0;
    char buf[4096], *text;
    bool ok = true, fresh = ((struct bs_conf_data *)conf->meth_data)->num == 0;
    for (int n; ok && (n = BIO_read(bp, buf, sizeof(buf))) > 0;) ok = BIO_write(all, buf, n) == n;
    long len = BIO_get_mem_data(all, &text), line = ok ? bs_conf_parse(conf, text, (size_t)len) : 1;
    BIO_free(all);
    if (line == 0) return 1;
    if (fresh) NCONF_free_data(conf); /* half a file is none */
    char number[24];
    BIO_snprintf(number, sizeof(number), "%ld", line);
    ERR_add_error_data(2, "line ", number);
    if (eline != NULL) *eline = line;
    return 0;
}

int NCONF_load(CONF *conf, const char *file, long *eline) {
    if (conf == NULL) {
        BS_RAISE(ERR_LIB_CONF, CONF_R_NO_CONF);
        return 0;
    }
    BIO *in = BIO_new_file(file, "rb");
    if (in == NULL) {
        bool missing = ERR_GET_REASON(ERR_peek_last_error()) == BIO_R_NO_SUCH_FILE;
        BS_RAISE(ERR_LIB_CONF, missing ? CONF_R_NO_SUCH_FILE : ERR_R_SYS_LIB);
        return 0;
    }
    int ret = NCONF_load_bio(conf, in, eline);
    BIO_free(in);
    return ret;
}

int NCONF_load_fp(CONF *conf, FILE *fp, long *eline) {
    BIO *in = BIO_new_fp(fp, BIO_NOCLOSE);
    if (in == NULL) return 0;
    int ret = NCONF_load_bio(conf, in, eline);
    BIO_free(in);
    return ret;
}

/* --- asking -------------------------------------------------------------------------------- */

/* Sections are not made by asking, so a constant CONF stays as it is. */
static struct bs_conf_section *look(const CONF *conf, const char *name) {
    return bs_conf_section((CONF *)(uintptr_t)conf, name, false);
}

char *bs_conf_lookup(const CONF *conf, const char *section, const char *name) {
    if (name == NULL) return NULL;
    if (conf == NULL) return (char *)(uintptr_t)bs_getenv_safe(name);
    if (section != NULL) {
        CONF_VALUE *v = find(look(conf, section), name);
        if (v != NULL) return v->value;
        const char *env = strcmp(section, "ENV") == 0 ? bs_getenv_safe(name) : NULL;
        if (env != NULL) return (char *)(uintptr_t)env;
    }
    CONF_VALUE *v = find(look(conf, "default"), name);
    return v == NULL ? NULL : v->value;
}

char *NCONF_get_string(const CONF *conf, const char *group, const char *name) {
    char *s = bs_conf_lookup(conf, group, name);
    if (s != NULL) return s;
    if (conf == NULL)
        BS_RAISE(ERR_LIB_CONF, CONF_R_NO_CONF_OR_ENVIRONMENT_VARIABLE);
    else
        BS_RAISE_DATA(ERR_LIB_CONF, CONF_R_NO_VALUE, "group=%s name=%s", group == NULL ? "" : group, name);
    return NULL;
}

STACK_OF(CONF_VALUE) *NCONF_get_section(const CONF *conf, const char *section) {
    if (conf == NULL || section == NULL) {
        BS_RAISE(ERR_LIB_CONF, conf == NULL ? CONF_R_NO_CONF : CONF_R_NO_SECTION);
        return NULL;
    }
    struct bs_conf_section *s = look(conf, section);
    return s == NULL ? NULL : s->values;
}

int NCONF_get_number_e(const CONF *conf, const char *group, const char *name, long *result) {
    if (result == NULL) {
        BS_RAISE(ERR_LIB_CONF, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    const char *s = NCONF_get_string(conf, group, name);
    if (s == NULL) return 0;
    long n = 0;
    for (; isdigit((unsigned char)*s); s++) {
        int digit = *s - '0';
        if (n > (LONG_MAX - digit) / 10) {
            BS_RAISE(ERR_LIB_CONF, CONF_R_NUMBER_TOO_LARGE);
            return 0;
        }
        n = n * 10 + digit;
    }
    *result = n;
    return 1;
}

int CONF_parse_list(const char *list, int sep, int nospc, int (*list_cb)(const char *elem, int len, void *usr),
                    void *arg) {
    if (list == NULL) {
        BS_RAISE(ERR_LIB_CONF, CONF_R_LIST_CANNOT_BE_NULL);
        return 0;
    }
    for (const char *p = list;;) {
        while (nospc && *p != '\0' && isspace((unsigned char)*p)) p++;
        const char *end = strchr(p, sep), *last;
        size_t n = end != NULL ? (size_t)(end - p) : strlen(p);
        last = p + n;
        if (p == last || *p == '\0') {
            n = 0;
        } else if (nospc) {
            while (last > p && isspace((unsigned char)last[-1])) last--;
            n = (size_t)(last - p);
        }
        int ret = n == 0 ? list_cb(NULL, 0, arg) : list_cb(p, (int)n, arg);
        if (ret <= 0 || end == NULL) return ret;
        p = end + 1;
    }
}
