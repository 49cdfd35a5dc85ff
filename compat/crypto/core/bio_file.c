/* stdio as a BIO. */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "compat/crypto/core/bio_local.h"
#include "compat/crypto/core/raise.h"

static FILE *stream(BIO *b) { return (FILE *)b->ptr; }

static void raise_system(const char *what) {
    BS_RAISE_DATA(ERR_LIB_SYS, errno, "calling %s()", what);
    BS_RAISE(ERR_LIB_BIO, ERR_R_SYS_LIB);
}

static int file_create(BIO *b) {
    b->init = 0;
    b->num = 0;
    b->ptr = NULL;
    b->flags = 0;
    return 1;
}

static int file_destroy(BIO *b) {
    if (b == NULL) return 0;
    if (!b->shutdown) return 1;
    if (b->init && b->ptr != NULL) {
        fclose(stream(b));
        b->ptr = NULL;
        b->flags = 0;
    }
    b->init = 0;
    return 1;
}

static int file_read(BIO *b, char *out, size_t len, size_t *got) {
    if (!b->init || out == NULL) return 0;
    *got = fread(out, 1, len, stream(b));
    if (*got > 0) return 1;
    if (len > 0 && ferror(stream(b))) {
        raise_system("fread");
        return -1;
    }
    return 0;
}

static int file_write(BIO *b, const char *in, size_t len, size_t *written) {
    if (!b->init || in == NULL || fwrite(in, len, 1, stream(b)) != 1) return 0;
    *written = len;
    return 1;
}

static int file_gets(BIO *b, char *buf, int size) {
    buf[0] = '\0';
    if (fgets(buf, size, stream(b)) == NULL) return 0;
    return (int)strlen(buf);
}

/* The file that `name` and the BIO_FP_* flags mean. */
static long open_name(BIO *b, long flags, const char *name) {
    file_destroy(b);
    b->shutdown = (int)flags & BIO_CLOSE;
    const char *mode;
    if (flags & BIO_FP_APPEND)
        mode = (flags & BIO_FP_READ) ? "a+" : "a";
    else if ((flags & BIO_FP_READ) && (flags & BIO_FP_WRITE))
        mode = "r+";
    else if (flags & BIO_FP_WRITE)
        mode = "w";
    else if (flags & BIO_FP_READ)
        mode = "r";
    else {
        BS_RAISE(ERR_LIB_BIO, BIO_R_BAD_FOPEN_MODE);
        return 0;
    }
    FILE *f = fopen(name, mode);
    if (f == NULL) {
        BS_RAISE_DATA(ERR_LIB_SYS, errno, "calling fopen(%s, %s)", name, mode);
        BS_RAISE(ERR_LIB_BIO, ERR_R_SYS_LIB);
        return 0;
    }
    b->ptr = f;
    b->init = 1;
    return 1;
}

static long file_ctrl(BIO *b, int cmd, long num, void *ptr) {
    switch (cmd) {
    case BIO_C_FILE_SEEK:
    case BIO_CTRL_RESET: return fseek(stream(b), num, SEEK_SET);
    case BIO_CTRL_EOF: return feof(stream(b));
    case BIO_C_FILE_TELL:
    case BIO_CTRL_INFO: return ftell(stream(b));
    case BIO_C_SET_FILE_PTR:
        file_destroy(b);
        b->shutdown = (int)num & BIO_CLOSE;
        b->ptr = ptr;
        b->init = 1;
        return 1;
    case BIO_C_SET_FILENAME: return open_name(b, num, (const char *)ptr);
    case BIO_C_GET_FILE_PTR:
        if (ptr != NULL) *(FILE **)ptr = stream(b);
        return 1;
    case BIO_CTRL_GET_CLOSE: return b->shutdown;
    case BIO_CTRL_SET_CLOSE: b->shutdown = (int)num; return 1;
    case BIO_CTRL_FLUSH:
        if (fflush(stream(b)) != EOF) return 1;
        raise_system("fflush");
        return 0;
    case BIO_CTRL_DUP: return 1;
    default: return 0;
    }
}

static const BIO_METHOD method = {
    .type = BIO_TYPE_FILE,
    .name = "FILE pointer",
    .bwrite = file_write,
    .bread = file_read,
    .bputs = bs_bio_puts_as_write,
    .bgets = file_gets,
    .ctrl = file_ctrl,
    .create = file_create,
    .destroy = file_destroy,
};

const BIO_METHOD *BIO_s_file(void) { return &method; }

BIO *BIO_new_file(const char *filename, const char *mode) {
    FILE *f = fopen(filename, mode);
    if (f == NULL) {
        int e = errno;
        BS_RAISE_DATA(ERR_LIB_SYS, e, "calling fopen(%s, %s)", filename, mode);
        BS_RAISE(ERR_LIB_BIO, e == ENOENT || e == ENXIO ? BIO_R_NO_SUCH_FILE : ERR_R_SYS_LIB);
        return NULL;
    }
    BIO *b = BIO_new(&method);
    if (b == NULL) {
        fclose(f);
        return NULL;
    }
    BIO_set_fp(b, f, BIO_CLOSE | (strchr(mode, 'b') == NULL ? BIO_FP_TEXT : 0));
    return b;
}

BIO *BIO_new_fp(FILE *f, int close_flag) {
    BIO *b = BIO_new(&method);
    if (b != NULL) BIO_set_fp(b, f, close_flag);
    return b;
}
