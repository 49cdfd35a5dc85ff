/* A buffer that grows. */
#include <openssl/buffer.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <stdbool.h>
#include <string.h>

#include "compat/crypto/core/raise.h"

/* Beyond this the third more that growing asks for would pass INT_MAX. */
#define LIMIT 0x5ffffffc

BUF_MEM *BUF_MEM_new_ex(unsigned long flags) {
    BUF_MEM *m = BUF_MEM_new();
    if (m != NULL) m->flags = flags;
    return m;
}

BUF_MEM *BUF_MEM_new(void) {
    BUF_MEM *m = (BUF_MEM *)OPENSSL_zalloc(sizeof(*m));
    if (m == NULL) BS_RAISE(ERR_LIB_BUF, ERR_R_MALLOC_FAILURE);
    return m;
}

void BUF_MEM_free(BUF_MEM *m) {
    if (m == NULL) return;
    OPENSSL_clear_free(m->data, m->max);
    OPENSSL_free(m);
}

static size_t grow(BUF_MEM *m, size_t len, bool clean) {
    if (m->length >= len) {
        if (clean && m->data != NULL) memset(m->data + len, 0, m->length - len);
        m->length = len;
        return len;
    }
    if (m->max < len) {
        if (len > LIMIT) {
            BS_RAISE(ERR_LIB_BUF, ERR_R_MALLOC_FAILURE);
            return 0;
        }
        size_t cap = (len + 3) / 3 * 4;
        char *data = (char *)(clean || (m->flags & BUF_MEM_FLAG_SECURE) ? OPENSSL_clear_realloc(m->data, m->max, cap)
                                                                        : OPENSSL_realloc(m->data, cap));
        if (data == NULL) {
            BS_RAISE(ERR_LIB_BUF, ERR_R_MALLOC_FAILURE);
            return 0;
        }
        m->data = data;
        m->max = cap;
    }
    memset(m->data + m->length, 0, len - m->length);
    m->length = len;
    return len;
}

size_t BUF_MEM_grow(BUF_MEM *m, size_t len) { return grow(m, len, false); }
size_t BUF_MEM_grow_clean(BUF_MEM *m, size_t len) { return grow(m, len, true); }

void BUF_reverse(unsigned char *out, const unsigned char *in, size_t n) {
    if (in != NULL) {
        for (size_t i = 0; i < n; i++) out[n - 1 - i] = in[i];
        return;
    }
    for (size_t i = 0; i < n / 2; i++) {
        unsigned char c = out[i];
        out[i] = out[n - 1 - i];
        out[n - 1 - i] = c;
    }
}
