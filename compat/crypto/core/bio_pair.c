/* Two BIOs joined back to back: what one half takes, the other gives. Each half owns the ring that its own writes fill
 * and its peer's reads empty.                                                                    man 3 BIO_s_bio */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <limits.h>
#include <string.h>

#include "compat/crypto/core/bio_local.h"
#include "compat/crypto/core/raise.h"

#define DEFAULT_SIZE (17 * 1024) /* a TLS record and more */

struct half {
    BIO *peer;     /* NULL: not joined */
    bool closed;   /* by BIO_shutdown_wr(): the peer sees the end once the ring is empty */
    size_t len;    /* bytes waiting for the peer */
    size_t offset; /* of the first of them */
    size_t size;   /* of buf; kept while buf is NULL */
    char *buf;
    size_t request; /* bytes the peer tried in vain to read since the last write */
};

static struct half *self(BIO *b) { return (struct half *)b->ptr; }

static int pair_create(BIO *b) {
    struct half *h = (struct half *)OPENSSL_zalloc(sizeof(*h));
    if (h == NULL) return 0;
    h->size = DEFAULT_SIZE;
    b->ptr = h;
    return 1;
}

static void unjoin(BIO *b) {
    struct half *h = self(b);
    if (h->peer == NULL) return;
    BIO *halves[2] = { h->peer, b };
    for (int i = 0; i < 2; i++) {
        struct half *x = self(halves[i]);
        x->peer = NULL;
        halves[i]->init = 0;
        x->len = x->offset = 0;
    }
}

static int pair_destroy(BIO *b) {
    if (b == NULL) return 0;
    unjoin(b);
    OPENSSL_free(self(b)->buf);
    OPENSSL_free(b->ptr);
    return 1;
}

/* The peer's ring, to read from. */
static struct half *source(BIO *b) { return self(self(b)->peer); }

/* --- without copying ----------------------------------------------------------------- */

/* The bytes to read that lie in one piece; with `out` NULL only counts them. As a reader's, 0 is the end. */
static ossl_ssize_t nread0(BIO *b, char **out) {
    BIO_clear_retry_flags(b);
    if (!b->init) return 0;
    struct half *p = source(b);
    p->request = 0;
    if (p->len == 0) {
        char dummy;
        return BIO_read(b, &dummy, 1); /* sets the flags, or tells the end */
    }
    size_t n = p->size < p->offset + p->len ? p->size - p->offset : p->len;
    if (out != NULL) *out = p->buf + p->offset;
    return (ossl_ssize_t)n;
}

static void consume(struct half *p, size_t n) {
    p->len -= n;
    p->offset = p->len == 0 ? 0 : (p->offset + n) % p->size;
}

static ossl_ssize_t nread(BIO *b, char **out, size_t want) {
    ossl_ssize_t n = nread0(b, out);
    if (n <= 0) return n;
    if (want < (size_t)n) n = (ossl_ssize_t)want;
    consume(source(b), (size_t)n);
    return n;
}

static ossl_ssize_t nwrite0(BIO *b, char **out) {
    struct half *h = self(b);
    BIO_clear_retry_flags(b);
    if (!b->init) return 0;
    h->request = 0;
    if (h->closed) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_BROKEN_PIPE);
        return -1;
    }
    if (h->len == h->size) {
        BIO_set_retry_write(b);
        return -1;
    }
    size_t at = (h->offset + h->len) % h->size;
    size_t n = at >= h->offset ? h->size - at : h->offset - at;
    if (out != NULL) *out = h->buf + at;
    return (ossl_ssize_t)n;
}

static ossl_ssize_t nwrite(BIO *b, char **out, size_t want) {
    ossl_ssize_t n = nwrite0(b, out);
    if (n <= 0) return n;
    if (want < (size_t)n) n = (ossl_ssize_t)want;
    self(b)->len += (size_t)n;
    return n;
}

/* --- reading and writing --------------------------------------------------------------- */

static int pair_read(BIO *b, char *out, size_t len, size_t *got) {
    BIO_clear_retry_flags(b);
    if (!b->init) return 0;
    struct half *p = source(b);
    p->request = 0;
    if (out == NULL || len == 0) return 0;
    if (p->len == 0) {
        if (p->closed) return 0;
        BIO_set_retry_read(b);
        p->request = len < p->size ? len : p->size;
        return -1;
    }
    if (len > p->len) len = p->len;
    for (size_t left = len; left > 0;) {
        size_t n = p->offset + left <= p->size ? left : p->size - p->offset;
        memcpy(out, p->buf + p->offset, n);
        consume(p, n);
        out += n;
        left -= n;
    }
    *got = len;
    return 1;
}

static int pair_write(BIO *b, const char *in, size_t len, size_t *written) {
    struct half *h = self(b);
    BIO_clear_retry_flags(b);
    if (!b->init || in == NULL || len == 0) return 0;
    h->request = 0;
    if (h->closed) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_BROKEN_PIPE);
        return -1;
    }
    if (h->len == h->size) {
        BIO_set_retry_write(b);
        return -1;
    }
    if (len > h->size - h->len) len = h->size - h->len;
    for (size_t left = len; left > 0;) {
        size_t at = (h->offset + h->len) % h->size;
        size_t n = at + left <= h->size ? left : h->size - at;
        memcpy(h->buf + at, in, n);
        h->len += n;
        in += n;
        left -= n;
    }
    *written = len;
    return 1;
}

/* --- control ------------------------------------------------------------------------------ */

static bool ring_ready(struct half *h) {
    if (h->buf != NULL) return true;
    h->buf = (char *)OPENSSL_malloc(h->size);
    if (h->buf == NULL) BS_RAISE(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
    h->len = h->offset = 0;
    return h->buf != NULL;
}

static long join(BIO *a, BIO *b) {
    struct half *x = self(a), *y = self(b);
    if (x->peer != NULL || y->peer != NULL) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_IN_USE);
        return 0;
    }
    if (!ring_ready(x) || !ring_ready(y)) return 0;
    x->peer = b;
    y->peer = a;
    x->closed = y->closed = false;
    x->request = y->request = 0;
    a->init = b->init = 1;
    return 1;
}

static long set_size(struct half *h, long num) {
    if (h->peer != NULL) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_IN_USE);
        return 0;
    }
    if (num <= 0) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_INVALID_ARGUMENT);
        return 0;
    }
    if (h->size != (size_t)num) {
        OPENSSL_free(h->buf);
        h->buf = NULL;
        h->size = (size_t)num;
    }
    return 1;
}

static long pair_ctrl(BIO *b, int cmd, long num, void *ptr) {
    struct half *h = self(b);
    switch (cmd) {
    case BIO_C_SET_WRITE_BUF_SIZE: return set_size(h, num);
    case BIO_C_GET_WRITE_BUF_SIZE: return (long)h->size;
    case BIO_C_MAKE_BIO_PAIR: return join(b, (BIO *)ptr);
    case BIO_C_DESTROY_BIO_PAIR: unjoin(b); return 1;
    case BIO_C_GET_WRITE_GUARANTEE: return h->peer == NULL || h->closed ? 0 : (long)(h->size - h->len);
    case BIO_C_GET_READ_REQUEST: return (long)h->request;
    case BIO_C_RESET_READ_REQUEST: h->request = 0; return 1;
    case BIO_C_SHUTDOWN_WR: h->closed = true; return 1;
    case BIO_C_NREAD0: return (long)nread0(b, (char **)ptr);
    case BIO_C_NREAD: return (long)nread(b, (char **)ptr, (size_t)num);
    case BIO_C_NWRITE0: return (long)nwrite0(b, (char **)ptr);
    case BIO_C_NWRITE: return (long)nwrite(b, (char **)ptr, (size_t)num);
    case BIO_CTRL_RESET:
        if (h->buf != NULL) h->len = h->offset = 0;
        return 0;
    case BIO_CTRL_GET_CLOSE: return b->shutdown;
    case BIO_CTRL_SET_CLOSE: b->shutdown = (int)num; return 1;
    case BIO_CTRL_PENDING: return h->peer == NULL ? 0 : (long)source(b)->len;
    case BIO_CTRL_WPENDING: return h->buf == NULL ? 0 : (long)h->len;
    case BIO_CTRL_DUP: { /* of the settings: the copy is not joined */
        self((BIO *)ptr)->size = h->size;
        return 1;
    }
    case BIO_CTRL_FLUSH: return 1;
    case BIO_CTRL_EOF: return h->peer == NULL ? 1 : source(b)->len == 0 && source(b)->closed;
    default: return 0;
    }
}

static const BIO_METHOD method = {
    .type = BIO_TYPE_BIO,
    .name = "BIO pair",
    .bwrite = pair_write,
    .bread = pair_read,
    .bputs = bs_bio_puts_as_write,
    .ctrl = pair_ctrl,
    .create = pair_create,
    .destroy = pair_destroy,
};

const BIO_METHOD *BIO_s_bio(void) { return &method; }

int BIO_new_bio_pair(BIO **out1, size_t size1, BIO **out2, size_t size2) {
    BIO *a = BIO_new(&method), *b = a == NULL ? NULL : BIO_new(&method);
    bool ok = b != NULL && (size1 == 0 || BIO_set_write_buf_size(a, (long)size1) > 0) &&
              (size2 == 0 || BIO_set_write_buf_size(b, (long)size2) > 0) && BIO_make_bio_pair(a, b) > 0;
    if (!ok) {
        BIO_free(a);
        BIO_free(b);
        a = b = NULL;
    }
    *out1 = a;
    *out2 = b;
    return ok;
}

size_t BIO_ctrl_get_write_guarantee(BIO *b) { return (size_t)BIO_ctrl(b, BIO_C_GET_WRITE_GUARANTEE, 0, NULL); }
size_t BIO_ctrl_get_read_request(BIO *b) { return (size_t)BIO_ctrl(b, BIO_C_GET_READ_REQUEST, 0, NULL); }
int BIO_ctrl_reset_read_request(BIO *b) { return BIO_ctrl(b, BIO_C_RESET_READ_REQUEST, 0, NULL) != 0; }

/* The four calls of the public API refuse what is not ready, then ask through ctrl. */
static int direct(BIO *b, int cmd, long num, char **buf, bool counts_read) {
    if (!b->init) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_UNINITIALIZED);
        return -2;
    }
    int ret = (int)BIO_ctrl(b, cmd, num, buf);
    if (ret > 0 && num > 0) *(counts_read ? &b->num_read : &b->num_write) += (uint64_t)ret;
    return ret;
}

int BIO_nread0(BIO *b, char **buf) { return direct(b, BIO_C_NREAD0, 0, buf, true); }
int BIO_nread(BIO *b, char **buf, int num) { return direct(b, BIO_C_NREAD, num, buf, true); }
int BIO_nwrite0(BIO *b, char **buf) { return direct(b, BIO_C_NWRITE0, 0, buf, false); }
int BIO_nwrite(BIO *b, char **buf, int num) { return direct(b, BIO_C_NWRITE, num, buf, false); }
