/* The base64 filter: what is written through it is encoded, what is read through it decoded.    man 3 BIO_f_base64
 *
 * Reading has a start: lines are passed over until one decodes, so that text may go before the base64. From then on
 * input is taken a block at a time, and the first block that does not decode ends it, without an error. */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <limits.h>
#include <string.h>

#include "compat/crypto/core/bio_local.h"

#define BLOCK 1024 /* bytes taken at a time, of either kind */

enum direction { UNUSED, ENCODE, DECODE };

struct base64 {
    EVP_ENCODE_CTX *coder;
    enum direction direction;
    bool started, ended;   /* reading: a line has decoded; nothing more is to be read */
    bool skip_line;        /* the line at hand began before the block: it is not looked at */
    unsigned char raw[BLOCK]; /* characters to decode, or the one or two bytes that are no group yet */
    int raw_len;
    unsigned char made[BLOCK * 2]; /* what was decoded or encoded, and not yet handed on: from off to len */
    int made_len, made_off;
};

static struct base64 *self(BIO *b) { return (struct base64 *)b->ptr; }

static int base64_create(BIO *b) {
    struct base64 *x = (struct base64 *)OPENSSL_zalloc(sizeof(*x));
    if (x == NULL) return 0;
    x->coder = EVP_ENCODE_CTX_new();
    if (x->coder == NULL) {
        OPENSSL_free(x);
        return 0;
    }
    b->ptr = x;
    b->init = 1;
    return 1;
}

static int base64_destroy(BIO *b) {
    if (b == NULL || b->ptr == NULL) return 0;
    EVP_ENCODE_CTX_free(self(b)->coder);
    OPENSSL_clear_free(b->ptr, sizeof(struct base64));
    b->ptr = NULL;
    b->init = 0;
    return 1;
}

static void turn(struct base64 *x, enum direction to) {
    if (x->direction == to) return;
    x->direction = to;
    x->made_len = x->made_off = x->raw_len = 0;
    if (to == ENCODE) EVP_EncodeInit(x->coder);
    else EVP_DecodeInit(x->coder);
}

static bool one_line(const BIO *b) { return (b->flags & BIO_FLAGS_BASE64_NO_NL) != 0; }

/* --- reading ------------------------------------------------------------------ */

static void keep_from(struct base64 *x, int at) {
    memmove(x->raw, x->raw + at, (size_t)(x->raw_len - at));
    x->raw_len -= at;
}

/* Drop the lines before the first that decodes; false if it has not come yet. */
static bool find_start(struct base64 *x) {
    int line = 0;
    for (int i = 0; i < x->raw_len; i++) {
        if (x->raw[i] != '\n') continue;
        int num = 0;
        bool skip = x->skip_line, ok = !skip && EVP_DecodeUpdate(x->coder, x->made, &num, x->raw + line, i + 1 - line) > 0;
        x->skip_line = false;
        if (!skip) EVP_DecodeInit(x->coder);
        if (ok || num > 0) {
            keep_from(x, line);
            return x->started = true;
        }
        line = i + 1;
    }
    if (line > 0) {
        keep_from(x, line);
    } else if (x->raw_len == BLOCK) { /* a line that does not fit is none of base64's */
        x->skip_line = true;
        x->raw_len = 0;
    }
    return false;
}

static int decode_groups(struct base64 *x) {
    int whole = x->raw_len & ~3, num = EVP_DecodeBlock(x->made, x->raw, whole);
    for (int i = 1; i <= 2 && whole >= 4; i++) {
        if (x->raw[whole - i] != '=') break;
        num--;
    }
    keep_from(x, whole);
    x->made_len = num > 0 ? num : 0;
    return num;
}

/* Decode the block at hand. */
static void decode(BIO *b, struct base64 *x) {
    int more;
    x->made_off = x->made_len = 0;
    if (one_line(b)) {
        more = decode_groups(x);
    } else {
        more = EVP_DecodeUpdate(x->coder, x->made, &x->made_len, x->raw, x->raw_len);
        x->raw_len = 0;
    }
    if (more < 0) x->made_len = 0;
    if (more <= 0) x->ended = true;
}

static size_t hand_out(struct base64 *x, char *out, size_t size) {
    size_t waiting = (size_t)(x->made_len - x->made_off), n = waiting < size ? waiting : size;
    memcpy(out, x->made + x->made_off, n);
    x->made_off += (int)n;
    if (x->made_off == x->made_len) x->made_off = x->made_len = 0;
    return n;
}

static int base64_read(BIO *b, char *out, size_t size, size_t *got) {
    struct base64 *x = self(b);
    if (out == NULL || x == NULL || b->next_bio == NULL) return 0;
    int ret = 0;
    BIO_clear_retry_flags(b);
    turn(x, DECODE);
    *got = hand_out(x, out, size);
    while (*got < size && !x->ended) {
        int n = BIO_read(b->next_bio, x->raw + x->raw_len, BLOCK - x->raw_len);
        if (n <= 0) {
            ret = n;
            if (BIO_should_retry(b->next_bio)) break;
            x->ended = true;
            if (x->raw_len == 0) break;
            n = 0;
        }
        x->raw_len += n;
        if (!x->started) {
            if (one_line(b)) x->started = true;
            else if (!find_start(x)) continue;
        } else if (x->raw_len < BLOCK && !x->ended) {
            continue; /* whole blocks, as long as there are any */
        }
        decode(b, x);
        if (x->ended) ret = 0;
        *got += hand_out(x, out + *got, size - *got);
    }
    BIO_copy_next_retry(b);
    return *got > 0 ? 1 : ret;
}

/* --- writing ------------------------------------------------------------------ */

/* Hand what was encoded on; 1, or what the next BIO said. */
static int drain(BIO *b, struct base64 *x) {
    while (x->made_off < x->made_len) {
        int n = BIO_write(b->next_bio, x->made + x->made_off, x->made_len - x->made_off);
        if (n <= 0) {
            BIO_copy_next_retry(b);
            return n;
        }
        x->made_off += n;
    }
    x->made_off = x->made_len = 0;
    return 1;
}

/* Encode a piece of at most a block without lines; what is no group of three waits. */
static void encode_groups(struct base64 *x, const unsigned char *in, int n) {
    unsigned char group[3];
    while (x->raw_len > 0 && x->raw_len < 3 && n > 0) {
        x->raw[x->raw_len++] = *in++;
        n--;
    }
    if (x->raw_len == 3) {
        memcpy(group, x->raw, sizeof(group));
        x->made_len = EVP_EncodeBlock(x->made, group, 3);
        x->raw_len = 0;
    }
    int whole = n - n % 3;
    if (whole > 0) x->made_len += EVP_EncodeBlock(x->made + x->made_len, in, whole);
    if (n > whole) {
        memcpy(x->raw, in + whole, (size_t)(n - whole));
        x->raw_len = n - whole;
    }
}

static int base64_write(BIO *b, const char *data, size_t size, size_t *written) {
    struct base64 *x = self(b);
    if (x == NULL || b->next_bio == NULL) return 0;
    const unsigned char *in = (const unsigned char *)data;
    *written = 0;
    BIO_clear_retry_flags(b);
    turn(x, ENCODE);
    int ret = drain(b, x);
    if (ret <= 0) return ret;
    if (in == NULL || size == 0) return 0;
    while (*written < size) {
        int n = size - *written > BLOCK ? BLOCK : (int)(size - *written);
        if (one_line(b)) encode_groups(x, in + *written, n);
        else if (!EVP_EncodeUpdate(x->coder, x->made, &x->made_len, in + *written, n)) return *written > 0 ? 1 : -1;
        *written += (size_t)n;
        x->made_off = 0;
        ret = drain(b, x);
        if (ret <= 0) return 1; /* they were taken: the rest goes with the next call */
    }
    return 1;
}

static long flush(BIO *b, struct base64 *x, long num, void *ptr) {
    BIO_clear_retry_flags(b);
    if (x->direction == ENCODE) {
        int ret = drain(b, x);
        if (ret <= 0) return ret;
        if (one_line(b)) {
            if (x->raw_len > 0) x->made_len = EVP_EncodeBlock(x->made, x->raw, x->raw_len);
            x->raw_len = 0;
        } else {
            EVP_EncodeFinal(x->coder, x->made, &x->made_len);
        }
        ret = drain(b, x);
        if (ret <= 0) return ret;
    }
    return BIO_ctrl(b->next_bio, BIO_CTRL_FLUSH, num, ptr);
}

static long pending(BIO *b, struct base64 *x, int cmd, long num, void *ptr) {
    if (x->made_len > x->made_off) return x->made_len - x->made_off;
    if (cmd == BIO_CTRL_WPENDING && x->direction == ENCODE && EVP_ENCODE_CTX_num(x->coder) > 0) return 1;
    return BIO_ctrl(b->next_bio, cmd, num, ptr);
}

static long base64_ctrl(BIO *b, int cmd, long num, void *ptr) {
    struct base64 *x = self(b);
    long ret;
    if (x == NULL || b->next_bio == NULL) return 0;
    switch (cmd) {
    case BIO_CTRL_RESET:
        x->started = x->ended = x->skip_line = false;
        x->direction = UNUSED;
        return BIO_ctrl(b->next_bio, cmd, num, ptr);
    case BIO_CTRL_EOF: return x->ended ? 1 : BIO_ctrl(b->next_bio, cmd, num, ptr);
    case BIO_CTRL_PENDING:
    case BIO_CTRL_WPENDING: return pending(b, x, cmd, num, ptr);
    case BIO_CTRL_FLUSH: return flush(b, x, num, ptr);
    case BIO_C_DO_STATE_MACHINE:
        BIO_clear_retry_flags(b);
        ret = BIO_ctrl(b->next_bio, cmd, num, ptr);
        BIO_copy_next_retry(b);
        return ret;
    case BIO_CTRL_DUP: return 0;
    default: return BIO_ctrl(b->next_bio, cmd, num, ptr);
    }
}

static long base64_callback_ctrl(BIO *b, int cmd, BIO_info_cb *fp) {
    return b->next_bio == NULL ? 0 : BIO_callback_ctrl(b->next_bio, cmd, fp);
}

static const BIO_METHOD method = {
    .type = BIO_TYPE_BASE64,
    .name = "base64 encoding",
    .bwrite = base64_write,
    .bread = base64_read,
    .bputs = bs_bio_puts_as_write,
    .ctrl = base64_ctrl,
    .create = base64_create,
    .destroy = base64_destroy,
    .callback_ctrl = base64_callback_ctrl,
};

const BIO_METHOD *BIO_f_base64(void) { return &method; }
