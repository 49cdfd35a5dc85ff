/* Methods that programs make. */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <limits.h>
#include <stdatomic.h>
#include <string.h>

#include "compat/crypto/core/bio_local.h"
#include "compat/crypto/core/raise.h"

int BIO_get_new_index(void) {
    static atomic_int last = BIO_TYPE_START;
    int index = atomic_fetch_add(&last, 1) + 1;
    return index > BS_BIO_TYPE_MASK ? -1 : index;
}

BIO_METHOD *BIO_meth_new(int type, const char *name) {
    BIO_METHOD *m = (BIO_METHOD *)OPENSSL_zalloc(sizeof(*m));
    if (m == NULL || (m->name = OPENSSL_strdup(name)) == NULL) {
        OPENSSL_free(m);
        BS_RAISE(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    m->type = type;
    return m;
}

void BIO_meth_free(BIO_METHOD *m) {
    if (m == NULL) return;
    OPENSSL_free((void *)(uintptr_t)m->name);
    OPENSSL_free(m);
}

int BIO_method_type(const BIO *b) { return b->method->type; }
const char *BIO_method_name(const BIO *b) { return b->method->name; }

int bs_bio_write_old(BIO *b, const char *data, size_t len, size_t *written) {
    int ret = b->method->bwrite_old(b, data, (int)(len > INT_MAX ? INT_MAX : len));
    *written = ret > 0 ? (size_t)ret : 0;
    return ret > 0 ? 1 : ret;
}

int bs_bio_read_old(BIO *b, char *data, size_t len, size_t *got) {
    int ret = b->method->bread_old(b, data, (int)(len > INT_MAX ? INT_MAX : len));
    *got = ret > 0 ? (size_t)ret : 0;
    return ret > 0 ? 1 : ret;
}

int bs_bio_puts_as_write(BIO *b, const char *str) {
    size_t written, n = strlen(str);
    int ret = b->method->bwrite(b, str, n, &written);
    return ret > 0 ? (int)written : ret;
}

int (*BIO_meth_get_write_ex(const BIO_METHOD *m))(BIO *, const char *, size_t, size_t *) { return m->bwrite; }
int (*BIO_meth_get_write(const BIO_METHOD *m))(BIO *, const char *, int) { return m->bwrite_old; }
int (*BIO_meth_get_read_ex(const BIO_METHOD *m))(BIO *, char *, size_t, size_t *) { return m->bread; }
int (*BIO_meth_get_read(const BIO_METHOD *m))(BIO *, char *, int) { return m->bread_old; }
int (*BIO_meth_get_puts(const BIO_METHOD *m))(BIO *, const char *) { return m->bputs; }
int (*BIO_meth_get_gets(const BIO_METHOD *m))(BIO *, char *, int) { return m->bgets; }
long (*BIO_meth_get_ctrl(const BIO_METHOD *m))(BIO *, int, long, void *) { return m->ctrl; }
int (*BIO_meth_get_create(const BIO_METHOD *m))(BIO *) { return m->create; }
int (*BIO_meth_get_destroy(const BIO_METHOD *m))(BIO *) { return m->destroy; }
long (*BIO_meth_get_callback_ctrl(const BIO_METHOD *m))(BIO *, int, BIO_info_cb *) { return m->callback_ctrl; }

int BIO_meth_set_write(BIO_METHOD *m, int (*f)(BIO *, const char *, int)) {
    m->bwrite_old = f;
    m->bwrite = bs_bio_write_old;
    return 1;
}

int BIO_meth_set_write_ex(BIO_METHOD *m, int (*f)(BIO *, const char *, size_t, size_t *)) {
    m->bwrite_old = NULL;
    m->bwrite = f;
    return 1;
}

int BIO_meth_set_read(BIO_METHOD *m, int (*f)(BIO *, char *, int)) {
    m->bread_old = f;
    m->bread = bs_bio_read_old;
    return 1;
}

int BIO_meth_set_read_ex(BIO_METHOD *m, int (*f)(BIO *, char *, size_t, size_t *)) {
    m->bread_old = NULL;
    m->bread = f;
    return 1;
}

int BIO_meth_set_puts(BIO_METHOD *m, int (*f)(BIO *, const char *)) {
    m->bputs = f;
    return 1;
}

int BIO_meth_set_gets(BIO_METHOD *m, int (*f)(BIO *, char *, int)) {
    m->bgets = f;
    return 1;
}

int BIO_meth_set_ctrl(BIO_METHOD *m, long (*f)(BIO *, int, long, void *)) {
    m->ctrl = f;
    return 1;
}

int BIO_meth_set_create(BIO_METHOD *m, int (*f)(BIO *)) {
    m->create = f;
    return 1;
}

int BIO_meth_set_destroy(BIO_METHOD *m, int (*f)(BIO *)) {
    m->destroy = f;
    return 1;
}

int BIO_meth_set_callback_ctrl(BIO_METHOD *m, long (*f)(BIO *, int, BIO_info_cb *)) {
    m->callback_ctrl = f;
    return 1;
}
