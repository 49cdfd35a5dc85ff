/* The buffering filter: small writes are gathered, reads are made in large pieces, and lines can be had of any source.
 *                                                                                             man 3 BIO_f_buffer */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <limits.h>
#include <string.h>

#include "compat/crypto/core/bio_local.h"
#include "compat/crypto/core/raise.h"

#define DEFAULT_SIZE 4096

struct side {
    char *buf;
    int size, len, off; /* off: where the len waiting bytes begin */
};

struct buffer {
    struct side in, out;
};

static struct buffer *self(BIO *b) { return (struct buffer *)b->ptr; }

static int buffer_create(BIO *b) {
    struct buffer *x = (struct buffer *)OPENSSL_zalloc(sizeof(*x));
    if (x == NULL) return 0;
    x->in.size = x->out.size = DEFAULT_SIZE;
    x->in.buf = (char *)OPENSSL_malloc(DEFAULT_SIZE);
    x->out.buf = (char *)OPENSSL_malloc(DEFAULT_SIZE);
    if (x->in.buf == NULL || x->out.buf == NULL) {
        OPENSSL_free(x->in.buf);
        OPENSSL_free(x->out.buf);
        OPENSSL_free(x);
        return 0;
    }
    b->init = 1;
    b->ptr = x;
    b->flags = 0;
    return 1;
}

static int buffer_destroy(BIO *b) {
    if (b == NULL) return 0;
    OPENSSL_free(self(b)->in.buf);
    OPENSSL_free(self(b)->out.buf);
    OPENSSL_free(b->ptr);
    b->ptr = NULL;
    b->init = 0;
    b->flags = 0;
    return 1;
}

/* What a failed call below means here: its retry flags, and what was moved before it. */
static int stopped(BIO *b, int ret, int done, size_t *moved) {
    BIO_copy_next_retry(b);
    *moved = (size_t)done;
    return done > 0 ? 1 : ret;
}

static int fill(BIO *b) {
    struct side *in = &self(b)->in;
    int ret = BIO_read(b->next_bio, in->buf, in->size);
    if (ret > 0) {
        in->off = 0;
        in->len = ret;
    }
    return ret;
}

static int buffer_read(BIO *b, char *out, size_t size, size_t *got) {
    if (out == NULL || b->next_bio == NULL) return 0;
    struct side *in = &self(b)->in;
    int want = size > INT_MAX ? INT_MAX : (int)size, done = 0;
    BIO_clear_retry_flags(b);
    for (;;) {
        int n = in->len < want ? in->len : want;
        memcpy(out + done, in->buf + in->off, (size_t)n);
        in->off += n;
        in->len -= n;
        done += n;
        want -= n;
        if (want == 0) break;
        /* the buffer is empty; what is larger than it goes straight to the caller */
        int ret = want > in->size ? BIO_read(b->next_bio, out + done, want) : fill(b);
        if (ret <= 0) return stopped(b, ret, done, got);
        if (in->len == 0) {
            done += ret;
            want -= ret;
            if (want == 0) break;
        }
    }
    *got = (size_t)done;
    return 1;
}

/* Writes out what waits; 1, or what the next BIO said. */
static int drain(BIO *b) {
    struct side *o = &self(b)->out;
    while (o->len > 0) {
        int ret = BIO_write(b->next_bio, o->buf + o->off, o->len);
        if (ret <= 0) return ret;
        o->off += ret;
        o->len -= ret;
    }
    o->off = 0;
    return 1;
}

static int buffer_write(BIO *b, const char *in, size_t size, size_t *written) {
    if (in == NULL || size == 0 || b->next_bio == NULL) return 0;
    struct side *o = &self(b)->out;
    int want = size > INT_MAX ? INT_MAX : (int)size, done = 0;
    BIO_clear_retry_flags(b);
    for (;;) {
        int room = o->size - (o->len + o->off);
        if (room >= want) break;
        if (o->len > 0) {
            memcpy(o->buf + o->off + o->len, in + done, (size_t)room);
            o->len += room;
            done += room;
            want -= room;
            int ret = drain(b);
            if (ret <= 0) return stopped(b, ret, done, written);
        }
        o->off = 0;
        while (want >= o->size) {
            int ret = BIO_write(b->next_bio, in + done, want);
            if (ret <= 0) return stopped(b, ret, done, written);
            done += ret;
            want -= ret;
        }
        if (want == 0) break;
    }
    memcpy(o->buf + o->off + o->len, in + done, (size_t)want);
    o->len += want;
    *written = (size_t)(done + want);
    return 1;
}

static int buffer_gets(BIO *b, char *buf, int size) {
    struct side *in = &self(b)->in;
    int done = 0;
    size--; /* for the end */
    BIO_clear_retry_flags(b);
    for (;;) {
        if (in->len > 0) {
            const char *p = in->buf + in->off;
            int n = in->len < size ? in->len : size;
            const char *end = (const char *)memchr(p, '\n', (size_t)n);
            if (end != NULL) n = (int)(end - p) + 1;
            memcpy(buf + done, p, (size_t)n);
            in->off += n;
            in->len -= n;
            done += n;
            size -= n;
            if (end != NULL || size == 0) {
                buf[done] = '\0';
                return done;
            }
        } else {
            int ret = fill(b);
            if (ret <= 0) {
                BIO_copy_next_retry(b);
                buf[done] = '\0';
                return done > 0 ? done : ret;
            }
        }
    }
}

static int count_lines(const struct side *s) {
    int n = 0;
    for (int i = 0; i < s->len; i++) n += s->buf[s->off + i] == '\n';
    return n;
}

static long set_read_data(struct side *in, const void *data, long num) {
    if (num > in->size) {
        char *buf = (char *)OPENSSL_malloc((size_t)num);
        if (buf == NULL) return 0;
        OPENSSL_free(in->buf);
        in->buf = buf;
        in->size = (int)num;
    }
    in->off = 0;
    in->len = (int)num;
    memcpy(in->buf, data, (size_t)num);
    return 1;
}

/* `which` NULL: both sides; *which 0: the one for reading. */
static long set_sizes(struct buffer *x, long num, const int *which) {
    struct side *sides[2] = { &x->in, &x->out };
    for (int i = 0; i < 2; i++) {
        struct side *s = sides[i];
        if ((which != NULL && (*which != 0) != (i == 1)) || num <= DEFAULT_SIZE || num == s->size) continue;
        char *buf = (char *)OPENSSL_malloc((size_t)num);
        if (buf == NULL) {
            BS_RAISE(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
            return 0;
        }
        OPENSSL_free(s->buf);
        *s = (struct side){ buf, (int)num, 0, 0 };
    }
    return 1;
}

static long flush(BIO *b, long num, void *ptr) {
    if (b->next_bio == NULL) return 0;
    if (self(b)->out.len > 0) {
        BIO_clear_retry_flags(b);
        int ret = drain(b);
        if (ret <= 0) {
            BIO_copy_next_retry(b);
            return ret;
        }
    }
    long ret = BIO_ctrl(b->next_bio, BIO_CTRL_FLUSH, num, ptr);
    BIO_copy_next_retry(b);
    return ret;
}

static long peek(BIO *b, long num, char *to) {
    struct side *in = &self(b)->in;
    if (b->next_bio == NULL) return 0;
    while (in->len < num && in->off + in->len < in->size) {
        int ret = BIO_read(b->next_bio, in->buf + in->off + in->len, in->size - in->off - in->len);
        if (ret <= 0) {
            BIO_copy_next_retry(b);
            if (in->len == 0) return ret;
            break;
        }
        in->len += ret;
    }
    if (num > in->len) num = in->len;
    memcpy(to, in->buf + in->off, (size_t)num);
    return num;
}

static long buffer_ctrl(BIO *b, int cmd, long num, void *ptr) {
    struct buffer *x = self(b);
    switch (cmd) {
    case BIO_CTRL_RESET:
        x->in.off = x->in.len = x->out.off = x->out.len = 0;
        return b->next_bio == NULL ? 0 : BIO_ctrl(b->next_bio, cmd, num, ptr);
    case BIO_CTRL_EOF:
        if (x->in.len > 0) return 0;
        return BIO_ctrl(b->next_bio, cmd, num, ptr);
    case BIO_CTRL_INFO: return x->out.len;
    case BIO_C_GET_BUFF_NUM_LINES: return count_lines(&x->in);
    case BIO_CTRL_WPENDING:
        return x->out.len > 0 || b->next_bio == NULL ? x->out.len : BIO_ctrl(b->next_bio, cmd, num, ptr);
    case BIO_CTRL_PENDING:
        return x->in.len > 0 || b->next_bio == NULL ? x->in.len : BIO_ctrl(b->next_bio, cmd, num, ptr);
    case BIO_C_SET_BUFF_READ_DATA: return set_read_data(&x->in, ptr, num);
    case BIO_C_SET_BUFF_SIZE: return set_sizes(x, num, (const int *)ptr);
    case BIO_C_DO_STATE_MACHINE: {
        if (b->next_bio == NULL) return 0;
        BIO_clear_retry_flags(b);
        long ret = BIO_ctrl(b->next_bio, cmd, num, ptr);
        BIO_copy_next_retry(b);
        return ret;
    }
    case BIO_CTRL_FLUSH: return flush(b, num, ptr);
    case BIO_CTRL_DUP:
        return BIO_set_read_buffer_size((BIO *)ptr, x->in.size) > 0 &&
               BIO_set_write_buffer_size((BIO *)ptr, x->out.size) > 0;
    case BIO_CTRL_PEEK: return peek(b, num, (char *)ptr);
    default: return b->next_bio == NULL ? 0 : BIO_ctrl(b->next_bio, cmd, num, ptr);
    }
}

static long buffer_callback_ctrl(BIO *b, int cmd, BIO_info_cb *fp) {
    return b->next_bio == NULL ? 0 : BIO_callback_ctrl(b->next_bio, cmd, fp);
}

static const BIO_METHOD method = {
    .type = BIO_TYPE_BUFFER,
    .name = "buffer",
    .bwrite = buffer_write,
    .bread = buffer_read,
    .bputs = bs_bio_puts_as_write,
    .bgets = buffer_gets,
    .ctrl = buffer_ctrl,
    .create = buffer_create,
    .destroy = buffer_destroy,
    .callback_ctrl = buffer_callback_ctrl,
};

const BIO_METHOD *BIO_f_buffer(void) { return &method; }
