/*
 * Certificate policies.                                                              RFC 5280 6.1.2 to 6.1.5, 4.2.1.4
 *
 * The RFC's tree is kept level by level, and of a level only what the next one asks: which policies are valid there,
 * and whether one of the program's policies leads to them. Nodes with the same policy are one, so that a level is never
 * larger than the policies that were listed, and hostile chains cannot make it grow (the tree can be exponential).
 */
#include "src/x509/cert_ext.h"
#include "src/x509/path_local.h"

#define LEVEL_MAX 256 /* policies in a level; more is refused, never cut */

static const uint8_t any_policy[] = { 0x55, 0x1D, 0x20, 0x00 };
static const uint8_t oid_policies[] = { 0x55, 0x1D, 0x20 }, oid_mappings[] = { 0x55, 0x1D, 0x21 },
                     oid_constraints[] = { 0x55, 0x1D, 0x24 }, oid_inhibit_any[] = { 0x55, 0x1D, 0x36 };

/* What a certificate says; the lists are valid and have no policy twice. */
struct policy_exts {
    bs_reader policies, mappings; /* content of the SEQUENCEs; p is NULL if absent */
    bool any;                     /* anyPolicy is among the policies */
    long explicit_skip, map_skip, any_skip; /* -1: absent */
};

struct node {
    bs_reader policy; /* that the next certificate may name */
    bool wanted;      /* one of the program's policies leads here */
};

struct level {
    struct node nodes[LEVEL_MAX];
    size_t num;
    bool any; /* anyPolicy is valid here */
};

static bool is_any(bs_reader oid) { return bs_r_equal(oid, any_policy, sizeof any_policy); }

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
static bool next_policy(bs_reader *at, bs_reader *out) {
    bs_reader info, qualifiers, one;
    bool present;
    if (!bs_der_read(at, BS_DER_SEQUENCE, &info) || !bs_der_read(&info, BS_DER_OID, out) || !bs_der_oid_valid(*out) ||
        !bs_der_optional(&info, BS_DER_SEQUENCE, &present, &qualifiers) || !bs_r_done(&info)) {
        return false;
    }
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
static bool find(const struct bs_cert *c, const uint8_t oid[3], bool *out_present, bs_reader *out_value) {
    struct bs_cert_ext e;
    size_t num;
    *out_present = bs_cert_ext_find(c, bs_r_from(oid, 3), &e, &num);
    if (*out_present) *out_value = e.value;
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
static bool read_constraints(const struct bs_cert *c, struct policy_exts *out) {
    bs_reader v, seq, n;
    bool present, has_explicit, has_map;
    if (!find(c, oid_constraints, &present, &v)) return false;
    if (!present) return true;
    return bs_der_read(&v, BS_DER_SEQUENCE, &seq) &&
           bs_der_optional(&seq, BS_DER_CONTEXT(0), &has_explicit, &n) &&
           (!has_explicit || read_skip(n, &out->explicit_skip)) &&
           bs_der_optional(&seq, BS_DER_CONTEXT(1), &has_map, &n) && (!has_map || read_skip(n, &out->map_skip)) &&
           bs_r_done(&seq) && (has_explicit || has_map);
}

static bool listed(bs_reader policies, bs_reader policy) {
    bs_reader at;
    while (next_policy(&policies, &at)) {
        if (bs_r_same(at, policy)) return true;
    }
    return false;
}

/* RFC 5280 4.2.1.4: "MUST NOT appear more than once" */
static bool read_policies(const struct bs_cert *c, struct policy_exts *out) {
    bs_reader v, at, policy;
    bool present;
    size_t num = 0;
    if (!find(c, oid_policies, &present, &v)) return false;
    if (!present) return true;
    if (!bs_der_read(&v, BS_DER_SEQUENCE, &out->policies)) return false;
    for (at = out->policies; !bs_r_done(&at); num++) {
        bs_reader before = bs_r_from(out->policies.p, (size_t)(at.p - out->policies.p));
        if (num == LEVEL_MAX || !next_policy(&at, &policy) || listed(before, policy)) return false;
        out->any = out->any || is_any(policy);
    }
    if (num == 0) out->policies = (bs_reader){ 0 }; /* no policies, as OpenSSL sees it */
    return true;
}

/* RFC 5280 4.2.1.5: "Policies MUST NOT be mapped either to or from the special value anyPolicy" */
static bool read_mappings(const struct bs_cert *c, struct policy_exts *out) {
    bs_reader v, at, from, to;
    bool present;
    size_t num = 0;
    if (!find(c, oid_mappings, &present, &v)) return false;
    if (!present) return true;
    if (!bs_der_read(&v, BS_DER_SEQUENCE, &out->mappings)) return false;
    for (at = out->mappings; !bs_r_done(&at); num++) {
        if (num == LEVEL_MAX || !next_mapping(&at, &from, &to) || is_any(from) || is_any(to)) return false;
    }
    return num > 0;
}

static bool read_inhibit_any(const struct bs_cert *c, struct policy_exts *out) {
    bs_reader v, n;
    bool present;
    if (!find(c, oid_inhibit_any, &present, &v)) return false;
    return !present || (bs_der_read(&v, BS_DER_INTEGER, &n) && read_skip(n, &out->any_skip));
}

/* As OpenSSL, who lists no policies is not asked about mappings and anyPolicy. */
static bool read_exts(const struct bs_cert *c, struct policy_exts *out) {
    *out = (struct policy_exts){ .explicit_skip = -1, .map_skip = -1, .any_skip = -1 };
    if (!read_constraints(c, out) || !read_policies(c, out)) return false;
    return !out->policies.p || (read_mappings(c, out) && read_inhibit_any(c, out));
}

static struct node *find_node(struct level *l, bs_reader policy) {
    for (size_t i = 0; i < l->num; i++) {
        if (bs_r_same(l->nodes[i].policy, policy)) return &l->nodes[i];
    }
    return NULL;
}

static bool add_node(struct level *l, bs_reader policy, bool wanted) {
    struct node *n = find_node(l, policy);
    if (n) {
        n->wanted = n->wanted || wanted;
        return true;
    }
    if (l->num == LEVEL_MAX) return false;
    l->nodes[l->num++] = (struct node){ policy, wanted };
    return true;
}

/* True if the program asked for this policy. As with OpenSSL, who names none accepts none. RFC 5280 6.1.1 (c) */
static bool program_wants(const struct bs_path *p, bs_reader policy) {
    bs_reader at;
    for (size_t i = 0; p->ops->policy && p->ops->policy(p->arg, i, &at); i++) {
        if (bs_r_same(at, policy) || is_any(at)) return true;
    }
    return false;
}

/* True if the last level holds a policy that the program accepts: anyPolicy stands for whichever that is. */
static bool accepted(const struct bs_path *p, const struct level *l) {
    bs_reader first;
    bool good = l->any && p->ops->policy && p->ops->policy(p->arg, 0, &first);
    for (size_t i = 0; i < l->num; i++) good = good || l->nodes[i].wanted;
    return good;
}

/* RFC 5280 6.1.3 (d): the policies of a certificate that those above it allow. */
static bool descend(const struct bs_path *p, struct level *from, const struct policy_exts *x, bool any_allowed,
                    struct level *out) {
    bs_reader at = x->policies, policy;
    out->num = 0;
    while (next_policy(&at, &policy)) {
        const struct node *n = find_node(from, policy);
        if (is_any(policy) || (!n && !from->any)) continue;
        if (!add_node(out, policy, n ? n->wanted : program_wants(p, policy))) return false;
    }
    out->any = x->any && any_allowed && from->any;
    for (size_t i = 0; x->any && any_allowed && i < from->num; i++) {
        if (!find_node(out, from->nodes[i].policy) && !add_node(out, from->nodes[i].policy, from->nodes[i].wanted)) {
            return false;
        }
    }
    return true;
}

static bool is_mapped(bs_reader mappings, bs_reader policy) {
    bs_reader from, to;
    while (next_mapping(&mappings, &from, &to)) {
        if (bs_r_same(from, policy)) return true;
    }
    return false;
}

/* RFC 5280 6.1.4 (b): what the next certificate may name in place of the mapped policies. */
static bool map(const struct bs_path *p, struct level *l, const struct policy_exts *x, bool allowed,
                struct level *out) {
    bs_reader at = x->mappings, from, to;
    out->num = 0;
    out->any = l->any;
    for (size_t i = 0; i < l->num; i++) {
        if (is_mapped(x->mappings, l->nodes[i].policy)) continue;
        if (!add_node(out, l->nodes[i].policy, l->nodes[i].wanted)) return false;
    }
    while (allowed && next_mapping(&at, &from, &to)) {
        const struct node *n = find_node(l, from);
        if (!n && !l->any) continue;
        if (!add_node(out, to, n ? n->wanted : program_wants(p, from))) return false;
    }
    return true;
}

struct counters {
    long explicit_policy, map, any;
};

static void count_one(long *counter, bool counts, long skip) {
    if (*counter > 0 && counts) (*counter)--;
    if (skip >= 0 && skip < *counter) *counter = skip;
}

enum verdict { POLICY_OK, POLICY_INVALID, POLICY_FAILURE, POLICY_TOO_MANY };

static enum verdict evaluate(const struct bs_path *p, struct level levels[3]) {
    long n = (long)p->num - 1;
    struct counters c = { (p->flags & BS_PATH_EXPLICIT_POLICY) != 0 ? 0 : n + 1,
                          (p->flags & BS_PATH_INHIBIT_MAP) != 0 ? 0 : n + 1,
                          (p->flags & BS_PATH_INHIBIT_ANY) != 0 ? 0 : n + 1 };
    struct level *cur = &levels[0], *mid = &levels[1], *next = &levels[2];
    bool empty = false;
    cur->num = 0;
    cur->any = true;
    /* when the tree is empty and a policy is required all is decided, and OpenSSL looks no further */
    for (long i = n - 1; i >= 0 && (c.explicit_policy > 0 || !empty); i--) {
        const struct bs_cert *x = p->chain[i].cert;
        struct policy_exts e;
        bool self_issued = (x->flags & BS_EXFLAG_SI) != 0;
        if (!read_exts(x, &e)) return POLICY_INVALID;
        empty = empty || !e.policies.p;
        if (!empty) {
            bool any_allowed = c.any > 0 || (self_issued && i > 0);
            if (!descend(p, cur, &e, any_allowed, mid) || !map(p, mid, &e, c.map > 0, next)) return POLICY_TOO_MANY;
            struct level *t = cur;
            cur = i > 0 ? next : mid;
            if (i > 0) next = t;
        }
        count_one(&c.explicit_policy, !self_issued, e.explicit_skip);
        count_one(&c.map, !self_issued, e.map_skip);
        count_one(&c.any, !self_issued, e.any_skip);
    }
    if (c.explicit_policy > 0) return POLICY_OK;
    return !empty && accepted(p, cur) ? POLICY_OK : POLICY_FAILURE;
}

/* All whose extensions are malformed are told of, also those that come after the one that decided. */
static int report_invalid(struct bs_path *p) {
    struct policy_exts e;
    for (size_t i = 0; i + 1 < p->num; i++) {
        bool bad = !read_exts(p->chain[i].cert, &e);
        if (!bs_path_expect(p, bad, &p->chain[i], (int)i, BS_V_ERR_INVALID_POLICY_EXTENSION)) return 0;
    }
    return 1;
}

int bs_path_check_policies(struct bs_path *p) {
    struct level levels[3];
    if (p->num < 2) return 1; /* a trust anchor alone has no policies to be judged by */
    switch (evaluate(p, levels)) {
    case POLICY_INVALID: return report_invalid(p);
    case POLICY_TOO_MANY: p->error = BS_V_ERR_OUT_OF_MEM; return -1;
    case POLICY_FAILURE:
        p->current = (struct bs_path_cert){ NULL, NULL };
        p->error = BS_V_ERR_NO_EXPLICIT_POLICY;
        return p->ops->event(p->arg, p, 0) ? 1 : 0;
    case POLICY_OK: break;
    }
    if ((p->flags & BS_PATH_NOTIFY_POLICY) == 0) return 1;
    p->current = (struct bs_path_cert){ NULL, NULL };
    return p->ops->event(p->arg, p, 2) ? 1 : 0;
}
