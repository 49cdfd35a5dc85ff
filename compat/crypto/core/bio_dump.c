/* Hexadecimal dumps. */
#include <openssl/bio.h>

#include <stdio.h>
#include <string.h>

#define WIDTH 16

int BIO_dump_indent_cb(int (*cb)(const void *data, size_t len, void *u), void *u, const void *v, int len, int indent) {
    const unsigned char *s = (const unsigned char *)v;
    if (indent < 0) indent = 0;
    if (indent > 64) indent = 64;
    /* a deep indent leaves room for fewer bytes a line: one for every four columns past the sixth */
    int width = WIDTH - (indent - (indent > 6 ? 6 : indent) + 3) / 4;
    int total = 0;
    for (int at = 0; at < len; at += width) {
        char line[64 + 8 + WIDTH * 4 + 8];
        size_t n = (size_t)snprintf(line, sizeof(line), "%*s%04x - ", indent, "", (unsigned)at);
        for (int j = 0; j < width; j++) {
            if (at + j < len)
                n += (size_t)snprintf(line + n, sizeof(line) - n, "%02x%c", s[at + j], j == 7 ? '-' : ' ');
            else
                n += (size_t)snprintf(line + n, sizeof(line) - n, "   ");
        }
        line[n++] = ' ';
        line[n++] = ' ';
        for (int j = 0; j < width && at + j < len; j++) {
            line[n++] = s[at + j] >= ' ' && s[at + j] <= '~' ? (char)s[at + j] : '.';
        }
        line[n++] = '\n';
        int ret = cb(line, n, u);
        if (ret < 0) return ret;
        total += ret;
    }
    return total;
}

int BIO_dump_cb(int (*cb)(const void *data, size_t len, void *u), void *u, const void *s, int len) {
    return BIO_dump_indent_cb(cb, u, s, len, 0);
}

static int to_file(const void *data, size_t len, void *f) { return (int)fwrite(data, len, 1, (FILE *)f); }
static int to_bio(const void *data, size_t len, void *b) {
    return b == NULL ? -1 : BIO_write((BIO *)b, data, (int)len);
}

int BIO_dump_indent_fp(FILE *f, const void *s, int len, int indent) {
    return BIO_dump_indent_cb(to_file, f, s, len, indent);
}
int BIO_dump_fp(FILE *f, const void *s, int len) { return BIO_dump_indent_cb(to_file, f, s, len, 0); }
int BIO_dump_indent(BIO *b, const void *s, int len, int indent) {
    return BIO_dump_indent_cb(to_bio, b, s, len, indent);
}
int BIO_dump(BIO *b, const void *s, int len) { return BIO_dump_indent_cb(to_bio, b, s, len, 0); }

int BIO_hex_string(BIO *out, int indent, int width, const void *data, int datalen) {
    const unsigned char *d = (const unsigned char *)data;
    if (datalen < 1) return 1;
    for (int i = 0; i < datalen; i++) {
        if (i > 0 && i % width == 0) BIO_printf(out, "\n%*s", indent, ""); /* the caller has begun the first line */
        BIO_printf(out, i < datalen - 1 ? "%02X:" : "%02X", d[i]);
    }
    return 1;
}
