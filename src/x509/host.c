#include "src/x509/host.h"

#include "src/x509/cert_ext.h"
#include "src/x509/name.h"
#include "src/x509/text.h"

/* Longest name of a subject that is considered; longer ones match nothing. */
#define MAX_NAME 1024

/* One thing to look for. `dotted`: the name asked for begins with '.', so any left part will do. */
struct query {
    bs_reader want;
    unsigned flags;
    bool dotted;
    bool (*equal)(const struct query *q, bs_reader pattern);
};

static bool is_alnum(uint8_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool has_nul(bs_reader r) { return r.len > 0 && memchr(r.p, 0, r.len) != NULL; }

static bool equal_nocase(bs_reader a, bs_reader b) { return !has_nul(a) && bs_text_same_nocase(a, b); }

static bool starts_idna(bs_reader r) {
    return r.len >= 4 && bs_text_same_nocase(bs_r_from(r.p, 4), bs_r_from("xn--", 4));
}

/* For ".example.com": the part of the pattern to compare, if what is left of it may be ignored. */
static bs_reader below_domain(const struct query *q, bs_reader pattern) {
    if (!q->dotted || pattern.len <= q->want.len) return pattern;
    bs_reader left = bs_r_from(pattern.p, pattern.len - q->want.len);
    if (has_nul(left)) return pattern;
    if ((q->flags & BS_HOST_SINGLE_LABEL_SUBDOMAINS) != 0 && memchr(left.p, '.', left.len)) return pattern;
    return bs_r_from(pattern.p + left.len, q->want.len);
}

static bool equal_name(const struct query *q, bs_reader pattern) {
    return equal_nocase(below_domain(q, pattern), q->want);
}

/* Labels of letters, digits and inner hyphens; `*` counts as a letter here. Sets the number of dots. */
static bool labels_valid(bs_reader p, size_t *num_dots) {
    size_t dots = 0;
    uint8_t before = '.';
    for (size_t i = 0; i < p.len; i++) {
        uint8_t c = p.p[i];
        if (c == '.') {
            if (before == '.' || before == '-') return false;
            dots++;
        } else if (c == '-') {
            if (before == '.') return false;
        } else if (!is_alnum(c) && c != '*') {
            return false;
        }
        before = c;
    }
    *num_dots = dots;
    return before != '.' && before != '-';
}

/*
 * RFC 6125 6.4.3: one wildcard, in the leftmost label, at an end of it, never in an A-label, and with two more labels
 * to its right. The position, or SIZE_MAX.
 */
static size_t find_wildcard(bs_reader p, unsigned flags) {
    size_t dots;
    const uint8_t *star = p.len > 0 ? memchr(p.p, '*', p.len) : NULL;
    if (!star || !labels_valid(p, &dots) || dots < 2) return SIZE_MAX;
    size_t at = (size_t)(star - p.p);
    if (memchr(star + 1, '*', p.len - at - 1) || memchr(p.p, '.', at)) return SIZE_MAX;
    bool at_start = at == 0, at_end = at + 1 == p.len || star[1] == '.';
    if (!at_start && (!at_end || starts_idna(p))) return SIZE_MAX;
    if ((flags & BS_HOST_NO_PARTIAL_WILDCARDS) != 0 && !(at_start && at_end)) return SIZE_MAX;
    return at;
}

static bool equal_wildcard(const struct query *q, bs_reader pattern) {
    bool dotted_name = q->want.len > 1 && q->want.p[0] == '.';
    size_t at = dotted_name ? SIZE_MAX : find_wildcard(pattern, q->flags);
    if (at == SIZE_MAX) return equal_name(q, pattern);
    bs_reader left = bs_r_from(pattern.p, at), right = bs_r_from(pattern.p + at + 1, pattern.len - at - 1);
    if (q->want.len < left.len + right.len) return false;
    bs_reader mid = bs_r_from(q->want.p + left.len, q->want.len - left.len - right.len);
    if (!equal_nocase(left, bs_r_from(q->want.p, left.len)) ||
        !equal_nocase(right, bs_r_from(mid.p + mid.len, right.len))) {
        return false;
    }
    bool whole_label = left.len == 0 && right.len > 0 && right.p[0] == '.';
    if (whole_label && mid.len == 0) return false;
    /* RFC 6125 6.4.3: a fragment of an A-label must not be matched */
    if (!whole_label && starts_idna(bs_r_from(mid.p, q->want.len - left.len))) return false;
    if (mid.len == 1 && mid.p[0] == '*') return true;
    bool dots = whole_label && (q->flags & BS_HOST_MULTI_LABEL_WILDCARDS) != 0;
    for (size_t i = 0; i < mid.len; i++) {
        if (!is_alnum(mid.p[i]) && mid.p[i] != '-' && !(dots && mid.p[i] == '.')) return false;
    }
    return true;
}

/* RFC 5280 7.5: the local part as it is, the host part in either case. */
static bool equal_email(const struct query *q, bs_reader pattern) {
    if (pattern.len != q->want.len) return false;
    size_t local = pattern.len;
    for (size_t i = pattern.len; i > 0; i--) {
        if (pattern.p[i - 1] != '@' && q->want.p[i - 1] != '@') continue;
        local = i - 1;
        break;
    }
    if (local < pattern.len && !equal_nocase(bs_r_from(pattern.p + local, pattern.len - local),
                                             bs_r_from(q->want.p + local, pattern.len - local))) {
        return false;
    }
    if (local == 0) local = pattern.len; /* an '@' in front parts nothing */
    return bs_r_same(bs_r_from(pattern.p, local), bs_r_from(q->want.p, local));
}

/* The subject's attributes of one type, as UTF-8. */
static int check_subject(const struct bs_cert *c, const struct query *q, bs_reader oid, struct bs_host_match *match) {
    struct bs_name_iter it;
    struct bs_name_entry e;
    if (!bs_name_iter_init(&it, c->subject)) return -1;
    while (bs_name_next(&it, &e)) {
        uint8_t text[MAX_NAME];
        if (!bs_r_same(e.oid, oid) || e.value.len == 0) continue;
        bs_writer w = bs_w_to(text, sizeof text);
        if (!bs_text_to_utf8(&w, e.tag, e.value)) {
            if (w.bad) continue;
            return -1;
        }
        if (!q->equal(q, bs_w_written(&w))) continue;
        if (match) *match = (struct bs_host_match){ e.tag, e.value };
        return 1;
    }
    return 0;
}

/* 1 match; 0 none, *present says whether the kind was there. */
static int check_san(const struct bs_cert *c, const struct query *q, uint8_t kind, bool *present,
                     struct bs_host_match *match) {
    bs_reader names = c->san, name;
    uint8_t tag;
    *present = false;
    while (bs_general_name_next(&names, &tag, &name)) {
        uint8_t type = BS_DER_IA5;
        if (kind == BS_GN_EMAIL && tag == BS_GN_OTHER) {
            if (!bs_smtp_utf8_mailbox(name, &name)) continue;
            type = BS_DER_UTF8;
        } else if (tag != kind) {
            continue;
        }
        *present = true;
        if (name.len == 0 || !q->equal(q, name)) continue;
        if (match) *match = (struct bs_host_match){ type, name };
        return 1;
    }
    return 0;
}

static int check(const struct bs_cert *c, const struct query *q, uint8_t kind, bs_reader oid,
                 struct bs_host_match *match) {
    bool present;
    if (check_san(c, q, kind, &present, match) == 1) return 1;
    if (present && (q->flags & BS_HOST_ALWAYS_CHECK_SUBJECT) == 0) return 0;
    if ((q->flags & BS_HOST_NEVER_CHECK_SUBJECT) != 0) return 0;
    return check_subject(c, q, oid, match);
}

int bs_host_check(const struct bs_cert *c, bs_reader host, unsigned flags, struct bs_host_match *match) {
    static const uint8_t common_name[] = { 0x55, 0x04, 0x03 };
    struct query q = { host, flags, host.len > 1 && host.p[0] == '.', equal_wildcard };
    if ((flags & BS_HOST_NO_WILDCARDS) != 0) q.equal = equal_name;
    return check(c, &q, BS_GN_DNS, bs_r_from(common_name, sizeof common_name), match);
}

int bs_email_check(const struct bs_cert *c, bs_reader email, unsigned flags) {
    static const uint8_t email_address[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x01 };
    struct query q = { email, flags, false, equal_email };
    return check(c, &q, BS_GN_EMAIL, bs_r_from(email_address, sizeof email_address), NULL);
}

static bool equal_bytes(const struct query *q, bs_reader pattern) { return bs_r_same(q->want, pattern); }

bool bs_ip_check(const struct bs_cert *c, bs_reader ip) {
    struct query q = { ip, 0, false, equal_bytes };
    bool present;
    return check_san(c, &q, BS_GN_IP, &present, NULL) == 1;
}

bool bs_cert_has_san(const struct bs_cert *c, uint8_t general_name_tag) {
    bs_reader names = c->san, name;
    uint8_t tag;
    while (bs_general_name_next(&names, &tag, &name)) {
        if (tag == general_name_tag) return true;
    }
    return false;
}

bool bs_smtp_utf8_name(bs_reader other_name, bs_reader *out) {
    static const uint8_t smtp_utf8[] = { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x09 };
    bs_reader oid, value;
    if (!bs_der_read(&other_name, BS_DER_OID, &oid) || !bs_r_equal(oid, smtp_utf8, sizeof smtp_utf8)) return false;
    if (!bs_der_read(&other_name, BS_DER_CONTEXT_CONSTRUCTED(0), &value) || !bs_der_read(&value, BS_DER_UTF8, out)) {
        *out = bs_r_from(NULL, 0);
    }
    return true;
}

bool bs_smtp_utf8_mailbox(bs_reader other_name, bs_reader *out) {
    return bs_smtp_utf8_name(other_name, out) && out->p != NULL;
}
