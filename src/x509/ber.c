#include "src/x509/ber.h"

#include <string.h>

#include "src/x509/der.h"

#define MAX_DEPTH 64

/* bs_ber_room() counts what the lengths of indefinite elements may add; all else shrinks or stays. */
struct sink {
    uint8_t *p;
    size_t len;
};

static void put(struct sink *s, const uint8_t *p, size_t n) {
    if (n > 0) memmove(s->p + s->len, p, n);
    s->len += n;
}

static size_t length_octets(size_t n, uint8_t out[9]) {
    size_t width = 0;
    if (n < 0x80) {
        out[0] = (uint8_t)n;
        return 1;
    }
    for (size_t v = n; v > 0; v >>= 8) width++;
    out[0] = (uint8_t)(0x80 | width);
    for (size_t i = 0; i < width; i++) out[1 + i] = (uint8_t)(n >> (8 * (width - 1 - i)));
    return 1 + width;
}

/* Low tag numbers alone; any form of length. RFC 7292 has no others. */
static bool read_header(bs_reader *r, uint8_t *tag, bool *indefinite, size_t *len) {
    uint8_t first, octet;
    if (!bs_r_u8(r, tag) || (*tag & 0x1F) == 0x1F || !bs_r_u8(r, &first)) return false;
    *indefinite = first == 0x80;
    *len = first;
    if (*indefinite) return (*tag & 0x20) != 0;
    if (first < 0x80) return *len <= r->len;
    *len = 0;
    for (unsigned i = first & 0x7F; i > 0; i--) {
        if (!bs_r_u8(r, &octet) || *len > SIZE_MAX >> 8) return false;
        *len = *len << 8 | octet;
    }
    return *len <= r->len;
}

static bool at_end(bs_reader *r, bool indefinite) {
    if (!indefinite) return bs_r_done(r);
    if (r->len < 2 || r->p[0] != 0 || r->p[1] != 0) return false;
    return true;
}

static bool element(bs_reader *r, struct sink *out, uint8_t piece_of, unsigned depth);

/* What is inside of a constructed element goes to out; then *r is past it. */
static bool inside(bs_reader *r, bool indefinite, size_t len, struct sink *out, uint8_t piece_of, unsigned depth) {
    bs_reader body;
    if (!indefinite) {
        if (!bs_r_bytes(r, len, &body)) return false;
    } else {
        body = *r;
    }
    while (!at_end(&body, indefinite)) {
        if (!element(&body, out, piece_of, depth + 1)) return false;
    }
    if (indefinite) *r = bs_r_from(body.p + 2, body.len - 2);
    return true;
}

/* piece_of: nonzero inside of a constructed string, whose pieces lose their headers. */
static bool element(bs_reader *r, struct sink *out, uint8_t piece_of, unsigned depth) {
    uint8_t tag, header[10];
    bool indefinite;
    size_t len;
    if (depth > MAX_DEPTH || !read_header(r, &tag, &indefinite, &len)) return false;
    const bool constructed = (tag & 0x20) != 0;
    if (piece_of != 0 && (tag & 0xDF) != piece_of) return false;
    bool string = (tag & 0xDF) == BS_DER_OCTET_STRING;
    size_t start = out->len, gap = 0;
    if (piece_of == 0) gap = indefinite ? 2 : 1 + length_octets(len, header); /* no more than what was read */
    out->len += gap;
    bs_reader body;
    if (constructed) {
        if (!inside(r, indefinite, len, out, string ? BS_DER_OCTET_STRING : 0, depth)) return false;
    } else {
        if (!bs_r_bytes(r, len, &body)) return false;
        put(out, body.p, body.len);
    }
    if (piece_of != 0) return true;
    size_t n = out->len - start - gap;
    header[0] = constructed && string ? BS_DER_OCTET_STRING : tag;
    size_t h = 1 + length_octets(n, header + 1);
    memmove(out->p + start + h, out->p + start + gap, n);
    memcpy(out->p + start, header, h);
    out->len = start + h + n;
    return true;
}

bs_status bs_ber_to_der(bs_reader *in, uint8_t *out, size_t *out_len) {
    struct sink s = { out, 0 };
    bs_reader r = *in;
    if (!element(&r, &s, 0, 0)) return BS_E_DECODE;
    *in = r;
    *out_len = s.len;
    return BS_OK;
}
