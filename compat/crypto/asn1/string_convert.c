#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdbool.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "src/x509/text.h"

/* Making a string of a type that can hold the text: man 3 ASN1_mbstring_copy. */

static bool printable(uint32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' '
        || (c < 0x80 && c != 0 && strchr("'()+,-./:=?", (int)c) != NULL);
}

int ASN1_PRINTABLE_type(const unsigned char *s, int len) {
    bool ia5 = false, t61 = false;
    if (!s) return V_ASN1_PRINTABLESTRING;
    for (int i = 0; len < 0 ? s[i] != 0 : i < len; i++) {
        if (!printable(s[i])) ia5 = true;
        if (s[i] > 0x7F) t61 = true;
    }
    return t61 ? V_ASN1_T61STRING : ia5 ? V_ASN1_IA5STRING : V_ASN1_PRINTABLESTRING;
}

static int next(int inform, bs_reader *at, uint32_t *c) {
    if (bs_r_done(at)) return 0;
    switch (inform) {
    case MBSTRING_UTF8: return bs_text_next(BS_DER_UTF8, at, c);
    case MBSTRING_BMP: return bs_r_uint(at, 2, c) ? 1 : -1;
    case MBSTRING_UNIV: return bs_r_uint(at, 4, c) ? 1 : -1;
    default: return bs_r_uint(at, 1, c) ? 1 : -1;
    }
}

/* The types of `mask` that can hold this text, and its length in characters and in bytes of UTF-8. */
static bool narrow(bs_reader text, int inform, unsigned long *mask, long *chars, size_t *utf8_len) {
    uint32_t c;
    int got;
    uint8_t tmp[4];
    while ((got = next(inform, &text, &c)) > 0) {
        unsigned long out = 0;
        if (c < '0' || c > '9') out |= c == ' ' ? 0 : B_ASN1_NUMERICSTRING;
        if (!printable(c)) out |= B_ASN1_PRINTABLESTRING;
        if (c > 0x7F) out |= B_ASN1_IA5STRING;
        if (c > 0xFF) out |= B_ASN1_T61STRING;
        if (c > 0xFFFF) out |= B_ASN1_BMPSTRING;
        *mask &= ~out;
        *chars += 1;
        if (c >= 0x110000) return false;
        *utf8_len += bs_text_utf8(c, tmp);
    }
    return got == 0;
}

/* What is wrong with a text of this form before its first character; 0: nothing. */
static int misfit(size_t len, int inform) {
    switch (inform) {
    case MBSTRING_BMP: return len % 2 != 0 ? ASN1_R_INVALID_BMPSTRING_LENGTH : 0;
    case MBSTRING_UNIV: return len % 4 != 0 ? ASN1_R_INVALID_UNIVERSALSTRING_LENGTH : 0;
    case MBSTRING_UTF8:
    case MBSTRING_ASC: return 0;
    default: return ASN1_R_UNKNOWN_FORMAT;
    }
}

static int pick(unsigned long mask, unsigned *width) {
    *width = 1;
    if ((mask & B_ASN1_NUMERICSTRING) != 0) return V_ASN1_NUMERICSTRING;
    if ((mask & B_ASN1_PRINTABLESTRING) != 0) return V_ASN1_PRINTABLESTRING;
    if ((mask & B_ASN1_IA5STRING) != 0) return V_ASN1_IA5STRING;
    if ((mask & B_ASN1_T61STRING) != 0) return V_ASN1_T61STRING;
    *width = 2;
    if ((mask & B_ASN1_BMPSTRING) != 0) return V_ASN1_BMPSTRING;
    *width = 4;
    if ((mask & B_ASN1_UNIVERSALSTRING) != 0) return V_ASN1_UNIVERSALSTRING;
    *width = 0;
    return V_ASN1_UTF8STRING;
}

static bool fill(ASN1_STRING *s, bs_reader text, int inform, unsigned width, size_t len) {
    uint32_t c;
    if (!ASN1_STRING_set(s, NULL, (int)len)) return false;
    bs_writer w = bs_w_to(s->data, len);
    uint8_t utf8[4];
    while (next(inform, &text, &c) > 0) {
        if (width > 0) bs_w_uint(&w, width, c);
        else bs_w_bytes(&w, utf8, bs_text_utf8(c, utf8));
    }
    s->data[len] = 0;
    return !w.bad;
}

int ASN1_mbstring_ncopy(ASN1_STRING **out, const unsigned char *in, int len, int inform, unsigned long mask,
                        long min, long max) {
    bs_reader text = bs_r_from(in, len < 0 ? strlen((const char *)in) : (size_t)len);
    long chars = 0;
    size_t utf8_len = 0;
    unsigned width;
    if (mask == 0) mask = B_ASN1_DIRECTORYSTRING;
    const int malformed = misfit(text.len, inform);
    if (malformed != 0 || !narrow(text, inform, &mask, &chars, &utf8_len)) {
        const int bad = inform == MBSTRING_UTF8 ? ASN1_R_INVALID_UTF8STRING : ASN1_R_ILLEGAL_CHARACTERS;
        BS_RAISE(ERR_LIB_ASN1, malformed != 0 ? malformed : bad);
        return -1;
    }
    if (min > 0 && chars < min) {
        BS_RAISE_DATA(ERR_LIB_ASN1, ASN1_R_STRING_TOO_SHORT, "minsize=%ld", min);
        return -1;
    }
    if (max > 0 && chars > max) {
        BS_RAISE_DATA(ERR_LIB_ASN1, ASN1_R_STRING_TOO_LONG, "maxsize=%ld", max);
        return -1;
    }
    if (mask == 0) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_ILLEGAL_CHARACTERS);
        return -1;
    }
    int type = pick(mask, &width);
    if (!out) return type;
    ASN1_STRING *s = *out ? *out : ASN1_STRING_type_new(type);
    if (!s) return -1;
    s->type = type;
    if (!fill(s, text, inform, width, width > 0 ? (size_t)chars * width : utf8_len)) {
        if (!*out) ASN1_STRING_free(s);
        return -1;
    }
    *out = s;
    return type;
}

int ASN1_mbstring_copy(ASN1_STRING **out, const unsigned char *in, int len, int inform, unsigned long mask) {
    return ASN1_mbstring_ncopy(out, in, len, inform, mask, 0, 0);
}

/* RFC 3629 3. -1: cut off, -2: no character begins so, -3: it does not go on so, -4: too large, or in too many octets */
int UTF8_getc(const unsigned char *p, int len, unsigned long *val) {
    static const struct { unsigned char mask, lead; unsigned long least; } forms[] = {
        { 0x80, 0x00, 0 }, { 0xE0, 0xC0, 0x80 }, { 0xF0, 0xE0, 0x800 }, { 0xF8, 0xF0, 0x10000 },
    };
    const int num = (int)(sizeof forms / sizeof forms[0]);
    int n = 0;
    if (len <= 0) return 0;
    while (n < num && (p[0] & forms[n].mask) != forms[n].lead) n++;
    if (n == num) return -2;
    if (len < n + 1) return -1;
    unsigned long c = p[0] & (unsigned char)~forms[n].mask;
    for (int i = 1; i <= n; i++) {
        if ((p[i] & 0xC0) != 0x80) return -3;
        c = c << 6 | (p[i] & 0x3Ful);
    }
    if (c < forms[n].least || c >= 0x110000) return -4;
    if (c >= 0xD800 && c < 0xE000) return -2; /* surrogates are no characters */
    *val = c;
    return n + 1;
}

int UTF8_putc(unsigned char *p, int len, unsigned long c) {
    uint8_t octets[4];
    if (p && len <= 0) return -1;
    if (c >= 0x110000 || (c >= 0xD800 && c < 0xE000)) return -2;
    int n = (int)bs_text_utf8((uint32_t)c, octets);
    if (p && len < n) return -1;
    if (p) memcpy(p, octets, (size_t)n);
    return n;
}

int ASN1_UNIVERSALSTRING_to_string(ASN1_UNIVERSALSTRING *s) {
    if (s->type != V_ASN1_UNIVERSALSTRING || s->length % 4 != 0) return 0;
    for (int i = 0; i < s->length; i++) {
        if (i % 4 != 3 && s->data[i] != 0) return 0;
    }
    for (int i = 0; i < s->length / 4; i++) s->data[i] = s->data[4 * i + 3];
    s->length /= 4;
    if (s->data) s->data[s->length] = 0;
    s->type = ASN1_PRINTABLE_type(s->data, s->length);
    return 1;
}
