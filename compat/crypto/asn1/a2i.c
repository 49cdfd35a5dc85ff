/* Numbers and strings from lines of hexadecimal, as i2a_ASN1_INTEGER() and its like write them: a backslash at the end of a
 * line has it go on in the next. */
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "compat/crypto/core/raise.h"

struct octets {
    unsigned char *p;
    int len;
};

/* How many characters of a line are digits, and whether another line follows; below 1: the line is none. */
static int line_digits(const char *line, int n, bool number, bool *more) {
    if (n > 0 && line[n - 1] == '\n') n--;
    if (n > 0 && line[n - 1] == '\r') n--;
    if (n == 0) return 0;
    *more = line[n - 1] == '\\';
    if (*more) n--;
    int digits = number ? 0 : n > 0; /* the first of a string is taken unseen */
    while (digits < n && isxdigit((unsigned char)line[digits])) digits++;
    return digits;
}

/* Returns the reason of what went wrong, or 0. */
static int append(struct octets *o, const char *hex, int digits) {
    unsigned char *p = (unsigned char *)OPENSSL_realloc(o->p, (size_t)(o->len + digits / 2 + 1));
    if (!p) return ERR_R_MALLOC_FAILURE;
    o->p = p;
    for (int i = 0; i < digits; i += 2) {
        int high = OPENSSL_hexchar2int((unsigned char)hex[i]), low = OPENSSL_hexchar2int((unsigned char)hex[i + 1]);
        if (high < 0 || low < 0) return ASN1_R_NON_HEX_CHARACTERS;
        p[o->len++] = (unsigned char)(high << 4 | low);
    }
    return 0;
}

/* `number`: one leading zero octet is not part of it. */
static int read_lines(BIO *bp, ASN1_STRING *s, int type, char *buf, int size, bool number) {
    struct octets o = { NULL, 0 };
    int reason = 0;
    s->type = type;
    for (bool more = true, first = true; more && reason == 0; first = false) {
        int n = BIO_gets(bp, buf, size);
        if (n < 1 && first && !number) break; /* nothing at all is a string too */
        int digits = n < 1 ? 0 : line_digits(buf, n, number, &more);
        const char *hex = buf;
        if (first && number && digits >= 2 && strncmp(hex, "00", 2) == 0) {
            hex += 2;
            digits -= 2;
        }
        if (n < 1 || (hex == buf && digits < 2)) reason = ASN1_R_SHORT_LINE;
        else if (digits % 2 != 0) reason = ASN1_R_ODD_NUMBER_OF_CHARS;
        else reason = append(&o, hex, digits);
    }
    if (reason != 0) {
        BS_RAISE(ERR_LIB_ASN1, reason);
        OPENSSL_free(o.p);
        return 0;
    }
    OPENSSL_free(s->data);
    s->data = o.p;
    s->length = o.len;
    return 1;
}

int a2i_ASN1_INTEGER(BIO *bp, ASN1_INTEGER *s, char *buf, int size) {
    return read_lines(bp, s, V_ASN1_INTEGER, buf, size, true);
}

int a2i_ASN1_ENUMERATED(BIO *bp, ASN1_ENUMERATED *s, char *buf, int size) {
    return read_lines(bp, s, V_ASN1_INTEGER, buf, size, true); /* OpenSSL sets this type */
}

int a2i_ASN1_STRING(BIO *bp, ASN1_STRING *s, char *buf, int size) {
    return read_lines(bp, s, s->type, buf, size, false);
}
