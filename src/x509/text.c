#include "src/x509/text.h"

bool bs_text_is_string(uint8_t tag) {
    switch (tag) {
    case BS_DER_UTF8:
    case BS_DER_PRINTABLE:
    case BS_DER_T61:
    case BS_DER_IA5:
    case BS_DER_VISIBLE:
    case BS_DER_UNIVERSAL_STRING:
    case BS_DER_BMP: return true;
    default: return false;
    }
}

/* RFC 3629 3: shortest form, no surrogates, below 0x110000. */
static int next_utf8(bs_reader *at, uint32_t *out) {
    static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
    bs_reader r = *at;
    uint8_t b;
    if (!bs_r_u8(&r, &b)) return -1;
    unsigned more = b < 0x80 ? 0 : b < 0xC0 ? 4 : b < 0xE0 ? 1 : b < 0xF0 ? 2 : b < 0xF8 ? 3 : 4;
    if (more == 4) return -1;
    uint32_t cp = more == 0 ? b : b & (0x3Fu >> more);
    for (unsigned i = 0; i < more; i++) {
        if (!bs_r_u8(&r, &b) || (b & 0xC0) != 0x80) return -1;
        cp = cp << 6 | (b & 0x3Fu);
    }
    if (cp < least[more]) return -1;
    *at = r;
    *out = cp;
    return 1;
}

int bs_text_next(uint8_t tag, bs_reader *at, uint32_t *out) {
    if (bs_r_done(at)) return 0;
    int got = -1;
    switch (tag) {
    case BS_DER_UTF8: got = next_utf8(at, out); break;
    case BS_DER_BMP: got = bs_r_uint(at, 2, out) ? 1 : -1; break;
    case BS_DER_UNIVERSAL_STRING: got = bs_r_uint(at, 4, out) ? 1 : -1; break;
    default:
        if (bs_text_is_string(tag)) got = bs_r_uint(at, 1, out) ? 1 : -1;
    }
    if (got == 1 && ((*out >= 0xD800 && *out < 0xE000) || *out >= 0x110000)) return -1;
    return got;
}

unsigned bs_text_utf8(uint32_t cp, uint8_t out[4]) {
    unsigned more = cp < 0x80 ? 0 : cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;
    if (more == 0) {
        out[0] = (uint8_t)cp;
        return 1;
    }
    for (unsigned i = more; i > 0; i--) {
        out[i] = (uint8_t)(0x80 | (cp & 0x3F));
        cp >>= 6;
    }
    out[0] = (uint8_t)(0xF00u >> (more + 1) | cp);
    return more + 1;
}

bool bs_text_to_utf8(bs_writer *w, uint8_t tag, bs_reader text) {
    uint32_t cp;
    int got;
    while ((got = bs_text_next(tag, &text, &cp)) == 1) {
        uint8_t u[4];
        bs_w_bytes(w, u, bs_text_utf8(cp, u));
    }
    return got == 0 && !w->bad;
}

bool bs_text_same_nocase(bs_reader a, bs_reader b) {
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++) {
        if (bs_text_lower(a.p[i]) != bs_text_lower(b.p[i])) return false;
    }
    return true;
}
