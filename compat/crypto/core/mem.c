/* Memory for the objects that programs see; a program may put allocators of its own underneath. */
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "src/base/secret.h"

static CRYPTO_malloc_fn malloc_fn = CRYPTO_malloc;
static CRYPTO_realloc_fn realloc_fn = CRYPTO_realloc;
static CRYPTO_free_fn free_fn = CRYPTO_free;
static atomic_bool used; /* from the first allocation on, the functions stay */

static void mark_used(void) {
    if (!atomic_load_explicit(&used, memory_order_relaxed)) atomic_store_explicit(&used, true, memory_order_relaxed);
}

int CRYPTO_set_mem_functions(CRYPTO_malloc_fn m, CRYPTO_realloc_fn r, CRYPTO_free_fn f) {
    if (atomic_load(&used)) return 0;
    if (m != NULL) malloc_fn = m;
    if (r != NULL) realloc_fn = r;
    if (f != NULL) free_fn = f;
    return 1;
}

void CRYPTO_get_mem_functions(CRYPTO_malloc_fn *m, CRYPTO_realloc_fn *r, CRYPTO_free_fn *f) {
    if (m != NULL) *m = malloc_fn;
    if (r != NULL) *r = realloc_fn;
    if (f != NULL) *f = free_fn;
}

void *CRYPTO_malloc(size_t num, const char *file, int line) {
    if (malloc_fn != CRYPTO_malloc) return malloc_fn(num, file, line);
    if (num == 0) return NULL;
    mark_used();
    return malloc(num);
}

void *CRYPTO_zalloc(size_t num, const char *file, int line) {
    void *p = CRYPTO_malloc(num, file, line);
    if (p != NULL) memset(p, 0, num);
    return p;
}

void *CRYPTO_realloc(void *p, size_t num, const char *file, int line) {
    if (realloc_fn != CRYPTO_realloc) return realloc_fn(p, num, file, line);
    if (p == NULL) return CRYPTO_malloc(num, file, line);
    if (num == 0) {
        CRYPTO_free(p, file, line);
        return NULL;
    }
    mark_used();
    return realloc(p, num);
}

void *CRYPTO_clear_realloc(void *p, size_t old_len, size_t num, const char *file, int line) {
    if (p == NULL) return CRYPTO_malloc(num, file, line);
    if (num == 0) {
        CRYPTO_clear_free(p, old_len, file, line);
        return NULL;
    }
    if (num < old_len) { /* in place: only the tail is wiped */
        bs_wipe((char *)p + num, old_len - num);
        return p;
    }
    void *q = CRYPTO_malloc(num, file, line);
    if (q == NULL) return NULL;
    memcpy(q, p, old_len);
    CRYPTO_clear_free(p, old_len, file, line);
    return q;
}

void CRYPTO_free(void *p, const char *file, int line) {
    if (free_fn != CRYPTO_free) {
        free_fn(p, file, line);
        return;
    }
    free(p);
}

void CRYPTO_clear_free(void *p, size_t num, const char *file, int line) {
    if (p == NULL) return;
    bs_wipe(p, num);
    CRYPTO_free(p, file, line);
}

char *CRYPTO_strdup(const char *s, const char *file, int line) {
    return s == NULL ? NULL : (char *)CRYPTO_memdup(s, strlen(s) + 1, file, line);
}

char *CRYPTO_strndup(const char *s, size_t n, const char *file, int line) {
    if (s == NULL) return NULL;
    size_t len = strnlen(s, n);
    char *p = (char *)CRYPTO_malloc(len + 1, file, line);
    if (p == NULL) return NULL;
    memcpy(p, s, len);
    p[len] = '\0';
    return p;
}

void *CRYPTO_memdup(const void *data, size_t n, const char *file, int line) {
    if (data == NULL || n >= (size_t)INT32_MAX) return NULL;
    void *p = CRYPTO_malloc(n, file, line);
    if (p == NULL) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    memcpy(p, data, n);
    return p;
}

void OPENSSL_cleanse(void *p, size_t n) { bs_wipe(p, n); }

int CRYPTO_memcmp(const void *a, const void *b, size_t n) { return bs_ct_equal(a, b, n) ? 0 : 1; }

size_t OPENSSL_strnlen(const char *s, size_t n) { return strnlen(s, n); }

size_t OPENSSL_strlcpy(char *dst, const char *src, size_t size) {
    size_t n = strlen(src);
    if (size > 0) {
        size_t take = n < size - 1 ? n : size - 1;
        memcpy(dst, src, take);
        dst[take] = '\0';
    }
    return n;
}

size_t OPENSSL_strlcat(char *dst, const char *src, size_t size) {
    size_t at = strnlen(dst, size);
    return at + OPENSSL_strlcpy(dst + at, src, size - at);
}
