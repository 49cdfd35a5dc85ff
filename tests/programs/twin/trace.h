/* Shared by the twin programs that walk through many entry points: one line a call, with what it left on the queue. */
#ifndef TWIN_TRACE_H
#define TWIN_TRACE_H

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The queue, oldest first, and emptied. */
static void errors(void) {
    unsigned long e;
    const char *data;
    int flags;
    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        printf(" <%d:%d%s%s>", ERR_GET_LIB(e), ERR_GET_REASON(e), flags & ERR_TXT_STRING && *data ? " " : "",
               flags & ERR_TXT_STRING ? data : "");
    }
    printf("\n");
}

/* A call and its result as a number; SHOWP whether it gave a pointer, SHOWS a string. */
#define SHOW(call) do { long long r_ = (long long)(call); printf("%s = %lld", #call, r_); errors(); } while (0)
#define SHOWP(call) do { const void *p_ = (const void *)(call); printf("%s = %s", #call, p_ ? "set" : "null"); errors(); } while (0)
#define SHOWS(call) do { const char *s_ = (const char *)(call); printf("%s = %s", #call, s_ ? s_ : "(null)"); errors(); } while (0)

static inline void hex(const char *what, const void *bytes, long n) {
    const unsigned char *p = bytes;
    printf("%s %ld ", what, n);
    for (long i = 0; i < n; i++) printf("%02x", p[i]);
    errors();
}

/* What a memory BIO has, as text, and the BIO emptied. */
static inline void text(const char *what, BIO *mem) {
    char *p;
    long n = BIO_get_mem_data(mem, &p);
    printf("%s %ld [%.*s]", what, n, (int)n, p);
    errors();
    (void)BIO_reset(mem);
}

/* A file of the tests' data. */
static inline const char *data_file(const char *name) {
    static char path[4][1024];
    static int turn;
    char *p = path[turn++ & 3];
    snprintf(p, 1024, "%s/%s", getenv("TWIN_DATA"), name);
    return p;
}

#endif
