/* printf to a BIO; the C library does the formatting. */
#include <openssl/bio.h>
#include <openssl/err.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "compat/crypto/core/raise.h"

int BIO_vprintf(BIO *b, const char *format, va_list args) {
    char small[2048];
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(small, sizeof(small), format, args), ret = -1;
    if (n >= 0 && (size_t)n < sizeof(small)) {
        ret = BIO_write(b, small, n);
    } else if (n >= 0) {
        char *large = (char *)malloc((size_t)n + 1);
        if (large == NULL) {
            BS_RAISE(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
        } else {
            vsnprintf(large, (size_t)n + 1, format, again);
            ret = BIO_write(b, large, n);
            free(large);
        }
    }
    va_end(again);
    return ret;
}

int BIO_printf(BIO *b, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int ret = BIO_vprintf(b, format, args);
    va_end(args);
    return ret;
}

/* -1 where the C library tells the length that was missing: OpenSSL takes a cut text for an error. */
int BIO_vsnprintf(char *buf, size_t n, const char *format, va_list args) {
    int len = vsnprintf(buf, n, format, args);
    return len < 0 || (size_t)len >= n ? -1 : len;
}

int BIO_snprintf(char *buf, size_t n, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int ret = BIO_vsnprintf(buf, n, format, args);
    va_end(args);
    return ret;
}

static int error_line(const char *str, size_t len, void *bio) { return BIO_write((BIO *)bio, str, (int)len); }

void ERR_print_errors(BIO *b) { ERR_print_errors_cb(error_line, b); }

void ERR_add_error_mem_bio(const char *separator, BIO *b) {
    if (b == NULL) return;
    char *text;
    long len = BIO_get_mem_data(b, &text);
    if (len <= 0) return;
    if (text[len - 1] != '\0') {
        if (BIO_write(b, "", 1) <= 0) return;
        BIO_get_mem_data(b, &text);
    }
    ERR_add_error_txt(separator, text);
}
