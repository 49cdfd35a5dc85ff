/* Policy extensions of one certificate. */
#include "src/x509/policy_exts.h"

#include <stdlib.h>

#include "src/x509/cert_ext.h"

static const uint8_t any_policy[] = { 0x55, 0x1D, 0x20, 0x00 };
static const uint8_t oid_policies[] = { 0x55, 0x1D, 0x20 }, oid_mappings[] = { 0x55, 0x1D, 0x21 },
                     oid_constraints[] = { 0x55, 0x1D, 0x24 }, oid_inhibit_any[] = { 0x55, 0x1D, 0x36 };

bool bs_policy_is_any(bs_reader oid) { return bs_r_equal(oid, any_policy, sizeof any_policy); }

int bs_policy_compare(bs_reader a, bs_reader b) {
    if (a.len != b.len) return a.len < b.len ? -1 : 1;
    return a.len == 0 ? 0 : memcmp(a.p, b.p, a.len); /* public */
}

/* DisplayText: one of four string types. */
static bool read_display_text(bs_reader *r) {
    static const unsigned types[] = { BS_DER_IA5, BS_DER_VISIBLE, BS_DER_BMP, BS_DER_UTF8 };
    bs_reader text;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (bs_der_read(r, types[i], &text)) return types[i] != BS_DER_BMP || text.len % 2 == 0;
    }
    return false;
}

/* UserNotice: noticeRef OPTIONAL, explicitText OPTIONAL. */
static bool notice_valid(bs_reader notice) {
    bs_reader ref, numbers, n;
    bool present;
    if (!bs_der_optional(&notice, BS_DER_SEQUENCE, &present, &ref)) return false;
    if (present) {
        if (!read_display_text(&ref) || !bs_der_read(&ref, BS_DER_SEQUENCE, &numbers) || !bs_r_done(&ref)) return false;
        while (bs_der_read(&numbers, BS_DER_INTEGER, &n)) {
            if (!bs_der_value_valid(BS_DER_INTEGER, n)) return false;
        }
        if (!bs_r_done(&numbers)) return false;
    }
    return bs_r_done(&notice) || (read_display_text(&notice) && bs_r_done(&notice));
}

/* PolicyQualifierInfo: looked at for its shape alone. RFC 5280 4.2.1.4 */
static bool qualifier_valid(bs_reader info) {
    static const uint8_t cps[] = { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x02, 0x01 },
                         notice[] = { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x02, 0x02 };
    bs_reader oid, value;
    uint8_t tag;
    if (!bs_der_read(&info, BS_DER_OID, &oid) || !bs_der_oid_valid(oid)) return false;
    if (bs_r_done(&info)) return !bs_r_equal(oid, cps, sizeof cps) && !bs_r_equal(oid, notice, sizeof notice);
    if (!bs_der_any(&info, &tag, &value, NULL) || !bs_r_done(&info)) return false;
    if (bs_r_equal(oid, cps, sizeof cps)) return tag == BS_DER_IA5;
    if (bs_r_equal(oid, notice, sizeof notice)) return tag == BS_DER_SEQUENCE && notice_valid(value);
    return bs_der_value_valid(tag, value);
}

/* PolicyInformation */
static bool next_policy(bs_reader *at, struct bs_policy_data *out) {
    bs_reader info, qualifiers, one;
    bool present;
    *out = (struct bs_policy_data){ .num_expected = 0 };
    if (!bs_der_read(at, BS_DER_SEQUENCE, &info) || !bs_der_read(&info, BS_DER_OID, &out->policy) ||
        !bs_der_oid_valid(out->policy) || !bs_der_optional(&info, BS_DER_SEQUENCE, &present, &qualifiers) ||
        !bs_r_done(&info)) {
        return false;
    }
    if (present) out->qualifiers = qualifiers;
    while (present && !bs_r_done(&qualifiers)) {
        if (!bs_der_read(&qualifiers, BS_DER_SEQUENCE, &one) || !qualifier_valid(one)) return false;
    }
    return true;
}

static bool next_mapping(bs_reader *at, bs_reader *out_issuer, bs_reader *out_subject) {
    bs_reader pair;
    return bs_der_read(at, BS_DER_SEQUENCE, &pair) && bs_der_read(&pair, BS_DER_OID, out_issuer) &&
           bs_der_read(&pair, BS_DER_OID, out_subject) && bs_r_done(&pair) && bs_der_oid_valid(*out_issuer) &&
           bs_der_oid_valid(*out_subject);
}

/* Reading an extension: absent is well, twice is not (RFC 5280 4.2). False if malformed. */
static bool find(const struct bs_cert *c, const uint8_t oid[3], bool *out_present, bs_reader *out_value, bool *out_critical) {
    struct bs_cert_ext e;
    size_t num;
    *out_present = bs_cert_ext_find(c, bs_r_from(oid, 3), &e, &num);
    if (*out_present) *out_value = e.value;
    if (*out_present && out_critical) *out_critical = e.critical;
    return num <= 1;
}

static bool read_skip(bs_reader content, long *out) {
    uint64_t n = 0;
    if (content.len == 0 || content.len > 4 || (content.p[0] & 0x80) != 0) return false;
    for (size_t i = 0; i < content.len; i++) n = n << 8 | content.p[i];
    *out = (long)n;
    return true;
}

/* RFC 5280 4.2.1.11: "MUST NOT issue certificates where policy constraints is an empty sequence" */
static bool read_constraints(const struct bs_cert *c, struct bs_policy_exts *out) {
    bs_reader v, seq, n;
    bool present, has_explicit, has_map;
    if (!find(c, oid_constraints, &present, &v, NULL)) return false;
    if (!present) return true;
    return bs_der_read(&v, BS_DER_SEQUENCE, &seq) &&
           bs_der_optional(&seq, BS_DER_CONTEXT(0), &has_explicit, &n) &&
           (!has_explicit || read_skip(n, &out->explicit_skip)) &&
           bs_der_optional(&seq, BS_DER_CONTEXT(1), &has_map, &n) && (!has_map || read_skip(n, &out->map_skip)) &&
           bs_r_done(&seq) && (has_explicit || has_map);
}

static int by_policy(const void *a, const void *b) {
    return bs_policy_compare(((const struct bs_policy_data *)a)->policy, ((const struct bs_policy_data *)b)->policy);
}

/*
 * OpenSSL keeps a sorted stack: it sorts whenever it looks for a policy, which is before it adds one. So what came last
 * stands at the end, and the others in order.
 */
static void order(struct bs_policy_exts *out, const bs_reader *last_added) {
    size_t i = 0;
    qsort(out->policies, out->num_policies, sizeof *out->policies, by_policy);
    if (!last_added) return;
    while (!bs_r_same(out->policies[i].policy, *last_added)) i++;
    struct bs_policy_data last = out->policies[i];
    memmove(&out->policies[i], &out->policies[i + 1], (out->num_policies - i - 1) * sizeof last);
    out->policies[out->num_policies - 1] = last;
}

static size_t count_elements(bs_reader list) {
    bs_reader one;
    size_t n = 0;
    while (bs_der_read(&list, BS_DER_SEQUENCE, &one)) n++;
    return n;
}

/* RFC 5280 4.2.1.4: a policy "MUST NOT appear more than once" */
static enum bs_policy_read read_policies(const struct bs_cert *c, struct bs_policy_exts *out, size_t room_for_mapped) {
    bs_reader v, at, last = { NULL, 0 };
    bool present, critical = false;
    struct bs_policy_data one;
    if (!find(c, oid_policies, &present, &v, &critical)) return BS_POLICY_MALFORMED;
    if (!present) return BS_POLICY_READ;
    if (!bs_der_read(&v, BS_DER_SEQUENCE, &at)) return BS_POLICY_MALFORMED;
    out->policies = (struct bs_policy_data *)calloc(count_elements(at) + room_for_mapped + 1, sizeof *out->policies);
    if (!out->policies) return BS_POLICY_NO_MEMORY;
    while (!bs_r_done(&at)) {
        if (!next_policy(&at, &one)) return BS_POLICY_MALFORMED;
        out->asserts = true;
        one.critical = critical;
        if (!bs_policy_is_any(one.policy)) {
            out->policies[out->num_policies++] = one;
            last = one.policy;
            continue;
        }
        if (out->has_any) return BS_POLICY_MALFORMED;
        out->has_any = true;
        out->any = one;
    }
    order(out, NULL);
    for (size_t i = 1; i < out->num_policies; i++) {
        if (by_policy(&out->policies[i - 1], &out->policies[i]) == 0) return BS_POLICY_MALFORMED;
    }
    if (out->num_policies > 0) order(out, &last);
    return BS_POLICY_READ;
}

/* One pair of policyMappings, and where it stands there. */
struct pair {
    bs_reader from, to;
    size_t at;
};

static int by_from(const void *a, const void *b) {
    const struct pair *x = (const struct pair *)a, *y = (const struct pair *)b;
    int r = bs_policy_compare(x->from, y->from);
    return r != 0 ? r : x->at < y->at ? -1 : x->at > y->at;
}

static int by_oid(const void *a, const void *b) {
    return bs_policy_compare(*(const bs_reader *)a, *(const bs_reader *)b);
}

/* Pairs of one issuer's policy go to the asserted policy, or to a new one if anyPolicy allows any: true if it is new. */
static bool map_group(struct bs_policy_exts *out, const struct pair *group, size_t n, size_t num_asserted, bs_reader *to,
                      bs_reader *sorted) {
    struct bs_policy_data key = { .policy = group[0].from };
    struct bs_policy_data *d = (struct bs_policy_data *)bsearch(&key, out->policies, num_asserted, sizeof key, by_policy);
    if (!d && !out->has_any) return false;
    bool made = !d;
    if (!made) {
        d->mapped = true;
    } else {
        d = &out->policies[out->num_policies++];
        *d = out->any;
        d->policy = group[0].from;
        d->mapped_any = true;
        d->mapped = n > 1;
    }
    for (size_t i = 0; i < n; i++) to[i] = sorted[i] = group[i].to;
    qsort(sorted, n, sizeof *sorted, by_oid);
    d->expected = to;
    d->expected_sorted = sorted;
    d->num_expected = n;
    return made;
}

static enum bs_policy_read map_all(struct bs_policy_exts *out, struct pair *pairs, size_t n) {
    size_t num_asserted = out->num_policies;
    const bs_reader *last_made = NULL;
    out->expected = (bs_reader *)calloc(2 * n, sizeof *out->expected);
    if (!out->expected) return BS_POLICY_NO_MEMORY;
    order(out, NULL);
    qsort(pairs, n, sizeof *pairs, by_from);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && bs_policy_compare(pairs[i].from, pairs[end].from) == 0;) end++;
        bool made = map_group(out, &pairs[i], end - i, num_asserted, out->expected + i, out->expected + n + i);
        if (made && pairs[i].at == n - 1) last_made = &pairs[i].from;
    }
    order(out, last_made);
    return BS_POLICY_READ;
}

/* RFC 5280 4.2.1.5: "Policies MUST NOT be mapped either to or from the special value anyPolicy" */
static enum bs_policy_read read_mappings(struct bs_policy_exts *out, bs_reader list, size_t num) {
    struct pair *pairs = (struct pair *)calloc(num, sizeof *pairs);
    size_t n = 0;
    enum bs_policy_read r = pairs ? BS_POLICY_READ : BS_POLICY_NO_MEMORY;
    while (r == BS_POLICY_READ && !bs_r_done(&list)) {
        struct pair *p = &pairs[n];
        if (!next_mapping(&list, &p->from, &p->to) || bs_policy_is_any(p->from) || bs_policy_is_any(p->to)) {
            r = BS_POLICY_MALFORMED;
        }
        p->at = n++;
    }
    if (r == BS_POLICY_READ) r = map_all(out, pairs, n);
    free(pairs);
    return r;
}

static bool read_inhibit_any(const struct bs_cert *c, struct bs_policy_exts *out) {
    bs_reader v, n;
    bool present;
    if (!find(c, oid_inhibit_any, &present, &v, NULL)) return false;
    return !present || (bs_der_read(&v, BS_DER_INTEGER, &n) && read_skip(n, &out->any_skip));
}

/* As OpenSSL, who lists no policies is not asked about mappings and anyPolicy. */
enum bs_policy_read bs_policy_exts_read(struct bs_policy_exts *out, const struct bs_cert *c) {
    bs_reader v, list = { NULL, 0 };
    bool mapped, well;
    *out = (struct bs_policy_exts){ .explicit_skip = -1, .map_skip = -1, .any_skip = -1 };
    if (!read_constraints(c, out)) return BS_POLICY_MALFORMED;
    well = find(c, oid_mappings, &mapped, &v, NULL) && (!mapped || bs_der_read(&v, BS_DER_SEQUENCE, &list));
    size_t num_mappings = count_elements(list);
    enum bs_policy_read r = read_policies(c, out, num_mappings);
    if (r != BS_POLICY_READ || !out->asserts) return r;
    if (!well || (mapped && num_mappings == 0)) return BS_POLICY_MALFORMED;
    if (mapped && (r = read_mappings(out, list, num_mappings)) != BS_POLICY_READ) return r;
    return read_inhibit_any(c, out) ? BS_POLICY_READ : BS_POLICY_MALFORMED;
}

void bs_policy_exts_clear(struct bs_policy_exts *e) {
    free(e->policies);
    free(e->expected);
    *e = (struct bs_policy_exts){ .policies = NULL };
}

bool bs_policy_expects(const struct bs_policy_data *d, bs_reader policy) {
    return d->num_expected > 0 && bsearch(&policy, d->expected_sorted, d->num_expected, sizeof policy, by_oid) != NULL;
}
