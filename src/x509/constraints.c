#include "src/x509/constraints.h"

#include "src/x509/cert_ext.h"
#include "src/x509/host.h"
#include "src/x509/name.h"
#include "src/x509/text.h"
#include "src/x509/u_label.h"
#include "src/x509/verify_codes.h"

#define MAX_COMPARISONS (1u << 20)
#define MAX_COMMON_NAME 1024
#define A_LABEL_COST 64 /* comparisons that take as long as to decode one host name */

/* A name of the certificate: a GeneralName kind and its bytes (for a directoryName, the whole Name). */
struct name {
    uint8_t kind;
    bool utf8;       /* a mailbox out of an otherName, RFC 8398; without a view: of another type than it must be */
    bs_reader bytes;
    bs_reader other; /* otherName: all of it */
};

struct subtree {
    uint8_t kind;
    bs_reader base;
    bool bounded; /* has a minimum or a maximum, which RFC 5280 4.2.1.10 forbids */
};

static bool next_subtree(bs_reader *trees, struct subtree *out) {
    bs_reader tree, min = { NULL, 0 }, max;
    bool has_min, has_max;
    if (!bs_der_read(trees, BS_DER_SEQUENCE, &tree) || !bs_general_name_next(&tree, &out->kind, &out->base) ||
        !bs_der_optional(&tree, BS_DER_CONTEXT(0), &has_min, &min) ||
        !bs_der_optional(&tree, BS_DER_CONTEXT(1), &has_max, &max)) {
        return false;
    }
    bool zero = !has_min || (min.len == 1 && min.p[0] == 0);
    out->bounded = !zero || has_max;
    return true;
}

static bs_reader tail(bs_reader r, size_t n) { return bs_r_from(r.p + (r.len - n), n); }

/* RFC 5280 4.2.1.10: any name that ends in the base, at a label's border; an empty base takes all. */
static int match_dns(bs_reader name, bs_reader base) {
    if (base.len == 0) return BS_V_OK;
    if (name.len < base.len || !bs_text_same_nocase(tail(name, base.len), base)) return BS_V_ERR_PERMITTED_VIOLATION;
    if (name.len == base.len || base.p[0] == '.' || name.p[name.len - base.len - 1] == '.') return BS_V_OK;
    return BS_V_ERR_PERMITTED_VIOLATION;
}

/* ".host": a true subdomain of it. */
static int match_subdomain(bs_reader host, bs_reader base) {
    return host.len > base.len && bs_text_same_nocase(tail(host, base.len), base) ? BS_V_OK
                                                                                 : BS_V_ERR_PERMITTED_VIOLATION;
}

static size_t last_at(bs_reader r) {
    for (size_t i = r.len; i > 0; i--) {
        if (r.p[i - 1] == '@') return i - 1;
    }
    return SIZE_MAX;
}

/* A mailbox against a mailbox, a host, or ".domain". */
static int match_email(bs_reader name, bs_reader base) {
    size_t at = last_at(name), base_at = last_at(base);
    if (at == SIZE_MAX) return BS_V_ERR_UNSUPPORTED_NAME_SYNTAX;
    if (base_at == SIZE_MAX && base.len > 0 && base.p[0] == '.') return match_subdomain(name, base);
    if (base_at != SIZE_MAX && base_at > 0) {
        bs_reader local = bs_r_from(name.p, at);
        if (base_at != at) return BS_V_ERR_PERMITTED_VIOLATION;
        if (memchr(base.p, 0, base_at) || memchr(name.p, 0, at)) return BS_V_ERR_UNSUPPORTED_NAME_SYNTAX;
        if (!bs_r_equal(local, base.p, base_at)) return BS_V_ERR_PERMITTED_VIOLATION;
    }
    bs_reader host = bs_r_from(name.p + at + 1, name.len - at - 1);
    bs_reader base_host = base_at == SIZE_MAX ? base : bs_r_from(base.p + base_at + 1, base.len - base_at - 1);
    return bs_text_same_nocase(host, base_host) ? BS_V_OK : BS_V_ERR_PERMITTED_VIOLATION;
}

/* RFC 8398 6, for a mailbox in UTF-8: its host is in U-labels, the constraint's in A-labels. A constraint that is itself
 * a mailbox fits none. */
static int match_utf8_mailbox(bs_reader name, bs_reader base) {
    uint8_t text[BS_U_LABELS_MAX];
    bs_writer w = bs_w_to(text, sizeof text);
    size_t at = name.p != NULL ? last_at(name) : SIZE_MAX;
    if (at == SIZE_MAX || (base.len > 0 && memchr(base.p, 0, base.len))) return BS_V_ERR_UNSUPPORTED_NAME_SYNTAX;
    if (!bs_u_labels(&w, base)) return BS_V_ERR_UNSPECIFIED;
    bs_reader host = bs_r_from(name.p + at + 1, name.len - at - 1), wanted = bs_w_written(&w);
    if (base.len > 0 && base.p[0] == '.') return match_subdomain(host, wanted);
    return bs_text_same_nocase(host, wanted) ? BS_V_OK : BS_V_ERR_PERMITTED_VIOLATION;
}

/* The host of "scheme://host[:port][/...]". */
static int match_uri(bs_reader uri, bs_reader base) {
    const uint8_t *colon = uri.len > 0 ? memchr(uri.p, ':', uri.len) : NULL;
    size_t at = colon ? (size_t)(colon - uri.p) : 0;
    if (!colon || uri.len - at < 3 || colon[1] != '/' || colon[2] != '/') return BS_V_ERR_UNSUPPORTED_NAME_SYNTAX;
    bs_reader host = bs_r_from(uri.p + at + 3, uri.len - at - 3);
    const uint8_t *end = host.len > 0 ? memchr(host.p, ':', host.len) : NULL;
    if (!end && host.len > 0) end = memchr(host.p, '/', host.len);
    if (end) host.len = (size_t)(end - host.p);
    if (host.len == 0) return BS_V_ERR_UNSUPPORTED_NAME_SYNTAX;
    if (base.len > 0 && base.p[0] == '.') return match_subdomain(host, base);
    return bs_text_same_nocase(host, base) ? BS_V_OK : BS_V_ERR_PERMITTED_VIOLATION;
}

static int match_ip(bs_reader ip, bs_reader base) {
    if ((ip.len != 4 && ip.len != 16) || (base.len != 8 && base.len != 32)) return BS_V_ERR_UNSUPPORTED_NAME_SYNTAX;
    if (base.len != 2 * ip.len) return BS_V_ERR_PERMITTED_VIOLATION;
    for (size_t i = 0; i < ip.len; i++) {
        if (((ip.p[i] ^ base.p[i]) & base.p[ip.len + i]) != 0) return BS_V_ERR_PERMITTED_VIOLATION;
    }
    return BS_V_OK;
}

static int match_directory(bs_reader name, bs_reader base) {
    return bs_name_starts_with(name, base) ? BS_V_OK : BS_V_ERR_PERMITTED_VIOLATION;
}

static int match_one(const struct name *n, bs_reader base) {
    switch (n->kind) {
    case BS_GN_DIRECTORY: return match_directory(n->bytes, base);
    case BS_GN_DNS: return match_dns(n->bytes, base);
    case BS_GN_EMAIL: return n->utf8 ? match_utf8_mailbox(n->bytes, base) : match_email(n->bytes, base);
    case BS_GN_URI: return match_uri(n->bytes, base);
    case BS_GN_IP: return match_ip(n->bytes, base);
    default: return BS_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE;
    }
}

/* otherNames are of one kind only if they have one type-id. */
static bool same_kind(const struct name *n, const struct subtree *t) {
    if (n->kind != t->kind) return false;
    bs_reader a = n->other, b = t->base, oid_a, oid_b;
    return n->kind != BS_GN_OTHER ||
           (bs_der_read(&a, BS_DER_OID, &oid_a) && bs_der_read(&b, BS_DER_OID, &oid_b) && bs_r_same(oid_a, oid_b));
}

/* Whether a name matches one of the subtrees of its kind: BS_V_OK, PERMITTED_VIOLATION (none), or another error. */
static int match_any(const struct name *n, bs_reader trees, bool stop_at_match, bool *num_kind) {
    struct subtree t;
    bool matched = false;
    *num_kind = false;
    while (next_subtree(&trees, &t)) {
        if (!same_kind(n, &t)) continue;
        *num_kind = true;
        if (t.bounded) return BS_V_ERR_SUBTREE_MINMAX;
        if (matched) continue;
        int r = match_one(n, t.base);
        if (r == BS_V_OK && stop_at_match) return BS_V_OK;
        matched = r == BS_V_OK;
        if (r != BS_V_OK && r != BS_V_ERR_PERMITTED_VIOLATION) return r;
    }
    return matched ? BS_V_OK : BS_V_ERR_PERMITTED_VIOLATION;
}

static void split(const struct bs_cert *ca, bs_reader *permitted, bs_reader *excluded) {
    bs_reader nc = ca->name_constraints;
    bool p;
    *permitted = *excluded = bs_r_from(NULL, 0);
    if (!bs_der_optional(&nc, BS_DER_CONTEXT_CONSTRUCTED(0), &p, permitted)) return;
    if (!bs_der_optional(&nc, BS_DER_CONTEXT_CONSTRUCTED(1), &p, excluded)) return;
}

static int check_name(const struct bs_cert *ca, const struct name *n) {
    bs_reader permitted, excluded;
    bool any;
    split(ca, &permitted, &excluded);
    int r = match_any(n, permitted, false, &any);
    if (any && r != BS_V_OK) return r;
    r = match_any(n, excluded, true, &any);
    if (!any || r == BS_V_ERR_PERMITTED_VIOLATION) return BS_V_OK;
    return r == BS_V_OK ? BS_V_ERR_EXCLUDED_VIOLATION : r;
}

static size_t count_names(const struct bs_cert *c, size_t *out_mailboxes) {
    struct bs_name_iter it;
    struct bs_name_entry e;
    bs_reader san = c->san, content, text;
    uint8_t tag;
    size_t n = 0;
    *out_mailboxes = 0;
    if (bs_name_iter_init(&it, c->subject)) {
        while (bs_name_next(&it, &e)) n++;
    }
    for (; bs_general_name_next(&san, &tag, &content); n++) {
        if (tag == BS_GN_OTHER && bs_smtp_utf8_name(content, &text)) ++*out_mailboxes;
    }
    return n;
}

static size_t count_subtrees(const struct bs_cert *ca, size_t *out_a_labels) {
    bs_reader side[2];
    struct subtree t;
    size_t n = 0;
    split(ca, &side[0], &side[1]);
    *out_a_labels = 0;
    for (int i = 0; i < 2; i++) {
        for (; next_subtree(&side[i], &t); n++) {
            if (t.kind == BS_GN_EMAIL && bs_has_a_label(t.base)) ++*out_a_labels;
        }
    }
    return n;
}

static size_t times(size_t a, size_t b) { return a > 0 && b > SIZE_MAX / a ? SIZE_MAX : a * b; }

static int check_subject(const struct bs_cert *ca, const struct bs_cert *c) {
    static const uint8_t email_address[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x01 };
    struct bs_name_iter it;
    struct bs_name_entry e;
    if (bs_name_empty(c->subject)) return BS_V_OK;
    struct name n = { .kind = BS_GN_DIRECTORY, .bytes = c->subject };
    int r = check_name(ca, &n);
    if (r != BS_V_OK || !bs_name_iter_init(&it, c->subject)) return r;
    while (bs_name_next(&it, &e)) {
        if (!bs_r_equal(e.oid, email_address, sizeof email_address)) continue;
        if (e.tag != BS_DER_IA5) return BS_V_ERR_UNSUPPORTED_NAME_SYNTAX;
        n = (struct name){ .kind = BS_GN_EMAIL, .bytes = e.value };
        if ((r = check_name(ca, &n)) != BS_V_OK) return r;
    }
    return BS_V_OK;
}

size_t bs_constraints_cost(const struct bs_cert *ca, const struct bs_cert *c) {
    size_t mailboxes, a_labels;
    size_t all = times(count_names(c, &mailboxes), count_subtrees(ca, &a_labels));
    size_t decoded = times(times(mailboxes, a_labels), A_LABEL_COST);
    return decoded > SIZE_MAX - all ? SIZE_MAX : all + decoded;
}

int bs_constraints_check(const struct bs_cert *ca, const struct bs_cert *c) {
    if (bs_constraints_cost(ca, c) > MAX_COMPARISONS) return BS_V_ERR_UNSPECIFIED;
    int r = check_subject(ca, c);
    if (r != BS_V_OK) return r;
    bs_reader san = c->san;
    struct name n = { 0 };
    while (bs_general_name_next(&san, &n.kind, &n.bytes)) {
        n.other = n.bytes;
        n.utf8 = n.kind == BS_GN_OTHER && bs_smtp_utf8_name(n.other, &n.bytes);
        if (n.utf8) n.kind = BS_GN_EMAIL;
        if ((r = check_name(ca, &n)) != BS_V_OK) return r;
    }
    return BS_V_OK;
}

static bool name_char(uint8_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Two labels or more of letters, digits, '_' and inner hyphens. One label alone is taken for a word, not a host. */
static bool looks_like_dns(bs_reader s) {
    bool dots = false;
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.p[i];
        if (name_char(c)) continue;
        if (i == 0 || i + 1 == s.len) return false;
        if (c == '-') continue;
        if (c != '.' || s.p[i + 1] == '.' || s.p[i + 1] == '-' || s.p[i - 1] == '-') return false;
        dots = true;
    }
    return dots;
}

int bs_constraints_check_cn(const struct bs_cert *ca, const struct bs_cert *c) {
    static const uint8_t common_name[] = { 0x55, 0x04, 0x03 };
    struct bs_name_iter it;
    struct bs_name_entry e;
    if (!bs_name_iter_init(&it, c->subject)) return BS_V_ERR_UNSPECIFIED;
    while (bs_name_next(&it, &e)) {
        uint8_t text[MAX_COMMON_NAME];
        if (!bs_r_equal(e.oid, common_name, sizeof common_name)) continue;
        bs_writer w = bs_w_to(text, sizeof text);
        if (!bs_text_to_utf8(&w, e.tag, e.value)) return BS_V_ERR_UNSUPPORTED_NAME_SYNTAX;
        bs_reader s = bs_w_written(&w);
        while (s.len > 0 && s.p[s.len - 1] == 0) s.len--; /* some issuers count the terminator */
        if (s.len > 0 && memchr(s.p, 0, s.len)) return BS_V_ERR_UNSUPPORTED_NAME_SYNTAX;
        if (!looks_like_dns(s)) continue;
        struct name n = { .kind = BS_GN_DNS, .bytes = s };
        int r = check_name(ca, &n);
        if (r != BS_V_OK) return r;
    }
    return BS_V_OK;
}
