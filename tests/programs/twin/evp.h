/* Shared by the twin programs: plain C that prints what it sees, run on the system's library and on ours. */
#ifndef TWIN_EVP_H
#define TWIN_EVP_H

#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

static void hex(const char *what, const unsigned char *p, size_t n) {
    printf("%s %zu ", what, n);
    for (size_t i = 0; i < n; i++) printf("%02x", p[i]);
    printf("\n");
}

/* The last error as library and reason, and the queue emptied. */
static void last_error(void) {
    unsigned long e = ERR_peek_last_error();
    if (e != 0) printf("  error %d %d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
    ERR_clear_error();
}

/* Bytes that are the same in every run. */
static void pattern(unsigned char *out, size_t n, unsigned seed) {
    for (size_t i = 0; i < n; i++) out[i] = (unsigned char)(seed + 7 * i + i / 11);
}

#endif
