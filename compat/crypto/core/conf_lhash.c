/* Configurations as hash tables, of before OpenSSL 0.9.5: CONF_load(). As programs may walk through one, there is a row
 * for each section, whose `value` is the stack of its values, and one for each value. */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/lhash.h>

#include <string.h>

#include "compat/crypto/core/conf_local.h"
#include "compat/crypto/core/paths.h"
#include "compat/crypto/core/raise.h"

static unsigned long hash(const void *p) {
    const CONF_VALUE *v = (const CONF_VALUE *)p;
    return OPENSSL_LH_strhash(v->section) << 2 ^ (v->name == NULL ? 0 : OPENSSL_LH_strhash(v->name));
}

static int compare(const void *pa, const void *pb) {
    const CONF_VALUE *a = (const CONF_VALUE *)pa, *b = (const CONF_VALUE *)pb;
    const int d = strcmp(a->section, b->section);
    if (d != 0) return d;
    if (a->name != NULL && b->name != NULL) return strcmp(a->name, b->name);
    return (a->name != NULL) - (b->name != NULL);
}

static OPENSSL_LHASH *table(LHASH_OF(CONF_VALUE) *conf) { return (OPENSSL_LHASH *)(void *)conf; }

static CONF_VALUE *row(LHASH_OF(CONF_VALUE) *conf, const char *section, const char *name) {
    const CONF_VALUE key = { .section = (char *)(uintptr_t)section, .name = (char *)(uintptr_t)name };
    return conf == NULL ? NULL : (CONF_VALUE *)OPENSSL_LH_retrieve(table(conf), &key);
}

/* --- from and to what NCONF_load() makes ------------------------------------------------------------ */

/* The section's row; made if there is none. */
static CONF_VALUE *section_row(OPENSSL_LHASH *t, const char *name) {
    const CONF_VALUE key = { .section = (char *)(uintptr_t)name };
    CONF_VALUE *v = (CONF_VALUE *)OPENSSL_LH_retrieve(t, &key);
    if (v != NULL) return v;
    v = (CONF_VALUE *)OPENSSL_zalloc(sizeof(*v));
    if (v != NULL) {
        v->section = OPENSSL_strdup(name);
        v->value = (char *)(void *)sk_CONF_VALUE_new_null();
    }
    if (v != NULL && v->section != NULL && v->value != NULL) {
        (void)OPENSSL_LH_insert(t, v);
        if (!OPENSSL_LH_error(t)) return v;
    }
    if (v != NULL) {
        OPENSSL_free(v->section);
        sk_CONF_VALUE_free((STACK_OF(CONF_VALUE) *)(void *)v->value);
    }
    OPENSSL_free(v);
    return NULL;
}

static STACK_OF(CONF_VALUE) *values_of(const CONF_VALUE *section) {
    return (STACK_OF(CONF_VALUE) *)(void *)section->value;
}

static void free_value(CONF_VALUE *v) {
    OPENSSL_free(v->name);
    OPENSSL_free(v->value);
    OPENSSL_free(v);
}

/* What is there already under that name goes. */
static bool put(OPENSSL_LHASH *t, const CONF_VALUE *section, const CONF_VALUE *from) {
    CONF_VALUE *v = (CONF_VALUE *)OPENSSL_zalloc(sizeof(*v));
    if (v == NULL) return false;
    v->section = section->section;
    v->name = OPENSSL_strdup(from->name);
    v->value = OPENSSL_strdup(from->value);
    if (v->name == NULL || v->value == NULL || !sk_CONF_VALUE_push(values_of(section), v)) {
        free_value(v);
        return false;
    }
    CONF_VALUE *old = (CONF_VALUE *)OPENSSL_LH_insert(t, v);
    if (old != NULL) {
        (void)sk_CONF_VALUE_delete_ptr(values_of(section), old);
        free_value(old);
    }
    return !OPENSSL_LH_error(t);
}

static bool take(OPENSSL_LHASH *t, const CONF *from) {
    const struct bs_conf_data *d = (const struct bs_conf_data *)from->meth_data;
    for (size_t i = 0; i < d->num; i++) {
        const CONF_VALUE *section = section_row(t, d->sections[i]->name);
        if (section == NULL) return false;
        for (int k = 0; k < sk_CONF_VALUE_num(d->sections[i]->values); k++) {
            if (!put(t, section, sk_CONF_VALUE_value(d->sections[i]->values, k))) return false;
        }
    }
    return true;
}

static void give_section(void *p, void *arg) {
    const CONF_VALUE *v = (const CONF_VALUE *)p;
    CONF **conf = (CONF **)arg;
    if (v->name != NULL || *conf == NULL) return;
    bool ok = bs_conf_section(*conf, v->section, true) != NULL;
    for (int i = 0; ok && i < sk_CONF_VALUE_num(values_of(v)); i++) {
        const CONF_VALUE *one = sk_CONF_VALUE_value(values_of(v), i);
        ok = bs_conf_set(*conf, v->section, one->name, one->value);
    }
    if (ok) return;
    NCONF_free(*conf);
    *conf = NULL;
}

CONF *bs_conf_of_table(LHASH_OF(CONF_VALUE) *from) {
    CONF *conf = NCONF_new(NULL);
    if (from != NULL) OPENSSL_LH_doall_arg(table(from), give_section, (void *)&conf);
    return conf;
}

/* --- the public functions --------------------------------------------------------------------------- */

/* As with OpenSSL, what was loaded once takes no second file. */
LHASH_OF(CONF_VALUE) *CONF_load_bio(LHASH_OF(CONF_VALUE) *conf, BIO *in, long *line) {
    if (row(conf, "default", NULL) != NULL) {
        BS_RAISE(ERR_LIB_CONF, CONF_R_UNABLE_TO_CREATE_NEW_SECTION);
        if (line != NULL) *line = 0;
        return NULL;
    }
    CONF *read = NCONF_new(NULL);
    OPENSSL_LHASH *t = conf != NULL ? table(conf) : OPENSSL_LH_new(hash, compare);
    const bool ok = read != NULL && t != NULL && NCONF_load_bio(read, in, line) && take(t, read);
    NCONF_free(read);
    if (ok) return (LHASH_OF(CONF_VALUE) *)(void *)t;
    if (conf == NULL) CONF_free((LHASH_OF(CONF_VALUE) *)(void *)t);
    return NULL;
}

LHASH_OF(CONF_VALUE) *CONF_load(LHASH_OF(CONF_VALUE) *conf, const char *file, long *line) {
    BIO *in = BIO_new_file(file, "rb");
    if (in == NULL) {
        BS_RAISE(ERR_LIB_CONF, ERR_R_SYS_LIB);
        return NULL;
    }
    LHASH_OF(CONF_VALUE) *ret = CONF_load_bio(conf, in, line);
    BIO_free(in);
    return ret;
}

LHASH_OF(CONF_VALUE) *CONF_load_fp(LHASH_OF(CONF_VALUE) *conf, FILE *fp, long *line) {
    BIO *in = BIO_new_fp(fp, BIO_NOCLOSE);
    if (in == NULL) {
        BS_RAISE(ERR_LIB_CONF, ERR_R_BUF_LIB);
        return NULL;
    }
    LHASH_OF(CONF_VALUE) *ret = CONF_load_bio(conf, in, line);
    BIO_free(in);
    return ret;
}

static void free_section(CONF_VALUE *v) {
    sk_CONF_VALUE_pop_free(values_of(v), free_value);
    OPENSSL_free(v->section);
    OPENSSL_free(v);
}

static void collect_section(void *p, void *sections) {
    CONF_VALUE *v = (CONF_VALUE *)p;
    if (v->name == NULL) (void)sk_CONF_VALUE_push((STACK_OF(CONF_VALUE) *)sections, v);
}

void CONF_free(LHASH_OF(CONF_VALUE) *conf) {
    if (conf == NULL) return;
    STACK_OF(CONF_VALUE) *sections = sk_CONF_VALUE_new_null();
    OPENSSL_LH_doall_arg(table(conf), collect_section, sections);
    OPENSSL_LH_free(table(conf));
    sk_CONF_VALUE_pop_free(sections, free_section);
}

STACK_OF(CONF_VALUE) *CONF_get_section(LHASH_OF(CONF_VALUE) *conf, const char *section) {
    if (conf == NULL) return NULL;
    if (section == NULL) {
        BS_RAISE(ERR_LIB_CONF, CONF_R_NO_SECTION);
        return NULL;
    }
    const CONF_VALUE *v = row(conf, section, NULL);
    return v == NULL ? NULL : values_of(v);
}

/* As NCONF_get_string() looks: in the section, in the environment for ENV, in the default section. */
static char *lookup(LHASH_OF(CONF_VALUE) *conf, const char *group, const char *name) {
    const CONF_VALUE *v = group != NULL ? row(conf, group, name) : NULL;
    const char *env = v == NULL && group != NULL && strcmp(group, "ENV") == 0 ? bs_getenv_safe(name) : NULL;
    if (v == NULL && env == NULL) v = row(conf, "default", name);
    return v != NULL ? v->value : (char *)(uintptr_t)env;
}

char *CONF_get_string(LHASH_OF(CONF_VALUE) *conf, const char *group, const char *name) {
    if (conf == NULL) return NCONF_get_string(NULL, group, name);
    char *s = name == NULL ? NULL : lookup(conf, group, name);
    if (s != NULL) return s;
    BS_RAISE_DATA(ERR_LIB_CONF, CONF_R_NO_VALUE, "group=%s name=%s", group == NULL ? "" : group,
                  name == NULL ? "" : name);
    return NULL;
}

/* 0 if it is none */
long CONF_get_number(LHASH_OF(CONF_VALUE) *conf, const char *group, const char *name) {
    long n = 0;
    CONF *copy = conf == NULL ? NULL : bs_conf_of_table(conf);
    ERR_set_mark();
    const int ok = NCONF_get_number_e(copy, group, name, &n);
    ERR_pop_to_mark();
    NCONF_free(copy);
    return ok ? n : 0;
}
