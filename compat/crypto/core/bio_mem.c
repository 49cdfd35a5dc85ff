/* Memory as a BIO. What was written waits in a BUF_MEM; reading moves a view over it, and the next write first moves
 * the rest to the buffer's start. A read-only one has no buffer but the program's bytes: there `buf` is the view that
 * reading moves, and `view` keeps the whole for a reset. */
#include <openssl/bio.h>
#include <openssl/buffer.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <limits.h>
#include <string.h>

#include "compat/crypto/core/bio_local.h"
#include "compat/crypto/core/raise.h"

struct mem {
    BUF_MEM *buf;
    BUF_MEM view; /* what is left to read, within buf */
};

static struct mem *self(BIO *b) { return (struct mem *)b->ptr; }
static bool read_only(const BIO *b) { return (b->flags & BIO_FLAGS_MEM_RDONLY) != 0; }

/* The cursor that reading moves, and the whole it moves over. */
static BUF_MEM *cursor(BIO *b) { return read_only(b) ? self(b)->buf : &self(b)->view; }
static BUF_MEM *whole(BIO *b) { return read_only(b) ? &self(b)->view : self(b)->buf; }

static int mem_create(BIO *b) {
    struct mem *m = (struct mem *)OPENSSL_zalloc(sizeof(*m));
    if (m == NULL) return 0;
    if ((m->buf = BUF_MEM_new()) == NULL) {
        OPENSSL_free(m);
        return 0;
    }
    b->ptr = m;
    b->init = 1;
    b->shutdown = 1;
    b->num = -1; /* "try again" at the end, until told otherwise */
    return 1;
}

static void drop_buffer(BIO *b) {
    struct mem *m = self(b);
    if (!b->shutdown || !b->init || m == NULL) return;
    if (read_only(b)) m->buf->data = NULL; /* the program's */
    BUF_MEM_free(m->buf);
    m->buf = NULL;
}

static int mem_destroy(BIO *b) {
    if (b == NULL) return 0;
    drop_buffer(b);
    OPENSSL_free(b->ptr);
    b->ptr = NULL;
    return 1;
}

/* Moves what is left to the buffer's start. */
static void compact(BIO *b) {
    struct mem *m = self(b);
    if (!b->init || m->buf == NULL || m->view.data == m->buf->data) return;
    if (m->view.length > 0) memmove(m->buf->data, m->view.data, m->view.length);
    m->buf->length = m->view.length;
    m->view.data = m->buf->data;
}

static int mem_read(BIO *b, char *out, size_t len, size_t *got) {
    BUF_MEM *c = cursor(b);
    BIO_clear_retry_flags(b);
    size_t n = len < c->length ? len : c->length;
    if (out != NULL && n > 0) {
        memcpy(out, c->data, n);
        c->data += n;
        c->length -= n;
        c->max -= n;
        *got = n;
        return 1;
    }
    if (c->length > 0) return 0;
    if (b->num != 0) BIO_set_retry_read(b);
    return b->num;
}

static int mem_write(BIO *b, const char *in, size_t len, size_t *written) {
    struct mem *m = self(b);
    if (read_only(b)) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_WRITE_TO_READ_ONLY_BIO);
        return -1;
    }
    BIO_clear_retry_flags(b);
    if (len == 0) return 0;
    if (in == NULL) {
        BS_RAISE(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    size_t have = m->view.length;
    compact(b);
    if (len > INT_MAX || BUF_MEM_grow_clean(m->buf, have + len) == 0) return -1;
    memcpy(m->buf->data + have, in, len);
    m->view = *m->buf;
    *written = len;
    return 1;
}

static int mem_gets(BIO *b, char *buf, int size) {
    BUF_MEM *c = cursor(b);
    BIO_clear_retry_flags(b);
    if (size <= 0) return 0;
    size_t room = (size_t)size - 1, n = c->length < room ? c->length : room, got = 0;
    if (n == 0) {
        *buf = '\0';
        return 0;
    }
    const char *end = (const char *)memchr(c->data, '\n', n);
    if (end != NULL) n = (size_t)(end - c->data) + 1;
    int ret = mem_read(b, buf, n, &got);
    if (ret <= 0) return ret;
    buf[got] = '\0';
    return (int)got;
}

static long reset(BIO *b) {
    struct mem *m = self(b);
    if (m->buf->data == NULL) return 1;
    if (read_only(b)) {
        *m->buf = m->view;
        return 1;
    }
    if (!(b->flags & BIO_FLAGS_NONCLEAR_RST)) {
        memset(m->buf->data, 0, m->buf->max);
        m->buf->length = 0;
    }
    m->view = *m->buf;
    return 1;
}

static long seek(BIO *b, long to) {
    BUF_MEM *c = cursor(b), *w = whole(b);
    long at = c->data == NULL ? 0 : (long)(c->data - w->data);
    if (to < 0 || to > at + (long)c->length) return -1;
    c->data = to == 0 ? w->data : w->data + to;
    c->length = w->length - (size_t)to;
    c->max = w->max - (size_t)to;
    return to;
}

static long get_buf_mem(BIO *b, BUF_MEM **out) {
    if (out == NULL) return 1;
    if (!read_only(b)) compact(b);
    *out = self(b)->buf;
    return 1;
}

static long mem_ctrl(BIO *b, int cmd, long num, void *ptr) {
    BUF_MEM *c = cursor(b);
    switch (cmd) {
    case BIO_CTRL_RESET: return reset(b);
    case BIO_C_FILE_SEEK: return seek(b, num);
    case BIO_C_FILE_TELL: return c->data == NULL ? 0 : (long)(c->data - whole(b)->data);
    case BIO_CTRL_EOF: return c->length == 0;
    case BIO_C_SET_BUF_MEM_EOF_RETURN: b->num = (int)num; return 1;
    case BIO_CTRL_INFO:
        if (ptr != NULL) *(char **)ptr = c->data;
        return (long)c->length;
    case BIO_C_SET_BUF_MEM:
        drop_buffer(b);
        b->shutdown = (int)num;
        self(b)->buf = (BUF_MEM *)ptr;
        self(b)->view = *self(b)->buf;
        return 1;
    case BIO_C_GET_BUF_MEM_PTR: return get_buf_mem(b, (BUF_MEM **)ptr);
    case BIO_CTRL_GET_CLOSE: return b->shutdown;
    case BIO_CTRL_SET_CLOSE: b->shutdown = (int)num; return 1;
    case BIO_CTRL_PENDING: return (long)c->length;
    case BIO_CTRL_DUP:
    case BIO_CTRL_FLUSH: return 1;
    default: return 0;
    }
}

static const BIO_METHOD method = {
    .type = BIO_TYPE_MEM,
    .name = "memory buffer",
    .bwrite = mem_write,
    .bread = mem_read,
    .bputs = bs_bio_puts_as_write,
    .bgets = mem_gets,
    .ctrl = mem_ctrl,
    .create = mem_create,
    .destroy = mem_destroy,
};

const BIO_METHOD *BIO_s_mem(void) { return &method; }

/* There is no secure heap to keep it in; the buffer is wiped when it goes, as every BUF_MEM. */
static const BIO_METHOD secure_method = {
    .type = BIO_TYPE_MEM,
    .name = "secure memory buffer",
    .bwrite = mem_write,
    .bread = mem_read,
    .bputs = bs_bio_puts_as_write,
    .bgets = mem_gets,
    .ctrl = mem_ctrl,
    .create = mem_create,
    .destroy = mem_destroy,
};

const BIO_METHOD *BIO_s_secmem(void) { return &secure_method; }

BIO *BIO_new_mem_buf(const void *buf, int len) {
    if (buf == NULL) {
        BS_RAISE(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    BIO *b = BIO_new(&method);
    if (b == NULL) return NULL;
    struct mem *m = self(b);
    m->buf->data = (char *)(uintptr_t)buf; /* only read */
    m->buf->length = m->buf->max = len < 0 ? strlen((const char *)buf) : (size_t)len;
    m->view = *m->buf;
    b->flags |= BIO_FLAGS_MEM_RDONLY;
    b->num = 0; /* constant: its end is the end */
    return b;
}
