#include "src/x509/dist_point.h"

#include "src/x509/cert_ext.h"
#include "src/x509/name.h"

#define NAME_ROOM 2048 /* of an issuer's name with an RDN added; a longer one matches nothing */

/* AttributeTypeAndValues of one RDN. */
static bool rdn_valid(bs_reader set) {
    bs_reader pair, oid, value;
    uint8_t tag;
    while (bs_der_read(&set, BS_DER_SEQUENCE, &pair)) {
        if (!bs_der_read(&pair, BS_DER_OID, &oid) || !bs_der_oid_valid(oid) || !bs_der_any(&pair, &tag, &value, NULL) ||
            !bs_der_value_valid(tag, value) || !bs_r_done(&pair)) {
            return false;
        }
    }
    return bs_r_done(&set);
}

/* distributionPoint [0] DistributionPointName OPTIONAL, where the name is a CHOICE and so has a tag of its own. */
static bool read_name(bs_reader *r, struct bs_dist_point_name *out) {
    bs_reader choice;
    bool present, full, relative;
    if (!bs_der_optional(r, BS_DER_CONTEXT_CONSTRUCTED(0), &present, &choice)) return false;
    if (!present) return true;
    if (!bs_der_optional(&choice, BS_DER_CONTEXT_CONSTRUCTED(0), &full, &out->full)) return false;
    if (full) return bs_general_names_valid(out->full) && bs_r_done(&choice);
    return bs_der_optional(&choice, BS_DER_CONTEXT_CONSTRUCTED(1), &relative, &out->relative) && relative &&
           rdn_valid(out->relative) && bs_r_done(&choice);
}

/* ReasonFlags as [n] BIT STRING; absent: all. */
static bool read_reasons(bs_reader *r, unsigned n, bool *out_present, uint32_t *out) {
    bs_reader bits;
    uint8_t unused;
    *out = BS_REASONS_ALL;
    if (!bs_der_optional(r, BS_DER_CONTEXT(n), out_present, &bits)) return false;
    if (!*out_present) return true;
    if (!bs_r_u8(&bits, &unused) || unused > 7) return false;
    uint32_t v = 0;
    for (size_t i = 0; i < bits.len && i < 2; i++) {
        uint32_t octet = bits.p[i];
        if (i + 1 == bits.len) octet &= 0xFFu << unused;
        v |= octet << (8 * i);
    }
    *out = v & BS_REASONS_ALL;
    return true;
}

static bool read_flag(bs_reader *r, unsigned n, bool *out) {
    bs_reader v;
    bool present;
    if (!bs_der_optional(r, BS_DER_CONTEXT(n), &present, &v) || (present && v.len != 1)) return false;
    *out = present && v.p[0] != 0;
    return true;
}

/* The name that relative ones of a certificate's point are added to: the CRL issuer's, if the point has one. */
static bs_reader base_of(bs_reader crl_issuer, bs_reader issuer) {
    uint8_t tag;
    bs_reader name;
    while (bs_general_name_next(&crl_issuer, &tag, &name)) {
        if (tag == BS_GN_DIRECTORY) return name;
    }
    return issuer;
}

bool bs_dist_point_next(bs_reader *at, bs_reader issuer, struct bs_dist_point *out) {
    bs_reader r = *at, point;
    bool present;
    *out = (struct bs_dist_point){ .reasons = BS_REASONS_ALL };
    if (!bs_der_read(&r, BS_DER_SEQUENCE, &point) || !read_name(&point, &out->name) ||
        !read_reasons(&point, 1, &present, &out->reasons) ||
        !bs_der_optional(&point, BS_DER_CONTEXT_CONSTRUCTED(2), &present, &out->crl_issuer) ||
        !bs_general_names_valid(out->crl_issuer) || !bs_r_done(&point)) {
        return false;
    }
    /* 4.2.1.13: "MUST NOT consist of only the reasons field" */
    if (!out->name.full.p && !out->name.relative.p && out->crl_issuer.len == 0) return false;
    out->name.base = base_of(out->crl_issuer, issuer);
    *at = r;
    return true;
}

bool bs_issuing_point_decode(struct bs_issuing_point *out, bs_reader value, bs_reader issuer) {
    bs_reader r;
    *out = (struct bs_issuing_point){ .name.base = issuer, .reasons = BS_REASONS_ALL };
    return bs_der_read(&value, BS_DER_SEQUENCE, &r) && read_name(&r, &out->name) &&
           read_flag(&r, 1, &out->only_user) && read_flag(&r, 2, &out->only_ca) &&
           read_reasons(&r, 3, &out->some_reasons, &out->reasons) && read_flag(&r, 4, &out->indirect) &&
           read_flag(&r, 5, &out->only_attribute) && bs_r_done(&r);
}

/* The relative name made whole: its base's RDNs and its own. */
static bool whole_name(const struct bs_dist_point_name *n, uint8_t room[NAME_ROOM], bs_reader *out) {
    bs_reader base = n->base, rdns;
    bs_writer w = bs_w_to(room, NAME_ROOM);
    if (!bs_der_read(&base, BS_DER_SEQUENCE, &rdns)) return false;
    bs_mark m = bs_der_open(&w, BS_DER_SEQUENCE);
    bs_w_view(&w, rdns);
    bs_der_put(&w, BS_DER_SET, n->relative.p, n->relative.len);
    bs_der_close(&w, m);
    *out = bs_w_written(&w);
    return !w.bad;
}

bool bs_general_names_have(bs_reader names, bs_reader name) {
    uint8_t tag;
    bs_reader at;
    while (bs_general_name_next(&names, &tag, &at)) {
        if (tag == BS_GN_DIRECTORY && bs_name_equal(at, name)) return true;
    }
    return false;
}

static bool share_one(bs_reader a, bs_reader b) {
    uint8_t ta, tb;
    bs_reader na, nb;
    while (bs_general_name_next(&a, &ta, &na)) {
        bs_reader others = b;
        while (bs_general_name_next(&others, &tb, &nb)) {
            if (ta == tb && (ta == BS_GN_DIRECTORY ? bs_name_equal(na, nb) : bs_r_same(na, nb))) return true;
        }
    }
    return false;
}

bool bs_dist_point_same(const struct bs_dist_point_name *a, const struct bs_dist_point_name *b) {
    uint8_t room_a[NAME_ROOM], room_b[NAME_ROOM];
    bs_reader whole_a = { 0 }, whole_b = { 0 };
    if ((!a->full.p && !a->relative.p) || (!b->full.p && !b->relative.p)) return true;
    if (a->relative.p && !whole_name(a, room_a, &whole_a)) return false;
    if (b->relative.p && !whole_name(b, room_b, &whole_b)) return false;
    if (a->relative.p && b->relative.p) return bs_name_equal(whole_a, whole_b);
    if (a->relative.p) return bs_general_names_have(b->full, whole_a);
    if (b->relative.p) return bs_general_names_have(a->full, whole_b);
    return share_one(a->full, b->full);
}
