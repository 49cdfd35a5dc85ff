/**
 * \file reader.h
 * \brief A bounds-checked cursor over borrowed bytes.                 RFC 8446 3 (presentation language)
 *
 * A bs_reader is a value: copying it is a save point. It never owns its bytes; views taken from it last as long as
 * they do. A failed read moves nothing and its result must be checked.
 */
#ifndef BS_BASE_READER_H
#define BS_BASE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "src/base/error.h"

typedef struct {
    const uint8_t *p;
    size_t len; /* bytes left */
} bs_reader;

static inline bs_reader bs_r_from(const void *p, size_t len) { return (bs_reader){ (const uint8_t *)p, len }; }

/** True when no byte is left. */
static inline bool bs_r_done(const bs_reader *r) { return r->len == 0; }

/** The next n bytes as a view. */
static inline BS_CHECKED bool bs_r_bytes(bs_reader *r, size_t n, bs_reader *out) {
    if (r->len < n) return false;
    *out = (bs_reader){ r->p, n };
    if (n > 0) { /* an empty view may have no address */
        r->p += n;
        r->len -= n;
    }
    return true;
}

/** A big-endian unsigned integer of `width` bytes (1 to 4). */
static inline BS_CHECKED bool bs_r_uint(bs_reader *r, unsigned width, uint32_t *out) {
    if (width > 4 || r->len < width) return false;
    uint32_t v = 0;
    for (unsigned i = 0; i < width; i++) v = v << 8 | r->p[i];
    r->p += width;
    r->len -= width;
    *out = v;
    return true;
}

static inline BS_CHECKED bool bs_r_u8(bs_reader *r, uint8_t *out) {
    uint32_t v;
    if (!bs_r_uint(r, 1, &v)) return false;
    *out = (uint8_t)v;
    return true;
}

static inline BS_CHECKED bool bs_r_u16(bs_reader *r, uint16_t *out) {
    uint32_t v;
    if (!bs_r_uint(r, 2, &v)) return false;
    *out = (uint16_t)v;
    return true;
}

static inline BS_CHECKED bool bs_r_u24(bs_reader *r, uint32_t *out) { return bs_r_uint(r, 3, out); }
static inline BS_CHECKED bool bs_r_u32(bs_reader *r, uint32_t *out) { return bs_r_uint(r, 4, out); }

static inline BS_CHECKED bool bs_r_u64(bs_reader *r, uint64_t *out) {
    if (r->len < 8) return false;
    uint64_t v = 0;
    for (unsigned i = 0; i < 8; i++) v = v << 8 | r->p[i];
    r->p += 8;
    r->len -= 8;
    *out = v;
    return true;
}

/** `T v<min..max>`: a length of `width` bytes, then that many bytes; min and max count bytes. */
static inline BS_CHECKED bool bs_r_vec(bs_reader *r, unsigned width, size_t min, size_t max, bs_reader *out) {
    bs_reader save = *r;
    uint32_t n;
    if (bs_r_uint(r, width, &n) && n >= min && n <= max && bs_r_bytes(r, n, out)) return true;
    *r = save;
    return false;
}

/** True if the view holds exactly these bytes. For public data alone: it stops at the first difference. */
static inline bool bs_r_equal(bs_reader a, const void *p, size_t len) {
    return a.len == len && (len == 0 || memcmp(a.p, p, len) == 0);
}

/** True if both views hold the same bytes. For public data alone. */
static inline bool bs_r_same(bs_reader a, bs_reader b) { return bs_r_equal(a, b.p, b.len); }

/** Copies the whole view to `dst`, which has room for `cap` bytes; false (and nothing copied) if it does not fit. */
static inline BS_CHECKED bool bs_r_copy(bs_reader r, void *dst, size_t cap) {
    if (r.len > cap) return false;
    if (r.len > 0) memcpy(dst, r.p, r.len);
    return true;
}

#endif
