/* Printing the whole queue, one error a line. */
#include <openssl/err.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "compat/crypto/core/err_local.h"

/* The thread's id as hex of its bytes in memory, as OpenSSL 3 prints it. */
static size_t put_thread(char *buf) {
    static const char hex[] = "0123456789ABCDEF";
    pthread_t self = pthread_self();
    unsigned char bytes[sizeof(self)];
    memcpy(bytes, &self, sizeof(self));
    for (size_t i = 0; i < sizeof(bytes); i++) {
        buf[2 * i] = hex[bytes[i] >> 4];
        buf[2 * i + 1] = hex[bytes[i] & 15];
    }
    buf[2 * sizeof(bytes)] = ':';
    return 2 * sizeof(bytes) + 1;
}

void ERR_print_errors_cb(int (*cb)(const char *str, size_t len, void *u), void *u) {
    const char *file, *func, *data;
    int line, flags;
    unsigned long code;
    char buf[4096];
    size_t start = put_thread(buf);
    while ((code = ERR_get_error_all(&file, &line, &func, &data, &flags)) != 0) {
        if (!(flags & ERR_TXT_STRING)) data = "";
        bs_err_format(code, func, buf + start, sizeof(buf) - start);
        size_t len = strlen(buf);
        snprintf(buf + len, sizeof(buf) - len, ":%s:%d:%s\n", file, line, data);
        if (cb(buf, strlen(buf), u) <= 0) return;
    }
}

static int to_file(const char *str, size_t len, void *fp) { return fwrite(str, 1, len, (FILE *)fp) == len; }

void ERR_print_errors_fp(FILE *fp) { ERR_print_errors_cb(to_file, fp); }
