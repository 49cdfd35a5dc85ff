#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>

#include "compat/crypto/core/raise.h"

/* "bits left": the low three bits of flags say how many bits of the last byte are unused; without the flag, trailing
 * zero bits are not part of the value when it is encoded (a named bit list, X.690 11.2.2). */

int ASN1_BIT_STRING_set(ASN1_BIT_STRING *s, unsigned char *data, int len) { return ASN1_STRING_set(s, data, len); }

int ASN1_BIT_STRING_get_bit(const ASN1_BIT_STRING *s, int n) {
    int byte = n / 8;
    if (!s || n < 0 || s->length <= byte || !s->data) return 0;
    return (s->data[byte] & (0x80 >> (n & 7))) != 0;
}

int ASN1_BIT_STRING_set_bit(ASN1_BIT_STRING *s, int n, int value) {
    if (!s || n < 0) return 0;
    int byte = n / 8;
    unsigned char mask = (unsigned char)(0x80 >> (n & 7));
    s->flags &= ~(ASN1_STRING_FLAG_BITS_LEFT | 0x07);
    if (s->length <= byte || !s->data) {
        if (!value) return 1;
        unsigned char *p = (unsigned char *)OPENSSL_realloc(s->data, (size_t)byte + 2);
        if (!p) return 0;
        memset(p + s->length, 0, (size_t)(byte + 2 - s->length));
        s->data = p;
        s->length = byte + 1;
    }
    if (value) s->data[byte] = (unsigned char)(s->data[byte] | mask);
    else s->data[byte] = (unsigned char)(s->data[byte] & ~mask);
    while (s->length > 0 && s->data[s->length - 1] == 0) s->length--;
    return 1;
}

int ASN1_BIT_STRING_check(const ASN1_BIT_STRING *s, const unsigned char *allowed, int allowed_len) {
    if (!s || !s->data) return 1;
    for (int i = 0; i < s->length; i++) {
        unsigned mask = i < allowed_len ? (unsigned char)~allowed[i] : 0xFFu;
        if ((s->data[i] & mask) != 0) return 0;
    }
    return 1;
}

int ASN1_BIT_STRING_name_print(BIO *out, ASN1_BIT_STRING *bs, BIT_STRING_BITNAME *tbl, int indent) {
    const char *sep = "";
    BIO_printf(out, "%*s", indent, "");
    for (; tbl->lname; tbl++) {
        if (!ASN1_BIT_STRING_get_bit(bs, tbl->bitnum)) continue;
        BIO_printf(out, "%s%s", sep, tbl->lname);
        sep = ", ";
    }
    BIO_puts(out, "\n");
    return 1;
}

int ASN1_BIT_STRING_num_asc(const char *name, BIT_STRING_BITNAME *tbl) {
    for (; tbl->lname; tbl++) {
        if (strcmp(tbl->sname, name) == 0 || strcmp(tbl->lname, name) == 0) return tbl->bitnum;
    }
    return -1;
}

int ASN1_BIT_STRING_set_asc(ASN1_BIT_STRING *bs, const char *name, int value, BIT_STRING_BITNAME *tbl) {
    int bit = ASN1_BIT_STRING_num_asc(name, tbl);
    if (bit < 0) return 0;
    return !bs || ASN1_BIT_STRING_set_bit(bs, bit, value) ? 1 : 0;
}
