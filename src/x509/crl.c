#include "src/x509/crl.h"

#include "src/x509/cert_ext.h"
#include "src/x509/name.h"

#include <limits.h>

static bool read_time(bs_reader *r, uint8_t *tag, bs_reader *raw) {
    if (!bs_der_next_is(r, BS_DER_UTC_TIME) && !bs_der_next_is(r, BS_DER_GENERALIZED_TIME)) return false;
    return bs_der_any(r, tag, raw, NULL);
}

static int read_reason(bs_reader value) {
    bs_reader v;
    return bs_der_read(&value, BS_DER_ENUMERATED, &v) && v.len == 1 ? v.p[0] : -1;
}

/* What decoding notices on the way through the entries. */
struct notes {
    bool critical, invalid;
};

/* RFC 5280 5.3.1, 5.3.3. Any critical entry extension but certificateIssuer changes what the entry means. */
static bool read_entry_extensions(struct bs_crl_entry *e, struct notes *notes) {
    static const uint8_t reason_code[] = { 0x55, 0x1D, 0x15 }, cert_issuer[] = { 0x55, 0x1D, 0x1D };
    bs_reader at = e->extensions;
    struct bs_cert_ext x;
    while (bs_cert_ext_next(&at, &x)) {
        if (bs_r_equal(x.oid, cert_issuer, sizeof cert_issuer)) {
            bs_reader v = x.value;
            if (!bs_der_read(&v, BS_DER_SEQUENCE, &e->cert_issuer) || !bs_general_names_valid(e->cert_issuer)) {
                notes->invalid = true;
            }
            continue;
        }
        if (x.critical) notes->critical = true;
        if (!bs_r_equal(x.oid, reason_code, sizeof reason_code)) continue;
        e->reason = read_reason(x.value);
        if (e->reason < 0) notes->invalid = true;
    }
    return bs_r_done(&at);
}

static bool read_entry(bs_reader *at, struct bs_crl_entry *out, struct notes *notes) {
    bs_reader seq, r = *at;
    bool p;
    *out = (struct bs_crl_entry){ .reason = -1 };
    if (!bs_der_read(&r, BS_DER_SEQUENCE, &seq) || !bs_der_read(&seq, BS_DER_INTEGER, &out->serial) ||
        !bs_der_value_valid(BS_DER_INTEGER, out->serial) || !read_time(&seq, &out->date_tag, &out->date_raw) ||
        !bs_der_optional(&seq, BS_DER_SEQUENCE, &p, &out->extensions) || !bs_r_done(&seq) ||
        !read_entry_extensions(out, notes)) {
        return false;
    }
    *at = r;
    return true;
}

bool bs_crl_entry_next(bs_reader *at, struct bs_crl_entry *out) {
    struct notes notes;
    return read_entry(at, out, &notes);
}

bool bs_crl_find(const struct bs_crl *crl, bs_reader issuer, bs_reader serial, struct bs_crl_entry *out) {
    bs_reader at = crl->revoked, other = { 0 };
    while (bs_crl_entry_next(&at, out)) {
        if (out->cert_issuer.p) other = out->cert_issuer;
        if (!bs_r_same(out->serial, serial)) continue;
        if (other.p ? bs_general_names_have(other, issuer) : bs_name_equal(crl->issuer, issuer)) return true;
    }
    return false;
}

static bool read_integer(bs_reader value, bs_reader *out) {
    return bs_der_read(&value, BS_DER_INTEGER, out) && bs_der_value_valid(BS_DER_INTEGER, *out);
}

enum ext { EXT_AKID, EXT_ISSUING_POINT, EXT_DELTA, EXT_NUMBER, EXT_FRESHEST, EXT_COUNT };

/* The extensions that validation reads; those that it handles may be critical. */
static const struct {
    uint8_t oid[3];
    bool handled;
} ext_rows[EXT_COUNT] = {
    [EXT_AKID] = { { 0x55, 0x1D, 0x23 }, true },
    [EXT_ISSUING_POINT] = { { 0x55, 0x1D, 0x1C }, true },
    [EXT_DELTA] = { { 0x55, 0x1D, 0x1B }, true },
    [EXT_NUMBER] = { { 0x55, 0x1D, 0x14 }, false },
    [EXT_FRESHEST] = { { 0x55, 0x1D, 0x2E }, false },
};

static bool read_known(struct bs_crl *c, enum ext ext, bs_reader value) {
    switch (ext) {
    case EXT_AKID:
        c->akid_raw = value;
        c->has_akid = true;
        return bs_akid_decode(&c->akid, value);
    case EXT_ISSUING_POINT:
        c->issuing_point_raw = value;
        c->has_issuing_point = true;
        return bs_issuing_point_decode(&c->issuing_point, value, c->issuer);
    case EXT_DELTA: return read_integer(value, &c->base_number);
    case EXT_NUMBER: return read_integer(value, &c->number);
    case EXT_FRESHEST:
    case EXT_COUNT: break;
    }
    c->freshest = true;
    return true;
}

static void read_extension(struct bs_crl *c, const struct bs_cert_ext *e, unsigned *seen) {
    size_t i = 0;
    while (i < EXT_COUNT && !bs_r_equal(e->oid, ext_rows[i].oid, sizeof ext_rows[i].oid)) i++;
    if (e->critical && (i == EXT_COUNT || !ext_rows[i].handled)) c->critical = true;
    if (i == EXT_COUNT) return;
    bool again = (*seen >> i & 1) != 0;
    *seen |= 1u << i;
    if (again || !read_known(c, (enum ext)i, e->value)) c->invalid = true;
}

static bool read_extensions(struct bs_crl *c, bs_reader *tbs) {
    bool p;
    bs_reader outer;
    struct bs_cert_ext e;
    unsigned seen = 0;
    if (!bs_der_optional(tbs, BS_DER_CONTEXT_CONSTRUCTED(0), &p, &outer)) return false;
    if (!p) return true;
    if (!bs_der_read(&outer, BS_DER_SEQUENCE, &c->extensions) || !bs_r_done(&outer)) return false;
    bs_reader at = c->extensions;
    while (bs_cert_ext_next(&at, &e)) read_extension(c, &e, &seen);
    if (c->base_number.p && !c->number.p) c->invalid = true; /* RFC 5280 5.2.4: a delta has both */
    return bs_r_done(&at);
}

static bool read_revoked(struct bs_crl *c, bs_reader *tbs) {
    bool p;
    struct bs_crl_entry e;
    if (!bs_der_optional(tbs, BS_DER_SEQUENCE, &p, &c->revoked)) return false;
    bs_reader at = c->revoked;
    struct notes notes = { false, false };
    while (read_entry(&at, &e, &notes)) {}
    c->critical = notes.critical;
    c->invalid = notes.invalid;
    return bs_r_done(&at);
}

static bool read_tbs(struct bs_crl *c, bs_reader tbs) {
    uint64_t version = 0;
    if (bs_der_next_is(&tbs, BS_DER_INTEGER) && (!bs_der_uint64(&tbs, &version) || version > INT_MAX)) return false;
    c->version = (uint32_t)version;
    if (!bs_der_whole(&tbs, BS_DER_SEQUENCE, &c->tbs_sig_alg) || !bs_der_whole(&tbs, BS_DER_SEQUENCE, &c->issuer) ||
        !bs_algorithm_shaped(c->tbs_sig_alg) || !bs_name_valid(c->issuer) ||
        !read_time(&tbs, &c->this_update_tag, &c->this_update_raw)) {
        return false;
    }
    c->this_update_ok = bs_x509_time(c->this_update_tag, c->this_update_raw, &c->this_update);
    if (read_time(&tbs, &c->next_update_tag, &c->next_update_raw)) {
        c->next_update_ok = bs_x509_time(c->next_update_tag, c->next_update_raw, &c->next_update);
    }
    return read_revoked(c, &tbs) && read_extensions(c, &tbs) && bs_r_done(&tbs);
}

bs_status bs_crl_decode(struct bs_crl *out, bs_reader der) {
    *out = (struct bs_crl){ 0 };
    bs_reader at = der, seq, bits, tbs;
    if (!bs_der_whole(&at, BS_DER_SEQUENCE, &out->der) || !bs_r_done(&at) ||
        !bs_der_read(&der, BS_DER_SEQUENCE, &seq) ||
        !bs_der_whole(&seq, BS_DER_SEQUENCE, &out->tbs) || !bs_der_whole(&seq, BS_DER_SEQUENCE, &out->sig_alg) ||
        !bs_der_read(&seq, BS_DER_BIT_STRING, &bits) || !bs_r_u8(&bits, &out->signature_unused) ||
        out->signature_unused > 7 || !bs_r_done(&seq) || !bs_algorithm_shaped(out->sig_alg)) {
        return BS_E_CERT_DECODE;
    }
    out->signature = bits;
    at = out->tbs;
    return bs_der_read(&at, BS_DER_SEQUENCE, &tbs) && read_tbs(out, tbs) ? BS_OK : BS_E_CERT_DECODE;
}
