#include "src/base/writer.h"

#include <string.h>

uint8_t *bs_w_room(bs_writer *w, size_t n) {
    if (w->bad || n > w->cap - w->len) {
        w->bad = true;
        return NULL;
    }
    uint8_t *p = w->buf + w->len;
    w->len += n;
    return p;
}

static void put(uint8_t *p, unsigned width, uint32_t v) {
    while (width-- > 0) {
        p[width] = (uint8_t)v;
        v >>= 8;
    }
}

static bool fits(unsigned width, size_t v) { return width >= 4 ? v <= UINT32_MAX : v >> (8 * width) == 0; }

void bs_w_uint(bs_writer *w, unsigned width, uint32_t v) {
    if (width > 4 || !fits(width, v)) w->bad = true;
    uint8_t *p = bs_w_room(w, width);
    if (p) put(p, width, v);
}

void bs_w_u64(bs_writer *w, uint64_t v) {
    bs_w_uint(w, 4, (uint32_t)(v >> 32));
    bs_w_uint(w, 4, (uint32_t)v);
}

void bs_w_bytes(bs_writer *w, const void *p, size_t n) {
    uint8_t *q = bs_w_room(w, n);
    if (q && n > 0) memcpy(q, p, n);
}

void bs_w_vec(bs_writer *w, unsigned width, const void *p, size_t n) {
    bs_mark m = bs_w_open(w, width);
    bs_w_bytes(w, p, n);
    bs_w_close(w, m);
}

bs_mark bs_w_open(bs_writer *w, unsigned width) {
    bs_mark m = { w->len, width };
    bs_w_uint(w, width, 0);
    return m;
}

void bs_w_close(bs_writer *w, bs_mark m) {
    if (w->bad) return;
    size_t n = w->len - m.at - m.width;
    if (!fits(m.width, n)) {
        w->bad = true;
        return;
    }
    put(w->buf + m.at, m.width, (uint32_t)n);
}

bool bs_w_finish(const bs_writer *w, size_t *out_len) {
    if (w->bad) return false;
    *out_len = w->len;
    return true;
}
