#include "src/x509/base64.h"

enum { PAD = 0x40, SPACE = 0x80, BAD = 0xC0 }; /* above the six bits of a value */

/* clang-format off */
#define B BAD
#define S SPACE
static const uint8_t value[256] = {
    B, B, B, B, B, B, B, B, B, S, S, B, B, S, B, B,   B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B,
    S, B, B, B, B, B, B, B, B, B, B,62, B, B, B,63,  52,53,54,55,56,57,58,59,60,61, B, B, B, PAD, B, B,
    B, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9,10,11,12,13,14,  15,16,17,18,19,20,21,22,23,24,25, B, B, B, B, B,
    B,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,  41,42,43,44,45,46,47,48,49,50,51, B, B, B, B, B,
    B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B,   B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B,
    B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B,   B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B,
    B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B,   B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B,
    B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B,   B, B, B, B, B, B, B, B, B, B, B, B, B, B, B, B,
};
#undef B
#undef S
/* clang-format on */

/* Whole groups of four without white space: the body of a line. Returns groups done. */
static size_t decode_run(const uint8_t *p, size_t groups, uint8_t *out) {
    for (size_t i = 0; i < groups; i++, p += 4, out += 3) {
        uint32_t a = value[p[0]], b = value[p[1]], c = value[p[2]], d = value[p[3]];
        if (((a | b | c | d) & BAD) != 0) return i;
        uint32_t v = a << 18 | b << 12 | c << 6 | d;
        out[0] = (uint8_t)(v >> 16);
        out[1] = (uint8_t)(v >> 8);
        out[2] = (uint8_t)v;
    }
    return groups;
}

/* The next value, PAD or BAD, past white space; SPACE at the end. */
static uint8_t next_value(bs_reader *text) {
    while (text->len > 0) {
        uint8_t v = value[*text->p];
        text->p++;
        text->len--;
        if (v != SPACE) return v;
    }
    return SPACE;
}

/* One group that may be broken or padded: bytes made, 0 at the end of the text, -1 if wrong. */
static int decode_group(bs_reader *text, uint8_t out[3]) {
    uint8_t v[4] = { 0, 0, 0, 0 };
    for (int i = 0; i < 4; i++) {
        v[i] = next_value(text);
        if (i == 0 && v[i] == SPACE) return 0;
        if (v[i] == SPACE || v[i] == BAD || (v[i] == PAD && i < 2)) return -1;
    }
    if (v[2] == PAD && v[3] != PAD) return -1;
    int n = v[2] == PAD ? 1 : v[3] == PAD ? 2 : 3;
    uint32_t w = (uint32_t)v[0] << 18 | (uint32_t)v[1] << 12 | (v[2] & 0x3Fu) << 6 | (v[3] & 0x3Fu);
    out[0] = (uint8_t)(w >> 16);
    out[1] = (uint8_t)(w >> 8);
    out[2] = (uint8_t)w;
    return n;
}

bool bs_base64_decode(bs_reader text, uint8_t *out, size_t cap, size_t *out_len) {
    size_t n = 0;
    for (;;) {
        size_t groups = text.len / 4, room = (cap - n) / 3;
        size_t done = decode_run(text.p, groups < room ? groups : room, out + n);
        text = bs_r_from(text.p + 4 * done, text.len - 4 * done);
        n += 3 * done;
        uint8_t last[3];
        int got = decode_group(&text, last);
        if (got < 0 || cap - n < (size_t)got) return false;
        memcpy(out + n, last, (size_t)got);
        n += (size_t)got;
        if (got == 3) continue;
        *out_len = n;
        return next_value(&text) == SPACE; /* nothing may follow the padding */
    }
}
