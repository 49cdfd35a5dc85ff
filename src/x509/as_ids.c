#include "src/x509/as_ids.h"

/* An ASIdOrRange: contents of INTEGERs, which are one for a single number. */
struct range {
    bs_reader min, max;
};

static bool read_number(bs_reader *r, bs_reader *out) {
    bs_reader at = *r;
    if (!bs_der_read(&at, BS_DER_INTEGER, out) || !bs_der_value_valid(BS_DER_INTEGER, *out)) return false;
    *r = at;
    return true;
}

static bool next_range(bs_reader *ranges, struct range *out) {
    bs_reader at = *ranges, seq;
    if (!bs_der_next_is(&at, BS_DER_SEQUENCE)) {
        if (!read_number(&at, &out->min)) return false;
        out->max = out->min;
    } else if (!bs_der_read(&at, BS_DER_SEQUENCE, &seq) || !read_number(&seq, &out->min) ||
               !read_number(&seq, &out->max) || !bs_r_done(&seq)) {
        return false;
    }
    *ranges = at;
    return true;
}

static bool read_choice(struct bs_as_choice *out, bs_reader in) {
    bs_reader nothing;
    out->inherit = bs_der_next_is(&in, BS_DER_NULL);
    bool ok = out->inherit ? bs_der_read(&in, BS_DER_NULL, &nothing) && nothing.len == 0
                           : bs_der_read(&in, BS_DER_SEQUENCE, &out->ranges);
    if (!ok || !bs_r_done(&in)) return false;
    bs_reader at = out->ranges;
    struct range r;
    while (next_range(&at, &r)) {}
    return bs_r_done(&at);
}

bool bs_as_ids_decode(struct bs_as_ids *out, bs_reader ids) {
    *out = (struct bs_as_ids){ .of = { { .present = false } } };
    for (unsigned i = 0; i < BS_AS_KINDS; i++) {
        bs_reader choice;
        if (!bs_der_optional(&ids, BS_DER_CONTEXT_CONSTRUCTED(i), &out->of[i].present, &choice)) return false;
        if (out->of[i].present && !read_choice(&out->of[i], choice)) return false;
    }
    return bs_r_done(&ids);
}

/* Of two's complements without octets too many. */
static int compare(bs_reader a, bs_reader b) {
    bool below = (a.p[0] & 0x80) != 0, other_below = (b.p[0] & 0x80) != 0;
    if (below != other_below) return below ? -1 : 1;
    if (a.len != b.len) return (a.len < b.len) != below ? -1 : 1;
    return memcmp(a.p, b.p, a.len);
}

/* The octet of this weight. */
static uint8_t octet(bs_reader a, size_t i) {
    if (i < a.len) return a.p[a.len - 1 - i];
    return (a.p[0] & 0x80) != 0 ? 0xFF : 0;
}

static bool is_next(bs_reader a, bs_reader b) {
    unsigned sum, carry = 1;
    for (size_t i = 0; i < a.len || i < b.len; i++, carry = sum >> 8) {
        sum = octet(a, i) + carry;
        if ((uint8_t)sum != octet(b, i)) return false;
    }
    return true;
}

static bool choice_canonical(const struct bs_as_choice *c) {
    bs_reader at = c->ranges;
    struct range r, before = { { NULL, 0 }, { NULL, 0 } };
    bool first = true;
    for (; next_range(&at, &r); first = false, before = r) {
        if (compare(r.min, r.max) > 0) return false;
        if (!first && (compare(before.max, r.min) >= 0 || is_next(before.max, r.min))) return false;
    }
    return !first;
}

bool bs_as_ids_canonical(const struct bs_as_ids *ids) {
    for (size_t i = 0; i < BS_AS_KINDS; i++) {
        const struct bs_as_choice *c = &ids->of[i];
        if (c->present && !c->inherit && !choice_canonical(c)) return false;
    }
    return true;
}

bool bs_as_contains(const struct bs_as_choice *parent, const struct bs_as_choice *child) {
    bs_reader above = parent->ranges, below = child->ranges;
    struct range p, c;
    bool has = next_range(&above, &p);
    while (next_range(&below, &c)) {
        while (has && compare(p.max, c.max) < 0) has = next_range(&above, &p);
        if (!has || compare(p.min, c.min) > 0) return false;
    }
    return true;
}
