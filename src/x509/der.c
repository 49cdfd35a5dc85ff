#include "src/x509/der.h"

#include <string.h>

/* X.690 8.1.3 and 10.1: definite form, fewest octets. */
static bool read_length(bs_reader *r, size_t *out) {
    uint8_t first;
    if (!bs_r_u8(r, &first)) return false;
    if (first < 0x80) {
        *out = first;
        return true;
    }
    unsigned width = first & 0x7Fu;
    uint32_t n;
    if (width == 0 || width > 4 || !bs_r_uint(r, width, &n)) return false;
    *out = n;
    return n >= 0x80 && (width == 1 || n >> (8 * (width - 1)) != 0);
}

bool bs_der_any(bs_reader *r, uint8_t *tag, bs_reader *content, bs_reader *whole) {
    bs_reader at = *r;
    size_t n;
    uint8_t t;
    if (!bs_r_u8(&at, &t) || (t & 0x1F) == 0x1F || !read_length(&at, &n) || !bs_r_bytes(&at, n, content)) return false;
    *tag = t;
    if (whole) *whole = bs_r_from(r->p, r->len - at.len);
    *r = at;
    return true;
}

bool bs_der_oid_valid(bs_reader content) {
    bool start = true; /* of an arc */
    for (size_t i = 0; i < content.len; i++) {
        if (start && content.p[i] == 0x80) return false;
        start = (content.p[i] & 0x80) == 0;
    }
    return start && content.len > 0;
}

static bool integer_valid(bs_reader v) {
    if (v.len < 2) return v.len == 1;
    return (v.p[0] != 0 || v.p[1] >= 0x80) && (v.p[0] != 0xff || v.p[1] < 0x80); /* X.690 8.3.2: no padding */
}

bool bs_der_value_valid(uint8_t tag, bs_reader content) {
    switch (tag) {
    case 0:                                                      /* what ends an indefinite length */
    case BS_DER_SEQUENCE & 0x1f:                                 /* constructed types in the primitive form */
    case BS_DER_SET & 0x1f: return false;
    case BS_DER_BOOLEAN: return content.len == 1;
    case BS_DER_INTEGER:
    case BS_DER_ENUMERATED: return integer_valid(content);
    case BS_DER_BIT_STRING: return content.len > 0 && content.p[0] <= 7;
    case BS_DER_NULL: return content.len == 0;
    case BS_DER_OID: return bs_der_oid_valid(content);
    case BS_DER_BMP: return content.len % 2 == 0;
    case BS_DER_UNIVERSAL_STRING: return content.len % 4 == 0;
    case 0x20 | BS_DER_BOOLEAN:                                  /* primitive types in the constructed form */
    case 0x20 | BS_DER_INTEGER:
    case 0x20 | BS_DER_ENUMERATED:
    case 0x20 | BS_DER_NULL:
    case 0x20 | BS_DER_OID: return false;
    default: return true;
    }
}

bool bs_der_next_is(const bs_reader *r, unsigned tag) { return r->len > 0 && r->p[0] == tag; }

bool bs_der_read(bs_reader *r, unsigned tag, bs_reader *content) {
    uint8_t t;
    return bs_der_next_is(r, tag) && bs_der_any(r, &t, content, NULL);
}

bool bs_der_whole(bs_reader *r, unsigned tag, bs_reader *whole) {
    uint8_t t;
    bs_reader content;
    return bs_der_next_is(r, tag) && bs_der_any(r, &t, &content, whole);
}

bool bs_der_optional(bs_reader *r, unsigned tag, bool *present, bs_reader *content) {
    *present = bs_der_next_is(r, tag);
    return !*present || bs_der_read(r, tag, content);
}

bool bs_der_unsigned(bs_reader *r, bs_reader *out) {
    bs_reader at = *r, v;
    if (!bs_der_read(&at, BS_DER_INTEGER, &v) || v.len == 0 || (v.p[0] & 0x80) != 0) return false;
    if (v.len > 1 && v.p[0] == 0) {
        if ((v.p[1] & 0x80) == 0) return false; /* X.690 8.3.2: not minimal */
        v = bs_r_from(v.p + 1, v.len - 1);
    }
    *out = v;
    *r = at;
    return true;
}

bool bs_der_uint64(bs_reader *r, uint64_t *out) {
    bs_reader at = *r, v;
    if (!bs_der_unsigned(&at, &v) || v.len > 8) return false;
    uint64_t n = 0;
    for (size_t i = 0; i < v.len; i++) n = n << 8 | v.p[i];
    *out = n;
    *r = at;
    return true;
}

bool bs_der_bool(bs_reader *r, bool *out) {
    bs_reader at = *r, v;
    if (!bs_der_read(&at, BS_DER_BOOLEAN, &v) || v.len != 1 || (v.p[0] != 0 && v.p[0] != 0xFF)) return false;
    *out = v.p[0] != 0;
    *r = at;
    return true;
}

bool bs_der_bit_bytes(bs_reader *r, bs_reader *out) {
    bs_reader at = *r, v;
    uint8_t unused;
    if (!bs_der_read(&at, BS_DER_BIT_STRING, &v) || !bs_r_u8(&v, &unused) || unused != 0) return false;
    *out = v;
    *r = at;
    return true;
}

bs_mark bs_der_open(bs_writer *w, unsigned tag) {
    bs_w_u8(w, tag);
    return bs_w_open(w, 1);
}

void bs_der_close(bs_writer *w, bs_mark m) {
    if (w->bad) return;
    size_t n = w->len - m.at - 1;
    unsigned extra = n < 0x80 ? 0 : n < 0x100 ? 1 : n < 0x10000 ? 2 : n < 0x1000000 ? 3 : 4;
    if (extra == 0) {
        w->buf[m.at] = (uint8_t)n;
        return;
    }
    if (!bs_w_room(w, extra)) return;
    memmove(w->buf + m.at + 1 + extra, w->buf + m.at + 1, n);
    w->buf[m.at] = (uint8_t)(0x80 | extra);
    bs_writer len = bs_w_to(w->buf + m.at + 1, extra);
    bs_w_uint(&len, extra, (uint32_t)n);
}

void bs_der_put(bs_writer *w, unsigned tag, const void *content, size_t len) {
    bs_mark m = bs_der_open(w, tag);
    bs_w_bytes(w, content, len);
    bs_der_close(w, m);
}

void bs_der_put_unsigned(bs_writer *w, const void *bytes, size_t len) {
    const uint8_t *p = (const uint8_t *)bytes;
    while (len > 0 && *p == 0) {
        p++;
        len--;
    }
    bs_mark m = bs_der_open(w, BS_DER_INTEGER);
    if (len == 0 || (*p & 0x80) != 0) bs_w_u8(w, 0);
    bs_w_bytes(w, p, len);
    bs_der_close(w, m);
}

void bs_der_put_uint64(bs_writer *w, uint64_t v) {
    uint8_t b[8];
    for (int i = 7; i >= 0; i--) {
        b[i] = (uint8_t)v;
        v >>= 8;
    }
    bs_der_put_unsigned(w, b, sizeof b);
}
