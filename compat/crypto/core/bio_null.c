/* The BIO that swallows all and has nothing, and the filter that changes nothing. */
#include <openssl/bio.h>

#include <string.h>

#include "compat/crypto/core/bio_local.h"

static int null_read(BIO *b, char *out, size_t len, size_t *got) {
    (void)b, (void)out, (void)len, (void)got;
    return 0;
}

static int null_write(BIO *b, const char *in, size_t len, size_t *written) {
    (void)b, (void)in;
    *written = len;
    return 1;
}

static int null_puts(BIO *b, const char *str) {
    (void)b;
    return str == NULL ? 0 : (int)strlen(str);
}

static int null_gets(BIO *b, char *buf, int size) {
    (void)b, (void)buf, (void)size;
    return 0;
}

static long null_ctrl(BIO *b, int cmd, long num, void *ptr) {
    (void)b, (void)num, (void)ptr;
    switch (cmd) {
    case BIO_CTRL_RESET:
    case BIO_CTRL_EOF:
    case BIO_CTRL_SET:
    case BIO_CTRL_SET_CLOSE:
    case BIO_CTRL_FLUSH:
    case BIO_CTRL_DUP: return 1;
    default: return 0;
    }
}

static const BIO_METHOD sink = {
    .type = BIO_TYPE_NULL,
    .name = "NULL",
    .bwrite = null_write,
    .bread = null_read,
    .bputs = null_puts,
    .bgets = null_gets,
    .ctrl = null_ctrl,
};

const BIO_METHOD *BIO_s_null(void) { return &sink; }

/* --- the filter ------------------------------------------------------------------- */

static int pass_read(BIO *b, char *out, size_t len, size_t *got) {
    if (out == NULL || b->next_bio == NULL) return 0;
    int ret = BIO_read(b->next_bio, out, len > INT32_MAX ? INT32_MAX : (int)len);
    BIO_clear_retry_flags(b);
    BIO_copy_next_retry(b);
    *got = ret > 0 ? (size_t)ret : 0;
    return ret > 0 ? 1 : ret;
}

static int pass_write(BIO *b, const char *in, size_t len, size_t *written) {
    if (in == NULL || len == 0 || b->next_bio == NULL) return 0;
    int ret = BIO_write(b->next_bio, in, len > INT32_MAX ? INT32_MAX : (int)len);
    BIO_clear_retry_flags(b);
    BIO_copy_next_retry(b);
    *written = ret > 0 ? (size_t)ret : 0;
    return ret > 0 ? 1 : ret;
}

static long pass_ctrl(BIO *b, int cmd, long num, void *ptr) {
    if (b->next_bio == NULL) return 0;
    switch (cmd) {
    case BIO_C_DO_STATE_MACHINE: {
        BIO_clear_retry_flags(b);
        long ret = BIO_ctrl(b->next_bio, cmd, num, ptr);
        BIO_copy_next_retry(b);
        return ret;
    }
    case BIO_CTRL_DUP: return 0;
    default: return BIO_ctrl(b->next_bio, cmd, num, ptr);
    }
}

static long pass_callback_ctrl(BIO *b, int cmd, BIO_info_cb *fp) {
    return b->next_bio == NULL ? 0 : BIO_callback_ctrl(b->next_bio, cmd, fp);
}

static int pass_gets(BIO *b, char *buf, int size) { return b->next_bio == NULL ? 0 : BIO_gets(b->next_bio, buf, size); }
static int pass_puts(BIO *b, const char *str) { return b->next_bio == NULL ? 0 : BIO_puts(b->next_bio, str); }

static const BIO_METHOD filter = {
    .type = BIO_TYPE_NULL_FILTER,
    .name = "NULL filter",
    .bwrite = pass_write,
    .bread = pass_read,
    .bputs = pass_puts,
    .bgets = pass_gets,
    .ctrl = pass_ctrl,
    .callback_ctrl = pass_callback_ctrl,
};

const BIO_METHOD *BIO_f_null(void) { return &filter; }
