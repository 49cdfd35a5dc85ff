#include "apps/dane.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 12 /* bytes at the end of a record: its beginning is alike for all keys */

bool app_dane_prepare(const struct app_dane *d, SSL_CTX *ctx) {
    if (d->domain == NULL || SSL_CTX_dane_enable(ctx) > 0) return true;
    app_error("s_client", "Error enabling DANE TLSA authentication.");
    ERR_print_errors_fp(stderr);
    return false;
}

/* A number of a record, 0 to 255, and what follows it. */
static bool number(const char **p, uint8_t *out) {
    char *end;
    *p += strspn(*p, " \t");
    if (**p < '0' || **p > '9') return false;
    unsigned long v = strtoul(*p, &end, 10);
    if (v > 255 || strspn(end, " \t") == 0) return false;
    *out = (uint8_t)v;
    *p = end + strspn(end, " \t");
    return true;
}

static int digit(char c) {
    const char *all = "0123456789abcdef", *at = c != '\0' ? strchr(all, c | 0x20) : NULL;
    return at != NULL ? (int)(at - all) : -1;
}

/* Hexadecimal, with blanks anywhere between bytes; the number of them, or -1. out: room for half the text. */
static long unhex(const char *p, uint8_t *out) {
    long n = 0;
    for (p += strspn(p, " \t"); *p != '\0'; p += 2 + strspn(p + 2, " \t")) {
        if (digit(p[0]) < 0 || digit(p[1]) < 0) return -1;
        out[n++] = (uint8_t)(digit(p[0]) << 4 | digit(p[1]));
    }
    return n > 0 ? n : -1;
}

/* 1, or 0 after a message on stderr. */
static int add(SSL *ssl, const char *text) {
    static const char *const fields[] = { "usage", "selector", "mtype" };
    uint8_t v[3];
    const char *p = text;
    for (int i = 0; i < 3; i++) {
        if (!number(&p, &v[i])) {
            app_error("s_client", "warning: bad TLSA %s field in: %s", fields[i], text);
            return 0;
        }
    }
    uint8_t *data = malloc(strlen(p) / 2 + 1);
    long n = data != NULL ? unhex(p, data) : -1;
    int ok = n > 0 ? SSL_dane_tlsa_add(ssl, v[0], v[1], v[2], data, (size_t)n) : -2;
    free(data);
    if (ok > 0) return 1;
    if (ok != -2) ERR_print_errors_fp(stderr);
    app_error("s_client", "warning: %s: %s", ok == -2 ? "bad TLSA data field in" : "unusable TLSA rrdata", text);
    return 0;
}

bool app_dane_apply(const struct app_dane *d, SSL *ssl) {
    if (d->domain == NULL) {
        if (d->rrdata.num == 0) return true;
        app_error("s_client", "DANE TLSA authentication requires the -dane_tlsa_domain option.");
        return false;
    }
    if (SSL_dane_enable(ssl, d->domain) <= 0) {
        app_error("s_client", "Error enabling DANE TLSA authentication.");
        ERR_print_errors_fp(stderr);
        return false;
    }
    if (d->rrdata.num == 0) {
        app_error("s_client", "DANE TLSA authentication requires at least one -dane_tlsa_rrdata option.");
        return false;
    }
    int usable = 0;
    for (size_t i = 0; i < d->rrdata.num; i++) usable += add(ssl, d->rrdata.list[i]);
    if (usable == 0) {
        app_error("s_client", "Failed to import any TLSA records.");
        return false;
    }
    if (d->no_ee_names) SSL_dane_set_flags(ssl, DANE_FLAG_NO_DANE_EE_NAMECHECKS);
    return true;
}

void app_dane_show(FILE *out, SSL *ssl) {
    EVP_PKEY *key = NULL;
    uint8_t usage, selector, mtype;
    const unsigned char *data;
    size_t len;
    int depth = SSL_get0_dane_authority(ssl, NULL, &key);
    if (depth < 0 || SSL_get0_dane_tlsa(ssl, &usage, &selector, &mtype, &data, &len) < 0) return;
    fprintf(out, "DANE TLSA %d %d %d %s", usage, selector, mtype, len > SHOWN ? "..." : "");
    for (size_t i = len > SHOWN ? len - SHOWN : 0; i < len; i++) fprintf(out, "%02x", data[i]);
    fprintf(out, " %s at depth %d\n",
            key != NULL ? "signed the certificate" : depth > 0 ? "matched TA certificate" : "matched EE certificate", depth);
}
