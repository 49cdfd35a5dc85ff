#include "src/x509/addr_blocks.h"

#define ADDR_MAX 16

/* An IPAddress: the leading bits of one. */
struct bits {
    bs_reader octets;
    uint8_t unused;
};

/* An IPAddressOrRange; of a prefix both ends are the same bits. */
struct range {
    struct bits min, max;
    bool is_prefix;
};

struct ends {
    uint8_t min[ADDR_MAX], max[ADDR_MAX];
};

bool bs_addr_family_next(bs_reader *blocks, struct bs_addr_family *out) {
    bs_reader at = *blocks, seq, nothing;
    if (!bs_der_read(&at, BS_DER_SEQUENCE, &seq) || !bs_der_read(&seq, BS_DER_OCTET_STRING, &out->id)) return false;
    out->ranges = (bs_reader){ NULL, 0 };
    out->inherit = bs_der_next_is(&seq, BS_DER_NULL);
    bool ok = out->inherit ? bs_der_read(&seq, BS_DER_NULL, &nothing) && nothing.len == 0
                           : bs_der_read(&seq, BS_DER_SEQUENCE, &out->ranges);
    if (!ok || !bs_r_done(&seq)) return false;
    *blocks = at;
    return true;
}

static bool read_bits(bs_reader *r, struct bits *out) {
    bs_reader at = *r, content;
    if (!bs_der_read(&at, BS_DER_BIT_STRING, &content) || !bs_r_u8(&content, &out->unused)) return false;
    if (out->unused > 7) return false;
    out->octets = content;
    *r = at;
    return true;
}

static bool next_range(bs_reader *ranges, struct range *out) {
    bs_reader at = *ranges, seq;
    out->is_prefix = !bs_der_next_is(&at, BS_DER_SEQUENCE);
    if (out->is_prefix) {
        if (!read_bits(&at, &out->min)) return false;
        out->max = out->min;
    } else if (!bs_der_read(&at, BS_DER_SEQUENCE, &seq) || !read_bits(&seq, &out->min) || !read_bits(&seq, &out->max) ||
               !bs_r_done(&seq)) {
        return false;
    }
    *ranges = at;
    return true;
}

bool bs_addr_blocks_valid(bs_reader blocks) {
    struct bs_addr_family f;
    struct range r;
    while (bs_addr_family_next(&blocks, &f)) {
        while (next_range(&f.ranges, &r)) {}
        if (!bs_r_done(&f.ranges)) return false;
    }
    return bs_r_done(&blocks);
}

unsigned bs_addr_afi(bs_reader id) {
    uint16_t afi;
    return bs_r_u16(&id, &afi) ? afi : 0;
}

size_t bs_addr_len(bs_reader id) {
    unsigned afi = bs_addr_afi(id); /* IANA's Address Family Numbers */
    return afi == 1 ? 4 : afi == 2 ? 16 : 0;
}

int bs_addr_family_order(const struct bs_addr_family *a, const struct bs_addr_family *b) {
    size_t n = a->id.len < b->id.len ? a->id.len : b->id.len;
    int c = n > 0 ? memcmp(a->id.p, b->id.p, n) : 0;
    return c != 0 ? c : (a->id.len > b->id.len) - (a->id.len < b->id.len);
}

bool bs_addr_fill_up(uint8_t *out, bs_reader octets, unsigned unused, size_t len, uint8_t fill) {
    if (!bs_r_copy(octets, out, len)) return false;
    const size_t n = octets.len;
    const uint8_t rest = (uint8_t)((1u << unused) - 1);
    if (n > 0) out[n - 1] = (uint8_t)((out[n - 1] & ~rest) | (fill & rest));
    memset(out + n, fill, len - n);
    return true;
}

static bool find_ends(struct ends *out, const struct range *r, size_t len) {
    return bs_addr_fill_up(out->min, r->min.octets, r->min.unused, len, 0) &&
           bs_addr_fill_up(out->max, r->max.octets, r->max.unused, len, 0xFF);
}

/* Could a prefix say it? */
static bool could_be_prefix(const struct ends *e, size_t len) {
    size_t i = 0;
    while (i < len && e->min[i] == e->max[i]) i++;
    if (i == len) return true;
    uint8_t differ = e->min[i] ^ e->max[i];
    if ((differ & (differ + 1)) != 0 || (e->min[i] & differ) != 0) return false;
    for (i++; i < len; i++) {
        if (e->min[i] != 0 || e->max[i] != 0xFF) return false;
    }
    return true;
}

/* True if b begins after a, and not with the very next address. */
static bool apart(const struct ends *a, const struct ends *b, size_t len) {
    if (memcmp(a->max, b->min, len) >= 0) return false;
    uint8_t before[ADDR_MAX];
    memcpy(before, b->min, len);
    for (size_t i = len; i-- > 0 && before[i]-- == 0;) {}
    return memcmp(a->max, before, len) < 0;
}

/* A prefix that stands alone is not looked into: as with OpenSSL, one that is too long is in nothing. */
static bool ranges_canonical(const struct bs_addr_family *f) {
    bs_reader at = f->ranges;
    const size_t len = bs_addr_len(f->id);
    struct range r;
    struct ends before, now;
    bool first = true;
    while (next_range(&at, &r)) {
        if (first && r.is_prefix && bs_r_done(&at)) return true;
        if (!find_ends(&now, &r, len) || memcmp(now.min, now.max, len) > 0) return false;
        if (!r.is_prefix && could_be_prefix(&now, len)) return false;
        if (!first && !apart(&before, &now, len)) return false;
        before = now;
        first = false;
    }
    return !first;
}

/* As with OpenSSL, the name of a family that stands alone and inherits may be of any length. */
bool bs_addr_blocks_canonical(bs_reader blocks) {
    struct bs_addr_family f, before;
    bool first = true;
    for (; bs_addr_family_next(&blocks, &f); first = false) {
        bool alone = first && bs_r_done(&blocks);
        if (!bs_addr_id_valid(f.id) && !(alone && f.inherit)) return false;
        if (!first && bs_addr_family_order(&before, &f) >= 0) return false;
        if (!f.inherit && !ranges_canonical(&f)) return false;
        before = f;
    }
    return true;
}

bool bs_addr_contains(const struct bs_addr_family *parent, const struct bs_addr_family *child) {
    const size_t len = bs_addr_len(child->id);
    bs_reader above = parent->ranges, below = child->ranges;
    struct range r;
    struct ends p, c;
    bool has = next_range(&above, &r);
    if (has && !find_ends(&p, &r, len)) has = false;
    while (next_range(&below, &r)) {
        if (!find_ends(&c, &r, len)) return false;
        while (has && memcmp(p.max, c.max, len) < 0) has = next_range(&above, &r) && find_ends(&p, &r, len);
        if (!has || memcmp(p.min, c.min, len) > 0) return false;
    }
    return true;
}
