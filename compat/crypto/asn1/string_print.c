#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>

#include "compat/crypto/asn1/item.h"
#include "compat/crypto/asn1/sink.h"
#include "compat/crypto/core/raise.h"
#include "src/x509/text.h"

/* Printing by ASN1_STRFLGS_*, man 3 ASN1_STRING_print_ex. A first walk finds out whether quotes are needed. */

#define ESCAPES \
    (ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_ESC_MSB | ASN1_STRFLGS_ESC_QUOTE | ASN1_STRFLGS_ESC_2254)

enum place { MIDDLE, FIRST, LAST };

void bs_sink_put(struct bs_sink *s, const void *p, size_t n) {
    if (n == 0 || s->bad) return;
    if (s->bio) s->bad = BIO_write(s->bio, p, (int)n) != (int)n;
    else if (s->fp) s->bad = fwrite(p, 1, n, s->fp) != n;
    s->len += (long)n;
}

void bs_sink_puts(struct bs_sink *s, const char *text) { bs_sink_put(s, text, strlen(text)); }

void bs_sink_spaces(struct bs_sink *s, int n) {
    while (n-- > 0) bs_sink_put(s, " ", 1);
}

int bs_string_width(int type) {
    switch (type) {
    case V_ASN1_UTF8STRING: return 0;
    case V_ASN1_NUMERICSTRING:
    case V_ASN1_PRINTABLESTRING:
    case V_ASN1_T61STRING:
    case V_ASN1_IA5STRING:
    case V_ASN1_UTCTIME:
    case V_ASN1_GENERALIZEDTIME:
    case V_ASN1_VISIBLESTRING: return 1;
    case V_ASN1_UNIVERSALSTRING: return 4;
    case V_ASN1_BMPSTRING: return 2;
    default: return -1;
    }
}

/* RFC 4514 2.4: '#' and space only at the start, space only at the end; the others everywhere. */
static bool special_2253(unsigned char c, enum place at) {
    if (c == ' ') return at != MIDDLE;
    if (c == '#') return at == FIRST;
    return c != 0 && strchr(",+\"\\<>;", c) != NULL;
}

static void put_hex_escape(struct bs_sink *s, unsigned c) {
    char buf[4];
    snprintf(buf, sizeof buf, "\\%02X", c);
    bs_sink_put(s, buf, 3);
}

static void put_char(struct bs_sink *s, uint32_t c, unsigned long flags, enum place at, bool *quotes) {
    char buf[12];
    if (c > 0xFF) {
        snprintf(buf, sizeof buf, c > 0xFFFF ? "\\W%08X" : "\\U%04X", c);
        bs_sink_puts(s, buf);
        return;
    }
    unsigned char ch = (unsigned char)c;
    if ((flags & ASN1_STRFLGS_ESC_2253) != 0 && ch < 0x80 && special_2253(ch, at)) {
        /* quoting helps all of them but the quote and the backslash */
        if ((flags & ASN1_STRFLGS_ESC_QUOTE) != 0 && ch != '"' && ch != '\\') {
            if (quotes) *quotes = true;
        } else {
            bs_sink_put(s, "\\", 1);
        }
        bs_sink_put(s, &ch, 1);
        return;
    }
    bool hex = ch > 0x7F ? (flags & ASN1_STRFLGS_ESC_MSB) != 0
                         : (ch < 0x20 || ch == 0x7F) && (flags & ASN1_STRFLGS_ESC_CTRL) != 0;
    if ((flags & ASN1_STRFLGS_ESC_2254) != 0 && (ch == 0 || ch == '(' || ch == ')' || ch == '*' || ch == '\\')) hex = true;
    if (hex) {
        put_hex_escape(s, ch);
        return;
    }
    if (ch == '\\' && (flags & ESCAPES) != 0) bs_sink_put(s, "\\", 1); /* or it could be taken for an escape */
    bs_sink_put(s, &ch, 1);
}

static int next_char(bs_reader *at, int width, uint32_t *c) {
    if (bs_r_done(at)) return 0;
    if (width == 0) return bs_text_next(BS_DER_UTF8, at, c);
    return bs_r_uint(at, (unsigned)width, c) ? 1 : -1;
}

static void put_text(struct bs_sink *s, bs_reader text, int width, bool to_utf8, unsigned long flags, bool *quotes) {
    bs_reader at = text;
    uint32_t c;
    int got = 0;
    if (width > 1 && text.len % (size_t)width != 0) {
        BS_RAISE(ERR_LIB_ASN1, width == 4 ? ASN1_R_INVALID_UNIVERSALSTRING_LENGTH : ASN1_R_INVALID_BMPSTRING_LENGTH);
        s->bad = true;
        return;
    }
    for (enum place place = FIRST; !s->bad && (got = next_char(&at, width, &c)) > 0; place = MIDDLE) {
        if (bs_r_done(&at)) place = LAST;
        uint8_t utf8[4];
        if (!to_utf8) {
            put_char(s, c, flags, place, quotes);
            continue;
        }
        unsigned n = c < 0x110000 ? bs_text_utf8(c, utf8) : 0;
        if (n == 0) s->bad = true;
        for (unsigned i = 0; i < n; i++) put_char(s, utf8[i], flags, place, quotes);
    }
    if (got < 0) s->bad = true;
}

static void put_hex(struct bs_sink *s, const uint8_t *p, size_t n) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < n; i++) {
        const char pair[2] = { digits[p[i] >> 4], digits[p[i] & 15] };
        bs_sink_put(s, pair, 2);
    }
}

static void put_dump(struct bs_sink *s, const ASN1_STRING *str, unsigned long flags) {
    bs_sink_put(s, "#", 1);
    if ((flags & ASN1_STRFLGS_DUMP_DER) == 0) {
        put_hex(s, str->data, (size_t)str->length);
        return;
    }
    uint8_t *der = NULL;
    ASN1_TYPE t = { .type = str->type & ~V_ASN1_NEG };
    if (str->type < 0) t.type = str->type;
    if (t.type == V_ASN1_OBJECT || t.type == V_ASN1_NULL || t.type == V_ASN1_BOOLEAN) {
        s->bad = true; /* an ASN1_TYPE holds these otherwise than as a string */
        return;
    }
    t.value.asn1_string = (ASN1_STRING *)(uintptr_t)str;
    int n = i2d_ASN1_TYPE(&t, &der);
    if (n < 0) s->bad = true;
    else put_hex(s, der, (size_t)n);
    OPENSSL_free(der);
}

void bs_sink_string(struct bs_sink *s, const ASN1_STRING *str, unsigned long flags) {
    int width;
    if ((flags & ASN1_STRFLGS_SHOW_TYPE) != 0) {
        bs_sink_puts(s, ASN1_tag2str(str->type));
        bs_sink_put(s, ":", 1);
    }
    if ((flags & ASN1_STRFLGS_DUMP_ALL) != 0) width = -1;
    else if ((flags & ASN1_STRFLGS_IGNORE_TYPE) != 0) width = 1;
    else width = bs_string_width(str->type);
    if (width < 0 && (flags & (ASN1_STRFLGS_DUMP_UNKNOWN | ASN1_STRFLGS_DUMP_ALL)) == 0) width = 1;
    if (width < 0) {
        put_dump(s, str, flags);
        return;
    }
    bool to_utf8 = (flags & ASN1_STRFLGS_UTF8_CONVERT) != 0, quotes = false;
    if (to_utf8 && width == 0) { /* already is */
        width = 1;
        to_utf8 = false;
    }
    bs_reader text = bs_r_from(str->data, (size_t)str->length);
    struct bs_sink dry = { .len = 0 };
    put_text(&dry, text, width, to_utf8, flags & ESCAPES, &quotes);
    if (dry.bad) {
        s->bad = true;
        return;
    }
    if (quotes) bs_sink_put(s, "\"", 1);
    put_text(s, text, width, to_utf8, flags & ESCAPES, NULL);
    if (quotes) bs_sink_put(s, "\"", 1);
}

int ASN1_STRING_print_ex(BIO *out, const ASN1_STRING *str, unsigned long flags) {
    struct bs_sink s = { .bio = out };
    bs_sink_string(&s, str, flags);
    return bs_sink_result(&s);
}

int ASN1_STRING_print_ex_fp(FILE *fp, const ASN1_STRING *str, unsigned long flags) {
    struct bs_sink s = { .fp = fp };
    bs_sink_string(&s, str, flags);
    return bs_sink_result(&s);
}

int ASN1_STRING_print(BIO *bp, const ASN1_STRING *v) {
    char buf[80];
    int n = 0;
    if (!v) return 0;
    for (int i = 0; i < v->length; i++) {
        unsigned char c = v->data[i];
        bool shown = (c >= ' ' && c <= '~') || c == '\n' || c == '\r';
        buf[n++] = shown ? (char)c : '.';
        if (n < (int)sizeof buf && i + 1 < v->length) continue;
        if (BIO_write(bp, buf, n) <= 0) return 0;
        n = 0;
    }
    return 1;
}

int ASN1_STRING_to_UTF8(unsigned char **out, const ASN1_STRING *in) {
    if (!in) return -1;
    int width = bs_string_width(in->type);
    if (width < 0) return -1;
    bs_reader text = bs_r_from(in->data, (size_t)in->length);
    static const int reasons[5] = { ASN1_R_INVALID_UTF8STRING, ASN1_R_ILLEGAL_CHARACTERS, ASN1_R_INVALID_BMPSTRING_LENGTH,
        ASN1_R_ILLEGAL_CHARACTERS, ASN1_R_INVALID_UNIVERSALSTRING_LENGTH };
    size_t cap = text.len * 4 + 1, n = 0;
    uint8_t *buf = (uint8_t *)OPENSSL_malloc(cap);
    uint32_t c;
    int got = width > 1 && text.len % (size_t)width != 0 ? -1 : 0, reason = reasons[width];
    while (buf && got >= 0 && (got = next_char(&text, width, &c)) > 0) {
        unsigned k = c < 0x110000 ? bs_text_utf8(c, buf + n) : 0;
        if (k == 0) {
            reason = ASN1_R_ILLEGAL_CHARACTERS;
            got = -1;
            break;
        }
        n += k;
    }
    if (!buf || got < 0) {
        if (got < 0) BS_RAISE(ERR_LIB_ASN1, reason);
        OPENSSL_free(buf);
        return -1;
    }
    buf[n] = 0;
    *out = buf;
    return (int)n;
}

int bs_print_hex_lines(BIO *out, const unsigned char *p, size_t n, size_t per_line, int indent) {
    for (size_t i = 0; i < n; i++) {
        if (i % per_line == 0 && ((i > 0 && BIO_puts(out, "\n") <= 0) || BIO_printf(out, "%*s", indent, "") < 0)) return 0;
        if (BIO_printf(out, "%02x%s", p[i], i + 1 == n ? "" : ":") <= 0) return 0;
    }
    return BIO_write(out, "\n", 1) == 1;
}

static int print_hex_wrapped(BIO *bp, const ASN1_STRING *a, int minus) {
    int n = 0;
    if (!a) return 0;
    if (minus) {
        if (BIO_write(bp, "-", 1) != 1) return -1;
        n = 1;
    }
    if (a->length == 0) return BIO_write(bp, "00", 2) == 2 ? n + 2 : -1;
    for (int i = 0; i < a->length; i++) {
        if (i != 0 && i % 35 == 0) {
            if (BIO_write(bp, "\\\n", 2) != 2) return -1;
            n += 2;
        }
        if (BIO_printf(bp, "%02X", a->data[i]) != 2) return -1;
        n += 2;
    }
    return n;
}

int i2a_ASN1_INTEGER(BIO *bp, const ASN1_INTEGER *a) { return print_hex_wrapped(bp, a, a && (a->type & V_ASN1_NEG) != 0); }
int i2a_ASN1_ENUMERATED(BIO *bp, const ASN1_ENUMERATED *a) { return i2a_ASN1_INTEGER(bp, a); }

int i2a_ASN1_STRING(BIO *bp, const ASN1_STRING *a, int type) {
    (void)type;
    if (a && a->length == 0) return BIO_write(bp, "0", 1) == 1 ? 1 : -1;
    return print_hex_wrapped(bp, a, 0);
}
