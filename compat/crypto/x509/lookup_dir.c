/*
 * Folders of certificates by hash, as c_rehash makes them: HHHHHHHH.N for certificates and HHHHHHHH.rN for CRLs,
 * where H is X509_NAME_hash() of the subject (or of the CRL's issuer) and N counts from 0 without a gap.
 */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/core/paths.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/x509/store_local.h"

#define MAX_FILES 1000 /* of one hash */

/* CRLs that were loaded already: a folder is asked again at each check, for new ones may have come. */
struct seen {
    unsigned long hash;
    int next;
};

struct dir {
    char *path;
    int type; /* X509_FILETYPE_* */
    struct seen *seen;
    size_t num_seen;
};

struct dirs {
    struct dir *list;
    size_t num;
};

static int new_dir(X509_LOOKUP *lu) {
    lu->method_data = OPENSSL_zalloc(sizeof(struct dirs));
    return lu->method_data != NULL;
}

static void free_dir(X509_LOOKUP *lu) {
    struct dirs *d = (struct dirs *)lu->method_data;
    for (size_t i = 0; d && i < d->num; i++) {
        OPENSSL_free(d->list[i].path);
        OPENSSL_free(d->list[i].seen);
    }
    if (d) OPENSSL_free(d->list);
    OPENSSL_free(d);
}

static bool add_one(struct dirs *d, const char *path, size_t len, int type) {
    for (size_t i = 0; i < d->num; i++) {
        if (strlen(d->list[i].path) == len && strncmp(d->list[i].path, path, len) == 0) return true;
    }
    struct dir *list = (struct dir *)OPENSSL_realloc(d->list, (d->num + 1) * sizeof *list);
    char *copy = OPENSSL_strndup(path, len);
    if (list) d->list = list;
    if (!list || !copy) {
        OPENSSL_free(copy);
        return false;
    }
    list[d->num++] = (struct dir){ .path = copy, .type = type };
    return true;
}

/* Several folders may be given, parted by ':'. */
static int add_dirs(struct dirs *d, const char *paths, int type) {
    if (!paths || !*paths) {
        BS_RAISE(ERR_LIB_X509, X509_R_INVALID_DIRECTORY);
        return 0;
    }
    for (;;) {
        size_t len = strcspn(paths, ":");
        if (len > 0 && !add_one(d, paths, len, type)) return 0;
        if (!paths[len]) return 1;
        paths += len + 1;
    }
}

static int dir_ctrl(X509_LOOKUP *lu, int cmd, const char *argp, long argl, char **ret) {
    (void)ret;
    struct dirs *d = (struct dirs *)lu->method_data;
    if (cmd != X509_L_ADD_DIR) return 0;
    if (argl != X509_FILETYPE_DEFAULT) return add_dirs(d, argp, (int)argl);
    const char *path = bs_getenv_safe(X509_get_default_cert_dir_env());
    if (!path) path = X509_get_default_cert_dir();
    if (add_dirs(d, path, X509_FILETYPE_PEM)) return 1;
    BS_RAISE(ERR_LIB_X509, X509_R_LOADING_CERT_DIR);
    return 0;
}

static struct seen *find_seen(struct dir *d, unsigned long hash) {
    for (size_t i = 0; i < d->num_seen; i++) {
        if (d->seen[i].hash == hash) return &d->seen[i];
    }
    return NULL;
}

/* Where files are there alone, or a peer's names would fill the memory. */
static void remember(struct dir *d, unsigned long hash, int next) {
    struct seen *have = find_seen(d, hash);
    if (have) have->next = next;
    if (have || next == 0) return;
    struct seen *more = (struct seen *)OPENSSL_realloc(d->seen, (d->num_seen + 1) * sizeof *more);
    if (!more) return;
    d->seen = more;
    more[d->num_seen++] = (struct seen){ hash, next };
}

/* Loads the files of one hash; what cannot be read ends the row. */
static void load_hash(X509_LOOKUP *lu, struct dir *d, bool crl, unsigned long hash) {
    char file[4096];
    struct stat st;
    const struct seen *seen = crl ? find_seen(d, hash) : NULL;
    int n = seen ? seen->next : 0;
    for (; n < MAX_FILES; n++) {
        int len = snprintf(file, sizeof file, "%s/%08lx.%s%d", d->path, hash, crl ? "r" : "", n);
        if (len < 0 || (size_t)len >= sizeof file || stat(file, &st) < 0) break;
        int ok = crl ? X509_load_crl_file(lu, file, d->type) : X509_load_cert_file(lu, file, d->type);
        if (!ok) break;
    }
    if (crl) remember(d, hash, n);
}

/* Lends the first object of this name that the store has now. */
static bool find_loaded(X509_STORE *s, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *ret) {
    X509_OBJECT *obj = bs_store_find(s, type, bs_name_der(name));
    if (!obj) return false;
    ret->type = type;
    ret->data.ptr = obj->data.ptr;
    return true;
}

static int dir_by_subject(X509_LOOKUP *lu, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *ret) {
    struct dirs *d = (struct dirs *)lu->method_data;
    int found = 0;
    if (!name || (type != X509_LU_X509 && type != X509_LU_CRL)) {
        if (name) BS_RAISE(ERR_LIB_X509, X509_R_WRONG_LOOKUP_TYPE);
        return 0;
    }
    unsigned long hash = X509_NAME_hash_ex(name, NULL, NULL, NULL);
    X509_STORE_lock(lu->store);
    for (size_t i = 0; !found && i < d->num; i++) {
        load_hash(lu, &d->list[i], type == X509_LU_CRL, hash);
        found = find_loaded(lu->store, type, name, ret);
    }
    X509_STORE_unlock(lu->store);
    if (found) ERR_clear_error(); /* of files that could not be read */
    return found;
}

X509_LOOKUP_METHOD *X509_LOOKUP_hash_dir(void) {
    static char name[] = "Load certs from files in a directory";
    static X509_LOOKUP_METHOD method = {
        .name = name, .new_item = new_dir, .free = free_dir, .ctrl = dir_ctrl, .get_by_subject = dir_by_subject,
    };
    return &method;
}
