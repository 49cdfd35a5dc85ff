/* Reading, writing and controlling a BIO, with the program's callback around each. */
#include <openssl/bio.h>
#include <openssl/err.h>

#include <limits.h>
#include <string.h>

#include "compat/crypto/core/bio_local.h"
#include "compat/crypto/core/raise.h"

/* False after an error was queued: the method cannot do it, or the BIO is not ready. */
static bool usable(const BIO *b, bool implemented, int *ret) {
    if (implemented) return true;
    (void)b;
    BS_RAISE(ERR_LIB_BIO, BIO_R_UNSUPPORTED_METHOD);
    *ret = -2;
    return false;
}

static bool ready(const BIO *b, int *ret) {
    if (b->init) return true;
    BS_RAISE(ERR_LIB_BIO, BIO_R_UNINITIALIZED);
    *ret = -1;
    return false;
}

/* --- read and write --------------------------------------------------------------- */

static int read_some(BIO *b, void *data, size_t len, size_t *got) {
    int ret = 0;
    *got = 0;
    if (b == NULL) {
        BS_RAISE(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    if (!usable(b, b->method != NULL && b->method->bread != NULL, &ret)) return ret;
    bool cb = bs_bio_has_callback(b);
    if (cb && (ret = (int)bs_bio_callback(b, BIO_CB_READ, data, len, 0, 0L, 1L, NULL)) <= 0) return ret;
    if (!ready(b, &ret)) return ret;
    ret = b->method->bread(b, data, len, got);
    if (ret > 0) b->num_read += *got;
    if (cb) ret = (int)bs_bio_callback(b, BIO_CB_READ | BIO_CB_RETURN, data, len, 0, 0L, ret, got);
    if (ret > 0 && *got > len) { /* a method or callback that lies must not reach the caller's buffer */
        BS_RAISE(ERR_LIB_BIO, ERR_R_INTERNAL_ERROR);
        return -1;
    }
    return ret;
}

int BIO_read(BIO *b, void *data, int len) {
    if (len < 0) return 0;
    size_t got;
    int ret = read_some(b, data, (size_t)len, &got);
    return ret > 0 ? (int)got : ret;
}

int BIO_read_ex(BIO *b, void *data, size_t len, size_t *got) { return read_some(b, data, len, got) > 0; }

static int write_some(BIO *b, const void *data, size_t len, size_t *written) {
    int ret = 0;
    *written = 0;
    if (b == NULL) return 0;
    if (!usable(b, b->method != NULL && b->method->bwrite != NULL, &ret)) return ret;
    bool cb = bs_bio_has_callback(b);
    if (cb && (ret = (int)bs_bio_callback(b, BIO_CB_WRITE, data, len, 0, 0L, 1L, NULL)) <= 0) return ret;
    if (!ready(b, &ret)) return ret;
    ret = b->method->bwrite(b, data, len, written);
    if (ret > 0) b->num_write += *written;
    if (cb) ret = (int)bs_bio_callback(b, BIO_CB_WRITE | BIO_CB_RETURN, data, len, 0, 0L, ret, written);
    return ret;
}

int BIO_write(BIO *b, const void *data, int len) {
    if (len <= 0) return 0;
    size_t written;
    int ret = write_some(b, data, (size_t)len, &written);
    return ret > 0 ? (int)written : ret;
}

int BIO_write_ex(BIO *b, const void *data, size_t len, size_t *written) {
    size_t unused;
    if (written == NULL) written = &unused;
    return write_some(b, data, len, written) > 0 || (b != NULL && len == 0);
}

/* --- lines ------------------------------------------------------------------------- */

/* What puts and gets share: they return a length, the callback sees 1 and the length apart. */
static int text_result(BIO *b, int oper, const char *buf, size_t len, int ret) {
    size_t moved = 0;
    if (ret > 0) {
        moved = (size_t)ret;
        ret = 1;
    }
    if (bs_bio_has_callback(b)) {
        ret = (int)bs_bio_callback(b, oper | BIO_CB_RETURN, buf, len, 0, 0L, ret, &moved);
    }
    if (ret <= 0) return ret;
    if (moved <= INT_MAX) return (int)moved;
    BS_RAISE(ERR_LIB_BIO, BIO_R_LENGTH_TOO_LONG);
    return -1;
}

int BIO_puts(BIO *b, const char *buf) {
    int ret = 0;
    if (b == NULL) {
        BS_RAISE(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    if (!usable(b, b->method != NULL && b->method->bputs != NULL, &ret)) return ret;
    if (bs_bio_has_callback(b) && (ret = (int)bs_bio_callback(b, BIO_CB_PUTS, buf, 0, 0, 0L, 1L, NULL)) <= 0)
        return ret;
    if (!ready(b, &ret)) return ret;
    ret = b->method->bputs(b, buf);
    if (ret > 0) b->num_write += (uint64_t)ret;
    return text_result(b, BIO_CB_PUTS, buf, 0, ret);
}

int BIO_gets(BIO *b, char *buf, int size) {
    int ret = 0;
    if (b == NULL) {
        BS_RAISE(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    if (!usable(b, b->method != NULL && b->method->bgets != NULL, &ret)) return ret;
    if (size < 0) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_INVALID_ARGUMENT);
        return -1;
    }
    if (bs_bio_has_callback(b) &&
        (ret = (int)bs_bio_callback(b, BIO_CB_GETS, buf, (size_t)size, 0, 0L, 1L, NULL)) <= 0) {
        return ret;
    }
    if (!ready(b, &ret)) return ret;
    ret = b->method->bgets(b, buf, size);
    return text_result(b, BIO_CB_GETS, buf, (size_t)size, ret);
}

int BIO_get_line(BIO *b, char *buf, int size) {
    if (buf == NULL) {
        BS_RAISE(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    if (size <= 0) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_INVALID_ARGUMENT);
        return -1;
    }
    *buf = '\0';
    if (b == NULL) {
        BS_RAISE(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    if (!b->init) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_UNINITIALIZED);
        return -1;
    }
    char *p = buf;
    int ret = 0;
    while (size-- > 1 && (ret = BIO_read(b, p, 1)) > 0) {
        if (*p++ == '\n') break;
    }
    *p = '\0';
    return ret > 0 || BIO_eof(b) ? (int)(p - buf) : ret;
}

/* --- control ----------------------------------------------------------------------- */

long BIO_ctrl(BIO *b, int cmd, long larg, void *parg) {
    int bad = 0;
    if (b == NULL) return -1;
    if (!usable(b, b->method != NULL && b->method->ctrl != NULL, &bad)) return bad;
    bool cb = bs_bio_has_callback(b);
    long ret;
    if (cb && (ret = bs_bio_callback(b, BIO_CB_CTRL, parg, 0, cmd, larg, 1L, NULL)) <= 0) return ret;
    ret = b->method->ctrl(b, cmd, larg, parg);
    if (cb) ret = bs_bio_callback(b, BIO_CB_CTRL | BIO_CB_RETURN, parg, 0, cmd, larg, ret, NULL);
    return ret;
}

long BIO_callback_ctrl(BIO *b, int cmd, BIO_info_cb *fp) {
    int bad = 0;
    if (b == NULL) return -2;
    if (!usable(b, b->method != NULL && b->method->callback_ctrl != NULL && cmd == BIO_CTRL_SET_CALLBACK, &bad)) {
        return bad;
    }
    bool cb = bs_bio_has_callback(b);
    long ret;
    if (cb && (ret = bs_bio_callback(b, BIO_CB_CTRL, (void *)&fp, 0, cmd, 0, 1L, NULL)) <= 0) return ret;
    ret = b->method->callback_ctrl(b, cmd, fp);
    if (cb) ret = bs_bio_callback(b, BIO_CB_CTRL | BIO_CB_RETURN, (void *)&fp, 0, cmd, 0, ret, NULL);
    return ret;
}

long BIO_int_ctrl(BIO *b, int cmd, long larg, int iarg) { return BIO_ctrl(b, cmd, larg, &iarg); }

void *BIO_ptr_ctrl(BIO *b, int cmd, long larg) {
    void *p = NULL;
    return BIO_ctrl(b, cmd, larg, &p) <= 0 ? NULL : p;
}

static size_t count_ctrl(BIO *b, int cmd) {
    long ret = BIO_ctrl(b, cmd, 0, NULL);
    return ret < 0 ? 0 : (size_t)ret;
}

size_t BIO_ctrl_pending(BIO *b) { return count_ctrl(b, BIO_CTRL_PENDING); }
size_t BIO_ctrl_wpending(BIO *b) { return count_ctrl(b, BIO_CTRL_WPENDING); }

int BIO_indent(BIO *b, int indent, int max) {
    if (indent < 0) indent = 0;
    if (indent > max) indent = max;
    while (indent-- > 0) {
        if (BIO_puts(b, " ") != 1) return 0;
    }
    return 1;
}
