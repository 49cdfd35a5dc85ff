/* The process's own configuration, and the modules it configures. Of these we have: ssl_conf, which libssl asks for,
 * and oid_section. Engines and providers are passed over, as there are none of either to be configured. */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include <ctype.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/conf_local.h"
#include "compat/crypto/core/init_local.h"
#include "compat/crypto/core/paths.h"
#include "compat/crypto/core/raise.h"

/* The last loaded is the one that counts; older ones are kept, as what was lent of them must stay. */
struct loaded {
    CONF *conf;
    char *appname; /* NULL: openssl_conf */
    struct loaded *older;
};

static _Atomic(struct loaded *) current;
static pthread_once_t default_once = PTHREAD_ONCE_INIT;

char *CONF_get1_default_config_file(void) {
    const char *file = bs_getenv_safe("OPENSSL_CONF");
    return OPENSSL_strdup(file != NULL ? file : BS_OPENSSLDIR "/openssl.cnf");
}

static const char *top_section(const CONF *conf, const char *appname, unsigned long flags) {
    const char *top = appname == NULL ? NULL : bs_conf_lookup(conf, NULL, appname);
    if (top == NULL && (appname == NULL || (flags & CONF_MFLAGS_DEFAULT_SECTION))) {
        top = bs_conf_lookup(conf, NULL, "openssl_conf");
    }
    return top;
}

/* "1.2.3", or "long name, 1.2.3". */
static bool add_oid(const char *name, const char *value) {
    const char *comma = strrchr(value, ','), *oid = comma == NULL ? value : comma + 1;
    char *long_name = NULL;
    if (comma != NULL) {
        while (isspace((unsigned char)*oid)) oid++;
        while (isspace((unsigned char)*value)) value++;
        while (comma > value && isspace((unsigned char)comma[-1])) comma--;
        if (*oid == '\0') return false;
        if (comma > value && (long_name = OPENSSL_strndup(value, (size_t)(comma - value))) == NULL) return false;
    }
    bool ok = OBJ_create(oid, name, long_name == NULL ? name : long_name) != NID_undef;
    OPENSSL_free(long_name);
    return ok;
}

static int add_oids(const CONF *conf, const char *section) {
    STACK_OF(CONF_VALUE) *oids = NCONF_get_section(conf, section);
    if (oids == NULL) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_ERROR_LOADING_SECTION);
        return -1;
    }
    for (int i = 0; i < sk_CONF_VALUE_num(oids); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(oids, i);
        if (add_oid(v->name, v->value)) continue;
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_ADDING_OBJECT);
        return -1;
    }
    return 1;
}

/* A module may be named with a suffix after a dot, to be configured twice. */
static bool is_module(const char *name, const char *module) {
    size_t n = strlen(module);
    return strncmp(name, module, n) == 0 && (name[n] == '\0' || name[n] == '.');
}

const char *bs_conf_module(const CONF *conf, const char *module) {
    const struct loaded *l = atomic_load(&current);
    while (l != NULL && l->conf != conf) l = l->older;
    const char *appname = l == NULL ? NULL : l->appname;
    const char *top = conf == NULL ? NULL : top_section(conf, appname, CONF_MFLAGS_DEFAULT_SECTION);
    STACK_OF(CONF_VALUE) *values = top == NULL ? NULL : NCONF_get_section(conf, top);
    for (int i = 0; i < sk_CONF_VALUE_num(values); i++) { /* not by name: the default section must not answer for it */
        const CONF_VALUE *v = sk_CONF_VALUE_value(values, i);
        if (v != NULL && is_module(v->name, module)) return v->value;
    }
    return NULL;
}

static int run_module(const CONF *conf, const CONF_VALUE *v, unsigned long flags) {
    if (is_module(v->name, "oid_section")) {
        int ret = add_oids(conf, v->value);
        if (ret <= 0 && !(flags & CONF_MFLAGS_SILENT)) {
            BS_RAISE_DATA(ERR_LIB_CONF, CONF_R_MODULE_INITIALIZATION_ERROR, "module=%s, value=%s retcode=%-8d", v->name,
                          v->value, ret);
        }
        return ret;
    }
    static const char *const known[] = { "ssl_conf", "providers", "engines", "alg_section", "stbl_section" };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (is_module(v->name, known[i])) return 1;
    }
    if (!(flags & CONF_MFLAGS_SILENT)) BS_RAISE_DATA(ERR_LIB_CONF, CONF_R_UNKNOWN_MODULE_NAME, "module=%s", v->name);
    return -1;
}

int CONF_modules_load(const CONF *conf, const char *appname, unsigned long flags) {
    if (conf == NULL) return 1;
    const char *top = top_section(conf, appname, flags);
    if (top == NULL) return 1;
    STACK_OF(CONF_VALUE) *values = NCONF_get_section(conf, top);
    if (values == NULL) {
        if (!(flags & CONF_MFLAGS_SILENT)) {
            BS_RAISE_DATA(ERR_LIB_CONF, CONF_R_OPENSSL_CONF_REFERENCES_MISSING_SECTION, "openssl_conf=%s", top);
        }
        return 0;
    }
    for (int i = 0; i < sk_CONF_VALUE_num(values); i++) {
        ERR_set_mark();
        int ret = run_module(conf, sk_CONF_VALUE_value(values, i), flags);
        if (ret <= 0 && !(flags & CONF_MFLAGS_IGNORE_ERRORS)) {
            ERR_clear_last_mark();
            return ret;
        }
        ERR_pop_to_mark(); /* what is ignored is not told of either */
    }
    return 1;
}

/* Keeps what was loaded as the process's; false when memory is out. */
static bool install(CONF *conf, const char *appname) {
    struct loaded *l = (struct loaded *)calloc(1, sizeof(*l));
    if (l != NULL && appname != NULL && (l->appname = strdup(appname)) == NULL) {
        free(l);
        l = NULL;
    }
    if (l == NULL) {
        BS_RAISE(ERR_LIB_CONF, ERR_R_MALLOC_FAILURE);
        return false;
    }
    l->conf = conf;
    l->older = atomic_load(&current);
    while (!atomic_compare_exchange_weak(&current, &l->older, l)) {}
    return true;
}

int CONF_modules_load_file_ex(OSSL_LIB_CTX *libctx, const char *filename, const char *appname, unsigned long flags) {
    char *file = filename == NULL ? CONF_get1_default_config_file() : OPENSSL_strdup(filename);
    CONF *conf = file == NULL ? NULL : NCONF_new_ex(libctx, NULL);
    int ret = 0;
    int marked = ERR_set_mark();
    if (conf == NULL) {
        ret = 0;
    } else if (*file == '\0') { /* OPENSSL_CONF set to nothing: nothing is wanted */
        ret = 1;
    } else if (NCONF_load(conf, file, NULL)) {
        ret = CONF_modules_load(conf, appname, flags);
        if (ret > 0 && !install(conf, appname)) ret = 0;
        if (ret > 0) conf = NULL;
    } else if ((flags & CONF_MFLAGS_IGNORE_MISSING_FILE) &&
               ERR_GET_REASON(ERR_peek_last_error()) == CONF_R_NO_SUCH_FILE) {
        ret = 1;
    }
    if (ret > 0 && !marked)
        ERR_clear_error();
    else if (ret > 0)
        ERR_pop_to_mark();
    else if (marked)
        ERR_clear_last_mark();
    NCONF_free(conf);
    OPENSSL_free(file);
    return (flags & CONF_MFLAGS_IGNORE_RETURN_CODES) ? 1 : ret;
}

int CONF_modules_load_file(const char *filename, const char *appname, unsigned long flags) {
    return CONF_modules_load_file_ex(NULL, filename, appname, flags);
}

/* Of before 1.1.0: the default file with another section name. */
void OPENSSL_config(const char *appname) {
    CONF_modules_load_file(NULL, appname, CONF_MFLAGS_DEFAULT_SECTION | CONF_MFLAGS_IGNORE_MISSING_FILE |
                                              CONF_MFLAGS_IGNORE_RETURN_CODES);
}

void OPENSSL_load_builtin_modules(void) {}

/* What was configured is data alone, so there is nothing to stop. */
void CONF_modules_unload(int all) { (void)all; }
void CONF_modules_finish(void) {}

static void load_default(void) {
    if (atomic_load(&current) != NULL || !bs_init_config_wanted()) return;
    int marked = ERR_set_mark();
    CONF_modules_load_file(bs_init_config_file(), bs_init_config_appname(),
                           CONF_MFLAGS_DEFAULT_SECTION | CONF_MFLAGS_IGNORE_MISSING_FILE);
    if (marked) /* a bad file is passed over, as by OPENSSL_init_ssl() */
        ERR_pop_to_mark();
    else
        ERR_clear_error();
}

const CONF *bs_conf_process(void) {
    pthread_once(&default_once, load_default);
    const struct loaded *l = atomic_load(&current);
    return l == NULL ? NULL : l->conf;
}
