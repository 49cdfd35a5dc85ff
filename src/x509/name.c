#include "src/x509/name.h"

#include "src/x509/text.h"

/* An RDN of more members than this is refused: no real name has more than three. */
#define MAX_RDN_MEMBERS 32

bool bs_name_iter_init(struct bs_name_iter *it, bs_reader name) {
    *it = (struct bs_name_iter){ { NULL, 0 }, { NULL, 0 }, 0 };
    return bs_der_read(&name, BS_DER_SEQUENCE, &it->rdns) && bs_r_done(&name);
}

bool bs_name_next(struct bs_name_iter *it, struct bs_name_entry *out) {
    bs_reader entry;
    struct bs_name_iter at = *it;
    while (bs_r_done(&at.set)) { /* an empty SET holds nothing, and OpenSSL lets it pass */
        if (bs_r_done(&at.rdns)) {
            *it = at;
            return false;
        }
        if (!bs_der_read(&at.rdns, BS_DER_SET, &at.set)) return false;
        at.rdn++;
    }
    if (!bs_der_read(&at.set, BS_DER_SEQUENCE, &entry) || !bs_der_read(&entry, BS_DER_OID, &out->oid) ||
        !bs_der_any(&entry, &out->tag, &out->value, NULL) || !bs_r_done(&entry) || out->oid.len == 0) {
        return false;
    }
    out->rdn = at.rdn - 1;
    *it = at;
    return true;
}

static bool iter_at_end(const struct bs_name_iter *it) { return bs_r_done(&it->set) && bs_r_done(&it->rdns); }

/* White space as C's isspace() in the C locale. */
static bool is_space(uint32_t c) { return c == ' ' || (c >= 9 && c <= 13); }

/* The canonical code points of a string, one by one. Other than in bs_text_next(), -1 cannot come after a 1. */
struct canon {
    uint8_t tag;
    bool started;
    bs_reader at;
};

static int canon_next(struct canon *c, uint32_t *out) {
    uint32_t cp = 0;
    bool gap = false;
    int got;
    while ((got = bs_text_next(c->tag, &c->at, &cp)) == 1 && is_space(cp)) {
        gap = true;
        if (!c->started) continue;
        /* inside: one space stands for the run, if anything follows it */
    }
    if (got != 1) return got;
    if (gap && c->started) {
        /* give the space now and the character again later */
        uint8_t u[4];
        size_t back = c->tag == BS_DER_UTF8 ? bs_text_utf8(cp, u) : c->tag == BS_DER_BMP ? 2
                                                           : c->tag == BS_DER_UNIVERSAL_STRING ? 4 : 1;
        c->at = bs_r_from(c->at.p - back, c->at.len + back);
        c->started = false; /* the character that follows is not preceded by white space any more */
        *out = ' ';
        return 1;
    }
    c->started = true;
    *out = bs_text_lower(cp);
    return 1;
}

bool bs_name_canon_string(bs_writer *w, uint8_t tag, bs_reader value) {
    if (!bs_text_is_string(tag)) return false;
    struct canon c = { tag, false, value };
    uint32_t cp;
    int got;
    while ((got = canon_next(&c, &cp)) == 1) {
        uint8_t u[4];
        bs_w_bytes(w, u, bs_text_utf8(cp, u));
    }
    return got == 0 && !w->bad;
}

static bool string_valid(uint8_t tag, bs_reader value) {
    uint32_t cp;
    int got = 0;
    while (bs_text_is_string(tag) && (got = bs_text_next(tag, &value, &cp)) == 1) {}
    return got == 0;
}

/* The types OpenSSL takes as a value: strings but not VisibleString, and a few that nobody uses. */
static bool value_type_ok(uint8_t tag) {
    static const uint32_t types = 1u << 3 | 1u << 7 | 1u << 8 | 1u << 9 | 1u << 10 | 1u << 11 | 1u << 12 | 1u << 13 | 1u << 14 |
                                  1u << 15 | 1u << 18 | 1u << 19 | 1u << 20 | 1u << 22 | 1u << 28 | 1u << 29 | 1u << 30;
    return tag == BS_DER_SEQUENCE || (tag < 31 && (types >> tag & 1) != 0);
}

bool bs_name_valid(bs_reader name) {
    struct bs_name_iter it;
    struct bs_name_entry e;
    unsigned members = 0, rdn = 0;
    if (!bs_name_iter_init(&it, name)) return false;
    while (bs_name_next(&it, &e)) {
        members = e.rdn == rdn ? members + 1 : 1;
        rdn = e.rdn;
        if (members > MAX_RDN_MEMBERS || !bs_der_oid_valid(e.oid) || !value_type_ok(e.tag) || !string_valid(e.tag, e.value)) {
            return false;
        }
    }
    return iter_at_end(&it);
}

bool bs_name_empty(bs_reader name) {
    bs_reader rdns;
    return bs_der_read(&name, BS_DER_SEQUENCE, &rdns) && bs_r_done(&rdns);
}

static bool entry_equal(const struct bs_name_entry *a, const struct bs_name_entry *b) {
    if (!bs_r_same(a->oid, b->oid)) return false;
    if (!bs_text_is_string(a->tag) || !bs_text_is_string(b->tag)) {
        return a->tag == b->tag && bs_r_same(a->value, b->value);
    }
    if (a->tag == b->tag && bs_r_same(a->value, b->value)) return true;
    struct canon ca = { a->tag, false, a->value }, cb = { b->tag, false, b->value };
    for (;;) {
        uint32_t pa = 0, pb = 0;
        int ga = canon_next(&ca, &pa), gb = canon_next(&cb, &pb);
        if (ga < 0 || gb < 0 || ga != gb || pa != pb) return false;
        if (ga == 0) return true;
    }
}

/* The entries of the SET that the walk stands before; -1 if malformed or too many. */
static int read_rdn(struct bs_name_iter *it, struct bs_name_entry e[MAX_RDN_MEMBERS]) {
    int n = 0;
    do {
        if (n == MAX_RDN_MEMBERS || !bs_name_next(it, &e[n])) return -1;
        n++;
    } while (!bs_r_done(&it->set));
    return n;
}

/* Equal as multisets. */
static bool rdn_equal(const struct bs_name_entry *a, const struct bs_name_entry *b, int n) {
    uint32_t used = 0;
    for (int i = 0; i < n; i++) {
        int j = 0;
        while (j < n && ((used >> j & 1) != 0 || !entry_equal(&a[i], &b[j]))) j++;
        if (j == n) return false;
        used |= 1u << j;
    }
    return true;
}

/* Compares RDN by RDN until b is used up; *more says whether a goes on. */
static bool prefix_equal(bs_reader a, bs_reader b, bool *more) {
    struct bs_name_iter ia, ib;
    if (!bs_name_iter_init(&ia, a) || !bs_name_iter_init(&ib, b)) return false;
    while (!iter_at_end(&ib)) {
        struct bs_name_entry ea[MAX_RDN_MEMBERS], eb[MAX_RDN_MEMBERS];
        int na = read_rdn(&ia, ea), nb = read_rdn(&ib, eb);
        if (na < 0 || na != nb || !rdn_equal(ea, eb, na)) return false;
    }
    *more = !iter_at_end(&ia);
    return true;
}

bool bs_name_equal(bs_reader a, bs_reader b) {
    bool more;
    return bs_r_same(a, b) || (prefix_equal(a, b, &more) && !more);
}

bool bs_name_starts_with(bs_reader name, bs_reader base) {
    bool more;
    return prefix_equal(name, base, &more);
}

static uint64_t fnv(uint64_t h, uint32_t v) { return (h ^ v) * UINT64_C(0x100000001B3); }

static uint64_t entry_hash(const struct bs_name_entry *e) {
    uint64_t h = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < e->oid.len; i++) h = fnv(h, e->oid.p[i]);
    if (bs_text_is_string(e->tag)) {
        struct canon c = { e->tag, false, e->value };
        uint32_t cp;
        while (canon_next(&c, &cp) == 1) h = fnv(h, cp);
        return h;
    }
    h = fnv(h, e->tag | 0x100u);
    for (size_t i = 0; i < e->value.len; i++) h = fnv(h, e->value.p[i]);
    return h;
}

uint64_t bs_name_index_hash(bs_reader name) {
    uint64_t h = 0, set = 0;
    unsigned rdn = 0;
    struct bs_name_iter it;
    struct bs_name_entry e;
    if (!bs_name_iter_init(&it, name)) return 0;
    while (bs_name_next(&it, &e)) {
        if (e.rdn != rdn) {
            h = h * 31 + set;
            set = 0;
            rdn = e.rdn;
        }
        set += entry_hash(&e); /* a sum: the members of an RDN have no order */
    }
    return h * 31 + set;
}

/* DER order of a SET OF (X.690 11.6): by bytes, the shorter first where one begins the other. */
static int der_order(bs_reader a, bs_reader b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n > 0 ? memcmp(a.p, b.p, n) : 0;
    return c != 0 ? c : (a.len > b.len) - (a.len < b.len);
}

static void write_entry(bs_writer *w, const struct bs_name_entry *e) {
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, e->oid.p, e->oid.len);
    if (bs_text_is_string(e->tag)) {
        bs_mark s = bs_der_open(w, BS_DER_UTF8);
        if (!bs_name_canon_string(w, e->tag, e->value)) w->bad = true;
        bs_der_close(w, s);
    } else {
        bs_der_put(w, e->tag, e->value.p, e->value.len);
    }
    bs_der_close(w, seq);
}

/* Moves the last of the entries written since `from` to its place among them. */
static void sort_last(bs_writer *w, size_t from, size_t last_at) {
    bs_reader at = bs_r_from(w->buf + from, last_at - from), other;
    bs_reader last = bs_r_from(w->buf + last_at, w->len - last_at);
    while (bs_der_whole(&at, BS_DER_SEQUENCE, &other) && der_order(other, last) <= 0) from += other.len;
    /* rotate byte by byte: an RDN with several members is rare and short */
    for (size_t n = last.len; n > 0 && from < last_at; n--) {
        uint8_t b = w->buf[w->len - 1];
        memmove(w->buf + from + 1, w->buf + from, w->len - 1 - from);
        w->buf[from] = b;
    }
}

bool bs_name_canon(bs_writer *w, bs_reader name) {
    struct bs_name_iter it;
    if (!bs_name_iter_init(&it, name)) return false;
    while (!iter_at_end(&it)) {
        struct bs_name_entry e[MAX_RDN_MEMBERS];
        int n = read_rdn(&it, e);
        if (n < 0) return false;
        bs_mark set = bs_der_open(w, BS_DER_SET);
        size_t from = w->len;
        for (int i = 0; i < n && !w->bad; i++) {
            size_t at = w->len;
            write_entry(w, &e[i]);
            if (!w->bad && i > 0) sort_last(w, from, at);
        }
        bs_der_close(w, set);
        if (w->bad) return false;
    }
    return !w->bad;
}
