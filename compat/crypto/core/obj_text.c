/* Object identifiers as text and as DER.                                                           X.690 8.19 */
#include <openssl/asn1.h>
#include <openssl/err.h>

#include <stdio.h>
#include <string.h>

#include "compat/crypto/core/obj_local.h"
#include "compat/crypto/core/raise.h"

/* Bytes of an identifier that is still turned into text: conversion of a large arc takes quadratic time. */
#define TEXT_MAX 586

/* A number of any size, in digits of base 128 or 10^9, the least significant first. */
#define ARC_DIGITS 1100

static int fail(int reason) {
    BS_RAISE(ERR_LIB_ASN1, reason);
    return 0;
}

/* n = n * 10 + digit, base 128; false if it grows too large. */
static bool times_ten(uint8_t *n, size_t *len, unsigned digit) {
    unsigned carry = digit;
    for (size_t i = 0; i < *len; i++) {
        carry += n[i] * 10u;
        n[i] = carry & 0x7f;
        carry >>= 7;
    }
    if (carry > 0) {
        if (*len == ARC_DIGITS) return false;
        n[(*len)++] = (uint8_t)carry;
    }
    return true;
}

/* n += x, x < 128 */
static bool add_small(uint8_t *n, size_t *len, unsigned x) {
    for (size_t i = 0; x > 0; i++) {
        if (i == ARC_DIGITS) return false;
        if (i == *len) n[(*len)++] = 0;
        x += n[i];
        n[i] = x & 0x7f;
        x >>= 7;
    }
    return true;
}

/* One arc, from the cursor up to a separator or the end. */
static int parse_arc(const char **p, const char *end, uint8_t *n, size_t *len) {
    *len = 0;
    while (*p < end && **p != '.' && **p != ' ') {
        char c = *(*p)++;
        if (c < '0' || c > '9') return fail(ASN1_R_INVALID_DIGIT);
        if (!times_ten(n, len, (unsigned)(c - '0'))) return fail(ASN1_R_INVALID_NUMBER);
    }
    return 1;
}

int bs_oid_from_text(uint8_t *out, int cap, const char *text, size_t text_len) {
    const char *p = text, *end = text + text_len;
    char first = text_len == 0 ? '\0' : *p++;
    if (first < '0' || first > '2') return fail(ASN1_R_FIRST_NUM_TOO_LARGE);
    if (p == end) return fail(ASN1_R_MISSING_SECOND_NUMBER);
    unsigned top = (unsigned)(first - '0');
    int total = 0;
    while (p < end) {
        uint8_t n[ARC_DIGITS];
        size_t len;
        char separator = *p++;
        if (p == end) break; /* a last separator is passed over */
        if (separator != '.' && separator != ' ') return fail(ASN1_R_INVALID_SEPARATOR);
        if (!parse_arc(&p, end, n, &len)) return 0;
        if (total == 0) { /* the second arc shares a number with the first */
            if (top < 2 && (len > 1 || (len == 1 && n[0] >= 40))) return fail(ASN1_R_SECOND_NUMBER_TOO_LARGE);
            if (!add_small(n, &len, top * 40)) return fail(ASN1_R_INVALID_NUMBER);
        }
        if (len == 0) n[len++] = 0;
        if (out != NULL) {
            if (total + (int)len > cap) return fail(ASN1_R_BUFFER_TOO_SMALL);
            for (size_t i = len; i-- > 0;) *out++ = (uint8_t)(n[i] | (i > 0 ? 0x80 : 0));
        }
        total += (int)len;
    }
    return total;
}

bool bs_oid_valid(const uint8_t *der, size_t len) {
    if (der == NULL || len == 0 || (der[len - 1] & 0x80) != 0) return false;
    for (size_t i = 0; i < len; i++) {
        if (der[i] == 0x80 && (i == 0 || (der[i - 1] & 0x80) == 0)) return false; /* a leading zero digit */
    }
    return true;
}

/* --- to text ------------------------------------------------------------------------ */

/* A number in base 10^9. */
struct decimal {
    uint32_t part[TEXT_MAX / 3];
    size_t len;
};

static void decimal_push7(struct decimal *d, unsigned bits) {
    uint64_t carry = bits;
    for (size_t i = 0; i < d->len; i++) {
        carry += (uint64_t)d->part[i] << 7;
        d->part[i] = (uint32_t)(carry % 1000000000u);
        carry /= 1000000000u;
    }
    if (carry > 0 || d->len == 0) d->part[d->len++] = (uint32_t)carry;
}

static void decimal_subtract(struct decimal *d, uint32_t x) {
    for (size_t i = 0; i < d->len; i++) {
        if (d->part[i] >= x) {
            d->part[i] -= x;
            break;
        }
        d->part[i] = d->part[i] + 1000000000u - x;
        x = 1;
    }
    while (d->len > 1 && d->part[d->len - 1] == 0) d->len--;
}

struct text {
    char *out;
    size_t cap, len;
};

static void put(struct text *t, const char *s) {
    for (; *s != '\0'; s++, t->len++) {
        if (t->len + 1 < t->cap) t->out[t->len] = *s;
    }
}

static void put_decimal(struct text *t, const struct decimal *d) {
    char part[16];
    for (size_t i = d->len; i-- > 0;) {
        snprintf(part, sizeof(part), i == d->len - 1 ? "%u" : "%09u", d->part[i]);
        put(t, part);
    }
}

int bs_oid_to_text(char *out, size_t cap, const uint8_t *der, int len) {
    struct text t = { out, cap, 0 };
    if (len > TEXT_MAX) return -1;
    bool first = true;
    struct decimal d = { .len = 0 };
    for (int i = 0; i < len; i++) {
        if (d.len == 0 && der[i] == 0x80) return -1;
        if (i == len - 1 && (der[i] & 0x80) != 0) return -1;
        decimal_push7(&d, der[i] & 0x7f);
        if (der[i] & 0x80) continue;
        if (first) {
            uint32_t top = d.len > 1 || d.part[0] >= 80 ? 2 : d.part[0] / 40;
            decimal_subtract(&d, top * 40);
            put(&t, top == 0 ? "0" : top == 1 ? "1" : "2");
            first = false;
        }
        put(&t, ".");
        put_decimal(&t, &d);
        d.len = 0;
    }
    if (cap > 0) out[t.len < cap ? t.len : cap - 1] = '\0';
    return (int)t.len;
}
